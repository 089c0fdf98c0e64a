"""Which weeks are drawn, and where each day stands in them."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from pcanalysis.analysis import make_forecast
from pcanalysis.model import Period
from pcanalysis.plots.weeks import group_of, runs, slot_of, window_of
from tests.texts.results import daily


def day(text: str) -> Period:
    return Period(freq="D", start=datetime.fromisoformat(text))


def half_hour(text: str) -> Period:
    return Period(freq="30min", start=datetime.fromisoformat(text))


def test_a_day_belongs_to_the_monday_of_its_week() -> None:
    assert group_of(day("2017-12-10")) == date(2017, 12, 4)  # a Sunday
    assert group_of(day("2017-12-11")) == date(2017, 12, 11)


def test_a_half_hour_belongs_to_its_day() -> None:
    assert group_of(half_hour("2017-12-10T09:30:00")) == date(2017, 12, 10)


def test_slots_are_weekdays_or_half_hours_of_the_day() -> None:
    assert [slot_of(day(f"2017-12-{d:02d}")) for d in (4, 8, 10)] == [0, 4, 6]
    assert slot_of(half_hour("2017-12-10T09:30:00")) == 19
    assert slot_of(Period(freq="15min", start=datetime(2017, 12, 10, 9, 45))) == 39


def test_days_run_on_within_a_week_and_break_at_weekends_and_gaps() -> None:
    days = [day(f"2017-12-{d:02d}") for d in (4, 5, 7, 8, 11)]
    found = [[period.start.day for period in run] for run in runs(days)]
    assert found == [[4, 5], [7, 8], [11]]


def test_no_days_have_no_runs() -> None:
    assert runs([]) == []


def test_the_window_holds_whole_weeks_on_both_sides() -> None:
    window = window_of(make_forecast(daily(126), horizon=28), back=3, ahead=2)
    assert [group.isoformat() for group in window.groups] == [
        "2017-11-27",
        "2017-12-04",
        "2017-12-11",
        "2017-12-18",
        "2017-12-25",
    ]
    assert window.slots == (0, 1, 2, 3, 4)  # never open at weekends
    assert len(window.figures) == 15


def test_a_week_that_is_half_measured_counts_once() -> None:
    window = window_of(make_forecast(daily(122), horizon=14), back=2, ahead=2)
    assert len(window.groups) == 3


@pytest.mark.parametrize("back", [1, 4])
def test_a_short_history_shows_the_weeks_it_has(back: int) -> None:
    window = window_of(make_forecast(daily(14), horizon=7), back=back, ahead=1)
    assert len(window.groups) == min(back, 2) + 1


def test_figures_are_the_open_days_with_a_number() -> None:
    window = window_of(make_forecast(daily(126), horizon=7), back=2, ahead=1)
    assert all(o.value > 0 for o in window.figures)
    assert {pd.Timestamp(o.period.start).weekday() for o in window.figures} == {0, 1, 2, 3, 4}
