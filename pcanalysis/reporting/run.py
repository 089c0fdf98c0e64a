"""How a notebook run ends: with what it handed over, or stopped at a cell for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pcanalysis.errors import NotebookFailed

CELL_TIMEOUT_S = 600  # a cell of ours takes seconds; one that takes this long hangs


class NotebookStopped(NotebookFailed):
    """A notebook that did not reach its end: where it stopped and why.

    ``reason`` is ``error``, ``exit``, ``kernel``, ``timeout``, ``unfinished`` or ``no_findings``;
    ``detail`` is the first line of the error, empty when there was none.
    """

    def __init__(self, notebook: str, cell: int, reason: str, detail: str = "") -> None:
        self.notebook, self.cell, self.reason, self.detail = notebook, cell, reason, detail
        super().__init__(
            f"{notebook}, code cell {cell}: {_REASONS[reason]}" + (f" {detail}" if detail else "")
        )


_REASONS = {
    "error": "stopped on an error.",
    "exit": "ended the program before the last cell; remove the exit.",
    "kernel": "the kernel stopped; there may have been too little memory.",
    "timeout": f"took longer than {CELL_TIMEOUT_S} seconds.",
    "unfinished": "did not run, or not in its turn.",
    "no_findings": "the last cell handed over no findings; let it call publish().",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a notebook that reached its end handed over."""

    findings: tuple[dict[str, Any], ...]
    evidence: str  # the executed notebook, without times and machine paths
