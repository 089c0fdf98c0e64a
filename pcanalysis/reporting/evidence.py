"""The executed notebook as evidence: its outputs, without what differs from run to run.

Times, durations, memory addresses and paths of the machine go; the same input then gives the same
bytes, and nothing about the machine is published.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_TEMPORARY = re.compile(r"(?:/[\w.-]+)*/ipykernel_\d+/\d+\.py")
_PICTURES = ("image/png", "image/jpeg")
_KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}


def clean_notebook(executed: Any, folder: Path) -> str:
    """Return the executed notebook as text, cleaned; paths below ``folder`` become relative."""
    cells = [_clean_cell(cell, position, folder) for position, cell in enumerate(executed.cells)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": _KERNELSPEC})
    return str(nbformat.writes(notebook)) + "\n"


def _clean_cell(cell: Any, position: int, folder: Path) -> dict[str, Any]:
    tags = cell.metadata.get("tags", [])
    kept = {
        "id": f"cell-{position + 1}" if "injected-parameters" in tags else cell.id,
        "cell_type": cell.cell_type,
        "metadata": {"tags": tags} if tags else {},
        "source": cell.source,
    }
    if cell.cell_type == "code":
        outputs = [_clean(output, folder) for output in cell.outputs]
        kept |= {"execution_count": cell.execution_count, "outputs": outputs}
    return nbformat.from_dict(kept)  # type: ignore[no-any-return]


def _clean(value: Any, folder: Path) -> Any:
    """Clean every text in an output, however deep; a picture (base64) holds nothing to clean."""
    if isinstance(value, str):
        return _clean_text(value, folder)
    if isinstance(value, list):
        return [_clean(item, folder) for item in value]
    if isinstance(value, dict):
        return {k: v if k in _PICTURES else _clean(v, folder) for k, v in value.items()}
    return value


def _clean_text(text: str, folder: Path) -> str:
    for path, instead in ((folder, "."), (Path.home(), "~")):
        if path != Path(path.anchor):  # a home of "/" would eat every slash
            text = re.sub(rf"(?<![\w+/]){re.escape(str(path))}(?![\w-])", instead, text)
    return _TEMPORARY.sub("<cell>", _ADDRESS.sub("", text))
