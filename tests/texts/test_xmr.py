"""What a control chart says: which points are no chance, and whether the norm can be counted on."""

from __future__ import annotations

import pytest

from pcanalysis.analysis import chart_xmr
from pcanalysis.texts import alt_text, chips, describe, headline, note
from pcanalysis.texts.xmr import signals
from tests.texts.judged import QUIET, charts, monthly

CHARTS = charts()


def said(name: str, language: str = "nl") -> str:
    return " ".join(describe(CHARTS[name], language))


@pytest.mark.parametrize(
    ("name", "dutch", "english"),
    [  # twenty-one or fewer months from January 2021 on
        ("above", "boven de bovengrens", "above the upper limit"),
        ("below", "onder de ondergrens", "below the lower limit"),
        ("falling", "7 maanden op rij gedaald", "7 months in a row falling"),
        ("rising", "8 maanden op rij gestegen", "8 months in a row rising"),
        (
            "shifted up",
            "8 maanden op rij boven het gemiddelde",
            "8 months in a row above the mean",
        ),
        (
            "shifted down",
            "9 maanden op rij onder het gemiddelde",
            "9 months in a row below the mean",
        ),
        (
            "near up",
            "twee van de drie maanden dicht bij de bovengrens",
            "two of three months close to the upper limit",
        ),
        (
            "near down",
            "twee van de drie maanden dicht bij de ondergrens",
            "two of three months close to the lower limit",
        ),
    ],
)
def test_a_rule_is_told_in_words(name: str, dutch: str, english: str) -> None:
    assert signals(CHARTS[name], "nl")[-1].words == dutch
    assert signals(CHARTS[name], "en")[-1].words == english
    assert dutch in said(name)


def test_every_flagged_point_belongs_to_one_signal() -> None:
    for chart in CHARTS.values():
        told = [i for one in signals(chart, "nl") for i in range(one.first, one.last + 1)]

        assert told == [i for i, rule in enumerate(chart.signals) if rule]


def test_a_signal_names_its_months() -> None:
    assert "Maart 2022: boven de bovengrens." in said("above")
    assert "Van" not in said("shifted up")
    assert "Maart 2022 tot en met oktober 2022: 8 maanden op rij" in said("shifted up")


def test_only_the_two_newest_signals_are_told_one_by_one() -> None:
    told = describe(CHARTS["many"], "nl")

    assert sum("grens." in sentence for sentence in told) == 2
    assert "Eerder waren er nog 2 van zulke signalen." in told


def test_better_and_worse_follow_the_better_side() -> None:
    assert "Dat is beter dan gewoon." in said("above")
    assert "Dat is slechter dan gewoon." in said("above is worse")
    assert headline(CHARTS["above"], "nl") == "Sinds maart 2022 beter"
    assert headline(CHARTS["below"], "en") == "Worse since March 2022"


def test_without_a_better_side_a_signal_is_only_higher_or_lower() -> None:
    assert headline(CHARTS["high"], "nl") == "Sinds maart 2022 hoger"
    assert headline(CHARTS["low"], "nl") == "Sinds maart 2022 lager"
    assert "beter" not in said("high") + said("low")


def test_the_title_holds_the_verdict_on_the_norm() -> None:
    assert headline(CHARTS["established"], "nl") == (
        "Geen bijzondere verandering; de norm wordt vrijwel altijd gehaald"
    )
    assert headline(CHARTS["missed"], "nl").endswith("de norm wordt vrijwel nooit gehaald")
    assert headline(CHARTS["provisional"], "nl").endswith("de norm wordt wisselend gehaald")


def test_without_a_signal_the_differences_are_usual() -> None:
    assert "De verschillen tussen de maanden zijn gewoon: ze kunnen toeval zijn." in said(
        "established"
    )


def test_every_chart_with_limits_tells_the_chance_of_a_false_alarm() -> None:
    for name, chart in CHARTS.items():
        assert ("Ook zonder echte verandering" in said(name)) == (chart.false_alarm is not None)


def test_few_months_have_no_limits_to_tell() -> None:
    assert "Voor grenzen zijn er te weinig maanden: 2." in said("too few")
    assert "Gewoon ligt het" not in said("too few")
    assert headline(CHARTS["too few"], "nl") == "Nog te weinig maanden om iets te zien: 2"
    assert dict(chips(CHARTS["too few"], "nl"))["Bewijs"] == "onvoldoende, 2 maanden"


def test_young_limits_are_called_provisional() -> None:
    assert "De grenzen zijn een eerste poging: ze rusten op 5 maanden." in said("trial")
    assert "De grenzen zijn voorlopig: ze rusten op 9 maanden." in said("provisional")
    assert "voorlopig" not in said("established")


def test_an_unknown_season_gives_no_verdict() -> None:
    assert "Wij kunnen het seizoen niet van een echte verandering scheiden." in said(
        "season unknown"
    )
    assert (
        headline(CHARTS["season unknown"], "nl") == "Nog te weinig jaren om het seizoen te kennen"
    )
    assert "Vlak" not in note(CHARTS["season unknown"], "nl")


def test_a_season_that_was_taken_out_is_told() -> None:
    assert "Het seizoen en het aantal werkdagen zijn eruit gehaald." in said("season removed")
    assert "Daarom zijn de grenzen wijder." in said("alike")


def test_runs_of_the_whole_series_are_told_where_they_are_the_rule() -> None:
    assert "De reeks bewoog meer dan toeval." in said("runs")
    assert "De reeks bewoog" not in said("shifted up")


def test_a_chart_without_a_figure_says_so() -> None:
    assert headline(CHARTS["no period"], "nl") == "Nog geen metingen"
    assert "staat nog geen meting" in said("no period")
    assert alt_text(CHARTS["no period"], "nl") == "Geen grafiek: er is nog geen meting."


def test_the_usual_range_stays_within_the_bounds() -> None:
    chart = chart_xmr(monthly([99.0, 100, 98, 100, 97, 100, 99, 100, 98], kind="register"))

    assert chart.upper[-1] > 100
    assert any("en 100,0%." in sentence for sentence in describe(chart, "nl"))


def test_the_months_of_a_hole_are_not_joined() -> None:
    chart = chart_xmr(monthly([*QUIET[:7], float("nan"), *QUIET[7:]], kind="register"))

    assert signals(chart, "nl") == []
    assert f"in {chart.k} maanden" in " ".join(describe(chart, "nl"))


def test_the_note_and_alt_text_tell_of_limits_only_where_the_picture_draws_them() -> None:
    for months, drawn in ((11, False), (12, True)):
        chart = chart_xmr(monthly(QUIET[:months]))

        assert ("Vlak" in note(chart, "nl")) is drawn
        assert ("zonder grenzen" in alt_text(chart, "nl")) is not drawn
