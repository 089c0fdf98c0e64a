"""Six ways to forecast a day, averaged by how well each did from earlier starting points.

The regression as it is, with a stiff level, and with a loose one; the same days of earlier years;
the last weeks with season, and without. What was missed from those starting points also tells how
wide the forecast must be.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from pcanalysis.analysis.forecast.columns import CALENDAR, SEASON, STEP, WEEK
from pcanalysis.analysis.forecast.regression import ORIGIN_STEP, Fit

MEMBERS = ("regression", "stable", "local", "years", "weeks_season", "weeks")
YEAR = 364  # 52 weeks, so that weekdays match
LONGEST = 364  # days ahead that are tried
_POWER = 10.0
_FADE = 730.0  # days: half-life of what an earlier starting point counts
_LEVEL_DAYS = 28
_ENOUGH, _WORSE = 8, 1.02  # starting points, and error relative to the mean of four weeks
_STABLE = 0.004 * np.sqrt(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Combined:
    """The forecast on the log scale, and the same from earlier starting points, newest first."""

    log_mean: np.ndarray
    weights: np.ndarray  # one per member
    origins: np.ndarray  # places of the first forecast day of each starting point
    past: np.ndarray  # starting points × days ahead, on the log scale
    score: np.ndarray  # weighted absolute error per member and starting point, over all contacts
    floor: np.ndarray  # as ``past``, by the mean of the last four weeks
    mixed: bool  # with that mean, half and half, because it did better


def combine_members(fit: Fit, weekday: np.ndarray, y: np.ndarray, horizon: int) -> Combined:
    """Forecast ``horizon`` days with every member, and average them."""
    known, count = len(y), len(fit.grams)
    ahead = min(max(horizon, ORIGIN_STEP), LONGEST)
    made = [
        _members(fit, weekday, origin, ahead if origin else horizon) for origin in range(count)
    ]
    origins = known - ORIGIN_STEP * np.arange(1, count)
    tried = np.full((count - 1, len(MEMBERS), ahead), np.nan)
    floor, actual = np.full((2, count - 1, ahead), np.nan)
    for i, origin in enumerate(origins):
        span = min(ahead, known - origin)
        tried[i, :, :span] = made[i + 1][:, :span]
        actual[i, :span] = y[origin : origin + span]
        floor[i, :span] = _four_weeks(y, weekday, origin, span)
    score = _wape(np.exp(np.minimum(tried, 20)), actual[:, None])
    days = np.isfinite(actual).sum(axis=1)
    prior = _prior(known)
    past = np.full((count - 1, ahead), np.nan)
    for i, origin in enumerate(origins):
        over = origins + np.minimum(ahead, known - origins) <= origin
        past[i] = _average(tried[i], _weights(prior, score[over], days[over], origin - origins[over]))
    weights = _weights(prior, score, days, known - origins)
    log_mean = _average(made[0], weights)
    mixed = _better(floor, past, actual)
    if mixed:
        past, now = (past + floor) / 2, _four_weeks(y, weekday, known, horizon)
        log_mean = np.where(np.isfinite(now), (log_mean + now) / 2, log_mean)
    return Combined(
        log_mean=log_mean,
        weights=weights,
        origins=origins,
        past=past,
        score=score,
        floor=floor,
        mixed=mixed,
    )


def _members(fit: Fit, weekday: np.ndarray, origin: int, horizon: int) -> np.ndarray:
    """Forecast of every member from one starting point, members × days ahead, log scale."""
    known = len(fit.z) - ORIGIN_STEP * origin
    rows, sd = slice(known, known + horizon), fit.sd
    past = slice(0, known)
    level, year, wy = (fit.columns.of(name) for name in ("level", "year", "wy"))
    stable = np.where(level, np.minimum(sd, _STABLE), sd)
    local = np.where(level, np.maximum(sd, STEP), sd) * np.where(year, 0.05, np.where(wy, 0.1, 1))
    effects = [fit.solve(origin, widths) for widths in (sd, stable, local)]
    x = fit.columns.x[rows]
    found = [x @ effect for effect in effects]
    found = [one + fit.offset[rows] for one in found]
    usual = effects[0]
    z = np.where(np.abs(fit.residual) > 5 * np.sqrt(fit.variance), np.nan, fit.z)[past]
    dated = [fit.part(usual, part, *CALENDAR) + fit.offset[part] for part in (past, rows)]
    season = [fit.part(usual, part, *SEASON) for part in (past, rows)]
    plain = z - dated[0]
    week = fit.part(usual, past, "week", "wrw")
    found += [dated[1] + _years_ago(plain, plain - week, horizon)]
    here, ahead = weekday[past], weekday[rows]
    found += [dated[1] + season[1] + _last(plain - season[0], here, 6, np.median)[ahead]]
    found += [dated[1] + _last(plain, here, 5, np.mean)[ahead]]
    return np.array(found)


def _years_ago(plain: np.ndarray, level: np.ndarray, horizon: int) -> np.ndarray:
    """Mean of the same days one, two and three years ago, at the level of the last four weeks."""
    known = len(plain)
    found = np.full((3, horizon), np.nan)
    if known <= 420:
        return found[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing is unknown
        now = np.nanmedian(level[-_LEVEL_DAYS:])
        for i, lag in enumerate((YEAR, 2 * YEAR, 3 * YEAR)):
            if known - lag < _LEVEL_DAYS:
                break
            then = np.nanmedian(level[known - lag - _LEVEL_DAYS : known - lag])
            place = known + np.arange(horizon) - lag
            place -= YEAR * np.maximum(-(-(place - known + 1) // YEAR), 0)
            near = place + WEEK * np.array([[-1], [0], [1]])
            near = np.where(near >= known, near - WEEK, near)
            values = np.where(near >= 0, plain[np.maximum(near, 0)], np.nan)
            found[i] = np.nanmean(values, axis=0) + now - then
        return np.asarray(np.nanmean(found, axis=0))


def _last(values: np.ndarray, weekday: np.ndarray, count: int, average: object) -> np.ndarray:
    """Average of the last measured days of every weekday; NaN where there is none."""
    found = np.full(WEEK, np.nan)
    for day in range(WEEK):
        mine = values[weekday == day]
        mine = mine[np.isfinite(mine)][-count:]
        if len(mine):
            found[day] = average(mine)  # type: ignore[operator]
    return found


def _four_weeks(y: np.ndarray, weekday: np.ndarray, origin: int, span: int) -> np.ndarray:
    """The simplest forecast, to compare with: the mean of the same weekday in four weeks."""
    last = slice(max(origin - 4 * WEEK, 0), origin)
    mean = _last(y[last], weekday[last], 4, np.mean)[weekday[origin : origin + span]]
    return np.log(np.maximum(mean, 0.5))


def _better(simple: np.ndarray, own: np.ndarray, actual: np.ndarray) -> bool:
    """Whether the simplest forecast did clearly better from enough starting points."""
    scores = np.array([_wape(np.exp(one), actual) for one in (simple, own)])
    told = np.isfinite(scores).all(axis=0)
    return bool(told.sum() >= _ENOUGH and scores[1, told].mean() > _WORSE * scores[0, told].mean())


def _wape(forecast: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """Absolute errors over all contacts, along the last axis; NaN where nothing came."""
    both = np.isfinite(forecast) & np.isfinite(actual)
    missed = np.where(both, np.abs(forecast - actual), 0.0).sum(axis=-1)
    came = np.where(both, actual, 0.0).sum(axis=-1)
    return np.where(came > 0, missed / np.maximum(came, 1e-9), np.nan)


def _prior(known: int) -> np.ndarray:
    """How much each member counts before anything is known of its errors."""
    years = known / 365.25
    stable = float(np.clip(years - 0.75, 0.15, 1.0))
    return np.array(
        [1.0, stable, 0.5 if years > 2.5 else 1.0, 1.0, 0.7, 1.0 if 1 <= years <= 2.5 else 0.5]
    )


def _weights(
    prior: np.ndarray, score: np.ndarray, days: np.ndarray, age: np.ndarray
) -> np.ndarray:
    """Weight of every member, from its errors at some starting points."""
    told = (days > 0) & np.isfinite(score[:, 0])
    if told.sum() < 2:
        return prior
    each = np.where(told, np.minimum(1, days / ORIGIN_STEP) * 0.5 ** (age / _FADE), 0.0)[:, None]
    here = np.isfinite(score)
    counted = (each * here).sum(axis=0)
    mean = (np.where(here, score, 0.0) * each).sum(axis=0) / np.maximum(counted, 1e-12)
    mean = np.where(counted > 0, np.maximum(mean, 1e-6), np.nan)
    number = each.sum() ** 2 / (each**2).sum()
    power = -_POWER * number / (number + 4)
    weights = prior * np.where(counted > 0, (mean / np.nanmin(mean)) ** power, 0.0)
    return np.asarray(weights / weights.sum())


def _average(members: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted mean of the members; one without an answer is left out."""
    here = np.isfinite(members) * weights[:, None]
    total = here.sum(axis=0)
    mean = (np.nan_to_num(members) * here).sum(axis=0) / np.where(total > 0, total, 1.0)
    return np.where(total > 0, mean, np.nan)
