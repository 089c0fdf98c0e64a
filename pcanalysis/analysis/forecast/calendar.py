"""How many contacts will come per month, per day or per part of a day.

Two plain forecasts are averaged: the same moment a year ago at today's level, and the mean of the
last such moments. The width comes from the errors this forecast would have made before. It knows
weekends and holidays, not letters, elections or outages.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pcanalysis.analysis.forecast.days import project_days
from pcanalysis.analysis.forecast.distribution import (
    LEVELS,
    Forecast,
    levels_to_measure,
    mean_of,
    next_periods,
)
from pcanalysis.analysis.forecast.months import project_months
from pcanalysis.analysis.forecast.past_errors import spread_out
from pcanalysis.analysis.survey_error import BOUNDS
from pcanalysis.model import History

JUDGED_DAYS = 35  # of the earlier forecast that is laid beside what came
JUDGED_FROM_DAYS = 56  # of history before it


def forecast_volumes(history: History, horizon: int) -> Forecast:
    """Forecast contacts; daily ones with the forecast of 35 days ago beside it."""
    made = _forecast(history, horizon)
    rest = len(history.rows) - JUDGED_DAYS
    if history.freq != "D" or rest < JUDGED_FROM_DAYS:
        return made
    before = history.upto(rest)
    if not np.isfinite(_level_values(before)).any():
        return made
    return replace(made, earlier=_forecast(before, JUDGED_DAYS))


def _forecast(history: History, horizon: int) -> Forecast:
    values = _level_values(history)
    if not np.isfinite(values).any():
        levels_to_measure(history)  # says what is missing
    periods = next_periods(history, horizon)
    project = project_months if history.freq == "M" else project_days
    outlook = project(history, values, periods)
    quantiles = spread_out(outlook.point, outlook.ahead, outlook.errors)
    quantiles[outlook.closed] = 0.0
    tried = max(outlook.errors, default=-1)
    codes = {
        "prior_only": not outlook.errors,
        "beyond_experience": bool(outlook.errors) and int(outlook.ahead.max()) > tried,
    }
    return Forecast(
        history=history,
        periods=periods,
        levels=LEVELS,
        table_values=quantiles,
        mean=mean_of(quantiles),
        method="calendar",
        evidence=_evidence(outlook.days),
        assumptions=tuple(code for code, holds in codes.items() if holds),
        closed=outlook.closed,
    )


def _level_values(history: History) -> np.ndarray:
    """Values that measure the level; a sum with a gap in it is only a lower bound."""
    bound = history.rows["status"].isin([status.value for status in BOUNDS])
    return np.where(bound, np.nan, np.maximum(history.values, 0.0))


def _evidence(days: int) -> str:
    """How much a forecast can rest on: below a year it has not seen every season."""
    if days < 60:
        return "insufficient"
    if days < 365:
        return "weak"
    return "fair" if days < 3 * 365 else "strong"
