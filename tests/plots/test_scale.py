"""Axes have round steps, hold every figure and never make noise look like news."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.model import Period
from pcanalysis.plots.scale import (
    Range,
    bare_estimate,
    bare_value,
    every_period,
    range_from_zero,
    survey_range,
    tick_labels,
)
from tests.texts.results import PHONE, REPRESENTED, history

MARKS = history({2019: 7.0}, unit="mark", kind="survey_mean", decimals=1)
EUROS = history({2019: 25.0}, unit="euro", kind="register")
DAYS = history({2019: 28.0}, unit="days", kind="register")
REGISTER = history({2019: 97.0}, kind="register")

shares = st.lists(st.floats(0, 100), min_size=1, max_size=8)
amounts = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=8)


@given(values=shares)
def test_an_axis_of_shares_holds_every_figure_and_spans_twenty_points(values: list[float]) -> None:
    axis = survey_range(REPRESENTED, values)
    assert axis.low <= min(values) <= max(values) <= axis.high
    assert axis.high - axis.low >= 20 - 1e-9
    assert axis.low >= 0
    assert axis.high <= 100


@given(values=st.lists(st.floats(1, 10), min_size=1, max_size=8))
def test_an_axis_of_marks_spans_two_points_within_one_to_ten(values: list[float]) -> None:
    axis = survey_range(MARKS, values)
    assert axis.low <= min(values) <= max(values) <= axis.high
    assert axis.high - axis.low >= 2 - 1e-9
    assert axis.low >= 1 - axis.step
    assert axis.high <= 10 + axis.step


@given(values=amounts)
def test_an_axis_of_amounts_holds_zero_and_every_figure(values: list[float]) -> None:
    axis = range_from_zero(EUROS, values)
    slack = 1e-9 * max(1.0, *(abs(v) for v in values))
    assert axis.low <= min(0.0, *values) + slack
    assert max(0.0, *values) - slack <= axis.high


@given(values=amounts)
def test_an_axis_has_few_lines_on_round_steps(values: list[float]) -> None:
    axis = range_from_zero(EUROS, values)
    assert 2 <= len(axis.ticks) <= 9
    digits = f"{axis.step:e}".split("e", maxsplit=1)[0].rstrip("0").rstrip(".")
    assert digits in {"1", "2", "2.5", "5"}


def test_the_axis_of_the_council_question_runs_from_20_to_40() -> None:
    # Margins and band of 28 % and 29 % at 500 answers: 22.4 to 33.7, target 31.
    axis = survey_range(REPRESENTED, [28, 29, 31, 22.4, 33.7])
    assert (axis.low, axis.high, axis.step) == (20, 40, 5)
    assert axis.ticks == (20, 25, 30, 35, 40)


def test_a_figure_at_the_top_of_its_scale_gets_no_line_above_it() -> None:
    assert survey_range(REPRESENTED, [98, 100]).high == 100
    assert range_from_zero(REGISTER, [97, 100]).high == 100


def test_a_share_above_all_is_still_on_the_axis() -> None:
    assert range_from_zero(REGISTER, [97, 108]).high >= 108


def test_a_count_leaves_room_for_the_number_on_its_bar() -> None:
    axis = range_from_zero(PHONE, [199_000])
    assert axis.high > 199_000 + 0.3 * axis.step


def test_zero_alone_has_an_axis_too() -> None:
    axis = range_from_zero(PHONE, [0.0])
    assert axis.low == 0
    assert axis.high > 0


@pytest.mark.parametrize(
    ("made", "axis", "language", "expected"),
    [
        (REPRESENTED, Range(low=20, high=30, step=5), "nl", ("20%", "25%", "30%")),
        (MARKS, Range(low=7, high=8, step=0.5), "nl", ("7,0", "7,5", "8,0")),
        (MARKS, Range(low=7, high=8, step=0.5), "en", ("7.0", "7.5", "8.0")),
        (PHONE, Range(low=0, high=2000, step=1000), "nl", ("0", "1.000", "2.000")),
        (PHONE, Range(low=0, high=2000, step=1000), "en", ("0", "1,000", "2,000")),
        (EUROS, Range(low=-50, high=50, step=50), "nl", ("€ −50", "€ 0", "€ 50")),
        (DAYS, Range(low=0, high=5, step=2.5), "nl", ("0,0", "2,5", "5,0")),
    ],
)
def test_lines_are_labelled_as_the_reader_writes_numbers(
    made: object, axis: Range, language: str, expected: tuple[str, ...]
) -> None:
    assert tick_labels(made, axis, language) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "value", "expected"),
    [
        (REPRESENTED, 28.0, "28%"),
        (MARKS, 7.0, "7,0"),
        (PHONE, 190_000.0, "190.000"),
        (EUROS, 25.0, "€ 25"),
        (DAYS, 28.0, "28"),
    ],
)
def test_a_figure_beside_a_mark_has_a_unit_only_if_that_is_one_sign(
    made: object, value: float, expected: str
) -> None:
    assert bare_value(value, made, "nl") == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "value", "expected"),
    [
        (REPRESENTED, 28.64, "29%"),
        (PHONE, 187_345.0, "187.000"),
        (DAYS, 28.4, "28"),
        (MARKS, 7.26, "7,3"),
    ],
)
def test_a_computed_figure_is_no_finer_than_what_was_published(
    made: object, value: float, expected: str
) -> None:
    assert bare_estimate(value, made, "nl") == expected  # type: ignore[arg-type]


def test_every_year_between_the_first_and_the_last_has_a_place() -> None:
    periods = every_period([Period.year(2019), Period.year(2015), Period.year(2017)])
    assert [period.label for period in periods] == ["2015", "2016", "2017", "2018", "2019"]


def test_months_are_counted_over_the_new_year() -> None:
    periods = every_period([Period.parse("2017-11"), Period.parse("2018-02")])
    assert [period.label for period in periods] == ["2017-11", "2017-12", "2018-01", "2018-02"]
