"""How many contacts will come per month, per day or per part of a day.

Days are forecast by a regression on the calendar beside five plainer ways; parts of a day by what
share of their day they usually are; months, where only those are known, by level and season.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial

import numpy as np
import pandas as pd
from threadpoolctl import ThreadpoolController

from pcanalysis.analysis.forecast.days import DayForecast, forecast_days
from pcanalysis.analysis.forecast.distribution import (
    Forecast,
    holding,
    levels_to_measure,
    next_periods,
)
from pcanalysis.analysis.forecast.grounds import Grounds, state_grounds
from pcanalysis.analysis.forecast.months import forecast_months
from pcanalysis.analysis.forecast.regression import ORIGIN_STEP
from pcanalysis.analysis.forecast.slots import divide_days
from pcanalysis.analysis.forecast.spread import Spread
from pcanalysis.analysis.survey_error import BOUNDS
from pcanalysis.errors import WrongCall
from pcanalysis.model import History, MissingReason, Period, history_rows, public_holiday

JUDGED_DAYS = 35  # of the earlier forecast that is laid beside what came
JUDGED_FROM_DAYS = 56  # of history before it
FEW_MONTHS = 3
_SLOTS = {"D": 1, "30min": 48, "15min": 96}
_RECENT_DAYS = 28


def forecast_volumes(history: History, horizon: int) -> Forecast:
    """Forecast contacts; daily ones can also make the forecast of 35 days ago."""
    rest = len(history.rows) - JUDGED_DAYS
    made = _forecast(history, horizon)
    if history.freq != "D" or rest < JUDGED_FROM_DAYS:
        return made
    before = history.upto(rest)
    known = np.isfinite(_level_values(before)).any()
    return replace(made, before=partial(_forecast, before, JUDGED_DAYS)) if known else made


def _forecast(history: History, horizon: int) -> Forecast:
    values, periods = _level_values(history), next_periods(history, horizon)
    if not np.isfinite(values).any():
        levels_to_measure(history)  # says what is missing
    project = _months if history.freq == "M" else _days
    with _pools().limit(limits=1):  # many small solutions: threads cost time and change last bits
        spread, days, codes, grounds = project(history, values, periods)
    return Forecast(
        history=history,
        periods=periods,
        table_values=spread.quantiles(Forecast.levels),
        method="calendar",
        evidence=_evidence(days),
        assumptions=holding(codes),
        closed=spread.closed,
        spread=spread,
        grounds=grounds,
    )


@cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


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


Projected = tuple[Spread, int, Mapping[str, bool], Grounds | None]  # with the days known


def _months(history: History, values: np.ndarray, periods: Sequence[Period]) -> Projected:
    known = [Period(freq="M", start=start) for start in history.rows["start"]]
    spread = forecast_months(values, [*known, *periods], history.calendar)
    few = int(np.isfinite(values).sum()) < FEW_MONTHS
    return spread, (known[-1].end - known[0].start).days, {"prior_only": few}, None


def _days(history: History, values: np.ndarray, periods: Sequence[Period]) -> Projected:
    """Forecast days or parts of a day; one that is not over is forecast whole, then updated."""
    slots, known = _SLOTS[history.freq], len(values)
    day, slot = _positions([*history.rows["start"], *(p.start for p in periods)], slots)
    grid, shut = _lay_out(history, values, day[:known], slot[:known], slots)
    to_come = (grid[-_RECENT_DAYS - 1 : -1, slot[known - 1] + 1 :] > 0).any()
    count = max(len(grid) - int(to_come), 1)  # days that are over
    today = np.flatnonzero(day[:known] >= count)
    place = np.append(today, np.arange(known, len(day)))
    made = forecast_days(history, grid[:count], shut[:count], int(day[-1]))
    spread = _spread(made, day[place], slot[place], 20 * float(np.nanmax(values)) + 20)
    if len(today):
        spread = spread.after(_said(history, history.rows["start"].iloc[-1], values[today]))
    times, ahead = made.combined.past.shape
    tried = min(ORIGIN_STEP * times, ahead)  # days ahead
    codes = {
        "prior_only": tried == 0,
        "beyond_experience": 0 < tried <= int(day[-1]) - made.start,
        "closed_assumed": made.assumed_closed,
        "outages_left_out": len(made.outages) > 0,
        "weeks_mixed_in": made.combined.mixed,
    }
    return spread, count, codes, state_grounds(made)


def _said(history: History, day: date, came: np.ndarray) -> np.ndarray:
    """What the first moments of a day say of the rest: on a public holiday, nothing."""
    return came if public_holiday(day, history.calendar) is None else np.full(len(came), np.nan)


def _positions(starts: Sequence[object], slots: int) -> tuple[np.ndarray, np.ndarray]:
    """Day since the first one and moment of the day of each start, by the local clock."""
    index = pd.DatetimeIndex(starts)
    clock = index.tz_localize(None)
    days = np.asarray((clock.normalize() - clock[0].normalize()).days)
    return days, np.asarray((clock.hour * 60 + clock.minute) * slots // (24 * 60))


def _lay_out(
    history: History, values: np.ndarray, day: np.ndarray, slot: np.ndarray, slots: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the values, days × moments, and which are closed: said so, or nowhere in the history.

    An hour that the clock gave twice is one moment.
    """
    shape = (int(day[-1]) + 1, slots)
    grid, shut = np.full(shape, np.nan), np.ones(shape, dtype=bool)
    sums = np.zeros(shape)
    np.add.at(sums, (day, slot), values)
    grid[day, slot] = sums[day, slot]
    shut[day, slot] = (history.rows["reason"] == MissingReason.NOT_APPLICABLE.value).to_numpy()
    shut[-1, slot[-1] + 1 :] = False  # still to come
    return grid, shut


