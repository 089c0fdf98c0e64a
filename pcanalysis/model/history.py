"""The history of one indicator or contact volume: each period with its figure, or why not.

Rows are a table, oldest first, one row per period. A missing figure is NaN with status
``missing`` and a reason; it is never zero. Simulated and measured rows never mix.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.errors import InvalidModel
from pcanalysis.model.edition import Event, Source
from pcanalysis.model.period import FREQUENCIES, Period
from pcanalysis.model.series import from_series
from pcanalysis.model.status import Direction, Kind, MissingReason, NBasis, Status, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One figure of a history with its sampling facts and where it stands."""

    period: Period
    value: float = math.nan  # NaN when missing
    status: Status = Status.ACTUAL
    reason: str = ""  # why a value is missing
    low: float = math.nan  # rounding interval or bound, where the source allows one
    high: float = math.nan
    n: float = math.nan  # respondents
    n_basis: NBasis = NBasis.UNKNOWN
    se: float = math.nan  # standard error, in the unit
    sd: float = math.nan  # of single answers, in the unit
    numerator: float = math.nan
    denominator: float = math.nan
    break_before: bool = False  # a new question or method: earlier figures do not compare
    printed: str = ""  # the cell as printed
    decimals: int = 0  # as printed
    source: int = 0  # position in ``History.sources``
    line: int = 0  # in that file; 0 = no file
    line_to: int = 0  # last line, for a figure summed from several lines

    @property
    def year(self) -> int:
        """Calendar year in which the period begins."""
        return self.period.start.year

    @property
    def time(self) -> float:
        """Real time in years: the middle of the period, whole for calendar years."""
        if self.period.freq == "Y":
            return float(self.year)
        start, end = self.period.start, self.period.end
        middle = start + (end - start) / 2
        first = datetime(middle.year, 1, 1, tzinfo=middle.tzinfo)
        after = datetime(middle.year + 1, 1, 1, tzinfo=middle.tzinfo)
        return middle.year + (middle - first) / (after - first)


_DEFAULTS: dict[str, Any] = {f.name: f.default for f in fields(Observation)[1:]}
_DEFAULTS |= {"status": Status.ACTUAL.value, "n_basis": NBasis.UNKNOWN.value}


def history_rows(records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Make the rows of a History from records; columns that a record lacks get their default.

    ``start`` (the first moment of the period) is required. A record without a value becomes
    ``missing``, with its reason or ``unknown``.
    """
    filled = []
    for record in records:
        row = {"start": record["start"], **_DEFAULTS, **record}
        if row["value"] is None or math.isnan(row["value"]):
            row |= {"value": math.nan, "status": Status.MISSING.value}
            row["reason"] = row["reason"] or MissingReason.UNKNOWN.value
        filled.append(row)
    frame = pd.DataFrame(filled, columns=["start", *_DEFAULTS])
    return frame.sort_values("start", kind="stable", ignore_index=True)


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """One series with everything known about its figures.

    ``rows`` holds one row per period, oldest first; columns as :func:`history_rows` makes them.
    Treat it as read-only.
    """

    key: str
    unit: Unit
    kind: Kind
    direction: Direction
    freq: str
    rows: pd.DataFrame
    sources: tuple[Source, ...] = ()
    name: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # short name per language
    contacts: Mapping[str, str] = field(default_factory=dict)  # plural noun, for volumes
    unit_text: str = ""
    code: str = ""  # as printed
    municipality: str = ""
    programme: str = ""  # key
    bounds: tuple[float, float] | None = None
    decimals: int = 0
    deff: float = 1.0
    subgroup: bool = False  # asked of a part of the respondents
    population: float | None = None  # all who could have been asked; None = very many
    calendar: str = "NL"  # of public holidays: a country of the holidays library, with its region
    delta: float | None = None
    as_of: date | None = None  # decides what is due and what is future
    until: date | None = None  # only what was published by then
    events: tuple[Event, ...] = ()  # what happened, or will, and may explain figures
    note: str = ""  # why there is no measurement, what is assumed
    label_incomplete: bool = False

    from_series = staticmethod(from_series)

    def __post_init__(self) -> None:
        if self.freq not in FREQUENCIES:
            raise InvalidModel(f"{self.key}: unknown frequency {self.freq!r}.")
        missing = {"start", *_DEFAULTS} - set(self.rows.columns)
        if missing:
            raise InvalidModel(f"{self.key}: rows lack {', '.join(sorted(missing))}.")
        if self.rows["start"].duplicated().any():
            twice = self.rows.loc[self.rows["start"].duplicated(), "start"].iloc[0]
            raise InvalidModel(f"{self.key}: two figures for {twice}; keep one per period.")
        if not self.rows["start"].is_monotonic_increasing:
            raise InvalidModel(f"{self.key}: rows must stand oldest first.")
        if np.isinf(self.values).any():
            raise InvalidModel(f"{self.key} holds an infinite value; leave it out.")
        empty = (self.rows["status"] == Status.MISSING.value).to_numpy()
        if (np.isnan(self.values) != empty).any():
            raise InvalidModel(f"{self.key}: a figure is missing if and only if it has no value.")
        if (empty & (self.rows["reason"] == "").to_numpy()).any():
            raise InvalidModel(f"{self.key}: a missing figure needs a reason.")
        if len({source.simulated for source in self.sources}) > 1:
            raise InvalidModel(f"{self.key} mixes simulated and measured figures.")

    @property
    def simulated(self) -> bool:
        """Whether the figures are simulated; the whole history is or is not."""
        return any(source.simulated for source in self.sources)

    @property
    def values(self) -> np.ndarray:
        """All values, oldest first; NaN where missing."""
        return np.asarray(self.rows["value"], dtype=float)

    @property
    def series(self) -> pd.Series:
        """Values indexed by the start of their period."""
        return pd.Series(self.values, index=pd.DatetimeIndex(self.rows["start"]), name=self.key)

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """Every period as an object, missing ones included, oldest first."""
        columns = [self.rows[name].tolist() for name in ("start", *_DEFAULTS)]
        return tuple(self._observation(*row) for row in zip(*columns, strict=True))

    @property
    def points(self) -> tuple[Observation, ...]:
        """The periods that hold a figure, oldest first."""
        return tuple(o for o in self.observations if o.status is not Status.MISSING)

    def upto(self, rows: int) -> History:
        """Return the same history with only its first ``rows`` rows."""
        return replace(self, rows=self.rows.iloc[:rows])

    def short_name(self, language: str) -> str:
        """Return the short name in ``language``, else the published name."""
        return self.names.get(language) or self.name or self.key

    def _observation(self, start: datetime, *cells: Any) -> Observation:
        start = start.to_pydatetime() if isinstance(start, pd.Timestamp) else start
        facts = dict(zip(_DEFAULTS, cells, strict=True))
        facts |= {"status": Status(facts["status"]), "n_basis": NBasis(facts["n_basis"])}
        return Observation(period=Period(freq=self.freq, start=start), **facts)
