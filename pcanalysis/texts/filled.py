"""Texts of a result that are all filled in with the same values.

Its module says which texts apply (``keys``, whatever the language) and what they hold (``values``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pcanalysis.model import History
from pcanalysis.texts.figures import no_measurement, opening, source_line, sources_of
from pcanalysis.texts.words import begin, told, word

When = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Which texts a result has, by key and whether each applies, in the order of telling."""

    title: str
    told: When
    chips: Mapping[str, str | None]  # by the key of their label; None is left out
    note: When = field(default_factory=dict)
    alt: When = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """The texts of one type of result, as its module gives them."""

    keys: Callable[[Any], Keys]
    values: Callable[[Any, str], Mapping[str, object]]

    def describe(self, result: Any, language: str) -> list[str]:
        """Return the sentences of a result, most important first."""
        histories = histories_of(result)
        made_up = {"figure.simulated": any(history.simulated for history in histories)}
        said = opening(histories[0], language) if len(histories) == 1 else told(language, made_up)
        said += told(language, self.keys(result).told, **self.values(result, language))
        if len(histories) == 1 and not histories[0].points:
            said += no_measurement(histories[0], language)
        return said

    def headline(self, result: Any, language: str) -> str:
        """Return the verdict as a title of at most twelve words."""
        said = word(language, self.keys(result).title, **self.values(result, language))
        return begin(said.rstrip("."))

    def note(self, result: Any, language: str) -> str:
        """Return how to read the chart and where the figures come from."""
        sources = [one for history in histories_of(result) for one in sources_of(history)]
        parts = told(language, self.keys(result).note, **self.values(result, language))
        return " ".join([*parts, source_line(sources, language)]).strip()

    def alt_parts(self, result: Any, language: str) -> list[str]:
        """Return the chart in words: what it shows, and what follows from it."""
        return told(language, self.keys(result).alt, **self.values(result, language))

    def chips(self, result: Any, language: str) -> list[tuple[str, str]]:
        """Return the separate answers as pairs of a label and words."""
        values = self.values(result, language)
        chosen = [(label, key) for label, key in self.keys(result).chips.items() if key]
        return [
            (word(language, f"chip.{label}", **values), word(language, key, **values))
            for label, key in chosen
        ]


def histories_of(result: Any) -> list[History]:
    """Return the history of a result, or those of all that it compares."""
    gaps = getattr(result, "gaps", None)
    return [result.history] if gaps is None else [gap.history for gap in gaps]
