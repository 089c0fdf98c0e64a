"""What really changed in a history, and what can be chance.

Two points are compared, never joined by a line. From three points a weighted line describes the
change, if the error of every point is known. Without that error only the direction is given. A
lower bound ("more than 300.000") measures no level: it stays in the history and is not counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats
from statsmodels.regression.linear_model import WLS

from pcanalysis.analysis.survey_error import (
    BOUNDS,
    SURVEYS,
    WAVE_NOISE,
    Z95,
    Points,
    arcsine,
    arcsine_variances,
    around,
    basis_of,
    better_sign,
    break_even_n,
    margin,
    mark_factor,
    measured,
    newcombe_interval,
    sd_is_assumed,
    stretched,
    variances,
    weakened,
)
from pcanalysis.errors import WrongCall
from pcanalysis.model import History, Kind, NBasis, Observation, Unit, working_days

DELTAS = {Unit.PERCENT: 2.0, Unit.MARK: 0.1}  # smallest change that matters
DELTA_REST_PCT = 5.0
Z90_TWO_SIDED = float(stats.norm.ppf(0.95))
RELATIVE_UNITS = (Unit.COUNT, Unit.EURO, Unit.RATE, Unit.SECONDS, Unit.DAYS)
CLEAR = ("improving", "worsening")
LEAVE_ONE_OUT_FROM = 5
NO_SLOPE = 1e-9  # of the whole slope: rounding of the arithmetic, no direction


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trend:
    """Answer of :func:`fit_trend`; differences are in the unit of the history, points for ``%``."""

    history: History
    status: str  # what may be said, see fit_trend
    test_status: str  # what the sampling test alone says, taking n as published
    k: int  # points that measure the level
    method: str = "none"  # or wave_difference, weighted_least_squares or direction
    first: Observation | None
    last: Observation | None
    change: float | None = None  # last - first; from three points with known error: along the line
    change_pct: float | None = None  # of the first value; counts, amounts and rates only
    change_ci95: tuple[float, float] | None = None  # of the test
    newcombe_ci95: tuple[float, float] | None = None  # two shares: the interval to print
    z: float | None = None
    p: float | None = None
    break_even_n: int | None = None  # answers per wave from which first to last would be clear
    slope_per_year: float | None = None  # three points or more with known error
    slope_ci95: tuple[float, float] | None = None
    null_band: tuple[float, float] | None = None  # where a second wave lies if nothing changed
    survives_wave_noise: bool | None  # None for anything but a survey with known error
    if_n_unknown: str  # status when the sample sizes are set aside
    n_basis: NBasis  # weakest over the points
    sd_assumed: bool  # marks: the spread of the answers is assumed
    evidence: str  # insufficient, weak, fair or strong
    change_per_working_day: float | None = None  # yearly contacts, on the last year
    working_days: int | None = None
    margins: tuple[tuple[float, float] | None, ...]  # 95 %, one per history.points
    robust: bool | None  # a clear verdict holds with deff 1.2 and half the answers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Test:
    """A change over the span with its standard error."""

    change: float
    error: float
    span: float  # years
    signs_agree: bool = True

    @property
    def z(self) -> float:
        return self.change / self.error

    @property
    def p(self) -> float:
        return float(2 * stats.norm.sf(abs(self.z)))

    def interval(self, z: float = Z95) -> tuple[float, float]:
        return self.change - z * self.error, self.change + z * self.error


def fit_trend(history: History) -> Trend:
    """Say what changed in a history and whether that can be chance.

    Parameters
    ----------
    history
        One series, any number of points. Contacts must be yearly: within a year they follow the
        season, so their first and last month say nothing.

    Returns
    -------
    Trend
        Its ``status`` is one of ``too_few``, ``improving``, ``worsening``, ``stable``,
        ``no_clear_change``, ``direction_only_better``, ``direction_only_worse``,
        ``direction_only_equal`` and ``direction_only_changed`` (no better or worse side).

    Raises
    ------
    WrongCall
        For contacts per month, day or part of a day.

    Notes
    -----
    Method and formulas: docs/methods/trend.md. A verdict is clear only on a published number of
    answers and if it is larger than the noise every survey wave has; ``test_status`` keeps what
    the sampling test says.
    """
    if history.kind is Kind.CONTACTS and history.freq != "Y":
        raise WrongCall(
            f"{history.key}: a trend needs contacts per year, these are per {history.freq}. "
            'Ask for freq="Y".'
        )
    points = measured(history)
    spread = variances(history, points)
    values = np.array([o.value for o in points])
    test = None if spread is None or len(points) < 2 else _test(points, values, spread)
    direction, tested = direction_status(history, points), _judge(history, points, test)
    survives = None if test is None else _survives_wave_noise(history, points)
    basis, sd_assumed = basis_of(history, points), sd_is_assumed(history, points)
    unproven = test is not None and (basis is not NBasis.PUBLISHED or sd_assumed)
    status = _allowed(tested, direction, unproven, survives)
    return Trend(
        history=history,
        status=status,
        test_status=tested,
        k=len(points),
        first=points[0] if points else None,
        last=points[-1] if points else None,
        **_change(history, points, test),
        survives_wave_noise=survives,
        if_n_unknown=direction,
        n_basis=basis,
        sd_assumed=sd_assumed,
        evidence=evidence(len(points), known=spread is not None, proven=not unproven),
        margins=tuple(None if o.status in BOUNDS else margin(history, o) for o in history.points),
        robust=fit_trend(weakened(history)).test_status == tested if status in CLEAR else None,
    )


def evidence(k: int, *, known: bool, proven: bool) -> str:
    """How much a verdict on ``k`` points can rest on."""
    if k <= 1 or (not known and k < 5):
        return "insufficient"
    if k == 2 or not known or not proven:
        return "weak"
    return "fair" if k <= 4 else "strong"


def direction_status(history: History, points: Points) -> str:
    """Status from the first to the last point, without any claim on chance."""
    if len(points) < 2:
        return "too_few"
    change = points[-1].value - points[0].value
    if change == 0:
        return "direction_only_equal"
    sign = better_sign(history.direction)
    if sign == 0:
        return "direction_only_changed"
    return "direction_only_better" if sign * change > 0 else "direction_only_worse"


def _test(points: Points, values: np.ndarray, spread: np.ndarray) -> _Test:
    """Wave difference for two points, weighted line with known variances from three."""
    times = np.array([o.time for o in points])
    span = float(times[-1] - times[0])
    if len(times) == 2:
        change, error = float(values[1] - values[0]), math.sqrt(float(spread.sum()))
        return _Test(change=change, error=error, span=span)
    slope, error = _line(times, values, spread)
    agree = len(times) < LEAVE_ONE_OUT_FROM or all(
        _line(*(np.delete(a, i) for a in (times, values, spread)))[0] * slope > NO_SLOPE * slope**2
        for i in range(len(times))
    )
    return _Test(change=slope * span, error=error * span, span=span, signs_agree=agree)


def _line(times: np.ndarray, values: np.ndarray, spread: np.ndarray) -> tuple[float, float]:
    """Slope per year and its error; scatter beyond the known variances widens it (Birge)."""
    design = np.column_stack([np.ones_like(times), times - times.mean()])
    fit = WLS(values, design, weights=1 / spread).fit(
        cov_type="fixed scale", cov_kwds={"scale": 1.0}, use_t=False
    )
    birge = max(1.0, math.sqrt(float(fit.wresid @ fit.wresid) / (len(times) - 2)))
    return float(fit.params[1]), float(fit.bse[1]) * birge


def _judge(history: History, points: Points, test: _Test | None) -> str:
    if test is None:
        return direction_status(history, points)
    if test.p < 0.05 and test.signs_agree:
        sign = better_sign(history.direction)
        if sign == 0:
            return "direction_only_changed"
        return "improving" if sign * test.change > 0 else "worsening"
    low, high = test.interval(Z90_TWO_SIDED)
    delta = history.delta
    if delta is None:
        rest = abs(points[0].value) * DELTA_REST_PCT / 100
        delta = DELTAS.get(history.unit, rest)
    return "stable" if -delta < low and high < delta else "no_clear_change"


def _allowed(tested: str, direction: str, unproven: bool, survives: bool | None) -> str:
    """What may be said: nothing is clear on an assumed n or within the noise of a wave."""
    if tested in CLEAR and (unproven or survives is False):
        return direction
    if tested == "stable" and unproven:
        return "no_clear_change"
    return tested


def _survives_wave_noise(history: History, points: Points) -> bool | None:
    """Repeat the test on the arcsine scale with the noise that every wave has of its own."""
    if history.kind not in SURVEYS:
        return None
    values = np.array([arcsine(stretched(history, o.value)) for o in points])
    noise = (WAVE_NOISE * mark_factor(history)) ** 2
    errors = [arcsine_variances(history, o) for o in points]
    spread = np.array([noise + (sampling or 0.0) + rounding for sampling, rounding in errors])
    return bool(abs(_test(points, values, spread).z) >= Z95)


def _change(history: History, points: Points, test: _Test | None) -> dict[str, Any]:
    """Fields of the change itself: size, relative size, interval, slope, and per working day."""
    if len(points) < 2:
        return {}
    first, last = points[0], points[-1]
    change = last.value - first.value if test is None else test.change
    fields: dict[str, Any] = {
        "method": "direction",
        "change": change,
        "break_even_n": break_even_n(history, first, last),
    }
    if history.unit in RELATIVE_UNITS and first.value > 0:
        fields["change_pct"] = 100 * change / first.value
    if history.kind is Kind.CONTACTS:
        days = working_days(last.period.start.date(), last.period.last_day)
        fields |= {"change_per_working_day": change / days, "working_days": days}
    if len(points) == 2:
        fields["newcombe_ci95"] = newcombe_interval(history, first, last)
    if test is None:
        return fields
    low, high = test.interval()
    fields |= {"change_ci95": (low, high), "z": test.z, "p": test.p}
    if len(points) == 2:
        null_band = around(history, first, test.error)
        return fields | {"method": "wave_difference", "null_band": null_band}
    slope = {
        "slope_per_year": test.change / test.span,
        "slope_ci95": (low / test.span, high / test.span),
    }
    return fields | slope | {"method": "weighted_least_squares"}
