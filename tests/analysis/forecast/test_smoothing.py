"""Exponential smoothing with a season: series of which the continuation is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis.forecast.smoothing import smoothing_forecast

QUARTERS = np.array([8.0, -2.0, -10.0, 4.0])


def test_a_season_on_a_line_goes_on_as_it_went() -> None:
    values = 100 + 2.0 * np.arange(24) + np.resize(QUARTERS, 24)

    found, size = smoothing_forecast(values, QUARTERS, 4, trend=True)

    assert found == pytest.approx([156.0, 148.0, 142.0, 158.0], abs=0.01)
    assert size < 0.01


def test_without_a_trend_the_level_stays() -> None:
    values = 50 + np.resize(QUARTERS, 13)

    found, _ = smoothing_forecast(values, QUARTERS, 5, trend=False)

    assert found == pytest.approx([48.0, 40.0, 54.0, 58.0, 48.0], abs=0.01)


def test_without_a_trend_a_shift_of_level_is_followed() -> None:
    values = np.concatenate([np.full(12, 100.0), np.full(12, 200.0)])

    found, _ = smoothing_forecast(values, np.zeros(4), 2, trend=False)

    assert found[0] > 180


def test_the_forecast_does_not_depend_on_the_unit() -> None:
    values = np.array([30, 34, 33, 39, 41, 40, 46, 47, 52, 50, 55, 57.0])
    one, size = smoothing_forecast(values, QUARTERS, 3, trend=True)
    thousand, thousandfold = smoothing_forecast(1000 * values, 1000 * QUARTERS, 3, trend=True)

    assert thousand == pytest.approx(1000 * one)
    assert thousandfold == pytest.approx(1000 * size)


@given(st.lists(st.floats(-1e6, 1e6), min_size=8, max_size=30), st.booleans())
def test_any_series_gives_finite_figures(values: list[float], trend: bool) -> None:
    found, size = smoothing_forecast(np.array(values), np.zeros(4), 6, trend=trend)

    assert np.isfinite(found).all()
    assert np.isfinite(size)
