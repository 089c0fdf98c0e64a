"""The index shows trouble first, with its reason, and leads to every report that stands."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pcanalysis.errors import Severity
from pcanalysis.model import Edition, Programme
from pcanalysis.reporting.index_page import Entry, render_index
from pcanalysis.reporting.page import Edge
from pcanalysis.reporting.quality_page import FileQuality, Quality, Told
from pcanalysis.store.cards import Card, CardFile
from tests.reporting.cases import HOSTILE, Node, findings_of, parse

EDGE = Edge(languages=("nl", "en"), version="9.9")
DOCUMENT = {"nl": "Jaarverslag 2017", "en": "Annual report 2017"}


def entry(key: str = "dorp/1", **changes: Any) -> Entry:
    """Return a published programme."""
    slug, code = key.split("/")
    about: dict[str, Any] = {"findings": (), "as_of": date(2018, 7, 15)}
    about |= {
        name: changes.pop(name) for name in ("findings", "as_of", "failed") if name in changes
    }
    names = changes.pop("name", {"nl": "Bestuur", "en": "Governance"})
    titles = changes.pop("document", DOCUMENT)
    document = Edition(
        id="jv-2017",
        title=titles["nl"],
        title_en=titles.get("en", ""),
        kind="jaarverslag",
        year=2017,
        published=date(2018, 7, 15),
        basis="stated",
    )
    facts = {"key": key, "municipality": slug.capitalize(), "code": code, "name": names["nl"]}
    facts |= {"names": names, "editions": (document,)}
    return Entry(programme=Programme(**(facts | changes)), **about)


def index(*entries: Entry, language: str = "nl") -> Node:
    """Return the index page, read."""
    return parse(render_index(entries, language=language, edge=EDGE))


def rows(page: Node) -> list[Node]:
    """Return the rows of the programmes."""
    return page.one("tbody").all("tr")


def test_programmes_stand_by_municipality_and_code() -> None:
    page = index(entry("stad/1"), entry("dorp/2"), entry("dorp/1"))
    assert [row.one("a").attrs["href"] for row in rows(page)] == [
        "dorp/1/index.html",
        "dorp/2/index.html",
        "stad/1/index.html",
    ]


def test_a_failed_programme_comes_before_all_others() -> None:
    page = index(entry("aa/1"), entry("zz/1", failed="trend.ipynb, cel 3: fout"))
    assert [row.attrs["id"] for row in rows(page)] == ["zz", "aa"]


def test_a_failed_programme_gives_its_reason_and_keeps_its_last_good_report() -> None:
    [row] = rows(index(entry(failed="trend.ipynb, cel 3: kolom 'jaar' ontbreekt")))
    assert "trend.ipynb, cel 3: kolom 'jaar' ontbreekt" in row.text()
    assert "15 juli 2018" in row.text()
    assert row.one("a").attrs["href"] == "dorp/1/index.html"


def test_a_programme_that_never_had_a_report_has_no_link() -> None:
    [row] = rows(index(entry(failed="fout", as_of=None)))
    assert not row.all("a")


def test_success_and_failure_differ_in_sign_and_word_and_not_only_in_colour() -> None:
    good, bad = (rows(index(e))[0].text() for e in (entry(), entry(failed="fout")))
    assert "● " in good
    assert "✕ " in bad
    assert "bijgewerkt" in good.lower()
    assert "mislukt" in bad.lower()


def test_the_tiles_count_what_is_up_to_date_and_what_failed() -> None:
    tiles = index(entry("a/1"), entry("b/1"), entry("c/1", failed="fout")).one("ul", class_="short")
    big = [item.one("b").text() for item in tiles.all("li")]
    assert big == ["2 van 3", "1"]


def test_without_a_failure_the_second_tile_is_a_quiet_zero() -> None:
    tiles = index(entry()).one("ul", class_="short").all("li")
    assert tiles[1].one("b").text() == "0"


def test_each_municipality_has_one_anchor_that_its_pages_link_back_to() -> None:
    ids = [row.attrs["id"] for row in rows(index(entry("dorp/1"), entry("dorp/2.a"), entry("x/1")))]
    assert ids == ["dorp", "dorp-2-a", "x"]


def test_an_english_index_leads_to_the_english_pages() -> None:
    page = index(entry(), language="en")
    assert page.one("html").attrs["lang"] == "en"
    assert rows(page)[0].one("a").attrs["href"] == "dorp/1/index.en.html"
    assert "Governance" in rows(page)[0].text()
    assert "Annual report 2017" in rows(page)[0].text()
    assert page.one("a", class_="lang").attrs["href"] == "index.html"


def test_a_simulated_programme_says_so_in_its_row() -> None:
    real, made_up = (rows(index(entry(simulated=s)))[0].text() for s in (False, True))
    assert "esimuleerd" not in real
    assert "Gesimuleerd" in made_up


def test_the_row_of_leiden_counts_its_verdicts_in_words() -> None:
    findings = findings_of("leiden/1")
    [row] = rows(index(entry("leiden/1", findings=findings)))
    # two survey questions and three channels have two figures; of two channels one is known
    assert row.all("td")[0].text() == "5 onduidelijk, 2 te weinig metingen"
    # 29% is short of 31%, 51% is over 50%, both within the margin
    assert sum(int(n) for n in re.findall(r"\d+", row.all("td")[1].text())) == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_reasons_from_outside_are_text(text: str) -> None:
    spoiled = entry(
        municipality=text, name={"nl": text}, document={"nl": text}, failed=text, code=text
    )
    page = index(spoiled)
    assert not page.all("script", "img")
    assert rows(page)[0].text().count(text) >= 4


def test_the_index_is_a_sound_page_without_requests() -> None:
    page = index(entry(), entry("stad/1", failed="fout"))
    assert len(page.all("h1")) == len(page.all("main")) == 1
    ids = [node.attrs["id"] for node in page if "id" in node.attrs]
    assert len(ids) == len(set(ids))
    assert not page.all("script", "link", "img")
    assert not [a for a in page.all("a") if "//" in a.attrs["href"]]


def test_the_same_entries_in_another_order_give_the_same_bytes() -> None:
    entries = [entry("a/1"), entry("b/1", failed="fout"), entry("c/1")]
    one = render_index(entries, language="nl", edge=EDGE)
    assert render_index(entries[::-1], language="nl", edge=EDGE) == one


def test_an_index_of_nothing_is_still_a_page() -> None:
    page = index()
    assert rows(page) == []
    assert page.one("h1").text() == "Alle programma's"


def test_a_page_in_one_language_only_offers_no_other() -> None:
    edge = replace(EDGE, languages=("nl",))
    page = parse(render_index([entry()], language="nl", edge=edge))
    assert not page.all("a", class_="lang")


def quality(slug: str = "dorp", name: str = "jv-2019", **changes: Any) -> Quality:
    """Return a source of which 1.200 rows were read, with three warnings."""
    card = Card(
        publisher="Gemeente",
        municipality=slug,
        programme=f"{slug}/1",
        title=changes.pop("title", "Jaarverslag 2019"),
        folder=f"data/raw/{name}",
    )
    told = Told(severity=Severity.WARNING, count=3, examples=())
    facts = {"rows_read": 1200, "rows_rejected": 50, "evidence": {}}
    own = CardFile(name="a.csv", kind="norm", sha256="ab")
    file = FileQuality(file=own, facts=facts, kept=1150, told=(told,), hidden=0, unanimous=0)
    return Quality(card=card, municipality=slug.capitalize(), edition=None, files=[file])


def sources(*found: Quality, language: str = "nl") -> list[Node]:
    """Return the rows of the sources on the index page."""
    html = render_index([entry()], found, language=language, edge=EDGE)
    return parse(html).all("tbody")[1].all("tr")


def test_the_index_lists_every_source_with_its_counts() -> None:
    [row] = sources(quality())
    assert [cell.text() for cell in row.all("td")] == ["1.200", "1.150", "50", "3"]
    assert row.one("a").text() == "Dorp: Jaarverslag 2019"
    assert row.one("a").attrs["href"] == "dorp/bronnen/jv-2019.html"


def test_an_english_index_leads_to_the_english_pages_of_sources() -> None:
    [row] = sources(quality(name="jv 2019"), language="en")
    assert row.one("a").attrs["href"] == "dorp/bronnen/jv%202019.en.html"


def test_sources_stand_by_municipality_and_folder() -> None:
    rows_ = sources(quality("stad"), quality("dorp", "b"), quality("dorp", "a"))
    assert [row.one("a").attrs["href"].partition(".")[0] for row in rows_] == [
        "dorp/bronnen/a",
        "dorp/bronnen/b",
        "stad/bronnen/jv-2019",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_title_of_a_source_is_text(text: str) -> None:
    [row] = sources(quality(title=text))
    assert text in row.text()


def test_without_sources_the_index_has_no_list_of_them() -> None:
    assert "Bronnen" not in index(entry()).text()
