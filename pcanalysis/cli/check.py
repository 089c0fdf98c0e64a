"""What ``pcanalysis check`` answers: what is accepted of a delivery, and what is not."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pandas as pd

from pcanalysis.errors import Severity
from pcanalysis.errors.message import visible
from pcanalysis.store.reading.contacts import MEASURES
from pcanalysis.store.reading.delivery import Delivery
from pcanalysis.store.reading.indicators import tidied
from pcanalysis.texts.detected import detected
from pcanalysis.texts.words import word

ROWS_SHOWN = 1000
_TOLD_PER_CODE = 5
_HIDDEN = {
    "kcc": ("start", "minutes", "freq", "medium"),
    "indicator": ("row", "role", "value", "printed", "column", "percent"),
    "norm": (),
}
_SUMMED = {"kcc": MEASURES[:2], "indicator": (), "norm": ("teller", "noemer")}
EXIT_CODES = {"accept": 0, "warn": 0, "partial": 1, "reject": 65}


def facts_of(delivery: Delivery, language: str) -> dict[str, Any]:
    """Return the answer as one object: outcome, rows kept, totals, first rows, messages."""
    rows = delivery.rows
    if delivery.kind == "indicator" and len(rows):
        rows = tidied(rows)
    return {
        "outcome": delivery.outcome,
        "rows_kept": len(rows),
        "totals": {
            name: _number(rows[name].sum())
            for name in _SUMMED[delivery.kind]
            if name in rows and rows[name].notna().any()
        },
        "rows": _plain(rows.head(ROWS_SHOWN), delivery.kind),
        "messages": [
            message.plain(language) | {"text": message.told(language)}
            for message in delivery.messages
        ],
        "detected": {reading.file: dict(reading.evidence) for reading in delivery.readings},
    }


def lines_of(delivery: Delivery, language: str) -> list[str]:
    """Return the answer as lines to read: the outcome first, then what there is to say."""
    facts = facts_of(delivery, language)
    lines = [word(language, f"check.{delivery.outcome}", rows=facts["rows_kept"])]
    for column, total in facts["totals"].items():
        lines.append(word(language, "check.total", column=column, total=total))
    for reading in delivery.readings:
        lines.append(word(language, "check.read_so", file=visible(reading.file)))
        for question, answer, shows in detected(reading.evidence, language):
            lines.append(f"  {visible(question)} {visible(answer)} ({shows})")
    told: Counter[tuple[str, str]] = Counter()
    rank = [*Severity].index
    for message in sorted(delivery.messages, key=lambda message: rank(message.severity)):
        told[message.file, message.code] += 1
        if told[message.file, message.code] <= _TOLD_PER_CODE:
            severity = word(language, f"check.severity.{message.severity}")
            lines.append(f"{severity}: {message.told(language)}")
    lines += [
        word(language, "check.more", count=count - _TOLD_PER_CODE, code=code, file=file)
        for (file, code), count in told.items()
        if count > _TOLD_PER_CODE
    ]
    return lines


def _plain(rows: pd.DataFrame, kind: str) -> list[dict[str, Any]]:
    """Return rows as JSON has them: dates ISO, times hh:mm, missing null."""
    names = [name for name in rows.columns if name not in _HIDDEN[kind]]
    records: list[dict[str, Any]] = rows[names].to_dict("records")
    return [{name: _value(name, value) for name, value in record.items()} for record in records]


def _value(name: str, value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if name == "tijd":
        return None if value < 0 else f"{value // 60:02d}:{value % 60:02d}"
    if isinstance(value, float):
        return _number(value)
    if name == "jaar":
        return int(value) if value.isdigit() else value or None
    return value.item() if hasattr(value, "item") else value


def _number(value: float) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if float(value).is_integer() else float(value)
