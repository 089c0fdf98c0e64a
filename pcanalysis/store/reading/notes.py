"""What is noted while a file is read: its messages, and the answer to every question it raised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn

from pcanalysis.errors import DataRefused, Message, Severity
from pcanalysis.store.reading.persons import mask


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

    def __post_init__(self) -> None:  # a file name can be in another encoding than the system's
        self.file = self.file.encode(errors="surrogateescape").decode(errors="replace")

    def error(self, code: str, **said: Any) -> None:
        """Say what is wrong and left out."""
        self.messages.append(self._message(Severity.ERROR, code, said))

    def warning(self, code: str, **said: Any) -> None:
        """Say what is doubtful and kept."""
        self.messages.append(self._message(Severity.WARNING, code, said))

    def info(self, code: str, **said: Any) -> None:
        """Say what is worth knowing."""
        self.messages.append(self._message(Severity.INFO, code, said))

    def refuse(self, code: str, **said: Any) -> NoReturn:
        """Refuse the whole file: its structure is in doubt."""
        raise DataRefused([self._message(Severity.ERROR, code, said)])

    def _message(self, severity: Severity, code: str, said: dict[str, Any]) -> Message:
        masked = {name: mask(v) if isinstance(v, str) else v for name, v in said.items()}
        place: dict[str, Any] = {
            name: masked.pop(name, None) for name in ("line", "column", "cell")
        }
        if not self.lined:
            place["line"] = None
        return Message(severity=severity, code=code, file=self.file, facts=masked, **place)
