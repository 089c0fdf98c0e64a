"""When every row of an export starts: its day and its time, from one column or several.

Columns that say twice when it was, such as a month beside a date, must agree: a row that
contradicts itself is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.model import Period
from pcanalysis.store.reading.clock import Times, read_times
from pcanalysis.store.reading.dates import Days, find_period, read_days
from pcanalysis.store.reading.grid import Cells, Column, Mask, shown
from pcanalysis.store.reading.header import Header
from pcanalysis.store.reading.reading import missing_keys
from pcanalysis.store.reading.spellings import canonical, fold

_FREQUENCIES = {"week": "W", "maand": "M", "kwartaal": "Q", "jaar": "Y"}
_PARTS = ("dag", *_FREQUENCIES)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}", re.ASCII)
_HOURS = ("uur", "hour")  # 8 is the hour of 08:15


def with_dates(header: Header, cells: Sequence[Cells]) -> Header:
    """Settle which columns say the date: one of its own, or parts such as a week and its year."""
    named = header.named()
    parts = [name for name in _PARTS if name in named]
    use = dict.fromkeys(parts, "")
    if "datum" in named:
        pass
    elif parts:
        day_by_day = {"dag", "maand", "jaar"} <= {*parts}
        use |= {"jaar": "jaar" if "dag" not in parts or day_by_day else "", parts[0]: "datum"}
        use |= {"maand": "maand"} if day_by_day else {}
    elif "tijd" in named and cells[named["tijd"].position].where(_has_date).any():
        use = {"tijd": "datum"}
    return header.changed(lambda head: {"name": use.get(head.name, head.name)})


def read_starts(
    columns: Mapping[str, Column],
    others: Sequence[Column],
    dialect: Mapping[str, str],
    today: date | None,
) -> tuple[Days, Times]:
    """Return the day and the time of every row; ``wrong`` of the times is that of both.

    Parameters
    ----------
    columns
        ``datum``, and where they are there ``tijd``, and the ``maand`` and ``jaar`` of a day.
    others
        Further columns; those of a week, month, quarter or year must fit the date.
    dialect, today
        As for :func:`read_days`.
    """
    column = _joined(columns)
    days = _as_header_says(read_days(column, dialect, today=today), column)
    known = ~np.isnat(days.start)
    wrong = days.wrong | missing_keys(column, ~known & ~days.wrong, days.wrong)
    for other in others:
        wrong |= _disagreeing(other, days, known & ~wrong)
    if "tijd" in columns:
        days, times = _beside(columns["tijd"], days, dialect)
    else:
        none = np.full(len(known), -1, dtype=np.int32)
        minutes = none if days.minute is None else days.minute
        timeless = (minutes < 0) & known & (days.minute is not None)  # a day among moments
        column.error(timeless & ~wrong, "invalid_time")
        times = Times(minutes, None, timeless)
    return days, times._replace(wrong=times.wrong | wrong)


def _has_date(cell: Any) -> bool:
    if isinstance(cell, date):
        return cell.year > 1904  # earlier ones are a time in a spreadsheet
    return bool(_DATE.search(shown(cell)))


def _joined(columns: Mapping[str, Column]) -> Column:
    """Return the date of every row in one column: 3-2-2024, or "3 2024" for a week or month."""
    parts = [columns[name] for name in ("datum", "maand", "jaar") if name in columns]
    if "jaar" not in columns:
        return parts[0]
    between = "-" if len(parts) > 2 else " "
    texts = [part.cells.spread(map(shown, part.cells.values), object) for part in parts]
    rows = zip(*texts, strict=True)
    joined = Cells.of([between.join(cells) if all(cells) else "" for cells in rows])
    return replace(parts[0], cells=joined)


def _as_header_says(days: Days, column: Column) -> Days:
    """Read days below "maand" as months: of each month, week, quarter or year there is one day."""
    freq = _FREQUENCIES.get(canonical("kcc").get(fold(column.header), ""))
    if freq is None or days.freq != "D" or days.minute is not None:
        return days
    known = days.start[~np.isnat(days.start)]
    if freq == "W":
        starts = days.start - (days.start.astype(np.int64) + 3) % 7
    else:
        unit = {"M": "M", "Q": "3M", "Y": "Y"}[freq]
        starts = days.start.astype(f"datetime64[{unit}]").astype("datetime64[D]")
    if len(np.unique(starts[~np.isnat(starts)])) < len(np.unique(known)):
        return days
    column.warn((starts != days.start) & ~np.isnat(days.start), "days_for_periods")
    return replace(days, start=starts, freq=freq)


def _disagreeing(column: Column, days: Days, known: Mask) -> Mask:
    """Return the rows whose week, month, quarter, year or weekday is not that of their date."""
    part, wrong = canonical("kcc").get(fold(column.header), ""), np.zeros(len(known), dtype=bool)
    if part not in _PARTS:
        return wrong
    codes, start = column.cells.codes[known], days.start[known]
    group, pairs = pd.MultiIndex.from_arrays([codes, start]).factorize()
    texts = [f"{c:.15g}" if isinstance(c, float) else shown(c) for c in column.cells.values]
    fits = [_fits(texts[at], column.header, day.date(), days.freq) for at, day in pairs]
    wrong[known] = ~np.array(fits, dtype=bool)[group]
    bare = part != "jaar" and all(texts[at].isdecimal() for at in codes)
    if bare and 2 * wrong.sum() > known.sum():  # these numbers count something else
        column.warn(wrong, "date_disagrees")
        return np.zeros_like(wrong)
    column.error(wrong, "date_disagrees")
    return wrong


def _fits(text: str, header: str, day: date, freq: str) -> bool:
    """Whether the part of a date that a cell names, if it names one, holds some of a period."""
    if weekday := canonical("weekdays").get(fold(text)) if text.isalpha() else None:
        return freq != "D" or day.isoweekday() == int(weekday)
    own = Period(freq=freq, start=datetime.combine(day, time()))
    years = dict.fromkeys((day.year, own.last_day.year, day.isocalendar().year))
    kinds = _FREQUENCIES.get(canonical("kcc")[fold(header)], "")
    told = [find_period(f"{text} {year}".strip(), header, kinds) for year in ("", *years)]
    spans = [Period(freq=f, start=datetime.combine(d, time())) for f, d in filter(None, told)]
    return not spans or any(span.start < own.end and own.start < span.end for span in spans)


def _beside(column: Column, days: Days, dialect: Mapping[str, str]) -> tuple[Days, Times]:
    """Return days, and the times of a column beside them, which can hold the date once more."""
    if column.cells.where(_has_date).any():
        told = read_days(column, dialect, today=None)
        minutes = np.where(np.isnat(told.start), np.int32(-1), np.int32(0))
        times = Times(minutes if told.minute is None else told.minute, None, told.wrong)
        differs = ~np.isnat(told.start) & ~np.isnat(days.start) & (told.start != days.start)
        days = days if days.fold is not None else replace(days, fold=told.fold)
    else:
        times, differs = read_times(column), np.zeros(len(column.lines), dtype=bool)
    minutes = times.minutes
    if days.minute is not None:
        hours = fold(column.header) in _HOURS
        said = days.minute // 60 * 60 if hours else days.minute
        both = (minutes >= 0) & (days.minute >= 0)
        differs |= both & (said != minutes)
        minutes = np.where(both & hours, days.minute, minutes)
    column.error(differs, "date_disagrees")
    empty = (times.minutes < 0) & (times.minutes >= 0).any()  # all empty: a table of days
    missing = missing_keys(column, empty, times.wrong)
    return days, times._replace(minutes=minutes, wrong=times.wrong | differs | missing)
