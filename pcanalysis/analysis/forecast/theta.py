"""The dynamic optimised theta method: where a longer yearly series heads.

A straight line through all figures so far, renewed with each figure, and exponential smoothing
share the forecast. How much of each, and how fast the smoothing forgets, is what would have
predicted the history best; a fixed grid is searched, so there is no start value and no randomness.
"""

from __future__ import annotations

import numpy as np

FORGETTING = (0.10, 0.99)
MOST_THETA = 50.0
FIRST_ERROR = 2  # before it there is no line through the past
GRID, FINER, ROUNDS = 13, 9, 4


def theta_forecast(values: np.ndarray, horizon: int) -> np.ndarray:
    """Forecast the next ``horizon`` values of an evenly spaced series.

    Parameters
    ----------
    values
        Oldest first, finite, at least three.
    horizon
        Number of values to forecast.

    Notes
    -----
    Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016), model DOTM. The first level is
    solved for, the two other parameters are searched.
    """
    lines = _lines(values)
    alpha = np.linspace(*FORGETTING, GRID)
    log_theta = np.linspace(0.0, np.log(MOST_THETA), GRID)
    for _ in range(ROUNDS):
        loss, start = _errors(values, lines, alpha, np.exp(log_theta))
        i, j = np.unravel_index(int(np.argmin(loss)), loss.shape)
        best = float(alpha[i]), float(log_theta[j]), float(start[i, j])
        alpha = _around(best[0], alpha[1] - alpha[0], *FORGETTING)
        log_theta = _around(best[1], log_theta[1] - log_theta[0], 0.0, float(np.log(MOST_THETA)))
    return _continue(values, horizon, best[0], float(np.exp(best[1])), best[2])


def _around(best: float, step: float, least: float, most: float) -> np.ndarray:
    return np.linspace(max(least, best - step), min(most, best + step), FINER)


def _lines(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Level and slope of the straight line through the first k values, for each k from 0."""
    count = np.arange(1, len(values) + 1)
    total, moment = np.cumsum(values), np.cumsum(count * values)
    middle = (count + 1) / 2
    slope = np.zeros(len(values) + 1)
    slope[2:] = ((moment - middle * total) * 12 / (count * (count**2 - 1.0) + (count == 1)))[1:]
    level = np.concatenate([[0.0], total / count - middle * slope[1:]])
    return level, slope


def _errors(
    values: np.ndarray, lines: tuple[np.ndarray, np.ndarray], alpha: np.ndarray, theta: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Sum of squared errors one step ahead and the best first level, per alpha and theta."""
    n, keep = len(values), 1 - alpha[:, None]
    fading = keep ** np.arange(n)
    smooth = np.zeros((len(alpha), n))
    for k in range(1, n):
        smooth[:, k] = alpha * values[k - 1] + keep[:, 0] * smooth[:, k - 1]
    drift = fading * lines[0][:n] + (1 - fading * keep) / alpha[:, None] * lines[1][:n]
    rest = (values - smooth)[:, None] - (1 - 1 / theta)[None, :, None] * drift[:, None]
    weight = fading[:, None]
    start = (rest * weight).sum(axis=2) / (weight**2).sum(axis=2)
    errors = (rest - start[..., None] * weight)[..., FIRST_ERROR:]
    return (errors**2).sum(axis=2), start


def _continue(
    values: np.ndarray, horizon: int, alpha: float, theta: float, level: float
) -> np.ndarray:
    """Carry the model on: each forecast counts as the next figure."""
    path = [float(value) for value in values]
    for value in path:
        level = alpha * value + (1 - alpha) * level
    for _ in range(horizon):
        n = len(path)
        intercept, slope = (line[-1] for line in _lines(np.array(path)))
        fading = (1 - alpha) ** n
        drift = fading * intercept + (1 - fading * (1 - alpha)) / alpha * slope
        path.append(level + (1 - 1 / theta) * float(drift))
        level = alpha * path[-1] + (1 - alpha) * level
    return np.array(path[len(values) :])
