"""One article per indicator or contact volume: the findings of one key, joined.

The gap speaks first when there is a target and a figure, else the trend; the forecast follows below
it, unless the gap already draws what may come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pcanalysis.reporting.finding import Finding
from pcanalysis.texts import LANGUAGES
from pcanalysis.texts.programme import headline_row

Article = tuple[Finding, ...]  # of one key: what speaks first, and what follows below it
_ORDER = ("gap", "trend", "forecast")


def norms_of(findings: Sequence[Finding]) -> list[Article]:
    """Return an article per service norm; its picture is the control chart of the same figures."""
    return [(finding,) for finding in findings if finding["kind"] == "norm"]


def articles_of(findings: Sequence[Finding]) -> tuple[list[Article], list[Article]]:
    """Return the articles of indicators and those of contact volumes, in the order handed over.

    Indicators that were never measured get no article: the page lists them as empty.
    """
    by_key: dict[str, dict[str, Finding]] = {}
    for finding in (f for f in findings if f["kind"] in _ORDER):
        by_key.setdefault(finding["key"], {})[finding["kind"]] = finding
    indicators: list[Article] = []
    volumes: list[Article] = []
    for kinds in by_key.values():
        entries = [entry for f in kinds.values() for entry in f["provenance"]]
        if any(f["quantity"] == "contacts" for f in kinds.values()):
            volumes.append(_article(kinds))
        elif any(entry["role"] == "observation" for entry in entries):
            indicators.append(_article(kinds))
    return indicators, volumes


def _article(kinds: Mapping[str, Finding]) -> Article:
    """Let the trend add its sentences to those of the gap, each of them said once."""
    first, *others = (kinds[kind] for kind in _ORDER if kind in kinds)
    joined = [first, *(f for f in others if f["kind"] == "trend")]
    said = {
        language: list(dict.fromkeys(s for f in joined for s in f["sentences"][language]))
        for language in LANGUAGES
    }
    drawn = {"trend", "forecast"} if headline_row(first) else {"trend"}  # the fan is in the first
    return (first | {"sentences": said}, *(f for f in others if f["kind"] not in drawn))


def anchor_id(key: str) -> str:
    """Return the id of the article of an indicator or volume."""
    return "i-" + key.split("/", 1)[-1].replace(".", "-")
