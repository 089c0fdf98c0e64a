"""The corpus of bad input: every case, through the command that a user types."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from pcanalysis.cli import main
from tests.cli.running import Said
from tests.store.reading.corpus import FOLDER, Case, cases, differences, files

# Answered otherwise on purpose: docs/decisions/0006-corpus-cases-we-answer-otherwise.md
OTHERWISE = {"xlsx_code_as_number": ["outcome partial, expected warn"]}
EXIT_CODES = {"accept": 0, "warn": 0, "partial": 1, "reject": 65}
ABSENT = "the corpus of bad input (../shared/corpus) is not beside this checkout"
CASES = [pytest.param(case, id=case["id"]) for case in cases()]
CASES = CASES or [pytest.param({}, id="absent", marks=pytest.mark.skip(reason=ABSENT))]


def check(capsys: Any, case: Case, *words: str) -> Said:
    """Run ``pcanalysis check`` on the files of a case."""
    capsys.readouterr()
    code = main(
        ["check", *files(case), "--kind", case["input"], "--language", "nl", "--json", *words]
    )
    said = capsys.readouterr()
    return Said(code=code, out=said.out, err=said.err)


def listing(folder: Path) -> list[tuple[str, int, int]]:
    """Return every path in a folder with its size and time of change."""
    known = [(path, path.stat()) for path in sorted(folder.rglob("*"))]
    return [(str(path), found.st_size, found.st_mtime_ns) for path, found in known]


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_answered_as_expected(case: Case, capsys: Any) -> None:
    begin = time.monotonic()
    said = check(capsys, case)
    took = time.monotonic() - begin

    assert differences(case, said.json) == OTHERWISE.get(case["id"], [])
    assert said.code == EXIT_CODES[said.json["outcome"]]
    assert said.err == ""
    assert took < case["expect"].get("max_seconds", 30)


@pytest.mark.parametrize("case", [one for one in CASES if one.id == "num_ambiguous_decimal"])
@pytest.mark.parametrize(("mark", "name"), [(",", "decimal_comma"), (".", "decimal_point")])
def test_a_doubt_is_settled_by_what_the_caller_states(
    case: Case, mark: str, name: str, capsys: Any
) -> None:
    said = check(capsys, case, "--dialect", f"decimal={mark}").json

    assert said["outcome"] == "accept"
    assert said["rows"][0]["gem_gesprekstijd"] == case["expect"]["accepted_when"][name]


@pytest.mark.skipif(not cases(), reason=ABSENT)
def test_a_check_writes_nothing(tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    before = listing(FOLDER)
    for case in cases():
        check(capsys, case)

    assert listing(FOLDER) == before
    assert listing(tmp_path) == []
