"""Where a long series stepped to another level.

Steps are searched only in ten figures or more, with five or more on either side: least squares
per level, and a penalty of 2 σ² ln k per step, with σ from the middle change between neighbours.
A steady rise is no row of steps: a straight line must fit worse, at the price of one step.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

LEAST_POINTS = 10
LEAST_SEGMENT = 5
TO_SIGMA = float(1 / stats.norm.ppf(0.75))  # from a median absolute deviation, if normal


def robust_sigma(values: np.ndarray) -> float:
    """Noise of one figure: from the median change between neighbours, so no step counts in it."""
    return TO_SIGMA * float(np.median(np.abs(np.diff(values)))) / math.sqrt(2)


def level_shifts(
    values: np.ndarray, *, sigma: float, min_size: int = LEAST_SEGMENT
) -> tuple[int, ...]:
    """Positions at which a new level begins: the cheapest of all ways to cut the series.

    Examples
    --------
    >>> level_shifts(np.array([1.0, 1, 2, 1, 2, 9, 8, 9, 9, 8]), sigma=1.0)
    (5,)
    """
    k = len(values)
    y = values - values.mean()
    sums, squares = (np.concatenate([[0.0], np.cumsum(part)]) for part in (y, y * y))
    price = _price(sigma, k)
    best, begin = np.full(k + 1, math.inf), np.zeros(k + 1, dtype=int)
    best[0] = -price
    for end in range(min_size, k + 1):
        starts = np.arange(end - min_size + 1)
        within = sums[end] - sums[starts]
        cost = squares[end] - squares[starts] - within**2 / (end - starts)
        total = best[starts] + cost + price
        begin[end] = int(np.argmin(total))
        best[end] = total[begin[end]]
    cuts: list[int] = []
    at = int(begin[k])
    while at:
        cuts.insert(0, at)
        at = int(begin[at])
    return tuple(cuts)


def find_breaks(times: np.ndarray, values: np.ndarray, *, least_sigma: float) -> tuple[int, ...]:
    """Positions at which a series steps to another level; none if a straight line does as well.

    Parameters
    ----------
    times, values
        One per figure, oldest first.
    least_sigma
        Noise that each figure has at the least: its known error, or its rounding.
    """
    if len(values) < LEAST_POINTS:
        return ()
    sigma = max(robust_sigma(values), least_sigma, 1e-6 * float(np.abs(values).max()))
    cuts = level_shifts(values, sigma=sigma)
    if not cuts:
        return ()
    steps = sum(float(((part - part.mean()) ** 2).sum()) for part in np.split(values, cuts))
    t, y = times - times.mean(), values - values.mean()
    line = float(y @ y - (t @ y) ** 2 / (t @ t))
    return cuts if steps + (len(cuts) - 1) * _price(sigma, len(values)) < line else ()


def _price(sigma: float, k: int) -> float:
    return 2 * sigma**2 * math.log(k)
