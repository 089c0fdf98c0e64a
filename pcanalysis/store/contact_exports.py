"""What one contact-centre export (CSV) says: contacts per channel and interval, or what is wrong.

Every column is read as text; each distinct cell is parsed once and the outcome handed to all rows
that hold it, so a million rows cost little more than their distinct cells. A row with a cell that
cannot be read is left out and pointed out; nothing is guessed. Times are local (Europe/Amsterdam):
in autumn the hour that comes twice is two rows, in spring the hour that does not exist is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.errors import Message
from pcanalysis.store.contact_cells import (
    CHANNELS,
    UnreadableCell,
    parse_channel,
    parse_count,
    parse_day,
    parse_seconds,
    parse_time,
)
from pcanalysis.store.contact_sheet import Sheet, read_sheet

ZONE = "Europe/Amsterdam"
DAY_MINUTES = 1440
_COLUMNS = {  # header: column of the result and its type
    "datum": ("start", "datetime64[us]"),
    "tijd": ("minute", "Int64"),
    "kanaal": ("channel", "str"),
    "aangeboden": ("offered", "Int64"),
    "afgehandeld": ("handled", "Int64"),
    "gem_gesprekstijd": ("handle_time_s", "Float64"),
    "gem_wachttijd": ("wait_s", "Float64"),
}
_KEY = ["start", "channel"]
_FIGURES = ["offered", "handled", "handle_time_s", "wait_s"]


def read_contacts(
    path: Path, *, relative: str, dialect: Mapping[str, str]
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Read one export.

    Parameters
    ----------
    path
        The CSV file.
    relative
        Its path below the project folder, for messages.
    dialect
        ``encoding``, ``delimiter``, ``decimal`` and ``thousands``, as the card says.

    Returns
    -------
    tuple
        The contacts, one row per interval and channel: ``start`` (Europe/Amsterdam), ``minutes``
        (15, 30, 60 or 1440), ``channel``, ``offered``, ``handled``, ``handle_time_s``, ``wait_s``
        and ``line``; and the problems. A row that was left out has one, and so has a channel name
        we do not know (its rows stay, under that name).

    Raises
    ------
    DataRefused
        If the file is no table, or lacks a column we cannot do without.
    """
    sheet = read_sheet(path, relative, dialect)
    frame, problems = _parse_sheet(sheet, dialect)
    frame, nonexistent = _localize(frame, sheet)
    frame, repeated = _leave_out_repeated(frame, sheet)
    problems += [*nonexistent, *repeated, *_unknown_channels(frame, sheet)]
    problems.sort(key=lambda problem: problem.line or 0)
    frame["line"] = sheet.lines[frame.index]
    result = frame[["start", "minutes", "channel", *_FIGURES, "line"]]
    return result.astype({"offered": "int64"}).reset_index(drop=True), tuple(problems)


def _parse_sheet(sheet: Sheet, dialect: Mapping[str, str]) -> tuple[pd.DataFrame, list[Message]]:
    """Return the rows that can be read, and every cell that cannot."""
    notation = {
        "decimal": dialect.get("decimal", ","),
        "thousands": dialect.get("thousands", "."),
    }
    parsers: dict[str, Callable[[str], Any]] = {
        "datum": parse_day,
        "tijd": parse_time,
        "kanaal": parse_channel,
        "aangeboden": partial(_offered, **notation),
        "afgehandeld": partial(parse_count, **notation),
        "gem_gesprekstijd": partial(parse_seconds, **notation),
        "gem_wachttijd": partial(parse_seconds, **notation),
    }
    problems = list(sheet.ragged)
    right = np.ones(sheet.lines.size, dtype=bool)
    frame = pd.DataFrame(index=range(sheet.lines.size))
    for name, (result, dtype) in _COLUMNS.items():
        if name not in sheet.columns:
            frame[result] = pd.array([None] * len(frame), dtype=dtype)
            continue
        column = sheet.columns[name]
        values, reasons = _parse_cells(column.texts, parsers[name])
        frame[result] = pd.array(values, dtype=dtype).take(column.codes)
        wrong = np.isin(column.codes, list(reasons))
        right &= ~wrong
        problems += [
            sheet.problem(row, name, reasons[int(column.codes[row])])
            for row in np.flatnonzero(wrong).tolist()
        ]
    return _with_intervals(frame[right]), problems


