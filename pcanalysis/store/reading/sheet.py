"""Which cells one sheet of a workbook holds.

Only cells that hold something are kept, and each distinct one once: a sheet costs what is in it,
not what it spans. The number format of a cell says what its number stands for. A date is a count of
days since 1900 (or 1904) in which the year 1900 wrongly has a 29 February, as every spreadsheet
program counts.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from array import array
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import numpy as np

from pcanalysis.store.reading.archive import Archive, Attributes, Listener
from pcanalysis.store.reading.grid import (
    MAX_CELLS,
    MAX_COLUMNS,
    Broken,
    Cells,
    Grid,
    Percent,
    is_empty,
)
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.spellings import spellings

MAX_FILLED = 2_000_000  # cells of a sheet
MAX_DISTINCT = 500_000  # cells
MAX_MERGED = 200_000  # cells
MAX_REMEMBERED = 100_000  # cells that need not be read again
LAST_ROW, LAST_COLUMN = 1_048_576, 16_383
TRUTH = {"1": True, "true": True, "0": False, "false": False}
# Numbers of formats that no workbook writes down.
BUILTIN = {number: code for code, numbers in spellings()["formats"].items() for number in numbers}
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
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
    signs = set(_LITERAL.sub("", code.lower()))
    clock = bool(signs & set("hs"))
    if signs & set("dy") or ("m" in signs and not clock):
        return "datetime" if clock else "date"
    return "time" if clock else "percent" if "%" in signs else "number"


def meaning(text: str, kind: str, *, from_1904: bool) -> Any:
    """Return the value of a number as its cell shows it, or :class:`Broken` when there is none."""
    number = float(text) if len(text) < 400 and _NUMBER.fullmatch(text) else math.inf
    if math.isfinite(number):
        if kind == "percent":
            return Percent(number)
        if kind == "number":
            return int(number) if number.is_integer() else number
        if 0 <= number < _LAST_DAY + 1 - 1462 * from_1904:
            return _moment(number, kind, 1462 * from_1904) or Broken("cell_error", text)
    return Broken("cell_error", text)


def _moment(number: float, kind: str, later: int) -> Any:
    """Return a date, a time or both; a stretch of a day or more as text; None if impossible."""
    days, ms = divmod(round(number * _DAY_MS), _DAY_MS)
    if days and (kind == "elapsed" or number < 1):
        minutes, seconds = divmod(round(number * 86_400), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if not days and (kind in {"elapsed", "time"} or (kind == "datetime" and ms)):
        return (dt.datetime(1900, 1, 1) + dt.timedelta(milliseconds=ms)).time()
    days += later
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


@dataclass(slots=True)
class Book:
    """What a workbook says about its sheets."""

    archive: Archive
    sheets: dict[str, str] = field(default_factory=dict)  # name → part
    hidden: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)  # that cells point to
    styles: list[str] = field(default_factory=list)  # idem: kinds of number
    from_1904: bool = False
    stale: bool = False  # the formulas were left to whoever opens it: a 0 is no answer


@cache
def _column(letters: str) -> int:
    """Return the position of a column, from 0: A is 0, XFD is 16383; -1 for what is none."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64 if "A" <= letter <= "Z" else -(10**9)
    return number - 1 if len(letters) <= 3 else -1


