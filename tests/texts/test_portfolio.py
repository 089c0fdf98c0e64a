"""What a programme says: how many targets have a fair chance, and what really moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pcanalysis.analysis import compare_portfolio, fit_trend, measure_gap
from pcanalysis.texts import chips, describe, details, headline, subtitle
from pcanalysis.texts.portfolio import better_than_even, corrected, really_changed
from tests.texts.judged import leiderdorp, portfolios, with_chance
from tests.texts.results import history

PROGRAMMES = portfolios()
CLEAR = history({2019: 60, 2021: 80}, basis="published", n=755)


def said(name: str, language: str = "nl") -> str:
    return " ".join(describe(PROGRAMMES[name], language))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("leiderdorp", "Bij geen van de 5 doelen is de kans groter dan de helft"),
        ("two likely", "Bij 2 van de 5 doelen is de kans groter dan de helft"),
        ("one target", "De kans op het enige doel is niet groter dan de helft"),
        ("one likely", "De kans op het enige doel is groter dan de helft"),
        ("no target", "Van geen enkel doel kennen wij de kans"),
    ],
)
def test_the_title_counts_the_targets_with_a_fair_chance(name: str, title: str) -> None:
    assert headline(PROGRAMMES[name], "nl") == title


def test_a_chance_of_exactly_half_is_not_better_than_even() -> None:
    gaps = [with_chance(leiderdorp("afval"), p) for p in (0.5, 0.51)]

    assert better_than_even(compare_portfolio(gaps)) == (1, 2)


def test_a_change_on_assumed_answers_is_never_counted_as_real() -> None:
    assert really_changed(PROGRAMMES["leiderdorp"]) == (0, 5)
    assert "Toch noemen wij geen ervan een echte verandering." in said("leiderdorp")
    assert "Enquêtes schommelen ook zonder echte verandering." in said("leiderdorp")
    assert "Het aantal antwoorden is een aanname." in said("leiderdorp")


def test_changes_that_hold_are_counted() -> None:
    assert really_changed(PROGRAMMES["two clear"]) == (2, 2)
    assert "Toch noemen" not in said("two clear")
    assert dict(chips(PROGRAMMES["two clear"], "nl"))["Echt veranderd"] == "2 van 2"


def test_the_correction_says_what_is_left() -> None:
    for name, left in (("none left", "geen"), ("one left", "één")):
        told = said(name)
        assert "cijfers tegelijk. Dan wijkt er soms één door toeval af." in told
        assert f"Samen bekeken blijft er {left} over." in told
    assert "Samen bekeken blijven er 2 over." in said("two left")
    assert "Samen bekeken" not in said("two clear")


def test_the_share_of_noise_is_told_per_unit() -> None:
    share = PROGRAMMES["leiderdorp"].movements[CLEAR.unit].noise_share

    assert f"ongeveer {5 * round(20 * share)}% bij percentages." in said("leiderdorp")
    assert "beweging" not in said("one target")


def test_an_unsure_order_is_no_league_table() -> None:
    assert not PROGRAMMES["leiderdorp"].league_table
    assert "De volgorde is te onzeker voor een ranglijst." in said("leiderdorp")
    assert "ranglijst" not in said("one target")


def test_a_programme_without_tests_says_so() -> None:
    assert "Geen verandering kon op toeval worden onderzocht." in said("nothing")
    assert subtitle(PROGRAMMES["empty"], "nl") == "Geen cijfers"


def test_a_change_that_does_not_hold_is_told_by_direction() -> None:
    trend = fit_trend(CLEAR)
    programme = compare_portfolio([measure_gap(CLEAR, [])])
    lost = replace(programme, table=programme.table.assign(clear_together=False))

    told = corrected(trend, lost)

    assert headline(trend, "nl") == "Gestegen van 60% naar 80%: dat is geen toeval"
    assert headline(told, "nl") == "Hoger dan in 2019: van 60% naar 80%"
    sentences = describe(told, "nl")
    at = sentences.index("Los bekeken is dit verschil duidelijk.")
    assert sentences[at + 1] == (
        "Maar wij vergeleken meer cijfers tegelijk: dan wijkt er soms één door toeval af."
    )
    assert "Pas bij" not in " ".join(sentences)
    assert "▲" not in " ".join(words for _, words in chips(told, "nl"))


def test_a_change_that_holds_is_told_as_it_is() -> None:
    trend = fit_trend(CLEAR)

    assert corrected(trend, compare_portfolio([measure_gap(CLEAR, [])])) is trend


def test_a_change_outside_the_programme_is_told_as_it_is() -> None:
    trend = fit_trend(CLEAR)

    assert corrected(trend, PROGRAMMES["leiderdorp"]) is trend


def test_a_programme_has_no_details_of_its_own() -> None:
    assert details(PROGRAMMES["leiderdorp"], "nl") == []
