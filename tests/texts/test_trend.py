"""What a trend says: the exact sentences of Leiden, and one rule per status."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pcanalysis.analysis import fit_trend
from pcanalysis.texts import alt_text, chips, describe, details, headline, note, subtitle
from tests.texts.results import EXPORT, calls, history, trends

TRENDS = trends()
STATUSES = {
    "too_few",
    "improving",
    "worsening",
    "stable",
    "no_clear_change",
    "direction_only_better",
    "direction_only_worse",
    "direction_only_equal",
    "direction_only_changed",
}


def said(name: str, language: str = "nl") -> str:
    return " ".join(describe(TRENDS[name], language))


def test_the_examples_cover_every_status() -> None:
    assert {trend.status for trend in TRENDS.values()} == STATUSES


def test_leiden_1A1_a_is_told_as_two_measurements() -> None:
    assert describe(TRENDS["leiden 1A1.a"], "nl") == [
        "Twee metingen: 28% in 2015 en 29% in 2017.",
        "Het cijfer ging van 28% naar 29%.",
        "Dat kan toeval zijn.",
        # Newcombe: -4.6 to +6.6 points
        "De echte verandering ligt waarschijnlijk tussen 5 punten lager en 7 punten hoger.",
        # 1.96² (28 × 72 + 29 × 71) = 15,653.1…, rounded up
        "Pas bij 15.654 antwoorden per keer is zo'n verschil duidelijk.",
        "Wij nemen 500 antwoorden aan.",
        "Het echte aantal kennen wij niet.",
    ]


def test_leiden_1A1_a_is_told_in_english_too() -> None:
    sentences = describe(TRENDS["leiden 1A1.a"], "en")

    assert sentences[:3] == [
        "Two measurements: 28% in 2015 and 29% in 2017.",
        "The figure went from 28% to 29%.",
        "That can be chance.",
    ]
    assert "Such a difference is only clear from 15,654 answers per survey." in sentences


def test_leiden_1A2_a_needs_2132_answers() -> None:
    # 1.96² (48 × 52 + 51 × 49) / 3² = 2,131.9…, rounded up
    assert "Pas bij 2.132 antwoorden per keer" in said("leiden 1A2.a")


def test_the_calls_of_leiden_rose_by_almost_a_hundred_per_working_day() -> None:
    sentences = describe(TRENDS["leiden calls"], "nl")

    # 25,000 / 165,000 = 15.15 %; 25,000 / 254 working days = 98.4
    assert sentences[:3] == [
        "Het aantal telefoontjes ging van 165.000 in 2016 naar 190.000 in 2017.",
        "Dat is 15,2% meer.",
        "Dat zijn er 98,4 per werkdag meer (254 werkdagen).",
    ]


def test_fewer_calls_are_fewer_in_every_sentence() -> None:
    told = said("fewer calls")

    # 25,000 / 190,000 = 13.2 %
    assert "Dat is 13,2% minder." in told
    assert "per werkdag minder" in told
    assert " meer" not in told.replace("meer is dan gewoon", "")


def test_as_many_calls_are_not_called_a_change() -> None:
    told = said("as many calls")

    assert "was in 2016 en 2017 gelijk: 190.000" in told
    assert "%" not in told
    assert "op en neer" not in told
    assert headline(TRENDS["as many calls"], "nl") == "Evenveel telefoontjes als in 2016: 190.000"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", [n for n, t in TRENDS.items() if t.p is None and t.k > 1])
def test_a_change_without_known_error_never_speaks_of_chance(name: str, language: str) -> None:
    told = said(name, language).lower()

    assert "toeval" not in told
    assert "chance" not in told


def test_a_counted_figure_says_that_other_years_swing_too() -> None:
    for name in ("leiden calls", "days", "register share", "four registers"):
        assert "Ook in andere jaren gaat zo'n cijfer op en neer." in said(name)
        assert "Wij kunnen niet zeggen of dit meer is dan gewoon." in said(name)


def test_a_proven_rise_is_told_with_its_size_and_interval() -> None:
    # Newcombe for 60 % and 80 % of 755: 15 to 24 points
    assert "is het cijfer echt gestegen: met 20 punten, tussen 15 en 24 punten." in said(
        "improving"
    )
    assert headline(TRENDS["improving"], "nl") == "Gestegen van 60% naar 80%: dat is geen toeval"


def test_a_proven_fall_is_told_as_a_fall() -> None:
    assert "is het cijfer echt gedaald: met 20 punten, tussen 15 en 24 punten." in said("worsening")
    assert headline(TRENDS["worsening"], "en") == "Down from 80% to 60%: not chance"


def test_a_fall_is_better_where_lower_is_better() -> None:
    trend = TRENDS["lower is better"]

    assert "gedaald" in said("lower is better")
    assert "Lager is hier beter." in said("lower is better")
    assert chips(trend, "nl")[0] == ("Ontwikkeling", "▲ verbetert")


def test_five_waves_are_told_with_first_last_and_pace() -> None:
    told = said("improving on five waves")

    assert "Vijf metingen: van 60% in 2009 naar 68% in 2017." in told
    # weighted slope 0.95 points a year (golden case), in one decimal more than published
    assert "Dat is ongeveer 1,0 punt per jaar." in told


@pytest.mark.parametrize("name", [n for n, t in TRENDS.items() if t.k == 2])
def test_two_points_have_no_pace(name: str) -> None:
    assert "per jaar" not in said(name)


def test_a_stable_figure_is_a_tested_claim_with_its_limit() -> None:
    told = said("stable")

    assert "De verandering is kleiner dan 2 punten." in told
    assert "Daar is genoeg bewijs voor." in told
    assert headline(TRENDS["stable"], "nl") == "Gelijk gebleven: 60%"


def test_a_limit_of_the_indicator_itself_is_the_one_printed() -> None:
    trend = TRENDS["stable"]
    strict = replace(trend, history=replace(trend.history, delta=0.5))

    assert "kleiner dan 0,5 punt." in " ".join(describe(strict, "nl"))


def test_no_clear_change_is_never_called_the_same() -> None:
    for name, trend in TRENDS.items():
        if trend.status == "no_clear_change":
            assert "gelijk gebleven" not in headline(trend, "nl").lower(), name
            assert "genoeg bewijs" not in said(name), name


def test_an_equal_survey_figure_does_not_exclude_a_change() -> None:
    assert "Het cijfer bleef gelijk: 74%." in said("equal")
    assert "Een kleine verandering kunnen wij niet uitsluiten." in said("equal")
    assert headline(TRENDS["equal"], "nl") == "Geen duidelijke verandering: opnieuw 74%"


def test_a_change_within_the_swing_of_surveys_is_a_direction_only() -> None:
    assert describe(TRENDS["within wave noise"], "nl") == [
        "Twee metingen: 80% in 2019 en 85% in 2021.",
        "Het cijfer ging van 80% naar 85%.",
        "Enquêtes schommelen ook zonder echte verandering.",
    ]
    assert headline(TRENDS["within wave noise"], "nl") == "Hoger dan in 2019: van 80% naar 85%"


def test_a_large_change_on_assumed_answers_stays_a_direction() -> None:
    told = said("assumed and large")

    assert "Wij nemen 787 en 755 antwoorden aan." in told
    assert "Daarom noemen wij alleen de richting." in told
    # 1.96² (40 × 60 + 60 × 40) / 20² = 46.1, rounded up
    assert "Vanaf 47 antwoorden per keer is zo'n verschil duidelijk." in told


def test_unknown_answers_give_a_direction_and_what_would_decide() -> None:
    assert describe(TRENDS["unknown n"], "nl") == [
        "Twee metingen: 28% in 2015 en 29% in 2017.",
        "Het cijfer ging van 28% naar 29%.",
        "Pas bij 15.654 antwoorden per keer is zo'n verschil duidelijk.",
        "Wij weten niet hoeveel mensen antwoord gaven.",
        "Daarom weten wij de marge niet.",
    ]


def test_one_measurement_shows_no_development() -> None:
    assert describe(TRENDS["one wave"], "nl") == [
        "Eén meting: 42% in 2017.",
        "Eén meting laat geen ontwikkeling zien.",
        "Wij nemen 500 antwoorden aan.",
        "Het echte aantal kennen wij niet.",
    ]
    assert headline(TRENDS["one wave"], "nl") == "Nog geen ontwikkeling te zien: één meting"


def test_a_failed_question_is_named_with_the_wave_used_instead() -> None:
    told = said("failed question")

    assert "In 2021 waren er te weinig antwoorden." in told
    assert "Daarom gebruiken wij de meting van 2019." in told


def test_nothing_measured_is_told_with_the_date() -> None:
    assert said("no row") == (
        "In de documenten die wij hebben tot en met 1 januari 2018 staat nog geen meting."
    )
    assert headline(TRENDS["no row"], "nl") == "Nog geen metingen"
    assert alt_text(TRENDS["no row"], "nl") == "Geen grafiek: er is nog geen meting."


def test_a_reason_is_told_in_words() -> None:
    assert said("reason only") == "Het cijfer van 2017 is nog niet bekend."


def test_a_lost_name_is_said_first() -> None:
    assert describe(TRENDS["lost label"], "nl")[0] == "Naam niet volledig."
    assert headline(TRENDS["lost label"], "nl") == "Naam niet volledig"


def test_a_lower_bound_alone_is_no_level() -> None:
    trend = TRENDS["bound only"]

    assert said("bound only") == "Van 2017 kennen wij alleen een ondergrens: meer dan 300.000."
    assert headline(trend, "nl") == "Alleen een ondergrens bekend: meer dan 300.000 in 2017"
    assert "meer dan 300.000 in 2017" in alt_text(trend, "nl")


def test_a_derived_year_is_named() -> None:
    # 4,293 / 6,707 = 64.0 %
    assert "Dat is 64,0% meer." in said("derived")
    assert "Het cijfer van 2016 is afgeleid uit andere cijfers." in said("derived")
    assert "Gearceerd" in note(TRENDS["derived"], "nl")


def test_amounts_and_durations_keep_their_unit() -> None:
    # 3 / 30 = 10.0 %
    assert "Het cijfer ging van 30 dagen in 2019 naar 27 dagen in 2021." in said("days")
    assert "Dat is 10,0% lager." in said("days")
    assert "Het cijfer was in 2019 en 2020 gelijk: € 25." in said("euro")


def test_a_registered_share_differs_in_points() -> None:
    assert "Dat is 3,5 punten lager." in said("register share")


def test_several_registered_years_are_counted() -> None:
    assert "Vier cijfers, van 2015 tot en met 2018." in said("four registers")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("improving", "▲ verbetert"),
        ("worsening", "▼ verslechtert"),
        ("stable", "＝ gelijk gebleven"),
        ("leiden 1A1.a", "● geen duidelijke verandering"),
        ("leiden calls", "hoger, alleen de richting bekend"),
        ("fewer calls", "lager, alleen de richting bekend"),
        ("one wave", "te weinig metingen"),
    ],
)
def test_a_shape_stands_only_before_a_tested_change(name: str, words: str) -> None:
    assert chips(TRENDS[name], "nl")[0] == ("Ontwikkeling", words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("leiden 1A1.a", "zwak, 2 metingen"),
        ("improving on five waves", "sterk, 5 metingen"),
        ("one wave", "onvoldoende, 1 meting"),
        ("no row", "onvoldoende, geen meting"),
        ("leiden calls", "onvoldoende, 2 cijfers"),
    ],
)
def test_the_evidence_names_what_it_rests_on(name: str, words: str) -> None:
    assert chips(TRENDS[name], "nl")[1] == ("Bewijs", words)


def test_arrows_stand_for_better_and_worse_only() -> None:
    for name, trend in TRENDS.items():
        text = chips(trend, "nl")[0][1]
        assert ("▲" in text) == (trend.status == "improving"), name
        assert ("▼" in text) == (trend.status == "worsening"), name


def test_the_note_names_margin_and_source() -> None:
    assert note(TRENDS["leiden 1A1.a"], "nl") == (
        "Gestreepte lijn: marge van de enquête bij 500 antwoorden (aanname). "
        "Bron: Gemeente Leiden, Jaarverslag 2017."
    )


def test_the_alt_text_of_leiden_gives_figures_and_verdict() -> None:
    assert alt_text(TRENDS["leiden 1A1.a"], "nl") == (
        "Puntgrafiek: 28% in 2015 en 29% in 2017. Zo'n verschil kan toeval zijn. "
        "De cijfers staan in de tabel onder de grafiek."
    )


def test_the_alt_text_of_many_waves_gives_the_first_and_the_last() -> None:
    assert "van 60% in 2009 naar 68% in 2017, vijf metingen" in alt_text(
        TRENDS["improving on five waves"], "nl"
    )


def test_the_subtitle_is_the_subject() -> None:
    assert subtitle(TRENDS["leiden 1A1.a"], "nl") == (
        "Voelt zich vertegenwoordigd (1A1.a), in procenten"
    )


def test_a_line_that_rises_between_two_equal_ends_is_titled_by_its_years() -> None:
    trend = replace(TRENDS["improving on five waves"], change=-8.0)

    assert headline(trend, "nl") == "Gedaald tussen 2009 en 2017: dat is geen toeval"


def test_simulated_figures_are_announced_first() -> None:
    trend = TRENDS["simulated"]

    assert trend.history.sources == (EXPORT,)
    assert describe(trend, "nl")[0].startswith("Deze cijfers zijn gesimuleerd")
    assert alt_text(trend, "nl").startswith("Gesimuleerde gegevens.")


def test_the_headline_of_the_calls_gives_change_and_level() -> None:
    assert headline(TRENDS["leiden calls"], "nl") == "15,2% meer telefoontjes dan in 2016: 190.000"
    assert headline(TRENDS["leiden calls"], "en") == "15.2% more calls than in 2016: 190,000"


def test_a_volume_that_started_at_zero_has_no_percentage() -> None:
    from pcanalysis.analysis import fit_trend

    new = fit_trend(calls({2016: 0, 2017: 1900}))

    assert "%" not in " ".join(describe(new, "nl"))
    assert "Dat is 1.900 hoger." in describe(new, "nl")
    assert headline(new, "nl") == "Hoger dan in 2016: van 0 naar 1.900"


def test_a_neutral_indicator_says_that_no_side_is_better() -> None:
    from pcanalysis.analysis import fit_trend

    neutral = fit_trend(history({2015: 28, 2017: 29}, direction="neutral"))

    assert "Hoger of lager is hier niet beter of slechter." in describe(neutral, "nl")


def test_the_test_result_of_a_change_within_wave_noise_stands_in_the_details() -> None:
    trend = TRENDS["within wave noise"]

    assert headline(trend, "nl") == "Hoger dan in 2019: van 80% naar 85%"
    assert "Enquêtes schommelen ook zonder echte verandering." in describe(trend, "nl")
    assert "Kijkt u alleen naar de antwoorden, dan is dit verschil groter dan toeval." in details(
        trend, "nl"
    )


def test_the_details_say_what_is_left_without_the_number_of_answers() -> None:
    rising = fit_trend(history({2008 + i: 60 + 2 * i for i in range(8)}, basis="published", n=750))

    assert "Zonder het aantal antwoorden weten wij alleen de richting." in details(
        TRENDS["improving"], "nl"
    )
    assert "Ook zonder het aantal antwoorden is dit een duidelijke verbetering." in details(
        rising, "nl"
    )


def test_an_order_of_figures_is_told_where_no_margin_is_known() -> None:
    # eight in a row: exact p = 2 / 8!
    rising = fit_trend(history({2008 + i: 60 + 2 * i for i in range(8)}, n=None))

    assert rising.status == "improving"
    assert headline(rising, "nl") == "Gestegen van 60% naar 74%: dat is geen toeval"
    assert "Daarom keken wij naar de volgorde van de cijfers." in details(rising, "nl")
    assert "tussen 0" not in " ".join(describe(rising, "nl"))


def test_a_counted_figure_that_was_tested_can_be_chance() -> None:
    swinging = fit_trend(
        history({2010 + i: v for i, v in enumerate((50, 60, 48, 61, 52, 58))}, kind="register")
    )

    assert swinging.status == "no_clear_change"
    told = describe(swinging, "nl")
    assert "Dat kan toeval zijn." in told
    assert "Wij kunnen niet zeggen of dit meer is dan gewoon." not in told


def test_a_break_says_from_when_on_figures_compare() -> None:
    records = history({2015: 40, 2017: 60, 2019: 61}, basis="published")
    rows = records.rows.assign(break_before=[False, True, False])
    told = describe(fit_trend(replace(records, rows=rows)), "nl")

    assert "Vanaf 2017 is de vraag of de telling anders." in told
    assert "Het cijfer ging van 60% naar 61%." in told


def test_a_step_found_in_the_figures_is_told_as_one() -> None:
    values = [50, 51, 50, 51, 50, 70, 71, 70, 71, 70]
    stepped = fit_trend(
        history({2008 + i: v for i, v in enumerate(values)}, basis="published", n=2000)
    )

    assert "In 2013 kwam het cijfer op een ander niveau." in describe(stepped, "nl")
