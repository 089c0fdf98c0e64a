"""All targets of a programme in one table: last measurement, target, difference and position.

Percentages share one drawn axis with the target as one line; other units have their own scale and
stand in the table without a drawing. Rows come nearest to their target first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pcanalysis import texts
from pcanalysis.plots.strip import distance_strip
from pcanalysis.reporting.citation import Cards
from pcanalysis.reporting.goal_tree import anchor

Finding = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One indicator in the overview."""

    name: str
    href: str
    measured: Markup | str
    star: str  # why the figure is older than the others; empty when it is not
    target: Markup | str
    gap: str
    strip: Markup | str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The overview table with the sentences around it."""

    how: str
    caption: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def overview_of(findings: Sequence[Finding], language: str, cards: Cards) -> Overview:
    """Return the overview of the indicators that have a measurement and a target."""
    compared = [
        f
        for f in findings
        if f["kind"] == "gap" and {"measured", "target", "gap"} <= f["numbers"].keys()
    ]
    drawn = [f for f in compared if f["unit"] == "%"]
    reach = max((abs(f["numbers"]["difference"]["value"]) + 5 for f in drawn), default=10)
    newest = max((f["numbers"]["measured"]["period"] for f in compared), default="")
    compared.sort(key=lambda f: (f["unit"] != "%", -f["numbers"]["gap"]["value"], f["key"]))
    notes = [texts.word(language, "overview.points_note")] if drawn else []
    if drawn and len(drawn) < len(compared):
        notes.append(texts.word(language, "overview.marks_apart"))
    return Overview(
        how=texts.overview_heading(findings, language)
        + ". "
        + texts.word(language, "overview.how" if drawn else "overview.caption"),
        caption=texts.word(language, "overview.caption"),
        rows=tuple(_row(f, language, cards, reach, newest) for f in compared),
        notes=tuple(notes),
    )


def _row(finding: Finding, language: str, cards: Cards, reach: float, newest: str) -> Row:
    numbers = finding["numbers"]
    period = numbers["measured"]["period"]
    older = period < newest
    return Row(
        name=finding["name"][language],
        href=anchor(finding["key"]),
        measured=_button(finding, "observation", period, cards),
        star=texts.word(language, "overview.older", period=period) if older else "",
        target=_button(finding, "target", numbers["target"]["period"], cards),
        gap=texts.format_number(
            numbers["difference"]["value"], language, _decimals(finding), signed=True
        ),
        strip=_strip(finding, reach, older=older) if finding["unit"] == "%" else "",
        position=finding["chips"][language][0][1],
    )


def _decimals(finding: Finding) -> int:
    value = finding["numbers"]["difference"]["value"]
    return next((d for d in range(3) if abs(value - round(value, d)) < 1e-9), 2)


def _button(finding: Finding, role: str, period: str, cards: Cards) -> Markup | str:
    for entry in finding["provenance"]:
        if (entry["role"], entry["period"]) == (role, period):
            return cards.button(finding, entry)
    return ""


def _strip(finding: Finding, reach: float, *, older: bool) -> Markup:
    numbers = finding["numbers"]
    target = numbers["target"]["value"]

    def away(name: str) -> float | None:
        return numbers[name]["value"] - target if name in numbers else None

    basis = next(
        (
            entry["n_basis"]
            for entry in finding["provenance"]
            if entry["role"] == "observation" and entry["period"] == numbers["measured"]["period"]
        ),
        "unknown",
    )
    low, high = away("margin_low"), away("margin_high")
    return Markup(  # noqa: S704 - numbers only
        distance_strip(
            away("measured") or 0.0,
            margin=None if low is None or high is None else (low, high),
            before=away("previous"),
            reach=reach,
            assumed=basis != "published",
            older=older,
        )
    )
