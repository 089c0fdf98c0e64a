"""Notebooks are thin and clean: one question, parameters first, one call per cell, no outputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.house.notebook_rules import faults_of

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))
FOR_PEOPLE_ONLY = {"explore"}  # widgets instead of findings


def test_each_question_of_this_suite_has_its_notebook() -> None:
    assert {"explore", "forecast", "target_gap", "trend"} <= {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_keeps_the_rules(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))

    assert faults_of(notebook, hands_over=path.stem not in FOR_PEOPLE_ONLY) == []


# The rules themselves, on notebooks that keep or break them.


def code(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, **more}


def parameters(source: str = 'programme = "leiden/1"\nhorizon = 4') -> dict[str, Any]:
    return code(source, metadata={"tags": ["parameters"]})


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"cells": list(cells)}


LAST = code("pc.publish(trend)")


def test_a_thin_and_clean_notebook_has_no_faults() -> None:
    text = {"cell_type": "markdown", "source": "# Trend\n\nWhat changed?", "metadata": {}}
    good = notebook(text, parameters(), code(["trend = fit_trend(history)\n", "trend"]), LAST)

    assert faults_of(good) == []


@pytest.mark.parametrize(
    ("left", "fault"),
    [
        ({"outputs": [{"output_type": "stream"}]}, "code cell 2 holds outputs"),
        ({"execution_count": 3}, "code cell 2 holds an execution count"),
    ],
)
def test_what_a_run_leaves_behind_is_found(left: dict[str, Any], fault: str) -> None:
    assert faults_of(notebook(parameters(), code("1 + 1", **left), LAST)) == [fault]


def test_an_empty_list_of_outputs_and_no_count_is_clean() -> None:
    stripped = code("1 + 1", outputs=[], execution_count=None)

    assert faults_of(notebook(parameters(), stripped, LAST)) == []


@pytest.mark.parametrize(
    ("cells", "tagged"),
    [
        ([code("programme = 1"), LAST], "[]"),
        ([code("import pcanalysis as pc"), parameters(), LAST], "[2]"),
        ([parameters(), parameters(), LAST], "[1, 2]"),
    ],
    ids=["none", "not first", "twice"],
)
def test_exactly_the_first_code_cell_holds_the_parameters(
    cells: list[dict[str, Any]], tagged: str
) -> None:
    expected = f"the first code cell, and no other, is tagged parameters; tagged now: {tagged}"

    assert faults_of(notebook(*cells)) == [expected]


@pytest.mark.parametrize(
    "parameter",
    ["until = None", "years = [2016, 2017]", "n: int = 5", "today = date.today()", "import os"],
)
def test_a_parameter_is_a_plain_value(parameter: str) -> None:
    assert faults_of(notebook(parameters(parameter), LAST)) == [
        f"not a plain parameter: {parameter}"
    ]


@pytest.mark.parametrize("parameter", ['until = ""', "level = 0.9", "shift = -1", "force = False"])
def test_text_numbers_and_yes_or_no_are_plain(parameter: str) -> None:
    assert faults_of(notebook(parameters(parameter), LAST)) == []


def test_a_notebook_has_at_most_15_code_cells() -> None:
    at_the_limit = [parameters(), *[code("trend")] * 13, LAST]

    assert faults_of(notebook(*at_the_limit)) == []
    assert faults_of(notebook(parameters(), *at_the_limit[1:], LAST)) == [
        "16 code cells; at most 15"
    ]


def test_a_cell_has_at_most_six_lines() -> None:
    six, seven = "trend\n" * 6, "trend\n" * 7

    assert faults_of(notebook(parameters(), code(six), LAST)) == []
    assert faults_of(notebook(parameters(), code(seven), LAST)) == [
        "code cell 2 has 7 lines; at most 6"
    ]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f():\n    return 1", "FunctionDef"),
        ("class A:\n    x = 1", "ClassDef"),
        ("for x in y:\n    x", "For"),
        ("while x:\n    x", "While"),
        ("[x for x in y]", "ListComp"),
        ("{x: 1 for x in y}", "DictComp"),
        ("sum(x for x in y)", "GeneratorExp"),
        ("f = lambda x: x", "Lambda"),
    ],
)
def test_what_belongs_in_the_package_is_found(source: str, name: str) -> None:
    assert faults_of(notebook(parameters(), code(source), LAST)) == [f"code cell 2, line 1: {name}"]


def test_a_magic_command_is_not_plain_python() -> None:
    (fault,) = faults_of(notebook(parameters(), code("%matplotlib inline"), LAST))

    assert fault.startswith("code cell 2 is not plain Python")


@pytest.mark.parametrize("last", ["publish(trend)", "pc.publish(trend)", "x = pc.publish(trend)"])
def test_the_last_cell_hands_the_findings_over(last: str) -> None:
    assert faults_of(notebook(parameters(), code(last))) == []


@pytest.mark.parametrize("last", ["trend", "pc.plot(trend)", "publish", "x = 1"])
def test_a_notebook_that_hands_nothing_over_is_found(last: str) -> None:
    silent = notebook(parameters(), code(last))

    assert faults_of(silent) == [
        "the last code cell does not hand its findings over with publish(…)"
    ]
    assert faults_of(silent, hands_over=False) == []
