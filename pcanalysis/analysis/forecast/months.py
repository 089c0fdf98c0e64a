"""Contacts per month, where no days are known: level, season and the number of days of a month.

Many versions of one model are averaged, each by how likely it makes the history: how far the level
walks, how strong the season is, how much months differ by themselves, and whether contacts come on
calendar days or on working days.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy import linalg

from pcanalysis.analysis.forecast.spread import Spread
from pcanalysis.analysis.forecast.width import PRIOR_VARIANCE, Width
from pcanalysis.model import Period, working_days

NOISE = (0.015, 0.03, 0.06, 0.12)
WALK = (0.005, 0.015, 0.04, 0.1, 0.3)  # of the level, per month
SEASON = (0.3, 1.0, 2.0)
LONGEST_HISTORY = 120  # months
FURTHER = np.log(1.5)  # beyond the busiest and the quietest month, per day
_SEASON_SD = 0.12
_LEVEL_VARIANCE = 9.0
_YEAR = 12
_FACTORS = np.array([1.05, 1.15, 1.4])  # months share shocks that no version sees


def forecast_months(values: np.ndarray, periods: Sequence[Period], calendar: str) -> Spread:
    """Forecast the months of ``periods`` that come after ``values`` (NaN where not measured)."""
    known = min(len(values), LONGEST_HISTORY)
    y, periods = values[-known:], periods[len(values) - known :]
    told = np.flatnonzero(np.isfinite(y))
    ahead = np.arange(known, len(periods))
    log_y = np.log(np.maximum(y[told], 0.5))
    turn = 2 * np.pi * np.array([p.start.month for p in periods])[:, None] / _YEAR
    waves = np.hstack(
        [f(k * turn) / np.sqrt(k) for k in range(1, 6) for f in (np.sin, np.cos)]
        + [np.cos(6 * turn) / np.sqrt(6)]
    )
    season = _SEASON_SD**2 * waves @ waves.T
    time = np.arange(len(periods)) - told[0] + 1.0
    walk = np.minimum.outer(time, time)
    strengths = SEASON if len(told) >= 2 * _YEAR else SEASON[:1]
    likely, means, levels, noises = [], [], [], []
    for days in _days_of(periods, calendar):
        z = log_y - np.log(days[told])
        centre = z.mean()
        for noise, step, strength in product(NOISE, WALK, strengths):
            cov = _LEVEL_VARIANCE + step**2 * walk + strength**2 * season
            chance = noise**2 + 1 / np.maximum(y[told], 1)
            lower = linalg.cholesky(cov[np.ix_(told, told)] + np.diag(chance), lower=True)
            both = np.column_stack([z - centre, cov[np.ix_(told, ahead)]])
            half = linalg.solve_triangular(lower, both, lower=True)
            score = -half[:, 0] @ half[:, 0] / 2 - np.log(np.diag(lower)).sum()
            score -= np.log(step / 0.02) ** 2 / 2 + np.log(noise / 0.05) ** 2 / 2
            likely.append(score - np.log(strength) ** 2 / 4)
            rate = centre + half[:, 1:].T @ half[:, 0]
            rate = np.clip(rate, z.min() - FURTHER, z.max() + FURTHER)
            means.append(rate + np.log(days[ahead]))
            levels.append(np.diag(cov)[ahead] - (half[:, 1:] ** 2).sum(axis=0))
            noises.append(noise**2)
    weight = np.exp(np.array(likely) - max(likely))
    weight /= weight.sum()
    mean = weight @ np.array(means)
    level = weight @ (np.array(levels) + (np.array(means) - mean) ** 2)
    young = PRIOR_VARIANCE * float(np.clip((3 - len(told)) / 2, 0, 1))
    return Spread(
        mean=np.exp(np.minimum(mean, 20)),
        own=np.zeros(len(ahead)),
        day=np.arange(len(ahead)),
        width=Width(
            levels=np.maximum.accumulate(level) + young,
            day=np.full(len(ahead), weight @ np.array(noises) + young),
            factors=_FACTORS,
        ),
        most=20 * float(np.nanmax(y)) + 20,
        closed=np.zeros(len(ahead), dtype=bool),
    )


def _days_of(periods: Sequence[Period], calendar: str) -> list[np.ndarray]:
    """Return the calendar days and the working days of each month."""
    calendar_days = [(p.end - p.start).days for p in periods]
    working = [working_days(p.start.date(), p.last_day, calendar) for p in periods]
    return [np.array(days, dtype=float) for days in (working, calendar_days)]
