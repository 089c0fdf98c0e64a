"""Where a level that wanders may be, given figures that measured it with error.

The level is ``theta(t) = start + d (t - t1) + tau W(t - t1)``: an unknown start, a drift and a
random walk. Figures are that level plus independent errors, so everything is one joint normal
distribution, and conditioning on the figures is plain algebra. Versions of the idea (more or less
wandering, more or less error) are weighed by how likely each makes the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy import special
from scipy.stats import qmc

HALVINGS = 50
DRAWS_LOG2 = 12  # evenly spread draws for joint chances: within a quarter of a point
SEED = 4

Scaling = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixture:
    """Weighted joint normal distributions of one quantity at several moments.

    The normal distributions live on a working scale; questions and answers are in the unit.
    """

    weights: np.ndarray  # one per version
    mean: np.ndarray  # version x moment
    covariance: np.ndarray  # version x moment x moment
    scaled: Scaling = np.asarray  # unit to working scale; outside the scale infinite
    unscaled: Scaling = np.asarray  # and back, within the bounds

    @property
    def sd(self) -> np.ndarray:
        """Standard deviation per version and moment, on the working scale."""
        return np.asarray(np.sqrt(np.diagonal(self.covariance, axis1=1, axis2=2)))

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation per moment over all versions, on the working scale."""
        mean = self.weights @ self.mean
        return mean, np.sqrt(self.weights @ (self.sd**2 + (self.mean - mean) ** 2))

    def among(self, moments: Sequence[int]) -> Mixture:
        """Return the same at some of the moments."""
        covariance = self.covariance[:, moments][:, :, moments]
        return replace(self, mean=self.mean[:, moments], covariance=covariance)

    def with_noise(self, variance: np.ndarray) -> Mixture:
        """Add independent noise; its variance per version and moment, or what broadcasts to it."""
        spread = np.broadcast_to(variance, self.mean.shape)
        noise = spread[:, :, None] * np.eye(self.mean.shape[1])
        return replace(self, covariance=self.covariance + noise)

    def chance(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Chance per moment of a value from ``low`` to ``high``, which may be infinite."""
        ends = np.stack([self.scaled(low), self.scaled(high)])[:, None]
        below = np.einsum("v,evm->em", self.weights, special.ndtr((ends - self.mean) / self.sd))
        return np.asarray(np.clip(below[1] - below[0], 0.0, 1.0))

    def quantiles(self, levels: tuple[float, ...]) -> np.ndarray:
        """Quantiles by bisection, one row per moment and one column per level."""
        mean, sd = self.mean[:, :, None], self.sd[:, :, None]
        shape = (mean.shape[1], len(levels))
        low = np.broadcast_to((mean - 9 * sd).min(axis=0), shape)
        high = np.broadcast_to((mean + 9 * sd).max(axis=0), shape)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            below = np.tensordot(self.weights, special.ndtr((middle - mean) / sd), axes=1) < levels
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.maximum.accumulate(self.unscaled((low + high) / 2), axis=1)

    def joint_chance(self, low: np.ndarray, high: np.ndarray) -> tuple[float, float]:
        """Chance that every moment, and that any moment, has a value from ``low`` to ``high``."""
        share, normal = _standard_draws(self.mean.shape[1])
        version = np.searchsorted(np.cumsum(self.weights[:-1]), share)
        roots = np.linalg.cholesky(self.covariance)
        drawn = (self.mean[version] + np.einsum("nij,nj->ni", roots[version], normal)).T
        ends = self.scaled(low)[:, None], self.scaled(high)[:, None]
        inside = (drawn >= ends[0]) & (drawn <= ends[1])
        return float(inside.all(axis=0).mean()), float(inside.any(axis=0).mean())


def condition(
    waves: tuple[np.ndarray, np.ndarray, np.ndarray],
    future: np.ndarray,
    versions: np.ndarray,
    start_variance: float,
) -> Mixture:
    """Distribution of the true level at other times, given figures with errors.

    Parameters
    ----------
    waves
        Years and figures on the working scale, oldest first, and the variance of the error per
        version and figure.
    future
        Years to answer for; not before the first figure.
    versions
        What the level may do by itself, one row per version: wandering per root year, standard
        deviation of the yearly drift, and weight.
    start_variance
        Of the level, before the first figure.
    """
    times, values, errors = waves
    past, ahead, centre = times - times[0], future - times[0], values.mean()
    tau, drift, weights = versions.T[:, :, None, None]

    def covariance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        walked, drifted = np.minimum.outer(a, b), np.multiply.outer(a, b)
        return np.asarray(start_variance + drift**2 * drifted + tau**2 * walked)

    root = np.linalg.cholesky(covariance(past, past) + errors[:, :, None] * np.eye(len(times)))
    u = np.linalg.solve(root, (values - centre)[:, None])
    q = np.linalg.solve(root, covariance(past, ahead))
    turned = q.transpose(0, 2, 1)
    fit = -(u**2).sum(axis=(1, 2)) / 2 - np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    return Mixture(
        weights=special.softmax(np.log(weights.ravel()) + fit),
        mean=centre + (turned @ u)[:, :, 0],
        covariance=covariance(ahead, ahead) - turned @ q,
    )


@lru_cache(maxsize=16)
def _standard_draws(moments: int) -> tuple[np.ndarray, np.ndarray]:
    """Evenly spread draws: a share to choose a version by, and a standard normal per moment."""
    drawn = qmc.Sobol(moments + 1, rng=SEED).random_base2(DRAWS_LOG2)
    return drawn[:, 0], special.ndtri(drawn[:, 1:])
