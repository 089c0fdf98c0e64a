from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.model import MissingReason, Unit
from pcanalysis.store.cells import Figure, missing_mark, parse_figure
from pcanalysis.store.contact_cells import UnreadableCell

DUTCH = {"decimal": ",", "thousands": "."}
ENGLISH = {"decimal": ".", "thousands": ","}


@pytest.mark.parametrize(
    ("text", "unit", "value", "decimals"),
    [
        ("29%", Unit.PERCENT, 29.0, 0),
        ("29 %", Unit.PERCENT, 29.0, 0),
        ("2,84%", Unit.PERCENT, 2.84, 2),
        ("92,0%", Unit.PERCENT, 92.0, 1),
        ("67", Unit.PERCENT, 67.0, 0),
        ("-3,5%", Unit.PERCENT, -3.5, 1),
        ("7,0", Unit.MARK, 7.0, 1),
        ("8", Unit.MARK, 8.0, 0),
        ("214.997", Unit.COUNT, 214997.0, 0),
        ("1.234.567", Unit.COUNT, 1234567.0, 0),
        ("471", Unit.COUNT, 471.0, 0),
        ("212.000", Unit.EURO, 212000.0, 0),
        ("€ 679", Unit.EURO, 679.0, 0),
        ("€ 1.234,50", Unit.EURO, 1234.5, 2),
        ("5:36", Unit.SECONDS, 336.0, 0),  # 5 * 60 + 36
        ("4:07", Unit.SECONDS, 247.0, 0),  # 4 * 60 + 7
        ("292", Unit.SECONDS, 292.0, 0),
        ("174,1", Unit.RATE, 174.1, 1),
    ],
)
def test_a_dutch_cell_is_read_as_printed(
    text: str, unit: Unit, value: float, decimals: int
) -> None:
    assert parse_figure(text, unit, DUTCH) == Figure(value=value, decimals=decimals)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("7.2", Unit.MARK, 7.2), ("214,997", Unit.COUNT, 214997.0), ("1.234", Unit.RATE, 1.234)],
)
def test_an_english_cell_is_read_when_the_card_says_so(text: str, unit: Unit, value: float) -> None:
    assert parse_figure(text, unit, ENGLISH).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("7,2 (*)", 7.2), ("7,2 *)", 7.2), ("7,2*", 7.2), ("7,2 (1)", 7.2), ("7,2 1)", 7.2)],
)
def test_a_footnote_mark_is_no_part_of_the_figure(text: str, value: float) -> None:
    assert parse_figure(text, Unit.MARK, DUTCH) == Figure(value=value, decimals=1)


def test_a_digit_glued_to_a_bracket_is_refused_because_it_may_belong_to_the_figure() -> None:
    # "291)" is 291 with a stray bracket, or 29 with footnote 1.
    with pytest.raises(UnreadableCell):
        parse_figure("291)", Unit.PERCENT, DUTCH)
    assert parse_figure("29%1)", Unit.PERCENT, DUTCH).value == 29.0


def test_a_point_before_three_digits_is_a_thousand_in_a_count() -> None:
    assert parse_figure("1.234", Unit.COUNT, {}).value == 1234.0


@pytest.mark.parametrize("unit", [Unit.PERCENT, Unit.MARK, Unit.SECONDS, Unit.DAYS, Unit.RATE])
def test_a_point_before_three_digits_is_refused_in_a_measured_value(unit: Unit) -> None:
    with pytest.raises(UnreadableCell, match=r"decimal = ',' or '\.'"):
        parse_figure("1.234", unit, {})


