"""Six ways to forecast a day, averaged by how well each did from earlier starting points.

The regression as it is, with a stiff level, and with a loose one; the same days of earlier years;
the last weeks with season, and without. What was missed from those starting points also tells how
wide the forecast must be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pcanalysis.analysis.forecast.columns import CALENDAR, SEASON, STEP, WEEK
from pcanalysis.analysis.forecast.regression import LARGEST_LOG, ORIGIN_STEP, Fit

MEMBERS = ("regression", "stable", "local", "years", "weeks_season", "weeks")
YEAR = 364  # 52 weeks, so that weekdays match
LONGEST = 364  # days ahead that are tried
_POWER = 10.0
_FADE = 730.0  # days: half-life of what an earlier starting point counts
_MONTH = 28
_YEARS_FROM = 420  # days of history
_STABLE = 0.004 * np.sqrt(2)
_ENOUGH, _WORSE = 8, 1.02  # starting points, and error relative to the mean of four weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """The forecast on the log scale, and the same from earlier starting points, newest first."""

    log_mean: np.ndarray
    weights: np.ndarray  # one per member
    origins: np.ndarray  # places of the first forecast day of each starting point
    actual: np.ndarray  # starting points × days ahead; NaN where not measured
    past: np.ndarray  # what was forecast for those, on the log scale
    floor: np.ndarray  # the same, by the mean of the last four weeks
    mixed: bool  # with that mean, half and half, because it did better


def combine_members(fit: Fit, weekday: np.ndarray, y: np.ndarray, horizon: int) -> Combined:
    """Forecast ``horizon`` days with every member, and average them."""
    known, count = len(y), len(fit.grams) - 1
    ahead = min(max(horizon, ORIGIN_STEP), LONGEST)
    origins = known - ORIGIN_STEP * np.arange(1, count + 1)
    tried = np.full((count, len(MEMBERS), ahead), np.nan)
    floor, actual, past = np.full((3, count, ahead), np.nan)
    for i, origin in enumerate(origins.tolist()):
        span = min(ahead, known - origin)
        tried[i, :, :span] = _members(fit, weekday, i + 1, span)
        actual[i, :span] = y[origin : origin + span]
        floor[i, :span] = _four_weeks(y, weekday, origin, span)
    score = _wape(tried, actual[:, None])
    days = np.isfinite(actual).sum(axis=1)
    prior = _prior(known)
    for i, origin in enumerate(origins.tolist()):
        over = origins + np.minimum(ahead, known - origins) <= origin
        age = origin - origins[over]
        past[i] = _average(tried[i], _weights(prior, score[over], days[over], age))
    weights = _weights(prior, score, days, known - origins)
    log_mean = _average(_members(fit, weekday, 0, horizon), weights)
    simple, own = _wape(floor, actual), _wape(past, actual)
    told = np.isfinite(simple + own)
    mixed = bool(told.sum() >= _ENOUGH and own[told].mean() > _WORSE * simple[told].mean())
    if mixed:
        now = _four_weeks(y, weekday, known, horizon)
        log_mean = np.where(np.isfinite(now), (log_mean + now) / 2, log_mean)
        past = (past + floor) / 2
    return Combined(
        log_mean=log_mean,
        weights=weights / weights.sum(),
        origins=origins,
        actual=actual,
        past=past,
        floor=floor,
        mixed=mixed,
    )


def _members(fit: Fit, weekday: np.ndarray, origin: int, horizon: int) -> np.ndarray:
    """Forecast of every member from one starting point, members × days ahead, log scale."""
    known, sd = len(fit.z) - ORIGIN_STEP * origin, fit.sd
    past, rows = slice(0, known), slice(known, known + horizon)
    level, year, wy = (fit.columns.of(name) for name in ("level", "year", "wy"))
    stable = np.where(level, np.minimum(sd, _STABLE), sd)
    local = np.where(level, np.maximum(sd, STEP), sd) * np.where(year, 0.05, np.where(wy, 0.1, 1))
    effects = [fit.solve(origin, widths) for widths in (sd, stable, local)]
    usual, ahead = effects[0], weekday[rows]
    z = np.where(np.abs(fit.residual) > 5 * np.sqrt(fit.variance), np.nan, fit.z)[past]
    calendar, season = (
        [fit.part(usual, part, *blocks) for part in (past, rows)]
        for blocks in ((*CALENDAR, "event"), SEASON)
    )
    plain = z - calendar[0] - fit.offset[past]
    week = fit.part(usual, past, "week", "wrw")
    seasonless = _last(plain - season[0], weekday[past], 6, np.median)[ahead]
    found = [fit.columns.x[rows] @ effect for effect in effects]
    found += [calendar[1] + _years_ago(plain, plain - week, horizon)]
    found += [calendar[1] + season[1] + seasonless]
    found += [calendar[1] + _last(plain, weekday[past], 5, np.mean)[ahead]]
    return np.asarray(np.array(found) + fit.offset[rows])


def _years_ago(plain: np.ndarray, level: np.ndarray, horizon: int) -> np.ndarray:
    """Mean of the same days one, two and three years ago, at the level of the last four weeks."""
    known, found = len(plain), []
    for lag in (YEAR, 2 * YEAR, 3 * YEAR):
        then = level[max(known - lag - _MONTH, 0) : max(known - lag, 0)]
        place = known + np.arange(horizon) - lag
        place -= YEAR * np.maximum(-(-(place - known + 1) // YEAR), 0)
        near = place + WEEK * np.array([[-1], [0], [1]])
        near = np.where(near >= known, near - WEEK, near)
        values = np.where(near >= 0, plain[np.maximum(near, 0)], np.nan)
        found.append(_mean(values) + _median(level[-_MONTH:]) - _median(then))
    return _mean(np.array(found)) if known > _YEARS_FROM else np.full(horizon, np.nan)


def _median(values: np.ndarray) -> float:
    values = values[np.isfinite(values)]
    return float(np.median(values)) if len(values) else np.nan


def _mean(values: np.ndarray) -> np.ndarray:
    """Mean of what is known along the first axis; NaN where nothing is."""
    return _average(values, np.ones(len(values)))


def _average(members: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean of the members; one without an answer is left out."""
    here = np.isfinite(members) * weights[:, None]
    total = here.sum(axis=0)
    mean = (np.nan_to_num(members) * here).sum(axis=0) / np.where(total > 0, total, 1.0)
    return np.where(total > 0, mean, np.nan)


