"""Textbook models of statsmodels behind the same front door."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pcanalysis import History, make_forecast
from pcanalysis.analysis.forecast.reference import MODELS
from pcanalysis.errors import WrongCall


def series(freq: str, count: int, **facts: Any) -> History:
    rng = np.random.default_rng(3)
    values = 100 + 10 * np.sin(np.pi * np.arange(count) / 2) + rng.normal(0, 2, count)
    figures = pd.Series(values, pd.period_range("2015-01-01", periods=count, freq=freq))
    return History.from_series(figures, key="test/1", **{"unit": "count", **facts})


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("freq", "count"), [("Y", 12), ("Q", 24), ("M", 36), ("D", 60)])
def test_each_model_forecasts_each_frequency(model: str, freq: str, count: int) -> None:
    made = make_forecast(series(freq, count), horizon=4, model=model)

    assert made.method == model
    assert np.isfinite(made.table_values).all()
    assert (np.diff(made.table_values, axis=1) >= 0).all()


@pytest.mark.parametrize("model", MODELS)
def test_a_quarterly_season_comes_back(model: str) -> None:
    made = make_forecast(series("Q", 32), horizon=4, model=model)

    assert made.median == pytest.approx([100, 110, 100, 90], abs=8)


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(WrongCall, match="There is no model 'prophet'"):
        make_forecast(series("Q", 32), horizon=4, model="prophet")


def test_a_few_figures_are_refused() -> None:
    with pytest.raises(WrongCall, match="at least 8"):
        make_forecast(series("Y", 5), horizon=2, model="ets")


def test_parts_of_a_day_are_refused() -> None:
    moments = pd.date_range("2024-01-01", periods=96, freq="30min", tz="Europe/Amsterdam")
    history = History.from_series(
        pd.Series(np.ones(96), moments), key="test/1", unit="count", kind="contacts"
    )

    with pytest.raises(WrongCall, match="parts of a day"):
        make_forecast(history, horizon=2, model="ets")


def test_a_gap_is_no_figure() -> None:
    history = series("M", 40)
    history.rows.loc[7, ["value", "status", "reason"]] = [np.nan, "missing", "unknown"]

    assert np.isfinite(make_forecast(history, horizon=3, model="ets").median).all()


def test_statsmodels_is_loaded_only_when_asked_for() -> None:
    code = "import sys, pcanalysis.analysis.forecast.reference; print('statsmodels.tsa' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "False"
