"""Small notebooks for the tests, written from the sources of their code cells."""

from __future__ import annotations

from pathlib import Path

import nbformat

HANDS_OVER = "from pcanalysis.reporting import run\nrun.hand_over([{'key': 'proef/1'}])"


def write_notebook(path: Path, *sources: str, parameters: str = 'programme = "proef/1"') -> Path:
    """Write a notebook with a parameters cell and then these code cells."""
    first = nbformat.v4.new_code_cell(
        parameters, id="parameters", metadata={"tags": ["parameters"]}
    )
    rest = [nbformat.v4.new_code_cell(source, id=f"code-{i}") for i, source in enumerate(sources)]
    notebook = nbformat.v4.new_notebook(cells=[first, *rest])
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path
