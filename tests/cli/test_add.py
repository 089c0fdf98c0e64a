from __future__ import annotations

import io
from pathlib import Path

import pytest

from pcanalysis.cli import verbs
from tests.cli.running import run
from tests.store.projects import definitions_only, write

EXPORT = "datum;kanaal;aantal\n07-01-2019;telefoon;10\n08-01-2019;telefoon;12\n"
WRONG_ROW = "31-02-2019;telefoon;10\n"
WORDS = ("--kind", "kcc", "--programme", "dorp/1")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return definitions_only(tmp_path / "project")


def delivered(tmp_path: Path, text: str = EXPORT) -> str:
    return str(write(tmp_path, "export.csv", text))


def test_a_delivery_that_is_right_is_stored_and_the_next_step_is_said(
    tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(capsys, project, "add", delivered(tmp_path), *WORDS)

    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[:3] == ["Geaccepteerd: 2 rijen.", "Totaal aantal: 22", "Zo is export.csv gelezen:"]
    assert lines[-1] == "Opgeslagen in data/raw/dorp-1-kcc. Daarna: pcanalysis build"
    assert run(capsys, project, "build", "--json").json["contact_rows"] == 2


def test_as_json_it_answers_as_check_does_and_says_where_it_is_stored(
    tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = delivered(tmp_path)
    checked = run(capsys, project, "check", file, "--kind", "kcc", "--json").json

    said = run(capsys, project, "add", file, *WORDS, "--json")

    assert said.json == checked | {"stored": "data/raw/dorp-1-kcc", "known": None}


def test_a_refused_delivery_is_told_and_not_stored(
    tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(capsys, project, "add", delivered(tmp_path, "<html></html>"), *WORDS, "--json")

    assert said.code == 65
    assert said.json["outcome"] == "reject"
    assert said.json["stored"] is None
    assert said.json["messages"][0]["code"] == "not_a_text_table"


def test_a_delivery_in_part_needs_to_be_asked_for(
    tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = delivered(tmp_path, EXPORT + WRONG_ROW)

    refused = run(capsys, project, "add", file, *WORDS, "--language", "en")
    stored = run(capsys, project, "add", file, *WORDS, "--partial")

    assert (refused.code, stored.code) == (65, 1)
    assert "line 4" in refused.out
    assert "--partial" in refused.out.splitlines()[-1]
    assert "regel 4" in stored.out
    assert "Opgeslagen in data/raw/dorp-1-kcc" in stored.out


def test_the_same_delivery_again_is_fine_and_said(
    tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = delivered(tmp_path)
    run(capsys, project, "add", file, *WORDS)

    said = run(capsys, project, "add", file, *WORDS)

    assert said.code == 0
    assert said.out.splitlines()[-1] == (
        "Deze levering staat al in data/raw/dorp-1-kcc. Er is niets geschreven."
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--kind", "kcc"), "--programme"),
        (("--kind", "kcc", "--programme", "dorp/l"), "Bedoelt u 'dorp/1'?"),
        ((*WORDS, "--published", "1-2-2025"), "Schrijf die als 2025-02-01."),
        ((*WORDS, "--edition", "dorp-jv-2030"), "[[edition]]"),
        ((*WORDS, "--dialect", "decimaal=."), "dialect"),
    ],
)
def test_a_wrong_call_is_told_with_what_to_write(
    tmp_path: Path,
    project: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    told: str,
) -> None:
    said = run(capsys, project, "add", delivered(tmp_path), *words)

    assert said.code == 2
    assert told in said.err


def test_everything_that_is_said_about_a_delivery_reaches_its_card(
    tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--edition", "dorp-jv-2019", "--publisher", "Griffie", "--licence", "CC0-1.0")
    file = delivered(tmp_path, "code;jaar;waarde\ntevreden;2019;1.234\n")
    kind = ("--kind", "indicator", "--programme", "dorp/1", "--source", "griffie")

    run(capsys, project, "add", file, *kind, *words, "--dialect", "decimal=.")

    card = (project / "data/raw/griffie/card.toml").read_text("utf-8")
    assert 'publisher = "Griffie"' in card
    assert 'licence = "CC0-1.0"' in card
    assert 'edition = "dorp-jv-2019"' in card
    assert ";1,234" in (project / "data/raw/griffie/indicator.csv").read_text("utf-8")


def test_a_large_file_is_announced_on_a_terminal(
    tmp_path: Path,
    project: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    monkeypatch.setattr(verbs, "LARGE", 10)
    monkeypatch.setattr("sys.stderr", shown)

    run(capsys, project, "add", delivered(tmp_path), *WORDS)

    assert shown.getvalue() == "Lezen: export.csv (0 MB). Dit duurt even.\n"


def test_the_help_teaches_with_examples(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, project, "add", "--help")

    assert said.code == 0
    assert "pcanalysis add kcc-2024.xlsx --kind kcc --programme leiden/1" in said.out
    assert "--partial" in said.out
