"""How many contacts will come per month, per day or per part of a day.

Two plain forecasts are averaged: the same moment a year ago at today's level, and the mean of the
last such moments. The width comes from the errors this forecast would have made before. It knows
weekends and holidays, not letters, elections or outages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pcanalysis.analysis.forecast.days import project_days
from pcanalysis.analysis.forecast.distribution import (
    Forecast,
    Outlook,
    collect_errors,
    holding,
    levels_to_measure,
    next_periods,
    spread_out,
)
from pcanalysis.analysis.survey_error import BOUNDS
from pcanalysis.model import History, Period, working_days

JUDGED_DAYS = 35  # of the earlier forecast that is laid beside what came
JUDGED_FROM_DAYS = 56  # of history before it
YEAR = 12
LEVEL_MONTHS = 3
MEAN_MONTHS = 8
MAX_RATIO = 3.0
FIRST_ORIGIN = 3  # months known at the earliest starting point that is judged


def forecast_volumes(history: History, horizon: int) -> Forecast:
    """Forecast contacts; daily ones with the forecast of 35 days ago beside it."""
    made = _forecast(history, horizon)
    rest = len(history.rows) - JUDGED_DAYS
    if history.freq != "D" or rest < JUDGED_FROM_DAYS:
        return made
    before = history.upto(rest)
    known = np.isfinite(_level_values(before)).any()
    return replace(made, earlier=_forecast(before, JUDGED_DAYS)) if known else made


def _forecast(history: History, horizon: int) -> Forecast:
    values = _level_values(history)
    if not np.isfinite(values).any():
        levels_to_measure(history)  # says what is missing
    periods = next_periods(history, horizon)
    project = _months if history.freq == "M" else project_days
    outlook = project(history, values, periods)
    quantiles = spread_out(outlook.point, outlook.ahead, outlook.errors)
    quantiles[outlook.closed] = 0.0
    beyond = bool(outlook.errors) and int(outlook.ahead.max()) > max(outlook.errors)
    return Forecast(
        history=history,
        periods=periods,
        table_values=quantiles,
        method="calendar",
        evidence=_evidence(outlook.days),
        assumptions=holding({"prior_only": not outlook.errors, "beyond_experience": beyond}),
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


def _months(history: History, values: np.ndarray, periods: Sequence[Period]) -> Outlook:
    """Forecast months and collect the errors made from every earlier month.

    The same month of last year, per working day: as it was and at today's level are averaged, so
    half of the change of the last three months is kept. A month with more working days gets more
    contacts. Without a year of history the last eight months count alike.
    """
    known = [Period(freq="M", start=start) for start in history.rows["start"]]
    days = np.array([working_days(p.start.date(), p.last_day) for p in [*known, *periods]], float)
    count, horizon = len(values), len(periods)
    rates = values / days[:count]
    errors: dict[int, list[np.ndarray]] = defaultdict(list)
    for origin in range(count - 1, FIRST_ORIGIN - 1, -1):
        if not np.isfinite(rates[:origin]).any():
            continue
        span = min(horizon, count - origin)
        point = _project_months(rates[:origin], span) * days[origin : origin + span]
        actual, never = values[origin : origin + span], np.zeros(span, dtype=bool)
        collect_errors(errors, actual, point, never, every=1)
    return Outlook(
        point=_project_months(rates, horizon) * days[count:],
        closed=np.zeros(horizon, dtype=bool),
        ahead=np.arange(horizon),
        errors=errors,
        days=(known[-1].end - known[0].start).days,
    )


def _project_months(rates: np.ndarray, horizon: int) -> np.ndarray:
    """Contacts per working day in the next months, from what was known at the time."""
    count = len(rates)
    point = np.full(horizon, rates[np.isfinite(rates)][-MEAN_MONTHS:].mean())
    for step in range(horizon):
        lag = YEAR * (step // YEAR + 1)
        if count + step >= lag and np.isfinite(rates[count + step - lag]):
            point[step] = rates[count + step - lag] * (1 + _ratio(rates, lag)) / 2
    return point


def _ratio(rates: np.ndarray, lag: int) -> float:
    """Level of the last three months against the same months ``lag`` earlier; 1 if unknown."""
    recent, before = rates[-LEVEL_MONTHS:], rates[-LEVEL_MONTHS - lag : -lag]
    if len(before) < LEVEL_MONTHS or not before.sum() > 0 or not np.isfinite(recent).all():
        return 1.0
    return float(np.clip(recent.sum() / before.sum(), 1 / MAX_RATIO, MAX_RATIO))
