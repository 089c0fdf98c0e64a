"""Where an indicator stands against what the council wants it to reach, and whether it will.

Position: the last measurement beside the target of its own year, else the standing norm, else the
next target. A target that still lies in the future is never missed. Figures are compared as
published, and a verdict is clear only when the published number of answers carries it. The outlook
has a row per target that is still to come, and per target that expired without a measurement.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pcanalysis.analysis.forecast.distribution import Forecast
from pcanalysis.analysis.outlook import Outlook, Question, look_ahead
from pcanalysis.analysis.pace import wanted
from pcanalysis.analysis.power import mde80
from pcanalysis.analysis.survey_error import (
    ASSUMED_DEFF,
    basis_of,
    break_even_n_position,
    known,
    measured,
    p_met,
    published_decimals,
    sd_is_assumed,
)
from pcanalysis.analysis.trend import Trend, fit_trend
from pcanalysis.model import (
    Direction,
    History,
    NBasis,
    Observation,
    Period,
    Target,
    Unit,
    read_day,
)

CLEAR_PROBABILITY = 0.90


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gap:
    """Answer of :func:`measure_gap`; differences in the unit of the history, points for ``%``."""

    history: History
    targets: tuple[Target, ...]  # by period; of a revised one every version, the newest last
    trend: Trend
    target: Target | None  # the one judged
    observation: Observation | None  # the one compared
    status: str  # see measure_gap
    gap: float | None = None  # 0 or more is good
    difference: float | None = None  # measured - target; from the nearest end of a range
    relative_gap: float | None = None  # gap / |target|; not for shares and marks
    p_met: float | None = None  # probability that the true value meets the target
    met_by_rounding: bool = False  # the unrounded figure would miss
    n_basis: NBasis  # of the observation
    sd_assumed: bool  # marks: the spread of the answers is assumed
    if_n_unknown: str  # status when the sample size is set aside
    break_even_n: int | None = None  # answers from which this gap would be clear
    robust: bool | None  # a clear verdict holds with deff 1.2 and half the answers
    as_of: date | None  # None only without any figure or date
    evidence: str  # insufficient, weak, fair or strong
    later_targets: tuple[Target, ...]  # after the period of the one judged
    expired_targets: tuple[Target, ...]  # their year has passed without a measurement
    outlook: tuple[Outlook, ...] = ()  # by year
    p_all_targets: float | None = None  # the figures published then meet all future targets
    p_any_target: float | None = None  # or at least one of them
    mde80: float | None = None  # smallest change that the next wave shows four times in five

    @property
    def position(self) -> str:
        """The status: where the indicator stands, as its outlook says where it goes."""
        return self.status

    @property
    def revised(self) -> tuple[Target, ...]:
        """Every version of the target judged, oldest first; empty if it was never revised."""
        same = tuple(t for t in self.targets if self.target and t.period == self.target.period)
        return same if len(same) > 1 else ()

    @property
    def headline(self) -> Outlook | None:
        """The next target in the future, if the evidence carries a chance to print of it."""
        ahead = (row for row in self.outlook if row.status == "future")
        return None if self.evidence == "insufficient" else next(ahead, None)


def measure_gap(
    history: History,
    targets: Sequence[Target],
    forecast: Forecast | None = None,
    *,
    as_of: date | str | int | None = None,
    method: str | None = None,
    pace: str = "linear",
    integrate: bool = False,
) -> Gap:
    """Compare the last measurement of a history with its target, and look ahead to the next ones.

    Parameters
    ----------
    history
        One series, any number of points.
    targets
        What was to be reached, per period, or a standing norm; in any order. Of versions in several
        editions the one counts that was valid when the period ended.
    forecast
        Supplies the chances of anything but a survey: counts, amounts, registers, norms.
    as_of
        Decides what is due and what lies in the future: a date, ISO text, or a year (its last
        day). Default: the date of the history, else the end of its last period.
    method
        ``shares`` (default for surveys) or ``closed_form``.
    pace
        ``linear``, or ``cagr`` for compound growth of positive figures without a ceiling.
    integrate
        Closed form only: let the figures weigh calmer and wilder movement.

    Returns
    -------
    Gap
        Its ``status`` is ``met_clear``, ``met_uncertain``, ``met_margin_unknown`` or the same with
        ``missed``, ``interim_met`` or ``interim_gap`` (target in the future),
        ``target_expired_unmeasured``, ``no_current_target``, ``no_target`` or ``no_measurement``;
        its ``outlook`` has a row per target.

    Raises
    ------
    WrongCall
        If ``as_of`` is no date, or an option does not exist or does not fit the history.

    Notes
    -----
    Method and formulas: docs/methods/target_gap.md, outlook.md. A budget for a figure that has no
    better side is no target.
    """
    question = Question(
        history=history, forecast=forecast, method=method, pace=pace, integrate=integrate
    )
    ordered = tuple(sorted(targets, key=_order))
    moment = history.as_of if as_of is None else read_day(as_of, "as_of")
    if moment is None and len(history.rows):
        moment = history.observations[-1].period.last_day
    points = measured(history)
    in_force = _in_force(ordered, points[-1].period if points else None)
    choice = _choose(history, in_force, moment)
    expired = _expired(history, in_force, moment)
    trend = fit_trend(history)
    observed = () if choice.observation is None else (choice.observation,)
    basis, sd_assumed = basis_of(history, observed), sd_is_assumed(history, observed)
    proven = basis is NBasis.PUBLISHED and not sd_assumed
    position = _measure(history, choice)
    status = _status(choice, position, proven=proven)
    awaited = _awaited(history, in_force, expired, moment)
    outlook, joint = look_ahead(question, points, awaited, expired)
    return Gap(
        history=history,
        targets=ordered,
        trend=trend,
        target=choice.target,
        observation=choice.observation,
        status=status,
        **position,
        n_basis=basis,
        sd_assumed=sd_assumed,
        if_n_unknown=_status(choice, position | {"p_met": None}, proven=False),
        robust=_holds(history, choice, status),
        as_of=moment,
        evidence=trend.evidence,
        later_targets=tuple(t for t in in_force if _is_later(t, choice)),
        expired_targets=expired,
        outlook=outlook,
        p_all_targets=joint[0],
        p_any_target=joint[1],
        mde80=mde80(history, points[-1]) if points else None,
    )


def _awaited(
    history: History, targets: tuple[Target, ...], expired: tuple[Target, ...], moment: date | None
) -> list[Target]:
    """Targets that no measurement answers: in the future, or expired."""
    points = measured(history)
    judging = _judging(history, targets) if points else ()
    return [
        t
        for t in judging
        if t.period and (t in expired or _in_future(t.period, points[-1].period, moment))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """Which target is judged on which figure, and what stands between them."""

    kind: str  # due, interim, or a status that needs no comparison
    target: Target | None = None
    observation: Observation | None = None


def _choose(history: History, targets: tuple[Target, ...], moment: date | None) -> _Choice:
    """Same period, else standing norm, else next future target, else the last one that expired."""
    points = measured(history)
    ahead = [t for t in targets if t.period and not _has_passed(t.period, moment)]
    standing = [t for t in targets if t.period is None]
    if not points:
        shown = [*ahead[:1], *standing[-1:], *targets[-1:]]
        return _Choice(kind="no_measurement", target=shown[0] if shown else None)
    last = points[-1]
    targets = _judging(history, targets)
    if not targets:
        return _Choice(kind="no_target", observation=last)
    same = [t for t in targets if t.period == last.period]
    if due := same or standing:
        return _Choice(kind="due", target=due[-1], observation=last)
    future = [t for t in targets if t.period and _in_future(t.period, last.period, moment)]
    if future:
        return _Choice(kind="interim", target=future[0], observation=last)
    if expired := _expired(history, targets, moment):
        year = expired[-1].period or last.period  # an expired target has a period
        nearest = min(reversed(points), key=lambda o: abs(o.period.start - year.start))
        return _Choice(kind="target_expired_unmeasured", target=expired[-1], observation=nearest)
    return _Choice(kind="no_current_target", observation=last)


def _measure(history: History, choice: _Choice) -> dict[str, Any]:
    """Size of the gap and the probability that the true value meets the target."""
    target, o = choice.target, choice.observation
    if target is None or o is None:
        return {}
    low, high = wanted(target, history.direction)
    shown = round(float(o.value), published_decimals(history, o))
    exact = o.value
    if history.unit is Unit.PERCENT and known(o.denominator) and math.isfinite(o.numerator):
        exact = 100 * o.numerator / o.denominator
    gap = round(min(shown - low, high - shown), 9)
    end = low if abs(shown - low) <= abs(high - shown) else high
    nearest = min(max(shown, low), high) if target.value is None else target.value
    relative = None
    if target.value and history.unit not in (Unit.PERCENT, Unit.MARK):
        relative = gap / abs(target.value)
    return {
        "gap": gap,
        "difference": round(shown - nearest, 9),
        "relative_gap": relative,
        "p_met": p_met(history, o, low, high, exact=exact),
        "met_by_rounding": gap >= 0 > round(min(exact - low, high - exact), 9),
        "break_even_n": break_even_n_position(history, o, end),
    }


def _status(choice: _Choice, position: dict[str, Any], *, proven: bool) -> str:
    """Put the comparison into one of the codes of :func:`measure_gap`."""
    if choice.kind == "interim":
        return "interim_met" if position["gap"] >= 0 else "interim_gap"
    if choice.kind != "due":
        return choice.kind
    side = "met" if position["gap"] >= 0 else "missed"
    p = position["p_met"]
    if p is None:
        return f"{side}_margin_unknown"
    sure = p if side == "met" else 1 - p
    return f"{side}_clear" if proven and sure >= CLEAR_PROBABILITY else f"{side}_uncertain"


def _holds(history: History, choice: _Choice, status: str) -> bool | None:
    """Whether a clear verdict stays with half the answers and a design effect of at least 1.2."""
    if (o := choice.observation) is None or not status.endswith("_clear"):
        return None
    fewer = o.n / 2 * history.deff / max(history.deff, ASSUMED_DEFF)
    weak = replace(choice, observation=replace(o, n=fewer, se=o.se * math.sqrt(2)))
    return status == _status(choice, _measure(history, weak), proven=True)


def _expired(
    history: History, targets: tuple[Target, ...], moment: date | None
) -> tuple[Target, ...]:
    """Targets whose period has passed without a measurement in it."""
    periods = {o.period for o in measured(history)}
    return tuple(
        t for t in targets if t.period and t.period not in periods and _has_passed(t.period, moment)
    )


def _in_force(targets: tuple[Target, ...], last: Period | None) -> tuple[Target, ...]:
    """Return per period the version that was valid when it ended, of those in order of edition.

    A standing norm is asked of the last figure. What was revised afterwards never counts, unless
    nothing else is known.
    """
    kept: dict[Period | None, Target] = {}
    for target in targets:
        period, edition = target.period or last, target.source.edition
        late = period and edition and edition.published > period.last_day
        if not late or target.period not in kept:
            kept[target.period] = target
    return tuple(kept.values())


def _judging(history: History, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Return what is a target: a budget without a better side is none."""
    neutral = history.direction is Direction.NEUTRAL
    return tuple(t for t in targets if t.value is None or not neutral)


def _in_future(period: Period, last: Period, moment: date | None) -> bool:
    return period.start > last.start and not _has_passed(period, moment)


def _is_later(target: Target, choice: _Choice) -> bool:
    judged = choice.target.period if choice.target else None
    if judged is None and choice.observation is not None:
        judged = choice.observation.period
    return judged is not None and target.period is not None and target.period.start > judged.start


def _has_passed(period: Period, moment: date | None) -> bool:
    return moment is not None and period.last_day <= moment


def _order(target: Target) -> tuple[str, str]:
    """Standing norms first, then by period; within one period the newest edition last."""
    edition = target.source.edition
    start = target.period.start.isoformat() if target.period else ""
    return start, edition.published.isoformat() if edition else ""
