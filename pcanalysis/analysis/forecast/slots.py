"""How the contacts of a day are divided over its half hours (or quarters), by the local clock.

Recent weeks count more, and a weekday with few weeks behind it leans on the average day. Nine
settings of how much are tried on the last weeks; the three that divided those best are averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pcanalysis.analysis.forecast.columns import WEEK, Days

HALF_LIVES = (21.0, 60.0, 150.0)  # days
LEANING = (0.25, 1.0, 4.0)  # average days
BEST = 3
_TRIED_WEEKS, _TRIED_DAYS = 8, 14
_USED_DAYS = 730
_SPREAD_DAYS = 84
_FEW = 2.0  # contacts per moment: fewer are averaged with those beside it
_HOLIDAY = WEEK
_WHOLE = 0.5  # of a day must be measured to tell its total


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Share of a day's contacts in each of its moments, and how much those vary by themselves."""

    shares: np.ndarray  # days ahead × moments, 0 where closed
    own: np.ndarray  # variance per moment, relative


def day_totals(values: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Return contacts per day; of a day that was not measured whole, as its moments usually go."""
    if values.shape[1] == 1:
        return values[:, 0]
    known = np.isfinite(values)
    number = np.maximum(known.sum(axis=0), 1)
    usual = np.where(known, values, 0.0).sum(axis=0) / number
    usual = usual + 1e-6
    wanted = np.where(closed & ~known, 0.0, usual).sum(axis=1)
    share = np.where(known, usual, 0.0).sum(axis=1) / np.maximum(wanted, 1e-9)
    total = np.where(known, values, 0.0).sum(axis=1)
    whole = known.any(axis=1) & (share >= min(_WHOLE, float(share.max())))
    return np.where(whole, total / np.where(whole, share, 1.0), np.nan)


def divide_days(
    values: np.ndarray, totals: np.ndarray, closed: np.ndarray, days: Days
) -> Profile:
    """Learn the profile of every kind of day, and apply it to the days ahead."""
    known = len(values)
    group = np.where(days.public, _HOLIDAY, days.weekday)
    used = np.arange(known) >= known - _USED_DAYS
    used &= np.isfinite(totals) & (totals > 0) & (np.isfinite(values) | closed[:known]).all(axis=1)
    if not used.any():
        used = np.isfinite(totals)
    matrix, total = np.nan_to_num(values), np.nan_to_num(totals)
    origins = [o for o in known - WEEK * np.arange(1, _TRIED_WEEKS + 1) if used[:o].any()]
    settings = [(life, lean) for life in HALF_LIVES for lean in LEANING]
    missed = np.zeros(len(settings))
    for origin in origins:
        near = np.arange(origin, min(origin + _TRIED_DAYS, known))
        near = near[used[near]]
        for i, shares in enumerate(_shares(matrix, total, group, used, origin)):
            missed[i] += np.abs(matrix[near] - total[near, None] * shares[group[near]]).sum()
    best = np.argsort(np.round(missed, 6), kind="stable")[:BEST]
    found = np.mean([_shares(matrix, total, group, used, known)[i] for i in best], axis=0)
    expected = total[used].mean() * found
    beside = np.pad(expected, ((0, 0), (1, 1)), mode="edge")
    smooth = (beside[:, :-2] + expected + beside[:, 2:]) / 3
    found = np.where(expected < _FEW, (expected + smooth) / 2, expected)
    ahead = np.where(closed[known:], 0.0, found[group[known:]])
    ahead = ahead + 1e-9 * ~closed[known:]
    past = found[group[:known]] * ~closed[:known]
    return Profile(shares=_whole(ahead), own=_own_variance(matrix, total, _whole(past), used))


def _whole(shares: np.ndarray) -> np.ndarray:
    """Let the shares of every day add up to one."""
    return np.asarray(shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-12))


def _shares(
    matrix: np.ndarray, total: np.ndarray, group: np.ndarray, used: np.ndarray, origin: int
) -> list[np.ndarray]:
    """Return the shares per kind of day under every setting, knowing only before ``origin``."""
    past = np.flatnonzero(used[:origin])
    size = float(np.median(total[past]))
    open_sunday = (group[past] == WEEK - 1).any()
    found = []
    for life in HALF_LIVES:
        weight = 0.5 ** ((origin - past) / life)
        here = (group[past] == np.arange(WEEK + 1)[:, None]) * weight
        slots, all_day = here @ matrix[past], here @ total[past]
        pool = slots.sum(axis=0) / max(float(all_day.sum()), 1e-9)
        if not all_day[_HOLIDAY] and open_sunday:
            slots[_HOLIDAY], all_day[_HOLIDAY] = slots[WEEK - 1], all_day[WEEK - 1]
        found += [
            (slots + lean * size * pool) / (all_day + lean * size)[:, None] for lean in LEANING
        ]
    return found


def _own_variance(
    matrix: np.ndarray, total: np.ndarray, shares: np.ndarray, used: np.ndarray
) -> np.ndarray:
    """Relative variance of each moment given its day, beyond chance; leaning on all moments."""
    last = np.flatnonzero(used)
    last = last[last >= len(matrix) - _SPREAD_DAYS]
    expected = total[last, None] * shares[last]
    size = np.minimum(
        (matrix[last] - expected) ** 2, 25 * np.maximum(expected, 1) + expected**2
    ) - expected * (1 - shares[last])
    squares = expected**2
    each = size.sum(axis=0) / np.maximum(squares.sum(axis=0), 1e-9)
    pooled = float(size.sum() / max(squares.sum(), 1e-9))
    return np.maximum(0.7 * np.where(squares.sum(axis=0) > 0, each, pooled) + 0.3 * pooled, 0.0)
