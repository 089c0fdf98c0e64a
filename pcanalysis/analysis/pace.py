"""How fast a figure moves toward its target, and how fast it should.

A description, for comparison with other reports; the answer is the chance. The past pace runs from
the first figure to the last, the pace that was needed from the first figure to the target. Steps
are linear unless compound growth is asked for, which only positive figures without a ceiling have.
"""

from __future__ import annotations

import math
from typing import Any

from pcanalysis.analysis.survey_error import (
    Z95,
    Points,
    better_sign,
    published_decimals,
    variance,
)
from pcanalysis.model import Direction, History, Target, Unit

CLASSES = {"on_track": 0.95, "moderate": 0.60, "insufficient": 0.0}
TOLERANCE = 1e-9


def wanted(target: Target, direction: Direction) -> tuple[float, float]:
    """Lowest and highest value that meets a target."""
    if target.value is None:
        return float(target.low or 0.0), float(target.high or 0.0)  # both given, by construction
    if direction is Direction.RANGE:
        return target.value, target.value
    if better_sign(direction) > 0:
        return target.value, math.inf
    return -math.inf, target.value


def goal_of(value: float, low: float, high: float) -> tuple[float, int]:
    """Nearest end of what is wanted, and the side on which it lies: +1 above, -1 below."""
    goal = low if abs(value - low) <= abs(high - value) else high
    return goal, -1 if value > high or (goal == high and low < high) else 1


def measure_pace(
    history: History, points: Points, low: float, high: float, t: float, pace: str
) -> dict[str, Any]:
    """Needed and past pace toward a target in year ``t``, their ratio and its class."""
    first, last = points[0], points[-1]
    shown = round(float(last.value), published_decimals(history, last))
    goal, sign = goal_of(shown, low, high)
    left, span = t - last.time, last.time - first.time
    required = (goal - last.value) / left if left > 0 else None
    found: dict[str, Any] = {"required_pace": required, "pace_class": "not_defined"}
    if len(points) >= 2:
        observed = (last.value - first.value) / span
        found["observed_pace"] = observed
        if required is not None and observed:
            found["acceleration_needed"] = required / observed
        found |= _ratio(history, points, goal, sign, t, pace)
        if not low <= shown <= high:
            found |= _arrival(history, points, goal, sign)
    if low <= shown <= high:
        found["pace_class"] = "already_met"
    return found


def _ratio(
    history: History, points: Points, goal: float, sign: int, t: float, pace: str
) -> dict[str, Any]:
    """Past pace in units of the pace that was needed from the first figure on."""
    first, last = points[0], points[-1]
    span, whole = last.time - first.time, t - first.time
    needed, moved = goal - first.value, last.value - first.value
    if whole <= 0 or needed == 0:
        return {}
    if pace == "cagr":
        if refused := _no_compound(history, min(first.value, last.value, goal)):
            return {"pace_refused": refused}
        growth = math.expm1(math.log(last.value / first.value) / span)
        ratio = sign * growth / abs(math.expm1(math.log(goal / first.value) / whole))
        found: dict[str, Any] = {"pace_ratio": ratio}
    else:
        ratio = sign * (moved / span) / abs(needed / whole)
        found = {"pace_ratio": ratio}
        v1, v2 = variance(history, first), variance(history, last)
        if v1 is not None and v2 is not None:
            slope = whole / span / abs(needed)
            error = Z95 * slope * math.sqrt(v2 + v1 * ((goal - last.value) / needed) ** 2)
            found["pace_ratio_ci95"] = (ratio - error, ratio + error)
    if sign * needed > 0:
        found["pace_class"] = next(
            (name for name, least in CLASSES.items() if ratio >= least - TOLERANCE), "moving_away"
        )
    return found


def _no_compound(history: History, least: float) -> str | None:
    """Why compound growth makes no sense, as a code."""
    if history.unit in (Unit.PERCENT, Unit.MARK) or history.bounds is not None:
        return "cagr_needs_unbounded"
    return "cagr_needs_positive" if least <= 0 else None


def _arrival(history: History, points: Points, goal: float, sign: int) -> dict[str, Any]:
    """Year in which the goal is reached at the past pace, and between which years by chance."""
    first, last = points[0], points[-1]
    span, left = last.time - first.time, abs(goal - last.value)
    toward = sign * (last.value - first.value) / span
    found: dict[str, Any] = {}
    if toward > 0:
        found["reached"] = last.time + left / toward
    v1, v2 = variance(history, first), variance(history, last)
    if v1 is not None and v2 is not None:
        fast, slow = (toward + side * Z95 * math.sqrt(v1 + v2) / span for side in (1, -1))
        if fast > 0:
            end = last.time + left / slow if slow > 0 else math.inf
            found["reached_between"] = (last.time + left / fast, end)
    return found
