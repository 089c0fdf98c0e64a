"""What a Norm says in words: whether the year can still meet it, and how each month did."""

from __future__ import annotations

from pcanalysis.analysis import Norm
from pcanalysis.analysis.gap import CLEAR_PROBABILITY
from pcanalysis.analysis.norms import NormYear
from pcanalysis.model import Direction
from pcanalysis.texts.figures import no_measurement, opening, source_line, sources_of
from pcanalysis.texts.numbers import (
    decimals_of,
    format_count,
    format_percent,
    format_period,
    format_value,
)
from pcanalysis.texts.outlook import percent_words, words_of
from pcanalysis.texts.words import begin, listed, told, word
from pcanalysis.texts.xmr import assured, units_of

NAMED = 3  # unusual periods named one by one, the last ones


def describe(norm: Norm, language: str) -> list[str]:
    """Return the sentences of a norm, most important first."""
    values = _values(norm, language)
    said = opening(norm.history, language)
    if norm.year_so_far is None:
        said += told(language, {"gap.target_is": True}, **values)
        return said + no_measurement(norm.history, language)
    said += told(language, _year(norm, norm.year_so_far), **values)
    said += told(language, {"norm.last": True, f"norm.{_month(norm)}": True}, **values)
    several = len(norm.table) > 1
    when = {"norm.periods_met": several, **assured(norm.xmr)}
    when["xmr.provisional"] = norm.xmr.assurance is not None and norm.xmr.status == "provisional"
    said += told(language, when, **values)
    for side in ("above", "below"):
        unusual = norm.table.index[norm.table["signal"] == side].tolist()
        named = listed([period_of(norm, i, language) for i in unusual[-NAMED:]], language)
        said += told(language, {f"norm.{side}": unusual}, periods=named)
    return said


def headline(norm: Norm, language: str) -> str:
    """Return the verdict as a title of at most twelve words."""
    values = _values(norm, language)
    if norm.year_so_far is None:
        return word(language, "gap_title.no_measurement_target", **values)
    return begin(word(language, f"norm_title.{_code(norm.year_so_far)}", **values))


def note(norm: Norm, language: str) -> str:
    """Return how to read the chart and where its figures come from."""
    said = told(language, {"norm.limits": len(norm.table) > 1, "xmr_note.target": True})
    return " ".join([*said, source_line(sources_of(norm.history), language)]).strip()


def alt_parts(norm: Norm, language: str) -> list[str]:
    """Return the chart in words: what it shows, and what follows from it."""
    values = _values(norm, language)
    return [word(language, key, **values) for key in ("alt.norm", f"norm.{_month(norm)}")]


def chips(norm: Norm, language: str) -> list[tuple[str, str]]:
    """Return how the last period did, how the year stands, and whether the norm is a habit."""
    values = _values(norm, language)
    if norm.year_so_far is None:
        none = word(language, "gap_chip.no_measurement")
        return [(word(language, "chip.position"), none), (word(language, "chip.norm"), values["T"])]
    answers = {
        "position": f"norm_chip.{_month(norm)}",
        "norm_year": f"norm_chip.{_code(norm.year_so_far)}",
        "assurance": norm.xmr.assurance and f"xmr_chip.{norm.xmr.assurance}",
    }
    return [
        (word(language, f"chip.{name}", **values), word(language, key, **values))
        for name, key in answers.items()
        if key
    ]


def period_of(norm: Norm, row: int, language: str) -> str:
    """Return the period of a row in the table of a norm."""
    label = norm.table["period"].iloc[row]
    period = next(o.period for o in norm.history.points if o.period.label == label)
    return format_period(period, language)


def _code(year: NormYear) -> str:
    """How the year stands: the status, apart when the year is over and when nothing is known."""
    if year.status is None:
        return "year_unknown"
    return (
        "secured_over" if year.status == "secured" and year.cases == year.expected else year.status
    )


def _year(norm: Norm, year: NormYear) -> dict[str, bool]:
    """Say how the year stands, and what the rest of it must bring."""
    lower, over = norm.history.direction is Direction.LOWER, year.cases == year.expected
    attainable = year.status == "attainable"
    return {
        f"norm.{_code(year)}": True,
        f"norm.rest{'_right' if lower else ''}": attainable,
        "norm.chance": attainable,
        "norm.short": year.status == "no_longer_attainable",
        f"norm.so_far{'_over' if over else ''}": True,
        "norm.most_wrong": year.most_wrong is not None,
    }


def _month(norm: Norm) -> str:
    """How the last period did: met or missed, clearly or just."""
    met, p = bool(norm.table["met"].iloc[-1]), float(norm.table["p_met"].iloc[-1])
    side, sure = ("met", p) if met else ("missed", 1 - p)
    return f"{side}_{'clear' if sure >= CLEAR_PROBABILITY else 'just'}"


def _values(norm: Norm, language: str) -> dict[str, str]:
    """Return what the texts of a norm fill in: the norm, the last period, and the year so far."""
    history, year = norm.history, norm.year_so_far
    values = {"noun": word(language, "target_noun.norm")}
    values["T"] = format_value(norm.norm, history, language)
    if year is None:
        return values
    decimals = max(1, decimals_of(history))
    met, rest = int(norm.table["met"].sum()), (year.expected or 0) - year.cases
    counts = {"right": year.right, "cases": year.cases, "needed": year.needed or 0, "rest": rest}
    counts |= {"k": met, "n": len(norm.table)}
    values |= {name: format_count(count, language) for name, count in counts.items()}
    shares = {
        "y": float(norm.table["value"].iloc[-1]),
        "share": 100 * year.right / year.cases if year.cases else 0.0,
        "rate": year.required_rate or 0.0,
        "wrong": year.most_wrong or 0.0,
    }
    values |= {name: format_percent(share, language, decimals) for name, share in shares.items()}
    return values | {
        "period": period_of(norm, -1, language),
        "year": str(norm.year),
        "units": units_of(history, language),
        "chance": percent_words(year.p_year or 0.0, language),
        "chance_words": words_of(year.p_year or 0.0, language),
    }
