"""What a Gap says in words: where a figure stands against its target, and how sure that is.

"Niet gehaald" is said only of a clear miss. On an assumed or unknown number of answers a verdict
stays open, and the text says so.
"""

from __future__ import annotations

from itertools import pairwise

from pcanalysis.analysis import Gap, Outlook
from pcanalysis.analysis.gap import CLEAR_PROBABILITY
from pcanalysis.texts import figures, numbers
from pcanalysis.texts import outlook as outlook_texts
from pcanalysis.texts import trend as trend_texts
from pcanalysis.texts.words import told, word

COMPARED = ("met", "missed")


def describe(gap: Gap, language: str) -> list[str]:
    """Return the sentences of a gap, most important first."""
    history, o, values = gap.history, gap.observation, _values(gap, language)
    said = figures.opening(history, language)
    if o is None:
        said += told(language, _target(gap), **values)
        return (
            said + figures.no_measurement(history, language) + figures.worth(history, (), language)
        )
    said += figures.later_missing(history, gap.trend.last or o, language)
    if gap.status == "target_expired_unmeasured":
        said += _expired(gap, language)
    else:
        said += told(language, _story(gap), **values)
    chance = outlook_texts.verdict(gap, language)
    if gap.status.startswith(COMPARED):
        said += _certainty(gap, language)
    elif gap.status.startswith("interim"):
        said, chance = said + chance, []
        if figures.is_survey(history):
            said += figures.sample(history, (o,), language, sd_assumed=gap.sd_assumed)
    said += _revised(gap, language) + figures.worth(history, (o,), language)
    return said + _later(gap, language) + chance


def details(gap: Gap, language: str) -> list[str]:
    """Return what stands behind the verdict, for who wants to know more."""
    compared = (
        gap.status.startswith(COMPARED) and gap.p_met is not None and figures.is_survey(gap.history)
    )
    bare = {f"gap.bare_{'met' if gap.status.startswith('met') else _side(gap)}": compared}
    return told(language, bare, **_values(gap, language)) + outlook_texts.details(gap, language)


def headline(gap: Gap, language: str) -> str:
    """Return the verdict as a title of at most twelve words."""
    if gap.history.label_incomplete or (gap.observation is None and gap.history.points):
        return trend_texts.headline(gap.trend, language)
    if row := outlook_texts.printed(gap):
        return outlook_texts.title(gap, row, language)
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
    if outlook_texts.printed(gap):
        reading += told(language, {"forecast_note.bands_yearly": True, "note.dots": True})
    sources = [*figures.sources_of(gap.history), gap.target.source]
    return " ".join([*reading, figures.source_line(sources, language)])


def alt_parts(gap: Gap, language: str) -> list[str]:
    """Return the chart in words: what it shows, and what follows from it."""
    values, row = _values(gap, language), outlook_texts.printed(gap)
    drawn = trend_texts.figures_in_short(gap.trend, language)
    if gap.target is not None:
        key = "alt.target_standing" if gap.target.period is None else "alt.target"
        drawn = f"{drawn}, {word(language, key, **values)}"
    kind = "alt.fan" if row else trend_texts.chart_kind(gap.trend)
    said = word(language, f"gap_alt.{_code(gap)}", **values)
    if row:
        said = outlook_texts.dots(gap, row, language)
    return [word(language, kind, figures=drawn), said]


def chips(gap: Gap, language: str) -> list[tuple[str, str]]:
    """Return position, development, the chance of the next target, and evidence."""
    position = word(language, f"gap_chip.{_code(gap)}", **_values(gap, language))
    development, evidence = trend_texts.chips(gap.trend, language)
    chance = _chance_chip(gap, language)
    return [(word(language, "chip.position"), position), development, *chance, evidence]


def chance_words(row: Outlook, language: str) -> str:
    """Return the chance of a target as a word and a rounded percentage; "" where it is unknown.

    A chance that rests on an assumed number of answers says so.
    """
    if row.p_reported is None:
        return ""
    said = outlook_texts.words_of(row.p_reported, language)
    return word(language, "chance.assumed", chance=said) if outlook_texts.is_assumed(row) else said


def _chance_chip(gap: Gap, language: str) -> list[tuple[str, str]]:
    """Return the chance of the next target, or that there are too few figures to print one."""
    ahead = [row for row in gap.outlook if row.status == "future" and row.p_reported is not None]
    if not ahead:
        return []
    few = gap.evidence == "insufficient"
    said = word(language, "chance.too_few") if few else chance_words(ahead[0], language)
    values = figures.target_values(ahead[0].target, gap.history, language)
    return [(word(language, "chip.outlook", **values), said)]


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
        said += figures.sample(gap.history, (gap.observation,), language, sd_assumed=gap.sd_assumed)
    assumed = code.endswith("_assumed")
    answers = not assumed and gap.break_even_n is not None
    return said + told(language, {"gap.may_change": assumed, "gap.break_even": answers}, **values)


def _expired(gap: Gap, language: str) -> list[str]:
    """Return why nothing can be said about a target whose period has passed."""
    values = _values(gap, language)
    period, last = gap.target and gap.target.period, gap.trend.last == gap.observation
    unmeasured = [o for o in gap.history.observations if o.period == period and o.reason]
    why = figures.missing(unmeasured[0], language) if unmeasured else []
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
    values = figures.target_values(later[0], gap.history, language) if later else {}
    return told(language, {"gap.target_for": later}, **values)


def _revised(gap: Gap, language: str) -> list[str]:
    """Return the target of an earlier edition, where a later one revised it."""
    same = [t for t in gap.targets if gap.target and t.period == gap.target.period]
    dated = [t for t in same if t.source.edition]
    said: list[str] = []
    for old, new in pairwise(dated):
        before, after = (figures.target_values(t, gap.history, language) for t in (old, new))
        if before["T"] != after["T"] and old.source.edition and new.source.edition:
            editions = {"before": before["T"], "edition": old.source.edition.title_in(language)}
            editions |= {"after": after["T"], "later": new.source.edition.title_in(language)}
            said += told(language, {"gap.revised": True}, **(after | editions))
    return said


def _side(gap: Gap) -> str:
    return "lower" if (gap.difference or 0.0) < 0 else "higher"


def _values(gap: Gap, language: str) -> dict[str, str]:
    """Return what the texts of a gap fill in: y, T, d, the periods and the word for target."""
    history, o = gap.history, gap.observation
    values = {"noun": word(language, "target_noun.streefwaarde")}
    if gap.target is not None:
        values |= figures.target_values(gap.target, history, language, below=_side(gap) == "lower")
    if o is not None:
        values |= {
            "y": figures.shown(o, history, language),
            "period": numbers.format_period(o.period, language),
        }
    if gap.difference is not None:
        values["d"] = numbers.format_difference(gap.difference, history, language)
    return values | {"n": numbers.format_count(gap.break_even_n or 0, language)}
