"""The report page of one programme, made from its findings: one self-contained HTML file.

No request to any host, no script. Text from files is escaped; only our own drawings are markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from pcanalysis import texts
from pcanalysis.model import Edition, Programme
from pcanalysis.plots.palette import DARK, LIGHT
from pcanalysis.reporting.article import articles_of
from pcanalysis.reporting.citation import Cards, printed_in, quality_link
from pcanalysis.reporting.finding import Finding
from pcanalysis.reporting.goal_tree import dropped, edition_title, goal_tree, known_editions
from pcanalysis.reporting.overview import overview_of

FONT = 'system-ui,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif'
FILE_OF_LANGUAGE = {"nl": "index.html", "en": "index.en.html"}
_SECTIONS = {  # id to its heading, in the order of the page
    "kort": "in_short",
    "doelen": "targets",
    "boom": "tree",
    "indicatoren": "indicators",
    "drukte": "volumes",
    "normen": "norms",
    "onzeker": "unknowns",
    "herkomst": "sources",
}


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
    edition = newest_edition(programme, edge.as_of)
    cards = Cards(language)
    overview = overview_of(findings, language, cards)
    articles, volumes = articles_of(findings, language, cards)
    anchors = {article.key for article in articles}
    nodes = goal_tree(programme, as_of=edge.as_of, language=language, anchors=anchors)
    norms = _norms(findings, language)
    shown = {"doelen": overview.rows, "boom": nodes, "indicatoren": articles}
    shown |= {"drukte": volumes, "normen": norms}
    return render(
        "programme.html.j2",
        language,
        edge,
        programme=programme,
        slug=programme.key.split("/", 1)[0],
        edition=edition,
        document=edition_title(edition, language) if edition else "",
        sections={one: name for one, name in _SECTIONS.items() if shown.get(one, True)},
        tiles=texts.in_short(findings, language),
        overview=overview,
        nodes=nodes,
        dropped=dropped(programme, as_of=edge.as_of, language=language),
        articles=articles,
        volumes=volumes,
        norms=norms,
        unknowns=texts.unknowns(findings, language),
        sources=_sources(findings, language),
        methods=sorted({(f["kind"], f["method_page"]) for f in findings}),
        cards=list(cards.made.values()),
    )


def render(template: str, language: str, edge: Edge, **content: Any) -> str:
    """Return a page: its content, and what every page needs around it."""
    other = next((one for one in edge.languages if one != language), "")
    return (
        environment()
        .get_template(template)
        .render(
            lang=language,
            edge=edge,
            t=partial(texts.word, language),
            day=lambda day: texts.format_date(day, language),
            style=Markup(stylesheet()),  # noqa: S704 - our own file
            home=FILE_OF_LANGUAGE[language],
            other_lang=other,
            other_href=FILE_OF_LANGUAGE[other] if other else "",
            **content,
        )
    )


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


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """Return the style of every page: the palette, light and dark, and the rules."""
    rules = (resources.files("pcanalysis.reporting") / "templates" / "style.css").read_text("utf-8")
    light = ";".join(f"--{name}:{colour}" for name, colour in LIGHT.items())
    dark = ";".join(f"--{name}:{colour}" for name, colour in DARK.items())
    return (
        f":root{{color-scheme:light dark;--font:{FONT};{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{rules}"
        f"@media print{{:root{{{light}}}}}\n"
    )


def newest_edition(programme: Programme, as_of: date) -> Edition | None:
    """Return the newest document known at ``as_of``; None when there is none."""
    return next(reversed(known_editions(programme, as_of)), None)


def _norms(findings: Sequence[Finding], language: str) -> list[tuple[bool, list[str]]]:
    """Return the norms without a measurement: those with a name, and those whose name was lost."""
    unmeasured = [f for f in findings if f["kind"] == "gap" and f["status"] == "no_measurement"]
    boxes = [
        (lost, [_norm_line(f, language) for f in unmeasured if f["label_incomplete"] is lost])
        for lost in (False, True)
    ]
    return [(lost, lines) for lost, lines in boxes if lines]


def _norm_line(finding: Finding, language: str) -> str:
    targets = [entry for entry in finding["provenance"] if entry["role"] == "target"]
    shown = list(dict.fromkeys(entry["shown"][language] for entry in targets))
    name = finding["name"][language]
    if not shown:
        return str(name)
    return texts.word(language, "empty.norm_line", name=name, target=" / ".join(shown))


def _linked(file: str, language: str) -> str:
    link = quality_link(file, language)
    return Markup('<a href="{}">{}</a>').format(link, file) if link else file


def _sources(findings: Sequence[Finding], language: str) -> list[list[str]]:
    """Return the files the page rests on, each with its document and fingerprint."""
    entries = {entry["file"]: entry for finding in findings for entry in finding["provenance"]}
    return [
        [_linked(file, language), printed_in(entry, language), f"sha256 {entry['sha256'][:12]}…"]
        for file, entry in sorted(entries.items())
    ]
