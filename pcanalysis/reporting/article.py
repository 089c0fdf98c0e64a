"""One article per indicator or contact volume: its verdict, picture, sentences and table.

The findings of one key are joined: the gap speaks first when there is a target and a figure, else
the trend; the forecast follows below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pcanalysis.reporting.citation import Cards
from pcanalysis.reporting.goal_tree import anchor_id

Finding = Mapping[str, Any]
_ORDER = ("gap", "trend", "forecast")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The same picture for a wide and a narrow screen; the narrow one can be left out."""

    wide: Markup
    narrow: Markup | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading with its picture, sentences, note and table."""

    headline: str
    subtitle: str
    sentences: tuple[Markup, ...]
    note: str
    figure: Drawing | None
    table: Mapping[str, Any]
    simulated: bool
    uses: tuple[tuple[Markup, str], ...]  # the figures it is computed from, with their period


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Everything the page says about one key."""

    key: str
    id: str
    chips: tuple[tuple[str, str], ...]
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
        if not is_volume and not _measured(kinds):
            continue
        article = _article(key, kinds, language, cards)
        (volumes if is_volume else indicators).append(article)
    return indicators, volumes


def _measured(kinds: Mapping[str, Finding]) -> bool:
    return any(entry["role"] == "observation" for f in kinds.values() for entry in f["provenance"])


def _article(key: str, kinds: Mapping[str, Finding], language: str, cards: Cards) -> Article:
    spoken = [kinds[kind] for kind in _ORDER if kind in kinds]
    first, trend = spoken[0], kinds.get("trend")
    sentences = list(first["sentences"][language])
    if trend is not None and first is not trend:
        sentences += [s for s in trend["sentences"][language] if s not in sentences]
    rest = [f for f in spoken[1:] if f is not trend]
    return Article(
        key=key,
        id=anchor_id(key),
        chips=tuple((label, words) for label, words in first["chips"][language]),
        main=_block(first, sentences, language, cards, lean=False),
        more=tuple(_block(f, f["sentences"][language], language, cards, lean=True) for f in rest),
    )


def _block(
    finding: Finding, sentences: Sequence[str], language: str, cards: Cards, *, lean: bool
) -> Block:
    return Block(
        headline=finding["headline"][language],
        subtitle=finding["subtitle"][language],
        sentences=tuple(cards.linked(sentence, finding) for sentence in sentences),
        note=finding["note"][language],
        figure=_drawing(finding, language, lean=lean),
        table=finding["table"][language],
        simulated=finding["simulated"],
        uses=tuple(
            (cards.button(finding, entry), entry["period"])
            for entry in finding["provenance"]
            if entry["role"] == "observation" and entry["shown"][language]
        ),
    )


def _drawing(finding: Finding, language: str, *, lean: bool) -> Drawing | None:
    """Return our own SVG as markup; ``lean`` leaves the narrow drawing out to keep pages small."""
    if finding["figure"] is None:
        return None
    drawn = finding["figure"][language]
    narrow = "" if lean else Markup(drawn["narrow"])  # noqa: S704 - made by plots.svg
    return Drawing(wide=Markup(drawn["wide"]), narrow=narrow)  # noqa: S704 - made by plots.svg
