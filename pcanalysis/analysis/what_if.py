"""What would be the chance with more answers, another target or another year.

The figures stay as they were measured; only the question changes. On answers that were not given no
verdict is clear, so the chance says ``assumed``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from pcanalysis.analysis.gap import Gap, measure_gap
from pcanalysis.model import History, NBasis, Period, Source, Target, Unit

_SCALES = {Unit.PERCENT: (0.0, 100.0), Unit.MARK: (1.0, 10.0)}
_KNOWN = ("key", "last", "target", "year", "n", "chance_pct", "likelihood", "mde80")
_ASKED = ("p_reported", "required_pace", "reached", "step_measurable", "power_to_see", "n_for_80")


def what_if(gaps: Sequence[Gap], *, n: int = 0, target: float = 0.0, year: int = 0) -> pd.DataFrame:
    """Ask the outlook of every gap again, with one or more things changed.

    Parameters
    ----------
    gaps
        Answers of ``measure_gap``.
    n
        Answers in every wave; 0 keeps what is known.
    target
        Value to reach, in the unit of the figure; 0 keeps the next target, else the last one.
    year
        Year in which it must be reached; 0 keeps that of the next target, else takes next year.

    Returns
    -------
    pandas.DataFrame
        A row per gap that has a figure and a target on its scale: ``key``, ``last`` (figure),
        ``target``, ``year``, ``n`` of the last wave, ``chance_pct``, ``likelihood``, ``mde80``,
        ``p_reported``, ``required_pace`` per year, ``reached`` (year, at the past pace),
        ``step_measurable``, ``power_to_see`` and ``n_for_80``.

    Notes
    -----
    Method and formulas: docs/methods/outlook.md.
    """
    asked = ((gap, _target(gap, target, year)) for gap in gaps if gap.trend.last)
    rows = [_row(gap, goal, n) for gap, goal in asked if goal is not None]
    return pd.DataFrame(rows, columns=[*_KNOWN, *_ASKED])


def _target(gap: Gap, value: float, year: int) -> Target | None:
    """Return the target that is asked about; None without one, or off the scale."""
    history = gap.history
    future = [row.target for row in gap.outlook if row.status == "future"]
    known = [*future[:1], *reversed(gap.targets)]
    if not known and not value:
        return None
    base = known[0] if known else None
    low, high = history.bounds or _SCALES.get(history.unit, (0.0, float("inf")))
    if value and not low <= value <= high:
        return None
    after = gap.as_of.year + 1 if gap.as_of else year
    period = future[0].period if future and not year else Period.parse(str(year or after))
    if value or base is None:
        own = base.source if base else Source(file="", sha256="", publisher="")
        return Target(
            key=history.key, period=period, value=value, kind="streefwaarde", source=own, line=0
        )
    return replace(base, period=period)


def _row(gap: Gap, goal: Target, n: int) -> dict[str, Any]:
    history = _with_n(gap.history, n) if n else gap.history
    asked = measure_gap(history, [goal], as_of=gap.as_of)
    last = asked.trend.last
    row = next(iter(asked.outlook), None)
    facts = (
        *(history.key, last and last.value, goal.value, goal.label, last and last.n),
        *(row and row.chance_pct, row and row.likelihood, asked.mde80),
    )
    return dict(zip(_KNOWN, facts, strict=True)) | {n: getattr(row, n, None) for n in _ASKED}


def _with_n(history: History, n: int) -> History:
    """Return the history as if so many people had answered each time."""
    rows = history.rows.copy()
    measured = rows["value"].notna()
    rows["n"] = float(n)
    rows["n"] = rows["n"].where(measured)
    rows["se"] = float("nan")
    rows.loc[measured, "n_basis"] = NBasis.ASSUMED.value
    return replace(history, rows=rows)
