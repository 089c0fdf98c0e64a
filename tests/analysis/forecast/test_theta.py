"""The theta method: series of which the continuation is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis.forecast.theta import theta_forecast


def test_a_constant_series_stays_where_it_is() -> None:
    assert theta_forecast(np.full(15, 40.0), 3) == pytest.approx([40.0, 40.0, 40.0])


def test_a_straight_line_goes_on_nearly_as_it_went() -> None:
    line = 100.0 + 5.0 * np.arange(20)

    assert theta_forecast(line, 3) == pytest.approx([200.0, 205.0, 210.0], abs=1.0)


def test_the_forecast_does_not_depend_on_the_unit() -> None:
    series = np.array([30, 34, 33, 39, 41, 40, 46, 47, 52, 50, 55, 57, 56, 61.0])

    assert theta_forecast(1000 * series, 4) == pytest.approx(1000 * theta_forecast(series, 4))


def test_a_level_shift_is_followed() -> None:
    series = np.concatenate([np.full(10, 100.0), np.full(10, 200.0)])

    assert theta_forecast(series, 1)[0] > 180.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=30))
def test_any_series_gives_finite_figures(values: list[float]) -> None:
    assert np.isfinite(theta_forecast(np.array(values), 5)).all()
