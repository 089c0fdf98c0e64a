"""How numbers, intervals and dates look, and that no figure changes on its way to the page."""

from __future__ import annotations

import math
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.model import Period
from pcanalysis.texts.numbers import (
    decimals_of,
    format_about,
    format_change_between,
    format_count,
    format_date,
    format_day,
    format_difference,
    format_estimate,
    format_number,
    format_percent,
    format_period,
    format_range,
    format_signed,
    format_time,
    format_value,
    format_week,
    format_weekday,
)
from tests.texts.results import calls, history, numbers_in

SHARE = history({2017: 28})
MARK = history({2017: 7.2}, unit="mark", kind="survey_mean", rows={"decimals": 1}, decimals=1)
CALLS = calls({2017: 190_000})
BETWEEN = "interval.between"


@pytest.mark.parametrize(
    ("value", "decimals", "dutch", "english"),
    [
        (190_000, 0, "190.000", "190,000"),
        (7.2, 1, "7,2", "7.2"),
        (7, 1, "7,0", "7.0"),
        (-3, 0, "−3", "−3"),
        (0, 0, "0", "0"),
        (-0.2, 0, "0", "0"),  # no "−0"
        (1234.56, 2, "1.234,56", "1,234.56"),
        (15_654, 0, "15.654", "15,654"),
    ],
)
def test_a_number_has_the_marks_of_its_language(
    value: float, decimals: int, dutch: str, english: str
) -> None:
    assert format_number(value, "nl", decimals) == dutch
    assert format_number(value, "en", decimals) == english


def test_a_signed_number_shows_its_plus() -> None:
    assert format_number(3, "nl", signed=True) == "+3"
    assert format_number(-3, "nl", signed=True) == "−3"
    assert format_number(0, "nl", signed=True) == "0"


@given(value=st.integers(-(10**9), 10**9), language=st.sampled_from(["nl", "en"]))
def test_a_whole_number_reads_back_as_itself(value: int, language: str) -> None:
    text = format_count(value, language)

    read = numbers_in(text, language)[0] * (-1 if text.startswith("−") else 1)

    assert read == value


@given(
    value=st.floats(-1e6, 1e6, allow_nan=False),
    decimals=st.integers(0, 3),
    language=st.sampled_from(["nl", "en"]),
)
def test_a_number_reads_back_within_half_its_last_decimal(
    value: float, decimals: int, language: str
) -> None:
    text = format_number(value, language, decimals)

    read = numbers_in(text, language)[0] * (-1 if text.startswith("−") else 1)

    assert abs(read - value) <= 0.5 * 10.0**-decimals + 1e-6


@given(value=st.integers(0, 1000).map(lambda tenths: tenths / 10))
def test_a_published_share_is_shown_with_every_decimal_it_has(value: float) -> None:
    # a target of 62,5 in a series of whole percentages must not become 62
    read = numbers_in(format_value(value, SHARE, "nl"), "nl")[0]

    assert read == value


@given(text=st.text(st.characters(codec="ascii"), max_size=5), value=st.floats(0, 1e6))
def test_a_number_holds_nothing_but_digits_marks_and_its_unit(text: str, value: float) -> None:
    assert set(format_number(value, "nl", 1)) <= set("0123456789.,")


@pytest.mark.parametrize(
    ("unit", "value", "dutch", "english"),
    [
        ("%", 28, "28%", "28%"),
        ("mark", 7.2, "7,2", "7.2"),
        ("count", 190_000, "190.000", "190,000"),
        ("euro", 1234, "€ 1.234", "€1,234"),
        ("seconds", 336, "336 seconden", "336 seconds"),
        ("seconds", 1, "1 seconde", "1 second"),
        ("days", 28, "28 dagen", "28 days"),
        ("days", 1, "1 dag", "1 day"),
    ],
)
def test_a_value_has_the_unit_of_its_indicator(
    unit: str, value: float, dutch: str, english: str
) -> None:
    series = history({2017: value}, unit=unit, kind="register")

    assert format_value(value, series, "nl") == dutch
    assert format_value(value, series, "en") == english


def test_a_rate_says_of_what_it_is_the_rate() -> None:
    waste = history({2017: 180.5}, unit="rate", kind="register", unit_text="kg/inwoner/jaar")

    assert format_value(180.5, waste, "nl") == "180,5 kg/inwoner/jaar"


def test_a_missing_value_is_empty_and_never_zero() -> None:
    assert format_value(math.nan, SHARE, "nl") == ""


def test_a_series_is_written_in_the_decimals_of_its_most_precise_figure() -> None:
    assert decimals_of(MARK) == 1
    assert format_value(7, MARK, "nl") == "7,0"


def test_a_computed_figure_is_rounded_as_published() -> None:
    assert format_estimate(28.64, SHARE, "nl") == "29%"
    assert format_estimate(7.249, MARK, "nl") == "7,2"


def test_a_computed_count_keeps_three_digits() -> None:
    assert format_estimate(187_345.2, CALLS, "nl") == "187.000"
    assert format_estimate(0, CALLS, "nl") == "0"


