"""What a Gap says in words: where a figure stands against its target, and how sure that is.

"Niet gehaald" is said only of a clear miss. On an assumed or unknown number of answers a verdict
stays open, and the text says so.
"""

from __future__ import annotations

from pcanalysis.analysis import Gap, Outlook
from pcanalysis.analysis.gap import CLEAR_PROBABILITY
from pcanalysis.model import Target
from pcanalysis.texts import trend as trend_texts
from pcanalysis.texts.figures import (
    is_survey,
    later_missing,
    missing,
    no_measurement,
    opening,
    sample,
    shown,
    source_line,
    sources_of,
    worth,
)
from pcanalysis.texts.numbers import (
    format_count,
    format_difference,
    format_period,
    format_range,
    format_value,
)
from pcanalysis.texts.words import told, word

COMPARED = ("met", "missed")


def describe(gap: Gap, language: str) -> list[str]:
    """Return the sentences of a gap, most important first."""
    history, o, values = gap.history, gap.observation, _values(gap, language)
    said = opening(history, language)
    if o is None:
        said += told(language, _target(gap), **values)
        return said + no_measurement(history, language) + worth(history, (), language)
    said += later_missing(history, gap.trend.last or o, language)
    if gap.status == "target_expired_unmeasured":
        said += _expired(gap, language)
    else:
        said += told(language, _story(gap), **values)
    if gap.status.startswith(COMPARED):
        said += _certainty(gap, language)
    elif gap.status.startswith("interim") and is_survey(history):
        said += sample(history, (o,), language, sd_assumed=gap.sd_assumed)
    return said + worth(history, (o,), language) + _later(gap, language)


def headline(gap: Gap, language: str) -> str:
    """Return the verdict as a title of at most twelve words."""
    if gap.history.label_incomplete or (gap.observation is None and gap.history.points):
        return trend_texts.headline(gap.trend, language)
    title = _code(gap)
    if title == "no_measurement" and gap.target is not None:
        title = "no_measurement_target"
    if title in ("missed_assumed", "missed_margin_unknown"):
        title = _side(gap)
    return word(language, f"gap_title.{title}", **_values(gap, language))


def note(gap: Gap, language: str) -> str:
    """Return how to read the chart and where the figures and targets come from."""
    if gap.target is None:
        return trend_texts.note(gap.trend, language)
    reading = trend_texts.reading(gap.trend, language)
    if gap.history.points:
        reading.append(word(language, "note.target", **_values(gap, language)))
    sources = [*sources_of(gap.history), gap.target.source]
    return " ".join([*reading, source_line(sources, language)])


def alt_parts(gap: Gap, language: str) -> list[str]:
    """Return the chart in words: what it shows, and what follows from it."""
    values = _values(gap, language)
    figures = trend_texts.figures_in_short(gap.trend, language)
    if gap.target is not None:
        key = "alt.target_standing" if gap.target.period is None else "alt.target"
        figures = f"{figures}, {word(language, key, **values)}"
    chart = word(language, trend_texts.chart_kind(gap.trend), figures=figures)
    return [chart, word(language, f"gap_alt.{_code(gap)}", **values)]


def chips(gap: Gap, language: str) -> dict[str, str]:
    """Return position, development and evidence."""
    position = word(language, f"gap_chip.{_code(gap)}", **_values(gap, language))
    return {"position": position} | trend_texts.chips(gap.trend, language)


def chance_words(row: Outlook, language: str) -> str:
    """Return the chance of a target as a word and a rounded percentage; "" where unknown."""
    if row.chance_pct is None:
        return ""
    kind = {0: "least", 100: "most"}.get(row.chance_pct, "about")
    said = word(language, f"chance.{kind}", pct=row.chance_pct)
    return f"{word(language, f'chance.{row.likelihood}')}, {said}"


def _code(gap: Gap) -> str:
    """Return the status; ``_assumed`` where only the basis of n keeps it from being clear."""
    if gap.status.endswith("_uncertain") and gap.p_met is not None:
        side = gap.status.removesuffix("_uncertain")
        sure = gap.p_met if side == "met" else 1 - gap.p_met
        if sure >= CLEAR_PROBABILITY:
            return f"{side}_assumed"
    return gap.status


