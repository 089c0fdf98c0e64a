"""What a Forecast says in words: between which figures the next one probably lies.

"Waarschijnlijk" is eight times in ten: the interval from the 10 % to the 90 % quantile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from pcanalysis.analysis import Forecast
from pcanalysis.analysis.survey_error import measured
from pcanalysis.model import Kind, Period
from pcanalysis.texts.figures import (
    contacts_of,
    is_survey,
    opening,
    sample,
    source_line,
    subject,
    with_period,
)
from pcanalysis.texts.numbers import (
    format_about,
    format_between,
    format_count,
    format_date,
    format_estimate,
    format_period,
    format_weekday,
)
from pcanalysis.texts.trend import count_in_digits
from pcanalysis.texts.words import begin, listed, sentences, word

LOW, HIGH = 0.10, 0.90
WIDE_LOW, WIDE_HIGH = 0.05, 0.95
SPOKEN_PERIODS = 3
NAMED_CLOSED_DAYS = 3
BY_SURVEY_NUMBER = ("n_assumed", "n_unknown_500", "sd_assumed")  # told by the sample sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weekday:
    """One day of the week in a daily forecast: an example of it and its usual number."""

    example: Period
    usual: float


def describe(forecast: Forecast, language: str) -> list[str]:
    """Return the sentences of a forecast, most important first."""
    said = opening(forecast.history, language)
    if _daily(forecast):
        said += _week(forecast, language) + _closed_days(forecast, language)
        said += _judged(forecast, language)
    else:
        said += _next(forecast, language)
    if forecast.evidence == "insufficient":
        said += sentences(language, "forecast.insufficient")
    return said + _assumptions(forecast, language)


def headline(forecast: Forecast, language: str) -> str:
    """Return the verdict as a title of at most twelve words."""
    if _daily(forecast):
        busiest = _weekdays(forecast)[0]
        day = format_weekday(busiest.example.start.date(), language)
        return word(
            language, "forecast_title.daily", day=day, **_about(busiest, forecast, language)
        )
    values = _interval(forecast, expected_next(forecast), language)
    return word(language, f"forecast_title.{_subject_key(forecast)}", **values)


def subtitle(forecast: Forecast, language: str) -> str:
    """Return what is forecast, its code and its unit."""
    return subject(forecast.history, language)


def note(forecast: Forecast, language: str) -> str:
    """Return how to read the bands and where the figures come from."""
    history = forecast.history
    bands = "bands_daily" if _daily(forecast) else "bands_yearly"
    line = source_line(history.sources, language) if history.sources else ""
    return f"{word(language, f'forecast_note.{bands}')} {line}".strip()


def alt_text(forecast: Forecast, language: str) -> str:
    """Return the chart in words for who cannot see it."""
    if _daily(forecast):
        kind, figures, closing = "volume", _alt_week(forecast, language), "between_days"
    else:
        kind = "fan" if forecast.history.freq == "Y" else "monthly"
        figures, closing = _alt_years(forecast, language), "eight_of_ten"
    parts = [
        *([word(language, "alt.simulated")] if forecast.history.simulated else []),
        word(language, f"alt.{kind}", figures=figures),
        word(language, f"alt.{closing}", **_span(forecast, language)),
        word(language, "alt.table_below"),
    ]
    return " ".join(parts)


def chips(forecast: Forecast, language: str) -> list[tuple[str, str]]:
    """Return the forecast and its evidence, each with its label."""
    history = forecast.history
    number = len(measured(history))
    if history.freq == "Y":
        count = count_in_digits(history, number, language)
    else:
        unit = word(language, f"count.{history.freq}")
        count = f"{format_count(number, language)} {unit}"
    if _daily(forecast):
        words = headline(forecast, language)
    else:
        words = word(language, "figure.in_period", **_chip_values(forecast, language))
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
    if not is_survey(forecast.history):
        return "figure"
    return "survey" if _next_year(forecast) is not None else "survey_someday"


def _interval(forecast: Forecast, index: int, language: str) -> dict[str, str]:
    """Return period, eight-in-ten interval and middle of one period in words."""
    history = forecast.history
    low, high = float(forecast.quantile(LOW)[index]), float(forecast.quantile(HIGH)[index])
    return {
        "period": format_period(forecast.periods[index], language),
        "between": format_between(low, high, history, language),
        "middle": format_estimate(float(forecast.median[index]), history, language),
        "contacts": contacts_of(history, language),
    }


def _chip_values(forecast: Forecast, language: str) -> dict[str, str]:
    values = _interval(forecast, expected_next(forecast), language)
    return {"value": values["between"], "period": values["period"]}


def _next(forecast: Forecast, language: str) -> list[str]:
    """Return interval and middle of the next figure."""
    values = _interval(forecast, expected_next(forecast), language)
    return [
        *sentences(language, f"forecast.{_subject_key(forecast)}", **values),
        *sentences(language, "forecast.eight_of_ten"),
        *sentences(language, "forecast.middle", **values),
    ]


def _weekdays(forecast: Forecast) -> list[_Weekday]:
    """Return the open days of the week, busiest first; a day is the sum of its parts."""
    per_day: dict[date, float] = defaultdict(float)
    example: dict[date, Period] = {}
    centre = forecast.median if forecast.history.freq == "D" else forecast.mean
    for period, value, closed in zip(forecast.periods, centre, forecast.closed, strict=True):
        if not closed:
            day = period.start.date()
            per_day[day] += float(value)
            example.setdefault(day, period)
    by_weekday: dict[int, list[date]] = defaultdict(list)
    for day, period in example.items():
        by_weekday[period.start.weekday()].append(day)
    found = [
        _Weekday(example=example[days[0]], usual=float(np.median([per_day[day] for day in days])))
        for days in by_weekday.values()
    ]
    return sorted(found, key=lambda one: -one.usual)


def _about(day: _Weekday, forecast: Forecast, language: str) -> dict[str, str]:
    x = format_about(day.usual, language)
    return {"x": x, "contacts": contacts_of(forecast.history, language)}


def _week(forecast: Forecast, language: str) -> list[str]:
    days = _weekdays(forecast)
    said = sentences(language, "forecast.runs", **_span(forecast, language))
    for key, one in (("busiest", days[0]), ("quietest", days[-1])):
        if key == "busiest" or len(days) > 1:
            name = begin(format_weekday(one.example.start.date(), language))
            values = _about(one, forecast, language)
            said += sentences(language, f"forecast.{key}", Day=name, **values)
    return said


def _span(forecast: Forecast, language: str) -> dict[str, str]:
    return {
        "first": format_date(forecast.periods[0].start.date(), language),
        "last": format_date(forecast.periods[-1].start.date(), language),
    }


def _closed_days(forecast: Forecast, language: str) -> list[str]:
    """Return the weekdays on which nobody can call."""
    open_days = {
        p.start.date() for p, c in zip(forecast.periods, forecast.closed, strict=True) if not c
    }
    usual = {day.weekday() for day in open_days}
    shut = {p.start.date() for p in forecast.periods} - open_days
    days = sorted(day for day in shut if day.weekday() in usual)
    if not days:
        return []
    if len(days) > NAMED_CLOSED_DAYS:
        return sentences(language, "forecast.closed_more", count=len(days))
    named = listed([format_date(day, language) for day in days], language)
    return sentences(language, "forecast.closed", days=named)


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
    day = format_date(earlier.periods[0].start.date(), language)
    values = {"day": day, "hits": hits, "total": len(judged), "expected": expected}
    return sentences(language, "forecast.earlier", **values)


def _assumptions(forecast: Forecast, language: str) -> list[str]:
    """Return what the forecast rests on beside the figures."""
    said: list[str] = []
    codes: Iterable[str] = forecast.assumptions
    if is_survey(forecast.history) and "n_unknown_500" not in forecast.assumptions:
        sd_assumed = "sd_assumed" in forecast.assumptions
        points = measured(forecast.history)
        said += sample(forecast.history, points, language, sd_assumed=sd_assumed)
        codes = [code for code in codes if code not in BY_SURVEY_NUMBER]
    for code in codes:
        said += sentences(language, f"assumption.{code}")
    return said


def _alt_week(forecast: Forecast, language: str) -> str:
    days = _weekdays(forecast)
    busiest, quietest = days[0], days[-1]
    return word(
        language,
        "alt.busiest",
        day=format_weekday(busiest.example.start.date(), language),
        other=format_weekday(quietest.example.start.date(), language),
        y=format_about(quietest.usual, language),
        **_about(busiest, forecast, language),
    )


def _alt_years(forecast: Forecast, language: str) -> str:
    history = forecast.history
    last = with_period(measured(history)[-1], history, language)
    values = _interval(forecast, expected_next(forecast), language)
    return f"{last}, {word(language, 'alt.likely_between', **values)}"
