"""What really changed in a history, and what can be chance.

The number of figures decides the method. Two are compared, never joined by a line. From three a
weighted line describes the change, if the error of every figure is known. Without that error only
the direction is given, and from five figures their order is tested. A lower bound ("more than
300.000") measures no level, and figures before a new question or method do not compare: both stay
in the history and are not counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy import special

from pcanalysis.analysis import ranks as by_order
from pcanalysis.analysis import survey_error as known_error
from pcanalysis.analysis.breaks import find_breaks
from pcanalysis.analysis.line import cochran_armitage, weighted_line
from pcanalysis.analysis.season import without_season
from pcanalysis.analysis.survey_error import SURVEYS, Z95, Points
from pcanalysis.errors import WrongCall
from pcanalysis.model import History, Kind, NBasis, Observation, Period, Unit, working_days

DELTAS = {Unit.PERCENT: 2.0, Unit.MARK: 0.1}  # smallest change that matters
DELTA_REST_PCT = 5.0
RELATIVE_UNITS = (Unit.COUNT, Unit.EURO, Unit.RATE, Unit.SECONDS, Unit.DAYS)
CLEAR = ("improving", "worsening")
LEAVE_ONE_OUT_FROM = 5
RANKS_FROM = 5
Z90_TWO_SIDED = float(special.ndtri(0.95))
MANY = 10  # figures, from which ranks are normal, counts have a test and steps are searched
MONTHS_STRONG = 13
TESTED = ("Y", "Q", "M", "W")  # shorter periods hang together too much for any of these tests
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trend:
    """Answer of :func:`fit_trend`; differences are in the unit of the history, points for ``%``."""

    history: History
    status: str  # what may be said, see fit_trend
    test_status: str  # what the test alone says, taking n as published
    points: Points  # the figures it rests on: they measure the level, in the same way
    k: int  # how many those are
    method: str = "none"  # direction, wave_difference, weighted_least_squares, cochran_armitage,
    # mann_kendall_exact or mann_kendall
    first: Observation | None
    last: Observation | None
    change: float | None = None  # last - first; where a line is tested: along that line
    change_pct: float | None = None  # of the first value; counts, amounts and rates only
    change_ci95: Interval | None = None  # of the test
    newcombe_ci95: Interval | None = None  # two shares: the interval to print
    z: float | None = None  # None for the exact test of ranks
    p: float | None = None
    break_even_n: int | None = None  # answers per wave from which first to last would be clear
    slope_per_year: float | None = None  # weighted line, or Theil-Sen where ranks are tested
    slope_ci95: Interval | None = None
    slope_se: float | None = None  # of the weighted line, with Birge's factor
    birge_factor: float | None = None  # 1 or more: scatter beyond the known errors
    ranks: by_order.RankTest | None = None  # the test of unknown error, five figures or more
    null_band: Interval | None = None  # where a second wave lies if nothing changed
    breaks: tuple[Period, ...]  # first period at each new level; the last segment is used
    break_announced: bool  # by a new question or method, rather than found in the figures
    without_season: bool  # months and quarters: the season was taken off first
    survives_wave_noise: bool | None  # None for anything but a survey with known error
    if_n_unknown: str  # status when the sample sizes are set aside
    n_basis: NBasis  # weakest over the points
    sd_assumed: bool  # marks: the spread of the answers is assumed
    evidence: str  # insufficient, weak, fair or strong
    change_per_working_day: float | None = None  # yearly contacts, on the last year
    working_days: int | None = None
    margins: tuple[Interval | None, ...]  # 95 %, one per history.points
    robust: bool | None  # a clear verdict holds with deff 1.2 and half the answers


class _Figures(NamedTuple):
    """The figures of the last comparable segment, oldest first."""

    points: Points
    times: np.ndarray
    values: np.ndarray  # without season, where there is one
    spread: np.ndarray | None  # variances; None as soon as one is unknown
    breaks: tuple[Period, ...]
    adjusted: bool  # values are without season
    k: int  # that compare: 0 for contacts within the year of which the season is unknown

    @property
    def span(self) -> float:
        return float(self.times[-1] - self.times[0])


class _Test(NamedTuple):
    """A change over the span, tested."""

    change: float
    p: float
    ci90: Interval
    shown: dict[str, Any]  # fields of the Trend
    signs_agree: bool = True


def fit_trend(history: History, *, cov: float = 0.0) -> Trend:
    """Say what changed in a history and whether that can be chance.

    Parameters
    ----------
    history
        One series, any number of points. Contacts are per year, quarter or month; of other
        figures per day or shorter only the direction is given.
    cov
        Covariance of two waves that asked partly the same people, in squared units.

    Returns
    -------
    Trend
        Its ``status`` is one of ``too_few``, ``improving``, ``worsening``, ``stable``,
        ``no_clear_change``, ``direction_only_better``, ``direction_only_worse``,
        ``direction_only_equal`` and ``direction_only_changed`` (no better or worse side).

    Raises
    ------
    WrongCall
        For contacts per week or shorter, or a ``cov`` that cannot be.

    Notes
    -----
    Method and formulas: docs/methods/trend.md. A verdict is clear only on a published number of
    answers and if it is larger than the noise every survey wave has; ``test_status`` keeps what
    the test says.
    """
    if history.kind is Kind.CONTACTS and history.freq not in ("Y", "Q", "M"):
        raise WrongCall(
            f"{history.key}: a trend needs contacts per year, quarter or month, these are per "
            f'{history.freq}. Ask for freq="Y".'
        )
    figures = _figures(history)
    points, error_known = figures.points, figures.spread is not None
    test, ranked = _tests(history, figures, cov)
    direction, tested = _direction(history, figures), _judge(history, figures, test)
    survives = _survives_wave_noise(history, points) if test and error_known else None
    basis = known_error.basis_of(history, points)
    sd_assumed = known_error.sd_is_assumed(history, points)
    unproven = test is not None and error_known and (basis is not NBasis.PUBLISHED or sd_assumed)
    status = _allowed(tested, direction, unproven, survives)
    return Trend(
        history=history,
        status=status,
        test_status=tested,
        points=points,
        k=len(points),
        first=points[0] if points else None,
        last=points[-1] if points else None,
        **_change(history, figures, test),
        breaks=figures.breaks,
        break_announced=any(o.break_before for o in history.observations),
        without_season=figures.adjusted,
        survives_wave_noise=survives,
        if_n_unknown=_judge(history, figures, ranked),
        n_basis=basis,
        sd_assumed=sd_assumed,
        evidence=evidence(
            figures.k, known=error_known, proven=not unproven, months=history.freq == "M"
        ),
        margins=tuple(
            None if o.status in known_error.BOUNDS else known_error.margin(history, o)
            for o in history.points
        ),
        robust=_holds(history, cov, tested) if status in CLEAR and error_known else None,
    )


def evidence(k: int, *, known: bool, proven: bool, months: bool = False) -> str:
    """How much a verdict on ``k`` points can rest on; a year of months shows its own error."""
    if k <= 1 or (not known and k < 5):
        return "insufficient"
    if k == 2 or not proven or not (known or (months and k >= MONTHS_STRONG)):
        return "weak"
    return "fair" if k <= 4 else "strong"


def _figures(history: History) -> _Figures:
    """Take the figures that compare, without season, from the last step in level on."""
    points = known_error.comparable(history)
    breaks = tuple(o.period for o in history.observations if o.break_before)
    times, spread = np.array([o.time for o in points]), known_error.variances(history, points)
    flat = without_season(history, points)
    values = np.array([o.value for o in points]) if flat is None else flat
    start = 0
    if len(points) >= MANY and not breaks and history.freq in TESTED:
        steps = [known_error.resolution(history, o) ** 2 / 12 for o in points]
        noise = math.sqrt(float(np.median(steps if spread is None else spread)))
        if cuts := find_breaks(times, values, least_sigma=noise):
            start, breaks = cuts[-1], tuple(points[cut].period for cut in cuts)
    unclear = flat is None and history.kind is Kind.CONTACTS and history.freq != "Y"
    return _Figures(
        points[start:],
        times[start:],
        values[start:],
        None if spread is None else spread[start:],
        breaks,
        adjusted=flat is not None,
        k=0 if unclear else len(points) - start,
    )


def _tests(history: History, figures: _Figures, cov: float) -> tuple[_Test | None, _Test | None]:
    """Test that the figures allow, and the one that they would allow if no error were known."""
    if figures.k < 2 or history.freq not in TESTED:
        return None, None
    ranked = _by_ranks(history, figures) if figures.k >= RANKS_FROM else None
    if figures.spread is None:
        return ranked, ranked
    if figures.k == 2:
        return _difference(history, figures, figures.spread, cov), ranked
    return _along_line(history, figures, figures.spread), ranked


def _difference(history: History, figures: _Figures, spread: np.ndarray, cov: float) -> _Test:
    """Compare two waves; people who answered both times make the difference surer."""
    variance = float(spread.sum()) - 2 * cov
    if variance <= 0:
        raise WrongCall(
            f"{history.key}: cov={cov:g} is more than the errors of these two waves allow: below "
            f"{float(spread.sum()) / 2:.3g}."
        )
    error = math.sqrt(variance)
    null_band = known_error.around(history, figures.points[0], error)
    shown = {"method": "wave_difference", "birge_factor": 1.0, "null_band": null_band}
    return _normal(float(figures.values[1] - figures.values[0]), error, shown)


def _along_line(history: History, figures: _Figures, spread: np.ndarray) -> _Test:
    """Weighted line with known variances; from ten counted shares their own test gives p."""
    line, z = weighted_line(figures.times, figures.values, spread), None
    shown = {
        "method": "weighted_least_squares",
        "birge_factor": line.birge,
        "slope_se": line.error,
    } | _slope(line.slope, line.slope - Z95 * line.error, line.slope + Z95 * line.error)
    met, asked, answers = np.array(
        [(o.numerator, o.denominator, known_error.effective_n(history, o)) for o in figures.points],
        dtype=float,
    ).T
    if figures.k >= MANY and not figures.adjusted and ((met >= 0) & (asked * answers > 0)).all():
        z = cochran_armitage(figures.times, met / asked, answers) / line.birge
        shown["method"] = "cochran_armitage"
    test = _normal(line.slope * figures.span, line.error * figures.span, shown, z)
    return test._replace(signs_agree=figures.k < LEAVE_ONE_OUT_FROM or line.signs_agree)


def _normal(change: float, error: float, shown: dict[str, Any], z: float | None = None) -> _Test:
    """Make the test of a change with a normal error."""
    z = change / error if z is None else z
    p = 2 * float(special.ndtr(-abs(z)))
    ci90, ci95 = ((change - c * error, change + c * error) for c in (Z90_TWO_SIDED, Z95))
    return _Test(change, p, ci90, shown | {"change": change, "change_ci95": ci95, "z": z, "p": p})


def _slope(slope: float, low: float, high: float) -> dict[str, Any]:
    return {"slope_per_year": slope, "slope_ci95": (low, high) if low < high else None}


def _by_ranks(history: History, figures: _Figures) -> _Test:
    """Test the order of figures of unknown error; the size of the change is Theil and Sen's."""
    line, many = by_order.theil_sen(figures.times, figures.values), figures.k >= MANY
    rest = figures.values - line.slope * figures.times
    inflation = by_order.autocorrelation_inflation(rest) if many else 1.0
    ranks = by_order.mann_kendall(figures.values, inflation=inflation)
    change, (low, high) = line.slope * figures.span, line.interval(ranks, Z95)
    least, most = (end * figures.span for end in line.interval(ranks, Z90_TWO_SIDED))
    hidden = max(known_error.resolution(history, o) for o in figures.points)  # by rounding
    shown = {
        "method": "mann_kendall" if many else "mann_kendall_exact",
        "change": change,
        "change_ci95": (low * figures.span, high * figures.span) if low < high else None,
        "z": ranks.z if many else None,
        "p": ranks.p,
        "ranks": ranks,
    }
    shown |= _slope(line.slope, low, high)
    return _Test(change, ranks.p, (least - hidden, most + hidden), shown)


