from __future__ import annotations

import inspect

import pytest

from pcanalysis import errors
from pcanalysis.errors import (
    Busy,
    DataRefused,
    InvalidModel,
    NotebookFailed,
    OutputFailed,
    PcanalysisError,
    Problem,
    UnknownKey,
    WrongCall,
)


def test_a_problem_reads_from_place_to_reason() -> None:
    problem = Problem(
        file="data/raw/a/cijfers.csv", line=3, column="waarde", cell="zestig", reason="no figure."
    )

    assert str(problem) == ("data/raw/a/cijfers.csv, line 3, column 'waarde': 'zestig': no figure.")


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert str(Problem(file="a.csv", reason="the file is empty.")) == "a.csv: the file is empty."


def test_a_long_cell_is_cut_at_eighty_characters() -> None:
    shown = str(Problem(file="a.csv", cell="x" * 500, reason="too long."))

    assert shown == f"a.csv: '{'x' * 80}': too long."


def test_control_characters_of_a_cell_are_made_visible() -> None:
    assert r"'a\x1b[2Jb\n'" in str(Problem(file="a.csv", cell="a\x1b[2Jb\n", reason="no."))


def test_refused_data_show_every_problem_up_to_twenty() -> None:
    problems = [Problem(file="a.csv", line=n, reason="wrong.") for n in range(1, 26)]

    error = DataRefused(problems)

    lines = str(error).splitlines()
    assert lines[0] == "a.csv, line 1: wrong."
    assert lines[19:] == ["a.csv, line 20: wrong.", "… and 5 more."]
    assert len(error.problems) == 25


def test_an_unknown_name_suggests_the_nearest() -> None:
    error = UnknownKey.among("programme", "leidn/1", ["leiden/1", "tilburg/servicenormen"])

    assert str(error) == "Unknown programme 'leidn/1'. Did you mean 'leiden/1'?"


def test_a_name_like_no_other_lists_what_is_known() -> None:
    known = [f"dorp/{letter}" for letter in "abcdefghij"]

    assert str(UnknownKey.among("key", "?", known)).endswith(
        "Known: dorp/a, dorp/b, dorp/c, dorp/d, dorp/e, dorp/f, dorp/g, dorp/h, …."
    )
    assert str(UnknownKey.among("key", "?", ["x"])).endswith("Known: x.")


def test_a_name_where_there_is_none_says_so() -> None:
    assert str(UnknownKey.among("volume", "dorp/post", [])).endswith("There is none yet.")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WrongCall, 2),
        (UnknownKey, 2),
        (InvalidModel, 65),
        (DataRefused, 65),
        (OutputFailed, 74),
        (Busy, 75),
        (NotebookFailed, 1),
    ],
)
def test_each_kind_of_trouble_has_its_exit_code(error: type[PcanalysisError], code: int) -> None:
    assert error.exit_code == code


def test_every_error_has_the_one_base() -> None:
    raised = [
        found
        for _, found in inspect.getmembers(errors, inspect.isclass)
        if issubclass(found, Exception)
    ]

    assert all(issubclass(error, PcanalysisError) for error in raised)
