"""A programme's page: right figures, sound HTML, no request, no trap for a screen reader."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from pcanalysis.reporting.page import (
    environment,
    newest_edition,
    render_programme,
)
from tests.reporting.cases import (
    EDGE,
    HOSTILE,
    Node,
    findings_of,
    page_of,
    page_text,
    parse,
    project,
    village_programme,
)

LEIDEN, LEIDERDORP, EXAMPLE = "leiden/1", "leiderdorp/2D", "voorbeeld/kcc"
PAGES = [(key, lang) for key in (LEIDEN, LEIDERDORP, EXAMPLE) for lang in ("nl", "en")]
every_page = pytest.mark.parametrize(("key", "language"), PAGES)


def section(page: Node, name: str) -> Node:
    """Return one section of a page."""
    return page.one("section", id=name)


def box(page: Node, head: str) -> Node:
    """Return the dashed box under Servicenormen with this bold word."""
    boxes = [node for node in page if node.attrs.get("class") == "empty"]
    return next(b for b in boxes if b.all("p", class_="status")[0].text() == head)


# What the reader gets to know


def test_leidens_council_figure_is_29_against_31_and_two_short() -> None:
    rows = section(page_of(LEIDEN), "doelen").all("tr")
    [row] = [row for row in rows if "raad" in row.text() and row.all("td")]
    assert [cell.text() for cell in row.all("td")][:3] == ["29%", "31%", "−2"]


def test_leidens_government_figure_is_51_against_50_and_one_over() -> None:
    rows = section(page_of(LEIDEN), "doelen").all("tr")
    [row] = [row for row in rows if "bestuurd" in row.text() and row.all("td")]
    assert [cell.text() for cell in row.all("td")][:3] == ["51%", "50%", "+1"]


@pytest.mark.parametrize(("language", "percent", "per_day"), [("nl", "15,2%", "98,4"), ("en", "15.2%", "98.4")])  # fmt: skip
def test_leidens_calls_grew_by_15_2_percent_or_98_4_a_working_day(
    language: str, percent: str, per_day: str
) -> None:
    # (190 000 - 165 000) / 165 000 = 15.2 %; 25 000 / 254 working days = 98.4
    said = page_of(LEIDEN, language).one("article", id="i-telefoon").text()
    assert percent in said
    assert per_day in said
    assert "254" in said


def test_the_page_says_which_document_it_knows_and_when_that_came_out() -> None:
    lead = page_of(LEIDEN).one("p", class_="lead").text()
    assert "2e Voortgangsrapportage 2022, 1 november 2022" in lead


def test_a_page_of_an_earlier_day_knows_no_later_document() -> None:
    programme = project().programme(LEIDEN)
    edge = replace(EDGE, as_of=date(2018, 12, 31))
    findings = findings_of(LEIDEN, "2018-12-31")
    page = parse(render_programme(programme, findings, language="nl", edge=edge))
    assert "Jaarverslag 2017" in page.one("head").one("title").text()
    assert "2022" not in page.one("main").text()
    assert "1A2.5" in section(page, "boom").text()
    assert "(in 2017:" not in section(page, "boom").text()


def test_leiderdorp_lists_five_norms_that_have_a_name_but_no_measurement() -> None:
    listed = [item.text() for item in box(page_of(LEIDERDORP), "Nog geen metingen.").all("li")]
    assert len(listed) == 5
    assert "Website is bereikbaar: 98%" in listed
    assert "Website werkt op alle apparaten: 100%" in listed


def test_leiderdorp_lists_six_norms_whose_name_was_lost() -> None:
    listed = [item.text() for item in box(page_of(LEIDERDORP), "Naam niet volledig.").all("li")]
    assert [line.split(":")[0] for line in listed] == [
        "Contactformulier en e-mail", "Facebook en Twitter", "Telefoon", "Balie", "Post", "Meldingen",
    ]  # fmt: skip


def test_a_norm_without_a_measurement_gets_no_article_and_no_axis() -> None:
    page = page_of(LEIDERDORP)
    assert len(page.all("article")) == 11
    assert not [a for a in page.all("article") if "kwantiteit" in a.attrs["id"]]


def test_a_norm_without_a_measurement_is_named_in_the_tree_but_links_nowhere() -> None:
    lines = section(page_of(LEIDERDORP), "boom").all("li", class_="small")
    unmeasured = [li for li in lines if "Website is bereikbaar" in li.text()]
    assert len(unmeasured) == 1
    assert not unmeasured[0].all("a")


def test_every_page_says_what_it_does_not_know() -> None:
    for key, language in PAGES:
        assert section(page_of(key, language), "onzeker").all("li")


def test_a_section_without_content_is_left_out_of_page_and_contents() -> None:
    volumes = {one.key for one in project().programme(EXAMPLE).volumes}
    findings = [finding for finding in findings_of(EXAMPLE) if finding["key"] in volumes]
    programme = project().programme(EXAMPLE)
    page = parse(render_programme(programme, findings, language="nl", edge=EDGE))
    shown = {node.attrs["id"] for node in page.all("section")}
    assert {"doelen", "indicatoren", "normen"}.isdisjoint(shown)
    assert not [a for a in page.all("a") if a.attrs["href"] == "#doelen"]


def test_a_programme_without_any_finding_is_still_a_sound_page(tmp_path: Path) -> None:
    page = parse(render_programme(village_programme(tmp_path), [], language="nl", edge=EDGE))
    assert page.one("h1").text() == "Dorp: Bestuur"
    assert "doelen" not in {node.attrs["id"] for node in page.all("section")}
    assert not page.all("article", "button")


def test_the_sources_section_lists_each_file_once_with_its_fingerprint() -> None:
    rows = section(page_of(LEIDEN), "herkomst").one("tbody").all("tr")
    files = [row.one("th").text() for row in rows]
    assert files == [
        "data/raw/leiden-jv-2017/cijfers.csv",
        "data/raw/leiden-jv-2017/contacten.csv",
    ]
    assert all(re.search(r"sha256 [0-9a-f]{12}…$", row.text()) for row in rows)


def test_the_executed_notebooks_and_the_findings_can_be_downloaded() -> None:
    links = {a.attrs["href"] for a in section(page_of(LEIDEN), "herkomst").all("a")}
    assert {"findings.json", "notebooks/trend.ipynb"} <= links


# One language at a time


def test_each_page_is_in_its_language_and_links_to_the_other() -> None:
    for language, other, file in (("nl", "en", "index.en.html"), ("en", "nl", "index.html")):
        page = page_of(LEIDEN, language)
        assert page.one("html").attrs["lang"] == language
        link = page.one("a", class_="lang")
        assert link.attrs["hreflang"] == link.attrs["lang"] == other
        assert link.attrs["href"] == file


def test_no_heading_of_an_english_page_is_dutch() -> None:
    for key in (LEIDEN, LEIDERDORP, EXAMPLE):
        dutch = {h.text() for h in page_of(key, "nl").all("h2")}
        english = {h.text() for h in page_of(key, "en").all("h2")}
        assert dutch & english <= {"Per indicator"}  # the same words in both languages


def test_an_english_page_names_documents_in_english_where_they_have_such_a_name() -> None:
    said = page_of(LEIDEN, "en").one("main").text()
    titles = {e.title: e.title_en for e in project().programme(LEIDEN).editions if e.title_en}
    assert titles
    assert not [dutch for dutch in titles if dutch in said]


def test_an_english_page_writes_figures_the_english_way() -> None:
    said = (
        page_of(LEIDEN, "en").one("section", id="drukte").text()
    )  # a card repeats what is printed
    assert "190,000" in said
    assert "190.000" not in said


def test_a_page_in_one_language_only_has_no_link_to_another(tmp_path: Path) -> None:
    edge = replace(EDGE, languages=("nl",))
    page = parse(render_programme(village_programme(tmp_path), [], language="nl", edge=edge))
    assert not page.all("a", class_="lang")


# Sound for a screen reader and a keyboard


@every_page
def test_a_page_has_one_main_heading_and_skips_no_level(key: str, language: str) -> None:
    levels = [int(h.tag[1]) for h in page_of(key, language).all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@every_page
def test_no_heading_and_no_table_cell_head_is_empty(key: str, language: str) -> None:
    page = page_of(key, language)
    assert all(h.text() for h in page.all("h1", "h2", "h3", "h4", "th", "caption", "summary"))


@every_page
def test_a_page_has_its_landmarks_and_the_two_navigations_have_names(
    key: str, language: str
) -> None:
    page = page_of(key, language)
    assert [len(page.all(tag)) for tag in ("header", "main", "footer")] == [1, 1, 1]
    names = [nav.attrs["aria-label"] for nav in page.all("nav")]
    assert len(names) == len(set(names)) == 2


@every_page
def test_the_skip_link_comes_first_and_lands_on_the_main_content(key: str, language: str) -> None:
    page = page_of(key, language)
    skip = page.one("body").all()[0]
    assert skip.attrs["class"] == "skip"
    assert page.one("main").attrs == {"id": skip.attrs["href"][1:], "tabindex": "-1"}


@every_page
def test_every_id_is_there_once(key: str, language: str) -> None:
    ids = Counter(node.attrs["id"] for node in page_of(key, language) if "id" in node.attrs)
    assert [name for name, times in ids.items() if times > 1] == []


@every_page
def test_every_link_within_the_page_lands_somewhere(key: str, language: str) -> None:
    page = page_of(key, language)
    ids = {node.attrs.get("id") for node in page}
    aims = [a.attrs["href"][1:] for a in page.all("a") if a.attrs["href"].startswith("#")]
    assert aims
    assert set(aims) <= ids


@every_page
def test_every_label_that_stands_elsewhere_exists(key: str, language: str) -> None:
    page = page_of(key, language)
    ids = {node.attrs.get("id") for node in page}
    assert {n.attrs["aria-labelledby"] for n in page if "aria-labelledby" in n.attrs} <= ids


@every_page
def test_drawings_refer_only_to_what_they_hold_themselves(key: str, language: str) -> None:
    for svg in page_of(key, language).all("svg"):
        own = {node.attrs.get("id") for node in svg}
        values = [value for node in svg for value in node.attrs.values()]
        used = {ref for value in values for ref in re.findall(r"url\(#([^)]+)\)", value)}
        used |= {n.attrs["xlink:href"][1:] for n in svg if "xlink:href" in n.attrs}
        assert used <= own


@every_page
def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name(key: str, language: str) -> None:
    page = page_of(key, language)
    boxes = [n for n in page if n.attrs.get("class", "").split(" ")[0] in ("scroll", "chart")]
    assert boxes
    for node in boxes:
        assert node.attrs["tabindex"] == "0"
        assert node.attrs["role"] == "region"
        assert node.attrs.get("aria-label") or node.attrs.get("aria-labelledby")


@every_page
def test_every_table_has_a_caption_and_its_heads_have_a_scope(key: str, language: str) -> None:
    for made in page_of(key, language).all("table"):
        assert made.all("caption")
        assert all(head.attrs["scope"] in ("col", "row") for head in made.all("th"))
        widths = {len(row.all("th", "td")) for row in made.all("tr")}
        assert len(widths) == 1


def test_only_the_last_step_of_the_trail_is_the_current_page() -> None:
    trail = page_of(LEIDEN).one("header").all("li")
    assert [li.all("a")[0].attrs["href"] for li in trail[:-1]] == [
        "../../index.html",
        "../../index.html#leiden",
    ]
    assert trail[-1].one("span").attrs == {"aria-current": "page"}


# Drawings


@every_page
def test_every_chart_is_an_image_with_a_short_text_that_is_not_the_headline(
    key: str, language: str
) -> None:
    page = page_of(key, language)
    headlines = {h.text() for h in page.all("h3", "h4")}
    charts = [svg for svg in page.all("svg") if svg.attrs.get("class") != "strip"]
    assert charts
    for svg in charts:
        assert svg.attrs["role"] == "img"
        title = svg.one("title")
        assert svg.attrs["aria-labelledby"] == title.attrs["id"]
        assert 40 <= len(title.text()) <= 350
        assert title.text() not in headlines


@every_page
def test_no_two_charts_on_a_wide_screen_have_the_same_text(key: str, language: str) -> None:
    wide = [box.one("svg") for box in page_of(key, language).all("div", class_="wide")]
    texts = Counter(svg.one("title").text() for svg in wide)
    assert [text for text, times in texts.items() if times > 1] == []


@every_page
def test_the_narrow_drawing_says_the_same_as_the_wide_one(key: str, language: str) -> None:
    charts = [n for n in page_of(key, language).all("div") if n.attrs.get("class") == "chart"]
    for chart in charts:
        wide, narrow = (chart.one("div", class_=name).one("svg") for name in ("wide", "narrow"))
        assert wide.one("title").text() == narrow.one("title").text()


def test_every_article_has_a_drawing() -> None:
    for key in (LEIDEN, LEIDERDORP, EXAMPLE):
        assert all(article.all("svg") for article in page_of(key).all("article"))


# Nothing goes out and nothing comes in


@every_page
def test_a_page_asks_nothing_of_any_host(key: str, language: str) -> None:
    for node in page_of(key, language):
        for name in ("src", "href", "xlink:href", "action", "poster", "data", "srcset"):
            assert not re.match(r"\s*(\w+:)?//|\s*(data|javascript):", node.attrs.get(name, ""))


@every_page
def test_the_style_of_a_page_loads_nothing(key: str, language: str) -> None:
    page = page_of(key, language)
    style = "".join(part for part in page.one("style").parts if isinstance(part, str))
    assert "@import" not in style
    assert "url(" not in style
    assert "@font-face" not in style


@every_page
def test_a_page_holds_no_script_and_nothing_that_runs(key: str, language: str) -> None:
    page = page_of(key, language)
    assert not page.all("script", "iframe", "object", "embed", "form", "base", "img", "link")
    assert not [name for node in page for name in node.attrs if name.startswith("on")]


@every_page
def test_a_page_forbids_scripts_and_requests_to_the_browser(key: str, language: str) -> None:
    [policy] = page_of(key, language).all("meta", http_equiv="Content-Security-Policy")
    assert policy.attrs["content"].split("; ")[0] == "default-src 'none'"
    assert "script-src" not in policy.attrs["content"]


@every_page
def test_a_page_is_light_enough_for_a_slow_line(key: str, language: str) -> None:
    assert len(page_text(key, language).encode()) <= 400_000


@every_page
def test_every_look_of_a_drawing_stands_once_in_the_style(key: str, language: str) -> None:
    text = page_text(key, language)
    style = text[text.index("<style>") : text.index("</style>")]
    named = set(re.findall(r'class="(l\d+)"', text))

    assert named
    assert all(style.count(f".{name}{{") == 1 for name in named)
    assert len(text.encode()) <= 300_000


@every_page
def test_a_page_holds_no_path_of_a_machine_and_no_unfilled_word(key: str, language: str) -> None:
    text = page_of(key, language).one("body").text()
    assert not re.search(r"/(home|Users|tmp|root|work)/", text)
    assert not re.search(r"\{\w+\}|\bnan\b|\bTrue\b", text)


# Text from files is text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_programme_with_hostile_names_shows_them_as_they_are_written(
    tmp_path: Path, text: str
) -> None:
    def spoil(definition: str) -> str:
        for plain in ('"Bestuur"', '"Dorp"', '"Jaarverslag 2020"', '"Beter bestuur"'):
            definition = definition.replace(plain, f"'{text}'")
        return definition

    programme = village_programme(tmp_path, spoil)
    html = render_programme(programme, [], language="nl", edge=EDGE)
    page = parse(html)
    assert not page.all("script", "img")
    assert page.one("h1").text() == f"{text}: {text}"
    assert text in page.one("head").one("title").text()
    assert text in section(page, "boom").text()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_finding_with_hostile_text_stays_text_wherever_it_is_shown(text: str) -> None:
    spoiled = []
    for finding in findings_of(LEIDEN):
        entries = [
            entry | {"printed": text, "publisher": text, "file": f"data/raw/{text}"}
            for entry in finding["provenance"]
        ]
        both = {"nl": text, "en": text}
        table = {"caption": text, "header": [text], "rows": [[text]], "numeric": [False]}
        spoiled.append(
            finding
            | {"provenance": entries, "name": both, "headline": both, "subtitle": both}
            | {"note": both, "sentences": {"nl": [text], "en": [text]}}
            | {"table": {"nl": table, "en": table}}
        )
    programme = project().programme(LEIDEN)
    page = parse(render_programme(programme, spoiled, language="nl", edge=EDGE))
    assert not page.all("script", "img")
    assert not [name for node in page for name in node.attrs if name.startswith("on")]
    assert {h.text() for h in page.one("section", id="indicatoren").all("h3")} == {text}
    assert text in page.one("section", id="herkomst").text()
    cards = [node for node in page.all("div") if "popover" in node.attrs]
    assert all(text in card.text() for card in cards)


def test_templates_escape_by_default_and_refuse_what_is_undefined() -> None:
    made = environment().from_string("{{ name }}")
    assert made.render(name="<b>") == "&lt;b&gt;"
    with pytest.raises(Exception, match="undefined"):
        made.render()


# Simulated figures say so


def test_a_simulated_programme_says_so_in_its_lead_and_above_every_article() -> None:
    for language, word in (("nl", "gesimuleerd"), ("en", "simulated")):
        page = page_of(EXAMPLE, language)
        assert word in page.one("p", class_="lead").text().lower()
        assert word in page.one("main").all("p", class_="sim")[0].text().lower()
        assert all(word in article.text().lower() for article in page.all("article"))


def test_every_chart_of_a_simulated_programme_says_so_in_its_text() -> None:
    for language, word in (("nl", "Gesimuleerd"), ("en", "Simulated")):
        titles = [t.text() for t in page_of(EXAMPLE, language).all("title")][1:]
        assert titles
        assert all(title.startswith(word) for title in titles)


def test_every_source_card_of_a_simulated_programme_says_it_was_printed_nowhere() -> None:
    cards = [node for node in page_of(EXAMPLE).all("div") if "popover" in node.attrs]
    assert cards
    assert all("deze cijfers zijn gesimuleerd" in card.text() for card in cards)


def test_no_simulated_figure_or_file_is_on_the_page_of_a_real_municipality() -> None:
    for key in (LEIDEN, LEIDERDORP):
        text = page_text(key)
        assert "voorbeeld" not in text
        assert "esimuleerd" not in page_of(key).one("body").text()


# The same findings, the same page


def test_the_same_findings_give_the_same_bytes() -> None:
    programme = project().programme(LEIDEN)
    findings = findings_of.__wrapped__(LEIDEN)
    assert findings == findings_of(LEIDEN)
    again = render_programme(programme, findings, language="nl", edge=EDGE)
    assert again == page_text(LEIDEN)


def test_a_page_shows_no_clock_but_the_version_it_was_made_with() -> None:
    footer = page_of(LEIDEN).one("footer").text()
    assert "9.9" in footer
    assert not re.search(r"\d{1,2}:\d{2}", footer)


def test_a_document_that_is_a_copy_of_another_is_never_the_newest(tmp_path: Path) -> None:
    programme = village_programme(tmp_path)
    older, newer = programme.editions
    copy = replace(newer, id="kopie", published=date(2022, 1, 1), duplicate_of=newer.id)
    both = replace(programme, editions=(older, newer, copy))
    assert newest_edition(both, date(2030, 1, 1)) == newer
    assert newest_edition(both, date(2021, 1, 1)) == older
    assert newest_edition(both, date(2000, 1, 1)) is None


def test_a_document_keeps_its_dutch_title_when_it_has_no_english_one(tmp_path: Path) -> None:
    edition = village_programme(tmp_path).editions[-1]
    assert edition.title_in("en") == edition.title
    assert replace(edition, title_en="Annual report").title_in("en") == "Annual report"
    assert replace(edition, title_en="Annual report").title_in("nl") == edition.title


def test_light_and_dark_have_the_same_colours_and_paper_is_always_light() -> None:
    style = page_text(LEIDEN).partition("<style>")[2].partition("</style>")[0]
    blocks = re.findall(r":root\{([^}]*)\}", style)
    light, dark, printed = (set(re.findall(r"--(\w+):#", block)) for block in blocks)
    assert light == dark == printed
    assert "@media print" in style
