"""Whether a target in the future will be reached: needed and past pace, and the chance of it.

The chance is the answer; the pace is a description. One distribution per target gives chance, fan
and dots, so they cannot contradict each other: of survey shares and marks the model of
:mod:`pcanalysis.analysis.shares`, of other figures a forecast that is handed in. On request the
closed form: figures drift and wander in points, without the noise of waves; too sure of itself
after a move. A target whose year passed without a measurement gets the chance that it would have
been met, marked as expired.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from pcanalysis.analysis.forecast.distribution import Forecast, holding
from pcanalysis.analysis.gaussian import Mixture, condition
from pcanalysis.analysis.pace import goal_of, measure_pace, wanted
from pcanalysis.analysis.power import next_variance, step_power
from pcanalysis.analysis.shares import (
    EXPERIENCE_YEARS,
    OTHER_N,
    off_scale,
    predict_shares,
    survey_assumptions,
)
from pcanalysis.analysis.survey_error import SURVEYS, Points, resolution, scale_of, variances
from pcanalysis.errors import WrongCall
from pcanalysis.model import History, Target, Unit

LIKELIHOODS = {"very_likely": 0.90, "likely": 0.66, "either_way": 0.33, "unlikely": 0.10}
FAN = (0.025, 0.10, 0.50, 0.90, 0.975)
DOTS = tuple((i - 0.5) / 20 for i in range(1, 21))
STEP_PCT = 5

# Closed form: wandering per root year and yearly drift; the grid of ``integrate``.
MOVEMENT = {Unit.PERCENT: 1.0, Unit.MARK: 0.1}
MOVEMENT_REST = 0.05  # of the level
START_SD = 50.0  # of the level before the first figure, in units of movement
MULTIPLIERS = ((0.25, 0.1), (0.5, 0.2), (1.0, 0.4), (2.0, 0.2), (4.0, 0.1))  # and their weights


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """One target of :func:`pcanalysis.analysis.measure_gap` and the chance that it is reached.

    Everything is in the unit of the history, paces per year. None: it cannot be known.
    """

    target: Target
    t: float  # year of the target
    status: str  # future or expired_without_measurement; the latter is never a headline
    method: str | None = None  # shares, closed_form, or that of the forecast
    assumptions: tuple[str, ...] = ()  # codes as in a forecast
    required_pace: float | None = None  # from the last figure to the target
    observed_pace: float | None = None  # from the first figure to the last
    acceleration_needed: float | None = None  # required / observed
    pace_ratio: float | None = None  # observed / required from the first figure
    pace_ratio_ci95: tuple[float, float] | None = None  # by chance in the survey
    pace_class: str  # on_track, moderate, insufficient, moving_away, already_met, not_defined
    pace_refused: str | None = None  # why there is no compound pace
    reached: float | None = None  # year in which the target is reached at the observed pace
    reached_between: tuple[float, float] | None = None  # 95 %; infinite: never
    forecast_mean: float | None = None  # of the true level, on its working scale
    forecast_sd: float | None = None  # shares: points at 50 %, see docs/methods/outlook.md
    p_true: float | None = None  # the true level meets the target
    p_reported: float | None = None  # the figure that is published then meets it
    p_if_n: tuple[tuple[int, float], ...] = ()  # answers and p_reported, where n is unknown
    target_step_vs_mde: float | None = None  # step from the last figure / mde80
    step_measurable: bool | None = None
    power_to_see: float | None = None  # chance that this step comes out as clear
    n_for_80: int | None = None  # answers per wave from which it does four times in five
    level: Mixture | None = None  # distribution of the true level
    figure: Mixture | None = None  # and of the figure published then; a forecast keeps its own

    @property
    def likelihood(self) -> str | None:
        """Word for ``p_reported``: very_likely, likely, either_way, unlikely, very_unlikely."""
        return None if self.p_reported is None else likelihood_of(self.p_reported)

    @property
    def chance_pct(self) -> int | None:
        """Chance to print, in steps of 5 %; 0 means less than 5 % and 100 more than 95 %."""
        return None if self.p_reported is None else pct_of(self.p_reported)

    def quantiles(self, levels: tuple[float, ...], *, true: bool = False) -> tuple[float, ...]:
        """Quantiles (``FAN``, ``DOTS``) of the figure published then, or of the true level."""
        law = self.level if true else self.figure
        return () if law is None else tuple(law.quantiles(levels)[0].tolist())


def likelihood_of(p: float) -> str:
    """Word for a chance, before it is rounded."""
    return next((word for word, least in LIKELIHOODS.items() if p >= least), "very_unlikely")


def pct_of(p: float) -> int:
    """Chance to print, in steps of 5 %."""
    return STEP_PCT * round(100 / STEP_PCT * p)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Of which history the outlook is asked, and how: the options of ``measure_gap``."""

    history: History
    forecast: Forecast | None
    method: str | None
    pace: str
    integrate: bool

    def __post_init__(self) -> None:
        if self.method not in (None, "shares", "closed_form"):
            raise WrongCall(f"method={self.method!r} must be shares or closed_form.")
        if self.pace not in ("linear", "cagr"):
            raise WrongCall(f"pace={self.pace!r} must be linear or cagr.")
        if self.integrate and self.method != "closed_form":
            raise WrongCall('integrate=True belongs to method="closed_form".')
        if self.method == "shares" and self.history.kind not in SURVEYS:
            raise WrongCall(
                f'{self.history.key}: method="shares" is for survey shares and marks, not for '
                f"{self.history.kind.value}. Hand in a forecast, or ask for closed_form."
            )


