"""What was detected about a file, and by what: the notes of its reader in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pcanalysis.texts.words import texts_of, word


def detected(evidence: Mapping[str, str], language: str) -> list[tuple[str, str, str]]:
    """Return question, answer and what shows it, of everything that was detected in a file.

    A note we have no words for is given as the reader wrote it.
    """
    found = []
    for question, note in sorted(evidence.items()):
        about, _, column = question.partition(" of ")
        answer, _, shown = note.rpartition(": ")
        key = f"quality.shown.{re.sub(r'[0-9]+', '#', shown)}"
        numbers = dict(zip("abc", re.findall(r"\d+", shown), strict=False))
        said = word(language, key, **numbers) if key in texts_of(language) else shown
        asked = word(language, f"quality.about_{about.replace(' ', '_')}")
        asked += f" ({word(language, 'quality.column', column=column)})" if column else ""
        found.append((asked, answer.strip(), said))
    return found
