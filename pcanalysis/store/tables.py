"""From a TOML table to an object of the model: unknown keys and wrong types are named, with line.

TOML readers give no line numbers; the headers of the tables are counted in the text instead.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from pcanalysis.errors import DataRefused, InvalidModel, Problem, UnknownKey, WrongCall

T = TypeVar("T")
_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]\]?", re.MULTILINE)


def read_toml(path: Path, relative: str) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Read a TOML file with ``schema = 1``; return its content and the lines of its tables.

    The lines are listed by header, in order: ``lines["indicator"][3]`` is the fourth indicator.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise DataRefused([Problem(file=relative, reason=f"not UTF-8 text ({error}).")]) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else None
        raise DataRefused(
            [Problem(file=relative, line=line, reason=f"not TOML: {error}.")]
        ) from error
    if content.get("schema") != 1:
        reason = "begin the file with `schema = 1`, the form this version reads."
        raise DataRefused([Problem(file=relative, line=1, column="schema", reason=reason)])
    lines: dict[str, list[int]] = {}
    for header in _HEADER.finditer(text):
        lines.setdefault(header[1], []).append(text.count("\n", 0, header.start(1)) + 1)
    return content, lines


@lru_cache(maxsize=32)
def _adapter(cls: Any) -> TypeAdapter[Any]:
    return TypeAdapter(cls)


def made(cls: type[T], table: Mapping[str, Any], *, file: str, line: int | None) -> T:
    """Make an object of the model from a table; every wrong key is reported with its file and line.

    Raises
    ------
    DataRefused
        If a key is unknown, missing or of the wrong type, or the object cannot be right.
    """
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    unknown = [key for key in table if key not in known]
    if unknown:
        problems = [
            Problem(
                file=file, line=line, column=key, reason=str(UnknownKey.among("key", key, known))
            )
            for key in unknown
        ]
        raise DataRefused(problems)
    try:
        adapter: TypeAdapter[T] = _adapter(cls)  # type: ignore[arg-type]
        value = adapter.validate_python(dict(table))
    except ValidationError as error:
        raise DataRefused(
            [
                Problem(
                    file=file,
                    line=line,
                    column=".".join(str(part) for part in wrong["loc"]) or None,
                    cell=None if wrong["type"] == "missing" else str(wrong["input"]),
                    reason=wrong["msg"] + ".",
                )
                for wrong in error.errors()
            ]
        ) from error
    except (InvalidModel, WrongCall) as error:
        raise DataRefused([Problem(file=file, line=line, reason=str(error))]) from error
    return value
