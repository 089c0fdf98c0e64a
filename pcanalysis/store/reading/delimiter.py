"""Which character separates the columns of a text.

The first hundred filled lines are split by each candidate, quotes respected. The right one makes
rows of one length, the header row among them; a decimal comma does not split the header.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from itertools import islice

from pcanalysis.store.reading.notes import Notes

CANDIDATES = (";", ",", "\t", "|")
LINES = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
SEPARATOR_LINE = re.compile(r'"?sep=([;,\t|])"?[;,\t|]*(?=[\r\n])', re.IGNORECASE)
_SHOWN = {"\t": "tab"}
_SPELLED = {"tab": "\t", "\\t": "\t"}
_HEAD_LINES, _HEAD_CHARACTERS = 100, 100_000
_MARGIN = 1.5  # by how much the best has to lead


class _Split:
    """The rows that one candidate makes of the first lines."""

    def __init__(self, lines: list[str], delimiter: str) -> None:
        self.delimiter = delimiter
        self.widths: dict[int, int] = {}  # line → cells
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            for row in reader:
                self.widths[reader.line_num] = len(row)
        except csv.Error:  # a field without end: the rows before it tell enough
            pass
        wide = Counter(width for width in self.widths.values() if width > 1)
        self.width = max(wide, key=lambda width: (wide[width], width), default=1)
        at = [line for line, width in self.widths.items() if width == self.width]
        self.count, self.first = len(at), at[0] if at else 0
        among = sum(at[0] <= line <= at[-1] for line in self.widths) if at else 1
        self.steady = self.count / among  # share of rows of this width, within their region
        self.score = self.count * self.steady * (self.width - 1) ** 2

    def splits(self, line: int) -> bool:
        """Whether a line has the width of the table."""
        return self.widths.get(line) == self.width


def find_delimiter(text: str, dialect: Mapping[str, str], notes: Notes) -> str:
    """Return the character that separates the columns of a text, unused in it if it has one.

    ``delimiter`` on the card settles the question ("tab" may be spelled), then a first line
    ``sep=``; ``notes`` gets the evidence. Refuses (DataRefused) if two candidates do equally well.
    """
    if "delimiter" in dialect:
        stated = _SPELLED.get(dialect["delimiter"].lower(), dialect["delimiter"])
        if len(stated) != 1 or not stated.isascii() or stated.isalnum() or stated in '"\r\n':
            notes.refuse("delimiter_unclear", candidates=stated)
        return _settled(stated, "stated", notes)
    if first := SEPARATOR_LINE.match(text):
        return _settled(first[1], "the first line says sep=", notes)
    filled = (line[0] for line in LINES.finditer(text) if not line[0].isspace())
    lines = [line[:_HEAD_CHARACTERS] for line in islice(filled, _HEAD_LINES)]
    splits = [split for d in CANDIDATES if (split := _Split(lines, d)).width > 1]
    splits = _without_decimal_comma(splits, lines)
    left = [split for split in splits if not any(_beats(other, split) for other in splits)]
    left.sort(key=lambda split: -split.score)
    if not left or (left[0].width == 2 and 2 * left[0].count < len(lines)):
        unused = min(CANDIDATES, key="".join(lines).count)
        return _settled(unused, "one column", notes)
    if len(left) > 1 and left[0].score < _MARGIN * left[1].score:
        both = " ".join(_SHOWN.get(split.delimiter, split.delimiter) for split in left)
        notes.refuse("delimiter_unclear", candidates=both)
    best = left[0]
    shows = f"{best.count} of the first {len(best.widths)} rows have {best.width} cells"
    return _settled(best.delimiter, shows, notes)


def _settled(delimiter: str, shows: str, notes: Notes) -> str:
    notes.evidence["delimiter"] = f"{_SHOWN.get(delimiter, delimiter)} : {shows}"
    return delimiter


def _beats(one: _Split, other: _Split) -> bool:
    """Whether one candidate also splits where the other begins, and not the other way round."""
    return one.steady >= 0.8 and one.splits(other.first) and not other.splits(one.first)


def _without_decimal_comma(splits: list[_Split], lines: list[str]) -> list[_Split]:
    """Leave out the comma where nearly all stand between digits and another candidate does well."""
    comma = next((split for split in splits if split.delimiter == ","), None)
    if comma is None or all(2 * s.count < comma.count for s in splits if s is not comma):
        return splits
    body = "".join(lines[: comma.first - 1] + lines[comma.first :])
    decimal = len(re.findall(r"(?<=\d),(?=\d)", body))
    if decimal < 0.95 * max(body.count(","), 1):
        return splits
    return [split for split in splits if split is not comma]
