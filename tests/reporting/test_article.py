"""An article joins what the analyses say about one indicator: the gap first, the forecast last."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pcanalysis.reporting.article import Article, articles_of
from pcanalysis.reporting.citation import Cards
from tests.reporting.cases import findings_of


def articles(
    programme: str, kinds: tuple[str, ...] = ("trend", "gap", "forecast")
) -> tuple[list[Article], list[Article]]:
    """Return the articles of a real programme, of these kinds of findings only."""
    found = [f for f in findings_of(programme) if f["kind"] in kinds]
    return articles_of(found, "nl", Cards("nl"))


def council(*kinds: str) -> Article:
    """Return the article on Leiden's council."""
    indicators, _ = articles("leiden/1", kinds or ("trend", "gap", "forecast"))
    return next(article for article in indicators if article.key == "leiden/1A1.a")


def test_indicators_and_contact_volumes_are_kept_apart() -> None:
    indicators, volumes = articles("leiden/1")
    assert [article.key for article in indicators] == ["leiden/1A1.a", "leiden/1A2.a"]
    assert len(volumes) == 5
    assert "leiden/telefoon" in {article.key for article in volumes}


def test_the_gap_speaks_first_and_the_forecast_below_it() -> None:
    article = council()
    assert (
        article.main.finding["headline"]["nl"]
        == "Net niet gehaald, binnen de marge: 29% bij streefwaarde 31%"
    )
    assert [block.finding["headline"]["nl"] for block in article.more] == [
        "Volgende meting in 2019: waarschijnlijk tussen 24% en 34%"
    ]


def test_without_a_gap_the_trend_speaks_first() -> None:
    article = council("trend", "forecast")
    finding = next(f for f in findings_of("leiden/1") if f["kind"] == "trend")
    assert article.main.finding["headline"] == finding["headline"]
    assert len(article.more) == 1


def test_a_forecast_alone_is_an_article_too() -> None:
    article = council("forecast")
    assert article.main.finding["headline"]["nl"].startswith("Volgende meting in 2019")
    assert article.more == ()


def test_the_sentences_of_the_trend_follow_those_of_the_gap() -> None:
    gap_only, joined = council("gap"), council("gap", "trend")
    own = len(gap_only.main.sentences)
    assert joined.main.sentences[:own] == gap_only.main.sentences
    assert len(joined.main.sentences) > own


def test_a_sentence_that_gap_and_trend_share_is_said_once() -> None:
    for article in [*articles("leiden/1")[0], *articles("leiderdorp/2D")[0]]:
        twice = [s for s, times in Counter(article.main.sentences).items() if times > 1]
        assert twice == []


def test_an_indicator_that_was_never_measured_has_no_article() -> None:
    indicators, volumes = articles("leiderdorp/2D")
    assert len(indicators) == 11
    assert volumes == []


def test_a_volume_keeps_its_article_also_without_a_figure() -> None:
    finding = next(f for f in findings_of("leiden/1") if f["key"] == "leiden/telefoon")
    _, volumes = articles_of([finding | {"provenance": []}], "nl", Cards("nl"))
    assert len(volumes) == 1
    assert volumes[0].main.uses == ()


def test_articles_stand_in_the_order_in_which_they_were_handed_over() -> None:
    turned, _ = articles_of(findings_of("leiden/1")[::-1], "nl", Cards("nl"))
    assert [article.key for article in turned] == ["leiden/1A2.a", "leiden/1A1.a"]


def test_the_forecast_below_leaves_its_narrow_drawing_out_to_keep_the_page_small() -> None:
    article = council()
    [forecast] = article.more
    assert article.main.figure is not None
    assert forecast.figure is not None
    assert article.main.figure.keys() == {"wide", "narrow"}
    assert forecast.figure.keys() == {"wide"}
    assert all([*article.main.figure.values(), *forecast.figure.values()])


def test_an_article_without_a_drawing_has_words_and_a_table() -> None:
    found: list[dict[str, Any]] = [
        f | {"figure": None} for f in findings_of("leiden/1") if f["key"] == "leiden/1A1.a"
    ]
    [article], _ = articles_of(found, "nl", Cards("nl"))
    assert article.main.figure is None
    assert article.main.sentences
    assert article.main.finding["table"]["nl"]["rows"]


def test_the_chips_name_position_development_and_evidence() -> None:
    assert [label for label, _ in council().main.finding["chips"]["nl"]] == [
        "Stand",
        "Ontwikkeling",
        "Bewijs",
    ]


def test_a_block_names_the_figures_it_is_computed_from_with_their_year() -> None:
    uses = council().main.uses
    assert [period for _, period in uses] == ["2015", "2017"]
    assert ["28%" in button for button, _ in uses] == [True, False]


def test_every_block_of_a_simulated_programme_is_marked() -> None:
    indicators, volumes = articles("voorbeeld/kcc")
    blocks = [b for a in (*indicators, *volumes) for b in (a.main, *a.more)]
    assert blocks
    assert all(block.finding["simulated"] for block in blocks)


def test_a_real_municipality_has_no_simulated_block() -> None:
    indicators, volumes = articles("leiden/1")
    assert not [a for a in (*indicators, *volumes) if a.main.finding["simulated"]]
