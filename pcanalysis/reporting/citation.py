"""Source cards of a page: every printed figure opens the file, line and document it comes from.

Sentences are plain text; where one repeats a figure from the sources, that figure becomes a
button that opens its card. Everything from a file is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from pcanalysis import texts
from pcanalysis.reporting.finding import Finding
from pcanalysis.store.cards import FOLDER

Entry = Mapping[str, Any]
PLACE = "bronnen"  # of the pages about sources, below the folder of the municipality
_SUFFIX = {"nl": ".html", "en": ".en.html"}
_BEFORE, _AFTER = r"(?<![\w.,−-])", r"(?![\w%]|[.,]\d)"


@dataclass(frozen=True, slots=True)
class Card:
    """One source card: what it is about, and where that stands."""

    id: str
    title: str
    entry: Entry


@dataclass(slots=True)
class Cards:
    """The source cards of one page, each made once and numbered in order of first use."""

    language: str
    made: dict[tuple[str, str, str, str], Card] = field(default_factory=dict)

    def button(self, finding: Finding, entry: Entry) -> Markup:
        """Return the figure of ``entry`` as a button that opens its source card."""
        shown = entry["shown"][self.language]
        identity = (finding["key"], entry["role"], entry["period"], entry["file"])
        if identity not in self.made:
            title = f"{finding['name'][self.language]}: {shown}"
            self.made[identity] = Card(f"b{len(self.made) + 1}", title, entry)
        label = texts.word(self.language, "card.open", shown=shown)
        return Markup(
            '<button type="button" class="source" popovertarget="{}" aria-label="{}">{}</button>'
        ).format(self.made[identity].id, label, shown)

    def linked(self, sentence: str, finding: Finding) -> Markup:
        """Return a sentence with the figures of its sources turned into buttons."""
        entries = [e for e in finding["provenance"] if e["shown"][self.language]]
        if finding["kind"] == "forecast":  # a computed figure can look like a measured one
            entries = [entry for entry in entries if entry["period"][:4] in sentence]
        known = {entry["shown"][self.language] for entry in entries}
        if not known:
            return escape(sentence)
        figures = "|".join(re.escape(s) for s in sorted(known, key=len, reverse=True))

        def opened(shown: str) -> Markup:
            """Return the button of the source whose period is named, of those that print it."""
            own = [entry for entry in entries if entry["shown"][self.language] == shown]
            return self.button(finding, max(own, key=lambda e: e["period"][:4] in sentence))

        parts = re.split(f"{_BEFORE}({figures}){_AFTER}", sentence)
        parts[1::2] = map(opened, parts[1::2])  # every other part is a figure
        return Markup("").join(parts)


def page_of(source: str, language: str) -> str:
    """Return the name of the page about a source."""
    return source + _SUFFIX[language]


def quality_link(file: str, language: str) -> str:
    """Return the link from a programme to the page about a raw file's source; empty for others."""
    below = file.removeprefix(f"{FOLDER}/")
    source = below.partition("/")[0]
    return "" if below == file else f"../{PLACE}/{quote(page_of(source, language))}"
