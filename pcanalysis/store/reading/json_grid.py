"""Which records a JSON file holds: a list of objects, alone or in an object, or one per line.

Its rows are numbered by record, for a line means nothing to who reads JSON.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

import numpy as np

from pcanalysis.store.reading.grid import MAX_CELLS, MAX_COLUMNS, Cells, Grid
from pcanalysis.store.reading.notes import Notes

MAX_BYTES = 16_000_000
MAX_RECORDS = 250_000
MAX_VALUES = 1_000_000


class _Twice(dict[str, Any]):
    """An object in which a name stands twice."""

    name = ""


def json_grid(raw: bytes, notes: Notes) -> Grid:
    """Read a list of objects; their names, in order of first appearance, make the first row.

    Numbers, truth and nothing keep their type; NaN, Infinity, numbers of more than 300 digits and
    whatever is nested become text. Refuses invalid_json, invalid_structure, duplicate_key, no_rows.
    """
    if len(raw) > MAX_BYTES:
        notes.refuse(
            "file_too_large", size=f"{len(raw) / 1e6:.0f} MB", limit=f"{MAX_BYTES / 1e6:.0f} MB"
        )
    if raw.count(b"{") + raw.count(b"[") > MAX_RECORDS or raw.count(b",") > MAX_VALUES:
        notes.refuse("too_many_rows", limit=MAX_RECORDS)
    records = _records(_decode(raw, notes), notes)
    notes.lined = False
    names: dict[str, None] = {}
    for number, record in enumerate(records, 1):
        if isinstance(record, _Twice):
            notes.refuse("duplicate_key", column=record.name, record=number)
        names.update(dict.fromkeys(record))
    if len(names) > MAX_COLUMNS or len(names) * len(records) > MAX_CELLS:
        notes.refuse("too_many_columns", found=len(names), limit=MAX_COLUMNS)
    columns = [
        Cells.of([_cell(name), *(_cell(record.get(name)) for record in records)]) for name in names
    ]
    return Grid(
        columns, np.arange(len(records) + 1, dtype=np.int32), notes, typed=True
    ).without_long_cells()


def _decode(raw: bytes, notes: Notes) -> Any:
    """Return what the JSON says: a value, or a list of one value per line."""
    try:
        text = raw.decode(json.detect_encoding(raw)).removeprefix("\ufeff")
    except UnicodeDecodeError as trouble:
        line = raw.count(b"\n", 0, trouble.start) + 1
        notes.refuse("invalid_json", line=line, detail=trouble.encoding)
    first, _, others = text.strip().partition("\n")
    if first.startswith("{") and first.rstrip().endswith("}") and others.strip():
        lines = enumerate(text.split("\n"))
        return [_loads(line, above, notes) for above, line in lines if line.strip()]
    return _loads(text, 0, notes)


def _loads(text: str, above: int, notes: Notes) -> Any:
    """Decode a text that has some lines above it."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as trouble:
        notes.refuse("invalid_json", line=above + trouble.lineno, detail=trouble.msg)
    except RecursionError:
        notes.refuse("invalid_json", detail="[[[[…")


def _records(value: Any, notes: Notes) -> list[dict[str, Any]]:
    """Return the only list of objects in a value."""
    lists = _lists(value)
    if len(lists) != 1:
        notes.refuse("invalid_structure", found=f"{type(value).__name__}, {len(lists)} × [...]")
    if not lists[0]:
        notes.refuse("no_rows")
    for number, record in enumerate(lists[0], 1):
        if not isinstance(record, dict):
            found = f"{type(record).__name__} ({number})"
            notes.refuse("invalid_structure", found=found)
    return lists[0]


def _lists(value: Any) -> list[list[Any]]:
    """Return a list as it is, and of an object every list of objects in it."""
    if isinstance(value, list):
        return [value]
    inside = value.values() if isinstance(value, dict) else []
    lists = [found for member in inside for found in _lists(member)]
    return [found for found in lists if not found or isinstance(found[0], dict)]


def _cell(value: Any) -> Any:
    """Return a value as a cell; a lone half of a character becomes a question mark."""
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)[:200]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object, and see whether a name stands in it twice."""
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    twice = _Twice(made)
    twice.name = Counter(name for name, _ in pairs).most_common(1)[0][0]
    return twice


def _number(text: str) -> float | str:
    """Return a number with a point; one that no computer can hold stays text."""
    return float(text) if math.isfinite(float(text)) else text


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=str,
    parse_float=_number,
    parse_int=lambda text: int(text) if len(text) <= 300 else text,
)
