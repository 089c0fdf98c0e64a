"""The goal tree of a programme as a page shows it: newest codes, indicators, explanations.

What the municipality itself says about an activity stands beside our answers, never inside them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pcanalysis.model import Edition, Explanation, Goal, Programme, read_day
from pcanalysis.model.programme import Node
from pcanalysis.store.project import Project
from pcanalysis.tables.html import Shown


class GoalTree:
    """The tree of the newest edition known at a day that has one; without nodes if none has."""

    def __init__(self, programme: Programme, as_of: date) -> None:
        known = known_editions(programme, as_of)
        printed = {n.key: [e for e in known if e.id in n.codes] for n in programme.nodes}
        with_tree = [e for e in known if any(e in own for own in printed.values())]
        self.newest = with_tree[-1] if with_tree else None
        self.nodes = [n for n in programme.nodes if self.newest in printed[n.key]]
        gone = (n for n in programme.nodes if printed[n.key] and self.newest not in printed[n.key])
        self.dropped = [(n, printed[n.key][-1]) for n in gone]
        self._programme, self._known, self._printed = programme, known, printed

    def below(self, node: Node | None = None) -> list[Node]:
        """Return what hangs below a node; without one, what has no other above it."""
        if node is not None:
            return [one for one in self.nodes if one.parent == node.key]
        keys = {one.key for one in self.nodes}
        return [one for one in self.nodes if one.parent not in keys]

    def earlier_codes(self, node: Node) -> dict[str, int]:
        """Return what earlier editions called a node, each code with the last year that did."""
        years = {node.codes[edition.id]: edition.year for edition in self._printed[node.key]}
        now = node.codes[self._printed[node.key][-1].id]
        return {code: year for code, year in years.items() if code != now}

    def lacks_indicator(self, node: Node) -> bool:
        """Whether it is a goal without an indicator of its own or of the goal it is part of."""
        measured = {indicator.goal for indicator in self._programme.indicators}
        return isinstance(node, Goal) and measured.isdisjoint((node.key, node.parent))

    def explanations(self, node: Node) -> list[tuple[Edition, Explanation]]:
        """Return what the municipality says about a node, each time with its document."""
        known = {edition.id: edition for edition in self._known}
        own = [one for one in self._programme.explanations if one.activity == node.key]
        return [(known[one.edition], one) for one in own if one.edition in known]


def show_goals(project: Project, programme: str, *, until: str = "", language: str = "nl") -> Shown:
    """Return the goal tree of a programme for display in a notebook, as its page shows it."""
    from pcanalysis.reporting.page import environment, words_of  # which builds on this module

    own = project.programme(programme)
    as_of = read_day(until, "until") if until else date.max
    tree = GoalTree(own, as_of)
    known = {"tree": tree, "programme": own, "anchors": ()}
    made: Any = environment().get_template("tree.html.j2").make_module(words_of(language) | known)
    html = f"{made.branch(tree.below())}{made.dropped()}"
    return Shown(html, own.title(language))


def known_editions(programme: Programme, as_of: date) -> list[Edition]:
    """Return the documents known at ``as_of``, oldest first, without copies of another."""
    return [e for e in programme.editions if e.published <= as_of and not e.duplicate_of]
