"""How far chance in a survey can move a published figure.

Answers are a simple random sample, corrected by the design effect; rounding of the published
figure is added as a uniform error. No sample size means that the error is unknown, never zero.
Counts and registers have no survey error: None throughout, but for the margin of a count.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from scipy import special, stats
from statsmodels.stats.proportion import confint_proportions_2indep

from pcanalysis.analysis.counts import count_interval
from pcanalysis.model import Direction, History, Kind, NBasis, Observation, Status, Unit

Z95 = float(stats.norm.ppf(0.975))
Z90 = float(stats.norm.ppf(0.90))
WAVE_NOISE = 2.0  # points at 50 %: what a wave differs from the next without any change
MARK_FACTOR = 0.7  # marks move less than shares, on a scale stretched to 0-100
MARK_SCALE = (1.0, 10.0)
ASSUMED_DEFF = 1.2  # of a weighted municipal survey, for the question whether a verdict holds
SURVEYS = (Kind.SURVEY_SHARE, Kind.SURVEY_MEAN)
BOUNDS = (Status.LOWER_BOUND, Status.DERIVED_LOWER_BOUND)
Points = tuple[Observation, ...]
_WEAKEST_LAST = (NBasis.PUBLISHED, NBasis.SURVEY_TOTAL, NBasis.ASSUMED, NBasis.UNKNOWN)


def measured(history: History) -> Points:
    """Points that measure the level; "more than 300.000" is a bound and does not."""
    return tuple(o for o in history.points if o.status not in BOUNDS)


def comparable(history: History) -> Points:
    """Points that measure the level in the same way: from the last announced break on."""
    breaks = [o.period.start for o in history.observations if o.break_before]
    points = measured(history)
    return tuple(o for o in points if o.period.start >= breaks[-1]) if breaks else points


def known(number: float) -> bool:
    """Whether a sampling fact (n, se, sd) is filled in and usable."""
    return math.isfinite(number) and number > 0


def published_decimals(history: History, o: Observation) -> int:
    """Decimals in which the figure is published."""
    return max(o.decimals, history.decimals)


def scale_of(history: History) -> tuple[float, float]:
    """Lowest and highest possible answer of a survey question."""
    if history.kind is Kind.SURVEY_MEAN:
        return history.bounds or MARK_SCALE
    return (0.0, 100.0)


def design_factor(history: History, n: float) -> float:
    """What multiplies the variance of ``n`` answers: design effect, and (N - n) / (N - 1).

    Of N people who could answer at least one is taken to be left unasked.
    """
    if history.population is None:
        return history.deff
    return history.deff * max(history.population - n, 1.0) / max(history.population - 1, 1.0)


def effective_n(history: History, o: Observation) -> float | None:
    """Answers that a simple random sample would need for the same error; None if unknown."""
    if history.kind is not Kind.SURVEY_SHARE:
        return None
    if known(o.se):
        spread = o.value * (100 - o.value)
        return spread / o.se**2 if spread > 0 else None
    return o.n / design_factor(history, o.n) if known(o.n) else None


def sampling_variance(history: History, o: Observation) -> float | None:
    """Variance by chance in who answered, in squared units; None if unknown."""
    if known(o.se):
        return o.se**2
    if not known(o.n):
        return None
    if history.kind is Kind.SURVEY_SHARE:
        nearest = 100 * 0.5 / (o.n + 1)  # nobody of 40 does not mean that nobody exists
        share = min(max(o.value, nearest), 100 - nearest) if o.value in (0, 100) else o.value
        return design_factor(history, o.n) * share * (100 - share) / o.n
    if history.kind is Kind.SURVEY_MEAN and known(o.sd):
        return design_factor(history, o.n) * o.sd**2 / o.n
    return None


def resolution(history: History, o: Observation) -> float:
    """Step in which the figure is published; 0 when its numerator and denominator are known."""
    if known(o.denominator) and math.isfinite(o.numerator):
        return 0.0
    return float(10.0 ** -published_decimals(history, o))


def variance(history: History, o: Observation) -> float | None:
    """Sampling and rounding variance together; None if the sampling error is unknown."""
    sampling = sampling_variance(history, o)
    return None if sampling is None else sampling + resolution(history, o) ** 2 / 12


def variances(history: History, points: Iterable[Observation]) -> np.ndarray | None:
    """Variance per point; None as soon as one of them is unknown."""
    found = [variance(history, o) for o in points]
    return None if None in found else np.array(found, dtype=float)


def margin(history: History, o: Observation) -> tuple[float, float] | None:
    """95 % interval to show with one figure: Wilson for a share, of counts Poisson, else normal."""
    if history.kind is Kind.REGISTER and history.unit is Unit.COUNT and not known(o.se):
        return count_interval(o.value) if o.value >= 0 else None
    if (n := effective_n(history, o)) is not None:
        return wilson_interval(o.value, n)
    if (spread := variance(history, o)) is None:
        return None
    return around(history, o, math.sqrt(spread))


def wilson_interval(share: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Wilson's interval of a share (0-100) of ``n`` answers, in percentages.

    Examples
    --------
    >>> [round(end, 2) for end in wilson_interval(29.0, 500)]
    [25.19, 33.13]
    """
    p, least = share / 100, z * z / n
    half = z * math.sqrt(p * (1 - p) / n + least / (4 * n))
    low, high = ((p + least / 2 + side * half) / (1 + least) for side in (-1, 1))
    return 100 * max(low, 0.0), 100 * min(high, 1.0)


