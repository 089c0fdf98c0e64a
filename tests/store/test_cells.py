from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pcanalysis.model import MissingReason, Unit
from pcanalysis.store.cells import missing_mark, parse_figure
from pcanalysis.store.contact_cells import UnreadableCell

DUTCH = {"decimal": ",", "thousands": "."}


@pytest.mark.parametrize(
    ("text", "unit", "value", "decimals"),
    [
        ("29%", Unit.PERCENT, 29.0, 0),
        ("29 %", Unit.PERCENT, 29.0, 0),
        ("92,2%", Unit.PERCENT, 92.2, 1),
        ("2,84%", Unit.PERCENT, 2.84, 2),
        ("100%", Unit.PERCENT, 100.0, 0),
        ("0%", Unit.PERCENT, 0.0, 0),
        ("-3,5%", Unit.PERCENT, -3.5, 1),
        ("7,0", Unit.MARK, 7.0, 1),
        ("7.2", Unit.MARK, 7.2, 1),
        ("214.997", Unit.COUNT, 214997.0, 0),
        ("1.234.567", Unit.COUNT, 1234567.0, 0),
        ("0", Unit.COUNT, 0.0, 0),
        ("654", Unit.EURO, 654.0, 0),
        ("€ 1.234", Unit.EURO, 1234.0, 0),
        ("5:36", Unit.SECONDS, 336.0, 0),  # 5 * 60 + 36
        ("0:07", Unit.SECONDS, 7.0, 0),
        ("336", Unit.SECONDS, 336.0, 0),
        ("28", Unit.DAYS, 28.0, 0),
        ("169,5", Unit.RATE, 169.5, 1),
    ],
)
def test_a_figure_is_read_as_printed(text: str, unit: Unit, value: float, decimals: int) -> None:
    figure = parse_figure(text, unit, {})

    assert (figure.value, figure.decimals) == (value, decimals)


@pytest.mark.parametrize("text", ["7,2 (*)", "7,2*", "7,2 *)", "7,2 1)", "7,2 (1)", " 7,2 "])
def test_a_footnote_mark_is_not_part_of_the_figure(text: str) -> None:
    assert parse_figure(text, Unit.MARK, {}).value == 7.2


def test_a_footnote_after_a_percent_sign_is_not_part_of_the_figure() -> None:
    assert parse_figure("29%1)", Unit.PERCENT, {}).value == 29.0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", MissingReason.UNKNOWN),
        ("-", MissingReason.UNKNOWN),
        ("–", MissingReason.UNKNOWN),
        (" *) ", MissingReason.UNKNOWN),
        ("Niet gemeten", MissingReason.UNKNOWN),
        ("N.n.b.", MissingReason.NOT_YET_KNOWN),
        ("n.v.t.", MissingReason.NOT_APPLICABLE),
    ],
)
def test_a_mark_without_a_figure_says_why(text: str, reason: MissingReason) -> None:
    assert missing_mark(text) is reason


@pytest.mark.parametrize("text", ["0", "29%", "veel"])
def test_anything_else_is_no_mark(text: str) -> None:
    assert missing_mark(text) is None


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("veel", Unit.COUNT),
        ("12 stuks", Unit.COUNT),
        ("5:36", Unit.COUNT),
        ("29%", Unit.COUNT),
        ("29%", Unit.MARK),
        ("5:60", Unit.SECONDS),
        ("1,2,3", Unit.PERCENT),
        ("12.34.567", Unit.COUNT),
        ("٣", Unit.COUNT),
        ("1e3", Unit.COUNT),
        ("inf", Unit.MARK),
        ("nan", Unit.PERCENT),
        ("0x10", Unit.COUNT),
        ("28 dagen gemiddeld", Unit.PERCENT),
    ],
)
def test_text_that_is_no_figure_of_the_unit_is_refused(text: str, unit: Unit) -> None:
    with pytest.raises(UnreadableCell, match="Write"):
        parse_figure(text, unit, {})


@pytest.mark.parametrize("text", ["%", "-%", "x%"])
def test_a_percent_sign_without_a_number_is_no_figure(text: str) -> None:
    with pytest.raises(UnreadableCell, match="Write 29%"):
        parse_figure(text, Unit.PERCENT, {})


def test_three_decimals_or_a_thousand_is_for_the_card_to_say() -> None:
    with pytest.raises(UnreadableCell, match="a thousand or three decimals"):
        parse_figure("1.234", Unit.PERCENT, {})

    assert parse_figure("1.234", Unit.PERCENT, {"decimal": "."}).value == 1.234
    assert parse_figure("1.234", Unit.PERCENT, DUTCH).value == 1234.0


def test_an_english_card_turns_comma_and_point_around() -> None:
    assert parse_figure("1,234.5", Unit.RATE, {"decimal": "."}).value == 1234.5


def test_a_footnote_without_a_space_could_be_a_digit_and_is_refused() -> None:
    with pytest.raises(UnreadableCell):
        parse_figure("291)", Unit.MARK, {})


@pytest.mark.parametrize("text", ["12,5", "-3"])
def test_a_number_of_cases_is_whole_and_not_negative(text: str) -> None:
    with pytest.raises(UnreadableCell, match="whole number, 0 or more"):
        parse_figure(text, Unit.COUNT, {})


def dutch(thousandths: int, decimals: int) -> str:
    """Write a number the Dutch way, with plain arithmetic: 1234567 and 2 is 12.345,67."""
    whole, part = divmod(thousandths, 10**decimals)
    digits = str(whole)
    groups = []
    while len(digits) > 3:
        groups.insert(0, digits[-3:])
        digits = digits[:-3]
    text = ".".join([digits, *groups])
    return f"{text},{part:0{decimals}d}" if decimals else text


@given(st.integers(0, 10**9), st.integers(0, 3))
def test_a_number_written_the_dutch_way_reads_back_with_its_decimals(
    number: int, decimals: int
) -> None:
    figure = parse_figure(dutch(number, decimals), Unit.RATE, DUTCH)

    assert figure.value == pytest.approx(number / 10**decimals, rel=1e-12)
    assert figure.decimals == decimals


@given(st.integers(0, 10**9))
def test_a_count_with_points_needs_no_card(number: int) -> None:
    assert parse_figure(dutch(number, 0), Unit.COUNT, {}).value == number


@given(st.text(max_size=12))
def test_any_text_is_a_figure_or_is_refused_and_never_breaks(text: str) -> None:
    try:
        value = parse_figure(text, Unit.PERCENT, {}).value
    except UnreadableCell:
        return
    assert any(character.isdigit() for character in text)
    assert abs(value) < float("inf")


@given(st.integers(0, 59), st.integers(0, 500))
def test_minutes_and_seconds_become_seconds(seconds: int, minutes: int) -> None:
    assume(minutes or seconds)

    assert (
        parse_figure(f"{minutes}:{seconds:02d}", Unit.SECONDS, {}).value == minutes * 60 + seconds
    )
