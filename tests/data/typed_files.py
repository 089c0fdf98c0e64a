"""The typed files read with nothing but the standard library, so no reader can hide a mistake."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DEFINITIONS = ROOT / "data/definitions"
RAW = ROOT / "data/raw"
MADE = ("voorbeeld-kcc",)  # simulated by the package itself, not typed

Table = dict[str, Any]


def read(path: Path) -> Table:
    """Return the content of a TOML file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def programmes() -> dict[str, Table]:
    """Return every programme by its key."""
    files = [path for path in DEFINITIONS.glob("*/*.toml") if path.name != "contact.toml"]
    return {content["key"]: content for content in map(read, files)}


def volumes() -> list[Table]:
    """Return every contact volume."""
    files = DEFINITIONS.glob("*/contact.toml")
    return [volume for path in files for volume in read(path)["volume"]]


def explanations() -> list[Table]:
    """Return every explanation with its edition and municipality."""
    return [
        {**one, "edition": content["edition"], "municipality": path.parents[1].name}
        for path in DEFINITIONS.glob("*/toelichting/*.toml")
        for content in [read(path)]
        for one in content["explanation"]
    ]


def events() -> list[Table]:
    """Return every dated event, national ones included."""
    national = read(DEFINITIONS / "nederland.toml")["event"]
    return national + [one for own in programmes().values() for one in own.get("event", [])]


@cache
def cards() -> dict[str, Table]:
    """Return the card of every folder with typed figures, by the name of the folder."""
    folders = [path.parent for path in RAW.glob("*/card.toml")]
    return {folder.name: read(folder / "card.toml") for folder in folders}


@cache
def cells(folder: str) -> list[dict[str, str]]:
    """Return the printed cells of one source with the file they stand in."""
    found = []
    for path in sorted((RAW / folder).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            found += [{**row, "file": path.name} for row in csv.DictReader(lines, delimiter=";")]
    return found


def figure(printed: str) -> float | None:
    """Return the number in a Dutch cell, or None where the cell holds no number.

    ``29%`` and ``29`` are 29; ``7,2 (*)`` is 7.2; ``214.997`` is 214997; ``5:36`` is 336 seconds.
    """
    text = printed.removesuffix("(*)").strip().removesuffix("%")
    if clock := re.fullmatch(r"(\d+):(\d\d)", text):
        return 60.0 * int(clock[1]) + int(clock[2])
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
        return float(text.replace(".", ""))
    if re.fullmatch(r"\d+(,\d+)?", text):
        return float(text.replace(",", "."))
    return None
