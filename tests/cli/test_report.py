"""``pcanalysis report``: one line per programme, a summary, and the exit code of the run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from pcanalysis.cli import main
from tests.cli.running import Said, run
from tests.store.projects import village


def report(capsys: Any, root: Path, *words: str) -> Said:
    return run(capsys, root, "report", "--notebook", "trend", "--language", "nl", *words)


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a village with the trend notebook of this checkout, published once."""
    folder = village(tmp_path_factory.mktemp("village"))
    (folder / "notebooks").mkdir()
    shutil.copy(root / "notebooks/trend.ipynb", folder / "notebooks")
    words = ["report", "dorp/1", "--notebook", "trend", "--language", "nl", "--jobs", "1"]
    assert main(["--project", str(folder), *words]) == 0
    return folder


@dataclass(frozen=True)
class Broken:
    """A project whose notebook stops, and the page that was published before it did."""

    root: Path
    page: bytes


@pytest.fixture
def broken(project: Path) -> Iterator[Broken]:
    """Let the notebook stop in its last cell for the time of one test."""
    file = project / "notebooks/trend.ipynb"
    before = file.read_bytes()
    notebook = nbformat.reads(before.decode("utf-8"), as_version=4)
    notebook.cells[-1].source = "raise ValueError('kolom jaar ontbreekt')"
    nbformat.write(notebook, file)
    yield Broken(project, (project / "reports/dorp/1/index.html").read_bytes())
    file.write_bytes(before)


def test_a_report_ends_up_in_the_folder_of_the_project(project: Path) -> None:
    assert (project / "reports/dorp/1/index.html").is_file()
    assert (project / "reports/index.html").is_file()


def test_what_did_not_change_is_said_and_counted(project: Path, capsys: Any) -> None:
    said = report(capsys, project)

    first, second, last = said.out.splitlines()
    assert first == "Niets veranderd: dorp/1"
    assert second == "0 gepubliceerd, 1 ongewijzigd, 0 mislukt."
    assert last.startswith("Open ")
    assert last.endswith("reports/index.html in een browser.")
    assert (said.code, said.err) == (0, "")


def test_the_page_to_open_is_named_as_seen_from_here(
    project: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)

    said = report(capsys, project)

    assert said.out.splitlines()[-1] == "Open reports/index.html in een browser."


def test_a_program_gets_keys_and_the_index(project: Path, capsys: Any) -> None:
    said = report(capsys, project, "--json")

    assert said.json == {
        "published": [],
        "unchanged": ["dorp/1"],
        "failed": {},
        "index": str(project / "reports/index.html"),
        "exit_code": 0,
    }
    assert said.err == ""


def test_force_publishes_again_in_the_folder_that_is_asked_for(
    project: Path, tmp_path: Path, capsys: Any
) -> None:
    said = report(capsys, project, "dorp/1", "--force", "--out", str(tmp_path / "elders"))

    assert said.code == 0
    assert said.out.splitlines()[:2] == [
        "Gepubliceerd: dorp/1",
        "1 gepubliceerd, 0 ongewijzigd, 0 mislukt.",
    ]
    assert (tmp_path / "elders/dorp/1/index.html").is_file()


def test_a_notebook_that_stops_gives_exit_code_1_and_says_why(broken: Broken, capsys: Any) -> None:
    said = report(capsys, broken.root)

    assert said.code == 1
    assert said.err.startswith("Mislukt: dorp/1: ")
    assert "kolom jaar ontbreekt" in said.err
    assert "Traceback" not in said.err
    assert "0 gepubliceerd, 0 ongewijzigd, 1 mislukt." in said.out
    assert (broken.root / "reports/dorp/1/index.html").read_bytes() == broken.page


def test_a_program_gets_the_reason_of_a_failure(broken: Broken, capsys: Any) -> None:
    said = report(capsys, broken.root, "--json")

    assert said.code == 1
    assert said.json["exit_code"] == 1
    assert list(said.json["failed"]) == ["dorp/1"]
    assert "kolom jaar ontbreekt" in said.json["failed"]["dorp/1"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("dorp/2",), "Bedoelt u 'dorp/1'?"),
        (("--until", "ooit"), "2018-12-31"),
        (("--language", "nl,de"), "'de'"),
        (("--language", ""), "nl"),
        (("--notebook", "trent"), "trent"),
        (("--jobs", "0"), "ten minste één notebook"),
    ],
)
def test_a_wrong_request_is_refused_before_anything_runs(
    words: tuple[str, ...], told: str, project: Path, capsys: Any
) -> None:
    before = (project / "reports/index.html").stat().st_mtime_ns

    said = report(capsys, project, *words)

    assert said.code == 2
    assert said.out == ""
    assert told in said.err
    assert (project / "reports/index.html").stat().st_mtime_ns == before


def test_a_wrong_request_is_one_object_for_a_program(project: Path, capsys: Any) -> None:
    said = report(capsys, project, "dorp/2", "--json")

    assert said.code == 2
    assert said.refusal["kind"] == "UnknownKey"
    assert said.err == ""
