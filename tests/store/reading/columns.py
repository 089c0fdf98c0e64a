"""Columns to read in tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pcanalysis.errors import Message
from pcanalysis.store.reading.grid import Cells, Column
from pcanalysis.store.reading.notes import Notes


def column_of(*cells: Any, header: str = "waarde") -> Column:
    """Make a column that starts on line 2, below its header."""
    lines = np.arange(2, len(cells) + 2, dtype=np.int32)
    return Column(header, header, Cells.of(cells), lines, Notes("file.csv"))


def said(column: Column) -> list[tuple[str, str, int | None]]:
    """Return severity, code and line of every message about a column."""
    return [placed(message) for message in column.notes.messages]


def placed(message: Message) -> tuple[str, str, int | None]:
    return (str(message.severity), message.code, message.line)


def lines_of(messages: Sequence[Message], code: str) -> list[int | None]:
    """Return the lines of the messages with a code."""
    return [message.line for message in messages if message.code == code]
