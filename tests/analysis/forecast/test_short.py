"""The mixture for short yearly series: golden quantiles, and what must hold for any history."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis.forecast.short import Mixture, atoms_of, next_values

GOLDEN = Path(__file__).parents[2] / "golden" / "forecast_short.json"
CASES: list[dict[str, Any]] = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
LEVELS = np.array([0.025, 0.10, 0.50, 0.90, 0.975])
AHEAD = np.arange(1.0, 5.0)


def forecast(values: list[float], prior: str = "neutral", **known: Any) -> Mixture:
    figures = np.array(values, dtype=float)
    times = np.arange(len(values), dtype=float)
    known.setdefault("next_variance", 0.0)
    return next_values(times, figures, AHEAD, prior=prior, **known)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_quantiles_are_those_of_the_reference(case: dict[str, Any]) -> None:
    found = next_values(
        np.array(case["times"], dtype=float),
        np.array(case["values"], dtype=float),
        AHEAD,
        prior=case["prior"],
        resolution=case["resolution"],
        variance=case.get("variance", 0.0),
        next_variance=None if case.get("true_level") else 0.0,
    ).quantiles(LEVELS)

    assert found[0] == pytest.approx(case["h1"], rel=1e-3)
    assert found[3] == pytest.approx(case["h4"], rel=1e-3)


@pytest.mark.parametrize("prior", ["neutral", "growth"])
def test_the_weights_of_a_prior_sum_to_one(prior: str) -> None:
    atoms = atoms_of(prior)

    assert atoms.weight.sum() == pytest.approx(1.0)
    assert len(atoms.weight) == {"neutral": 35, "growth": 43}[prior]


@pytest.mark.parametrize("factor", [1e-9, 1e-3, 1e12])
def test_another_unit_gives_the_same_forecast(factor: float) -> None:
    figures = [100.0, 104.0, 103.0, 108.0, 112.0]
    plain = forecast(figures).quantiles(LEVELS)

    scaled = forecast([factor * value for value in figures]).quantiles(LEVELS)

    assert scaled / factor == pytest.approx(plain, rel=1e-6)


def test_quantiles_and_chances_are_each_other_s_inverse() -> None:
    found = forecast([100, 104, 103, 108, 112], "growth")

    assert found.below(found.quantiles(LEVELS)) == pytest.approx(
        np.broadcast_to(LEVELS, (4, 5)), abs=1e-6
    )


def test_a_figure_that_may_be_read_from_a_gap_counts_by_its_length() -> None:
    close = next_values(
        np.array([2016.0, 2017.0]), np.array([100.0, 150.0]), AHEAD, prior="neutral"
    )
    apart = next_values(
        np.array([2007.0, 2017.0]), np.array([100.0, 150.0]), AHEAD, prior="neutral"
    )
    width = [np.ptp(m.quantiles(LEVELS)[0]) for m in (close, apart)]

    assert width[0] > width[1]  # the same jump in one year says that the series jumps


def test_the_step_to_a_new_method_says_nothing() -> None:
    figures = [100.0, 101.0, 99.0, 100.0, 300.0]
    start = np.array([False, False, False, False, True])

    told, silent = forecast(figures, new_start=start), forecast(figures)

    assert np.ptp(told.quantiles(LEVELS)[0]) < np.ptp(silent.quantiles(LEVELS)[0]) / 2


def test_measurement_error_widens_the_next_figure_but_is_no_movement() -> None:
    figures = [100.0, 104.0, 96.0, 103.0, 97.0, 102.0]
    noisy = forecast(figures, variance=16.0, next_variance=16.0).quantiles(LEVELS)
    true_level = forecast(figures, variance=16.0, next_variance=None).quantiles(LEVELS)

    assert np.ptp(true_level[0]) < np.ptp(noisy[0])
    assert abs(true_level[0, 2] - 100.0) < abs(forecast(figures).quantiles(LEVELS)[0, 2] - 103.0)


@given(
    st.lists(
        st.one_of(
            st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6),
            st.sampled_from([0.0, 1.0, 100.0]),
        ),
        min_size=1,
        max_size=16,
    ),
    st.sampled_from(["neutral", "growth"]),
)
def test_any_history_gives_ordered_finite_quantiles(values: list[float], prior: str) -> None:
    found = forecast(values, prior).quantiles(np.linspace(0.005, 0.995, 41))

    assert np.isfinite(found).all()
    assert (np.diff(found, axis=1) >= 0).all()


@pytest.mark.parametrize(
    "values",
    [[5.0], [0.0], [0.0] * 6, [-3.0, 4.0, -2.0], [1, 1, 1, 1, 1e6], [1e-9] * 4, [1e12, 2e12]],
)
def test_degenerate_histories_have_a_finite_answer(values: list[float]) -> None:
    found = forecast(values).quantiles(LEVELS)

    assert np.isfinite(found).all()
    assert found[0, 0] <= found[0, 2] <= found[0, 4]


def test_after_a_jump_the_median_stays_at_the_new_level() -> None:
    found = forecast([1, 1, 1, 1, 1e6]).quantiles(LEVELS)

    assert 2e5 < found[0, 2] < 2e6
