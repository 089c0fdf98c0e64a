"""What the parts of a zip archive hold, and whether it is safe to unpack and to hear them.

No part ever becomes a file, and none is believed about its size: reading stops as soon as more
comes out than is allowed. A DTD is refused, so that no entity can grow or reach outside; and so is
a part whose elements, names or tags no spreadsheet program would write.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from pcanalysis.store.reading.notes import Notes

Attributes = Mapping[str, str]
MAX_UNPACKED = 100_000_000  # bytes of all parts together
MAX_PARTS = 1_000
MAX_RATIO = 100  # unpacked to packed, of a part of more than BIG_PART bytes
BIG_PART = 5_000_000
MAX_TAGS = 12_000_000  # of a part
MAX_ELEMENTS = 100_000  # of a part that is kept whole
MAX_DEPTH = 64
MAX_NAMES = 10_000  # of elements and attributes
MAX_TAG = 300_000  # bytes of one tag or comment
MAX_TEXT = 20_000_000  # characters of a part
MAX_TEXTS = 500_000
# A RuntimeError is zipfile's answer to a password, or to a way of packing it does not know.
_TROUBLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError)
_ESCAPED = re.compile("_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")  # a character XML cannot hold


class _BoundedFile(io.FileIO):
    """A file of which at most 1 MB is read at once: a list of parts cannot fill the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > 1_000_000:
            raise zipfile.BadZipFile("list of parts")
        return super().read(-1 if size is None else size)


class Archive:
    """The parts of a zip archive, by name without regard to case."""

    def __init__(self, unpacked: zipfile.ZipFile, notes: Notes) -> None:
        self.notes, self._zip, self._left = notes, unpacked, MAX_UNPACKED
        listed = unpacked.infolist()
        self._parts = {part.filename.replace("\\", "/").lower(): part for part in listed}
        self.folders = {name.split("/")[0] for name in self._parts}
        self.bound(len(listed) > MAX_PARTS, f"> {MAX_PARTS} ×")
        if len(self._parts) < len(listed):  # two programs could read two different tables
            self.damaged("zip")
        self._left_after(sum(part.file_size for part in listed))
        for part in listed:
            dense = part.file_size > max(BIG_PART, MAX_RATIO * part.compress_size)
            self.bound(dense, f"{part.filename}, > {MAX_RATIO}:1")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def _left_after(self, size: int) -> int:
        """Return how many bytes may still come out after these."""
        self.bound(size > self._left, f"> {MAX_UNPACKED // 1_000_000} MB")
        return self._left - size

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of a part, block by block; refuses what is damaged or too large."""
        part = self._parts.get(name.lower())
        if part is None or part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            self.damaged(name)
        if part.flag_bits & 1:
            self.notes.refuse("encrypted_or_old_workbook")
        try:
            with self._zip.open(part) as stream:
                while block := stream.read(65_536):
                    self._left = self._left_after(len(block))
                    yield block
        except _TROUBLE:
            self.damaged(name)

    def damaged(self, detail: str) -> NoReturn:
        """Refuse the archive as damaged."""
        self.notes.refuse("damaged_workbook", detail=detail)

    def bound(self, exceeded: bool, detail: str) -> None:
        """Refuse the archive where a limit is exceeded."""
        if exceeded:
            self.notes.refuse("archive_too_large", detail=detail)


@contextmanager
def open_archive(path: Path, notes: Notes) -> Iterator[Archive]:
    """Open a zip archive for as long as its parts are read; refuse a damaged or too large one."""
    with _BoundedFile(path) as file:
        try:
            unpacked = zipfile.ZipFile(file)  # type: ignore[type-var,arg-type,unused-ignore]
        except _TROUBLE:
            notes.refuse("damaged_workbook", detail="zip")
        yield Archive(unpacked, notes)


class Listener:
    """Hears an XML part: what to do where an element starts or ends, by name without prefix.

    Text is kept from :meth:`hear` until the next end of an element; how Japanese is pronounced
    (``rPh``) is no part of it.
    """

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.starts: dict[str, Callable[[Attributes], None]] = {"t": self.hear, "rPh": self._aside}
        self.ends: dict[str, Callable[[], None]] = {"rPh": self._aside}
        self.hears = self._is_aside = False
        self._pieces: list[str] = []
        self._total = 0

    def hear(self, _: Attributes) -> None:
        """Keep the text that follows."""
        self.hears = not self._is_aside

    def _aside(self, begins: Attributes | None = None) -> None:
        self._is_aside = begins is not None

    def data(self, text: str) -> None:
        """Hear a piece of text."""
        if self.hears:
            self._total += len(text)
            if self._total > MAX_TEXT:
                self.archive.bound(True, f"> {MAX_TEXT} ×")
            self._pieces.append(text)

    def take(self) -> str:
        """Return the text heard since the last time."""
        text = "".join(self._pieces)
        self._pieces.clear()
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def read_part(part: str, listener: Listener) -> None:
    """Let a listener hear a part; refuses damaged_workbook, unsafe_xml, archive_too_large."""
    parser, archive, depth = expat.ParserCreate(), listener.archive, 0
    starts = cache(lambda name: listener.starts.get(name.rpartition(":")[2]))
    ends = cache(lambda name: listener.ends.get(name.rpartition(":")[2]))

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            archive.bound(True, f"{part}, > {MAX_DEPTH} × <<")
        if act := starts(name):
            act(attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        listener.hears = False
        if act := ends(name):
            act()

    def doctype(*_: object) -> None:
        archive.notes.refuse("unsafe_xml", detail="DTD")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = listener.data, doctype
    fed = tags = 0
    try:
        for block in archive.chunks(part):
            parser.Parse(block, False)
            fed, tags = fed + len(block), tags + block.count(b"<")
            if fed - parser.CurrentByteIndex > MAX_TAG or len(parser.intern) > MAX_NAMES:
                archive.damaged(part)
            archive.bound(tags > MAX_TAGS, f"{part}, > {MAX_TAGS} × <")
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError):  # also of an encoding nobody knows
        archive.damaged(part)


def elements(archive: Archive, part: str, *names: str) -> list[tuple[str, Attributes]]:
    """Return the elements of a part that have one of these names: name and attributes."""
    found: list[tuple[str, Attributes]] = []

    def keep(name: str, attributes: Attributes) -> None:
        found.append((name, attributes))
        archive.bound(len(found) > MAX_ELEMENTS, f"{part}, > {MAX_ELEMENTS} × {name}")

    listener = Listener(archive)
    listener.starts = {name: partial(keep, name) for name in names}
    read_part(part, listener)
    return found


def texts(archive: Archive, part: str) -> list[str]:
    """Return the texts that the cells of a workbook point to."""
    found: list[str] = []

    def keep() -> None:
        found.append(listener.take())
        archive.bound(len(found) > MAX_TEXTS, f"> {MAX_TEXTS} ×")

    listener = Listener(archive)
    listener.ends["si"] = keep
    read_part(part, listener)
    return found