def around(history: History, o: Observation, error: float) -> tuple[float, float]:
    """95 % interval of a normal error around a figure; of a survey, within its scale."""
    low, high = o.value - Z95 * error, o.value + Z95 * error
    least, most = scale_of(history) if history.kind in SURVEYS else (low, high)
    return max(low, least), min(high, most)


def newcombe_interval(
    history: History, first: Observation, last: Observation
) -> tuple[float, float] | None:
    """95 % interval of the difference between two shares (Newcombe), in points."""
    n1, n2 = effective_n(history, first), effective_n(history, last)
    if n1 is None or n2 is None:
        return None
    low, high = confint_proportions_2indep(
        last.value / 100 * n2, n2, first.value / 100 * n1, n1, method="newcomb", compare="diff"
    )
    return 100 * float(low), 100 * float(high)


def break_even_n(history: History, first: Observation, last: Observation) -> int | None:
    """Answers per wave from which this difference would be clear; None if none would do.

    ``1.96² (p1 q1 + p2 q2) deff / d²``; for marks the variance of single answers replaces p q.

    Examples
    --------
    28 % → 29 % needs 15,654 answers per wave: 1.96² × (28 × 72 + 29 × 71) / 1².
    """
    change = last.value - first.value
    spread = [single_answer_variance(history, o, o.value) for o in (first, last)]
    if change == 0 or None in spread:
        return None
    total = sum(part for part in spread if part is not None)
    return _answers(Z95**2 * total * history.deff / change**2)


def break_even_n_position(history: History, o: Observation, target: float) -> int | None:
    """Answers from which the distance to a target would be clear (90 % either way).

    ``1.28² T (100 - T) deff / g²``, at the target; None when no number would do.
    """
    distance = o.value - target
    spread = single_answer_variance(history, o, target)
    if distance == 0 or not spread:
        return None
    return _answers(Z90**2 * spread * history.deff / distance**2)


def single_answer_variance(history: History, o: Observation, value: float) -> float | None:
    """Variance of one answer when the figure is ``value``."""
    if history.kind is Kind.SURVEY_SHARE:
        return value * (100 - value)
    if history.kind is Kind.SURVEY_MEAN and known(o.sd):
        return o.sd**2
    return None


def _answers(number: float) -> int:
    """Round up to whole answers; a hundredth of an answer does not count as one."""
    return max(1, math.ceil(round(number, 1)))


