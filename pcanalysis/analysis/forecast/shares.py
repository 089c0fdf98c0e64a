"""What the next survey figure will be: shares and marks.

Published shares bounce more than they move, so each wave has a noise of its own beside chance in
who answers, and the true level wanders slowly. Twelve versions of that idea are weighed by how
well they fit the waves. An unknown number of answers counts as 500, and says so.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
from scipy import special

from pcanalysis.analysis.forecast.distribution import (
    LEVELS,
    Forecast,
    levels_to_measure,
    mean_of,
    next_periods,
    years_ahead,
)
from pcanalysis.analysis.survey_error import (
    MARK_FACTOR,
    arcsine,
    arcsine_variances,
    basis_of,
    known,
    scale_of,
    stretched,
)
from pcanalysis.analysis.trend import evidence
from pcanalysis.errors import InvalidModel
from pcanalysis.model import History, Kind, NBasis, Observation

ASSUMED_N = 500
ASSUMED_SD_PARTS = 6  # of the scale: 1.5 on marks from 1 to 10
EXPERIENCE_YEARS = 4.0
LEVEL_VARIANCE = 10_000.0  # nothing is known about the level before the first wave
TOP = 50 * math.pi  # 100 % on the arcsine scale
HALVINGS = 50

# Weighted versions: hidden design effect; wave noise; wandering and drift per year.
DESIGN = ((1.0, 0.70), (2.0, 0.30))
NOISE = ((1.0, 0.40), (2.5, 0.60))
MOVEMENT = ((0.5, 0.0, 0.63), (1.0, 0.5, 0.28), (3.0, 1.5, 0.09))


def forecast_shares(history: History, horizon: int) -> Forecast:
    """Forecast the next published figures of a survey share or mark."""
    points = levels_to_measure(history)
    low, high = scale_of(history)
    for o in points:
        if not low <= o.value <= high:
            raise InvalidModel(
                f"{history.key}: {o.value:g} in {o.period.label} lies outside its scale "
                f"{low:g}-{high:g}. Correct the figure or set the bounds of the indicator."
            )
    periods = next_periods(history, horizon)
    ahead = years_ahead(points[-1], periods)
    mixture = _mixture(history, points, ahead)
    share = 100 * np.sin(np.clip(mixture.quantiles(np.array(LEVELS)), 0.0, TOP) / 100) ** 2
    quantiles = np.maximum.accumulate(low + (high - low) * share / 100, axis=1)
    assumptions = _assumptions(history, points, ahead)
    return Forecast(
        history=history,
        periods=periods,
        levels=LEVELS,
        table_values=quantiles,
        mean=mean_of(quantiles),
        method="shares",
        evidence=evidence(
            len(points),
            known="n_unknown_500" not in assumptions,
            proven=not {"n_assumed", "sd_assumed"} & set(assumptions),
        ),
        assumptions=assumptions,
        closed=np.zeros(horizon, dtype=bool),
    )


def _assumptions(
    history: History, points: tuple[Observation, ...], ahead: np.ndarray
) -> tuple[str, ...]:
    """Codes of what the forecast rests on beside the figures."""
    marks = history.kind is Kind.SURVEY_MEAN
    unknown = any(not known(o.se) and not known(o.n) for o in points)
    found = {
        "n_unknown_500": unknown,
        "n_assumed": not unknown and basis_of(history, points) is not NBasis.PUBLISHED,
        "sd_assumed": marks and any(not known(o.se) for o in points),
        "beyond_experience": bool(ahead[-1] > EXPERIENCE_YEARS),
    }
    return tuple(code for code, holds in found.items() if holds)


class _Mixture:
    """Weighted normal distributions of the next figure, per horizon, on the arcsine scale."""

    def __init__(self, weights: np.ndarray, mean: np.ndarray, sd: np.ndarray) -> None:
        self.weights, self.mean, self.sd = weights, mean, sd  # (c,), (c, h), (c, h)

    def quantiles(self, levels: np.ndarray) -> np.ndarray:
        """Quantiles per horizon by bisection, one column per level."""
        shape = (self.mean.shape[1], len(levels))
        low = np.broadcast_to((self.mean - 9 * self.sd).min(axis=0)[:, None], shape)
        high = np.broadcast_to((self.mean + 9 * self.sd).max(axis=0)[:, None], shape)
        mean, sd = self.mean[:, :, None], self.sd[:, :, None]
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            below = np.tensordot(self.weights, special.ndtr((middle - mean) / sd), axes=1) < levels
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.asarray((low + high) / 2)


def _mixture(history: History, points: tuple[Observation, ...], ahead: np.ndarray) -> _Mixture:
    """Condition each version on the waves and weigh it by how likely it makes them."""
    usable = [_with_assumed_error(history, o) for o in points]
    errors = [arcsine_variances(history, o) for o in usable]
    sampling = np.array([vs for vs, _ in errors], dtype=float)
    rounding = np.array([vr for _, vr in errors])
    z = np.array([arcsine(stretched(history, o.value)) for o in points])
    times = np.array([o.time for o in points]) - points[0].time
    future = times[-1] + ahead
    factor = MARK_FACTOR if history.kind is Kind.SURVEY_MEAN else 1.0
    likelihoods, means, sds = [], [], []
    for (deff, w1), (noise, w2), (walk, drift, w3) in product(DESIGN, NOISE, MOVEMENT):
        omega, tau, sd_drift = factor * noise, factor * walk, factor * drift
        own = omega**2 + deff * sampling + rounding
        past = _covariance(times, times, tau, sd_drift) + np.diag(own)
        root = np.linalg.cholesky(past)
        u = np.linalg.solve(root, z - z.mean())
        q = np.linalg.solve(root, _covariance(times, future, tau, sd_drift))
        level = LEVEL_VARIANCE + sd_drift**2 * future**2 + tau**2 * future
        likelihoods.append(math.log(w1 * w2 * w3) - u @ u / 2 - np.log(np.diag(root)).sum())
        means.append(z.mean() + q.T @ u)
        sds.append(np.sqrt(level - (q**2).sum(axis=0) + omega**2 + deff * sampling[-1]))
    weights = special.softmax(np.array(likelihoods))
    return _Mixture(weights, np.array(means), np.array(sds))


def _covariance(a: np.ndarray, b: np.ndarray, tau: float, drift: float) -> np.ndarray:
    """Covariance of the true level at two sets of times since the first wave."""
    walked = tau**2 * np.minimum.outer(a, b)
    return np.asarray(LEVEL_VARIANCE + drift**2 * np.multiply.outer(a, b) + walked)


def _with_assumed_error(history: History, o: Observation) -> Observation:
    """Fill in what is needed for a sampling error and not known."""
    low, high = scale_of(history)
    return replace(
        o,
        n=o.n if known(o.n) else float(ASSUMED_N),
        sd=o.sd if known(o.sd) else (high - low) / ASSUMED_SD_PARTS,
    )
