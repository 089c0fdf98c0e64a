"""Forecasts of other libraries for a list of cases; runs in an environment of its own.

``python volume_peers.py REQUEST ANSWER``: REQUEST is JSON, a list with ``start``,
``values``, ``freq``, ``calendar``, ``horizon``; ANSWER gets, per case, name to forecast.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import holidays
import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

PEERS = (
    "statsforecast==2.1.1",
    "prophet==1.5.0",
    "lightgbm==4.7.0",
    "scikit-learn",
    "holidays==0.109",
    "pandas<3",
)


def forecast_case(case: dict[str, Any]) -> dict[str, list[float]]:
    """Forecast one case with every peer; a peer that fails gives nothing."""
    index = pd.date_range(case["start"], periods=len(case["values"]), freq=case["freq"])
    known = pd.Series(case["values"], index)
    ahead = pd.date_range(index[-1], periods=case["horizon"] + 1, freq=case["freq"])[1:]
    free = public(case["calendar"], index[0].year, ahead[-1].year)
    peers = {"LightGBM": lightgbm}
    if case["freq"] == "D":
        peers |= {"Prophet": prophet, "statsforecast": statsforecast}
    found: dict[str, list[float]] = {}
    for name, peer in peers.items():
        begin = time.process_time()
        try:
            made = peer(known, ahead, free)
        except Exception as error:  # whatever a peer raises is its result
            print(name, repr(error), file=sys.stderr)
            continue
        for kind, values in made.items():
            found[kind] = np.maximum(np.asarray(values, float), 0).tolist()
        print(name, round(time.process_time() - begin, 2), flush=True)
    return found


def public(calendar: str, first: int, last: int) -> dict[Any, str]:
    """Public holidays of a calendar."""
    country, _, region = calendar.partition("-")
    years = range(first, last + 1)
    return dict(holidays.country_holidays(country, subdiv=region or None, years=years).items())


def open_days(known: pd.Series, ahead: pd.DatetimeIndex) -> tuple[pd.Series, np.ndarray]:
    """Leave out weekdays that are always closed, and fill gaps; also which days ahead are open."""
    usual = known.groupby(known.index.dayofweek).max().fillna(0) > 0
    dense = known[usual.reindex(known.index.dayofweek).to_numpy()]
    dense = dense.fillna(dense.groupby(dense.index.dayofweek).transform("median"))
    return dense, usual.reindex(ahead.dayofweek).to_numpy(dtype=bool)


def statsforecast(known: pd.Series, ahead: pd.DatetimeIndex, _: dict[Any, str]) -> dict[str, Any]:
    """AutoETS, AutoCES, AutoTheta and MSTL with the days of the week as season."""
    from statsforecast import models

    dense, is_open = open_days(known, ahead)
    week = int(dense.index.dayofweek.nunique())
    made = {}
    seasons = [week, 365] if len(dense) > 2 * 365 else [week]
    for name, model in {
        "AutoETS": models.AutoETS(season_length=week),
        "AutoCES": models.AutoCES(season_length=week),
        "MSTL": models.MSTL(season_length=seasons),
    }.items():
        values = model.forecast(y=dense.to_numpy(float), h=int(is_open.sum()))["mean"]
        made[name] = np.zeros(len(ahead))
        made[name][is_open] = values
    return made


def prophet(known: pd.Series, ahead: pd.DatetimeIndex, free: dict[Any, str]) -> dict[str, Any]:
    """Prophet with public holidays and the days before and after them."""
    from prophet import Prophet

    days = pd.DataFrame({"ds": pd.to_datetime(list(free)), "holiday": list(free.values())})
    model = Prophet(holidays=days.assign(lower_window=-1, upper_window=1), uncertainty_samples=0)
    model.fit(pd.DataFrame({"ds": known.index, "y": known.to_numpy()}).dropna())
    values = model.predict(pd.DataFrame({"ds": ahead}))["yhat"].to_numpy().copy()
    values[~open_days(known, ahead)[1]] = 0
    return {"Prophet": values}


def lightgbm(known: pd.Series, ahead: pd.DatetimeIndex, free: dict[Any, str]) -> dict[str, Any]:
    """LightGBM on the logarithm: calendar, holidays beside, and lags of at least the horizon."""
    from lightgbm import LGBMRegressor

    per_day = 1 if known.index.freqstr == "D" else 48
    horizon = len(ahead) // per_day
    whole = pd.concat([known, pd.Series(np.nan, ahead)])
    z = np.log1p(whole.to_numpy())
    day = whole.index.normalize()
    table = pd.DataFrame(
        {
            "weekday": whole.index.dayofweek,
            "slot": whole.index.hour * 60 + whole.index.minute,
            "season": whole.index.dayofyear,
            "day": whole.index.day,
            "time": np.arange(len(whole)) / per_day,
        }
    )
    for k in (-1, 0, 1):
        table[f"free{k}"] = np.isin((day + pd.Timedelta(days=k)).date, list(free)).astype(int)
    lag = -(-horizon // 7) * 7
    series = pd.Series(z)
    for back in (lag, lag + 7, lag + 14, 364 if horizon <= 364 else 728):
        table[f"lag{back}"] = series.shift(back * per_day).to_numpy()
    weeks = [series.shift((lag + 7 * i) * per_day) for i in range(4)]
    table["weeks"] = pd.concat(weeks, axis=1).mean(axis=1).to_numpy()
    told = np.isfinite(z)
    model = LGBMRegressor(
        n_estimators=300,
        learning_rate=0.05,
        num_leaves=31,
        min_child_samples=10,
        verbose=-1,
        n_jobs=1,
        deterministic=True,
    )
    model.fit(table[told], z[told])
    return {"LightGBM": np.expm1(model.predict(table[len(known) :]))}


if __name__ == "__main__":
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answers = [forecast_case(case) for case in request]
    Path(sys.argv[2]).write_text(json.dumps(answers), encoding="utf-8")
