"""Steps in level: the peer's cuts, and no step where a line, noise or nothing explains it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis.breaks import find_breaks, level_shifts, robust_sigma
from tests.analysis.builders import GOLDEN

PEER = json.loads((GOLDEN / "trend" / "changepoints_ruptures.json").read_text(encoding="utf-8"))
CUT = {name: case for name, case in PEER.items() if "pelt" in case}


@pytest.mark.parametrize("case", CUT.values(), ids=CUT)
def test_the_cuts_and_their_price_are_those_of_ruptures(case: dict[str, Any]) -> None:
    values = np.array(case["y"], dtype=float)
    sigma = robust_sigma(values)

    cuts = level_shifts(values, sigma=sigma, min_size=case["min_size"])

    assert 2 * sigma**2 * np.log(len(values)) == pytest.approx(case["pelt_pen"])
    assert [*cuts, len(values)] == case["pelt"]


def test_a_step_in_a_long_series_is_found_where_r_finds_it() -> None:
    values = np.array(PEER["step_25"]["y"], dtype=float)

    # strucchange 1.5.4 puts the last figure of the first level at 12 too
    assert find_breaks(np.arange(25.0), values, least_sigma=0.0) == (12,)


@pytest.mark.parametrize("name", ["kcc_annual_short6", "failing_short5"])
def test_below_ten_figures_no_step_is_searched(name: str) -> None:
    values = np.array(PEER[name]["y"], dtype=float)

    assert find_breaks(np.arange(len(values)), values, least_sigma=0.0) == ()


@given(st.floats(-5, 5), st.integers(10, 30), st.integers(0, 1000))
def test_a_steady_rise_or_fall_is_no_row_of_steps(slope: float, k: int, seed: int) -> None:
    noise = np.random.default_rng(seed).normal(scale=0.05 * abs(slope), size=k)

    assert find_breaks(np.arange(float(k)), 50 + slope * np.arange(k) + noise, least_sigma=0) == ()


@pytest.mark.parametrize("sigma", [0.0, 0.29])
def test_equal_figures_have_no_step(sigma: float) -> None:
    assert find_breaks(np.arange(12.0), np.full(12, 95.0), least_sigma=sigma) == ()


def test_a_step_smaller_than_the_known_error_is_noise() -> None:
    values = np.array([50.0] * 6 + [51.0] * 6)

    assert find_breaks(np.arange(12.0), values, least_sigma=0.1) == (6,)
    assert find_breaks(np.arange(12.0), values, least_sigma=2.0) == ()


def test_one_figure_apart_is_no_level() -> None:
    values = np.array([50.0, 52, 49, 51, 50, 52, 49, 51, 50, 90])

    assert find_breaks(np.arange(10.0), values, least_sigma=0.0) == ()


@given(st.lists(st.integers(0, 100), min_size=10, max_size=24))
def test_every_level_holds_five_figures(drawn: list[int]) -> None:
    values = np.array(drawn, dtype=float)

    cuts = find_breaks(np.arange(float(len(drawn))), values, least_sigma=0.3)

    assert all(size >= 5 for size in np.diff([0, *cuts, len(drawn)]))
