"""What is said about single figures: bounds, derived figures, reasons, answers, sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pcanalysis.analysis import fit_trend
from pcanalysis.model import MissingReason, Source
from pcanalysis.texts.figures import (
    answers_of,
    margin_note,
    no_measurement,
    sample,
    shown,
    source_line,
    subject,
    with_period,
    worth,
)
from tests.texts.results import ANNUAL_REPORT, CALLS, EXPORT, PHONE, REPRESENTED, calls, history


def said_of(made: object, language: str = "nl") -> list[str]:
    points = made.points  # type: ignore[attr-defined]
    return sample(made, points, language, sd_assumed=False)  # type: ignore[arg-type]


def edition(title: str, published: date, name: str) -> Source:
    assert ANNUAL_REPORT.edition is not None
    document = replace(
        ANNUAL_REPORT.edition, id=name, title=title, title_en="", published=published
    )
    return replace(ANNUAL_REPORT, edition=document)


def test_a_figure_stands_with_its_period() -> None:
    assert with_period(REPRESENTED.points[0], REPRESENTED, "nl") == "28% in 2015"


@pytest.mark.parametrize("status", ["lower_bound", "derived_lower_bound"])
def test_a_lower_bound_is_shown_as_more_than(status: str) -> None:
    total = calls({2017: 300_000}, status={2017: status})

    assert shown(total.points[0], total, "nl") == "meer dan 300.000"
    assert shown(total.points[0], total, "en") == "more than 300,000"


def test_a_derived_figure_is_called_derived() -> None:
    forms = calls({2016: 6707, 2017: 11_000}, status={2016: "derived"})

    assert worth(forms, forms.points, "nl") == [
        "Het cijfer van 2016 is afgeleid uit andere cijfers."
    ]


def test_a_derived_lower_bound_is_called_both() -> None:
    rest = calls({2017: 97_100}, status={2017: "derived_lower_bound"})

    said = worth(rest, (), "nl")

    assert said == ["Van 2017 kennen wij alleen een afgeleide ondergrens: meer dan 97.100."]


def test_estimates_and_provisional_figures_are_named_once_for_all_years() -> None:
    forms = calls({2016: 10, 2017: 11}, status={2016: "estimate", 2017: "estimate"})

    assert worth(forms, forms.points, "nl") == ["De cijfers van 2016 en 2017 zijn schattingen."]


def test_a_measured_figure_needs_no_remark() -> None:
    assert worth(PHONE, PHONE.points, "nl") == []


def test_nothing_published_yet_is_said_with_the_date_of_the_question() -> None:
    before = history({}, until=date(2018, 1, 1))

    assert no_measurement(before, "nl") == [
        "In de documenten die wij hebben tot en met 1 januari 2018 staat nog geen meting."
    ]
    assert no_measurement(before, "en") == [
        "The documents we have up to 1 January 2018 hold no measurement yet."
    ]


def test_without_a_date_only_the_documents_are_named() -> None:
    assert no_measurement(history({}, as_of=None), "nl") == [
        "In de documenten die wij hebben staat nog geen meting."
    ]


@pytest.mark.parametrize("reason", list(MissingReason))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_reason_for_a_missing_figure_has_words(reason: MissingReason, language: str) -> None:
    said = no_measurement(history({2017: reason.value}), language)

    assert said
    assert "2017" in said[0]


def test_a_year_without_survey_is_no_year_without_answers() -> None:
    no_survey = no_measurement(history({2016: "no_survey"}), "nl")
    too_few = no_measurement(history({2016: "insufficient_data"}), "nl")

    assert no_survey == ["In 2016 was er geen enquête."]
    assert too_few == ["In 2016 waren er te weinig antwoorden."]


def test_an_assumed_number_of_answers_is_always_said() -> None:
    assert said_of(REPRESENTED) == [
        "Wij nemen 500 antwoorden aan.",
        "Het echte aantal kennen wij niet.",
    ]


def test_two_assumed_numbers_stand_in_order_of_time() -> None:
    waves = history({2019: 74, 2021: 73}, n={2019: 787, 2021: 755})

    assert said_of(waves)[0] == "Wij nemen 787 en 755 antwoorden aan."


def test_three_assumed_numbers_become_a_span() -> None:
    waves = history({2017: 70, 2019: 74, 2021: 73}, n={2017: 810, 2019: 787, 2021: 755})

    assert answers_of(waves.points, "nl") == "755 tot 810"


def test_a_survey_total_says_who_took_part_and_what_that_leaves_open() -> None:
    waves = history({2021: 73}, n=755, basis="survey_total")

    assert said_of(waves) == [
        "755 mensen deden mee.",
        "Wij weten niet hoeveel mensen deze vraag kregen.",
    ]


def test_different_bases_are_told_by_year() -> None:
    waves = history(
        {2019: 74, 2021: 73},
        n={2019: 787, 2021: 755},
        basis={2019: "assumed", 2021: "survey_total"},
    )

    said = said_of(waves)

    assert "Voor 2019 nemen wij 787 antwoorden aan." in said
    assert "In 2021 deden 755 mensen mee." in said


def test_an_unknown_number_of_answers_leaves_the_margin_unknown() -> None:
    assert said_of(history({2015: 28, 2017: 29}, n=None)) == [
        "Wij weten niet hoeveel mensen antwoord gaven.",
        "Daarom weten wij de marge niet.",
    ]


def test_one_wave_without_answers_makes_the_whole_comparison_unknown() -> None:
    waves = history({2015: 28, 2017: 29}, n={2017: 500})

    assert said_of(waves)[0] == "Wij weten niet hoeveel mensen antwoord gaven."


def test_a_published_number_of_answers_needs_no_excuse() -> None:
    assert said_of(history({2017: 29}, basis="published")) == []


def test_a_published_standard_error_needs_no_number_of_answers() -> None:
    assert said_of(history({2017: 29}, n=None, rows={"se": 1.5})) == []


def test_an_assumed_spread_of_marks_is_said() -> None:
    waves = history(
        {2019: 7.0},
        unit="mark",
        kind="survey_mean",
        basis="published",
        rows={"sd": 1.5, "decimals": 1},
    )

    assert sample(waves, waves.points, "nl", sd_assumed=True) == [
        "Ook hoeveel de antwoorden verschillen, nemen wij aan."
    ]


def test_a_count_does_not_pretend_that_people_were_asked() -> None:
    said = said_of(PHONE)

    assert said[0] == "Dit cijfer komt niet uit een enquête."
    assert "antwoord" not in " ".join(said)


def test_the_subtitle_names_subject_code_and_unit() -> None:
    assert subject(REPRESENTED, "nl") == "Voelt zich vertegenwoordigd (1A1.a), in procenten"
    assert subject(REPRESENTED, "en") == "Feels represented (1A1.a), in per cent"


def test_the_subtitle_of_a_volume_names_what_is_counted_and_per_what() -> None:
    assert subject(PHONE, "nl") == "Telefoon, telefoontjes per jaar"
    assert subject(PHONE, "en") == "Telephone, calls per year"


def test_the_subtitle_of_a_mark_names_its_scale() -> None:
    marks = history({2017: 7.2}, unit="mark", kind="survey_mean")
    school = replace(marks, bounds=(1.0, 5.0))

    assert subject(marks, "nl").endswith("cijfer van 1 tot 10")
    assert subject(school, "nl").endswith("cijfer van 1 tot 5")


def test_the_subtitle_of_a_rate_is_as_published() -> None:
    waste = history({2017: 180.5}, unit="rate", kind="register", unit_text="kg/inwoner/jaar")

    assert subject(waste, "nl").endswith(", kg/inwoner/jaar")


def test_a_name_from_a_file_stands_as_it_is() -> None:
    odd = history({2017: 29}, names={"nl": "<b>{y}</b> & co"}, code="")

    assert subject(odd, "nl") == "<b>{y}</b> & co, in procenten"


def test_a_source_names_publisher_and_document() -> None:
    assert source_line([ANNUAL_REPORT], "nl") == "Bron: Gemeente Leiden, Jaarverslag 2017."
    assert source_line([ANNUAL_REPORT], "en") == "Source: Gemeente Leiden, Annual report 2017."


def test_a_document_without_english_title_keeps_its_own() -> None:
    report = edition("Programmabegroting 2022", date(2021, 11, 1), "begroting-2022")

    assert source_line([report], "en") == "Source: Gemeente Leiden, Programmabegroting 2022."


def test_several_sources_stand_oldest_first_and_once() -> None:
    newer = edition("Jaarverslag 2018", date(2019, 7, 15), "jv-2018")

    line = source_line([newer, ANNUAL_REPORT, newer], "nl")

    assert line == (
        "Bronnen: Gemeente Leiden, Jaarverslag 2017; Gemeente Leiden, Jaarverslag 2018."
    )


def test_many_sources_are_counted_behind_the_newest() -> None:
    reports = [
        edition(f"Jaarverslag {y}", date(y + 1, 7, 15), f"jv-{y}") for y in range(2010, 2016)
    ]

    line = source_line(reports, "nl")

    assert line == "Bronnen: Gemeente Leiden, Jaarverslag 2015 en 5 andere documenten."


def test_an_export_is_named_by_its_publisher_and_nothing_by_nothing() -> None:
    assert source_line([EXPORT], "nl") == "Bron: pcanalysis."
    assert source_line([], "nl") == ""


@pytest.mark.parametrize(
    ("basis", "note"),
    [
        ("published", "Streep: marge van de enquête bij 500 antwoorden."),
        ("assumed", "Gestreepte lijn: marge van de enquête bij 500 antwoorden (aanname)."),
        (
            "survey_total",
            "Gestreepte lijn: marge bij 500 deelnemers (aanname: iedereen kreeg de vraag).",
        ),
    ],
)
def test_the_margin_is_dashed_unless_the_number_of_answers_is_published(
    basis: str, note: str
) -> None:
    waves = history({2017: 29}, basis=basis)

    assert margin_note(waves, waves.points, "nl") == [note]


def test_without_a_margin_the_chart_has_open_circles() -> None:
    waves = history({2017: 29}, n=None)

    assert margin_note(waves, waves.points, "nl") == ["Open rondje: marge onbekend."]


def test_counts_have_no_margin_to_explain() -> None:
    assert margin_note(PHONE, PHONE.points, "nl") == []


def test_a_volume_without_a_noun_still_has_contacts() -> None:
    unnamed = calls({2016: 100, 2017: 120}, contacts={})

    assert "contacten" in fit_said(unnamed)
    assert CALLS["nl"] not in fit_said(unnamed)


def fit_said(made: object) -> str:
    from pcanalysis.texts import describe

    return " ".join(describe(fit_trend(made), "nl"))  # type: ignore[arg-type]