def _spread(made: DayForecast, day: np.ndarray, slot: np.ndarray, most: float) -> Spread:
    """Spread the days over their moments; ``day`` counts as in the history."""
    lead = np.maximum(day - made.start, 0)
    mean, own = made.mean[lead], np.zeros(len(lead))
    if made.values.shape[1] > 1:
        shares, each = divide_days(made.values, made.totals, made.closed, made.days)
        mean, own = mean * shares[lead, slot], each[slot]
    closed = made.closed[len(made.values) + day - made.start, slot]
    return Spread(mean=mean, own=own, day=lead, width=made.width, most=most, closed=closed)


def update_day(forecast: Forecast, came: Sequence[float]) -> Forecast:
    """Forecast the rest of a day anew, given what came in its first moments.

    Parameters
    ----------
    forecast
        Of half hours or quarters, as ``make_forecast`` gives it.
    came
        Contacts in the first periods of ``forecast``, all on its first day; NaN if not measured.

    Raises
    ------
    WrongCall
        If the forecast is not of parts of a day, or ``came`` runs beyond its first day.

    Notes
    -----
    The day stays busier by the part of the surprise that is no chance; half of what is of the level
    is carried to the days after it. Nothing changes on a public holiday.
    """
    spread, count = forecast.spread, len(came)
    if spread is None or not forecast.history.freq.endswith("min"):
        raise WrongCall("not_per_part_of_a_day", key=forecast.history.key)
    if not 0 < count < len(forecast.periods) or spread.day[count - 1] != spread.day[0]:
        raise WrongCall("beyond_the_first_day")
    said = _said(forecast.history, forecast.periods[0].start, np.asarray(came, dtype=float))
    left = spread.after(said)
    return replace(
        forecast,
        periods=forecast.periods[count:],
        table_values=left.quantiles(Forecast.levels),
        closed=left.closed,
        spread=left,
    )


def add_channels(forecasts: Sequence[Forecast], key: str) -> Forecast:
    """Add up the forecasts of several channels: their total, under the name ``key``.

    Channels share part of what moves their level, as far as their past misses moved together; the
    rest is each channel's own.

    Raises
    ------
    WrongCall
        If the forecasts are not of the same periods.
    """
    first = forecasts[0]
    if any(one.periods != first.periods for one in forecasts):
        raise WrongCall("channels_of_other_periods")
    rows = pd.concat([one.history.series for one in forecasts], axis=1).sum(axis=1, skipna=False)
    records = [{"start": start, "value": value} for start, value in rows.items()]
    facts = {"key": key, "rows": history_rows(records), "name": key, "names": {}}
    summed = replace(
        first,
        history=replace(first.history, **facts),
        closed=np.all([one.closed for one in forecasts], axis=0),
        channels=tuple(forecasts),
        shared=_shared(forecasts),
        spread=None,
        grounds=None,
        before=None,
    )
    return replace(summed, table_values=np.quantile(summed.paths, Forecast.levels, axis=0).T)


def _shared(forecasts: Sequence[Forecast]) -> float:
    """How much the weekly misses of the channels go together, leaning to not at all."""
    weekly = []
    for i, one in enumerate(forecasts):
        if one.grounds is None:
            return 0.0
        table = one.grounds.backtest.query("ahead <= 28")  # so that no week counts twice
        miss = np.log(np.maximum(table["actual"], 0.5) / table["forecast"])
        weekly.append(miss.groupby([table["origin"], (table["ahead"] - 1) // 7]).mean().rename(i))
    together = pd.concat(weekly, axis=1).dropna()
    count = len(together)
    if count < 3 or len(weekly) < 2:
        return 0.0
    pairs = together.corr().to_numpy()[np.triu_indices(len(weekly), 1)]
    return float(np.clip(np.nan_to_num(pairs).mean(), 0, 1)) * count / (count + 20)
