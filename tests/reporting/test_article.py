"""An article joins what the analyses say about one indicator: the gap first, the forecast last."""

from __future__ import annotations

from typing import Any

from pcanalysis.reporting.article import Article, anchor_id, articles_of, norms_of
from pcanalysis.reporting.citation import Cards
from tests.reporting.cases import Node, findings_of, macros, page_of, parse


def articles(
    programme: str, kinds: tuple[str, ...] = ("trend", "gap", "forecast")
) -> tuple[list[Article], list[Article]]:
    """Return the articles of a real programme, of these kinds of findings only."""
    return articles_of([f for f in findings_of(programme) if f["kind"] in kinds])


def council(*kinds: str) -> Article:
    """Return the article on Leiden's council."""
    indicators, _ = articles("leiden/1", kinds or ("trend", "gap", "forecast"))
    return next(article for article in indicators if article[0]["key"] == "leiden/1A1.a")


def shown(article: Article) -> Node:
    """Return an article as it stands on the page."""
    known = {"cards": Cards("nl"), "anchor_id": anchor_id}
    return parse(str(macros("article.html.j2", **known).article(article)))


def uses(node: Node) -> list[str]:
    """Return the lines that name the figures something is computed from."""
    notes = [p.text() for p in node.all("p", class_="note")]
    return [note for note in notes if note.startswith("Berekend uit")]


def test_indicators_and_contact_volumes_are_kept_apart() -> None:
    indicators, volumes = articles("leiden/1")
    assert [article[0]["key"] for article in indicators] == ["leiden/1A1.a", "leiden/1A2.a"]
    assert len(volumes) == 5
    assert "leiden/telefoon" in {article[0]["key"] for article in volumes}


def test_the_gap_speaks_first_and_the_forecast_below_it() -> None:
    article = council()
    assert (
        article[0]["headline"]["nl"]
        == "Net niet gehaald, binnen de marge: 29% bij streefwaarde 31%"
    )
    assert [finding["headline"]["nl"] for finding in article[1:]] == [
        "Volgende meting in 2019: waarschijnlijk tussen 24% en 34%"
    ]


def test_without_a_gap_the_trend_speaks_first() -> None:
    article = council("trend", "forecast")
    finding = next(f for f in findings_of("leiden/1") if f["kind"] == "trend")
    assert article[0]["headline"] == finding["headline"]
    assert len(article) == 2


def test_a_forecast_alone_is_an_article_too() -> None:
    article = council("forecast")
    assert article[0]["headline"]["nl"].startswith("Volgende meting in 2019")
    assert len(article) == 1


def test_the_sentences_of_the_trend_follow_those_of_the_gap() -> None:
    gap_only, joined = council("gap"), council("gap", "trend")
    own, both = (article[0]["sentences"]["nl"] for article in (gap_only, joined))
    assert both[: len(own)] == own
    assert len(both) > len(own)


def test_a_sentence_that_gap_and_trend_share_is_said_once() -> None:
    for article in [*articles("leiden/1")[0], *articles("leiderdorp/2D")[0]]:
        said = article[0]["sentences"]["nl"]
        assert len(said) == len(set(said))


def test_an_indicator_that_was_never_measured_has_no_article() -> None:
    indicators, volumes = articles("leiderdorp/2D")
    assert len(indicators) == 11
    assert volumes == []


def test_a_volume_keeps_its_article_also_without_a_figure() -> None:
    finding = next(f for f in findings_of("leiden/1") if f["key"] == "leiden/telefoon")
    _, volumes = articles_of([finding | {"provenance": []}])
    assert len(volumes) == 1
    assert uses(shown(volumes[0])) == []


def test_articles_stand_in_the_order_in_which_they_were_handed_over() -> None:
    turned, _ = articles_of(findings_of("leiden/1")[::-1])
    assert [article[0]["key"] for article in turned] == ["leiden/1A2.a", "leiden/1A1.a"]


def test_the_forecast_below_leaves_its_narrow_drawing_out_to_keep_the_page_small() -> None:
    first, below = shown(council()).all("div", class_="wide")
    assert first.all("svg")
    assert below.all("svg")
    [narrow] = shown(council()).all("div", class_="narrow")
    assert narrow.all("svg")
    charts = [node.attrs["class"] for node in shown(council()).all("div", role="region")]
    assert [name for name in charts if name != "scroll"] == ["chart", "chart single"]


def test_an_article_without_a_drawing_has_words_and_a_table() -> None:
    found: list[dict[str, Any]] = [
        f | {"figure": None} for f in findings_of("leiden/1") if f["key"] == "leiden/1A1.a"
    ]
    [article], _ = articles_of(found)
    node = shown(article)
    assert not node.all("svg")
    assert article[0]["sentences"]["nl"][0] in node.text()
    assert node.all("table")[0].one("tbody").all("tr")


def test_the_chips_name_position_development_and_evidence() -> None:
    assert [label for label, _ in council()[0]["chips"]["nl"]] == [
        "Stand",
        "Ontwikkeling",
        "Bewijs",
    ]


def test_a_block_names_the_figures_it_is_computed_from_with_their_year() -> None:
    assert uses(shown(council())) == ["Berekend uit: 28% (2015), 29% (2017)."] * 2
    buttons = shown(council()).all("p", class_="note")[1].all("button")
    assert [button.text() for button in buttons] == ["28%", "29%"]


def test_every_block_of_a_simulated_programme_is_marked() -> None:
    indicators, volumes = articles("voorbeeld/kcc")
    norms = norms_of(findings_of("voorbeeld/kcc"))
    blocks = (*indicators, *volumes, *norms)
    findings = [finding for article in blocks for finding in article]
    assert len(norms) == 2
    assert all(finding["simulated"] for finding in findings)
    marks = [len(a.all("p", class_="sim")) for a in page_of("voorbeeld/kcc").all("article")]
    assert marks == [len(article) for article in blocks]


def test_a_real_municipality_has_no_simulated_block() -> None:
    indicators, volumes = articles("leiden/1")
    assert not [a for a in (*indicators, *volumes) if a[0]["simulated"]]
    assert not [a for a in page_of("leiden/1").all("article") if a.all("p", class_="sim")]


def test_an_anchor_holds_no_sign_that_a_link_cannot_carry() -> None:
    assert anchor_id("leiden/1A1.a") == "i-1A1-a"
    assert anchor_id("dorp/telefoon") == "i-telefoon"
