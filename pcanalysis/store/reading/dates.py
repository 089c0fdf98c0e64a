"""Which day, week, month, quarter or year each cell of a column means.

Days are read day first, unless the column proves or the card states another order. A year of two
digits lies between 1969 and 2068. Weeks are ISO weeks; a period is known by its first day. The ways
of writing stand in ``spellings.toml``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pcanalysis.model.calendar import public_holiday
from pcanalysis.store.reading.clock import ZONE, parse_clock
from pcanalysis.store.reading.grid import Broken, Column, Mask, Percent, Unreadable, is_empty, shown
from pcanalysis.store.reading.spellings import canonical, fold, spellings

YEARS = range(1900, 2101)
_LONGEST = 60  # characters; no date is longer
_SERIAL_START = dt.date(1899, 12, 30)  # day 0 of spreadsheets, for days from 1 March 1900 on
_MOMENT = re.compile(spellings()["dates"]["moment"], re.ASCII | re.VERBOSE)
_FIRST_DAYS = (  # kind of period, in its header, whether it can start on a day
    ("W", "week", lambda day: day.weekday() == 0),
    ("Q", "kwartaal|quarter", lambda day: day.day == 1 and day.month % 3 == 1),
    ("M", "maand|month", lambda day: day.day == 1),
)


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """What a column of dates says: one element per row in every array."""

    start: npt.NDArray[np.datetime64]  # [D], first day of the period; NaT = empty or wrong
    freq: str  # D, W, M, Q or Y
    minute: npt.NDArray[np.int32] | None  # since midnight, where cells hold a time; -1 = none
    fold: npt.NDArray[np.int8] | None  # of the hour that occurs twice: 0, 1 or -1 = unknown
    wrong: Mask


class _Said(NamedTuple):
    """What a distinct cell says, before the order of its column is known."""

    kind: str  # D, W, M, Q, Y
    parts: Mapping[str, str]  # named groups of its form
    time: str | None = None
    zone: str | None = None


class _Start(NamedTuple):
    """When a distinct cell starts."""

    day: dt.date
    minute: int
    fold: int
    kind: str


def read_days(column: Column, dialect: Mapping[str, str], *, today: dt.date | None) -> Days:
    """Read a column of days or other periods.

    Parameters
    ----------
    column, dialect
        The cells, and what the card states of them (``date_order``: dmy, mdy or ymd).
    today
        Later days are pointed out; None points out nothing.

    Returns
    -------
    Days
        A moment with an offset from UTC is told by the clock of Europe/Amsterdam.

    Raises
    ------
    DataRefused
        If the order contradicts itself, or periods of different length are mixed.
    """
    header = fold(column.header)
    said = [_understand(_text(cell), header) for cell in column.cells.values]
    rows = column.cells.first_rows()
    order = _settle_order(column, said, rows, dialect)
    months = {at: one.parts for at in rows if (one := said[at]) and one.kind == "M"}
    over = [at for at, parts in months.items() if int(parts.get("m", 1)) > 12]
    if len(over) > 1:
        column.refuse(rows[over[0]], "weeks_or_months")

    later = 1462 * column.notes.from_1904

    def place(cell: Any, one: _Said | None) -> _Start | None:
        if one and "serial" in one.parts:
            one = one._replace(parts={**one.parts, "serial": str(int(one.parts["serial"]) + later)})
        if one is None and not is_empty(cell):
            unknown = "invalid_week" if "week" in header else "invalid_date"
            raise Unreadable(cell.code if isinstance(cell, Broken) else unknown)
        return one and _place(one, order)

    starts, wrong = column.read(place, said)
    start = column.cells.spread([one and one.day for one in starts], "datetime64[D]")
    start[wrong] = np.datetime64("NaT")
    minute = _where_told(column, [one.minute if one else -1 for one in starts], 1, np.int32)
    folds = _where_told(column, [one.fold if one else -1 for one in starts], 0, np.int8)
    kind = _settle_kind(column, starts, rows, header)
    _warn(column, said, start, today)
    return Days(start, kind, minute, folds, wrong)


def find_period(text: str, header: str, kinds: str = "WQM") -> tuple[str, dt.date] | None:
    """Return kind and first day of what a cell says; None if it is no such period."""
    said = _understand(_text(text), fold(header))
    day = _day(said.parts, "dmy") if said and said.kind in kinds else None
    return (said.kind, day) if said and day else None


def _where_told(column: Column, told: list[int], least: int, kind: type) -> Any:
    """Return what is told of every row; None when no row is told as much as the least."""
    if max(told, default=-1) < least:
        return None
    rows = column.cells.spread(told, kind)
    return rows if (rows >= least).any() else None


def missing_days(days: npt.NDArray[np.datetime64]) -> list[tuple[dt.date, dt.date, int]]:
    """Return the gaps in a daily series: first day, last day, and days missing.

    A weekend day that is mostly absent is not expected, nor is a Dutch public holiday, nor another
    day of the week that had three chances or more. No gap is claimed of fewer than three days, nor
    when less than half of the expected days are there.

    Examples
    --------
    >>> missing_days(np.array(["2024-04-01", "2024-04-02", "2024-04-05"], dtype="datetime64[D]"))
    [(datetime.date(2024, 4, 3), datetime.date(2024, 4, 4), 2)]
    """
    seen = np.unique(days[~np.isnat(days)])
    if len(seen) < 3:
        return []
    span = np.arange(seen[0], seen[-1] + 1)
    present = np.isin(span, seen)
    weekday = (span.astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday
    chances, came = np.bincount(weekday, minlength=7), np.bincount(weekday[present], minlength=7)
    closed = (2 * came < chances) & ((np.arange(7) > 4) | (chances >= 3))
    expected = present | ~closed[weekday]
    if 2 * present.sum() < expected.sum():
        return []
    for at in np.flatnonzero(expected & ~present):
        expected[at] = public_holiday(span[at].item()) is None
    span, absent = span[expected], ~present[expected]
    edges = np.flatnonzero(np.diff(absent.astype(np.int8), prepend=0, append=0)).tolist()
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(span[first].item(), span[end - 1].item(), end - first) for first, end in pairs]


def _text(cell: Any) -> str:
    """Return a cell as the text of a date: lower case, single spaces; "" when it cannot be one."""
    if cell is None or isinstance(cell, bool | Percent | Broken | dt.time):
        return ""
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "milliseconds")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).casefold().split())


def _understand(text: str, header: str) -> _Said | None:
    """Return what the text of a date says; None when it says nothing."""
    if len(text) > _LONGEST:
        return None
    moment = _MOMENT.fullmatch(text) if " " in text or "t" in text else None
    found = _find_form(moment["day"] if moment else text, header)
    if not found or not moment:
        return found
    return found._replace(time=moment["time"], zone=moment["zone"]) if found.kind == "D" else None


@lru_cache(maxsize=2**15)
def _find_form(text: str, header: str) -> _Said | None:
    """Return what a text without a time says, in the first form that fits."""
    first, _, rest = text.partition(" ")
    weekday, nth = (
        "" if text[:1].isdigit() else canonical(subject).get(fold(first), "")
        for subject in ("weekdays", "ordinals")
    )
    text = f"{nth} {rest}" if nth else rest if weekday else text
    for kind, form in _forms(header):
        if found := form.fullmatch(text):
            parts = {**found.groupdict(), "weekday": weekday}
            return _Said(kind, {name: part for name, part in parts.items() if part})
    return None


@cache
def _forms(header: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the kinds and shapes that can stand under a header (folded)."""
    dates, months = spellings()["dates"], [name for name in canonical("months") if name.isalpha()]
    words = {**dates["words"], "MONTH": f"(?P<name>{'|'.join(months)})"}
    return [
        (kind, re.compile(re.sub("[A-Z]{3,}", lambda word: words[word[0]], shape), re.ASCII))
        for kind, needed, shape in dates["forms"]
        if re.search(needed, header)
    ]


