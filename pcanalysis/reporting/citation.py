"""Source cards of a page: every printed figure opens the file, line and document it comes from.

Sentences are plain text; where one repeats a figure from the sources, that figure becomes a
button that opens its card. Everything from a file is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from pcanalysis import texts
from pcanalysis.store.cards import FOLDER

Entry = Mapping[str, Any]
PLACE = "bronnen"  # of the pages about sources, below the folder of the municipality
_SUFFIX = {"nl": ".html", "en": ".en.html"}
_BEFORE, _AFTER = r"(?<![\w.,−-])", r"(?![\w%]|[.,]\d)"


@dataclass(frozen=True, slots=True)
class Card:
    """One source card: a title and pairs of a term with its text."""

    id: str
    title: str
    facts: list[tuple[str, str]]
    quality: str  # link to the page about the source; empty without


@dataclass(slots=True)
class Cards:
    """The source cards of one page, each made once and numbered in order of first use."""

    language: str
    made: dict[tuple[str, str, str, str], Card] = field(default_factory=dict)

    def button(self, finding: Mapping[str, Any], entry: Entry) -> Markup:
        """Return the figure of ``entry`` as a button that opens its source card."""
        shown = entry["shown"][self.language]
        identity = (finding["key"], entry["role"], entry["period"], entry["file"])
        if identity not in self.made:
            self.made[identity] = Card(
                id=f"b{len(self.made) + 1}",
                title=f"{finding['name'][self.language]}: {shown}",
                facts=card_facts(entry, self.language),
                quality=quality_link(entry["file"], self.language),
            )
        label = texts.word(self.language, "card.open", shown=shown)
        return Markup(
            '<button type="button" class="source" popovertarget="{}" aria-label="{}">{}</button>'
        ).format(self.made[identity].id, label, shown)

    def linked(self, sentence: str, finding: Mapping[str, Any]) -> Markup:
        """Return a sentence with the figures of its sources turned into buttons."""
        entries = [e for e in finding["provenance"] if e["shown"][self.language]]
        if finding["kind"] == "forecast":  # a computed figure can look like a measured one
            entries = [entry for entry in entries if entry["period"][:4] in sentence]
        by_shown: dict[str, list[Entry]] = {}
        for entry in entries:
            by_shown.setdefault(entry["shown"][self.language], []).append(entry)
        if not by_shown:
            return escape(sentence)
        figures = "|".join(re.escape(s) for s in sorted(by_shown, key=len, reverse=True))
        parts, last = [], 0
        for found in re.finditer(f"{_BEFORE}({figures}){_AFTER}", sentence):
            parts.append(escape(sentence[last : found.start()]))
            parts.append(self.button(finding, _nearest(by_shown[found[1]], sentence)))
            last = found.end()
        return Markup("").join([*parts, escape(sentence[last:])])


def _nearest(entries: Sequence[Entry], sentence: str) -> Entry:
    """Of several sources that print the same figure, take the one whose period is named."""
    named = [entry for entry in entries if entry["period"][:4] in sentence]
    return (named or list(entries))[0]


def card_facts(entry: Entry, language: str) -> list[tuple[str, str]]:
    """Return the terms and texts of one source: period, document, file, line and fingerprint."""
    say = partial(texts.word, language)
    period = say("card.standing") if entry["period"] == "standing" else entry["period"]
    facts = [(say(f"card.{entry['role']}"), period)]
    if entry.get("status") not in (None, "actual"):
        facts.append((say("card.status"), say(f"status.{entry['status']}")))
    if entry.get("n"):
        basis = say(f"n_basis.{entry['n_basis']}")
        facts.append((say("card.answers"), f"{texts.format_count(entry['n'], language)} ({basis})"))
    facts.append((say("card.printed_in"), printed_in(entry, language)))
    if entry["printed"]:
        facts.append((say("card.as_printed"), entry["printed"]))
    facts.append((say("card.file"), place(entry, language)))
    facts.append((say("card.fingerprint"), f"sha256 {entry['sha256'][:12]}…{entry['sha256'][-4:]}"))
    return facts


def printed_in(entry: Entry, language: str) -> str:
    """Return publisher, document and date of publication in words."""
    if entry["simulated"]:
        return texts.word(language, "card.simulated_file")
    if not entry["edition"]:
        return str(entry["publisher"])
    day = texts.format_date(date.fromisoformat(entry["published"]), language)
    key = "card.document_rule" if entry["published_basis"] == "rule" else "card.document"
    title = entry["title"][language]
    return texts.word(language, key, publisher=entry["publisher"], title=title, day=day)


def page_of(source: str, language: str) -> str:
    """Return the name of the page about a source."""
    return source + _SUFFIX[language]


def quality_link(file: str, language: str) -> str:
    """Return the link from a programme to the page about a raw file's source; empty for others."""
    below = file.removeprefix(f"{FOLDER}/")
    source = below.partition("/")[0]
    return "" if below == file else f"../{PLACE}/{quote(page_of(source, language))}"


def place(entry: Entry, language: str) -> str:
    """Return file and line, or the range of lines a figure was summed from."""
    key = "card.lines" if entry["line_to"] > entry["line"] else "card.line"
    lines = texts.word(language, key, line=entry["line"], line_to=entry["line_to"])
    return f"{entry['file']}, {lines}"
