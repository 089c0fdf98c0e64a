"""How good a forecast of this series would have been: made again from earlier periods, then judged.

Each model forecasts from the same past periods and knows only what came before them. Beside our own
stand the simplest ways there are, and exponential smoothing of statsmodels as the textbook answer.
Closed periods and periods without a figure are not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from pcanalysis.analysis.forecast import Forecast, make_forecast
from pcanalysis.analysis.survey_error import BOUNDS
from pcanalysis.errors import WrongCall
from pcanalysis.model import History

OURS = "default"
SEASON = {"Y": 1, "Q": 4, "M": 12, "W": 1, "D": 7, "30min": 7 * 48, "15min": 7 * 96}
FEWEST = {"Y": 3, "Q": 4, "M": 12, "W": 8, "D": 28, "30min": 28 * 48, "15min": 28 * 96}
WITHIN_THE_WEEK = ("D", "30min", "15min")
WEEKS = 4
FEWEST_FOR_REFERENCE = 8
SCORED = (0.025, 0.1, 0.5, 0.9, 0.975)


@dataclass(frozen=True, kw_only=True, eq=False)
class Backtest:
    """Answer of ``backtest``: what each model said from each origin, and what came."""

    history: History
    horizon: int
    origins: tuple[int, ...]  # rows known at each origin, oldest first
    said: dict[str, np.ndarray]  # model to origins × periods × levels of ``SCORED``
    came: np.ndarray  # origins × periods; NaN where nothing is judged
    unit_error: float  # mean error of the last season known before the first origin
    method: str  # of our own forecast

    @cached_property
    def table(self) -> pd.DataFrame:
        """Scores per model and number of periods ahead; ``ahead`` 0 is all of them together.

        ``wape`` and ``bias`` in % of what came, ``mase`` and ``pinball`` in errors of last season's
        figure, ``coverage_80`` and ``coverage_95`` in %. Floors say one figure, no distribution.
        """
        steps = [(0, slice(None)), *((k + 1, slice(k, k + 1)) for k in range(self.horizon))]
        rows = [
            {"model": model, "ahead": ahead, **self._score(model, some)}
            for model in self.said
            for ahead, some in steps
        ]
        return pd.DataFrame(rows)

    @cached_property
    def totals(self) -> pd.DataFrame:
        """Scores of all periods together, one row per model."""
        table = self.table
        return table[table["ahead"] == 0].drop(columns="ahead").set_index("model")

    @property
    def best(self) -> str:
        """The model whose point forecasts missed least."""
        return str(self.totals["mase"].idxmin())

    @property
    def default_is_ahead(self) -> bool:
        """Whether no other model missed less than our own."""
        return bool(self.totals["mase"].min() >= self.totals.loc[OURS, "mase"])

    def _score(self, model: str, some: slice) -> dict[str, float]:
        """Compare what a model said of some periods with what came."""
        came, said = self.came[:, some].ravel(), self.said[model][:, some].reshape(-1, len(SCORED))
        told = np.isfinite(came) & np.isfinite(said[:, SCORED.index(0.5)])
        came, said = came[told], said[told]
        error = said[:, SCORED.index(0.5)] - came
        size = float(np.abs(came).sum()) or np.nan
        level, missed = np.array(SCORED), came[:, None] - said
        loss = 2 * np.maximum(level * missed, (level - 1) * missed)
        spread = bool(np.isfinite(said).all()) and len(came) > 0
        inside = [(said[:, i] <= came) & (came <= said[:, -1 - i]) for i in (1, 0)]
        return {
            "count": len(came),
            "wape": 100 * float(np.abs(error).sum()) / size,
            "mase": float(np.abs(error).mean()) / self.unit_error if len(came) else np.nan,
            "pinball": float(loss.mean()) / self.unit_error if spread else np.nan,
            "coverage_80": 100 * float(inside[0].mean()) if spread else np.nan,
            "coverage_95": 100 * float(inside[1].mean()) if spread else np.nan,
            "bias": 100 * float(error.sum()) / size,
        }


def backtest(history: History, *, horizon: int, origins: int = 8) -> Backtest:
    """Forecast a history again from ``origins`` earlier periods, and score each model.

    Parameters
    ----------
    history
        One series; what came must stand in it.
    horizon
        Number of periods ahead, in the frequency of the history.
    origins
        How often; a period apart, days and parts of a day a week apart.

    Returns
    -------
    Backtest
        Scores of our own forecast (``default``), the last figure (``naive``) or the same one a
        season ago (``seasonal_naive``), the mean of ``four_weeks``, and ``ets`` of statsmodels
        (not for parts of a day, nor below eight figures).

    Raises
    ------
    WrongCall
        If ``horizon`` or ``origins`` is no whole number of 1 or more, the history is too short
        for them, or nothing came that could be judged.

    Notes
    -----
    Scores and how to read them: docs/methods/forecast.md.
    """
    if isinstance(origins, bool) or not isinstance(origins, int) or origins < 1:
        raise WrongCall("origins_cannot_be", origins=origins)
    make_forecast(history, horizon=horizon)  # says what is wrong with the horizon or the history
    bound = history.rows["status"].isin([status.value for status in BOUNDS])
    values = np.where(bound, np.nan, history.values)
    step = SEASON[history.freq] if history.freq in WITHIN_THE_WEEK else 1
    known = int(np.argmax(np.isfinite(values))) + FEWEST[history.freq]
    first = len(values) - horizon - (origins - 1) * step
    if first < known:
        raise WrongCall(
            "too_short_to_judge",
            key=history.key,
            known=len(values),
            origins=origins,
            horizon=horizon,
            needed=len(values) + known - first,
        )
    starts = tuple(range(first, len(values) - horizon + 1, step))
    ours = [make_forecast(history.upto(rows), horizon=horizon) for rows in starts]
    came = np.array([values[rows : rows + horizon] for rows in starts])
    came[np.array([one.closed for one in ours])] = np.nan
    if not np.isfinite(came).any():
        raise WrongCall("nothing_to_judge", key=history.key)
    said = {OURS: _levels(ours), **_floors(values, starts, horizon, history.freq)}
    if np.isfinite(values[:first]).sum() >= FEWEST_FOR_REFERENCE and "min" not in history.freq:
        known_then = [history.upto(rows) for rows in starts]
        said["ets"] = _levels(
            [make_forecast(one, horizon=horizon, model="ets") for one in known_then]
        )
    return Backtest(
        history=history,
        horizon=horizon,
        origins=starts,
        said=said,
        came=came,
        unit_error=_unit_error(values[:first], SEASON[history.freq]),
        method=ours[-1].method,
    )


def _levels(made: list[Forecast]) -> np.ndarray:
    return np.array([np.column_stack([one.quantile(p) for p in SCORED]) for one in made])


def _floors(
    values: np.ndarray, starts: tuple[int, ...], horizon: int, freq: str
) -> dict[str, np.ndarray]:
    """Forecasts without a model, as the median of an unknown distribution."""
    season = SEASON[freq]
    ways = {"naive" if season == 1 else "seasonal_naive": _last}
    ways |= {"four_weeks": _mean_of_weeks} if freq in WITHIN_THE_WEEK else {}
    found = {}
    for name, way in ways.items():
        found[name] = np.full((len(starts), horizon, len(SCORED)), np.nan)
        for i, rows in enumerate(starts):
            usual = np.array(
                [way(values[:rows][place - season :: -season]) for place in range(season)]
            )
            found[name][i, :, SCORED.index(0.5)] = np.resize(usual, horizon)
    return found


def _last(past: np.ndarray) -> float:
    """Last figure there is, of a past with the latest one first."""
    told = past[np.isfinite(past)]
    return float(told[0]) if len(told) else np.nan


def _mean_of_weeks(past: np.ndarray) -> float:
    told = past[:WEEKS][np.isfinite(past[:WEEKS])]
    return float(told.mean()) if len(told) else np.nan


def _unit_error(known: np.ndarray, season: int) -> float:
    """Mean absolute change over a season, else between figures, else 1."""
    for step in (season, 1):
        change = np.abs(known[step:] - known[:-step])
        if np.isfinite(change).any() and (size := float(np.nanmean(change))) > 0:
            return size
    return 1.0
