"""A table as it stands in a file: columns of cells, and the line of every row.

A cell is a text, or what a workbook, JSON or Parquet file already made of it: a number, a date, a
time, a fraction shown as a percentage, nothing (None). Every distinct cell of a column is kept
once, and each row says which one it holds: a question is asked of the distinct cells only, so a
million rows cost little more than a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import filterfalse
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from pcanalysis.errors import PcanalysisError, Severity
from pcanalysis.store.reading.notes import MAX_TOLD, Notes

Mask = npt.NDArray[np.bool_]
MAX_COLUMNS = 500  # of a table
MAX_CELLS = 20_000_000  # of a table: rows × columns
MAX_CHARACTERS = 32_767  # of a cell, as in every spreadsheet program
MAX_LONG = 1_000  # rows with a longer text; beyond that the file itself is wrong
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Percent(float):
    """A fraction that its workbook shows as a percentage: 0.29 shown as 29%."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that its workbook holds no value for."""

    code: str  # of the message: cell_error, formula_without_value
    text: str  # such as #REF! or C2


class Unreadable(PcanalysisError):
    """A cell that does not say what its column needs; code and facts of the message."""

    exit_code = 65

    def __init__(self, code: str, **facts: str | int | float) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The cells of one column: the distinct ones, and the position of each row's cell in them."""

    values: list[Any]
    codes: npt.NDArray[np.int32]

    @classmethod
    def of(cls, cells: Sequence[Any]) -> Cells:
        """Make a column from one cell per row; 1, 1.0 and True are three different cells."""
        known: dict[tuple[type, Any], int] = {}
        codes = [known.setdefault((type(cell), cell), len(known)) for cell in cells]
        return cls([value for _, value in known], np.array(codes, dtype=np.int32))

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> Any:
        return self.values[self.codes[row]]

    def where(self, test: Callable[[Any], bool]) -> Mask:
        """Return which rows hold a cell that passes a test."""
        passed: Mask = np.array([test(value) for value in self.values], dtype=bool)
        return passed[self.codes] if passed.any() else np.zeros(len(self.codes), dtype=bool)

    def keep(self, rows: Mask) -> Cells:
        """Return only some rows."""
        return Cells(self.values, self.codes[rows])

    def spread(self, answers: Iterable[Any], kind: npt.DTypeLike) -> npt.NDArray[Any]:
        """Return the answer of every row, from those of the distinct cells."""
        return np.array(list(answers), dtype=kind)[self.codes]

    def first_rows(self) -> dict[int, int]:
        """Return from distinct cell to its first row, in file order, without cells no row holds."""
        rows = np.full(len(self.values), len(self.codes))
        rows[self.codes[::-1]] = np.arange(len(self.codes))[::-1]
        order = np.argsort(rows, kind="stable")
        return {int(at): int(rows[at]) for at in order if rows[at] < len(self.codes)}


