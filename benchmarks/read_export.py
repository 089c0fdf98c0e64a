"""How quick and how right the reader of contact exports is, next to pandas with right settings.

The export is that of the example municipality, repeated over 20 years to some 430,000 rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from pcanalysis.store.contact_exports import read_contacts

from benchmarks.timing import medians
from data.definitions.voorbeeld.make_export import make_export

DIALECT = {"encoding": "utf-8", "delimiter": ";", "decimal": ",", "thousands": "."}
COPIES = 10


def measure() -> Iterator[str]:
    """Time both readers on the same file and check that their totals agree."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kcc.csv"
        path.write_text(_long_export(), encoding="utf-8")

        def ours() -> int:
            frame, problems = read_contacts(path, relative=path.name, dialect=DIALECT)
            if problems:
                raise SystemExit(f"The export should be clean: {problems[0]}")
            return int(frame["offered"].sum())

        def theirs() -> int:
            frame = pd.read_csv(path, sep=";", decimal=",", thousands=".", dtype={"tijd": str})
            moments = frame.iloc[:, 0].astype(str) + " " + frame.iloc[:, 1].astype(str)
            frame["start"] = pd.to_datetime(moments, format="%d-%m-%Y %H:%M")
            return int(frame.iloc[:, 3].sum())

        if ours() != theirs():
            raise SystemExit("The readers disagree on the total; the comparison is void.")
        own, pandas = medians(ours, theirs)
        rows = sum(1 for _ in path.open(encoding="utf-8")) - 1
    yield f"export of {rows} rows: {own:.2f} s, pandas {pandas:.2f} s, ratio {own / pandas:.2f}"


def _long_export() -> str:
    """Return the example export, and copies of it moved by two years each."""
    header, *rows = make_export().splitlines()
    moved = [
        f"{row[:6]}{int(row[6:10]) + 2 * copy}{row[10:]}"
        for copy in range(COPIES)
        for row in rows
        if not row.startswith("29-02")
    ]
    return "\n".join([header, *moved]) + "\n"
