"""What a file under ``data/raw`` brings: its rows as the store keeps them, and what was said of it.

The reader says what the file says; here it meets the definitions: every code must be defined, in
the same unit, and every queue must count for a channel.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.errors import DataRefused, Message, nearest
from pcanalysis.model import MissingReason, Programme, Status, Unit
from pcanalysis.store.cards import Card, CardFile
from pcanalysis.store.contact_settings import map_queues
from pcanalysis.store.definitions import Definitions
from pcanalysis.store.reading.delivery import read_file
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.reading import Reading
from pcanalysis.store.reading.spellings import spellings

CONTACT_COLUMNS: dict[str, str] = spellings()["stored"]["kcc"]
CELL_TYPES = {  # of a printed figure
    **dict.fromkeys(("key", "programme", "edition", "published", "file", "sha256"), "str"),
    "simulated": "bool",
    **dict.fromkeys(("area", "period", "role", "kind_printed"), "str"),
    "value": "float64",
    **dict.fromkeys(("status", "reason"), "str"),
    **dict.fromkeys(("low", "high", "n", "se", "numerator", "denominator"), "float64"),
    "decimals": "int64",
    "printed": "str",
    "line": "int64",
    **dict.fromkeys(("column", "derivation", "remark"), "str"),
}
UNITS = {name: Unit(kind) for name, kind in spellings()["kinds_of_unit"].items()}
_NAMES: dict[str, str] = spellings()["stored"]["indicator"]
_ROLES = {"waarde": "observation", "streefwaarde": "target"}
_PRINTED = {"": "", "w": "werkelijk", "b": "begroot"}
_PERSONAL = ("personal_data_column", "personal_data_suspected")
_SETTLED_HERE = ("unknown_channel", "unknown_unit")  # by the definitions


def read_raw_file(root: Path, card: Card, file: CardFile, definitions: Definitions) -> Reading:
    """Read one file of a card; its rows have CELL_TYPES, or the columns of CONTACT_COLUMNS.

    Raises
    ------
    DataRefused
        If the file cannot be read, or holds data about persons: those come in by ``add`` only.
    """
    name, today = f"{card.folder}/{file.name}", None
    with suppress(ValueError):  # not every card says when the file was retrieved
        today = date.fromisoformat(card.retrieved)
    reading = read_file(root / name, file.kind, name=name, dialect=file.dialect, today=today)
    if any(message.code in _PERSONAL for message in reading.messages):
        raise DataRefused([Message(code="personal_data_in_raw", file=name)])
    said = [message for message in reading.messages if message.code not in _SETTLED_HERE]
    if file.kind == "kcc":
        rows = contact_rows(reading.rows)
        rows, found = map_queues(rows, definitions.contacts[card.municipality], name)
        queue, channel = (rows[name].astype("category").cat for name in ("queue", "channel"))
        own = channel.categories.get_indexer(queue.categories)[queue.codes] == channel.codes
        names = ["", *queue.categories]
        rows["queue"] = pd.Categorical.from_codes(np.where(own, 0, queue.codes + 1), names)
    else:
        facts = {own: getattr(card, own) for own in ("programme", "edition", "simulated")}
        facts |= {"published": str(card.published or ""), "file": name, "sha256": file.sha256}
        notes = Notes(name, lined=reading.lined)
        figures = defined(reading, definitions.programmes[card.programme], notes.error)
        facts["key"] = f"{card.municipality}/" + figures["code"]
        rows, found = cells_frame(figures.assign(**facts)), tuple(notes.messages)
    return replace(reading, rows=rows.reset_index(drop=True), messages=(*said, *found))


def cells_frame(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures as a table whose columns keep their type, also when it is empty."""
    return figures.reindex(columns=[*CELL_TYPES]).astype(CELL_TYPES)


def contact_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of an export that hold a count, under the names of the store."""
    media = rows["medium"]  # as written: perhaps that of a queue
    rows = rows.rename(columns=CONTACT_COLUMNS).reindex(columns=[*CONTACT_COLUMNS.values()])
    if rows["queue"].isna().all():
        rows["queue"] = media
    return rows[rows["offered"].notna()].astype({"offered": "int64", "minutes": "int16"})


def indicator_figures(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of an indicator table under the names of the store."""
    missing = rows["value"].isna()
    spoken = rows["soort"].str.casefold().map(lambda word: _PRINTED.get(word, word))
    plain = rows["role"].map({"waarde": "realisatie", "streefwaarde": "streefwaarde"})
    status = rows["status"].where(rows["status"] != "", Status.ACTUAL.value)
    return rows.rename(columns=_NAMES).assign(
        role=rows["role"].map(_ROLES),
        kind_printed=spoken.where(spoken != "", plain),
        status=status.mask(missing, Status.MISSING.value),
        reason=rows["reason"].where(missing, ""),
        se=rows["marge"].where(rows["n"].isna()) / 1.96,
        **dict.fromkeys(("numerator", "denominator"), np.nan),
    )


def _norm_figures(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of a norm table: cases within the norm, in percent of all cases."""
    share = 100 * rows["teller"] / rows["noemer"].where(rows["noemer"] > 0)
    missing = share.isna()
    reason = rows["reason"].mask(rows["noemer"] == 0, MissingReason.NOT_APPLICABLE.value)
    texts = dict.fromkeys(("area", "derivation", "remark"), "")
    return rows.assign(
        **texts,
        period=rows["periode"],
        role="observation",
        kind_printed="realisatie",
        value=share,
        status=np.where(missing, Status.MISSING.value, Status.ACTUAL.value),
        reason=reason.where(missing, ""),
        n=rows["noemer"],
        numerator=rows["teller"],
        denominator=rows["noemer"],
        decimals=1,
        column="teller",
        unit="%",
    )


def defined(reading: Reading, programme: Programme, say: Callable[..., None]) -> pd.DataFrame:
    """Return the figures whose code is defined, in the unit and bounds of its definition.

    What is wrong with each of the others is told to ``say``: ``error`` or ``warning`` of notes.
    """
    figures = (_norm_figures if reading.kind == "norm" else indicator_figures)(reading.rows)
    known: dict[str, Any] = {i.key.partition("/")[2]: i for i in programme.indicators}
    units = {code: indicator.unit for code, indicator in known.items()}
    units |= {v.key.partition("/")[2]: Unit.COUNT for v in programme.volumes}
    near = {code: nearest(code, units) or "–" for code in {*figures["code"]} - units.keys()}
    kept = np.zeros(len(figures), dtype=bool)
    for at, row in enumerate(figures.to_dict("records")):
        code, unit, line = row["code"], row["unit"], row["line"]
        low, high = getattr(known.get(code), "bounds", None) or (-np.inf, np.inf)
        if code in near:
            say("unknown_code", line=line, column="code", cell=code, near=near[code])
        elif unit and UNITS.get(unit, Unit.RATE) is not units[code]:
            meant = str(units[code])
            say("unit_not_as_defined", line=line, column="eenheid", cell=unit, defined=meant)
        elif row["value"] < low or row["value"] > high:
            place = {"line": line, "column": row["column"], "cell": row["printed"]}
            say("outside_bounds", **place, low=low, high=high)
        else:
            kept[at] = True
    return figures[kept]
