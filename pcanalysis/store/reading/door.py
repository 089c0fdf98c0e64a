"""Which files are read at all, and as what: only ordinary files, by their content.

Nothing is run, unpacked or waited for. A name says what to expect; the first bytes decide.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from pcanalysis.errors import DataRefused, Message, WrongCall
from pcanalysis.store.reading.delimiter import SPELLED
from pcanalysis.store.reading.encoding import (
    MAX_CONTROLS,
    control_share,
    marked_encoding,
)
from pcanalysis.store.reading.escapes import unescape
from pcanalysis.store.reading.grid import Grid
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.spellings import spellings
from pcanalysis.store.reading.text_grid import text_grid

_MAGIC: dict[str, tuple[bytes, ...]] = {  # kind → first bytes
    kind: tuple(text.encode("latin-1") for text in texts)
    for kind, texts in spellings()["signatures"].items()
}
_HTML = re.compile(spellings()["files"]["html"].encode(), re.IGNORECASE)
_JSON = re.compile(rb'\{\s*["}]|\[\s*[\[{"\]\d-]')
_FIRST_ROW = re.compile(rb'[^\r\n;,\t|"{\[]+[;,\t|][^\r\n]*[\r\n]\s*\S')  # of a delimited text
_PICKLE = re.compile(rb"(?:\(?[ci][\w.]+\r?\n[\w.]+\r?\n)[(\x80-\xff]")
_KINDS = {end: kind for kind, ends in spellings()["suffixes"].items() for end in ends}
_NAMES = {"text": "csv", "workbook": "xlsx"}
_LEFTOVERS = re.compile(spellings()["files"]["leftovers"], re.IGNORECASE)
_HEAD = 8192
_is_folder = os.path.isdir  # unlike pathlib, it fails on no path at all
MAX_TEXT, MAX_OTHER = 2 * 1024**3, 100 * 1024**2  # bytes


def real_kind(head: bytes) -> str:
    """Return what the content of a file is, by its first bytes (8 kB will do).

    One of text, workbook, json, parquet, old_workbook, html, xml, rtf, pdf, archive, image,
    pickle, binary, empty.
    """
    for kind, magic in _MAGIC.items():
        if head.startswith(magic):
            return kind
    wide = marked_encoding(head)
    body = head.decode(wide, "ignore").lstrip("\ufeff").encode() if wide else head
    body = body.strip(b" \t\r\n\f\0\x1a")
    if not body:
        return "empty"
    if body[257:262] == b"ustar":
        return "archive"
    if control_share(body) > MAX_CONTROLS:
        return "binary"
    for kind, shape in {"html": _HTML, "json": _JSON, "pickle": _PICKLE}.items():
        if shape.match(body):
            return kind
    return "xml" if body.startswith(b"<?xml") else "text"


def _wrong_call(name: str, value: str, known: str) -> NoReturn:
    raise WrongCall("stated_cannot_be", name=name, value=value, known=known)


def stated(
    dialect: Mapping[str, str], wrong: Callable[[str, str, str], NoReturn] = _wrong_call
) -> dict[str, str]:
    """Return what is stated of how a file is written, the order of dates in small letters.

    Raises
    ------
    WrongCall
        If a name is unknown or its value cannot be; ``wrong`` (name, value, what is allowed) can
        raise another error.
    """
    found = {name: str(value) for name, value in dialect.items()}
    if "date_order" in found:
        found["date_order"] = found["date_order"].casefold()
    names = spellings()["dialect"]
    for name, value in found.items():
        if name not in names:
            wrong("dialect", name, ", ".join(names))
        if names[name] and value not in names[name]:
            wrong(name, value, ", ".join(map(repr, names[name])))
    mark = found.get("delimiter", ";")
    if len(SPELLED.get(mark.lower(), mark)) != 1:
        wrong("delimiter", mark, "';', ',', '|', 'tab', …")
    return found


def open_grid(
    path: Path, dialect: Mapping[str, str], notes: Notes, kind_of_table: str = ""
) -> Grid:
    """Read the cells of one file, whatever it is; ``dialect`` is what the card states about it.

    Refuses (DataRefused) what is not there, may not be read, is no ordinary file, is empty, too
    large or of a kind that is not read, or changes while it is read.
    """
    before = _ordinary(path, notes)
    if path.suffix and path.suffix.lower() not in _KINDS:
        notes.refuse("unsupported_type", type=path.suffix.lower())
    kind, raw = _content(path, before.st_size, notes)
    _unchanged(path, before, notes)
    kind = _readable(kind, raw, path.suffix.lower(), notes)
    if kind == "text":
        grid = text_grid(raw, dialect, notes)
        if dialect.get("escaped"):
            grid = replace(grid, columns=[unescape(column) for column in grid.columns])
        return grid
    if kind == "json":
        from pcanalysis.store.reading.json_grid import json_grid

        return json_grid(raw, notes)
    if kind == "workbook":
        from pcanalysis.store.reading.workbook_grid import workbook_grid

        grid = workbook_grid(path, dialect, notes, kind_of_table)
    else:
        from pcanalysis.store.reading.parquet_grid import parquet_grid

        grid = parquet_grid(path, notes)
    _unchanged(path, before, notes)
    return grid


def _readable(kind: str, raw: bytes, suffix: str, notes: Notes) -> str:
    expected = _KINDS.get(suffix)
    if kind == "empty":
        notes.refuse("empty_file")
    if kind == "old_workbook":
        notes.refuse("encrypted_or_old_workbook")
    if kind == "text" and expected == "json" and not _FIRST_ROW.match(raw):
        return "json"  # whatever it is: its reader says what is wrong with it
    if kind == "binary" and expected == "parquet":
        return "parquet"
    if kind not in _KINDS.values():
        code = "not_a_workbook" if expected == "workbook" else "not_a_text_table"
        notes.refuse(code, type=kind)
    if kind != expected or suffix == ".xls":
        notes.warning("wrong_extension", type=_NAMES.get(kind, kind))
    return kind


def _ordinary(path: Path, notes: Notes) -> os.stat_result:
    """Return what the system knows of an ordinary file; anything else is never opened."""
    with _said(notes):
        found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        notes.refuse("not_a_file")
    return found


@contextmanager
def _said(notes: Notes) -> Iterator[None]:
    """Refuse a file that cannot be opened, with the reason."""
    try:
        yield
    except PermissionError:
        notes.refuse("no_permission")
    except (OSError, ValueError) as error:
        gone = isinstance(error, FileNotFoundError | NotADirectoryError | ValueError)
        notes.refuse("file_not_found" if gone else "not_a_file")


def _unchanged(path: Path, before: os.stat_result, notes: Notes) -> None:
    after = _ordinary(path, notes)
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        notes.refuse("file_changed")


def _content(path: Path, size: int, notes: Notes) -> tuple[str, bytes]:
    """Return the kind of a file, and its bytes where that kind is read from memory."""
    with _said(notes), open(path, "rb", opener=_without_waiting) as file:
        kind = real_kind(file.read(_HEAD))
        limit = MAX_TEXT if kind == "text" else MAX_OTHER
        if size > limit:
            shown = {"size": f"{size / 2**20:.0f} MB", "limit": f"{limit / 2**20:.0f} MB"}
            notes.refuse("file_too_large", **shown)
        file.seek(0)
        raw = file.read(size + 1) if kind in {"text", "json", "empty"} else b""
    if kind == "empty" and raw.strip(b" \t\r\n\0\x1a\xef\xbb\xbf"):
        kind = "text"
    return kind, raw


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def delivery_files(
    paths: Sequence[Path], notes: Notes, *, inside: Path | None = None
) -> list[Path]:
    """Return the files of a delivery: those given, and those in the folders given.

    Each real file comes once: in the order given, those of a folder sorted by name, without what
    programs leave behind. No link may lead out of ``inside``, or out of a folder that was given;
    ``notes`` gets an error for those, and for every entry that cannot be a file of data.
    """
    seen: set[str] = set()
    files: list[Path] = []
    for path in paths:
        if len(paths) > 1 and _LEFTOVERS.fullmatch(path.name):
            continue
        found = sorted(_files(path, inside, notes), key=os.path.islink, reverse=True)
        by_place = {os.path.realpath(file): file for file in found}  # a link only if nothing else
        files += sorted(file for real, file in by_place.items() if real not in seen)
        seen |= by_place.keys()
    if not files and not notes.messages:
        notes.error("no_files")
    return files


def _files(path: Path, inside: Path | None, notes: Notes) -> Iterator[Path]:
    """Give the files at a path, from all folders below it; every folder once."""
    root = inside or (path if _is_folder(path) else None)
    seen: set[str] = set()
    waiting = [path]
    while waiting:
        entry = waiting.pop()
        real = os.path.realpath(entry)
        label = entry.name if entry == path else os.path.relpath(entry, root)
        about = Notes(Path(label).as_posix(), notes.messages)
        try:
            if root is not None and not Path(real).is_relative_to(os.path.realpath(root)):
                about.refuse("outside_data_folder")
            if _is_folder(entry):
                if entry.suffix.lower() in _KINDS:
                    about.refuse("not_a_file")
                if real not in seen:
                    seen.add(real)
                    with _said(about):
                        entries = list(entry.iterdir())
                    waiting += [one for one in entries if not _LEFTOVERS.fullmatch(one.name)]
            else:
                if entry != path:  # one named by the caller: the door says what is wrong with it
                    _ordinary(entry, about)
                yield entry
        except DataRefused as refusal:
            notes.messages += [m for m in refusal.problems if isinstance(m, Message)]
