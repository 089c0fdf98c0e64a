"""Run one command in this process and keep what it says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pcanalysis.cli import main


@dataclass(frozen=True)
class Said:
    """What one command did: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The only object on stdout: more, or anything beside it, fails here."""
        return json.loads(self.out)

    @property
    def refusal(self) -> dict[str, Any]:
        """What a refused command says about itself."""
        assert set(self.json) == {"error"}
        error: dict[str, Any] = self.json["error"]
        return error


def run(capsys: pytest.CaptureFixture[str], project: Path, *words: str) -> Said:
    """Run ``pcanalysis --project PROJECT WORDS``."""
    capsys.readouterr()
    code = main(["--project", str(project), *words])
    said = capsys.readouterr()
    return Said(code=code, out=said.out, err=said.err)


def columns(line: str) -> list[str]:
    """The cells of one printed row: two or more spaces stand between them."""
    return [cell.strip() for cell in line.split("  ") if cell.strip()]