def _offered(text: str, *, decimal: str, thousands: str) -> int:
    """Read the number of contacts offered: a row without it says nothing."""
    count = parse_count(text, decimal=decimal, thousands=thousands)
    if count is None:
        raise UnreadableCell("no number of contacts. Write 0 if there were none.")
    return count


def _parse_cells(texts: list[str], parse: Callable[[str], Any]) -> tuple[list[Any], dict[int, str]]:
    """Return the value of each distinct cell, None where it has none, and why it is wrong."""
    values, reasons = [], {}
    for position, text in enumerate(texts):
        try:
            values.append(parse(text))
        except UnreadableCell as error:
            values.append(None)
            reasons[position] = str(error)
    return values, reasons


def _with_intervals(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the time of day to ``start``, and the longest interval that all times of day allow."""
    minute = frame["minute"].fillna(0).astype("int64")
    if not minute.any():  # no times, or midnight on every row
        return frame.assign(minutes=np.int16(DAY_MINUTES))
    interval = math.gcd(60, *minute.unique().tolist())
    start = frame["start"] + pd.to_timedelta(minute, unit="m")
    return frame.assign(start=start, minutes=np.int16(interval))


def _localize(frame: pd.DataFrame, sheet: Sheet) -> tuple[pd.DataFrame, Iterator[Message]]:
    """Put the times in their zone; of an hour that comes twice, the first row is summer time."""
    start = frame["start"]
    summer = pd.Series(data=True, index=frame.index)
    autumn = start.dt.month.eq(10) & start.dt.hour.eq(2)
    summer[autumn] = frame[autumn].groupby(_KEY).cumcount() == 0
    local = start.dt.tz_localize(ZONE, ambiguous=summer.to_numpy(), nonexistent="NaT")
    impossible = frame.index[local.isna() & frame["offered"].gt(0)]
    reason = "this hour does not exist: the clock went forward. Check the clock of the export."
    problems = (sheet.problem(row, "tijd", reason) for row in impossible)
    return frame.assign(start=local)[local.notna()], problems


def _leave_out_repeated(frame: pd.DataFrame, sheet: Sheet) -> tuple[pd.DataFrame, list[Message]]:
    """Keep one of equal rows; of rows that contradict each other, keep none."""
    twice = frame[frame.duplicated(_KEY, keep=False)]
    sort = twice.groupby([*_KEY, *_FIGURES], dropna=False).ngroup()
    against = sort.groupby([twice["start"], twice["channel"]]).transform("nunique") > 1
    conflicts = twice.index[against]
    copies = twice.index[~against & twice.duplicated(_KEY)]
    reason = "another row has the same moment and channel with other figures; neither is used."
    problems = [sheet.problem(row, "aangeboden", reason) for row in conflicts]
    reason = "this row repeats another one exactly and counts once."
    problems += [sheet.problem(row, "aangeboden", reason) for row in copies]
    return frame.drop(index=[*conflicts, *copies]), problems


def _unknown_channels(frame: pd.DataFrame, sheet: Sheet) -> Iterator[Message]:
    """Report each channel name we do not know once, with what it holds; its rows stay."""
    unknown = frame[~frame["channel"].isin(set(CHANNELS.values()))]
    for _, rows in unknown.groupby("channel", sort=False):
        facts = {"rows": len(rows), "contacts": int(rows["offered"].sum())}
        named = sheet.problem(rows.index[0], "kanaal", "")
        yield replace(named, code="unknown_channel", facts=facts)
