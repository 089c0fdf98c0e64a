"""What was typed does not change by accident: every input file against a committed list.

A change that is right is written in ``checksums.csv`` by hand, next to the change itself; the
failure shows the line.
"""

from __future__ import annotations

import csv
import hashlib
import math
from pathlib import Path

import pandas as pd
import pytest

from pcanalysis.store.project import open_project

ROOT = Path(__file__).parents[2]
MADE = "data/raw/voorbeeld-kcc/"  # simulated by the package itself, not typed
CHECKSUMS = Path(__file__).with_name("checksums.csv")
REASONS = ("no_survey", "insufficient_data", "not_yet_known", "not_applicable", "unknown")


def listed() -> dict[str, dict[str, str]]:
    with CHECKSUMS.open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row for row in csv.DictReader(lines, delimiter=";")}


def inputs() -> list[str]:
    raw = (ROOT / "data/raw").rglob("*.csv")
    definitions = (ROOT / "data/definitions").rglob("*.toml")
    files = sorted(path.relative_to(ROOT).as_posix() for path in [*raw, *definitions])
    return [file for file in files if not file.startswith(MADE)]


def facts_of(file: str, cells: pd.DataFrame) -> dict[str, str]:
    """Everything the list says about a file; the number of lines does not count a header."""
    content = (ROOT / file).read_bytes()
    own = cells[cells["file"] == file]
    lines = content.count(b"\n") - file.endswith(".csv")
    facts = {"file": file, "sha256": hashlib.sha256(content).hexdigest(), "rows": str(lines)}
    if own.empty:
        return facts | dict.fromkeys(("cells", *REASONS, "sum"), "")
    total = math.fsum(own["value"].dropna())
    return (
        facts
        | {"cells": str(len(own))}
        | {reason: str((own["reason"] == reason).sum()) for reason in REASONS}
        | {"sum": f"{total:.2f}"}
    )


def test_every_input_file_is_on_the_list() -> None:
    assert sorted(listed()) == inputs()


@pytest.mark.parametrize("file", sorted(listed()))
def test_an_input_file_is_what_the_list_says(file: str) -> None:
    found = facts_of(file, open_project(ROOT).cells())

    assert found == listed()[file], "if the change is right: " + ";".join(found.values())


def test_the_list_holds_the_142_seed_cells_the_8_volumes_and_the_292_others() -> None:
    cells = {file: int(row["cells"]) for file, row in listed().items() if row["cells"]}

    assert sum(cells.values()) == 142 + 8 + 292
