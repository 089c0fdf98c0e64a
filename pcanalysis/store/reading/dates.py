"""Which day, week, month, quarter or year each cell of a column means.

Days are read day first, unless the column proves or the card states another order. A year of two
digits lies between 1969 and 2068. Weeks are ISO weeks; a period is known by its first day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pcanalysis.model.calendar import public_holiday
from pcanalysis.store.reading.clock import ZONE, parse_clock
from pcanalysis.store.reading.grid import Broken, Column, Mask, Percent, Unreadable, is_empty, shown
from pcanalysis.store.reading.spellings import canonical, fold, spellings

YEARS = range(1900, 2101)
_LONGEST = 60  # characters; no date is longer
_SERIAL_START = dt.datetime(1899, 12, 30)  # day 0 of spreadsheets, from 1 March 1900 on
_MOMENT = re.compile(
    r"(?P<day>.+?)(?:t|,? +)(?P<time>\d{1,2}[:.]\d\d(?:[:.]\d\d(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?)"
    r"(?: ?(?P<zone>z|utc|gmt|cet|cest|[-+]\d\d(?::?\d\d)?))?",
    re.ASCII,
)
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "cet": 60, "cest": 120}  # minutes ahead of UTC
_YEAR, _SHORT = r"(?P<y>\d{4})", r"'?(?P<y>\d{4}|\d\d)"
_NTH = "(?:e|ste|de|st|nd|rd|th)?"
_FORMS = (  # kind, header it needs, shape; the first that fits counts
    ("D", "", rf"{_YEAR}(?P<s>[-/. ])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})"),
    ("D", "", r"(?P<a>\d{1,2})(?P<s>[-/. ])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)"),
    ("D", "", r"(?P<y>(?:19|20|21)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>\d\d)"),
    ("D", "", r"(?P<a>\d\d)(?P<b>\d\d)(?P<y>(?:19|20|21)\d\d)"),
    ("D", "", rf"(?P<d>\d{{1,2}}){_NTH}[-/. ]*(?P<name>MONTH)\.?[-/., ]*{_SHORT}"),
    ("D", "", rf"(?P<name>MONTH)\.? ?(?P<d>\d{{1,2}}){_NTH},? {_YEAR}"),
    ("D", "", rf"{_YEAR}[-/ ](?P<name>MONTH)[-/ ](?P<d>\d{{1,2}})"),
    ("D", "", rf"{_YEAR}-?w(?P<w>\d\d)-(?P<wd>[1-7])"),
    ("W", "", rf"{_YEAR}[-/ ]*WEEK[-. ]*(?P<w>\d{{1,2}})"),
    ("W", "", rf"WEEK[-. ]*(?P<w>\d{{1,2}})[-/, ]+(?:van )?{_SHORT}"),
    ("W", "week", rf"{_YEAR}(?:[-/. ]|(?=\d\d$))(?P<w>\d{{1,2}})"),
    ("W", "week", rf"(?P<w>\d{{1,2}})[-/. ]{_YEAR}"),
    ("Q", "", rf"{_YEAR}[-/ ]*QUARTER[- ]*(?P<q>\d{{1,2}})"),
    ("Q", "", rf"QUARTER[- ]*(?P<q>\d)[-/, ]+(?:van )?{_SHORT}"),
    ("Q", "", rf"(?P<q>\d){_NTH}[- ]*QUARTER[-/, ]*(?:van )?{_SHORT}"),
    ("Q", "kwartaal|quarter", rf"{_YEAR}[-/. ](?P<q>\d)"),
    ("Q", "kwartaal|quarter", rf"(?P<q>\d)[-/. ]{_YEAR}"),
    ("M", "", rf"(?P<name>MONTH)\.?[-/, ]*{_SHORT}"),
    ("M", "", rf"{_YEAR}[-/. ]*(?P<name>MONTH)\.?"),
    ("M", "", rf"{_YEAR}(?:[-/. ]|-?mm?-?)(?P<m>\d{{1,2}})"),
    ("M", "", rf"(?P<m>\d{{1,2}})[-/. ]{_YEAR}"),
    ("M", "maand|month|period", rf"{_YEAR}(?P<m>\d\d)"),
    ("Y", "", rf"(?:jaar |year )?{_YEAR}"),
    ("D", "", r"(?P<serial>\d{5})(?:[.,](?P<part>\d+))?"),
)
_WORDS = {
    "WEEK": "(?:weeknummer|weeknr|week|wk|w)\\.?",
    "QUARTER": "(?:kwartaal|quarter|kw|k|q)\\.?",
}


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """What a column of dates says: one element per row in every array."""

    start: npt.NDArray[np.datetime64]  # [D], first day of the period; NaT = empty or wrong
    freq: str  # D, W, M, Q or Y
    minute: npt.NDArray[np.int32] | None  # since midnight, where cells hold a time; -1 = none
    fold: (
        npt.NDArray[np.int8] | None
    )  # of the hour that occurs twice: 0 first, 1 second, -1 unknown
    wrong: Mask


class _Said(NamedTuple):
    """What one distinct cell says, before the order of its column is known."""

    kind: str  # D, W, M, Q, Y
    parts: Mapping[str, str]  # groups of its form
    minute: int = -1
    zone: int | None = None  # minutes ahead of UTC


class _Start(NamedTuple):
    """When a distinct cell starts."""

    day: dt.date
    minute: int = -1
    fold: int = -1
    kind: str = "D"


@cache
def _forms(header: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the forms that can stand under a header (folded)."""
    months = "|".join(name for name in canonical("months") if not name.isdigit())
    words = {**_WORDS, "MONTH": f"(?:{months})"}
    forms = []
    for kind, needed, shape in _FORMS:
        if re.search(needed, header):
            spelled = re.sub("WEEK|QUARTER|MONTH", lambda word: words[word[0]], shape)
            forms.append((kind, re.compile(spelled, re.ASCII)))
    return forms


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
    said = [_attempt(cell, header) for cell in column.cells.values]
    order = _settle_order(column, said, dialect)
    following = iter(said)
    starts, wrong = column.read(lambda _: _start(next(following), order))
    days = np.array([one and one.day for one in starts], dtype="datetime64[D]")
    start = days[column.cells.codes]
    for flag, code in (("y", "two_digit_year"), ("serial", "serial_dates")):
        marked = [isinstance(one, _Said) and _is_marked(one, flag) for one in said]
        rows = np.array(marked, dtype=bool)[column.cells.codes] & ~wrong
        if rows.any():
            day = str(start[column.first(rows)])
            column.warn(rows, code, date=day, year=day[:4])
    if today is not None:
        column.warn(start > np.datetime64(today), "future_date")
    minute = _optional(column, [-1 if one is None else one.minute for one in starts], np.int32, 0)
    folds = _optional(column, [-1 if one is None else one.fold for one in starts], np.int8, -1)
    return Days(start, _settle_kind(column, starts, header), minute, folds, wrong)


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


