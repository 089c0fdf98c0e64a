"""What of a delivery is stored: the columns we know, in one way of writing, and nothing else.

Figures keep their decimals and missing ones their mark. Free text of contacts is left out, and the
contacts that only differed in it are added up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.store.reading.clock import DAY, interval_minutes
from pcanalysis.store.reading.contacts import COUNTS, MEASURES, ZONE, add_up
from pcanalysis.store.reading.delivery import Delivery
from pcanalysis.store.reading.escapes import escape
from pcanalysis.store.reading.persons import MASK
from pcanalysis.store.reading.spellings import canonical, spellings

DIALECT = {  # of every copy
    "encoding": "utf-8",
    "delimiter": ";",
    "decimal": ",",
    "thousands": "",
    "date_order": "ymd",
    "escaped": "yes",
}
MOST_TOPICS = 200  # distinct ones; more is free text
_DAYS = {"Y": "%Y", "Q": "%Y-K", "M": "%Y-%m", "W": "%G-W%V", "D": "%Y-%m-%d"}
_CONTACT_TEXTS = {"kanaal": "medium", "wachtrij": "wachtrij", "onderwerp": "onderwerp"}
_TEXTS = ("naam", "gebied", "eenheid", "bron", "status", "reden", "herkomst", "opmerking")
_PERCENT = re.compile("%|procent|pct", re.IGNORECASE)


def copies(delivery: Delivery) -> Iterator[tuple[pd.DataFrame, pd.DataFrame, list[str]]]:
    """Yield the rows of each table to store, that table as text, and the files they are from.

    Contacts of one resolution make one table, because days may be spread over files; indicators and
    norms keep a table per file.
    """
    by = ["freq", "minutes"] if delivery.kind == "kcc" else ["file"]
    write = {"kcc": _contacts, "indicator": _indicators, "norm": _norms}[delivery.kind]
    for _, rows in delivery.rows.groupby(by, sort=False):
        own = _added_up(rows) if delivery.kind == "kcc" else rows
        yield own, write(own), list(rows["file"].unique())


def _contacts(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.sort_values("start", kind="stable")
    length, table = int(rows["minutes"].iloc[0]), {"datum": _days(rows)}
    told = interval_minutes(rows["tijd"].to_numpy()) == length

    def clock(minute: int) -> str:
        start, end = (f"{m // 60:02d}:{m % 60:02d}" for m in (minute, (minute + length) % DAY))
        return "" if minute < 0 else start if told else f"{start}-{end}"

    table["tijd"] = _each(rows["tijd"], clock)
    table |= {name: _each(rows[own], _text) for name, own in _CONTACT_TEXTS.items() if own in rows}
    for name in MEASURES:
        if name in COUNTS[:1] or rows[name].notna().any():
            table[name] = _each(rows[name], _number)
    if "servicelevel" in table:
        table["servicelevel"] += np.where(table["servicelevel"] == "", "", "%")
    return pd.DataFrame(table)


def _days(rows: pd.DataFrame) -> pd.Series[str]:
    """Return the days or periods; in the hour that comes twice with the offset from UTC."""
    freq, day, start = rows["freq"].iloc[0], rows["datum"].dt, rows["start"]
    days = day.strftime(_DAYS[freq]) + (day.quarter.astype(str) if freq == "Q" else "")
    twice = start.dt.tz_localize(None).dt.tz_localize(ZONE, ambiguous="NaT").isna()
    return days.mask(twice, start[twice].map(lambda one: one.isoformat(timespec="minutes")))


def _added_up(rows: pd.DataFrame) -> pd.DataFrame:
    """Add up contacts over topics that are free text."""
    topics = rows["onderwerp"].unique() if "onderwerp" in rows else ()
    if len(topics) <= MOST_TOPICS and not any(MASK in topic for topic in topics):
        return rows
    key = ["start", "datum", "tijd", "freq", "minutes", "kanaal", "wachtrij", "medium"]
    return add_up(rows.drop(columns="onderwerp"), [name for name in key if name in rows])


def _indicators(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per figure; a target stands beside the figure measured in its row."""
    figures = rows.assign(text=[_figure(row) for row in rows.to_dict("records")])
    said = figures["soort"].str.strip().str.casefold().map(canonical("roles"))
    planned = figures["role"] == "streefwaarde"
    unsaid = planned & (said != "streefwaarde")  # only the column says so
    figures["soort"] = figures["soort"].mask(unsaid, "streefwaarde")
    own = ["row", "eenheid"]
    measured = figures[~planned].set_index(own).index
    beside = unsaid & (figures["text"] != "") & figures.set_index(own).index.isin(measured)
    targets = figures[beside].set_index(own)["text"].rename("target")
    lines = figures[~beside].join(targets, on=own)
    year = "jaar" if lines["jaar"].str.fullmatch(r"\d*").all() else "periode"
    table = {"code": lines["code"], year: lines["jaar"], "soort": lines["soort"]}
    table["waarde"] = lines["text"]
    if not lines["code"].any():
        del table["code"]  # only a name
    if len(targets):
        table["streefwaarde"] = lines["target"].where(lines["role"] == "waarde").fillna("")
    table |= {name: _each(lines[name], _text) for name in _TEXTS if (lines[name] != "").any()}
    for name in ("n", "marge", "laag", "hoog"):
        if lines[name].notna().any():
            point = "," if name in ("n", "marge") else "."  # bounds are ours, and have a point
            table[name] = _each(lines[name], partial(_number, point=point))
    return pd.DataFrame(table)


def _figure(row: dict[str, Any]) -> str:
    """Return a figure with the decimals and the percent sign it has, or the mark for none."""
    value, printed = row["value"], row["printed"]
    if np.isnan(value):
        return printed if printed.casefold() in spellings()["missing"] else ""
    text = f"{value:.{row['decimals']}f}".replace(".", ",")
    text = text if float(text.replace(",", ".")) == value else _number(value)
    return text + "%" * bool(_PERCENT.search(printed))


def _norms(rows: pd.DataFrame) -> pd.DataFrame:
    marks = {reason: mark for mark, reason in spellings()["missing"].items() if reason != "unknown"}
    table = {name: rows[name] for name in ("code", "periode")}
    table |= {name: _each(rows[name], _number) for name in ("teller", "noemer")}
    table["noemer"] = table["noemer"].mask(
        rows["noemer"].isna(), rows["reason"].map(marks).fillna("")
    )
    return pd.DataFrame(table)


def _number(value: float, point: str = ",") -> str:
    """Return a number as short as it can be; nothing where it is missing."""
    text = np.format_float_positional(value, trim="-")
    return "" if np.isnan(value) else text.replace(".", point)


def _text(text: str) -> str:
    """Return a text with line ends that stay as they are, and that starts no formula."""
    return escape(text.replace("\r\n", "\n").replace("\r", "\n"))


def _each(column: pd.Series[Any], write: Callable[[Any], str]) -> pd.Series[str]:
    """Write the distinct cells of a column, and give every row its own."""
    codes, values = pd.factorize(column, use_na_sentinel=False)
    return pd.Series(np.array([write(one) for one in values], dtype=object)[codes], column.index)
