"""Quarters and months of register figures: what may come, and how wide that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcanalysis import History, describe, make_forecast
from pcanalysis.analysis.forecast.seasonal import has_season, seasonal_quantiles

WAVE = 20 * np.sin(2 * np.pi * np.arange(12) / 12)


def series(values: Any, freq: str = "M", **facts: Any) -> History:
    figures = pd.Series(values, dtype=float)
    figures.index = pd.period_range("2015-01", periods=len(figures), freq=freq)
    return History.from_series(figures, key="test/1", **{"unit": "count", **facts})


def monthly(years: int, noise: float = 3.0) -> np.ndarray:
    rng = np.random.default_rng(4)
    return 200 + np.tile(WAVE, years) + rng.normal(0, noise, 12 * years)


def test_the_season_comes_back() -> None:
    made = make_forecast(series(monthly(5)), horizon=12)

    assert made.method == "seasonal"
    assert made.median == pytest.approx(200 + WAVE, abs=6)


def test_the_periods_follow_the_last_row() -> None:
    made = make_forecast(series(monthly(3), "Q"), horizon=2)

    assert [period.start.isoformat()[:10] for period in made.periods] == [
        "2024-01-01",
        "2024-04-01",
    ]


def test_the_band_widens_further_ahead() -> None:
    made = make_forecast(series(monthly(6)), horizon=24)
    width = made.quantile(0.9) - made.quantile(0.1)

    assert (np.diff(width) > 0).all()


def test_more_noise_gives_a_wider_band() -> None:
    calm, rough = (make_forecast(series(monthly(5, noise)), horizon=1) for noise in (2.0, 10.0))

    assert np.ptp(rough.table_values) > 2 * np.ptp(calm.table_values)


def test_below_two_seasons_the_yearly_method_answers() -> None:
    assert make_forecast(series(monthly(2)[:23]), horizon=3).method == "short"
    assert make_forecast(series(monthly(2)), horizon=3).method == "seasonal"


def test_a_series_that_never_changed_has_no_season() -> None:
    assert not has_season(series([5.0] * 40))


def test_a_survey_per_quarter_keeps_its_own_method() -> None:
    history = series([60.0, 61.0, 59.0, 62.0] * 4, "Q", unit="%", n=400)

    assert make_forecast(history, horizon=2).method == "shares"


def test_a_gap_is_filled_from_other_years_and_said() -> None:
    values = monthly(5)
    values[27] = np.nan
    made = make_forecast(series(values), horizon=12)

    assert made.assumptions == ("gaps_filled",)
    assert made.median == pytest.approx(200 + WAVE, abs=6)
    assert any("Ontbrekende perioden" in line for line in describe(made, "nl"))


def test_many_gaps_leave_nothing_to_tell_the_season_by() -> None:
    values = monthly(5)
    values[::3] = np.nan

    assert not has_season(series(values))


def test_far_ahead_says_that_experience_is_lacking() -> None:
    assert "beyond_experience" not in make_forecast(series(monthly(4)), horizon=24).assumptions
    assert "beyond_experience" in make_forecast(series(monthly(4)), horizon=25).assumptions


def test_rows_without_a_figure_at_the_end_are_bridged() -> None:
    values = monthly(5)
    values[-2:] = np.nan
    made = make_forecast(series(values), horizon=3)

    assert made.median == pytest.approx(200 + WAVE[:3], abs=8)


def test_figures_that_never_were_negative_stay_so() -> None:
    values = np.maximum(np.resize([0.0, 0.0, 1.0, 6.0], 24), 0.0)
    made = make_forecast(series(values, "Q"), horizon=8)

    assert made.table_values.min() >= 0


def test_bounds_are_kept() -> None:
    share = np.resize([97.0, 99.0, 98.0, 99.5], 20)
    history = series(share, "Q", unit="%", kind="register", bounds=(0.0, 100.0))

    assert make_forecast(history, horizon=4).table_values.max() <= 100


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-1e12, 1e12) | st.just(0.0), min_size=8, max_size=40),
    st.integers(1, 12),
)
def test_any_series_gives_finite_ordered_quantiles(values: list[float], horizon: int) -> None:
    made = seasonal_quantiles(np.array(values), 4, horizon, least=1.0)

    assert np.isfinite(made).all()
    assert (np.diff(made, axis=1) >= 0).all()


@pytest.mark.parametrize("unit", [1e-9, 1e12])
def test_the_forecast_scales_with_its_unit(unit: float) -> None:
    one = seasonal_quantiles(monthly(4), 12, 6)

    assert seasonal_quantiles(unit * monthly(4), 12, 6) == pytest.approx(unit * one, rel=1e-6)


def test_the_same_history_gives_the_same_forecast() -> None:
    first, second = (make_forecast(series(monthly(4)), horizon=6) for _ in range(2))

    assert first.table_values.tobytes() == second.table_values.tobytes()
