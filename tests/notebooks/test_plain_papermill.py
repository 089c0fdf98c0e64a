"""Each notebook is a document of its own: plain papermill runs it from its defaults."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

Cells = list[dict[str, Any]]


def papermill(notebook: str, out: Path, *options: str, cwd: Path) -> Cells:
    """Run ``papermill notebook out`` as a user does, and return the executed cells."""
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", notebook, str(out), *options]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    cells: Cells = json.loads(out.read_text(encoding="utf-8"))["cells"]
    return cells


def ran_in_order(cells: Cells) -> bool:
    counts = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]
    return counts == list(range(1, len(counts) + 1))


def shown(cells: Cells) -> str:
    """Return every text that the notebook shows, pictures left out."""
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    data = [text for output in outputs for text in output.get("data", {}).values()]
    return "\n".join("".join(text) if isinstance(text, list) else str(text) for text in data)


def pictures(cells: Cells) -> int:
    return sum(
        any(mime.startswith("image/") for mime in output.get("data", {}))
        for cell in cells
        for output in cell.get("outputs", [])
    )


def test_trend_shows_indicators_and_contact_volumes_of_the_programme(
    root: Path, tmp_path: Path
) -> None:
    cells = papermill("notebooks/trend.ipynb", tmp_path / "out.ipynb", cwd=root)

    assert ran_in_order(cells)
    # annual report 2017 of Leiden: 28% in 2015, 29% in 2017; 165.000 calls in 2016, 190.000 in 2017
    assert all(figure in shown(cells) for figure in ("28%", "29%", "165.000", "190.000"))
    # two indicators and the channels: every series with figures has a picture
    assert pictures(cells) >= 3


def test_target_gap_runs_from_the_folder_of_the_notebooks_too(root: Path, tmp_path: Path) -> None:
    cells = papermill("target_gap.ipynb", tmp_path / "out.ipynb", cwd=root / "notebooks")

    assert ran_in_order(cells)
    # annual report 2017 of Leiden: 1A1.a 29% against a target of 31%, 1A2.a 51% against 50%
    assert all(figure in shown(cells) for figure in ("29%", "31%", "51%", "50%"))


def test_forecast_of_the_example_says_that_its_figures_are_simulated(
    root: Path, tmp_path: Path
) -> None:
    cells = papermill("notebooks/forecast.ipynb", tmp_path / "out.ipynb", cwd=root)

    assert ran_in_order(cells)
    assert "gesimuleerd" in shown(cells).lower()
    # telephone, web form, social media, counter and report: a picture each
    assert pictures(cells) == 7  # five channels and two norms


def test_explore_shows_its_choices_and_the_figures_behind_them(root: Path, tmp_path: Path) -> None:
    cells = papermill("notebooks/explore.ipynb", tmp_path / "out.ipynb", cwd=root)

    assert ran_in_order(cells)
    mimes = {
        mime for cell in cells for one in cell.get("outputs", []) for mime in one.get("data", {})
    }
    assert "application/vnd.jupyter.widget-view+json" in mimes
    assert pictures(cells) == 1


def test_parameters_choose_one_indicator_another_day_and_the_other_language(
    root: Path, tmp_path: Path
) -> None:
    options = [
        "-p",
        "indicator",
        "leiden/1A2.a",
        "-r",
        "until",
        "2018-01-01",
        "-p",
        "language",
        "en",
    ]
    cells = papermill("notebooks/trend.ipynb", tmp_path / "out.ipynb", *options, cwd=root)

    # the annual report 2017 is of July 2018, so on 1 January 2018 nothing was published yet
    assert "no measurement" in shown(cells)
    assert "51%" not in shown(cells)
    assert pictures(cells) == 0
