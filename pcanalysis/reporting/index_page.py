"""The page above all reports: every programme with its verdicts, its document and its state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pcanalysis import texts
from pcanalysis.model import Programme
from pcanalysis.reporting.citation import PLACE, page_of
from pcanalysis.reporting.finding import Finding
from pcanalysis.reporting.page import Edge, newest_edition, render
from pcanalysis.reporting.quality_page import Quality
from pcanalysis.texts.words import begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One programme on the index page."""

    programme: Programme
    findings: Sequence[Finding]  # of the report that is published; empty without
    as_of: date | None  # of the published report
    failed: str = ""  # why the last run failed, in plain words; empty when it did not

    def summary(self, kind: str, language: str) -> str:
        """Return how many findings of one kind came out which way."""
        count = texts.development_summary if kind == "trend" else texts.position_summary
        return count((f["status"] for f in self.findings if f["kind"] == kind), language)

    def document(self, language: str) -> str:
        """Return the title of the newest document of the published report; empty without."""
        edition = newest_edition(self.programme, self.as_of) if self.as_of else None
        return edition.title_in(language) if edition else ""


def render_index(
    entries: Sequence[Entry], sources: Sequence[Quality] = (), *, language: str, edge: Edge
) -> str:
    """Return the index page; failed programmes come first, then by municipality and code."""
    ordered = sorted(
        entries,
        key=lambda e: (not e.failed, e.programme.municipality.lower(), e.programme.code),
    )
    anchors: dict[str, str] = {}  # its pages link back to the municipality, not to the programme
    for entry in ordered:
        key = entry.programme.key
        slug = key.split("/", 1)[0]
        anchors[key] = key.replace("/", "-").replace(".", "-") if slug in anchors.values() else slug
    failed = sum(bool(entry.failed) for entry in entries)
    return render(
        "index.html.j2",
        language,
        edge,
        lead=begin(texts.counted(language, "index.lead", len(entries))),
        updated=len(entries) - failed,
        updated_tile=texts.counted(language, "index.updated_tile", len(entries)),
        failed=failed,
        entries=ordered,
        anchors=anchors,
        sources=sorted(sources, key=lambda s: (s.municipality.lower(), s.name)),
        page_of=lambda s: f"{s.card.municipality}/{PLACE}/{page_of(s.name, language)}",
    )
