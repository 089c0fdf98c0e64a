"""Which notation a column of numbers uses, and what each of its cells says.

``1.234,5`` proves a decimal comma, ``0.123`` a decimal point, ``1.234`` neither: a count has no
decimals, so there it is 1234; a measured value needs proof from its column or from the card.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pcanalysis.store.reading.grid import Broken, Column, Mask, Percent, Unreadable, is_empty, shown
from pcanalysis.store.reading.spellings import spellings

_LONGEST = 80  # characters; no number is longer
_SPACES = str.maketrans("\u00a0\u2007\u2009\u202f’−–‑", "    '---")
_OTHER = {".": ",", ",": "."}
_MONEY = ("euro", "euro_", "_euro", "dash")  # groups of _SHAPE
# A footnote after the number. A digit without brackets needs a space: "291)" can be 29 or 291.
_NOTE = r"(?:\((?:\*{1,3}|\d)\)|\*{1,3}\)?|[⁰¹²³⁴-⁹]{1,2}[)⁾]?|[†‡]|(?<=[ %])\d\))"
_SHAPE = re.compile(
    r"(?P<euro>(?:€|eur) ?)?(?P<sign>[-+]?)(?P<euro_>(?:€|eur) ?)?"
    r"(?P<body>\d{1,3}(?P<gap>[ '])\d{3}(?:(?P=gap)\d{3})*(?:[.,]\d+)?|[\d.,]*\d)"
    rf"(?P<power>e[-+]?\d{{1,3}})?(?P<dash>,-{{1,2}})? ?(?P<note>{_NOTE})? ?"
    rf"(?:(?P<percent>%|procent|pct)|(?P<_euro>€|euro?))? ?(?P<note_>{_NOTE})?",
    re.ASCII | re.IGNORECASE,
)
_SECONDS = re.compile(r"(?<=\d) ?(?:s|sec|seconde|seconden|seconds?)\.?$", re.IGNORECASE)
_LENGTH = re.compile(  # 1u 5m, 3,5 min, 3m20
    r"(?:(\d+(?:[.,]\d\d?)?) ?(?:u|h|uur|uren|hours?)\.?)? ?"
    r"(?:(\d+(?:[.,]\d\d?)?) ?(?:m|min|minuut|minuten|minutes?)\.?)? ?(\d+)?",
    re.ASCII | re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:(\d+):(?=[0-5]\d:))?(\d+):([0-5]\d(?:[.,]\d+)?)", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """What a column of numbers says: one element per row in every array."""

    values: npt.NDArray[np.float64]  # NaN = missing or wrong
    marks: npt.NDArray[np.object_]  # the printed mark for no figure; "" with a figure or empty
    wrong: Mask
    decimals: npt.NDArray[np.int64]  # as printed
    percent: Mask  # the cell had a % sign


class _Printed(NamedTuple):
    """A printed number taken apart."""

    parts: Mapping[str, str | None]  # groups of _SHAPE
    proves: str = ""  # the decimal mark this text proves
    doubt: str = ""  # the mark that can mean thousands or decimals


class _Said(NamedTuple):
    value: float = math.nan
    mark: str = ""
    decimals: int = 0
    percent: bool = False


class _Need(NamedTuple):
    bare: bool  # without unit
    whole: bool = False
    positive: bool = True
    limit: float = 1e12
    unreadable: str = "not_a_number"
    negative: str = "negative_count"


def read_numbers(
    column: Column,
    dialect: Mapping[str, str],
    *,
    whole: bool,
    positive: bool = False,
    limit: float = 1e12,
    counts: Mask | None = None,
) -> Numbers:
    """Read a column of counts (``whole``: 0 or more, without unit) or measured values.

    ``dialect`` is what the card states (``decimal``, ``thousands``). ``positive`` says that
    measured values cannot be negative either, ``limit`` how far from zero a value can lie, and
    ``counts`` which rows of a measured column hold a count by their unit: 1.234 is 1234 there.
    Refuses the file (DataRefused) if the notation is in doubt or contradicts itself.
    """
    measured = np.full(len(column.cells), not whole) if counts is None else ~counts
    need = _Need(whole, whole, positive or whole, limit)
    return _read(column, dialect, need, column.cells.values, measured)


def read_durations(column: Column, dialect: Mapping[str, str]) -> Numbers:
    """Read durations in seconds: 200, 95 sec, 3:20 (m:ss), 00:03:20, 3 min, 3m20s.

    A number without unit stays as it is, whatever the header says of its unit. Refuses the file as
    :func:`read_numbers` does.
    """
    need = _Need(True, unreadable="invalid_duration", negative="negative_duration")
    cells = [_in_seconds(cell) for cell in column.cells.values]
    return _read(column, dialect, need, cells, np.ones(len(column.cells), dtype=bool))


def missing_reason(mark: str) -> str:
    """Return why there is no figure, from its printed mark.

    Examples
    --------
    >>> missing_reason("N.v.t."), missing_reason("")
    ('not_applicable', 'unknown')
    """
    return str(spellings()["missing"].get(mark.strip().casefold(), "unknown"))


def _read(
    column: Column, dialect: Mapping[str, str], need: _Need, cells: list[Any], measured: Mask
) -> Numbers:
    """Read the distinct cells, as numbers of seconds where they are durations."""
    printed = [_take_apart(cell) for cell in cells]
    decimal, thousands, assumed = _settle(column, printed, dialect, measured)
    following = iter(zip(cells, printed, strict=True))

    def judge(_: Any) -> _Said:
        cell, apart = next(following)
        return _written(apart, decimal, thousands, need) if apart else _typed(cell, need)

    answers, wrong = column.read(judge)
    columns = [*zip(*(answer or _Said() for answer in answers), strict=True)] or [()] * 4
    kinds = (np.float64, np.object_, np.int64, np.bool_)
    values, marks, decimals, percent = map(column.cells.spread, columns, kinds)
    parts = [(at, apart.parts) for at, apart in enumerate(printed) if apart]
    for code, said in {
        "thousands_assumed": assumed,
        "exponent_notation": [at for at, part in parts if part["power"]],
        "footnote_mark": [at for at, part in parts if part["note"] or part["note_"]],
    }.items():
        if (rows := np.isin(column.cells.codes, said) & ~wrong).any():
            column.warn(rows, code, value=f"{values[column.first(rows)]:.15g}".replace(".", ","))
    return Numbers(values, marks, wrong, decimals, percent)


def _take_apart(cell: Any) -> _Printed | None:
    """Return the parts of a printed number; None when the cell is typed or no number."""
    text = cell.strip().translate(_SPACES) if isinstance(cell, str) else ""
    found = _SHAPE.fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        return None
    parts, body = found.groupdict(), found["body"]
    last = max(".,", key=body.rfind)
    if last not in body:
        return _Printed(parts)
    if _OTHER[last] not in body:
        if body.count(last) > 1:
            last = _OTHER[last]  # this one groups thousands
        elif re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", body, re.ASCII) and not found["power"]:
            return _Printed(parts, doubt=last)
    return _Printed(parts, proves=last if _plain(body, last, _OTHER[last]) else "")


def _plain(body: str, decimal: str, thousands: str) -> str | None:
    """Return the number as Python writes it; None when it does not fit the notation."""
    whole, _, fraction = re.sub("[ ']", "", body).partition(decimal)
    if thousands and re.fullmatch(rf"[1-9]\d{{0,2}}(\{thousands}\d{{3}})+", whole, re.ASCII):
        whole = whole.replace(thousands, "")
    plain = f"{whole or 0}.{fraction or 0}"
    return plain if re.fullmatch(r"\d+\.\d+", plain, re.ASCII) else None


def _settle(
    column: Column, printed: list[_Printed | None], dialect: Mapping[str, str], measured: Mask
) -> tuple[str, str, list[int]]:
    """Return the decimal mark, the thousands mark, and the distinct cells read on assumption."""
    grouping = dialect.get("thousands")
    stated = dialect.get("decimal") or _OTHER.get(grouping or "", "")
    rows, proofs, doubts = column.cells.first_rows(), dict[int, str](), dict[int, str]()
    for at, apart in ((at, printed[at] or _Printed({})) for at in rows):
        if mark := apart.proves or (apart.doubt if grouping is not None else ""):
            proofs[at] = mark
        elif apart.doubt:
            doubts[at] = _OTHER[apart.doubt]
    if stated or not (proofs or doubts):
        decimal = stated or ","
        return decimal, _OTHER.get(decimal, "") if grouping is None else grouping, []
    open_ = np.isin(column.cells.codes, [*doubts]) & measured
    if not proofs and open_.any():
        column.refuse(column.first(open_), "ambiguous_number")
    settling = proofs or doubts
    first = next(iter(settling))
    for at, mark in settling.items():
        if mark != settling[first]:
            other, line = shown(column.cells.values[first]), int(column.lines[rows[first]])
            column.refuse(rows[at], "number_format_conflict", other=other, other_line=line)
    decimal, shows = settling[first], "shown by" if proofs else "assumed for a count on"
    evidence = f"{decimal!r}: {shows} line {column.lines[rows[first]]}"
    column.notes.evidence[f"decimal mark of {column.name}"] = evidence
    return decimal, _OTHER[decimal] if grouping is None else grouping, [] if proofs else [*doubts]


def _written(apart: _Printed, decimal: str, thousands: str, need: _Need) -> _Said:
    parts, body = apart.parts, apart.parts["body"] or ""
    plain = _plain(body, decimal, thousands)
    if plain is None or (need.bare and (parts["percent"] or any(map(parts.get, _MONEY)))):
        raise Unreadable(need.unreadable)
    if len(plain.partition(".")[0].lstrip("0")) > 15:
        raise Unreadable("out_of_range")
    value = _checked(float(f"{parts['sign']}{plain}{parts['power'] or ''}"), need)
    return _Said(value, "", len(body.partition(decimal)[2]), bool(parts["percent"]))


def _typed(cell: Any, need: _Need) -> _Said:
    """Return what a typed cell, a mark for no figure or an empty cell says."""
    if is_empty(cell):
        return _Said()
    if isinstance(cell, Broken):
        raise Unreadable(cell.code)
    if isinstance(cell, str):
        if cell.strip().casefold() in spellings()["missing"]:
            return _Said(mark=cell.strip())
        digits = len(cell) > _LONGEST and cell.isascii() and cell.strip().isdigit()
        raise Unreadable("out_of_range" if digits else need.unreadable)
    percent = isinstance(cell, Percent)
    number = isinstance(cell, int) or (isinstance(cell, float) and math.isfinite(cell))
    if not number or isinstance(cell, bool) or (percent and need.bare):
        raise Unreadable(need.unreadable)
    value = _checked(round(100 * cell, 10) if percent else cell, need)
    return _Said(value, "", len(f"{value:.10g}".partition(".")[2]), percent)


def _checked(value: float, need: _Need) -> float:
    """Return a value that can be right, without -0."""
    for wrong, code in (
        (abs(value) > need.limit, "out_of_range"),
        (value < 0 and need.positive, need.negative),
        (need.whole and value % 1 > 0, "not_a_whole_number"),
    ):
        if wrong:
            raise Unreadable(code)
    return float(value) + 0.0


def _in_seconds(cell: Any) -> Any:
    """Return how many seconds a duration takes; what has no unit stays as it is."""
    if isinstance(cell, dt.time):
        return 3600.0 * cell.hour + 60 * cell.minute + cell.second + cell.microsecond / 1e6
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return cell
    text = _SECONDS.sub("", cell.strip())
    found = _CLOCK.fullmatch(text.removeprefix("-")) or _LENGTH.fullmatch(text.removeprefix("-"))
    if not found or not found[0]:
        return text
    parts = [float((part or "0").replace(",", ".")) for part in found.groups()]
    seconds = 3600 * parts[0] + 60 * parts[1] + parts[2]
    return -seconds if text.startswith("-") else seconds
