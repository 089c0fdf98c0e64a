"""Whether the rows of a file are one table: where its header comes again, or another one stands.

The rows below another header would be read as figures of the first table: such a file is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from pcanalysis.store.reading.grid import Grid, Mask, shown
from pcanalysis.store.reading.header import Header
from pcanalysis.store.reading.spellings import column_named, fold, spellings

_FIGURE = re.compile(r"[-+−€\s]*\d")
_YEAR = re.compile(r"\(?[wb]?\W*(?:19|20)\d\d\b", re.ASCII)  # can head a column


def repeated_headers(grid: Grid, header: Header) -> Mask:
    """Return the rows that hold the header once more; refuse a file with another header as well."""
    again: Mask = np.zeros(len(grid.lines), dtype=bool)
    own, top = [_meaning(cell) for cell in grid.row(header.row)], int(grid.lines[header.row])
    for row, apart in _candidates(grid):
        cells, line = grid.row(row), int(grid.lines[row])
        again[row] = line > top and [_meaning(cell) for cell in cells] == own
        between = (grid.row(other) for other in range(row + 1, header.row - header.grouped))
        if not again[row] and (line > top or _hold_figures(between)):
            _refuse_other(grid, top, line, cells, apart=apart and line > top)
    for line, odd in grid.ragged.items():
        between = (cells for other, cells in grid.ragged.items() if line < other < top)
        if line > top or _hold_figures(between):
            _refuse_other(grid, top, line, odd, apart=False)
    return again


def _candidates(grid: Grid) -> Iterator[tuple[int, bool]]:
    """Give the rows with two names of columns, or one below a blank line; and whether it is so."""
    names = np.zeros(len(grid.lines), dtype=np.int16)
    for column in grid.columns:
        named = column.where(_names_a_column)
        names += named if named.any() else 0
    blank = np.diff(grid.lines, prepend=0) > 1
    for row in np.flatnonzero((names > 1) | ((names > 0) & blank)).tolist():
        yield row, bool(blank[row])


def _names_a_column(cell: Any) -> bool:
    """Whether a cell is the name of a column; none ends in a digit, as days and figures do."""
    return isinstance(cell, str) and not cell[-1:].isdecimal() and bool(column_named(cell))


def _refuse_other(grid: Grid, top: int, line: int, cells: Sequence[Any], *, apart: bool) -> None:
    """Refuse a row that names columns and holds no figure: not one row of data does both.

    Two names will do, of which one is a key; or one key, first below a blank line (``apart``),
    where years can be among the names.
    """
    said = [text for cell in cells if (text := shown(cell).strip())]
    years = [text for text in said if _FIGURE.match(text)]
    names = {*map(column_named, said)} - {""}
    keys = {name for needed in spellings()["required"].values() for name in needed}
    keys |= {*spellings()["totals"]["periods"]}
    wide = apart and all(map(_YEAR.match, years)) and len(names) + len(years) == len(said)
    first = apart and len(said) > 2 and column_named(said[0]) in keys
    if keys & names and (not years or wide) and (len(names) > 1 or first):
        facts = {"line": max(top, line), "other_line": min(top, line)}
        grid.notes.refuse("several_tables", **facts)


def _hold_figures(rows: Iterable[Sequence[Any]]) -> bool:
    return any(_FIGURE.match(shown(cell)) for row in rows for cell in row)


def _meaning(cell: Any) -> str:
    return column_named(shown(cell)) or fold(shown(cell))
