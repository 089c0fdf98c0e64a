"""The report page of one programme, made from its findings: one self-contained HTML file.

No request to any host, no script. Text from files is escaped; only our own drawings are markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from pcanalysis import texts
from pcanalysis.model import Edition, Programme
from pcanalysis.plots.palette import DARK, LIGHT
from pcanalysis.reporting.article import anchor_id, articles_of, norms_of
from pcanalysis.reporting.citation import Cards, quality_link
from pcanalysis.reporting.finding import Finding
from pcanalysis.reporting.goal_tree import GoalTree, known_editions
from pcanalysis.reporting.overview import overview_of
from pcanalysis.texts.numbers import format_signed
from pcanalysis.texts.programme import in_short, overview_heading, summary, unknowns

FILE_OF_LANGUAGE = {"nl": "index.html", "en": "index.en.html"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What a page says about the run it comes from."""

    languages: tuple[str, ...]
    version: str
    as_of: date = date.max  # the index spans programmes, each with a day of its own
    notebooks: tuple[str, ...] = ()  # names of the executed notebooks, beside the page


def render_programme(
    programme: Programme, findings: Sequence[Finding], *, language: str, edge: Edge
) -> str:
    """Return the page of a programme.

    Parameters
    ----------
    programme
        Its definition: goal tree, explanations, editions.
    findings
        What the notebooks handed over.
    language
        ``"nl"`` or ``"en"``.
    edge
        As-of date, languages, version and notebooks.
    """
    articles, volumes = articles_of(findings)
    unmeasured = [f for f in findings if f["kind"] == "gap" and f["status"] == "no_measurement"]
    sources = {entry["file"]: entry for finding in findings for entry in finding["provenance"]}
    page = render(
        "programme.html.j2",
        language,
        edge,
        programme=programme,
        edition=newest_edition(programme, edge.as_of),
        tiles=in_short(findings, language),
        summary=summary(findings, language),
        made=overview_of(findings),
        gaps_heading=overview_heading(findings, language),
        signed=partial(format_signed, language=language),
        tree=GoalTree(programme, edge.as_of),
        articles=articles,
        anchors={article[0]["key"] for article in articles},
        anchor_id=anchor_id,
        volumes=volumes,
        norms=norms_of(findings),
        unmeasured=unmeasured,
        unknowns=unknowns(findings, language),
        sources=[entry for _, entry in sorted(sources.items())],
        quality_link=quality_link,
        methods=sorted({(f["kind"], f["method_page"]) for f in findings}),
        cards=Cards(language),
    )
    return _with_looks_once(page)


def _with_looks_once(page: str) -> str:
    """Write every look of a drawing once, as a class: a page repeats few looks very often."""
    looks: dict[str, str] = {}

    def named(tag: re.Match[str]) -> str:
        if " class=" in tag[0] or "url(" in tag[0]:  # a hatching belongs to its own drawing
            return tag[0]
        return f'{tag[1]} class="{looks.setdefault(tag[2], f"l{len(looks)}")}"{tag[3]}'

    body = re.sub(r'(<[a-z]+[^<>]*?) style="([^"]*)"([^<>]*>)', named, page)
    rules = "".join(f".{name}{{{look}}}" for look, name in looks.items())
    return body.replace("</style>", f"{rules}</style>", 1)


def render(template: str, language: str, edge: Edge, **content: Any) -> str:
    """Return a page: its content, and what every page needs around it."""
    other = next((one for one in edge.languages if one != language), "")
    made = environment().get_template(template)
    return made.render(
        words_of(language),
        edge=edge,
        palettes={"light": LIGHT, "dark": DARK},
        home=FILE_OF_LANGUAGE[language],
        other_lang=other,
        other_href=FILE_OF_LANGUAGE[other] if other else "",
        **content,
    )


def words_of(language: str) -> dict[str, Any]:
    """Return how a template says words, counts and days (a date or its ISO text)."""
    return {
        "lang": language,
        "t": partial(texts.word, language),
        "count": partial(texts.format_count, language=language),
        "day": lambda day: texts.format_date(date.fromisoformat(str(day)), language),
    }


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the template environment: everything escaped, nothing undefined."""
    return Environment(
        loader=PackageLoader("pcanalysis.reporting"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def newest_edition(programme: Programme, as_of: date) -> Edition | None:
    """Return the newest document known at ``as_of``; None when there is none."""
    return next(reversed(known_editions(programme, as_of)), None)
