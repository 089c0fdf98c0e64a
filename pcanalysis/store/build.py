"""From ``data/raw`` and ``data/definitions`` to ``data/processed``: read, check, write Parquet.

Building is idempotent: the manifest holds the fingerprint of every input and of the readers, and
when nothing changed nothing is written; the same input gives the same bytes. A wrong cell is left
out and reported; a wrong card or definition stops the build.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout

from pcanalysis.errors import Busy, DataRefused, Message, OutputFailed
from pcanalysis.model import Edition, Unit
from pcanalysis.store.cards import FOLDER as RAW_FOLDER
from pcanalysis.store.cards import Card, CardFile, read_cards
from pcanalysis.store.contact_exports import read_contacts
from pcanalysis.store.contact_settings import map_queues
from pcanalysis.store.contradictions import without_contradictions
from pcanalysis.store.definitions import Definitions, definition_files, read_definitions
from pcanalysis.store.indicator_tables import CELL_COLUMNS, read_indicator_table

PROCESSED = "data/processed"
CELLS_FILE = "cells.parquet"
MANIFEST_FILE = "manifest.json"
SCHEMA = 1
LOCK_SECONDS = 60  # a build takes a second or two
_TYPES = {
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "decimals": "int64",
    "line": "int64",
    "simulated": "bool",
}
_SOURCE_COLUMNS = ("key", "programme", "edition", "published", "file", "sha256", "simulated")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did."""

    changed: bool
    cells: int  # printed indicator cells kept
    contact_rows: int
    problems: tuple[Message, ...]


def build(root: Path, *, strict: bool = False) -> BuildReport:
    """Bring ``data/processed`` of the project in ``root`` up to date.

    Raises
    ------
    DataRefused
        If a card or definition is wrong; with ``strict`` also if any cell is refused.
    OutputFailed
        If ``data/processed`` cannot be written.
    Busy
        If another build goes on for more than a minute.
    """
    processed = root / PROCESSED
    try:
        processed.mkdir(parents=True, exist_ok=True)
        with FileLock(processed / ".build.lock", timeout=LOCK_SECONDS):
            inputs = fingerprints(root)
            manifest = read_manifest(root)
            changed = not _is_current(manifest, inputs, processed)
            if changed:
                manifest = _build(root, inputs)
    except Timeout as error:
        raise Busy(f"{PROCESSED} is locked by another build. Try again when it is done.") from error
    except OSError as error:
        raise OutputFailed(
            f"{PROCESSED} cannot be brought up to date ({error}). Check the disk and its rights."
        ) from error
    problems = tuple(Message(**problem) for problem in manifest["problems"])
    if strict and problems:
        raise DataRefused(problems)
    rows = manifest["rows"]
    return BuildReport(
        changed=changed, cells=rows["cells"], contact_rows=rows["contacts"], problems=problems
    )


def fingerprints(root: Path) -> dict[str, str]:
    """Return the sha256 of every input file of the project, by path."""
    raw = [path for path in sorted((root / RAW_FOLDER).rglob("[!.]*")) if path.is_file()]
    return {
        path.relative_to(root).as_posix(): _sha256(path) for path in definition_files(root) + raw
    }


