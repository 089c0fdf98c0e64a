"""Which cells a delimited text holds, and on which line of the file every row stands.

The text decides its own width; rows of another width are kept apart for who knows totals and
footers. A text without quotation marks is split in bulk, another one by the rules of quoting,
strictly; both give the same cells.
"""

from __future__ import annotations

import csv
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count, islice
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from pcanalysis.store.reading.delimiter import LINES, SEPARATOR_LINE, find_delimiter, find_quoting
from pcanalysis.store.reading.encoding import decode, line_at
from pcanalysis.store.reading.grid import MAX_CHARACTERS, MAX_COLUMNS, Cells, Grid, Mask
from pcanalysis.store.reading.notes import Notes

MAX_ROWS = 5_000_000
_MAX_QUOTED = 2**24  # characters between quotation marks; more is a mark that was never closed
_MAX_RAGGED = 10_000  # rows of another width; more is no table
_MAX_SPLIT = 100_000  # cells that one line may make before it is refused unsplit
_ROWS = 100  # that show the width; that are held at a time
_BLOCK = 1 << 20  # bytes that are split at a time
_BREAK = re.compile(r"\r\n?|\n")
_FIGURE = re.compile(r"(?!(?:19|20)\d\d$)[-+€\s]*\d[\d.,:/%\s-]*")  # a year may head a column

Row = tuple[int, list[str]]  # line, cells
Table = tuple[list[Cells], npt.NDArray[np.int32], dict[int, list[str]]]


def text_grid(raw: bytes, dialect: Mapping[str, str], notes: Notes) -> Grid:
    """Split the bytes of a text in cells; the card may state ``encoding`` and ``delimiter``.

    The grid holds the rows that are as wide as the table, header included and empty ones left
    out; rows of another width stand in ``ragged``, lines above the table included. Refuses
    (DataRefused) a text whose encoding, delimiter, quotation marks or width is in doubt.
    """
    text = decode(raw, dialect, notes)
    if any(text.count(mark) > MAX_ROWS for mark in "\r\n" if mark in text):
        notes.refuse("too_many_rows", limit=MAX_ROWS)
    delimiter = find_delimiter(text, dialect, notes)
    if first := SEPARATOR_LINE.match(text):
        text = text[first.end() :]  # its line break stays, so that lines keep their number
    quoting = {"quotechar": '"'} if dialect.get("escaped") else find_quoting(text, delimiter)
    head = list(islice(_rows(text, delimiter, quoting, notes), _ROWS))
    if not head:
        notes.refuse("empty_file")
    width = _width(head, notes)
    table = None if quoting["quotechar"] in text else _in_bulk(text, delimiter, width)
    rows = _rows(text, delimiter, quoting, notes)
    columns, lines, ragged = table or _row_by_row(rows, width, notes)
    if table is None:
        _refuse_swallowed_rows(Grid(columns, lines, notes), delimiter)
    while len(columns) > 1 and not any(value.strip() for value in columns[-1].values):
        columns.pop()
    grid = Grid(columns, lines, notes, ragged=ragged)
    headers = _headers(grid)
    _place_mixed_encoding(grid, headers)
    return grid.keep(_filled(grid) & ~grid.long_cells(headers, most=MAX_ROWS))


def _rows(text: str, delimiter: str, quoting: Mapping[str, str], notes: Notes) -> Iterator[Row]:
    """Give the rows that hold something, and the line on which each begins."""
    csv.field_size_limit(_MAX_QUOTED)
    lines = _lines(text, delimiter, notes)
    reader = csv.reader(lines, delimiter=delimiter, strict=True, **quoting)  # type: ignore[arg-type]
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            _refuse_field(text, line, delimiter, quoting["quotechar"], notes)
        if cells and (cells[0].strip() or any(map(str.strip, cells))):
            yield line, cells


