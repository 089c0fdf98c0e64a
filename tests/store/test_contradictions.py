from __future__ import annotations

import math
from typing import Any

import pandas as pd

from pcanalysis.store.contradictions import without_contradictions


def cells(*changes: dict[str, Any]) -> pd.DataFrame:
    usual = {
        "edition": "dorp-jv-2019",
        "key": "dorp/tevreden",
        "area": "",
        "period": "2019",
        "role": "observation",
        "value": 60.0,
        "printed": "60%",
        "file": "a.csv",
        "line": 2,
        "column": "waarde",
    }
    return pd.DataFrame([usual | change for change in changes])


def test_equal_cells_are_all_kept_with_their_place() -> None:
    kept, problems = without_contradictions(cells({}, {"line": 9}))

    assert list(kept["line"]) == [2, 9]
    assert problems == ()


def test_two_values_for_one_figure_cost_both() -> None:
    table = cells({}, {"line": 9, "value": 61.0, "printed": "61%"}, {"period": "2020"})

    kept, problems = without_contradictions(table)

    assert list(kept["period"]) == ["2020"]
    assert [(p.line, p.cell, p.code) for p in problems] == [
        (2, "60%", "contradiction"),
        (9, "61%", "contradiction"),
    ]
    assert problems[0].facts == {"figure": "dorp/tevreden 2019", "others": "a.csv:9"}


def test_a_figure_and_a_dash_contradict() -> None:
    kept, problems = without_contradictions(cells({}, {"value": math.nan, "printed": "-"}))

    assert len(kept) == 0
    assert len(problems) == 2


def test_a_contradiction_is_found_across_the_files_of_one_document() -> None:
    _, problems = without_contradictions(cells({}, {"file": "b.csv", "value": 61.0}))

    assert [problem.file for problem in problems] == ["a.csv", "b.csv"]


def test_another_document_area_year_or_role_may_have_another_value() -> None:
    table = cells(
        {},
        {"edition": "dorp-jv-2020", "value": 62.0},
        {"area": "Nederland", "value": 70.0},
        {"period": "2018", "value": 58.0},
        {"role": "target", "value": 65.0},
    )

    kept, problems = without_contradictions(table)

    assert len(kept) == 5
    assert problems == ()
