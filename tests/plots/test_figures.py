"""Which dots are hollow, which margins are dashed, and which numbers are written."""

from __future__ import annotations

import pytest

from pcanalysis.analysis import fit_trend
from pcanalysis.plots import draw
from pcanalysis.plots.figures import is_assumed, is_hollow
from tests.plots.reading import words_on
from tests.texts.results import calls, history


@pytest.mark.parametrize(
    ("basis", "assumed"), [("published", False), ("survey_total", True), ("assumed", True)]
)
def test_a_margin_is_assumed_unless_the_answers_of_the_question_are_published(
    basis: str, assumed: bool
) -> None:
    made = history({2017: 29}, n=500, basis=basis)
    assert is_assumed(made, made.points[0]) is assumed


def test_a_published_standard_error_needs_no_assumption() -> None:
    made = history({2017: 29}, n=None, rows={"se": 2.0})
    assert not is_assumed(made, made.points[0])


def test_a_survey_dot_is_hollow_when_its_margin_is_unknown() -> None:
    made = history({2017: 29}, n=None)
    assert is_hollow(made, made.points[0], None)
    assert not is_hollow(made, made.points[0], (25.0, 33.0))


@pytest.mark.parametrize(
    ("status", "hollow"), [("actual", False), ("derived", True), ("lower_bound", True)]
)
def test_a_register_dot_is_hollow_when_it_is_no_exact_figure(status: str, hollow: bool) -> None:
    made = calls({2017: 300_000}, status={2017: status})
    assert is_hollow(made, made.points[0], None) is hollow


def test_the_first_and_the_last_number_are_always_written() -> None:
    crowded = history({year: 50 + year % 2 for year in range(2000, 2020)} | {2020: 61, 1999: 44})
    chart = draw(fit_trend(crowded), "nl", narrow=True)
    assert chart is not None
    texts = {words.text for words in words_on(chart)}
    assert {"44%", "61%"} <= texts


def test_the_unknown_margin_is_named_once_however_many_waves_there_are() -> None:
    made = history({2013: 40, 2015: 42, 2017: 41}, n=None)
    chart = draw(fit_trend(made), "nl")
    assert chart is not None
    assert [words.text for words in words_on(chart)].count("marge onbekend") == 1
