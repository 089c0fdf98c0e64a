"""What the files of one delivery say together: read one by one, then laid beside each other.

Rows that stand in two files count once when they are equal; when they differ, none is kept; nor is
anything of an indicator with two units. A target whose indicator is in no file is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.errors import DataRefused, Message
from pcanalysis.model import Period
from pcanalysis.store.reading.contacts import MEASURES, add_up, read_export
from pcanalysis.store.reading.door import delivery_files, open_grid
from pcanalysis.store.reading.indicators import read_indicator_table
from pcanalysis.store.reading.norms import read_norm_table
from pcanalysis.store.reading.notes import MAX_TOLD, Notes
from pcanalysis.store.reading.reading import Reading, outcome
from pcanalysis.store.reading.repeats import judge
from pcanalysis.store.reading.spellings import spellings

KINDS = ("kcc", "indicator", "norm")
_KEYS = {
    "kcc": ["start", "kanaal", "wachtrij", "onderwerp", "medium"],
    "indicator": ["code", "naam", "gebied", "jaar", "role", "soort"],
    "norm": ["code", "periode"],
}
_FIGURES = {"kcc": list(MEASURES), "indicator": ["value"], "norm": ["teller", "noemer"]}
_POINTED = {"kcc": "aantal", "indicator": "waarde", "norm": "teller"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Delivery:
    """The files of one delivery, read: all rows kept, everything said, and the outcome."""

    kind: str
    readings: tuple[Reading, ...]
    rows: pd.DataFrame  # of all files, with ``file``
    messages: tuple[Message, ...]
    outcome: str  # accept, warn, partial, reject


def read_file(
    path: Path,
    kind: str,
    *,
    name: str | None = None,
    dialect: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Reading:
    """Read one file.

    Parameters
    ----------
    path, name
        The file, and its name in messages (default: its own).
    kind
        ``kcc``, ``indicator`` or ``norm``.
    dialect
        What the card of the file states about how it is written; the rest is detected.
    today
        What lies after it is still to come.

    Raises
    ------
    DataRefused
        If the file cannot be read, or its structure is in doubt.
    """
    notes = Notes(name or path.name)
    stated = dialect or {}
    try:
        grid = open_grid(path, stated, notes, kind)
        if kind == "kcc":
            return read_export(grid, stated, today=today)
        read = read_indicator_table if kind == "indicator" else read_norm_table
        return read(grid, stated, today=today)
    except DataRefused as refusal:
        raise DataRefused([*notes.messages, *refusal.problems]) from refusal


def read_delivery(paths: Sequence[Path], kind: str, **options: Any) -> Delivery:
    """Read the files of one delivery, or of a folder; options as for :func:`read_file`."""
    notes = Notes(paths[0].name)
    readings: list[Reading] = []
    messages: list[Message] = []
    for path in delivery_files(paths, notes):
        try:
            readings.append(read_file(path, kind, **options))
            messages += readings[-1].messages
            if unused := readings[-1].unused:
                facts = {"rows": len(unused), "columns": ", ".join(unused)}
                Notes(readings[-1].file, messages).info("unknown_columns", **facts)
        except DataRefused as refusal:
            messages += refusal.problems
    messages[:0] = notes.messages
    found: list[Message] = []
    rows = _together(readings, found)
    messages += _capped(readings, found)
    return Delivery(
        kind=kind,
        readings=tuple(readings),
        rows=rows,
        messages=tuple(messages),
        outcome=outcome(messages, kept=bool(readings)),
    )


def _capped(readings: Sequence[Reading], found: Sequence[Message]) -> list[Message]:
    """Return messages with their record in a file without lines; of a great many, how many."""
    recorded = {reading.file for reading in readings if not reading.lined}
    told = [replace(m, record=m.line, line=None) if m.file in recorded else m for m in found]
    kinds: dict[tuple[str, str], list[Message]] = {}
    for one in told:
        kinds.setdefault((one.file, one.code), []).append(one)
    for (file, code), own in kinds.items():
        if len(own) > MAX_TOLD:
            facts: dict[str, str | int] = {"what": code, "count": len(own) - MAX_TOLD}
            severity = own[0].severity
            more = Message(severity=severity, code="more_messages", file=file, facts=facts)
            own[MAX_TOLD:] = [more]
    return [message for own in kinds.values() for message in own]


def _together(readings: Sequence[Reading], messages: list[Message]) -> pd.DataFrame:
    """Return the rows of all files; what stands in two of them is noted."""
    frames = [reading.rows.assign(file=reading.file) for reading in readings]
    if not frames:
        return pd.DataFrame()
    rows = pd.concat(frames, ignore_index=True)
    if len(frames) > 1 and readings[0].kind == "indicator":
        _told_otherwise(rows, "naam", messages)
        odd = _told_otherwise(rows, "eenheid", messages)
        rows = rows[~rows["code"].isin(odd)]
        return _without_orphans(_without_overlap(rows, "indicator", messages), messages)
    split = readings[0].kind == "kcc" and bool(rows["medium"].isin([*spellings()["media"]]).any())
    rows = _beside_whole(rows) if split else rows
    rows = _without_other_grain(rows, messages) if readings[0].kind == "kcc" else rows
    rows = _without_overlap(rows, readings[0].kind, messages) if len(frames) > 1 else rows
    return _together_again(rows, messages) if split else rows


def _beside_whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up, per file, the parts of a channel that another file can count as a whole."""
    key = [name for name in _KEYS["kcc"][:-1] if name in rows]
    whole = ~rows["medium"].isin([*spellings()["media"]])
    whole = whole.groupby([rows[name] for name in key], dropna=False).transform("any")
    media = rows["medium"].astype("str").mask(whole, rows["kanaal"].astype("str"))
    return add_up(rows.assign(medium=media), ["file", *key, "medium"])


