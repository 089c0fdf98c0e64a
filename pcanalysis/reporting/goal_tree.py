"""The goal tree of a programme as the page shows it: newest codes, indicators, explanations.

What the municipality itself says about an activity stands beside our answers, never inside them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from pcanalysis import texts
from pcanalysis.model import Edition, Goal, Programme
from pcanalysis.model.programme import Node


@dataclass(frozen=True, slots=True)
class Said:
    """One explanation by the municipality: its document and status, then the text."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class Branch:
    """One node with what hangs below it."""

    code: str
    name: str
    codes: str  # what earlier editions called it, in words
    indicators: tuple[dict[str, str], ...]
    lacks: bool  # a goal without an indicator of its own or of the goal it is part of
    said: tuple[Said, ...]
    children: tuple[Branch, ...]


def goal_tree(
    programme: Programme, *, as_of: date, language: str, anchors: Collection[str]
) -> tuple[Branch, ...]:
    """Return the tree of the newest edition known at ``as_of`` that has one, roots first.

    ``anchors`` holds the keys of indicators that have an article on the page.
    """
    known = known_editions(programme, as_of)
    with_tree = _with_tree(programme, known)
    if not with_tree:
        return ()
    newest = with_tree[-1]
    shown = [node for node in programme.nodes if newest.id in node.codes]
    keys = {node.key for node in shown}
    build = _Builder(programme, shown, newest, known, language, anchors)
    return tuple(build.branch(node) for node in shown if node.parent not in keys)


def dropped(programme: Programme, *, as_of: date, language: str) -> list[tuple[str, str, str]]:
    """Return code, name and last edition of activities that the newest tree no longer has."""
    with_tree = _with_tree(programme, known_editions(programme, as_of))
    gone = []
    for node in programme.nodes:
        printed = [e for e in with_tree if e.id in node.codes]
        if printed and printed[-1] != with_tree[-1]:
            last = printed[-1]
            gone.append((node.codes[last.id], node.names[last.id], edition_title(last, language)))
    return gone


def known_editions(programme: Programme, as_of: date) -> list[Edition]:
    """Return the documents known at ``as_of``, oldest first, without copies of another."""
    return [e for e in programme.editions if e.published <= as_of and not e.duplicate_of]


def _with_tree(programme: Programme, editions: list[Edition]) -> list[Edition]:
    return [e for e in editions if any(e.id in node.codes for node in programme.nodes)]


@dataclass(frozen=True, slots=True)
class _Builder:
    programme: Programme
    shown: list[Node]
    newest: Edition
    known: list[Edition]
    language: str
    anchors: Collection[str]

    def branch(self, node: Node) -> Branch:
        indicators = [
            (one.short_name(self.language), anchor(one.key) if one.key in self.anchors else "")
            for one in self.programme.indicators
            if one.goal == node.key
        ]
        measured = {one.goal for one in self.programme.indicators}
        return Branch(
            code=node.codes[self.newest.id],
            name=node.names[self.newest.id],
            codes=self._earlier_codes(node),
            indicators=tuple({"text": text, "href": href} for text, href in indicators),
            lacks=isinstance(node, Goal) and measured.isdisjoint((node.key, node.parent)),
            said=self._said(node),
            children=tuple(self.branch(n) for n in self.shown if n.parent == node.key),
        )

    def _earlier_codes(self, node: Node) -> str:
        printed = {node.codes[e.id]: str(e.year) for e in self.known if e.id in node.codes}
        printed.pop(node.codes[self.newest.id])
        return ", ".join(
            texts.word(self.language, "tree.earlier_code", year=year, code=code)
            for code, year in printed.items()
        )

    def _said(self, node: Node) -> tuple[Said, ...]:
        titles = {e.id: edition_title(e, self.language) for e in self.known}
        found = []
        for said in self.programme.explanations:
            if said.activity == node.key and said.edition in titles:
                status = texts.word(self.language, f"explanation.{said.status}")
                parts = (said.said, said.cause, said.consequence, said.action)
                text = " ".join(part[self.language] for part in parts if part.get(self.language))
                found.append(Said(head=f"{titles[said.edition]}: {status}.", text=text))
        return tuple(found)


def edition_title(edition: Edition, language: str) -> str:
    """Return the title of a document in ``language``."""
    return (edition.title_en if language == "en" else "") or edition.title


def anchor(key: str) -> str:
    """Return the link to the article of an indicator or volume on the page."""
    return "#" + anchor_id(key)


def anchor_id(key: str) -> str:
    """Return the id of the article of an indicator or volume."""
    return "i-" + key.split("/", 1)[-1].replace(".", "-")
