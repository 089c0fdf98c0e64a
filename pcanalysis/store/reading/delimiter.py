"""Which character separates the columns of a text.

The first hundred filled lines are split by each candidate, quotes respected. The right one makes
rows of one length, the header row among them; a decimal comma does not split the header.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice

from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.spellings import column_named

CANDIDATES = (";", ",", "\t", "|")
_RARE = (":", "^", " ")  # only where they part two names of columns that are known
_MOST_NAMES = 20  # cells of a row that are looked at
LINES = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
SEPARATOR_LINE = re.compile(r'"?sep=([;,\t|:^])"?[;,\t|:^]*(?=[\r\n])', re.IGNORECASE)
_SHOWN = {"\t": "tab", " ": "space"}
SPELLED = {"tab": "\t", "\\t": "\t"}
_HEAD_LINES, _HEAD_CHARACTERS = 100, 100_000
_MARGIN = 1.5  # by how much the best has to lead


class _Split:
    """The rows that one candidate makes of the first lines."""

    def __init__(self, lines: list[str], delimiter: str) -> None:
        self.delimiter, self.widths = delimiter, dict[int, int]()  # line → cells
        reader = csv.reader(lines, delimiter=delimiter)
        with suppress(csv.Error):  # a field without end: the rows before it tell enough
            for row in reader:
                self.widths[reader.line_num] = len(row)
        wide = Counter(width for width in self.widths.values() if width > 1)
        self.width = max(wide, key=lambda width: (wide[width], width), default=1)
        at = [line for line, width in self.widths.items() if width == self.width] or [0]
        self.count, self.first = len(at), at[0]
        among = sum(at[0] <= line <= at[-1] for line in self.widths)
        self.steady = self.count / max(among, 1)  # share of rows of this width, in their region
        rows = (line.split(delimiter) for line in lines if line.count(delimiter) == self.width - 1)
        names = ({*map(column_named, row[:_MOST_NAMES])} - {""} for row in rows)
        self.names = max(map(len, names), default=0)
        self.score = self.count * self.steady * (self.width - 1) ** 2

    def beats(self, other: _Split) -> bool:
        """Whether this also splits where the other begins, and not the other way round."""
        also = self.widths.get(other.first) == self.width
        return self.steady >= 0.8 and also and other.widths.get(self.first) != other.width


def find_delimiter(text: str, dialect: Mapping[str, str], notes: Notes) -> str:
    """Return the character that separates the columns of a text, unused in it if it has one.

    ``delimiter`` on the card settles the question ("tab" may be spelled), then a first line
    ``sep=``; ``notes`` gets the evidence. Refuses (DataRefused) if two candidates do equally well.
    """
    delimiter, shows = _found(text, dialect, notes)
    notes.evidence["delimiter"] = f"{_SHOWN.get(delimiter, delimiter)} : {shows}"
    return delimiter


def _found(text: str, dialect: Mapping[str, str], notes: Notes) -> tuple[str, str]:
    if "delimiter" in dialect:
        stated = SPELLED.get(dialect["delimiter"].lower(), dialect["delimiter"])
        if len(stated) != 1 or not stated.isascii() or stated.isalnum() or stated in '"\r\n':
            notes.refuse("delimiter_unclear", candidates=stated)
        return stated, "stated"
    if first := SEPARATOR_LINE.match(text):
        return first[1], "the first line says sep="
    filled = (line[0] for line in LINES.finditer(text) if not line[0].isspace())
    lines = [line[:_HEAD_CHARACTERS] for line in islice(filled, _HEAD_LINES)]
    splits = [split for d in CANDIDATES if (split := _Split(lines, d)).width > 1]
    splits = [split for split in splits if not _is_decimal_comma(split, splits, lines)]
    left = [split for split in splits if not any(other.beats(split) for other in splits)]
    rare = [s for d in _RARE if (s := _Split(lines, d)).names > 1 and 2 * s.count >= len(lines)]
    left = left if any(split.names for split in left) else rare or left
    left.sort(key=lambda split: -split.score)
    if not left or (left[0].width == 2 and 2 * left[0].count < len(lines)):
        return min(CANDIDATES, key="".join(lines).count), "one column"
    if len(left) > 1 and left[0].score < _MARGIN * left[1].score:
        both = " ".join(_SHOWN.get(split.delimiter, split.delimiter) for split in left)
        notes.refuse("delimiter_unclear", candidates=both)
    best = left[0]
    shows = f"{best.count} of the first {len(best.widths)} rows have {best.width} cells"
    return best.delimiter, shows


def _is_decimal_comma(comma: _Split, splits: list[_Split], lines: list[str]) -> bool:
    """Whether nearly all commas stand between digits and another candidate does well."""
    if comma.delimiter != "," or all(2 * s.count < comma.count for s in splits if s is not comma):
        return False
    body = "".join(lines[: comma.first - 1] + lines[comma.first :])
    return len(re.findall(r"(?<=\d),(?=\d)", body)) >= 0.95 * max(body.count(","), 1)


def find_quoting(text: str, delimiter: str) -> dict[str, str]:
    """Return which mark stands around a cell, and which one before a mark inside it if it does.

    Apostrophes count when all cells that begin with one among the first rows end with one too; a
    backslash when it keeps a mark inside a cell that another one opened.
    """
    mark = re.escape(delimiter)
    head = "".join(line[0] for line in islice(LINES.finditer(text), _HEAD_LINES))
    opened = re.findall(rf"(?m)(?:^|{mark})'", head)
    closed = re.findall(rf"(?m)(?:^|(?<={mark}))'(?:[^'\r\n]|'')*+'(?=\s*$|{mark})", head)
    if len(opened) == len(closed) > 1:
        return {"quotechar": "'"}
    if "\\" in text and re.search(rf'(?m)(?:^|{mark})"[^"]*+(?<=\\)"(?=[^"{mark}\r\n])', text):
        return {"quotechar": '"', "escapechar": "\\"}
    return {"quotechar": '"'}
