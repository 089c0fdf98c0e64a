"""What a page says about a whole programme, made from findings as notebooks hand them over."""

from __future__ import annotations

from typing import Any

import pytest

from pcanalysis.texts.programme import (
    development_summary,
    in_short,
    overview_heading,
    position_summary,
    unknowns,
)
from tests.texts.test_gap import STATUSES as GAP_STATUSES
from tests.texts.test_trend import STATUSES as TREND_STATUSES


def observed(period: str, shown: str, basis: str = "assumed", status: str = "actual") -> dict:
    return {
        "role": "observation",
        "period": period,
        "shown": {"nl": shown, "en": shown.replace(".", ",")},
        "n_basis": basis,
        "status": status,
    }


def finding(key: str, kind: str, status: str, **facts: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "key": key,
        "kind": kind,
        "status": status,
        "quantity": "survey_share",
        "simulated": False,
        "label_incomplete": False,
        "name": {"nl": "voelt zich vertegenwoordigd", "en": "feels represented"},
        "numbers": {},
        "provenance": [],
        "chips": {"nl": [["Stand", "nog geen meting"]], "en": [["Position", "no measurement yet"]]},
    }
    return made | facts


def gap(key: str, status: str, shown: str = "29%", **facts: Any) -> dict[str, Any]:
    numbers = {"measured": {"value": 29, "unit": "%", "period": "2017"}}
    chips = {
        "nl": [["Stand", "net niet gehaald, binnen de marge"]],
        "en": [["Position", "just missed, within the margin"]],
    }
    known = {"numbers": numbers, "provenance": [observed("2017", shown)], "chips": chips}
    return finding(key, "gap", status, **(known | facts))


def calls(key: str, last: int, shown: str, pct: float, **facts: Any) -> dict[str, Any]:
    numbers = {
        "first": {"value": 1, "unit": "count", "period": "2016"},
        "last": {"value": last, "unit": "count", "period": "2017"},
        "change_pct": {"value": pct, "unit": "%", "period": ""},
    }
    known = {
        "quantity": "contacts",
        "numbers": numbers,
        "name": {"nl": "telefoontjes", "en": "calls"},
        "provenance": [observed("2017", shown, "unknown")],
    }
    return finding(key, "trend", "direction_only_changed", **(known | facts))


def unmeasured(key: str, **facts: Any) -> dict[str, Any]:
    return finding(key, "gap", "no_measurement", quantity="norm", **facts)


LEIDEN = [
    gap("leiden/1A1.a", "missed_uncertain"),
    gap("leiden/1A2.a", "met_uncertain", "51%"),
    calls("leiden/telefoon", 190_000, "190.000", 15.151515),
    calls("leiden/social-media", 1900, "1.900", 111.1),
]
LEIDERDORP = [
    *(gap(f"leiderdorp/{i}", "interim_gap") for i in range(9)),
    gap("leiderdorp/9", "interim_met"),
    finding("leiderdorp/0", "trend", "improving"),
    *(finding(f"leiderdorp/{i}", "trend", "no_clear_change") for i in range(1, 7)),
    finding("leiderdorp/7", "trend", "too_few"),
    *(unmeasured(f"leiderdorp/norm-{i}") for i in range(5)),
]


def test_two_indicators_and_the_calls_are_the_short_story_of_leiden() -> None:
    assert in_short(LEIDEN, "nl") == [
        ("29%", "Voelt zich vertegenwoordigd (2017). Stand: net niet gehaald, binnen de marge."),
        ("51%", "Voelt zich vertegenwoordigd (2017). Stand: net niet gehaald, binnen de marge."),
        ("190.000", "Telefoontjes in 2017: 15,2% meer dan in 2016."),
    ]


def test_the_short_story_is_told_in_english_too() -> None:
    assert in_short(LEIDEN, "en")[2] == ("190,000", "Calls in 2017: 15.2% more than in 2016.")


def test_many_indicators_are_counted() -> None:
    assert in_short(LEIDERDORP, "nl") == [
        ("1 van 10", "keer voldoet de laatste meting aan de streefwaarde of norm."),
        # trends with one measurement show nothing, so they are not counted
        ("1 van 7", "keer is een cijfer duidelijk veranderd."),
        ("5", "cijfers hebben nog geen meting. Daarover zeggen wij niets."),
    ]


def test_there_are_at_most_three_tiles() -> None:
    assert len(in_short([*LEIDERDORP, *LEIDEN], "nl")) == 3


def test_one_figure_without_measurement_is_singular() -> None:
    assert in_short([unmeasured("a/1")], "nl") == [
        ("1", "cijfer heeft nog geen meting. Daarover zeggen wij niets.")
    ]


def test_nothing_known_gives_no_tiles() -> None:
    assert in_short([], "nl") == []


def test_fewer_and_as_many_calls_have_words_of_their_own() -> None:
    fewer = in_short([calls("a/telefoon", 165_000, "165.000", -13.16)], "nl")
    same = in_short([calls("a/telefoon", 165_000, "165.000", 0)], "nl")

    assert fewer == [("165.000", "Telefoontjes in 2017: 13,2% minder dan in 2016.")]
    assert same == [("165.000", "Telefoontjes in 2017: evenveel als in 2016.")]


def test_the_overview_counts_what_meets_its_target() -> None:
    assert (
        overview_heading(LEIDEN, "nl") == "1 van de 2 laatste metingen voldoet aan de streefwaarde"
    )
    assert overview_heading(LEIDERDORP, "en") == "1 of the 10 latest measurements meets the target"


