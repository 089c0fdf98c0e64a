"""What can go wrong, in words a user can act on, and the exit code each kind of trouble has.

Every error of this package derives from :class:`PcanalysisError`. A message says what is wrong,
where, and what to do about it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from pcanalysis.errors.message import Message as Message
from pcanalysis.errors.message import Severity as Severity
from pcanalysis.errors.message import sentences

MOST_TOLD = 20  # messages of one refusal; a file can hold thousands


class PcanalysisError(Exception):
    """Base of all errors of this package."""

    exit_code: ClassVar[int] = 1


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like ``name``; empty when none is."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)), "")


class WrongCall(PcanalysisError):
    """The call, a parameter or a setting is wrong; nothing was done.

    ``said`` are codes of ``messages.toml``, whose sentences ``facts`` fill, or plain texts.
    """

    exit_code = 2

    def __init__(self, *said: str, **facts: Any) -> None:
        self.said, self.facts = said, facts
        super().__init__(self.told("en"))

    def told(self, language: str = "nl") -> str:
        """Return what is wrong, and what to do about it."""
        known = sentences()
        thing = known.get(f"thing_{self.facts.get('what')}", {})
        facts = self.facts | ({"what": thing[language]} if thing else {})
        codes = (known[one][language].format(**facts) if one in known else one for one in self.said)
        return "".join(codes)


class UnknownKey(WrongCall):
    """A key, code or name that does not exist."""

    @classmethod
    def among(
        cls, what: str, name: str, known: Iterable[str], *more: str, **facts: Any
    ) -> UnknownKey:
        """Build the error for ``name``, with the nearest known name as suggestion."""
        names = sorted(known)
        near = nearest(name, names)
        code = "unknown_key_near" if near else "unknown_key_known" if names else "unknown_key_none"
        some = ", ".join([*names[:8], *["…"] * (len(names) > 8)])
        return cls(code, *more, what=what, name=name, near=near, known=some, **facts)


class InvalidModel(PcanalysisError):
    """A history, target, period or definition that cannot be right.

    The text is for programmers. Where a file can cause it, ``code`` and ``facts`` are those of the
    :class:`Message` for its writer, and ``key`` is the field at fault.
    """

    exit_code = 65

    def __init__(
        self, text: str, *, code: str = "", key: str = "", **facts: str | int | float
    ) -> None:
        self.code, self.key, self.facts = code, key, facts
        super().__init__(text)


class DataRefused(PcanalysisError):
    """Input that is not read, with every problem found in it."""

    exit_code = 65

    def __init__(self, problems: Sequence[Message]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.told())

    def told(self, language: str = "nl") -> str:
        """Return the first twenty messages, one a line, and how many more there are."""
        lines = [message.told(language) for message in self.problems[:MOST_TOLD]]
        if (more := len(self.problems) - MOST_TOLD) > 0:
            lines.append(sentences()["and_more"][language].format(count=more))
        return "\n".join(lines)


class OutputFailed(PcanalysisError):
    """Output could not be written: folder, disk or rights."""

    exit_code = 74


class Busy(PcanalysisError):
    """Another run holds the lock."""

    exit_code = 75


class NotebookFailed(PcanalysisError):
    """A notebook of one programme stopped before its last cell; other programmes go on."""

    exit_code = 1
