"""All targets of a programme on one page: what each row shows, and in which order.

Rows with a chance come first, the best chance on top. Where the evidence does not carry a chance,
or no target lies ahead, a row stands apart below, the nearest to its target first. All distances
are points short of or past the target, so that one line can be the target of every row; marks and
counts have a scale of their own and are not drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pcanalysis.reporting.finding import Finding
from pcanalysis.texts.programme import headline_row

DOTS = 20
_LEAST_REACH = 5.0  # points left of the row that is furthest from its target


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One indicator with its last figure, the target that counts and, maybe, its chance."""

    finding: Finding
    period: str  # of the target
    difference: float  # figure - target, in the unit
    side: int  # +1 where higher is better, -1 where lower is
    drawn: bool
    older: bool  # the newest wave of the programme has no figure
    assumed: bool  # the margin rests on an assumed number of answers
    outlook: dict[str, Any] | None  # the chance that counts; None without one to print

    @property
    def measured(self) -> str:
        """Period of the figure."""
        return str(self.finding["numbers"]["measured"]["period"])

    @property
    def filled(self) -> int:
        """Dots of twenty that stand for the chance."""
        return int(self.outlook["chance_pct"]) * DOTS // 100 if self.outlook else 0

    @property
    def chance(self) -> float:
        """The chance itself, before it is rounded."""
        return float(self.outlook["p_reported"]) if self.outlook else -1.0

    def past(self, name: str) -> float | None:
        """How far another number (``margin_low``, ``previous``) is past the target, if known."""
        numbers = self.finding["numbers"]
        if name not in numbers:
            return None
        return self.side * float(self.difference + _moved(numbers, name))

    @property
    def distance(self) -> float:
        """How far the figure is past the target; short of it is negative."""
        return self.side * self.difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The rows of a programme, and how far the drawing reaches left of the target."""

    ranked: tuple[Row, ...]
    apart: tuple[Row, ...]
    reach: float | None  # None when nothing is drawn

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, those with a chance first."""
        return self.ranked + self.apart

    @property
    def year(self) -> str:
        """The period of every target with a chance; empty where they differ."""
        periods = {row.period for row in self.ranked}
        return periods.pop() if len(periods) == 1 else ""


def overview_of(findings: Sequence[Finding]) -> Overview:
    """Return the overview of the gaps that have a figure and a target."""
    parts = {"measured", "target", "gap"}
    gaps = [f for f in findings if f["kind"] == "gap" and parts <= f["numbers"].keys()]
    newest = max((gap["numbers"]["measured"]["period"] for gap in gaps), default="")
    rows = [_row(gap, newest) for gap in gaps]
    ahead = sorted(
        (row for row in rows if row.outlook), key=lambda r: (-r.chance, r.finding["key"])
    )
    rest = sorted(
        (row for row in rows if not row.outlook),
        key=lambda r: (not r.drawn, -r.finding["numbers"]["gap"]["value"], r.finding["key"]),
    )
    drawn = [abs(row.difference) for row in rows if row.drawn]
    reach = max(drawn) + _LEAST_REACH if drawn else None
    return Overview(ranked=tuple(ahead), apart=tuple(rest), reach=reach)


def _row(gap: Finding, newest: str) -> Row:
    """Hold the last figure of a gap against the target ahead, else against the one judged."""
    numbers, outlook = gap["numbers"], headline_row(gap)
    difference, period = numbers["difference"]["value"], numbers["target"]["period"]
    if outlook is not None:
        period, difference = outlook["period"], numbers["measured"]["value"] - outlook["goal"]
    measured = numbers["measured"]["period"]
    own = (e for e in gap["provenance"] if (e["role"], e["period"]) == ("observation", measured))
    return Row(
        finding=gap,
        period=period,
        difference=round(difference, 9),
        side=-1 if gap["direction"] == "lower" else 1,
        drawn=gap["unit"] == "%",
        older=measured < newest,
        assumed=next(own, {"n_basis": ""})["n_basis"] != "published",
        outlook=outlook,
    )


def _moved(numbers: dict[str, Any], name: str) -> float:
    """How far another number lies from the figure."""
    return float(numbers[name]["value"] - numbers["measured"]["value"])
