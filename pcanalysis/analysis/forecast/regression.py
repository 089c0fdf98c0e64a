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

from pcanalysis.analysis.forecast.columns import STEP, Columns

HALF_LIFE = 600.0  # days
FEW = 30.0  # contacts a day: below this the size of the counts themselves is modelled
ORIGIN_STEP = 28  # days between earlier starting points
ORIGINS = 26
GRIDS = {
    "level": (0.25, 0.5, 1.0, 2.0, 4.0),
    "year": (0.5, 1.0, 2.0),
    "wrw": (0.3, 1.0, 2.5),
    "wy": (0.3, 1.0, 2.0),
}
OUTAGE = 0.25  # of what was expected
OUTAGE_DAYS = 5
_PASSES = 3
_TUNED_IN = 1
_LARGEST_LOG = 20.0
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

    @property
    def level_sd(self) -> float:
        """Tuned prior width of one step of the level."""
        return float(self.sd[self.columns.of("level")].max(initial=0.25 * STEP))

    def part(self, effect: np.ndarray, rows: slice, *blocks: str) -> np.ndarray:
        """Contribution of some blocks of columns to some days."""
        chosen = self.columns.of(*blocks)
        return np.asarray(self.columns.x[rows, chosen] @ effect[chosen])

    def solve(self, origin: int, sd: np.ndarray) -> np.ndarray:
        """Effects as of ``origin`` starting points ago, with the prior widths ``sd``."""
        aged = 2.0 ** (ORIGIN_STEP * origin / HALF_LIFE)
        lower = _factor(self.grams[origin] * aged, sd)
        return np.asarray(lapack.dpotrs(lower, self.sides[origin] * aged, lower=1)[0])


@dataclass(slots=True)
class _Rows:
    """The measured days while the fit is found: what was expected, and how much each counts."""

    x: np.ndarray
    y: np.ndarray
    fixed: np.ndarray
    recency: np.ndarray
    small: bool
    mean: np.ndarray
    variance: np.ndarray
    weight: np.ndarray
    residual: np.ndarray

    def respond(self) -> np.ndarray:
        """Working response: the logarithm, or for small counts the step that Poisson asks for."""
        if not self.small:
            return np.log(np.maximum(self.y, 0.5))
        relative = (self.y - self.mean) / np.maximum(self.mean, 0.1)
        return np.log(np.maximum(self.mean, 1e-9)) + np.clip(relative, -1, 5)

    def expect(self, log_mean: np.ndarray, z: np.ndarray) -> None:
        """Take over what a solution expects."""
        self.mean = np.exp(np.minimum(log_mean, _LARGEST_LOG))
        relative = (self.y - self.mean) / np.maximum(self.mean, 0.1)
        self.residual = relative if self.small else z - log_mean

    def reweigh(self, left: float) -> None:
        """Weigh each day by how far it lies from what was expected."""
        size = self.residual**2
        poisson = 1 / np.maximum(self.mean, 1)
        spread = np.average(np.minimum(size, 19.8 * np.median(size)), weights=self.recency)
        extra = float(spread / left - np.average(poisson, weights=self.recency))
        self.variance = poisson + max(extra, 1e-4)
        huber = 2.5 * np.sqrt(self.variance) / np.maximum(np.abs(self.residual), 1e-12)
        self.weight = self.recency * np.minimum(1, huber) / self.variance


def fit_regression(
    y: np.ndarray, columns: Columns, offset: np.ndarray, special: np.ndarray, origins: int
) -> Fit:
    """Fit the known days ``y`` (NaN where not measured), and as of ``origins`` earlier days.

    A day with hardly any contacts is an outage and left out, unless it is ``special``.
    """
    known, measured = len(y), np.flatnonzero(np.isfinite(y))
    columns = columns.seen(measured)
    recency = 0.5 ** ((known - 1 - np.arange(known)) / HALF_LIFE)
    rows = _start(y, measured, columns, offset[measured], recency[measured])
    cuts = np.searchsorted(measured, known - ORIGIN_STEP * np.arange(origins + 1))
    sd, left = columns.sd, 1.0
    for turn in range(_PASSES):
        if turn:
            rows.reweigh(left)
        z, root = rows.respond(), np.sqrt(rows.weight)
        told = cuts if turn == _PASSES - 1 else cuts[:1]
        grams, sides = _as_of(rows.x * root[:, None], (z - rows.fixed) * root, told)
        if turn == _TUNED_IN:
            sd = _tune(grams[0], sides[0], columns)
        inverse = _inverse(grams[0], sd)
        effect = inverse @ sides[0]
        rows.expect(rows.x @ effect + rows.fixed, z)
        if not turn:
            rows.recency = np.where(_outages(rows, special[measured]), 0.0, rows.recency)
        used = 2 * np.vdot(inverse, grams[0]) - inverse.diagonal() @ grams[0].diagonal()
        left = 1 - min(float(used), len(z) / 2) / len(z)
    kept = rows.recency > 0
    parts = {"z": z, "mean": rows.mean, "residual": rows.residual, "variance": rows.variance}
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


def _start(
    y: np.ndarray, measured: np.ndarray, columns: Columns, fixed: np.ndarray, recency: np.ndarray
) -> _Rows:
    """Expect the running median of four weeks to begin with."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(y, 14, constant_values=np.nan), 29)
    mean = np.nanmedian(around[measured], axis=1)
    variance = 1 / np.maximum(mean, 1) + 0.05**2
    return _Rows(
        x=columns.x[measured],
        y=y[measured],
        fixed=fixed,
        recency=recency,
        small=bool(np.median(y[measured]) < FEW),
        mean=np.maximum(mean, 0.1),
        variance=variance,
        weight=recency / variance,
        residual=np.zeros(len(mean)),
    )


def _as_of(
    x: np.ndarray, z: np.ndarray, cuts: np.ndarray
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return X'X and X'z with only the rows before each cut; the cuts run back in time."""
    gram, side = np.zeros((x.shape[1], x.shape[1]), order="F"), np.zeros(x.shape[1])
    grams, sides, begin = [], [], 0
    for end in cuts[::-1]:
        gram = blas.dsyrk(1.0, x[begin:end].T, beta=1.0, c=gram, lower=1)
        side = side + blas.dgemv(1.0, x[begin:end].T, z[begin:end])
        grams.append(gram)
        sides.append(side)
        begin = end
    return grams[::-1], sides[::-1]


def _spread(values: np.ndarray, places: np.ndarray, known: int) -> np.ndarray:
    """Put values at their places among all known days."""
    placed = np.full(known, np.nan)
    placed[places] = values
    return placed


def _outages(rows: _Rows, special: np.ndarray) -> np.ndarray:
    """Days with less than a quarter of what was expected; many in a row are a new level."""
    low = (rows.y < OUTAGE * rows.mean) & (rows.mean >= FEW) & ~special
    changes = np.flatnonzero(np.diff(np.concatenate([[0], low.astype(int), [0]])))
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
        mine = columns.of(block)
        if not mine.any():
            continue
        best, chosen = -np.inf, sd
        for factor in sorted(grid, key=lambda g: abs(np.log(g))):
            tried = np.where(mine, factor * sd, sd)
            lower = _factor(gram, tried)
            half = lapack.dtrtrs(lower, side, lower=1)[0]
            likely = half @ half / 2 - np.log(np.diag(lower)).sum() - np.log(tried).sum()
            likely -= np.log(factor) ** 2 / 2
            if likely > best + _TIE:
                best, chosen = likely, tried
        sd = chosen
    return sd
