"""What in a monthly series is no chance, and whether it can be counted on to meet its target.

An XmR chart: limits from the movement between neighbouring periods. Volumes lose their season and
working days first, and their limits widen when neighbouring months resemble each other. Every chart
carries the chance that its rules see a signal where nothing happened.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pcanalysis.analysis import xmr_rules
from pcanalysis.analysis.season import SEASONAL, without_season
from pcanalysis.analysis.survey_error import Points, better_sign, measured
from pcanalysis.analysis.xmr_rules import RULES, SIGNALS, Runs
from pcanalysis.errors import WrongCall
from pcanalysis.model import History, Kind, Period, Unit

LIMITS_FROM, ASSURANCE_FROM, DRAWN_FROM, ESTABLISHED_FROM = 3, 8, 12, 13  # points
ROUNDED = 9  # decimals of values without season: what is left is rounding of the arithmetic
CORRELATED, MOST_CORRELATED = 0.3, 0.9  # from here limits widen; more is not believed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class XmrChart:
    """Answer of :func:`chart_xmr`; arrays have one place per period, in the unit of the history."""

    history: History
    target: float | None
    rules: str  # mdc, mdc6, abspc or anhoej
    status: str  # too_few, season_unknown, trial (3-7 points), provisional (8-12), established
    k: int  # points since the limits last started anew
    periods: tuple[Period, ...]  # without holes
    values: np.ndarray  # as charted; NaN where missing
    season_removed: bool  # values are as if every period had the same season and working days
    mean: np.ndarray
    lower: np.ndarray  # may pass the bounds of the unit, as upper
    upper: np.ndarray
    codes: np.ndarray  # places in SIGNALS, negative below the mean or falling
    runs: Runs  # around the mean, since the limits last started anew
    lag1: float | None  # correlation of a period with the one before
    widening: float  # factor on the limits

    @property
    def signals(self) -> tuple[str, ...]:
        """Per point the rule it breaks: outside, trend, two_in_three, shift, or ""."""
        return tuple(SIGNALS[abs(code)] for code in self.codes)

    @property
    def meanings(self) -> tuple[str, ...]:
        """Per point common_cause, improvement, concern; high or low where no side is better."""
        sign = better_sign(self.history.direction)
        words = ("common_cause", *(("improvement", "concern") if sign else ("high", "low")))
        return tuple(words[int(np.sign(code)) * (sign or 1)] for code in self.codes)

    @property
    def variation(self) -> str:
        """What the last point means."""
        return self.meanings[-1] if self.periods else "common_cause"

    @property
    def run_chart(self) -> bool:
        """Whether a picture shows the middle figure only: too few points to draw limits."""
        seen = int(np.isfinite(self.values).sum())
        return seen < DRAWN_FROM or self.status == "season_unknown"

    @property
    def shown_limits(self) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper limit within the bounds of the unit."""
        bounds = _bounds(self.history)
        return np.clip(self.lower, *bounds), np.clip(self.upper, *bounds)

    @property
    def assurance(self) -> str | None:
        """Whether the limits in force lie beyond the target.

        ``met_consistently``, ``missed_consistently`` or ``hit_or_miss``. None below eight points,
        without a better side, or with a target on the bound itself (100 %): no limit can pass it.
        """
        sign = better_sign(self.history.direction)
        if self.target is None or not sign or self.status not in ("provisional", "established"):
            return None
        if sign * (self.target - _bounds(self.history)[sign > 0]) >= 0:
            return None
        lower, upper = (float(limit[-1]) for limit in self.shown_limits)
        if lower <= self.target <= upper:
            return "hit_or_miss"
        return "met_consistently" if sign * (lower - self.target) > 0 else "missed_consistently"

    @property
    def false_alarm(self) -> float | None:
        """Chance that so many points show a signal if nothing happened."""
        if self.status in ("too_few", "season_unknown"):
            return None
        rho = round(min(self.lag1 or 0.0, MOST_CORRELATED), 1) if self.widening > 1 else 0.0
        widening = round(self.widening, 2)
        return xmr_rules.false_alarm_chance(self.k, self.rules, rho=rho, widening=widening)


