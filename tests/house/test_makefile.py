"""`make help` explains every target."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

PROMISED = {
    "setup",
    "report",
    "test",
    "check",
    "lab",
    "bench",
    "bench-forecast",
    "faults",
    "lock",
    "help",
    "clean",
}
TARGET = re.compile(r"^([a-z][\w-]*):(?!=)(.*)$", re.MULTILINE)


def targets_of(makefile: str) -> dict[str, str]:
    """Every target a person can ask for, with its explanation."""
    return {name: rest.partition("##")[2].strip() for name, rest in TARGET.findall(makefile)}


@pytest.fixture(scope="module")
def makefile(root: Path) -> str:
    return (root / "Makefile").read_text(encoding="utf-8")


def make(root: Path, *arguments: str) -> str:
    if shutil.which("make") is None:
        pytest.skip("make is not on this machine; every target is also a command of its own")
    asked = ["make", "-C", str(root), "--no-print-directory", *arguments]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


def test_every_promised_target_is_there_with_an_explanation(makefile: str) -> None:
    targets = targets_of(makefile)

    assert set(targets) == PROMISED
    assert [name for name, text in targets.items() if len(text) < 20] == []


def test_no_target_is_mistaken_for_a_file(makefile: str) -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)

    assert set(phony.split()) == PROMISED


def test_make_help_names_every_target_with_its_explanation(root: Path, makefile: str) -> None:
    shown = make(root, "help").splitlines()

    assert [line.split(maxsplit=2) for line in shown] == [
        ["make", name, text] for name, text in targets_of(makefile).items()
    ]


def test_make_without_a_target_shows_the_list(root: Path) -> None:
    assert make(root) == make(root, "help")


def test_setting_up_twice_costs_nothing(root: Path) -> None:
    if not (root / ".venv" / ".ready").exists():
        pytest.skip("this environment was not made by make setup")
    # A dry run of the second set-up has nothing to do, unless the lock changed in between.
    stamp = (root / ".venv" / ".ready").stat().st_mtime
    sources = [root / "requirements.lock", root / "pyproject.toml"]
    if any(path.stat().st_mtime > stamp for path in sources):
        pytest.skip("requirements.lock or pyproject.toml changed since the last make setup")

    assert "Nothing to be done" in make(root, "--dry-run", "setup")


def test_a_target_without_explanation_is_found() -> None:
    assert targets_of("PYTHON := python3\nbuild: x ## makes it\nsecret:\n\techo\n") == {
        "build": "makes it",
        "secret": "",
    }
