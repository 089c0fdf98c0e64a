"""Contact-centre exports to read in tests, and what comes out of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading.contacts import read_export
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.reading import Reading
from pcanalysis.store.reading.text_grid import text_grid

TODAY = date(2026, 1, 1)


def export(text: str, **dialect: str) -> Reading:
    """Read the text of an export; at one moment, channels come in the order of the alphabet."""
    notes = Notes("kcc.csv")
    grid = text_grid(text.encode(), dialect, notes)
    return by_name(read_export(grid, dialect, today=TODAY))


def by_name(reading: Reading) -> Reading:
    """Put the channels of one moment in the order of the alphabet, not that of the file."""
    names = reading.rows["kanaal"].astype("str")
    order = reading.rows.assign(kanaal=names).sort_values(["start", "kanaal"], kind="stable").index
    return replace(reading, rows=reading.rows.loc[order])


def refused(text: str, **dialect: str) -> Message:
    """Return why an export is refused."""
    with pytest.raises(DataRefused) as refusal:
        export(text, **dialect)
    message = refusal.value.problems[-1]
    assert isinstance(message, Message)
    return message


def rows(reading: Reading, *names: str) -> list[tuple[Any, ...]]:
    """Return some columns of the rows: days as text, times as hh:mm, missing as None."""
    names = names or ("datum", "kanaal", "aantal")
    frame = reading.rows
    return [tuple(_shown(n, frame[n].iloc[i]) for n in names) for i in range(len(frame))]


def _shown(name: str, value: Any) -> Any:
    if name == "datum":
        return value.date().isoformat()
    if name == "tijd":
        return f"{value // 60:02}:{value % 60:02}" if value >= 0 else None
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124 - NaN


def told(reading: Reading) -> list[tuple[str, str, int | None]]:
    """Return severity, code and line of every message."""
    return [(str(m.severity), m.code, m.line) for m in reading.messages]


def everything(reading: Reading) -> str:
    """Return all that leaves the reader as one text."""
    messages = [message.told(language) for message in reading.messages for language in ("nl", "en")]
    frames = [reading.rows.to_csv(), reading.rejected.to_csv()]
    return "\n".join([*messages, *frames, repr(reading.evidence)])
