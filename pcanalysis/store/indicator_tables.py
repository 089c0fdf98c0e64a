"""From a table of indicators to one row per printed cell, and every cell that cannot be read.

Long tables have a row per figure (code, jaar, soort, waarde); wide tables a column per year:
``2019 (w)`` for measured, ``2021 (b)`` for budgeted, or ``2019``. A wrong cell costs that cell,
with file, line, column and reason.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcanalysis.errors import DataRefused, InvalidModel, Message, PcanalysisError, UnknownKey
from pcanalysis.model import MissingReason, Period, Status, Unit
from pcanalysis.store.cells import Figure, missing_mark, parse_figure
from pcanalysis.store.contact_cells import UnreadableCell, fold, parse_number
from pcanalysis.store.contact_sheet import Problem

ROLES = {
    "realisatie": "observation",
    "werkelijk": "observation",
    "gemeten": "observation",
    "w": "observation",
    "streefwaarde": "target",
    "begroot": "target",
    "norm": "target",
    "b": "target",
}
_FULL = {"w": "werkelijk", "b": "begroot"}
_STATUSES = tuple(status.value for status in Status if status is not Status.MISSING)
_YEAR_HEADER = re.compile(r"\s*(\d{4})\s*(?:\(([wb])\))?\s*")
_UNITS = {
    "%": Unit.PERCENT,
    "percentage": Unit.PERCENT,
    "rapportcijfer": Unit.MARK,
    "schaal 1-5": Unit.MARK,
    "aantal": Unit.COUNT,
    "euro": Unit.EURO,
    "€": Unit.EURO,
    "m:ss": Unit.SECONDS,
    "seconden": Unit.SECONDS,
    "dagen": Unit.DAYS,
}
CELL_COLUMNS = (
    "code",
    "area",  # empty = the municipality itself
    "period",  # label; empty = standing
    "role",
    "kind_printed",
    "value",
    "status",
    "reason",
    "low",
    "high",
    "decimals",
    "printed",
    "line",
    "column",
    "derivation",
    "remark",
)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the file: its line, and its cells by folded header."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Table:
    """The reading of one file: what it is called, what its codes measure, how it writes numbers."""

    file: str
    units: Mapping[str, Unit]
    dialect: Mapping[str, str]
    headers: Mapping[str, str]  # folded to written


class _Wrong(PcanalysisError):
    """One cell that is left out: its column, its text and the reason."""

    def __init__(self, column: str, cell: str, reason: str) -> None:
        self.column, self.cell, self.reason = column, cell, reason
        super().__init__(reason)

    def problem(self, row: _Row, table: _Table) -> Message:
        """Return the message that points at the cell."""
        column = table.headers.get(self.column, self.column)
        line, file = row.line, table.file
        return Problem(file=file, line=line, column=column, cell=self.cell, reason=self.reason)


def read_indicator_table(
    path: Path, *, relative: str, dialect: Mapping[str, str], units: Mapping[str, Unit]
) -> tuple[list[dict[str, Any]], tuple[Message, ...]]:
    """Read one table.

    Parameters
    ----------
    path, relative
        The file, and its name in messages.
    dialect
        ``encoding``, ``delimiter``, ``decimal`` and ``thousands`` as the card states them.
    units
        The unit of every code that is defined for this municipality.

    Returns
    -------
    list of dict, tuple of Message
        One record per printed cell with the keys of ``CELL_COLUMNS``; and what was left out.

    Raises
    ------
    DataRefused
        If the file is no table of indicators at all.
    """
    headers, rows, problems = _split(path, relative, dialect)
    table = _Table(relative, units, dialect, headers)
    years = {name: found for name in headers if (found := _YEAR_HEADER.fullmatch(headers[name]))}
    needed = ("code",) if years else ("code", "jaar", "soort", "waarde")
    lacking = [name for name in needed if name not in headers]
    if lacking:
        reason = f"no column {', '.join(lacking)}. An indicator table needs {', '.join(needed)}."
        raise DataRefused([Problem(file=relative, line=1, column=lacking[0], reason=reason)])
    records: list[dict[str, Any]] = []
    for row in rows:
        for cell in _wide(row, years) if years else (_long(row),):
            try:
                records.append(_read_cell(cell, row, table))
            except _Wrong as wrong:
                problems.append(wrong.problem(row, table))
    return records, tuple(problems)


def _split(
    path: Path, relative: str, dialect: Mapping[str, str]
) -> tuple[dict[str, str], list[_Row], list[Message]]:
    """Return the headers, the rows with the line each begins on, and rows of another width."""
    try:
        text = path.read_bytes().decode(dialect.get("encoding", "utf-8")).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        reason = f"cannot be read as text ({error}). Name its encoding on the card."
        raise DataRefused([Problem(file=relative, reason=reason)]) from error
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=dialect.get("delimiter", ";"), strict=True
    )
    headers: list[str] = []
    rows, problems, begins = [], [], 1
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not headers:
                headers = cells
            elif len(cells) != len(headers):
                reason = f"{len(cells)} cells, and the header has {len(headers)}."
                problems.append(Problem(file=relative, line=line, reason=reason))
            else:
                named = zip((_name(header) for header in headers), cells, strict=True)
                rows.append(_Row(line, {name: cell.strip() for name, cell in named}))
    except csv.Error as error:
        raise DataRefused(
            [Problem(file=relative, line=begins, reason=f"not a table: {error}.")]
        ) from error
    names = [_name(header) for header in headers]
    twice = {name for name in names if names.count(name) > 1}
    if twice or not headers:
        reason = "the file is empty." if not headers else f"two columns are called {twice.pop()!r}."
        raise DataRefused([Problem(file=relative, line=1, reason=reason)])
    return dict(zip(names, headers, strict=True)), rows, problems


def _name(header: str) -> str:
    year = _YEAR_HEADER.fullmatch(header)
    return f"{year[1]}{year[2] or ''}" if year else fold(header)


def _long(row: _Row) -> dict[str, str]:
    return {
        "period": row.cells["jaar"],
        "kind": row.cells["soort"],
        "printed": row.cells["waarde"],
        "column": "waarde",
    }


def _wide(row: _Row, years: Mapping[str, re.Match[str]]) -> Iterator[dict[str, str]]:
    for name, found in years.items():
        kind = _FULL.get(found[2] or "", "realisatie")
        yield {"period": found[1], "kind": kind, "printed": row.cells[name], "column": name}


def _read_cell(cell: Mapping[str, str], row: _Row, table: _Table) -> dict[str, Any]:
    """Return the record of one cell; _Wrong says what is wrong with it."""
    code, kind = row.cells["code"], cell["kind"]
    if code not in table.units:
        raise _Wrong("code", code, str(UnknownKey.among("code", code, table.units)))
    unit = table.units[code]
    stated = row.cells.get("eenheid", "")
    if stated and _UNITS.get(stated.casefold(), Unit.RATE) is not unit:
        raise _Wrong("eenheid", stated, f"the definition of {code} says {unit.value}.")
    if kind not in ROLES:
        raise _Wrong("soort", kind, f"use one of {', '.join(sorted(set(ROLES) - set(_FULL)))}.")
    try:
        period = Period.parse(cell["period"]).label if cell["period"] else ""
    except InvalidModel as error:
        raise _Wrong("jaar", cell["period"], str(error)) from error
    if not period and ROLES[kind] == "observation":
        raise _Wrong("jaar", "", "a measured figure needs its year.")
    return _facts(cell, row, unit, table) | {
        "code": code,
        "area": row.cells.get("gebied", ""),
        "period": period,
        "role": ROLES[kind],
        "kind_printed": kind,
        "printed": cell["printed"],
        "line": row.line,
        "column": table.headers[cell["column"]],
        "derivation": row.cells.get("herkomst", ""),
        "remark": row.cells.get("opmerking", ""),
    }


def _facts(cell: Mapping[str, str], row: _Row, unit: Unit, table: _Table) -> dict[str, Any]:
    """Return value, status, reason, bounds and decimals of one printed cell."""
    printed, given = cell["printed"], row.cells.get("reden", "")
    status, mark = row.cells.get("status", "") or Status.ACTUAL.value, missing_mark(printed)
    if status not in _STATUSES:
        raise _Wrong("status", status, f"use one of {', '.join(_STATUSES)}.")
    if given and given not in set(MissingReason):
        raise _Wrong("reden", given, f"use one of {', '.join(MissingReason)}.")
    try:
        figure = None if mark is not None else parse_figure(printed, unit, table.dialect)
    except UnreadableCell as error:
        if not given:
            raise _Wrong(cell["column"], printed, str(error)) from error
        figure = None
    if figure is None:
        reason = given or (mark or MissingReason.UNKNOWN).value
        return {
            "value": math.nan,
            "status": Status.MISSING.value,
            "reason": reason,
            "low": math.nan,
            "high": math.nan,
            "decimals": 0,
        }
    if given:
        raise _Wrong("reden", given, f"this says why a figure is missing, and {printed} is one.")
    low, high = _bound("laag", row, figure), _bound("hoog", row, figure)
    return {
        "value": figure.value,
        "status": status,
        "reason": "",
        "low": low,
        "high": high,
        "decimals": figure.decimals,
    }


def _bound(name: str, row: _Row, figure: Figure) -> float:
    """Return an end of the rounding interval, in plain notation; NaN when there is none."""
    text = row.cells.get(name, "")
    try:
        value = parse_number(text, decimal=".", thousands="")
    except UnreadableCell as error:
        raise _Wrong(name, text, "not a plain number. Write 1234.5.") from error
    if value is None:
        return math.nan
    if (value > figure.value) if name == "laag" else (value < figure.value):
        raise _Wrong(name, text, f"the figure itself, {figure.value:g}, lies outside this bound.")
    return value
