"""Needed and past pace: reference ratios, their classes, and when there is none."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis import measure_gap
from pcanalysis.analysis.outlook import Outlook
from pcanalysis.analysis.pace import measure_pace
from tests.analysis.builders import golden, survey, target, yearly

CASES = golden("progress_ratio.json")["cases"]


def pace_of(case: dict[str, Any], pace: str) -> dict[str, Any]:
    figures = {int(year): float(value) for year, value in case["values"].items()}
    history = yearly(figures, kind="register", unit="rate", direction=case["direction"])
    ends = (case["target"], math.inf)
    low, high = ends if case["direction"] == "higher" else (-math.inf, case["target"])
    return measure_pace(history, history.points, low, high, float(case["target_year"]), pace)


def row_of(first: float, last: float, goal: float, **facts: Any) -> Outlook:
    """Outlook of a register with figures of 2018 and 2021 and a target in 2024."""
    options = {"pace": facts.pop("pace", "linear")}
    facts = {"kind": "register", "unit": "rate", "direction": "higher"} | facts
    history = yearly({2018: first, 2021: last}, **facts)
    (row,) = measure_gap(history, [target(2024, goal)], **options).outlook
    return row


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_linear_pace_of_a_reference_case_is_reproduced(case: dict[str, Any]) -> None:
    found = pace_of(case, "linear")

    assert found["pace_ratio"] == pytest.approx(case["linear_ratio"])
    if case["required_pace"] is not None:
        assert found["required_pace"] == pytest.approx(case["required_pace"])
        assert found["acceleration_needed"] == pytest.approx(case["acceleration"])


@pytest.mark.parametrize(
    "case", [c for c in CASES if c["compound_ratio"] and c["target"]], ids=lambda case: case["id"]
)
def test_the_compound_pace_of_a_reference_case_is_reproduced(case: dict[str, Any]) -> None:
    assert pace_of(case, "cagr")["pace_ratio"] == pytest.approx(case["compound_ratio"])


@pytest.mark.parametrize(
    ("last", "found"),
    [
        (109.5, "on_track"),
        (109.4, "moderate"),
        (106.0, "moderate"),
        (105.9, "insufficient"),
        (100.0, "insufficient"),
        (99.9, "moving_away"),
    ],
)
def test_the_class_follows_the_ratio(last: float, found: str) -> None:
    # 20 are needed in six years, so 10 in three
    assert row_of(100.0, last, 120.0).pace_class == found


def test_a_ratio_that_is_exactly_on_the_bar_counts() -> None:
    # grows by 2 % a year where 2 / 0.95 % is needed: computed as 0.95 minus the last digits
    row = row_of(100.0, 106.12080000000002, 100 * (1 + 0.02 / 0.95) ** 6, pace="cagr")

    assert row.pace_ratio == pytest.approx(0.95)
    assert row.pace_class == "on_track"


def test_a_target_that_is_met_asks_for_no_pace() -> None:
    row = row_of(100.0, 120.0, 120.0)

    assert row.pace_class == "already_met"
    assert (row.reached, row.reached_between) == (None, None)


def test_a_target_equal_to_the_first_figure_has_no_ratio() -> None:
    row = row_of(100.0, 90.0, 100.0)

    assert (row.pace_ratio, row.pace_class) == (None, "not_defined")
    assert row.required_pace == pytest.approx(10 / 3)


def test_a_target_on_the_wrong_side_of_the_first_figure_has_no_class() -> None:
    row = row_of(52.0, 49.0, 50.0)

    assert row.pace_ratio == pytest.approx(-3)
    assert row.pace_class == "not_defined"


def test_an_unchanged_figure_needs_no_finite_acceleration() -> None:
    row = row_of(100.0, 100.0, 120.0)

    assert (row.acceleration_needed, row.pace_class) == (None, "insufficient")
    assert row.reached is None


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"unit": "%"}, "cagr_needs_unbounded"),
        ({"bounds": (0.0, 200.0)}, "cagr_needs_unbounded"),
        ({}, None),
    ],
)
def test_compound_growth_is_for_figures_without_a_ceiling(
    facts: dict[str, Any], reason: str | None
) -> None:
    row = row_of(50.0, 60.0, 80.0, pace="cagr", **facts)

    assert row.pace_refused == reason
    assert (row.pace_ratio is None) == (reason is not None)


@pytest.mark.parametrize("first", [0.0, -1.0])
def test_compound_growth_is_refused_where_the_first_figure_is_not_positive(first: float) -> None:
    row = row_of(first, 2.0, 4.0, pace="cagr")

    assert (row.pace_refused, row.pace_class) == ("cagr_needs_positive", "not_defined")
    assert row_of(first, 2.0, 4.0).pace_ratio is not None


def test_the_year_of_arrival_has_an_interval_that_may_never_end() -> None:
    (row,) = measure_gap(survey([(2015, 28, 500), (2017, 29, 500)]), [target(2019, 31.0)]).outlook

    # two points at half a point a year; the change is 1.0 between -4.65 and +6.65 in two years
    assert row.reached == pytest.approx(2021.0)
    assert row.reached_between == pytest.approx((2017 + 2 / (6.65226791 / 2), math.inf))


def test_a_clear_rise_arrives_between_two_years() -> None:
    (row,) = measure_gap(
        survey([(2015, 40, 2_000), (2017, 50, 2_000)]), [target(2025, 75.0)]
    ).outlook

    assert row.reached == pytest.approx(2022.0)
    assert row.reached_between is not None
    assert row.reached_between[0] < 2022.0 < row.reached_between[1] < 2026


def test_the_ratio_of_two_waves_has_the_interval_of_chance() -> None:
    (row,) = measure_gap(survey([(2015, 28, 500), (2017, 29, 500)]), [target(2019, 31.0)]).outlook

    # first order: ratio 2 (y2 - y1) / (T - y1) with variances 4.2013 and 4.1153
    error = 1.959964 * (4 / 2 / 3) * math.sqrt(4.201333 + 4.115333 * (2 / 3) ** 2)
    assert row.pace_ratio_ci95 == pytest.approx((2 / 3 - error, 2 / 3 + error), abs=1e-5)


def test_outside_a_range_the_pace_is_toward_its_nearest_end() -> None:
    history = yearly({2018: 60.0, 2021: 56.0}, direction="range", kind="register", unit="rate")
    wanted = target(2024, None, low=40.0, high=50.0)

    (row,) = measure_gap(history, [wanted]).outlook

    assert row.required_pace == pytest.approx(-2.0)
    assert row.pace_ratio == pytest.approx((4 / 3) / (10 / 6))
    assert row.pace_class == "moderate"


@given(st.integers(1, 99), st.integers(1, 99), st.integers(1, 99))
def test_turning_the_scale_keeps_the_pace_class(first: int, last: int, goal: int) -> None:
    up = row_of(first, last, goal)
    down = row_of(100 - first, 100 - last, 100 - goal, direction="lower")

    assert up.pace_class == down.pace_class
    assert up.pace_ratio == pytest.approx(down.pace_ratio)
    assert up.reached == pytest.approx(down.reached)
