"""The page above all reports: every programme with its verdicts, its document and its state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from pcanalysis.model import Programme
from pcanalysis.reporting.citation import PLACE, page_of
from pcanalysis.reporting.finding import Finding
from pcanalysis.reporting.page import Edge, newest_edition, render
from pcanalysis.reporting.quality_page import Quality
from pcanalysis.texts.programme import development_summary, position_summary
from pcanalysis.texts.words import begin, counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One programme on the index page."""

    programme: Programme
    findings: Sequence[Finding]  # of the report that is published; empty without
    as_of: date | None  # of the published report
    failed: str = ""  # why the last run failed, in plain words; empty when it did not


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
    return render(
        "index.html.j2",
        language,
        edge,
        counted=partial(counted, language),
        begin=begin,
        failed=sum(bool(entry.failed) for entry in entries),
        entries=ordered,
        developments=partial(development_summary, language=language),
        positions=partial(position_summary, language=language),
        newest_edition=newest_edition,
        anchors=anchors,
        sources=sorted(sources, key=lambda s: (s.municipality.lower(), s.name)),
        page_of=lambda s: f"{s.card.municipality}/{PLACE}/{page_of(s.name, language)}",
    )
