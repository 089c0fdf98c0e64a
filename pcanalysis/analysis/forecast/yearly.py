"""What the next figure will be: surveys, yearly counts, amounts and rates, and register shares.

Survey figures follow :mod:`pcanalysis.analysis.shares`, yearly counts, amounts and rates the
mixture of :mod:`pcanalysis.analysis.forecast.short`, from 13 figures with the theta method beside
it. A register percentage is no survey: it is a random walk from the last figure, as wide as such
figures of Dutch municipalities moved, corrected by its own changes; outcomes have heavy tails.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import stats

from pcanalysis.analysis.forecast.distribution import (
    LEVELS,
    Forecast,
    holding,
    levels_to_measure,
    next_periods,
)
from pcanalysis.analysis.forecast.short import next_values
from pcanalysis.analysis.forecast.theta import theta_forecast
from pcanalysis.analysis.shares import (
    EXPERIENCE_YEARS,
    arcsine_of,
    off_scale,
    predict_shares,
    share_of,
    survey_assumptions,
)
from pcanalysis.analysis.survey_error import (
    SURVEYS,
    Points,
    known,
    measured,
    resolution,
    scale_of,
)
from pcanalysis.analysis.trend import evidence
from pcanalysis.errors import InvalidModel
from pcanalysis.model import History, Unit

# Size of a year's change of a register share, from 51 changes that Dutch municipalities published:
# in points at 50 %, half are below 4 and four in five below 17. Student's t with 2 degrees of
# freedom and this scale holds four in five of them between its 10 % and 90 % quantiles.
PRIOR_YEARS = 2
SHARE_SCALE = 9.0

LAST_POINTS = 16  # older figures make the mixture worse
ENOUGH_FOR_THETA = 13
MOST_SHIFT = 3.0  # of the level, by the theta method
SMALL_COUNT = 30.0  # below it the chance of a count matters beside how its level moves
FEWEST_COMPARABLE = 3  # after a break; with fewer the earlier figures still tell how it moves
MOSTLY_PRIOR = 3  # figures that say little beside what other series tell
PRIORS = ("neutral", "growth")


def forecast_yearly(history: History, horizon: int, prior: str = "neutral") -> Forecast:
    """Forecast the next figures of a survey, a register share or any other yearly series."""
    points = levels_to_measure(history)
    periods = next_periods(history, horizon)
    ahead = np.array([replace(points[-1], period=one).time for one in periods]) - points[-1].time
    survey, k = history.kind in SURVEYS, len(points)
    if survey:
        method, table = "shares", _next_waves(history, points, ahead)
    elif _is_share(history, points):
        method, table = "wide", _next_shares(history, points, ahead)
    else:
        method, table = "short", _next_values(history, points, ahead, prior)
    codes = survey_assumptions(history, points) if survey else {"prior_only": k <= MOSTLY_PRIOR}
    codes |= {"prior_only": True} if method == "wide" else {}
    assumptions = holding(codes | {"beyond_experience": bool(ahead[-1] > EXPERIENCE_YEARS)})
    known_n = survey and not any(code.startswith("n_unknown") for code in assumptions)
    proven = survey and not {"n_assumed", "sd_assumed"} & set(assumptions)
    return Forecast(
        history=history,
        periods=periods,
        table_values=table,
        method=method,
        evidence=evidence(k, known=known_n or method == "short", proven=proven),
        assumptions=assumptions,
        closed=np.zeros(horizon, dtype=bool),
    )


def _next_waves(history: History, points: Points, ahead: np.ndarray) -> np.ndarray:
    """Quantiles of the next published figures of a survey share or mark."""
    if o := off_scale(history, points):
        low, high = scale_of(history)
        raise InvalidModel(
            f"{history.key}: {o.value:g} in {o.period.label} lies outside its scale "
            f"{low:g}-{high:g}. Correct the figure or set the bounds of the indicator."
        )
    _, figure = predict_shares(history, points, points[-1].time + ahead)
    return figure.quantiles(LEVELS)


def _is_share(history: History, points: Points) -> bool:
    values = [o.value for o in points]
    return history.unit is Unit.PERCENT and min(values) >= 0 and max(values) <= 100


def _next_shares(history: History, points: Points, ahead: np.ndarray) -> np.ndarray:
    """Quantiles of a wide distribution around the last percentage, on the arcsine scale."""
    working = arcsine_of(np.array([o.value for o in points]))
    steps = np.diff(working) ** 2 / np.diff([o.time for o in points])
    years = PRIOR_YEARS + len(steps)
    size = np.sqrt((PRIOR_YEARS * SHARE_SCALE**2 + steps.sum()) / years)
    spread = np.outer(np.sqrt(ahead), size * stats.t.ppf(np.array(LEVELS), years))
    return within_scale(
        history, np.array([o.value for o in points]), share_of(working[-1] + spread)
    )


def _next_values(history: History, points: Points, ahead: np.ndarray, prior: str) -> np.ndarray:
    """Quantiles of the next counts, amounts or rates."""
    if len(points) < FEWEST_COMPARABLE:
        points = measured(history)
    values, times = np.array([o.value for o in points]), np.array([o.time for o in points])
    counts = history.unit is Unit.COUNT and values.min() >= 0
    if counts and not values.any():
        return _after_zeros(len(values), len(ahead))
    few = counts and values.min() < SMALL_COUNT
    chance = np.maximum(values, 0.5) if few else np.zeros(len(values))
    errors = chance + np.array([o.se**2 if known(o.se) else 0.0 for o in points])
    last = slice(-LAST_POINTS, None)
    table = next_values(
        times[last],
        values[last],
        ahead,
        prior=prior,
        variance=errors[last],
        next_variance=float(errors[-1]),
        resolution=resolution(history, points[-1]),
        new_start=np.array([o.break_before for o in points])[last],
    ).quantiles(np.array(LEVELS))
    table = _centred(table, times, values, ahead)
    if few:  # whole numbers, rounded outward
        outward = np.where(np.array(LEVELS) < 0.5, np.floor(table), np.ceil(table))
        table = np.where(np.array(LEVELS) == 0.5, np.rint(table), outward)
    return within_scale(history, values, table)


def _centred(
    table: np.ndarray, times: np.ndarray, values: np.ndarray, ahead: np.ndarray
) -> np.ndarray:
    """Move the quantiles of a longer, evenly spaced series halfway to the theta forecast."""
    gaps = np.diff(times)
    if len(values) < ENOUGH_FOR_THETA or not np.allclose(gaps, gaps[0]):
        return table
    steps = np.rint(ahead / gaps[0]).astype(int)
    theta = theta_forecast(values, int(steps[-1]))[steps - 1]
    median = table[:, LEVELS.index(0.5)]
    if values.min() > 0:
        factor = np.clip((median + theta) / (2 * median), 1 / MOST_SHIFT, MOST_SHIFT)
        return np.asarray(table * factor[:, None])
    return np.asarray(table + ((theta - median) / 2)[:, None])


def _after_zeros(years: int, horizon: int) -> np.ndarray:
    """Quantiles of a count that never came: its rate is Gamma(1/2, years)."""
    return np.tile(stats.nbinom.ppf(np.array(LEVELS), 0.5, years / (years + 1)), (horizon, 1))


def within_scale(history: History, values: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Keep quantiles where such figures can lie: its bounds, and no side of 0 never seen."""
    low, high = history.bounds or (-np.inf, np.inf)
    return np.asarray(np.clip(table, max(low, 0.0) if values.min() >= 0 else low, high))
