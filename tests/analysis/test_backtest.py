"""Forecasts made again from the past: scores worked out by hand, and refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import pcanalysis as pc
from pcanalysis.analysis import Backtest, backtest
from pcanalysis.errors import WrongCall
from pcanalysis.tables import table


def series(values: Any, freq: str = "Y", **facts: Any) -> pc.History:
    figures = pd.Series(values, dtype=float)
    figures.index = pd.period_range("2015-01-01", periods=len(figures), freq=freq)
    return pc.History.from_series(figures, key="test/1", **{"unit": "count", **facts})


@pytest.fixture(scope="module")
def months() -> Backtest:
    rng = np.random.default_rng(2)
    wave = 30 * np.sin(2 * np.pi * np.arange(60) / 12)
    return backtest(series(200 + wave + rng.normal(0, 5, 60), "M"), horizon=6, origins=8)


def test_the_naive_scores_are_as_worked_out_by_hand() -> None:
    # Known 10 20 10 20 10, then 20 and 30; and known 10 20 10 20 10 20, then 30 and 10.
    found = backtest(series([10, 20, 10, 20, 10, 20, 30, 10]), horizon=2, origins=2)
    naive = found.totals.loc["naive"]

    # errors 10-20, 10-30, 20-30, 20-10: sum of sizes 50, sum -30; came 20+30+30+10 = 90
    assert naive["count"] == 4
    assert naive["wape"] == pytest.approx(100 * 50 / 90)
    assert naive["bias"] == pytest.approx(100 * -20 / 90 - 100 * 10 / 90)
    assert naive["mase"] == pytest.approx(12.5 / 10)  # known figures change by 10 each time


def test_scores_stand_per_model_and_step_ahead(months: Backtest) -> None:
    assert set(months.table["model"]) == {"default", "seasonal_naive", "ets"}
    assert sorted(months.table["ahead"].unique()) == [0, 1, 2, 3, 4, 5, 6]


def test_a_forecast_knows_only_what_came_before(months: Backtest) -> None:
    first = pc.make_forecast(months.history.upto(months.origins[0]), horizon=6)

    assert months.origins == tuple(range(47, 55))
    assert months.said["default"][0, :, 2] == pytest.approx(first.median)


def test_the_coverage_counts_what_lies_inside(months: Backtest) -> None:
    said = months.said["default"]
    inside = (said[:, :, 1] <= months.came) & (months.came <= said[:, :, 3])

    assert months.totals.loc["default", "coverage_80"] == pytest.approx(100 * inside.mean())


def test_the_seasonal_floor_repeats_last_year(months: Backtest) -> None:
    known = months.history.values[: months.origins[0]]

    assert months.said["seasonal_naive"][0, :, 2] == pytest.approx(known[-12:-6])


def test_floors_say_no_distribution(months: Backtest) -> None:
    assert np.isnan(months.totals.loc["seasonal_naive", ["pinball", "coverage_80"]]).all()


def test_the_best_model_missed_least(months: Backtest) -> None:
    assert months.totals["mase"].min() == months.totals.loc[months.best, "mase"]
    assert months.default_is_ahead == (months.best == "default")


def test_days_are_judged_beside_the_mean_of_four_weeks() -> None:
    week = [50.0, 40, 30, 20, 10, 0, 0]
    days = series(week * 20, "D", kind="contacts", calendar="NL")
    found = backtest(days, horizon=14, origins=3)

    assert set(found.totals.index) == {"default", "seasonal_naive", "four_weeks", "ets"}
    assert found.origins == (112, 119, 126)
    assert found.totals.loc["four_weeks", "wape"] == pytest.approx(0)


def test_closed_days_are_not_judged() -> None:
    week = [50.0, 40, 30, 20, 10, 0, 0]
    found = backtest(series(week * 20, "D", kind="contacts"), horizon=7, origins=2)

    assert np.isnan(found.came).sum() >= 4


def test_a_short_history_says_how_many_periods_are_needed() -> None:
    with pytest.raises(WrongCall, match="Give at least 12"):
        backtest(series([1, 2, 3, 4, 5]), horizon=2, origins=8)


def test_a_history_of_just_the_length_that_was_named_is_enough() -> None:
    assert len(backtest(series(range(1, 13)), horizon=2, origins=8).origins) == 8


@pytest.mark.parametrize("origins", [0, -1, 1.5, True])
def test_an_impossible_number_of_origins_is_refused(origins: Any) -> None:
    with pytest.raises(WrongCall, match="whole number"):
        backtest(series(range(20)), horizon=2, origins=origins)


def test_the_same_history_gives_the_same_scores(months: Backtest) -> None:
    again = backtest(months.history, horizon=6, origins=8)

    pd.testing.assert_frame_equal(months.table, again.table)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_words_and_table_tell_the_scores(months: Backtest, language: str) -> None:
    said = " ".join(pc.describe(months, language))

    assert f"{months.totals.loc['default', 'wape']:.0f}" in said
    assert len(table(months, language).rows) == 3


def test_a_model_that_was_better_is_named() -> None:
    found = backtest(series([100.0, 100, 100, 100, 50, 50, 50, 50]), horizon=1, origins=3)

    if not found.default_is_ahead:
        assert "het laatste cijfer" in " ".join(pc.describe(found, "nl"))