def _direction(history: History, figures: _Figures) -> str:
    """Status from the first to the last figure, without any claim on chance."""
    if figures.k < 2:
        return "too_few"
    change = float(figures.values[-1] - figures.values[0])
    if change == 0:
        return "direction_only_equal"
    return _side(history, change, "direction_only_better", "direction_only_worse")


def _side(history: History, change: float, better: str, worse: str) -> str:
    sign = known_error.better_sign(history.direction)
    if sign == 0:
        return "direction_only_changed"
    return better if sign * change > 0 else worse


def _judge(history: History, figures: _Figures, test: _Test | None) -> str:
    if test is None:
        return _direction(history, figures)
    if test.p < 0.05 and test.signs_agree:
        return _side(history, test.change, *CLEAR)
    rest = abs(float(figures.values[0])) * DELTA_REST_PCT / 100
    delta = DELTAS.get(history.unit, rest) if history.delta is None else history.delta
    return "stable" if -delta < test.ci90[0] and test.ci90[1] < delta else "no_clear_change"


def _holds(history: History, cov: float, tested: str) -> bool:
    """Whether a clear verdict stays with half the answers and a design effect of at least 1.2."""
    weak = known_error.weakened(history)
    figures = _figures(weak)
    return _judge(weak, figures, _tests(weak, figures, cov)[0]) == tested


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
    shares = [known_error.stretched(history, o.value) for o in points]
    values = np.array([known_error.arcsine(share) for share in shares])
    noise = (known_error.WAVE_NOISE * known_error.mark_factor(history)) ** 2
    errors = np.array([known_error.arcsine_variances(history, o) for o in points], dtype=float)
    spread = noise + np.nan_to_num(errors).sum(axis=1)
    if len(points) == 2:
        return bool(abs(values[1] - values[0]) >= Z95 * math.sqrt(spread.sum()))
    line = weighted_line(np.array([o.time for o in points]), values, spread)
    return abs(line.slope) >= Z95 * line.error


def _change(history: History, figures: _Figures, test: _Test | None) -> dict[str, Any]:
    """Fields of the change itself: size, relative size, and what the test says of it."""
    if figures.k < 2:
        return {}
    first, last = figures.points[0], figures.points[-1]
    on_line = test is not None and (figures.spread is not None or figures.adjusted)
    moved = test.change if test and on_line else last.value - first.value
    fields: dict[str, Any] = {
        "method": "direction",
        "change": moved,
        "break_even_n": known_error.break_even_n(history, first, last),
    }
    if history.unit in RELATIVE_UNITS and first.value > 0:
        fields["change_pct"] = 100 * moved / first.value
    if history.kind is Kind.CONTACTS and (history.freq, history.calendar) == ("Y", "NL"):
        days = working_days(last.period.start.date(), last.period.last_day)
        fields |= {"change_per_working_day": moved / days, "working_days": days}
    if figures.k == 2:
        fields["newcombe_ci95"] = known_error.newcombe_interval(history, first, last)
    return fields | (test.shown if test else {})
