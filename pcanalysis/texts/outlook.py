"""What the outlook of a Gap says in words: the chance of its targets, and in the details why.

A chance is printed as a word and in steps of five percent; the word is that of the exact chance.
"""

from __future__ import annotations

import math
from typing import Any

from pcanalysis.analysis import Gap, Outlook
from pcanalysis.analysis.outlook import likelihood_of, pct_of
from pcanalysis.analysis.pace import CLASSES
from pcanalysis.texts import figures, numbers
from pcanalysis.texts.words import listed, told, word

FAR_YEARS = 50  # a target further away is not dated
DOTS = 20
ASSUMED = ("n_", "sd_assumed")  # codes of assumptions that begin so


def percent_words(p: float, language: str) -> str:
    """Return a chance in steps of five percent: ``ongeveer 30%``, ``minder dan 5%``."""
    pct = pct_of(p)
    return word(language, f"chance.{ {0: 'least', 100: 'most'}.get(pct, 'about') }", pct=pct)


def words_of(p: float, language: str) -> str:
    """Return a chance as a word and a rounded percentage: ``onwaarschijnlijk, ongeveer 30%``."""
    return f"{word(language, f'chance.{likelihood_of(p)}')}, {percent_words(p, language)}"


def is_assumed(row: Outlook) -> bool:
    """Whether the chance rests on an assumed number or spread of the answers."""
    return any(code.startswith(ASSUMED) for code in row.assumptions)


def printed(gap: Gap) -> Outlook | None:
    """Return the row of the outlook that is the verdict; None where no chance may be one."""
    row = gap.headline
    return None if row is None or row.p_reported is None else row


def title(gap: Gap, row: Outlook, language: str) -> str:
    """Return the chance as a title: whether the target is likely to be reached."""
    sure = "either_way" if row.likelihood == "either_way" else "sure"
    return word(language, f"outlook_title.{sure}", **row_values(gap, row, language))


def dots(gap: Gap, row: Outlook, language: str) -> str:
    """Return how many of twenty equally likely outcomes meet the target."""
    count = pct_of(row.p_reported or 0.0) * DOTS // 100
    return word(language, "outlook.dots", count=count, **row_values(gap, row, language))


def verdict(gap: Gap, language: str) -> list[str]:
    """Return the chance of the next target in sentences, if it may be the verdict."""
    row = printed(gap)
    if row is None:
        return []
    said = {f"outlook.chance_{_kind(gap)}": True, "outlook.so": True}
    said["outlook.assumed"] = is_assumed(row)
    return told(language, said, **row_values(gap, row, language))


def details(gap: Gap, language: str) -> list[str]:
    """Return what stands behind the verdict: other years, pace, what the survey can see."""
    known = [row for row in gap.outlook if row.p_reported is not None]
    ahead = [row for row in gap.outlook if row.status == "future"]
    said: list[str] = []
    for row in known:
        values = row_values(gap, row, language)
        expired, insufficient = row.status != "future", gap.evidence == "insufficient"
        later = not expired and row is not gap.headline
        when = {"outlook.nowcast": expired, f"outlook.chance_{_kind(gap)}": later}
        said += told(language, when, **values)
        said += told(language, {"outlook.rough": insufficient and row is known[-1]}, **values)
    if gap.p_all_targets is not None and gap.p_any_target is not None and len(ahead) > 1:
        both = {"every": gap.p_all_targets, "any": gap.p_any_target}
        values = {name: percent_words(p, language) for name, p in both.items()}
        said += told(language, {"outlook.path": True}, **values)
    if ahead:
        values = row_values(gap, ahead[0], language)
        said += told(language, _level(ahead[0]), **values)
        said += told(language, _pace(ahead[0]) | _arrival(gap, ahead[0]), **values)
        said += told(language, _step(gap, ahead[0]), **values)
    count = figures.count_of(gap.history, gap.trend.k, language)
    return said + told(language, {"outlook.rests_on": gap.trend.k}, count=count)


