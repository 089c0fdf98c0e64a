"""How many contacts came in per year, month, day or interval, and for which of them we cannot tell.

A row with 0 means that nothing came; no row while the centre was open is a gap; no row while it
was closed is no gap. A period with a gap still shows what was counted, as a lower bound. Years and
months are whole: an export that begins in March gives a lower bound for that year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from pcanalysis.errors import WrongCall
from pcanalysis.model import (
    History,
    MissingReason,
    Opening,
    Programme,
    Source,
    Status,
    Volume,
    history_rows,
    in_force,
)
from pcanalysis.model.period import FREQUENCIES
from pcanalysis.store.selection import contact_history, in_programme

ZONE = "Europe/Amsterdam"
_DAY_MINUTES = 1440
_PLACES = {"line": ("line", "min"), "line_to": ("line_to", "max"), "source": ("source", "max")}
_MINUTES = {"Y": _DAY_MINUTES, "M": _DAY_MINUTES, "D": _DAY_MINUTES, "30min": 30, "15min": 15}
_PARTS = {"W": {"W": 1}, "M": {"M": 1}, "Q": {"M": 3, "Q": 1}, "Y": {"M": 12, "Q": 4, "Y": 1}}


def volume_history(
    contacts: pd.DataFrame,
    *,
    volume: Volume,
    programme: Programme,
    opening: Sequence[Opening],
    sources: tuple[Source, ...],
    freq: str,
    until: date | None,
) -> History:
    """Return the history of one contact volume.

    Parameters
    ----------
    contacts
        Rows of the exports, with ``source`` (which one) and ``rank`` (of the newest delivery the
        highest). A later delivery replaces an earlier one on every day it has rows for; those of
        equal rank stand beside each other where each names other queues. Of rows per interval or
        day and rows per week, month, quarter or year the most complete counts.
    volume, programme
        Which channel, and where it belongs.
    opening
        Opening hours; before the first of them every absence is ``unknown`` but no gap.
    sources
        The exports.
    freq
        One of :func:`known_frequencies`. Rows that are coarser say nothing about it.
    until
        Only contacts up to and including this day; None takes all.

    Returns
    -------
    History
        One row per period from the first to the last contact row. Years, months and days start at
        a plain date, intervals at a moment in Europe/Amsterdam.

    Raises
    ------
    WrongCall
        If ``freq`` is unknown or finer than the export.
    """
    rows = _newest(contacts[contacts["channel"] == volume.channel])
    known = known_frequencies(rows)
    if freq not in known:
        raise WrongCall("not_known_per", key=volume.key, freq=freq, known=", ".join(known))
    rows = rows[_says(rows, freq)].assign(line_to=rows["line"])
    if until is not None:
        rows = rows[rows["start"] < _midnight(until + timedelta(days=1))]
    table = _table(rows, opening, freq, until)
    facts = in_programme(programme, table, sources, freq, until)
    events = tuple(e for e in programme.events if {volume.channel, "all"} & {*e.channels})
    return contact_history(volume, {**facts, "events": events})


def known_frequencies(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return per which periods the rows of one channel can be counted; all when it has none."""
    return tuple(freq for freq in FREQUENCIES if rows.empty or _says(rows, freq).any())


