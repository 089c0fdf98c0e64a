"""What the next quarters or months of a register figure may be: five members and their past errors.

Exponential smoothing with a season, with and without a trend, on the level and on the logarithm,
and the theta method without the season each say how the series goes on; the median of the five is
the point forecast. How wide it must be is told by the errors they would have made before, held
against how such series widen further ahead; outcomes have heavy tails.
"""

from __future__ import annotations

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
from pcanalysis.analysis.forecast.smoothing import smoothing_forecast
from pcanalysis.analysis.forecast.theta import theta_forecast
from pcanalysis.analysis.forecast.yearly import within_scale
from pcanalysis.analysis.survey_error import SURVEYS, resolution
from pcanalysis.analysis.trend import evidence
from pcanalysis.model import History, Kind

PER_YEAR = {"Q": 4, "M": 12}
FEWEST_YEARS = 2  # of figures; with fewer nothing tells season from change
MOST_GAPS = 0.25  # of the periods
EXPERIENCE_YEARS = 2  # competition series were forecast so far ahead
FURTHEST = 5.0  # from the history, on the logarithm
ORIGINS = 12  # past forecasts that tell the width, a quarter of a year apart
# Learned from 300 quarterly and 300 monthly series (docs/methods/forecast.md): how fast the
# variance grows, how many past forecasts that experience is worth, and how heavy the tails are.
GROWTH_PER_YEAR = 2.4
PRIOR_ORIGINS = 3.0
TAILS = 7.0
MOST_SURPRISE = 6.0  # of one past error, in standard deviations
LEAST_SPREAD = 1e-3  # of the level: no figure is known to go on exactly


def has_season(history: History) -> bool:
    """Whether quarters or months tell season from change: two years, few gaps, not all alike."""
    if history.freq not in PER_YEAR or history.kind in (*SURVEYS, Kind.CONTACTS):
        return False
    values = _every_period(history)
    told = values[np.isfinite(values)]
    return (
        len(told) >= FEWEST_YEARS * PER_YEAR[history.freq]
        and len(told) >= (1 - MOST_GAPS) * len(values)
        and bool(np.ptp(told))
    )


def forecast_seasonal(history: History, horizon: int) -> Forecast:
    """Forecast the next quarters or months of a history that :func:`has_season`."""
    points, periods = levels_to_measure(history), next_periods(history, horizon)
    season = PER_YEAR[history.freq]
    values = _every_period(history)
    gaps = ~np.isfinite(values)
    values = _fill(values, season)
    last = round((replace(points[-1], period=periods[-1]).time - points[-1].time) * season)
    least = max(resolution(history, points[-1]) / 2, LEAST_SPREAD * float(np.abs(values).mean()))
    table = within_scale(history, values, seasonal_quantiles(values, season, last, least=least))
    codes = {"gaps_filled": bool(gaps.any()), "beyond_experience": last > EXPERIENCE_YEARS * season}
    return Forecast(
        history=history,
        periods=periods,
        table_values=table[-horizon:],
        method="seasonal",
        evidence=evidence(len(points), known=False, proven=True, months=True),
        assumptions=holding(codes),
        closed=np.zeros(horizon, dtype=bool),
    )


def seasonal_quantiles(
    values: np.ndarray, season: int, horizon: int, *, least: float = 0.0
) -> np.ndarray:
    """Quantiles of the next ``horizon`` values, one row each, of an evenly spaced series.

    Parameters
    ----------
    values
        Oldest first, finite, at least two seasons.
    season
        Number of values in a season.
    horizon
        Number of values to forecast.
    least
        Smallest standard deviation one step ahead, in the unit.
    """
    point, size = _combine(values, season, horizon)
    size = max(size, least)
    growth = np.sqrt(1 + GROWTH_PER_YEAR / season * np.arange(horizon))
    squares = []
    for origin in range(len(values) - 1, FEWEST_YEARS * season, -max(season // 4, 1))[:ORIGINS]:
        came = values[origin : origin + horizon]
        errors = came - _combine(values[:origin], season, len(came))[0]
        surprise = np.abs(errors) / (size * growth[: len(came)])
        squares.append(float(np.mean(np.minimum(surprise, MOST_SURPRISE) ** 2)))
    scale = size * np.sqrt((PRIOR_ORIGINS + sum(squares)) / (PRIOR_ORIGINS + len(squares)))
    return np.asarray(point[:, None] + np.outer(scale * growth, stats.t.ppf(LEVELS, TAILS)))


def _combine(values: np.ndarray, season: int, horizon: int) -> tuple[np.ndarray, float]:
    """Median of the members, and the spread of the level's errors one step ahead."""
    logs = values.min() > 0
    found = []
    for log in (True, False) if logs else (False,):
        z = np.log(values) if log else values
        pattern = _pattern(z, season)
        made = [smoothing_forecast(z, pattern, horizon, trend=trend) for trend in (False, True)]
        ahead = [forecast for forecast, _ in made]
        if log or not logs:
            back = np.exp if log else np.asarray
            bare = back(z - np.resize(pattern, len(z)))
            later = np.resize(np.roll(pattern, -len(z)), horizon)
            theta = theta_forecast(bare, horizon)
            found.append(theta * np.exp(later) if log else theta + later)
        low, high = z.min() - FURTHEST, z.max() + FURTHEST
        found += [np.exp(np.clip(one, low, high)) if log else one for one in ahead]
    return np.median(found, axis=0), float(np.mean([size for _, size in made]))


def _pattern(z: np.ndarray, season: int) -> np.ndarray:
    """What each place in the season adds, shrunk as far as it may be chance; sums to 0."""
    half = season // 2
    weights = np.full(season + 1, 1 / season)
    weights[[0, -1]] /= 2
    rest = z[half : len(z) - half] - np.convolve(z, weights, "valid")
    place = np.arange(half, len(z) - half) % season
    count = np.bincount(place, minlength=season)
    mean = np.bincount(place, rest, minlength=season) / count
    chance = np.sum((rest - mean[place]) ** 2) / max(len(rest) - season, 1) / count.mean()
    mean -= mean.mean()
    told = float(np.sum(mean**2))
    return np.asarray(mean * max(0.0, 1 - (season - 3) * chance / told) if told else mean)


def _every_period(history: History) -> np.ndarray:
    """Values from the first comparable figure to the last, NaN where there is none."""
    points = levels_to_measure(history)
    step = np.rint([(o.time - points[0].time) * PER_YEAR[history.freq] for o in points])
    values = np.full(int(step[-1]) + 1, np.nan)
    values[step.astype(int)] = [o.value for o in points]
    return values


def _fill(values: np.ndarray, season: int) -> np.ndarray:
    """Fill a gap between the same quarter or month of the years around it."""
    filled = values.copy()
    for place in range(season):
        part = values[place::season]
        told = np.isfinite(part)
        if told.any():
            years = np.arange(len(part))
            filled[place::season] = np.interp(years, years[told], part[told])
    told = np.isfinite(filled)
    return np.asarray(np.interp(np.arange(len(filled)), np.flatnonzero(told), filled[told]))
