"""Contacts per day: the regression and its members on a calendar, with their width.

What was always closed stays closed and counts as no measurement. A public holiday that this series
has never seen is expected to look like its weekend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from pcanalysis.analysis.forecast.columns import (
    WEEK,
    Days,
    event_columns,
    lay_out_days,
    make_columns,
)
from pcanalysis.analysis.forecast.members import Combined, combine_members
from pcanalysis.analysis.forecast.opening import find_closed
from pcanalysis.analysis.forecast.regression import ORIGIN_STEP, Fit, fit_regression
from pcanalysis.analysis.forecast.slots import day_totals
from pcanalysis.analysis.forecast.width import Width, kinds_of, measure_width
from pcanalysis.model import Event

LONGEST_HISTORY = 1826  # days
ORIGINS = 26
_BUSY = 0.6  # of the busiest weekday: from here on a weekday is a working day
_OFFICE = np.arange(WEEK) < 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DayForecast:
    """Expected contacts per day ahead, and everything they rest on."""

    days: Days
    values: np.ndarray  # days × moments, the known ones that were used
    totals: np.ndarray  # contacts per known day
    y: np.ndarray  # the same, NaN on closed days and outages
    mean: np.ndarray
    width: Width
    closed: np.ndarray  # days × moments, the known ones included
    assumed_closed: bool
    fit: Fit
    combined: Combined


def forecast_days(
    first: date,
    values: np.ndarray,
    shut: np.ndarray,
    horizon: int,
    *,
    calendar: str,
    events: Sequence[Event] = (),
) -> DayForecast:
    """Forecast ``horizon`` days after the known ``values``, days × moments."""
    skipped = max(len(values) - LONGEST_HISTORY, 0)
    days = lay_out_days(first, len(values) + horizon, calendar).after(skipped)
    values, shut = values[skipped:], shut[skipped:]
    closed, assumed = find_closed(values, shut, days)
    known = len(values)
    totals = day_totals(values, closed[:known])
    y = np.where(closed[:known].all(axis=1), np.nan, totals)
    happened, outage = event_columns(events, days)
    if np.isfinite(y[~outage[:known]]).any():
        y[outage[:known]] = np.nan
    busy, unseen = _working_week(y, days)
    columns = make_columns(days, known, busy, happened)
    special = (days.name != "") | columns.x[:, columns.of("xm")].any(axis=1)
    offset = unseen * (days.public & busy[days.weekday])
    fit = fit_regression(y, columns, offset, special, _origins(y))
    combined = combine_members(fit, days.weekday, y, horizon)
    kinds = kinds_of(days.public, columns.around, busy[days.weekday])
    return DayForecast(
        days=days,
        values=values,
        totals=totals,
        y=y,
        mean=np.exp(np.minimum(combined.log_mean, 20)),
        width=measure_width(fit, combined, kinds, horizon),
        closed=closed,
        assumed_closed=assumed,
        fit=fit,
        combined=combined,
    )


def _origins(y: np.ndarray) -> int:
    """Number of earlier starting points with enough measured days before them."""
    measured = np.flatnonzero(np.isfinite(y))
    need = max(56.0, min(0.45 * len(y), 420.0))
    before = len(y) - int(measured[0]) - need
    return int(np.clip(before // ORIGIN_STEP, 0, ORIGINS))


def _working_week(y: np.ndarray, days: Days) -> tuple[np.ndarray, float]:
    """Return which weekdays are busy, and what a holiday on one does as long as none was seen."""
    told = np.flatnonzero(np.isfinite(y) & ~days.public[: len(y)])[-365:]
    weekday = days.weekday[told]
    median = np.array(
        [np.median(y[told][weekday == d]) if (weekday == d).any() else 0.0 for d in range(WEEK)]
    )
    busy = median >= _BUSY * median.max()
    if busy.all() or busy.sum() < 3:
        busy = _OFFICE
    rest = median[~busy & (median > 0)]
    if not len(rest) or not (median[busy] > 0).any():
        return busy, 0.0
    gap = np.log(rest).mean() - np.log(median[busy & (median > 0)]).mean()
    return busy, 0.8 * float(np.clip(gap, -2.5, 0.0))
