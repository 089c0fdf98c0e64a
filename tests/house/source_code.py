"""What the size rules count: code lines, function lengths, missing docstrings."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | Function

_NO_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long one function is."""

    name: str
    lines: int  # from `def` to its last line
    lines_without_docstring: int


def docstring_lines(node: Documented) -> set[int]:
    """Line numbers that the docstring of one module, class or function takes."""
    if ast.get_docstring(node, clean=False) is None:
        return set()
    text = node.body[0]
    return set(range(text.lineno, (text.end_lineno or text.lineno) + 1))


def count_code_lines(source: str) -> int:
    """Lines that hold code: no blank lines, comments or docstrings."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Documented):
            lines -= docstring_lines(node)
    return len(lines)


def measure_functions(source: str, *, where: str) -> list[Length]:
    """Length of every function and method, nested ones included."""
    return [
        Length(
            name=f"{where}:{node.lineno} {node.name}",
            lines=(lines := (node.end_lineno or node.lineno) - node.lineno + 1),
            lines_without_docstring=lines - len(docstring_lines(node)),
        )
        for node in ast.walk(ast.parse(source))
        if isinstance(node, Function)
    ]


def undocumented_names(source: str, *, where: str) -> list[str]:
    """Public modules, classes, functions and methods that have no docstring."""
    return [
        f"{where}: {name}"
        for name, node in _public_nodes(ast.parse(source), "")
        if not (ast.get_docstring(node) or "").strip()
    ]


def _public_nodes(node: Documented, name: str) -> Iterator[tuple[str, Documented]]:
    yield name or "the module itself", node
    if isinstance(node, Function):
        return
    for child in node.body:
        if isinstance(child, ast.ClassDef | Function) and not child.name.startswith("_"):
            yield from _public_nodes(child, f"{name}.{child.name}".lstrip("."))


def python_files(folder: Path) -> list[Path]:
    """Every Python file below a folder, in a fixed order."""
    return sorted(p for p in folder.rglob("*.py") if "__pycache__" not in p.parts)
