"""The tables of spellings that the readers of numbers and dates need."""

from __future__ import annotations

import re

import pytest

from pcanalysis.store.reading.dates import _forms
from pcanalysis.store.reading.spellings import canonical, fold, spellings


def test_a_mark_for_no_figure_is_kept_in_lower_case() -> None:
    assert all(mark == mark.casefold().strip() for mark in spellings()["missing"])


def test_no_mark_for_no_figure_can_be_a_number() -> None:
    assert not [mark for mark in spellings()["missing"] if re.search(r"\d", mark)]


def test_there_are_twelve_months_and_their_names_are_folded() -> None:
    months = canonical("months")

    assert set(months.values()) == {str(month) for month in range(1, 13)}
    assert all(fold(name) == name for name in months)


@pytest.mark.parametrize("header", ["datum", "week", "maand", "kwartaal"])
def test_every_shape_of_a_date_holds_a_year_or_a_day_number(header: str) -> None:
    for kind, shape in _forms(header):
        assert kind in "DWMQY"
        assert {"y", "serial"} & set(shape.groupindex)


def test_a_header_decides_which_shapes_can_stand_below_it() -> None:
    assert len(_forms("datum")) < len(_forms("week")) < len(spellings()["dates"]["forms"])
