"""Is this text what it seems? Control, invisible and garbled characters in one column.

A control character costs the row. What cannot be seen is taken out of a key, where it would split
one code in two; other text stays as written, because the reader of a name sees it as it is. Tab,
line end and no-break space are ordinary white space.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from pcanalysis.store.reading.grid import Broken, Cells, Column, Mask, is_empty, shown

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_TURNING = "\u202a-\u202e\u2066-\u2069"  # turn the reading direction: in a key never by accident
_HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b\u200c\u200e\u200f\u2028\u2029\u2060-\u2065"
    "\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
_JOINER = "(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"  # within an emoji it belongs
_HIDDEN_IN_KEY = re.compile(f"[{_HIDDEN}]|{_JOINER}")
_INVISIBLE = re.compile(f"[{_HIDDEN}{_TURNING}]|{_JOINER}")

_BYTES = range(0x80, 0x100)
_AS_BYTE = {bytes([b]).decode("cp1252", "ignore"): b for b in _BYTES} | {chr(b): b for b in _BYTES}
_NEXT = "[" + "".join(re.escape(c) for c, byte in _AS_BYTE.items() if c and byte < 0xC0) + "]"
_GARBLED = re.compile(f"[ÂÃÄÅÆ]{_NEXT}|[âï]{_NEXT}{{2}}|ð{_NEXT}{{3}}")


def ungarbled(text: str) -> str:
    """Return the text as it probably was, where UTF-8 was once read as Windows-1252.

    Examples
    --------
    >>> ungarbled("EnquÃªte â€“ Beëindigd")
    'Enquête – Beëindigd'
    """

    def whole(found: re.Match[str]) -> str:
        return bytes(_AS_BYTE[c] for c in found[0]).decode("utf-8", "replace")

    for _ in range(3):  # garbled more than once
        before, text = text, _GARBLED.sub(whole, text)
        if text == before:
            break
    return text


def rows_of(cells: Cells, positions: list[int]) -> Mask:
    """Return which rows hold one of the distinct cells at these positions."""
    rows: Mask = np.isin(cells.codes, positions)
    return rows


def check_text(column: Column, *, key: bool) -> tuple[list[str | None], Mask]:
    """Return the text of each distinct cell (None: empty or wrong), and the rows with an error.

    Typed cells count as the text they show. In a key, white space around it and invisible
    characters are taken out; those that turn the reading direction stay, to be refused as a code.
    """
    cells = column.cells
    texts = [None if is_empty(c) or isinstance(c, Broken) else shown(c) for c in cells.values]
    odd = {i: t for i, t in enumerate(texts) if t and not (t.isascii() and t.isprintable())}
    likely = {i: ungarbled(text) for i, text in odd.items()}

    control = [i for i, text in likely.items() if _CONTROL.search(text)]
    wrong = rows_of(cells, control)
    column.error(wrong, "control_character")
    for code in sorted({c.code for c in cells.values if isinstance(c, Broken)}):
        places = [i for i, c in enumerate(cells.values) if isinstance(c, Broken) and c.code == code]
        broken = rows_of(cells, places)
        (column.error if key else column.warn)(broken, code)
        wrong |= broken & key

    if (rows := rows_of(cells, [i for i in odd if likely[i] != odd[i]])).any():
        column.warn(rows, "mojibake_suspected", likely=ungarbled(shown(cells[column.first(rows)])))
    column.warn(rows_of(cells, [i for i in odd if "\ufffd" in odd[i]]), "characters_lost")
    if (rows := rows_of(cells, [i for i in odd if _INVISIBLE.search(odd[i])])).any():
        found = sorted(set(_INVISIBLE.findall(shown(cells[column.first(rows)]))))
        names = ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip() for c in found[:5])
        column.warn(rows, "invisible_characters", characters=names)
    for position in control:
        texts[position] = None
    if key:
        texts = [_HIDDEN_IN_KEY.sub("", text).strip() or None if text else None for text in texts]
    return texts, wrong
