"""Which cells a CSV export holds, column by column, and on which line each row stands.

Only columns whose header means something to us are kept. Cells are text; each distinct cell of a
column is kept once, and every row says which one it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.contact_cells import fold

MAX_COLUMNS = 500  # of a file
_REQUIRED = ("datum", "kanaal", "aangeboden")
_SPELLINGS = {  # canonical header to other spellings, folded to letters
    "datum": "date dag day",
    "tijd": "time tijdstip begintijd starttijd starttime interval",
    "kanaal": "channel queue queuename wachtrij skill",
    "aangeboden": "offered callsoffered aantal aantalcontacten contacten contacts",
    "afgehandeld": "handled callshandled beantwoord answered",
    "gem_gesprekstijd": (
        "gemiddeldegesprekstijd gesprekstijd afhandeltijd aht handletime avghandletime"
    ),
    "gem_wachttijd": "gemiddeldewachttijd wachttijd asa waittime avgwaittime averagewaittime",
}
_CANONICAL = {
    spelling: name
    for name, others in _SPELLINGS.items()
    for spelling in (fold(name), *others.split())
}


def Problem(*, reason: str, code: str = "unreadable", **place: Any) -> Message:  # noqa: N802
    """Return a message whose reason is written in English only; the new readers have none."""
    return Message(code=code, facts={"reason": reason}, **place)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """One column of the file: its distinct cells, and which of them each row holds."""

    header: str  # as written
    texts: list[str]
    codes: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """The columns of one file that mean something to us, by canonical name."""

    file: str
    columns: Mapping[str, Column]
    lines: npt.NDArray[np.int32]  # per row, as an editor shows it
    ragged: tuple[Message, ...]  # rows with too many or too few cells

    def problem(self, row: int, name: str, reason: str, code: str = "unreadable") -> Message:
        """Point at one cell."""
        column = self.columns[name]
        return Problem(
            file=self.file,
            line=int(self.lines[row]),
            column=column.header,
            cell=column.texts[column.codes[row]],
            reason=reason,
            code=code,
        )


def read_sheet(path: Path, relative: str, dialect: Mapping[str, str]) -> Sheet:
    """Split the file in cells; the first row is the header, empty rows are left out."""
    skipped: list[Any] = []
    text = _decode(path, relative, dialect.get("encoding", "utf-8"))
    table = _split(text, relative, dialect.get("delimiter", ";"), skipped)
    columns = [column.combine_chunks().dictionary_encode() for column in table.columns]
    lines = _lines(columns, skipped)
    known = _name_columns(columns, relative)
    shown = np.delete(lines, [row.number - 1 for row in skipped])[1:]
    filled = np.zeros(shown.size, dtype=bool)
    for column in known.values():
        filled |= np.array([bool(cell.strip()) for cell in column.texts])[column.codes]
    ragged = tuple(
        Problem(
            file=relative,
            line=int(lines[row.number - 1]),
            cell=row.text,
            reason=f"{row.actual_columns} cells, and the header has {row.expected_columns}.",
        )
        for row in skipped
    )
    return Sheet(
        file=relative,
        columns={
            name: Column(header=column.header, texts=column.texts, codes=column.codes[filled])
            for name, column in known.items()
        },
        lines=shown[filled].astype(np.int32),
        ragged=ragged,
    )


def _decode(path: Path, relative: str, encoding: str) -> str:
    """Return the text of the file; a byte that does not fit is pointed out."""
    raw = path.read_bytes()
    try:
        return raw.decode(encoding)
    except LookupError as error:
        reason = f"unknown encoding {encoding!r} on the card. Write utf-8 or cp1252."
        raise DataRefused([Problem(file=relative, reason=reason)]) from error
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        reason = f"not {encoding} text. Save it as UTF-8 or name its encoding on the card."
        raise DataRefused([Problem(file=relative, line=line, reason=reason)]) from error


def _split(text: str, relative: str, delimiter: str, skipped: list[Any]) -> Any:
    """Return the cells as a table of text; rows of another width are added to ``skipped``."""

    def skip(row: Any) -> str:
        skipped.append(row)
        return "skip"

    try:
        return csv.read_csv(
            pa.py_buffer(text.encode()),
            csv.ReadOptions(use_threads=False, autogenerate_column_names=True),
            csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            csv.ConvertOptions(column_types={f"f{i}": pa.string() for i in range(MAX_COLUMNS)}),
        )
    except pa.ArrowInvalid as error:
        reason = f"this is not a table: {error}."
        raise DataRefused([Problem(file=relative, reason=reason)]) from error


def _lines(columns: list[Any], skipped: list[Any]) -> npt.NDArray[np.int64]:
    """First line of every row, header and skipped rows included; a cell may hold line breaks."""
    rows = len(columns[0]) + len(skipped)
    heights = np.ones(rows, dtype=np.int64)
    wrong = np.array([row.number - 1 for row in skipped], dtype=np.int64)
    heights[wrong] += np.array([row.text.count("\n") for row in skipped], dtype=np.int64)
    right = np.delete(np.arange(rows), wrong)
    for column in columns:
        breaks = np.array([cell.count("\n") for cell in column.dictionary.to_pylist()])
        heights[right] += breaks[column.indices.to_numpy()]
    lines: npt.NDArray[np.int64] = np.cumsum(heights) - heights + 1
    return lines


def _name_columns(columns: list[Any], relative: str) -> dict[str, Column]:
    """Return the columns we know; others are ignored."""
    known: dict[str, Column] = {}
    for column in columns:
        texts = column.dictionary.to_pylist()
        codes = column.indices.to_numpy()
        header = texts[codes[0]].strip()
        name = _CANONICAL.get(fold(header))
        if name is None:
            continue
        if name in known:
            reason = f"both this column and {known[name].header!r} say {name!r}; keep one."
            raise DataRefused([Problem(file=relative, line=1, column=header, reason=reason)])
        known[name] = Column(header=header, texts=texts, codes=codes[1:])
    missing = [
        Problem(file=relative, line=1, column=name, reason=f"there is no column {name!r}.")
        for name in _REQUIRED
        if name not in known
    ]
    if missing:
        raise DataRefused(missing)
    return known
