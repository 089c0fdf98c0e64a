"""A forecast: per future period a whole distribution, not one number.

Quantiles are ordered and reproducible; the point forecast is the median. A forecast of contacts
also holds how its periods go together, so that it can be added up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import pandas as pd

from pcanalysis.analysis.forecast.grounds import Grounds
from pcanalysis.analysis.forecast.spread import Spread
from pcanalysis.analysis.survey_error import comparable
from pcanalysis.errors import InvalidModel, WrongCall
from pcanalysis.model import History, Observation, Period

LEVELS = (0.005, 0.01, *(round(0.025 * i, 3) for i in range(1, 40)), 0.99, 0.995)


@dataclass(frozen=True, kw_only=True, eq=False)
class Forecast:
    """Answer of ``make_forecast``: what the next figures may be, in the unit of the history."""

    levels: ClassVar[tuple[float, ...]] = LEVELS  # probabilities of the columns
    history: History
    periods: tuple[Period, ...]  # after the last row of the history
    table_values: np.ndarray  # one row per period, one quantile per level
    method: str  # shares, wide or calendar
    evidence: str  # insufficient, weak, fair or strong
    # codes: n_assumed n_unknown_500 sd_assumed prior_only beyond_experience closed_assumed
    # outages_left_out weeks_mixed_in
    assumptions: tuple[str, ...]
    closed: np.ndarray  # whether nobody can call in that period; the forecast is then 0
    spread: Spread | None = None  # contacts: how the periods go together
    channels: tuple[Forecast, ...] = ()  # of which this is the sum
    shared: float = 0.0  # how much the levels of the channels move together, 0 to 1
    grounds: Grounds | None = None  # contacts per day or part of a day
    before: Callable[[], Forecast] | None = None  # makes ``earlier``

    @cached_property
    def earlier(self) -> Forecast | None:
        """Daily volumes: the forecast made 35 days before the end, to be judged."""
        return None if self.before is None else self.before()

    @cached_property
    def paths(self) -> np.ndarray:
        """A thousand ways it may go, paths × periods; each period has the quantiles of the table.

        Raises
        ------
        WrongCall
            If the forecast does not know how its periods go together.
        """
        parts = [one.draw(i, self.shared) for i, one in enumerate(self.channels or (self,))]
        return np.asarray(np.sum(parts, axis=0))

    def draw(self, seed: int, shared: float) -> np.ndarray:
        """Paths from one seed; a part ``shared`` of what moves the level is the same for all."""
        if self.spread is None:
            raise WrongCall("does_not_add_up", key=self.history.key)
        places = self.spread.places(seed, shared)
        rows = zip(places.T, self.table_values, strict=True)
        return np.column_stack([np.interp(place, self.levels, row) for place, row in rows])

    def total(self, periods: slice | np.ndarray = slice(None)) -> np.ndarray:
        """Quantiles of the sum of some periods (default: all), one per level."""
        return np.asarray(np.quantile(self.paths[:, periods].sum(axis=1), self.levels))

    def per(self, freq: str) -> pd.DataFrame:
        """Long table of the whole weeks (``W``), months (``M``) or years (``Y``) ahead."""
        starts = pd.DatetimeIndex([period.start.replace(tzinfo=None) for period in self.periods])
        outer = starts.to_period(freq)
        first, end = starts[0], pd.Timestamp(self.periods[-1].end.replace(tzinfo=None))
        whole = [p for p in outer.unique() if p.start_time >= first and p.end_time < end]
        labels = [Period(freq=freq, start=p.start_time.to_pydatetime()).label for p in whole]
        values = [self.total(np.asarray(outer == p)) for p in whole]
        return pd.DataFrame(
            {
                "period": np.repeat(labels, len(self.levels)),
                "level": np.tile(self.levels, len(whole)),
                "value": np.concatenate(values) if whole else np.array([]),
            }
        )

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
