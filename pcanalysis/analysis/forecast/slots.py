"""How the contacts of a day are divided over its half hours (or quarters), by the local clock.

Recent weeks count more, and a kind of day with few days behind it leans on the average day. A
holiday of which none was seen open is divided as a Sunday, else as the average day.
"""

from __future__ import annotations

import numpy as np

from pcanalysis.analysis.forecast.columns import WEEK, Days

HALF_LIFE = 100.0  # days
LEANING = 0.5  # average days
_USED_DAYS, _SPREAD_DAYS = 730, 84
_FEW = 2.0  # contacts per moment: fewer are averaged with those beside it
_HOLIDAY = WEEK
_WHOLE = 0.5  # of a day must be measured to tell its total


def day_totals(values: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Return contacts per day; of a day that was not measured whole, as its moments usually go."""
    if values.shape[1] == 1:
        return values[:, 0]
    known, came = np.isfinite(values), np.nan_to_num(values)
    usual = came.sum(axis=0) / np.maximum(known.sum(axis=0), 1) + 1e-6
    share = (usual * known).sum(axis=1) / (usual * (known | ~closed)).sum(axis=1).clip(1e-9)
    whole = known.any(axis=1) & (share >= min(_WHOLE, float(share.max())))
    return np.where(whole, came.sum(axis=1) / np.where(whole, share, 1.0), np.nan)


def divide_days(
    values: np.ndarray, totals: np.ndarray, closed: np.ndarray, days: Days
) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of every moment of the days ahead, and its own relative variance."""
    known = len(values)
    group = np.where(days.public, _HOLIDAY, days.weekday)
    used = np.isfinite(totals) & (totals > 0) & (np.isfinite(values) | closed[:known]).all(axis=1)
    used &= np.arange(known) >= known - _USED_DAYS
    past = np.flatnonzero(used if used.any() else np.isfinite(totals))
    matrix, total = np.nan_to_num(values[past]), totals[past]
    here = (group[past] == np.arange(WEEK + 1)[:, None]) * 0.5 ** ((known - past) / HALF_LIFE)
    slots, all_day = here @ matrix, here @ total
    if not all_day[_HOLIDAY]:
        slots[_HOLIDAY], all_day[_HOLIDAY] = slots[WEEK - 1], all_day[WEEK - 1]
    lean = LEANING * float(np.median(total))
    pool = slots.sum(axis=0) / max(float(all_day.sum()), 1e-9)
    expected = (slots + lean * pool) / np.maximum(all_day + lean, 1e-9)[:, None] * total.mean()
    beside = np.pad(np.minimum(expected, _FEW), ((0, 0), (1, 1)), mode="edge")
    smooth = (beside[:, :-2] + beside[:, 1:-1] + beside[:, 2:]) / 3
    expected = np.where(expected < _FEW, (expected + smooth) / 2, expected) + 1e-9
    shares = expected[group] * ~closed
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1e-12)
    last = past >= known - _SPREAD_DAYS
    return shares[known:], _own_variance(matrix[last], total[last], shares[past[last]])


def _own_variance(matrix: np.ndarray, total: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Relative variance of each moment given its day, beyond chance; leaning on all moments."""
    expected = total[:, None] * shares
    squares = expected**2
    size = np.minimum((matrix - expected) ** 2, 25 * np.maximum(expected, 1) + squares)
    size -= expected * (1 - shares)
    pooled = float(size.sum() / max(squares.sum(), 1e-9))
    below = squares.sum(axis=0)
    each = np.where(below > 0, size.sum(axis=0) / np.maximum(below, 1e-9), pooled)
    return np.maximum(0.7 * each + 0.3 * pooled, 0.0)