def test_without_a_card_the_text_itself_can_settle_the_notation() -> None:
    assert parse_figure("12.5", Unit.MARK, {}).value == 12.5
    assert parse_figure("12,5", Unit.MARK, {}).value == 12.5
    assert parse_figure("1.234,5", Unit.RATE, {}).value == 1234.5


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("28 dagen gemiddeld", Unit.PERCENT),
        ("29%%", Unit.PERCENT),
        ("29%", Unit.MARK),
        ("29%", Unit.COUNT),
        ("5:36", Unit.PERCENT),
        ("5:76", Unit.SECONDS),  # no minute has 76 seconds
        ("1:05:36", Unit.SECONDS),
        ("214 997", Unit.COUNT),
        ("21.4997", Unit.COUNT),
        ("12,5", Unit.COUNT),
        ("-12", Unit.COUNT),
        ("(7)", Unit.MARK),
        ("7,2,1", Unit.MARK),
        ("∞", Unit.MARK),
        ("nan", Unit.MARK),
        ("1e3", Unit.MARK),
        ("٧", Unit.MARK),  # an Arabic seven
        ("n.b.", Unit.MARK),
        ("*)", Unit.MARK),
        ("", Unit.MARK),
    ],
)
def test_what_is_no_figure_of_the_unit_is_refused(text: str, unit: Unit) -> None:
    with pytest.raises(UnreadableCell):
        parse_figure(text, unit, DUTCH)


def test_a_refusal_shows_how_the_unit_is_written() -> None:
    with pytest.raises(UnreadableCell, match="Write 29% or 29,0"):
        parse_figure("veel", Unit.PERCENT, DUTCH)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", MissingReason.UNKNOWN),
        ("-", MissingReason.UNKNOWN),
        ("–", MissingReason.UNKNOWN),
        ("*)", MissingReason.UNKNOWN),
        (" n.b. ", MissingReason.UNKNOWN),
        ("Niet gemeten", MissingReason.UNKNOWN),
        ("n.n.b.", MissingReason.NOT_YET_KNOWN),
        ("N.v.t.", MissingReason.NOT_APPLICABLE),
    ],
)
def test_a_mark_without_a_figure_is_missing(text: str, reason: MissingReason) -> None:
    assert missing_mark(text) is reason


@pytest.mark.parametrize("text", ["0", "0%", "28 dagen gemiddeld", "7,0"])
def test_a_figure_or_a_sentence_is_no_missing_mark(text: str) -> None:
    assert missing_mark(text) is None


@given(st.integers(0, 10**12))
def test_every_whole_number_is_read_back_from_its_dutch_form(number: int) -> None:
    printed = f"{number:,}".replace(",", ".")

    assert parse_figure(printed, Unit.COUNT, DUTCH) == Figure(value=float(number), decimals=0)


@given(st.integers(0, 1000))
def test_every_share_with_one_decimal_is_read_back(tenths: int) -> None:
    printed = f"{tenths // 10},{tenths % 10}%"

    assert parse_figure(printed, Unit.PERCENT, DUTCH) == Figure(value=tenths / 10, decimals=1)


@given(st.text(max_size=12), st.sampled_from(list(Unit)))
def test_any_text_is_a_number_or_a_refusal(text: str, unit: Unit) -> None:
    try:
        figure = parse_figure(text, unit, {})
    except UnreadableCell:
        return
    assert any(character.isdigit() for character in text)
    assert abs(figure.value) < 10**16


@pytest.mark.parametrize("text", ["%", "-%", "x %", "€"])
def test_a_sign_without_a_number_is_no_figure(text: str) -> None:
    with pytest.raises(UnreadableCell, match="Write"):
        parse_figure(text, Unit.PERCENT, {})


def test_the_card_settles_whether_a_point_is_a_thousand_or_a_decimal() -> None:
    assert parse_figure("1.234", Unit.PERCENT, {"decimal": "."}).value == 1.234
    assert parse_figure("1.234", Unit.PERCENT, {"decimal": ","}).value == 1234.0


@given(st.integers(0, 10**9), st.integers(1, 3))
def test_every_number_with_decimals_is_read_back_from_its_dutch_form(
    number: int, decimals: int
) -> None:
    whole, part = divmod(number, 10**decimals)
    printed = f"{whole:,}".replace(",", ".") + f",{part:0{decimals}d}"

    figure = parse_figure(printed, Unit.RATE, DUTCH)

    assert figure.value == pytest.approx(number / 10**decimals, rel=1e-12)
    assert figure.decimals == decimals


@given(st.integers(0, 59), st.integers(0, 500))
def test_minutes_and_seconds_become_seconds(seconds: int, minutes: int) -> None:
    figure = parse_figure(f"{minutes}:{seconds:02d}", Unit.SECONDS, {})

    assert figure.value == minutes * 60 + seconds