@cache
def code_fingerprint() -> str:
    """Return the sha256 of the readers themselves: a repaired reader reads everything anew."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for floor in ("model", "store"):
        for path in sorted((package / floor).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def read_manifest(root: Path) -> dict[str, Any]:
    """Return the manifest of the last build; empty when there is none or it cannot be read."""
    try:
        content: Any = json.loads((root / PROCESSED / MANIFEST_FILE).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def contact_file(card: Card) -> str:
    """Return where the contact rows of a source are written, below ``data/processed``."""
    return f"contacts/{Path(card.folder).name}.parquet"


def check_edition(card: Card, definitions: Definitions) -> Edition | None:
    """Return the edition of a card; DataRefused when definition and card disagree."""
    place = card.place
    programme = definitions.programmes.get(card.programme)
    if programme is None:
        known = definitions.programmes
        raise DataRefused([place.unknown("programme", card.programme, known)])
    owner = programme.key.partition("/")[0]
    facts = {"programme": programme.key, "municipality": owner}
    if card.municipality != owner:
        place.refuse("card_municipality", "municipality", card.municipality, **facts)
    if card.simulated != programme.simulated:
        place.refuse("card_simulated", "simulated", card.simulated, **facts)
    if not card.edition:
        if any(file.kind == "indicator" for file in card.files):
            place.refuse("card_without_edition", "edition")
        return None
    editions = {edition.id: edition for edition in programme.editions}
    edition = editions.get(card.edition)
    if edition is None:
        raise DataRefused([place.unknown("edition", card.edition, editions)])
    if (card.published, card.published_basis) != (edition.published, edition.basis):
        cell = f"{card.published} ({card.published_basis})"
        stated = f"{edition.published} ({edition.basis})"
        place.refuse("card_published", "published", cell, stated=stated)
    return edition


def _is_current(manifest: Mapping[str, Any], inputs: Mapping[str, str], processed: Path) -> bool:
    if manifest.get("inputs") != inputs or manifest.get("code") != code_fingerprint():
        return False
    outputs: Mapping[str, str] = manifest["outputs"]
    return all(
        (processed / f).is_file() and _sha256(processed / f) == s for f, s in outputs.items()
    )


def _build(root: Path, inputs: Mapping[str, str]) -> dict[str, Any]:
    definitions, cards = read_definitions(root), read_cards(root)
    processed = root / PROCESSED
    frames: list[pd.DataFrame] = []
    problems: list[Message] = []
    tables: dict[str, pd.DataFrame] = {}
    exports: set[str] = set()
    contact_rows = 0
    for card in cards:
        edition = check_edition(card, definitions)
        for file in card.files:
            if file.kind == "indicator":
                frame, found = _read_cells(root, card, file, edition, definitions)
                frames.append(frame)
            else:
                frame, found = _read_export(root, card, file, definitions)
                if card.programme in exports:
                    card.place.refuse("second_export", cell=file.name, programme=card.programme)
                exports.add(card.programme)
                tables[contact_file(card)] = frame
                contact_rows += len(frame)
            problems += found
    cells = pd.concat(frames, ignore_index=True) if frames else _cells_frame([], {})
    tables[CELLS_FILE], found = without_contradictions(cells)
    problems += found
    for name, frame in tables.items():
        _write(processed / name, frame)
    manifest = {
        "schema": SCHEMA,
        "code": code_fingerprint(),
        "inputs": dict(inputs),
        "outputs": {name: _sha256(processed / name) for name in sorted(tables)},
        "rows": {"cells": len(tables[CELLS_FILE]), "contacts": contact_rows},
        "problems": [asdict(problem) for problem in problems],
    }
    for stale in (processed / "contacts").glob("*.parquet"):
        if stale.relative_to(processed).as_posix() not in tables:
            stale.unlink()
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    _replace(processed / MANIFEST_FILE, text.encode("utf-8"))
    return manifest


def _read_cells(
    root: Path, card: Card, file: CardFile, edition: Edition | None, definitions: Definitions
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    source = card.source_of(file, edition)
    programme = definitions.programmes[card.programme]
    units = {i.key.split("/", 1)[1]: i.unit for i in programme.indicators}
    units |= {v.key.split("/", 1)[1]: Unit.COUNT for v in programme.volumes}
    records, problems = read_indicator_table(
        root / source.file, relative=source.file, dialect=file.dialect, units=units
    )
    facts = {
        "programme": card.programme,
        "edition": edition.id if edition else "",
        "published": edition.published.isoformat() if edition else "",
        "file": source.file,
        "sha256": source.sha256,
        "simulated": card.simulated,
    }
    records = [{**record, "key": f"{card.municipality}/{record['code']}"} for record in records]
    return _cells_frame(records, facts), problems


def _cells_frame(records: list[dict[str, Any]], facts: Mapping[str, Any]) -> pd.DataFrame:
    """Return cells as a table whose columns keep their type, also when it is empty."""
    names = [*_SOURCE_COLUMNS, *(name for name in CELL_COLUMNS if name != "code")]
    frame = pd.DataFrame([{**record, **facts} for record in records], columns=names)
    return frame.astype({name: _TYPES.get(name, "str") for name in names})


def _read_export(
    root: Path, card: Card, file: CardFile, definitions: Definitions
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    relative = f"{card.folder}/{file.name}"
    frame, problems = read_contacts(root / relative, relative=relative, dialect=file.dialect)
    mapped, unmapped = map_queues(frame, definitions.contacts[card.municipality], relative)
    return mapped, (*(p for p in problems if p.code != "unknown_channel"), *unmapped)


def _write(path: Path, frame: pd.DataFrame) -> None:
    """Write a table beside its place and put it there in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    frame.to_parquet(beside, index=False)
    beside.replace(path)


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(content)
    beside.replace(path)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
