"""Which indicator is this? Codes are text, and stay as written.

A code becomes the name of a report and of a folder, so what could lead elsewhere is no code.
Codes that only look alike are kept apart, with a warning.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache
from typing import Any

from pcanalysis.store.reading.grid import Cells, Column, Mask, Unreadable
from pcanalysis.store.reading.spellings import spellings
from pcanalysis.store.reading.text_checks import check_text

_CODE = re.compile(r"[^\W_][\w.-]{0,63}")
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)(\..*)?", re.IGNORECASE)
_ORDINARY = re.compile(r"\d+e|(19|20)\d\d|.*\d-?[a-z]{2,}.*")  # 2e, 2024, 65-plussers
_NAMED = re.compile(r"(\S{1,66})\s+(?:[-–:]\s+)?(\S.*)", re.DOTALL)


def is_code(text: str) -> bool:
    """Whether a text can be a code: letters, digits, ``.-_``, and no name of a device."""
    plain = text.isascii() or all(c.isalpha() or c.isdecimal() or c in ".-_" for c in text)  # no ²
    return plain and bool(_CODE.fullmatch(text)) and not _DEVICE.fullmatch(text)


def read_codes(column: Column) -> tuple[list[str | None], Mask]:
    """Return the code of each distinct cell (None: empty or wrong), and the rows with an error.

    An empty cell is not wrong here: whether a code is needed is for the table to say.
    """
    texts, wrong = check_text(column, key=True)
    # What is wrong as a text has been told already.
    told = [cell if text else None for cell, text in zip(column.cells.values, texts, strict=True)]
    column = replace(column, cells=Cells(told, column.cells.codes))

    def parse(cell: Any, text: str | None) -> str | None:
        if text is None:
            return None
        if _is_number(cell):
            text = f"{cell:.15g}"
        elif not isinstance(cell, str):
            raise Unreadable("code_not_text", type=text)
        if not is_code(code := unicodedata.normalize("NFC", text)):
            raise Unreadable("invalid_code")
        return code

    codes, refused = column.read(parse, texts)
    numbers = column.cells.where(_is_number) & ~refused
    if numbers.any():
        made = codes[column.cells.codes[column.first(numbers)]]
        column.warn(numbers, "code_not_text", type=made)
    _warn_of_lookalikes(column, codes)
    return codes, wrong | refused


def _is_number(cell: Any) -> bool:
    return type(cell) in {int, float} and abs(cell) < 1e15


def split_code_name(text: str) -> tuple[str, str] | None:
    """Split ``1A1.a Percentage inwoners`` in its code and name; None where no code comes first.

    Examples
    --------
    >>> split_code_name("1A1.a: Percentage inwoners")
    ('1A1.a', 'Percentage inwoners')
    >>> split_code_name("65-plussers met hulp")
    """
    if found := _NAMED.fullmatch(text.strip()):
        code = unicodedata.normalize("NFC", found[1].rstrip(":.)"))
        if is_code(code) and any(map(str.isdigit, code)) and not _ORDINARY.fullmatch(code):
            return code, found[2]
    return None


@cache
def _twins() -> dict[int, int]:
    table = spellings()["lookalikes"]
    return str.maketrans(table["letters"], table["latin"])


def skeleton(code: str) -> str:
    """Return what a hurried reader sees: letters of other alphabets, case and marks do not count.

    A mark between two digits does count, as a point: 1.11 and 11.1 are two codes.
    """
    if not code.isascii():
        code = unicodedata.normalize("NFKC", code).translate(_twins())
    return re.sub(r"[._-]+", "", re.sub(r"(?<=\d)[._-]+(?=\d)", "·", code.casefold()))


def _warn_of_lookalikes(column: Column, codes: list[str | None]) -> None:
    seen: dict[str, dict[str, int]] = {}  # skeleton → code → its line
    for position, row in column.cells.first_rows().items():
        if (code := codes[position]) is None:
            continue
        known = seen.setdefault(skeleton(code), {})
        if known and code not in known:
            other, line = next(iter(known.items()))
            facts = {"rows": int((column.cells.codes == position).sum()), "other_line": line}
            place = column.place(row) | {"cell": code}
            column.notes.warning("lookalike_codes", **place, **facts, other=other)
        known.setdefault(code, int(column.lines[row]))
