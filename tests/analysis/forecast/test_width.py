"""How wide a forecast of days must be: quantiles that never cross, noise by kind of day."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pcanalysis.analysis import Forecast, make_forecast
from pcanalysis.analysis.forecast.width import Width
from pcanalysis.model import public_holiday
from tests.analysis.builders import days, volume

factor = st.floats(0.05, 5.0)


def of_factors(*factors: float) -> Width:
    return Width(levels=np.zeros(1), day=np.zeros(1), factors=np.array(factors))


def made(values: np.ndarray, horizon: int = 28) -> Forecast:
    return make_forecast(volume(days("2015-01-05", values.round()), "D"), horizon=horizon)


def spread_of(forecast: Forecast) -> np.ndarray:
    """Half of the 80 % interval on the log scale, in standard deviations of a normal."""
    return np.asarray(np.log(forecast.quantile(0.9) / forecast.quantile(0.1)) / (2 * 1.2816))


def test_factors_of_one_give_the_quantiles_of_the_normal_distribution() -> None:
    p = np.array(Forecast.levels)

    assert of_factors(1, 1, 1).deviations(p) == pytest.approx(stats.norm.ppf(p))


@given(factor, factor, factor)
def test_quantiles_never_cross_at_the_levels_that_are_measured(
    one: float, two: float, three: float
) -> None:
    found = of_factors(one, two, three).deviations(
        np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
    )

    assert (np.diff(found) >= -1e-12).all()
    assert found == pytest.approx(-found[::-1])


@pytest.mark.parametrize("sd", [0.05, 0.15])
def test_the_noise_of_a_day_is_the_width_of_tomorrow(sd: float) -> None:
    noise = np.random.default_rng(9).standard_normal(800)

    found = spread_of(made(5000 * np.exp(sd * noise)))[0]

    assert found == pytest.approx(math.hypot(sd, 1 / math.sqrt(5000)), rel=0.25)


def test_chance_is_all_there_is_where_nothing_else_varies() -> None:
    counts = np.random.default_rng(10).poisson(400.0, 800).astype(float)

    assert spread_of(made(counts))[0] == pytest.approx(1 / 20, rel=0.3)


def test_a_level_that_wanders_makes_what_lies_further_ahead_less_sure() -> None:
    rng = np.random.default_rng(12)
    wandering = 5000 * np.exp(np.cumsum(0.03 * rng.standard_normal(1200)))

    width = spread_of(made(wandering, horizon=84))

    assert width[-1] > 1.5 * width[0]


def test_weekends_that_vary_more_are_less_sure() -> None:
    rng = np.random.default_rng(13)
    index = np.arange(800)
    sd = np.where(index % 7 >= 5, 0.25, 0.05)
    level = np.where(index % 7 >= 5, 900.0, 2000.0)

    width = spread_of(made(level * np.exp(sd * rng.standard_normal(800))))

    weekend = (800 + np.arange(28)) % 7 >= 5
    assert width[weekend].mean() > 2 * width[~weekend].mean()


def test_a_public_holiday_is_less_sure_than_an_ordinary_day() -> None:
    rng = np.random.default_rng(14)
    index = pd.date_range("2014-01-06", "2017-12-10")
    free = np.array([public_holiday(day.date()) is not None for day in index])
    level = np.where(free, 500.0, 2000.0) * np.exp(0.05 * rng.standard_normal(len(index)))
    series = pd.Series(
        (level * np.where(free, rng.uniform(0.6, 1.6, len(index)), 1)).round(), index
    )

    forecast = make_forecast(volume(series, "D"), horizon=28)

    christmas = [period.label for period in forecast.periods].index("2017-12-25")
    assert spread_of(forecast)[christmas] > 1.5 * spread_of(forecast)[0]


def test_four_in_five_days_fall_within_the_80_percent_of_a_level_that_wanders() -> None:
    rng = np.random.default_rng(15)
    inside = []
    for _ in range(12):
        level = np.cumsum(0.02 * rng.standard_normal(600 + 28))
        values = 3000 * np.exp(level + 0.06 * rng.standard_normal(len(level)))
        forecast = made(values[:600])
        low, high = forecast.quantile(0.1), forecast.quantile(0.9)
        inside.append((values[600:] >= low) & (values[600:] <= high))

    assert 0.68 < float(np.concatenate(inside).mean()) < 0.92