def _attempt(cell: Any, header: str) -> _Said | Unreadable | None:
    """Return what a cell says; None when it is empty."""
    if is_empty(cell):
        return None
    if isinstance(cell, Broken):
        return Unreadable(cell.code)
    if isinstance(cell, dt.datetime):
        cell = cell.isoformat(" ", "milliseconds" if cell.tzinfo is None else "auto")
    elif isinstance(cell, dt.date):
        cell = cell.isoformat()
    elif isinstance(cell, float) and cell.is_integer() and not isinstance(cell, Percent):
        cell = int(cell)
    elif isinstance(cell, bool | Percent | dt.time):
        return Unreadable("invalid_date")
    text = " ".join(str(cell).casefold().split())
    try:
        return _said(text, header)
    except Unreadable as trouble:
        return trouble


def _said(text: str, header: str) -> _Said:
    """Return what the text of a date says, in lower case and with single spaces."""
    first, _, rest = text.partition(" ")
    if fold(first) in spellings()["weekdays"]["names"]:
        text = rest
    elif fold(first) in canonical("ordinals"):
        text = f"{canonical('ordinals')[fold(first)]} {rest}"
    moment = _MOMENT.fullmatch(text) if len(text) <= _LONGEST else None
    day = moment["day"] if moment else text
    for kind, form in _forms(header):
        found = form.fullmatch(day) if len(text) <= _LONGEST else None
        if found and not (moment and kind != "D"):
            parts = {name: part for name, part in found.groupdict().items() if part}
            if not moment:
                return _Said(kind, parts)
            return _Said(kind, parts, parse_clock(moment["time"]), _ahead(moment["zone"]))
    raise Unreadable("invalid_week" if "week" in header else "invalid_date")


def _ahead(zone: str | None) -> int | None:
    """Return the minutes ahead of UTC of Z, CET, +02:00 or +0200."""
    if zone is None or zone in _ZONES:
        return _ZONES[zone] if zone else None
    minutes = 60 * int(zone[1:3]) + int(zone[3:].lstrip(":") or 0)
    return -minutes if zone[0] == "-" else minutes


