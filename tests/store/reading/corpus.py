"""The corpus of bad input beside the project: its cases, and how an answer differs from one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Case = Mapping[str, Any]
Answer = Mapping[str, Any]
FOLDER = Path(__file__).resolve().parents[4] / "shared" / "corpus"


def cases() -> list[Case]:
    """Return every case about a file; none without the corpus. (Its catalogues do not apply.)"""
    expectations = FOLDER / "expectations.json"
    if not expectations.is_file():
        return []
    listed = json.loads(expectations.read_text("utf-8"))["cases"]
    return [one for one in listed if one["input"] in ("kcc", "indicator", "norm") and one["files"]]


def files(case: Case) -> list[str]:
    """Return the paths of a case."""
    return [str(FOLDER / "files" / file) for file in case["files"]]


def differences(case: Case, answer: Answer) -> list[str]:
    """Return everything in which the answer of ``check --json`` differs from what is expected."""
    expect = case["expect"]
    found = []
    if expect["outcome"] not in (answer["outcome"], "any", "any_but_wrong"):
        found.append(f"outcome {answer['outcome']}, expected {expect['outcome']}")
    if answer["outcome"] != "reject":
        found += wrong_values(expect, answer)
    said = answer["messages"]
    found += [
        f"no {wanted}" for wanted in expect["messages"] if not any(_is(wanted, m) for m in said)
    ]
    text = json.dumps(answer, ensure_ascii=False)
    found += [f"{secret} is told" for secret in expect.get("not_in_output", []) if secret in text]
    return found


def wrong_values(expect: Mapping[str, Any], answer: Answer) -> list[str]:
    """Return every value that differs from what is expected."""
    rows = answer["rows"]
    found = [
        f"{name} {value}, expected {expect[name]}"
        for name, value in _measures(rows, expect, answer)
        if name in expect and value != expect[name]
    ]
    found += [
        f"total {column} {answer['totals'].get(column)}, expected {total}"
        for column, total in expect.get("totals", {}).items()
        if answer["totals"].get(column) != total
    ]
    for check in expect.get("checks", []):
        values = [row.get(check["column"]) for row in rows if _matches(row, check["where"])]
        if not any(_equal(value, check["value"]) for value in values):
            found.append(f"{check} but {values}")
    dropped = expect.get("columns_dropped", [])
    return found + [f"column {name} is kept" for row in rows for name in dropped if name in row]


def _measures(
    rows: list[dict[str, Any]], expect: Mapping[str, Any], answer: Answer
) -> Iterator[tuple[str, Any]]:
    """Give what can be said of all rows, by the name that the corpus uses for it."""
    yield "rows_kept", answer["rows_kept"]
    yield "distinct_codes", len({row.get("code") for row in rows})
    yield "distinct_channels", len({row.get("kanaal") for row in rows})
    yield "missing_cells", sum(row.get("aantal") is None for row in rows)
    asked = expect.get("missing_reason", {})
    yield "missing_reason", {row["code"]: row["mark"] for row in rows if row.get("code") in asked}
    yield "years", sorted((row["jaar"] for row in rows if "jaar" in row), key=str)
    key = expect.get("sorted_by", "line")
    order = [row[key] for row in rows]
    yield "sorted_by", key if order == sorted(order) else "nothing"


def _matches(row: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
    return all(_equal(row.get(name), value) for name, value in where.items())


def _equal(value: Any, expected: Any) -> bool:
    if isinstance(value, int | float) and isinstance(expected, int | float):
        return abs(value - expected) < 1e-9
    return bool(value == expected)


def _is(wanted: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    names = ("severity", "code", "line", "column")
    same = all(said[name] == wanted[name] for name in names if name in wanted)
    return same and wanted.get("text", "") in said["text"]