def _lines(text: str, delimiter: str, notes: Notes) -> Iterator[str]:
    for number, found in enumerate(LINES.finditer(text), start=1):
        line = found[0]
        if len(line) > _MAX_SPLIT and (cells := line.count(delimiter) + 1) > _MAX_SPLIT:
            notes.refuse("too_many_columns", line=number, found=cells, limit=MAX_COLUMNS)
        yield line


def _refuse_field(text: str, line: int, delimiter: str, quote: str, notes: Notes) -> NoReturn:
    """Refuse the first field that is not sound in the row that begins on a line."""
    start = next(islice(LINES.finditer(text), line - 1, None)).start()
    mark = re.escape(delimiter)
    sound = r'(?:(?:"[^"]*+(?:""[^"]*+)*+"|[^"{mark}\r\n][^{mark}\r\n]*+)?{mark})*+'
    sound = sound.replace("{mark}", mark).replace('"', quote)
    before = re.compile(sound).match(text, start)
    at = before.end() if before else start
    line = line_at(text, at)
    if text[at] == quote:
        notes.refuse("unclosed_quote", line=line)
    length = len(text[at:].partition("\n")[0])
    notes.refuse("field_too_long", line=line, length=length, limit=MAX_CHARACTERS)


def _width(head: list[Row], notes: Notes) -> int:
    """Return how many cells a row of the table has, from its first rows.

    The most common number of cells counts, but for a preamble of rows of one width: what comes
    after it wins. Where that leaves a header of another width above rows that hold figures, the
    header decides; no row that fits it is a refusal.
    """
    widths = [len(cells) for _, cells in head]
    width = _most_common(widths)
    later = [n for n in widths[len(widths) - widths[::-1].index(width) :] if n > width]
    if len(later) > max(1, len(set(later))):
        width = _most_common(later)
    fitting = [row for row in head if len(row[1]) == width]
    line, cells = fitting[0]
    above = [n for n in map(_reach, head[: head.index(fitting[0])]) if n > 1]
    if (
        above
        and above[-1] != width
        and _holds_data(cells, fitting[1][1] if len(fitting) > 1 else [])
    ):
        header = above[-1]
        empty = header < width and not any("".join(row[header:]).strip() for _, row in fitting)
        if widths.count(header) == 1 and not empty:
            notes.refuse("ragged_row", line=line, found=width, expected=header)
        width = header
    if width > MAX_COLUMNS:
        notes.refuse("too_many_columns", line=line, found=width, limit=MAX_COLUMNS)
    return width


def _reach(row: Row) -> int:
    """Return how many cells a row has up to its last filled one."""
    return max(position for position, cell in enumerate(row[1], start=1) if cell.strip())


def _most_common(widths: list[int]) -> int:
    """Return the most common number of cells, the larger of equals; 1 only if all are."""
    wide = Counter(width for width in widths if width > 1)
    return max(wide, key=lambda width: (wide[width], width), default=1)


def _holds_data(cells: list[str], below: list[str]) -> bool:
    """Whether a row is data: it holds figures, and no name above a figure of the next row."""
    figures = [bool(_FIGURE.fullmatch(cell)) for cell in cells]
    names = any(
        not figure and _FIGURE.fullmatch(cell) for figure, cell in zip(figures, below, strict=False)
    )
    return any(figures) and not names


