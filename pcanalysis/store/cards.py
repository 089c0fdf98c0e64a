"""The card beside every raw file: who published it, when, and its fingerprint.

Raw files are read-only: a file that no longer matches its card is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pcanalysis.errors import DataRefused, Problem
from pcanalysis.model import Edition, Source
from pcanalysis.store.tables import made, read_toml

FOLDER = "data/raw"
CARD_FILE = "card.toml"
KINDS = ("indicator", "kcc")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFile:
    """One file of a source: its kind, fingerprint and how it is written."""

    name: str
    kind: str
    sha256: str
    dialect: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The card of one source folder."""

    schema: int
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
    files: tuple[CardFile, ...] = ()

    def source_of(self, file: CardFile, edition: Edition | None) -> Source:
        """Return one file of this card as the source of figures."""
        return Source(
            file=f"{self.folder}/{file.name}",
            sha256=file.sha256,
            publisher=self.publisher,
            edition=edition,
            simulated=self.simulated,
        )


def read_cards(root: Path) -> list[Card]:
    """Read the card of every source folder, in a fixed order, and check the files against it.

    Raises
    ------
    DataRefused
        If a card is wrong, a file is missing, differs from its card, or has no card.
    """
    folders = sorted(p for p in (root / FOLDER).glob("[!.]*") if p.is_dir())
    cards, problems = [], []
    for folder in folders:
        card = _read_card(folder, root)
        problems += _check_files(card, folder)
        cards.append(card)
    if problems:
        raise DataRefused(problems)
    return cards


def _read_card(folder: Path, root: Path) -> Card:
    path = folder / CARD_FILE
    relative = path.relative_to(root).as_posix()
    if not path.is_file():
        reason = (
            "missing: every folder under data/raw needs a card.toml that says where it is from."
        )
        raise DataRefused([Problem(file=relative, reason=reason)])
    content, lines = read_toml(path, relative)
    tables = content.pop("file", [])
    files = [made(CardFile, t, file=relative, line=lines["file"][i]) for i, t in enumerate(tables)]
    wrong = [file for file in files if file.kind not in KINDS]
    if wrong:
        reason = f"the kind of a file is one of {', '.join(KINDS)}."
        raise DataRefused(
            [Problem(file=relative, column="kind", cell=wrong[0].kind, reason=reason)]
        )
    card = made(Card, content, file=relative, line=1)
    return replace(card, folder=folder.relative_to(root).as_posix(), files=tuple(files))


def _check_files(card: Card, folder: Path) -> list[Problem]:
    problems = []
    named = {file.name for file in card.files}
    present = {path.name for path in folder.glob("[!.]*")}  # systems leave hidden files about
    for extra in sorted(present - named - {CARD_FILE}):
        reason = "not on the card of its folder; put it on the card or take it away."
        problems.append(Problem(file=f"{card.folder}/{extra}", code="no_card", reason=reason))
    for file in card.files:
        path, where = folder / file.name, f"{card.folder}/{file.name}"
        if Path(file.name).name != file.name:
            reason = "a card names files of its own folder only."
            problems.append(Problem(file=where, reason=reason))
        elif not path.is_file():
            problems.append(
                Problem(file=where, code="absent", reason="missing, though its card names it.")
            )
        elif hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            reason = (
                "differs from its card. Raw files stay as received: put the file back, or, if the "
                "change is right, write its new sha256 on the card."
            )
            problems.append(Problem(file=where, code="changed", reason=reason))
    return problems
