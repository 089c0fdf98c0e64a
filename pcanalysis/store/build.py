"""From ``data/raw`` and ``data/definitions`` to ``data/processed``: read, check, write Parquet.

Building is idempotent: the manifest holds the fingerprint of every input and of the readers, and
when nothing changed nothing is written; the same input gives the same bytes. A wrong cell is left
out and reported; a wrong card or definition stops the build.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout

from pcanalysis.errors import Busy, DataRefused, Message, OutputFailed, Severity
from pcanalysis.store.cards import FOLDER as RAW_FOLDER
from pcanalysis.store.cards import REJECTED, Card, CardFile, read_cards, sha256_of
from pcanalysis.store.contradictions import Export, agreeing_exports, without_contradictions
from pcanalysis.store.definitions import Definitions, definition_files, read_definitions
from pcanalysis.store.raw_files import cells_frame, read_raw_file
from pcanalysis.store.rejected import with_reasons

PROCESSED = "data/processed"
CELLS_FILE = "cells.parquet"
MANIFEST_FILE = "manifest.json"
SCHEMA = 1
LOCK_SECONDS = 60  # a build takes a second or two
_TOLD = ("unknown_channel",)  # warnings that a user must act on
_EXAMPLES = 20  # messages of one kind about one file that the manifest keeps


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
    busy = f"{PROCESSED} is locked by another build."
    failed = f"{PROCESSED} cannot be brought up to date ({{0}})."
    with locked(processed / ".build.lock", LOCK_SECONDS, busy=busy, failed=failed):
        inputs = fingerprints(root)
        manifest = read_manifest(root)
        changed = not _is_current(manifest, inputs, processed)
        if changed:
            manifest = _build(root, inputs)
    problems = tuple(Message(**problem) for problem in manifest["problems"])
    if strict and problems:
        raise DataRefused(problems)
    rows = manifest["rows"]
    return BuildReport(
        changed=changed, cells=rows["cells"], contact_rows=rows["contacts"], problems=problems
    )


@contextmanager
def locked(lock: Path, seconds: float, *, busy: str, failed: str) -> Iterator[None]:
    """Let one at a time write beside ``lock``; say as output that failed what the disk refuses."""
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=seconds):
            yield
    except Timeout as error:
        raise Busy(f"{busy} Try again when it is done.") from error
    except OSError as error:
        raise OutputFailed(f"{failed.format(error)} Check the disk and its rights.") from error


def fingerprints(root: Path) -> dict[str, str]:
    """Return the sha256 of every input file of the project, by path."""
    raw = [p for p in sorted((root / RAW_FOLDER).glob("[!.]*/**/[!.]*")) if p.is_file()]
    return {
        path.relative_to(root).as_posix(): sha256_of(path) for path in definition_files(root) + raw
    }


@cache
def code_fingerprint() -> str:
    """Return the sha256 of the readers themselves: a repaired reader reads everything anew."""
    package, digest = Path(__file__).parents[1], hashlib.sha256()
    for pattern in ("model/**/*.py", "model/**/*.toml", "store/**/*.py", "store/**/*.toml"):
        for path in sorted(package.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def read_manifest(root: Path) -> dict[str, Any]:
    """Return the manifest of the last build; empty when there is none or it cannot be read."""
    try:
        content: Any = json.loads((root / PROCESSED / MANIFEST_FILE).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def contact_file(card: Card, name: str, what: str = "contacts") -> str:
    """Return where the contacts (or rejected rows) of a raw file are, below ``data/processed``."""
    return f"{what}/{Path(card.folder).name}/{Path(name).name}.parquet"


def check_edition(card: Card, definitions: Definitions) -> None:
    """Compare a card with its programme and edition; DataRefused when they disagree."""
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
        return
    editions = {edition.id: edition for edition in programme.editions}
    edition = editions.get(card.edition)
    if edition is None:
        raise DataRefused([place.unknown("edition", card.edition, editions)])
    if (card.published, card.published_basis) != (edition.published, edition.basis):
        cell = f"{card.published} ({card.published_basis})"
        stated = f"{edition.published} ({edition.basis})"
        place.refuse("card_published", "published", cell, stated=stated)


def _is_current(manifest: Mapping[str, Any], inputs: Mapping[str, str], processed: Path) -> bool:
    if manifest.get("inputs") != inputs or manifest.get("code") != code_fingerprint():
        return False
    outputs: Mapping[str, str] = manifest["outputs"]
    return all(
        (processed / f).is_file() and sha256_of(processed / f) == s for f, s in outputs.items()
    )


def _build(root: Path, inputs: Mapping[str, str]) -> dict[str, Any]:
    """Read every raw file, one at a time, and write what it brings; the manifest comes last."""
    definitions, processed = read_definitions(root), root / PROCESSED
    cards = read_cards(root, inputs)
    exports = Counter(_rank(card) for card in cards for file in card.files if file.kind == "kcc")
    files = [
        _take(root, card, file, definitions, alone=exports[_rank(card)] == 1)
        for card in cards
        for file in card.files
    ]
    agreed = agreeing_exports([file.export for file in files if file.export])
    cells = [cells_frame(pd.DataFrame()), *(file.cells for file in files)]
    table, found = without_contradictions(pd.concat(cells))
    _write(processed / CELLS_FILE, table.reset_index(drop=True))
    contact_rows = sum(f.counts["rows_kept"] for f in files if f.counts["kind"] == "kcc")
    outputs = {CELLS_FILE, *(name for file in files for name in file.outputs)}
    outputs |= {_take_rejected(root, card, file) for card in cards for file in card.rejected}
    said = [message for file in files for message in file.messages]
    problems = [m for m in said if m.severity is Severity.ERROR or m.code in _TOLD]
    manifest = {
        "schema": SCHEMA,
        "code": code_fingerprint(),
        "inputs": dict(inputs),
        "outputs": {name: sha256_of(processed / name) for name in sorted(outputs)},
        "rows": {"cells": len(table), "contacts": contact_rows},
        "problems": [asdict(problem) for problem in (*problems, *found)],
        "files": [file.facts(agreed) for file in files],
    }
    for stale in processed.glob("**/*.parquet"):
        if stale.relative_to(processed).as_posix() not in outputs:
            stale.unlink()
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    beside = processed / f"{MANIFEST_FILE}.new"
    beside.write_bytes(text.encode("utf-8"))
    beside.replace(processed / MANIFEST_FILE)
    return manifest


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Taken:
    """What stays of a file once its rows are written: no more than one export is in memory."""

    counts: Mapping[str, Any]  # and what was detected
    messages: tuple[Message, ...]
    outputs: tuple[str, ...]
    cells: pd.DataFrame
    export: Export | None = None

    def facts(self, agreed: Sequence[Message]) -> dict[str, Any]:
        """Return what the manifest keeps of a file: counts, detections, and the first messages."""
        told, first = Counter[str](), []
        for message in (*self.messages, *(m for m in agreed if m.file == self.counts["file"])):
            told[message.code] += 1
            if told[message.code] <= _EXAMPLES:
                first.append(asdict(message))
        return {**self.counts, "counts": dict(sorted(told.items())), "messages": first}


def _rank(card: Card) -> tuple[str, date | None]:
    """Of which programme the exports of a card are and when they were published."""
    return card.programme, card.published


def _take(
    root: Path, card: Card, file: CardFile, definitions: Definitions, *, alone: bool
) -> _Taken:
    """Read one file, and write its contacts and the rows that were left out.

    An export that is ``alone`` of its rank is not counted per day, to compare it with others.
    """
    check_edition(card, definitions)
    read = read_raw_file(root, card, file, definitions)
    name, cells, export = contact_file(card, file.name), read.rows, None
    left_out = with_reasons(read.rejected, read.messages)
    tables = {contact_file(card, file.name, REJECTED): left_out} if len(left_out) else {}
    if file.kind == "kcc":
        tables[name], cells = read.rows, cells_frame(pd.DataFrame())
        export = None if alone else Export.of(read.file, _rank(card), read.rows)
    for output, table in tables.items():
        _write(root / PROCESSED / output, table)
    counts = {name: getattr(read, name) for name in ("file", "kind", "rows_read", "evidence")}
    counts |= {"rows_kept": len(read.rows), "rows_rejected": len(read.rejected)}
    return _Taken(
        counts=counts, messages=read.messages, outputs=tuple(tables), cells=cells, export=export
    )


def _take_rejected(root: Path, card: Card, file: CardFile) -> str:
    """Write what ``add`` left out of a delivery beside what a build leaves out; return where."""
    raw, name = root / card.folder / file.name, contact_file(card, file.name, REJECTED)
    rows = pd.read_csv(raw, sep=";", dtype=str, keep_default_na=False)
    _write(root / PROCESSED / name, rows.astype({"number": "int64", "line": "int64"}))
    return name


def _write(path: Path, frame: pd.DataFrame) -> None:
    """Write a table beside its place and put it there in one step; numbers that rise stay small."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    rising = [name for name, kind in frame.dtypes.items() if kind.kind in "iM"]
    others = [name for name in frame.columns if name not in rising]
    encoding = dict.fromkeys(rising, "DELTA_BINARY_PACKED")
    frame.to_parquet(
        beside, index=False, use_dictionary=others, column_encoding=encoding, write_statistics=False
    )
    beside.replace(path)
