from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.contact_exports import read_contacts

HEADER = "datum;tijd;kanaal;aangeboden;afgehandeld;gem_gesprekstijd;gem_wachttijd\n"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CHANNELS = ["telefoon", "balie", "e-mail", "webformulier", "chat", "whatsapp", "social-media"]
Read = Callable[..., tuple[pd.DataFrame, tuple[Message, ...]]]


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Write a text to a file and read it as an export."""
    path = tmp_path_factory.mktemp("export") / "export.csv"

    def write_and_read(
        text: str | bytes, **dialect: str
    ) -> tuple[pd.DataFrame, tuple[Message, ...]]:
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return read_contacts(path, relative="data/raw/x/export.csv", dialect=dialect)

    return write_and_read


def only(problems: tuple[Message, ...]) -> Message:
    (problem,) = problems
    return problem


def test_a_row_becomes_a_moment_a_channel_and_its_figures(read: Read) -> None:
    contacts, problems = read(HEADER + "04-01-2016;08:30;telefoon;45;40;256;39\n")

    assert problems == ()
    assert contacts.to_dict("records") == [
        {
            "start": pd.Timestamp("2016-01-04 08:30", tz="Europe/Amsterdam"),
            "minutes": 30,
            "channel": "telefoon",
            "offered": 45,
            "handled": 40,
            "handle_time_s": 256.0,
            "wait_s": 39.0,
            "line": 2,
        }
    ]


def test_the_types_are_the_same_with_and_without_rows(read: Read) -> None:
    some, _ = read(HEADER + "04-01-2016;08:30;telefoon;45;40;256;39\n")
    none, problems = read(HEADER)

    assert none.empty
    assert problems == ()
    assert none.drop(columns="minutes").dtypes.equals(some.drop(columns="minutes").dtypes)
    assert str(some["start"].dtype) == "datetime64[us, Europe/Amsterdam]"
    assert (some["minutes"].dtype, some["line"].dtype) == ("int16", "int32")


def test_a_point_in_a_count_separates_thousands_and_a_comma_decimals(read: Read) -> None:
    contacts, problems = read(HEADER + "04-01-2016;08:30;telefoon;1.234;1.200;256,5;1.039\n")

    assert problems == ()
    assert contacts.loc[0, "offered"] == 1234
    assert contacts.loc[0, "handled"] == 1200
    assert contacts.loc[0, "handle_time_s"] == 256.5
    assert contacts.loc[0, "wait_s"] == 1039


def test_a_plain_file_is_read_in_its_own_notation(read: Read) -> None:
    text = "Date,Time,Queue,Offered,AHT\n2016-01-04,08:30,Phone,45,256.5\n"
    contacts, problems = read(text, delimiter=",", decimal=".", thousands="")

    assert problems == ()
    assert contacts.loc[0, "channel"] == "telefoon"
    assert contacts.loc[0, "handle_time_s"] == 256.5


@pytest.mark.parametrize("written", ["04-01-2016", "4-1-2016", "04/01/2016", "2016-01-04"])
def test_the_day_comes_first_unless_the_date_is_iso(read: Read, written: str) -> None:
    contacts, _ = read(HEADER + f"{written};08:30;telefoon;45;;;\n")

    assert contacts.loc[0, "start"] == pd.Timestamp("2016-01-04 08:30", tz="Europe/Amsterdam")


@pytest.mark.parametrize(
    ("written", "channel"),
    [
        ("Telefoon", "telefoon"),
        ("TELEFONIE", "telefoon"),
        ("Social Media", "social-media"),
        ("sociale media", "social-media"),
        ("email", "e-mail"),
        ("E-mail", "e-mail"),
        ("Web-formulier", "webformulier"),
        ("Meldingen openbare ruimte", "melding"),
        ("WhatsApp", "whatsapp"),
    ],
)
def test_spellings_of_a_channel_are_folded(read: Read, written: str, channel: str) -> None:
    contacts, problems = read(HEADER + f"04-01-2016;08:30;{written};45;;;\n")

    assert problems == ()
    assert contacts.loc[0, "channel"] == channel


def test_vendor_headers_are_understood_and_other_columns_ignored(read: Read) -> None:
    text = (
        "Medewerker;Dag;Begintijd;Wachtrij;Aantal contacten;Beantwoord;"
        "Gem. gesprekstijd;Gem. wachttijd\n"
        "J. de Vries;04-01-2016;08:30;Balie;45;44;3:20;200 s\n"
    )
    contacts, problems = read(text)

    assert problems == ()
    assert "Medewerker" not in contacts.columns
    assert contacts.loc[0, "channel"] == "balie"
    assert contacts.loc[0, ["offered", "handled"]].tolist() == [45, 44]
    assert contacts.loc[0, ["handle_time_s", "wait_s"]].tolist() == [200.0, 200.0]  # 3 × 60 + 20


@pytest.mark.parametrize("mark", ["", "-", "n.b.", "n.v.t.", "*)", "x"])
def test_a_missing_mark_is_no_figure_and_never_zero(read: Read, mark: str) -> None:
    contacts, problems = read(HEADER + f"04-01-2016;08:30;telefoon;45;{mark};{mark};{mark}\n")

    assert problems == ()
    assert contacts.loc[0, ["handled", "handle_time_s", "wait_s"]].isna().all()


def test_a_row_without_a_number_of_contacts_is_left_out_with_the_reason(read: Read) -> None:
    contacts, problems = read(HEADER + "04-01-2016;08:30;telefoon;-;40;256;39\n")

    assert contacts.empty
    assert "no number of contacts. Write 0 if there were none." in str(only(problems))


@pytest.mark.parametrize(
    ("row", "column", "cell", "reason"),
    [
        ("04-01-2016;08:30;telefoon;-5;;;", "aangeboden", "-5", "cannot be negative"),
        ("04-01-2016;08:30;telefoon;4,5;;;", "aangeboden", "4,5", "whole number"),
        ("04-01-2016;08:30;telefoon;1.23;;;", "aangeboden", "1.23", "not a number"),
        ("04-01-2016;08:30;telefoon;veel;;;", "aangeboden", "veel", "not a number"),
        ("04-01-2016;08:30;telefoon;1e3;;;", "aangeboden", "1e3", "not a number"),
        ("04-01-2016;08:30;telefoon;4;vier;;", "afgehandeld", "vier", "not a number"),
        ("04-01-2016;08:30;telefoon;4;4;-2;", "gem_gesprekstijd", "-2", "cannot be negative"),
        ("04-01-2016;08:30;telefoon;4;4;3:75;", "gem_gesprekstijd", "3:75", "not a number"),
        ("30-02-2016;08:30;telefoon;4;;;", "datum", "30-02-2016", "does not exist"),
        ("01-13-2016;08:30;telefoon;4;;;", "datum", "01-13-2016", "does not exist"),
        ("01-01-1816;08:30;telefoon;4;;;", "datum", "01-01-1816", "outside 1900-2100"),
        ("maandag;08:30;telefoon;4;;;", "datum", "maandag", "not a date"),
        ("04-01-2016;25:00;telefoon;4;;;", "tijd", "25:00", "does not exist"),
        ("04-01-2016;08:40;telefoon;4;;;", "tijd", "08:40", "whole quarter"),
        ("04-01-2016;half 9;telefoon;4;;;", "tijd", "half 9", "not a time"),
        ("04-01-2016;;telefoon;4;;;", "tijd", "", "not a time"),
        ("04-01-2016;08:30; ;4;;;", "kanaal", " ", "no channel"),
        ("04-01-2016;08:30;telefoon;9999999999999999;;;", "aangeboden", "9" * 16, "15 digits"),
    ],
)
def test_a_bad_cell_costs_its_row_and_is_pointed_out(
    read: Read, row: str, column: str, cell: str, reason: str
) -> None:
    good = "05-01-2016;08:30;telefoon;7;7;240;20\n"
    contacts, problems = read(HEADER + good + row + "\n" + good.replace("05-", "06-"))
    problem = only(problems)

    assert contacts["offered"].tolist() == [7, 7]
    assert contacts["line"].tolist() == [2, 4]
    assert (problem.file, problem.line) == ("data/raw/x/export.csv", 3)
    assert (problem.column, problem.cell) == (column, cell)
    assert reason in problem.reason()


def test_the_column_is_named_as_the_file_writes_it(read: Read) -> None:
    _, problems = read("Dag;Queue;Calls offered\n04-01-2016;telefoon;veel\n")

    assert only(problems).column == "Calls offered"


def test_every_bad_cell_of_a_row_is_named_and_problems_follow_the_lines(read: Read) -> None:
    text = HEADER + "32-01-2016;08:30;telefoon;veel;;;\n04-01-2016;8u;telefoon;4;;;\n"
    _, problems = read(text)

    assert [(p.line, p.column) for p in problems] == [(2, "datum"), (2, "aangeboden"), (3, "tijd")]


def test_lines_are_counted_as_an_editor_shows_them(read: Read) -> None:
    text = (
        '﻿datum;"kanaal\n(naam)";kanaal;aangeboden\r\n'  # a header of two lines, lines 1-2
        "04-01-2016;;telefoon;1\r\n"
        "\r\n"
        "05-01-2016;;telefoon\r\n"
        '06-01-2016;"a\nb";telefoon;3\r\n'  # lines 6-7
        ";;;\r\n"
        "07-01-2016;;telefoon;veel\r\n"
    )
    contacts, problems = read(text)

    assert contacts["line"].tolist() == [3, 6]
    assert [(p.line, p.cell) for p in problems] == [(5, "05-01-2016;;telefoon"), (9, "veel")]
    assert problems[0].reason() == "3 cells, and the header has 4."


def test_rows_without_a_time_are_days(read: Read) -> None:
    contacts, _ = read("datum;kanaal;aangeboden\n04-01-2016;telefoon;900\n")

    assert contacts.loc[0, "minutes"] == 1440
    assert contacts.loc[0, "start"] == pd.Timestamp("2016-01-04", tz="Europe/Amsterdam")


@pytest.mark.parametrize(
    ("times", "minutes"),
    [
        (["09:00", "10:00"], 60),
        (["09:00", "09:30"], 30),
        (["09:00", "09:15"], 15),
        (["09:45"], 15),
        (["00:00"], 1440),
    ],
)
def test_the_interval_is_the_longest_that_all_times_allow(
    read: Read, times: list[str], minutes: int
) -> None:
    rows = "".join(f"04-01-2016;{time_of_day};telefoon;4;;;\n" for time_of_day in times)
    contacts, _ = read(HEADER + rows)

    assert set(contacts["minutes"]) == {minutes}


def test_the_hour_that_does_not_exist_in_spring_is_refused_when_it_has_contacts(
    read: Read,
) -> None:
    rows = "26-03-2017;02:00;telefoon;0;;;\n26-03-2017;02:30;telefoon;3;;;\n"
    contacts, problems = read(HEADER + rows)
    problem = only(problems)

    assert contacts.empty
    assert (problem.line, problem.column, problem.cell) == (3, "tijd", "02:30")
    assert "the clock went forward" in problem.reason()


def test_the_hour_that_comes_twice_in_autumn_is_two_rows(read: Read) -> None:
    rows = "29-10-2017;02:00;telefoon;5;;;\n29-10-2017;02:30;telefoon;1;;;\n" * 2
    contacts, problems = read(HEADER + rows)

    assert problems == ()
    # 2.00 summer time is midnight UTC, the second 2.00 one hour later.
    assert contacts["start"].dt.tz_convert("UTC").dt.strftime("%H:%M").tolist() == [
        "00:00",
        "00:30",
        "01:00",
        "01:30",
    ]


def test_a_third_row_in_the_doubled_hour_contradicts_the_second(read: Read) -> None:
    rows = "".join(f"29-10-2017;02:00;telefoon;{n};;;\n" for n in (5, 6, 7))
    contacts, problems = read(HEADER + rows)

    assert contacts["offered"].tolist() == [5]
    assert [problem.line for problem in problems] == [3, 4]


def test_equal_rows_count_once_and_are_reported(read: Read) -> None:
    row = "04-01-2016;08:30;telefoon;45;40;;39\n"
    contacts, problems = read(HEADER + row + row)

    assert contacts["line"].tolist() == [2]
    assert (only(problems).line, only(problems).code) == (3, "unreadable")


def test_rows_that_contradict_each_other_are_both_left_out(read: Read) -> None:
    rows = (
        "04-01-2016;08:30;telefoon;45;;;\n"
        "04-01-2016;08:30;balie;3;;;\n"
        "04-01-2016;08:30;Telefonie;46;;;\n"
        "04-01-2016;08:30;telefoon;45;;;\n"
    )
    contacts, problems = read(HEADER + rows)

    assert contacts["channel"].tolist() == ["balie"]
    assert [(p.line, p.code) for p in problems] == [(n, "unreadable") for n in (2, 4, 5)]


def test_an_unknown_channel_keeps_its_name_and_is_reported_with_its_counts(read: Read) -> None:
    rows = "04-01-2016;08:30;Burgerzaken;4;;;\n04-01-2016;09:00;Burgerzaken;6;;;\n"
    contacts, problems = read(HEADER + rows + "04-01-2016;09:00;telefoon;1;;;\n")
    problem = only(problems)

    assert contacts["channel"].tolist() == ["Burgerzaken", "Burgerzaken", "telefoon"]
    assert (problem.line, problem.code) == (2, "unknown_channel")
    assert "2 rijen met 10 contacten" in problem.reason()


@pytest.mark.parametrize("column", ["datum", "kanaal", "aangeboden"])
def test_a_missing_column_refuses_the_file_and_is_named(read: Read, column: str) -> None:
    with pytest.raises(DataRefused, match=f"there is no column '{column}'") as refusal:
        read(HEADER.replace(column, "iets anders") + "1;2;3;4;5;6;7\n")

    assert [problem.column for problem in refusal.value.problems] == [column]


def test_two_columns_for_the_same_thing_refuse_the_file(read: Read) -> None:
    with pytest.raises(DataRefused, match="both this column and 'Aantal' say 'aangeboden'"):
        read("Datum;Kanaal;Aantal;Offered\n04-01-2016;telefoon;4;5\n")


def test_an_empty_file_is_no_table(read: Read) -> None:
    with pytest.raises(DataRefused, match="this is not a table"):
        read("")


def test_text_in_another_encoding_is_pointed_out_and_read_when_the_card_names_it(
    read: Read,
) -> None:
    text = "datum;kanaal;aangeboden\n04-01-2016;balie;4\n05-01-2016;café;5\n".encode("cp1252")
    contacts, _ = read(text, encoding="cp1252")
    assert contacts["channel"].tolist() == ["balie", "café"]

    with pytest.raises(DataRefused, match="not utf-8 text") as refusal:
        read(text)
    assert refusal.value.problems[0].line == 3

    with pytest.raises(DataRefused, match="unknown encoding 'latijn'"):
        read(text, encoding="latijn")


@st.composite
def exports(draw: st.DrawFn) -> list[tuple[datetime, str, int, int | None]]:
    """Make distinct half hours per channel, away from the hours when the clock changes."""
    keys = st.tuples(
        st.dates(date(2014, 1, 1), date(2030, 12, 31)),
        st.integers(min_value=8, max_value=47),  # half hours from 4.00
        st.sampled_from(CHANNELS),
    )
    rows = []
    for day, half_hour, channel in draw(st.lists(keys, unique=True, min_size=1, max_size=30)):
        moment = datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)
        offered = draw(st.integers(0, 2_000_000))
        handled = draw(st.none() | st.integers(0, offered))
        rows.append((moment + timedelta(minutes=30 * half_hour), channel, offered, handled))
    return rows


@given(rows=exports(), grouped=st.booleans(), iso=st.booleans())
def test_whatever_is_written_in_dutch_is_read_back(
    read: Read, rows: list[tuple[datetime, str, int, int | None]], grouped: bool, iso: bool
) -> None:
    def count(number: int | None) -> str:
        if number is None:
            return ""
        return f"{number:,}".replace(",", ".") if grouped else str(number)

    written = "".join(
        f"{moment:%Y-%m-%d};{moment:%H:%M};{channel};{count(offered)};{count(handled)};;\n"
        if iso
        else f"{moment:%d-%m-%Y};{moment:%H:%M};{channel};{count(offered)};{count(handled)};;\n"
        for moment, channel, offered, handled in rows
    )
    contacts, problems = read(HEADER + written)

    assert problems == ()
    assert contacts["line"].tolist() == list(range(2, len(rows) + 2))
    read_back = [
        (start.to_pydatetime(), channel, offered, None if pd.isna(handled) else handled)
        for start, channel, offered, handled in zip(
            contacts["start"],
            contacts["channel"],
            contacts["offered"],
            contacts["handled"],
            strict=True,
        )
    ]
    assert read_back == rows


@given(cell=st.text(st.characters(exclude_characters=';"\r\n', codec="utf-8"), max_size=12))
def test_any_cell_is_either_a_whole_number_as_written_or_a_problem(read: Read, cell: str) -> None:
    contacts, problems = read(HEADER + f"04-01-2016;08:30;telefoon;{cell};;;\n")

    if problems:
        assert contacts.empty
        assert (only(problems).line, only(problems).cell) == (2, cell)
    else:
        digits = cell.strip().replace(".", "").split(",", maxsplit=1)[0]
        assert contacts["offered"].tolist() == [int(digits)]


def test_a_year_of_half_hours_is_read_in_a_blink(read: Read) -> None:
    first = date(2016, 1, 1)
    text = HEADER + "".join(
        f"{first + timedelta(days=i):%d-%m-%Y};{h:02d}:{m:02d};{channel};{i + h};{i};2{h};{m}\n"
        for i in range(366)
        for h in range(4, 24)
        for m in (0, 30)
        for channel in ("telefoon", "balie", "chat")
    )
    began = time.perf_counter()
    contacts, problems = read(text)

    assert len(contacts) == 366 * 20 * 2 * 3  # 43.920 rows
    assert problems == ()
    assert time.perf_counter() - began < 1.5  # usually 0,05 s; generous for a busy machine