def _last(
    values: np.ndarray, weekday: np.ndarray, count: int, average: Callable[..., Any]
) -> np.ndarray:
    """Average of the last measured days of every weekday; NaN where there is none."""
    own = [values[(weekday == day) & np.isfinite(values)][-count:] for day in range(WEEK)]
    return np.array([average(mine) if len(mine) else np.nan for mine in own])


def _four_weeks(y: np.ndarray, weekday: np.ndarray, origin: int, span: int) -> np.ndarray:
    """The simplest forecast, to compare with: the mean of the same weekday in four weeks."""
    last = slice(max(origin - 4 * WEEK, 0), origin)
    mean = _last(y[last], weekday[last], 4, np.mean)[weekday[origin : origin + span]]
    return np.asarray(np.log(np.maximum(mean, 0.5)))


def _wape(forecast: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """Absolute errors over all contacts, along the last axis; NaN where nothing came."""
    missed = np.abs(np.exp(np.minimum(forecast, LARGEST_LOG)) - actual)
    came = np.where(np.isfinite(missed), actual, 0.0).sum(axis=-1)
    return np.asarray(np.nansum(missed, axis=-1) / np.where(came > 0, came, np.nan))


def _prior(known: int) -> np.ndarray:
    """How much each member counts before anything is known of its errors."""
    years = known / 365.25
    stable = float(np.clip(years - 0.75, 0.15, 1.0))
    weeks = 1.0 if 1 <= years <= 2.5 else 0.5
    return np.array([1.0, stable, 0.5 if years > 2.5 else 1.0, 1.0, 0.7, weeks])


def _weights(prior: np.ndarray, score: np.ndarray, days: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Weight of every member, from its errors at some starting points."""
    told = np.isfinite(score[:, 0])
    if told.sum() < 2:
        return prior
    each = np.where(told, np.minimum(1, days / ORIGIN_STEP) * 0.5 ** (age / _FADE), 0.0)
    mean = np.maximum(_average(score, each), 1e-6)
    number = each.sum() ** 2 / (each**2).sum()
    power = -_POWER * number / (number + 4)
    weights = prior * np.nan_to_num((mean / np.nanmin(mean)) ** power)
    return np.asarray(weights / weights.sum())
