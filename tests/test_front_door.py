from __future__ import annotations

import ast
from pathlib import Path

import pytest

import pcanalysis
from pcanalysis.store.project import open_project


def test_a_public_name_is_the_thing_itself() -> None:
    assert pcanalysis.open_project is open_project


def test_an_unknown_name_is_an_ordinary_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'open_projekt'"):
        _ = pcanalysis.open_projekt


def test_the_public_names_are_listed_in_order() -> None:
    listed = [name for name in dir(pcanalysis) if name != "__version__"]

    assert listed == pcanalysis.__all__ == sorted(pcanalysis.__all__)


def test_a_type_checker_sees_the_same_names(root: Path) -> None:
    tree = ast.parse((root / "pcanalysis" / "__init__.py").read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))

    seen = [
        alias.name
        for node in guarded.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert sorted(seen) == pcanalysis.__all__


def test_the_version_is_the_one_of_the_package(root: Path) -> None:
    project = (root / "pyproject.toml").read_text(encoding="utf-8")

    assert f'version = "{pcanalysis.__version__}"' in project
