"""Whether figures rise or fall, judged by their order alone: for figures of unknown error.

Mann-Kendall counts the pairs that rise minus the pairs that fall. Below ten figures its chance is
exact, over every order the same figures could have stood in. From ten on it is normal, with a
larger variance where a figure resembles the one before. Theil-Sen gives the size: the median of
the slopes of all pairs, on real time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import special, stats

EXACT_BELOW = 10
Z95 = float(special.ndtri(0.975))


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTest:
    """Answer of :func:`mann_kendall`."""

    score: int  # S: pairs that rise minus pairs that fall
    variance: float  # of S if order is chance, before inflation
    inflation: float  # of that variance, by autocorrelation; 1 or more
    z: float  # with continuity correction
    p: float  # two-sided
    exact: bool


def mann_kendall(
    values: np.ndarray, *, exact: bool | None = None, inflation: float = 1.0
) -> RankTest:
    """Test whether values, oldest first, rise or fall more than a chance order would.

    Parameters
    ----------
    values
        Without missing ones; ties are allowed.
    exact
        Count every order instead of using the normal distribution; default: below ten values.
    inflation
        What autocorrelation multiplies the variance by; the exact test leaves it out.
    """
    first, second = np.triu_indices(len(values), 1)
    score = int(np.sign(values[second] - values[first]).sum())
    sizes = np.unique(values, return_counts=True)[1]
    variance = (_spread(np.array(len(values))) - _spread(sizes).sum()) / 18
    step = max(abs(score) - 1, 0)  # S moves in steps of two
    z = math.copysign(step / math.sqrt(variance * inflation), score) if step else 0.0
    exact = len(values) < EXACT_BELOW if exact is None else exact
    p = _exact_p(score, tuple(sizes.tolist())) if exact else 2 * float(special.ndtr(-abs(z)))
    return RankTest(
        score=score, variance=float(variance), inflation=inflation, z=z, p=p, exact=exact
    )


def _spread(sizes: np.ndarray) -> np.ndarray:
    return np.asarray(sizes * (sizes - 1) * (2 * sizes + 5))


def _exact_p(score: int, sizes: tuple[int, ...]) -> float:
    ways = _orders(sizes)
    pairs = len(ways) - 1
    extreme = sum(n for falls, n in enumerate(ways) if abs(pairs - 2 * falls) >= abs(score))
    return extreme / sum(ways)


@lru_cache(maxsize=1024)
def _orders(sizes: tuple[int, ...]) -> tuple[int, ...]:
    """Orders of groups of equal values by the number of pairs that fall (Gauss' multinomial)."""
    ways, placed = np.array([1], dtype=object), 0
    for size in sizes:
        for i in range(1, size + 1):
            longer = np.concatenate([ways, np.zeros(placed + i, dtype=object)])
            longer[placed + i :] -= ways
            for rest in range(i):
                longer[rest::i] = np.cumsum(longer[rest::i])
            ways = longer[: len(ways) + placed]
        placed += size
    return tuple(ways.tolist())


def autocorrelation_inflation(rest: np.ndarray) -> float:
    """What autocorrelation multiplies the variance of Mann-Kendall by; never below 1.

    Parameters
    ----------
    rest
        What the values differ from their Theil-Sen line, oldest first.

    Notes
    -----
    Hamed and Rao (1998): autocorrelation of the ranks, counting only lags beyond 1.96/√k, by
    position in the series.
    """
    k = len(rest)
    ranks = stats.rankdata(rest)
    ranks -= ranks.mean()
    own = np.correlate(ranks, ranks, mode="full")[k - 1 :]
    if own[0] == 0:
        return 1.0
    lags, near = np.arange(1, k), own[1:] / own[0]
    near = np.where(np.abs(near) > Z95 / math.sqrt(k), near, 0.0)
    total = float(((k - lags) * (k - lags - 1) * (k - lags - 2) * near).sum())
    return max(1.0, 1 + 2 * total / (k * (k - 1) * (k - 2)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """Answer of :func:`theil_sen`."""

    slope: float  # per unit of time
    intercept: float
    pairs: np.ndarray  # slope of every pair, lowest first

    def interval(self, ranks: RankTest, z: float) -> tuple[float, float]:
        """Sen's interval: the slopes that ``z`` standard errors of the score away still fit."""
        reach, count = z * math.sqrt(ranks.variance * ranks.inflation), len(self.pairs)
        low = max(round((count - reach) / 2) - 1, 0)
        high = min(round((count + reach) / 2), count - 1)
        return float(self.pairs[low]), float(self.pairs[high])


def theil_sen(times: np.ndarray, values: np.ndarray) -> Slope:
    """Median of the slopes of all pairs, on real time.

    The same as scipy.stats.theilslopes, which makes its pairs anew for every interval asked of it.
    """
    first, second = np.triu_indices(len(values), 1)
    pairs = np.sort((values[second] - values[first]) / (times[second] - times[first]))
    slope = float(np.median(pairs))
    intercept = float(np.median(values)) - slope * float(np.median(times))
    return Slope(slope=slope, intercept=intercept, pairs=pairs)
