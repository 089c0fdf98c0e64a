"""What a table of indicators says: one figure per code, year and role, or why there is none.

Long tables have a row per code and year, wide ones a column per year: ``2019 (w)`` is measured,
``2021 (b)`` is planned, and the two never mix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.model import MissingReason, Status
from pcanalysis.store.reading.body import take_body
from pcanalysis.store.reading.codes import read_codes, split_code_name
from pcanalysis.store.reading.grid import Cells, Column, Grid, Mask, Unreadable, is_empty, shown
from pcanalysis.store.reading.header import Header, find_header, require
from pcanalysis.store.reading.layout import clean, columns_of, groups_of, other_columns
from pcanalysis.store.reading.numbers import missing_reason, read_durations, read_numbers
from pcanalysis.store.reading.reading import Reading, missing_keys, rejected_rows
from pcanalysis.store.reading.repeats import leave_out_repeats
from pcanalysis.store.reading.spellings import canonical
from pcanalysis.store.reading.units import (
    SMALL,
    check_margins,
    check_respondents,
    check_values,
    read_units,
)
from pcanalysis.store.reading.years import read_years

ROLES = ("waarde", "streefwaarde")
TEXTS = ("naam", "bron", "gebied", "herkomst", "opmerking", "soort", "status", "reden")
_WHOLE = ("aantal", "euro")


def read_indicator_table(grid: Grid, dialect: Mapping[str, str], *, small: int = SMALL) -> Reading:
    """Read one table of indicators.

    Parameters
    ----------
    grid
        The table as it stands in the file.
    dialect
        What the card states: ``decimal``, ``thousands``, ``eenheid`` for a file of one unit, …
    small
        With fewer respondents than this a figure is not published; it is warned of.

    Returns
    -------
    Reading
        ``rows``: one per printed cell, with code, jaar (a period label; empty for a standing
        target), ``role`` (waarde or streefwaarde), ``value`` (NaN = missing), ``printed``,
        ``mark``, ``reason``, ``decimals``, eenheid, n, marge, ``low``, ``high``, ``TEXTS``, other
        columns as text, ``line``, ``column`` and ``row`` (of the tidied table).

    Raises
    ------
    DataRefused
        If the structure of the file is in doubt.
    """
    header = find_header(grid, "indicator")
    groups = groups_of(header.heads)
    figures = [head for head in header.heads if head.name in ROLES]
    body = take_body(grid, header, values=figures, totals=False)
    columns = columns_of(body, header, groups, label="jaar", measures=ROLES)
    _split_names(columns)
    _require(header, columns, body)
    others, shown_heads = other_columns(body, header, max(len(groups), 1))
    texts = [columns[name] for name in TEXTS if name in columns] + others
    frame, wrong = _facts(columns, texts, dialect, small)
    cells = [
        _figures(frame, columns[role], role, dialect, wrong) for role in ROLES if role in columns
    ]
    rows = pd.concat(cells).sort_values(["row", "role"], ascending=[True, False], kind="stable")
    _warn_of_names(rows, columns)
    return Reading(
        kind="indicator",
        file=grid.notes.file,
        rows=rows,
        messages=tuple(grid.notes.messages),
        evidence=grid.notes.evidence,
        rejected=rejected_rows(body, shown_heads, rows["line"].to_numpy()),
        rows_read=len(frame),
    )


def tidied(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per code and year, with waarde and streefwaarde beside each other."""
    values = rows.pivot(index="row", columns="role", values="value").reindex(columns=list(ROLES))
    facts = rows.drop_duplicates("row").set_index("row")
    table = facts.join(values).sort_values(["jaar"], kind="stable")
    return table.rename(columns={"code": "code"})


def _require(header: Header, columns: Mapping[str, Column], body: Grid) -> None:
    """Refuse a table without codes (in a wide table a name will do), years or figures."""
    wide = "jaar" not in header.named()
    for name in ("code", "jaar"):
        if name not in columns and not (name == "code" and wide and "naam" in columns):
            require(header, [name], body.notes)
    if not set(ROLES) & set(columns):
        require(header, ["waarde"], body.notes)


