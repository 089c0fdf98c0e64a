"""Which cells one sheet of a workbook holds.

Only cells that hold something are kept, and each distinct one once: a sheet costs what is in it,
not what it spans.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from pcanalysis.store.reading.archive import Archive
from pcanalysis.store.reading.grid import (
    MAX_CELLS,
    MAX_COLUMNS,
    Broken,
    Cells,
    Grid,
    is_empty,
    shown,
)
from pcanalysis.store.reading.number_format import iso_moment, meaning
from pcanalysis.store.reading.sheet_text import Texts
from pcanalysis.store.reading.xml_part import Attributes

MAX_FILLED = 2_000_000  # cells of a sheet
MAX_DISTINCT = 500_000  # cells
MAX_MERGED = 200_000  # cells
MAX_FAR = 1_000  # rows that reach past MAX_COLUMNS
MAX_REMEMBERED = 100_000  # cells that need not be read again
LAST_ROW, LAST_COLUMN = 1_048_576, 16_383
YES, NO = {"1", "true"}, {"0", "false"}
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


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


class Sheet(Texts):
    """Hears a sheet and keeps its cells, row by row."""

    def __init__(self, book: Book, part: str) -> None:
        super().__init__(book.archive)
        self.book, self.part = book, part
        self.values: list[Any] = [None]
        self.lines, self.hidden = array("i"), array("i")
        self._known: dict[type, dict[Any, int]] = {}
        self._read: dict[tuple[str, str, str], int] = {}  # type, style, text → position in values
        self._rows, self._columns, self._codes = array("i"), array("i"), array("i")
        self._far: dict[int, tuple[int, list[str]]] = {}  # line → last column, cells
        self._merged: list[tuple[int, int, int, int]] = []  # first row, column; last row, column
        self._row: dict[int, int] = {}  # column → position in values
        self._line, self._digits, self._at = 0, "0", -1
        self._cell: Attributes = {}
        self._formula = self._is_hidden = self._begun = False  # begun: a row of two cells was seen
        self.starts |= {
            "c": self._begin_cell,
            "row": self._begin_row,
            "v": self._begin_value,
            "f": self._begin_formula,
            "mergeCell": self._merge,
        }
        self.ends |= {"c": self._end_cell, "row": self._end_row}

    def _begin_row(self, attributes: Attributes) -> None:
        digits = attributes.get("r", "")
        line = _place("A" + digits)[0] if digits else self._line + 1
        if not self._line < line <= LAST_ROW:
            self.archive.damaged(self.part)
        self._line, self._digits, self._at = line, str(line), -1
        self._row = {}
        self._is_hidden = attributes.get("hidden") in YES

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if not reference:
            at = self._at + 1
        elif reference.endswith(self._digits):
            at = _column(reference[: -len(self._digits)])
        else:
            at = -1
        if not self._at < at <= LAST_COLUMN:
            self.archive.damaged(self.part)
        self._at, self._cell, self._formula = at, attributes, False

    def _begin_value(self, _: Attributes) -> None:
        self.hears = True

    def _begin_formula(self, _: Attributes) -> None:
        self._formula = True

    def _end_cell(self) -> None:
        said, text = self._cell, self.take()
        if not text and not self._formula:
            return
        key = (said.get("t", "n"), said.get("s", "0"), text)
        code = None if self._formula else self._read.get(key)
        if code is None:
            code = self._code(self._value(*key))
            if not self._formula and len(self._read) < MAX_REMEMBERED:
                self._read[key] = code
        if code:
            self._row[self._at] = code

    def _value(self, kind: str, style: str, text: str) -> Any:
        """Return what the cell holds that has just ended."""
        if kind in {"str", "inlineStr"}:
            return text
        unanswered = Broken("formula_without_value", self._cell.get("r", ""))
        if not text.strip():
            return unanswered if self._formula else None
        if kind == "e":
            return Broken("cell_error", text)
        if kind == "b":
            return text in YES if text in YES | NO else Broken("cell_error", text)
        if kind == "d":
            return iso_moment(text)
        if kind == "s":
            return self._nth(self.book.texts, text)
        shows = "number"
        if self.book.styles or style != "0":
            shows = self._nth(self.book.styles, style)
        value = meaning(text.strip(), shows, from_1904=self.book.from_1904)
        return unanswered if self.book.stale and self._formula and value == 0 else value

    def _nth(self, items: list[str], number: str) -> str:
        """Return what a cell points to."""
        if not (number.isdecimal() and len(number) < 8 and int(number) < len(items)):
            self.archive.damaged(self.part)
        return items[int(number)]

    def _code(self, value: Any) -> int:
        """Return the position of a cell among the distinct ones; that of an empty one is 0."""
        if is_empty(value):
            return 0
        known = self._known.setdefault(type(value), {})
        code = known.setdefault(value, len(self.values))
        if code == len(self.values):
            self.values.append(value)
        return code

    def _end_row(self) -> None:
        """Keep the cells of a row; set apart a row that reaches too far."""
        row, self._row = self._row, {}
        if not row:
            return
        if self._at >= MAX_COLUMNS and max(row) >= MAX_COLUMNS:
            self._set_apart(row)
            return
        self._begun = self._begun or len(row) > 1
        if self._is_hidden:
            self.hidden.append(self._line)
        self._rows.extend([len(self.lines)] * len(row))
        self._columns.extend(row)
        self._codes.extend(row.values())
        self.lines.append(self._line)
        if len(self._codes) > MAX_FILLED or len(self.values) > MAX_DISTINCT:
            self.archive.too_large(f"{self.part}, > {MAX_DISTINCT} / {MAX_FILLED} ×")

    def _set_apart(self, row: dict[int, int]) -> None:
        """Set apart a row that reaches too far; refuse the file if it is the header."""
        last = max(row)
        if len(row) > MAX_COLUMNS or (len(row) > 1 and not self._begun) or len(self._far) > MAX_FAR:
            self._too_wide(self._line, last)
        ends = [*range(MAX_COLUMNS), last]
        self._far[self._line] = last, [shown(self.values[row.get(at, 0)]) for at in ends]

    def _too_wide(self, line: int, last: int) -> None:
        facts = {"found": last + 1, "limit": MAX_COLUMNS}
        self.archive.notes.refuse("too_many_columns", line=line, **facts)

    def _merge(self, attributes: Attributes) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        self._merged.append(_place(first) + _place(last or first))
        if len(self._merged) > MAX_MERGED:
            self.archive.too_large(f"{self.part}, > {MAX_MERGED} × mergeCell")

    def grid(self) -> Grid:
        """Return the cells as a grid, merged ranges filled with their first cell."""
        notes, height = self.archive.notes, len(self.lines)
        width = max(self._columns, default=-1) + 1
        if height * width > MAX_CELLS:
            self.archive.too_large(f"{self.part}, {height} × {width}")
        if len(self._far) > height:
            line, (last, _) = next(iter(self._far.items()))
            self._too_wide(line, last)
        codes = np.zeros((width, height), dtype=np.int32)
        codes[np.array(self._columns, dtype=np.int32), np.array(self._rows, dtype=np.int32)] = (
            np.array(self._codes, dtype=np.int32)
        )
        lines = np.array(self.lines, dtype=np.int32)
        merged = self._fill_merged(codes, lines)
        columns = []
        for column in codes:
            distinct, positions = np.unique(column, return_inverse=True)
            cells = [self.values[code] for code in distinct.tolist()]
            columns.append(Cells(cells, positions.astype(np.int32)))
        if self.hidden:
            notes.warning("hidden_rows", line=self.hidden[0], rows=len(self.hidden))
        ragged = {line: cells for line, (_, cells) in self._far.items()}
        return Grid(columns, lines, notes, merged, ragged, typed=True).without_long_cells()

    def _fill_merged(self, codes: Any, lines: Any) -> dict[tuple[int, int], Any]:
        """Give every cell of a merged range the value of its first; return all of them."""
        merged: dict[tuple[int, int], Any] = {}
        for top, left, bottom, end in self._merged:
            first, last = np.searchsorted(lines, [top, bottom + 1]).tolist()
            right = min(end, len(codes) - 1)
            if (
                first >= last
                or lines[first] != top
                or not 0 <= left <= right
                or not codes[left, first]
                or (last - first) * (right - left + 1) == 1
            ):
                continue
            if len(merged) + (last - first) * (right - left + 1) > MAX_MERGED:
                self.archive.too_large(f"{self.part}, > {MAX_MERGED} × mergeCell")
            code = codes[left, first]
            codes[left : right + 1, first:last] = code
            value = self.values[code]
            merged.update(
                {(r, c): value for r in range(first, last) for c in range(left, right + 1)}
            )
        return merged
