"""What the next figure will be: survey shares and marks, and yearly counts, amounts and registers.

Published shares bounce more than they move, so each wave has a noise of its own beside chance in
who answers, and the true level wanders slowly. Twelve versions of that idea are weighed by how
well they fit the waves. An unknown number of answers counts as 500, and says so.

Any other figure is a random walk from the last one: the median is that figure, never a fitted line.
How far such figures move in a year comes from published yearly series of Dutch municipalities; the
own changes of the series correct that by as much as their number warrants. Outcomes have heavy
tails.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
from scipy import special, stats

from pcanalysis.analysis.forecast.distribution import (
    LEVELS,
    Forecast,
    holding,
    levels_to_measure,
    next_periods,
)
from pcanalysis.analysis.survey_error import (
    SURVEYS,
    Points,
    arcsine,
    arcsine_variances,
    basis_of,
    known,
    mark_factor,
    scale_of,
    stretched,
)
from pcanalysis.analysis.trend import evidence
from pcanalysis.errors import InvalidModel
from pcanalysis.model import History, Kind, NBasis, Observation, Unit

EXPERIENCE_YEARS = 4.0
TOP = 50 * math.pi  # 100 % on the arcsine scale
ASSUMED_N = 500
ASSUMED_SD_PARTS = 6  # of the scale: 1.5 on marks from 1 to 10
LEVEL_VARIANCE = 10_000.0  # nothing is known about the level before the first wave
HALVINGS = 50

# Weighted versions: hidden design effect; wave noise; wandering and drift per year.
DESIGN = ((1.0, 0.70), (2.0, 0.30))
NOISE = ((1.0, 0.40), (2.5, 0.60))
MOVEMENT = ((0.5, 0.0, 0.63), (1.0, 0.5, 0.28), (3.0, 1.5, 0.09))

# Size of a year's change, from yearly figures that Dutch municipalities published: of 38 changes
# of counts (calls, visits, documents) half are below 9 % and four in five below 24 %; of 51
# changes of register shares, in points at 50 %, below 4 and 17; of 19 changes of amounts below
# 4 % and 6 %, all in calm years. Student's t with 2 degrees of freedom and these scales holds four
# in five of them between its 10 % and 90 % quantiles; for amounts more, to be on the safe side.
PRIOR_YEARS = 2
RELATIVE_SCALE = 0.13
EURO_SCALE = 0.04
SHARE_SCALE = 9.0
LARGEST_LOG = 700.0  # beyond it a number no longer fits; only nonsense gets there


def forecast_yearly(history: History, horizon: int) -> Forecast:
    """Forecast the next figures of a survey, or with a wide distribution around the last one."""
    points = levels_to_measure(history)
    periods = next_periods(history, horizon)
    ahead = np.array([replace(points[-1], period=one).time for one in periods]) - points[-1].time
    survey = history.kind in SURVEYS
    codes = _assumptions(history, points) if survey else {"prior_only": True}
    assumptions = holding(codes | {"beyond_experience": bool(ahead[-1] > EXPERIENCE_YEARS)})
    return Forecast(
        history=history,
        periods=periods,
        table_values=(_next_waves if survey else _next_values)(history, points, ahead),
        method="shares" if survey else "wide",
        evidence=evidence(
            len(points),
            known=survey and "n_unknown_500" not in assumptions,
            proven=survey and not {"n_assumed", "sd_assumed"} & set(assumptions),
        ),
        assumptions=assumptions,
        closed=np.zeros(horizon, dtype=bool),
    )


def _next_waves(history: History, points: Points, ahead: np.ndarray) -> np.ndarray:
    """Quantiles of the next published figures of a survey share or mark."""
    low, high = scale_of(history)
    for o in points:
        if not low <= o.value <= high:
            raise InvalidModel(
                f"{history.key}: {o.value:g} in {o.period.label} lies outside its scale "
                f"{low:g}-{high:g}. Correct the figure or set the bounds of the indicator."
            )
    share = _share(_quantiles(*_mixture(history, points, ahead)))
    return np.maximum.accumulate(low + (high - low) * share / 100, axis=1)


def _assumptions(history: History, points: Points) -> dict[str, bool]:
    """Codes of what the forecast of a survey rests on beside the figures."""
    unknown = any(not known(o.se) and not known(o.n) for o in points)
    return {
        "n_unknown_500": unknown,
        "n_assumed": not unknown and basis_of(history, points) is not NBasis.PUBLISHED,
        "sd_assumed": history.kind is Kind.SURVEY_MEAN and any(not known(o.se) for o in points),
    }


def _quantiles(weights: np.ndarray, mean: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Quantiles per horizon of weighted normal distributions by bisection, one column per level."""
    shape = (mean.shape[1], len(LEVELS))
    low = np.broadcast_to((mean - 9 * sd).min(axis=0)[:, None], shape)
    high = np.broadcast_to((mean + 9 * sd).max(axis=0)[:, None], shape)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        parts = special.ndtr((middle - mean[:, :, None]) / sd[:, :, None])
        below = np.tensordot(weights, parts, axes=1) < LEVELS
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)


