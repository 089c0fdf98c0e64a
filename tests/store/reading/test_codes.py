from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.store.reading.codes import is_code, read_codes, skeleton, split_code_name
from pcanalysis.store.reading.grid import Broken, Percent
from tests.store.reading.a_column import column, only, per_row, said

BAD = ["../../etc/x", "..", "/abs", "C:\\x", "a/b", "a\\b", "CON", "nul.txt", "x" * 300, "a:b"]
BAD += [
    "%2e%2e%2f",
    "~root",
    "-rf",
    "$(id)",
    "a;b",
    "\u202e1A1",
    ".hidden",
    "_x",
    "COM1",
    "lpt9.a.b",
]
BAD += ["a b", "1A\n1", "a\t1", "1²", "aux", "Prn.csv", "{0}", "1A1.a\u0303\u0303"]


def test_codes_stay_as_they_are_written() -> None:
    codes = column(["NA", "None", "01", "1", "1A1.a", "1.10", "null", "x" * 64, "Enquête-3_b"])

    assert read_codes(codes)[0] == codes.cells.values
    assert said(codes) == []


@pytest.mark.parametrize("text", BAD)
def test_what_could_lead_elsewhere_is_no_code(text: str) -> None:
    codes = column(["1A1.a", text])

    found, wrong = read_codes(codes)

    assert found == ["1A1.a", None]
    assert wrong.tolist() == [False, True]
    assert ("error", "invalid_code", 3) in said(codes)


@pytest.mark.parametrize("text", ["CONTACT", "nul1", "COM10", "auxiliair", "1.con"])
def test_a_code_that_only_begins_like_a_device_is_a_code(text: str) -> None:
    assert is_code(text)


def test_every_row_with_a_wrong_code_has_its_error() -> None:
    codes = column(["a/b", "1", "a/b"])

    assert read_codes(codes)[1].tolist() == [True, False, True]
    assert said(codes) == [("error", "invalid_code", 2), ("error", "invalid_code", 4)]


def test_a_letter_and_its_accent_apart_are_the_same_code() -> None:
    codes = column(["1A1.e\u0301", "1A1.\u00e9"])

    assert read_codes(codes)[0] == ["1A1.é", "1A1.é"]
    assert said(codes) == []


def test_invisible_characters_and_white_space_do_not_split_a_code() -> None:
    codes = column(["1A1.a\u200b", "1A1.a", "\u00a01A1.a "])

    assert set(read_codes(codes)[0]) == {"1A1.a"}
    assert said(codes) == [("warning", "invisible_characters", 2)]


def test_an_empty_cell_is_left_to_the_table() -> None:
    codes = column(["", None, "1"])

    found, wrong = read_codes(codes)

    assert found == [None, None, "1"]
    assert not wrong.any()
    assert said(codes) == []


def test_a_control_character_in_a_code_is_said_once() -> None:
    codes = column(["1A\0"])

    assert read_codes(codes)[1].tolist() == [True]
    assert said(codes) == [("error", "control_character", 2)]


@pytest.mark.parametrize(
    ("cell", "text"), [(1.1, "1.1"), (7, "7"), (29.000000000000004, "29"), (2.0, "2")]
)
def test_a_number_is_read_as_a_code_with_a_warning(cell: float, text: str) -> None:
    codes = column([cell])

    assert read_codes(codes)[0] == [text]
    assert said(codes) == [("warning", "code_not_text", 2)]
    assert only(codes).facts["type"] == text


@pytest.mark.parametrize(
    "cell", [date(2024, 2, 1), datetime(2024, 2, 1), True, Percent(0.29), float("nan"), 1e30]
)
def test_a_date_or_another_thing_is_not_a_code(cell: Any) -> None:
    codes = column([cell, "1A1.a"])

    found, wrong = read_codes(codes)

    assert found == [None, "1A1.a"]
    assert wrong.tolist() == [True, False]
    assert said(codes) == [("error", "code_not_text", 2)]


