"""A history from a user's own pandas Series: what is doubtful is refused, all of it at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from pcanalysis.errors import DataRefused, Message
from pcanalysis.model.calendar import is_calendar
from pcanalysis.model.period import FIRST_YEAR, FREQUENCIES, LAST_YEAR
from pcanalysis.model.status import Direction, Kind, NBasis, Unit

if TYPE_CHECKING:
    from pcanalysis.model.history import History

PerPeriod: TypeAlias = float | Sequence[float] | np.ndarray | pd.Series | None
_Limits: TypeAlias = tuple[float, float]
MOST_DECIMALS = 6
_KINDS = {"%": "survey_share", "mark": "survey_mean"}
_UNITS = {"survey_share": "%", "contacts": "count"}  # kinds that have one unit only
_HIGHER = ("survey_share", "survey_mean", "norm")
_LIMITS = {"%": (0.0, 100.0), "mark": (1.0, 10.0), "count": (0.0, math.inf)}
_LONG = ("Y", "Q", "M", "W")  # moments in it may be the first or the last day


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
    decimals: int | None = None,
    bounds: _Limits | None = None,
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
    deff
        Design effect of the sample.
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

    kind = kind or _KINDS.get(unit, "register")
    better, limits = _usual(unit, kind, better, bounds)
    n = denominator if n is None and kind == Kind.SURVEY_SHARE else n
    facts = {"value": series, "n": n, "se": se, "sd": sd}
    facts |= {"numerator": numerator, "denominator": denominator}
    columns = {name: _numbers(fact, len(series)) for name, fact in facts.items()}
    shown = _shown_decimals(columns["value"]) if decimals is None else decimals
    freq, starts = _periods(series.index)
    half = 0.5 * 10.0**-shown if unit == Unit.PERCENT else math.inf  # of a published step
    if problems := [
        *_wrong_words(key, (unit, kind, better, n_basis), calendar),
        *_wrong_index(key, series.index, freq, starts),
        *_wrong_amounts(key, {"deff": deff} | facts, series.index, limits),
    ] or [*_wrong_figures(key, columns, series.index, limits, half)]:
        raise DataRefused(problems)
    basis = np.where(np.isfinite(columns["n"]), n_basis, NBasis.UNKNOWN.value)
    rows = pd.DataFrame({"start": starts, "decimals": shown, "n_basis": basis, **columns})
    return History(
        key=key,
        unit=Unit(unit),
        kind=Kind(kind),
        direction=Direction(better),
        freq=freq,
        rows=history_rows(rows.to_dict("records")),
        name="" if series.name is None else str(series.name),
        bounds=limits if kind == Kind.SURVEY_MEAN else bounds,
        decimals=shown,
        deff=deff,
        calendar=calendar,
    )


def _usual(unit: str, kind: str, better: str | None, bounds: _Limits | None) -> tuple[str, _Limits]:
    """Better side and limits, where not given; no numbers if only the user can know a scale."""
    unknown = math.nan if kind == Kind.SURVEY_MEAN else math.inf
    usual = "higher" if kind in _HIGHER else "neutral"
    return better or usual, bounds or _LIMITS.get(unit, (-unknown, unknown))


def _periods(index: pd.Index) -> tuple[str, pd.DatetimeIndex]:
    """Frequency of an index and the first moment of its periods; no frequency if it is unclear.

    Moments are taken for the longest calendar periods that all of them begin or end.
    """
    if isinstance(index, pd.PeriodIndex):
        starts, freqs = index.start_time, [str(index.freqstr).partition("-")[0]]
    else:
        is_time = isinstance(index, pd.DatetimeIndex)
        starts, freqs = index if is_time else pd.DatetimeIndex([]), list(FREQUENCIES)
    plain = starts.tz_localize(None)
    for freq in freqs:
        if freq in (*_LONG, "D"):
            spans = plain.to_period(freq)
            first, last = spans.start_time, spans.end_time.normalize()
            if (plain == first).all() or (freq in _LONG and (plain == last).all()):
                return freq, first if freq in _LONG else starts
        elif freq in FREQUENCIES and (plain == plain.floor(freq)).all():
            return freq, starts
    return "", starts


def _numbers(fact: Any, length: int) -> np.ndarray:
    """One number per period, NaN where unknown and infinite where it is no number."""
    return np.array([_number(c) for c in ([fact] * length if np.ndim(fact) == 0 else fact)])


def _number(cell: Any) -> float:
    if pd.isna(cell):
        return math.nan
    plain = isinstance(cell, int | float | np.number) and not isinstance(cell, bool)
    return float(cell) if plain else math.inf


def _shown_decimals(values: np.ndarray) -> int:
    """Fewest decimals that show every value in full."""
    known = values[np.isfinite(values)]
    shows = (d for d in range(MOST_DECIMALS) if np.allclose(known, known.round(d), 0, 1e-9))
    return next(shows, MOST_DECIMALS)


def _wrong_words(key: str, words: tuple[str, str, str, str], calendar: str) -> Iterator[Message]:
    vocabularies = {"unit": Unit, "kind": Kind, "better": Direction, "n_basis": NBasis}
    for word, (name, known) in zip(words, vocabularies.items(), strict=True):
        if word not in set(known):
            facts = {"known": ", ".join(known)}
            yield Message(file=key, code="expected_enum", column=name, cell=str(word), facts=facts)
    unit, kind, *_ = words
    if _UNITS.get(kind, unit) != unit:
        yield Message(file=key, code="kind_has_unit", column="kind", facts={"unit": _UNITS[kind]})
    if not is_calendar(calendar):
        yield Message(file=key, code="calendar_unknown", column="calendar", cell=calendar)


def _wrong_index(
    key: str, index: pd.Index, freq: str, starts: pd.DatetimeIndex
) -> Iterator[Message]:
    if index.hasnans or len(starts) < len(index):
        yield Message(file=key, code="index_without_periods")
    elif not freq:
        yield Message(file=key, code="periods_unclear")
    for twice in index[index.duplicated()].unique():
        yield Message(file=key, code="period_twice", column=str(twice))
    for start in starts[(starts.year < FIRST_YEAR) | (starts.year > LAST_YEAR)]:
        yield Message(file=key, code="year_out_of_range", column=str(start.year))


def _wrong_amounts(
    key: str, amounts: dict[str, Any], index: pd.Index, limits: _Limits
) -> Iterator[Message]:
    if not limits[0] < limits[1]:
        yield Message(file=key, code="bounds_wrong", column="bounds")
    for name, fact in amounts.items():
        elsewhere = isinstance(fact, pd.Series) and not fact.index.equals(index)
        if np.ndim(fact) and (elsewhere or len(fact) != len(index)):
            facts = {"found": len(fact), "periods": len(index)}
            yield Message(file=key, code="not_one_per_period", column=name, facts=facts)
        elif name == "deff" and not 0 < fact < math.inf:
            yield Message(file=key, code="not_above_zero", column=name, cell=str(fact))


def _wrong_figures(
    key: str,
    columns: dict[str, np.ndarray],
    index: pd.Index,
    limits: _Limits,
    half: float,
) -> Iterator[Message]:
    value, met, asked = (columns[name] for name in ("value", "numerator", "denominator"))
    facts = dict(zip(("low", "high"), limits, strict=True))
    share = 100 * met / np.where(asked > 0, asked, math.nan)
    wrong = [
        *(("no_finite_number", name, np.isinf(column)) for name, column in columns.items()),
        *(("not_above_zero", n, columns[n] <= 0) for n in ("n", "se", "sd", "denominator")),
        ("negative_count", "numerator", met < 0),
        ("outside_bounds", "value", (value < limits[0]) | (value > limits[1]) & (value < math.inf)),
        ("share_of_other_counts", "value", np.abs(share - value) > half + 1e-9),
    ]
    for code, name, where in wrong:
        for at in np.flatnonzero(where):
            cell = f"{columns[name][at]:g}" if np.isfinite(columns[name][at]) else None
            yield Message(file=key, code=code, column=f"{name} {index[at]}", cell=cell, facts=facts)
