"""What contradicts each other: two values for one figure in one document, or on one day.

Of cells none is kept, because we cannot tell which is right. Equal cells are all kept, each with
its place. Another document may well print another value: that is a revision, not a contradiction.
Of contact exports the one published last counts; those of equal rank must agree on every day.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pcanalysis.errors import DataRefused, Message, Severity
from pcanalysis.store.reading.clock import ZONE

_SAME_DAY = ["channel", "freq", "start"]
_SAME_FIGURE = ["edition", "key", "area", "period", "role"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Export:
    """The daily totals of one contact export, and what decides whether it goes before another."""

    file: str
    rank: Hashable  # programme and day of publication
    days: pd.DataFrame  # offered and rows, by channel, freq, day and queue (empty: all of them)

    @classmethod
    def of(cls, file: str, rank: Hashable, rows: pd.DataFrame) -> Export:
        """Count the contacts and rows of every channel, day and queue of an export."""
        parts = {name: pd.Categorical(rows[name]) for name in ("channel", "freq", "queue")}
        hours, hour = pd.factorize(rows["start"].to_numpy("datetime64[h]"))
        local = pd.DatetimeIndex(hour.astype("datetime64[us]"), tz="UTC").tz_convert(ZONE)
        parts["start"] = pd.Categorical(local.tz_localize(None).normalize())[hours]
        shape = [len(part.categories) for part in parts.values()]
        together = np.ravel_multi_index([part.codes for part in parts.values()], shape)
        group, codes = pd.factorize(together, sort=True)
        said = zip(parts.values(), np.unravel_index(codes, shape), strict=True)
        index = pd.MultiIndex.from_arrays([p.categories[c] for p, c in said], names=[*parts])
        offered = np.bincount(group, rows["offered"], minlength=len(codes)).astype(np.int64)
        counts = {"offered": offered, "rows": np.bincount(group, minlength=len(codes))}
        days = pd.DataFrame(counts, index=index)
        return cls(file=file, rank=rank, days=days)


def agreeing_exports(exports: Sequence[Export]) -> tuple[Message, ...]:
    """Return a message for every two exports of equal rank that say the same of some days.

    Where both name their queues, other queues are other contacts.

    Raises
    ------
    DataRefused
        If two of them say something else of a day.
    """
    told = []
    for position, one in enumerate(exports):
        for other in exports[:position]:
            if one.rank != other.rank:
                continue
            both = _shared_days(one.days, other.days)
            if both.empty:
                continue
            code, severity = "overlapping_files", Severity.INFO
            facts: dict[str, str | int] = {"rows": int(both["rows", 0].sum()), "other": other.file}
            against = both[both["offered", 0] != both["offered", 1]]
            if len(against):
                code, severity = "exports_disagree", Severity.ERROR
                channel, _, day, _ = against.index[0]
                own, theirs = map(int, against["offered"].iloc[0])
                facts |= {"days": len(against), "day": f"{day:%d-%m-%Y}", "channel": channel}
                facts |= {"own": own, "theirs": theirs}
            told.append(Message(severity=severity, code=code, file=one.file, facts=facts))
    if problems := [message for message in told if message.severity is Severity.ERROR]:
        raise DataRefused(problems)
    return tuple(told)


def _shared_days(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return what two exports count of the same channel, day and queue, beside each other."""
    days = pd.concat([one, other], keys=[0, 1], names=["export"]).reset_index()
    queue = days["queue"].astype("str")
    apart = queue.groupby([days[name] for name in _SAME_DAY]).transform("min") != ""
    by = [*_SAME_DAY, queue.where(apart, ""), "export"]
    return days.groupby(by)[["offered", "rows"]].sum().unstack("export").dropna()


def without_contradictions(cells: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Return the cells that stand, and a message for each that contradicts another."""
    values = cells.groupby(_SAME_FIGURE, sort=False)["value"].transform("nunique", dropna=False)
    problems: list[Message] = []
    for _, group in cells[values > 1].groupby(_SAME_FIGURE, sort=False):
        records = group.to_dict("records")
        for one in records:
            others = [f"{o['file']}:{o['line']}" for o in records if o is not one]
            facts = {"figure": f"{one['key']} {one['period']}", "others": ", ".join(others)}
            place = {"file": one["file"], "line": one["line"], "column": one["column"]}
            cell = one["printed"]
            problems.append(Message(code="contradiction", **place, cell=cell, facts=facts))
    return cells[values <= 1], tuple(problems)
