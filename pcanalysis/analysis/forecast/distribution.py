"""A forecast: per future period a whole distribution, not one number.

Quantiles are ordered and reproducible; the point forecast is the median. How wide the forecast of a
volume must be is told by the errors it would have made before: on the square-root scale, where
counts of any size spread alike, and grouped by how far ahead they were made. Few errors give
heavier tails; without any, a day or month is taken to differ by a third from what was expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from pcanalysis.analysis.survey_error import comparable
from pcanalysis.errors import InvalidModel, WrongCall
from pcanalysis.model import History, Observation, Period

LEVELS = (0.005, 0.01, *(round(0.025 * i, 3) for i in range(1, 40)), 0.99, 0.995)
ENOUGH_ERRORS = 100  # for their own quantiles to be used
PRIOR_SPREAD = 0.35  # relative: 25 % for the day and 25 % for the level together

Errors = Mapping[int, list[np.ndarray]]  # steps ahead to the errors of each past origin


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forecast:
    """Answer of ``make_forecast``: what the next figures may be, in the unit of the history."""

    levels: ClassVar[tuple[float, ...]] = LEVELS  # probabilities of the columns
    history: History
    periods: tuple[Period, ...]  # after the last row of the history
    table_values: np.ndarray  # one row per period, one quantile per level
    method: str  # shares, wide or calendar
    evidence: str  # insufficient, weak, fair or strong
    # codes: n_assumed n_unknown_500 sd_assumed prior_only beyond_experience
    assumptions: tuple[str, ...]
    closed: np.ndarray  # whether nobody can call in that period; the forecast is then 0
    earlier: Forecast | None = None  # daily volumes: made 35 days before the end, to be judged

    @property
    def mean(self) -> np.ndarray:
        """Mean of each period: the area under its quantile function."""
        padded = np.pad(self.table_values, ((0, 0), (1, 1)), mode="edge")
        return np.asarray(np.trapezoid(padded, np.array([0.0, *self.levels, 1.0]), axis=1))

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
        return np.array([np.interp(p, self.levels, row) for row in self.table_values])

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
    if points := comparable(history):
        return points
    if history.points:
        raise InvalidModel(
            f"{history.key} holds only lower bounds (more than …), which measure no level. "
            "Add a measured figure first."
        )
    raise InvalidModel(f"{history.key}: no measurement to forecast from. Add a measured figure.")


def next_periods(history: History, horizon: int) -> tuple[Period, ...]:
    """Return the ``horizon`` periods after the last row; half hours follow the clock changes."""
    last = pd.Timestamp(history.rows["start"].iloc[-1])
    if history.freq.endswith("min"):
        starts = pd.date_range(last, periods=horizon + 1, freq=history.freq).to_pydatetime()
        return tuple(Period(freq=history.freq, start=start) for start in starts[1:])
    periods = [Period(freq=history.freq, start=last.to_pydatetime())]
    while len(periods) <= horizon:
        periods.append(periods[-1].next())
    return tuple(periods[1:])


def holding(codes: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the codes that hold, in their order."""
    return tuple(code for code, holds in codes.items() if holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Point forecast of a volume and what its width is told by; one value per future period."""

    point: np.ndarray
    closed: np.ndarray
    ahead: np.ndarray  # steps ahead, as in ``errors``
    errors: Errors
    days: int  # of history


def collect_errors(
    errors: dict[int, list[np.ndarray]],
    actual: np.ndarray,
    forecast: np.ndarray,
    closed: np.ndarray,
    *,
    every: int,
) -> None:
    """Add the errors of one past forecast, ``every`` so many rows a step further ahead."""
    chosen = ~closed & np.isfinite(actual)
    for first in range(0, len(forecast), every):
        here = slice(first, first + every)
        past, said = actual[here][chosen[here]], forecast[here][chosen[here]]
        if len(past):
            errors[first // every].append(np.sqrt(past) - np.sqrt(said))


def spread_out(point: np.ndarray, ahead: np.ndarray, errors: Errors) -> np.ndarray:
    """Quantiles around each point, one row per period; ``ahead`` says how far each one lies."""
    root = np.sqrt(point)[:, None]
    if not errors:
        sd = np.sqrt(0.25 + (PRIOR_SPREAD / 2) ** 2 * point)[:, None]
        offsets = sd * stats.norm.ppf(np.array(LEVELS))
    else:
        known = {step: _offsets(errors, step) for step in set(ahead.tolist())}
        offsets = np.array([known[step] for step in ahead.tolist()])
    return np.asarray(np.maximum(root + offsets, 0.0) ** 2)


def _offsets(errors: Errors, step: int) -> np.ndarray:
    """Quantiles of the errors made ``step`` ahead; beyond the longest one tried they grow."""
    tried = min(step, max(errors))
    past = errors[tried]
    pooled = np.concatenate(past)
    if len(pooled) >= ENOUGH_ERRORS:
        quantiles = np.quantile(pooled, LEVELS) * (1 + 1 / len(past))
    else:
        size = max(float(np.sqrt(np.mean(pooled**2))), 0.5)  # at least the chance of a count
        quantiles = size * stats.t.ppf(np.array(LEVELS), max(len(past) - 1, 1))
    return np.asarray(quantiles * np.sqrt((step + 1) / (tried + 1)))
