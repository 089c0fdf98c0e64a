"""Which days and moments are closed, by what the history says and by what never came."""

from __future__ import annotations

from datetime import date

import numpy as np

from pcanalysis.analysis.forecast.columns import Days, lay_out_days
from pcanalysis.analysis.forecast.opening import find_closed

MONDAY = date(2017, 3, 6)


def office(first: date, known: int, ahead: int = 14) -> tuple[np.ndarray, Days]:
    """Calls on Monday to Friday, zero in weekends; days known and days ahead."""
    days = lay_out_days(first, known + ahead, "NL")
    return np.where(days.weekday[:known] < 5, 100.0, 0.0)[:, None], days


def closed_ahead(values: np.ndarray, days: Days, shut: np.ndarray | None = None) -> list[str]:
    """The days ahead that are closed."""
    said = np.zeros(values.shape, dtype=bool) if shut is None else shut
    closed, _ = find_closed(values, said, days)
    known = len(values)
    return [str(day) for day in days.date[known:][closed[known:, 0]]]


def test_weekends_with_four_zeros_are_closed_and_with_three_they_are_not() -> None:
    assert closed_ahead(*office(MONDAY, 28, 7)) == ["2017-04-08", "2017-04-09"]
    assert closed_ahead(*office(MONDAY, 21, 7)) == []


def test_weekends_without_figures_forecast_the_same_as_with_zeros() -> None:
    values, days = office(MONDAY, 56, 7)
    silent = np.where(values > 0, values, np.nan)

    assert closed_ahead(silent, days) == closed_ahead(values, days)


def test_one_time_said_to_be_closed_is_enough() -> None:
    values, days = office(MONDAY, 7, 7)

    assert closed_ahead(values, days, shut=values == 0) == ["2017-03-18", "2017-03-19"]


def test_a_holiday_nobody_has_seen_is_closed_where_weekends_are_and_that_is_assumed() -> None:
    values, days = office(MONDAY, 35, 14)  # until 9 April; Easter Monday is 17 April

    closed, assumed = find_closed(values, np.zeros(values.shape, dtype=bool), days)

    assert closed[days.date == date(2017, 4, 17)].all()
    assert assumed


def test_a_holiday_on_which_people_came_is_open() -> None:
    values, days = office(MONDAY, 60, 40)  # Easter Monday and King's Day are known
    assert "2017-05-25" not in closed_ahead(values, days)  # Ascension


def test_a_holiday_is_closed_where_earlier_ones_were() -> None:
    values, days = office(MONDAY, 60, 40)
    values[days.public[:60]] = 0.0

    assert "2017-05-25" in closed_ahead(values, days)


def test_good_friday_is_open_until_it_was_closed_twice() -> None:
    values, days = office(date(2016, 3, 7), 400, 30)
    once = values.copy()
    once[days.date[:400] == date(2016, 3, 25)] = 0.0

    assert "2017-04-14" not in closed_ahead(once, days)
    values, days = office(date(2015, 3, 2), 770, 30)
    values[np.isin(days.date[:770], [date(2015, 4, 3), date(2016, 3, 25)])] = 0.0
    assert "2017-04-14" in closed_ahead(values, days)


def test_a_gap_of_weeks_closes_nothing() -> None:
    values, days = office(MONDAY, 120, 14)
    values[40:90] = np.nan

    assert closed_ahead(values, days) == ["2017-07-08", "2017-07-09", "2017-07-15", "2017-07-16"]


def test_moments_of_a_day_close_each_by_themselves() -> None:
    days = lay_out_days(MONDAY, 42, "NL")
    values = np.tile([0.0, 5.0, 5.0, 0.0], (35, 1))

    closed, _ = find_closed(values, np.zeros(values.shape, dtype=bool), days)

    assert closed[35:].tolist() == [[True, False, False, True]] * 7


def test_nothing_but_zeros_closes_nothing() -> None:
    values, days = office(MONDAY, 56, 14)

    assert closed_ahead(0 * values, days) == []
