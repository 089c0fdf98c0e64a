"""Which text can point to a person, and how it is masked.

Citizen service numbers and bank accounts are recognised by their check digits, so that counts,
dates and codes stay as they are; the rest by its form. A column that points to persons is dropped
as a whole, by its header or because its cells are nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from pcanalysis.store.reading.spellings import fold, spellings

if TYPE_CHECKING:
    from pcanalysis.store.reading.grid import Cells, Column

MASK = "•••"
_LONGEST = 32_767  # characters of a cell of a spreadsheet; what follows is cut off
_SAMPLE = 1_000  # distinct cells that decide what a column holds


def _number(found: re.Match[str]) -> str:
    """Mask nine digits that pass the check of a citizen service number, in sensible groups."""
    text = found[0]
    digits = [int(c) for c in text if c.isdigit()]
    weighed = sum(w * d for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
    grouped = not re.search(r"(?<!\d)\d(?!\d)", text) and len(set(re.sub(r"\d", "", text))) < 2
    return MASK if weighed % 11 == 0 and any(digits) and grouped else text


def _account(found: re.Match[str]) -> str:
    plain = re.sub(r"[^0-9A-Za-z]", "", found[0]).upper()
    turned = "".join(str(int(c, 36)) for c in plain[4:] + plain[:4])
    return MASK if int(turned) % 97 == 1 else found[0]


@cache
def _patterns() -> list[
    tuple[re.Pattern[str], re.Pattern[str], str | Callable[[re.Match[str]], str]]
]:
    """Return what to mask: the words of which one is needed, the form, and what to put there."""
    table = spellings()["persons"]
    parts = {f"<{name}>": part for name, part in table["part"].items()}
    parts |= {f"<{name}>": "|".join(table[name]) for name in ("number", "birth")}
    patterns = []
    for row in table["pattern"]:
        form = row["form"]
        for name, part in parts.items():
            form = form.replace(name, part)
        words = [word for name in row.get("needs", []) for word in table.get(name, [name])]
        instead = _CHECKS.get(row.get("check")) or row.get("instead", MASK)
        needed = re.compile("|".join(map(re.escape, words)))
        patterns.append((needed, re.compile(form, re.VERBOSE), instead))
    return patterns


_CHECKS = {"number": _number, "account": _account}
_MAYBE = re.compile(r"@|\d\D*\d\D*\d")  # every pattern holds one of these


def mask(text: str) -> str:
    """Return the text with everything that can point to a person masked.

    Examples
    --------
    >>> mask("terugbellen 06-12345678 over 1.234 euro op 01-02-2024")
    'terugbellen ••• over 1.234 euro op 01-02-2024'
    """
    text = text[:_LONGEST]
    if _MAYBE.search(text):
        lower = text.lower()
        for needed, pattern, instead in _patterns():
            if needed.search(lower):
                text = pattern.sub(instead, text)
    return text


@cache
def _headers() -> re.Pattern[str]:
    words, who, what = ("|".join(spellings()["persons"][k]) for k in ("words", "who", "what"))
    of = "(?:van|vande|vanhet|vaneen)?"
    return re.compile(
        f"(?:{who})?(?:{words})(?:{of}(?:{who}))?|(?:{who})(?:{what})?|(?:{what}){of}(?:{who})"
    )


def is_personal_header(header: str) -> bool:
    """Whether a column with this header points to persons, such as ``Naam medewerker``.

    Examples
    --------
    >>> [is_personal_header(text) for text in ("E-mailadres klant", "E-mail", "Aantal klanten")]
    [True, False, False]
    """
    return bool(_headers().fullmatch(fold(header[:100]).rstrip("0123456789")))


def personal_columns(
    headers: Sequence[Any], columns: Sequence[Cells], keep: set[int]
) -> dict[int, str]:
    """Return which columns are to be dropped: position → "header" or "cells", what shows it.

    Headers and columns are those of the file, one of each per column; the positions in ``keep``
    are needed and never dropped. Cells show it when more than half of the distinct ones do.
    """
    alone = spellings()["persons"]["alone"]
    texts = {i: str(header) for i, header in enumerate(headers)}
    named = {i: "header" for i, t in texts.items() if is_personal_header(t) or fold(t) in alone}
    asked = [i for i in range(len(columns)) if i not in named.keys() | keep]
    held = {i: "cells" for i in asked if _held(columns[i])}
    return {i: shows for i, shows in sorted((named | held).items()) if i not in keep}


def _held(cells: Cells) -> bool:
    used = [cells.values[code] for code in np.unique(cells.codes)]
    texts = [text for v in used if v is not None and (text := str(v).strip().removesuffix(".0"))]
    sample = texts[:: len(texts) // _SAMPLE + 1]
    # A spreadsheet takes the first 0 of a mobile number.
    persons = [mask(t) == MASK or re.fullmatch(r"6\d{8}", t) is not None for t in sample]
    return sum(persons) * 2 > len(sample)


def hide_persons(column: Column) -> Cells:
    """Return the cells of free text with what points to persons masked, with one warning."""
    cells = column.cells
    masked = [v if v is None or mask(str(v)) == str(v) else mask(str(v)) for v in cells.values]
    changed = np.array([a is not b for a, b in zip(cells.values, masked, strict=True)], dtype=bool)
    if not changed.any():
        return cells
    column.warn(changed[cells.codes], "personal_data_suspected")
    distinct = cells.of(masked)
    return type(cells)(distinct.values, distinct.codes[cells.codes])
