"""What one XML part says, element by element.

A DTD is refused, so that no entity can grow or reach outside; and so is a part whose elements,
names or tags no spreadsheet program would write: they would only fill the memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

from pcanalysis.store.reading.archive import Archive

MAX_ELEMENTS = 8_000_000
MAX_DEPTH = 64
MAX_NAMES = 10_000  # of elements and attributes
MAX_TAG = 300_000  # bytes of one tag or comment


class Target(Protocol):
    """Hears what an XML part says; names come without their prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text stands here."""


class Elements(list[tuple[str, Mapping[str, str]]]):
    """A target that keeps every element: its name and attributes."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Keep an element."""
        self.append((name, attributes))

    def end(self, name: str) -> None:
        """Pass over the end of an element."""

    def data(self, text: str) -> None:
        """Pass over text."""


def read_part(archive: Archive, part: str, target: Target) -> None:
    """Let a target hear a part; refuses damaged_workbook, unsafe_xml, archive_too_large."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    local: dict[str, str] = {}
    seen = depth = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal seen, depth
        seen += 1
        depth += 1
        if seen > MAX_ELEMENTS or depth > MAX_DEPTH:
            archive.too_large(f"{part}, > {MAX_ELEMENTS} × <>")
        if name not in local:
            local[name] = name.rpartition(":")[2]
        target.start(local[name], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        target.end(local[name])

    def doctype(*_: object) -> None:
        archive.notes.refuse("unsafe_xml", detail="DTD")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = target.data
    parser.StartDoctypeDeclHandler = doctype
    fed = 0
    try:
        for block in archive.chunks(part):
            parser.Parse(block, False)
            fed += len(block)
            if fed - parser.CurrentByteIndex > MAX_TAG or len(parser.intern) > MAX_NAMES:
                archive.damaged(part)
        parser.Parse(b"", True)
    except expat.ExpatError:
        archive.damaged(part)