def row_values(gap: Gap, row: Outlook, language: str) -> dict[str, Any]:
    """Return what the texts of one target fill in; T and the year are those of the target."""
    history, decimals = gap.history, numbers.decimals_of(gap.history)
    values: dict[str, Any] = figures.target_values(row.target, history, language)
    for name, pace in (("needed", row.required_pace), ("past", row.observed_pace)):
        values[name] = numbers.format_difference(
            round(pace or 0.0, decimals + 1), history, language
        )
    p, smallest = row.p_reported or 0.0, gap.mde80 or 0.0
    step = (row.target_step_vs_mde or 0.0) * smallest
    if row.reached is not None:
        ends = (row.reached, *(row.reached_between or ()))
        dated = [str(_year(end, gap)) for end in ends if end < math.inf]
        values |= dict(zip(("year", "a", "b"), dated, strict=False))
    others = [
        word(
            language,
            "outlook.if_n",
            n=numbers.format_count(n, language),
            chance=percent_words(q, language),
        )
        for n, q in row.p_if_n
    ]
    ratios = (row.pace_ratio or 0.0, *(row.pace_ratio_ci95 or (0.0, 0.0)))
    names = zip(("ratio", "low", "high"), ratios, strict=True)
    values |= {name: numbers.format_percent(100 * ratio, language, 0) for name, ratio in names}
    return values | {
        "chance": percent_words(p, language),
        "likelihood": word(language, f"chance.{likelihood_of(p)}"),
        "so": word(language, f"chance_so.{likelihood_of(p)}"),
        "true": percent_words(row.p_true or 0.0, language),
        "others": listed(others, language),
        "mde": numbers.format_difference(smallest, history, language, decimals=decimals),
        "step": numbers.format_difference(step, history, language, decimals=decimals),
        "n": numbers.format_count(row.n_for_80 or 0, language),
    }


def _kind(gap: Gap) -> str:
    return "survey" if figures.is_survey(gap.history) else "figure"


def _level(row: Outlook) -> dict[str, bool]:
    """Say what the chance is of the level itself, and at another number of answers."""
    return {
        "outlook.true_level": row.p_true is not None,
        "outlook.other_n": bool(row.p_if_n),
        "assumption.beyond_experience": "beyond_experience" in row.assumptions,
        "assumption.prior_only": "prior_only" in row.assumptions,
    }


def _pace(row: Outlook) -> dict[str, bool]:
    """Say how fast the figure should move and how fast it did: a description, never the answer."""
    open_ = row.pace_class != "already_met"
    return {
        f"outlook.needed_{_way(row.required_pace)}": open_ and row.required_pace is not None,
        f"outlook.past_{_way(row.observed_pace)}": row.observed_pace is not None,
        f"outlook.pace_{row.pace_class}": row.pace_class != "not_defined",
        "outlook.ratio": row.pace_ratio_ci95 is not None and row.pace_class in CLASSES,
        f"outlook.{row.pace_refused}": row.pace_refused is not None,
    }


def _arrival(gap: Gap, row: Outlook) -> dict[str, bool]:
    """Say in which year the target is reached at the past pace."""
    if row.observed_pace is None or row.pace_class == "already_met":
        return {}
    if row.reached is None or gap.trend.last is None:
        return {"outlook.never": True}
    far = gap.trend.last.time + FAR_YEARS
    if row.reached > far:
        return {"outlook.reached_far": True}
    if row.reached_between is None:
        return {"outlook.reached": True}
    return {f"outlook.reached_{'between' if row.reached_between[1] <= far else 'from'}": True}


def _step(gap: Gap, row: Outlook) -> dict[str, bool]:
    """Say whether the survey can see the step to the target."""
    small = row.step_measurable is False and figures.is_survey(gap.history)
    hidden = small and row.pace_class != "already_met"
    return {"outlook.step_small": hidden, "outlook.n_for_80": hidden and bool(row.n_for_80)}


def _way(pace: float | None) -> str:
    """Which way a pace goes: up, down or equal."""
    return "up" if (pace or 0.0) > 0 else "down" if pace else "equal"


def _year(moment: float, gap: Gap) -> int:
    """Year of a moment; of yearly figures the first that is not before it."""
    return math.ceil(moment - 1e-9) if gap.history.freq == "Y" else math.floor(moment)
