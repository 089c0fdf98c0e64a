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
    known = len(values)
    closed = np.zeros((len(days.date), values.shape[1]), dtype=bool)
    closed[:known] = shut & ~(values > 0)
    if not (values > 0).any():
        return closed, False
    measured = np.isfinite(values).any(axis=1)
    near = np.convolve(measured, np.ones(2 * _NEAR + 1), mode="full")[_NEAR : known + _NEAR] > 0
    usual = near & ~days.public[:known]
    weekly = np.array(
        [_always_closed(values, shut, usual & (days.weekday[:known] == day)) for day in range(WEEK)]
    )
    closed |= weekly[days.weekday] & ~np.pad(values > 0, ((0, len(closed) - known), (0, 0)))
    whole = weekly.all(axis=1)
    return _on_holidays(closed, whole, values, shut, near, days)


def _always_closed(values: np.ndarray, shut: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Whether each moment of one weekday was closed the last times."""
    last = np.flatnonzero(chosen)[-LOOK_BACK:]
    quiet = ~(values[last] > 0).any(axis=0)
    return quiet & (shut[last].any(axis=0) | (len(last) >= ENOUGH))


def _on_holidays(
    closed: np.ndarray,
    whole: np.ndarray,
    values: np.ndarray,
    shut: np.ndarray,
    near: np.ndarray,
    days: Days,
) -> tuple[np.ndarray, bool]:
    """Close the holidays that fall on an open weekday, by their own past or that of others."""
    known, names = len(values), days.name
    due = (names != "") & ~whole[days.weekday]
    seen = due[:known] & near
    quiet, said = ~(values > 0).any(axis=1), shut.all(axis=1)
    public = seen & days.public[:known]
    usual = bool(quiet[public].mean() > 0.5) if public.any() else bool(whole.any())
    assumed = False
    for name in set(names[due]):
        own = seen & (names[:known] == name)
        times = int(own.sum())
        shuts = bool(quiet[own].all()) and (times >= 2 or bool(said[own].any()))
        here = due & (names == name)
        if days.public[here].any() and (times == 0 or (times == 1 and quiet[own].all())):
            shuts = shuts or usual
            assumed |= usual and not public.any() and bool(here[known:].any())
        if shuts:
            closed[here] = True
            closed[:known] &= ~(values > 0)
    return closed, assumed
