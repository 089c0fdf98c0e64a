"""The contacts of each period as a distribution, and how the periods of one forecast go together.

A busy day is busy in all its parts, and a level that rose stays high: so a total is never a sum of
quantiles. Paths draw the level, each day and each period by itself, and read the quantiles of every
period at the place the path has there; periods and totals then agree by construction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special, stats

from pcanalysis.analysis.forecast.width import Width

FEW = 30.0  # expected contacts: below this whole numbers count, and zero is possible
PATHS = 1000
_TOGETHER = 2**31  # seed of what channels share


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Expected contacts per period and what they may differ by."""

    mean: np.ndarray
    own: np.ndarray  # variance of a period within its day, chance not included
    day: np.ndarray  # which day of ``width`` each period belongs to
    width: Width
    most: float  # nobody believes more than this
    closed: np.ndarray

    @property
    def variance(self) -> np.ndarray:
        """Variance of each period on the log scale, of the level, the day and the period."""
        return np.asarray((self.width.levels + self.width.day)[self.day] + self.own)

    @property
    def chance(self) -> np.ndarray:
        """Variance of each period on the log scale because contacts come by chance."""
        return np.asarray(1 / np.maximum(self.mean, 1))

    @property
    def scale(self) -> float:
        """How much wider than its variance past misses say a forecast is, all in all."""
        return float(self.width.factors[1:].mean())

    def quantiles(self, levels: Sequence[float]) -> np.ndarray:
        """Quantiles of every period, periods × levels."""
        p, few = np.array(levels), self.mean < FEW
        sd = np.sqrt(self.variance + self.chance)[:, None]
        mean = np.maximum(self.mean, 1e-9)[:, None]
        found = mean * np.exp(np.minimum(sd * self.width.deviations(p), 20))
        extra = self.scale**2 * self.variance[few, None] + 1e-6
        found[few] = stats.nbinom.ppf(p, 1 / extra, 1 / (1 + mean[few] * extra))
        found[self.closed] = 0.0
        return np.asarray(np.maximum.accumulate(np.minimum(found, self.most), axis=1))

    def places(self, seed: int, shared: float) -> np.ndarray:
        """Draw paths: the probability each has reached in each period, paths × periods.

        Of the level a part ``shared`` is the same whatever the seed: so channels move together.
        """
        width = self.width
        steps = np.sqrt(1 - shared) * _normals(seed, 0, len(width.day))
        steps += np.sqrt(shared) * _normals(_TOGETHER, 0, len(width.day))
        walk = np.cumsum(np.sqrt(np.diff(width.levels, prepend=0.0)) * steps, axis=1)
        walk += np.sqrt(width.day) * _normals(seed, 1, len(width.day))
        own = np.sqrt(self.own + self.chance) * _normals(seed, 2, len(self.mean))
        sd = np.sqrt(self.variance + self.chance)
        return np.asarray(special.ndtr((walk[:, self.day] + own) / sd))

    def after(self, came: np.ndarray) -> Spread:
        """Return what is left of the forecast once the first ``came`` periods have come in.

        A day that begins busier than expected stays busier, by the share of the surprise that is
        of the day and not chance; half of what is of the level is carried to the days after it.
        What moments vary by themselves, they are taken to share for three quarters.
        """
        count, today = len(came), int(self.day[0])
        same = self.day == today
        seen = ~self.closed[:count] & np.isfinite(came) & same[:count]
        expected = self.mean[:count][seen]
        total, arrived = float(expected.sum()), float(came[seen].sum())
        level, day = float(self.width.levels[today]), self.width.day.copy()
        surprise = (self.scale * total) ** 2 * (level + day[today])
        alone = np.sqrt(self.own[:count][seen]) * expected
        chance = total + float((alone**2).sum() + 3 * alone.sum() ** 2) / 4
        weight = surprise / max(surprise + chance, 1e-12)
        factor = float(np.clip(1 + weight * (arrived / max(total, 1e-9) - 1), 0.5, 2))
        carried = factor ** (0.5 * level / max(level + day[today], 1e-12))
        day[today] = max((1 - weight) * (level + day[today]) - level, 0.0)
        return replace(
            self,
            mean=(self.mean * np.where(same, factor, carried))[count:],
            own=self.own[count:],
            day=self.day[count:],
            closed=self.closed[count:],
            width=replace(self.width, day=day),
        )


def _normals(seed: int, part: int, count: int) -> np.ndarray:
    """Draw antithetic standard normals, paths × ``count``."""
    half = np.random.default_rng([seed, part]).standard_normal((PATHS // 2, count))
    return np.concatenate([half, -half])
