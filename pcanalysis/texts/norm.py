"""What a Norm says in words: whether the year can still meet it, and how each month did."""

from __future__ import annotations

from pcanalysis.analysis import Norm
from pcanalysis.analysis.gap import CLEAR_PROBABILITY
from pcanalysis.analysis.norms import NormYear
from pcanalysis.model import Direction
from pcanalysis.texts import numbers
from pcanalysis.texts.filled import Keys
from pcanalysis.texts.outlook import percent_words, words_of
from pcanalysis.texts.words import listed, word
from pcanalysis.texts.xmr import assured, units_of

NAMED = 3  # unusual periods named one by one, the last ones
SIDES = ("above", "below")


def keys(norm: Norm) -> Keys:
    """Return which texts a norm has."""
    year, several = norm.year_so_far, len(norm.table) > 1
    if year is None:
        none = {"position": "gap_chip.no_measurement", "norm": "norm_chip.norm"}
        told = {"gap.target_is": True}
        return Keys(title="gap_title.no_measurement_target", told=told, chips=none)
    month, stands = verdict_of(norm, -1), _stands(year)
    lower, over = norm.history.direction is Direction.LOWER, year.cases == year.expected
    assurance = norm.xmr.assurance
    return Keys(
        title=f"norm_title.{stands}",
        told={
            f"norm.{stands}": True,
            f"norm.rest{'_right' if lower else ''}": stands == "attainable",
            "norm.chance": stands == "attainable",
            "norm.short": stands == "no_longer_attainable",
            f"norm.so_far{'_over' if over else ''}": True,
            "norm.most_wrong": year.most_wrong is not None,
            "norm.last": True,
            f"norm.{month}": True,
            "norm.periods_met": several,
            **assured(norm.xmr),
            "xmr.provisional": assurance and norm.xmr.status == "provisional",
            **{f"norm.{side}": (norm.table["signal"] == side).any() for side in SIDES},
        },
        note={"norm.limits": several, "xmr_note.target": True},
        alt={"alt.norm": True, "norm.periods_met": several},
        chips={
            "position": f"norm_chip.{month}",
            "norm_year": f"norm_chip.{stands}",
            "assurance": assurance and f"xmr_chip.{assurance}",
        },
    )


def values(norm: Norm, language: str) -> dict[str, object]:
    """Return what the texts of a norm fill in: the norm, the last period, and the year so far."""
    year, table = norm.year_so_far, norm.table
    decimals = max(1, numbers.decimals_of(norm.history))
    filled: dict[str, object] = {"noun": word(language, "target_noun.norm")}
    filled["T"] = numbers.format_percent(norm.norm, language, 0 if norm.norm % 1 == 0 else decimals)
    if year is None:
        return filled
    counts = {"right": year.right, "cases": year.cases, "needed": year.needed or 0}
    counts |= {"rest": (year.expected or 0) - year.cases, "k": norm.xmr.k}
    counts |= {"met": int(table["met"].sum()), "n": len(table)}
    filled |= {name: numbers.format_count(count, language) for name, count in counts.items()}
    shares = {"y": float(table["value"].iloc[-1]), "share": 100 * year.right / year.cases}
    shares |= {"rate": year.required_rate or 0.0, "wrong": year.most_wrong or 0.0}
    filled |= {k: numbers.format_percent(share, language, decimals) for k, share in shares.items()}
    for side in SIDES:
        rows = table.index[table["signal"] == side][-NAMED:]
        filled[side] = listed([period_of(norm, row, language) for row in rows], language)
    return filled | {
        "period": period_of(norm, -1, language),
        "year": str(norm.year),
        "units": units_of(norm.history, language),
        "chance": percent_words(year.p_year or 0.0, language),
        "chance_words": words_of(year.p_year or 0.0, language),
        "verdict": word(language, f"norm_chip.{verdict_of(norm, -1)}"),
    }


def period_of(norm: Norm, row: int, language: str) -> str:
    """Return the period of a row in the table of a norm."""
    label = norm.table["period"].iloc[row]
    period = next(o.period for o in norm.history.points if o.period.label == label)
    return numbers.format_period(period, language)


def verdict_of(norm: Norm, row: int) -> str:
    """Return how a period did: met or missed, clearly or just."""
    met, p = bool(norm.table["met"].iloc[row]), float(norm.table["p_met"].iloc[row])
    side, sure = ("met", p or 1.0) if met else ("missed", 1 - p)  # no chance to pass a norm of 100
    return f"{side}_{'clear' if sure >= CLEAR_PROBABILITY else 'just'}"


def _stands(year: NormYear) -> str:
    """How the year stands: the status, apart when the year is over and when nothing is known."""
    over = year.status == "secured" and year.cases == year.expected
    return "secured_over" if over else year.status or "year_unknown"
