"""How far contacts may come out beside the forecast.

Three things add up on the log scale: chance (a count of f differs by 1/√f), how days of a kind
differ from each other, and a level that drifts away with every day ahead. Their size is told by the
misses of earlier forecasts, and by what is usual as long as there are few of those.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from pcanalysis.analysis.forecast.columns import KNOT, STEP, WEEK
from pcanalysis.analysis.forecast.members import Combined
from pcanalysis.analysis.forecast.regression import LARGEST_LOG, Fit

KINDS = (1.0, 1.5, 3.0, 1.2)  # ordinary, around a holiday, holiday, weekend: usual noise of each
Z = stats.norm.ppf((0.75, 0.9, 0.975))  # of the central 50, 80 and 95 %
USUAL = np.array([0.97, 1.0, 1.06])  # factor on the width at each of these
CAUTION = np.array([1.0, 1.0, 1.06])
PRIOR_VARIANCE = 0.25**2  # of a day, and of the level, when no more than a week is known
_PRIOR_DAYS = 20
_FEW_ERRORS = 30
_FADE = 1100.0  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Width:
    """Variances on the log scale of what lies ahead."""

    levels: np.ndarray  # of the level on each day, growing with every day ahead
    day: np.ndarray  # of each day by itself, chance not included
    factors: np.ndarray  # on the width, at the central 50, 80 and 95 %

    def deviations(self, p: np.ndarray) -> np.ndarray:
        """Return how many standard deviations the quantiles ``p`` lie from the middle."""
        z = stats.norm.ppf(p)
        return np.asarray(z * np.interp(np.abs(z), Z, np.maximum.accumulate(Z * self.factors) / Z))


def measure_width(fit: Fit, combined: Combined, kinds: np.ndarray, horizon: int) -> Width:
    """Measure how wide a forecast must be, from residuals and from earlier misses.

    ``kinds`` says of every day which of ``KINDS`` it is.
    """
    known = len(fit.z)
    noise, pooled = _noise(fit, kinds[:known])
    young = PRIOR_VARIANCE * min(1.0, WEEK / int(np.isfinite(fit.z).sum())) ** 2
    errors = np.log(np.maximum(combined.actual, 0.5)) - combined.past
    faded = np.where(np.isfinite(errors), 1.0, 0.0)
    faded *= 0.5 ** ((known - combined.origins) / _FADE)[:, None]
    level, drift = _level(fit, errors, faded, pooled)
    lead = np.arange(1.0, max(horizon, errors.shape[1]) + 1)
    factors = 1.15 * USUAL * CAUTION
    if np.isfinite(errors).sum() >= _FEW_ERRORS:
        place = combined.origins[:, None] + np.arange(errors.shape[1])
        variance = (level + drift * lead)[: errors.shape[1]] + noise[
            kinds[np.minimum(place, known)]
        ]
        expected = np.exp(np.minimum(combined.past, LARGEST_LOG))
        size = np.abs(errors) / np.sqrt(variance + 1 / np.maximum(expected, 1))
        factors = _factors(size, faded)
    return Width(
        levels=level + young + drift * lead[:horizon],
        day=(noise + young)[kinds[known : known + horizon]],
        factors=factors,
    )


def _noise(fit: Fit, kinds: np.ndarray) -> tuple[np.ndarray, float]:
    """Variance of a day by itself for each kind of day, and of an ordinary residual."""
    told = np.isfinite(fit.residual)
    kind, weight, chance = kinds[told], fit.recency[told], 1 / np.maximum(fit.mean[told], 1)
    size = fit.residual[told] ** 2
    pooled = np.average(np.minimum(size, 16 * np.median(size)), weights=weight) / fit.left
    size = np.minimum(size, 36 * np.median(fit.variance[told])) / fit.left - chance
    found = np.array(KINDS) * max(float(pooled - np.average(chance, weights=weight)), 0.0)
    for i, mine in enumerate(kind == np.arange(len(KINDS))[:, None]):
        if number := int(mine.sum()):
            own = max(float(np.average(size[mine], weights=weight[mine])), 0.0)
            found[i] = (number * own + _PRIOR_DAYS * found[i]) / (number + _PRIOR_DAYS)
    return np.maximum(found, 2e-5), float(pooled)


def _level(fit: Fit, errors: np.ndarray, faded: np.ndarray, pooled: float) -> tuple[float, float]:
    """Variance of the level, and what every day ahead adds: from the mean miss of past weeks."""
    count, ahead = errors.shape
    width = fit.sd[fit.columns.of("level")].max(initial=STEP / 4)
    drift = width**2 / KNOT
    lead = np.array([4.0, 0.7 * ahead])
    size, weight = 4 * drift + 0.0002 + drift * (lead - 1), np.array([8.0, 8.0])
    cut = ahead // WEEK * WEEK
    weeks, each = (
        a[:, :cut].reshape(count, cut // WEEK, WEEK) for a in (np.nan_to_num(errors), faded)
    )
    days = (each > 0).sum(axis=2)
    if days.any():
        here = days > 0
        miss = (weeks.sum(axis=2)[here] ** 2 / days[here] - pooled) / days[here]
        middle = np.broadcast_to(WEEK * np.arange(here.shape[1]) + 4.0, here.shape)
        lead = np.append(lead, middle[here])
        size = np.append(size, np.minimum(miss, np.quantile(miss, 0.97)))
        weight = np.append(weight, each.max(axis=2)[here])
    root = np.sqrt(weight)
    table = np.column_stack([root, lead * root])
    found, _ = optimize.nnls(table, size * root)
    return 1.15 * float(found[0]), 1.15 * float(found[1])


def _factors(size: np.ndarray, faded: np.ndarray) -> np.ndarray:
    """Return by how much the width must grow to hold the share of past misses that it should."""
    here = faded > 0
    order = np.argsort(size[here], kind="stable")
    weight = faded[here][order]
    share = (np.cumsum(weight) - weight / 2) / weight.sum()
    found = np.maximum(np.interp(2 * stats.norm.cdf(Z) - 1, share, size[here][order]), 0.05)
    own = len(size) / (len(size) + 4)
    mixed = own * np.log(found / Z) + (1 - own) * np.log(1.1 * USUAL)
    return np.asarray(np.exp(mixed) * CAUTION)