def _place(reference: str) -> tuple[int, int]:
    """Return row (from 1) and column (from 0) of a reference such as B7; 0 and -1 for none."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]), _column(found[1])) if found else (0, -1)


def _is_hidden(attributes: Attributes, size: str) -> bool:
    """Whether a row or column is hidden, or made so small that nobody sees it."""
    return TRUTH.get(attributes.get("hidden", ""), False) or attributes.get(size) == "0"


class Sheet(Listener):
    """Hears a sheet and keeps its cells, row by row."""

    def __init__(self, book: Book, part: str) -> None:
        super().__init__(book.archive)
        self.book, self.part = book, part
        self.values: list[Any] = [None]
        self.lines, self.hidden = array("i"), array("i")
        self._unseen: list[tuple[int, int]] = []  # first and last column, from 1
        self._known: dict[tuple[type, Any], int] = {}  # cell → position in values
        self._code = lru_cache(MAX_REMEMBERED)(self._code_of)
        self._rows, self._columns, self._codes = array("i"), array("i"), array("i")
        self._merged: list[tuple[int, int, int, int]] = []  # first row, column; last row, column
        self._row: dict[int, int] = {}  # column → position in values
        self._line, self._digits, self._at = 0, "0", -1
        self._cell: Attributes = {}
        self._formula: str | None = None  # where it stands
        self._is_hidden = False
        self.starts |= {"row": self._begin_row, "c": self._begin_cell, "v": self.hear}
        self.starts |= {
            "f": self._begin_formula,
            "mergeCell": self._merge,
            "col": self._set_columns,
        }
        self.ends |= {"c": self._end_cell, "row": self._end_row}

    def _begin_row(self, attributes: Attributes) -> None:
        self._digits = attributes.get("r") or str(self._line + 1)
        line = _place("A" + self._digits)[0]
        if not self._line < line <= LAST_ROW:
            self.archive.damaged(self.part)
        self._line, self._at, self._row = line, -1, {}
        self._is_hidden = _is_hidden(attributes, "ht")

    def _set_columns(self, attributes: Attributes) -> None:
        ends = attributes.get("min", ""), attributes.get("max", "")
        if _is_hidden(attributes, "width") and all(e.isdecimal() and len(e) < 6 for e in ends):
            self._unseen.append((int(ends[0]), int(ends[1])))

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        at = _column(reference.removesuffix(self._digits)) if reference else self._at + 1
        if not self._at < at <= LAST_COLUMN:
            self.archive.damaged(self.part)
        self._at, self._cell, self._formula = at, attributes, None

    def _begin_formula(self, _: Attributes) -> None:
        self._formula = self._cell.get("r", "")

    def _end_cell(self) -> None:
        said, text = self._cell, self.take()
        if text or self._formula is not None:
            code = self._code(said.get("t", "n"), said.get("s", "0"), text, self._formula)
            if code:
                self._row[self._at] = code

    def _code_of(self, kind: str, style: str, text: str, formula: str | None) -> int:
        """Return the position of a cell among the distinct ones; that of an empty one is 0."""
        value = self._value(kind, style, text, formula)
        if is_empty(value):
            return 0
        code = self._known.setdefault((type(value), value), len(self.values))
        if code == len(self.values):
            self.values.append(value)
        return code

    def _value(self, kind: str, style: str, text: str, formula: str | None) -> Any:
        if kind in {"str", "inlineStr"}:
            return text
        unanswered = None if formula is None else Broken("formula_without_value", formula)
        if not text.strip():
            return unanswered
        if kind == "s":
            return self._nth(self.book.texts, text)
        if kind == "d":
            return iso_moment(text)
        if kind in {"b", "e"}:
            return TRUTH.get(text if kind == "b" else "", Broken("cell_error", text))
        shows = self._nth(self.book.styles, style)
        value = meaning(text.strip(), shows, from_1904=self.book.from_1904)
        return unanswered if self.book.stale and unanswered and value == 0 else value

    def _nth(self, items: list[str], number: str) -> str:
        if not (number.isdecimal() and len(number) < 8 and int(number) < len(items)):
            self.archive.damaged(self.part)
        return items[int(number)]

    def _end_row(self) -> None:
        row, self._row = self._row, {}
        if not row:
            return
        if self._at >= MAX_COLUMNS and (found := max(row) + 1) > MAX_COLUMNS:
            facts = {"found": found, "limit": MAX_COLUMNS}
            self.archive.notes.refuse("too_many_columns", line=self._line, **facts)
        if self._is_hidden:
            self.hidden.append(self._line)
        self._rows.extend([len(self.lines)] * len(row))
        self._columns.extend(row)
        self._codes.extend(row.values())
        self.lines.append(self._line)
        full = len(self._codes) > MAX_FILLED or len(self.values) > MAX_DISTINCT
        self.archive.bound(full, f"{self.part}, > {MAX_DISTINCT} / {MAX_FILLED} ×")

    def _merge(self, attributes: Attributes) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        self._merged.append(_place(first) + _place(last or first))
        self.archive.bound(
            len(self._merged) > MAX_MERGED, f"{self.part}, > {MAX_MERGED} × mergeCell"
        )

    def grid(self, notes: Notes) -> Grid:
        """Return the cells as a grid, merged ranges filled with their first cell."""
        height = len(self.lines)
        width = max(self._columns, default=-1) + 1
        self.archive.bound(height * width > MAX_CELLS, f"{self.part}, {height} × {width}")
        codes = np.zeros((width, height), dtype=np.int32)
        codes[np.array(self._columns, dtype=int), np.array(self._rows, dtype=int)] = self._codes
        lines = np.array(self.lines, dtype=np.int32)
        merged = self._fill_merged(codes, lines)
        columns = []
        for column in codes:
            distinct, positions = np.unique(column, return_inverse=True)
            cells = [self.values[code] for code in distinct.tolist()]
            columns.append(Cells(cells, positions.astype(np.int32)))
        if self.hidden:
            notes.warning("hidden_rows", line=self.hidden[0], rows=len(self.hidden))
        grid = Grid(columns, lines, notes, merged, typed=True, unseen=self._unseen)
        return grid.without_long_cells()

    def _fill_merged(self, codes: Any, lines: Any) -> dict[tuple[int, int], Any]:
        """Give every cell of a merged range the value of its first; return all of them."""
        merged: dict[tuple[int, int], Any] = {}
        for top, left, bottom, end in self._merged:
            first, last = np.searchsorted(lines, [top, bottom + 1]).tolist()
            right = min(end, len(codes) - 1)
            size = max(last - first, 0) * (right - left + 1)
            if left < 0 or size < 2 or lines[first] != top or not (code := codes[left, first]):
                continue
            full = len(merged) + size > MAX_MERGED
            self.archive.bound(full, f"{self.part}, > {MAX_MERGED} × mergeCell")
            codes[left : right + 1, first:last] = code
            places = ((r, c) for r in range(first, last) for c in range(left, right + 1))
            merged |= dict.fromkeys(places, self.values[code])
        return merged