def _mixture(history: History, points: Points, ahead: np.ndarray) -> tuple[np.ndarray, ...]:
    """Condition each version on the waves and weigh it by how likely it makes them.

    Weight per version, and the mean and sd of the next figure on the arcsine scale per version and
    horizon.
    """
    usable = [_with_assumed_error(history, o) for o in points]
    errors = [arcsine_variances(history, o) for o in usable]
    sampling = np.array([vs for vs, _ in errors], dtype=float)
    rounding = np.array([vr for _, vr in errors])
    z = np.array([arcsine(stretched(history, o.value)) for o in points])
    times = np.array([o.time for o in points]) - points[0].time
    future = times[-1] + ahead
    factor = mark_factor(history)
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
    return special.softmax(np.array(likelihoods)), np.array(means), np.array(sds)


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


def _share(z: np.ndarray) -> np.ndarray:
    """The way back from the arcsine scale."""
    return np.asarray(100 * np.sin(np.clip(z, 0.0, TOP) / 100) ** 2)


def _next_values(history: History, points: Points, ahead: np.ndarray) -> np.ndarray:
    """Quantiles of a wide distribution around the last figure."""
    working, scale, back = _working_scale(history, np.array([o.value for o in points], dtype=float))
    steps = np.diff(working) ** 2 / np.diff([o.time for o in points])
    years = PRIOR_YEARS + len(steps)
    size = np.sqrt((PRIOR_YEARS * scale**2 + steps.sum()) / years)
    spread = np.outer(np.sqrt(ahead), size * stats.t.ppf(np.array(LEVELS), years))
    return back(working[-1] + spread)


def _working_scale(
    history: History, values: np.ndarray
) -> tuple[np.ndarray, float, Callable[[np.ndarray], np.ndarray]]:
    """Values on the scale where changes have one size, that size, and the way back.

    Shares use the arcsine scale, positive figures the logarithm; zeros and negative figures stay
    as they are, in steps relative to their mean size.
    """
    low, high = history.bounds or (-np.inf, np.inf)
    if history.unit is Unit.PERCENT and values.min() >= 0 and values.max() <= 100:
        working = 100 * np.arcsin(np.sqrt(values / 100))
        return working, SHARE_SCALE, lambda z: np.clip(_share(z), low, high)
    relative = EURO_SCALE if history.unit is Unit.EURO else RELATIVE_SCALE
    if values.min() > 0:
        return (
            np.log(values),
            relative,
            lambda z: np.clip(np.exp(np.minimum(z, LARGEST_LOG)), low, high),
        )
    size = max(float(np.abs(values).mean()), 10.0**-history.decimals)
    floor = max(low, 0.0) if values.min() >= 0 else low
    return values, relative * size, lambda z: np.clip(z, floor, high)
