"""Which year or period a cell of an indicator table names."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.errors import InvalidModel
from pcanalysis.model import Period
from pcanalysis.model.period import FIRST_YEAR, LAST_YEAR
from pcanalysis.store.reading.dates import find_period
from pcanalysis.store.reading.grid import Column, Mask, Unreadable, is_empty, shown
from pcanalysis.store.reading.spellings import fold

_SPOILT = re.compile(r"(\d)\.(\d{3})|(\d{4})[.,]0+", re.ASCII)  # what a spreadsheet makes of 2019


def read_years(column: Column, *, periods: bool = False) -> tuple[list[str | None], Mask]:
    """Return the label of every distinct cell ("" for an empty one), and the rows that are wrong.

    With ``periods``, or under a header that says so, a cell may be a period within a year: 2024-K1,
    2024-03, 2024-W09, or one of the other ways to write a quarter, month or week.
    """
    periods = periods or fold(column.header).startswith("period")
    spoilt: set[int] = set()

    def parse(cell: Any) -> str:
        if is_empty(cell):
            return ""
        whole = isinstance(cell, float) and cell.is_integer()
        text = str(int(cell)) if whole else shown(cell).strip()
        if isinstance(cell, bool):
            raise Unreadable("invalid_year")
        if found := _SPOILT.fullmatch(text):
            text = found[3] or found[1] + found[2]
            spoilt.add(int(text))
        if not re.fullmatch(r"\d{4,}", text, re.ASCII):
            return _period(text, column.header) if periods else _no_year()
        if not FIRST_YEAR <= int(text[:9]) <= LAST_YEAR:
            raise Unreadable("year_out_of_range")
        return text

    labels, wrong = column.read(parse)
    changed = np.zeros(len(column.lines), dtype=bool)
    if spoilt:
        changed = column.cells.where(
            lambda cell: isinstance(cell, str) and bool(_SPOILT.fullmatch(cell.strip()))
        )
        changed &= ~wrong
    if changed.any():
        row = int(np.flatnonzero(changed)[0])
        column.warn(changed, "year_format", year=str(labels[column.cells.codes[row]]))
    return labels, wrong


def warn_of_future(column: Column, labels: pd.Series, today: date | None) -> None:
    """Warn of the rows with a figure about a period that has not begun; "" is no figure."""
    if today is not None:
        known = {one: Period.parse(one).start.date() for one in labels.unique() if one}
        column.warn(
            labels.map(lambda one: known.get(one, today) > today).to_numpy(), "future_period"
        )


def _period(text: str, header: str) -> str:
    try:
        if found := find_period(text, header):
            return Period(freq=found[0], start=datetime.combine(found[1], time())).label
        return Period.parse(text).label
    except InvalidModel as error:
        raise Unreadable("invalid_period") from error


def _no_year() -> str:
    raise Unreadable("invalid_year")
