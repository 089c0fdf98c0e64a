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
    met = low <= shown <= high
    goal, sign = goal_of(shown, low, high)
    required = (goal - last.value) / (t - last.time) if t > last.time else None
    found: dict[str, Any] = {"required_pace": required, "pace_class": "not_defined"}
    if len(points) >= 2:
        observed = (last.value - first.value) / (last.time - first.time)
        found["observed_pace"] = observed
        found["acceleration_needed"] = required / observed if required and observed else None
        found |= _ratio(history, points, goal, sign, t, pace)
        found |= {} if met else _arrival(history, points, goal, sign)
    ratio = found.get("pace_ratio")
    if met:
        found["pace_class"] = "already_met"
    elif ratio is not None and sign * (goal - first.value) > 0:
        reached = (name for name, least in CLASSES.items() if ratio >= least - TOLERANCE)
        found["pace_class"] = next(reached, "moving_away")
    return found


def _ratio(
    history: History, points: Points, goal: float, sign: int, t: float, pace: str
) -> dict[str, Any]:
    """Past pace in units of the pace that was needed from the first figure on."""
    first, last = points[0], points[-1]
    span, whole = last.time - first.time, t - first.time
    needed, moved = goal - first.value, last.value - first.value
    if needed == 0:
        return {}
    if pace == "cagr":
        if history.unit in (Unit.PERCENT, Unit.MARK) or history.bounds is not None:
            return {"pace_refused": "cagr_needs_unbounded"}
        if min(first.value, last.value, goal) <= 0:
            return {"pace_refused": "cagr_needs_positive"}
        growth = math.expm1(math.log(last.value / first.value) / span)
        return {"pace_ratio": sign * growth / abs(math.expm1(math.log(goal / first.value) / whole))}
    ratio, slope = sign * (moved / span) / abs(needed / whole), whole / span / abs(needed)
    v1, v2 = variance(history, first), variance(history, last)
    if v1 is None or v2 is None:
        return {"pace_ratio": ratio}
    error = Z95 * slope * math.sqrt(v2 + v1 * ((goal - last.value) / needed) ** 2)
    return {"pace_ratio": ratio, "pace_ratio_ci95": (ratio - error, ratio + error)}


def _arrival(history: History, points: Points, goal: float, sign: int) -> dict[str, Any]:
    """Year in which the goal is reached at the past pace, and between which years by chance."""
    first, last = points[0], points[-1]
    span, left = last.time - first.time, abs(goal - last.value)

    def year(pace: float) -> float:
        return last.time + left / pace if pace > 0 else math.inf

    toward = sign * (last.value - first.value) / span
    found: dict[str, Any] = {"reached": year(toward) if toward > 0 else None}
    v1, v2 = variance(history, first), variance(history, last)
    if v1 is not None and v2 is not None:
        error = Z95 * math.sqrt(v1 + v2) / span
        found["reached_between"] = (year(toward + error), year(toward - error))
    return found
