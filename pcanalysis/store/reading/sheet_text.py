"""What text stands in a cell that is written in pieces."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pcanalysis.store.reading.archive import Archive

MAX_TEXT = 20_000_000  # characters of a part
MAX_ITEMS = 500_000
_ESCAPED = re.compile("_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")  # a character XML cannot hold


class Texts:
    """Hears the pieces of a text; how Japanese is pronounced (``rPh``) is no part of it."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.hears = False
        self._pieces: list[str] = []
        self._total, self._aside = 0, False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002
        """Begin to listen where text begins."""
        if name == "rPh":
            self._aside = True
        elif name == "t":
            self.hears = not self._aside

    def end(self, name: str) -> None:
        """Stop listening."""
        self.hears = False
        if name == "rPh":
            self._aside = False

    def data(self, text: str) -> None:
        """Keep a piece of text."""
        if self.hears:
            self._total += len(text)
            if self._total > MAX_TEXT:
                self.archive.too_large(f"> {MAX_TEXT} ×")
            self._pieces.append(text)

    def take(self) -> str:
        """Return the text heard since the last time."""
        text = "".join(self._pieces)
        self._pieces = []
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class SharedTexts(Texts):
    """Hears the texts that the cells of a workbook point to."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self.items: list[str] = []

    def end(self, name: str) -> None:
        """Finish a text."""
        super().end(name)
        if name == "si":
            self.items.append(self.take())
            if len(self.items) > MAX_ITEMS:
                self.archive.too_large(f"> {MAX_ITEMS} ×")
