"""Contacts per day or part of a day, on a grid of days and moments of the day (local clock).

A day is like the same weekday: of a year (52 weeks) ago, at the level of the last four weeks, and
of the last eight weeks. What was always closed stays closed. A public holiday is closed if such
days were; else it is like a Sunday.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from pcanalysis.analysis.forecast.distribution import Outlook, collect_errors
from pcanalysis.model import History, MissingReason, Period, public_holiday

WEEK = 7
YEAR = 364  # 52 weeks, so that weekdays match
LEVEL_DAYS = 28
RECENT = 8  # occurrences of the same weekday and moment
CLOSED_AFTER = 4  # zeros or gaps, where the source does not say "closed"
MAX_RATIO = 3.0
FIRST_ORIGIN = 28  # days known at the earliest starting point that is judged
ORIGINS = 52
SUNDAY = 6
_SLOTS = {"D": 1, "30min": 48, "15min": 96}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Values per day and moment of the day, and the calendar up to the end of the forecast."""

    values: np.ndarray  # days × moments, NaN where not measured
    shut: np.ndarray  # days × moments: said to be closed, or not in the history at all
    weekday: np.ndarray  # days and forecast days
    holiday: np.ndarray  # days and forecast days


def project_days(history: History, values: np.ndarray, periods: Sequence[Period]) -> Outlook:
    """Forecast days or moments and collect the errors made from earlier weeks."""
    starts = [*history.rows["start"], *(period.start for period in periods)]
    day, slot = _positions(starts, _SLOTS[history.freq])
    grid = _lay_out(history, values, day, slot)
    count = max(int(day[len(values)]), 1)  # a last day that is not over does not count
    lead, moment = np.maximum(day[len(values) :] - count, 0), slot[len(values) :]
    point, closed = _project(grid, count, int(lead.max()) + 1)
    return Outlook(
        point=point[lead, moment],
        closed=closed[lead, moment],
        ahead=lead // WEEK,
        errors=_past_errors(grid, count, len(point)),
        days=count,
    )


def _past_errors(grid: _Grid, count: int, horizon: int) -> dict[int, list[np.ndarray]]:
    """Errors of this forecast from earlier weeks, by how many weeks ahead they were made."""
    errors: dict[int, list[np.ndarray]] = defaultdict(list)
    for origin in range(count - WEEK, FIRST_ORIGIN - 1, -WEEK)[:ORIGINS]:
        span = min(horizon, count - origin)
        point, closed = _project(grid, origin, span)
        actual = grid.values[origin : origin + span]
        collect_errors(errors, actual, point, closed, every=WEEK)
    return errors


