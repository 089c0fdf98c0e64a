"""The tree is the one that ARCHITECTURE.md draws, and git keeps nothing that does not belong."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.house.repository import forbidden_in, strangers, text_of, tracked_files

TREE = {
    ".ci",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Makefile",
    "README.md",
    "benchmarks",
    "data",
    "docs",
    "environment.yml",
    "notebooks",
    "pcanalysis",
    "pcanalysis.toml",
    "pyproject.toml",
    "reports",
    "requirements.lock",
    "tests",
}
ALSO_ALLOWED = {".gitattributes", ".gitignore", ".python-version", "LICENSE"}
DATA = {"definitions", "log", "processed", "raw"}


@pytest.fixture(scope="module")
def kept(root: Path) -> list[Path]:
    return tracked_files(root)


def test_the_top_level_holds_the_tree_and_nothing_else(kept: list[Path]) -> None:
    top = {path.parts[0] for path in kept}

    assert sorted(TREE - top) == []
    assert strangers(top, TREE | ALSO_ALLOWED) == []


def test_data_has_its_four_folders(kept: list[Path]) -> None:
    assert {path.parts[1] for path in kept if path.parts[0] == "data"} == DATA


@pytest.mark.parametrize("folder", ["data/processed", "reports"])
def test_what_is_generated_stays_out_of_git(kept: list[Path], folder: str) -> None:
    inside = [path.name for path in kept if path.is_relative_to(folder)]

    assert inside == ["README.md"]


def test_every_raw_source_has_its_card(kept: list[Path]) -> None:
    inside = [path for path in kept if path.is_relative_to("data/raw") and len(path.parts) > 3]
    sources = {path.parts[2] for path in inside}
    with_card = {path.parts[2] for path in inside if path.name == "card.toml"}

    assert sources != set()
    assert sorted(sources - with_card) == []


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("data/raw/leiden-kcc/kcc-2017.csv", True),
        ("data/raw/elders/export_kcc_2024.xlsx", True),
        ("data/raw/voorbeeld-kcc/kcc.csv", False),
        ("data/raw/leiden/indicators.csv", False),
        ("data/processed/observations.parquet", True),
        ("data/processed/README.md", False),
        ("reports/leiden/1/index.html", True),
        ("data/log/publications.jsonl", False),
        (".venv/pyvenv.cfg", True),
    ],
)
def test_git_ignores_contact_exports_and_what_is_generated(
    root: Path, kept: list[Path], path: str, ignored: bool
) -> None:
    # --no-index: the rule counts, also for a file that git already keeps
    asked = ["git", "-C", str(root), "check-ignore", "--no-index", "--quiet", path]

    assert (subprocess.run(asked, check=False).returncode == 0) is ignored


def test_no_kept_file_ties_the_project_to_one_machine_or_gives_a_secret_away(
    root: Path, kept: list[Path]
) -> None:
    found = {
        str(path): faults
        for path in kept
        if (root / path).is_file() and (faults := forbidden_in(text_of(root / path)))
    }

    assert found == {}


def test_the_check_of_a_submission_can_be_run(root: Path, kept: list[Path]) -> None:
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "--stage", ".ci/run"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert listed.startswith("100755 ")
    assert (root / ".ci" / "run").read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")


# The rules themselves. The samples are put together here, so that this file holds none of them.


@pytest.mark.parametrize(
    ("pieces", "what"),
    [
        (("see /ho", "me/anna/data.csv"), "a path of one machine"),
        (("/Us", "ers/jan/x"), "a path of one machine"),
        (("C:\\Us", "ers\\jan"), "a path of one machine"),
        (("from https://py", "pi.org/project/x"), "the address of a package index"),
        (("--extra-index", "-url https:", "//x.nl/y"), "the address of a package index"),
        (("https:", "//intern.nl/root/sim", "ple/"), "the address of a package index"),
        (("-----BEGIN RSA PRIV", "ATE KEY-----"), "something like a secret"),
        (("pass", 'word = "hunter2hunter2"'), "something like a secret"),
        (("AK", "IA", "ABCDEFGHIJKLMNOP"), "something like a secret"),
    ],
)
def test_what_must_not_be_kept_is_found(pieces: tuple[str, ...], what: str) -> None:
    assert forbidden_in("fine\n" + "".join(pieces)) == [f"line 2: {what}"]


@pytest.mark.parametrize(
    "line",
    [
        "open data/raw/leiden/indicators.csv",
        "https://www.leiden.nl/home/jaarverslag",
        "../shared/facts",
        "uv pip compile --no-emit-index-url",
        "the token that opens the page",
        "password: see your administrator",
    ],
)
def test_ordinary_text_is_left_alone(line: str) -> None:
    assert forbidden_in(line) == []


def test_a_stranger_in_the_tree_is_found() -> None:
    assert strangers(["README.md", "Untitled.ipynb"], TREE) == ["Untitled.ipynb"]
