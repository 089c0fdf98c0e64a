"""What a table of indicators says: one figure per code, year and role, or why there is none.

Long tables have a row per code and year, wide ones a column per year: ``2019 (w)`` is measured,
``2021 (b)`` is planned, and the two never mix.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.model import MissingReason, Status
from pcanalysis.store.reading.body import take_body
from pcanalysis.store.reading.codes import read_codes, split_code_name
from pcanalysis.store.reading.grid import Cells, Column, Grid, Mask, Unreadable, is_empty, shown
from pcanalysis.store.reading.header import Header, find_header, require
from pcanalysis.store.reading.layout import clean, columns_of, groups_of, other_columns
from pcanalysis.store.reading.numbers import Numbers, missing_reason, read_durations, read_numbers
from pcanalysis.store.reading.reading import Reading, missing_keys
from pcanalysis.store.reading.repeats import leave_out_repeats
from pcanalysis.store.reading.spellings import canonical, fold, spellings
from pcanalysis.store.reading.units import (
    check_margins,
    check_respondents,
    check_values,
    read_units,
)
from pcanalysis.store.reading.years import read_years, warn_of_future

ROLES = ("waarde", "streefwaarde")
KEY = ("code", "gebied", "jaar", "role", "soort")
_WORDS = {  # columns with words of our own, and which they may hold
    "status": tuple(status.value for status in Status if status is not Status.MISSING),
    "reden": tuple(reason.value for reason in MissingReason),
    "soort": tuple(canonical("roles")),
}
_TEXTS = ("naam", "bron", "gebied", "herkomst", "opmerking", *_WORDS)
_FIGURE = re.compile(r"\s*+[-+−]?\d[\d.,\s]*+%?\s*+", re.ASCII)  # looks at each character once
_OURS = ("naam", "bron", *_WORDS)  # say nothing about persons
_COUNTED = ("aantal", "euro")  # 1.234 is a thousand here


def read_indicator_table(
    grid: Grid, dialect: Mapping[str, str], *, small: int = 10, today: date | None = None
) -> Reading:
    """Read one table of indicators.

    Parameters
    ----------
    grid
        The table as it stands in the file.
    dialect
        What the card states: ``decimal``, ``thousands``, ``eenheid`` for a file of one unit, …
    small
        With fewer respondents than this a figure is not published; it is warned of.
    today
        A figure about a period that begins after it is warned of; None asks nothing.

    Returns
    -------
    Reading
        ``rows``: one per printed figure, with code, jaar (a period label; empty for a standing
        target), ``role`` (waarde or streefwaarde), ``value`` (NaN = missing), ``printed``,
        ``mark``, ``reason``, ``decimals``, eenheid, n, marge, laag, hoog, naam, bron, gebied,
        herkomst, opmerking, status, soort, other columns as text, ``line``, ``column`` and
        ``row`` (of the tidied table).

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
    if own := columns.get("status"):
        known = canonical("statuses")
        words = [known.get(fold(shown(cell)), cell) for cell in own.cells.values]
        columns["status"] = replace(own, cells=Cells(words, own.cells.codes))
    _require(header, columns, body, named="escaped" in dialect)
    others, shown_heads = other_columns(body, header, max(len(groups), 1))
    frame, wrong = _facts(columns, others, dialect, small)
    roles = [role for role in ROLES if role in columns]
    names = [column.name for column in others]
    tables = [_figures(frame, columns[role], role, dialect, wrong, names) for role in roles]
    if "marge" in columns:
        check_margins(
            columns["marge"],
            frame["marge"].to_numpy(),
            values=tables[0]["value"].reindex(frame.index).to_numpy(),
            units=tables[0]["eenheid"].reindex(frame.index).to_numpy(),
            n=frame["n"].to_numpy(),
        )
    rows = pd.concat(tables).sort_values(["row", "role"], ascending=[True, False])
    shows = "column eenheid" if "eenheid" in columns else "signs in the cells"
    shows = "stated" if "eenheid" in dialect and "eenheid" not in columns else shows
    units = ", ".join(sorted({*rows["eenheid"]} - {""}))
    if units:
        grid.notes.evidence["unit"] = f"{units}: {shows}"
    measured = rows.loc[(rows["role"] == "waarde") & rows["value"].notna(), "row"]
    warn_of_future(columns["jaar"], frame["jaar"].where(frame["row"].isin(measured), ""), today)
    _warn_of_names(frame, columns)
    return Reading.of("indicator", body, shown_heads, rows, rows_read=len(frame))