def _in_bulk(text: str, delimiter: str, width: int) -> Table | None:
    """Split a text without quotation marks; None where it takes a look at every row."""
    import pyarrow as pa
    from pyarrow import csv as bulk

    odd: list[Any] = []

    def set_apart(row: Any) -> str:
        odd.append(row)
        return "skip" if len(odd) <= _MAX_RAGGED else "error"

    names = [str(position) for position in range(width)]
    kind = pa.dictionary(pa.int32(), pa.string())
    try:
        table = bulk.read_csv(
            pa.py_buffer(text.encode()),
            bulk.ReadOptions(use_threads=False, column_names=names, block_size=_BLOCK),
            bulk.ParseOptions(
                delimiter=delimiter,
                quote_char=False,
                ignore_empty_lines=False,
                invalid_row_handler=set_apart,
            ),
            bulk.ConvertOptions(check_utf8=False, column_types=dict.fromkeys(names, kind)),
        )
    except pa.ArrowInvalid:  # a line longer than a block, or no table: the other way tells
        return None
    ragged: dict[int, list[str]] = {}
    for row in odd:
        cells = row.text.split(delimiter)
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            return None
        if any(map(str.strip, cells)):
            ragged[row.number] = cells
    lines = np.delete(
        np.arange(1, table.num_rows + len(odd) + 1, dtype=np.int32), [r.number - 1 for r in odd]
    )
    columns = []
    for chunked in table.unify_dictionaries().columns:
        codes = np.concatenate([chunk.indices.to_numpy() for chunk in chunked.chunks])
        columns.append(Cells(chunked.chunk(0).dictionary.to_pylist(), codes))
    return columns, lines, ragged


def _row_by_row(rows: Iterator[Row], width: int, notes: Notes) -> Table:
    """Split any text by the rules of quoting; empty cells beyond the width are let go."""
    lines, ragged = array("i"), dict[int, list[str]]()
    codes = [array("i") for _ in range(width)]
    known = [defaultdict[str, int](count().__next__) for _ in range(width)]  # cell → position
    while some := list(islice(rows, _ROWS)):
        fitting = []
        for line, cells in some:
            if len(cells) >= width and not any(map(str.strip, cells[width:])):
                lines.append(line)
                fitting.append(cells)
            else:
                ragged[line] = cells
        if len(ragged) > _MAX_RAGGED:
            line, cells = next(iter(ragged.items()))
            notes.refuse("ragged_row", line=line, found=len(cells), expected=width)
        for column, seen, down in zip(codes, known, zip(*fitting, strict=False), strict=False):
            column.extend(map(seen.__getitem__, down))
    columns = [
        Cells(list(seen), np.array(column, dtype=np.int32))
        for column, seen in zip(codes, known, strict=True)
    ]
    return columns, np.array(lines, dtype=np.int32), ragged


def _refuse_swallowed_rows(grid: Grid, delimiter: str) -> None:
    """Refuse a cell that holds whole rows: a quotation mark that another one closed by accident."""
    between = len(grid.columns) - 1
    firsts = {_shape(cell) for cell in grid.columns[0].values} if between > 1 else set()
    for column in grid.columns:
        for position, cell in enumerate(column.values):
            first, *rows = _BREAK.split(cell)
            whole = cell.count(delimiter) == len(rows) * between
            if rows and whole and all(_shape(row.split(delimiter)[0]) in firsts for row in rows):
                line = int(grid.lines[np.flatnonzero(column.codes == position)[0]])
                grid.notes.refuse("unclosed_quote", line=line, cell=first)


def _shape(cell: str) -> str:
    """Return how a cell is built: 9 for a digit, a for a word."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "9", cell.strip()))


def _headers(grid: Grid) -> list[str]:
    """Return the fullest of the first rows: the header, as far as can be seen here."""
    rows = [grid.row(number) for number in range(min(len(grid.lines), 20))]
    return max(rows, key=lambda row: sum(bool(cell.strip()) for cell in row), default=[])


def _filled(grid: Grid) -> Mask:
    """Return which rows hold anything that can be seen."""
    filled: Mask = np.zeros(len(grid.lines), dtype=bool)
    for column in grid.columns:
        if not filled.all():
            filled |= column.where(lambda cell: bool(cell.strip()))
    return filled


def _place_mixed_encoding(grid: Grid, headers: list[str]) -> None:
    """Add the column to warnings that a line is encoded in another way."""
    for number, message in enumerate(grid.notes.messages):
        if message.code == "mixed_encoding":
            row = int(np.searchsorted(grid.lines, message.line or 0, "right")) - 1
            cells = zip(headers, grid.row(max(row, 0)), strict=True)
            column = next((header for header, cell in cells if not cell.isascii()), None)
            grid.notes.messages[number] = replace(message, column=column)
