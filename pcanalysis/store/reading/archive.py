"""What the parts of a zip archive hold, and whether it is safe to unpack them.

No part ever becomes a file, and none is believed about its size: reading stops as soon as more
comes out than is allowed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from pcanalysis.store.reading.notes import Notes

MAX_UNPACKED = 100_000_000  # bytes of all parts together
MAX_PARTS = 1_000
MAX_RATIO = 100  # unpacked to packed, of a part of more than BIG_PART bytes
BIG_PART = 5_000_000
_TROUBLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


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
        if len(listed) > MAX_PARTS:
            self.too_large(f"> {MAX_PARTS} ×")
        if len(self._parts) < len(listed):  # two programs could read two different tables
            self.damaged("zip")
        if sum(part.file_size for part in listed) > MAX_UNPACKED:
            self.too_large(f"> {MAX_UNPACKED // 1_000_000} MB")
        for part in listed:
            if part.file_size > BIG_PART and part.file_size > MAX_RATIO * part.compress_size:
                self.too_large(f"{part.filename}, > {MAX_RATIO}:1")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def folders(self) -> set[str]:
        """Return the first piece of the name of every part, in lower case."""
        return {name.split("/")[0] for name in self._parts}

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
                    self._left -= len(block)
                    if self._left < 0:
                        self.too_large(f"> {MAX_UNPACKED // 1_000_000} MB")
                    yield block
        except _TROUBLE:
            self.damaged(name)

    def damaged(self, detail: str) -> NoReturn:
        """Refuse the archive as damaged."""
        self.notes.refuse("damaged_workbook", detail=detail)

    def too_large(self, detail: str) -> NoReturn:
        """Refuse the archive for what it unpacks to."""
        self.notes.refuse("archive_too_large", detail=detail)


@contextmanager
def open_archive(path: Path, notes: Notes) -> Iterator[Archive]:
    """Open a zip archive for as long as its parts are read.

    Refuses an archive that is damaged (damaged_workbook) and one that unpacks to more than
    :data:`MAX_UNPACKED` bytes, holds more than :data:`MAX_PARTS` parts or hides a big part in a
    small one (archive_too_large).
    """
    with _BoundedFile(path) as file:
        try:
            unpacked = zipfile.ZipFile(file)  # type: ignore[type-var,arg-type,unused-ignore]
        except _TROUBLE:
            notes.refuse("damaged_workbook", detail="zip")
        yield Archive(unpacked, notes)
