"""The strip in an overview row keeps every mark on one axis and shows by shape what is unsure."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reporting.cases import macros

WIDTH, TARGET_AT = 176, 150.7  # as the style draws the line of the target
DRAW = macros("overview.html.j2").strip
points = st.floats(min_value=-200, max_value=200, allow_nan=False)
reaches = st.floats(min_value=0.5, max_value=150, allow_nan=False)


def strip(difference: float, **changes: Any) -> str:
    """Draw a row with a known margin of two points either side, unless told otherwise."""
    facts: dict[str, Any] = {
        "margin": (difference - 2, difference + 2),
        "before": None,
        "reach": 10.0,
        "assumed": False,
        "older": False,
    }
    facts |= changes
    low, high = facts["margin"] or (None, None)
    past = {"margin_low": low, "margin_high": high, "previous": facts["before"]}
    row = SimpleNamespace(
        past=past.get, distance=difference, assumed=facts["assumed"], older=facts["older"]
    )
    return str(DRAW(row, facts["reach"]))


def dot(svg: str) -> float:
    """Return where the circle of the last measurement stands."""
    found = re.search(r'<circle cx="([-\d.]+)"', svg)
    assert found is not None
    return float(found[1])


def margin(svg: str) -> tuple[float, float] | None:
    """Return the ends of the margin line."""
    found = re.search(r'd="M([-\d.]+) 15H([-\d.]+)"', svg)
    return None if found is None else (float(found[1]), float(found[2]))


def test_a_figure_on_its_target_stands_on_the_line_of_the_target() -> None:
    assert dot(strip(0)) == TARGET_AT


def test_a_figure_a_whole_reach_short_stands_at_the_left_end_of_the_axis() -> None:
    # 150.7 - 10 * (150.7 - 6) / 10 = 6
    assert dot(strip(-10)) == 6.0


def test_half_the_reach_is_half_the_way() -> None:
    # 150.7 - 5 * 14.47 = 78.35, printed with one decimal
    assert dot(strip(-5)) == pytest.approx(78.35, abs=0.051)


def test_a_figure_above_its_target_stands_right_of_the_line() -> None:
    # 150.7 + 1 * 14.47 = 165.17
    assert dot(strip(1)) == pytest.approx(165.2)


def test_a_figure_far_above_its_target_stays_on_the_drawing() -> None:
    assert dot(strip(60)) == 170.0


def test_a_margin_that_runs_off_the_axis_is_cut_at_both_ends() -> None:
    assert margin(strip(0, margin=(-40, 40))) == (6.0, 170.0)


def test_rows_with_the_same_reach_share_one_axis() -> None:
    near, far = dot(strip(-2, reach=28)), dot(strip(-23, reach=28))
    # 21 points further is 21 * 144.7 / 28 = 108.5 units further left
    assert near - far == pytest.approx(108.525, abs=0.11)


def test_an_assumed_number_of_answers_makes_the_margin_dashed() -> None:
    assert "stroke-dasharray" in strip(-3, assumed=True)


def test_a_published_number_of_answers_makes_the_margin_whole() -> None:
    assert "stroke-dasharray" not in strip(-3)


def test_without_a_margin_there_is_no_line_to_dash() -> None:
    svg = strip(-3, margin=None, assumed=True)
    assert margin(svg) is None
    assert "stroke-dasharray" not in svg


@pytest.mark.parametrize(
    "changes", [{"older": True}, {"margin": None}, {"older": True, "margin": None}]
)
def test_an_older_figure_and_one_without_margin_are_open_circles(changes: dict[str, Any]) -> None:
    assert 'fill="var(--paper)" stroke="var(--data)"' in strip(-3, **changes)


def test_the_newest_figure_with_a_margin_is_a_filled_circle() -> None:
    assert 'fill="var(--data)" stroke="var(--paper)"' in strip(-3)


def test_the_measurement_before_is_a_faint_tick_and_not_a_second_circle() -> None:
    svg = strip(-2, before=-3)
    # 150.7 - 3 * 14.47 = 107.29
    assert '<path d="M107.3 6V24" stroke="var(--dataweak)"' in svg
    assert svg.count("<circle") == 1


def test_without_a_measurement_before_there_is_no_tick() -> None:
    assert "--dataweak" not in strip(-2)


def test_the_last_measurement_is_drawn_over_its_margin_and_over_the_tick() -> None:
    svg = strip(-2, before=-2)
    assert svg.index("--dataweak") < svg.index("15H") < svg.index("<circle")


def test_the_strip_is_hidden_from_a_screen_reader_for_the_row_says_the_same() -> None:
    assert 'aria-hidden="true"' in strip(-2)


def test_the_strip_takes_its_colours_from_the_page() -> None:
    svg = strip(-2, before=1)
    assert not re.search(r"#[0-9a-f]{3,6}", svg)
    assert set(re.findall(r"var\(--(\w+)\)", svg)) == {"data", "dataweak", "paper"}


@given(low=points, high=points, reach=reaches)
def test_a_better_figure_never_stands_left_of_a_worse_one(
    low: float, high: float, reach: float
) -> None:
    low, high = sorted((low, high))
    assert dot(strip(low, reach=reach)) <= dot(strip(high, reach=reach))


@given(difference=points, before=points, half=st.floats(0, 100), reach=reaches)
def test_no_mark_ever_leaves_the_drawing(
    difference: float, before: float, half: float, reach: float
) -> None:
    svg = strip(
        difference, margin=(difference - half, difference + half), before=before, reach=reach
    )
    places = [float(x) for x in re.findall(r'(?:M|H|cx=")([-\d.]+)', svg)]
    assert len(places) == 4  # tick, two ends, circle
    assert all(0 <= x <= WIDTH for x in places)


@given(difference=points, half=st.floats(0, 100), reach=reaches)
def test_the_figure_stands_within_its_own_margin(
    difference: float, half: float, reach: float
) -> None:
    svg = strip(difference, margin=(difference - half, difference + half), reach=reach)
    ends = margin(svg)
    assert ends is not None
    assert ends[0] <= dot(svg) <= ends[1]
