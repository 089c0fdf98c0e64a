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
_MONEY = ("euro", "euro_", "_euro", "dash")  # groups of the form of a number
_FORMS = {
    name: re.compile(form, re.ASCII | re.IGNORECASE | re.VERBOSE)
    for name, form in spellings()["numbers"]["forms"].items()
}
_UNITS = {"hours": 3600.0, "minutes": 60.0, "seconds": 1.0}


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

    parts: Mapping[str, str | None]  # groups of the form of a number
    proves: str = ""  # the decimal mark this text proves
    doubt: str = ""  # the mark that can mean thousands or decimals


class _Said(NamedTuple):
    """What one distinct cell says."""

    value: float = math.nan
    mark: str = ""
    decimals: int = 0
    percent: bool = False
    power: bool = False
    note: bool = False


@dataclass(frozen=True, slots=True)
class _Need:
    """What a column needs its numbers to be."""

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
    """Read a column of counts or measured values.

    Parameters
    ----------
    column, dialect
        The cells, and what the card states of them (``decimal``, ``thousands``).
    whole, positive, limit
        Whether these are counts: whole, 0 or more, without unit; whether measured values cannot be
        negative either; and how far from zero a value can lie.
    counts
        Rows of a measured column that hold a count by their unit: 1.234 is 1234 there.

    Raises
    ------
    DataRefused
        If the notation is in doubt or contradicts itself.
    """
    measured = np.full(len(column.cells), not whole) if counts is None else ~counts
    need = _Need(bare=whole, whole=whole, positive=positive or whole, limit=limit)
    return _read(column, dialect, need, [(cell, 1.0) for cell in column.cells.values], measured)


def read_durations(column: Column, dialect: Mapping[str, str]) -> Numbers:
    """Read durations in seconds: 200, 95 sec, 3:20 (m:ss), 00:03:20, 3 min, 3m20s.

    A number without unit has that of its header, as in ``Wachttijd (min)``; else it is in seconds.
    Refuses the file as :func:`read_numbers` does.
    """
    need = _Need(bare=True, unreadable="invalid_duration", negative="negative_duration")
    header = " ".join(column.headers) or column.header
    if len(column.cells) and _FORMS["other_unit"].search(header):
        column.refuse(0, "duration_unit")
    stated = _FORMS["header_unit"].search(header)
    unit = _in_seconds(f"1 {stated[1] or stated[2]}")[0] if stated else 1.0
    unit = unit if isinstance(unit, float) else 1.0
    cells = [_in_seconds(cell, unit) for cell in column.cells.values]
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
    column: Column,
    dialect: Mapping[str, str],
    need: _Need,
    cells: list[tuple[Any, float]],
    measured: Mask,
) -> Numbers:
    """Read the distinct cells, each with the seconds in its unit (1 for a number)."""
    printed = [_take_apart(cell) for cell, _ in cells]
    decimal, thousands, assumed = _settle(column, printed, dialect, measured)

    def judge(_: Any, known: tuple[Any, float], apart: _Printed | None) -> _Said:
        cell, factor = known
        if apart is None:
            return _typed(cell, need)
        return _written(apart, decimal, thousands, need, factor)

    answers, wrong = column.read(judge, cells, printed)
    columns = [*zip(*(answer or _Said() for answer in answers), strict=True)] or [()] * 6
    kinds = (np.float64, np.object_, np.int64, np.bool_, np.bool_, np.bool_)
    values, marks, decimals, percent, rounded, noted = map(column.cells.spread, columns, kinds)
    for rows, code in (
        (np.isin(column.cells.codes, assumed) & ~wrong, "thousands_assumed"),
        (rounded, "exponent_notation"),
        (noted, "footnote_mark"),
    ):
        if rows.any():
            column.warn(rows, code, value=f"{values[column.first(rows)]:.15g}".replace(".", ","))
    return Numbers(values, marks, wrong, decimals, percent)


def _take_apart(cell: Any) -> _Printed | None:
    """Return the parts of a printed number; None when the cell is typed or no number."""
    text = cell.strip().translate(_SPACES) if isinstance(cell, str) else ""
    found = _FORMS["number"].fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        return None
    parts, body = found.groupdict(), found["body"]
    last = max(".,", key=body.rfind)
    if last not in body:
        return _Printed(parts)
    head, _, tail = body.partition(last)
    if _OTHER[last] not in body:
        if body.count(last) > 1:
            last = _OTHER[last]  # this one groups thousands
        elif len(tail) == 3 and re.fullmatch("[1-9][0-9]{0,2}", head) and not found["power"]:
            return _Printed(parts, doubt=last)
    return _Printed(parts, proves=last if _plain(body, last, _OTHER[last]) else "")


