"""What a Forecast says in words: between which figures the next one probably lies.

"Waarschijnlijk" is eight times in ten: the interval from the 10 % to the 90 % quantile.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np

from pcanalysis.analysis import Forecast
from pcanalysis.analysis.survey_error import measured
from pcanalysis.model import Kind
from pcanalysis.texts import figures, numbers
from pcanalysis.texts.trend import count_in_digits
from pcanalysis.texts.words import begin, listed, sentences, told, word

LOW, HIGH = 0.10, 0.90
WIDE_LOW, WIDE_HIGH = 0.05, 0.95
NAMED_CLOSED_DAYS = 3
BY_SURVEY_NUMBER = ("n_assumed", "sd_assumed")  # told by the sample sentences


def describe(forecast: Forecast, language: str) -> list[str]:
    """Return the sentences of a forecast, most important first."""
    said = figures.opening(forecast.history, language)
    if _daily(forecast):
        several = len(_weekdays(forecast)) > 1
        week = {"forecast.runs": True, "forecast.busiest": True, "forecast.quietest": several}
        said += told(language, week, **_week_values(forecast, language))
        said += _closed_days(forecast, language) + _judged(forecast, language)
    else:
        keys = (_subject_key(forecast), "eight_of_ten", "middle")
        next_figure = {f"forecast.{key}": True for key in keys}
        said += told(language, next_figure, **_next(forecast, language))
    said += told(language, {"forecast.insufficient": forecast.evidence == "insufficient"})
    return said + _assumptions(forecast, language)


def headline(forecast: Forecast, language: str) -> str:
    """Return the verdict as a title of at most twelve words."""
    if _daily(forecast):
        return word(language, "forecast_title.daily", **_week_values(forecast, language))
    return word(language, f"forecast_title.{_subject_key(forecast)}", **_next(forecast, language))


def note(forecast: Forecast, language: str) -> str:
    """Return how to read the bands and where the figures come from."""
    bands = word(language, f"forecast_note.bands_{'daily' if _daily(forecast) else 'yearly'}")
    return f"{bands} {figures.source_line(forecast.history.sources, language)}".strip()


def alt_parts(forecast: Forecast, language: str) -> list[str]:
    """Return the chart in words: what it shows, and what it covers."""
    if _daily(forecast):
        values = _week_values(forecast, language)
        busiest = word(language, "alt.busiest", **values)
        return [
            word(language, "alt.volume", figures=busiest),
            word(language, "alt.between_days", **values),
        ]
    history = forecast.history
    last = figures.with_period(measured(history)[-1], history, language)
    likely = word(language, "alt.likely_between", **_next(forecast, language))
    kind = "alt.fan" if history.freq == "Y" else "alt.monthly"
    chart = word(language, kind, figures=f"{last}, {likely}")
    return [chart, word(language, "alt.eight_of_ten")]


def chips(forecast: Forecast, language: str) -> list[tuple[str, str]]:
    """Return the forecast and its evidence."""
    history = forecast.history
    number = len(measured(history))
    if history.freq == "Y":
        count = count_in_digits(history, number, language)
    else:
        unit = word(language, f"count.{history.freq}")
        count = f"{numbers.format_count(number, language)} {unit}"
    words = headline(forecast, language)
    if not _daily(forecast):
        values = _next(forecast, language)
        words = word(language, "figure.in_period", value=values["between"], **values)
    evidence = word(language, f"evidence.{forecast.evidence}", count=count)
    return [(word(language, "chip.forecast"), words), (word(language, "chip.evidence"), evidence)]


def expected_next(forecast: Forecast) -> int:
    """Return which period most likely brings the next figure: as far ahead as the last ones lay."""
    return _next_year(forecast) or 0


def _next_year(forecast: Forecast) -> int | None:
    """Position of the year that lies as far ahead as the last two figures lie apart."""
    points = measured(forecast.history)
    if forecast.history.freq != "Y" or len(points) < 2:
        return None
    next_year = 2 * points[-1].year - points[-2].year
    years = [period.start.year for period in forecast.periods]
    return years.index(next_year) if next_year in years else None


def _daily(forecast: Forecast) -> bool:
    return forecast.history.freq in ("D", "30min", "15min")


def _subject_key(forecast: Forecast) -> str:
    if forecast.history.kind is Kind.CONTACTS:
        return "contacts"
    if not figures.is_survey(forecast.history):
        return "figure"
    return "survey" if _next_year(forecast) is not None else "survey_someday"


def _next(forecast: Forecast, language: str) -> dict[str, str]:
    """Return period, eight-in-ten interval and middle of the next figure in words."""
    history, index = forecast.history, expected_next(forecast)
    low, high = float(forecast.quantile(LOW)[index]), float(forecast.quantile(HIGH)[index])
    return {
        "period": numbers.format_period(forecast.periods[index], language),
        "between": numbers.format_range(low, high, history, language, key="interval.between"),
        "middle": numbers.format_estimate(float(forecast.median[index]), history, language),
        "contacts": figures.contacts_of(history, language),
    }


def _weekdays(forecast: Forecast) -> list[tuple[date, float]]:
    """Return an example and the usual number of each open day of the week, busiest first.

    A day is the sum of its parts.
    """
    per_day: dict[date, float] = defaultdict(float)
    centre = forecast.median if forecast.history.freq == "D" else forecast.mean
    for period, value, closed in zip(forecast.periods, centre, forecast.closed, strict=True):
        if not closed:
            per_day[period.start.date()] += float(value)
    alike: dict[int, list[date]] = defaultdict(list)
    for day in per_day:
        alike[day.weekday()].append(day)
    usual = [(days[0], float(np.median([per_day[d] for d in days]))) for days in alike.values()]
    return sorted(usual, key=lambda one: -one[1])


def _week_values(forecast: Forecast, language: str) -> dict[str, str]:
    """Return first and last day, the busiest day of the week with its number, and the quietest."""
    days = _weekdays(forecast)
    (busiest, most), (quietest, least) = days[0], days[-1]
    name, other = (numbers.format_weekday(day, language) for day in (busiest, quietest))
    return {
        "first": numbers.format_date(forecast.periods[0].start.date(), language),
        "last": numbers.format_date(forecast.periods[-1].start.date(), language),
        "day": name,
        "Day": begin(name),
        "x": numbers.format_about(most, language),
        "other": other,
        "Other": begin(other),
        "y": numbers.format_about(least, language),
        "contacts": figures.contacts_of(forecast.history, language),
    }


def _closed_days(forecast: Forecast, language: str) -> list[str]:
    """Return the weekdays on which nobody can call."""
    open_days = {
        p.start.date() for p, c in zip(forecast.periods, forecast.closed, strict=True) if not c
    }
    usual = {day.weekday() for day in open_days}
    shut = {p.start.date() for p in forecast.periods} - open_days
    days = sorted(day for day in shut if day.weekday() in usual)
    many = len(days) > NAMED_CLOSED_DAYS
    named = [numbers.format_date(day, language) for day in days]
    closed = {"forecast.closed": days and not many, "forecast.closed_more": many}
    return told(language, closed, count=len(days), days=listed(named, language))


def _judged(forecast: Forecast, language: str) -> list[str]:
    """Return how the forecast made before the last weeks did."""
    earlier = forecast.earlier
    if earlier is None:
        return []
    low, high = earlier.quantile(WIDE_LOW), earlier.quantile(WIDE_HIGH)
    came = {o.period.start: o.value for o in measured(forecast.history)}
    judged = [
        (low[i], came[period.start], high[i])
        for i, period in enumerate(earlier.periods)
        if period.start in came and not earlier.closed[i]
    ]
    if not judged:
        return []
    hits = sum(bool(a <= value <= b) for a, value, b in judged)
    expected = round((WIDE_HIGH - WIDE_LOW) * len(judged))
    day = numbers.format_date(earlier.periods[0].start.date(), language)
    values = {"day": day, "hits": hits, "total": len(judged), "expected": expected}
    return sentences(language, "forecast.earlier", **values)


def _assumptions(forecast: Forecast, language: str) -> list[str]:
    """Return what the forecast rests on beside the figures."""
    history, codes = forecast.history, forecast.assumptions
    said: list[str] = []
    if figures.is_survey(history) and not any(code.startswith("n_unknown") for code in codes):
        sd_assumed = "sd_assumed" in codes
        said = figures.sample(history, measured(history), language, sd_assumed=sd_assumed)
        codes = tuple(code for code in codes if code not in BY_SURVEY_NUMBER)
    return said + told(language, {f"assumption.{code}": True for code in codes})
