"""At which moment an interval started, on the clock of Europe/Amsterdam.

In spring the clock skips an hour; in autumn it shows one hour twice. Of two rows that show the same
time in that hour, the first in the file is summer time.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from pcanalysis.store.reading.grid import Broken, Column, Mask, Percent, Unreadable, is_empty
from pcanalysis.store.reading.spellings import fold, spellings

ZONE = ZoneInfo("Europe/Amsterdam")
DAY = 1440  # minutes
_HOUR = dt.timedelta(hours=1)
_CLOCK = re.compile(spellings()["dates"]["clock"], re.ASCII | re.IGNORECASE | re.VERBOSE)
_UNTIL = re.compile(r" ?(?:[-–—]|t/m|tot en met|tot|to|until) ?", re.IGNORECASE)
_FRACTION = re.compile(r"\d{1,2}([.,]\d{1,2})", re.ASCII)  # 8.25 is 8:25, or a quarter past eight
_COUNTED = ("kwartier", "halfuur", "blok", "slot", "interval")  # 8 may be the eighth of the day


class Times(NamedTuple):
    """What a column of times says."""

    minutes: npt.NDArray[np.int32]  # since midnight; 1440 = the next midnight, -1 = none
    length: int | None  # minutes, where all printed intervals (08:00-08:15) have the same
    wrong: Mask


class Moments(NamedTuple):
    """When every row starts."""

    start: npt.NDArray[np.datetime64]  # [us], UTC; NaT without a day
    nonexistent: Mask  # in the hour that the clock skips; read as if it had not
    third: Mask  # the same key a third time at a moment that occurs twice


def parse_clock(text: str) -> int:
    """Return the minutes since midnight of 08:30, 8:5, 08.30, 8u30, 8:30:00, 8.30 PM or 24:00.

    Seconds are rounded, then left out.

    Raises
    ------
    Unreadable
        If this is no time.

    Examples
    --------
    >>> parse_clock("8u30"), parse_clock("23:59:59,1")
    (510, 1439)
    """
    found = _CLOCK.fullmatch(text.strip())
    if not found or not (found[2] or found[5] or found[6]):
        raise Unreadable("invalid_time")
    hour, minute = int(found[1]), int(found[3] or 0)
    if found[2] == "." and len(found[3]) == 1:  # 8.5 is half past eight to some
        raise Unreadable("invalid_time")
    if found[6]:
        if not 1 <= hour <= 12:
            raise Unreadable("invalid_time")
        hour = hour % 12 + (12 if found[6] in "pP" else 0)
    return _minutes(hour, minute, float((found[4] or "0").replace(",", ".")))


def read_times(column: Column) -> Times:
    """Read a column of times, or of intervals by their start. An empty cell has no time."""
    used = [column.cells.values[at] for at in column.cells.first_rows()]
    ends = [end for cell in used for end in _ends(cell)]
    written = [digits for end in ends if (digits := _unsigned(end))]
    parts = {found[1] for e in ends if isinstance(e, str) and (found := _FRACTION.fullmatch(e))}
    tenths = any(part[0] == "," or len(part) < 3 or part > ".59" for part in parts)
    tenths |= len(parts) > 1 and parts <= {".00", ".25", ".50"}
    compact = any(len(digits) > 2 for digits in written)  # 830, 0015
    counted = any(word in fold(column.header) for word in _COUNTED)
    hours = not compact and not counted and all(int(digits) < 24 for digits in written)

    def moment(cell: Any) -> int:
        if digits := _unsigned(cell):
            if compact and len(digits) <= 4:
                return _minutes(int(digits[:-2] or 0), int(digits[-2:]), 0)
            if hours:
                return _minutes(int(digits), 0, 0)
        if tenths and isinstance(cell, str) and re.fullmatch(r"\d{1,2}\.[0-5]\d", cell.strip()):
            raise Unreadable("decimal_hours")
        return _typed(cell)

    def interval(cell: Any) -> tuple[int, int]:
        ends = _ends(cell)
        if is_empty(cell):
            return -1, 0
        if len(ends) != 2:
            return moment(cell), 0
        start, end = (moment(part) for part in ends)
        length = ((end or DAY) - start) % DAY
        if start > end > 0 and length > DAY // 2:  # 09:00-08:30; a night may pass midnight
            raise Unreadable("invalid_time")
        return start, length + 1 if length % 5 == 4 else length  # 08:00-08:14 ends at 08:15

    said, wrong = column.read(interval)
    lengths = {said[at][1] for at in column.cells.first_rows() if said[at]} - {0}
    minutes = column.cells.spread([one[0] if one else -1 for one in said], np.int32)
    return Times(minutes, lengths.pop() if len(lengths) == 1 else None, wrong)


def interval_minutes(minutes: npt.NDArray[np.int32]) -> int:
    """Return the length of the intervals that start at these minutes: 60 at most, or a whole day.

    Examples
    --------
    >>> interval_minutes(np.array([480, 495, 525])), interval_minutes(np.array([0, 0]))
    (15, 1440)
    """
    within = np.flatnonzero(np.bincount(minutes[minutes > 0] % DAY))
    return math.gcd(60, *within.tolist()) if within.any() else DAY


def localize(
    days: npt.NDArray[np.datetime64],
    minutes: npt.NDArray[np.int32],
    keys: npt.NDArray[np.int_],
    folds: npt.NDArray[np.int8] | None = None,
) -> Moments:
    """Place local days and minutes in time.

    Parameters
    ----------
    days, minutes
        Per row: the local day, and minutes since its midnight (-1 counts as 0).
    keys
        Per row: what can occur once at a moment, such as the number of its channel.
    folds
        Per row: 0 the first, 1 the second of the hour that occurs twice, -1 unknown: then rows
        with equal key and local time follow in file order.
    """
    known = ~np.isnat(days)
    numbers = np.where(known, days.astype("datetime64[D]").astype(np.int64), 0)
    local = numbers * DAY + np.maximum(minutes, 0)
    day, begun = pd.factorize(numbers)
    ahead, changes = _ahead(begun), _ahead(begun) != _ahead(begun + 1)  # that day
    start, order = 60 * local - ahead[day], np.zeros_like(local)
    skipped = np.zeros(len(days), dtype=bool)
    rows = np.flatnonzero(known & changes[day])
    at, moments = pd.factorize(local[rows])
    clock = pd.DatetimeIndex(moments.astype("datetime64[m]").astype("datetime64[us]"))
    early, late = (
        clock.tz_localize(ZONE, ambiguous=np.full(len(clock), first), nonexistent=_HOUR)
        for first in (True, False)
    )
    lost = (early == late) & clock.tz_localize(ZONE, ambiguous="NaT", nonexistent="NaT").isna()
    skipped[rows] = lost[at]
    twice = rows[np.asarray(early != late)[at]]
    order[twice] = _order(local[twice], keys[twice])
    if folds is not None:
        unsaid, stated = twice[folds[twice] < 0], twice[folds[twice] >= 0]
        order[unsaid] = _order(local[unsaid], keys[unsaid])
        order[stated] = folds[stated]
    start[rows] = np.where(order[rows] > 0, *(_utc(one)[at] for one in (late, early)))
    utc = start.astype("datetime64[s]").astype("datetime64[us]")
    utc[~known] = np.datetime64("NaT")
    return Moments(utc, skipped, order > 1)


def _ahead(days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return how many seconds the clock is ahead of UTC when each day begins."""
    midnights = pd.DatetimeIndex(days.astype("datetime64[D]").astype("datetime64[us]"))
    placed = midnights.tz_localize(ZONE, ambiguous=np.ones(len(days), bool), nonexistent=_HOUR)
    return 60 * DAY * days - _utc(placed)


