"""What an XmrChart says in words: what is no chance, and whether the norm can be counted on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from pcanalysis.analysis import XmrChart
from pcanalysis.model import History
from pcanalysis.texts.figures import no_measurement, opening, source_line, sources_of
from pcanalysis.texts.numbers import format_estimate, format_period, format_range, format_value
from pcanalysis.texts.outlook import percent_words
from pcanalysis.texts.words import begin, told, word

NAMED = 2  # signals told one by one, the newest first
WITHOUT_LIMITS = ("too_few", "season_unknown")
MEANINGS = ("improvement", "concern")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Neighbouring points that break the same rule on the same side."""

    first: int  # positions in the chart
    last: int
    when: str  # maart 2022, or januari 2022 tot en met maart 2022
    words: str  # the rule: 8 maanden op rij boven het gemiddelde


def signals(chart: XmrChart, language: str) -> list[Signal]:
    """Return the signals of a chart in words, oldest first."""
    found: list[Signal] = []
    units = units_of(chart.history, language)
    for code, places in groupby(range(len(chart.codes)), key=lambda i: int(chart.codes[i])):
        at = list(places)
        if code:
            ends = [format_period(chart.periods[i], language) for i in (at[0], at[-1])]
            span = word(language, "xmr.from_to", first=ends[0], last=ends[1])
            rule = f"xmr_rule.{chart.signals[at[0]]}_{'up' if code > 0 else 'down'}"
            words = word(language, rule, count=len(at), units=units)
            when = span if len(at) > 1 else ends[0]
            found.append(Signal(first=at[0], last=at[-1], when=when, words=words))
    return found


def describe(chart: XmrChart, language: str) -> list[str]:
    """Return the sentences of a control chart, most important first."""
    history, values = chart.history, _values(chart, language)
    said = opening(history, language)
    if not chart.periods:
        return said + no_measurement(history, language)
    found, limits = signals(chart, language), chart.status not in WITHOUT_LIMITS
    for one in found[: -NAMED - 1 : -1]:
        said += told(language, {"xmr.signal": True}, when=begin(one.when), words=one.words)
        newest = one is found[-1] and one.last == len(chart.periods) - 1
        said += told(language, {f"xmr.{chart.variation}": newest and chart.variation in MEANINGS})
    when = {
        "xmr.more": len(found) > NAMED,
        "xmr.quiet": limits and not found,
        "xmr.last": True,
        "xmr.usual": limits,
        **assured(chart),
        f"xmr.{chart.status}": chart.status != "established",
        "xmr.season_removed": chart.season_removed,
        "xmr.wider": chart.widening > 1,
        "xmr.runs": chart.rules == "anhoej" and chart.runs.signal,
        "xmr.false_alarm": limits,
    }
    return said + told(language, when, more=len(found) - NAMED, **values)


def assured(chart: XmrChart) -> dict[str, bool]:
    """Say whether the norm can be counted on."""
    return {f"xmr.{chart.assurance}": chart.assurance is not None}


def headline(chart: XmrChart, language: str) -> str:
    """Return the verdict as a title of at most twelve words."""
    if not chart.periods:
        return word(language, "trend_title.none")
    code = chart.status if chart.status in WITHOUT_LIMITS else chart.variation
    found, values = signals(chart, language), _values(chart, language)
    since = format_period(chart.periods[found[-1].first], language) if found else ""
    said = word(language, f"xmr_title.{code}", since=since, **values)
    if chart.assurance is None:
        return said
    return word(language, f"xmr_title.{chart.assurance}", said=said)


def note(chart: XmrChart, language: str) -> str:
    """Return how to read the chart and where its figures come from."""
    limits = chart.status not in WITHOUT_LIMITS
    said = told(language, {"xmr_note.limits": limits, "xmr_note.target": chart.target is not None})
    return " ".join([*said, source_line(sources_of(chart.history), language)]).strip()


def alt_parts(chart: XmrChart, language: str) -> list[str]:
    """Return the chart in words: what it shows, and what follows from it."""
    values, found = _values(chart, language), signals(chart, language)
    limits = chart.status not in WITHOUT_LIMITS
    said = word(language, f"alt.xmr{'' if limits else '_run'}", **values)
    if found:
        return [
            said,
            word(language, "xmr.signal", when=begin(found[-1].when), words=found[-1].words),
        ]
    return [said, *told(language, {"xmr.quiet": limits, "xmr.too_few": not limits}, **values)]


def chips(chart: XmrChart, language: str) -> list[tuple[str, str]]:
    """Return what the last point means, whether the norm can be counted on, and the evidence."""
    values = _values(chart, language)
    answers = {
        "development": f"xmr_chip.{chart.variation}",
        "assurance": chart.assurance and f"xmr_chip.{chart.assurance}",
        "evidence": f"xmr_chip.{chart.status}",
    }
    return [
        (word(language, f"chip.{name}"), word(language, key, **values))
        for name, key in answers.items()
        if key
    ]


def units_of(history: History, language: str) -> str:
    """Return the plural of a period: ``maanden``."""
    return word(language, f"count.{history.freq}")


def _values(chart: XmrChart, language: str) -> dict[str, object]:
    """Return what the texts of a chart fill in: last figure, usual range, norm and false alarm."""
    history = chart.history
    if not chart.periods:
        return {}
    values: dict[str, object] = {"k": chart.k, "units": units_of(history, language)}
    values["y"] = format_estimate(float(chart.values[-1]), history, language)
    values["period"] = format_period(chart.periods[-1], language)
    if chart.target is not None:
        values["T"] = format_value(chart.target, history, language)
    if np.isfinite(chart.mean[-1]):
        low, high = (float(limit[-1]) for limit in chart.shown_limits)
        values["between"] = format_range(low, high, history, language, key="interval.between")
        values["mean"] = format_estimate(float(chart.mean[-1]), history, language)
        values["alarm"] = percent_words(chart.false_alarm or 0.0, language)
    return values
