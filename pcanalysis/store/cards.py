"""The card beside every raw file: who published it, when, and its fingerprint.

Raw files are read-only: a file that no longer matches its card is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NoReturn

from pcanalysis.errors import DataRefused, Message
from pcanalysis.model import Edition, Source
from pcanalysis.store.reading.door import stated
from pcanalysis.store.tables import Place, made, read_toml

FOLDER = "data/raw"
CARD_FILE = "card.toml"
REJECTED = "rejected"  # the kind of a file with what ``add`` left out of a delivery
KINDS = ("indicator", "kcc", "norm")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFile:
    """One file of a source: its kind, fingerprint and how it is written."""

    name: str
    kind: str
    sha256: str
    original_sha256: str = ""  # of each file as delivered, when what stands here is a stripped copy
    dialect: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The card of one source folder."""

    publisher: str
    municipality: str
    programme: str
    title: str
    edition: str = ""
    published: date | None = None
    published_basis: str = ""
    retrieved: str = "unknown"
    licence: str = "unknown"
    simulated: bool = False
    note: str = ""
    folder: str = ""
    place: Place = field(default=Place(""), metadata={"key": None})
    files: tuple[CardFile, ...] = ()
    rejected: tuple[CardFile, ...] = field(default=(), metadata={"key": None})

    @property
    def came(self) -> str:
        """The day it was published, else retrieved, as ISO text; empty when neither is known."""
        return str(self.published or self.retrieved).replace("unknown", "")

    def source_of(self, file: CardFile, edition: Edition | None) -> Source:
        """Return one file of this card as the source of figures."""
        return Source(
            file=f"{self.folder}/{file.name}",
            sha256=file.sha256,
            publisher=self.publisher,
            edition=edition,
            simulated=self.simulated,
        )


def read_cards(root: Path, known: Mapping[str, str] | None = None) -> list[Card]:
    """Read the card of every source folder, in a fixed order, and check the files against it.

    ``known`` is the sha256 of files by their path from ``root``, where it was found already.

    Raises
    ------
    DataRefused
        If a card is wrong, a file is missing, differs from its card, or has no card.
    """
    folders = sorted(p for p in (root / FOLDER).glob("[!.]*") if p.is_dir())
    cards, problems = [], []
    for folder in folders:
        card = _read_card(folder, root)
        problems += _check_files(card, folder, known or {})
        cards.append(card)
    if problems:
        raise DataRefused(problems)
    return cards


def _read_card(folder: Path, root: Path) -> Card:
    path = folder / CARD_FILE
    if not path.is_file():
        Place(path.relative_to(root).as_posix()).refuse("card_missing")
    document = read_toml(path, root)
    files = []
    for table, place in document.tables("file"):
        files.append(made(CardFile, table, place))
        if files[-1].kind not in (*KINDS, REJECTED):
            place.refuse("expected_enum", "kind", files[-1].kind, known=", ".join(KINDS))

        def refuse(name: str, value: str, known: str, place: Place = place) -> NoReturn:
            place.refuse("expected_enum", "dialect", f"{name} = {value}", known=known)

        files[-1] = replace(files[-1], dialect=stated(files[-1].dialect, refuse))
    own = {key: value for key, value in document.content.items() if key != "file"}
    card = made(Card, own, document.top)
    return replace(
        card,
        folder=folder.relative_to(root).as_posix(),
        place=document.top,
        files=tuple(file for file in files if file.kind != REJECTED),
        rejected=tuple(file for file in files if file.kind == REJECTED),
    )


def _check_files(card: Card, folder: Path, known: Mapping[str, str]) -> list[Message]:
    files = (*card.files, *card.rejected)
    named = {file.name for file in files}
    present = {path.name for path in folder.glob("[!.]*")}  # systems leave hidden files about
    extra = sorted(present - named - {CARD_FILE})
    problems = [Message(code="file_not_on_card", file=f"{card.folder}/{name}") for name in extra]
    for file in files:
        path, code = folder / file.name, ""
        if Path(file.name).name != file.name:
            code = "file_outside_folder"
        elif not path.is_file():
            code = "file_absent"
        elif (known.get(f"{card.folder}/{file.name}") or sha256_of(path)) != file.sha256:
            code = "differs_from_card"
        if code:
            problems.append(Message(code=code, file=f"{card.folder}/{file.name}"))
    return problems


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
