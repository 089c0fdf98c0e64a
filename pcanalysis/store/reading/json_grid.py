"""Which records a JSON file holds: a list of objects, alone or in an object, or one per line.

Its rows are numbered by record, for a line means nothing to who reads JSON.
"""

from __future__ import annotations

import json
import math
import re
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


def json_grid(raw: bytes, notes: Notes) -> Grid:
    """Read a list of objects; their names, in order of first appearance, make the first row.

    Numbers, truth and nothing keep their type; NaN, Infinity, numbers of more than 300 digits and
    whatever is nested become text. Refuses invalid_json, invalid_structure, duplicate_key, no_rows.
    """
    if len(raw) > MAX_BYTES:
        notes.refuse("file_too_large", size=f"{len(raw) / 1e6:.0f} MB", limit="16 MB")
    if raw.count(b"{") + raw.count(b"[") > MAX_RECORDS or raw.count(b",") > MAX_VALUES:
        notes.refuse("too_many_rows", limit=MAX_RECORDS)
    value = _decode(raw, notes)
    lists = _lists(value)
    if len(lists) != 1:
        notes.refuse("invalid_structure", found=f"{type(value).__name__}, {len(lists)} × [...]")
    if not (records := lists[0]):
        notes.refuse("no_rows")
    notes.lined = False
    names: dict[str, None] = {}
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            notes.refuse("invalid_structure", line=number, found=type(record).__name__)
        if isinstance(record, _Twice):
            notes.refuse("duplicate_key", line=number, column=record[""])
        names.update(dict.fromkeys(record))
    if len(names) > MAX_COLUMNS or len(names) * len(records) > MAX_CELLS:
        notes.refuse("too_many_columns", found=len(names), limit=MAX_COLUMNS)
    columns = [
        Cells.of([_cell(name), *(_cell(record.get(name)) for record in records)]) for name in names
    ]
    lines = np.arange(len(records) + 1, dtype=np.int32)
    return Grid(columns, lines, notes, typed=True).without_long_cells()


def _decode(raw: bytes, notes: Notes) -> Any:
    """Return what the JSON says: a value, or a list of one value per line."""
    try:
        text = raw.decode(json.detect_encoding(raw)).removeprefix("\ufeff")
    except UnicodeDecodeError as trouble:
        line = raw.count(b"\n", 0, trouble.start) + 1
        notes.refuse("invalid_json", line=line, detail=trouble.encoding)
    first, _, others = text.strip().partition("\n")
    by_line = re.match(r"\{.*\}\s*$", first) is not None and bool(others.strip())
    found: list[Any] = []
    above = -1
    try:
        for part in text.split("\n") if by_line else [text]:
            above += 1
            if part.strip() or not by_line:
                found.append(_DECODER.decode(part))
    except json.JSONDecodeError as trouble:
        notes.refuse("invalid_json", line=above + trouble.lineno, detail=trouble.msg)
    except RecursionError:
        notes.refuse("invalid_json", detail="[[[[…")
    return found if by_line else found[0]


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
    """Make an object; where a name stands in it twice, only that name is kept."""
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    return _Twice({"": Counter(name for name, _ in pairs).most_common(1)[0][0]})


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=str,
    parse_float=lambda text: float(text) if math.isfinite(float(text)) else text,
    parse_int=lambda text: int(text) if len(text) <= 300 else text,
)
