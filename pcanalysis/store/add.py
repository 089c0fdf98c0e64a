"""The door for exports: check a delivery, and store what may be kept of it, with its card.

What is stored is a copy with known columns only, never the original. The folder appears in one
step; what stands there already is never touched.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.errors import DataRefused, Message, Severity, UnknownKey, WrongCall
from pcanalysis.errors.message import sentences
from pcanalysis.model import Edition, Programme
from pcanalysis.store.build import locked
from pcanalysis.store.cards import CARD_FILE, FOLDER, REJECTED, read_cards, sha256_of
from pcanalysis.store.copies import DIALECT, copies
from pcanalysis.store.definitions import read_definitions
from pcanalysis.store.raw_files import defined
from pcanalysis.store.reading.codes import is_code
from pcanalysis.store.reading.delivery import Delivery, read_delivery, read_file
from pcanalysis.store.reading.door import delivery_files
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.reading import outcome
from pcanalysis.store.rejected import rejected_of

LOCK_SECONDS = 60
_BESIDE = ".new"  # hidden: no source yet
_PLACED = ["line", "row", "decimals"]  # differ between an original and its copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a user says of the delivery to add."""

    kind: str  # kcc, indicator, norm
    programme: str
    today: date
    edition: str = ""
    published: date | None = None
    publisher: str = ""
    licence: str = "unknown"
    source: str = ""  # name of the folder
    partial: bool = False  # whether the rest is stored when rows are refused
    dialect: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of a delivery."""

    delivery: Delivery
    stored: str = ""  # its folder, below the project
    known: str = ""  # the folder where the same files stand already


def add(root: Path, paths: Sequence[Path], order: Order) -> Added:
    """Store what may be kept of a delivery in the project in ``root``.

    Nothing is stored of a delivery that is refused, that is refused in part (unless the order says
    so), or that is there already.

    Raises
    ------
    WrongCall
        If the programme, the edition or another word of the order cannot be right.
    DataRefused
        If a definition or card of the project is wrong.
    OutputFailed
        If the folder cannot be written.
    Busy
        If something else is being added for more than a minute.
    """
    programme = read_definitions(root).programme(order.programme)
    card = _card(programme, order)
    originals = _fingerprints(paths)
    delivery = read_delivery(paths, order.kind, dialect=order.dialect, today=order.today)
    if order.kind != "kcc":
        delivery = _held_against(programme, delivery)
    refused = delivery.outcome == "partial" and not order.partial
    if delivery.outcome == "reject" or refused or delivery.rows.empty:
        return Added(delivery=delivery)
    if _fingerprints(paths) != originals:
        raise DataRefused([Message(code="file_changed", file=paths[0].name)])
    read = {reading.file: originals[reading.file] for reading in delivery.readings}
    busy = "Something else is being added."
    failed = f"{FOLDER} cannot be written ({{0.strerror}}). Nothing was added."
    with locked(root / FOLDER / ".add.lock", LOCK_SECONDS, busy=busy, failed=failed):
        if known := _known(root, card, order.kind, {sha for own in read.values() for sha in own}):
            return Added(delivery=delivery, known=known)
        name = _free_name(root, card, order)
        beside = root / FOLDER / _BESIDE
        try:
            _write(beside, card, delivery, read)
            beside.rename(root / FOLDER / name)
            _sync(root / FOLDER)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return Added(delivery=delivery, stored=f"{FOLDER}/{name}")


def _held_against(programme: Programme, delivery: Delivery) -> Delivery:
    """Return a delivery with a warning for all that a build will not take, such as its codes."""
    said = list(delivery.messages)
    for reading in delivery.readings:
        defined(reading, programme, Notes(reading.file, said, lined=reading.lined).warning)
    ending = outcome(said, kept=bool(delivery.readings))
    return replace(delivery, messages=tuple(said), outcome=ending)


def _card(programme: Programme, order: Order) -> dict[str, Any]:
    """Return what the card says before anything is read; WrongCall where that cannot be right."""
    for name in ("publisher", "licence", "source"):
        text = getattr(order, name)
        odd = text and name == "source" and not (text.isascii() and is_code(text))
        if odd or not text.isprintable():
            raise WrongCall("text_of_option", name=name, text=text)
    edition = _edition(programme, order)
    if edition and order.published not in (None, edition.published):
        raise WrongCall("edition_was_published", edition=edition.id, published=edition.published)
    published = edition.published if edition else order.published
    return {
        "schema": 1,
        "publisher": order.publisher or f"Gemeente {programme.municipality}",
        "municipality": programme.key.partition("/")[0],
        "programme": programme.key,
        "edition": edition.id if edition else "",
        "title": edition.title if edition else f"{programme.name}: {order.kind}",
        "published": published,
        "published_basis": edition.basis if edition else "stated" if published else "",
        "retrieved": order.today.isoformat(),
        "licence": order.licence,
        "simulated": programme.simulated,
    }


def _edition(programme: Programme, order: Order) -> Edition | None:
    editions = {edition.id: edition for edition in programme.editions}
    if order.edition in editions or (not order.edition and order.kind != "indicator"):
        return editions.get(order.edition)
    if not order.edition:
        raise WrongCall("edition_needed", known=", ".join(editions))
    year = re.search(r"(?:19|20)\d\d", order.edition)
    facts = {
        "file": programme.source.file if programme.source else "data/definitions",
        "year": year[0] if year else order.today.year,
        "published": order.published or order.today,
    }
    raise UnknownKey.among("edition", order.edition, editions, "new_edition", **facts)


def _fingerprints(paths: Sequence[Path]) -> dict[str, list[str]]:
    """Return the sha256 of every file of a delivery that can be opened, by its name."""
    found: dict[str, list[str]] = {}
    for path in delivery_files(paths, Notes("")):
        if path.is_file():  # no pipe, which would never end
            with suppress(OSError):  # the reader says what is wrong
                found.setdefault(path.name, []).append(sha256_of(path))
    return found


def _known(root: Path, card: Mapping[str, Any], kind: str, originals: set[str]) -> str:
    """Return the folder of the same programme, edition and kind that holds all these files."""
    for one in read_cards(root):
        same = (one.programme, one.edition) == (card["programme"], card["edition"])
        own = [file for file in one.files if file.kind == kind and same]
        if originals <= {sha for f in own for sha in (f.sha256, *f.original_sha256.split())}:
            return one.folder
    return ""


def _free_name(root: Path, card: Mapping[str, Any], order: Order) -> str:
    """Return the name of a folder that is not there yet, from programme, kind and dates only."""
    about = card["edition"] or card["programme"].replace("/", "-")
    first = order.source or f"{about}-{order.kind}"
    dated = f"{first}-{card['published'] or order.today}"
    names = [first, dated, *(f"{dated}-{number:03}" for number in range(2, 1000))]
    there = {path.name.casefold() for path in (root / FOLDER).iterdir()}
    return next(name for name in names if name.casefold() not in there)


def _write(
    folder: Path, card: Mapping[str, Any], delivery: Delivery, originals: Mapping[str, list[str]]
) -> None:
    """Write the copies and their card in a new folder."""
    shutil.rmtree(folder, ignore_errors=True)  # of a run that was stopped
    folder.mkdir()
    files: list[dict[str, Any]] = []
    known, kept = set[str](), 0
    for rows, table, names in copies(delivery):
        number = f"-{len(files) + 1}" if files else ""
        path = folder / f"{delivery.kind}{number}.csv"
        _put(path, table)
        _compare(path, delivery.kind, rows, today=date.fromisoformat(card["retrieved"]))
        shas = [sha for name in names for sha in originals[name]]
        facts = {"name": path.name, "kind": delivery.kind, "sha256": sha256_of(path)}
        original = " ".join(dict.fromkeys(shas))
        files.append({**facts, "original_sha256": original, "dialect": DIALECT})
        known |= {*table.columns}
        kept += len(table)
    left_out = rejected_of(delivery)
    if len(left_out):
        path = folder / f"{REJECTED}.csv"
        _put(path, left_out)
        files.append({"name": path.name, "kind": REJECTED, "sha256": sha256_of(path)})
    note = _note(delivery, kept, topics_kept="onderwerp" in known)
    _put(folder / CARD_FILE, "\n[[file]]\n".join(map(_toml, [{**card, "note": note}, *files])))
    if delivery.kind == "kcc":  # never in git, whatever the folder is called
        _put(folder / ".gitignore", "*\n")
    _sync(folder)


def _compare(path: Path, kind: str, rows: pd.DataFrame, *, today: date) -> None:
    """Read a copy as a build will; DataRefused when it does not say what was read."""
    again = read_file(path, kind, dialect=DIALECT, today=today)
    wrong = [message for message in again.messages if message.severity is Severity.ERROR]
    shared = rows.columns.intersection(again.rows.columns).drop(_PLACED, errors="ignore")
    sums = [frame[shared].sum(numeric_only=True) for frame in (rows, again.rows)]
    same = len(rows) == len(again.rows) and np.allclose(*sums)
    if "start" in rows and same:
        starts = [frame["start"].sort_values(ignore_index=True) for frame in (rows, again.rows)]
        same = starts[0].equals(starts[1])
    if wrong or not same:
        raise DataRefused([Message(code="copy_differs", file=path.name), *wrong])


def _note(delivery: Delivery, kept: int, *, topics_kept: bool) -> str:
    """Return how much of a delivery was read, kept and left out, and what there was to say."""
    columns = {m.column for m in delivery.messages if m.code == "personal_data_column"}
    columns |= {header for reading in delivery.readings for header in reading.unused}
    said = Counter(m.code for m in delivery.messages if m.severity is not Severity.INFO)
    facts = {
        "read": sum(reading.rows_read for reading in delivery.readings),
        "kept": kept,
        "refused": sum(len(reading.rejected) for reading in delivery.readings),
        "columns": len(columns) + (not topics_kept and "onderwerp" in delivery.rows),
        "said": ", ".join(f"{code} ({count})" for code, count in sorted(said.items())) or "-",
    }
    return sentences()["stored_copy"]["nl"].format(**facts)


def _toml(table: Mapping[str, Any]) -> str:
    """Write a table of texts, dates, truth and one level of tables."""

    def value(one: Any) -> str:
        if isinstance(one, Mapping):
            return "{ " + ", ".join(f"{name} = {value(own)}" for name, own in one.items()) + " }"
        return str(one) if isinstance(one, date) else json.dumps(one, ensure_ascii=False)

    return "".join(f"{name} = {value(own)}\n" for name, own in table.items() if own is not None)


def _put(path: Path, text: str | pd.DataFrame) -> None:
    if isinstance(text, pd.DataFrame):
        text = text.to_csv(sep=";", index=False, lineterminator="\n")
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Have the names in a folder on disk; not every system can."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
