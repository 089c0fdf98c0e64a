"""Damaged files are read or refused; every one that once was not has its smallest form here."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.fuzzing import check, damage, seeds, trouble_with, zipped

_BOOK = {"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<Types/>"}
ONCE_A_CRASH = {  # name → content
    **{
        f"unknown_encoding_{name}.xlsx": zipped(
            _BOOK | {"_rels/.rels": f'<?xml version="1.0" encoding="{name}"?><a/>'.encode()}
        )
        for name in ("QTF-8", "utf-7", "shift_jis")
    },
    "only_a_row_that_is_too_long.csv": b"A" * 40_000,
    "units_of_no_code_at_all.csv": b"code;naam;jaar;waarde;eenheid\n1A><b;x;2023;28;%\n1A><b;y;2024;29;%\n",
}


@pytest.mark.parametrize("name", ONCE_A_CRASH)
def test_what_once_made_a_reader_stumble_is_read_or_refused(tmp_path: Path, name: str) -> None:
    assert check(tmp_path / name, ONCE_A_CRASH[name]) == {}


def test_twenty_seconds_of_damage_bring_nothing_but_answers_and_refusals(root: Path) -> None:
    command = [sys.executable, "-m", "tests.faults.fuzzing", "20", "--seed", "1"]

    ended = subprocess.run(command, check=False, cwd=root, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Every one was read or refused" in ended.stdout


def test_a_reader_that_raises_anything_else_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tests.faults.fuzzing.read_delivery", stumble)

    assert "ZeroDivisionError" in trouble_with(tmp_path / "a.csv", "kcc")


def test_the_same_dice_do_the_same_damage() -> None:
    made = seeds(None)
    others = [*made.values()]

    one, other = ([damage(raw, others, random.Random(7)) for raw in others] for _ in range(2))

    assert one == other
    assert one != others
