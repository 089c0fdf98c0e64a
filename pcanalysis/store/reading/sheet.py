"""Which cells one sheet of a workbook holds.

Only cells that hold something are kept, and each distinct one once: a sheet costs what is in it,
not what it spans.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
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

MAX_FILLED = 3_000_000  # cells of a sheet
MAX_DISTINCT = 500_000  # cells
MAX_MERGED = 200_000  # cells
MAX_FAR = 1_000  # rows that reach past MAX_COLUMNS
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_383
_TRUTH = {"1": True, "true": True, "0": False, "false": False}


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
    """Return the position of a column, from 0: A is 0, XFD is 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class Sheet(Texts):
    """Hears a sheet and keeps its cells, row by row."""

    def __init__(self, book: Book, part: str) -> None:
        super().__init__(book.archive)
        self.book, self.part = book, part
        self.values: list[Any] = [None]
        self._known: dict[type, dict[Any, int]] = {}
        self.lines, self.hidden = array("i"), array("i")
        self._rows, self._columns, self._codes = array("i"), array("i"), array("i")
        self._far: dict[int, tuple[int, list[str]]] = {}  # line → last column, cells
        self._merged: list[tuple[int, int, int, int]] = []  # first row, column; last row, column
        self._line, self._at, self._is_hidden, self._formula = 0, -1, False, False
        self._row: list[tuple[int, Any]] = []
        self._cell: Mapping[str, str] = {}
        self._begun = False  # a row of two cells or more has been

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Hear the beginning of a row, a cell, a formula, a value or a merged range."""
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v":
            self.hears = True
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        else:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        """Hear the end of a cell or a row."""
        super().end(name)
        if name == "c":
            value = self._value(self.take())
            if not is_empty(value):
                self._row.append((self._at, value))
        elif name == "row" and self._row:
            self._end_row(self._row)

    def _place(self, reference: str) -> tuple[int, int]:
        """Return row (from 1) and column (from 0) of a reference such as B7."""
        found = _REFERENCE.fullmatch(reference)
        if not found or int(found[2]) > _LAST_ROW or _column(found[1]) > _LAST_COLUMN:
            self.archive.damaged(self.part)
        return int(found[2]), _column(found[1])

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r")
        line = self._line + 1 if number is None else self._place("A" + number)[0]
        if line <= self._line or line > _LAST_ROW:
            self.archive.damaged(self.part)
        self._line, self._at, self._row = line, -1, []
        self._is_hidden = attributes.get("hidden") in {"1", "true"}

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        line, at = self._place(reference) if reference else (self._line, self._at + 1)
        if line != self._line or at <= self._at or at > _LAST_COLUMN:
            self.archive.damaged(self.part)
        self._at, self._cell, self._formula = at, attributes, False

    def _value(self, text: str) -> Any:
        """Return what the cell holds that has just ended."""
        kind = self._cell.get("t", "n")
        if kind in {"str", "inlineStr"}:
            return text
        unanswered = Broken("formula_without_value", self._cell.get("r", ""))
        if not text.strip():
            return unanswered if self._formula else None
        if kind == "e":
            return Broken("cell_error", text)
        if kind == "b":
            return _TRUTH.get(text, Broken("cell_error", text))
        if kind == "d":
            return iso_moment(text)
        try:
            if kind == "s":
                return self.book.texts[int(text)]
            style = int(self._cell.get("s", 0))
            shows = self.book.styles[style] if self.book.styles or style else "number"
        except (IndexError, ValueError):
            self.archive.damaged(self.part)
        value = meaning(text.strip(), shows, from_1904=self.book.from_1904)
        return unanswered if self.book.stale and self._formula and value == 0 else value

    def _end_row(self, row: list[tuple[int, Any]]) -> None:
        """Keep the cells of a row; set apart a row that reaches too far."""
        last = row[-1][0]
        self._row = []
        if last >= MAX_COLUMNS:
            self._set_apart(row)
            return
        self._begun = self._begun or len(row) > 1
        if self._is_hidden:
            self.hidden.append(self._line)
        self._rows.extend([len(self.lines)] * len(row))
        self._columns.extend([at for at, _ in row])
        self._codes.extend([self._code(value) for _, value in row])
        self.lines.append(self._line)
        if len(self._codes) > MAX_FILLED or len(self.values) > MAX_DISTINCT:
            self.archive.too_large(f"{self.part}, > {MAX_DISTINCT} / {MAX_FILLED} ×")

    def _code(self, value: Any) -> int:
        known = self._known.setdefault(type(value), {})
        code = known.setdefault(value, len(self.values))
        if code == len(self.values):
            self.values.append(value)
        return code

    def _set_apart(self, row: list[tuple[int, Any]]) -> None:
        """Set apart a row that reaches too far; refuse the file if it is the header."""
        if len(row) > MAX_COLUMNS or (len(row) > 1 and not self._begun) or len(self._far) > MAX_FAR:
            self._too_wide(self._line, row[-1][0])
        filled = {at: shown(value) for at, value in row}
        cells = [filled.get(at, "") for at in range(MAX_COLUMNS)] + [shown(row[-1][1])]
        self._far[self._line] = row[-1][0], cells

    def _too_wide(self, line: int, last: int) -> None:
        self.archive.notes.refuse("too_many_columns", line=line, found=last + 1, limit=MAX_COLUMNS)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        self._merged.append(self._place(first) + self._place(last or first))
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
        """Give every cell of a merged range the value of its first; return the cells filled in."""
        merged: dict[tuple[int, int], Any] = {}
        for top, left, bottom, end in self._merged:
            first, last = np.searchsorted(lines, [top, bottom + 1]).tolist()
            right = min(end, len(codes) - 1)
            if first == last or lines[first] != top or left > right or not codes[left, first]:
                continue
            if len(merged) + (last - first) * (right - left + 1) > MAX_MERGED:
                self.archive.too_large(f"{self.part}, > {MAX_MERGED} × mergeCell")
            code = codes[left, first]
            codes[left : right + 1, first:last] = code
            value = self.values[code]
            merged.update(
                {(r, c): value for r in range(first, last) for c in range(left, right + 1)}
            )
            del merged[first, left]
        return merged
