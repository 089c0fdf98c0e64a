"""``pcanalysis build``: what it counts, what it refuses, and that nothing is done twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import run
from tests.store.projects import HEADER, SETTINGS, add_source, village, write

WRONG = HEADER + "tevreden;2019;realisatie;60%;;\ntevreden;2020;realisatie;zestig;;\n"
PLACE = "data/raw/verslag-2019/cijfers.csv, regel 3"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Give a project without a wrong cell."""
    return village(tmp_path)


@pytest.fixture
def spoiled(tmp_path: Path) -> Path:
    """Give a project with one cell that is no number."""
    village(tmp_path)
    add_source(tmp_path, "verslag-2019", WRONG)
    return tmp_path


def test_a_build_says_how_many_cells_it_kept(sound: Path, capsys: Any) -> None:
    said = run(capsys, sound, "build")

    # four rows in the report of 2019, three in that of 2020
    assert said.out == "Gebouwd: 7 cijfers en 0 contactregels.\n"
    assert (said.code, said.err) == (0, "")


def test_a_second_build_has_nothing_to_do(sound: Path, capsys: Any) -> None:
    run(capsys, sound, "build")

    assert run(capsys, sound, "build").out == "Niets veranderd, niets te doen.\n"


def test_a_build_answers_a_program_with_counts(sound: Path, capsys: Any) -> None:
    said = run(capsys, sound, "build", "--json")

    assert said.json == {"changed": True, "cells": 7, "contact_rows": 0, "problems": []}
    assert run(capsys, sound, "build", "--json").json["changed"] is False


def test_a_refused_cell_is_told_on_stderr_and_the_rest_is_kept(spoiled: Path, capsys: Any) -> None:
    said = run(capsys, spoiled, "build")

    assert said.code == 0
    assert said.out == "Gebouwd: 4 cijfers en 0 contactregels.\n"  # one of two, and three
    assert said.err.startswith("Geweigerde cellen: 1\n")
    assert PLACE in said.err
    assert "'zestig'" in said.err


def test_a_refused_cell_is_told_by_every_verb_that_opens_the_project(
    spoiled: Path, capsys: Any
) -> None:
    said = run(capsys, spoiled, "list", "programmes")

    assert said.code == 0
    assert PLACE in said.err
    assert PLACE not in said.out


def test_a_strict_build_fails_on_a_refused_cell(spoiled: Path, capsys: Any) -> None:
    said = run(capsys, spoiled, "build", "--strict")

    assert said.code == 65
    assert said.out == ""
    assert PLACE in said.err
    assert "Traceback" not in said.err


def test_a_strict_build_tells_a_program_every_problem(spoiled: Path, capsys: Any) -> None:
    said = run(capsys, spoiled, "build", "--strict", "--json")

    assert said.code == 65
    assert said.refusal["exit_code"] == 65
    assert said.refusal["kind"] == "DataRefused"
    assert len(said.refusal["problems"]) == 1
    (problem,) = said.refusal["problems"]
    assert set(problem) == {"severity", "code", "file", "line", "column", "text"}
    assert (problem["severity"], problem["line"], problem["column"]) == ("error", 3, "waarde")
    assert problem["file"] == "data/raw/verslag-2019/cijfers.csv"
    assert problem["text"].startswith("'zestig': ")


def test_a_build_that_is_not_strict_lists_the_problems_for_a_program(
    spoiled: Path, capsys: Any
) -> None:
    said = run(capsys, spoiled, "build", "--json")

    assert said.code == 0
    assert [(one["code"], one["line"]) for one in said.json["problems"]] == [("not_a_number", 3)]


def test_problems_are_told_in_the_language_of_the_project(spoiled: Path, capsys: Any) -> None:
    write(spoiled, "pcanalysis.toml", SETTINGS.replace('"nl"', '"en"'))

    assert "cijfers.csv, line 3, column 'waarde'" in run(capsys, spoiled, "build").err
    assert "cijfers.csv, line 3, column 'waarde'" in run(capsys, spoiled, "build", "--strict").err


def test_a_wrong_definition_is_told_in_the_language_of_the_project(
    sound: Path, capsys: Any
) -> None:
    write(sound, "data/definitions/dorp/1.toml", "schema = 1\nkey = \n")
    dutch = run(capsys, sound, "build").err
    write(sound, "pcanalysis.toml", SETTINGS.replace('"nl"', '"en"'))

    assert dutch.startswith("data/definitions/dorp/1.toml, regel 2: Deze regel is niet te lezen.")
    assert "1.toml, line 2: This line cannot be read." in run(capsys, sound, "build").err


def test_settings_that_cannot_be_read_are_told_in_dutch(sound: Path, capsys: Any) -> None:
    write(sound, "pcanalysis.toml", SETTINGS.replace("language", "languge"))

    assert "Bedoelt u language?" in run(capsys, sound, "list", "programmes").err