def _split_names(columns: dict[str, Column]) -> None:
    """Take the code out of names such as "1A1.a Percentage inwoners dat …", if all begin so."""
    if "code" in columns or "naam" not in columns:
        return
    column = columns["naam"]
    parts = [split_code_name(shown(cell)) for cell in column.cells.values]
    if parts and all(parts):
        for position, name in enumerate(("code", "naam")):
            values = [part[position] for part in parts if part]
            cells = Cells(values, column.cells.codes)
            columns[name] = Column(name, column.header, cells, column.lines, column.notes)


def _facts(
    columns: Mapping[str, Column], texts: Sequence[Column], dialect: Mapping[str, str], small: int
) -> tuple[pd.DataFrame, Mask]:
    """Return everything about each row but its figures, and the rows that are wrong."""
    jaar = columns["jaar"]
    rows = len(jaar.lines)
    wrong = np.zeros(rows, dtype=bool)
    frame = pd.DataFrame({"line": jaar.lines, "row": np.arange(rows)})
    frame = frame.assign(code="", **dict.fromkeys(TEXTS, ""))
    for column in texts:
        cleaned, bad = clean(column)
        frame[column.name] = cleaned.spread(cleaned.cells.values)
        wrong |= bad
    if "code" in columns:
        codes, bad = read_codes(columns["code"])
        frame["code"] = columns["code"].spread(codes)
        wrong |= bad | missing_keys(columns["code"], (frame["code"] == "").to_numpy(), bad)
    years, bad = read_years(jaar)
    frame["jaar"] = jaar.spread(years)
    wrong |= bad
    planned = frame["soort"].map(_role) == "streefwaarde"
    wrong |= missing_keys(jaar, ((frame["jaar"] == "") & ~planned).to_numpy(), bad)
    frame["eenheid"] = _units(frame, columns, dialect)
    for name in ("n", "marge", "laag", "hoog"):
        frame[name] = np.nan
        if name in columns:
            plain = {"decimal": "."} if name in ("laag", "hoog") else dialect
            numbers = read_numbers(columns[name], plain, whole=name == "n")
            frame[name] = numbers.values
            wrong |= numbers.wrong
    if "n" in columns:
        wrong |= check_respondents(columns["n"], frame["n"].to_numpy(), limit=small)
    for name, known in (("status", _STATUSES), ("reden", _REASONS), ("soort", _KINDS)):
        if name in columns:
            wrong |= _among(columns[name], known)
    return frame, wrong


_STATUSES = tuple(status.value for status in Status if status is not Status.MISSING)
_REASONS = tuple(reason.value for reason in MissingReason)
_KINDS = tuple(canonical("roles"))


def _among(column: Column, known: Sequence[str]) -> Mask:
    """Say of every cell that is none of the known words."""

    def parse(cell: Any) -> None:
        text = shown(cell).strip().casefold()
        if text and text not in known:
            raise Unreadable("unknown_word", known=", ".join(known[:8]))

    return column.read(parse)[1]


def _role(kind: str) -> str:
    return canonical("roles").get(kind.strip().casefold(), "waarde")


def _units(
    frame: pd.DataFrame, columns: Mapping[str, Column], dialect: Mapping[str, str]
) -> pd.Series:
    """Return the unit of every row; two units for one code refuse the file."""
    units = pd.Series(dialect.get("eenheid", ""), index=frame.index, dtype=object)
    if "eenheid" not in columns:
        return units
    column = columns["eenheid"]
    units[:] = column.spread(read_units(column))
    stated = frame[(units != "") & (frame["code"] != "")].assign(unit=units)
    first = stated.groupby("code", sort=False)[["unit", "line"]].transform("first")
    against = stated[stated["unit"] != first["unit"]]
    if len(against):
        row = int(against.index[0])
        facts = {"indicator": frame["code"][row], "other": first["unit"][row]}
        column.refuse(row, "unit_conflict", other_line=int(first["line"][row]), **facts)
    return units