def _together_again(rows: pd.DataFrame, messages: list[Message]) -> pd.DataFrame:
    """Add up the parts of each channel, and say which they were."""
    key = [name for name in _KEYS["kcc"][:-1] if name in rows]
    parts = rows[rows.duplicated(key, keep=False)]
    for channel, own in parts.groupby("kanaal", observed=True, sort=False):
        facts = {"channel": channel, "names": ", ".join(own["medium"].unique())}
        Notes(own["file"].iloc[0], messages).info("channels_together", column="kanaal", **facts)
    media = rows["medium"].mask(rows.index.isin(parts.index), rows["kanaal"].astype("str"))
    return add_up(rows.assign(medium=media), key)


def _without_other_grain(rows: pd.DataFrame, messages: list[Message]) -> pd.DataFrame:
    """Leave out the contacts of a channel on days that files count per different periods."""
    facts = {"grain": rows["freq"].astype("str") + rows["minutes"].astype("str")}
    facts |= {"freq": rows["freq"], "channel": rows["kanaal"], "day": rows["datum"]}
    spans = pd.DataFrame(facts).astype({"freq": "str", "channel": "str"})
    if spans["grain"].nunique() < 2:
        return rows
    number = spans.groupby([*spans], sort=False).ngroup()
    days = spans.drop_duplicates().reset_index(drop=True)
    ends = [Period(freq=freq, start=day).last_day for freq, day in days[["freq", "day"]].to_numpy()]
    pairs = zip(days["day"], ends, strict=True)
    days["day"] = [pd.date_range(first, last) for first, last in pairs]
    days = days.explode("day")
    twice = days.groupby(["channel", "day"])["grain"].transform("nunique") > 1
    mixed = number.isin(days.index[twice])
    for row in rows.index[mixed & ~rows[["file", "kanaal"]].where(mixed).duplicated()]:
        place = {"line": int(rows["line"][row]), "column": "datum", "cell": rows["kanaal"][row]}
        Notes(rows["file"][row], messages).error("other_grain", **place)
    return rows[~mixed]


def _told_otherwise(rows: pd.DataFrame, column: str, messages: list[Message]) -> list[str]:
    """Return the codes of which two files say another name or unit, after saying where."""
    told = rows[(rows["code"] != "") & (rows[column] != "")].drop_duplicates(["file", "code"])
    first = told.groupby("code", sort=False)[[column, "file", "line"]].transform("first")
    against = told[told[column] != first[column]]
    for row in against.index:
        facts = {
            "indicator": told["code"][row],
            "other": first[column][row],
            "other_line": f"{first['file'][row]}:{first['line'][row]}",
        }
        place = {"line": int(told["line"][row]), "column": column, "cell": told[column][row]}
        notes = Notes(told["file"][row], messages)
        if column == "eenheid":
            notes.error("unit_conflict", **place, **facts)
        else:
            notes.warning("code_name_conflict", **place, **facts)
    return [*against["code"]]


def _without_overlap(rows: pd.DataFrame, kind: str, messages: list[Message]) -> pd.DataFrame:
    key = [name for name in _KEYS[kind] if name in rows]
    named = rows
    if kind == "indicator":  # a name tells rows apart only where no code does
        named = rows.assign(naam=rows["naam"].where(rows["code"] == "", ""))
    twice = named[named.duplicated(key, keep=False)]
    if twice.empty:
        return rows
    conflicts, copies, begin = judge(twice, key, _FIGURES[kind])
    first = twice[["file", "line"]].iloc[begin].set_index(twice.index)
    for row in twice.index[conflicts & (begin != np.arange(len(twice)))]:
        column = rows["column"][row] if "column" in rows else _POINTED[kind]
        place = {"line": int(rows["line"][row]), "column": column}
        other = f"{first['file'][row]}:{first['line'][row]}"
        Notes(rows["file"][row], messages).error("duplicate_key_conflict", **place, other=other)
    pairs = Counter(zip(first["file"][copies], twice["file"][copies], strict=True))
    for (one, other), count in pairs.items():
        Notes(one, messages).warning("overlapping_files", rows=count, other=other)
    return rows.drop(index=twice.index[conflicts | copies])


def _without_orphans(rows: pd.DataFrame, messages: list[Message]) -> pd.DataFrame:
    """Leave out targets of which no file holds the indicator; name indicators without target."""
    measured = set(rows.loc[rows["role"] == "waarde", "code"])
    planned = set(rows.loc[rows["role"] == "streefwaarde", "code"])
    orphans = (rows["role"] == "streefwaarde") & ~rows["code"].isin(measured)
    for row in rows.index[orphans]:
        place = {"line": int(rows["line"][row]), "column": "code", "cell": rows["code"][row]}
        Notes(rows["file"][row], messages).warning("target_without_indicator", **place)
    for code in sorted(measured - planned) if planned else []:
        own = rows[(rows["code"] == code) & (rows["role"] == "waarde")].iloc[0]
        notes = Notes(own["file"], messages)
        notes.info("indicator_without_target", column="code", cell=code)
    return rows[~orphans]
