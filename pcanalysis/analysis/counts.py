"""How far chance can move a count of events, or a rate: exact below ten events, Byar from ten.

Events come one by one and independently (Poisson). Large counts such as calls move far more than
that from year to year, so their margin says little; control charts judge those.
"""

from __future__ import annotations

import math

from scipy import stats

EXACT_BELOW = 10


def count_interval(events: float, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of the expected number of events, given how many there were.

    Examples
    --------
    >>> [round(end, 3) for end in count_interval(3)], [round(end, 3) for end in count_interval(10)]
    ([0.619, 8.767], [4.787, 18.391])
    """
    tail = (1 - confidence) / 2
    if events < EXACT_BELOW:
        low = float(stats.chi2.ppf(tail, 2 * events)) / 2 if events else 0.0
        return low, float(stats.chi2.isf(tail, 2 * events + 2)) / 2
    z = float(stats.norm.isf(tail))
    low, high = (
        n * (1 - 1 / (9 * n) + sign * z / (3 * math.sqrt(n))) ** 3
        for n, sign in ((events, -1), (events + 1, 1))
    )
    return low, high


def rate_interval(
    events: float, population: float, *, multiplier: float = 1.0, confidence: float = 0.95
) -> tuple[float, float]:
    """Interval of the rate of events per ``multiplier`` of a population."""
    low, high = count_interval(events, confidence)
    return low * multiplier / population, high * multiplier / population
