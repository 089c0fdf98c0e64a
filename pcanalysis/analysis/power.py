"""What a survey can see: the smallest change it shows, and whether it can confirm a target.

Two waves of the same size are compared at 5 %, two-sided; power is 80 %. Errors are those of chance
in who answers, without rounding. An unknown number of answers gives no power.
"""

from __future__ import annotations

import math

from scipy import optimize, stats
from scipy.special import ndtr

from pcanalysis.analysis.survey_error import (
    Z95,
    effective_n,
    known,
    sampling_variance,
)
from pcanalysis.model import History, Observation

POWER = 0.80
Z_POWER = float(stats.norm.ppf(POWER))


def smallest_visible_change(variance: float) -> float:
    """Change between two waves of this sampling variance that is clear four times in five.

    Examples
    --------
    28 % of 500 answers: 8.0 points.

    >>> round(smallest_visible_change(28 * 72 / 500), 1)
    8.0
    """
    return (Z95 + Z_POWER) * math.sqrt(2 * variance)


def mde80(history: History, last: Observation) -> float | None:
    """Smallest change the next wave shows four times in five; None if its error is unknown."""
    variance = sampling_variance(history, last)
    return smallest_visible_change(variance) if variance and variance > 0 else None


def next_variance(history: History, last: Observation, value: float) -> float | None:
    """Sampling variance of a next wave like the last one, if it finds ``value``."""
    if (n := effective_n(history, last)) is None:
        return sampling_variance(history, last)
    return max(value * (100 - value), 0.0) / n


def power_to_see(change: float, error: float, error_if_equal: float | None = None) -> float:
    """Chance that a real change between two waves comes out as clear.

    ``error`` is the standard error of the difference; ``error_if_equal`` the one under which the
    test is made, if that is another (a pooled share).
    """
    bar = Z95 * (error if error_if_equal is None else error_if_equal)
    return float(ndtr((abs(change) - bar) / error) + ndtr((-abs(change) - bar) / error))


def answers_to_see(change: float, spread: float) -> float:
    """Answers per wave from which a change is clear four times in five; before rounding up.

    ``spread`` is the sum of the variances of one answer in both waves.

    Examples
    --------
    28 % → 31 % needs 3,624 answers per wave.

    >>> math.ceil(answers_to_see(3, 28 * 72 + 31 * 69))
    3624
    """
    return (Z95 + Z_POWER) ** 2 * spread / change**2


def smallest_visible_rise(share: float, n: float) -> float | None:
    """Rise of a share (0-100) in the next wave of ``n`` answers that is clear four times in five.

    The test pools both waves; None when even 100 % would not do.
    """

    def power_of(rise: float) -> float:
        after, middle = share + rise, share + rise / 2
        error = math.sqrt((share * (100 - share) + after * (100 - after)) / n)
        return power_to_see(rise, error, math.sqrt(2 * middle * (100 - middle) / n)) - POWER

    most = 100 - share
    return float(optimize.brentq(power_of, 1e-9, most, xtol=1e-12)) if power_of(most) > 0 else None


def step_power(history: History, last: Observation, goal: float) -> dict[str, float | bool | None]:
    """Whether the survey can see the step from the last wave to a goal, and from which n."""
    step, smallest = abs(goal - last.value), mde80(history, last)
    now, then = sampling_variance(history, last), next_variance(history, last, goal)
    if smallest is None or now is None or then is None:
        return {}
    n = last.n if known(last.n) else effective_n(history, last)
    enough = answers_to_see(step, n * (now + then)) if step and n else None
    return {
        "target_step_vs_mde": step / smallest,
        "step_measurable": step >= smallest,
        "power_to_see": power_to_see(step, math.sqrt(now + then)),
        "n_for_80": None if enough is None else math.ceil(round(enough, 6)),
    }
