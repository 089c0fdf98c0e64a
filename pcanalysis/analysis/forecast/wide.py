"""What a yearly count, amount or register share may be next, after a handful of years.

A random walk from the last figure: the median is that figure, never a fitted line. How far such
figures move in a year comes from published yearly series of Dutch municipalities; the own changes
of the series correct that by as much as their number warrants. Outcomes have heavy tails.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import stats

from pcanalysis.analysis.forecast.distribution import (
    LEVELS,
    Forecast,
    levels_to_measure,
    mean_of,
    next_periods,
    years_ahead,
)
from pcanalysis.analysis.trend import evidence
from pcanalysis.model import History, Unit

# Size of a year's change, from yearly figures that Dutch municipalities published: of 38 changes
# of counts (calls, visits, documents) half are below 9 % and four in five below 24 %; of 51
# changes of register shares, in points at 50 %, below 4 and 17; of 19 changes of amounts below
# 4 % and 6 %, all in calm years. Student's t with 2 degrees of freedom and these scales holds four
# in five of them between its 10 % and 90 % quantiles; for amounts more, to be on the safe side.
PRIOR_YEARS = 2
RELATIVE_SCALE = 0.13
EURO_SCALE = 0.04
SHARE_SCALE = 9.0
TOP = 50 * np.pi  # 100 % on the arcsine scale
EXPERIENCE_YEARS = 4.0
LARGEST_LOG = 700.0  # beyond it a number no longer fits; only nonsense gets there


def forecast_wide(history: History, horizon: int) -> Forecast:
    """Forecast with a wide distribution around the last figure."""
    points = levels_to_measure(history)
    values = np.array([o.value for o in points], dtype=float)
    times = np.array([o.time for o in points])
    periods = next_periods(history, horizon)
    ahead = years_ahead(points[-1], periods)
    working, scale, back = _working_scale(history, values)
    steps = np.diff(working) ** 2 / np.diff(times)
    years = PRIOR_YEARS + len(steps)
    size = np.sqrt((PRIOR_YEARS * scale**2 + steps.sum()) / years)
    spread = np.outer(np.sqrt(ahead), size * stats.t.ppf(np.array(LEVELS), years))
    quantiles = back(working[-1] + spread)
    codes = {"prior_only": True, "beyond_experience": bool(ahead[-1] > EXPERIENCE_YEARS)}
    return Forecast(
        history=history,
        periods=periods,
        levels=LEVELS,
        table_values=quantiles,
        mean=mean_of(quantiles),
        method="wide",
        evidence=evidence(len(points), known=False, proven=False),
        assumptions=tuple(code for code, holds in codes.items() if holds),
        closed=np.zeros(horizon, dtype=bool),
    )


def _working_scale(
    history: History, values: np.ndarray
) -> tuple[np.ndarray, float, Callable[[np.ndarray], np.ndarray]]:
    """Values on the scale where changes have one size, that size, and the way back.

    Shares use the arcsine scale, positive figures the logarithm; zeros and negative figures stay
    as they are, in steps relative to their mean size.
    """
    low, high = history.bounds or (-np.inf, np.inf)
    if history.unit is Unit.PERCENT and values.min() >= 0 and values.max() <= 100:
        return (
            100 * np.arcsin(np.sqrt(values / 100)),
            SHARE_SCALE,
            lambda z: np.clip(100 * np.sin(np.clip(z, 0.0, TOP) / 100) ** 2, low, high),
        )
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
