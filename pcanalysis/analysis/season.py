"""Figures per month or quarter without their season, so that their first and last compare.

Contacts are first brought to an average number of working days. The season is what a month or
quarter differs from the straight line through all of them, the same every year.
"""

from __future__ import annotations

import numpy as np

from pcanalysis.model import History, Kind, Observation, working_days

LEAST_POINTS = 12
SEASONAL = ("M", "Q")


def without_season(history: History, points: tuple[Observation, ...]) -> np.ndarray | None:
    """Return the values without season, oldest first, at the level they had.

    None if nothing tells season from change: another frequency, below twelve figures, or a month
    or quarter that occurs only once.
    """
    months = np.array([o.period.start.month for o in points])
    found, which = np.unique(months, return_inverse=True)
    if history.freq not in SEASONAL or len(points) < LEAST_POINTS or np.bincount(which).min() < 2:
        return None
    values = np.array([o.value for o in points])
    if history.kind is Kind.CONTACTS:
        days = np.array(
            [working_days(o.period.start.date(), o.period.last_day) for o in points], dtype=float
        )
        values = values / days * days.mean()
    times = np.array([o.time for o in points])
    season = (which[:, None] == np.arange(len(found))).astype(float)
    design = np.column_stack([season, times - times.mean()])
    effects = np.linalg.lstsq(design, values, rcond=None)[0][: len(found)][which]
    return np.asarray(values - effects + effects.mean())
