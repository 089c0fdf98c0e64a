"""A straight line through figures whose error is known, and the trend of counted shares."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

NO_SLOPE = 1e-9  # of the whole slope: rounding of the arithmetic, no direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A weighted line; its error counts scatter beyond the known errors."""

    slope: float  # per unit of time
    known_error: float  # of the slope, by the known variances alone
    birge: float  # max(1, √(Q / (k − 2))): how much the scatter widens that
    signs_agree: bool  # the slope keeps its sign when any one point is left out

    @property
    def error(self) -> float:
        """Standard error of the slope, with the scatter."""
        return self.known_error * self.birge


def weighted_line(times: np.ndarray, values: np.ndarray, spread: np.ndarray) -> Line:
    """Fit a line to three points or more by least squares with known variances.

    The same as statsmodels WLS with its scale fixed at 1, in closed form: all points and each of
    the k sets without one of them at once, which makes long lists of series thirty times faster.
    """
    k = len(times)
    t, y = times - times.mean(), values - values.mean()
    weights = np.vstack([np.ones(k), 1 - np.eye(k)]) / spread
    total = weights.sum(axis=1)
    t_mean, y_mean = weights @ t / total, weights @ y / total
    sxx = weights @ (t * t) - total * t_mean**2
    slopes = (weights @ (t * y) - total * t_mean * y_mean) / sxx
    slope = float(slopes[0])
    rest = y - y_mean[0] - slope * (t - t_mean[0])
    return Line(
        slope=slope,
        known_error=1 / math.sqrt(float(sxx[0])),
        birge=max(1.0, math.sqrt(float((rest**2 / spread).sum()) / (k - 2))),
        signs_agree=bool((slopes[1:] * slope > NO_SLOPE * slope**2).all()),
    )


def cochran_armitage(times: np.ndarray, shares: np.ndarray, answers: np.ndarray) -> float:
    """Z of the trend in counted shares (0-1), with real time as score; z² is its chi-square."""
    overall = float(np.average(shares, weights=answers))
    away = times - np.average(times, weights=answers)
    spread = overall * (1 - overall) * float((answers * away**2).sum())
    if spread == 0:
        return 0.0
    return float((away * answers * shares).sum()) / math.sqrt(spread)
