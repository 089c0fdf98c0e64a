"""Exponential smoothing with a season (Holt-Winters): where a quarterly or monthly series heads.

Level, trend and season follow the series; how fast is what would have predicted it best, one step
ahead. A fixed grid is searched, so there is no start value and no randomness: the season starts as
it is on average, and the first level and trend are solved for.
"""

from __future__ import annotations

from itertools import product

import numpy as np

LEVEL = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.95)  # part of a surprise that stays
TREND = (0.01, 0.05, 0.15, 0.4)  # of that part: how much the trend takes
SEASON = (0.001, 0.05, 0.15, 0.35)  # of the rest: how much the season takes


def smoothing_forecast(
    values: np.ndarray, season: np.ndarray, horizon: int, *, trend: bool
) -> tuple[np.ndarray, float]:
    """Forecast the next ``horizon`` values of an evenly spaced series with a season.

    Parameters
    ----------
    values
        Oldest first, finite, at least two seasons.
    season
        What each place in the season adds, from the place of the first value; its length is the
        length of the season.
    horizon
        Number of values to forecast.
    trend
        Whether the series goes on as steeply as it went; else at its level.

    Returns
    -------
    tuple of ndarray and float
        The forecast, and the standard deviation of what came one step ahead.

    Notes
    -----
    Winters (1960), additive: give logarithms for a season that grows with the level.
    """
    rows = product(LEVEL, TREND if trend else (0.0,), SEASON)
    alpha, beta, gamma = np.array([(a, b, c * (1 - a)) for a, b, c in rows]).T
    # A state is what the values make of it, plus so many times the first level and first trend.
    level, slope = np.zeros((2, 3, len(alpha)))
    level[1], slope[2] = 1.0, float(trend)
    places = np.zeros((len(season), 3, len(alpha)))
    places[:, 0] = season[:, None]
    errors = np.empty((len(values), 3, len(alpha)))
    for i, value in enumerate(values):
        place, base = places[i % len(season)], level + slope
        errors[i] = -base - place
        errors[i, 0] += value
        level = base + alpha * errors[i]
        slope = slope + alpha * beta * errors[i]
        place += gamma * errors[i]
    start, squares = _solve(errors, trend=trend)
    best = int(np.argmin(squares))
    times = start[:, best]
    ahead = np.arange(1, horizon + 1)
    seasonal = (places[..., best] @ times)[(len(values) + ahead - 1) % len(season)]
    found = level[:, best] @ times + ahead * (slope[:, best] @ times) + seasonal
    return found, float(np.sqrt(squares[best] / len(values)))


def _solve(errors: np.ndarray, *, trend: bool) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the parts of a state with the least squared errors, and those, per grid point."""
    known = errors[:, : 3 if trend else 2].transpose(2, 0, 1)
    gram = known.transpose(0, 2, 1) @ known
    free = gram[:, 1:, 1:] + 1e-10 * np.trace(gram[:, 1:, 1:], axis1=1, axis2=2)[
        :, None, None
    ] * np.eye(gram.shape[1] - 1)
    solved = -np.linalg.solve(free, gram[:, 1:, :1])[..., 0]
    start = np.ones((3, len(gram)))
    start[1:] = 0.0
    start[1 : gram.shape[1]] = solved.T
    return start, (np.einsum("nik,ik->nk", errors, start) ** 2).sum(axis=0)
