"""How good is what a source delivered: rows read, kept and left out, and everything said of them.

One page per source folder, made from the manifest of the last build and the card. Where a file
holds figures about small groups, no cell and no value of it is shown.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from pcanalysis import texts
from pcanalysis.errors import Message, Severity
from pcanalysis.errors.message import visible
from pcanalysis.model import Edition, MissingReason, read_day
from pcanalysis.reporting.citation import PLACE, page_of
from pcanalysis.reporting.page import FILE_OF_LANGUAGE, Edge, render
from pcanalysis.reporting.publication import publish_folder
from pcanalysis.store.build import read_manifest
from pcanalysis.store.cards import Card, CardFile
from pcanalysis.store.project import Project
from pcanalysis.texts.detected import detected

_EXAMPLES = 5  # of each kind of message
_PLAIN = {"rows", "limit", "other_line", "known", "near", "name", "defined", "unit", "indicator"}
_RANK = list(Severity)  # the most serious first


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything said with one code about one file."""

    severity: Severity
    count: int
    examples: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileQuality:
    """One file: what the build found, what is kept of it, what was said, most serious first."""

    file: CardFile
    facts: Mapping[str, Any]  # of the build: rows read and left out, and what was detected
    kept: int
    told: Sequence[Told]
    hidden: int  # figures about small groups, and what would give them away
    unanimous: int  # shares of 0% or 100% of a group that is small but not hidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """One source folder."""

    card: Card
    municipality: str  # as printed
    edition: Edition | None
    files: Sequence[FileQuality]

    @property
    def name(self) -> str:
        """Name of the folder, and of its page."""
        return Path(self.card.folder).name

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        told = (t for file in self.files for t in file.told)
        return sum(t.count for t in told if t.severity == Severity.WARNING)


def publish_qualities(
    project: Project,
    municipalities: Collection[str],
    *,
    until: str,
    out: Path,
    edge: Edge,
    untils: Mapping[str, str] | None = None,
) -> list[Quality]:
    """Put the pages of all sources of these municipalities in their place; return the sources.

    Also in a language of an earlier run, and of what a programme knew whose report was made
    ``untils`` another day: those pages still lead here.
    """
    stands = [one for one in texts.LANGUAGES if (out / FILE_OF_LANGUAGE[one]).is_file()]
    edge = replace(edge, languages=tuple(dict.fromkeys((*edge.languages, *stands))))
    found = qualities(project, municipalities, until, untils)
    for municipality in sorted(municipalities):
        pages = {
            page_of(one.name, language): render_quality(
                one, language=language, edge=edge, limit=project.settings.small_cell
            ).encode("utf-8")
            for one in found
            for language in edge.languages
            if one.card.municipality == municipality
        }
        if pages:
            publish_folder(out / municipality / PLACE, pages)
        else:
            shutil.rmtree(out / municipality / PLACE, ignore_errors=True)
    return found


def qualities(
    project: Project,
    municipalities: Collection[str],
    until: str,
    untils: Mapping[str, str] | None = None,
) -> list[Quality]:
    """Return the quality of every source of these municipalities published by ``until``.

    Of a programme in ``untils`` that day counts.
    """
    manifest = read_manifest(project.root)
    facts = {one["file"]: one for one in manifest.get("files", ())}
    problems = [Message(**problem) for problem in manifest.get("problems", ())]
    found = []
    for card in project.cards:
        day = (untils or {}).get(card.programme, until)
        last = read_day(day, "until") if day else None
        late = last is not None and card.published is not None and card.published > last
        if card.municipality not in municipalities or late:
            continue
        programme = project.programme(card.programme)
        quality = Quality(
            card=card,
            municipality=programme.municipality,
            edition=next((e for e in programme.editions if e.id == card.edition), None),
            files=[
                _file(project, f, facts[f"{card.folder}/{f.name}"], problems) for f in card.files
            ],
        )
        found.append(quality)
    return found


def render_quality(quality: Quality, *, language: str, edge: Edge, limit: int) -> str:
    """Return the page of one source; ``limit`` is the smallest group that is published."""
    return render(
        "quality.html.j2",
        language,
        edge,
        quality=quality,
        limit=limit,
        shown=visible,
        detected=partial(detected, language=language),
        pages={one: page_of(quality.name, one) for one in edge.languages},
    )


def _file(
    project: Project, file: CardFile, facts: Mapping[str, Any], found: Sequence[Message]
) -> FileQuality:
    cells, limit = project.cells(), project.settings.small_cell
    own = cells[cells["file"] == facts["file"]]
    hidden = int((own["reason"] == MissingReason.SUPPRESSED.value).sum())
    unanimous = own["value"].isin((0, 100)) & (own["n"] < 2 * limit)
    counts = Counter(facts["counts"])
    messages = [Message(**message) for message in facts["messages"]]
    later = [m for m in found if m.file == facts["file"] and m.code not in counts]
    counts += Counter(message.code for message in later)  # laid the files beside each other
    if hidden or "small_cell" in counts:
        messages, later = [*map(_without_values, messages)], [*map(_without_values, later)]
    return FileQuality(
        file=file,
        facts=facts,
        kept=facts["rows_kept"] - len(later),
        told=_told(counts, [*messages, *later]),
        hidden=hidden,
        unanimous=int(unanimous.sum()),
    )


def _told(counts: Mapping[str, int], messages: Sequence[Message]) -> list[Told]:
    told = []
    for code, count in counts.items():
        own = [message for message in messages if message.code == code]
        severity = Severity(min((message.severity for message in own), key=_RANK.index))
        told.append(Told(severity=severity, count=count, examples=tuple(own[:_EXAMPLES])))
    return sorted(told, key=lambda t: (_RANK.index(t.severity), -t.count, t.examples[0].code))


def _without_values(message: Message) -> Message:
    """Return a message without anything that could be a figure."""
    facts = {name: fact if name in _PLAIN else "…" for name, fact in message.facts.items()}
    return replace(message, cell=None, facts=facts)
