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
MAX_CHARACTERS = 32_767  # of a cell of a spreadsheet; what follows is cut off
SAMPLE = 1_000  # distinct cells that decide what a column holds

_GAP = r"[\s./\-–\u00ad\u200b-\u200d\u2060\ufeff]"  # between the digits of one number
_START = r"(?<![^\W_])(?<!\d[-.,/])"  # not in the middle of a word, a date or a larger number
_ACCOUNTS = {"NL": 18, "BE": 16, "DE": 22, "FR": 27, "GB": 22, "ES": 24, "LU": 20, "PL": 28}
_DAY = r"\d{1,4}[-/. ]{1,2}(?:\d{1,2}|[a-z]{3,9})[-/. ]{1,2}\d{2,4}"
_POSTCODE = r"[1-9]\d{3}(?:\s(?!EN|OF|TM|IN|OP|KM|SA|SD|SS)[A-Z]{2}|[A-Za-z]{2})"


def _number(found: re.Match[str]) -> str:
    """Mask nine digits that pass the check of a citizen service number, in sensible groups."""
    text = found[0]
    digits = [int(c) for c in text if c.isdigit()]
    weighed = sum(w * d for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), digits, strict=True))
    groups = re.split(_GAP, text)
    fits = weighed % 11 == 0 and any(digits) and min(map(len, groups)) > 1
    return MASK if fits and len({c for c in text if not c.isdigit()}) < 2 else text


def _account(found: re.Match[str]) -> str:
    """Mask a bank account whose check digits are right."""
    plain = re.sub(r"[^0-9A-Za-z]", "", found[0]).upper()
    turned = "".join(str(int(c, 36)) for c in plain[4:] + plain[:4])
    return MASK if int(turned) % 97 == 1 else found[0]


def _patterns() -> list[tuple[list[str], re.Pattern[str], str | Callable[[re.Match[str]], str]]]:
    """Return what to mask: words of which one is needed, the pattern, and what to put there."""
    land = "|".join(
        f"(?:{country}|{country.lower()})\\d\\d(?:[ .-]?[0-9A-Za-z]){{{length - 4}}}"
        for country, length in _ACCOUNTS.items()
    )
    number, birth = spellings()["persons"]["number"], spellings()["persons"]["birth"]
    called, born = "|".join(number), "|".join(birth)
    area = "|".join(
        rf"\d{{{k}}}\)?{_GAP}{{0,3}}\d(?:{_GAP}?\d){{{7 - k}}}(?!\d)" for k in (0, 1, 2)
    )
    date = r"\d\d?[-./ ]?\d\d?[-./ ]?(?:19|20)\d\d(?!\d)"
    abroad = rf"(?:\+|00)(?:31|32|33|44|48|49|90|212){_GAP}{{0,2}}(?:\(0\))?(?:{_GAP}?\d){{8,11}}"
    start = r"(?<!\d)(?<!\d[-./,])"
    house = r"\d{1,5}[A-Za-z]?\b"
    said = rf"\1\2{MASK}"
    table: list[tuple[list[str], str, str | Callable[[re.Match[str]], str]]] = [
        (["@"], r"(?<![\w.+-])[\w.+-]++@[\w.-]+\.\w{2,}", MASK),
        ([], rf"(?<![^\W_])(?=[A-Za-z]{{2}}\d\d)(?:{land})(?![^\W_])", _account),
        (number, rf"(?i)\b({called})([\W_]{{0,3}})\d{{8,9}}(?!\d)", said),
        ([], rf"{start}{abroad}(?!\d)", MASK),
        ([], rf"{start}(?!{date})\(?0[1-9](?:{area})", MASK),
        ([], rf"{_START}\d(?:{_GAP}?\d){{8}}(?![^\W_])(?![.,](?!0\b)\d)", _number),
        ([], rf"\b{_POSTCODE}\b[\s,]{{1,3}}(?:nr\.?\s?|huisnummer\s)?{house}", MASK),
        ([], rf"\b{house}[\s,]{{1,3}}{_POSTCODE}\b", MASK),
        (birth, rf"(?i)\b({born})\b(\W{{1,3}}(?:op |in )?){_DAY}", said),
        (birth, rf"(?i)\b{_DAY}(,? {{1,2}}(?:is )?)({born})\b", rf"{MASK}\1\2"),
    ]
    return [(words, re.compile(pattern), instead) for words, pattern, instead in table]


_PATTERNS = _patterns()
_MAYBE = re.compile(r"@|\d\D*\d\D*\d")  # every pattern holds one of these


def mask(text: str) -> str:
    """Return the text with everything that can point to a person masked.

    Citizen service numbers, Dutch and nearby telephone numbers, e-mail addresses, bank accounts,
    postcodes with a house number, and dates of birth.

    Examples
    --------
    >>> mask("terugbellen 06-12345678 over 1.234 euro op 01-02-2024")
    'terugbellen ••• over 1.234 euro op 01-02-2024'
    """
    text = text[:MAX_CHARACTERS]
    if _MAYBE.search(text):
        lower = text.lower()
        for words, pattern, instead in _PATTERNS:
            if not words or any(word in lower for word in words):
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
    """Return which columns point to persons and are to be dropped.

    Parameters
    ----------
    headers, columns
        As they stand in the file, one of each per column.
    keep
        Positions of columns that the table needs: never dropped.

    Returns
    -------
    dict
        Position → what shows it: "header" or "cells" (more than half of the distinct ones).
    """
    found = {}
    for position, (header, cells) in enumerate(zip(headers, columns, strict=True)):
        if position not in keep:
            if is_personal_header(str(header)):
                found[position] = "header"
            elif _holds_persons(cells):
                found[position] = "cells"
    return found


def _holds_persons(cells: Cells) -> bool:
    used = [cells.values[code] for code in np.unique(cells.codes)]
    texts = [
        text
        for value in used
        if value is not None and (text := str(value).strip().removesuffix(".0"))
    ]
    sample = texts[:: len(texts) // SAMPLE + 1]
    # A spreadsheet takes the first 0 of a mobile number.
    persons = [mask(t) == MASK or re.fullmatch(r"6\d{8}", t) is not None for t in sample]
    return sum(persons) * 2 > len(sample)


def hide_persons(column: Column) -> Cells:
    """Return the cells of a column of free text with what points to persons masked.

    One warning says how many rows it is about.
    """
    cells = column.cells
    texts = [None if value is None else str(value) for value in cells.values]
    masked = [None if text is None else mask(text) for text in texts]
    changed = np.array([a != b for a, b in zip(texts, masked, strict=True)], dtype=bool)
    if not changed.any():
        return cells
    column.warn(changed[cells.codes], "personal_data_suspected")
    values = [masked[i] if changed[i] else value for i, value in enumerate(cells.values)]
    known: dict[tuple[type, Any], int] = {}
    places = [known.setdefault((type(value), value), len(known)) for value in values]
    return type(cells)([value for _, value in known], np.array(places, np.int32)[cells.codes])