def look_ahead(
    question: Question, points: Points, targets: Sequence[Target], expired: Collection[Target]
) -> tuple[tuple[Outlook, ...], tuple[float | None, float | None]]:
    """Return a row per target, and the chance to meet all and any of the future ones.

    ``points`` measure the level; each target has a period of its own, oldest first.
    """
    history, last = question.history, points[-1] if points else None
    times = [replace(last, period=t.period).time for t in targets if last and t.period]
    asked = [(t, at) for t, at in zip(targets, times, strict=True) if at > points[0].time]
    if not asked or last is None:  # no figure speaks of a year before the first
        return (), (None, None)
    when = np.array([at for _, at in asked])
    ends = np.array([wanted(target, history.direction) for target, _ in asked])
    printed = ends + resolution(history, last) / 2 * np.array([-1, 1])
    laws = _laws(question, points, when, ends)
    if laws:
        chances = _chances(question, points, laws, when, ends, printed)
    else:
        chances = [
            _by_forecast(question, t, end) for (t, _), end in zip(asked, printed, strict=True)
        ]
    rows = []
    for (target, t), (low, high), chance in zip(asked, ends.tolist(), chances, strict=True):
        row: dict[str, Any] = measure_pace(history, points, low, high, t, question.pace)
        row |= step_power(history, last, goal_of(last.value, low, high)[0])
        status = "expired_without_measurement" if target in expired else "future"
        rows.append(Outlook(target=target, t=t, status=status, **row, **chance))
    future = [i for i, row in enumerate(rows) if row.status == "future"]
    if len(future) == 1:
        return tuple(rows), (rows[future[0]].p_reported,) * 2
    if not future or laws is None:  # quantiles do not say how years hang together
        return tuple(rows), (None, None)
    return tuple(rows), laws[1].among(future).joint_chance(*printed[future].T)


def _laws(
    question: Question, points: Points, when: np.ndarray, ends: np.ndarray
) -> tuple[Mixture, Mixture] | None:
    """Distribution of the true level and of the figure; None where only a forecast can tell."""
    history, integrate = question.history, question.integrate
    if off_scale(history, points):
        return None
    if question.method == "closed_form":
        return predict_closed_form(history, points, when, ends, integrate=integrate)
    return predict_shares(history, points, when) if history.kind in SURVEYS else None


def _chances(
    question: Question,
    points: Points,
    laws: tuple[Mixture, Mixture],
    when: np.ndarray,
    ends: np.ndarray,
    printed: np.ndarray,
) -> list[dict[str, Any]]:
    """What the distributions say of each target."""
    history, (level, figure) = question.history, laws
    codes = survey_assumptions(history, points) if history.kind in SURVEYS else {}
    unknown = any(held for code, held in codes.items() if code.startswith("n_unknown"))
    tried = [(n, predict_shares(history, points, when, n=n)[1]) for n in OTHER_N if unknown]
    others = [(n, law.chance(*printed.T).tolist()) for n, law in tried]
    far = when - points[-1].time > EXPERIENCE_YEARS
    reported, true = figure.chance(*printed.T), level.chance(*ends.T)
    mean, sd = level.moments()
    return [
        {
            "method": question.method or "shares",
            "assumptions": holding(codes | {"beyond_experience": bool(far[i])}),
            "p_reported": float(reported[i]),
            "p_true": float(true[i]),
            "forecast_mean": float(mean[i]),
            "forecast_sd": float(sd[i]),
            "p_if_n": tuple((n, chances[i]) for n, chances in others),
            "level": level.among([i]),
            "figure": figure.among([i]),
        }
        for i in range(len(when))
    ]


def _by_forecast(question: Question, target: Target, printed: np.ndarray) -> dict[str, Any]:
    """Chance from the quantiles of a forecast, if it holds the period of the target."""
    forecast = question.forecast
    if question.method or forecast is None or target.period not in forecast.periods:
        return {}
    row = forecast.table_values[forecast.periods.index(target.period)]
    below = np.interp(printed, row, forecast.levels, left=0.0, right=1.0)
    p = float(below[1] - below[0])
    return {"method": forecast.method, "assumptions": forecast.assumptions, "p_reported": p}


def predict_closed_form(
    history: History, points: Points, when: np.ndarray, ends: np.ndarray, *, integrate: bool = False
) -> tuple[Mixture, Mixture] | None:
    """Say what level and figure may be in closed form; None if the error of a survey is unknown.

    The figure has the sampling error of the last wave, at the share that the target is.
    """
    survey = history.kind in SURVEYS
    spread = variances(history, points)
    if spread is None and survey:
        return None
    if spread is None:
        spread = np.array([resolution(history, o) ** 2 / 12 for o in points])
    times, values = np.array([(o.time, o.value) for o in points], dtype=float).T
    size = max(float(np.abs(values).mean()), 10.0**-history.decimals)
    step = MOVEMENT.get(history.unit, MOVEMENT_REST * size)
    versions = wandering(step, step, integrate=integrate)
    level = condition((times, values, spread[None]), when, versions, (START_SD * step) ** 2)
    bounds = scale_of(history) if survey or history.unit is Unit.PERCENT else (-np.inf, np.inf)
    low, high = history.bounds or bounds
    level = replace(level, unscaled=lambda z: np.clip(z, low, high))
    goals = [goal_of(points[-1].value, *end)[0] for end in ends.tolist()]
    noise = [next_variance(history, points[-1], goal) or 0.0 for goal in goals]
    return level, level.with_noise(np.array(noise))


def wandering(tau: float, drift: float, *, integrate: bool) -> np.ndarray:
    """One version, or a grid of multiples of both movements for the figures to weigh."""
    both = product(MULTIPLIERS if integrate else [(1.0, 1.0)], repeat=2)
    return np.array([(tau * a, drift * b, w1 * w2) for (a, w1), (b, w2) in both])
