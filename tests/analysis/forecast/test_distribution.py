"""What every forecast offers: quantiles, median, mean and a long table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis import Forecast, make_forecast
from pcanalysis.errors import InvalidModel, WrongCall
from tests.analysis.builders import days, survey, volume, yearly


@pytest.fixture
def forecast() -> Forecast:
    return make_forecast(survey([(2015, 28, 500), (2017, 29, 500)]), horizon=3)


def test_the_median_is_the_middle_quantile(forecast: Forecast) -> None:
    assert forecast.median.tolist() == forecast.quantile(0.5).tolist()
    assert forecast.median.shape == (3,)


def test_the_quantiles_of_the_fan_are_held_exactly(forecast: Forecast) -> None:
    held = set(forecast.levels)

    assert {0.005, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.995} <= held


def test_a_quantile_between_two_levels_is_interpolated(forecast: Forecast) -> None:
    between = forecast.quantile(0.0875)

    # halfway between 0.075 and 0.100
    wanted = (forecast.quantile(0.075) + forecast.quantile(0.1)) / 2
    assert between == pytest.approx(wanted)


@pytest.mark.parametrize("p", [0.0, 0.004, 0.999, 1.0, -1.0])
def test_a_quantile_the_forecast_does_not_hold_is_refused(forecast: Forecast, p: float) -> None:
    with pytest.raises(WrongCall, match=r"between 0\.005 and 0\.995"):
        forecast.quantile(p)


@pytest.mark.parametrize("horizon", [0, -1, 1.5, True, "2"])
def test_a_horizon_is_a_whole_number_of_periods(horizon: Any) -> None:
    with pytest.raises(WrongCall, match="whole number of periods"):
        make_forecast(yearly({2017: 1.0}), horizon=horizon)


def test_a_horizon_beyond_the_known_centuries_is_refused() -> None:
    with pytest.raises(InvalidModel, match="outside 1900-2100"):
        make_forecast(yearly({2017: 1.0}), horizon=200)


def test_the_table_is_long_with_one_row_per_period_and_level(forecast: Forecast) -> None:
    table = forecast.table

    assert list(table.columns) == ["period", "level", "value"]
    assert len(table) == 3 * len(forecast.levels)
    row = table[(table["period"] == "2019") & (table["level"] == 0.9)]
    assert row["value"].item() == forecast.quantile(0.9)[1]


def test_changing_a_returned_quantile_leaves_the_forecast_alone(forecast: Forecast) -> None:
    before = forecast.median.copy()

    forecast.median[:] = 0

    assert forecast.median.tolist() == before.tolist()


def test_half_hours_follow_the_clock_when_summer_time_begins() -> None:
    index = pd.date_range("2017-03-25 22:00", periods=4, freq="30min", tz="Europe/Amsterdam")

    forecast = make_forecast(volume(pd.Series([5.0, 4, 3, 2], index), "30min"), horizon=6)

    # at 2.00 the clock jumps to 3.00
    shown = [f"{period.start:%H:%M}" for period in forecast.periods]
    assert shown == ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30"]


def test_quarters_of_an_hour_follow_each_other() -> None:
    index = pd.date_range("2017-06-01 09:00", periods=3, freq="15min")

    forecast = make_forecast(volume(pd.Series([5.0, 4, 3], index), "15min"), horizon=2)

    assert [f"{period.start:%H:%M}" for period in forecast.periods] == ["09:45", "10:00"]


def test_days_follow_each_other_over_the_end_of_a_month() -> None:
    forecast = make_forecast(volume(days("2017-01-30", [4.0, 6.0]), "D"), horizon=2)

    assert [period.label for period in forecast.periods] == ["2017-02-01", "2017-02-02"]


@given(st.floats(0.005, 0.995), st.floats(0.005, 0.995))
def test_a_higher_probability_is_never_a_lower_quantile(one: float, other: float) -> None:
    made = make_forecast(yearly({2016: 165_000.0, 2017: 190_000.0}), horizon=1)
    low, high = sorted((one, other))

    assert made.quantile(low)[0] <= np.nextafter(made.quantile(high)[0], np.inf)
