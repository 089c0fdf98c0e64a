from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.store.reading.grid import Broken, Percent
from pcanalysis.store.reading.sheet import iso_moment, kind_of_format, meaning


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("", "number"),
        ("General", "number"),
        ("#,##0.00", "number"),
        ("0.00E+00", "number"),
        ('0 "dagen"', "number"),
        (r"0\d", "number"),
        ("_-* #,##0_-", "number"),
        ("[Red]0", "number"),
        ("[$€-413] #,##0", "number"),
        ('0.0"%"', "number"),
        ("0.0%", "percent"),
        ("0%;[Red]-0%", "percent"),
        ("dd-mm-yyyy", "date"),
        ("[$-413]d mmmm yyyy;@", "date"),
        ("mmm", "date"),
        ("yyyy", "date"),
        ("hh:mm", "time"),
        ("mm:ss.0", "time"),
        ("h:mm AM/PM", "time"),
        ("d-m-yyyy h:mm", "datetime"),
        ("[h]:mm:ss", "elapsed"),
        ("[MM]:ss", "elapsed"),
    ],
)
def test_a_number_format_tells_what_its_number_stands_for(code: str, kind: str) -> None:
    assert kind_of_format(code) == kind


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("812", "number", 812),
        ("812.0", "number", 812),
        ("-3.5", "number", -3.5),
        ("1.2E+05", "number", 120000),
        ("29.000000000000004", "number", 29.000000000000004),
        ("45323", "date", dt.date(2024, 2, 1)),
        ("45323.25", "date", dt.datetime(2024, 2, 1, 6, 0)),
        ("45323", "datetime", dt.datetime(2024, 2, 1, 0, 0)),
        ("45323.5", "time", dt.datetime(2024, 2, 1, 12, 0)),
        ("0.34375", "time", dt.time(8, 15)),
        ("0.34375", "datetime", dt.time(8, 15)),
        ("0.336805555555556", "time", dt.time(8, 5)),
        ("0", "time", dt.time(0, 0)),
        ("0.00231481481481481", "elapsed", dt.time(0, 3, 20)),
        ("1.0625", "elapsed", "25:30:00"),
        ("0.9999999999", "time", "24:00:00"),
        ("1", "date", dt.date(1900, 1, 1)),
        ("59", "date", dt.date(1900, 2, 28)),
        ("61", "date", dt.date(1900, 3, 1)),
        ("2958465", "date", dt.date(9999, 12, 31)),
    ],
)
def test_a_number_becomes_what_its_cell_shows(text: str, kind: str, value: object) -> None:
    found = meaning(text, kind, from_1904=False)

    assert found == value
    assert type(found) is type(value)


def test_a_percentage_keeps_its_fraction_and_says_that_it_is_one() -> None:
    found = meaning("0.29", "percent", from_1904=False)

    assert isinstance(found, Percent)
    assert found == 0.29


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("60", "date"),  # 29 February 1900 never was
        ("0", "date"),
        ("-1", "date"),
        ("2958466", "date"),
        ("1e300", "datetime"),
        ("1e999", "number"),
        ("nan", "number"),
        ("inf", "number"),
        ("1_000", "number"),
        ("١٢", "number"),
        ("twaalf", "number"),
        ("9" * 500, "number"),
    ],
)
def test_a_number_that_means_nothing_is_broken(text: str, kind: str) -> None:
    assert meaning(text, kind, from_1904=False) == Broken("cell_error", text)


def test_days_count_from_1904_in_a_workbook_that_says_so() -> None:
    assert meaning("43861", "date", from_1904=True) == dt.date(2024, 2, 1)
    assert meaning("0", "date", from_1904=True) == dt.date(1904, 1, 1)
    assert meaning("2957004", "date", from_1904=True) == Broken("cell_error", "2957004")


@given(st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)))
def test_every_second_since_march_1900_survives_the_way_through_a_serial_number(
    moment: dt.datetime,
) -> None:
    second = moment.replace(microsecond=0)
    serial = (second - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)

    assert meaning(repr(serial), "datetime", from_1904=False) == second


def test_a_moment_that_is_spelled_out_is_read_as_such() -> None:
    assert iso_moment("2024-02-01") == dt.date(2024, 2, 1)
    assert iso_moment("2024-02-01T08:15:00") == dt.datetime(2024, 2, 1, 8, 15)
    assert iso_moment("gisteren") == Broken("cell_error", "gisteren")
