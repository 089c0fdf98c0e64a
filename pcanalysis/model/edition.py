"""Published documents, the files typed from them, and dated events."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pcanalysis.errors import InvalidModel

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One published document of the P&C cycle; editions order what was known when."""

    id: str
    title: str  # in Dutch, as on the document
    kind: str  # jaarverslag, voortgangsrapportage, programmabegroting, monitor
    year: int
    published: date
    basis: str  # "stated", or "rule" when the date follows from the kind of document
    title_en: str = ""
    duplicate_of: str = ""  # id of the edition whose text this one repeats

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InvalidModel(
                f"Edition {self.id!r} is not a valid id: use letters, digits, '.', '-' and '_', "
                "begin with a letter or digit, at most 64 characters."
            )
        if self.basis not in ("stated", "rule"):
            raise InvalidModel(
                f"Edition {self.id}: basis {self.basis!r} must be 'stated' or 'rule'."
            )

    def title_in(self, language: str) -> str:
        """Return the title in ``language``, else in Dutch."""
        return (self.title_en if language == "en" else "") or self.title

    @property
    def order(self) -> tuple[date, str]:
        """Sort key: publication date, then id."""
        return (self.published, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One input file: where a figure comes from."""

    file: str  # path below the project folder, with forward slashes
    sha256: str
    publisher: str
    edition: Edition | None = None  # None for exports and own series
    simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, or was planned, on the way; its precision is binding."""

    start: date
    end: date | None
    precision: str  # day, month, quarter, year, …, as the document allows
    category: str
    label: Mapping[str, str]  # language to text
    channels: tuple[str, ...] = ()
    effect: str = ""  # expected effect: up, down, shift, unknown or empty
    edition: str = ""
    note: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise InvalidModel(f"Event of {self.start} ends before it starts ({self.end}).")
