"""What a Gap says in words: where a figure stands against its target, and how sure that is.

"Niet gehaald" is said only of a clear miss. On an assumed or unknown number of answers a verdict
stays open, and the text says so.
"""

from __future__ import annotations

from collections.abc import Mapping

from pcanalysis.analysis import Gap
from pcanalysis.analysis.gap import CLEAR_PROBABILITY
from pcanalysis.model import Observation, Target
from pcanalysis.texts.figures import (
    is_survey,
    later_missing,
    missing,
    no_measurement,
    opening,
    sample,
    shown,
    source_line,
    subject,
    worth,
)
from pcanalysis.texts.numbers import (
    format_count,
    format_difference,
    format_period,
    format_range,
    format_value,
)
from pcanalysis.texts.trend import chart_kind, development_chip, evidence_chip, figures_in_short
from pcanalysis.texts.trend import headline as trend_headline
from pcanalysis.texts.trend import note as trend_note
from pcanalysis.texts.words import sentences, word

COMPARED = ("met", "missed")


def describe(gap: Gap, language: str) -> list[str]:
    """Return the sentences of a gap, most important first."""
    history, o = gap.history, gap.observation
    said = opening(history, language)
    if o is None:
        said += _target_sentence(gap, language)
        return said + no_measurement(history, language) + worth(history, (), language)
    said += later_missing(history, gap.trend.last or o, language)
    said += _STORIES.get(gap.status, _compared)(gap, language)
    if gap.status.startswith(COMPARED):
        said += _certainty(gap, language)
    elif gap.status.startswith("interim") and is_survey(history):
        said += sample(history, (o,), language, sd_assumed=gap.sd_assumed)
    return said + worth(history, (o,), language) + _later(gap, language)


def headline(gap: Gap, language: str) -> str:
    """Return the verdict as a title of at most twelve words."""
    if gap.history.label_incomplete:
        return word(language, "figure.label_incomplete").rstrip(".")
    if gap.observation is None and gap.history.points:
        return trend_headline(gap.trend, language)
    title = _code(gap)
    if gap.status == "no_measurement" and gap.target is not None:
        title = "no_measurement_target"
    if title in ("missed_assumed", "missed_margin_unknown"):
        title = _side(gap)
    return word(language, f"gap_title.{title}", **_values(gap, language))


def note(gap: Gap, language: str) -> str:
    """Return how to read the chart and where the figures and targets come from."""
    measured_note = trend_note(gap.trend, language)
    if gap.target is None:
        return measured_note
    if not gap.history.points:
        return source_line([gap.target.source], language)
    sources = {o.source for o in gap.history.points} if gap.history.sources else set()
    documents = [gap.history.sources[i] for i in sorted(sources)]
    line = source_line(documents, language)
    reading = measured_note.removesuffix(line).strip()
    mark = word(language, "note.target", noun=_noun(gap.target, language))
    everything = source_line([*documents, gap.target.source], language)
    return " ".join(part for part in (reading, mark, everything) if part)


def alt_text(gap: Gap, language: str) -> str:
    """Return the chart in words for who cannot see it."""
    if not gap.history.points:
        return word(language, "alt.no_chart")
    figures = figures_in_short(gap.trend, language)
    if gap.target is not None:
        values = _values(gap, language)
        key = "alt.target_standing" if gap.target.period is None else "alt.target"
        figures = f"{figures}, {word(language, key, **values)}"
    parts = [
        *([word(language, "alt.simulated")] if gap.history.simulated else []),
        word(language, f"alt.{chart_kind(gap.trend)}", figures=figures),
        word(language, f"alt.{_ALT[_code(gap)]}", **_values(gap, language)),
        word(language, "alt.table_below"),
    ]
    return " ".join(parts)


def chips(gap: Gap, language: str) -> list[tuple[str, str]]:
    """Return position, development and evidence, each with its label."""
    position = word(language, f"gap_chip.{_code(gap)}", **_values(gap, language))
    return [
        (word(language, "chip.position"), position),
        development_chip(gap.trend, language),
        evidence_chip(gap.trend, language),
    ]


def subtitle(gap: Gap, language: str) -> str:
    """Return what is measured, its code and its unit."""
    return subject(gap.history, language)


_ALT: Mapping[str, str] = {
    "met_clear": "met",
    "met_uncertain": "met_within",
    "met_assumed": "assumed",
    "met_margin_unknown": "met_unknown",
    "missed_clear": "missed",
    "missed_uncertain": "missed_within",
    "missed_assumed": "assumed",
    "missed_margin_unknown": "missed_unknown",
    "interim_met": "already",
    "interim_gap": "to_go",
    "target_expired_unmeasured": "expired",
    "no_current_target": "no_target",
    "no_target": "no_target",
    "no_measurement": "bound",
}


def _code(gap: Gap) -> str:
    """Return the status; ``_assumed`` where only the basis of n keeps it from being clear."""
    if gap.status.endswith("_uncertain") and gap.p_met is not None:
        side = gap.status.removesuffix("_uncertain")
        sure = gap.p_met if side == "met" else 1 - gap.p_met
        if sure >= CLEAR_PROBABILITY:
            return f"{side}_assumed"
    return gap.status