def _says(rows: pd.DataFrame, freq: str) -> pd.Series:
    """Whether each row says something about periods of ``freq``: it is not longer than those."""
    whole = rows["freq"].isin([*_PARTS.get(freq, ())])
    return whole | (rows["freq"].eq("D") & rows["minutes"].le(_MINUTES.get(freq, 0)))


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that count: of each day (or week, …) and queue those of the newest."""
    if rows["source"].nunique() < 2:
        return rows
    day = [rows["freq"], rows["start"].dt.normalize()]
    rows = rows[rows["rank"] == rows["rank"].groupby(day).transform("max")]
    queue = rows["queue"].astype("str")
    apart = queue.groupby(day).transform("min") != ""
    newest = rows["source"].groupby([*day, queue.where(apart, "")]).transform("max")
    return rows[rows["source"] == newest]


def _table(
    rows: pd.DataFrame, opening: Sequence[Opening], freq: str, until: date | None
) -> pd.DataFrame:
    """Return the rows of a History: from days and intervals, and for the rest from whole periods.

    Where days say less than everything, a figure of the whole period goes before.
    """
    parts = [
        _per_period(own, opening, freq, until) if fine else _per_whole_period(own, freq, until)
        for fine, own in rows.groupby(rows["freq"] == "D")
    ]
    parts = [part for part in parts if len(part)]
    if not parts:
        return history_rows([])
    ranks = {Status.ACTUAL: 0, Status.LOWER_BOUND: 1, Status.MISSING: 2}
    table = pd.concat(parts, ignore_index=True)
    best = table["status"].map(ranks).sort_values(kind="stable").index
    kept = table.loc[best].drop_duplicates("start")
    return kept.sort_values("start", ignore_index=True)


def _per_whole_period(rows: pd.DataFrame, freq: str, until: date | None) -> pd.DataFrame:
    """Sum exports per week, month, quarter or year; a period that lacks a part is a lower bound.

    The finest kind of row counts; what is not over by ``until`` is not known yet.
    """
    kind = next(kind for kind in _PARTS[freq] if (rows["freq"] == kind).any())
    rows = rows[rows["freq"] == kind]
    local = rows["start"].dt.tz_localize(None)
    if until is not None:
        over = local.dt.to_period(kind).dt.end_time < pd.Timestamp(until + timedelta(days=1))
        rows, local = rows[over], local[over]
    starts = (local if freq == "W" else local.dt.to_period(freq).dt.start_time).dt.as_unit("us")
    by_period = rows.groupby(starts)
    whole = by_period["start"].nunique() == _PARTS[freq][kind]
    records = by_period.agg(value=("offered", "sum"), **_PLACES).assign(
        status=np.where(whole, Status.ACTUAL, Status.LOWER_BOUND), start=whole.index
    )
    return history_rows(records.to_dict("records"))


def _per_period(
    rows: pd.DataFrame, opening: Sequence[Opening], freq: str, until: date | None
) -> pd.DataFrame:
    """Sum the counted slots of every period and say what is missing in it."""
    interval = int(rows["minutes"].max())
    slots = _slots(rows, interval, freq)
    known, is_open = _opening_state(slots.index, interval, opening)
    counted = slots["offered"].notna().to_numpy()
    gap = is_open & ~counted
    later = np.zeros_like(gap)
    if until is not None:
        later = np.asarray(slots.index >= _midnight(until + timedelta(days=1)))
    marks = {"counted": counted, "gap": gap, "future": gap & later, "unsure": ~known & ~counted}
    by_period = slots.assign(**marks, start=_period_starts(slots.index, freq)).groupby("start")
    figures = by_period.agg(**_PLACES).assign(value=by_period["offered"].sum(min_count=1))
    return _as_rows(figures, by_period[list(marks)].any())


def _slots(rows: pd.DataFrame, interval: int, freq: str) -> pd.DataFrame:
    """Return every slot of the periods touched, with its contacts (NaN = no row) and its lines."""
    first, last = rows["start"].min(), rows["start"].max()
    if freq in ("Y", "M"):
        periods = rows["start"].dt.tz_localize(None).dt.to_period(freq)
        first, last = periods.min().start_time, periods.max().end_time
    begin, end = _midnight(first.date()), _midnight(last.date() + timedelta(days=1))
    step = "D" if interval == _DAY_MINUTES else f"{interval}min"
    grid = pd.date_range(begin, end, freq=step, inclusive="left", unit="us")
    moments = rows["start"].dt.normalize()
    if interval < _DAY_MINUTES:  # in UTC, so that both autumn hours keep their own slots
        moments = rows["start"].dt.tz_convert("UTC").dt.floor(step).dt.tz_convert(ZONE)
    by_slot = rows.groupby(moments)
    slots = by_slot.agg(offered=("offered", "sum"), **_PLACES).reindex(grid)
    return slots.astype({"offered": "float64"})


def _opening_state(
    slots: pd.DatetimeIndex, interval: int, opening: Sequence[Opening]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether the hours of each slot are known, and whether the centre is open then."""
    position, midnights = pd.factorize(slots.normalize())
    applied = {day: in_force(opening, day) for day in midnights.date}
    begin = np.asarray(slots.hour * 60 + slots.minute)
    is_open = np.zeros(len(slots), dtype=bool)
    for hours in opening:
        on_day = np.array([hours in now and hours.is_open(day) for day, now in applied.items()])
        opens = 60 * hours.open_from.hour + hours.open_from.minute
        closes = 60 * hours.open_to.hour + hours.open_to.minute
        is_open |= on_day[position] & (begin < closes) & (begin + interval > opens)
    return np.array([bool(now) for now in applied.values()])[position], is_open


def _period_starts(slots: pd.DatetimeIndex, freq: str) -> pd.DatetimeIndex:
    """Return the start of the period in which each slot lies."""
    if freq.endswith("min"):
        return slots.tz_convert("UTC").floor(freq).tz_convert(ZONE)
    local = slots.tz_localize(None)
    return local.normalize() if freq == "D" else local.to_period(freq).start_time.as_unit("us")


def _as_rows(figures: pd.DataFrame, marks: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a History: value and status, or why there is no value."""
    counted, gap, future = marks["counted"], marks["gap"], marks["future"]
    reason = np.select(
        [future, counted, gap | marks["unsure"]],
        [MissingReason.NOT_YET_KNOWN, "", MissingReason.UNKNOWN],
        MissingReason.NOT_APPLICABLE,
    )
    status = np.select([reason != "", gap], [Status.MISSING, Status.LOWER_BOUND], Status.ACTUAL)
    rows = figures.assign(value=figures["value"].where(reason == ""), status=status, reason=reason)
    rows[[*_PLACES]] = rows[[*_PLACES]].fillna(0).astype(int)
    template = history_rows([{"start": rows.index[0], "value": 0.0}])
    same = template.loc[np.zeros(len(rows), dtype=int)].set_index(rows.index)
    return same.assign(start=rows.index, **rows).reset_index(drop=True)


def _midnight(day: date) -> pd.Timestamp:
    """Return the first moment of ``day`` in local time."""
    return pd.Timestamp(day, tz=ZONE)
