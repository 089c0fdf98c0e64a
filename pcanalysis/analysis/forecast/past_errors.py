"""How wide a volume forecast must be, told by the errors it would have made before.

Errors are taken on the square-root scale, where counts of any size spread alike, and grouped by
how far ahead they were made. Few errors give heavier tails; without any, a day or month is taken
to differ by a third from what was expected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from pcanalysis.analysis.forecast.distribution import LEVELS

ENOUGH_ERRORS = 100  # for their own quantiles to be used
PRIOR_SPREAD = 0.35  # relative: 25 % for the day and 25 % for the level together

Errors = Mapping[int, Sequence[np.ndarray]]  # steps ahead to the errors of each past origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Point forecast of a volume and what its width is told by; one value per future period."""

    point: np.ndarray
    closed: np.ndarray
    ahead: np.ndarray  # steps ahead, as in ``errors``
    errors: Errors
    days: int  # of history


def errors_of(actual: np.ndarray, forecast: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Errors on the square-root scale of what was measured and counts."""
    chosen = counted & np.isfinite(actual)
    return np.asarray(np.sqrt(actual[chosen]) - np.sqrt(forecast[chosen]))


def spread_out(point: np.ndarray, ahead: np.ndarray, errors: Errors) -> np.ndarray:
    """Quantiles around each point, one row per period; ``ahead`` says how far each one lies."""
    root = np.sqrt(point)[:, None]
    if not errors:
        sd = np.sqrt(0.25 + (PRIOR_SPREAD / 2) ** 2 * point)[:, None]
        offsets = sd * stats.norm.ppf(np.array(LEVELS))
    else:
        known = {step: _offsets(errors, step) for step in set(ahead.tolist())}
        offsets = np.array([known[step] for step in ahead.tolist()])
    return np.asarray(np.maximum(root + offsets, 0.0) ** 2)


def _offsets(errors: Errors, step: int) -> np.ndarray:
    """Quantiles of the errors made ``step`` ahead; beyond the longest one tried they grow."""
    tried = min(step, max(errors))
    past = errors[tried]
    pooled = np.concatenate(past)
    if len(pooled) >= ENOUGH_ERRORS:
        quantiles = np.quantile(pooled, LEVELS) * (1 + 1 / len(past))
    else:
        size = max(float(np.sqrt(np.mean(pooled**2))), 0.5)  # at least the chance of a count
        quantiles = size * stats.t.ppf(np.array(LEVELS), max(len(past) - 1, 1))
    return np.asarray(quantiles * np.sqrt((step + 1) / (tried + 1)))
