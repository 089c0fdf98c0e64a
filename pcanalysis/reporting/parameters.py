"""Which parameters a notebook takes, and whether the ones given are right.

Names, types and defaults are read from the cell tagged ``parameters`` without running it. Papermill
would run a misspelt name on its default and report success; here it is refused before a kernel
starts. Text is never guessed into a number.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pcanalysis.errors import UnknownKey, WrongCall

Scalar = str | int | float | bool
_TYPES = (str, int, float, bool)


def read_parameters(notebook: Path) -> dict[str, Scalar]:
    """Return the parameters of a notebook with their defaults, in the order they stand.

    Raises
    ------
    WrongCall
        If there is no such notebook, or its parameters cell holds more than plain values.
    """
    cells = [cell for cell in _cells(notebook) if cell.get("cell_type") == "code"]
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1 or tagged[0] is not cells[0]:
        raise WrongCall(
            f"{notebook.name}: tag the first code cell, and no other, with 'parameters'; "
            f"{len(tagged)} cells have that tag."
        )
    try:
        tree = ast.parse("".join(tagged[0]["source"]))
    except SyntaxError as error:
        raise WrongCall(
            f"{notebook.name}, parameters cell, line {error.lineno}: {error.msg}."
        ) from error
    return dict(_assignment(statement, notebook.name) for statement in tree.body)


def check_parameters(notebook: Path, given: Mapping[str, Any]) -> dict[str, Scalar]:
    """Return the parameters to run with: the defaults, replaced by the given values.

    Raises
    ------
    WrongCall
        If a name is unknown (the nearest is named) or a value is not of the type of its default.
    """
    declared = read_parameters(notebook)
    for name, value in given.items():
        if name not in declared:
            raise UnknownKey.among(f"parameter of {notebook.name}", name, declared)
        _check_type(notebook.name, name, value, type(declared[name]))
    return declared | dict(given)


def _check_type(notebook: str, name: str, value: object, expected: type) -> None:
    wide_enough = expected is float and type(value) is int
    if type(value) is not expected and not wide_enough:
        raise WrongCall(
            f"{notebook}: parameter {name!r} must be of type {expected.__name__}; "
            f"{value!r} is of type {type(value).__name__}."
        )
    if isinstance(value, str) and not value.isprintable():
        raise WrongCall(f"{notebook}: parameter {name!r} holds unprintable characters: {value!r}.")


def _cells(notebook: Path) -> list[dict[str, Any]]:
    try:
        document = json.loads(notebook.read_text(encoding="utf-8"))
        return list(document["cells"])
    except FileNotFoundError as error:
        known = (path.name for path in notebook.parent.glob("*.ipynb"))
        raise UnknownKey.among("notebook", notebook.name, known) from error
    except (ValueError, KeyError, TypeError) as error:
        raise WrongCall(f"{notebook.name} is not a notebook (nbformat 4): {error}.") from error


def _assignment(statement: ast.stmt, notebook: str) -> tuple[str, Scalar]:
    """Read one ``name = value`` of the parameters cell."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=given):
            with suppress(ValueError):
                value = ast.literal_eval(given)
                if type(value) in _TYPES:
                    return name, value
    raise WrongCall(
        f"{notebook}, parameters cell, line {statement.lineno}: write name = value, "
        "with a plain text, number, True or False."
    )
