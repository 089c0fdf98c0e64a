"""What git keeps of this project, and what must never be in it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

# Written so that no pattern finds itself in this file.
FORBIDDEN = {
    "a path of one machine": re.compile(
        r"(?<![\w.~-])/(?:hom[e]|User[s]|roo[t]|wor[k]|far[m]|mn[t])/[\w.-]+|\b[A-Z]:\\\\?User[s]\\",
    ),
    "the address of a package index": re.compile(
        r"\bpyp[i]\.org|pythonhoste[d]\.org|conda\.anacond[a]\.org|registry\.npmj[s]"
        r"|-index-ur[l][ =]+\S*:/[/]|https?:/[/]\S+/simpl[e]\b",
        re.IGNORECASE,
    ),
    "something like a secret": re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KE[Y]|\bAKI[A][0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
        r"|(?i:\b(?:password|passwd|secret|api_?key|token)\b[\"']?\s*[:=]\s*[\"'][^\"'\s]{8,}[\"'])"
    ),
}


def tracked_files(root: Path) -> list[Path]:
    """Files that git keeps, relative to the checkout; skips the test outside a checkout."""
    if shutil.which("git") is None or not (root / ".git").exists():
        pytest.skip("not a git checkout, so there is no list of kept files")
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z"], check=True, capture_output=True, text=True
    )
    return sorted(Path(name) for name in listed.stdout.split("\0") if name)


def forbidden_in(text: str) -> list[str]:
    """What a text holds that ties it to one machine, or gives something away."""
    return [
        f"line {number}: {what}"
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


def text_of(path: Path) -> str:
    """Content of a text file; empty for anything else."""
    content = path.read_bytes()
    if b"\0" in content:
        return ""
    return content.decode("utf-8", errors="replace")


def strangers(names: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Names that have no place in the tree."""
    return sorted(set(names) - set(allowed))