def _utc(moments: pd.DatetimeIndex) -> npt.NDArray[np.int64]:
    return np.asarray(moments.tz_convert(None).to_numpy("datetime64[s]").astype(np.int64))


def _minutes(hour: int, minute: int, second: float) -> int:
    """Return the minutes since midnight; 24:00 is the next midnight."""
    if minute > 59 or second >= 60 or 60 * hour + minute + second / 60 > DAY:
        raise Unreadable("invalid_time")
    return (3600 * hour + 60 * minute + math.floor(second + 0.5)) // 60


def _ends(cell: Any) -> list[Any]:
    return _UNTIL.split(cell.strip()) if isinstance(cell, str) else [cell]


def _unsigned(cell: Any) -> str:
    """Return the digits of a cell that holds nothing else, or ""."""
    if isinstance(cell, float) and not isinstance(cell, Percent) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip() if isinstance(cell, str | int) else ""
    return text if text.isascii() and text.isdigit() and len(text) < 5 else ""


def _typed(cell: Any) -> int:
    """Return the minutes since midnight of a cell that is not just digits."""
    if isinstance(cell, Broken):
        raise Unreadable(cell.code)
    if isinstance(cell, str):
        return parse_clock(cell)
    if isinstance(cell, dt.datetime | dt.time):
        return _minutes(cell.hour, cell.minute, cell.second + cell.microsecond / 1e6)
    if isinstance(cell, float) and not isinstance(cell, Percent) and 0 <= cell < 1:
        return math.floor(cell * 86400 + 0.5) // 60  # a fraction of a day
    raise Unreadable("invalid_time")


def _order(local: npt.NDArray[np.int64], keys: npt.NDArray[np.int_]) -> npt.NDArray[np.int64]:
    """Return how many rows before each row have its local time and key."""
    _, key = np.unique(keys, return_inverse=True)
    pairs = local * (key.max(initial=0) + 1) + key
    sorting, ranks = np.argsort(pairs, kind="stable"), np.arange(len(pairs))
    new = np.diff(pairs[sorting], prepend=-1) != 0
    result = np.empty_like(ranks)
    result[sorting] = ranks - np.maximum.accumulate(np.where(new, ranks, 0))
    return result