def _settle_order(
    column: Column, said: Sequence[_Said | Unreadable | None], dialect: Mapping[str, str]
) -> str:
    """Return dmy, mdy or ymd: what the card states, else what the dates of the column prove."""
    if stated := dialect.get("date_order"):
        return stated
    rows = column.cells.first_rows()
    proofs: dict[str, list[int]] = {"dmy": [], "mdy": [], "open": [], "any": []}
    for at in rows:
        one = said[at]
        if isinstance(one, _Said) and "a" in one.parts:
            orders = [order for order in ("dmy", "mdy") if _exists(one.parts, order)]
            slashed = one.parts.get("s") == "/" and one.parts["a"] != one.parts["b"]
            settled = len(orders) == 1
            proofs[orders[0] if settled else "open" if slashed else "any"].append(at)
    days_first, months_first = proofs["dmy"], proofs["mdy"]
    if days_first and months_first:
        first, second = sorted((days_first[0], months_first[0]), key=lambda at: rows[at])
        other, line = shown(column.cells.values[first]), int(column.lines[rows[first]])
        column.refuse(rows[second], "date_format_conflict", other=other, other_line=line)
    if months_first:
        every = np.isin(column.cells.codes, [at for found in proofs.values() for at in found])
        column.warn(every, "month_first_dates", example=shown(column.cells.values[months_first[0]]))
    elif not days_first:
        column.warn(np.isin(column.cells.codes, proofs["open"]), "ambiguous_date")
    order = "mdy" if months_first else "dmy"
    if proven := days_first or months_first:
        line = int(column.lines[rows[proven[0]]])
        column.notes.evidence[f"order of {column.name}"] = f"{order}: shown by line {line}"
    return order


def _exists(parts: Mapping[str, str], order: str) -> bool:
    """Whether there is such a day, read in this order."""
    try:
        _day(parts, order)
    except ValueError:
        return False
    return True


def _day(parts: Mapping[str, str], order: str) -> dt.date:
    """Return the first day of the period with these parts; ValueError when there is none."""
    if "serial" in parts:
        return (_SERIAL_START + dt.timedelta(days=int(parts["serial"]))).date()
    year, month, day = parts["y"], parts.get("m", "1"), parts.get("d", "1")
    if "a" in parts:
        month, day = (parts["a"], parts["b"])[:: 1 if order == "mdy" else -1]
        if order == "ymd" and len(year) == 2:
            year, month, day = parts["a"].zfill(2), parts["b"], year
    number = int(year) + (0 if len(year) == 4 else 1900 if int(year) > 68 else 2000)
    if "w" in parts:
        return dt.date.fromisocalendar(number, int(parts["w"]), int(parts.get("wd", 1)))
    if "name" in parts:
        month = canonical("months")[parts["name"]]
    if "q" in parts:
        month = str(3 * int(parts["q"]) - 2)
    return dt.date(number, int(month), int(day))


def _start(said: _Said | Unreadable | None, order: str) -> _Start | None:
    """Return when a cell starts, on the clock of Europe/Amsterdam."""
    if said is None:
        return None
    if isinstance(said, Unreadable):
        raise said
    try:
        day = _day(said.parts, order)
    except ValueError:
        raise Unreadable("invalid_week" if "w" in said.parts else "invalid_date") from None
    minute = said.minute
    if part := said.parts.get("part"):
        minute = int(float(f"0.{part}") * 86400 + 0.5) // 60
    if day.year not in YEARS:
        raise Unreadable("invalid_date")
    if said.zone is None:
        return _Start(day, minute, kind=said.kind)
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    local = (midnight + dt.timedelta(minutes=minute - said.zone)).astimezone(ZONE)
    return _Start(local.date(), 60 * local.hour + local.minute, local.fold)


def _is_marked(said: _Said, flag: str) -> bool:
    part = said.parts.get(flag, "")
    return said.kind == "D" and len(part) == (2 if flag == "y" else 5)


def _settle_kind(column: Column, starts: Sequence[_Start | None], header: str) -> str:
    """Return the one kind of period of the column; first days of a period count as the period."""
    found = [(row, start) for at, row in column.cells.first_rows().items() if (start := starts[at])]
    for row, start in found:
        if start.kind != found[0][1].kind:
            both = f"{shown(column.cells[found[0][0]])} / {shown(column.cells[row])}"
            column.refuse(row, "mixed_periods", found=both)
    days = [start.day for _, start in found if start.kind == "D" and start.minute < 1]
    for kind, words, is_first in (
        ("W", "week", lambda day: day.weekday() == 0),
        ("Q", "kwartaal|quarter", lambda day: day.day == 1 and day.month % 3 == 1),
        ("M", "maand|month", lambda day: day.day == 1),
    ):
        if re.search(words, header) and 1 < len(days) == len(found) and all(map(is_first, days)):
            return kind
    return found[0][1].kind if found else "D"


def _optional(column: Column, answers: list[int], kind: Any, least: int) -> npt.NDArray[Any] | None:
    """Return the answer of every row; None when no answer is above the least."""
    array = np.array(answers, dtype=kind)
    return array[column.cells.codes] if (array > least).any() else None
