"""A history from a user's own pandas Series: what is doubtful is refused, all of it at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

import holidays
import numpy as np
import pandas as pd

from pcanalysis.errors import DataRefused, Message
from pcanalysis.model.period import FIRST_YEAR, FREQUENCIES, LAST_YEAR, Period
from pcanalysis.model.status import Direction, Kind, NBasis, Unit

if TYPE_CHECKING:
    from pcanalysis.model.history import History

PerPeriod: TypeAlias = float | Sequence[float] | np.ndarray | pd.Series | None
MOST_DECIMALS = 6
_KINDS = {Unit.PERCENT: Kind.SURVEY_SHARE, Unit.MARK: Kind.SURVEY_MEAN}
_LIMITS = {Unit.PERCENT: (0.0, 100.0), Unit.MARK: (1.0, 10.0), Unit.COUNT: (0.0, math.inf)}
_HIGHER = (Kind.SURVEY_SHARE, Kind.SURVEY_MEAN, Kind.NORM)
_WRONG_UNITS = {
    Kind.SURVEY_SHARE: tuple(unit for unit in Unit if unit is not Unit.PERCENT),
    Kind.CONTACTS: tuple(unit for unit in Unit if unit is not Unit.COUNT),
}
_LONG = ("Y", "Q", "M", "W")
_CODES = {freq: {"W": "W-SUN"}.get(freq, freq) for freq in FREQUENCIES}  # as pandas calls them


def from_series(
    series: pd.Series,
    key: str,
    unit: str,
    *,
    n: PerPeriod = None,
    n_basis: str = "published",
    se: PerPeriod = None,
    sd: PerPeriod = None,
    numerator: PerPeriod = None,
    denominator: PerPeriod = None,
    deff: float = 1.0,
    population: float | None = None,
    decimals: int | None = None,
    bounds: tuple[float, float] | None = None,
    kind: str | None = None,
    better: str | None = None,
    calendar: str = "NL",
) -> History:
    """Make a history of your own figures, to use wherever a published one goes.

    Parameters
    ----------
    series
        One number per period, NaN where there is none. Its index is a PeriodIndex (year, quarter,
        month, week, day) or a DatetimeIndex with the first or last day of each period.
    key
        Your name for it, such as ``my/own``.
    unit
        ``%``, ``mark``, ``count``, ``euro``, ``seconds``, ``days`` or ``rate``.
    n, se, sd, numerator, denominator
        Number of answers, standard error, spread of single answers (both in the unit), and the
        counts behind a share: one number, or one per period. Unknown is None or NaN, never 0.
    n_basis
        ``published`` for this question, ``survey_total`` or ``assumed``.
    deff, population
        Design effect, and how many people could have been asked.
    decimals
        In which the figures are published; default: as many as they show.
    bounds
        Lowest and highest possible value; default 0-100 for ``%`` and 1-10 for ``mark``.
    kind
        ``survey_share`` (default for ``%``), ``survey_mean`` (for ``mark``), ``register`` (all
        else), ``norm`` or ``contacts``.
    better
        ``higher`` (default for surveys and norms), ``lower``, ``range`` or ``neutral``.
    calendar
        Whose holidays count: a country of the holidays library, with its region: ``CA-BC``.

    Raises
    ------
    DataRefused
        With every problem found, in Dutch; ``.told("en")`` says it in English.

    Examples
    --------
    >>> waves = pd.Series([28.0, 29.0], index=pd.PeriodIndex(["2015", "2017"], freq="Y"))
    >>> history = from_series(waves, "my/own", "%", n=500)
    >>> [(o.year, o.value, o.n) for o in history.points]
    [(2015, 28.0, 500.0), (2017, 29.0, 500.0)]
    """
    from pcanalysis.model.history import History, history_rows

    check = _Check(key)
    chosen = check.chosen(unit=unit, kind=kind, better=better, n_basis=n_basis)
    check.settings(calendar, deff=deff, population=population, bounds=bounds)
    freq, starts = check.periods(series)
    check.stop()
    labels = [Period(freq=freq, start=start).label for start in starts]
    given = {"n": n, "se": se, "sd": sd, "numerator": numerator, "denominator": denominator}
    columns = {
        name: check.numbers(name, fact, series, labels)
        for name, fact in {"value": series, **given}.items()
    }
    check.stop()
    shown = _shown_decimals(columns["value"]) if decimals is None else decimals
    limits = bounds or _LIMITS.get(chosen["unit"], (-math.inf, math.inf))
    if chosen["kind"] is Kind.SURVEY_MEAN:
        bounds = limits
    check.figures(columns, labels, limits, shown, chosen["unit"])
    check.stop()
    if n is None and chosen["kind"] is Kind.SURVEY_SHARE:
        columns["n"] = columns["denominator"]
    basis = chosen.pop("n_basis").value
    rows = pd.DataFrame({"start": starts, "decimals": shown, **columns})
    rows["n_basis"] = np.where(np.isfinite(columns["n"]), basis, NBasis.UNKNOWN.value)
    return History(
        key=key,
        freq=freq,
        rows=history_rows(rows.to_dict("records")),
        name="" if series.name is None else str(series.name),
        bounds=bounds,
        decimals=shown,
        deff=deff,
        population=population,
        calendar=calendar,
        **chosen,
    )


def _shown_decimals(values: np.ndarray) -> int:
    """Fewest decimals that show every value in full."""
    known = values[np.isfinite(values)]
    shows = (d for d in range(MOST_DECIMALS) if np.allclose(known, known.round(d), 0, 1e-9))
    return next(shows, MOST_DECIMALS)


class _Check:
    """What is wrong with a series, told together."""

    def __init__(self, key: str) -> None:
        self._key, self._problems = key, list[Message]()

    def refuse(
        self, code: str, column: str | None = None, cell: object = None, **facts: str | float
    ) -> None:
        """Add a problem; ``column`` is the argument and the period it is about."""
        text = None if cell is None else str(cell)
        self._problems.append(
            Message(code=code, file=self._key, column=column, cell=text, facts=facts)
        )

    def stop(self) -> None:
        """Refuse the series if anything was wrong so far."""
        if self._problems:
            raise DataRefused(self._problems)

    def chosen(self, *, unit: str, kind: str | None, better: str | None, n_basis: str) -> Any:
        """Return the words of the fixed vocabularies, with their defaults."""
        which = self._one_of("unit", unit, Unit)
        what = self._one_of("kind", kind or _KINDS.get(which, Kind.REGISTER), Kind)
        usual = Direction.HIGHER if what in _HIGHER else Direction.NEUTRAL
        if which in _WRONG_UNITS.get(what, ()):
            self.refuse("kind_of_other_unit", "kind", what, unit=which)
        return {
            "unit": which,
            "kind": what,
            "direction": self._one_of("better", better or usual, Direction),
            "n_basis": self._one_of("n_basis", n_basis, NBasis),
        }

    def _one_of(self, name: str, word: str, known: type[StrEnum]) -> Any:
        if word in set(known):
            return known(word)
        self.refuse("expected_enum", name, word, known=", ".join(known))
        return next(iter(known))

    def settings(
        self,
        calendar: str,
        *,
        deff: float,
        population: float | None,
        bounds: tuple[float, float] | None,
    ) -> None:
        """Check what holds for the whole series."""
        country, _, region = calendar.partition("-")
        regions = holidays.list_supported_countries().get(country)
        if regions is None or (region and region not in regions):
            self.refuse("calendar_unknown", "calendar", calendar)
        for name, number in (("deff", deff), ("population", population)):
            if number is not None and not (math.isfinite(number) and number > 0):
                self.refuse("not_above_zero", name, number)
        if bounds is not None and not bounds[0] < bounds[1]:
            self.refuse("bounds_reversed", "bounds", bounds)

    def periods(self, series: pd.Series) -> tuple[str, list[datetime]]:
        """Return the frequency and the first moment of each period."""
        index = series.index
        if not isinstance(index, pd.PeriodIndex | pd.DatetimeIndex) or index.hasnans:
            self.refuse("index_without_periods", "series")
            return "", []
        for twice in index[index.duplicated()].unique():
            self.refuse("period_twice", str(twice))
        freq, starts = _starts(index)
        if freq is None:
            self.refuse("periods_unclear", "series")
            return "", []
        for moment in starts[(starts.year < FIRST_YEAR) | (starts.year > LAST_YEAR)]:
            self.refuse("invalid_period", str(moment))
        return freq, list(starts.to_pydatetime())

    def numbers(
        self, name: str, fact: PerPeriod, series: pd.Series, labels: list[str]
    ) -> np.ndarray:
        """Return one number per period, NaN where unknown."""
        cells = [fact] * len(labels) if np.ndim(fact) == 0 else list(fact)  # type: ignore[arg-type]
        same = not isinstance(fact, pd.Series) or fact.index.equals(series.index)
        if len(cells) != len(labels) or not same:
            self.refuse("not_one_per_period", name, found=len(cells), periods=len(labels))
            return np.full(len(labels), math.nan)
        found = np.array([_number(cell) for cell in cells], dtype=float)
        for at in np.flatnonzero(np.isnan(found) & ~pd.isna(np.array(cells, dtype=object))):
            self.refuse("not_a_number", f"{name} {labels[at]}")
        for at in np.flatnonzero(np.isinf(found)):
            self.refuse("out_of_range", f"{name} {labels[at]}")
        return found

    def figures(
        self,
        columns: dict[str, np.ndarray],
        labels: list[str],
        limits: tuple[float, float],
        decimals: int,
        unit: Unit,
    ) -> None:
        """Check each figure against its limits and its counts."""
        low, high = limits
        values, above = columns["value"], columns["numerator"]
        for at in np.flatnonzero((values < low) | (values > high)):
            self.refuse("outside_bounds", labels[at], values[at], low=low, high=high)
        for name in ("n", "se", "sd", "denominator"):
            for at in np.flatnonzero(columns[name] <= 0):
                self.refuse("not_above_zero", f"{name} {labels[at]}", columns[name][at])
        for at in np.flatnonzero(above < 0):
            self.refuse("negative_count", f"numerator {labels[at]}", above[at])
        if unit is Unit.PERCENT:
            shares = 100 * above / np.where(columns["denominator"] > 0, columns["denominator"], 1)
            for at in np.flatnonzero(np.abs(shares - values) > 0.5 * 10.0**-decimals + 1e-9):
                share = f"{shares[at]:.{decimals + 1}f}"
                self.refuse("share_of_other_counts", labels[at], values[at], share=share)


def _number(cell: object) -> float:
    plain = isinstance(cell, int | float | np.integer | np.floating) and not isinstance(cell, bool)
    return float(cell) if plain else math.nan  # type: ignore[arg-type]


def _starts(index: pd.PeriodIndex | pd.DatetimeIndex) -> tuple[str | None, pd.DatetimeIndex]:
    """Frequency of an index, and the first moment of its periods; None if it has no clear one.

    Moments are taken for the longest periods that all of them begin, or of which all are the last
    day.
    """
    if isinstance(index, pd.PeriodIndex):
        freq, starts = str(index.freqstr).partition("-")[0], index.start_time
        return freq if freq in _CODES and (starts == _first(starts, freq)).all() else None, starts
    plain = index.tz_localize(None)
    for freq in _CODES:
        first = _first(plain, freq)
        last = plain.to_period(_CODES[freq]).end_time.normalize()
        if (plain == first).all() or (freq in _LONG and (plain == last).all()):
            return freq, first if freq in _LONG else index
    return None, index


def _first(moments: pd.DatetimeIndex, freq: str) -> pd.DatetimeIndex:
    """First moment of the calendar period that holds each moment."""
    within_day = freq not in (*_LONG, "D")
    return moments.floor(freq) if within_day else moments.to_period(_CODES[freq]).start_time
