"""Columns that say twice when a row was must agree."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.reading.exports import export, rows, told

TAIL = "kanaal;aantal\n"


@pytest.mark.parametrize(
    ("header", "wrong", "right"),  # 2 January 2024 was a Tuesday in week 1
    [
        ("jaar", "2023", "2024"),
        ("kwartaal", "Q2", "Q1"),
        ("kwartaal", "2", "1"),
        ("maand", "februari", "jan"),
        ("maand", "2", "01"),
        ("month", "2024-02", "2024-01"),
        ("week", "5", "1"),
        ("weeknr", "2024-W02", "W01"),
        ("dag", "maandag", "di"),
    ],
)
def test_a_row_that_names_another_period_than_its_date_is_left_out(
    header: str, wrong: str, right: str
) -> None:
    reading = export(
        f"datum;{header};{TAIL}2024-01-02;{wrong};telefoon;5\n2024-01-02;{right};balie;6\n"
    )

    assert rows(reading, "kanaal", "aantal") == [("balie", 6)]
    assert told(reading) == [("error", "date_disagrees", 2)]
    assert reading.messages[0].column == header


def test_numbers_that_never_fit_the_date_count_something_else() -> None:
    reading = export(f"datum;maand;{TAIL}2024-01-02;7;telefoon;5\n2024-01-03;7;telefoon;6\n")

    assert (len(rows(reading)), told(reading)) == (2, [("warning", "date_disagrees", 2)])


@given(st.dates(dt.date(2000, 1, 1), dt.date(2040, 12, 31)))
def test_every_day_agrees_with_its_own_parts(day: dt.date) -> None:
    weekday = ["ma", "di", "wo", "do", "vr", "za", "zo"][day.weekday()]
    quarter = f"{(day.month + 2) // 3}e kwartaal"
    parts = f"{day.year};{quarter};{day.month};{day:%V};{weekday};{day.day}"
    reading = export(f"datum;jaar;kwartaal;maand;week;weekdag;dag;{TAIL}{day};{parts};telefoon;5\n")

    assert (len(rows(reading)), reading.rows["aantal"].sum()) == (1, 5)
    assert not [message for message in told(reading) if message[1] == "date_disagrees"]


def test_weeks_that_a_spreadsheet_counts_from_new_year_are_warned_of() -> None:
    # WEEKNUM(2021-01-01) is 1 and WEEKNUM(2021-01-04) is 2; by ISO these are 53 and 1
    text = "2021-01-01;1;telefoon;5\n2021-01-04;2;telefoon;6\n"

    assert told(export(f"datum;week;{TAIL}{text}")) == [("warning", "date_disagrees", 2)]


def test_a_week_that_touches_two_months_agrees_with_both() -> None:
    text = "2024-W05;1;telefoon;5\n2024-W05;2;balie;6\n2024-W05;3;chat;7\n"
    reading = export(f"datum;maand;{TAIL}{text}")

    assert rows(reading, "kanaal") == [("balie",), ("telefoon",)]
    assert told(reading) == [("error", "date_disagrees", 4)]


def test_a_time_that_is_not_the_time_in_the_date_costs_the_row() -> None:
    text = "2024-01-02 08:15;08:30;telefoon;5\n2024-01-02 08:30;08:30;telefoon;6\n"
    reading = export(f"datum;tijd;{TAIL}{text}")

    assert rows(reading, "tijd", "aantal") == [("08:30", 6)]
    assert told(reading) == [("error", "date_disagrees", 2)]


def test_the_hour_beside_a_moment_is_that_of_the_moment() -> None:
    text = "2024-01-02 08:15;8;telefoon;5\n2024-01-02 08:30;8;telefoon;6\n"
    text += "2024-01-02 09:30;8;telefoon;7\n"
    reading = export(f"datum;uur;{TAIL}{text}")

    assert rows(reading, "tijd", "aantal") == [("08:15", 5), ("08:30", 6)]
    assert told(reading) == [("error", "date_disagrees", 4)]


def test_an_interval_that_holds_the_date_once_more_must_agree_with_it() -> None:
    text = "02-01-2024;02-01-2024 08:15;telefoon;5\n02-01-2024;03-01-2024 08:30;telefoon;6\n"
    reading = export(f"datum;interval;{TAIL}{text}")

    assert rows(reading, "datum", "tijd", "aantal") == [("2024-01-02", "08:15", 5)]
    assert told(reading) == [("error", "date_disagrees", 3)]


def test_a_day_among_moments_has_no_time() -> None:
    reading = export(f"datum;{TAIL}2024-01-02 08:15;telefoon;5\n2024-01-02;telefoon;60\n")

    assert rows(reading, "aantal") == [(5,)]
    assert told(reading) == [("error", "invalid_time", 3)]


@pytest.mark.parametrize("wrong", ["ma 02-01-2024", "Wednesday 02-01-2024", "zo. 2 januari 2024"])
def test_a_weekday_in_front_of_another_day_costs_the_row(wrong: str) -> None:
    reading = export(f"datum;{TAIL}{wrong};telefoon;5\nwo 03-01-2024;telefoon;6\n")

    assert rows(reading) == [("2024-01-03", "telefoon", 6)]
    assert told(reading) == [("error", "wrong_weekday", 2)]
    assert "2024-01-02" in reading.messages[0].told("nl")


@pytest.mark.parametrize(
    ("times", "left"),
    [
        (["8.25", "8,5"], []),
        (["8.00", "8.75"], []),
        (["8.00", "8.25", "8.50"], []),
        (["8.00", "8.25", "8.30"], ["08:00", "08:25", "08:30"]),
        (["8.00", "8.15", "8.30", "8.45"], ["08:00", "08:15", "08:30", "08:45"]),
        (["8:25", "8,5"], ["08:25"]),
    ],
)
def test_hours_that_can_be_decimal_are_no_times(times: list[str], left: list[str]) -> None:
    text = "".join(f"2024-01-02;{time};telefoon;{n}\n" for n, time in enumerate(times, 1))
    reading = export(f"datum;tijd;{TAIL}{text}")

    assert [time for (time,) in rows(reading, "tijd")] == left
    assert {code for _, code, _ in told(reading)} <= {"decimal_hours", "invalid_time"}
    assert len(told(reading)) == len(times) - len(left)
