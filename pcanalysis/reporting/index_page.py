"""The page above all reports: every programme with its verdicts, its document and its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from pcanalysis import texts
from pcanalysis.reporting.page import FILE_OF_LANGUAGE, Edge, environment, frame
from pcanalysis.texts.words import begin

Finding = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One programme on the index page."""

    key: str
    municipality: str
    code: str
    name: Mapping[str, str]
    document: Mapping[str, str]  # title of the newest document per language; empty without
    findings: Sequence[Finding]  # of the report that is published; empty without
    as_of: date | None  # of the published report
    failed: str = ""  # why the last run failed, in plain words; empty when it did not
    simulated: bool = False


def render_index(entries: Sequence[Entry], *, language: str, edge: Edge) -> str:
    """Return the index page; failed programmes come first, then by municipality and code."""
    say = partial(texts.word, language)
    ordered = sorted(entries, key=lambda e: (not e.failed, e.municipality.lower(), e.code))
    failed = sum(bool(entry.failed) for entry in entries)
    updated = len(entries) - failed
    tiles = [
        (
            say("tile.ratio", k=updated, n=len(entries)),
            texts.counted(language, "index.updated_tile", len(entries)),
        ),
        (
            texts.format_count(failed, language),
            say("index.failed_tile" if failed else "index.none_failed"),
        ),
    ]
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            **frame(language, edge, say),
            title=say("index.heading"),
            crumbs=[{"text": say("page.all_programmes"), "href": ""}],
            heading=say("index.heading"),
            lead=begin(texts.counted(language, "index.lead", len(entries))),
            tiles=tiles,
            rows=_rows(ordered, language, say),
            footer=say("page.footer_index", version=edge.version),
        )
    )


def _rows(entries: Sequence[Entry], language: str, say: Any) -> list[dict[str, Any]]:
    seen: set[str] = set()
    rows = []
    for entry in entries:
        slug, code = entry.key.split("/", 1)
        anchor = slug if slug not in seen else entry.key.replace("/", "-").replace(".", "-")
        seen.add(slug)
        published = entry.as_of is not None
        rows.append(
            {
                "id": anchor,
                "href": f"{slug}/{code}/{FILE_OF_LANGUAGE[language]}" if published else "",
                "name": f"{entry.municipality}: {entry.code} {entry.name[language]}",
                "simulated": entry.simulated,
                "development": texts.development_summary(_statuses(entry, "trend"), language),
                "position": texts.position_summary(_statuses(entry, "gap"), language),
                "document": entry.document.get(language, ""),
                "failed": bool(entry.failed),
                "mark": "✕" if entry.failed else "●",
                "state": say("index.failed" if entry.failed else "index.updated"),
                "detail": _detail(entry, language, say),
            }
        )
    return rows


def _statuses(entry: Entry, kind: str) -> list[str]:
    return [finding["status"] for finding in entry.findings if finding["kind"] == kind]


def _detail(entry: Entry, language: str, say: Any) -> str:
    day = texts.format_date(entry.as_of, language) if entry.as_of else ""
    if not entry.failed:
        return str(say("index.stand_of", day=day))
    kept = say("index.last_good", day=day) if day else say("index.no_report")
    return f"{say('index.failed_reason', reason=entry.failed)} ({kept})"
