"""What a notebook may hold: one question, parameters first, one call per cell, nothing left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

CODE_CELLS = 15
LINES_PER_CELL = 6
PARAMETERS = "parameters"
HAND_OVER = "publish"
MOVE_TO_THE_PACKAGE = (
    ast.AsyncFor,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.DictComp,
    ast.For,
    ast.FunctionDef,
    ast.GeneratorExp,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.While,
)
Cell = dict[str, Any]


def faults_of(notebook: dict[str, Any], *, hands_over: bool = True) -> list[str]:
    """Everything in which a notebook breaks the rules; empty for a good one.

    Parameters
    ----------
    notebook
        The parsed ``.ipynb``.
    hands_over
        Whether its last code cell must hand its findings to the report.
    """
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    faults = [*_left_over(cells), *_size(cells), *_parameters(cells)]
    for number, cell in enumerate(cells, start=1):
        faults += _forbidden(number, text_of(cell))
    if hands_over and not (cells and _calls(text_of(cells[-1]), HAND_OVER)):
        faults.append(f"the last code cell does not hand its findings over with {HAND_OVER}(…)")
    return faults


def text_of(cell: Cell) -> str:
    """Source of a cell; the file keeps it as one text or as a list of lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def tags_of(cell: Cell) -> list[str]:
    """Tags of a cell."""
    tags: list[str] = cell.get("metadata", {}).get("tags", [])
    return tags


def _left_over(cells: list[Cell]) -> Iterator[str]:
    for number, cell in enumerate(cells, start=1):
        if cell.get("outputs"):
            yield f"code cell {number} holds outputs"
        if cell.get("execution_count") is not None:
            yield f"code cell {number} holds an execution count"


def _size(cells: list[Cell]) -> Iterator[str]:
    if len(cells) > CODE_CELLS:
        yield f"{len(cells)} code cells; at most {CODE_CELLS}"
    for number, cell in enumerate(cells, start=1):
        lines = len(text_of(cell).strip().splitlines())
        if lines > LINES_PER_CELL:
            yield f"code cell {number} has {lines} lines; at most {LINES_PER_CELL}"


def _parameters(cells: list[Cell]) -> Iterator[str]:
    tagged = [number for number, cell in enumerate(cells, start=1) if PARAMETERS in tags_of(cell)]
    if tagged != [1]:
        yield f"the first code cell, and no other, is tagged {PARAMETERS}; tagged now: {tagged}"
        return
    try:
        statements = ast.parse(text_of(cells[0])).body
    except SyntaxError:
        return  # reported with the other cells
    if not statements:
        yield "the parameters cell is empty"
    for statement in statements:
        if not _is_plain_parameter(statement):
            yield f"not a plain parameter: {ast.unparse(statement)}"


def _is_plain_parameter(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Name()], value=ast.Constant(value=value)):
            return isinstance(value, str | int | float | bool)
        case ast.Assign(
            targets=[ast.Name()],
            value=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)),
        ):
            return isinstance(value, int | float)
        case _:
            return False


def _forbidden(number: int, source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield f"code cell {number} is not plain Python: {error.msg}"
        return
    for node in ast.walk(tree):
        if isinstance(node, MOVE_TO_THE_PACKAGE):
            yield f"code cell {number}, line {node.lineno}: {type(node).__name__}"


def _calls(source: str, name: str) -> bool:
    """Whether the last statement of a cell calls a function of this name, bare or as attribute."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return False
    match statements[-1:]:
        case [ast.Expr(value=ast.Call(func=called)) | ast.Assign(value=ast.Call(func=called))]:
            return ast.unparse(called).rpartition(".")[2] == name
        case _:
            return False
