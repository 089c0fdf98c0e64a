"""Times and moments on the clock of Europe/Amsterdam."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.store.reading.clock import interval_minutes, localize, read_times
from pcanalysis.store.reading.grid import Broken, Percent
from tests.store.reading.columns import column_of, said


def minutes(*cells: Any, header: str = "tijd") -> list[int]:
    """Read a column of times that raises no message."""
    column = column_of(*cells, header=header)
    times = read_times(column)
    assert said(column) == []
    return times.minutes.tolist()


def utc(*moments: tuple[str, str], keys: list[int] | None = None) -> list[str]:
    """Place local days and times in time."""
    return np.datetime_as_string(placed(*moments, keys=keys).start, unit="m").tolist()


def placed(
    *moments: tuple[str, str], keys: list[int] | None = None, folds: list[int] | None = None
) -> Any:
    days = np.array([day for day, _ in moments], dtype="datetime64[D]")
    clock = [int(at[:2]) * 60 + int(at[3:]) for _, at in moments]
    return localize(
        days,
        np.array(clock, dtype=np.int32),
        np.array(keys or [0] * len(days)),
        None if folds is None else np.array(folds, dtype=np.int8),
    )


# --- times ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "minute"),
    [
        ("08:30", 510),
        (" 8:30 ", 510),
        ("8:5", 485),
        ("08.30", 510),
        ("8u30", 510),
        ("8h30", 510),
        ("8.30 uur", 510),
        ("8 uur", 480),
        ("16u", 960),
        ("0830", 510),
        ("830", 510),
        ("8:30:00", 510),
        ("8:30:29,9", 510),
        ("8:29:59.6", 510),
        ("23:59:59.1", 1439),
        ("00:00", 0),
        ("24:00", 1440),
        ("8:30 AM", 510),
        ("2:15 pm", 855),
        ("12:05 a.m.", 5),
        ("12:05 PM", 725),
        (dt.time(8, 14, 59, 999_900), 495),
        (dt.datetime(2024, 2, 1, 8, 15), 495),
        (0.34375, 495),
        (0.99999, 1439),
        ("", -1),
        (None, -1),
    ],
)
def test_a_time_of_day_is_written_in_many_ways(cell: Any, minute: int) -> None:
    assert minutes(cell) == [minute]


@pytest.mark.parametrize(
    "cell",
    [
        "25:10",
        "24:01",
        "8:60",
        "8:30:60",
        "8.5",
        "8,5",
        "13:00 PM",
        "0:30 am",
        "-8:30",
        "ochtend",
        "8:30:00:00",
        "٠٨:٣٠",
        "n.b.",
        True,
        dt.date(2024, 2, 1),
        Percent(0.5),
        -0.5,
        8.5,
    ],
)
def test_what_is_no_time_costs_its_row(cell: Any) -> None:
    column = column_of(cell, "08:15", header="tijd")
    times = read_times(column)

    assert said(column) == [("error", "invalid_time", 2)]
    assert times.minutes.tolist() == [-1, 495]
    assert times.wrong.tolist() == [True, False]


def test_a_broken_cell_keeps_its_own_message() -> None:
    column = column_of(Broken("cell_error", "#REF!"))
    read_times(column)

    assert said(column) == [("error", "cell_error", 2)]


def test_whole_hours_stand_in_a_column_of_hours() -> None:
    assert minutes("8", "9", "17", header="uur") == [480, 540, 1020]
    assert minutes(8, 17.0) == [480, 1020]


def test_the_number_of_a_quarter_of_an_hour_is_no_hour() -> None:
    column = column_of("8", "9", header="kwartier")
    read_times(column)

    assert said(column) == [("error", "invalid_time", 2), ("error", "invalid_time", 3)]


def test_hours_counted_from_1_to_24_are_in_doubt() -> None:
    column = column_of("1", "24", header="uur")
    read_times(column)

    assert len(said(column)) == 2


def test_a_spreadsheet_can_lose_the_zeros_of_0015() -> None:
    assert minutes(0, 15, 100, 1530) == [0, 15, 60, 930]


@pytest.mark.parametrize(
    "text", ["08:00-08:15", "08:00 – 08:15", "8.00 tot 8.15 uur", "0800-0815", "08:00 t/m 08:14"]
)
def test_an_interval_starts_at_its_first_time_and_shows_its_length(text: str) -> None:
    column = column_of(text, "08:15 - 08:30")
    times = read_times(column)

    assert times.minutes.tolist() == [480, 495]
    assert times.length == 15
    assert said(column) == []


def test_an_interval_can_end_at_midnight() -> None:
    times = read_times(column_of("23:30-00:00", "23:00-23:30", "22:30-23:00"))

    assert (times.minutes[0], times.length) == (1410, 30)


def test_intervals_of_different_length_show_no_length() -> None:
    assert read_times(column_of("08:00-08:15", "08:15-09:00")).length is None
    assert read_times(column_of("08:00", "08:15")).length is None


def test_an_interval_that_runs_back_is_no_time_but_a_night_is() -> None:
    column = column_of("09:00-08:30", "22:00-06:00")
    times = read_times(column)

    assert times.wrong.tolist() == [True, False]
    assert len(said(column)) == 1


def test_half_an_interval_is_no_time() -> None:
    column = column_of("08:00-", "-08:00", "08:00-08:15-08:30")
    read_times(column)

    assert len(said(column)) == 3


@given(st.integers(0, 1439))
def test_a_time_is_read_back(minute: int) -> None:
    hour, rest = divmod(minute, 60)

    assert minutes(f"{hour:02}:{rest:02}") == [minute]
    assert minutes(f"{hour}.{rest:02}") == [minute]
    assert minutes(dt.time(hour, rest)) == [minute]
    assert minutes(minute / 1440) == [minute]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=10), max_size=5))
def test_any_text_is_a_time_or_an_error(cells: list[str]) -> None:
    times = read_times(column_of(*cells))

    assert ((times.minutes >= -1) & (times.minutes <= 1440)).all()
    assert (times.minutes[times.wrong] == -1).all()


# --- the length of intervals ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "length"),
    [
        ([480, 495, 525], 15),
        ([480, 510], 30),
        ([480, 540], 60),
        ([480, 485], 5),
        ([481], 1),
        ([0, 0], 1440),
        ([-1, -1], 1440),
        ([0, 1440], 1440),
        ([], 1440),
    ],
)
def test_the_starts_show_how_long_an_interval_is(starts: list[int], length: int) -> None:
    assert interval_minutes(np.array(starts, dtype=np.int32)) == length


# --- moments ----------------------------------------------------------------------------------------


def test_winter_is_one_hour_ahead_of_utc_and_summer_two() -> None:
    assert utc(("2024-01-15", "08:30"), ("2024-07-15", "08:30")) == [
        "2024-01-15T07:30",
        "2024-07-15T06:30",
    ]


def test_the_last_minute_of_a_day_is_midnight_of_the_next() -> None:
    assert utc(("2024-02-01", "24:00")) == utc(("2024-02-02", "00:00"))


def test_the_hour_that_the_clock_skips_does_not_exist() -> None:
    moments = placed(
        ("2024-03-31", "01:59"),
        ("2024-03-31", "02:00"),
        ("2024-03-31", "02:59"),
        ("2024-03-31", "03:00"),
    )

    assert moments.nonexistent.tolist() == [False, True, True, False]
    assert np.datetime_as_string(moments.start[[0, 3]], unit="m").tolist() == [
        "2024-03-31T00:59",
        "2024-03-31T01:00",
    ]


def test_the_hour_that_occurs_twice_is_first_summer_then_winter_time() -> None:
    autumn = [("2024-10-27", at) for at in ("01:00", "02:00", "02:00", "03:00")]

    assert utc(*autumn) == [
        "2024-10-26T23:00",
        "2024-10-27T00:00",
        "2024-10-27T01:00",
        "2024-10-27T02:00",
    ]


def test_quarters_of_that_hour_follow_each_other_too() -> None:
    quarters = [("2024-10-27", f"02:{minute:02}") for minute in (0, 15, 30, 45)] * 2

    starts = utc(*quarters)
    assert starts == sorted(set(starts))
    assert (starts[0], starts[-1]) == ("2024-10-27T00:00", "2024-10-27T01:45")


def test_every_channel_has_that_hour_twice() -> None:
    autumn = [("2024-10-27", "02:00")] * 4

    starts = utc(*autumn, keys=[7, 3, 7, 3])
    assert starts == ["2024-10-27T00:00"] * 2 + ["2024-10-27T01:00"] * 2


def test_a_third_time_that_hour_is_marked() -> None:
    moments = placed(*[("2024-10-27", "02:00")] * 3)

    assert moments.third.tolist() == [False, False, True]


def test_an_offset_in_the_file_goes_before_the_order_of_rows() -> None:
    moments = placed(*[("2024-10-27", "02:00")] * 4, folds=[1, 0, -1, -1])

    assert np.datetime_as_string(moments.start, unit="h").tolist() == [
        "2024-10-27T01",
        "2024-10-27T00",
        "2024-10-27T00",
        "2024-10-27T01",
    ]
    assert not moments.third.any()


def test_a_row_without_a_day_has_no_moment() -> None:
    days = np.array(["NaT", "2024-01-15"], dtype="datetime64[D]")
    moments = localize(days, np.array([480, -1], dtype=np.int32), np.array([0, 0]))

    assert np.isnat(moments.start).tolist() == [True, False]
    assert str(moments.start[1]) == "2024-01-14T23:00:00.000000"


def test_no_rows_have_no_moments() -> None:
    assert len(placed().start) == 0


@given(st.lists(st.datetimes(dt.datetime(1980, 1, 1), dt.datetime(2037, 12, 31)), min_size=1))
def test_ordinary_moments_agree_with_the_time_zone_database(moments: list[dt.datetime]) -> None:
    local = [moment.replace(second=0, microsecond=0) for moment in moments]
    result = placed(*[(f"{at:%Y-%m-%d}", f"{at:%H:%M}") for at in local])

    zone = ZoneInfo("Europe/Amsterdam")
    for at, start, skipped in zip(local, result.start, result.nonexistent, strict=True):
        aware = at.replace(tzinfo=zone)
        back = aware.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None)
        assert skipped == (back != at)
        offsets = {aware.replace(fold=fold).utcoffset() for fold in (0, 1)}
        assert at - start.item() in offsets


def test_the_time_zone_of_the_process_does_not_matter() -> None:
    program = (
        "import numpy as np;from pcanalysis.store.reading.clock import localize;"
        "print(localize(np.array(['2024-10-27'] * 2, 'datetime64[D]'),"
        "np.array([120, 120], np.int32), np.array([0, 0])).start)"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for zone in ("Europe/Amsterdam", "America/New_York")
    }

    assert len(printed) == 1


def test_a_million_rows_are_placed_within_a_second() -> None:
    rows = np.arange(1_000_000)
    days = np.datetime64("2015-01-01") + rows // 400
    quarters = ((rows // 4) % 100 % 96 * 15).astype(np.int32)

    begin = time.process_time()
    moments = localize(days, quarters, rows % 4)
    assert time.process_time() - begin < 1  # it takes a tenth
    assert not np.isnat(moments.start).any()


def test_every_half_day_of_two_centuries_starts_when_the_zone_says() -> None:
    days = np.repeat(np.arange(-25_567, 47_482), 2)  # 1900 to 2100, five offsets
    minutes = np.tile(np.array([0, 720], dtype=np.int32), len(days) // 2)

    placed = localize(days.astype("datetime64[D]"), minutes, np.zeros(len(days), dtype=np.int64))

    local = [
        dt.datetime(1970, 1, 1) + dt.timedelta(days=int(d), minutes=int(m))
        for d, m in zip(days, minutes, strict=True)
    ]
    ahead = [one.replace(tzinfo=ZoneInfo("Europe/Amsterdam")).utcoffset() for one in local]
    told = placed.start.astype("datetime64[us]").tolist()
    expected = [one - (off or dt.timedelta()) for one, off in zip(local, ahead, strict=True)]
    odd = [
        a for a, b, no in zip(told, expected, placed.nonexistent, strict=True) if a != b and not no
    ]
    assert odd == []
    skipped = {str(day) for day in days[placed.nonexistent].astype("datetime64[D]")}
    assert skipped == {"1916-05-01", "1937-07-01", "1940-05-16"}  # midnights without a moment
