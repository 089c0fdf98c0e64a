"""How a notebook run ends: with what it handed over, or stopped at a cell for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pcanalysis.errors import NotebookFailed
from pcanalysis.texts.words import word

CELL_TIMEOUT_S = 600  # a cell of ours takes seconds; one that takes this long hangs


class NotebookStopped(NotebookFailed):
    """A notebook that did not reach its end: where it stopped and why.

    ``reason`` is ``error``, ``exit``, ``kernel``, ``timeout``, ``unfinished`` or ``no_findings``;
    ``detail`` is the first line of the error, empty when there was none.
    """

    def __init__(self, notebook: str, cell: int, reason: str, detail: str = "") -> None:
        self.notebook, self.cell, self.reason, self.detail = notebook, cell, reason, detail
        super().__init__(word("en", f"stopped.{reason}", **self.facts))

    @property
    def facts(self) -> dict[str, str]:
        """What a reader is told, in the language of the reader."""
        facts = {"reason": self.reason, "notebook": self.notebook, "detail": self.detail}
        return facts | {"cell": str(self.cell)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a notebook that reached its end handed over."""

    findings: tuple[dict[str, Any], ...]
    evidence: str  # the executed notebook, without times and machine paths
