"""How far contacts may come out beside the forecast, and how days move together.

Three things add up on the log scale: chance (a count of f differs by 1/√f), how days of a kind
differ from each other, and a level that drifts away with every day ahead. Their size is told by the
misses of earlier forecasts, and by what is usual as long as there are few of those.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import optimize, stats

from pcanalysis.analysis.forecast.columns import KNOT, WEEK
from pcanalysis.analysis.forecast.members import Combined
from pcanalysis.analysis.forecast.regression import Fit

KINDS = (1.0, 1.5, 3.0, 1.2)  # ordinary, around a holiday, holiday, weekend: usual noise of each
CENTRAL = np.array([0.5, 0.8, 0.95])
Z = stats.norm.ppf((1 + CENTRAL) / 2)
USUAL = np.array([0.97, 1.0, 1.06])  # factor on the width at each of these
CAUTION = np.array([1.0, 1.0, 1.06])
PRIOR_VARIANCE = 0.25**2  # of a day, and of the level, when nothing is known
_FEW_ERRORS = 30
_FADE = 1100.0  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Width:
    """Variances on the log scale of what lies ahead."""

    levels: np.ndarray  # of the level on each day, growing with every day ahead
    now: float  # of the level as it is today
    day: np.ndarray  # of each day by itself, chance not included
    factors: np.ndarray  # on the width, at the central 50, 80 and 95 %

    def deviations(self, p: np.ndarray) -> np.ndarray:
        """Return how many standard deviations the quantiles ``p`` lie from the middle."""
        z = stats.norm.ppf(p)
        factors = np.maximum.accumulate(Z * self.factors) / Z
        return np.asarray(z * np.interp(np.abs(z), Z, factors))


def kinds_of(public: np.ndarray, around: np.ndarray, busy: np.ndarray) -> np.ndarray:
    """Return which kind of noise each day has, as in ``KINDS``."""
    return np.where(public, 2, np.where(around, 1, np.where(busy, 0, 3)))


def measure_width(fit: Fit, combined: Combined, kinds: np.ndarray, y: np.ndarray, horizon: int) -> Width:
    """Measure how wide a forecast must be, from residuals and from earlier misses."""
    known = len(y)
    noise, pooled = _noise(fit, kinds[:known])
    measured = np.flatnonzero(np.isfinite(fit.z))
    young = float(np.clip((28 - len(measured)) / 21, 0, 1))
    gap = known - 1 - int(measured[-1])
    lead = gap + 1.0 + np.arange(horizon)
    actual = np.full(combined.past.shape, np.nan)
    for i, origin in enumerate(combined.origins):
        span = min(known - origin, actual.shape[1])
        actual[i, :span] = np.log(np.maximum(y[origin : origin + span], 0.5))
    errors = actual - combined.past
    level, drift = _level(fit, combined, errors, pooled, known)
    width = Width(
        levels=level + young * PRIOR_VARIANCE + drift * lead,
        now=level + young * PRIOR_VARIANCE,
        day=(noise + young * PRIOR_VARIANCE)[kinds[known : known + horizon]],
        factors=1.15 * USUAL * CAUTION,
    )
    if np.isfinite(errors).sum() < _FEW_ERRORS:
        return width
    past = level + drift * (np.arange(errors.shape[1]) + 1.0)
    return replace(width, factors=_factors(past, combined, errors, noise, kinds))


def _noise(fit: Fit, kinds: np.ndarray) -> tuple[np.ndarray, float]:
    """Variance of a day by itself for each kind of day, and of an ordinary residual."""
    told = np.isfinite(fit.residual)
    r, mean = fit.residual[told], fit.mean[told]
    w, kind, chance = fit.recency[told], kinds[told], 1 / np.maximum(mean, 1)
    size = r**2
    pooled = np.average(np.minimum(size, 16 * np.median(size)), weights=w) / fit.left
    r = np.clip(size, 0, 36 * np.median(fit.variance[told]))
    usual = max(float(pooled - np.average(chance, weights=w)), 0.0)
    found = np.empty(len(KINDS))
    for i, prior in enumerate(KINDS):
        mine = kind == i
        number, own = int(mine.sum()), 0.0
        if number:
            spread = np.average(r[mine], weights=w[mine]) / fit.left
            own = max(float(spread - np.average(chance[mine], weights=w[mine])), 0.0)
        found[i] = (number * own + 20 * prior * usual) / (number + 20)
    return np.maximum(found, 2e-5), float(pooled)


def _level(
    fit: Fit, combined: Combined, errors: np.ndarray, pooled: float, known: int
) -> tuple[float, float]:
    """Variance of the level, and what every day ahead adds: from the mean miss of past weeks."""
    drift = fit.level_sd**2 / KNOT
    start = 3 * drift + 0.0002
    count, ahead = errors.shape
    prior_leads = np.array([4.0, 0.7 * ahead])
    leads, sizes, weights = [prior_leads], [start + drift * prior_leads], [np.array([8.0, 8.0])]
    if count:
        cut = ahead // WEEK * WEEK
        weeks = errors[:, :cut].reshape(count, -1, WEEK)
        days = np.isfinite(weeks).sum(axis=2)
        mean = np.where(np.isfinite(weeks), weeks, 0.0).sum(axis=2) / np.maximum(days, 1)
        size = mean**2 - pooled / np.maximum(days, 1)
        here = days > 0
        if here.any():
            size = np.minimum(size, np.quantile(size[here], 0.97))
        middle = WEEK * np.arange(size.shape[1]) + 4.0
        faded = 0.5 ** ((known - combined.origins) / _FADE)
        leads.append(np.broadcast_to(middle, size.shape)[here])
        sizes.append(size[here])
        weights.append(np.broadcast_to(faded[:, None], size.shape)[here])
    lead, root = np.concatenate(leads), np.sqrt(np.concatenate(weights))
    table = np.column_stack([np.ones(len(lead)), lead]) * root[:, None]
    (level, slope), _ = optimize.nnls(table, np.concatenate(sizes) * root)
    return 1.15 * float(level), 1.15 * float(slope)


def _factors(
    level: np.ndarray, combined: Combined, errors: np.ndarray, noise: np.ndarray, kinds: np.ndarray
) -> np.ndarray:
    """Return by how much the width must grow to hold the share of past misses that it should."""
    count, ahead = errors.shape
    place = combined.origins[:, None] + np.arange(ahead)
    variance = level + noise[kinds[np.minimum(place, len(kinds) - 1)]]
    variance = variance + 1 / np.maximum(np.exp(np.minimum(combined.past, 20)), 1)
    here = np.isfinite(errors)
    size = (np.abs(errors) / np.sqrt(variance))[here]
    age = combined.origins.max() - combined.origins
    faded = np.broadcast_to((0.5 ** (age / _FADE))[:, None], here.shape)[here]
    order = np.argsort(size, kind="stable")
    share = (np.cumsum(faded[order]) - faded[order] / 2) / faded.sum()
    found = np.maximum(np.interp(CENTRAL, share, size[order]), 0.05)
    own = count / (count + 4)
    mixed = own * np.log(found / Z) + (1 - own) * np.log(1.1 * USUAL)
    return np.exp(mixed) * CAUTION
