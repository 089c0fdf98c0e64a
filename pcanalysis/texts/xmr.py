"""What an XmrChart says in words: what is no chance, and whether the norm can be counted on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from pcanalysis.analysis import XmrChart
from pcanalysis.model import History
from pcanalysis.texts.filled import Keys
from pcanalysis.texts.numbers import format_estimate, format_period, format_range, format_value
from pcanalysis.texts.outlook import percent_words
from pcanalysis.texts.words import begin, word

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
    return [_signal(chart, first, last, language) for first, last in _places(chart)]


def keys(chart: XmrChart) -> Keys:
    """Return which texts a control chart has."""
    places, limits = _places(chart), chart.status not in WITHOUT_LIMITS
    ended = bool(places) and places[-1][1] == len(chart.periods) - 1
    if not chart.periods:
        none = {"position": "gap_chip.no_measurement", "evidence": f"xmr_chip.{chart.status}"}
        return Keys(title="trend_title.none", told={}, chips=none)
    title = chart.assurance or (chart.variation if limits else chart.status)
    code = f"xmr.{chart.status}"
    return Keys(
        title=f"xmr_title.{title}",
        told={
            "xmr.signal": places,
            f"xmr.{chart.variation}": ended and chart.variation in MEANINGS,
            "xmr.before": len(places) > 1,
            "xmr.more": len(places) > NAMED,
            "xmr.quiet": limits and not places,
            "xmr.last": True,
            "xmr.usual": limits,
            **assured(chart),
            code: chart.status != "established",
            "xmr.season_removed": chart.season_removed,
            "xmr.wider": chart.widening > 1,
            "xmr.runs": chart.rules == "anhoej" and chart.runs.signal,
            "xmr.false_alarm": limits,
        },
        note={
            "xmr_note.limits": not chart.run_chart,
            "xmr_note.run": chart.run_chart,
            "xmr_note.target": chart.target is not None,
        },
        alt={
            f"alt.xmr{'_run' if chart.run_chart else ''}": True,
            "xmr.signal": places,
            "xmr.quiet": limits and not places,
        },
        chips={
            "development": f"xmr_chip.{chart.variation}" if limits else "trend_chip.too_few",
            "assurance": chart.assurance and f"xmr_chip.{chart.assurance}",
            "evidence": f"xmr_chip.{chart.status}",
        },
    )


def values(chart: XmrChart, language: str) -> dict[str, object]:
    """Return what the texts of a chart fill in: last figure, usual range, norm and signals."""
    history = chart.history
    filled: dict[str, object] = {"k": chart.k, "units": units_of(history, language)}
    if not chart.periods:
        return filled
    filled["y"] = format_estimate(float(chart.values[-1]), history, language)
    filled["period"] = format_period(chart.periods[-1], language)
    if chart.target is not None:
        filled["T"] = format_value(chart.target, history, language)
    if chart.status not in WITHOUT_LIMITS:
        low, high = (float(limit[-1]) for limit in chart.shown_limits)
        filled["between"] = format_range(low, high, history, language, key="interval.between")
        filled["mean"] = format_estimate(float(chart.mean[-1]), history, language)
        filled["alarm"] = percent_words(chart.false_alarm or 0.0, language)
    found = signals(chart, language)
    for one, suffix in zip(reversed(found), ("", "_before"), strict=False):
        filled |= {f"when{suffix}": begin(one.when), f"words{suffix}": one.words}
    since = format_period(chart.periods[found[-1].first], language) if found else ""
    filled |= {"more": len(found) - NAMED, "since": since}
    return filled | {"said": word(language, f"xmr_title.{chart.variation}", since=since)}


def assured(chart: XmrChart) -> dict[str, bool]:
    """Say whether the norm can be counted on."""
    return {f"xmr.{chart.assurance}": chart.assurance is not None}


def units_of(history: History, language: str) -> str:
    """Return the plural of a period: ``maanden``."""
    return word(language, f"count.{history.freq}")


def _places(chart: XmrChart) -> list[tuple[int, int]]:
    """First and last position of neighbours that break the same rule on the same side."""
    runs = [list(run) for _, run in groupby(range(len(chart.codes)), key=chart.codes.__getitem__)]
    return [(run[0], run[-1]) for run in runs if chart.codes[run[0]]]


def _signal(chart: XmrChart, first: int, last: int, language: str) -> Signal:
    ends = [format_period(chart.periods[i], language) for i in (first, last)]
    span = word(language, "xmr.from_to", first=ends[0], last=ends[1])
    rule = f"xmr_rule.{chart.signals[first]}_{'up' if chart.codes[first] > 0 else 'down'}"
    units = units_of(chart.history, language)
    words = word(language, rule, count=last - first + 1, units=units)
    return Signal(first=first, last=last, when=span if last > first else ends[0], words=words)
