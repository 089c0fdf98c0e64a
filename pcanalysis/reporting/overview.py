"""All targets of a programme in one table: last measurement, target, difference and position.

Percentages share one drawn axis with the target as one line; other units have their own scale and
stand in the table without a drawing. Rows come nearest to their target first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from pcanalysis import texts
from pcanalysis.plots.strip import distance_strip
from pcanalysis.reporting.citation import Cards, Entry
from pcanalysis.reporting.finding import Finding
from pcanalysis.reporting.goal_tree import anchor


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
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def overview_of(findings: Sequence[Finding], language: str, cards: Cards) -> Overview:
    """Return the overview of the indicators that have a measurement and a target."""
    say = partial(texts.word, language)
    compared = [
        f
        for f in findings
        if f["kind"] == "gap" and {"measured", "target", "gap"} <= f["numbers"].keys()
    ]
    drawn = [f for f in compared if f["unit"] == "%"]
    reach = max((abs(f["numbers"]["difference"]["value"]) + 5 for f in drawn), default=10)
    newest = max((f["numbers"]["measured"]["period"] for f in compared), default="")
    compared.sort(key=lambda f: (f["unit"] != "%", -f["numbers"]["gap"]["value"], f["key"]))
    notes = [say("overview.points_note")] if drawn else []
    if drawn and len(drawn) < len(compared):
        notes.append(say("overview.marks_apart"))
    heading = texts.overview_heading(findings, language)
    return Overview(
        how=f"{heading}. {say('overview.how' if drawn else 'overview.caption')}",
        rows=tuple(_row(f, language, cards, reach, newest) for f in compared),
        notes=tuple(notes),
    )


def _row(finding: Finding, language: str, cards: Cards, reach: float, newest: str) -> Row:
    numbers = finding["numbers"]
    period, difference = numbers["measured"]["period"], numbers["difference"]["value"]
    measured = _entry(finding, "observation", period)
    target = _entry(finding, "target", numbers["target"]["period"])
    older = period < newest
    assumed = measured is None or measured["n_basis"] != "published"
    strip = _strip(finding, reach, assumed=assumed, older=older) if finding["unit"] == "%" else ""
    decimals = next((d for d in range(3) if abs(difference - round(difference, d)) < 1e-9), 2)
    return Row(
        name=finding["name"][language],
        href=anchor(finding["key"]),
        measured=cards.button(finding, measured) if measured else "",
        star=texts.word(language, "overview.older", period=period) if older else "",
        target=cards.button(finding, target) if target else "",
        gap=texts.format_number(difference, language, decimals, signed=True),
        strip=strip,
        position=finding["chips"][language][0][1],
    )


def _entry(finding: Finding, role: str, period: str) -> Entry | None:
    """Return the source of the figure of one period."""
    entries = finding["provenance"]
    return next((e for e in entries if (e["role"], e["period"]) == (role, period)), None)


def _strip(finding: Finding, reach: float, *, assumed: bool, older: bool) -> Markup:
    target = finding["numbers"]["target"]["value"]
    away = {name: number["value"] - target for name, number in finding["numbers"].items()}
    ends = ("margin_low", "margin_high")
    return Markup(  # noqa: S704 - numbers only
        distance_strip(
            away["measured"],
            margin=(away[ends[0]], away[ends[1]]) if away.keys() >= set(ends) else None,
            before=away.get("previous"),
            reach=reach,
            assumed=assumed,
            older=older,
        )
    )
