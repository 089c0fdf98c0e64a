"""Which printed cells contradict each other: one document, one figure, two values.

None of them is kept, because we cannot tell which is right. Equal cells are all kept, each with its
place. Another document may well print another value: that is a revision, not a contradiction.
"""

from __future__ import annotations

import pandas as pd

from pcanalysis.errors import Message

_SAME_FIGURE = ["edition", "key", "area", "period", "role"]


def without_contradictions(cells: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Return the cells that stand, and a message for each that contradicts another."""
    values = cells.groupby(_SAME_FIGURE, sort=False)["value"].transform("nunique", dropna=False)
    problems: list[Message] = []
    for _, group in cells[values > 1].groupby(_SAME_FIGURE, sort=False):
        records = group.to_dict("records")
        for one in records:
            others = [f"{o['file']}:{o['line']}" for o in records if o is not one]
            facts = {"figure": f"{one['key']} {one['period']}", "others": ", ".join(others)}
            place = {"file": one["file"], "line": one["line"], "column": one["column"]}
            cell = one["printed"]
            problems.append(Message(code="contradiction", **place, cell=cell, facts=facts))
    return cells[values <= 1], tuple(problems)
