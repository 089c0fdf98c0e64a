"""What the next figure will be: survey shares and marks, and yearly counts, amounts and registers.

Survey figures follow :mod:`pcanalysis.analysis.shares`. Any other figure is a random walk from the
last one: the median is that figure, never a fitted line. How far such figures move in a year comes
from published yearly series of Dutch municipalities; the own changes of the series correct that by
as much as their number warrants. Outcomes have heavy tails.
"""

from __future__ import annotations

from collections.abc import Callable
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
from pcanalysis.analysis.shares import (
    EXPERIENCE_YEARS,
    arcsine_of,
    off_scale,
    predict_shares,
    share_of,
    survey_assumptions,
)
from pcanalysis.analysis.survey_error import SURVEYS, Points, scale_of
from pcanalysis.analysis.trend import evidence
from pcanalysis.errors import InvalidModel
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
LARGEST_LOG = 700.0  # beyond it a number no longer fits; only nonsense gets there


def forecast_yearly(history: History, horizon: int) -> Forecast:
    """Forecast the next figures of a survey, or with a wide distribution around the last one."""
    points = levels_to_measure(history)
    periods = next_periods(history, horizon)
    ahead = np.array([replace(points[-1], period=one).time for one in periods]) - points[-1].time
    survey = history.kind in SURVEYS
    codes = survey_assumptions(history, points) if survey else {"prior_only": True}
    assumptions = holding(codes | {"beyond_experience": bool(ahead[-1] > EXPERIENCE_YEARS)})
    return Forecast(
        history=history,
        periods=periods,
        table_values=(_next_waves if survey else _next_values)(history, points, ahead),
        method="shares" if survey else "wide",
        evidence=evidence(
            len(points),
            known=survey and not any(code.startswith("n_unknown") for code in assumptions),
            proven=survey and not {"n_assumed", "sd_assumed"} & set(assumptions),
        ),
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
        return arcsine_of(values), SHARE_SCALE, lambda z: np.clip(share_of(z), low, high)
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
