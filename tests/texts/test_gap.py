"""What a gap says: the exact sentences of Leiden, and one rule per status."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pcanalysis.analysis import measure_gap
from pcanalysis.texts import alt_text, chips, describe, headline, note
from tests.texts.results import GOVERNED, REPRESENTED, gaps, history, target

GAPS = gaps()
STATUSES = {
    "met_clear",
    "met_uncertain",
    "met_margin_unknown",
    "missed_clear",
    "missed_uncertain",
    "missed_margin_unknown",
    "interim_met",
    "interim_gap",
    "target_expired_unmeasured",
    "no_current_target",
    "no_target",
    "no_measurement",
}


def said(name: str, language: str = "nl") -> str:
    return " ".join(describe(GAPS[name], language))


def stand(name: str, language: str = "nl") -> str:
    return chips(GAPS[name], language)[0][1]


def test_the_examples_cover_every_status() -> None:
    assert {gap.status for gap in GAPS.values()} == STATUSES


def test_leiden_1A1_a_is_lower_than_its_target_within_the_margin() -> None:
    assert describe(GAPS["leiden 1A1.a"], "nl") == [
        "Het cijfer van 2017 is 29%.",
        "De streefwaarde was 31%.",
        "29% is lager dan 31%.",
        "Het verschil valt binnen de marge van de enquête.",
        "Wij nemen 500 antwoorden aan.",
        "Het echte aantal kennen wij niet.",
        # 1.2816² × 31 × 69 / 2² = 878.3, rounded up
        "Pas bij 879 antwoorden is zo'n afstand tot de streefwaarde duidelijk.",
    ]
    assert stand("leiden 1A1.a") == "net niet gehaald, binnen de marge"


def test_leiden_1A2_a_just_met_its_target() -> None:
    assert describe(GAPS["leiden 1A2.a"], "nl")[:5] == [
        "Het cijfer van 2017 is 51%.",
        "De streefwaarde was 50%.",
        "Die is gehaald.",
        "Het verschil is klein.",
        "Door toeval in de enquête kan het ook net niet zo zijn.",
    ]
    assert headline(GAPS["leiden 1A2.a"], "nl") == (
        "Net gehaald, binnen de marge: 51% bij streefwaarde 50%"
    )


def test_the_target_of_leiden_is_met_in_english_too() -> None:
    assert describe(GAPS["leiden 1A2.a"], "en")[:3] == [
        "The figure for 2017 is 51%.",
        "The target was 50%.",
        "It was met.",
    ]


def test_before_the_annual_report_there_is_no_measurement_yet() -> None:
    assert describe(GAPS["no measurement"], "nl") == [
        "De streefwaarde voor 2017 is 31%.",
        "In de documenten die wij hebben tot en met 1 januari 2018 staat nog geen meting.",
    ]
    assert headline(GAPS["no measurement"], "nl") == "Nog geen meting: de streefwaarde is 31%"


@pytest.mark.parametrize("name", list(GAPS))
def test_not_met_is_said_of_a_clear_miss_only(name: str) -> None:
    clear = GAPS[name].status == "missed_clear"

    assert ("niet gehaald." in said(name)) == clear
    assert ("was not met." in said(name, "en")) == clear


@pytest.mark.parametrize("name", list(GAPS))
def test_clearly_is_said_of_a_clear_miss_only(name: str) -> None:
    clear = GAPS[name].status == "missed_clear"

    assert ("duidelijk lager" in said(name) or "duidelijk hoger" in said(name)) == clear


def test_a_clear_miss_is_told_plainly() -> None:
    assert "40% is duidelijk lager dan 50%. De streefwaarde is niet gehaald." in said(
        "missed clear"
    )
    assert headline(GAPS["missed clear"], "nl") == "Niet gehaald: 40% bij een streefwaarde van 50%"
    assert "Ook met half zoveel antwoorden is dit duidelijk." in said("missed clear")


def test_a_verdict_that_needs_every_answer_says_so() -> None:
    fragile = replace(GAPS["met clear"], robust=False)

    assert "Met half zoveel antwoorden was dit niet duidelijk." in describe(fragile, "nl")


def test_a_large_difference_on_assumed_answers_is_not_called_small() -> None:
    for name in ("met assumed", "missed assumed"):
        told = said(name)
        assert "Het verschil is klein" not in told
        assert "binnen de marge" not in told + stand(name)
        assert "Daarom kan dit oordeel nog veranderen." in told
    assert stand("met assumed") == "gehaald als onze aanname klopt"
    assert stand("missed assumed") == "nog 10 punten te gaan als onze aanname klopt"


def test_unknown_answers_compare_figures_and_nothing_else() -> None:
    assert describe(GAPS["unknown n"], "nl")[2:5] == [
        "29% is lager dan 31%.",
        "Wij weten niet hoeveel mensen antwoord gaven.",
        "Daarom weten wij de marge niet.",
    ]
    assert stand("unknown n") == "nog 2 punten te gaan, marge onbekend"
    assert stand("met, unknown n") == "gehaald, marge onbekend"


def test_a_figure_equal_to_its_target_is_not_called_a_small_difference() -> None:
    told = said("exactly met")

    assert "Die is gehaald." in told
    assert "Het verschil is klein" not in told
    assert "Door toeval in de enquête kan het ook net niet zo zijn." in told


def test_a_target_met_by_rounding_only_is_told_so() -> None:
    # 597 of 1200 is 49.75 %, printed as 50 %
    rounded = history(
        {2017: 50}, n=1200, basis="published", rows={"numerator": 597.0, "denominator": 1200.0}
    )

    gap = measure_gap(rounded, [target(2017, 50)])

    assert gap.met_by_rounding
    assert "Zonder afronding is de streefwaarde net niet bereikt." in describe(gap, "nl")


def test_a_target_of_a_later_year_is_never_missed() -> None:
    assert describe(GAPS["interim gap"], "nl")[:3] == [
        "Het cijfer van 2017 is 42%.",
        "De streefwaarde van 65% geldt voor 2019.",
        "Het cijfer moet nog 23 punten stijgen.",
    ]
    assert stand("interim gap") == "nog 23 punten te gaan"
    assert headline(GAPS["interim gap"], "nl") == (
        "Nog 23 punten tot de streefwaarde van 65% voor 2019"
    )


def test_the_target_after_that_is_named_too() -> None:
    assert "De streefwaarde voor 2021 is 70%." in said("interim gap")


def test_a_later_target_can_be_reached_already() -> None:
    assert "Het cijfer van 2017 voldoet daar al aan: 60%." in said("interim met")
    assert stand("interim met") == "nu al bereikt"


def test_an_unmeasured_target_year_does_not_guess_why() -> None:
    assert describe(GAPS["expired"], "nl") == [
        "De streefwaarde voor 2019 is 55%.",
        "Van 2019 hebben wij geen meting.",
        "De laatste meting is van 2017: 51%.",
        "Of de streefwaarde gehaald is, weten wij niet.",
    ]


def test_a_target_year_without_survey_says_that() -> None:
    assert "In 2019 was er geen enquête." in said("expired, no survey")


def test_a_target_year_with_only_a_lower_bound_says_what_is_known() -> None:
    bound = history({2015: 48, 2017: 51}, status={2017: "lower_bound"}, as_of=date(2018, 2, 1))
    gap = measure_gap(bound, [target(2017, 55)])

    assert describe(gap, "nl") == [
        "De streefwaarde voor 2017 is 55%.",
        "Van 2017 hebben wij geen meting.",
        "De laatste meting is van 2015: 48%.",
        "Of de streefwaarde gehaald is, weten wij niet.",
        "Van 2017 kennen wij alleen een ondergrens: meer dan 51%.",
    ]


def test_an_older_measurement_is_not_called_the_last_one() -> None:
    # target for 2013 expired; the nearest wave is 2015 while the last is 2019
    waves = history({2015: 48, 2019: 51}, as_of=date(2020, 2, 1))
    gap = measure_gap(waves, [target(2013, 55)])

    assert "De dichtstbijzijnde meting is van 2015: 48%." in describe(gap, "nl")


def test_a_year_without_target_is_told_so() -> None:
    later = measure_gap(history({2019: 78, 2021: 73}, as_of=date(2020, 3, 1)), [target(2019, 80)])
    assert describe(later, "nl") == [
        "Het cijfer van 2021 is 73%.",
        "Voor dat jaar kennen wij geen streefwaarde.",
    ]
    assert "In de documenten die wij hebben staat geen streefwaarde." in said("no target")
    assert headline(GAPS["no target"], "nl") == "Geen streefwaarde bekend: gemeten 51% in 2017"


def test_a_standing_norm_is_present_tense() -> None:
    assert "De norm is 80%." in said("standing norm")
    assert "De norm is 80%." in said("norm without measurement")
    assert "norm 80%" in alt_text(GAPS["standing norm"], "nl")


def test_a_register_does_not_speak_of_answers() -> None:
    told = said("standing norm")

    assert "Dit cijfer komt niet uit een enquête." in told
    assert "hoeveel mensen" not in told


def test_where_lower_is_better_a_higher_figure_has_to_fall() -> None:
    assert "27 dagen is hoger dan 21 dagen." in said("lower is better")
    assert headline(GAPS["lower is better"], "nl") == (
        "Hoger dan de begrote waarde van 21 dagen: 27 dagen in 2017"
    )
    future = measure_gap(
        history({2017: 27}, unit="days", kind="register", direction="lower"), [target(2019, 21)]
    )
    assert "Het cijfer moet nog 6 dagen dalen." in describe(future, "nl")


def test_a_range_is_told_with_both_ends() -> None:
    assert "De streefwaarde was 40% tot 60%." in said("range")
    assert "70% is hoger dan 60%." in said("range")
    assert stand("range") == "nog 10 punten te gaan als onze aanname klopt"


def test_a_failed_question_is_told_before_the_older_wave_is_used() -> None:
    sentences = describe(GAPS["failed question"], "nl")

    assert sentences[:2] == [
        "In 2021 waren er te weinig antwoorden.",
        "Daarom gebruiken wij de meting van 2019.",
    ]


def test_a_bound_alone_has_no_position() -> None:
    assert headline(GAPS["bound only"], "nl").startswith("Alleen een ondergrens bekend")
    assert "meer dan 300.000" in said("bound only")


def test_position_development_and_evidence_stay_apart() -> None:
    assert [label for label, _ in chips(GAPS["leiden 1A1.a"], "nl")] == [
        "Stand",
        "Ontwikkeling",
        "Bewijs",
    ]
    assert [label for label, _ in chips(GAPS["leiden 1A1.a"], "en")] == [
        "Position",
        "Development",
        "Evidence",
    ]


def test_the_note_explains_the_diamond_and_names_each_document_once() -> None:
    text = note(GAPS["leiden 1A1.a"], "nl")

    assert "Ruit: streefwaarde." in text
    assert text.count("Jaarverslag 2017") == 1


def test_the_note_of_an_undrawn_gap_explains_no_marks() -> None:
    assert note(GAPS["no measurement"], "nl") == "Bron: Gemeente Leiden, Jaarverslag 2017."


def test_the_alt_text_names_figure_target_and_verdict() -> None:
    assert alt_text(GAPS["leiden 1A1.a"], "nl") == (
        "Puntgrafiek: 28% in 2015 en 29% in 2017, streefwaarde 31% voor 2017. "
        "De streefwaarde valt binnen de marge van de meting. "
        "De cijfers staan in de tabel onder de grafiek."
    )


def test_simulated_gaps_are_announced_first() -> None:
    assert describe(GAPS["simulated"], "en")[0].startswith("These figures are simulated")
    assert alt_text(GAPS["simulated"], "en").startswith("Simulated data.")


def test_a_lost_name_is_the_title() -> None:
    lost = measure_gap(
        history({}, kind="norm", label_incomplete=True), [target(None, 80.0, "norm")]
    )

    assert headline(lost, "nl") == "Naam niet volledig"
    assert describe(lost, "nl")[:2] == [
        "Naam niet volledig.",
        "Het document zegt niet wat er gemeten wordt.",
    ]


def test_a_target_keeps_the_decimals_it_was_printed_with() -> None:
    gap = measure_gap(REPRESENTED, [target(2017, 30.5)])

    assert "De streefwaarde was 30,5%." in describe(gap, "nl")
    assert stand_of_gap(gap) == "net niet gehaald, binnen de marge"


def stand_of_gap(gap: object) -> str:
    return chips(gap, "nl")[0][1]  # type: ignore[arg-type]


def test_both_seeds_of_leiden_show_their_own_code() -> None:
    assert REPRESENTED.code == "1A1.a"
    assert GOVERNED.code == "1A2.a"
