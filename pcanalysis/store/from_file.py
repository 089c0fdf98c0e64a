"""The figures of one file as histories, for a notebook, without touching a project.

The readers and their messages are those of ``pcanalysis check``: what they refuse, is refused here
too. The file is the reader's own, so figures about small groups are warned of and not hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from pcanalysis.errors import Message, UnknownKey
from pcanalysis.model import (
    Direction,
    History,
    Indicator,
    Kind,
    Period,
    Programme,
    Source,
    Target,
    Unit,
    Volume,
)
from pcanalysis.model.programme import TARGET_KINDS
from pcanalysis.store import selection
from pcanalysis.store.cards import sha256_of
from pcanalysis.store.contradictions import without_contradictions
from pcanalysis.store.raw_files import UNITS, contact_rows, indicator_figures
from pcanalysis.store.reading.delivery import read_file
from pcanalysis.store.reading.door import stated
from pcanalysis.store.reading.indicators import tidied
from pcanalysis.store.reading.reading import Reading, outcome
from pcanalysis.store.volumes import volume_history

OWNER = "bestand"  # keys are "bestand/1A1.a": no municipality's
_KINDS = {Unit.PERCENT: Kind.SURVEY_SHARE, Unit.MARK: Kind.SURVEY_MEAN}
_PROGRAMME = Programme(key=f"{OWNER}/", municipality="", code="", name="")


@dataclass(frozen=True, kw_only=True, eq=False)
class Histories(Mapping[str, History]):
    """The histories of one file, by code or channel, and everything said while it was read."""

    file: str
    outcome: str  # accept, warn or partial
    rows: pd.DataFrame = field(repr=False)  # as read and tidied, with the line each stands on
    messages: tuple[Message, ...] = field(repr=False)
    histories: Mapping[str, History] = field(repr=False)
    targets: Mapping[str, tuple[Target, ...]] = field(repr=False)  # of every code

    def __getitem__(self, name: str) -> History:
        return self.histories[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.histories)

    def __len__(self) -> int:
        return len(self.histories)


def read_indicators(
    path: str | Path,
    *,
    better: str | Mapping[str, str] = "neutral",
    dialect: Mapping[str, str] | None = None,
) -> Histories:
    r"""Read a table of indicators (CSV, XLSX, JSON, Parquet) as histories by code.

    Parameters
    ----------
    path
        The file.
    better
        Which way is better, which the file does not say: ``higher``, ``lower`` or ``neutral``, for
        all or by code. Without it a target cannot be met or missed.
    dialect
        What you know of how it is written, such as ``{"decimal": ","}``; the rest is detected.

    Returns
    -------
    Histories
        By code (by name where there are no codes), with the area or the kind of period behind it
        where a code has several. ``targets[code]`` holds the targets, ``messages`` what was said.

    Raises
    ------
    DataRefused
        If the file cannot be read, or its structure is in doubt.
    UnknownKey
        If ``better`` is not such a word.
    WrongCall
        If ``dialect`` holds a value that cannot be.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "cijfers.csv")
    >>> rows = "code;jaar;waarde;streefwaarde;n\n1A1.a;2015;28%;;500\n1A1.a;2017;29%;31%;520\n"
    >>> _ = file.write_text(rows)
    >>> histories = read_indicators(file)
    >>> histories["1A1.a"].values.tolist()
    [28.0, 29.0]
    >>> histories.targets["1A1.a"][0].value
    31.0
    """
    reading, source = _read(path, "indicator", dialect)
    cells = indicator_figures(reading.rows)
    facts = {"edition": "", "published": "", "simulated": False}
    cells = cells.assign(**facts, file=source.file, sha256=source.sha256)
    cells["key"] = cells["code"].where(cells["code"] != "", cells["naam"])
    kinds = cells["kind_printed"]
    cells["kind_printed"] = kinds.where(kinds.isin(TARGET_KINDS), "streefwaarde")
    cells, conflicts = without_contradictions(cells)
    cells = cells.drop_duplicates(["key", "area", "period", "role"])
    histories, targets, sources = {}, {}, {source.file: source}
    for name, own in _series(cells):
        observed = own[own["role"] == "observation"]
        first = observed.iloc[0] if len(observed) else own.iloc[0]
        way = better if isinstance(better, str) else better.get(first["key"], "neutral")
        indicator = _indicator(name, first, way if len(observed) else "neutral")
        targets[name] = selection.targets(indicator, own, (), sources, None)
        if len(observed):
            history = selection.indicator_history(indicator, _PROGRAMME, own, sources, None)
            decimals = int(observed["decimals"].max())
            histories[name] = replace(history, programme="", decimals=decimals)
    rows = tidied(reading.rows.assign(file=source.file))
    reading = replace(reading, rows=rows, messages=(*reading.messages, *conflicts))
    return _told(reading, histories, targets)


def read_contacts(
    path: str | Path, *, freq: str = "", dialect: Mapping[str, str] | None = None
) -> Histories:
    r"""Read an export of a contact centre (CSV, XLSX, JSON, Parquet) as histories by channel.

    Parameters
    ----------
    path
        The file.
    freq
        ``Y``, ``Q``, ``M``, ``W``, ``D``, ``30min`` or ``15min``; not finer than the file. Default:
        per day, or per the longer period of the file.
    dialect
        What you know of how it is written, such as ``{"date_order": "dmy"}``; the rest is detected.

    Returns
    -------
    Histories
        By channel; a channel we do not know by the name it has in the file. Opening hours are not
        known, so a day without a row is missing, and not a day on which nobody called.

    Raises
    ------
    DataRefused
        If the file cannot be read, or its structure is in doubt.
    WrongCall
        If ``freq`` is finer than the file.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "export.csv")
    >>> rows = "datum;kanaal;aantal\n2024-03-04;telefoon;120\n2024-03-05;telefoon;98\n"
    >>> _ = file.write_text(rows)
    >>> read_contacts(file)["telefoon"].values.tolist()
    [120.0, 98.0]
    """
    reading, source = _read(path, "kcc", dialect)
    contacts = contact_rows(reading.rows).assign(source=0)
    coarse = next(iter(contacts["freq"].unique()), "D")
    histories = {
        name: volume_history(
            contacts,
            volume=Volume(key=f"{OWNER}/{name}", channel=name, name={"nl": name}, contacts={}),
            programme=_PROGRAMME,
            opening=(),
            sources=(source,),
            freq=freq or coarse,
            until=None,
        )
        for name in sorted(contacts["channel"].unique())
    }
    return _told(reading, histories, {})


def _read(path: str | Path, kind: str, dialect: Mapping[str, str] | None) -> tuple[Reading, Source]:
    file = Path(path)
    reading = read_file(file, kind, dialect=stated(dialect or {}))
    return reading, Source(file=file.name, sha256=sha256_of(file), publisher="")


def _told(
    reading: Reading, histories: Mapping[str, History], targets: Mapping[str, tuple[Target, ...]]
) -> Histories:
    return Histories(
        file=reading.file,
        outcome=outcome(reading.messages, kept=True),
        rows=reading.rows,
        messages=reading.messages,
        histories=histories,
        targets=targets,
    )


def _series(cells: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the cells of every code, area and kind of period, each under a name of its own."""
    freq = cells["period"].map(lambda label: Period.parse(label).freq if label else None)
    standing = freq.groupby([cells["key"], cells["area"]]).transform("first")
    cells = cells.assign(freq=freq.fillna(standing).fillna(""))
    for code, own in cells.groupby("key", sort=False):
        several = [name for name in ("area", "freq") if own[name].nunique() > 1]
        for names, part in own.groupby(["area", "freq"], sort=False):
            told = dict(zip(("area", "freq"), names, strict=True))
            yield " ".join(filter(None, [str(code), *(told[name] for name in several)])), part


def _indicator(name: str, cell: pd.Series[Any], way: str) -> Indicator:
    """Return what a file says of an indicator; its kind follows from its unit."""
    if way not in list(Direction):
        raise UnknownKey.among("direction", way, Direction)
    unit = UNITS.get(cell["unit"], Unit.RATE)
    return Indicator(
        key=f"{OWNER}/{name}",
        name=cell["naam"] or name,
        unit=unit,
        kind=_KINDS.get(unit, Kind.REGISTER),
        direction=Direction(way),
        codes={"": cell["code"]},
        unit_text=cell["unit"] if unit is Unit.RATE else "",
        bounds=(0.0, 100.0) if unit is Unit.PERCENT else None,
    )
