"""What text stands in a cell that is written in pieces."""

from __future__ import annotations

import re

from pcanalysis.store.reading.archive import Archive
from pcanalysis.store.reading.xml_part import Attributes, Listener

MAX_TEXT = 20_000_000  # characters of a part
MAX_TEXTS = 500_000
_ESCAPED = re.compile("_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")  # a character XML cannot hold


class Texts(Listener):
    """Hears the pieces of a text; how Japanese is pronounced (``rPh``) is no part of it."""

    def __init__(self, archive: Archive) -> None:
        super().__init__()
        self.archive = archive
        self._pieces: list[str] = []
        self._total, self._aside = 0, False
        self.starts |= {"t": self._begin_text, "rPh": self._step_aside}
        self.ends |= {"rPh": self._step_back}

    def _begin_text(self, _: Attributes) -> None:
        self.hears = not self._aside

    def _step_aside(self, _: Attributes) -> None:
        self._aside = True

    def _step_back(self) -> None:
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
        if not self._pieces:
            return ""
        text = "".join(self._pieces)
        self._pieces.clear()
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class SharedTexts(Texts):
    """Hears the texts that the cells of a workbook point to."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self.found: list[str] = []
        self.ends["si"] = self._end_item

    def _end_item(self) -> None:
        self.found.append(self.take())
        if len(self.found) > MAX_TEXTS:
            self.archive.too_large(f"> {MAX_TEXTS} ×")