def _settle_order(
    column: Column, said: list[_Said | None], rows: dict[int, int], dialect: Mapping[str, str]
) -> str:
    """Return dmy, mdy or ymd: what the card states, else what the dates of the column prove."""
    if stated := dialect.get("date_order"):
        return stated
    open_: list[int] = []
    proofs: dict[str, list[int]] = {"dmy": [], "mdy": []}
    either = {at: one.parts for at in rows if (one := said[at]) and "a" in one.parts}
    for at, parts in either.items():
        a, b = int(parts["a"]), int(parts["b"])
        order = "dmy" if a > 12 or b < 13 else "mdy"
        if max(a, b) > 12 and _day(parts, order):
            proofs[order].append(at)
        elif max(a, b) < 13 and parts.get("s") == "/" and a != b and _day(parts, order):
            open_.append(at)
    proven = [found[0] for found in proofs.values() if found]
    typed = [at for at in rows if isinstance(column.cells.values[at], dt.date)]
    halved = len(either) == sum(map(len, proofs.values())) > 0
    if typed and halved and all(column.cells.values[at].day < 13 for at in typed):
        proven.append(typed[0])  # a spreadsheet took days for months, and left the rest as text
    first, *others = sorted(proven, key=lambda at: rows[at]) or [-1]
    if others:
        other, line = shown(column.cells.values[first]), int(column.lines[rows[first]])
        column.refuse(rows[others[0]], "date_format_conflict", other=other, other_line=line)
    order = "mdy" if proofs["mdy"] else "dmy"
    if first < 0:
        column.warn(np.isin(column.cells.codes, open_), "ambiguous_date")
        return order
    column.notes.evidence[f"order of {column.name}"] = (
        f"{order}: shown by line {column.lines[rows[first]]}"
    )
    if order == "mdy":
        example = shown(column.cells.values[first])
        column.warn(np.isin(column.cells.codes, [*either]), "month_first_dates", example=example)
    return order


