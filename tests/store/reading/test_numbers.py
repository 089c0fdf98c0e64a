"""Numbers and durations, as printed in exports of Dutch municipalities."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused
from pcanalysis.store.reading.grid import Broken, Cells, Column, Percent
from pcanalysis.store.reading.numbers import (
    Numbers,
    missing_reason,
    read_durations,
    read_numbers,
)
from tests.store.reading.columns import column_of, said


def counts(*cells: Any, **dialect: str) -> tuple[list[float], list[tuple[str, str, int | None]]]:
    """Read a column of counts: values, and what is said about them."""
    column = column_of(*cells, header="aantal")
    return read_numbers(column, dialect, whole=True).values.tolist(), said(column)


def measured(*cells: Any, **dialect: str) -> list[float]:
    """Read a column of measured values that raises no message."""
    column = column_of(*cells)
    values = read_numbers(column, dialect, whole=False).values.tolist()
    assert said(column) == []
    return values


def refused(column: Column, *, whole: bool = False, **dialect: str) -> tuple[str, int | None]:
    """Return code and line of the refusal of a column."""
    with pytest.raises(DataRefused) as refusal:
        read_numbers(column, dialect, whole=whole)
    message = refusal.value.problems[0]
    return message.code, message.line


def durations(*cells: Any) -> tuple[Numbers, list[tuple[str, str, int | None]]]:
    column = column_of(*cells, header="gem_wachttijd")
    return read_durations(column, {}), said(column)


# --- counts: a count has no decimals ----------------------------------------------------------------


def test_three_digits_after_a_point_are_thousands_in_a_count() -> None:
    values, messages = counts("1.234", "987")

    assert values == [1234, 987]
    assert messages == [("warning", "thousands_assumed", 2)]


def test_the_warning_about_thousands_comes_once_and_counts_the_rows() -> None:
    column = column_of("12", "1.234", "2.345", "1.234")
    read_numbers(column, {}, whole=True)

    (message,) = column.notes.messages
    assert (message.line, message.cell) == (3, "1.234")
    assert message.facts == {"rows": 3, "value": "1234"}


@pytest.mark.parametrize("proof", ["1.234.567", "1.234,0", "12,0", "0,0"])
def test_another_count_can_prove_that_the_point_groups_thousands(proof: str) -> None:
    values, messages = counts(proof, "1.234")

    assert values[1] == 1234
    assert messages == []


def test_a_comma_can_group_thousands_too() -> None:
    assert counts("1,234") == ([1234], [("warning", "thousands_assumed", 2)])
    assert counts("1,234,567", "1,234") == ([1234567, 1234], [])


@pytest.mark.parametrize(
    "text", ["1 234", "1\u00a0234", "1\u202f234", "1\u2009234", "1'234", "1’234"]
)
def test_spaces_and_apostrophes_group_thousands_without_doubt(text: str) -> None:
    assert counts(text) == ([1234], [])


@pytest.mark.parametrize(
    "text", ["12 34", "1 2345", "1  234", "1.23.456", "0.123.456", "1.2.3", "1,2,3"]
)
def test_groups_of_another_size_are_no_number(text: str) -> None:
    values, messages = counts(text)

    assert math.isnan(values[0])
    assert messages == [("error", "not_a_number", 2)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-12", "negative_count"),
        ("−12", "negative_count"),
        ("12,5", "not_a_whole_number"),
        ("twaalf", "not_a_number"),
        ("inf", "not_a_number"),
        ("NaN", "not_a_number"),
        ("1_000", "not_a_number"),
        ("0x1F", "not_a_number"),
        ("１２", "not_a_number"),
        ("٣", "not_a_number"),
        ("28%", "not_a_number"),
        ("€ 5", "not_a_number"),
        ("5,-", "not_a_number"),
        ("12-", "not_a_number"),
        ("(12)", "not_a_number"),
        ("1+1", "not_a_number"),
        ("9" * 20, "out_of_range"),
        ("9" * 5000, "out_of_range"),
        ("9999999999999", "out_of_range"),
        ("1e400", "out_of_range"),
        ("1e300", "out_of_range"),
    ],
)
def test_what_cannot_be_a_count_costs_its_row_only(text: str, code: str) -> None:
    column = column_of("8", text)
    numbers = read_numbers(column, {}, whole=True)

    errors = [message for message in said(column) if message[0] == "error"]
    assert errors == [("error", code, 3)]
    assert numbers.values[0] == 8
    assert numbers.wrong.tolist() == [False, True]


@pytest.mark.parametrize("text", ["12", " 12 ", "+12", "12,0", "012", 12, 12.0])
def test_twelve_is_written_in_many_ways(text: str | float) -> None:
    assert counts(text) == ([12], [])


def test_a_number_that_a_spreadsheet_rounded_is_read_with_a_warning() -> None:
    assert counts("1,2E+05") == ([120000], [("warning", "exponent_notation", 2)])
    assert counts("1.234E+03") == ([1234], [("warning", "exponent_notation", 2)])


def test_a_measured_value_can_be_bound_to_zero_and_more() -> None:
    column = column_of("-0,5", "0,5")
    numbers = read_numbers(column, {}, whole=False, positive=True)

    assert said(column) == [("error", "negative_count", 2)]
    assert numbers.values[1] == 0.5


def test_a_limit_can_be_lower() -> None:
    column = column_of("101", 101, 100)
    numbers = read_numbers(column, {}, whole=True, limit=100)

    assert numbers.wrong.tolist() == [True, True, False]
    assert said(column) == [("error", "out_of_range", 2), ("error", "out_of_range", 3)]


# --- measured values: the column must settle the notation -------------------------------------------


@pytest.mark.parametrize("text", ["1.234", "1,234", "12.345", "999,999", "-1.234", "1.234%"])
def test_thousands_or_decimals_is_refused_without_proof(text: str) -> None:
    assert refused(column_of("5", text, "2.345")) == ("ambiguous_number", 3)


@pytest.mark.parametrize(
    "proof", ["1.234,5", "12,5", "0,123", "1234,567", ",5", "1 234,5", "1.000.000"]
)
def test_a_cell_can_prove_the_decimal_comma(proof: str) -> None:
    assert measured("1.100", proof)[0] == 1100
    assert measured(proof, "1,100")[1] == 1.1


@pytest.mark.parametrize(
    "proof", ["1,234.5", "12.5", "0.123", "1234.567", ".5", "1'234.5", "1,000,000"]
)
def test_a_cell_can_prove_the_decimal_point(proof: str) -> None:
    assert measured("1,100", proof)[0] == 1100
    assert measured(proof, "1.100")[1] == 1.1


def test_the_card_settles_what_the_column_cannot() -> None:
    assert measured("1.234", decimal=",") == [1234]
    assert measured("1.234", decimal=".") == [1.234]
    assert measured("1.234", thousands=".") == [1234]
    assert measured("1.234", thousands=" ") == [1.234]
    assert counts("1.234", decimal=",") == ([1234], [])


def test_a_cell_that_contradicts_the_card_is_no_number() -> None:
    assert counts("12.5", decimal=",")[1] == [("error", "not_a_number", 2)]


def test_contradicting_proof_refuses_the_file_and_names_both_cells() -> None:
    column = column_of("5", "1.234,5", "1,234.5")

    with pytest.raises(DataRefused) as refusal:
        read_numbers(column, {}, whole=False)

    message = refusal.value.problems[0]
    assert (message.code, message.line, message.cell) == ("number_format_conflict", 4, "1,234.5")
    assert message.facts == {"other": "1.234,5", "other_line": 3}


def test_two_ways_to_group_thousands_in_counts_contradict_each_other() -> None:
    assert refused(column_of("1.234", "1,234"), whole=True) == ("number_format_conflict", 3)


def test_a_cell_that_no_row_holds_any_more_proves_nothing() -> None:
    column = column_of("1.234", "1.896,0")
    kept = np.array([True, False])
    column = Column("x", "x", column.cells.keep(kept), column.lines[kept], column.notes)

    assert refused(column) == ("ambiguous_number", 2)


def test_the_line_that_settled_the_notation_is_kept_as_evidence() -> None:
    column = column_of("1.100", "1.234,5")
    read_numbers(column, {}, whole=False)

    assert column.notes.evidence == {"decimal mark of waarde": "',': shown by line 3"}


def test_plain_whole_numbers_prove_nothing_and_need_nothing() -> None:
    assert measured("28", "-3", "1234567") == [28, -3, 1234567]


# --- signs, marks and footnotes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("28%", 28),
        ("29 %", 29),
        ("31,5 procent", 31.5),
        ("€ 1.234,50", 1234.5),
        ("-€ 12,50", -12.5),
        ("€ -12,50", -12.5),
        ("12,50 euro", 12.5),
        ("€ 12,-", 12),
        ("-64", -64),
        ("−64", -64),
        ("–64", -64),
    ],
)
def test_signs_around_a_number_are_understood(text: str, value: float) -> None:
    assert measured(text, "0,1") == [value, 0.1]


def test_the_percent_sign_and_the_decimals_are_kept() -> None:
    numbers = read_numbers(column_of("28%", "31,50", "7", Percent(0.295), 7.25), {}, whole=False)

    assert numbers.percent.tolist() == [True, False, False, True, False]
    assert numbers.decimals.tolist() == [0, 2, 0, 1, 2]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("28*", 28),
        ("28 *", 28),
        ("28**", 28),
        ("28*)", 28),
        ("29 1)", 29),
        ("29 (1)", 29),
        ("30²", 30),
        ("30¹⁾", 30),
        ("7,2 (*)", 7.2),
        ("28%*", 28),
        ("28* %", 28),
        ("28%1)", 28),
        ("12†", 12),
    ],
)
def test_a_footnote_mark_is_left_off_with_a_warning(text: str, value: float) -> None:
    column = column_of("5", text)
    numbers = read_numbers(column, {}, whole=False)

    assert numbers.values[1] == value
    assert said(column) == [("warning", "footnote_mark", 3)]


@pytest.mark.parametrize("text", ["291)", "28a", "28 x", "30^2"])
def test_what_may_be_part_of_the_number_is_no_footnote(text: str) -> None:
    assert counts(text)[1] == [("error", "not_a_number", 2)]


@pytest.mark.parametrize("mark", ["-", "–", "n.b.", "N.v.t.", "*)", ".", "x", "onbekend", "…"])
def test_a_mark_for_no_figure_is_missing_and_kept(mark: str) -> None:
    column = column_of(f" {mark} ", "28")
    numbers = read_numbers(column, {}, whole=False)

    assert math.isnan(numbers.values[0])
    assert numbers.marks.tolist() == [mark, ""]
    assert not numbers.wrong.any()
    assert said(column) == []


@pytest.mark.parametrize("empty", ["", "  ", "\u00a0", None])
def test_an_empty_cell_is_missing_without_a_mark(empty: str | None) -> None:
    numbers = read_numbers(column_of(empty), {}, whole=True)

    assert math.isnan(numbers.values[0])
    assert (numbers.marks.tolist(), numbers.wrong.tolist()) == ([""], [False])


@pytest.mark.parametrize(
    ("mark", "reason"),
    [("n.v.t.", "not_applicable"), ("N.N.B.", "not_yet_known"), ("-", "unknown"), ("", "unknown")],
)
def test_a_mark_says_why_there_is_no_figure(mark: str, reason: str) -> None:
    assert missing_reason(mark) == reason


# --- typed cells -----------------------------------------------------------------------------------


def test_a_fraction_shown_as_a_percentage_is_a_percentage() -> None:
    assert measured(Percent(0.29), Percent(0.005)) == [29, 0.5]


def test_a_row_whose_unit_is_a_count_reads_thousands_in_a_measured_column() -> None:
    column = column_of("1.234", "28")
    numbers = read_numbers(column, {}, whole=False, counts=np.array([True, False]))

    assert numbers.values.tolist() == [1234, 28]
    assert said(column) == [("warning", "thousands_assumed", 2)]


def test_the_same_text_in_a_measured_row_is_still_refused() -> None:
    column = column_of("1.234", "28", "1.234")

    with pytest.raises(DataRefused) as refusal:
        read_numbers(column, {}, whole=False, counts=np.array([True, False, False]))
    assert refusal.value.problems[0].line == 4


def test_typed_numbers_settle_nothing() -> None:
    assert refused(column_of(12.5, "1.234")) == ("ambiguous_number", 3)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (True, "not_a_number"),
        (dt.date(2024, 1, 2), "not_a_number"),
        (math.nan, "not_a_number"),
        (math.inf, "not_a_number"),
        (Percent(0.29), "not_a_number"),
        (12.5, "not_a_whole_number"),
        (-1, "negative_count"),
        (10**400, "out_of_range"),
        (1e13, "out_of_range"),
        (Broken("cell_error", "#REF!"), "cell_error"),
        (Broken("formula_without_value", "C2"), "formula_without_value"),
    ],
)
def test_a_typed_cell_that_is_no_count_costs_its_row(cell: Any, code: str) -> None:
    assert counts(cell, 3)[1] == [("error", code, 2)]


def test_a_broken_cell_shows_what_its_workbook_shows() -> None:
    column = column_of(Broken("cell_error", "#N/A"))
    read_numbers(column, {}, whole=True)

    assert column.notes.messages[0].cell == "#N/A"


# --- durations -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("200", 200),
        ("200 s", 200),
        ("95 sec", 95),
        ("95 sec.", 95),
        ("1:35", 95),
        ("00:01:35", 95),
        ("1:02:03", 3723),
        ("125:00", 7500),
        ("0:35,5", 35.5),
        ("3 min", 180),
        ("1,5 min", 90),
        ("3m20s", 200),
        ("3 min 20 sec", 200),
        ("1u 5m", 3900),
        (200, 200),
        (212.5, 212.5),
        (dt.time(0, 3, 20), 200),
    ],
)
def test_durations_come_out_in_seconds(cell: Any, seconds: float) -> None:
    numbers, messages = durations(cell)

    assert numbers.values.tolist() == [seconds]
    assert messages == []


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("3:75", "invalid_duration"),
        ("1:75:00", "invalid_duration"),
        ("3:20:", "invalid_duration"),
        ("lang", "invalid_duration"),
        ("5%", "invalid_duration"),
        ("min", "invalid_duration"),
        (dt.date(2024, 1, 2), "invalid_duration"),
        (Percent(0.5), "invalid_duration"),
        ("-5", "negative_duration"),
        ("-3:20", "negative_duration"),
        ("-3 min", "negative_duration"),
        ("9" * 70 + ":00", "out_of_range"),
        ("0" * 78 + "3m20s", "invalid_duration"),
    ],
)
def test_what_is_no_duration_costs_its_row(cell: Any, code: str) -> None:
    numbers, messages = durations(cell, "200")

    assert messages == [("error", code, 2)]
    assert numbers.values[1] == 200


def test_the_message_shows_the_duration_as_it_is_written() -> None:
    column = column_of("-3 min")
    read_durations(column, {})

    assert column.notes.messages[0].cell == "-3 min"


def test_a_duration_needs_proof_of_its_decimals_too() -> None:
    with pytest.raises(DataRefused, match=r"1\.234"):
        durations("1.234", "2.345 s")
    assert durations("1.234", "212,5 s")[0].values.tolist() == [1234, 212.5]


def test_no_duration_is_no_error() -> None:
    numbers, messages = durations("-", "")

    assert np.isnan(numbers.values).all()
    assert (numbers.marks.tolist(), messages) == (["-", ""], [])


# --- whatever comes --------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 10**11), min_size=1))
def test_counts_written_with_groups_are_read_back(values: list[int]) -> None:
    column = column_of(*(f"{value:,}".replace(",", "\u202f") for value in values))

    assert read_numbers(column, {}, whole=True).values.tolist() == values


@given(st.lists(st.integers(-(10**8), 10**8), min_size=1))
def test_dutch_money_is_read_back(cents: list[int]) -> None:
    swapped = str.maketrans(".,", ",.")
    column = column_of(*(f"€ {value / 100:,.2f}".translate(swapped) for value in cents))

    values = read_numbers(column, {}, whole=False).values
    assert np.rint(100 * values).tolist() == cents


@given(
    st.lists(st.tuples(st.integers(-(10**7), 10**7), st.integers(0, 3)), min_size=1, max_size=6),
    st.sampled_from([",", "."]),
    st.booleans(),
)
def test_a_measured_value_is_right_or_the_file_is_refused(
    figures: list[tuple[int, int]], decimal: str, grouped: bool
) -> None:
    swapped = str.maketrans(".,", ",.") if decimal == "," else {}
    values = [digits / 10**decimals for digits, decimals in figures]
    cells = [
        f"{value:{',' if grouped else ''}.{decimals}f}".translate(swapped)
        for value, (_, decimals) in zip(values, figures, strict=True)
    ]
    column = column_of(*cells)
    try:
        found = read_numbers(column, {}, whole=False).values.tolist()
    except DataRefused:
        assert refused(column)[0] == "ambiguous_number"
    else:
        assert found == values


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=6), st.booleans())
def test_any_text_gives_numbers_messages_or_a_clean_refusal(cells: list[str], whole: bool) -> None:
    column = column_of(*cells)
    try:
        numbers = read_numbers(column, {}, whole=whole)
        read_durations(column, {})
    except DataRefused:
        return
    assert len(numbers.values) == len(cells)
    assert np.isnan(numbers.values[numbers.wrong]).all()


@given(st.lists(st.text("0123456789.,'- €%*)e", max_size=9), max_size=5))
def test_a_count_is_never_a_fraction_or_negative(cells: list[str]) -> None:
    try:
        values = read_numbers(column_of(*cells), {}, whole=True).values
    except DataRefused:
        return
    known = values[~np.isnan(values)]
    assert (known % 1 == 0).all()
    assert (known >= 0).all()


def test_a_column_without_rows_has_no_numbers() -> None:
    assert read_numbers(column_of(), {}, whole=True).values.tolist() == []


def test_a_million_rows_cost_about_what_their_distinct_cells_cost() -> None:
    column = column_of(*map(str, range(500)))
    codes = np.arange(1_000_000, dtype=np.int32) % 500
    many = Column("x", "x", Cells(column.cells.values, codes), codes, column.notes)

    assert read_numbers(many, {}, whole=True).values.sum() == 2000 * 499 * 500 / 2
