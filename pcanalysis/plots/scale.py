"""From figures to places on the sheet: a range with round steps, and a real time axis."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from pcanalysis.analysis.survey_error import scale_of
from pcanalysis.model import History, Period, Unit
from pcanalysis.texts.numbers import decimals_of, format_estimate, format_number, format_value

WHOLE = 100.0  # per cent
SIGNS = (Unit.PERCENT, Unit.EURO)  # other units stand in the subtitle
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
MOST_INTERVALS = 5
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)  # of a fan: 9 in 10, 5 in 10 and the middle
SMALLEST_SPAN = {Unit.PERCENT: 20.0, Unit.MARK: 2.0}  # less would fill the picture with noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The values an axis runs over, in round steps."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> tuple[float, ...]:
        """Values that get a grid line."""
        count = round((self.high - self.low) / self.step)
        return tuple(round(self.low + i * self.step, 9) + 0.0 for i in range(count + 1))


def survey_range(history: History, values: Iterable[float]) -> Range:
    """Range for survey figures and points: wide enough that noise stays small, within the scale.

    Figures without a scale, such as counts, have the range of their values.
    """
    values = list(values)
    least, most = min(values), math.inf
    if history.unit in SMALLEST_SPAN:
        least, most = scale_of(history)
    bottom, top = min(values), max(values)
    span = min(max(top - bottom, SMALLEST_SPAN.get(history.unit, 0.0)), most - least)
    step = step_of(max(span, 1e-9))
    low, high = _down(bottom, step), _up(top, step)
    while high - low < span - 1e-9 and (high < most or low > least):
        upwards = high < most and (high - top <= bottom - low or low <= least)
        low, high = (low, high + step) if upwards else (low - step, high)
    if high - top < 0.2 * step and high + step <= most:  # room for a number on top
        high += step
    return Range(low=low, high=high, step=step)


def range_from_zero(history: History, values: Iterable[float]) -> Range:
    """Range for counts, amounts and shares of a register: zero is on it.

    A number fits on the highest bar; a share has its number above 100 %, where no line is.
    """
    values = [0.0, *values]
    low, high = min(values), max(values)
    step = step_of((high - low) or 1.0)
    low, high = _down(low, step), _up(high, step)
    whole = history.unit is Unit.PERCENT and max(values) <= WHOLE
    if whole and high >= WHOLE:
        high = WHOLE
    elif high - max(values) < 0.35 * step:
        high += step
    return Range(low=low, high=high, step=step)


def bare_value(value: float, history: History, language: str) -> str:
    """Return a figure as it stands beside a mark: with its unit only if that is one sign."""
    if history.unit in SIGNS:
        return format_value(value, history, language)
    return format_number(value, language, decimals_of(history, value))


def bare_estimate(value: float, history: History, language: str) -> str:
    """Return a computed figure as it stands beside a mark."""
    if history.unit in SIGNS or history.unit is Unit.COUNT:
        return format_estimate(value, history, language)
    return format_number(value, language, decimals_of(history))


def tick_labels(history: History, axis: Range, language: str) -> tuple[str, ...]:
    """Text of every grid line; the unit is in it where it is one sign."""
    if history.unit in SIGNS:
        return tuple(format_value(tick, history, language) for tick in axis.ticks)
    decimals = next(d for d in range(10) if math.isclose(round(axis.step, d), axis.step))
    return tuple(format_number(tick, language, decimals) for tick in axis.ticks)


def step_of(span: float) -> float:
    """Round step that divides a span into few intervals."""
    power = 10.0 ** math.floor(math.log10(span / MOST_INTERVALS))
    return next(s * power for s in STEPS if span / (s * power) <= MOST_INTERVALS + 1e-9)


def _down(value: float, step: float) -> float:
    return round(math.floor(value / step + 1e-9) * step, 9)


def _up(value: float, step: float) -> float:
    return round(math.ceil(value / step - 1e-9) * step, 9)


def every_period(periods: Iterable[Period | None]) -> tuple[Period, ...]:
    """Return all periods from the first to the last one, so that time is real."""
    ordered = sorted(filter(None, periods), key=lambda period: period.start)
    found = [ordered[0]]
    while found[-1].start < ordered[-1].start:
        found.append(found[-1].next())
    return tuple(found)
