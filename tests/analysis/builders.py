"""Short ways to make a history or a target for the tests of analysis."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.model import (
    Direction,
    Edition,
    History,
    Kind,
    Period,
    Source,
    Target,
    Unit,
    history_rows,
)

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
SOURCE = Source(file="data/raw/test/cijfers.csv", sha256="0" * 64, publisher="Gemeente Test")


def golden(name: str) -> dict[str, Any]:
    """Reference values typed over into tests/golden, with their origin beside them."""
    values: dict[str, Any] = json.loads((GOLDEN / name).read_text(encoding="utf-8"))
    return values


def table(name: str) -> list[dict[str, str]]:
    """Rows of a reference table in tests/golden/trend; its README says where they come from."""
    with (GOLDEN / "trend" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def numbers(cell: str) -> np.ndarray:
    """Numbers of a cell such as ``28;29;31``; an empty place is a missing one and is left out."""
    return np.array([float(part) for part in cell.split(";") if part])


def survey(
    waves: Iterable[Sequence[Any]],
    *,
    direction: str = "higher",
    basis: str = "published",
    unit: str = "%",
    kind: str = "survey_share",
    rows: Mapping[str, Any] | None = None,
    **facts: Any,
) -> History:
    """A survey history from (year, figure, answers); a figure or answers may be None."""
    records = [
        {
            "start": Period.year(year).start,
            "value": value,
            "n": math.nan if n is None else float(n),
            "n_basis": "unknown" if n is None else basis,
            **(rows or {}),
        }
        for year, value, n in waves
    ]
    return History(
        key="test/1",
        unit=Unit(unit),
        kind=Kind(kind),
        direction=Direction(direction),
        freq="Y",
        rows=history_rows(records),
        **facts,
    )


def marks(waves: Iterable[Sequence[Any]], *, sd: float | None = 1.5, **facts: Any) -> History:
    """A history of marks from 1 to 10 with one decimal."""
    rows = {"decimals": 1} | ({} if sd is None else {"sd": sd})
    return survey(waves, unit="mark", kind="survey_mean", rows=rows, decimals=1, **facts)


def yearly(
    figures: Mapping[int, float | None],
    *,
    unit: str = "count",
    kind: str = "contacts",
    direction: str = "neutral",
    status: Mapping[int, str] | None = None,
    **facts: Any,
) -> History:
    """A yearly series without survey error."""
    records = [
        {"start": Period.year(year).start, "value": value}
        | ({"status": status[year]} if status and year in status else {})
        for year, value in figures.items()
    ]
    return History(
        key="test/2",
        unit=Unit(unit),
        kind=Kind(kind),
        direction=Direction(direction),
        freq="Y",
        rows=history_rows(records),
        **facts,
    )


def volume(series: pd.Series, freq: str, closed: Iterable[int] = ()) -> History:
    """Contacts per month, day or part of a day; ``closed`` are positions said to be closed."""
    records: list[dict[str, Any]] = [
        {"start": start, "value": value} for start, value in series.items()
    ]
    for position in closed:
        records[position] |= {"value": math.nan, "reason": "not_applicable"}
    return History(
        key="test/telefoon",
        unit=Unit.COUNT,
        kind=Kind.CONTACTS,
        direction=Direction.NEUTRAL,
        freq=freq,
        rows=history_rows(records),
    )


def days(first: str, values: Sequence[float] | np.ndarray) -> pd.Series:
    """Values per day from ``first``."""
    return pd.Series(np.asarray(values, dtype=float), pd.date_range(first, periods=len(values)))


def target(year: int | None, value: float | None, **facts: Any) -> Target:
    """A target of one year, or a standing norm."""
    period = None if year is None else Period.year(year)
    facts = {"kind": "streefwaarde", "source": SOURCE, **facts}
    return Target(key="test/1", period=period, value=value, line=2, **facts)


def edition(name: str, published: date) -> Source:
    """A source that belongs to a published document."""
    document = Edition(
        id=name,
        title=name,
        kind="begroting",
        year=published.year,
        published=published,
        basis="rule",
    )
    return Source(file=f"data/raw/{name}.csv", sha256="0" * 64, publisher="Test", edition=document)


def monthly(
    values: Sequence[float | None],
    *,
    first: str = "2015-01-01",
    freq: str = "M",
    unit: str = "%",
    kind: str = "register",
    direction: str = "higher",
    skip: Iterable[int] = (),
    **facts: Any,
) -> History:
    """A series of regular periods; None is a missing figure, ``skip`` leaves out whole rows."""
    starts = pd.date_range(first, periods=len(values), freq={"M": "MS", "Q": "QS"}.get(freq, freq))
    records = [
        {"start": start, "value": math.nan if value is None else value}
        for i, (start, value) in enumerate(zip(starts, values, strict=True))
        if i not in set(skip)
    ]
    return History(
        key="test/3",
        unit=Unit(unit),
        kind=Kind(kind),
        direction=Direction(direction),
        freq=freq,
        rows=history_rows(records),
        **facts,
    )


def counted(
    right: Sequence[float], cases: Sequence[float], *, first: str = "2015-01-01", **facts: Any
) -> History:
    """A service norm per month from the cases that count and all cases; no cases, no figure."""
    starts = pd.date_range(first, periods=len(cases), freq="MS")
    records = [
        {
            "start": start,
            "value": 100 * x / n if n else math.nan,
            "numerator": float(x),
            "denominator": float(n),
            "decimals": 1,
        }
        for start, x, n in zip(starts, right, cases, strict=True)
    ]
    facts = {"direction": Direction.HIGHER, "municipality": "Test", "key": "test/4"} | facts
    return History(unit=Unit.PERCENT, kind=Kind.NORM, freq="M", rows=history_rows(records), **facts)