def p_met(
    history: History, o: Observation, low: float, high: float, *, exact: float | None = None
) -> float | None:
    """Probability that the true value lies between ``low`` and ``high``; None if unknown.

    A share has a Beta distribution (Jeffreys), any other figure a normal one. ``exact`` is the
    unrounded value where the source allows one.
    """
    value = o.value if exact is None else exact
    if (n := effective_n(history, o)) is not None:
        met, missed = n * value / 100 + 0.5, n * (100 - value) / 100 + 0.5
        a, b = (min(max(end / 100, 0.0), 1.0) for end in (low, high))
        if math.isinf(high):  # the upper tail keeps its digits where 1 - cdf would lose them
            return float(special.betaincc(met, missed, a))
        return float(special.betainc(met, missed, b) - special.betainc(met, missed, a))
    if (spread := variance(history, o)) is None:
        return None
    a, b = ((end - value) / math.sqrt(spread) for end in (low, high))
    return float(special.ndtr(-a) if math.isinf(high) else special.ndtr(b) - special.ndtr(a))


def basis_of(history: History, points: Iterable[Observation]) -> NBasis:
    """Weakest basis of the sample sizes of ``points``; a published standard error counts as one."""
    bases = [
        NBasis.PUBLISHED if known(o.se) and o.n_basis is NBasis.UNKNOWN else o.n_basis
        for o in points
        if history.kind in SURVEYS or known(o.se)
    ]
    return max(bases, key=_WEAKEST_LAST.index, default=NBasis.UNKNOWN)


def sd_is_assumed(history: History, points: Iterable[Observation]) -> bool:
    """Whether an error of a mark rests on an assumed spread of the answers."""
    return history.kind is Kind.SURVEY_MEAN and any(known(o.sd) and not known(o.se) for o in points)


def weighted_share(answers: np.ndarray, weights: np.ndarray) -> tuple[float, float, float]:
    """Weighted share of yes (1) among answers, its standard error and its design effect.

    Linearised, as if drawn with replacement: right too if the weights do not sum to the population.
    """
    n, part = len(answers), weights / weights.sum()
    share = float(part @ answers)
    error = math.sqrt(n / (n - 1) * float((part**2) @ (answers - share) ** 2))
    return share, error, error**2 / (share * (1 - share) / (n - 1))


def weakened(history: History) -> History:
    """Return the same history with a design effect of at least 1.2 and half the answers."""
    rows = history.rows.assign(n=history.rows["n"] / 2, se=history.rows["se"] * math.sqrt(2))
    return replace(history, rows=rows, deff=max(history.deff, ASSUMED_DEFF))


# --- the arcsine scale: one point at 50 % is one unit, and the variance does not depend on y -----


def stretched(history: History, value: float) -> float:
    """Value on the 0-100 range of its scale."""
    low, high = scale_of(history)
    return 100 * (value - low) / (high - low)


def arcsine(share: float) -> float:
    """``100 asin √(y/100)``: 0 for 0 %, 157.08 for 100 %.

    Examples
    --------
    >>> round(arcsine(50.0), 2), round(arcsine(100.0), 2)
    (78.54, 157.08)
    """
    return 100 * math.asin(math.sqrt(share / 100))


def arcsine_variances(history: History, o: Observation) -> tuple[float | None, float]:
    """Sampling (None if unknown) and rounding variance of one figure on the arcsine scale."""
    low, high = scale_of(history)
    share = stretched(history, o.value)
    slope = 2500 / max(share * (100 - share), 49.75) * (100 / (high - low)) ** 2
    rounding = resolution(history, o) ** 2 / 12 * slope
    if history.kind is Kind.SURVEY_SHARE and not known(o.se):
        known_n = 2500 * design_factor(history, o.n) / o.n if known(o.n) else None
        return known_n, rounding
    sampling = sampling_variance(history, o)
    return (None if sampling is None else sampling * slope), rounding


def mark_factor(history: History) -> float:
    """How much the figures move of themselves, compared with a share."""
    return MARK_FACTOR if history.kind is Kind.SURVEY_MEAN else 1.0


def better_sign(direction: Direction) -> int:
    """Return +1 if higher is better, -1 if lower is, 0 if neither."""
    return {Direction.HIGHER: 1, Direction.LOWER: -1}.get(direction, 0)
