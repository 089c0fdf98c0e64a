"""Contacts per day: the regression and its members on a calendar, with their width.

What was always closed stays closed and counts as no measurement. A public holiday that this series
has never seen is expected to look like its weekend.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from pcanalysis.analysis.forecast.columns import (
    WEEK,
    Days,
    event_columns,
    lay_out_days,
    make_columns,
)
from pcanalysis.analysis.forecast.members import Combined, combine_members
from pcanalysis.analysis.forecast.opening import find_closed
from pcanalysis.analysis.forecast.regression import (
    LARGEST_LOG,
    ORIGIN_STEP,
    Fit,
    fit_regression,
)
from pcanalysis.analysis.forecast.slots import day_totals
from pcanalysis.analysis.forecast.width import Width, measure_width
from pcanalysis.model import History

LONGEST_HISTORY = 1826  # days
ORIGINS = 26
_BUSY = 0.6  # of the busiest weekday: from here on a weekday is a working day
_OFFICE = np.arange(WEEK) < 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DayForecast:
    """Expected contacts per day after the last measured one, and everything they rest on."""

    start: int  # day of the history that is forecast first
    days: Days  # those known and used, and those ahead
    values: np.ndarray  # the known days × moments
    totals: np.ndarray  # contacts per known day
    mean: np.ndarray
    width: Width
    closed: np.ndarray  # all days × moments
    assumed_closed: bool
    outages: np.ndarray  # known days that were left out, as said or as seen
    fit: Fit
    combined: Combined


def forecast_days(history: History, grid: np.ndarray, shut: np.ndarray, last: int) -> DayForecast:
    """Forecast up to day ``last`` of a history whose known days × moments are in ``grid``."""
    measured = np.flatnonzero(np.isfinite(grid).any(axis=1))
    start = int(measured[-1]) + 1
    last = max(last, start)
    first = max(int(measured[0]), start - LONGEST_HISTORY)
    day = pd.Timestamp(history.rows["start"].iloc[0]).date() + timedelta(days=first)
    days = lay_out_days(day, last + 1 - first, history.calendar)
    values, known, horizon = grid[first:start], start - first, last + 1 - start
    closed, assumed = find_closed(values, shut[first:start], days)
    totals = day_totals(values, closed[:known])
    happened, outage = event_columns(history.events, days)
    y = totals
    for left_out in (closed[:known].all(axis=1), outage[:known]):
        if np.isfinite(y[~left_out]).any():
            y = np.where(left_out, np.nan, y)
    busy, unseen = _working_week(y, days)
    due = busy[days.weekday]
    columns = make_columns(days, known, due, happened)
    special = (days.name != "") | columns.x[:, columns.of("xm")].any(axis=1)
    fit = fit_regression(y, columns, unseen * (days.public & due), special, _origins(y))
    combined = combine_members(fit, days.weekday, y, horizon)
    kinds = np.where(days.public, 2, np.where(columns.around, 1, np.where(due, 0, 3)))
    return DayForecast(
        start=start,
        days=days,
        values=values,
        totals=totals,
        mean=np.exp(np.minimum(combined.log_mean, LARGEST_LOG)),
        width=measure_width(fit, combined, kinds, horizon),
        closed=closed,
        assumed_closed=assumed,
        outages=np.union1d(fit.outages, np.flatnonzero(outage[:known] & np.isfinite(totals))),
        fit=fit,
        combined=combined,
    )


def _origins(y: np.ndarray) -> int:
    """Number of earlier starting points with enough days before them."""
    need = max(56.0, min(0.45 * len(y), 420.0))
    return int(np.clip((len(y) - need) // ORIGIN_STEP, 0, ORIGINS))


def _working_week(y: np.ndarray, days: Days) -> tuple[np.ndarray, float]:
    """Return which weekdays are busy, and what a holiday on one does as long as none was seen."""
    told = np.flatnonzero(np.isfinite(y) & ~days.public[: len(y)])[-365:]
    each = [y[told][days.weekday[told] == day] for day in range(WEEK)]
    median = np.array([np.median(own) if len(own) else 0.0 for own in each])
    busy = median >= _BUSY * median.max()
    if busy.all() or busy.sum() < 3:
        busy = _OFFICE
    work, rest = (np.log(median[part & (median > 0)]) for part in (busy, ~busy))
    if not len(work) or not len(rest):
        return busy, 0.0
    return busy, 0.8 * float(np.clip(rest.mean() - work.mean(), -2.5, 0.0))
