"""What the tests of pages start from: real programmes as findings, and a page read as a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pcanalysis import (
    compare_portfolio,
    fit_trend,
    forecast_to_targets,
    judge_norms,
    make_forecast,
    measure_gap,
    open_project,
)
from pcanalysis.model import Programme
from pcanalysis.reporting.answers import add_portfolio
from pcanalysis.reporting.finding import make_finding
from pcanalysis.reporting.page import Edge, environment, render_programme, words_of
from pcanalysis.store.definitions import read_definitions
from pcanalysis.store.project import Project
from tests.store.projects import DEFINITION, definitions_only, write

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "{{7*7}}{% raw %}",
    "=1+1",
)
AS_OF = date(2023, 1, 1)
EDGE = Edge(as_of=AS_OF, languages=("nl", "en"), version="9.9", notebooks=("trend",))
_VOID = {"meta", "br", "img", "link", "input", "hr"}


@lru_cache(maxsize=1)
def project() -> Project:
    """Open the project of this checkout, once."""
    return open_project(ROOT)


@lru_cache(maxsize=8)
def findings_of(key: str, until: str = "") -> tuple[dict[str, Any], ...]:
    """Return what the three notebooks hand over for a programme, made in this process."""
    own = project()
    histories = own.histories(key, until=until)
    yearly, daily = own.forecastable(key, until=until)
    targets = own.targets_of(histories)
    gaps = list(map(measure_gap, histories, targets, map(forecast_to_targets, histories, targets)))
    together, norms = compare_portfolio(gaps), judge_norms(histories, targets)
    results: list[Any] = [
        *map(fit_trend, (*histories, *own.volume_histories(key, until=until))),
        *(*gaps, together, *norms, *(norm.xmr for norm in norms)),
        *map(partial(make_forecast, horizon=2), yearly),
        *map(partial(make_forecast, horizon=28), daily),
    ]
    findings = [make_finding(result) for result in results]
    add_portfolio(findings, together)
    return tuple(findings)


def finding_of(key: str, kind: str, programme: str = "leiden/1") -> dict[str, Any]:
    """Return one finding of a real programme."""
    found = findings_of(programme)
    return next(f for f in found if (f["key"], f["kind"]) == (key, kind))


@lru_cache(maxsize=8)
def page_text(key: str, language: str = "nl") -> str:
    """Return the page of a real programme."""
    programme = project().programme(key)
    return render_programme(programme, findings_of(key), language=language, edge=EDGE)


@lru_cache(maxsize=8)
def page_of(key: str, language: str = "nl") -> Node:
    """Return the page of a real programme, read."""
    return parse(page_text(key, language))


def macros(template: str, language: str = "nl", **known: object) -> Any:
    """Return the macros of a template, each a function that returns HTML."""
    return environment().get_template(template).make_module(words_of(language) | known)


def village_programme(root: Path, change: Callable[[str], str] = lambda text: text) -> Programme:
    """Return the programme of the village, after ``change`` to its definition."""
    definitions_only(root)
    write(root, "data/definitions/dorp/1.toml", change(DEFINITION))
    return read_definitions(root).programmes["dorp/1"]


@dataclass(eq=False)
class Node:
    """An element of a page with what stands in it, in order."""

    tag: str
    attrs: dict[str, str]
    parts: list[Node | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Node]:
        """Go through all elements below this one, in the order of the page."""
        for part in self.parts:
            if isinstance(part, Node):
                yield part
                yield from part

    def all(self, *tags: str, **attrs: str) -> list[Node]:
        """Return the elements with one of these tags and these attributes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [
            node
            for node in self
            if (not tags or node.tag in tags) and wanted.items() <= node.attrs.items()
        ]

    def one(self, *tags: str, **attrs: str) -> Node:
        """Return the only such element."""
        [found] = self.all(*tags, **attrs)
        return found

    def text(self) -> str:
        """Return the words in this element, with single spaces."""
        return " ".join("".join(self._words()).split())

    def _words(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            elif part.tag not in ("style", "svg"):
                yield from part._words()


class _Reader(HTMLParser):
    """Builds the tree; an element that is closed twice or not at all is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("#page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"attribute twice on {tag}"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def parse(html: str) -> Node:
    """Read a page as a tree; every element must be closed in its turn."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    [page] = reader.open
    return page