def _day(parts: Mapping[str, str], order: str) -> dt.date | None:
    """Return the first day of the period with these parts; None when there is no such day."""
    year, month, day = parts.get("y", "1900"), parts.get("m", "1"), parts.get("d", "1")
    if "a" in parts:
        month, day = (parts["a"], parts["b"])[:: 1 if order == "mdy" else -1]
        if order == "ymd" and len(year) == 2:
            year, month, day = parts["a"].zfill(2), parts["b"], year
    if "name" in parts:
        month = canonical("months")[parts["name"]]
    if "q" in parts:
        month = str(3 * int(parts["q"]) - 2)
    number = int(year) + (0 if len(year) == 4 else 1900 if int(year) > 68 else 2000)
    try:
        if "serial" in parts:
            found = _SERIAL_START + dt.timedelta(days=int(parts["serial"]))
        elif "w" in parts:
            found = dt.date.fromisocalendar(number, int(parts["w"]), int(parts.get("wd", 1)))
        else:
            found = dt.date(number, int(month), int(day))
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _place(said: _Said, order: str) -> _Start:
    """Return when a cell starts, on the clock of Europe/Amsterdam."""
    day = _day(said.parts, order)
    if day is None:
        raise Unreadable("invalid_week" if "w" in said.parts else "invalid_date")
    if said.parts.get("weekday", str(day.isoweekday())) != str(day.isoweekday()):
        raise Unreadable("wrong_weekday", date=str(day))
    minute = parse_clock(said.time) if said.time else -1
    if part := said.parts.get("part"):
        minute = int(float(f"0.{part}") * 86400 + 0.5) // 60
    if said.zone is None:
        return _Start(day, minute, -1, said.kind)
    try:
        offset = spellings()["dates"]["zones"].get(said.zone, said.zone)
        midnight = dt.datetime.fromisoformat(f"{day}T00:00{offset}")
    except ValueError:
        raise Unreadable("invalid_time") from None
    local = (midnight + dt.timedelta(minutes=minute)).astimezone(ZONE)
    return _Start(local.date(), 60 * local.hour + local.minute, local.fold, "D")


def _warn(
    column: Column,
    said: list[_Said | None],
    start: npt.NDArray[np.datetime64],
    today: dt.date | None,
) -> None:
    """Point out years of two digits, day numbers of a spreadsheet, and days after today."""
    for part, digits, code in (("y", 2, "two_digit_year"), ("serial", 5, "serial_dates")):
        marked = [
            one and one.kind == "D" and len(one.parts.get(part, "")) == digits for one in said
        ]
        if not any(marked):
            continue
        rows = column.cells.spread(marked, np.bool_) & ~np.isnat(start)
        if rows.any():
            day = str(start[column.first(rows)])
            column.warn(rows, code, date=day, year=day[:4])
    if today is not None:
        column.warn(start > np.datetime64(today), "future_date")


def _settle_kind(
    column: Column, starts: list[_Start | None], rows: dict[int, int], header: str
) -> str:
    """Return the one kind of period of the column; first days of a period count as the period."""
    found = [(row, start) for at, row in rows.items() if (start := starts[at])]
    for row, start in found:
        if start.kind != found[0][1].kind:
            both = f"{shown(column.cells[found[0][0]])} / {shown(column.cells[row])}"
            column.refuse(row, "mixed_periods", found=both)
    days = [start.day for _, start in found if start.kind == "D" and start.minute < 1]
    for kind, words, is_first in _FIRST_DAYS:
        if re.search(words, header) and 1 < len(days) == len(found) and all(map(is_first, days)):
            return kind
    return found[0][1].kind if found else "D"
