"""Contacts per month: days that count, the season, and a level that moves."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis import make_forecast
from pcanalysis.model import History, working_days
from tests.analysis.builders import volume


def per_working_day(first: str, rates: list[float]) -> pd.Series:
    """Monthly totals of an office with so many calls per working day."""
    index = pd.date_range(first, periods=len(rates), freq="MS")
    counts = [working_days(start.date(), (start + pd.offsets.MonthEnd()).date()) for start in index]
    return pd.Series([rate * count for rate, count in zip(rates, counts, strict=True)], index)


def months(first: str, rates: list[float]) -> History:
    return volume(per_working_day(first, rates), "M")


def test_a_steady_office_gets_more_calls_in_a_month_with_more_working_days() -> None:
    forecast = make_forecast(months("2016-01-01", [700.0] * 24), horizon=2)

    # January 2018 has 22 working days, February 20
    assert working_days(date(2018, 1, 1), date(2018, 1, 31)) == 22
    assert forecast.median == pytest.approx([700 * 22, 700 * 20])


def test_the_month_of_last_year_brings_its_season() -> None:
    season = [800.0] * 6 + [400.0] * 6

    forecast = make_forecast(months("2016-01-01", season * 2), horizon=12)

    assert forecast.median[0] == pytest.approx(800 * 22, rel=0.02)
    assert forecast.median[8] == pytest.approx(400 * 20, rel=0.02)  # September 2018: 20 days


def test_what_counts_is_calendar_days_where_contacts_come_every_day() -> None:
    index = pd.date_range("2016-01-01", periods=24, freq="MS")

    forecast = make_forecast(volume(pd.Series(500.0 * index.days_in_month, index), "M"), horizon=2)

    assert forecast.median == pytest.approx([500 * 31, 500 * 28], rel=0.01)


def test_a_level_that_rose_is_followed_and_not_run_ahead_of() -> None:
    forecast = make_forecast(months("2016-01-01", [500.0] * 12 + [600.0] * 12), horizon=1)

    assert 560 * 22 < forecast.median[0] < 680 * 22


def test_a_change_is_never_followed_beyond_half_more_than_the_busiest_month() -> None:
    forecast = make_forecast(months("2016-01-01", [1.0] * 12 + [100.0] * 12), horizon=1)

    assert 100 * 22 * 0.5 < forecast.median[0] <= 1.5 * 100 * 31


def test_without_a_year_recent_months_count_most() -> None:
    rates = [100.0, 100.0] + [200.0] * 4 + [300.0] * 4

    forecast = make_forecast(months("2017-03-01", rates), horizon=1)

    assert 250 * 22 < forecast.median[0] < 310 * 22


def test_one_month_is_enough_for_a_wide_answer() -> None:
    forecast = make_forecast(months("2017-12-01", [700.0]), horizon=3)

    assert forecast.assumptions == ("prior_only",)
    assert forecast.evidence == "insufficient"
    assert forecast.quantile(0.9)[0] / forecast.quantile(0.1)[0] > 2


def test_a_month_with_a_gap_is_a_lower_bound_and_no_level() -> None:
    history = months("2016-01-01", [700.0] * 23 + [100.0])
    history.rows.loc[23, "status"] = "lower_bound"

    forecast = make_forecast(history, horizon=1)

    assert forecast.median[0] == pytest.approx(700 * 22)


def test_more_than_a_year_ahead_repeats_the_last_known_year() -> None:
    forecast = make_forecast(months("2016-01-01", [700.0] * 24), horizon=14)

    assert forecast.periods[-1].label == "2019-02"
    assert forecast.median[12] == pytest.approx(700 * 22)  # January 2019: 22 working days


def test_past_misses_make_the_band_wide() -> None:
    calm = make_forecast(months("2016-01-01", [700.0] * 24), horizon=1)
    drawn = np.random.default_rng(3).normal(size=24)
    wild = make_forecast(months("2016-01-01", (700 * np.exp(0.3 * drawn)).tolist()), horizon=1)

    calm_width, wild_width = (f.quantile(0.9)[0] - f.quantile(0.1)[0] for f in (calm, wild))
    assert wild_width > 2 * calm_width


def test_a_history_that_starts_without_figures_is_forecast_from_where_they_begin() -> None:
    series = per_working_day("2017-01-01", [700.0] * 12)
    series.iloc[:6] = math.nan

    forecast = make_forecast(volume(series, "M"), horizon=1)

    assert forecast.median[0] == pytest.approx(700 * 22, rel=0.01)


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=30), st.integers(1, 15))
def test_any_monthly_series_gets_ordered_quantiles_from_zero_up(
    drawn: list[int], horizon: int
) -> None:
    index = pd.date_range("2015-01-01", periods=len(drawn), freq="MS")

    table = make_forecast(
        volume(pd.Series(drawn, index, dtype=float), "M"), horizon=horizon
    ).table_values

    assert np.isfinite(table).all()
    assert (np.diff(table, axis=1) >= 0).all()
    assert table.min() >= 0
