"""The corpus of bad input beside the project: its cases, and how an answer differs from one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Case = Mapping[str, Any]


def cases(folder: Path) -> list[Case]:
    """Return every case that is about a file (catalogues of the corpus do not apply here)."""
    content = json.loads((folder / "expectations.json").read_text("utf-8"))
    return [
        case
        for case in content["cases"]
        if case["input"] in ("kcc", "indicator", "norm") and case["files"]
    ]


def differences(case: Case, answer: Mapping[str, Any]) -> list[str]:
    """Return everything in which the answer of ``check --json`` differs from what is expected."""
    expect = case["expect"]
    found = []
    if expect["outcome"] not in (answer["outcome"], "any", "any_but_wrong"):
        found.append(f"outcome {answer['outcome']}, expected {expect['outcome']}")
    if answer["outcome"] != "reject":
        found += wrong_values(case, answer)
    found += [
        f"no message {wanted}"
        for wanted in expect.get("messages", [])
        if not any(_is(wanted, said) for said in answer["messages"])
    ]
    text = json.dumps(answer, ensure_ascii=False)
    found += [f"{secret} is told" for secret in expect.get("not_in_output", []) if secret in text]
    return found


def wrong_values(case: Case, answer: Mapping[str, Any]) -> list[str]:
    """Return every value that differs from what is expected."""
    expect, rows = case["expect"], answer["rows"]
    found = []
    if "rows_kept" in expect and answer["rows_kept"] != expect["rows_kept"]:
        found.append(f"{answer['rows_kept']} rows, expected {expect['rows_kept']}")
    for column, total in expect.get("totals", {}).items():
        if answer["totals"].get(column) != total:
            found.append(f"total {column} {answer['totals'].get(column)}, expected {total}")
    for check in expect.get("checks", []):
        values = [row.get(check["column"]) for row in rows if _matches(row, check["where"])]
        if values and not any(_equal(value, check["value"]) for value in values):
            found.append(f"{check} but {values}")
        if not values:
            found.append(f"no row for {check}")
    for name, column in (("distinct_codes", "code"), ("distinct_channels", "kanaal")):
        count = len({row[column] for row in rows}) if name in expect else None
        if count != expect.get(name):
            found.append(f"{name} {count}, expected {expect[name]}")
    if "missing_cells" in expect:
        count = sum(row["aantal"] is None for row in rows)
        if count != expect["missing_cells"]:
            found.append(f"{count} missing cells, expected {expect['missing_cells']}")
    if "years" in expect and sorted(row["jaar"] for row in rows) != expect["years"]:
        found.append(f"years {[row['jaar'] for row in rows]}")
    if "sorted_by" in expect:
        order = [row[expect["sorted_by"]] for row in rows]
        if order != sorted(order):
            found.append(f"not sorted by {expect['sorted_by']}")
    found += [
        f"column {name} is kept" for name in expect.get("columns_dropped", []) if name in rows[0]
    ]
    return found


def _matches(row: Mapping[str, Any], where: Mapping[str, Any]) -> bool:
    return all(_equal(row.get(name), value) for name, value in where.items())


def _equal(value: Any, expected: Any) -> bool:
    if isinstance(value, (int, float)) and isinstance(expected, (int, float)):
        return abs(value - expected) < 1e-9
    return bool(value == expected)


def _is(wanted: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    same = all(
        said[name] == wanted[name]
        for name in ("severity", "code", "line", "column")
        if name in wanted
    )
    return same and wanted.get("text", "") in said["text"]
