"""Text that a spreadsheet program would run, in the tables that we write ourselves.

A text that starts a formula gets an apostrophe in front; our reader takes it away again.
Apostrophes that stand there already count along, so that every text comes back as it was.
"""

from __future__ import annotations

import re

from pcanalysis.store.reading.grid import Cells

_FORMULA = re.compile(r"'*[\s\ufeff\u200b-\u200f\u2060]*[=+\-@\t\r＝＋－＠]")


def escape(text: str) -> str:
    """Return a text as it can stand in a table that others open.

    Examples
    --------
    >>> escape("=1+1"), escape("Balie")
    ("'=1+1", 'Balie')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unescape(cells: Cells) -> Cells:
    """Return the cells of a column as they were before :func:`escape`."""
    texts = [
        text[1:] if isinstance(text, str) and text[:1] == "'" and _FORMULA.match(text) else text
        for text in cells.values
    ]
    return Cells(texts, cells.codes)
