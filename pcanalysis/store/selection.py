"""What was known when: the history and the targets of one key as published up to a day.

Editions are ordered by publication date and id. A figure is known from the earliest edition that
prints it, and revised from the edition that prints another; an edition that prints no figure does
not take an earlier one away. A figure without edition is known when its period is over. A history
has one frequency: the finest that is printed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.model import (
    Direction,
    History,
    Indicator,
    Kind,
    NBasis,
    Period,
    Programme,
    Source,
    Target,
    Unit,
    Volume,
    history_rows,
)
from pcanalysis.model.period import FREQUENCIES

Sources = Mapping[str, Source]  # by file
_KEPT = (
    *("value", "status", "reason", "low", "high", "printed", "decimals", "line"),
    *("n", "se", "numerator", "denominator"),
)


def known_cells(cells: pd.DataFrame, until: date | None) -> pd.DataFrame:
    """Return the cells published by ``until`` (all when None), oldest edition first."""
    ordered = cells.sort_values(["published", "edition"], kind="stable")
    if until is None:
        return ordered
    known = [
        published <= until.isoformat() if published else _is_over(period, until)
        for published, period in zip(ordered["published"], ordered["period"], strict=True)
    ]
    return ordered[np.array(known, dtype=bool)]


def _is_over(period: str, until: date) -> bool:
    return not period or Period.parse(period).last_day <= until


def indicator_history(
    indicator: Indicator,
    programme: Programme,
    cells: pd.DataFrame,
    sources: Sources,
    until: date | None,
) -> History:
    """Return the history of an indicator from its own cells (all editions, own area only)."""
    waves = {wave.year: wave for wave in indicator.waves}
    rows, used, freq = _observations(cells, sources, until)
    for row in rows:
        wave = waves.get(row["start"].year)
        if not math.isnan(row["n"]):  # what the file says goes before the definition
            row |= {"n_basis": NBasis.PUBLISHED.value, "se": math.nan}
        elif wave is not None and math.isnan(row["se"]) and not math.isnan(row["value"]):
            row |= {"n": float(wave.n), "n_basis": NBasis(wave.basis).value}
        if indicator.assumed_sd is not None and not math.isnan(row["value"]):
            row["sd"] = indicator.assumed_sd
    for year in indicator.breaks:
        after = (row for row in rows if row["start"].year >= year)
        next(after, {})["break_before"] = True
    codes = list(indicator.codes.values())
    return History(
        key=indicator.key,
        unit=indicator.unit,
        kind=indicator.kind,
        direction=indicator.direction,
        name=indicator.name,
        names=indicator.short,
        unit_text=indicator.unit_text,
        code=codes[-1] if codes else "",
        bounds=indicator.bounds,
        decimals=indicator.decimals,
        deff=indicator.deff,
        population=indicator.population,
        delta=indicator.delta,
        note=indicator.note,
        label_incomplete=indicator.label_incomplete,
        **in_programme(programme, history_rows(rows), used, freq, until),
    )


def yearly_volume(
    volume: Volume, programme: Programme, cells: pd.DataFrame, sources: Sources, until: date | None
) -> History:
    """Return the yearly history of a contact volume from printed figures."""
    rows, used, freq = _observations(cells, sources, until)
    return contact_history(volume, in_programme(programme, history_rows(rows), used, freq, until))


def contact_history(volume: Volume, known: Mapping[str, Any]) -> History:
    """Return the history of a contact volume; ``known`` is what :func:`in_programme` gives."""
    return History(
        key=volume.key,
        unit=Unit.COUNT,
        kind=Kind.CONTACTS,
        direction=Direction.NEUTRAL,
        name=volume.name.get("nl", volume.key),
        names=volume.name,
        contacts=volume.contacts,
        **known,
    )


def targets(
    indicator: Indicator,
    cells: pd.DataFrame,
    norms: Iterable[Target],
    sources: Sources,
    until: date | None,
) -> tuple[Target, ...]:
    """Return the targets known at ``until``: standing norms first, then by period.

    A revised target keeps its history: each version with the edition that first says it, oldest
    first.
    """
    versions: dict[str, list[Target]] = {}
    for norm in norms:
        published = norm.source.edition.published if norm.source.edition else None
        if norm.key == indicator.key and (until is None or published is None or published <= until):
            versions[norm.label] = [norm]
    for cell in _records(known_cells(cells[cells["role"] == "target"], until)):
        if math.isnan(cell["value"]):
            continue
        target = Target(
            key=indicator.key,
            period=Period.parse(cell["period"]) if cell["period"] else None,
            value=cell["value"],
            kind=cell["kind_printed"],
            source=sources[cell["file"]],
            line=int(cell["line"]),
            printed=cell["printed"],
        )
        known = versions.setdefault(target.label, [])
        if not known or (known[-1].value, known[-1].kind) != (target.value, target.kind):
            known.append(target)
    ordered = sorted(versions.items(), key=lambda one: (one[0] != "standing", one[0]))
    return tuple(target for _, known in ordered for target in known)


def _observations(
    cells: pd.DataFrame, sources: Sources, until: date | None
) -> tuple[list[dict[str, Any]], tuple[Source, ...], str]:
    """Return one row per period, the newest figure known, their files and their frequency."""
    newest_cell: dict[str, dict[str, Any]] = {}
    known = known_cells(cells[cells["role"] == "observation"], until)
    kinds = [FREQUENCIES.index(Period.parse(label).freq) for label in known["period"]]
    finest = max(kinds, default=0)
    for cell in _records(known[np.array(kinds, dtype=int) == finest]):
        before = newest_cell.get(cell["period"])
        if before is not None and _repeats(cell, before):
            continue
        newest_cell[cell["period"]] = cell
    used: dict[Source, int] = {}
    rows = []
    for period in sorted(newest_cell):
        cell = newest_cell[period]
        kept = {name: cell[name] for name in _KEPT}
        position = used.setdefault(sources[cell["file"]], len(used))
        place = {"line_to": cell["line"], "source": position}
        rows.append({"start": Period.parse(period).start, **kept, **place})
    return rows, tuple(used), FREQUENCIES[finest]


def _repeats(cell: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether a later cell brings nothing new: no figure, or the same figure again."""
    if math.isnan(cell["value"]):
        return not math.isnan(before["value"])
    return bool(cell["value"] == before["value"] and cell["status"] == before["status"])


def in_programme(
    programme: Programme,
    rows: pd.DataFrame,
    sources: tuple[Source, ...],
    freq: str,
    until: date | None,
) -> dict[str, Any]:
    """Return what every history has: rows, where they are from, and the day they speak of.

    That day decides what is due: ``until``, the newest edition, or the end of the last period.
    """
    last = None
    if len(rows):
        period = Period(freq=freq, start=rows["start"].iloc[-1].to_pydatetime())
        last = period.start.date() if freq.endswith("min") else period.last_day
    editions = [edition.published for edition in programme.editions if not edition.duplicate_of]
    return {
        "freq": freq,
        "rows": rows,
        "sources": sources,
        "municipality": programme.municipality,
        "programme": programme.key,
        "as_of": until or max(editions, default=last),
        "until": until,
    }


def _records(cells: pd.DataFrame) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = cells.to_dict("records")
    return records