def test_none_and_several_are_counted_too() -> None:
    none = [gap("a/1", "missed_uncertain"), gap("a/2", "interim_gap")]
    both = [gap("a/1", "met_clear"), gap("a/2", "interim_met")]

    assert overview_heading(none, "nl") == (
        "Geen van de 2 laatste metingen voldoet aan de streefwaarde"
    )
    assert overview_heading(both, "nl") == (
        "2 van de 2 laatste metingen voldoen aan de streefwaarde"
    )


def test_one_target_is_told_without_counting() -> None:
    assert overview_heading([gap("a/1", "met_clear")], "nl") == (
        "De laatste meting voldoet aan de streefwaarde"
    )
    assert overview_heading([gap("a/1", "missed_uncertain")], "nl") == (
        "De laatste meting voldoet niet aan de streefwaarde"
    )


def test_without_a_comparison_the_overview_says_so() -> None:
    assert overview_heading([unmeasured("a/1")], "nl") == (
        "Nog geen meting om met een streefwaarde te vergelijken"
    )


def test_assumed_answers_are_something_we_do_not_know() -> None:
    assert unknowns(LEIDEN, "nl")[0] == (
        "Hoeveel mensen antwoord gaven: bij twee cijfers is dat een aanname."
    )


def test_an_indicator_counts_once_whatever_its_findings() -> None:
    twice = [gap("a/1", "met_uncertain"), finding("a/1", "trend", "too_few", provenance=[
        observed("2015", "28%"), observed("2017", "29%")
    ])]  # fmt: skip

    assert unknowns(twice, "nl")[0] == (
        "Hoeveel mensen antwoord gaven: bij één cijfer is dat een aanname."
    )


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        ("survey_total", "Hoeveel mensen elke vraag kregen: bij één cijfer kennen wij"),
        ("unknown", "Hoeveel mensen antwoord gaven: bij één cijfer is dat niet bekend."),
    ],
)
def test_each_basis_of_answers_has_its_own_words(basis: str, words: str) -> None:
    known = [gap("a/1", "met_uncertain", provenance=[observed("2017", "29%", basis)])]

    assert unknowns(known, "nl")[0].startswith(words)


def test_published_answers_leave_nothing_unknown_but_the_cause() -> None:
    known = [gap("a/1", "met_clear", provenance=[observed("2017", "29%", "published")])]

    assert unknowns(known, "nl") == [
        "Waarom cijfers stijgen of dalen. Een grafiek laat een verandering zien, geen oorzaak."
    ]


def test_counts_have_no_answers_to_wonder_about() -> None:
    said = " ".join(unknowns([calls("a/telefoon", 1900, "1.900", 1.0)], "nl"))

    assert "Hoeveel mensen" not in said


def test_bounds_and_derived_figures_are_listed() -> None:
    bound = calls("a/totaal", 300_000, "300.000", 1.0) | {
        "provenance": [observed("2017", "300.000", "unknown", "lower_bound")]
    }
    derived = calls("a/formulier", 6707, "6.707", 1.0) | {
        "provenance": [observed("2016", "6.707", "unknown", "derived")]
    }

    said = unknowns([bound, derived], "nl")

    assert "Hoe hoog één cijfer precies is: wij kennen alleen een ondergrens." in said
    assert "Of één afgeleid cijfer precies klopt: het is uitgerekend uit andere cijfers." in said


def test_lost_names_are_not_counted_as_unmeasured_too() -> None:
    lost = [unmeasured(f"a/{i}", label_incomplete=True) for i in range(6)]

    said = unknowns(lost, "nl")

    assert said[0] == "Wat zes normen meten: de naam is niet volledig."
    assert not any("geen meting" in sentence for sentence in said)


def test_targets_are_no_measurements() -> None:
    only_target = gap("a/1", "no_measurement", provenance=[
        {"role": "target", "period": "2017", "shown": {"nl": "31%", "en": "31%"}}
    ])  # fmt: skip

    assert unknowns([only_target], "nl")[0] == (
        "Hoe het gaat met één cijfer dat nog geen meting heeft."
    )


def test_a_simulated_programme_begins_with_that() -> None:
    simulated = [calls("voorbeeld/telefoon", 190_000, "190.000", 15.2, simulated=True)]

    assert unknowns(simulated, "nl")[0] == (
        "Hoe het in het echt gaat: alle cijfers van deze gemeente zijn gesimuleerd."
    )


def test_developments_are_counted_in_words() -> None:
    statuses = ["improving", *["no_clear_change"] * 5, "direction_only_worse", *["too_few"] * 3]

    assert development_summary(statuses, "nl") == "1 beter, 6 onduidelijk, 3 te weinig metingen"
    assert development_summary([], "nl") == "–"


def test_positions_are_counted_in_words() -> None:
    statuses = ["met_clear", "missed_clear", "met_uncertain", "missed_margin_unknown"]

    assert position_summary(statuses, "nl") == "1 gehaald, 1 niet gehaald, 2 niet duidelijk"


def test_every_status_is_counted_exactly_once() -> None:
    for language in ("nl", "en"):
        developments = development_summary(sorted(TREND_STATUSES), language)
        positions = position_summary(sorted(GAP_STATUSES), language)
        assert counted(developments) == len(TREND_STATUSES)
        assert counted(positions) == len(GAP_STATUSES)


def counted(summary: str) -> int:
    return sum(int(part.split()[0]) for part in summary.split(", "))
