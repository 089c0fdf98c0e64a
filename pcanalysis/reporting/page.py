"""The report page of one programme, made from its findings: one self-contained HTML file.

No request to any host, no script. Text from files is escaped; only our own drawings are markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from pcanalysis.reporting.citation import Cards, printed_in
from pcanalysis.reporting.goal_tree import dropped, edition_title, goal_tree
from pcanalysis.reporting.overview import overview_of

Finding = Mapping[str, Any]
FONT = 'system-ui,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif'
FILE_OF_LANGUAGE = {"nl": "index.html", "en": "index.en.html"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """What a page says about the run it comes from."""

    as_of: date | None  # None on the index, which spans programmes
    languages: tuple[str, ...]
    version: str
    notebooks: tuple[str, ...] = ()  # file names of the executed notebooks, beside the page
    reference: bool = False  # a programme that is there to compare with


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
    say = partial(texts.word, language)
    body = _body(programme, findings, language, edge)
    present = {
        "kort": ("in_short", True),
        "doelen": ("targets", body["overview"].rows),
        "boom": ("tree", body["tree"]["nodes"]),
        "indicatoren": ("indicators", body["articles"]),
        "drukte": ("volumes", body["volumes"]),
        "normen": ("norms", body["norms"]),
        "onzeker": ("unknowns", True),
        "herkomst": ("sources", True),
    }
    template = environment().get_template("programme.html.j2")
    return template.render(
        **frame(language, edge, say),
        **body,
        title=_title(programme, edge, say, language),
        crumbs=_crumbs(programme, say, language),
        heading=say(
            "page.heading",
            municipality=programme.municipality,
            programme=programme.title(language),
        ),
        lead=_lead(programme, edge, say, language),
        simulated=programme.simulated,
        sections=[
            {"id": section, "heading": say(f"page.{heading}")}
            for section, (heading, shown) in present.items()
            if shown
        ],
        footer=say("page.footer", version=edge.version, files=len(body["sources"]["rows"])),
    )


def _body(
    programme: Programme, findings: Sequence[Finding], language: str, edge: Edge
) -> dict[str, Any]:
    """Return what the sections hold."""
    say, cards = partial(texts.word, language), Cards(language)
    overview = overview_of(findings, language, cards)
    articles, volumes = articles_of(findings, language, cards)
    anchors = {article.key for article in articles}
    nodes = goal_tree(programme, as_of=edge.as_of or date.max, language=language, anchors=anchors)
    gone = dropped(programme, as_of=edge.as_of or date.max, language=language)
    return {
        "tiles": texts.in_short(findings, language),
        "overview": overview,
        "tree": {
            "how": say("tree.how"),
            "nodes": nodes,
            "dropped": [
                say("tree.dropped", code=code, name=name, edition=edition)
                for code, name, edition in gone
            ],
        },
        "articles": articles,
        "volumes": volumes,
        "norms": _norms(findings, language),
        "unknowns": texts.unknowns(findings, language),
        "sources": _sources(findings, language),
        "methods": [
            {"name": say(f"page.method_{kind}"), "page": page}
            for kind, page in sorted({(f["kind"], f["method_page"]) for f in findings})
        ],
        "downloads": _downloads(edge, say),
        "cards": list(cards.made.values()),
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


def frame(language: str, edge: Edge, say: Any) -> dict[str, Any]:
    """Return what every page needs: language, style, words and the link to the other language."""
    other = next((one for one in edge.languages if one != language), "")
    return {
        "lang": language,
        "t": say,
        "style": Markup(stylesheet()),  # noqa: S704 - our own file
        "other_lang": other,
        "other_href": FILE_OF_LANGUAGE[other] if other else "",
    }


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
    known = [e for e in programme.editions if e.published <= as_of and not e.duplicate_of]
    return known[-1] if known else None


def _title(programme: Programme, edge: Edge, say: Any, language: str) -> str:
    edition = newest_edition(programme, edge.as_of or date.max)
    facts = {
        "municipality": programme.municipality,
        "code": programme.code,
        "programme": programme.title(language),
    }
    if edition is None:
        return str(say("page.title_plain", **facts))
    return str(say("page.title", **facts, edition=edition_title(edition, language)))


def _crumbs(programme: Programme, say: Any, language: str) -> list[dict[str, str]]:
    up = "../../" + FILE_OF_LANGUAGE[language]
    slug = programme.key.split("/", 1)[0]
    return [
        {"text": say("page.all_programmes"), "href": up},
        {"text": programme.municipality, "href": f"{up}#{slug}"},
        {"text": f"{programme.code} {programme.title(language)}", "href": ""},
    ]


def _lead(programme: Programme, edge: Edge, say: Any, language: str) -> str:
    day = texts.format_date(edge.as_of, language) if edge.as_of else ""
    edition = newest_edition(programme, edge.as_of or date.max)
    parts = [say("page.programme_code", code=programme.code)]
    if edition is not None:
        published = texts.format_date(edition.published, language)
        title = edition_title(edition, language)
        parts.append(say("page.as_of_edition", edition=title, day=published))
    else:
        parts.append(say("page.as_of_day", day=day))
    if programme.simulated:
        parts.append(say("page.simulated_lead"))
    else:
        parts.append(say("page.known_documents"))
    if edge.reference:
        parts.append(say("page.reference"))
    return " ".join(parts)


def _norms(findings: Sequence[Finding], language: str) -> list[dict[str, Any]]:
    """Return the boxes of norms without a measurement, and of norms whose name was lost."""
    unmeasured = [f for f in findings if f["kind"] == "gap" and f["status"] == "no_measurement"]
    named = [f for f in unmeasured if not f["label_incomplete"]]
    lost = [f for f in unmeasured if f["label_incomplete"]]
    say = partial(texts.word, language)
    boxes = []
    if named:
        lines = [say("empty.no_measurement_norm"), say("empty.what_you_can_do")]
        listed = [_norm_line(f, language) for f in named]
        boxes.append({"head": say("empty.no_measurement"), "lines": lines, "list": listed})
    if lost:
        listed = [_norm_line(f, language) for f in lost]
        lines = [say("empty.label_incomplete_line")]
        boxes.append({"head": say("empty.label_incomplete"), "lines": lines, "list": listed})
    return boxes


def _norm_line(finding: Finding, language: str) -> str:
    targets = [entry for entry in finding["provenance"] if entry["role"] == "target"]
    shown = list(dict.fromkeys(entry["shown"][language] for entry in targets))
    name = finding["name"][language]
    if not shown:
        return str(name)
    return texts.word(language, "empty.norm_line", name=name, target=" / ".join(shown))


def _sources(findings: Sequence[Finding], language: str) -> dict[str, Any]:
    """Return the table of files the page rests on."""
    entries = {entry["file"]: entry for finding in findings for entry in finding["provenance"]}
    say = partial(texts.word, language)
    return {
        "caption": say("page.sources_caption"),
        "header": [
            say("page.source_file"),
            say("page.source_document"),
            say("page.source_fingerprint"),
        ],
        "rows": [
            [file, printed_in(entry, language), f"sha256 {entry['sha256'][:12]}…"]
            for file, entry in sorted(entries.items())
        ],
        "numeric": [False, False, False],
    }


def _downloads(edge: Edge, say: Any) -> list[dict[str, str]]:
    notebooks = [
        {"href": f"notebooks/{name}", "text": say("page.download_notebook", name=name[:-6])}
        for name in edge.notebooks
    ]
    return [{"href": "findings.json", "text": say("page.download_findings")}, *notebooks]
