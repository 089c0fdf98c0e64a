"""The lines of a trend chart: what chance alone can do, and the line the verdict rests on.

From three waves on both follow from the weighted mean of the waves, through which the fitted line
runs; its slope is the one of the verdict.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pcanalysis.analysis import Trend
from pcanalysis.analysis.survey_error import Z95, scale_of, variances
from pcanalysis.analysis.trend import CLEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A straight line through the weighted mean of the waves, with its margin."""

    time: float  # weighted mean of the waves
    value: float
    slope: float
    value_reach: float  # 95 %, of the mean
    slope_reach: float  # 95 %, per year

    def at(self, time: float) -> tuple[float, float]:
        """Value of the line at a time, and its margin on both sides."""
        away = time - self.time
        return self.value + self.slope * away, math.hypot(self.value_reach, self.slope_reach * away)


def fitted_line(trend: Trend) -> Fit | None:
    """Line of three waves or more: sloped for a clear change, flat if stable, else none."""
    centre = _centre(trend)
    if centre is None or trend.status not in (*CLEAR, "stable"):
        return None
    time, value, error = centre
    clear = trend.status in CLEAR
    low, high = (trend.slope_ci95 if clear else None) or (0.0, 0.0)
    return Fit(
        time=time,
        value=value,
        slope=(trend.slope_per_year if clear else None) or 0.0,
        value_reach=Z95 * error,
        slope_reach=(high - low) / 2,
    )


def null_band(trend: Trend) -> tuple[float, float] | None:
    """Return where figures lie 95 times in 100 if nothing changed: the band of the test."""
    centre = _centre(trend)
    if trend.k == 2 or centre is None:
        return trend.null_band
    _, value, _ = centre
    spread = variances(trend.history, trend.points)
    reach = Z95 * math.sqrt(float(np.median(spread))) if spread is not None else 0.0
    least, most = scale_of(trend.history)
    return max(value - reach, least), min(value + reach, most)


def _centre(trend: Trend) -> tuple[float, float, float] | None:
    """Weighted mean time and value of three waves or more, with the error of that value."""
    points = trend.points
    spread = variances(trend.history, points)
    if trend.k < 3 or spread is None:
        return None
    weights = 1 / spread
    time = float(np.average([o.time for o in points], weights=weights))
    value = float(np.average([o.value for o in points], weights=weights))
    return time, value, 1 / math.sqrt(float(weights.sum()))
