from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pcanalysis.errors import WrongCall
from pcanalysis.reporting.runner import NotebookStopped, run_notebook
from tests.reporting.notebook_files import HANDS_OVER, write_notebook


def stop_of(tmp_path: Path, *sources: str) -> NotebookStopped:
    notebook = write_notebook(tmp_path / "proef.ipynb", *sources)
    with pytest.raises(NotebookStopped) as stopped:
        run_notebook(notebook, {"programme": "proef/2"}, folder=tmp_path)
    return stopped.value


def test_a_notebook_that_reaches_its_end_hands_over_its_findings(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "proef.ipynb", HANDS_OVER)

    run = run_notebook(notebook, {}, folder=tmp_path)

    assert run.findings == ({"key": "proef/1"},)


def test_a_parameter_reaches_the_notebook_as_it_was_given(tmp_path: Path) -> None:
    awkward = "1\"'{programme}\\ é 01"
    hand_over = "from pcanalysis.reporting import run\nrun.hand_over([{'key': programme}])"
    notebook = write_notebook(tmp_path / "proef.ipynb", hand_over)

    run = run_notebook(notebook, {"programme": awkward}, folder=tmp_path)

    assert run.findings == ({"key": awkward},)


def test_the_kernel_starts_in_the_folder_of_the_project(tmp_path: Path) -> None:
    hand_over = (
        "import os\nfrom pcanalysis.reporting import run\nrun.hand_over([{'key': os.getcwd()}])"
    )
    notebook = write_notebook(tmp_path / "notebooks" / "proef.ipynb", hand_over)

    run = run_notebook(notebook, {}, folder=tmp_path)

    assert run.findings[0]["key"] == os.path.realpath(tmp_path)


def test_a_failing_cell_is_named_with_the_first_line_of_its_error(tmp_path: Path) -> None:
    stopped = stop_of(tmp_path, "1 + 1", "int('twaalf')", HANDS_OVER)

    # cell 1 holds the parameters, so the third code cell fails; papermill's own cell does not count
    assert (stopped.notebook, stopped.cell, stopped.reason) == ("proef.ipynb", 3, "error")
    assert stopped.detail == "ValueError: invalid literal for int() with base 10: 'twaalf'"


def test_an_exit_halfway_is_not_taken_for_success(tmp_path: Path) -> None:
    stopped = stop_of(tmp_path, "import sys\nsys.exit(0)", HANDS_OVER)

    assert (stopped.cell, stopped.reason) == (2, "exit")


def test_an_exit_in_the_last_cell_after_the_findings_is_not_taken_for_success(
    tmp_path: Path,
) -> None:
    stopped = stop_of(tmp_path, HANDS_OVER + "\nimport sys\nsys.exit(0)")

    assert (stopped.cell, stopped.reason) == (2, "exit")


def test_a_killed_kernel_is_not_taken_for_success(tmp_path: Path) -> None:
    stopped = stop_of(tmp_path, "1 + 1", "import os\nos._exit(0)", HANDS_OVER)

    assert (stopped.cell, stopped.reason) == (3, "kernel")
    assert "memory" in str(stopped)


def test_a_notebook_that_hands_over_nothing_is_not_taken_for_success(tmp_path: Path) -> None:
    stopped = stop_of(tmp_path, "1 + 1")

    assert (stopped.cell, stopped.reason) == (2, "no_findings")


def test_findings_of_another_run_are_not_believed(tmp_path: Path) -> None:
    forged = (
        "import json, os, pathlib\n"
        "content = json.dumps({'run': 'gisteren', 'findings': []})\n"
        "_ = pathlib.Path(os.environ['PCANALYSIS_FINDINGS']).write_text(content)"
    )

    assert stop_of(tmp_path, forged).reason == "no_findings"


def test_a_misspelt_parameter_runs_nothing(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    notebook = write_notebook(tmp_path / "proef.ipynb", f"open({str(trace)!r}, 'w').close()")

    with pytest.raises(WrongCall, match="programme"):
        run_notebook(notebook, {"programma": "proef/1"}, folder=tmp_path)

    assert not trace.exists()


def test_the_notebook_itself_is_never_written(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "proef.ipynb", HANDS_OVER)
    before = notebook.read_bytes()

    run_notebook(notebook, {"programme": "proef/2"}, folder=tmp_path)

    assert notebook.read_bytes() == before


def test_two_runs_of_the_same_notebook_leave_the_same_evidence(tmp_path: Path) -> None:
    shows = f"print({str(tmp_path)!r})\nobject()"  # a path of this machine and a memory address
    notebook = write_notebook(tmp_path / "proef.ipynb", shows, HANDS_OVER)

    runs = [run_notebook(notebook, {"programme": "proef/2"}, folder=tmp_path) for _ in range(2)]

    assert runs[0].evidence == runs[1].evidence


def test_evidence_keeps_outputs_and_parameters_but_no_times_or_paths(tmp_path: Path) -> None:
    notebook = write_notebook(
        tmp_path / "proef.ipynb", "print('uitkomst', __import__('os').getcwd())", HANDS_OVER
    )

    evidence = run_notebook(notebook, {"programme": "proef/2"}, folder=tmp_path).evidence

    cells = json.loads(evidence)["cells"]
    assert cells[1]["source"] == ["# Parameters\n", 'programme = "proef/2"\n']
    assert cells[2]["outputs"][0]["text"] == ["uitkomst .\n"]
    assert all(set(cell["metadata"]) <= {"tags"} for cell in cells)
    assert str(tmp_path) not in evidence
