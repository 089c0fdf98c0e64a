"""Which rows were left out, and why: each as it stood, masked, and what was said of it."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pcanalysis.errors import Message, Severity
from pcanalysis.store.reading.delivery import Delivery
from pcanalysis.store.reading.escapes import escape
from pcanalysis.store.reading.persons import mask
from pcanalysis.store.reading.spellings import canonical, fold

_WHY = ["message_code", "message_column", "message_reason"]


def with_reasons(rows: pd.DataFrame, messages: Iterable[Message]) -> pd.DataFrame:
    """Return the rows left out with what was said of each; other rows with an error come along.

    ``rows`` have the ``line`` on which they stand; ``messages`` are all those about their file.
    """
    placed = [message for message in messages if message.position is not None]
    errors = {m.position for m in placed if m.severity is Severity.ERROR}
    other = {*rows["line"].tolist()} - errors
    said = [
        (m.position, m.code, m.column or "", m.reason())
        for m in placed
        if m.severity is Severity.ERROR or m.position in other
    ]
    why = pd.DataFrame(said, columns=["line", *_WHY]).astype({"line": "int64"}).groupby("line")
    texts = why[_WHY].agg(lambda texts: "; ".join(dict.fromkeys(texts)))
    table = texts.join(rows.set_index("line"), how="outer")
    return table.astype("str").fillna("").reset_index()


def rejected_of(delivery: Delivery) -> pd.DataFrame:
    """Return the rows left out of a delivery as they may be stored; ``number`` counts its files.

    Columns that mean nothing to us, free text, rows of another width and names of files stay out.
    """
    tables = []
    for number, reading in enumerate(delivery.readings, 1):
        own = reading.rejected.drop(columns=[*map(mask, reading.unused), "row"], errors="ignore")
        free = [n for n in own if canonical(delivery.kind).get(fold(n)) == "onderwerp"]
        own = own.drop(columns=[*free, *own.filter(regex=r"^kolom \d+$")])
        said = [message for message in delivery.messages if message.file == reading.file]
        tables.append(with_reasons(own, said).assign(number=number))
    rows = pd.concat(tables, ignore_index=True).fillna("")
    for number, reading in enumerate(delivery.readings, 1):
        texts = rows["message_reason"].str.replace(reading.file, f"bestand {number}", regex=False)
        rows["message_reason"] = texts
    places = rows[["number", "line"]]
    return places.join(rows.drop(columns=[*places]).map(escape).rename(columns=escape))
