"""How well a table is read without any setting, next to what else does so; after Pollock.

Points per file, 10 at most: 1 for an answer without error, plus precision, recall and F1 (0 to 1
each) of the cells of the header, of the records and of the cells of the records, each taken as a
multiset and compared with the clean table: P = common / read, R = common / clean,
F1 = 2 P R / (P + R); with nothing to find and nothing read all three are 1. An error is 0 points.
A row that is refused with a message counts as a record lost, as in Pollock, although nobody is
misled by it. The score is the simple mean over all files.
"""

from __future__ import annotations

import csv
import importlib
import statistics
import tempfile
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.pollution import Polluted, Rows, polluted_files
from pcanalysis.store.reading.door import open_grid
from pcanalysis.store.reading.grid import shown
from pcanalysis.store.reading.header import find_header
from pcanalysis.store.reading.notes import Notes

PUBLISHED = 9.075  # the best automatic detection in the table of Pollock, on its own 2,290 files
Answer = tuple[list[str], Rows]


def measure() -> Iterator[str]:
    """Score every reader on every file."""
    files = [*polluted_files()]
    points: dict[str, dict[str, list[float]]] = {}
    for name, read in _readers().items():
        points[name] = defaultdict(list)
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for file in files:
                path = Path(folder) / "table.csv"
                path.write_bytes(file.raw)
                points[name][file.kind].append(_points(read, path, file))
    yield f"reading {len(files)} polluted files without settings, points of 10:"
    yield f"{'':24}{'files':>6}" + "".join(f"{name:>14}" for name in points)
    for kind in ("all", *dict.fromkeys(file.kind for file in files)):
        per = [[*by.values()] if kind == "all" else [by[kind]] for by in points.values()]
        means = [statistics.fmean(point for some in kinds for point in some) for kinds in per]
        yield f"{kind:24}{sum(map(len, per[0])):6}" + "".join(f"{mean:14.3f}" for mean in means)
    yield f"(published best of automatic detection, on other files: {PUBLISHED})"
    for name in ("duckdb", "clevercsv"):
        if name not in points:
            yield f"{name} is not installed here and left out: pip install {name}"


def _points(read: Callable[[Path], Answer], path: Path, file: Polluted) -> float:
    try:
        header, records = read(path)
    except Exception:
        return 0.0
    cells = [cell for row in records for cell in row]
    clean = [cell for row in file.records for cell in row]
    return 1 + sum(
        _agreement(found, wanted)
        for found, wanted in (
            (header, file.header),
            (map(tuple, records), map(tuple, file.records)),
            (cells, clean),
        )
    )


def _agreement(found: Iterable[Hashable], wanted: Iterable[Hashable]) -> float:
    """Return precision + recall + F1 of two multisets."""
    one, other = Counter(found), Counter(wanted)
    if not one and not other:
        return 3.0
    common = (one & other).total()
    if not common:
        return 0.0
    precision, recall = common / one.total(), common / other.total()
    return precision + recall + 2 * precision * recall / (precision + recall)


def _readers() -> dict[str, Callable[[Path], Answer]]:
    readers = {"pcanalysis": _ours, "pandas": _pandas, "csv.Sniffer": _sniffer}
    for name, read in {"duckdb": _duckdb, "clevercsv": _clevercsv}.items():
        try:
            readers[name] = read(importlib.import_module(name))
        except ImportError:
            continue
    return readers


def _ours(path: Path) -> Answer:
    notes = Notes(path.name)
    grid = open_grid(path, {}, notes)
    header = find_header(grid, "kcc")
    rows = [[shown(cell) for cell in grid.row(number)] for number in range(len(grid.lines))]
    return rows[header.row], rows[header.row + 1 :]


def _pandas(path: Path) -> Answer:
    options: dict[str, Any] = {"dtype": str, "keep_default_na": False}
    frame = pd.read_csv(path, sep=None, engine="python", **options)
    return [*map(str, frame.columns)], frame.astype(str).to_numpy().tolist()


def _sniffer(path: Path) -> Answer:
    text = path.read_text("utf-8")
    header, *records = csv.reader(text.splitlines(keepends=True), csv.Sniffer().sniff(text))
    return header, records


def _duckdb(duckdb: Any) -> Callable[[Path], Answer]:
    def read(path: Path) -> Answer:
        table = duckdb.read_csv(str(path), all_varchar=True)
        return table.columns, [["" if c is None else c for c in row] for row in table.fetchall()]

    return read


def _clevercsv(clevercsv: Any) -> Callable[[Path], Answer]:
    def read(path: Path) -> Answer:
        header, *records = clevercsv.read_table(str(path))
        return header, records

    return read
