"""Twenty dots tell the printed chance, and none lies on the wrong side of its target."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis import measure_gap
from pcanalysis.plots import draw
from pcanalysis.plots.dots import filled_dots, stack
from tests.plots.reading import lines, place
from tests.texts.results import history, target

outcomes = st.lists(st.floats(0, 100), min_size=20, max_size=20)


@given(values=outcomes, low=st.integers(1, 99), width=st.floats(0.2, 6), filled=st.integers(0, 20))
def test_no_filled_dot_lies_below_the_edge_and_no_hollow_one_above(
    values: list[float], low: int, width: float, filled: int
) -> None:
    dots = stack(values, filled, (low - 0.5, math.inf), width)
    assert len(dots) == 20
    assert sum(dot.filled for dot in dots) == filled
    assert all((dot.value > low - 0.5) == dot.filled for dot in dots)


@given(values=outcomes, filled=st.integers(0, 20))
def test_where_lower_is_better_the_filled_dots_lie_below(values: list[float], filled: int) -> None:
    dots = stack(values, filled, (-math.inf, 30.5), 1.0)
    assert all((dot.value < 30.5) == dot.filled for dot in dots)


def test_the_dots_of_a_range_lie_between_its_ends() -> None:
    dots = stack([30.0, 45.0, 55.0, 70.0], 2, (40.0, 60.0), 1.0)
    assert [dot.filled for dot in dots] == [False, True, True, False]
    assert [dot.value for dot in dots] == [29.5, 45.5, 54.5, 70.5]


def test_dots_of_one_bin_stand_beside_each_other() -> None:
    dots = stack([80.1, 80.2, 80.3], 3, (80.0, math.inf), 1.0)
    assert [(dot.value, dot.place) for dot in dots] == [(80.5, 0), (80.5, 1), (80.5, 2)]


@pytest.mark.parametrize(("y", "goal"), [(85, 88), (60, 50), (75, 76), (40, 90), (97, 60)])
@pytest.mark.parametrize("direction", ["higher", "lower"])
def test_filled_dots_times_five_are_the_printed_chance(y: int, goal: int, direction: str) -> None:
    waves = history({2019: y - 2, 2021: y}, direction=direction)
    gap = measure_gap(waves, [target(2023, goal)], as_of="2022-01-01")
    assert gap.headline is not None
    chart = draw(gap)
    assert chart is not None
    count, rest = (
        sum(len(np.ravel(dots.get_xdata())) for dots in lines(chart, state))
        for state in ("filled", "hollow")
    )
    assert 5 * count == gap.headline.chance_pct
    assert count == filled_dots(gap.headline)
    assert count + rest == 20


@pytest.mark.parametrize(("direction", "side"), [("higher", 1), ("lower", -1)])
def test_on_the_picture_filled_dots_lie_on_the_good_side_of_the_line(
    direction: str, side: int
) -> None:
    waves = history({2019: 74, 2021: 75}, direction=direction)
    chart = draw(measure_gap(waves, [target(2023, 76)], as_of="2022-01-01"))
    assert chart is not None
    (diamond,), (filled,), (hollow,) = (
        lines(chart, name) for name in ("target", "filled", "hollow")
    )
    line = place(diamond)[1]
    assert all(side * (y - line) >= -0.01 for y in np.ravel(filled.get_ydata()))
    assert all(side * (y - line) < 0 for y in np.ravel(hollow.get_ydata()))
