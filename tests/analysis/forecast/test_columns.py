"""What is known of a day beforehand: weekdays, holidays, days around them, events."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from pcanalysis.analysis.forecast.columns import (
    Columns,
    Days,
    event_columns,
    lay_out_days,
    make_columns,
)
from pcanalysis.model import Event


def laid_out(first: date, count: int, calendar: str = "NL") -> tuple[Days, Columns]:
    days = lay_out_days(first, count, calendar)
    return days, make_columns(days, count, days.weekday < 5, {})


def dates_of(days: Days, columns: Columns, block: str, name: str) -> list[str]:
    """Dates on which any column of that block and name is not zero."""
    mine = columns.of(block) & (columns.name == name)
    return [str(day) for day in days.date[columns.x[:, mine].any(axis=1)]]


def test_kings_day_is_on_the_26th_when_the_27th_is_a_sunday() -> None:
    days, columns = laid_out(date(2025, 4, 22), 10)

    assert dates_of(days, columns, "holn", "Koningsdag") == ["2025-04-26"]


def test_the_working_days_before_and_after_a_holiday_are_known() -> None:
    days, columns = laid_out(date(2017, 4, 10), 14)

    # Easter Monday is 17 April 2017; Good Friday is a working day with a name
    assert dates_of(days, columns, "adj", "after") == ["2017-04-18"]
    assert dates_of(days, columns, "adj", "second") == ["2017-04-19"]
    assert dates_of(days, columns, "adj", "before") == ["2017-04-14"]
    assert dates_of(days, columns, "holn", "Goede vrijdag") == ["2017-04-14"]


def test_the_friday_after_ascension_is_a_bridge() -> None:
    days, columns = laid_out(date(2017, 5, 22), 10)

    assert dates_of(days, columns, "adj", "bridge") == ["2017-05-26"]


def test_liberation_day_is_public_in_lustrum_years_and_has_a_name_in_others() -> None:
    lustrum, other = (lay_out_days(date(year, 5, 5), 1, "NL") for year in (2020, 2021))

    assert lustrum.public[0]
    assert not other.public[0]
    assert lustrum.name[0] == other.name[0] == "Bevrijdingsdag"


def test_another_country_has_its_own_holidays() -> None:
    days, columns = laid_out(date(2019, 6, 24), 14, "CA-BC")

    assert dates_of(days, columns, "holn", "Canada Day") == ["2019-07-01"]


def test_the_last_two_days_of_a_month_go_together() -> None:
    days, columns = laid_out(date(2017, 1, 23), 12)

    last = np.flatnonzero(columns.of("dom"))[2]
    assert [str(day) for day in days.date[columns.x[:, last] > 0]] == ["2017-01-30", "2017-01-31"]


def test_the_days_around_new_year_are_columns_of_their_own() -> None:
    days, columns = laid_out(date(2016, 12, 1), 62)

    around = days.date[columns.x[:, columns.of("xm")].any(axis=1)]
    # working days only; 26 December and 1 January are holidays, 25 December a Sunday
    assert str(around[0]) == "2016-12-22"
    assert str(around[-1]) == "2017-01-05"
    assert date(2016, 12, 26) not in around


def test_the_level_is_a_sum_of_ramps_that_are_complete_today() -> None:
    _, columns = laid_out(date(2016, 1, 4), 70)
    ramps = columns.x[:, columns.of("level")]

    assert ramps.shape[1] == 4  # 69 days hold four whole fortnights
    assert (np.diff(ramps, axis=0) >= 0).all()
    assert ramps[0].max() == 0
    assert ramps[-1, -1] == pytest.approx(13 / 14)


def test_school_holidays_count_where_the_calendar_knows_them_and_two_years_are_known() -> None:
    days = lay_out_days(date(2017, 1, 2), 900, "NL-Noord")

    old, young = (make_columns(days, known, days.weekday < 5, {}) for known in (800, 600))

    summer = dates_of(days, old, "school", "1")
    assert all(day[5:7] in ("07", "08") for day in summer)
    assert len(summer) > 40
    assert not young.of("school").any()


def event(start: date, end: date | None, category: str = "mailing", name: str = "Brief") -> Event:
    return Event(start=start, end=end, precision="day", category=category, label={"nl": name})


FIRST = date(2017, 3, 6)
DAYS = lay_out_days(FIRST, 60, "NL")


def test_an_event_lasts_from_its_first_to_its_last_day() -> None:
    columns, outage = event_columns([event(FIRST, FIRST + timedelta(days=4), "election")], DAYS)

    assert np.flatnonzero(columns["Brief"]).tolist() == [0, 1, 2, 3, 4]
    assert not outage.any()


def test_a_letter_of_one_day_is_answered_in_three_weeks() -> None:
    columns, _ = event_columns([event(FIRST, FIRST)], DAYS)
    answered = columns["Brief"]

    assert np.flatnonzero(answered).tolist() == list(range(1, 22))
    # half of what is to come after three working days, which are 4.2 days of the week
    assert answered[1 + 21] == 0
    assert answered[8] == pytest.approx(answered[1] * 0.5 ** (7 * 5 / 21))


def test_the_same_name_is_the_same_thing_again() -> None:
    twice = [event(FIRST + timedelta(days=i), FIRST + timedelta(days=i), "fair") for i in (3, 40)]

    columns, _ = event_columns(twice, DAYS)

    assert np.flatnonzero(columns["Brief"]).tolist() == [3, 40]


def test_a_change_without_end_lasts() -> None:
    columns, _ = event_columns([event(FIRST + timedelta(days=30), None, "policy_driver")], DAYS)

    assert columns["Brief"].tolist() == [0.0] * 30 + [1.0] * 30


def test_an_outage_is_a_day_that_does_not_count() -> None:
    columns, outage = event_columns([event(FIRST, FIRST, "outage")], DAYS)

    assert columns == {}
    assert np.flatnonzero(outage).tolist() == [0]


def test_an_event_known_to_the_year_explains_no_day() -> None:
    vague = Event(
        start=date(2017, 1, 1), end=None, precision="year", category="law", label={"nl": "Wet"}
    )

    assert event_columns([vague], DAYS)[0] == {}
