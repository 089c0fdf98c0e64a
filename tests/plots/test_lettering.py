"""Text is measured, wrapped and shortened so that it fits, and no word is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.plots.lettering import balance, clean, font, shorten, text_width, wrap

SENTENCE = "Is er niets veranderd? Dan ligt de nieuwe meting bijna altijd in dit vlak."
words = st.text(
    alphabet=st.characters(min_codepoint=32, max_codepoint=0x17F), min_size=0, max_size=120
)


@given(text=words, width=st.floats(20, 400))
def test_no_line_is_wider_than_asked(text: str, width: float) -> None:
    assert all(text_width(line, 9.0) <= width for line in wrap(text, 9.0, width))


@given(text=words, width=st.floats(20, 400))
def test_wrapping_loses_no_letter(text: str, width: float) -> None:
    kept = "".join(wrap(text, 9.0, width)).replace(" ", "")
    assert kept == clean(text).replace(" ", "")


@given(text=words, width=st.floats(40, 400), most=st.integers(1, 4))
def test_shortening_keeps_to_its_lines_and_its_width(text: str, width: float, most: int) -> None:
    lines = shorten(text, 9.0, width, lines=most)
    assert len(lines) <= most
    assert all(text_width(line, 9.0) <= width for line in lines)


def test_a_text_that_fits_is_not_shortened() -> None:
    assert shorten(SENTENCE, 8.0, 200.0, lines=3) == wrap(SENTENCE, 8.0, 200.0)


def test_a_shortened_text_ends_in_an_ellipsis() -> None:
    lines = shorten(SENTENCE * 5, 8.0, 200.0, lines=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_words_stay_whole_when_they_fit() -> None:
    assert " ".join(wrap(SENTENCE, 8.0, 150.0)) == SENTENCE


def test_a_word_wider_than_the_line_is_broken() -> None:
    lines = wrap("x" * 500, 8.0, 100.0)
    assert len(lines) > 4
    assert "".join(lines) == "x" * 500


@given(width=st.floats(70, 300))
def test_balanced_lines_are_as_few_as_wrapped_ones(width: float) -> None:
    assert len(balance(SENTENCE, 8.0, width)) == len(wrap(SENTENCE, 8.0, width))


def test_balanced_lines_are_about_equally_long() -> None:
    lengths = [text_width(line, 8.0) for line in balance(SENTENCE, 8.0, 165.0)]
    assert min(lengths) > 0.75 * max(lengths)


@pytest.mark.parametrize("text", ["regel\neen", "tab\tteken", "nul\x00byte", "zacht\u200bhier"])
def test_characters_without_a_shape_become_one_space(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.isprintable()
    assert len(cleaned.split(" ")) == 2


def test_a_larger_size_is_proportionally_wider() -> None:
    assert text_width(SENTENCE, 16.0) == pytest.approx(2 * text_width(SENTENCE, 8.0), rel=0.01)


def test_bold_is_wider() -> None:
    assert text_width(SENTENCE, 8.0, bold=True) > text_width(SENTENCE, 8.0)


def test_no_text_has_no_width() -> None:
    assert text_width("", 8.0) == 0.0
    assert wrap("", 8.0, 100.0) == ()


def test_letters_come_with_matplotlib_itself() -> None:
    assert font(9.0).get_family() == ["DejaVu Sans"]