def test_the_message_says_what_the_spreadsheet_made_of_the_code() -> None:
    codes = column([date(2024, 2, 1)])
    read_codes(codes)

    assert "van deze code 2024-02-01 gemaakt" in only(codes).reason("nl")
    assert "made 2024-02-01 of this code" in only(codes).reason("en")


def test_a_broken_cell_is_no_code() -> None:
    codes = column([Broken("cell_error", "#NAME?")])

    assert read_codes(codes)[1].tolist() == [True]
    assert said(codes) == [("error", "cell_error", 2)]


@pytest.mark.parametrize(
    "other",
    ["1A1.\u0430", "1\u0391\u0031.a", "１A1.a", "1A1.ａ", "1a1.A", "1A1-a", "1A1_a", "1A1a"],
)
def test_a_code_that_looks_like_another_is_kept_apart_with_a_warning(other: str) -> None:
    codes = column(["1A1.a", "2B", "1A1.a", other, other])

    found, wrong = read_codes(codes)

    assert per_row(codes, found) == ["1A1.a", "2B", "1A1.a", other, other]
    assert not wrong.any()
    assert said(codes) == [("warning", "lookalike_codes", 5)]
    assert only(codes).facts == {"other": "1A1.a", "other_line": 2, "rows": 2}


@pytest.mark.parametrize(
    ("one", "other"),
    [("1.11", "11.1"), ("01", "1"), ("1.1", "1.10"), ("1A1.e", "1A1.é"), ("NA", "N")],
)
def test_codes_that_differ_to_the_eye_are_not_lookalikes(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_lookalikes_are_found_in_the_order_of_the_rows_that_are_left() -> None:
    codes = column(["1a1", "1A1", "1a1"])
    left = type(codes)(
        "code", "code", codes.cells.keep(codes.lines > 2), codes.lines[1:], codes.notes
    )

    read_codes(left)

    assert said(left) == [("warning", "lookalike_codes", 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1A1.a Percentage inwoners dat …", ("1A1.a", "Percentage inwoners dat …")),
        ("1A1.a: Percentage", ("1A1.a", "Percentage")),
        ("1A1.a - Percentage", ("1A1.a", "Percentage")),
        ("3) Aantal", ("3", "Aantal")),
        ("KPI-12 Aantal", ("KPI-12", "Aantal")),
        ("kpi12\u00a0Aantal", ("kpi12", "Aantal")),
    ],
)
def test_a_code_before_a_name_is_split_off(text: str, expected: tuple[str, str]) -> None:
    assert split_code_name(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Rapportcijfer dienstverlening",
        "65-plussers met hulp",
        "24-uurs opvang",
        "2e lijn",
        "",
        "1A1.a",
        "2024 begroting",
        "100% duurzaam",
        "NUL.1 x",
        "a/1 x",
    ],
)
def test_a_name_without_a_code_is_not_split(text: str) -> None:
    assert split_code_name(text) is None


@given(st.text(max_size=70))
def test_a_code_can_be_part_of_a_path(text: str) -> None:
    if is_code(text):
        assert not set(text) & set('/\\:*?"<>|\0 %$~;')
        assert text[0] not in ".-_"


@given(
    st.lists(st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.booleans()), min_size=1)
)
def test_any_cell_is_a_code_or_has_an_error_or_is_empty(cells: list[Any]) -> None:
    codes = column(cells)

    found, wrong = read_codes(codes)

    for cell, code, is_wrong in zip(cells, per_row(codes, found), wrong, strict=True):
        assert is_wrong == (
            code is None and not (isinstance(cell, str) and not said_to_be_wrong(cell))
        )
        assert code is None or is_code(code)


def said_to_be_wrong(cell: str) -> bool:
    alone = column([cell])
    read_codes(alone)
    return any(severity == "error" for severity, _, _ in said(alone))