def _positions(starts: Sequence[object], slots: int) -> tuple[np.ndarray, np.ndarray]:
    """Day since the first one and moment of the day of each start, by the local clock."""
    index = pd.DatetimeIndex(starts)
    clock = index.tz_localize(None)
    days = np.asarray((clock.normalize() - clock[0].normalize()).days)
    return days, np.asarray((clock.hour * 60 + clock.minute) * slots // (24 * 60))


def _lay_out(history: History, values: np.ndarray, day: np.ndarray, slot: np.ndarray) -> _Grid:
    known = len(values)
    shape = (int(day[known - 1]) + 1, _SLOTS[history.freq])
    grid, shut = np.full(shape, np.nan), np.ones(shape, dtype=bool)
    grid[day[:known], slot[:known]] = values
    closed = history.rows["reason"] == MissingReason.NOT_APPLICABLE.value
    shut[day[:known], slot[:known]] = closed.to_numpy()
    shut[-1, slot[known - 1] + 1 :] = False  # still to come
    first = pd.Timestamp(history.rows["start"].iloc[0]).date()
    dates = [first + timedelta(days=i) for i in range(int(day.max()) + 2)]
    return _Grid(
        values=grid,
        shut=shut,
        weekday=np.array([d.weekday() for d in dates]),
        holiday=np.array([public_holiday(d) is not None for d in dates]),
    )


def _project(grid: _Grid, origin: int, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Forecast and closed moments of the ``horizon`` days from ``origin``, knowing only before."""
    holiday, weekday = grid.holiday[:origin], grid.weekday[:origin]
    usual = np.where(holiday[:, None], np.nan, grid.values[:origin])
    mean, closed = _weekly_pattern(usual, grid.shut[:origin] & ~holiday[:, None], weekday)
    ahead = slice(origin, origin + horizon)
    feast = grid.holiday[ahead]
    recent = mean[np.where(feast, SUNDAY, grid.weekday[ahead])]
    ago = _year_ago(usual, horizon)
    ago[feast] = np.nan
    both = np.stack([recent, ago])
    counted = np.isfinite(both)
    point = np.where(counted, both, 0.0).sum(axis=0) / np.maximum(counted.sum(axis=0), 1)
    shut = closed[grid.weekday[ahead]]
    if _closed_on_holidays(grid, origin, closed):
        shut[feast] = True
    point[shut] = 0.0
    return point, shut


def _weekly_pattern(
    usual: np.ndarray, shut: np.ndarray, weekday: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Mean of the last open values and whether it is always closed, per weekday and moment."""
    mean = np.full((WEEK, usual.shape[1]), np.nan)
    closed = np.zeros(mean.shape, dtype=bool)
    for day in range(WEEK):
        values, said_shut = usual[weekday == day][::-1], shut[weekday == day][::-1]
        is_open = np.isfinite(values)
        counted = is_open & (np.cumsum(is_open, axis=0) <= RECENT)
        number = counted.sum(axis=0)
        total = np.where(counted, values, 0.0).sum(axis=0)
        mean[day] = np.where(number > 0, total / np.maximum(number, 1), np.nan)
        told = is_open | said_shut
        told &= np.cumsum(told, axis=0) <= RECENT
        zeros = (told & is_open).sum(axis=0)
        quiet = ~np.any(told & (values > 0), axis=0)
        silent = (len(values) >= CLOSED_AFTER) & ~is_open.any(axis=0)
        closed[day] = quiet & ((told & said_shut).any(axis=0) | (zeros >= CLOSED_AFTER) | silent)
    if not np.any(usual > 0):
        closed[:] = False  # nothing ever came: zero is then a measurement, not a pattern
    others = np.isfinite(mean)
    average = np.where(others, mean, 0.0).sum(axis=0) / np.maximum(others.sum(axis=0), 1)
    if len(usual) < WEEK and others.any():  # too young to know a moment of the day by itself
        average = np.where(others.any(axis=0), average, mean[others].mean())
    return np.where(others, mean, average), closed


def _year_ago(usual: np.ndarray, horizon: int) -> np.ndarray:
    """Same weekday 52 weeks earlier, at the level of the last four weeks; NaN where unknown."""
    origin = len(usual)
    found = np.full((horizon, usual.shape[1]), np.nan)
    for first in range(0, horizon, YEAR):
        lag = first + YEAR
        here = np.arange(first, min(first + YEAR, horizon))
        here = here[origin + here - lag >= 0]
        now = usual[max(origin - LEVEL_DAYS, lag) :]
        then = usual[max(origin - LEVEL_DAYS - lag, 0) : max(origin - lag, 0)]
        paired = np.isfinite(now) & np.isfinite(then)
        before = then[paired].sum()
        if before > 0:
            ratio = np.clip(now[paired].sum() / before, 1 / MAX_RATIO, MAX_RATIO)
            found[here] = usual[origin + here - lag] * ratio
    return found


def _closed_on_holidays(grid: _Grid, origin: int, closed: np.ndarray) -> bool:
    """Whether nobody came on holidays that fell on an open day; if none did, as in the weekend."""
    open_day = ~np.all(closed, axis=1)[grid.weekday[:origin]]
    feasts = grid.values[:origin][grid.holiday[:origin] & open_day]
    if len(feasts):
        return not (feasts > 0).any()
    return bool(closed.all(axis=1).any())
