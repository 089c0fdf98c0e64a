"""Textbook models of statsmodels, as the understandable reference beside our own methods.

They know a level, a slope and one season (the year of quarters and months, the week of days), no
calendar and no other series. statsmodels is loaded only when one is asked for.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from pcanalysis.analysis.forecast.distribution import (
    LEVELS,
    Forecast,
    levels_to_measure,
    next_periods,
)
from pcanalysis.analysis.forecast.yearly import within_scale
from pcanalysis.analysis.survey_error import BOUNDS
from pcanalysis.analysis.trend import evidence
from pcanalysis.errors import WrongCall
from pcanalysis.model import History

MODELS = ("ets", "sarimax", "unobserved_components")
FEWEST = 8  # periods, and two seasons for a model with a season
_SEASONS = {"Q": 4, "M": 12, "D": 7}


def forecast_with_model(history: History, horizon: int, model: str) -> Forecast:
    """Forecast with one of ``MODELS``, as statsmodels has it.

    Raises
    ------
    WrongCall
        If the history is too short for the model, or holds parts of a day.
    """
    points = levels_to_measure(history)
    if history.freq.endswith("min"):
        raise WrongCall("model_not_per", key=history.key, model=model)
    bound = history.rows["status"].isin([status.value for status in BOUNDS])
    values = pd.Series(np.where(bound, np.nan, history.values))
    values = values[values.first_valid_index() :].reset_index(drop=True)
    if len(points) < FEWEST:
        facts = {"key": history.key, "model": model, "known": len(points), "needed": FEWEST}
        raise WrongCall("too_short_for_model", **facts)
    season = _SEASONS.get(history.freq, 1)
    season = season if len(values) >= 2 * season + 2 else 1
    scale = float(np.nanmean(np.abs(values))) or 1.0  # optimisers want figures near 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = _fitted(values / scale, season, model, horizon)
    mean, sd = scale * found["mean"].to_numpy(), scale * np.sqrt(found["variance"].to_numpy())
    table = mean[:, None] + np.outer(np.nan_to_num(sd), stats.norm.ppf(LEVELS))
    return Forecast(
        history=history,
        periods=next_periods(history, horizon),
        table_values=within_scale(history, values.dropna().to_numpy(), table),
        method=model,
        evidence=evidence(len(points), known=False, proven=True, months=True),
        assumptions=(),
        closed=np.zeros(horizon, dtype=bool),
    )


def _fitted(values: pd.Series, season: int, model: str, horizon: int) -> pd.DataFrame:
    """Fit a model and return the mean and variance of the next periods."""
    if model == "ets":
        from statsmodels.tsa.exponential_smoothing.ets import ETSModel

        last = {"start": len(values), "end": len(values) + horizon - 1}
        seasonal: dict[str, Any] = {"seasonal": "add", "seasonal_periods": season}
        ets = ETSModel(
            values.interpolate(limit_direction="both"),
            trend="add",
            damped_trend=True,
            **(seasonal if season > 1 else {}),
        ).fit(disp=False, maxiter=200)
        return _moments(ets.get_prediction(**last))
    if model == "sarimax":
        from statsmodels.tsa.statespace.sarimax import SARIMAX

        order = {
            "order": (0, 1, 1),
            "seasonal_order": (0, int(season > 1), int(season > 1), season),
        }
        made = SARIMAX(values, **(order if season > 1 else {"order": (0, 1, 1)}))
    else:
        from statsmodels.tsa.statespace.structural import UnobservedComponents

        made = UnobservedComponents(values, "lltrend", seasonal=season if season > 1 else None)
    return _moments(made.fit(disp=False, maxiter=200).get_forecast(horizon))


def _moments(prediction: Any) -> pd.DataFrame:
    """Mean and variance per period; ETS and the others name them differently."""
    variance = prediction.forecast_variance if hasattr(prediction, "forecast_variance") else None
    variance = prediction.var_pred_mean if variance is None else variance
    return pd.DataFrame(
        {"mean": np.asarray(prediction.predicted_mean), "variance": np.asarray(variance)}
    )
