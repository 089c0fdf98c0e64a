"""What is noted while a file is read: its messages, and the answer to every question it raised."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NoReturn

from pcanalysis.errors import DataRefused, Message, Severity
from pcanalysis.store.reading.persons import mask

MAX_TOLD = 1000  # messages of one code; the others are counted


@dataclass(slots=True)
class Notes:
    """The notes on one file. Cells are masked here, so that no message can name a person.

    Every method takes the code of a message, its place (``line``, ``column``, ``cell``; each may be
    left out) and the facts that fill its sentence.
    """

    file: str
    messages: list[Message] = field(default_factory=list)
    evidence: dict[str, str] = field(default_factory=dict)  # question → answer, and what shows it
    lined: bool = True  # whether a line means anything to a reader; if not, no message names one
    from_1904: bool = False  # whether a workbook counts its days from 1904
    _told: Counter[str] = field(default_factory=Counter)  # code → messages
    _more: dict[str, int] = field(default_factory=dict)  # code → position of what counts the others

    def __post_init__(self) -> None:  # a file name can be in another encoding than the system's
        self.file = self.file.encode(errors="surrogateescape").decode(errors="replace")

    def error(self, code: str, **said: Any) -> None:
        """Say what is wrong and left out."""
        self._say(Severity.ERROR, code, said)

    def warning(self, code: str, **said: Any) -> None:
        """Say what is doubtful and kept."""
        self._say(Severity.WARNING, code, said)

    def info(self, code: str, **said: Any) -> None:
        """Say what is worth knowing."""
        self._say(Severity.INFO, code, said)

    def more(self, severity: Severity, code: str, count: int) -> None:
        """Count messages of one code that are not told one by one."""
        self._told[code] += count
        facts: dict[str, str | int | float] = {"what": code}
        facts["count"] = self._told[code] - MAX_TOLD
        at = self._more.setdefault(code, len(self.messages))
        counted = Message(severity=severity, code="more_messages", file=self.file, facts=facts)
        self.messages[at : at + 1] = [counted]

    def refuse(self, code: str, **said: Any) -> NoReturn:
        """Refuse the whole file: its structure is in doubt."""
        raise DataRefused([self._message(Severity.ERROR, code, said)])

    def _say(self, severity: Severity, code: str, said: dict[str, Any]) -> None:
        if self._told[code] < MAX_TOLD:
            self._told[code] += 1
            self.messages.append(self._message(severity, code, said))
        else:
            self.more(severity, code, 1)

    def _message(self, severity: Severity, code: str, said: dict[str, Any]) -> Message:
        masked = {name: mask(v) if isinstance(v, str) else v for name, v in said.items()}
        place: dict[str, Any] = {
            name: masked.pop(name, None) for name in ("line", "column", "cell")
        }
        if not self.lined:
            place["line"], place["record"] = None, place["line"] or None
        return Message(severity=severity, code=code, file=self.file, facts=masked, **place)
