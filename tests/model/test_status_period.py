from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import InvalidModel
from pcanalysis.model import MissingReason, Period, Status
from pcanalysis.model.period import FIRST_YEAR, LAST_YEAR

YEARS = st.integers(FIRST_YEAR, LAST_YEAR)
DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def test_missing_is_the_only_status_without_a_figure() -> None:
    assert [str(s) for s in Status] == [
        "actual",
        "provisional",
        "estimate",
        "derived",
        "lower_bound",
        "derived_lower_bound",
        "missing",
    ]


def test_a_missing_figure_has_one_of_six_reasons() -> None:
    assert {str(reason) for reason in MissingReason} == {
        "no_survey",
        "suppressed",
        "insufficient_data",
        "not_yet_known",
        "not_applicable",
        "unknown",
    }


def test_a_year_runs_to_new_year() -> None:
    period = Period.parse("2017")

    assert (period.freq, period.start, period.end) == (
        "Y",
        datetime(2017, 1, 1),
        datetime(2018, 1, 1),
    )


@pytest.mark.parametrize("text", ["2022-K4", "2022-Q4"])
def test_a_quarter_is_written_with_K_or_Q(text: str) -> None:
    period = Period.parse(text)

    assert (period.start, period.end) == (datetime(2022, 10, 1), datetime(2023, 1, 1))
    assert period.label == "2022-K4"


def test_december_ends_in_the_next_year() -> None:
    assert Period.parse("2021-12").end == datetime(2022, 1, 1)


def test_a_week_starts_on_monday_also_when_that_is_last_year() -> None:
    # ISO 8601: week 1 of 2020 begins on Monday 30 December 2019
    week = Period.parse("2020-W01")

    assert (week.start, week.end) == (datetime(2019, 12, 30), datetime(2020, 1, 6))
    assert week.label == "2020-W01"


def test_a_leap_day_is_a_day() -> None:
    assert Period.parse("2016-02-29").end == datetime(2016, 3, 1)


@pytest.mark.parametrize(("freq", "minutes"), [("30min", 30), ("15min", 15)])
def test_an_interval_lasts_its_minutes_and_is_called_by_its_moment(freq: str, minutes: int) -> None:
    start = datetime(2016, 1, 4, 8, 30)
    period = Period(freq=freq, start=start)

    assert period.end - start == timedelta(minutes=minutes)
    assert period.label == "2016-01-04 08:30"


@pytest.mark.parametrize(
    "text", ["2021-02-29", "2021-13", "2021-W53", "2021-00", "2022-K5", "22", "", "vorig jaar"]
)
def test_a_period_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(InvalidModel, match="is not a period"):
        Period.parse(text)


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_a_year_far_away_is_refused(year: int) -> None:
    with pytest.raises(InvalidModel, match="outside 1900-2100"):
        Period.year(year)


def test_a_day_in_a_year_far_away_is_refused() -> None:
    with pytest.raises(InvalidModel, match="Year 2101 lies outside"):
        Period(freq="D", start=datetime(2101, 1, 1))


def test_an_unknown_frequency_names_the_known_ones() -> None:
    with pytest.raises(InvalidModel, match="use one of Y, Q, M, W, D, 30min, 15min"):
        Period(freq="H", start=datetime(2020, 1, 1))


@given(YEARS)
def test_the_label_of_a_year_reads_back_as_that_year(year: int) -> None:
    assert Period.parse(Period.year(year).label) == Period.year(year)


@given(YEARS, st.integers(1, 4))
def test_the_label_of_a_quarter_reads_back_as_that_quarter(year: int, quarter: int) -> None:
    period = Period(freq="Q", start=datetime(year, 3 * quarter - 2, 1))

    assert Period.parse(period.label) == period


@given(YEARS, st.integers(1, 12))
def test_the_label_of_a_month_reads_back_as_that_month(year: int, month: int) -> None:
    period = Period(freq="M", start=datetime(year, month, 1))

    assert Period.parse(period.label) == period


@given(st.dates(date(FIRST_YEAR, 1, 8), date(LAST_YEAR, 12, 31)))
def test_the_label_of_a_week_reads_back_as_that_week(day: date) -> None:
    week = Period(freq="W", start=midnight(day - timedelta(days=day.weekday())))

    assert Period.parse(week.label) == week


@given(DAYS)
def test_the_label_of_a_day_reads_back_as_that_day(day: date) -> None:
    period = Period(freq="D", start=midnight(day))

    assert Period.parse(period.label) == period


@given(
    st.sampled_from(["Y", "Q", "M", "W", "D", "30min", "15min"]),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)),
)
def test_the_next_period_begins_where_this_one_ends(freq: str, day: date) -> None:
    period = Period(freq=freq, start=midnight(day.replace(day=1)))

    assert period.next().start == period.end > period.start
    assert period.next().freq == freq
