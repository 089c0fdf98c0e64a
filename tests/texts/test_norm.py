"""What a norm says: whether the year can still meet it, and how each month did."""

from __future__ import annotations

import pytest

from pcanalysis.analysis import judge_norm
from pcanalysis.texts import alt_text, chips, describe, headline
from tests.texts.judged import monthly, norms

NORMS = norms()


def said(name: str, language: str = "nl") -> str:
    return " ".join(describe(NORMS[name], language))


@pytest.mark.parametrize(
    ("name", "dutch", "english"),
    [
        ("attainable", "in 2021 nog haalbaar", "still attainable in 2021"),
        ("out of reach", "in 2021 niet meer haalbaar", "out of reach in 2021"),
        ("secured", "voor 2021 al behaald", "already secured for 2021"),
        ("met", "in 2021 behaald", "met in 2021"),
        ("missed", "in 2021 niet behaald", "missed in 2021"),
    ],
)
def test_the_year_is_the_title_and_the_first_sentence(name: str, dutch: str, english: str) -> None:
    assert headline(NORMS[name], "nl").endswith(dutch)
    assert headline(NORMS[name], "en").endswith(english)
    assert describe(NORMS[name], "nl")[0].endswith(f"{dutch}.")


def test_the_rest_of_the_year_has_its_rate() -> None:
    # 95 % of 12,000 is 11,400; 2,880 are right, so 8,520 of 9,000 = 94.67 %
    norm = judge_norm(monthly([96.0] * 3, 1000), 95, expected=12_000)

    assert "Voor de rest van het jaar is 94,7% nodig." in describe(norm, "nl")
    assert "The rest of the year needs 94.7%." in describe(norm, "en")


def test_a_norm_out_of_reach_says_how_many_are_missing() -> None:
    # 7,200 of 8,000 right; 4,200 more are needed, 4,000 are to come
    told = said("out of reach")

    assert "Er zijn nog 4.200 goede zaken nodig. Er komen er ongeveer 4.000." in told
    assert "nodig." not in said("secured")


def test_without_the_number_of_cases_to_come_the_year_has_no_verdict() -> None:
    assert "Daarom zeggen wij niets over het hele jaar." in said("rest unknown")
    assert headline(NORMS["rest unknown"], "nl") == "95,5% in augustus 2021 bij een norm van 95%"
    assert dict(chips(NORMS["rest unknown"], "nl"))["Norm in 2021"] == "nog niet te zeggen"


def test_nothing_wrong_so_far_has_an_upper_bound() -> None:
    # rule of three: 3 / 300
    told = said("nothing wrong")

    assert "Er ging niets mis. Toch kan er later tot 1,0% misgaan." in told
    assert "Het scheelt weinig" not in told


def test_where_lower_is_better_the_rest_must_go_right() -> None:
    # at most 5 % of 1,200 wrong; 27 went wrong, so 33 of the 700 to come may: 667 / 700 = 95.29 %
    assert "In de rest van het jaar moet 95,3% van de zaken goed gaan." in said("lower is better")


@pytest.mark.parametrize(
    ("share", "words"),
    [  # 1,000 cases at a norm of 95: two thirds of a point is one standard error
        (97.0, "Dat haalt de norm."),
        (95.5, "Dat haalt de norm net."),
        (94.8, "Dat haalt de norm net niet."),
        (92.0, "Dat haalt de norm duidelijk niet."),
    ],
)
def test_a_month_is_met_or_missed_clearly_or_just(share: float, words: str) -> None:
    told = describe(judge_norm(monthly([share], 1000), 95), "nl")

    assert words in told
    assert ("Het scheelt weinig: dat kan toeval zijn." in told) == ("net" in words)


def test_the_months_that_met_the_norm_are_counted() -> None:
    # 96.5, 95.5, 96, 95, 96 and 95.5 of eight
    assert "In 6 van de 8 maanden is de norm gehaald." in said("attainable")
    assert "maanden is de norm" not in said("one month")


@pytest.mark.parametrize(
    ("name", "habit"),
    [
        ("secured", "vrijwel altijd gehaald"),
        ("attainable", "wisselend"),
        ("missed", "vrijwel nooit gehaald"),
    ],
)
def test_whether_the_norm_can_be_counted_on_is_an_answer_of_its_own(name: str, habit: str) -> None:
    assert dict(chips(NORMS[name], "nl"))["Norm per periode"] == habit
    assert f"wordt {habit.removesuffix(' gehaald')} gehaald." in said(name)


def test_a_few_months_say_nothing_of_a_habit() -> None:
    assert "Norm per periode" not in dict(chips(NORMS["lower is better"], "nl"))


def test_unusual_months_are_named() -> None:
    assert "Hoger dan gewoon: januari 2021." in said("unusual")
    assert "Lager dan gewoon: oktober 2021." in said("unusual")
    assert "dan gewoon" not in said("attainable")


def test_a_norm_without_a_month_says_what_it_is() -> None:
    assert headline(NORMS["no month"], "nl") == "Nog geen meting: de norm is 95%"
    assert describe(NORMS["no month"], "nl")[0] == "De norm is 95%."
    assert alt_text(NORMS["no month"], "nl") == "Geen grafiek: er is nog geen meting."


def test_the_alt_text_names_month_norm_and_verdict() -> None:
    assert alt_text(NORMS["attainable"], "nl") == (
        "Lijngrafiek: 95,5% in augustus 2021, norm 95%: net gehaald. "
        "In 6 van de 8 maanden is de norm gehaald. "
        "De cijfers staan in de tabel onder de grafiek."
    )


def test_a_norm_with_decimals_keeps_them() -> None:
    assert "de norm is 97,5%" in " ".join(describe(judge_norm(monthly([96.0], 1000), 97.5), "nl"))
