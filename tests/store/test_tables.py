from __future__ import annotations

from pathlib import Path

import pytest

from pcanalysis.errors import DataRefused, Problem
from pcanalysis.model import Edition
from pcanalysis.store.tables import made, read_toml
from tests.store.projects import write

EDITION = {
    "id": "dorp-jv-2019",
    "title": "Jaarverslag 2019",
    "kind": "jaarverslag",
    "year": 2019,
    "published": "2020-07-15",
    "basis": "rule",
}


def refusal(**changes: object) -> tuple[Problem, ...]:
    table = {key: value for key, value in (EDITION | changes).items() if value is not None}
    with pytest.raises(DataRefused) as caught:
        made(Edition, table, file="dorp/1.toml", line=8)
    return caught.value.problems


def test_a_table_becomes_an_object_of_the_model() -> None:
    edition = made(Edition, EDITION, file="dorp/1.toml", line=8)

    assert (edition.id, edition.published.isoformat()) == ("dorp-jv-2019", "2020-07-15")


def test_an_unknown_key_is_named_with_the_nearest_known_one() -> None:
    (problem,) = refusal(titel="Jaarverslag")

    assert (problem.file, problem.line, problem.column) == ("dorp/1.toml", 8, "titel")
    assert "Did you mean 'title'" in problem.reason


def test_every_unknown_key_is_reported_at_once() -> None:
    assert [problem.column for problem in refusal(aap=1, noot=2)] == ["aap", "noot"]


def test_a_missing_key_is_named_without_a_cell() -> None:
    (problem,) = refusal(title=None)

    assert (problem.column, problem.cell) == ("title", None)


def test_a_value_of_the_wrong_type_is_shown() -> None:
    (problem,) = refusal(year="vorig jaar")

    assert (problem.column, problem.cell) == ("year", "vorig jaar")


def test_what_the_model_refuses_is_refused_with_file_and_line() -> None:
    (problem,) = refusal(basis="gegokt")

    assert str(problem).startswith("dorp/1.toml, line 8")
    assert "'stated' or 'rule'" in problem.reason


def test_every_table_is_found_at_the_line_of_its_header(tmp_path: Path) -> None:
    text = "schema = 1\n\n[[edition]]\nid = 'a'\n  [[ edition ]]\nid = 'b'\n[queues]\n"
    path = write(tmp_path, "x.toml", text)

    content, lines = read_toml(path, "x.toml")

    assert [edition["id"] for edition in content["edition"]] == ["a", "b"]
    assert lines == {"edition": [3, 5], "queues": [7]}


def test_broken_toml_is_refused_at_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "x.toml", "schema = 1\nname = 'a'\nname = 'b'\n")

    with pytest.raises(DataRefused) as caught:
        read_toml(path, "x.toml")
    assert caught.value.problems[0].line == 3
    assert "not TOML" in caught.value.problems[0].reason


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"schema = 1\nname = '\xe9'\n")

    with pytest.raises(DataRefused, match="not UTF-8 text"):
        read_toml(path, "x.toml")


@pytest.mark.parametrize("text", ["", "schema = 2\n"])
def test_a_file_of_another_schema_is_refused(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "x.toml", text)

    with pytest.raises(DataRefused, match="schema = 1"):
        read_toml(path, "x.toml")
