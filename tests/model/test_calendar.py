from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import WrongCall
from pcanalysis.model import is_working_day, public_holiday, working_days
from pcanalysis.model.calendar import named_days, school_holidays

DAYS = st.dates(date(2000, 1, 1), date(2035, 12, 31))


def test_2016_has_255_working_days() -> None:
    # 2016: 366 days, 261 weekdays; off on a weekday: 1 Jan, 28 Mar, 27 Apr, 5 May (Ascension),
    # 16 May and 26 Dec (25 Dec is a Sunday) = 6; 261 - 6 = 255
    assert working_days(date(2016, 1, 1), date(2016, 12, 31)) == 255


def test_2017_has_254_working_days() -> None:
    # 2017: 260 weekdays (1 Jan and 31 Dec are Sundays); off: 17 Apr, 27 Apr, 25 May, 5 Jun,
    # 25 and 26 Dec = 6; 260 - 6 = 254
    assert working_days(date(2017, 1, 1), date(2017, 12, 31)) == 254


def test_good_friday_is_a_working_day_and_easter_monday_is_not() -> None:
    assert is_working_day(date(2017, 4, 14))
    assert not is_working_day(date(2017, 4, 17))


@pytest.mark.parametrize(("year", "works"), [(2015, False), (2016, False), (2017, True)])
def test_liberation_day_is_off_in_lustrum_years_only(year: int, works: bool) -> None:
    # 5 May 2015 is a lustrum; 5 May 2016 is Ascension Day; 5 May 2017 is a plain Friday
    assert is_working_day(date(year, 5, 5)) is works


def test_kings_day_is_a_day_early_when_it_falls_on_a_sunday() -> None:
    # 27 April 2025 is a Sunday: King's Day was on Saturday the 26th
    assert public_holiday(date(2025, 4, 26)) == "Koningsdag"
    assert public_holiday(date(2025, 4, 27)) is None
    assert is_working_day(date(2025, 4, 28))


def test_a_holiday_has_its_dutch_name() -> None:
    assert public_holiday(date(2018, 12, 25)) == "Eerste kerstdag"


def test_new_years_eve_is_a_working_day() -> None:
    assert is_working_day(date(2018, 12, 31))


def test_one_day_counts_both_ends_once() -> None:
    assert working_days(date(2017, 4, 14), date(2017, 4, 14)) == 1


def test_no_days_lie_between_a_day_and_the_day_before() -> None:
    assert working_days(date(2017, 4, 14), date(2017, 4, 13)) == 0


@given(DAYS, st.integers(0, 400), st.integers(0, 400))
def test_working_days_of_two_stretches_add_up(first: date, one: int, two: int) -> None:
    middle, last = first + timedelta(days=one), first + timedelta(days=one + two + 1)
    whole = working_days(first, last)

    assert whole == working_days(first, middle) + working_days(middle + timedelta(days=1), last)


@given(DAYS)
def test_no_more_than_five_of_seven_days_are_working_days(first: date) -> None:
    assert working_days(first, first + timedelta(days=6)) <= 5


@given(DAYS)
def test_a_weekend_is_never_a_working_day(day: date) -> None:
    saturday = day + timedelta(days=5 - day.weekday())

    assert not is_working_day(saturday)
    assert not is_working_day(saturday + timedelta(days=1))


def test_good_friday_has_a_name_and_no_free_day_in_the_netherlands() -> None:
    good_friday = date(2017, 4, 14)

    assert named_days(2017)[good_friday].name == "Goede vrijdag"
    assert not named_days(2017)[good_friday].public
    assert named_days(2017, "GB-ENG")[good_friday].public


def test_another_country_or_region_has_other_holidays() -> None:
    bc_day = date(2019, 8, 5)

    assert public_holiday(bc_day, "CA-BC") == "British Columbia Day"
    assert public_holiday(bc_day, "CA-ON") is None
    assert public_holiday(bc_day) is None
    assert not is_working_day(bc_day, "CA-BC")
    # 4 July and Labour Day are no working days in the United States
    assert working_days(date(2019, 7, 1), date(2019, 7, 7), "US") == 4


def test_a_holiday_moved_to_another_day_keeps_its_name() -> None:
    # 26 December 2021 was a Sunday; Monday and Tuesday were free in England
    moved = named_days(2021, "GB-ENG")

    assert moved[date(2021, 12, 27)].name == "Christmas Day"


def test_schools_are_closed_per_region() -> None:
    north, whole_country = school_holidays(2019, "NL-Noord"), school_holidays(2019)

    assert date(2019, 7, 15) in north
    assert whole_country == {}


@pytest.mark.parametrize("calendar", ["XX", "NL-Mars", ""])
def test_an_unknown_calendar_is_refused(calendar: str) -> None:
    with pytest.raises(WrongCall, match="calendar is not known"):
        named_days(2019, calendar)
