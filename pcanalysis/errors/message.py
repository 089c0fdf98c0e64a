"""What is to be said about a file: where, how serious it is, and the sentence in two languages.

A message holds a code and the facts that fill its sentence; ``messages.toml`` holds the sentences.
Cells are data: they are shown with their control characters made visible, and never longer than
80 characters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

MAX_CELL_CHARACTERS = 80
_PLACES = {"nl": ("regel", "kolom"), "en": ("line", "column")}


class Severity(StrEnum):
    """How serious a message is: what it says is left out, doubtful, or only worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class _Fact(str):
    """A fact in a sentence; ``{rows:rij|rijen}`` is the word that goes with one, or with more."""

    def __format__(self, words: str) -> str:
        one, _, more = words.partition("|")
        return (one if self == "1" else more) if words else str(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing to say about an input file."""

    code: str  # a key of messages.toml
    file: str
    severity: Severity = Severity.ERROR
    line: int | None = None  # as an editor shows it, or the row of the sheet
    record: int | None = None  # where lines mean nothing (JSON, Parquet): which one, from 1
    column: str | None = None  # header as written in the file
    cell: str | None = None  # the text in question; masked where it may be about a person
    facts: Mapping[str, str | int | float] = field(default_factory=dict)  # fill the sentence

    @property
    def position(self) -> int | None:
        """The line, or else the record."""
        return self.record if self.line is None else self.line

    def reason(self, language: str = "nl") -> str:
        """Return what is wrong and what to do about it."""
        sentence = sentences()[self.code][language]
        facts = {name: _Fact(visible(fact)) for name, fact in self.facts.items()}
        if kind := sentences().get(f"kind_{self.facts.get('type')}"):
            facts["type"] = _Fact(kind[language])
        return sentence.format(**facts)

    def text(self, language: str = "nl") -> str:
        """Return the record and the cell, where there are such, and the reason."""
        about = [] if self.record is None else [f"record {self.record}"]
        about += [] if self.cell is None else [f"'{visible(self.cell)}'"]
        return ": ".join([*filter(None, [", ".join(about)]), self.reason(language)])

    def told(self, language: str = "nl") -> str:
        """Return the whole message: file, line, column, cell, reason."""
        line, column = _PLACES[language]
        place = [visible(self.file)]
        if self.line is not None:
            place.append(f"{line} {self.line}")
        if self.column is not None:
            place.append(f"{column} '{visible(self.column)}'")
        return f"{', '.join(place)}: {self.text(language)}"

    def plain(self, language: str = "nl") -> dict[str, str | int | None]:
        """Return the message for a program: how serious, what, where, and the text."""
        place = {"file": self.file, "line": self.line, "column": self.column}
        return {
            "severity": self.severity,
            "code": self.code,
            **place,
            "text": self.text(language),
        }

    def __str__(self) -> str:
        return self.told()


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the sentences of every code, by language."""
    text = Path(__file__).with_name("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def visible(fact: Any) -> str:
    r"""Return a text from a file as it can be shown: one line, at most 80 characters.

    Examples
    --------
    >>> visible("12\t")
    '12\\t'
    """
    text = str(fact)
    cut = text[: MAX_CELL_CHARACTERS - 1] + "…" if len(text) > MAX_CELL_CHARACTERS else text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut
    )