def tidied(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per code and year, with waarde and streefwaarde beside each other."""
    values = rows.pivot_table("value", index=["file", "row"], columns="role", dropna=False)
    facts = rows.drop_duplicates(["file", "row"]).set_index(["file", "row"])
    table = facts.join(values.reindex(columns=list(ROLES)))
    return table.reset_index().sort_values("jaar", kind="stable")


def _require(header: Header, columns: Mapping[str, Column], body: Grid, *, named: bool) -> None:
    """Refuse a table without codes (where ``named`` or wide, a name will do), years or figures."""
    wide = named or "jaar" not in header.named()
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
    if not all(parts[position] for position in column.cells.first_rows()):
        return
    for position, name in enumerate(("code", "naam")):
        cells = Cells([part[position] if part else "" for part in parts], column.cells.codes)
        columns[name] = Column(name, column.header, cells, column.lines, column.notes)


def _facts(
    columns: Mapping[str, Column], others: Sequence[Column], dialect: Mapping[str, str], small: int
) -> tuple[pd.DataFrame, Mask]:
    """Return everything about each row but its figures, and the rows that are wrong."""
    years, codes = columns["jaar"], columns.get("code")
    frame = pd.DataFrame({"line": years.lines, "row": np.arange(len(years.lines)), "code": ""})
    wrong = np.zeros(len(frame), dtype=bool)
    frame = frame.assign(**dict.fromkeys(_TEXTS, ""))
    for column in [*(columns[name] for name in _TEXTS if name in columns), *others]:
        cleaned, bad = clean(column, persons=column.name not in _OURS)
        frame[column.name] = cleaned.cells.spread(cleaned.cells.values, object)
        wrong |= bad
    for name, known in _WORDS.items():
        if name in columns:
            wrong |= _among(columns[name], known)
    planned = (frame["soort"].map(_role) == "streefwaarde").to_numpy()
    if codes is not None:
        read, bad = read_codes(codes)
        frame["code"] = codes.cells.spread([code or "" for code in read], object)
        wrong |= bad | missing_keys(codes, (frame["code"] == "").to_numpy(), bad)
    labels, bad = read_years(years)
    frame["jaar"] = years.cells.spread(labels, object)
    wrong |= bad | missing_keys(years, (frame["jaar"] == "").to_numpy() & ~planned, bad)
    frame["eenheid"] = _units(frame, columns.get("eenheid"), dialect)
    for name in ("n", "marge", "laag", "hoog"):
        frame[name] = np.nan
        if name in columns:
            plain = {"decimal": "."} if name in ("laag", "hoog") else dialect
            column = columns[name]
            if name == "marge":  # ± 2,5
                bare = [c.lstrip(" ±") if isinstance(c, str) else c for c in column.cells.values]
                column = replace(column, cells=Cells(bare, column.cells.codes))
            numbers = read_numbers(column, plain, whole=name == "n")
            frame[name], wrong = numbers.values, wrong | numbers.wrong
    if "n" in columns:
        wrong |= check_respondents(columns["n"], frame["n"].to_numpy(), limit=small)
    return frame, wrong


def _among(column: Column, known: Sequence[str]) -> Mask:
    """Say of every cell that is none of the known words."""

    def parse(cell: Any) -> None:
        text = shown(cell).strip().casefold()
        if text and text not in known:
            raise Unreadable("unknown_word", known=", ".join(known[:8]))

    return column.read(parse)[1]


def _role(kind: str) -> str:
    return canonical("roles").get(kind.strip().casefold(), "waarde")


def _units(frame: pd.DataFrame, column: Column | None, dialect: Mapping[str, str]) -> pd.Series:
    """Return the unit of every row; two units for one code refuse the file."""
    units = pd.Series(dialect.get("eenheid", ""), index=frame.index, dtype=object)
    if column is None:
        return units
    units[:] = column.cells.spread([unit or "" for unit in read_units(column)[0]], object)
    known = (units != "") & (frame["code"] != "")
    if not known.any():
        return units
    stated = frame[known].assign(unit=units)
    first = stated.groupby("code", sort=False)[["unit", "line"]].transform("first")
    against = stated.index[stated["unit"] != first["unit"]]
    if len(against):
        row = int(against[0])
        facts = {"indicator": frame["code"][row], "other": first["unit"][row]}
        column.refuse(row, "unit_conflict", other_line=int(first["line"][row]), **facts)
    return units


def _figures(
    frame: pd.DataFrame,
    column: Column,
    role: str,
    dialect: Mapping[str, str],
    wrong: Mask,
    others: Sequence[str],
) -> pd.DataFrame:
    """Return the figures of one column, each with its value or the reason why there is none."""
    given = (frame["reden"] != "").to_numpy()  # why there is no figure, whatever is printed
    table, numbers = _printed(frame, column, role, dialect, blank=given)
    wrong = wrong | numbers.wrong | (table["column"] == "").to_numpy()
    values, units = table["value"].where(~wrong), table["eenheid"].to_numpy()
    wrong |= check_values(column, values.to_numpy(), units, percent=numbers.percent)
    figure = column.cells.where(lambda cell: bool(_FIGURE.fullmatch(shown(cell))))
    outside = ((values < table["laag"]) | (values > table["hoog"])).to_numpy()
    for rows, code in ((given & figure, "reason_with_value"), (outside, "bound_excludes_value")):
        column.error(rows & ~wrong, code)
        wrong |= rows
    reason = table["reden"].where(given, table["mark"].map(missing_reason))
    table["reason"] = reason.where(table["value"].isna(), "")
    if role == "streefwaarde" and not column.headers:
        wrong |= column.cells.where(is_empty)  # no target is planned for this year
    key = [*KEY] if (table.loc[~wrong, "code"] != "").all() else [*KEY, "naam"]
    saying: dict[str, Any] = {"figures": ["value", "status"], "remarks": ["opmerking"]}
    return leave_out_repeats(table[~wrong], column, key=key, others=others, **saying)


def _printed(
    frame: pd.DataFrame, column: Column, role: str, dialect: Mapping[str, str], *, blank: Mask
) -> tuple[pd.DataFrame, Numbers]:
    """Return what stands in one column: its figures (none where ``blank``), as printed and read."""
    cells, turns = column.cells, np.arange(len(frame)) % max(len(column.headers), 1)
    planned = frame["soort"].map(_role) == "streefwaarde"
    bare, provisional = _bare(column, (planned | (role == "streefwaarde")).to_numpy())
    codes = np.where(blank, len(bare.values), bare.codes)
    read = replace(column, cells=Cells([*bare.values, ""], codes))
    numbers = _numbers(read, frame["eenheid"].to_numpy(), dialect)
    table = frame.assign(
        role=role,
        value=numbers.values,
        mark=numbers.marks,
        decimals=numbers.decimals,
        printed=cells.spread([shown(cell).strip() for cell in cells.values], object),
        column=np.array(column.headers or [column.header], dtype=object)[turns],
    )
    table.loc[numbers.percent & (table["eenheid"] == ""), "eenheid"] = "%"
    provisional |= table["column"].str.contains(r"voorlopig|\(v\)", case=False).to_numpy()
    table.loc[provisional, "status"] = Status.PROVISIONAL.value
    if role == "waarde":
        table["role"] = table["role"].mask(planned, "streefwaarde")
    return table, numbers


def _bare(column: Column, target: Mask) -> tuple[Cells, Mask]:
    """Return the cells without the words around their figure, and which are provisional.

    Whether a target is a minimum or a maximum is for its definition to say: it is warned of here.
    """
    cells, codes = column.cells, column.cells.codes
    figures, provisional = list(cells.values), np.zeros(len(codes), dtype=bool)
    for name, (before, after) in spellings()["marks"].items():
        form = re.compile(rf"(?:(?:{before}) ?)?({_FIGURE.pattern})(?:{after})?", re.IGNORECASE)
        marked = np.zeros(len(figures), dtype=bool)
        for at, cell in enumerate(cells.values):
            found = form.fullmatch(cell.strip()) if isinstance(cell, str) else None
            if found and found[1].strip() != cell.strip():
                figures[at], marked[at] = found[1], True
        rows = marked[cells.codes] & (target | (name == "provisional"))
        provisional |= rows & (name == "provisional")
        column.warn(rows, f"figure_{name}")
        codes = np.where(rows, codes + len(figures), codes)
    return Cells([*cells.values, *figures], codes), provisional


def _numbers(column: Column, units: Any, dialect: Mapping[str, str]) -> Numbers:
    """Return the figures of a column; those in m:ss in seconds."""
    counts, clock = np.isin(units, _COUNTED), units == "m:ss"
    if not clock.any():
        return read_numbers(column, dialect, whole=False, counts=counts)
    own, times = (
        replace(column, cells=column.cells.keep(rows), lines=column.lines[rows])
        for rows in (~clock, clock)
    )
    parts = (
        read_numbers(own, dialect, whole=False, counts=counts[~clock]),
        read_durations(times, dialect),
    )
    order = np.argsort(np.concatenate([np.flatnonzero(~clock), np.flatnonzero(clock)]))
    joined = (np.concatenate(pair)[order] for pair in zip(*map(astuple, parts), strict=True))
    return Numbers(*joined)


def _warn_of_names(rows: pd.DataFrame, columns: Mapping[str, Column]) -> None:
    """Warn of every code that has two names, once per name."""
    named = rows[(rows["naam"] != "") & (rows["code"] != "")].drop_duplicates(["code", "naam"])
    first = named.groupby("code", sort=False)[["naam", "line"]].transform("first")
    for row in named.index[named["naam"] != first["naam"]]:
        facts = {"indicator": named["code"][row], "other": first["naam"][row]}
        column, line = columns["naam"], int(first["line"][row])
        column.notes.warning("code_name_conflict", **column.place(row), other_line=line, **facts)
