"""Columns to ask questions of, as a reader makes them from a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pcanalysis.errors import Message
from pcanalysis.store.reading.grid import Cells, Column
from pcanalysis.store.reading.notes import Notes


def column(cells: Sequence[Any], *, header: str = "code") -> Column:
    """Make a column whose first cell stands on line 2."""
    lines = np.arange(2, len(cells) + 2, dtype=np.int32)
    return Column(header, header, Cells.of(cells), lines, Notes("export.csv"))


def per_row(column: Column, meanings: Sequence[Any]) -> list[Any]:
    """Spread what was found for the distinct cells over the rows."""
    return [meanings[code] for code in column.cells.codes]


def said(column: Column) -> list[tuple[str, str, int | None]]:
    """Return severity, code and line of every message."""
    return [(m.severity.value, m.code, m.line) for m in column.notes.messages]


def only(column: Column) -> Message:
    """Return the one message there is."""
    (message,) = column.notes.messages
    return message
