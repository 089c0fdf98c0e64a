"""Contacts per month: the same month of last year, per working day, moved by today's change.

Two forecasts are averaged, last year's month as it was and at today's level, so half of the
change of the last three months is kept. A month with more working days gets more contacts.
Without a year of history the last eight months count alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from pcanalysis.analysis.forecast.past_errors import Outlook, errors_of
from pcanalysis.model import History, Period, working_days

YEAR = 12
LEVEL_MONTHS = 3
MEAN_MONTHS = 8
MAX_RATIO = 3.0
FIRST_ORIGIN = 3  # months known at the earliest starting point that is judged


def project_months(history: History, values: np.ndarray, periods: Sequence[Period]) -> Outlook:
    """Forecast months and collect the errors made from every earlier month."""
    known = [Period(freq="M", start=start) for start in history.rows["start"]]
    days = np.array([_working_days(period) for period in [*known, *periods]], dtype=float)
    count, horizon = len(values), len(periods)
    rates = values / days[:count]
    errors = defaultdict(list)
    for origin in range(count - 1, FIRST_ORIGIN - 1, -1):
        if not np.isfinite(rates[:origin]).any():
            continue
        span = min(horizon, count - origin)
        point = _project(rates[:origin], span) * days[origin : origin + span]
        for step in range(span):
            here = slice(origin + step, origin + step + 1)
            error = errors_of(values[here], point[step : step + 1], np.array([True]))
            if len(error):
                errors[step].append(error)
    return Outlook(
        point=_project(rates, horizon) * days[count:],
        closed=np.zeros(horizon, dtype=bool),
        ahead=np.arange(horizon),
        errors=errors,
        days=(known[-1].end - known[0].start).days,
    )


def _project(rates: np.ndarray, horizon: int) -> np.ndarray:
    """Contacts per working day in the next months, from what was known at the time."""
    count = len(rates)
    finite = rates[np.isfinite(rates)]
    fallback = finite[-MEAN_MONTHS:].mean()
    point = np.full(horizon, fallback)
    for step in range(horizon):
        lag = YEAR * (step // YEAR + 1)
        if count + step - lag < 0 or not np.isfinite(rates[count + step - lag]):
            continue
        point[step] = rates[count + step - lag] * (1 + _ratio(rates, lag)) / 2
    return point


def _ratio(rates: np.ndarray, lag: int) -> float:
    """Level of the last three months against the same months ``lag`` earlier; 1 if unknown."""
    recent, before = rates[-LEVEL_MONTHS:], rates[-LEVEL_MONTHS - lag : -lag]
    if len(before) < LEVEL_MONTHS or not before.sum() > 0 or not np.isfinite(recent).all():
        return 1.0
    return float(np.clip(recent.sum() / before.sum(), 1 / MAX_RATIO, MAX_RATIO))


def _working_days(period: Period) -> int:
    return working_days(period.start.date(), period.end.date() - timedelta(days=1))
