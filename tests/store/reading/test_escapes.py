from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.store.reading.escapes import escape, unescape
from pcanalysis.store.reading.grid import Cells


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+31 71", "-5+2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1", "\u00a0=1", "\ufeff=1"],
)
def test_no_text_that_starts_a_formula_stays_one(text: str) -> None:
    assert escape(text) == "'" + text


@pytest.mark.parametrize("text", ["Balie", "1+1=2", "'s-Hertogenbosch", "", "a@b", "28%"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert escape(text) == text


@given(st.text(alphabet="'=+-@ \t\rab＝", max_size=6))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert unescape(Cells.of([escape(text)]))[0] == text


def test_numbers_and_empty_cells_are_no_text() -> None:
    assert unescape(Cells.of([-5, None, 1.5])).values == [-5, None, 1.5]
