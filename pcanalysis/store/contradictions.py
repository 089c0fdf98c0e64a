"""Which printed cells contradict each other: one document, one figure, two values.

None of them is kept, because we cannot tell which is right. Equal cells are all kept, each with its
place. Another document may well print another value: that is a revision, not a contradiction.
"""

from __future__ import annotations

import pandas as pd

from pcanalysis.errors import Problem

_SAME_FIGURE = ["edition", "key", "area", "period", "role"]


def without_contradictions(cells: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Return the cells that stand, and a problem for each that contradicts another."""
    values = cells.groupby(_SAME_FIGURE, sort=False)["value"].transform("nunique", dropna=False)
    problems: list[Problem] = []
    for _, group in cells[values > 1].groupby(_SAME_FIGURE, sort=False):
        records = group.to_dict("records")
        places = "; ".join(f"{one['file']} line {one['line']}" for one in records)
        problems += [
            Problem(
                file=one["file"],
                line=one["line"],
                column=one["column"],
                cell=one["printed"],
                code="contradiction",
                reason=f"{places} differ for {one['key']} {one['period']}; none is kept.",
            )
            for one in records
        ]
    return cells[values <= 1], tuple(problems)
