"""What an export of a contact centre says, from its first cell to its last."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.store.reading.exports import export, refused, rows, told

HEAD = "datum;kanaal;aantal\n"
TIMED = "datum;tijd;kanaal;aantal\n"


def starts(text: str) -> list[str]:
    """Return when each row starts, with its offset."""
    return [start.isoformat() for start in export(text).rows["start"]]


# --- channels and queues ------------------------------------------------------------------------------


def test_a_row_says_day_channel_and_counts() -> None:
    reading = export(
        "Datum;Kanaal;Aangeboden;Beantwoord;AHT;ASA;Service level\n"
        "01-02-2024;Tel.;1.234;1.200;3:20;12,5;81,5%\n"
        "02-02-2024;E-mail;96;96;-;-;-\n"
    )

    names = ("kanaal", "aantal", "afgehandeld", "gem_gesprekstijd", "gem_wachttijd", "servicelevel")
    assert rows(reading, *names) == [
        ("telefoon", 1234, 1200, 200, 12.5, 81.5),
        ("e-mail", 96, 96, None, None, None),
    ]
    assert reading.rows["freq"].unique().tolist() == ["D"]
    assert reading.rows["minutes"].unique().tolist() == [1440]


def test_unknown_channels_are_kept_and_told_once_with_their_counts() -> None:
    reading = export(HEAD + "01-02-2024;loket;5\n02-02-2024;loket;-\n03-02-2024;robot;2\n")

    assert [kanaal for _, kanaal, _ in rows(reading)] == ["loket", "loket", "robot"]
    assert [(m.code, m.line, m.facts["rows"], m.facts["contacts"]) for m in reading.messages] == [
        ("unknown_channel", 2, 2, 5),
        ("unknown_channel", 4, 1, 2),
    ]


def test_channel_and_queue_are_both_kept() -> None:
    reading = export(
        "datum;kanaal;wachtrij;aantal\n01-02-2024;telefoon;Zaken;5\n01-02-2024;telefoon;Wijk;3\n"
    )

    assert rows(reading, "kanaal", "wachtrij", "aantal") == [
        ("telefoon", "Zaken", 5),
        ("telefoon", "Wijk", 3),
    ]
    assert told(reading) == []


def test_a_file_of_one_channel_says_so_on_its_card() -> None:
    text = "datum;aantal\n01-02-2024;5\n"

    assert (refused(text).code, refused(text).column) == ("missing_column", "kanaal")
    assert rows(export(text, kanaal="telefoon")) == [("2024-02-01", "telefoon", 5)]


def test_a_row_without_a_day_or_channel_is_left_out() -> None:
    reading = export(HEAD + "01-02-2024;telefoon;5\n;telefoon;6\n02-02-2024;;7\n")

    assert rows(reading) == [("2024-02-01", "telefoon", 5)]
    assert told(reading) == [("error", "missing_key", 3), ("error", "missing_key", 4)]
    assert reading.rejected["line"].tolist() == [3, 4]


# --- figures ------------------------------------------------------------------------------------------


def test_missing_is_not_zero() -> None:
    assert rows(export(HEAD + "01-02-2024;telefoon;-\n02-02-2024;telefoon;0\n")) == [
        ("2024-02-01", "telefoon", None),
        ("2024-02-02", "telefoon", 0),
    ]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("veel", "not_a_number"),
        ("-3", "negative_count"),
        ("2,5", "not_a_whole_number"),
        ("5%", "not_a_number"),
        ("12 345 678 901", "out_of_range"),
        ("0612345678", "out_of_range"),
        ("123456782", "out_of_range"),
    ],
)
def test_a_count_that_cannot_be_right_costs_its_row(cell: str, code: str) -> None:
    reading = export(HEAD + f"01-02-2024;telefoon;{cell}\n02-02-2024;telefoon;6\n")

    assert rows(reading) == [("2024-02-02", "telefoon", 6)]
    assert told(reading) == [("error", code, 2)]


@pytest.mark.parametrize(
    ("grouped", "odd"), [("1,000", "2,5"), ("1.000", "2.5"), ("1,000", "1.234.567")]
)
def test_a_wrong_cell_never_makes_one_of_a_thousand(grouped: str, odd: str) -> None:
    message = refused(HEAD + f"01-02-2024;telefoon;{grouped}\n02-02-2024;telefoon;{odd}\n")

    assert message.code == "number_format_conflict"


@pytest.mark.parametrize("zero", ["0,000", "7,000", "2,0"])
def test_counts_with_decimals_that_are_all_zero_are_counts(zero: str) -> None:
    text = (
        HEAD + f"01-02-2024;telefoon;0,000\n02-02-2024;telefoon;5,000\n03-02-2024;telefoon;{zero}\n"
    )

    assert [count for _, _, count in rows(export(text))] == [0, 5, float(zero.replace(",", "."))]


@pytest.mark.parametrize(
    ("header", "cells", "seconds"),
    [
        ("Gem. wachttijd (min)", ["3,5", "2"], [210, 120]),
        ("Gem. wachttijd [minuten]", ["3,5", "0"], [210, 0]),
        ("Gem. wachttijd (in minuten)", ["0,25", "20 s"], [15, 20]),
        ("Gem. wachttijd (min)", ["2:10", "30 sec"], [130, 30]),
        ("Gem. wachttijd (s)", ["35", "20"], [35, 20]),
        ("Gem. wachttijd (mm:ss)", ["3:20", "0:45"], [200, 45]),
        ("Gem. wachttijd", ["35,5", "1 min"], [35.5, 60]),
    ],
)
def test_a_duration_is_in_the_unit_of_its_cell_or_else_its_header(
    header: str, cells: list[str], seconds: list[float]
) -> None:
    lines = [f"0{day}-02-2024;telefoon;5;{cell}\n" for day, cell in enumerate(cells, 1)]
    reading = export(f"datum;kanaal;aantal;{header}\n" + "".join(lines))

    assert reading.rows["gem_wachttijd"].tolist() == seconds


@pytest.mark.parametrize(
    ("cell", "code"), [("101", "percentage_out_of_range"), ("-1%", "percentage_out_of_range")]
)
def test_a_service_level_is_a_percentage(cell: str, code: str) -> None:
    reading = export(
        f"datum;kanaal;aantal;servicelevel\n01-02-2024;telefoon;5;{cell}\n02-02-2024;telefoon;6;80\n"
    )

    assert rows(reading) == [("2024-02-02", "telefoon", 6)]
    assert told(reading) == [("error", code, 2)]


def test_more_handled_than_offered_is_kept_and_told() -> None:
    reading = export(
        "datum;kanaal;aantal;afgehandeld\n01-02-2024;telefoon;5;6\n02-02-2024;balie;5;5\n"
    )

    assert rows(reading, "aantal", "afgehandeld") == [(5, 6), (5, 5)]
    assert told(reading) == [("warning", "handled_exceeds_offered", 2)]


# --- moments ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [60, 30, 15])
def test_in_autumn_an_hour_comes_twice(length: int) -> None:
    steps = range(0, 60, length)
    hours = [1, 2, 2, 3]
    lines = [f"27-10-2024;{h:02}:{m:02};telefoon;{i}\n" for i, h in enumerate(hours) for m in steps]
    reading = export(TIMED + "".join(lines))

    start = reading.rows["start"]
    assert told(reading) == []
    assert (start.diff().dropna() == pd.Timedelta(minutes=length)).all()
    assert reading.rows["aantal"].is_monotonic_increasing
    assert reading.rows["minutes"].unique().tolist() == [length]


def test_in_autumn_every_queue_and_topic_has_its_own_two_hours() -> None:
    text = "datum;tijd;kanaal;wachtrij;aantal\n" + "".join(
        f"27-10-2024;02:00;telefoon;{queue};{count}\n" for count, queue in enumerate("ABCAB")
    )
    reading = export(text)

    found = zip(reading.rows["wachtrij"], reading.rows["start"], strict=True)
    assert sorted((queue, start.strftime("%z")) for queue, start in found) == [
        ("A", "+0100"),
        ("A", "+0200"),
        ("B", "+0100"),
        ("B", "+0200"),
        ("C", "+0200"),
    ]


def test_a_wrong_row_in_the_hour_that_comes_twice_moves_no_other() -> None:
    text = TIMED + "27-10-2024;02:00;telefoon;veel\n27-10-2024;02:00;telefoon;3\n"

    assert starts(text) == ["2024-10-27T02:00:00+01:00"]


def test_an_hour_that_comes_three_times_is_refused() -> None:
    assert refused(TIMED + "27-10-2024;02:00;telefoon;1\n" * 3).code == "duplicate_key_conflict"


@pytest.mark.parametrize("time", ["02:00", "02:15", "02:30", "02:45"])
def test_in_spring_an_hour_does_not_exist(time: str) -> None:
    quarters = (
        "31-03-2024;01:45;telefoon;1\n31-03-2024;{};telefoon;{}\n31-03-2024;03:00;telefoon;2\n"
    )
    empty, busy = (export(TIMED + quarters.format(time, count)) for count in (0, 4))

    assert [count for _, _, count in rows(empty)] == [count for _, _, count in rows(busy)] == [1, 2]
    assert told(empty) == [("info", "nonexistent_local_time", 3)]
    assert told(busy) == [("error", "nonexistent_local_time", 3)]


def test_the_last_moment_of_a_day_is_the_first_of_the_next() -> None:
    reading = export(TIMED + "31-12-2024;23:30;telefoon;6\n31-12-2024;24:00;telefoon;5\n")

    assert rows(reading, "datum", "tijd", "aantal") == [
        ("2024-12-31", "23:30", 6),
        ("2025-01-01", "00:00", 5),
    ]


def test_a_row_without_a_time_among_hours_is_left_out() -> None:
    reading = export(TIMED + "01-02-2024;08:00;telefoon;5\n01-02-2024;;telefoon;11\n")

    assert rows(reading, "tijd", "aantal") == [("08:00", 5)]
    assert told(reading) == [("error", "missing_key", 3)]


def test_a_column_of_times_that_is_empty_is_a_table_of_days() -> None:
    reading = export(TIMED + "01-02-2024;;telefoon;5\n02-02-2024;;telefoon;11\n")

    assert rows(reading, "tijd", "aantal") == [(None, 5), (None, 11)]
    assert told(reading) == []


def test_a_moment_with_an_offset_is_told_by_the_dutch_clock() -> None:
    text = (
        "tijdstip;kanaal;aantal\n2024-10-27T00:30:00Z;telefoon;5\n2024-10-27T01:30:00Z;telefoon;6\n"
    )

    assert starts(text) == ["2024-10-27T02:30:00+02:00", "2024-10-27T02:30:00+01:00"]


@pytest.mark.parametrize(
    ("first", "second", "days", "freq"),
    [
        ("2024-W52", "2025-W01", ("2024-12-23", "2024-12-30"), "W"),
        ("week 1 2021", "week 2 2021", ("2021-01-04", "2021-01-11"), "W"),
        ("januari 2024", "feb-24", ("2024-01-01", "2024-02-01"), "M"),
        ("2024-01", "2024-02", ("2024-01-01", "2024-02-01"), "M"),
        ("Q1 2024", "2e kwartaal 2024", ("2024-01-01", "2024-04-01"), "Q"),
        ("2023", "2024", ("2023-01-01", "2024-01-01"), "Y"),
    ],
)
def test_a_period_is_known_by_its_first_day(
    first: str, second: str, days: tuple[str, str], freq: str
) -> None:
    reading = export(f"periode;kanaal;aantal\n{first};telefoon;5\n{second};telefoon;6\n")

    assert rows(reading, "datum", "aantal") == [(days[0], 5), (days[1], 6)]
    assert set(reading.rows["freq"]) == {freq}


def test_days_that_are_missing_are_told_and_not_filled() -> None:
    days = [day for day in range(1, 29) if day not in (14, 15, 16)]
    reading = export(HEAD + "".join(f"{day:02}-01-2024;telefoon;5\n" for day in days))

    assert len(reading.rows) == 25
    (message,) = reading.messages
    assert (message.code, message.facts["count"]) == ("missing_periods", 3)
    assert (message.facts["first"], message.facts["last"]) == ("2024-01-14", "2024-01-16")


def test_days_still_to_come_are_kept_and_told() -> None:
    reading = export(HEAD + "01-02-2062;telefoon;5\n")

    assert rows(reading) == [("2062-02-01", "telefoon", 5)]
    assert told(reading) == [("warning", "future_date", 2)]


def test_rows_come_back_oldest_first() -> None:
    text = HEAD + "03-02-2024;telefoon;3\n01-02-2024;telefoon;1\n02-02-2024;telefoon;2\n"

    assert [count for _, _, count in rows(export(text))] == [1, 2, 3]
    assert export(text).rows["line"].tolist() == [3, 4, 2]


def test_a_misspelt_day_is_a_missing_column_not_a_period() -> None:
    message = refused("datm;kanaal;aantal\n01-02-2024;telefoon;3\n")

    assert (message.code, message.line, message.column) == ("missing_column", 1, "datum")
    assert "datm" in message.text()


@pytest.mark.parametrize(
    ("text", "freq", "starts"),
    [
        ("maand;kanaal;aantal\n31-01-2024;telefoon;3\n29-02-2024;telefoon;4\n", "M", ["01", "02"]),
        ("week;kanaal;aantal\n07-01-2024;telefoon;3\n14-01-2024;telefoon;4\n", "W", ["01", "01"]),
    ],
)
def test_days_below_a_header_that_says_months_or_weeks_are_those(
    text: str, freq: str, starts: list[str]
) -> None:
    reading = export(text)

    assert [f"{day:%m}" for day in reading.rows["datum"]] == starts
    assert set(reading.rows["freq"]) == {freq}
    assert [code for _, code, _ in told(reading)] == ["days_for_periods"]


def test_several_days_of_one_month_stay_days() -> None:
    reading = export("maand;kanaal;aantal\n30-01-2024;telefoon;3\n31-01-2024;telefoon;4\n")

    assert set(reading.rows["freq"]) == {"D"}


def test_a_year_beside_a_week_or_month_is_joined_to_it() -> None:
    weeks = export("jaar;week;kanaal;aantal\n2024;1;telefoon;3\n2024;2;telefoon;4\n")
    months = export("jaar;maand;kanaal;aantal\n2024;feb;telefoon;3\n")
    days = export("dag;maand;jaar;kanaal;aantal\n13;2;2024;telefoon;3\n")

    assert [str(day.date()) for day in weeks.rows["datum"]] == ["2024-01-01", "2024-01-08"]
    assert [str(day.date()) for day in months.rows["datum"]] == ["2024-02-01"]
    assert [str(day.date()) for day in days.rows["datum"]] == ["2024-02-13"]


@pytest.mark.parametrize("unit", ["ms", "uu:mm", "hh:mm"])
def test_a_unit_of_time_that_is_not_read_refuses_the_file(unit: str) -> None:
    message = refused(f"datum;kanaal;aantal;wachttijd ({unit})\n01-02-2024;telefoon;3;35\n")

    assert message.code == "duration_unit"


@pytest.mark.parametrize("word", ["Alle kanalen", "Overall", "Sum", "Dagtotaal"])
def test_all_channels_together_are_no_channel(word: str) -> None:
    reading = export(
        f"datum;kanaal;aantal\n01-02-2024;telefoon;3\n01-02-2024;balie;4\n01-02-2024;{word};7\n"
    )

    assert reading.rows["aantal"].sum() == 7
    assert [code for _, code, _ in told(reading)] == ["totals_row"]


def test_contacts_handled_in_the_hour_that_does_not_exist_are_an_error() -> None:
    reading = export(
        "datum;tijd;kanaal;aantal;afgehandeld\n31-03-2024;02:00;telefoon;0;3\n"
        "31-03-2024;03:00;telefoon;4;4\n"
    )

    assert told(reading)[0][:2] == ("error", "nonexistent_local_time")


@pytest.mark.parametrize(
    ("header", "cell", "seconds"),
    [
        ("gem_wachttijd_min", "1,5", 90),
        ("Wachttijd in minuten", "2", 120),
        ("Wachttijd (min)", "2", 120),
        ("Wachttijd mm:ss", "1:30", 90),
        ("Avg. Speed of Answer", "20", 20),
    ],
)
def test_a_wait_comes_in_seconds_whatever_unit_its_header_has(
    header: str, cell: str, seconds: float
) -> None:
    reading = export(f"datum;kanaal;Contacts Offered;{header}\n01-02-2024;telefoon;3;{cell}\n")

    assert rows(reading, "aantal", "gem_wachttijd") == [(3, seconds)]


@pytest.mark.parametrize(
    ("there", "count", "first"),
    [
        (["2024-W01", "2024-W02", "2024-W05", "2024-W06", "2024-W07"], 2, "15-01-2024, 22-01-2024"),
        (["2023-11", "2024-01", "2024-02"], 1, "01-12-2023"),
        (["2023-Q3", "2023-Q4", "2024-Q2"], 1, "01-01-2024"),
        (["2020", "2021", "2023"], 1, "01-01-2022"),
    ],
)
def test_periods_that_a_series_skips_are_told_once(
    there: list[str], count: int, first: str
) -> None:
    reading = export("datum;kanaal;aantal\n" + "".join(f"{p};balie;5\n" for p in there))

    assert [m.code for m in reading.messages] == ["periods_skipped"]
    assert reading.messages[0].facts == {"count": count, "first": first}


def test_a_channel_that_begins_later_or_is_rare_skips_nothing() -> None:
    text = "".join(f"2024-{month:02};telefoon;5\n" for month in range(1, 13))
    text += "2024-11;chat;5\n2024-12;chat;5\n2024-01;post;5\n2024-12;post;5\n"

    assert told(export("datum;kanaal;aantal\n" + text)) == []