def test_a_difference_of_percentages_is_in_points_never_in_percent() -> None:
    assert format_difference(3, SHARE, "nl") == "3 punten"
    assert format_difference(-1, SHARE, "nl") == "1 punt"
    assert format_difference(3, SHARE, "en") == "3 points"
    assert format_difference(1, SHARE, "en") == "1 point"


def test_a_part_of_a_point_is_singular_in_dutch_and_plural_in_english() -> None:
    assert format_difference(0.2, MARK, "nl") == "0,2 punt"
    assert format_difference(0.2, MARK, "en") == "0.2 points"


def test_a_difference_of_counts_has_no_points() -> None:
    assert format_difference(25_000, CALLS, "nl") == "25.000"


def test_a_difference_of_binary_fractions_shows_no_noise() -> None:
    # 7.2 - 7.0 is 0.20000000000000018 in binary
    assert format_difference(7.2 - 7.0, MARK, "nl") == "0,2 punt"


def test_a_change_of_counts_is_a_percentage_with_one_decimal() -> None:
    # 165,000 to 190,000: 25 / 165 = 0.1515…
    assert format_percent(100 * 25 / 165, "nl") == "15,2%"
    assert format_percent(100 * 25 / 165, "en") == "15.2%"


def test_an_interval_is_said_with_between_and_shown_with_to_in_tables() -> None:
    assert format_range(24.1, 32.4, SHARE, "nl", key=BETWEEN) == "tussen 24% en 32%"
    assert format_range(24.1, 32.4, SHARE, "en", key=BETWEEN) == "between 24% and 32%"
    assert format_range(24.1, 32.4, SHARE, "nl") == "24% tot 32%"


def test_an_interval_of_a_change_names_lower_and_higher() -> None:
    # 28 to 29 with 500 answers each: -4.6 to +6.6 (Newcombe)
    said = format_change_between(-4.6, 6.6, SHARE, "nl")

    assert said == "tussen 5 punten lager en 7 punten hoger"


def test_an_interval_on_one_side_of_zero_names_only_sizes() -> None:
    assert format_change_between(1.2, 8.9, SHARE, "nl") == "tussen 1 en 9 punten"
    assert format_change_between(-8.9, -1.2, SHARE, "nl") == "tussen 1 en 9 punten"
    assert format_change_between(0.04, 0.36, MARK, "nl") == "tussen 0,0 en 0,4 punt"


def test_an_interval_of_counts_keeps_its_unit_out() -> None:
    assert format_change_between(100, 2000, CALLS, "en") == "between 100 and 2,000"


@pytest.mark.parametrize(
    ("value", "said"),
    [(943, "950"), (825, "850"), (187_345, "190.000"), (48.2, "48"), (7.4, "7"), (0, "0")],
)
def test_an_expected_number_is_said_as_one_would_say_it(value: float, said: str) -> None:
    assert format_about(value, "nl") == said


@given(value=st.floats(10, 1e6))
def test_an_expected_number_lies_within_five_percent_of_what_was_computed(value: float) -> None:
    said = numbers_in(format_about(value, "nl"), "nl")[0]

    assert abs(said - value) <= 0.0501 * value


def test_dates_are_written_in_words() -> None:
    monday = date(2017, 12, 4)

    assert format_date(monday, "nl") == "4 december 2017"
    assert format_date(monday, "en") == "4 December 2017"
    assert format_day(monday, "nl") == "ma 4 dec"
    assert format_day(monday, "en") == "Mon 4 Dec"
    assert format_weekday(monday, "nl") == "maandag"


def test_weeks_are_iso_weeks() -> None:
    # 1 January 2017 is a Sunday and belongs to week 52 of 2016
    assert format_week(date(2017, 1, 1), "nl") == "wk 52"
    assert format_week(date(2017, 12, 4), "nl") == "wk 49"


def test_times_have_a_dot_in_dutch_and_a_colon_in_english() -> None:
    assert format_time(time(10, 0), "nl") == "10.00 uur"
    assert format_time(datetime(2017, 1, 1, 8, 30), "en") == "8:30"


@pytest.mark.parametrize(
    ("label", "dutch", "english"),
    [
        ("2017", "2017", "2017"),
        ("2022-K1", "kwartaal 1 van 2022", "quarter 1 of 2022"),
        ("2022-03", "maart 2022", "March 2022"),
        ("2022-W09", "week 9 van 2022", "week 9 of 2022"),
        ("2017-12-04", "4 december 2017", "4 December 2017"),
    ],
)
def test_a_period_is_named_in_words(label: str, dutch: str, english: str) -> None:
    period = Period.parse(label)

    assert format_period(period, "nl") == dutch
    assert format_period(period, "en") == english


def test_a_part_of_a_day_is_named_by_day_and_time() -> None:
    half_hour = Period(freq="30min", start=datetime(2017, 12, 4, 10, 30))

    assert format_period(half_hour, "nl") == "4 december 2017, 10.30 uur"


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [(-2, "−2", "−2"), (-0.5, "−0,5", "−0.5"), (1.0, "+1", "+1"), (0.25, "+0,25", "+0.25")],
)
def test_a_signed_difference_has_only_the_decimals_it_needs(
    value: float, dutch: str, english: str
) -> None:
    assert (format_signed(value, "nl"), format_signed(value, "en")) == (dutch, english)
