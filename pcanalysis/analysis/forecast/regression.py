"""The regression under a volume forecast: effects on the log scale, each with a prior width.

A ridge regression whose penalties are prior variances, solved by reweighting: recent days count
more, days far from what was expected count less. How freely level and season may move is chosen by
the marginal likelihood. The fit as of an earlier day needs no second regression: the same columns
with only the rows before that day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import blas, lapack

from pcanalysis.analysis.forecast.columns import Columns

HALF_LIFE = 600.0  # days
FEW = 30.0  # contacts a day: below this the size of the counts themselves is modelled
ORIGIN_STEP = 28  # days between earlier starting points
OUTAGE = 0.25  # of what was expected
OUTAGE_DAYS = 5
LARGEST_LOG = 20.0
GRIDS = {
    "level": (1.0, 0.5, 2.0, 0.25, 4.0),
    "year": (1.0, 0.5, 2.0),
    "wrw": (1.0, 0.3, 2.5),
    "wy": (1.0, 0.3, 2.0),
}
_PASSES = 3
_TUNED_IN = 1
_TIE = 1e-6  # of the log likelihood: less is no reason to leave the middle of a grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A regression, its residuals, and what is needed to redo it as of an earlier day."""

    columns: Columns
    offset: np.ndarray  # per day, known beforehand: what an unseen holiday does
    sd: np.ndarray  # tuned prior width per column
    effect: np.ndarray
    inverse: np.ndarray  # posterior covariance of the effects
    z: np.ndarray  # working response per known day, NaN where not measured
    mean: np.ndarray  # expected contacts per known day
    residual: np.ndarray
    variance: np.ndarray  # of the residuals: of the count and of the day
    outages: np.ndarray  # places of days that were left out
    recency: np.ndarray  # weight of each known day
    left: float  # share of the measured days that is not used up by effects
    grams: list[np.ndarray]  # lower half of X'WX before each starting point, the last day first
    sides: list[np.ndarray]  # X'Wz

    def part(self, effect: np.ndarray, rows: slice, *blocks: str) -> np.ndarray:
        """Contribution of some blocks of columns to some days."""
        chosen = self.columns.of(*blocks)
        return np.asarray(self.columns.x[rows, chosen] @ effect[chosen])

    def solve(self, origin: int, sd: np.ndarray) -> np.ndarray:
        """Effects as of ``origin`` starting points ago, with the prior widths ``sd``."""
        aged = 2.0 ** (ORIGIN_STEP * origin / HALF_LIFE)
        lower = _factor(self.grams[origin] * aged, sd)
        return np.asarray(lapack.dpotrs(lower, self.sides[origin] * aged, lower=1)[0])


def fit_regression(
    y: np.ndarray, columns: Columns, offset: np.ndarray, special: np.ndarray, origins: int
) -> Fit:
    """Fit the known days ``y`` (NaN where not measured), and as of ``origins`` earlier days.

    A day with hardly any contacts is an outage and left out, unless it is ``special``.
    """
    known, measured = len(y), np.flatnonzero(np.isfinite(y))
    columns = columns.seen(measured)
    recency = 0.5 ** ((known - 1 - np.arange(known)) / HALF_LIFE)
    cuts = np.searchsorted(measured, known - ORIGIN_STEP * np.arange(origins + 1))
    x, came, fixed, age = columns.x[measured], y[measured], offset[measured], recency[measured]
    small = bool(np.median(came) < FEW)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(y, 14, constant_values=np.nan), 29)
    mean = np.maximum(np.nanmedian(around[measured], axis=1), 0.1)
    variance = 1 / np.maximum(mean, 1) + 0.05**2
    grams: list[np.ndarray] = []
    sides: list[np.ndarray] = []
    weight, z, sd = age / variance, np.log(np.maximum(came, 0.5)), columns.sd
    for turn in range(_PASSES):
        if small:
            z = np.log(mean) + np.clip((came - mean) / np.maximum(mean, 0.1), -1, 5)
        told, root = cuts if turn == _PASSES - 1 else cuts[:1], np.sqrt(weight)
        grams, sides = _as_of(x * root[:, None], (z - fixed) * root, told)
        sd = _tune(grams[0], sides[0], columns) if turn == _TUNED_IN else sd
        inverse = _inverse(grams[0], sd)
        effect = inverse @ sides[0]
        log_mean = np.clip(x @ effect + fixed, -LARGEST_LOG, LARGEST_LOG)
        mean = np.exp(log_mean)
        residual = (came - mean) / np.maximum(mean, 0.1) if small else z - log_mean
        used = 2 * np.vdot(inverse, grams[0]) - inverse.diagonal() @ grams[0].diagonal()
        left = 1 - min(float(used), len(z) / 2) / len(z)
        if turn == 0:
            age = np.where(_outages(came, mean, special[measured]), 0.0, age)
        if turn < _PASSES - 1:
            variance, weight = _reweigh(residual, mean, age, left)
    kept = age > 0
    parts = {"z": z, "mean": mean, "residual": residual, "variance": variance}
    return Fit(
        columns=columns,
        offset=offset,
        sd=sd,
        effect=effect,
        inverse=inverse,
        outages=measured[~kept],
        **{name: _spread(part[kept], measured[kept], known) for name, part in parts.items()},
        recency=recency,
        left=left,
        grams=grams,
        sides=sides,
    )