def _plain(body: str, decimal: str, thousands: str) -> str | None:
    """Return the number as Python writes it; None when it does not fit the notation."""
    whole, point, fraction = body.replace(" ", "").replace("'", "").partition(decimal)
    groups = whole.split(thousands) if thousands else [whole]
    if len(groups) > 1 and not (
        re.fullmatch("[1-9][0-9]{0,2}", groups[0]) and all(len(group) == 3 for group in groups[1:])
    ):
        return None
    digits = "".join(groups) or "0"
    fraction = fraction if point else "0"
    return f"{digits}.{fraction}" if digits.isdigit() and fraction.isdigit() else None


def _settle(
    column: Column, printed: list[_Printed | None], dialect: Mapping[str, str], measured: Mask
) -> tuple[str, str, list[int]]:
    """Return the decimal mark, the thousands mark, and the distinct cells read on assumption."""
    grouping = dialect.get("thousands")
    stated = dialect.get("decimal") or _OTHER.get(grouping or "", "")
    rows = column.cells.first_rows()
    proofs, doubts, sure = {}, {}, bool(measured.all())
    for at in rows:
        if apart := printed[at]:
            if apart.proves or (apart.doubt and grouping is not None):
                proofs[at] = apart.proves or apart.doubt
                # A count has no decimals: 2,5 does not make 1 of 1,000 there, but 5,0 does.
                sure |= set(str(apart.parts["body"]).rpartition(proofs[at])[2]) == {"0"}
            elif apart.doubt:
                doubts[at] = _OTHER[apart.doubt]
    if stated or not (proofs or doubts):
        decimal = stated or ","
        return decimal, _OTHER.get(decimal, "") if grouping is None else grouping, []
    open_ = np.isin(column.cells.codes, [*doubts]) & measured
    if not proofs and open_.any():
        column.refuse(column.first(open_), "ambiguous_number")
    settling = proofs if proofs and sure else proofs | doubts
    first = next(iter(settling))
    for at, mark in settling.items():
        if mark != settling[first]:
            other, line = shown(column.cells.values[first]), int(column.lines[rows[first]])
            column.refuse(rows[at], "number_format_conflict", other=other, other_line=line)
    decimal, shows = settling[first], "shown by" if proofs else "assumed for a count on"
    evidence = f"{decimal!r}: {shows} line {column.lines[rows[first]]}"
    column.notes.evidence[f"decimal mark of {column.name}"] = evidence
    return decimal, _OTHER[decimal] if grouping is None else grouping, [] if proofs else [*doubts]


def _written(apart: _Printed, decimal: str, thousands: str, need: _Need, factor: float) -> _Said:
    """Return what a printed number says in the notation of its column."""
    parts, body = apart.parts, apart.parts["body"] or ""
    plain = _plain(body, decimal, thousands)
    if plain is None or (need.bare and (parts["percent"] or any(map(parts.get, _MONEY)))):
        raise Unreadable(need.unreadable)
    if len(plain.partition(".")[0].lstrip("0")) > 15:
        raise Unreadable("out_of_range")
    value = _checked(factor * float(f"{parts['sign']}{plain}{parts['power'] or ''}"), need)
    decimals, noted = len(body.partition(decimal)[2]), bool(parts["note"] or parts["note_"])
    return _Said(value, "", decimals, bool(parts["percent"]), bool(parts["power"]), noted)


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
    if not isinstance(cell, int | float) or isinstance(cell, bool) or (percent and need.bare):
        raise Unreadable(need.unreadable)
    if isinstance(cell, float) and not math.isfinite(cell):
        raise Unreadable(need.unreadable)
    value = _checked(round(100 * cell, 10) if percent else cell, need)
    return _Said(value, "", len(f"{value:.10g}".partition(".")[2]), percent)


def _checked(value: float, need: _Need) -> float:
    """Return a value that can be right, without -0."""
    if abs(value) > need.limit:
        raise Unreadable("out_of_range")
    if value < 0 and need.positive:
        raise Unreadable(need.negative)
    if need.whole and value % 1 > 0:
        raise Unreadable("not_a_whole_number")
    return float(value) + 0.0


def _in_seconds(cell: Any, bare: float = 1.0) -> tuple[Any, float]:
    """Return the number in a duration, and how many seconds its unit has; ``bare`` without one."""
    if isinstance(cell, dt.time):
        return 3600.0 * cell.hour + 60 * cell.minute + cell.second + cell.microsecond / 1e6, 1.0
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds(), 1.0
    text = cell.strip() if isinstance(cell, str) and len(cell) <= _LONGEST else ""
    if found := _FORMS["clock"].fullmatch(text):
        sign, hours, minutes, seconds = found.groups()
        length = 3600 * float(hours or 0) + 60 * float(minutes) + float(seconds.replace(",", "."))
        return -length if sign else length, 1.0
    found = _FORMS["length"].fullmatch(text)
    if found and text:
        return sum(float(found[name] or 0) * length for name, length in _UNITS.items()), 1.0
    for unit, length in _UNITS.items():
        if found := _FORMS[unit].fullmatch(text):
            return found[1], length
    return cell * bare if type(cell) in (int, float) else cell, bare
