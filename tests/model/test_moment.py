from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import WrongCall
from pcanalysis.model import read_day


@pytest.mark.parametrize("year", [2018, "2018"])
def test_a_year_means_its_last_day(year: int | str) -> None:
    assert read_day(year, "until") == date(2018, 12, 31)


def test_a_date_stays_that_date() -> None:
    assert read_day(date(2018, 7, 15), "until") == date(2018, 7, 15)


def test_a_moment_becomes_its_day() -> None:
    moment = datetime(2018, 7, 15, 23, 59)

    assert read_day(moment, "until") == date(2018, 7, 15)
    assert not isinstance(read_day(moment, "until"), datetime)


@pytest.mark.parametrize("text", ["2018-02-30", "15-07-2018", "gisteren", "0", "99999"])
def test_text_that_is_no_day_names_the_argument_and_what_to_write(text: str) -> None:
    with pytest.raises(WrongCall, match=r"as_of=.* Write a year \(2018\) or a day \(2018-12-31\)"):
        read_day(text, "as_of")


@given(st.dates())
def test_a_day_as_text_is_that_day(day: date) -> None:
    assert read_day(day.isoformat(), "until") == day
