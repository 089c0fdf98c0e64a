"""How other people write what we know: headers, channels, units, marks for no figure.

The spellings themselves stand in ``spellings.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_LONGEST = 60  # characters of a name
_OTHER = re.compile(r"[\W_]+")  # all but letters and digits


def fold(text: str) -> str:
    """Return only the letters and digits of ``text``, in lower case: how spellings are compared.

    Examples
    --------
    >>> fold("Gem. gesprekstijd")
    'gemgesprekstijd'
    """
    folded = text.casefold()
    return folded if folded.isalnum() else _OTHER.sub("", folded)


@cache
def spellings() -> Mapping[str, Any]:
    """Return the content of ``spellings.toml``."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def column_named(text: str) -> str:
    """Return the canonical name of a header in a table of any kind; empty for another text."""
    return _columns().get(fold(text), "") if len(text) <= _LONGEST else ""


@cache
def _columns() -> Mapping[str, str]:
    return {**canonical("norm"), **canonical("indicator"), **canonical("kcc")}


@cache
def canonical(subject: str) -> Mapping[str, str]:
    """Return from folded spelling to canonical name, for one table of the file.

    Examples
    --------
    >>> canonical("channels")[fold("Tel.")]
    'telefoon'
    """
    table: Mapping[str, list[str]] = spellings()[subject]
    return {
        spelling: name
        for name, others in table.items()
        for spelling in (fold(name) or name, *others)
    }