def is_empty(cell: Any) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: Any) -> str:
    """Return a cell as text, as a message and an untyped column show it."""
    if isinstance(cell, Broken):
        return cell.text
    if isinstance(cell, Percent):
        return f"{100 * cell:.10g}%"
    return "" if cell is None else str(cell)


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """All rows of a table in a file, header rows included, as wide as its widest row of data."""

    columns: list[Cells]
    lines: npt.NDArray[np.int32]  # of each row: line in the file as an editor shows it, sheet row
    notes: Notes
    merged: dict[tuple[int, int], Any] = field(default_factory=dict)  # (row, column) → its cell
    ragged: dict[int, list[str]] = field(default_factory=dict)  # line → row of another width
    unseen: Sequence[tuple[int, int]] = ()  # columns a workbook hides: first and last, from 1
    typed: bool = False  # whether numbers and dates come typed (workbook, JSON, Parquet)

    @property
    def lined(self) -> bool:
        """Whether rows stand on lines; if not (JSON, Parquet), ``lines`` counts the records."""
        return self.notes.lined

    def row(self, number: int) -> list[Any]:
        """Return the cells of one row."""
        return [column[number] for column in self.columns]

    def keep(self, rows: Mask) -> Grid:
        """Return only some rows."""
        if rows.all():
            return self
        columns = [column.keep(rows) for column in self.columns]
        new = np.cumsum(rows) - 1
        merged = {(int(new[r]), c): cell for (r, c), cell in self.merged.items() if rows[r]}
        return replace(self, columns=columns, lines=self.lines[rows], merged=merged)

    def long_cells(self, headers: Sequence[str], most: int = MAX_LONG) -> Mask:
        """Return the rows with a text too long for a cell, each told; or refuse so many."""
        wrong: Mask = np.zeros(len(self.lines), dtype=bool)
        for header, column in zip(headers, self.columns, strict=True):
            long = column.where(lambda cell: isinstance(cell, str) and len(cell) > MAX_CHARACTERS)
            wrong |= long
            say = self.notes.error if long.sum() < most else self.notes.refuse
            for row in np.flatnonzero(long).tolist():
                facts = {"length": len(column[row]), "limit": MAX_CHARACTERS}
                line, cell = int(self.lines[row]), column[row][:100]
                say("field_too_long", line=line, column=header, cell=cell, **facts)
        return wrong

    def without_long_cells(self) -> Grid:
        """Leave out the rows with a text too long for a cell; the first text names its column."""
        texts = (map(shown, filterfalse(is_empty, column.values)) for column in self.columns)
        kept = self.keep(~self.long_cells([next(own, "") for own in texts]))
        cut = [
            [v[:MAX_CHARACTERS] if isinstance(v, str) else v for v in c.values]
            for c in kept.columns
        ]
        return replace(
            kept, columns=[Cells(v, c.codes) for v, c in zip(cut, kept.columns, strict=True)]
        )


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of data with its name: what the questions are asked of.

    The columns of a wide table stand below each other in one, each row with its own header.
    """

    name: str  # canonical: datum, aantal, …
    header: str  # as written in the file
    cells: Cells
    lines: npt.NDArray[np.int32]
    notes: Notes
    headers: Sequence[str] = ()  # of each row in turn, repeated; for what was a wide table

    def first(self, rows: Mask) -> int:
        """Return the first of some rows."""
        return int(np.flatnonzero(rows)[0])

    def place(self, row: int) -> dict[str, Any]:
        """Return where a cell stands and what it holds, as a message wants it."""
        header = self.headers[row % len(self.headers)] if self.headers else self.header
        return {"line": int(self.lines[row]), "column": header, "cell": shown(self.cells[row])}

    def error(self, rows: Mask, code: str, **facts: str | int | float) -> None:
        """Say of every one of these rows what is wrong with its cell; of a great many, how many."""
        places = np.flatnonzero(rows).tolist()
        for row in places[:MAX_TOLD]:
            self.notes.error(code, **self.place(row), **facts)
        if len(places) > MAX_TOLD:
            self.notes.more(Severity.ERROR, code, len(places) - MAX_TOLD)

    def warn(self, rows: Mask, code: str, **facts: str | int | float) -> None:
        """Warn once, at the first of these rows, and say how many there are."""
        if rows.any():
            first, count = self.first(rows), int(rows.sum())
            self.notes.warning(code, **self.place(first), rows=count, **facts)

    def refuse(self, row: int, code: str, **facts: str | int | float) -> NoReturn:
        """Refuse the file because of one cell."""
        self.notes.refuse(code, **self.place(row), **facts)

    def read(self, parse: Callable[..., Any], *beside: Sequence[Any]) -> tuple[list[Any], Mask]:
        """Ask a question of every distinct cell.

        Parameters
        ----------
        parse
            From a cell to its meaning; raises :class:`Unreadable`.
        beside
            What is known of the distinct cells already; ``parse`` takes that of its cell as well.

        Returns
        -------
        list, array of bool
            The meaning of each distinct cell (None where unreadable), in the order of
            ``cells.values``; and the rows that cannot be read, each of which has its message.
        """
        meanings: list[Any] = []
        troubles: dict[tuple[str, tuple[Any, ...]], list[int]] = {}
        for position, (cell, *known) in enumerate(zip(self.cells.values, *beside, strict=True)):
            try:
                if isinstance(cell, str) and not cell.isprintable() and _CONTROL.search(cell):
                    raise Unreadable("control_character")
                meanings.append(parse(cell, *known))
            except Unreadable as trouble:
                meanings.append(None)
                what = (trouble.code, tuple(trouble.facts.items()))
                troubles.setdefault(what, []).append(position)
        wrong: Mask = np.zeros(len(self.cells), dtype=bool)
        for (code, said), positions in troubles.items():
            rows: Mask = np.isin(self.cells.codes, positions)
            self.error(rows, code, **dict(said))
            wrong |= rows
        return meanings, wrong
