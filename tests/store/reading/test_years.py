"""Which year or period a cell names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.store.reading.years import read_years
from tests.store.reading.columns import column_of, said


@pytest.mark.parametrize("cell", ["2019", " 2019 ", 2019, 2019.0])
def test_a_year_is_read_as_text_or_number(cell: Any) -> None:
    column = column_of(cell, header="jaar")

    assert read_years(column)[0] == ["2019"]
    assert said(column) == []


@pytest.mark.parametrize("cell", ["2019.0", "2.019", "2019,00"])
def test_a_spoilt_year_is_repaired_with_a_warning(cell: str) -> None:
    column = column_of(cell, header="jaar")

    labels, wrong = read_years(column)

    assert (labels, wrong.tolist()) == (["2019"], [False])
    assert said(column) == [("warning", "year_format", 2)]


@pytest.mark.parametrize("cell", [True, "19", "2019a", "2019-03", "'19", "-2019", "MMXIX"])
def test_what_is_no_year_is_an_error(cell: Any) -> None:
    column = column_of(cell, header="jaar")

    assert read_years(column)[1].tolist() == [True]
    assert said(column) == [("error", "invalid_year", 2)]


@pytest.mark.parametrize(("cell", "fits"), [("1900", 1), ("2100", 1), ("1899", 0), ("2101", 0)])
def test_years_lie_between_1900_and_2100(cell: str, fits: int) -> None:
    column = column_of(cell, header="jaar")

    assert read_years(column)[1].tolist() == [not fits]


def test_an_empty_cell_is_no_year_and_no_error() -> None:
    column = column_of("", "2019", header="jaar")

    labels, wrong = read_years(column)

    assert [labels[code] for code in column.cells.codes] == ["", "2019"]
    assert not wrong.any()


@pytest.mark.parametrize(
    ("cell", "label"),
    [("2024-K1", "2024-K1"), ("2024-Q1", "2024-K1"), ("2024-03", "2024-03"),
     ("2024-W09", "2024-W09"), ("2024-03-01", "2024-03-01"), (2024, "2024"),
     ("K3 2022", "2022-K3"), ("1e kwartaal 2022", "2022-K1"), ("Jan 2022", "2022-01"),
     ("01-2022", "2022-01"), ("2022-W9", "2022-W09"), ("week 1 2025", "2025-W01")],
)  # fmt: skip
def test_a_period_is_read_where_periods_may_stand(cell: Any, label: str) -> None:
    assert read_years(column_of(cell, header="kwartaal"), periods=True)[0] == [label]
    assert read_years(column_of(cell, header="Periode"))[0] == [label]


@pytest.mark.parametrize("cell", ["2022-13", "2022-W53", "K5 2022", "2022-4", "01-02-2022"])
def test_what_is_no_period_is_an_error(cell: str) -> None:
    assert read_years(column_of(cell, header="Periode"))[1].all()


@given(st.text(max_size=12))
def test_any_text_is_a_period_an_error_or_empty(text: str) -> None:
    column = column_of(text, header="periode")

    (label,), wrong = read_years(column)

    assert bool(label) != bool(wrong[0]) or not text.strip()