def _target(gap: Gap) -> dict[str, bool]:
    """Say what the target is, beside a figure of another period or none."""
    standing = gap.target is not None and gap.target.period is None
    return {
        "gap.target_is": standing,
        "gap.target_for": gap.target is not None and not standing,
    }


def _story(gap: Gap) -> dict[str, bool]:
    """Tell figure and target, and which is higher or what is still to go."""
    if gap.status.startswith("interim"):
        met, below = gap.status == "interim_met", (gap.difference or 0.0) < 0
        return {
            "gap.measured": not met,
            "gap.interim": True,
            "gap.interim_met": met,
            "gap.must_rise": not met and below,
            "gap.must_fall": not met and not below,
        }
    if not gap.status.startswith(COMPARED):
        return {"gap.measured": True, f"gap.{gap.status}": True}
    standing = gap.target is not None and gap.target.period is None
    met, clear = gap.status.startswith("met"), gap.status == "missed_clear"
    return {
        "gap.measured": True,
        "gap.target_is": standing,
        "gap.target_was": not standing,
        "gap.met": met,
        f"gap.clearly_{_side(gap)}": clear,
        "gap.not_met": clear,
        f"gap.{_side(gap)}": not met and not clear,
    }


def _certainty(gap: Gap, language: str) -> list[str]:
    """Return how firm the comparison is: chance, assumptions, and what would make it clear."""
    code, values = _code(gap), _values(gap, language)
    said = told(language, {"gap.by_rounding": gap.met_by_rounding}, **values)
    if code.endswith("_clear"):
        robust = {"gap.robust": gap.robust is True, "gap.not_robust": gap.robust is False}
        return said + told(language, robust)
    close = {
        "gap.met_equal_chance": code == "met_uncertain" and gap.gap == 0,
        "gap.met_chance": code == "met_uncertain" and gap.gap != 0,
        "gap.within_margin": code == "missed_uncertain",
    }
    said += told(language, close)
    if gap.observation is not None:
        said += sample(gap.history, (gap.observation,), language, sd_assumed=gap.sd_assumed)
    assumed = code.endswith("_assumed")
    answers = not assumed and gap.break_even_n is not None
    return said + told(language, {"gap.may_change": assumed, "gap.break_even": answers}, **values)


def _expired(gap: Gap, language: str) -> list[str]:
    """Return why nothing can be said about a target whose period has passed."""
    values = _values(gap, language)
    period, last = gap.target and gap.target.period, gap.trend.last == gap.observation
    unmeasured = [o for o in gap.history.observations if o.period == period and o.reason]
    why = missing(unmeasured[0], language) if unmeasured else []
    rest = {
        "gap.expired_figure": not unmeasured,
        "gap.nearest": last,
        "gap.nearest_other": not last,
        "gap.not_known_if_met": True,
    }
    return told(language, _target(gap), **values) + why + told(language, rest, **values)


def _later(gap: Gap, language: str) -> list[str]:
    """Return the next target after the one judged."""
    later = [t for t in gap.later_targets if t != gap.target]
    values = _target_values(later[0], gap, language) if later else {}
    return told(language, {"gap.target_for": later}, **values)


def _side(gap: Gap) -> str:
    return "lower" if (gap.difference or 0.0) < 0 else "higher"


def _values(gap: Gap, language: str) -> dict[str, str]:
    """Return what the texts of a gap fill in: y, T, d, the periods and the word for target."""
    history, o = gap.history, gap.observation
    values = {"noun": word(language, "target_noun.streefwaarde")}
    if gap.target is not None:
        values |= _target_values(gap.target, gap, language)
    if o is not None:
        values |= {"y": shown(o, history, language), "period": format_period(o.period, language)}
    if gap.difference is not None:
        values["d"] = format_difference(gap.difference, history, language)
    return values | {"n": format_count(gap.break_even_n or 0, language)}


def _target_values(target: Target, gap: Gap, language: str) -> dict[str, str]:
    """Return a target as printed, a range as ``40% tot 60%`` with the end the figure is beyond."""
    history, end = gap.history, target.value
    if end is None:
        end = target.low if _side(gap) == "lower" else target.high
    values = {"noun": word(language, f"target_noun.{target.kind}")}
    values["T"] = values["end"] = format_value(end or 0.0, history, language)
    if target.value is None:
        values["T"] = format_range(target.low or 0.0, target.high or 0.0, history, language)
    if target.period is not None:
        values["target_period"] = format_period(target.period, language)
    return values