def _figures(
    frame: pd.DataFrame, column: Column, role: str, dialect: Mapping[str, str], wrong: Mask
) -> pd.DataFrame:
    """Return the figures of one column that can be read, each with its reason or its value."""
    empty = column.cells.where(is_empty)
    other = role == "streefwaarde" and not column.headers
    has = np.array([bool(h) for h in column.headers] or [True])[
        np.arange(len(frame)) % max(len(column.headers), 1)
    ]
    has &= ~(empty & other)
    table = frame.assign(role=role, value=np.nan, mark="", decimals=0, percent=False)
    table["printed"] = column.spread([shown(cell).strip() for cell in column.cells.values])
    table["column"] = [column.place(row)["column"] for row in range(len(frame))]
    if role == "waarde":
        planned = frame["soort"].map(_role) == "streefwaarde"
        table["role"] = np.where(planned, "streefwaarde", "waarde")
    wrong = wrong | ~has
    table = table.assign(wrong=wrong)
    for whole in (True, False):
        part = (frame["eenheid"].isin(_WHOLE) == whole).to_numpy() & ~wrong
        if part.any():
            _read_part(table, column, part, dialect, whole=whole)
    table.loc[table["percent"] & (table["eenheid"] == ""), "eenheid"] = "%"
    units = table["eenheid"].to_numpy()
    values = table["value"].to_numpy()
    bad = check_values(column, values, units, table["percent"].to_numpy())
    if role == "waarde" and frame["marge"].notna().any():
        check_margins(column, frame["marge"].to_numpy(), values, frame["n"].to_numpy(), units)
    table["reason"] = _reasons(table, column)
    table = table[~(table["wrong"] | bad)].drop(columns=["wrong", "percent"])
    key = ["code", "naam", "gebied", "jaar", "role", "soort"]
    key = key if not (table["code"] != "").all() else [k for k in key if k != "naam"]
    rest = [name for name in table.columns if name not in (*key, "line", "row", "value")]
    return leave_out_repeats(table, column, key=key, figures=["value", "status"], remarks=rest)


def _read_part(
    table: pd.DataFrame, column: Column, part: Mask, dialect: Mapping[str, str], *, whole: bool
) -> None:
    """Read the figures of some rows into ``table``."""
    clock = (table["eenheid"] == "m:ss").to_numpy() & part
    for rows, read in ((part & ~clock, read_numbers), (clock, read_durations)):
        if not rows.any():
            continue
        own = column.only(rows)
        numbers = (
            read_numbers(own, dialect, whole=whole)
            if read is read_numbers
            else read_durations(own, dialect)
        )
        given = (table["reden"] != "").to_numpy()[rows]
        table.loc[rows, "value"] = numbers.values
        table.loc[rows, "mark"] = numbers.marks
        table.loc[rows, "decimals"] = numbers.decimals
        table.loc[rows, "percent"] = numbers.percent
        table.loc[rows, "wrong"] |= numbers.wrong & ~given


def _reasons(table: pd.DataFrame, column: Column) -> pd.Series:
    """Return why each figure is missing: as the file says, or as its mark does."""
    missing = table["value"].isna()
    marks = table["mark"].map(missing_reason)
    stated = table["reden"].where(table["reden"] != "", marks)
    contrary = (~missing & (table["reden"] != "") & ~table["wrong"]).to_numpy()
    column.error(contrary, "reason_with_value", value="")
    table["wrong"] |= contrary
    return stated.where(missing, "")


def _warn_of_names(rows: pd.DataFrame, columns: Mapping[str, Column]) -> None:
    """Warn once of every code that has two names."""
    if "naam" not in columns or "code" not in columns:
        return
    named = rows[(rows["naam"] != "") & (rows["code"] != "")]
    first = named.groupby("code", sort=False)[["naam", "line"]].transform("first")
    for row in named.index[named["naam"] != first["naam"]].unique():
        facts = {"indicator": named["code"][row], "other": first["naam"][row]}
        line = int(first["line"][row])
        columns["naam"].notes.warning(
            "code_name_conflict", **columns["naam"].place(int(row)), other_line=line, **facts
        )
