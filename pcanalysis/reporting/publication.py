"""Putting a report in its place as a whole, and knowing whether it is still what it was.

A programme's folder is made beside its place and then exchanged in one step, so a reader finds the
whole old report or the whole new one. Files that did not change are not touched.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pcanalysis.errors import OutputFailed

Files = Mapping[str, bytes]  # path below the folder, with forward slashes, to content


def publish_folder(place: Path, files: Files) -> dict[str, str]:
    """Put ``files`` at ``place``, replacing the whole folder; return the sha256 of each file.

    Raises
    ------
    OutputFailed
        If the folder cannot be written; what stood there before still stands.
    """
    prints = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    if is_intact(place, prints):
        return prints
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{place.name}-", dir=place.parent, ignore_cleanup_errors=True
        ) as beside:
            new = Path(beside) / "new"
            for name, content in files.items():
                target = new / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            _exchange(place, new, Path(beside) / "old")
    except OSError as error:
        raise OutputFailed(f"The report cannot be written to {place.name}: {error}.") from error
    return prints


def _exchange(place: Path, new: Path, old: Path) -> None:
    """Put ``new`` where ``place`` is; when that fails, put the old folder back."""
    had_one = place.exists()
    if had_one:
        place.rename(old)
    try:
        new.rename(place)
    except OSError:
        if had_one:
            old.rename(place)
        raise


def publish_file(place: Path, content: bytes) -> bool:
    """Write one file in one step; return whether anything changed.

    Raises
    ------
    OutputFailed
        If the file cannot be written.
    """
    if place.is_file() and place.read_bytes() == content:
        return False
    beside = place.with_name(place.name + ".new")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(place)
    except OSError as error:
        raise OutputFailed(f"{place.name} cannot be written: {error}.") from error
    return True


def is_intact(place: Path, prints: Mapping[str, str]) -> bool:
    """Whether the folder holds exactly these files with these fingerprints."""
    found = {
        path.relative_to(place).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in place.rglob("*")
        if path.is_file()
    }
    return bool(prints) and found == dict(prints)
