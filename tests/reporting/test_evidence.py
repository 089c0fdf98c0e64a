"""An executed notebook is published without what differs from run to run or tells of the machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from pcanalysis.reporting.evidence import clean_notebook

FOLDER = Path("/srv/els/project")


def cleaned(*outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """Return the notebook of one executed cell with these outputs, cleaned."""
    cell = nbformat.v4.new_code_cell(
        "publish(trend)", id="last", execution_count=1, metadata=metadata
    )
    cell.outputs = [nbformat.from_dict(output) for output in outputs]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["papermill"] = {"start_time": "2026-01-01T09:00:00", "duration": 3.2}
    notebook.metadata["language_info"] = {"name": "python", "version": "3.11.7"}
    content: dict[str, Any] = json.loads(clean_notebook(notebook, FOLDER))
    return content


def printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def text_of(text: str) -> str:
    return "".join(cleaned(printed(text))["cells"][0]["outputs"][0]["text"])


def test_the_notebook_itself_keeps_its_kernel_and_nothing_else() -> None:
    metadata = cleaned()["metadata"]

    assert metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
    }


def test_a_cell_keeps_source_count_and_tags_but_no_times() -> None:
    papermill = {"duration": 0.2, "start_time": "2026-01-01T09:00:01", "status": "completed"}
    cell = cleaned(tags=["slot"], papermill=papermill, execution={"iopub.status.busy": "…"})
    kept = cell["cells"][0]

    assert kept["metadata"] == {"tags": ["slot"]}
    assert (kept["source"], kept["execution_count"], kept["id"]) == (["publish(trend)"], 1, "last")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/srv/els/project/data/raw/a.csv", "./data/raw/a.csv"),
        ("in '/srv/els/project'.", "in '.'."),
        ("/srv/els/project-2/a.csv", "/srv/els/project-2/a.csv"),  # another folder
        ("<Figure at 0x7f3a5c>", "<Figure>"),
        ("/var/els/ipykernel_4711/1203.py:1: UserWarning", "<cell>:1: UserWarning"),
        ("29% van 500 antwoorden", "29% van 500 antwoorden"),
    ],
)
def test_paths_and_addresses_of_the_machine_go(text: str, expected: str) -> None:
    assert text_of(text) == expected


def test_the_home_folder_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/srv/els"))

    assert text_of("/srv/els/.cache/font.ttf") == "~/.cache/font.ttf"


def test_a_home_folder_at_the_root_leaves_every_slash_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/"))

    assert text_of("<p>leiden/1A1.a</p>") == "<p>leiden/1A1.a</p>"


def test_what_looks_like_a_path_inside_a_picture_stays() -> None:
    picture = "iVBOR/srv/els/project/w0KGgo="
    shown = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": picture, "text/html": f'<img src="data:image/png;base64,{picture}">'},
    }
    data = cleaned(shown)["cells"][0]["outputs"][0]["data"]

    assert "".join(data["image/png"]).strip() == picture
    assert picture in "".join(data["text/html"])


def test_an_svg_is_text_and_is_cleaned() -> None:
    shown = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/svg+xml": "<desc>/srv/els/project/a.csv</desc>"},
    }
    data = cleaned(shown)["cells"][0]["outputs"][0]["data"]

    assert "".join(data["image/svg+xml"]) == "<desc>./a.csv</desc>"


def test_the_cell_that_papermill_adds_gets_the_same_id_every_time() -> None:
    ids = []
    for random in ("8f3a", "c01d"):
        cells = [
            nbformat.v4.new_code_cell("a = 1", id="parameters", metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(
                "a = 2", id=random, metadata={"tags": ["injected-parameters"]}
            ),
        ]
        notebook = nbformat.v4.new_notebook(cells=cells)
        ids.append([cell["id"] for cell in json.loads(clean_notebook(notebook, FOLDER))["cells"]])

    assert ids[0] == ids[1]


def test_what_is_published_is_a_valid_notebook() -> None:
    text = clean_notebook(
        nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_markdown_cell("# Wat", id="m"),
                nbformat.v4.new_code_cell("", id="c"),
            ]
        ),
        FOLDER,
    )

    nbformat.validate(nbformat.reads(text, as_version=4))
