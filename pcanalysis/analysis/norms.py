"""Whether a service norm is met, period by period, and whether the year can still be saved.

A norm asks that so many percent of the cases is right, or that no more go wrong. Cases are counted,
not sampled: a month says something of the service behind it, and the rest of the year depends on
how many cases are still to come.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import stats

from pcanalysis.analysis.survey_error import better_sign, known, measured
from pcanalysis.analysis.xmr import XmrChart, chart_xmr
from pcanalysis.analysis.xmr_rules import mean_of
from pcanalysis.errors import WrongCall
from pcanalysis.model import History, Observation

SIGMAS, RANGE_TO_SIGMA = 3.0, 1.128
RULE_OF_THREE = 3.0  # nothing wrong in n cases: at most 3/n, at 95 %


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShareChart:
    """Limits for shares of counted cases; arrays in percent, NaN for a period without cases."""

    centre: float  # percent, all cases together
    sigma_z: float | None  # spread beyond counting; over 1 the limits are of p' (Laney)
    lower: np.ndarray
    upper: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class NormYear:
    """How a norm stands in a year; everything counts the cases that are right."""

    right: int
    cases: int
    expected: int | None = None  # cases in the whole year
    needed: int | None = None  # right cases still needed
    required_rate: float | None = None  # percent of the cases to come; over 100 is impossible
    status: str | None = None  # attainable, no_longer_attainable, secured, missed; None: unknown
    p_year: float | None = None  # predictive probability that the year meets the norm
    p_rate: float | None = None  # probability that the service so far meets the norm

    @property
    def most_wrong(self) -> float | None:
        """Percent that goes wrong at most (95 %), when no case did."""
        return 100 * RULE_OF_THREE / self.cases if self.cases and self.right == self.cases else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Norm:
    """Answer of :func:`judge_norm`.

    ``table`` has a row per period with cases: ``period``, ``value`` (percent), ``met``, ``p_met``
    (probability that the service behind it meets the norm), ``lower`` and ``upper`` limit of the
    chart, and ``signal``: above or below them, else empty.
    """

    history: History
    norm: float  # percent
    table: pd.DataFrame
    chart: ShareChart
    year: int | None  # the last with cases
    year_so_far: NormYear | None
    xmr: XmrChart  # its ``assurance`` says whether the norm can be counted on


def judge_norm(
    history: History, norm: float, *, expected: float | Sequence[float] | None = None
) -> Norm:
    """Judge a service norm per period and for its last year.

    Parameters
    ----------
    history
        Shares with numerator and denominator, per month or any other period. Where lower is
        better, the numerator counts the cases that went wrong.
    norm
        Percent that must be reached, or not passed.
    expected
        Cases in the whole year: a number, or equally likely numbers from a forecast. Without it
        a year that is not over gets no verdict.

    Raises
    ------
    WrongCall
        If a figure has no numerator and denominator, or the norm is no percentage.

    Notes
    -----
    Method and formulas: docs/methods/norms.md.
    """
    points = [o for o in measured(history) if o.denominator != 0]
    if any(not (known(o.denominator) and 0 <= o.numerator <= o.denominator) for o in points):
        raise WrongCall("norm_without_cases", key=history.key)
    if not 0 <= norm <= 100:
        raise WrongCall("norm_cannot_be", norm=norm)
    cases = np.array([o.denominator for o in points])
    counted = right = np.array([o.numerator for o in points])
    share = norm
    if better_sign(history.direction) < 0:
        right, share = cases - counted, round(100 - norm, 9)
    chart = chart_shares(counted, cases)
    values = 100 * counted / cases
    side = np.greater(values, chart.upper).astype(int) - np.less(values, chart.lower)
    table = {
        "period": [o.period.label for o in points],
        "value": values,
        "met": [int(x) >= _at_least(share, n) for x, n in zip(right, cases, strict=True)],
        "p_met": stats.beta.sf(share / 100, right + 0.5, cases - right + 0.5),
        "lower": chart.lower,
        "upper": chart.upper,
        "signal": [("", "above", "below")[s] for s in side],
    }
    year = points[-1].year if points else None
    here = np.array([o.year == year for o in points], dtype=bool)
    total = cases[here].sum() if _fills_a_year([o for o in points if o.year == year]) else expected
    so_far = judge_year(right[here].sum(), cases[here].sum(), share, expected=total)
    return Norm(
        history=history,
        norm=norm,
        table=pd.DataFrame(table),
        chart=chart,
        year=year,
        year_so_far=so_far if points else None,
        xmr=chart_xmr(history, target=norm),
    )


def chart_shares(counted: np.ndarray, cases: np.ndarray, *, adjust: bool = True) -> ShareChart:
    """Limits of a p chart, or of a p' chart where shares spread more than counting explains.

    With many cases per month a plain p chart cries wolf. ``sigma_z`` is the mean moving range of
    the standardised shares / 1.128; over 1 the limits widen by it, unless ``adjust`` is off.
    """
    n = np.where(cases > 0, cases, np.nan)
    centre = np.nansum(counted) / max(np.nansum(n), 1)
    error = np.sqrt(centre * (1 - centre) / n)
    ranges = np.abs(np.diff((counted / n - centre) / np.where(error > 0, error, np.nan)))
    sigma_z = float(mean_of(ranges)[0]) / RANGE_TO_SIGMA
    width = SIGMAS * error * (max(sigma_z, 1) if adjust else 1)
    return ShareChart(
        centre=100 * float(centre),
        sigma_z=None if np.isnan(ranges).all() else sigma_z,
        lower=100 * np.clip(centre - width, 0, 1),
        upper=100 * np.clip(centre + width, 0, 1),
    )


def judge_year(
    right: float, cases: float, norm: float, *, expected: float | Sequence[float] | None
) -> NormYear:
    """Say whether a year with ``right`` of ``cases`` so far can still reach ``norm`` percent.

    ``expected`` counts the cases of the whole year; of equally likely numbers the middle one gives
    the verdict and all together the probability. Fewer than there already are says nothing.

    Examples
    --------
    >>> judge_year(2880, 3000, 95, expected=12_000).status
    'attainable'
    """
    x, n = round(right), round(cases)
    law = (x + 0.5, n - x + 0.5)
    p_rate = float(stats.beta.sf(norm / 100, *law)) if n else None
    year = NormYear(right=x, cases=n, p_rate=p_rate)
    totals = np.atleast_1d(np.array([] if expected is None else expected, dtype=float))
    if not totals.size or not np.median(totals) >= max(n, 1):  # also where a number is unknown
        return year
    total = round(float(np.median(totals)))
    rest, short = total - n, _at_least(norm, total) - x
    status = "attainable" if short <= rest else "no_longer_attainable" if rest else "missed"
    possible = [max(round(one), n) for one in totals]
    return replace(
        year,
        expected=total,
        needed=max(short, 0),
        required_rate=100 * short / rest if rest else None,
        status="secured" if short <= 0 else status,
        p_year=float(np.mean([_chance(t - n, _at_least(norm, t) - x, *law) for t in possible])),
    )


def _at_least(norm: float, cases: float) -> int:
    """Cases that must be right, in exact arithmetic: 95 % of 12,000 is 11,400."""
    return math.ceil(Fraction(str(norm)) / 100 * round(cases))


def _chance(rest: int, short: int, a: float, b: float) -> float:
    """Probability of at least ``short`` right cases in the rest (beta-binomial)."""
    if short <= 0:
        return 1.0
    return float(stats.betabinom.pmf(np.arange(short, rest + 1), rest, a, b).sum())


def _fills_a_year(points: Sequence[Observation]) -> bool:
    """Whether the periods fill their year without a hole, so that no case is still to come."""
    joined = all(o.period.end == after.period.start for o, after in pairwise(points))
    ends = points and points[-1].period.end.year > points[0].year
    return bool(ends) and joined and points[0].period.start.timetuple().tm_yday < 7
