"""A notebook runs with the parameters it has, of the type it has, or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import UnknownKey, WrongCall
from pcanalysis.reporting.parameters import check_parameters, read_parameters
from tests.reporting.notebook_files import write_notebook

CELL = """\
programme = "leiden/1"  # de sleutel
horizon = 2
margin = 0.5
strict = False
below_zero = -1
"""


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    return write_notebook(tmp_path / "trend.ipynb", "1 + 1", parameters=CELL)


def test_names_and_defaults_come_in_the_order_of_the_cell(notebook: Path) -> None:
    assert list(read_parameters(notebook).items()) == [
        ("programme", "leiden/1"),
        ("horizon", 2),
        ("margin", 0.5),
        ("strict", False),
        ("below_zero", -1),
    ]


def test_what_is_not_given_keeps_its_default(notebook: Path) -> None:
    chosen = check_parameters(notebook, {"horizon": 3})

    assert chosen == read_parameters(notebook) | {"horizon": 3}


def test_a_misspelt_name_is_refused_with_the_nearest_name(notebook: Path) -> None:
    with pytest.raises(UnknownKey, match=r"trend\.ipynb.*'programma'.*Did you mean 'programme'"):
        check_parameters(notebook, {"programma": "leiden/1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("horizon", "2"),  # text is never guessed into a number
        ("horizon", 2.0),
        ("horizon", True),  # in Python a kind of int; not what was meant
        ("margin", "0,5"),
        ("margin", False),
        ("strict", 0),
        ("strict", "no"),
        ("programme", 1),
        ("programme", None),
        ("programme", b"leiden/1"),  # papermill would paste bytes as code
        ("programme", ["leiden/1"]),
        ("programme", Path("leiden/1")),
    ],
)
def test_a_value_of_another_type_is_refused(notebook: Path, name: str, value: Any) -> None:
    with pytest.raises(WrongCall, match=f"parameter '{name}' must be of type"):
        check_parameters(notebook, {name: value})


def test_a_whole_number_serves_where_a_fraction_may_stand(notebook: Path) -> None:
    assert check_parameters(notebook, {"margin": 1})["margin"] == 1


@pytest.mark.parametrize("code", ["01", "1.10", "1e5", "no", "12:30", "1_000", "nan", ""])
def test_a_code_that_looks_like_something_else_stays_text(notebook: Path, code: str) -> None:
    chosen = check_parameters(notebook, {"programme": code})["programme"]

    assert (type(chosen), chosen) == (str, code)


@pytest.mark.parametrize("text", ["a\nimport os", "a\x00b", "\ud800", "a\u202eb", "\x1b[31m"])
def test_text_that_cannot_be_printed_is_refused(notebook: Path, text: str) -> None:
    with pytest.raises(WrongCall, match="unprintable"):
        check_parameters(notebook, {"programme": text})


@given(name=st.text(min_size=1))
def test_no_name_outside_the_cell_is_ever_accepted(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    notebook = write_notebook(tmp_path_factory.getbasetemp() / "names" / "trend.ipynb", "1 + 1")
    if name == "programme":
        return

    with pytest.raises(WrongCall):
        check_parameters(notebook, {name: "leiden/1"})


@pytest.mark.parametrize(
    "line",
    [
        "programme = open('/etc/passwd').read()",
        "import os",
        "programme = ['leiden/1']",
        "programme = None",
        "a, b = 1, 2",
        "a = b = 1",
        "programme: str = 'leiden/1'",
        "print('hello')",
        "settings.programme = 'leiden/1'",
    ],
)
def test_a_cell_with_more_than_plain_values_is_refused_by_line(tmp_path: Path, line: str) -> None:
    notebook = write_notebook(tmp_path / "trend.ipynb", parameters=f'language = "nl"\n{line}')

    with pytest.raises(WrongCall, match=r"trend\.ipynb, parameters cell, line 2"):
        read_parameters(notebook)


def test_a_cell_that_is_not_python_is_refused_by_line(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "trend.ipynb", parameters='language = "nl"\nuntil = (')

    with pytest.raises(WrongCall, match=r"parameters cell, line 2"):
        read_parameters(notebook)


@pytest.mark.parametrize("tagged", [(), (1,), (0, 1)])
def test_the_first_code_cell_and_no_other_is_the_parameters_cell(
    tmp_path: Path, tagged: tuple[int, ...]
) -> None:
    cells = [nbformat.v4.new_code_cell(f"a{i} = 1", id=f"c{i}") for i in range(2)]
    for position in tagged:
        cells[position].metadata["tags"] = ["parameters"]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "trend.ipynb")

    with pytest.raises(WrongCall, match=f"{len(tagged)} cells have that tag"):
        read_parameters(tmp_path / "trend.ipynb")


def test_an_absent_notebook_is_refused_with_the_nearest_name(notebook: Path) -> None:
    with pytest.raises(UnknownKey, match=r"Did you mean 'trend\.ipynb'"):
        read_parameters(notebook.with_name("trends.ipynb"))


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"cells": 1}', '{"worksheets": []}'])
def test_a_file_that_is_no_notebook_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "trend.ipynb").write_text(content)

    with pytest.raises(WrongCall, match=r"trend\.ipynb"):
        read_parameters(tmp_path / "trend.ipynb")
