"""Forecasts of other libraries for competition series; runs in an environment of its own.

``python competition_peers.py REQUEST ANSWER``: REQUEST is JSON, a list with ``values``, ``season``
and ``horizon``; ANSWER gets, per case, name to one row of five quantiles per step ahead.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from statsforecast import models

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

FEWEST_FOR_CES = 9  # below it the intervals of AutoCES take seconds and it often fails


def peers(season: int, count: int) -> dict[str, Any]:
    """Models to ask, by name; AutoARIMA only where a fit takes well below a second."""
    found = {
        "AutoETS": models.AutoETS(season_length=season),
        "AutoTheta": models.AutoTheta(season_length=season),
        "DOT": models.DynamicOptimizedTheta(season_length=season),
    }
    if count >= FEWEST_FOR_CES:
        found["AutoCES"] = models.AutoCES(season_length=season)
    if season == 1:
        found["AutoARIMA"] = models.AutoARIMA()
    return found


def forecast_case(case: dict[str, Any]) -> dict[str, list[list[float]]]:
    """Forecast one case with every model; one that fails gives the last season again, as is."""
    values, season, horizon = np.array(case["values"], float), case["season"], case["horizon"]
    answers = {}
    for name, model in peers(season, len(values)).items():
        try:
            made = model.forecast(y=values, h=horizon, level=[80, 95])
            ends = [made[key] for key in ("lo-95", "lo-80", "mean", "hi-80", "hi-95")]
        except Exception as error:  # whatever a peer raises is its result
            print(name, len(values), repr(error), file=sys.stderr)
            continue
        if np.isfinite(ends).all():
            answers[name] = np.transpose(ends).tolist()
    return answers


if __name__ == "__main__":
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found = [forecast_case(case) for case in request]
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
