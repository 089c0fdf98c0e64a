"""What a contact-centre export says: contacts per channel and period, or what is wrong with it.

Times are local (Europe/Amsterdam): in autumn the hour that comes twice is two rows, in spring the
hour that does not exist has none. A row that cannot be read is left out and pointed out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pcanalysis.store.reading.body import take_body
from pcanalysis.store.reading.clock import DAY, interval_minutes, localize
from pcanalysis.store.reading.dates import Days, find_period, missing_days
from pcanalysis.store.reading.grid import Cells, Column, Grid, Mask, Unreadable, is_empty, shown
from pcanalysis.store.reading.header import Head, Header, find_header, is_total, is_wide, require
from pcanalysis.store.reading.layout import clean, columns_of, groups_of, other_columns
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.numbers import read_durations, read_numbers
from pcanalysis.store.reading.reading import Reading
from pcanalysis.store.reading.repeats import leave_out_repeats
from pcanalysis.store.reading.spellings import canonical, fold, spellings
from pcanalysis.store.reading.starts import read_starts, with_dates
from pcanalysis.store.reading.units import check_values

MEASURES = tuple(spellings()["measures"]["kcc"])
COUNTS = MEASURES[:2]
_DIMENSIONS = ("kanaal", "wachtrij", "onderwerp")
_PERIODS = {"D": "dag", "W": "week", "M": "maand", "Q": "kwartaal", "Y": "jaar"}
MAX_GAPS_TOLD = 10
_WHOLE_MINUTES = re.compile(r"0?[1-9]\d*:\d\d:00", re.ASCII)  # 3:20 that became a time of day
_MOST = 1e8  # contacts; more is the number of a telephone or a citizen
ZONE = "Europe/Amsterdam"


def read_export(grid: Grid, dialect: Mapping[str, str], *, today: date | None = None) -> Reading:
    """Read one export.

    Parameters
    ----------
    grid
        The table as it stands in the file.
    dialect
        What the card states: ``decimal``, ``date_order``, ``kanaal`` for a file of one channel, …
    today
        Days after it are still to come; None asks nothing.

    Returns
    -------
    Reading
        ``rows``: datum, tijd (minutes after midnight, -1 for none), kanaal, ``MEASURES`` (NaN =
        missing), other columns as text, ``start`` (moment in Europe/Amsterdam), ``minutes``
        (length of the interval; of a day or longer 1440), ``freq`` (D, W, M, Q, Y) and ``line``,
        oldest first.

    Raises
    ------
    DataRefused
        If the structure of the file is in doubt.
    """
    header = _header(grid, dialect)
    groups = groups_of(header.heads)
    label = "kanaal" if groups and _by_channel(header) else "datum"
    counted = [h for h in header.heads if h.name in COUNTS or (is_wide(h) and not h.name)]
    body = take_body(grid, header, values=counted, totals=True)
    columns = columns_of(body, header, groups, label=label, measures=MEASURES)
    others, shown_heads = other_columns(body, header, max(len(groups), 1))
    if "kanaal" not in columns:
        columns["kanaal"] = _one_channel(columns, body, dialect)
    texts = {name: columns[name] for name in _DIMENSIONS if name in columns}
    texts |= {column.name: column for column in others}
    rows = len(columns["aantal"].lines)
    wrong = np.zeros(rows, dtype=bool)
    for name, column in texts.items():
        texts[name], bad = clean(column, key=name in _DIMENSIONS)
        wrong |= bad
    days, (minutes, length, bad) = read_starts(columns, others, dialect, today)
    facts: dict[str, Any] = {}
    facts["kanaal"], unknown = _channels(texts["kanaal"])
    wrong |= bad | unknown
    for name in MEASURES:
        facts[name], bad = _measure(columns.get(name), name, dialect, rows)
        wrong |= bad
    for name in texts.keys() - {"kanaal"}:
        facts[name] = _each_once(texts[name].cells, texts[name].cells.values)
    facts["medium"] = _media(texts["kanaal"].cells)
    facts["line"] = columns["aantal"].lines
    wrong |= _place(facts, columns, days, minutes, wrong)
    facts["freq"] = pd.Categorical.from_codes(np.zeros(rows, np.int8), [days.freq])
    interval = length or interval_minutes(minutes)
    facts["minutes"] = np.full(rows, interval, np.int16)
    period = f"{interval} min" if interval < DAY else _PERIODS[days.freq]
    shows = "all starts lie on it" if interval < DAY else "how its cells are written"
    grid.notes.evidence["period"] = f"{period}: {shows}"
    names = [column.name for column in others]
    frame = _in_order(pd.DataFrame(facts, copy=False)[~wrong], columns, names)
    _warn_of_rows(frame, columns, days.freq)
    _tell_unknown_channels(frame, texts["kanaal"])
    return Reading.of("kcc", body, shown_heads, frame, rows_read=rows)


def _header(grid: Grid, dialect: Mapping[str, str]) -> Header:
    """Find the header, and settle whether the table is long or wide."""
    header = _without_totals(with_dates(find_header(grid, "kcc"), grid.columns), grid.notes)
    named = header.named()
    if "kanaal" in named and "datum" not in named:  # perhaps a column per period
        header = header.changed(lambda head: {"period": head.written if _is_period(head) else ""})
        if groups_of(header.heads):
            _warn_of_other_figures(header, grid)
    if "kanaal" in named:  # long: a channel in a header means nothing
        long, none = "aantal" in named, {"channel": "", "name": ""}
        header = header.changed(lambda head: none if head.channel and (head.name or long) else {})
    wide = groups_of(header.heads)
    if wide and _by_channel(header):
        header = _unknown_channels_too(grid, header)
    needed = {"datum", "kanaal", "aantal"}
    if wide:
        needed -= {"aantal", "kanaal" if _by_channel(header) else "datum"}
    if "wachtrij" in named or dialect.get("kanaal"):
        needed -= {"kanaal"}
    header = header.changed(lambda head: {"name": head.name or ("aantal" if is_wide(head) else "")})
    require(header, sorted(needed, key=["datum", "kanaal", "aantal"].index), grid.notes)
    return header


def _warn_of_other_figures(header: Header, grid: Grid) -> None:
    """Warn of figures below a header that names no period, such as a difference."""
    below = np.arange(len(grid.lines)) > header.row
    for head in header.heads:
        cells = grid.columns[head.position].keep(below)
        figures = cells.where(lambda cell: any(sign.isdigit() for sign in shown(cell)))
        if head.written and not (head.name or head.period) and figures.any():
            grid.notes.warning("column_not_a_period", line=header.line, column=head.written)


def _is_period(head: Head) -> bool:
    return not head.name and find_period(head.written, "", "DWMQY") is not None


def _by_channel(header: Header) -> bool:
    return any(head.channel for head in header.heads)


def _without_totals(header: Header, notes: Notes) -> Header:
    """Set aside the columns of totals: they are named so, and count for no channel."""
    for head in header.heads:
        if is_total(head.channel):
            notes.info("totals_column", line=header.line, column=head.written)
    aside = {"name": "totaal", "channel": ""}
    return header.changed(lambda head: aside if is_total(head.channel) else {})


def _unknown_channels_too(grid: Grid, header: Header) -> Header:
    """In a table with a column per channel, take a column of figures for a channel as well."""
    below = np.arange(len(grid.lines)) > header.row

    def channel_of(head: Head) -> dict[str, str]:
        calendar = fold(head.written) in canonical("kcc")  # a week beside the date is no channel
        open_ = head.name in MEASURES if header.grouped else not head.name
        if not open_ or calendar or head.channel or "%" in head.written:
            return {}
        cells = grid.columns[head.position].keep(below)
        empty = cells.where(is_empty)
        figures = cells.where(lambda cell: shown(cell).strip()[:1].isdigit())
        return {} if empty.all() or not (figures | empty).all() else {"channel": head.written}

    return header.changed(channel_of)


def _one_channel(columns: Mapping[str, Column], body: Grid, dialect: Mapping[str, str]) -> Column:
    """Return the channel of a file that has no column for it: its queue, or what the card says."""
    if "wachtrij" in columns:
        return replace(columns["wachtrij"], name="kanaal")
    lines = columns["aantal"].lines
    cells = Cells([dialect["kanaal"]], np.zeros(len(lines), dtype=np.int32))
    return Column("kanaal", "kanaal", cells, lines, body.notes)


def _each_once(cells: Cells, texts: Sequence[str | None]) -> pd.Categorical:
    """Return the text of every row, from those of the distinct cells; None is missing."""
    held = np.array(texts, dtype=object)
    held[np.bincount(cells.codes, minlength=len(texts)) == 0] = None
    places, kinds = pd.factorize(held)
    return pd.Categorical.from_codes(cells.spread(places, np.int32), kinds.tolist())


def _channels(column: Column) -> tuple[pd.Categorical, Mask]:
    """Return the channel of every row; a name we do not know stays as it is written."""
    known = canonical("channels")

    def parse(cell: Any) -> str:
        if is_empty(cell):
            raise Unreadable("missing_key", name="kanaal", record="")
        text = shown(cell).strip()
        return known.get(fold(text), text)

    names, wrong = column.read(parse)
    return _each_once(column.cells, names), wrong


def _media(cells: Cells) -> pd.Categorical:
    """Return the channel of every row, or its own name of a part of it, such as Twitter.

    Beside a row for social media as a whole, which can hold it, a part has no name of its own.
    """
    known, media = canonical("channels"), canonical("media")
    texts = [shown(cell).strip() for cell in cells.values]
    names = [known.get(fold(text), text) for text in texts]
    parts = [media.get(fold(text), "") for text in texts]
    whole = {name for name, part in zip(names, parts, strict=True) if not part}
    own = [name if name in whole else part for name, part in zip(names, parts, strict=True)]
    return _each_once(cells, own)


def _measure(
    column: Column | None, name: str, dialect: Mapping[str, str], rows: int
) -> tuple[npt.NDArray[np.float64], Mask]:
    """Return one measure of every row, NaN where missing; and the rows that are wrong."""
    if column is None:
        return np.full(rows, np.nan), np.zeros(rows, dtype=bool)
    if name in COUNTS:
        numbers = read_numbers(column, dialect, whole=True, limit=_MOST)
        return numbers.values, numbers.wrong
    if name == "servicelevel":
        numbers = read_numbers(column, dialect, whole=False)
        units = np.full(rows, "%", dtype=object)
        outside = check_values(column, numbers.values, units, percent=numbers.percent)
        return numbers.values, numbers.wrong | outside
    durations = read_durations(column, dialect)
    whole = column.cells.where(lambda cell: bool(_WHOLE_MINUTES.fullmatch(shown(cell).strip())))
    column.warn(whole & ~durations.wrong, "hours_in_duration")
    return durations.values, durations.wrong


def _place(
    facts: dict[str, Any],
    columns: Mapping[str, Column],
    days: Days,
    minutes: npt.NDArray[np.int32],
    wrong: Mask,
) -> Mask:
    """Add when every row starts; return the rows at an hour that does not exist."""
    right = np.where(days.wrong, np.datetime64("NaT"), days.start)
    split = {name: facts[name].codes for name in _DIMENSIONS[1:] if name in facts}
    split["medium"] = keys = facts["medium"].codes
    if len(split) > 1:
        keys = pd.DataFrame(split).groupby([*split], sort=False).ngroup().to_numpy()
    moments, nonexistent, third = localize(right, minutes, keys, days.fold)
    time = columns.get("tijd", columns["datum"])
    if third.any():
        row = time.first(third)
        other = f"{time.notes.file}:{int(time.lines[row - 1])}"
        columns["aantal"].refuse(row, "duplicate_key_conflict", other=other)
    nonexistent &= ~wrong
    busy = (facts["aantal"] > 0) | (facts["afgehandeld"] > 0)
    time.error(nonexistent & busy, "nonexistent_local_time")
    for row in np.flatnonzero(nonexistent & ~busy).tolist():
        time.notes.info("nonexistent_local_time", **time.place(row))
    midnight = minutes == DAY  # 24:00 is the next day
    facts["datum"] = (right + midnight).astype("datetime64[us]")
    facts["tijd"] = np.where(midnight, np.int32(0), minutes)
    facts["start"] = pd.DatetimeIndex(moments, tz="UTC").tz_convert(ZONE)
    return nonexistent


def _in_order(
    frame: pd.DataFrame, columns: Mapping[str, Column], others: Sequence[str]
) -> pd.DataFrame:
    """Return the rows by moment, then channel as first met, without those said twice.

    Parts of one channel, such as Twitter and Facebook, keep a row each.
    """
    channel = frame["kanaal"].cat
    minute = frame["start"].to_numpy("datetime64[us]").astype(np.int64) // 60_000_000
    places = minute * len(channel.categories) + channel.codes.to_numpy()
    if (np.diff(places) > 0).all():
        return frame
    order = np.argsort(places, kind="stable")
    if (np.diff(places[order]) > 0).all():
        return frame.iloc[order]
    key = ["start", *(name for name in _DIMENSIONS if name in frame), "medium"]
    said: dict[str, Any] = {"figures": MEASURES, "beside": columns, "others": others}
    kept = leave_out_repeats(frame, columns["aantal"], key=key, **said)
    return kept.sort_values(["start", "kanaal"], kind="stable")


def add_up(rows: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """Add up contacts with the same key; a mean weighs by its contacts.

    What is unknown of one is unknown of all; what else there is, is that of the first.
    """
    group = rows.groupby([*key], sort=False, observed=True, dropna=False).ngroup()
    handled = rows["afgehandeld"].fillna(rows["aantal"])
    added = {name: rows[name].groupby(group).sum(skipna=False).to_numpy() for name in COUNTS}
    for name in MEASURES[2:]:
        weight = (rows["aantal"] if name == "servicelevel" else handled).where(rows[name].notna())
        total = (rows[name] * weight).groupby(group).sum()
        weights = weight.where(weight > 0).groupby(group).sum(min_count=1)
        added[name] = (total / weights).to_numpy()
    return rows[~group.duplicated()].assign(**added)


def _warn_of_rows(frame: pd.DataFrame, columns: Mapping[str, Column], freq: str) -> None:
    """Warn of what the rows say together: more handled than offered, days that are missing."""
    if "afgehandeld" in columns:
        over = np.zeros(len(columns["aantal"].lines), dtype=bool)
        over[frame.index[frame["afgehandeld"] > frame["aantal"]]] = True
        columns["afgehandeld"].warn(over, "handled_exceeds_offered")
    column = columns["datum"]
    if freq != "D":
        _warn_of_holes(frame, column, freq)
        return
    days = frame["datum"].to_numpy("datetime64[D]")
    gaps = missing_days(days[np.diff(days.astype(np.int64), prepend=-1) != 0])
    for first, last, count in gaps[:MAX_GAPS_TOLD]:
        facts = {"first": str(first), "last": str(last), "count": count}
        column.notes.warning("missing_periods", column=column.header, **facts)
    if len(gaps) > MAX_GAPS_TOLD:
        more = len(gaps) - MAX_GAPS_TOLD
        column.notes.warning("more_messages", what="missing_periods", count=more)


def _warn_of_holes(frame: pd.DataFrame, column: Column, freq: str) -> None:
    """Warn once of the weeks, months, quarters or years that a channel skips."""
    holes: list[pd.Period] = []
    for _, own in frame["datum"].dt.to_period(freq).groupby(frame["kanaal"], observed=True):
        span = pd.period_range(own.min(), own.max())
        absent = span.difference(pd.PeriodIndex(own))
        holes += [*absent] if 2 * len(absent) < len(span) else []
    if holes:
        first = ", ".join(f"{at.start_time:%d-%m-%Y}" for at in sorted({*holes})[:3])
        facts = {"count": len({*holes}), "first": first}
        column.notes.warning("periods_skipped", column=column.header, **facts)


def _tell_unknown_channels(frame: pd.DataFrame, column: Column) -> None:
    """Report each channel name we do not know once, with what it holds; its rows stay."""
    unknown = frame[~frame["kanaal"].isin(set(canonical("channels").values()))]
    if unknown.empty:
        return
    by_name = unknown.assign(row=unknown.index).groupby("kanaal", observed=True, sort=False)
    held = by_name.agg(row=("row", "min"), rows=("row", "size"), contacts=("aantal", "sum"))
    for row, rows, contacts in held.sort_values("row").itertuples(index=False):
        facts = {"rows": int(rows), "contacts": int(contacts)}
        column.notes.warning("unknown_channel", **column.place(int(row)), **facts)
