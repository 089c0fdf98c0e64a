"""A forecast: per future period a whole distribution, not one number.

Quantiles are ordered and reproducible; the point forecast is the median.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.analysis.survey_error import measured
from pcanalysis.errors import InvalidModel, WrongCall
from pcanalysis.model import History, Observation, Period

LEVELS = (0.005, 0.01, *(round(0.025 * i, 3) for i in range(1, 40)), 0.99, 0.995)
_MINUTES = {"30min": 30, "15min": 15}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forecast:
    """Answer of ``make_forecast``: what the next figures may be, in the unit of the history."""

    history: History
    periods: tuple[Period, ...]  # after the last row of the history
    levels: tuple[float, ...]  # probabilities of the columns of ``table_values``
    table_values: np.ndarray  # one row per period, one quantile per level
    mean: np.ndarray  # one per period
    method: str  # shares, wide or calendar
    evidence: str  # insufficient, weak, fair or strong
    assumptions: tuple[
        str, ...
    ]  # codes: n_assumed n_unknown_500 sd_assumed prior_only beyond_experience
    closed: np.ndarray  # whether nobody can call in that period; the forecast is then 0
    earlier: Forecast | None = None  # daily volumes: made 35 days before the end, to be judged

    @property
    def median(self) -> np.ndarray:
        """Point forecast, one per period."""
        return self.quantile(0.5)

    def quantile(self, p: float) -> np.ndarray:
        """Value that each period stays below with probability ``p``, one per period.

        Raises
        ------
        WrongCall
            If ``p`` lies outside the levels the forecast holds.
        """
        if not self.levels[0] <= p <= self.levels[-1]:
            raise WrongCall(
                f"Quantile {p} lies outside this forecast; ask between {self.levels[0]} "
                f"and {self.levels[-1]}."
            )
        right = int(np.searchsorted(self.levels, p))
        if self.levels[right] == p:
            return self.table_values[:, right].copy()
        share = (p - self.levels[right - 1]) / (self.levels[right] - self.levels[right - 1])
        below, above = self.table_values[:, right - 1], self.table_values[:, right]
        return np.asarray(below + share * (above - below))

    @property
    def table(self) -> pd.DataFrame:
        """Long table: period, level and value."""
        return pd.DataFrame(
            {
                "period": np.repeat([period.label for period in self.periods], len(self.levels)),
                "level": np.tile(self.levels, len(self.periods)),
                "value": self.table_values.ravel(),
            }
        )


def levels_to_measure(history: History) -> tuple[Observation, ...]:
    """Figures to forecast from; refused when there is none that measures the level."""
    if points := measured(history):
        return points
    if history.points:
        raise InvalidModel(
            f"{history.key} holds only lower bounds (more than …), which measure no level. "
            "Add a measured figure first."
        )
    raise InvalidModel(f"{history.key}: no measurement to forecast from. Add a measured figure.")


def next_periods(history: History, horizon: int) -> tuple[Period, ...]:
    """Return the ``horizon`` periods after the last row; half hours follow the clock changes."""
    last = Period(freq=history.freq, start=_moment(history.rows["start"].iloc[-1]))
    if history.freq in _MINUTES:
        step = pd.Timedelta(minutes=_MINUTES[history.freq])
        starts = pd.date_range(pd.Timestamp(last.start) + step, periods=horizon, freq=step)
        return tuple(Period(freq=history.freq, start=_moment(start)) for start in starts)
    periods = []
    for _ in range(horizon):
        last = last.next()
        periods.append(last)
    return tuple(periods)


def years_ahead(last: Observation, periods: Sequence[Period]) -> np.ndarray:
    """Years from the last figure to each period."""
    return np.array([replace(last, period=period).time - last.time for period in periods])


def mean_of(quantiles: np.ndarray) -> np.ndarray:
    """Mean of each row of quantiles at the ``LEVELS``: the area under the quantile function."""
    levels = np.array([0.0, *LEVELS, 1.0])
    padded = np.column_stack([quantiles[:, 0], quantiles, quantiles[:, -1]])
    return np.asarray(np.trapezoid(padded, levels, axis=1))


def check_horizon(horizon: int) -> None:
    """Refuse a horizon that is no whole number of periods."""
    if isinstance(horizon, bool) or not isinstance(horizon, int) or horizon < 1:
        raise WrongCall(f"horizon={horizon!r} must be a whole number of periods, 1 or more.")


def _moment(start: Any) -> datetime:
    moment: datetime = pd.Timestamp(start).to_pydatetime()
    return moment
