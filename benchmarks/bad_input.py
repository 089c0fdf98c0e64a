"""How many files of the corpus of bad input are read right, next to pandas.

Cases of one delimited text for which the corpus states values. Right: every stated value is found;
refused: an error says that something is wrong; silently wrong: an answer with another value. For
pandas the columns get our names and the days their ISO form first, so that only values count.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from pcanalysis.cli.check import facts_of
from pcanalysis.store.reading.delivery import read_delivery
from pcanalysis.store.reading.spellings import canonical, fold
from tests.store.reading.corpus import Case, cases, wrong_values

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
TODAY = date(2026, 11, 25)
_VALUES = ("totals", "checks")
_DUTCH = {"sep": ";", "decimal": ",", "thousands": ".", "encoding": "cp1252"}


def measure() -> Iterator[str]:
    """Count what every reader makes of the cases."""
    if not CORPUS.is_dir():
        yield "the corpus of bad input is not beside this checkout; its score is left out"
        return
    chosen = [case for case in cases() if _is_chosen(case)]
    yield f"{len(chosen)} bad texts with known values:    right  refused  silently wrong"
    for name, answer in _READERS.items():
        counts = Counter(_judge(case, answer) for case in chosen)
        shown = f"{counts['right']:9}{counts['refused']:9}{counts['silently wrong']:16}"
        yield f"  {name:34}{shown}"


def _is_chosen(case: Case) -> bool:
    (name, *others), expect = case["files"], case["expect"]
    text = not others and name.endswith((".csv", ".txt", ".tsv"))
    return text and expect["outcome"] != "reject" and any(key in expect for key in _VALUES)


def _judge(case: Case, answer: Callable[[Case], Mapping[str, Any]]) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = answer(case)
        except Exception:
            return "refused"
    if found["outcome"] == "reject":
        return "refused"
    stated = {name: value for name, value in case["expect"].items() if name in _VALUES}
    return "silently wrong" if wrong_values(stated, found) else "right"


def _ours(case: Case) -> Mapping[str, Any]:
    path = CORPUS / "files" / case["files"][0]
    return facts_of(read_delivery([path], case["input"], today=TODAY), "nl")


def _pandas(**settings: Any) -> Callable[[Case], Mapping[str, Any]]:
    def answer(case: Case) -> Mapping[str, Any]:
        frame = pd.read_csv(CORPUS / "files" / case["files"][0], **settings)
        known = canonical(case["input"])
        frame = frame.rename(columns=lambda name: known.get(fold(str(name)), name))
        if "datum" in frame:
            days = pd.to_datetime(frame["datum"], dayfirst="decimal" in settings)
            frame["datum"] = days.dt.strftime("%Y-%m-%d")
        totals = {
            name: frame[name].sum() for name in case["expect"].get("totals", {}) if name in frame
        }
        if len(totals) < len(case["expect"].get("totals", {})):
            raise KeyError("a column is not there: whoever adds it up sees that")
        if any(isinstance(total, str) for total in totals.values()):
            raise TypeError("texts cannot be added up")
        frame = frame.assign(line=range(2, len(frame) + 2))
        rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
        return {"outcome": "accept", "rows_kept": len(rows), "totals": totals, "rows": rows}

    return answer


_READERS: dict[str, Callable[[Case], Mapping[str, Any]]] = {
    "pcanalysis": _ours,
    "pandas, defaults": _pandas(),
    "pandas, Dutch settings (cp1252)": _pandas(**_DUTCH),
    "pandas, Dutch settings (utf-8)": _pandas(**_DUTCH | {"encoding": "utf-8"}),
}
