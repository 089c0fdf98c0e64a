"""Which row names the columns, and what each name means.

Headers differ per vendor, stand below title lines, and in wide tables name a channel, a year or
both a channel and a measure in two rows. A column that means nothing to us is kept as it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from pcanalysis.store.reading.grid import Grid, is_empty, shown
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.spellings import canonical, fold, spellings

_HEADER_WITHIN = 40  # rows
_LONGEST = 1_000  # characters of a header; the rest is let go
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_PAIR_WORDS = 8  # of a header that names channel and measure
_PERIOD = re.compile(r"[wkq]?\d[\d/.wkq-]*", re.ASCII | re.IGNORECASE)  # part of one
_REMARK = re.compile(
    r"voorlopige?(?: cijfers?)?|\(v\)|(?<!\d)\d\d?\)|[¹²³⁴-⁹]", re.ASCII
)  # on a year
_SCALED = re.compile(r"1[. ]?000|duizend|thousand|utc|gmt|mm[-/.]dd", re.IGNORECASE)
_DATA = re.compile(r"\s*[-+−]?\d[\d.,:/\s-]*+%?\s*", re.ASCII)  # a number, date or time


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What one column of the file holds."""

    position: int  # in the grid
    written: str  # header as written
    name: str = ""  # canonical name of the column
    channel: str = ""  # of a wide table of contacts: spelling as written
    period: str = ""  # of a wide table: year or period as written


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The header of a table."""

    row: int  # of the grid; data begin below it
    line: int | None
    heads: tuple[Head, ...]
    grouped: bool = False  # whether the row above it groups the columns

    def named(self) -> dict[str, Head]:
        """Return the columns that hold one thing in every row, by canonical name."""
        return {head.name: head for head in self.heads if head.name and not is_wide(head)}

    def changed(self, facts: Callable[[Head], Mapping[str, Any]]) -> Header:
        """Return the header with some facts of each of its columns changed."""
        return replace(self, heads=tuple(replace(head, **facts(head)) for head in self.heads))


def is_wide(head: Head) -> bool:
    """Whether the header itself says of which channel or period the column is."""
    return bool(head.channel or head.period)


def find_header(grid: Grid, kind: str) -> Header:
    """Find the header row among the first rows and say what each column holds.

    Raises
    ------
    DataRefused
        If the first row holds data already, or two columns mean the same.
    """
    rows = [grid.row(i) for i in range(min(len(grid.lines), _HEADER_WITHIN))]
    if not rows:  # each had a cell that is too long
        grid.notes.refuse("empty_file")
    scores = [_score(row, kind) for row in rows]
    best = int(np.argmax(scores))
    if kind == "indicator" and _says_roles([] if best + 1 == len(rows) else rows[best + 1]):
        best += 1
    line = int(grid.lines[best])
    if scores[best] < 1 and any(_DATA.fullmatch(shown(cell)) for cell in rows[best]):
        needed = ", ".join(spellings()["required"][kind])
        grid.notes.refuse("no_header", line=line, needed=needed)
    above = rows[best - 1] if best and _is_group_row(rows[best - 1], rows[best], kind) else None
    heads = _heads(rows[best], above, kind)
    _refuse_repeats(heads, line, grid.notes)
    return Header(row=best, line=line, heads=tuple(heads), grouped=above is not None)


def names_columns(grid: Grid, kind: str) -> bool:
    """Whether one of the first rows names two columns or more."""
    rows = range(min(len(grid.lines), _HEADER_WITHIN))
    return any(_score(grid.row(i), kind) > 2 for i in rows)


def is_total(text: str) -> bool:
    """Whether a text is a word for totals or averages, or holds one beside what it is about.

    >>> is_total("Subtotaal 1 februari"), is_total("januari totaal"), is_total("balie totaal")
    (True, True, False)
    """
    return names_total(text) or fold((text.split() or [""])[0]) in _totals("sums", "others")


def names_total(text: str, among: Container[str] = ()) -> bool:
    """Whether a text is a word for totals, or ends with one behind a period or a text ``among``."""
    if text[-1:].isdecimal():  # a day or a figure: no such word ends like that
        return False
    *about, last = text.split() or [""]
    if (fold(text) or last) in _totals("sums", "others", "alone"):
        return True
    behind = fold(last) in _totals("sums", "others")
    return behind and (" ".join(about) in among or _says_period(about))


def is_average(text: str) -> bool:
    """Whether a text names what is no sum: an average, a balance, a count so far."""
    return any((fold(word) or word) in _totals("others", "alone") for word in [text, *text.split()])


@cache
def _totals(*lists: str) -> frozenset[str]:
    return frozenset(word for name in lists for word in spellings()["totals"][name])


def _says_period(words: Sequence[str]) -> bool:
    """Whether words say a day, week, month, quarter or year: more than a bare number."""
    known = {*canonical("months"), *canonical("weekdays"), *_totals("periods")}
    fits = all(_PERIOD.fullmatch(word) or fold(word) in known for word in words)
    return fits and any(len(word) == 4 or not word.isdecimal() for word in words)


def require(header: Header, names: Sequence[str], notes: Notes) -> None:
    """Refuse a table that lacks a column, with the name that may have been meant, or has two."""
    _refuse_repeats(filter(is_wide, header.heads), header.line, notes)
    found = [head.written for head in header.heads if head.written]
    for name in names:
        if name not in header.named():
            near = difflib.get_close_matches(name, found, n=1, cutoff=0.6)
            hint = f" ({near[0]}?)" if near else ""
            said = {"name": name, "found": ", ".join(found[:20]), "line": header.line}
            notes.refuse("missing_column", column=name, near=hint, **said)


def period_label(text: str) -> tuple[str, str] | None:
    """Return year and role of a header such as ``2019 (w)`` or ``Streefwaarde 2017``.

    Examples
    --------
    >>> period_label("2021 (b)"), period_label("2019 1)")
    (('2021', 'streefwaarde'), ('2019', 'waarde'))
    """
    words = re.findall(r"[^\W\d]+|\d+", _REMARK.sub(" ", text.casefold()))
    years = [word for word in words if _YEAR.fullmatch(word)]
    roles = {canonical("roles").get(word, "") for word in words if word not in years}
    if len(years) != 1 or "" in roles or len(roles) > 1:
        return None
    return years[0], roles.pop() if roles else "waarde"


def _name(text: str, kind: str) -> str:
    """Return the canonical name of a header; brackets and one of two names may be left out."""
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]", "", text)
    if kind == "kcc" and _SCALED.search(text):
        return ""  # times a thousand, in another zone: no longer what its name says
    for candidate in (text, bare, *(() if _pair(bare) else bare.split("/"))):
        name = canonical(kind).get(fold(candidate), "")
        if name and (name == "servicelevel" or kind != "kcc" or "%" not in text):
            return name
    return ""


def _label(text: str, kind: str) -> str:
    """Return ``channel`` or ``period`` when a header names one; else nothing."""
    if kind == "kcc" and (fold(text) in canonical("channels") or is_total(text) or _pair(text)):
        return "" if "%" in text else "channel"  # % telefoon is a share, no count
    if kind == "indicator" and (period_label(text) or fold(text) in canonical("roles")):
        return "period"
    return ""


def _pair(text: str) -> tuple[str, str] | None:
    """Return channel and measure of a header that names both: ``telefoon - aangeboden``."""
    words = re.findall(r"[^\W_]+", text)[:_PAIR_WORDS] if not _SCALED.search(text) else []
    for at in range(1, len(words)):
        one, two = " ".join(words[:at]), " ".join(words[at:])
        for channel, measure in ((one, two), (two, one)):
            name = canonical("kcc").get(fold(measure), "")
            if fold(channel) in canonical("channels") and name in spellings()["measures"]["kcc"]:
                return channel, name
    return None


def _score(row: list[Any], kind: str) -> float:
    """How much a row looks like a header: names count most, cells that hold data count against."""
    texts = [_text(cell) for cell in row if not is_empty(cell)]
    names = sum(bool(_name(text, kind)) for text in texts)
    labels = sum(bool(_label(text, kind)) and not _name(text, kind) for text in texts)
    data = sum(bool(_DATA.fullmatch(text)) and not _label(text, kind) for text in texts)
    told = names == 1 and (_name(texts[0], kind) or data + labels == len(texts) - 1)
    periods = data if told else 0  # a column per period
    return 2 * names + labels - 2 * (data - periods) if names else 0


def _text(cell: Any) -> str:
    return cell.isoformat() if isinstance(cell, date) else shown(cell).strip()[:_LONGEST]


def _says_roles(row: list[Any]) -> bool:
    """Whether a row holds nothing but ``w``, ``b`` and such: it belongs to the years above it."""
    texts = [fold(_text(cell)) for cell in row if not is_empty(cell)]
    return bool(texts) and all(text in canonical("roles") for text in texts)


def _is_group_row(row: list[Any], below: list[Any], kind: str) -> bool:
    """Whether a row above the header groups its columns: by channel, year or measure."""
    texts = [_text(cell) for cell in row if not is_empty(cell)]
    names = [name for cell in below if (name := _name(_text(cell), kind))]
    if kind == "kcc" and len(set(names)) < len(names):  # then an unknown name is a channel too
        return any(_label(text, kind) for text in texts)
    return bool(texts) and all(_label(text, kind) or _name(text, kind) for text in texts)


def _heads(row: list[Any], above: list[Any] | None, kind: str) -> list[Head]:
    group, heads = "", []
    for position, cell in enumerate(row):
        own = _text(cell)
        if above is not None and not is_empty(above[position]):
            group = _text(above[position])
        texts = [text for text in dict.fromkeys((group, own)) if text]
        facts: dict[str, Any] = {"position": position, "written": own or group}
        planned = period_label(" ".join(texts)) if kind == "indicator" else None
        if planned:
            facts["period"], facts["name"] = planned
            texts = []
        for text in texts:
            name = _name(text, kind)
            if name:
                facts["name"] = name
            elif kind == "kcc" and (_label(text, kind) or text == group):
                facts["channel"], facts["name"] = _pair(text) or (text, facts.get("name", ""))
        if facts.get("channel") == group != own and own and not _name(own, kind):
            del facts["channel"]  # a measure we do not know is not the count of its channel
            facts["written"] = f"{group} {own}"
        heads.append(Head(**facts))
    return heads


def _refuse_repeats(heads: Iterable[Head], line: int | None, notes: Notes) -> None:
    seen: dict[tuple[str, str, str], Head] = {}
    for head in heads:
        key = (head.name, fold(head.channel), head.period)
        if head.name and key in seen:
            notes.refuse("duplicate_column", line=line, column=head.written, name=head.name)
        seen[key] = head