def _reweigh(
    residual: np.ndarray, mean: np.ndarray, age: np.ndarray, left: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the variance of each day, chance and the rest, and how much it counts."""
    size, chance = residual**2, 1 / np.maximum(mean, 1)
    spread = np.average(np.minimum(size, 19.8 * np.median(size)), weights=age) / left
    variance = chance + max(float(spread - np.average(chance, weights=age)), 1e-4)
    huber = 2.5 * np.sqrt(variance) / np.maximum(np.abs(residual), 1e-12)
    return variance, age * np.minimum(1, huber) / variance


def _as_of(
    x: np.ndarray, z: np.ndarray, cuts: np.ndarray
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return X'X and X'z with only the rows before each cut; the cuts run back in time."""
    gram, side = np.zeros((x.shape[1], x.shape[1]), order="F"), np.zeros(x.shape[1])
    grams: list[np.ndarray] = []
    sides: list[np.ndarray] = []
    for begin, end in zip([0, *cuts[:0:-1]], cuts[::-1], strict=True):
        if end > begin:
            gram = blas.dsyrk(1.0, x[begin:end].T, beta=1.0, c=gram, lower=1)
            side = side + blas.dgemv(1.0, x[begin:end].T, z[begin:end])
        grams.insert(0, gram)
        sides.insert(0, side)
    return grams, sides


def _spread(values: np.ndarray, places: np.ndarray, known: int) -> np.ndarray:
    """Put values at their places among all known days."""
    placed = np.full(known, np.nan)
    placed[places] = values
    return placed


def _outages(came: np.ndarray, mean: np.ndarray, special: np.ndarray) -> np.ndarray:
    """Days with less than a quarter of what was expected; many in a row are a new level."""
    low: np.ndarray = (came < OUTAGE * mean) & (mean >= FEW) & ~special
    changes = np.flatnonzero(np.diff(np.pad(low.astype(int), 1)))
    for begin, end in changes.reshape(-1, 2):
        low[begin:end] &= end - begin <= OUTAGE_DAYS
    return low


def _factor(gram: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Lower Cholesky factor of the posterior precision; the prior makes it always exist."""
    precise = np.array(gram, order="F")
    precise[np.diag_indices(len(sd))] += 1 / sd**2
    return np.asarray(lapack.dpotrf(precise, lower=1, overwrite_a=1)[0])


def _inverse(gram: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Posterior covariance of the effects."""
    half = np.tril(lapack.dpotri(_factor(gram, sd), lower=1)[0])
    return np.asarray(half + np.tril(half, -1).T)


def _tune(gram: np.ndarray, side: np.ndarray, columns: Columns) -> np.ndarray:
    """Return the prior widths that make the history most likely, block after block."""
    sd = columns.sd
    for block, grid in GRIDS.items():
        best, chosen = -np.inf, sd
        for factor in grid:
            tried = np.where(columns.of(block), factor * sd, sd)
            lower = _factor(gram, tried)
            half = lapack.dtrtrs(lower, side, lower=1)[0]
            likely = half @ half / 2 - np.log(np.diag(lower)).sum() - np.log(tried).sum()
            likely -= np.log(factor) ** 2 / 2
            if likely > best + _TIE:
                best, chosen = likely, tried
        sd = chosen
    return sd