def _compared(gap: Gap, language: str) -> list[str]:
    """Return figure and target of the same period, and which is higher."""
    values = _values(gap, language)
    standing = gap.target is not None and gap.target.period is None
    said = sentences(language, "gap.measured", **values)
    said += sentences(language, "gap.target_is" if standing else "gap.target_was", **values)
    if gap.status.startswith("met"):
        return said + sentences(language, "gap.met", **values)
    values["T"] = _nearest_end(gap, language) or values["T"]
    if gap.status == "missed_clear":
        return (
            said
            + sentences(language, f"gap.clearly_{_side(gap)}", **values)
            + sentences(language, "gap.not_met", **values)
        )
    return said + sentences(language, f"gap.{_side(gap)}", **values)


def _certainty(gap: Gap, language: str) -> list[str]:
    """Return how firm the comparison is: chance, assumptions, and what would make it clear."""
    code, values = _code(gap), _values(gap, language)
    said = sentences(language, "gap.by_rounding", **values) if gap.met_by_rounding else []
    if code.endswith("_clear"):
        if gap.robust is not None:
            said += sentences(language, "gap.robust" if gap.robust else "gap.not_robust")
        return said
    if code == "met_uncertain":
        said += sentences(language, "gap.met_equal_chance" if gap.gap == 0 else "gap.met_chance")
    if code == "missed_uncertain":
        said += sentences(language, "gap.within_margin")
    if gap.observation is not None:
        points = (gap.observation,)
        said += sample(gap.history, points, language, sd_assumed=gap.sd_assumed)
    if code.endswith("_assumed"):
        said += sentences(language, "gap.may_change")
    elif gap.break_even_n is not None:
        n = format_count(gap.break_even_n, language)
        said += sentences(language, "gap.break_even", n=n, **values)
    return said


def _interim(gap: Gap, language: str) -> list[str]:
    values = _values(gap, language)
    said = sentences(language, "gap.interim", **values)
    if gap.status == "interim_met":
        return said + sentences(language, "gap.interim_met", **values)
    said = sentences(language, "gap.measured", **values) + said
    key = "gap.must_rise" if (gap.difference or 0.0) < 0 else "gap.must_fall"
    return said + sentences(language, key, **values)


def _expired(gap: Gap, language: str) -> list[str]:
    values = _values(gap, language)
    last = gap.trend.last
    nearest = gap.observation is not None and last is not None and last == gap.observation
    said = _target_sentence(gap, language)
    told = [o for o in gap.history.observations if gap.target and o.period == gap.target.period]
    said += (
        missing(told[0], language) if told else sentences(language, "gap.expired_figure", **values)
    )
    said += sentences(language, "gap.nearest" if nearest else "gap.nearest_other", **values)
    return said + sentences(language, "gap.not_known_if_met", **values)


def _no_target(gap: Gap, language: str) -> list[str]:
    values = _values(gap, language)
    return sentences(language, "gap.measured", **values) + sentences(language, f"gap.{gap.status}")


_STORIES = {
    "interim_met": _interim,
    "interim_gap": _interim,
    "target_expired_unmeasured": _expired,
    "no_target": _no_target,
    "no_current_target": _no_target,
}


def _target_sentence(gap: Gap, language: str) -> list[str]:
    if gap.target is None:
        return []
    key = "gap.target_is" if gap.target.period is None else "gap.target_for"
    return sentences(language, key, **_values(gap, language))


def _later(gap: Gap, language: str) -> list[str]:
    """Return the next target after the one judged."""
    later = [t for t in gap.later_targets if t != gap.target]
    if not later or later[0].period is None:
        return []
    values = _target_values(later[0], gap, language)
    return sentences(language, "gap.later", **values)


def _nearest_end(gap: Gap, language: str) -> str:
    """Return the end of a range that the figure lies beyond; "" for a single value."""
    target, o = gap.target, gap.observation
    if target is None or o is None or gap.difference is None or target.value is not None:
        return ""
    end = target.low if gap.difference < 0 else target.high
    return format_value(end or 0.0, gap.history, language)


def _side(gap: Gap) -> str:
    return "lower" if (gap.difference or 0.0) < 0 else "higher"


def _values(gap: Gap, language: str) -> dict[str, str]:
    """Return what the texts of a gap fill in: y, T, d, the periods and the word for target."""
    values = {"noun": word(language, "target_noun.streefwaarde")}
    if gap.target is not None:
        values |= _target_values(gap.target, gap, language)
    if gap.observation is not None:
        values |= _observed(gap.observation, gap, language)
    if gap.difference is not None:
        values["d"] = format_difference(gap.difference, gap.history, language)
    return values


def _observed(o: Observation, gap: Gap, language: str) -> dict[str, str]:
    return {"y": shown(o, gap.history, language), "period": format_period(o.period, language)}


def _target_values(target: Target, gap: Gap, language: str) -> dict[str, str]:
    period = "" if target.period is None else format_period(target.period, language)
    return {
        "T": target_shown(target, gap, language),
        "target_period": period,
        "noun": _noun(target, language),
    }


def target_shown(target: Target, gap: Gap, language: str) -> str:
    """Return the target as printed, a range as ``40% tot 60%``."""
    if target.value is not None:
        return format_value(target.value, gap.history, language)
    return format_range(target.low or 0.0, target.high or 0.0, gap.history, language)


def _noun(target: Target, language: str) -> str:
    return word(language, f"target_noun.{target.kind}")
