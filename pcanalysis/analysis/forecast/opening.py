"""Which days and moments are closed: what always was, and holidays on which nobody ever came.

A moment is closed if the history says so, or if nothing came or was written down the last times
while other days were counted. A holiday is closed if it was; one that was never seen is closed if
most others were, and if none was seen, where weekends are.
"""

from __future__ import annotations

import numpy as np

from pcanalysis.analysis.forecast.columns import WEEK, Days

LOOK_BACK = 8  # of the same weekday
ENOUGH = 4  # times nothing came, where the source does not say "closed"
_NEAR = 3  # days


def find_closed(values: np.ndarray, shut: np.ndarray, days: Days) -> tuple[np.ndarray, bool]:
    """Return which moments are closed, days × moments, and whether that is assumed of a holiday.

    ``values`` (NaN where not measured) and ``shut`` (said to be closed) hold the known days.
    """
    known, came = len(values), np.asarray(values > 0)
    closed: np.ndarray = np.zeros((len(days.date), values.shape[1]), dtype=bool)
    closed[:known] = shut
    measured = np.isfinite(values).any(axis=1)
    near = np.convolve(measured, np.ones(2 * _NEAR + 1))[_NEAR : known + _NEAR] > 0
    weekly = np.zeros((WEEK, values.shape[1]), dtype=bool)
    for day in range(WEEK):
        mine = near & ~days.public[:known] & (days.weekday[:known] == day)
        last = np.flatnonzero(mine)[-LOOK_BACK:]
        weekly[day] = ~came[last].any(axis=0)
        weekly[day] &= shut[last].any(axis=0) | (came.any() & (len(last) >= ENOUGH))
    closed |= weekly[days.weekday]
    whole = np.asarray(weekly.all(axis=1))
    due: np.ndarray = (days.name != "") & ~whole[days.weekday]
    seen = due[:known] & near
    quiet = np.asarray(~came.any(axis=1))
    public = seen & days.public[:known]
    usual = came.any() and bool(quiet[public].mean() > 0.5 if public.any() else whole.any())
    assumed = False
    for name in {*days.name[due]}:
        here = due & (days.name == name)
        own = seen & here[:known]
        little = own.sum() < 2 or not came.any()
        alone = little and not shut[own].all(axis=1).any()  # too little to go by
        shuts = quiet[own].all() and (not alone or (usual and days.public[here].any()))
        closed[here] |= bool(shuts)
        assumed |= bool(shuts and not public.any() and here[known:].any())
    closed[:known] &= ~came
    return closed, assumed
