"""Days and other periods, as printed in exports of Dutch municipalities."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading.dates import missing_days, read_days
from pcanalysis.store.reading.grid import Broken, Column, Percent
from tests.store.reading.columns import column_of, said

TODAY = dt.date(2024, 12, 1)


def days(*cells: Any, header: str = "datum", **dialect: str) -> list[str]:
    """Read a column of dates that raises no message."""
    column = column_of(*cells, header=header)
    found = read_days(column, dialect, today=TODAY)
    assert said(column) == []
    return found.start.astype(str).tolist()


def warned(*cells: Any, header: str = "datum") -> tuple[list[str], list[Message]]:
    """Read a column of dates: first days, and what is said about them."""
    column = column_of(*cells, header=header)
    found = read_days(column, {}, today=TODAY)
    return found.start.astype(str).tolist(), column.notes.messages


def kind(*cells: Any, header: str = "datum") -> str:
    return read_days(column_of(*cells, header=header), {}, today=None).freq


def refused(*cells: Any) -> Message:
    with pytest.raises(DataRefused) as refusal:
        read_days(column_of(*cells, header="datum"), {}, today=TODAY)
    message = refusal.value.problems[0]
    assert isinstance(message, Message)
    return message


def gaps(*written: str) -> list[tuple[str, str, int]]:
    found = missing_days(np.array(written, dtype="datetime64[D]"))
    return [(first.isoformat(), last.isoformat(), count) for first, last, count in found]


# --- one day, many ways -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "03-04-2024",
        "3-4-2024",
        "03.04.2024",
        " 03-04-2024 ",
        "2024-04-03",
        "2024/4/3",
        "20240403",
        "03042024",
        "3 april 2024",
        "3 apr. 2024",
        "3-apr-2024",
        "03apr2024",
        "3 April 2024",
        "3rd April 2024",
        "April 3, 2024",
        "2024-apr-03",
        "wo 3 april 2024",
        "woensdag 03-04-2024",
        "Wed. 3 Apr 2024",
        "03-04-2024 00:00:00",
        "2024-04-03T00:00:00",
        "2024-04-03 00:00:00.000",
        "2024-W14-3",
        20240403,
        20240403.0,
        dt.date(2024, 4, 3),
        dt.datetime(2024, 4, 3),
    ],
)
def test_one_day_is_written_in_many_ways(cell: Any) -> None:
    assert days(cell) == ["2024-04-03"]


@pytest.mark.parametrize(
    "cell",
    [
        "30-02-2024",
        "29-02-2023",
        "31-04-2024",
        "13-13-2024",
        "00-04-2024",
        "2024-13-01",
        "03-04-20177",
        "03-04-1017",
        "01-01-1899",
        "01-01-2101",
        "20241340",
        "3 april",
        "3 foo 2024",
        "april",
        "gisteren",
        "-",
        "03-04/2024",
        "03-04-2024 25:00",
        "03-04-2024 08:00 uur later",
        "03-04-2024 08:00+25:00",
        "2024-3",
        "٠٣-٠٤-٢٠٢٤",
        "3" * 500,
        "99999",
        True,
        dt.time(8, 0),
        Percent(0.5),
        0.5,
    ],
)
def test_what_is_no_day_costs_its_row(cell: Any) -> None:
    column = column_of(cell, "13-04-2024", header="datum")
    found = read_days(column, {}, today=TODAY)

    assert [(severity, line) for severity, _, line in said(column)] == [("error", 2)]
    assert column.notes.messages[0].code in ("invalid_date", "invalid_time")
    assert found.start.astype(str).tolist() == ["NaT", "2024-04-13"]
    assert found.wrong.tolist() == [True, False]


def test_a_broken_cell_keeps_its_own_message() -> None:
    assert [m.code for m in warned(Broken("cell_error", "#N/A"))[1]] == ["cell_error"]


@pytest.mark.parametrize("empty", ["", "  ", None])
def test_an_empty_cell_has_no_day_and_is_not_wrong(empty: str | None) -> None:
    found = read_days(column_of(empty, "13-04-2024"), {}, today=TODAY)

    assert np.isnat(found.start).tolist() == [True, False]
    assert not found.wrong.any()


# --- day first or month first -----------------------------------------------------------------------


def test_dashes_and_points_are_day_first() -> None:
    assert days("03-04-2024", "05.06.2024") == ["2024-04-03", "2024-06-05"]


def test_slashes_without_proof_are_day_first_with_one_warning() -> None:
    starts, (message,) = warned("03/04/2024", "05/04/2024")

    assert starts == ["2024-04-03", "2024-04-05"]
    assert (message.code, message.line, message.cell) == ("ambiguous_date", 2, "03/04/2024")
    assert message.facts["rows"] == 2


def test_one_day_after_the_twelfth_settles_the_slashes() -> None:
    assert days("03/04/2024", "13/04/2024") == ["2024-04-03", "2024-04-13"]


def test_the_same_day_and_month_leave_no_doubt() -> None:
    assert days("04/04/2024") == ["2024-04-04"]


@pytest.mark.parametrize("sign", ["/", "-", "."])
def test_a_month_after_the_twelfth_proves_month_first(sign: str) -> None:
    starts, (message,) = warned(f"04{sign}03{sign}2024", f"04{sign}13{sign}2024")

    assert starts == ["2024-04-03", "2024-04-13"]
    assert message.code == "month_first_dates"
    assert message.facts == {"example": f"04{sign}13{sign}2024", "rows": 2}


@pytest.mark.parametrize(
    ("first", "second"), [("13/04/2024", "04/14/2024"), ("04/14/2024", "13/04/2024")]
)
def test_proof_of_both_orders_refuses_the_file(first: str, second: str) -> None:
    message = refused(first, second, "15/04/2024")

    assert (message.code, message.line, message.cell) == ("date_format_conflict", 3, second)
    assert message.facts == {"other": first, "other_line": 2}


def test_a_day_that_does_not_exist_proves_no_order() -> None:
    starts, messages = warned("30/02/2024", "03/04/2024")

    assert starts == ["NaT", "2024-04-03"]
    assert [message.code for message in messages] == ["ambiguous_date", "invalid_date"]


def test_the_card_settles_the_order_without_a_warning() -> None:
    assert days("03/04/2024", date_order="mdy") == ["2024-03-04"]
    assert days("03/04/2024", date_order="dmy") == ["2024-04-03"]
    assert days("2024-04-03", date_order="mdy") == ["2024-04-03"]


def test_a_day_that_no_row_holds_any_more_proves_nothing() -> None:
    column = column_of("03/04/2024", "04/13/2024")
    kept = np.array([True, False])
    column = Column("x", "x", column.cells.keep(kept), column.lines[kept], column.notes)

    assert read_days(column, {}, today=TODAY).start.astype(str).tolist() == ["2024-04-03"]


def test_the_line_that_settled_the_order_is_kept_as_evidence() -> None:
    column = column_of("03/04/2024", "13/04/2024", header="datum")
    read_days(column, {}, today=TODAY)

    assert column.notes.evidence == {"order of datum": "dmy: shown by line 3"}


# --- what deserves a warning ------------------------------------------------------------------------


def test_a_year_of_two_digits_is_read_with_a_warning() -> None:
    starts, (message,) = warned("03-04-24", "13-04-24")

    assert starts == ["2024-04-03", "2024-04-13"]
    assert (message.code, message.line, message.facts["year"]) == ("two_digit_year", 2, "2024")


def test_years_of_two_digits_turn_at_1969() -> None:
    column = column_of("01-01-68", "01-01-69", "1 mei 99")
    found = read_days(column, {}, today=None)

    assert found.start.astype(str).tolist() == ["2068-01-01", "1969-01-01", "1999-05-01"]


def test_the_card_can_put_a_year_of_two_digits_first() -> None:
    column = column_of("24-04-03")

    found = read_days(column, {"date_order": "ymd"}, today=TODAY)
    assert str(found.start[0]) == "2024-04-03"


@pytest.mark.parametrize("cells", [("45292", "45293"), (45292, 45293), (45292.0, 45293.0)])
def test_day_numbers_of_a_spreadsheet_are_read_with_a_warning(cells: tuple[Any, Any]) -> None:
    starts, (message,) = warned(*cells)

    assert starts == ["2024-01-01", "2024-01-02"]
    assert (message.code, message.line) == ("serial_dates", 2)
    assert message.facts["date"] == "2024-01-01"


def test_a_day_number_with_a_fraction_holds_a_time() -> None:
    found = read_days(column_of(45292.34375, "45292,5"), {}, today=TODAY)

    assert found.minute is not None
    assert found.minute.tolist() == [495, 720]


def test_days_to_come_are_pointed_out_once() -> None:
    starts, (message,) = warned("13-04-2024", "03-04-2099", "04-04-2099")

    assert starts[1] == "2099-04-03"
    assert (message.code, message.line, message.facts["rows"]) == ("future_date", 3, 2)


def test_without_today_no_day_is_to_come() -> None:
    column = column_of("03-04-2099")
    read_days(column, {}, today=None)

    assert said(column) == []


# --- weeks, months, quarters, years -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "monday"),
    [
        ("2020-W53", "2020-12-28"),
        ("2021-W01", "2021-01-04"),
        ("2024W09", "2024-02-26"),
        ("2024-wk9", "2024-02-26"),
        ("2024, week 9", "2024-02-26"),
        ("week 9 2024", "2024-02-26"),
        ("Week 9, 2024", "2024-02-26"),
        ("wk. 9 2024", "2024-02-26"),
        ("week 9 van 2024", "2024-02-26"),
        ("w09-24", "2024-02-26"),
        ("2024-9", "2024-02-26"),
        ("202409", "2024-02-26"),
        ("9-2024", "2024-02-26"),
        (202409, "2024-02-26"),
    ],
)
def test_a_week_starts_on_its_iso_monday(cell: Any, monday: str) -> None:
    assert days(cell, header="week") == [monday]
    assert kind(cell, header="week") == "W"


@pytest.mark.parametrize("cell", ["2021-W53", "2024-W54", "2024-W00", "week 60 2024", "9", "x"])
def test_a_week_that_does_not_exist_costs_its_row(cell: str) -> None:
    starts, (message,) = warned(cell, "2021-W52", header="week")

    assert starts == ["NaT", "2021-12-27"]
    assert (message.code, message.line) == ("invalid_week", 2)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03",
        "3-2024",
        "03/2024",
        "2024-3",
        "2024M03",
        "2024MM03",
        "mrt-24",
        "mrt '24",
        "maart 2024",
        "March 2024",
        "2024 mrt",
        "202403",
    ],
)
def test_a_month_is_known_by_its_first_day(cell: str) -> None:
    assert days(cell, header="maand") == ["2024-03-01"]
    assert kind(cell, header="maand") == "M"


@pytest.mark.parametrize(
    "cell",
    [
        "2024-K3",
        "2024K3",
        "2024 Q3",
        "2024KW03",
        "Q3 2024",
        "Q3-24",
        "K3 '24",
        "kwartaal 3 2024",
        "3e kwartaal 2024",
        "3e kw. 2024",
        "3K2024",
        "derde kwartaal 2024",
        "third quarter 2024",
        "2024, 3e kwartaal",
        "2024-3",
        "3-2024",
    ],
)
def test_a_quarter_is_known_by_its_first_day(cell: str) -> None:
    assert days(cell, header="kwartaal") == ["2024-07-01"]
    assert kind(cell, header="kwartaal") == "Q"


@pytest.mark.parametrize("cell", ["2024-K5", "2024-K0", "2024-00", "13-2024"])
def test_a_period_that_does_not_exist_costs_its_row(cell: str) -> None:
    assert [message.code for message in warned(cell)[1]] == ["invalid_date"]


@pytest.mark.parametrize("cell", ["2024", "jaar 2024", 2024, 2024.0])
def test_a_year_is_known_by_its_first_day(cell: Any) -> None:
    assert days(cell, header="jaar") == ["2024-01-01"]
    assert kind(cell, header="jaar") == "Y"


@pytest.mark.parametrize(
    ("cells", "header", "expected"),
    [
        (("01-01-2024", "08-01-2024"), "week", "W"),
        (("01-01-2024", "01-02-2024"), "Maand", "M"),
        (("01-01-2024", "01-04-2024"), "kwartaal", "Q"),
        (("01-01-2024", "09-01-2024"), "week", "D"),
        (("01-01-2024", "08-01-2024"), "datum", "D"),
    ],
)
def test_first_days_under_the_name_of_a_period_count_as_the_period(
    cells: tuple[str, ...], header: str, expected: str
) -> None:
    assert kind(*cells, header=header) == expected


@pytest.mark.parametrize(
    "cells", [("2024-03", "2024"), ("13-04-2024", "2024-W09"), ("2024-K1", "2024-03")]
)
def test_periods_of_different_length_are_refused(cells: tuple[str, str]) -> None:
    message = refused(*cells)

    assert (message.code, message.line) == ("mixed_periods", 3)
    assert message.facts == {"found": f"{cells[0]} / {cells[1]}"}


# --- moments ----------------------------------------------------------------------------------------


def test_a_moment_has_its_minute() -> None:
    found = read_days(column_of("13-04-2024 08:15", "2024-04-14T16:30:00", ""), {}, today=TODAY)

    assert found.minute is not None
    assert found.minute.tolist() == [495, 990, -1]
    assert found.fold is None


def test_days_at_midnight_only_hold_no_time() -> None:
    assert read_days(column_of("13-04-2024 00:00"), {}, today=TODAY).minute is None


def test_an_offset_keeps_both_autumn_hours_apart() -> None:
    cells = ("2024-10-27T02:00:00+02:00", "2024-10-27T02:00:00+01:00", "2024-03-31T01:30:00Z")
    found = read_days(column_of(*cells, header="tijdstip"), {}, today=TODAY)

    assert found.start.astype(str).tolist() == ["2024-10-27", "2024-10-27", "2024-03-31"]
    assert found.minute is not None
    assert found.fold is not None
    assert found.minute.tolist() == [120, 120, 210]
    assert found.fold.tolist()[:2] == [0, 1]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-06-30 22:30 UTC",
        "2024-07-01 00:30 CEST",
        "2024-06-30T23:30+01",
        "2024-06-30T17:00-0530",
        dt.datetime(2024, 6, 30, 22, 30, tzinfo=dt.UTC),
    ],
)
def test_a_moment_elsewhere_is_told_by_the_dutch_clock(cell: Any) -> None:
    found = read_days(column_of(cell), {}, today=TODAY)

    assert str(found.start[0]) == "2024-07-01"
    assert found.minute is not None
    assert found.minute.tolist() == [30]


def test_a_month_has_no_time_of_day() -> None:
    assert [message.code for message in warned("2024-03 08:00")[1]] == ["invalid_date"]


# --- gaps -------------------------------------------------------------------------------------------


def test_a_gap_has_its_first_and_last_day() -> None:
    assert gaps("2024-04-01", "2024-04-02", "2024-04-05") == [("2024-04-03", "2024-04-04", 2)]


def test_two_gaps_are_two_gaps() -> None:
    found = gaps("2024-04-08", "2024-04-10", "2024-04-11", "2024-04-15")

    assert found == [("2024-04-09", "2024-04-09", 1), ("2024-04-12", "2024-04-12", 1)]


def test_a_gap_goes_on_over_a_weekend_that_is_always_closed() -> None:
    found = gaps("2024-04-03", "2024-04-04", "2024-04-09", "2024-04-10")

    assert found == [("2024-04-05", "2024-04-08", 2)]


def test_closed_weekends_and_public_holidays_are_no_gaps() -> None:
    # Good Friday 29 March 2024 is a working day, Easter Monday 1 April is not.
    assert gaps("2024-03-28", "2024-03-29", "2024-04-02", "2024-04-03") == []


def test_one_open_saturday_does_not_make_the_others_gaps() -> None:
    april = [f"2024-04-{day:02}" for day in range(2, 27) if (day + 6) % 7 not in (5, 6)]

    assert gaps(*april, "2024-04-13") == []


def test_a_counter_that_is_never_open_on_friday_has_no_gaps_on_friday() -> None:
    june = [day for day in range(3, 28) if (day + 4) % 7 < 4]

    assert gaps(*(f"2024-06-{day:02}" for day in june)) == []


@pytest.mark.parametrize(
    "written",
    [
        [],
        ["2024-04-01", "2024-04-30"],
        ["2024-04-13", "2024-04-03", "2024-04-08"],
        ["2024-03-13", "2024-04-03", "2024-05-01"],
        ["NaT", "2024-04-01", "2024-04-02", "2024-04-02"],
    ],
)
def test_no_gap_is_claimed_when_the_series_is_not_daily(written: list[str]) -> None:
    assert gaps(*written) == []


# --- whatever comes ---------------------------------------------------------------------------------

DATES = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@given(DATES, st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%dT00:00"]))
def test_a_day_is_read_back(day: dt.date, form: str) -> None:
    column = column_of(day.strftime(form), "31-12-2024")

    assert read_days(column, {}, today=None).start[0] == np.datetime64(day)


@given(st.lists(DATES, min_size=1, max_size=4), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"]))
def test_a_day_with_slashes_is_right_or_there_is_a_warning(
    written: list[dt.date], form: str
) -> None:
    column = column_of(*(day.strftime(form) for day in written))
    found = read_days(column, {}, today=None).start.tolist()

    assert found == written or {code for _, code, _ in said(column)} == {"ambiguous_date"}


@given(DATES)
def test_a_week_is_read_back(day: dt.date) -> None:
    year, week, _ = day.isocalendar()
    monday = day - dt.timedelta(days=day.weekday())
    found = read_days(column_of(f"{year}-W{week:02}", header="week"), {}, today=None)

    if monday.year >= 1900:
        assert found.start[0] == np.datetime64(monday)


@given(st.lists(st.text("0123456789-/. :wkqtjanmrZ+", max_size=16), max_size=5))
def test_any_text_is_a_day_an_error_or_a_clean_refusal(cells: list[str]) -> None:
    for header in ("datum", "week", "maand"):
        column = column_of(*cells, header=header)
        try:
            found = read_days(column, {}, today=None)
        except DataRefused:
            continue
        years = found.start[~np.isnat(found.start)].astype("datetime64[Y]").astype(int) + 1970
        assert ((years >= 1899) & (years <= 2101)).all()
        assert np.isnat(found.start[found.wrong]).all()


def test_a_column_without_rows_has_no_days() -> None:
    found = read_days(column_of(), {}, today=TODAY)

    assert (len(found.start), found.freq) == (0, "D")


@pytest.mark.parametrize(
    "cells", [("2024-05", "2024-13", "2024-14"), ("202405", "202413", "202452")]
)
def test_numbers_past_twelve_are_weeks_that_nobody_called_so(cells: tuple[str, ...]) -> None:
    with pytest.raises(DataRefused) as refusal:
        read_days(column_of(*cells, header="periode"), {}, today=TODAY)

    message = refusal.value.problems[0]
    assert isinstance(message, Message)
    assert message.code == "weeks_or_months"
    assert days(cells[0], header="week") == ["2024-01-29"]
