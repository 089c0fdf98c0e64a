"""Every printed figure opens the file and line it stands on; a computed one opens nothing."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest

from pcanalysis.reporting.citation import Cards, quality_link
from pcanalysis.reporting.citation import page_of as name_of_page
from tests.reporting.cases import (
    HOSTILE,
    ROOT,
    Node,
    finding_of,
    findings_of,
    macros,
    page_of,
    parse,
)

PROGRAMMES = ("leiden/1", "leiderdorp/2D", "voorbeeld/kcc")
COUNCIL = "leiden/1A1.a"


def cards_of(page: Node) -> dict[str, Node]:
    """Return the source cards of a page by their id."""
    return {node.attrs["id"]: node for node in page.all("div") if "popover" in node.attrs}


def entries_of(programme: str) -> list[dict[str, Any]]:
    """Return every source entry of a programme's findings."""
    return [entry for finding in findings_of(programme) for entry in finding["provenance"]]


def linked(sentence: str, finding: dict[str, Any], language: str = "nl") -> list[str]:
    """Return the figures of a sentence that became buttons."""
    html = Cards(language).linked(sentence, finding)
    return [button.text() for button in parse(str(html)).all("button")]


def card_facts(entry: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """Return the terms and texts on the card of an entry."""
    page = parse(str(macros("sources.html.j2", language).facts(entry)))
    terms, told = ([node.text() for node in page.all(tag)] for tag in ("dt", "dd"))
    return list(zip(terms, told, strict=True))


def printed_in(entry: dict[str, Any], language: str) -> str:
    """Return where a card says that a figure is printed."""
    return parse(str(macros("sources.html.j2", language).printed_in(entry))).text()


@pytest.mark.parametrize("programme", ["leiden/1", "leiderdorp/2D"])
def test_every_printed_figure_stands_on_the_line_of_the_file_that_its_entry_names(
    programme: str,
) -> None:
    entries = [entry for entry in entries_of(programme) if entry["printed"]]
    assert entries
    for entry in entries:
        lines = (ROOT / entry["file"]).read_text("utf-8").splitlines()
        [cells] = csv.reader([lines[entry["line"] - 1]], delimiter=";")
        assert entry["printed"] in cells
        assert entry["period"] in cells


@pytest.mark.parametrize("programme", PROGRAMMES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_button_has_a_card_and_every_card_a_button(programme: str, language: str) -> None:
    page = page_of(programme, language)
    opened = {button.attrs["popovertarget"] for button in page.all("button")}
    assert opened
    assert opened == set(cards_of(page))


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_card_holds_file_line_and_fingerprint(programme: str) -> None:
    for card in cards_of(page_of(programme)).values():
        text = card.text()
        assert re.search(r"data/(raw/[\w./-]+\.csv|definitions/[\w./-]+\.toml), regels? \d+", text)
        assert re.search(r"sha256 [0-9a-f]{12}…[0-9a-f]{4}", text)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_card_is_a_dialogue_with_the_name_of_its_figure(programme: str) -> None:
    page = page_of(programme)
    for name, card in cards_of(page).items():
        assert card.attrs["role"] == "dialog"
        assert card.attrs["aria-labelledby"] == card.one("h3").attrs["id"] == f"{name}-t"


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_a_button_shows_the_figure_that_its_card_is_about(programme: str) -> None:
    page = page_of(programme)
    cards = cards_of(page)
    for button in page.all("button"):
        title = cards[button.attrs["popovertarget"]].one("h3").text()
        assert title.endswith(button.text())
        assert button.attrs["aria-label"].startswith(button.text())


def test_a_button_does_nothing_but_open_its_card() -> None:
    for button in page_of("leiden/1").all("button"):
        assert button.attrs["type"] == "button"
        assert set(button.attrs) == {"type", "class", "popovertarget", "aria-label"}


def test_measurement_and_target_in_one_sentence_open_their_own_cards() -> None:
    finding = finding_of(COUNCIL, "gap")
    cards = Cards("nl")
    page = parse(str(cards.linked("Het is 29% en de streefwaarde is 31%.", finding)))
    first, second = page.all("button")
    by_id = {card.id: dict(card_facts(card.entry, "nl")) for card in cards.made.values()}
    assert "Meting" in by_id[first.attrs["popovertarget"]]
    assert "Streefwaarde" in by_id[second.attrs["popovertarget"]]


def test_a_sentence_reads_the_same_with_its_buttons() -> None:
    finding = finding_of(COUNCIL, "gap")
    for sentence in finding["sentences"]["nl"]:
        html = str(Cards("nl").linked(sentence, finding))
        assert parse(html).text() == sentence


@pytest.mark.parametrize("sentence", ["129% meer", "29%punt", "2,29% erbij", "29%.5", "x29% is"])
def test_a_figure_that_is_part_of_a_longer_one_is_not_linked(sentence: str) -> None:
    assert linked(sentence, finding_of(COUNCIL, "gap")) == []


def test_a_figure_at_the_end_of_a_sentence_is_linked() -> None:
    assert linked("Het cijfer is 29%.", finding_of(COUNCIL, "gap")) == ["29%"]


def test_the_longest_figure_wins_where_one_starts_with_another() -> None:
    finding = finding_of("leiden/telefoon", "trend")
    entry = finding["provenance"][0]
    short = entry | {"shown": {"nl": "190"}, "period": "2010"}
    both = finding | {"provenance": [short, *finding["provenance"]]}
    assert linked("Er waren 190.000 telefoontjes.", both) == ["190.000"]


def test_a_figure_that_two_years_print_opens_the_year_that_is_named() -> None:
    finding = finding_of(COUNCIL, "trend")
    entries = [e for e in finding["provenance"] if e["shown"]["nl"]]
    twice = [entry | {"shown": {"nl": "29%"}} for entry in entries]
    cards = Cards("nl")
    cards.linked("Het was 29% in 2015.", finding | {"provenance": twice})
    [card] = cards.made.values()
    assert card_facts(card.entry, "nl")[0] == ("Meting", "2015")


def test_a_computed_figure_of_a_forecast_opens_no_card_when_it_looks_like_a_measured_one() -> None:
    finding = finding_of(COUNCIL, "forecast")
    sentence = "Het midden van de voorspelling is 29%."
    assert sentence in finding["sentences"]["nl"]  # as high as the measurement of 2017
    assert linked(sentence, finding) == []


def test_the_figures_a_forecast_was_computed_from_do_open_their_cards() -> None:
    article = page_of("leiden/1").one("article", id="i-1A1-a")
    uses = [p for p in article.all("p", class_="note") if p.text().startswith("Berekend uit")]
    assert [p.text() for p in uses] == ["Berekend uit: 28% (2015), 29% (2017)."] * 2
    assert all(len(p.all("button")) == 2 for p in uses)


def test_the_same_figure_has_one_card_however_often_it_is_named() -> None:
    finding = finding_of(COUNCIL, "gap")
    cards = Cards("nl")
    for _ in range(3):
        cards.linked("29% en nog eens 29%", finding)
    assert [card.id for card in cards.made.values()] == ["b1"]


def test_cards_are_numbered_in_the_order_in_which_a_reader_meets_them() -> None:
    ids = [b.attrs["popovertarget"] for b in page_of("leiden/1").all("button")]
    assert list(dict.fromkeys(ids)) == [f"b{i + 1}" for i in range(len(set(ids)))]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_around_a_figure_stays_text(text: str) -> None:
    finding = finding_of(COUNCIL, "gap")
    page = parse(str(Cards("nl").linked(f"{text} 29% {text}", finding)))
    assert {node.tag for node in page} == {"button"}
    assert page.text() == f"{text} 29% {text}"


def test_an_assumed_number_of_answers_is_called_an_assumption_on_the_card() -> None:
    [entry] = [e for e in entries_of("leiden/1") if e["printed"] == "29%"][:1]
    assert ("Antwoorden", "500 (aanname)") in card_facts(entry, "nl")


def test_a_derived_figure_says_on_its_card_what_kind_of_figure_it_is() -> None:
    entry = finding_of("leiden/webformulier", "trend")["provenance"][0]
    assert ("Soort cijfer", "afgeleid") in card_facts(entry, "nl")


def test_a_date_that_follows_from_a_rule_is_never_shown_as_a_known_date() -> None:
    entry = finding_of(COUNCIL, "trend")["provenance"][1]
    assert entry["published_basis"] == "rule"
    assert "vaste regel" in printed_in(entry, "nl")
    assert "vaste regel" not in printed_in(entry | {"published_basis": "stated"}, "nl")


def test_a_document_is_named_in_the_language_of_the_page() -> None:
    entry = finding_of(COUNCIL, "trend")["provenance"][1]
    assert "Jaarverslag 2017" in printed_in(entry, "nl")
    assert "Annual report 2017" in printed_in(entry, "en")


def test_a_source_without_a_document_names_its_publisher() -> None:
    entry = finding_of(COUNCIL, "trend")["provenance"][1]
    assert printed_in(entry | {"edition": "", "publisher": "CBS"}, "nl") == "CBS"


def test_a_place_is_one_line_or_a_range_of_lines() -> None:
    place = macros("sources.html.j2").place
    entry = {"file": "data/raw/a.csv", "line": 2, "line_to": 2}
    assert str(place(entry)) == "data/raw/a.csv, regel 2"
    assert str(place(entry | {"line_to": 9})) == "data/raw/a.csv, regels 2 tot en met 9"


def test_a_raw_file_leads_to_the_page_about_its_source() -> None:
    assert quality_link("data/raw/leiden-jv-2017/cijfers.csv", "nl") == (
        "../bronnen/leiden-jv-2017.html"
    )
    assert quality_link("data/raw/een bron/a.csv", "en") == "../bronnen/een%20bron.en.html"
    assert name_of_page("een bron", "en") == "een bron.en.html"


@pytest.mark.parametrize("file", ["data/definitions/leiden/1.toml", "", "mijn.csv"])
def test_what_is_no_raw_file_has_no_such_page(file: str) -> None:
    assert quality_link(file, "nl") == ""


@pytest.mark.parametrize(
    ("programme", "source"), [("leiden/1", "leiden-jv-2017"), ("voorbeeld/kcc", "voorbeeld-kcc")]
)
def test_every_source_card_and_file_leads_to_the_page_about_its_source(
    programme: str, source: str
) -> None:
    page = page_of(programme)

    for card in cards_of(page).values():
        links = [a.attrs["href"] for a in card.all("a")]
        # A definition has no page of its own: nobody delivered it.
        assert f"../bronnen/{source}.html" in links or "data/definitions/" in card.text()
    listed = page.one("section", id="herkomst").one("tbody").all("a")
    assert {a.attrs["href"] for a in listed} == {f"../bronnen/{source}.html"}