def chart_xmr(
    history: History,
    *,
    target: float | None = None,
    rules: str = "mdc",
    baseline: int | None = None,
    rebase: Sequence[int] = (),
    season: bool | None = None,
) -> XmrChart:
    """Chart a series of regular periods and mark what is no chance.

    Parameters
    ----------
    target
        Norm of every period; gives ``assurance`` from eight points.
    rules
        Published rule set: ``mdc``, ``mdc6``, ``abspc`` or ``anhoej``.
    baseline
        Take the limits from the first so many periods (after each rebase).
    rebase
        Positions (0 is the first period) from which limits start anew, besides announced breaks.
    season
        Take season and working days out first. Default: for contacts per month or quarter.

    Raises
    ------
    WrongCall
        For unknown rules, a place outside the series, or a season of anything but months and
        quarters.

    Notes
    -----
    Method and formulas: docs/methods/xmr.md.
    """
    points = measured(history)
    periods, values = _slots(points)
    announced = {o.period for o in history.observations if o.break_before}
    starts = sorted({0, *rebase} | {i for i, p in enumerate(periods) if p in announced})
    if rules not in RULES:
        raise WrongCall("stated_cannot_be", name="rules", value=rules, known=", ".join(RULES))
    if starts[0] < 0 or starts[-1] > max(len(periods) - 1, 0):
        raise WrongCall("rebase_outside", places=list(rebase), length=len(periods))
    if season and history.freq not in SEASONAL:
        raise WrongCall("season_unknown_per", key=history.key)
    if season is None:
        season = history.kind is Kind.CONTACTS and history.freq in SEASONAL
    adjusted = without_season(history, points) if season else None
    lag1, widening = _lag1(values), 1.0
    if adjusted is not None:
        values[~np.isnan(values)] = np.round(adjusted, ROUNDED)
        lag1 = _lag1(values)
        if lag1 and lag1 > CORRELATED:
            follows = min(lag1, MOST_CORRELATED)
            widening = math.sqrt((1 + follows) / (1 - follows))
    lines, codes = _limits(values, starts, rules, baseline, widening)
    part = values[starts[-1] :]
    k, unknown = int(np.count_nonzero(~np.isnan(part))), season and adjusted is None
    return XmrChart(
        history=history,
        target=target,
        rules=rules,
        status="season_unknown" if unknown and k >= LIMITS_FROM else _status(k),
        k=k,
        periods=periods,
        values=values,
        season_removed=adjusted is not None,
        mean=lines[0],
        lower=lines[1],
        upper=lines[2],
        codes=codes * (not unknown),
        runs=xmr_rules.count_runs(part, lines[0, -1] if k >= LIMITS_FROM else None),
        lag1=lag1,
        widening=widening,
    )


def _slots(points: Points) -> tuple[tuple[Period, ...], np.ndarray]:
    """Every period from the first figure to the last, NaN where none was measured."""
    values = {o.period: o.value for o in points}
    periods = list(values)[:1]
    while periods and periods[-1].start < points[-1].period.start:
        periods.append(periods[-1].next())
    return tuple(periods), np.array([values.get(p, math.nan) for p in periods], dtype=float)


def _lag1(values: np.ndarray) -> float | None:
    """Correlation of neighbours around a straight line; None if it cannot be said."""
    known, times = ~np.isnan(values), np.arange(len(values))
    if np.count_nonzero(known) < ASSURANCE_FROM or np.ptp(values[known]) == 0:
        return None
    rest = values - np.polyval(np.polyfit(times[known], values[known], 1), times)
    return float(np.nansum(rest[1:] * rest[:-1]) / np.nansum(rest**2))


def _limits(
    values: np.ndarray, starts: list[int], rules: str, baseline: int | None, widening: float
) -> tuple[np.ndarray, np.ndarray]:
    """Mean, lower and upper limit, and the signal of every period, segment by segment."""
    lines, codes = np.full((3, len(values)), math.nan), np.zeros(len(values), dtype=int)
    for start, end in zip(starts, [*starts[1:], len(values)], strict=True):
        part = values[start:end]
        if np.count_nonzero(~np.isnan(part[:baseline])) >= LIMITS_FROM:
            mean, distance = xmr_rules.process_limits(part[:baseline], RULES[rules])
            distance = distance * widening
            lines[:, start:end] = [mean, mean - distance, mean + distance]
            codes[start:end] = xmr_rules.find_signals(part, mean, distance, RULES[rules])
    return lines, codes


def _status(k: int) -> str:
    """What limits from ``k`` points are worth."""
    reached = sum(k >= least for least in (LIMITS_FROM, ASSURANCE_FROM, ESTABLISHED_FROM))
    return ("too_few", "trial", "provisional", "established")[reached]


def _bounds(history: History) -> tuple[float, float]:
    """Lowest and highest possible value."""
    fallback = {Unit.PERCENT: (0.0, 100.0), Unit.MARK: (1.0, 10.0)}
    return history.bounds or fallback.get(history.unit, (0.0, math.inf))
