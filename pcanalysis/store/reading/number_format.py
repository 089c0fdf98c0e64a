"""What the number of a workbook cell stands for: a date, a time, a percentage or itself.

The number format of the cell says it. A date is a count of days since 1900 (or 1904) in which the
year 1900 wrongly has a 29 February, as every spreadsheet program counts.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from pcanalysis.store.reading.grid import Broken, Percent

BUILTIN = {
    **dict.fromkeys(("9", "10"), "0%"),
    **dict.fromkeys(("14", "15", "16", "17"), "d-m-yy"),
    **dict.fromkeys(("18", "19", "20", "21", "45", "47"), "h:mm"),
    "22": "d-m-yy h:mm",
    "46": "[h]:mm:ss",
}  # numbers of formats that no workbook writes down
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]")
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].|am/pm|a/p|general|standaard')
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_DAY_MS = 86_400_000
_LAST_DAY = 2_958_465  # 31-12-9999


def kind_of_format(code: str) -> str:
    """Return what a number format shows: number, percent, date, time, datetime or elapsed.

    Examples
    --------
    >>> kind_of_format("dd-mm-yyyy"), kind_of_format('0.0"%"'), kind_of_format("[h]:mm")
    ('date', 'number', 'elapsed')
    """
    if _ELAPSED.search(code.lower()):
        return "elapsed"
    bare = _LITERAL.sub("", code.lower())
    clock = bool(set(bare) & set("hs"))
    if set(bare) & set("dy") or ("m" in bare and not clock):
        return "datetime" if clock else "date"
    return "time" if clock else "percent" if "%" in bare else "number"


def meaning(text: str, kind: str, *, from_1904: bool) -> Any:
    """Return the value of a number as its cell shows it, or :class:`Broken` when there is none."""
    number = float(text) if len(text) < 400 and _NUMBER.fullmatch(text) else float("inf")
    if number in {float("inf"), float("-inf")}:
        return Broken("cell_error", text)
    if kind == "percent":
        return Percent(number)
    if kind == "number":
        return int(number) if number.is_integer() else number
    return _moment(number, kind, from_1904) or Broken("cell_error", text)


def _moment(number: float, kind: str, from_1904: bool) -> Any:
    """Return a date, a time or both; a stretch of a day or more as text; None if impossible."""
    if not 0 <= number < _LAST_DAY + 1 - 1462 * from_1904:
        return None
    days, ms = divmod(round(number * _DAY_MS), _DAY_MS)
    if days and (kind == "elapsed" or number < 1):
        minutes, seconds = divmod(round(number * 86_400), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if days == 0 and (kind in {"elapsed", "time"} or (kind == "datetime" and ms)):
        return (dt.datetime(1900, 1, 1) + dt.timedelta(milliseconds=ms)).time()
    if from_1904:
        days += 1462
    if days in {0, 60}:  # 0 January and 29 February 1900 never were
        return None
    moment = dt.datetime(1899, 12, 30 + (days < 60)) + dt.timedelta(days=days, milliseconds=ms)
    return moment.date() if kind == "date" and not ms else moment


def iso_moment(text: str) -> Any:
    """Return the date, or date and time, that a cell of the strict format spells out."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return Broken("cell_error", text)
    return moment if moment.time() != dt.time() else moment.date()
