"""One article per indicator or contact volume: its verdict, picture, sentences and table.

The findings of one key are joined: the gap speaks first when there is a target and a figure, else
the trend; the forecast follows below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pcanalysis.reporting.citation import Cards
from pcanalysis.reporting.finding import Finding
from pcanalysis.reporting.goal_tree import anchor_id

_ORDER = ("gap", "trend", "forecast")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One finding with its sentences, of which the figures open their sources."""

    finding: Finding
    sentences: tuple[Markup, ...]
    figure: Mapping[str, str] | None  # SVG for a wide screen and, unless left out, a narrow one
    uses: tuple[tuple[Markup, str], ...]  # the figures it is computed from, with their period


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Everything the page says about one key."""

    key: str
    id: str
    main: Block
    more: tuple[Block, ...]


def articles_of(
    findings: Sequence[Finding], language: str, cards: Cards
) -> tuple[list[Article], list[Article]]:
    """Return the articles of indicators and those of contact volumes, in the order handed over.

    Indicators that were never measured get no article: the page lists them as empty.
    """
    by_key: dict[str, dict[str, Finding]] = {}
    for finding in findings:
        by_key.setdefault(finding["key"], {})[finding["kind"]] = finding
    indicators: list[Article] = []
    volumes: list[Article] = []
    for key, kinds in by_key.items():
        is_volume = any(f["quantity"] == "contacts" for f in kinds.values())
        entries = [entry for f in kinds.values() for entry in f["provenance"]]
        if is_volume or any(entry["role"] == "observation" for entry in entries):
            (volumes if is_volume else indicators).append(_article(key, kinds, language, cards))
    return indicators, volumes


def _article(key: str, kinds: Mapping[str, Finding], language: str, cards: Cards) -> Article:
    first, *others = (kinds[kind] for kind in _ORDER if kind in kinds)
    sentences = list(first["sentences"][language])
    for trend in others:
        if trend["kind"] == "trend":
            sentences += [s for s in trend["sentences"][language] if s not in sentences]
    rest = [f for f in others if f["kind"] != "trend"]
    return Article(
        key=key,
        id=anchor_id(key),
        main=_block(first, sentences, language, cards),
        more=tuple(_block(f, f["sentences"][language], language, cards, lean=True) for f in rest),
    )


def _block(
    finding: Finding, sentences: Sequence[str], language: str, cards: Cards, *, lean: bool = False
) -> Block:
    """Return a block; ``lean`` leaves the narrow drawing out to keep pages small."""
    figure = finding["figure"] and finding["figure"][language]
    return Block(
        finding=finding,
        sentences=tuple(cards.linked(sentence, finding) for sentence in sentences),
        figure={"wide": figure["wide"]} if figure and lean else figure,
        uses=tuple(
            (cards.button(finding, entry), entry["period"])
            for entry in finding["provenance"]
            if entry["role"] == "observation" and entry["shown"][language]
        ),
    )
