"""What can go wrong, in words a user can act on, and the exit code each kind of trouble has.

Every error of this package derives from :class:`PcanalysisError`. A message says what is wrong,
where, and what to do about it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pcanalysis.errors.message import Message, Severity

__all__ = [
    "Busy",
    "DataRefused",
    "InvalidModel",
    "Message",
    "NotebookFailed",
    "OutputFailed",
    "PcanalysisError",
    "Problem",
    "Severity",
    "UnknownKey",
    "WrongCall",
]

MAX_CELL_CHARACTERS = 80  # of a cell that a message repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with an input file: where it stands and why it is refused."""

    file: str
    reason: str
    line: int | None = None  # as an editor shows it; None where a line does not apply
    column: str | None = None  # header as written in the file
    cell: str | None = None  # the offending text, as it stands
    code: str = "unreadable"

    def __str__(self) -> str:
        place = [self.file]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.column is not None:
            place.append(f"column {self.column!r}")
        cell = "" if self.cell is None else f"{self.cell[:MAX_CELL_CHARACTERS]!r}: "
        return f"{', '.join(place)}: {cell}{self.reason}"


class PcanalysisError(Exception):
    """Base of all errors of this package."""

    exit_code: ClassVar[int] = 1


class WrongCall(PcanalysisError):
    """The call, a parameter or a setting is wrong; nothing was done."""

    exit_code = 2


class UnknownKey(WrongCall):
    """A key, code or name that does not exist."""

    @classmethod
    def among(cls, what: str, name: str, known: Iterable[str]) -> UnknownKey:
        """Build the error for ``name``, with the nearest known name as suggestion."""
        names = sorted(known)
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        if near:
            hint = f"Did you mean {near[0]!r}?"
        elif names:
            hint = "Known: " + ", ".join(names[:8]) + (", …" if len(names) > 8 else "") + "."
        else:
            hint = "There is none yet."
        return cls(f"Unknown {what} {name!r}. {hint}")


class InvalidModel(PcanalysisError):
    """A history, target, period or definition that cannot be right."""

    exit_code = 65


class DataRefused(PcanalysisError):
    """Input that is not read, with every problem found in it."""

    exit_code = 65

    def __init__(self, problems: Sequence[Problem | Message]) -> None:
        self.problems = tuple(problems)
        shown = "\n".join(str(problem) for problem in self.problems[:20])
        more = len(self.problems) - 20
        super().__init__(shown + (f"\n… and {more} more." if more > 0 else ""))


class OutputFailed(PcanalysisError):
    """Output could not be written: folder, disk or rights."""

    exit_code = 74


class Busy(PcanalysisError):
    """Another run holds the lock."""

    exit_code = 75


class NotebookFailed(PcanalysisError):
    """A notebook of one programme stopped before its last cell; other programmes go on."""

    exit_code = 1
