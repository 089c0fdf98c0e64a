"""What is said of the chance of a target: one number, one word, and the details behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pcanalysis.analysis import measure_gap
from pcanalysis.analysis.outlook import DOTS
from pcanalysis.texts import alt_text, chance_words, chips, describe, details, headline, note
from pcanalysis.texts.outlook import percent_words
from tests.texts.judged import leiderdorp, outlooks, with_chance
from tests.texts.results import ANNUAL_REPORT, history, numbers_in, target

OUTLOOKS = outlooks()


def chip(name: str, label: str, language: str = "nl") -> str:
    return dict(chips(OUTLOOKS[name], language)).get(label, "")


@pytest.mark.parametrize(
    ("p", "dutch", "english"),
    [  # words and steps of trend_and_target 2.5: the word is that of the exact chance
        (0.0, "zeer onwaarschijnlijk, minder dan 5%", "very unlikely, less than 5%"),
        (0.0794, "zeer onwaarschijnlijk, ongeveer 10%", "very unlikely, about 10%"),
        (0.1, "onwaarschijnlijk, ongeveer 10%", "unlikely, about 10%"),
        (0.329, "onwaarschijnlijk, ongeveer 35%", "unlikely, about 35%"),
        (0.33, "kan beide kanten op, ongeveer 35%", "can go either way, about 35%"),
        (0.66, "waarschijnlijk, ongeveer 65%", "likely, about 65%"),
        (0.9, "zeer waarschijnlijk, ongeveer 90%", "very likely, about 90%"),
        (0.999, "zeer waarschijnlijk, meer dan 95%", "very likely, more than 95%"),
    ],
)
def test_a_chance_is_a_word_and_a_step_of_five_percent(p: float, dutch: str, english: str) -> None:
    row = with_chance(OUTLOOKS["published"], p).outlook[0]

    assert chance_words(row, "nl") == dutch
    assert chance_words(row, "en") == english


def test_a_chance_on_an_assumed_number_of_answers_says_so() -> None:
    assert chip("leiderdorp deskundig", "Kans op 2023").endswith("(aanname)")
    assert chip("leiderdorp deskundig", "Chance for 2023", "en").endswith("(assumption)")
    assert chip("published", "Kans op 2023") == "zeer onwaarschijnlijk, ongeveer 10%"


def test_an_unknown_chance_has_no_words() -> None:
    [row] = OUTLOOKS["calls without forecast"].outlook

    assert chance_words(row, "nl") == ""
    assert "kans" not in " ".join(describe(OUTLOOKS["calls without forecast"], "nl"))


def test_the_title_is_whether_the_target_is_likely() -> None:
    # 80 % (n 787) and 85 % (n 755), target 88 % in 2023: 0.079 by forecast_shares, G1
    gap = OUTLOOKS["leiderdorp deskundig"]

    assert headline(gap, "nl") == "Het doel van 88% in 2023 halen is zeer onwaarschijnlijk"
    assert headline(gap, "en") == "Reaching 88% in 2023 is very unlikely"
    assert headline(OUTLOOKS["chance 0.5"], "nl") == (
        "Het doel van 88% in 2023 halen kan beide kanten op"
    )


def test_the_sentence_gives_the_chance_and_its_word() -> None:
    said = describe(OUTLOOKS["leiderdorp deskundig"], "nl")

    assert said[3:6] == [
        "De kans dat de meting van 2023 de streefwaarde haalt is ongeveer 10%.",
        "Dat is zeer onwaarschijnlijk.",
        "Die kans rust op een aanname: het aantal antwoorden.",
    ]


def test_a_chance_that_may_not_be_printed_big_stands_in_the_details_only() -> None:
    gap = OUTLOOKS["one wave"]
    sentence = "De kans dat de meting van 2019 de streefwaarde haalt is minder dan 5%."

    assert headline(gap, "nl") == "Nog 23 punten tot de streefwaarde van 65% voor 2019"
    assert sentence not in describe(gap, "nl")
    assert sentence in details(gap, "nl")
    assert "Gebruik deze kans als ruwe schatting." in details(gap, "nl")
    assert chip("one wave", "Kans op 2019") == "te weinig metingen"
    assert "uitkomst" not in note(gap, "nl") + alt_text(gap, "nl")


def test_an_expired_target_gets_its_chance_in_the_details_and_never_the_title() -> None:
    gap = OUTLOOKS["expired and next"]
    told = details(gap, "nl")

    assert headline(gap, "nl").startswith("Het doel van 56% in 2021")
    assert told[0].startswith("De kans dat de streefwaarde van 2019 gehaald was is ongeveer")
    assert told[1] == "Dat is berekend, niet gemeten."
    assert "2019" not in " ".join(describe(gap, "nl"))


@pytest.mark.parametrize("name", list(OUTLOOKS))
def test_the_alt_text_counts_the_dots_that_make_the_printed_chance(name: str) -> None:
    gap = OUTLOOKS[name]
    row = gap.headline
    if row is None or row.p_reported is None:
        assert "20 even waarschijnlijke" not in alt_text(gap, "nl")
        return
    [said] = [s for s in alt_text(gap, "nl").split(". ") if "even waarschijnlijke" in s]

    assert numbers_in(said, "nl")[:2] == [len(DOTS), row.chance_pct / 5]


def test_the_pace_stands_in_the_details_and_never_in_a_title() -> None:
    # 74 to 75 in two years; 80 in 2023 needs 2.5 a year
    told = details(OUTLOOKS["leiderdorp gemakkelijk"], "nl")

    assert "Nodig: elk jaar 2,5 punten hoger." in told
    assert "De afgelopen jaren: elk jaar 0,5 punt hoger." in told
    assert "Dat is te langzaam." in told
    for gap in OUTLOOKS.values():
        assert "tempo" not in headline(gap, "nl") + " ".join(describe(gap, "nl"))


def test_a_pace_the_wrong_way_never_arrives() -> None:
    told = details(OUTLOOKS["leiderdorp afhandelingstijd"], "nl")

    assert "De afgelopen jaren: elk jaar 2,5 punten lager." in told
    assert "Dat is de verkeerde kant op." in told
    assert "In dit tempo wordt 75% niet bereikt." in told


def test_the_year_of_arrival_has_its_bounds() -> None:
    # +5 in two years, 3 to go: 2021 + 3 / 2.5 = 2022.2, so the first yearly figure is 2023
    assert "In dit tempo is 88% bereikt in 2023, tussen 2022 en 2027." in details(
        OUTLOOKS["leiderdorp deskundig"], "nl"
    )
    # 3 in two years within the margin: the slowest pace is no progress at all
    assert any("en misschien nooit." in s for s in details(OUTLOOKS["moderate"], "nl"))
    assert "In dit tempo is 72% bereikt in 2022." in details(OUTLOOKS["unknown n"], "nl")


def test_an_arrival_far_away_is_not_dated() -> None:
    # 1 point in 16 years, 44 to go: 704 years
    told = details(OUTLOOKS["hardly a move"], "nl")

    assert "In dit tempo duurt het meer dan 50 jaar tot 95%." in told


def test_a_step_too_small_for_the_survey_is_told_as_a_matter_of_power() -> None:
    # 29 % of 500: 2.8016 × √(2 × 29 × 71 / 500) = 8.04 points; the step to 31 % is 2
    gap = measure_gap(history({2015: 28, 2017: 29}, basis="published"), [target(2019, 31)])
    told = details(gap, "nl")

    assert "Verschillen kleiner dan 8 punten ziet deze enquête vaak niet." in told
    assert "De stap is 2 punten." in told
    # 2.8016² × (29 × 71 + 31 × 69) / 2² = 8237.5
    assert any("8.238 antwoorden" in sentence for sentence in told)


def test_a_step_the_survey_can_see_needs_no_remark() -> None:
    assert "De stap is" not in " ".join(details(OUTLOOKS["one wave"], "nl"))


def test_a_path_of_targets_has_a_chance_of_all_and_of_any() -> None:
    told = details(OUTLOOKS["leiderdorp klantvriendelijk"], "nl")
    gap = OUTLOOKS["leiderdorp klantvriendelijk"]
    assert gap.p_all_targets is not None
    assert gap.p_any_target is not None

    assert f"De kans om alle doelen te halen is {percent_words(gap.p_all_targets, 'nl')}." in told
    assert f"De kans op minstens één doel is {percent_words(gap.p_any_target, 'nl')}." in told
    assert "om alle doelen" not in " ".join(details(OUTLOOKS["published"], "nl"))


def test_an_unknown_number_of_answers_shows_the_chance_at_others() -> None:
    told = " ".join(details(OUTLOOKS["unknown n"], "nl"))

    assert "bij 250" in told
    assert "bij 1.000" in told


def test_growth_that_cannot_be_compound_says_why() -> None:
    assert "Groei in procenten per jaar past niet bij een cijfer met een grens." in details(
        OUTLOOKS["compound refused"], "nl"
    )
    assert "Groei in procenten per jaar kan alleen bij cijfers boven nul." in details(
        OUTLOOKS["compound of nothing"], "nl"
    )


def test_a_target_that_is_met_already_is_to_be_kept() -> None:
    told = details(OUTLOOKS["already met"], "nl")

    assert "De streefwaarde is nu al bereikt: het cijfer moet zo blijven." in told
    assert "Nodig" not in " ".join(told)


def test_the_verdict_without_the_number_of_answers_stands_beside_it() -> None:
    lower = measure_gap(history({2015: 28, 2017: 29}), [target(2017, 31)])
    met = measure_gap(history({2015: 48, 2017: 51}), [target(2017, 50)])

    assert details(lower, "nl")[0] == (
        "Zonder het aantal antwoorden weten wij alleen dit: 29% is lager dan 31%."
    )
    assert details(met, "nl")[0] == (
        "Zonder het aantal antwoorden weten wij alleen dit: 51% haalt de streefwaarde."
    )


def test_the_evidence_is_the_number_of_measurements() -> None:
    assert details(OUTLOOKS["leiderdorp afval"], "nl")[-1] == "Dit oordeel rust op twee metingen."


def test_a_revised_target_names_both_editions() -> None:
    assert ANNUAL_REPORT.edition is not None
    later = replace(
        ANNUAL_REPORT.edition,
        id="begroting-2019",
        title="Begroting 2019",
        title_en="",
        published=date(2018, 11, 1),
    )
    new = replace(target(2019, 33), source=replace(ANNUAL_REPORT, edition=later))
    gap = measure_gap(history({2015: 28, 2017: 29}), [target(2019, 31), new])

    said = describe(gap, "nl")

    assert "De streefwaarde was eerst 31% (Jaarverslag 2017)." in said
    assert "Later werd dat 33% (Begroting 2019)." in said


def test_the_same_target_in_two_editions_is_no_revision() -> None:
    gap = measure_gap(history({2015: 28, 2017: 29}), [target(2019, 31), target(2019, 31)])

    assert "eerst" not in " ".join(describe(gap, "nl"))


def test_four_answers_stay_apart_in_their_order() -> None:
    assert [label for label, _ in chips(leiderdorp("afval"), "nl")] == [
        "Stand",
        "Ontwikkeling",
        "Kans op 2023",
        "Bewijs",
    ]


def test_a_mark_has_a_chance_as_well() -> None:
    # forecast_shares G8: 0.011
    assert headline(OUTLOOKS["mark"], "nl") == (
        "Het doel van 7,7 in 2023 halen is zeer onwaarschijnlijk"
    )
    assert "minder dan 5%" in chip("mark", "Kans op 2023")
