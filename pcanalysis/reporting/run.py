"""How a notebook run ends: with what it handed over, or stopped at a cell for a reason.

Findings come in a file named by the runner, with the token of the run. Without the file, or with
another token, the runner does not believe that the notebook reached its end.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcanalysis.errors import NotebookFailed, OutputFailed
from pcanalysis.texts.words import word

CELL_TIMEOUT_S = 600  # a cell of ours takes seconds; one that takes this long hangs
_FILE = "PCANALYSIS_FINDINGS"
_RUN = "PCANALYSIS_RUN"


class NotebookStopped(NotebookFailed):
    """A notebook that did not reach its end: where it stopped and why.

    ``reason`` is ``error``, ``exit``, ``kernel``, ``timeout``, ``unfinished`` or ``no_findings``;
    ``detail`` is the first line of the error, empty when there was none; ``facts`` is what a reader
    is told, in the language of the reader.
    """

    def __init__(self, notebook: str, cell: int, reason: str, detail: str = "") -> None:
        self.notebook, self.cell, self.reason, self.detail = notebook, cell, reason, detail
        self.facts = {"reason": reason, "notebook": notebook, "detail": detail, "cell": str(cell)}
        super().__init__(word("en", f"stopped.{reason}", **self.facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a notebook that reached its end handed over."""

    findings: tuple[dict[str, Any], ...]
    evidence: str  # the executed notebook, without times and machine paths


def findings_wanted() -> bool:
    """Whether a runner waits for findings; False in a notebook that a person runs."""
    return _FILE in os.environ


def hand_over(findings: Sequence[Mapping[str, Any]]) -> None:
    """Write the findings where the runner asked for them.

    Raises
    ------
    OutputFailed
        If the file cannot be written.
    """
    target = Path(os.environ[_FILE])
    content = {"run": os.environ.get(_RUN, ""), "findings": list(findings)}
    try:
        target.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise OutputFailed(f"The findings cannot be written to {target.name}: {error}.") from error


@dataclass(frozen=True, slots=True)
class Marker:
    """What the runner waits for: a file and the token that must stand in it."""

    file: Path
    token: str

    @classmethod
    def below(cls, folder: Path) -> Marker:
        """Make the marker of one run in its private folder."""
        return cls(folder / "findings.json", secrets.token_hex(16))

    @property
    def environment(self) -> dict[str, str]:
        """Environment that tells the notebook where to hand its findings over."""
        return {_FILE: str(self.file), _RUN: self.token}

    def findings(self) -> list[dict[str, Any]] | None:
        """Return the findings of this run; None when it handed over none."""
        try:
            content = json.loads(self.file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return list(content["findings"]) if content.get("run") == self.token else None
