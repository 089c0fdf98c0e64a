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
from typing import Any

import numpy as np

from pcanalysis.analysis.forecast.distribution import Forecast, holding
from pcanalysis.analysis.gaussian import Mixture, Prediction, Versions, condition
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

METHODS = ("shares", "closed_form")
LIKELIHOODS = {"very_likely": 0.90, "likely": 0.66, "either_way": 0.33, "unlikely": 0.10}
FAN = (0.025, 0.10, 0.50, 0.90, 0.975)
DOTS = tuple((i - 0.5) / 20 for i in range(1, 21))
STEP_PCT = 5

# Closed form: wandering per root year and yearly drift; the grid of ``integrate``.
MOVEMENT = {Unit.PERCENT: 1.0, Unit.MARK: 0.1}
MOVEMENT_REST = 0.05  # of the level
START_SD = 50.0  # of the level before the first figure, in units of movement
MULTIPLIERS = np.array([0.25, 0.5, 1.0, 2.0, 4.0])
MULTIPLIER_WEIGHTS = np.array([0.1, 0.2, 0.4, 0.2, 0.1])


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
    reached_between: tuple[float, float] | None = None  # 95 %; the end may be infinite
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
        return None if self.p_reported is None else STEP_PCT * round(20 * self.p_reported)

    def quantiles(self, levels: tuple[float, ...], *, true: bool = False) -> tuple[float, ...]:
        """Quantiles (``FAN``, ``DOTS``) of the figure published then, or of the true level."""
        law = self.level if true else self.figure
        return () if law is None else tuple(law.quantiles(levels)[0].tolist())


def likelihood_of(p: float) -> str:
    """Word for a chance, before it is rounded."""
    return next((word for word, least in LIKELIHOODS.items() if p >= least), "very_unlikely")


def choose_method(
    history: History, forecast: Forecast | None, method: str | None, pace: str, *, integrate: bool
) -> str | None:
    """Return where the chances come from; None where nothing says how far such figures move."""
    survey = history.kind in SURVEYS
    if method not in (None, *METHODS):
        raise WrongCall(f"method={method!r} must be shares or closed_form.")
    if pace not in ("linear", "cagr"):
        raise WrongCall(f"pace={pace!r} must be linear or cagr.")
    if integrate and method != "closed_form":
        raise WrongCall('integrate=True belongs to method="closed_form".')
    if method == "shares" and not survey:
        raise WrongCall(
            f'{history.key}: method="shares" is for survey shares and marks, not for '
            f"{history.kind.value}. Hand in a forecast, or ask for closed_form."
        )
    return method or ("shares" if survey else None if forecast is None else forecast.method)


def look_ahead(
    history: History,
    points: Points,
    targets: Sequence[Target],
    expired: Collection[Target],
    method: str | None,
    pace: str,
    *,
    forecast: Forecast | None,
    integrate: bool,
) -> tuple[tuple[Outlook, ...], tuple[float | None, float | None]]:
    """Return a row per target, and the chance to meet all and any of the future ones.

    ``points`` measure the level, at least one; each target has a period of its own, oldest first.
    """
    times = [replace(points[-1], period=t.period).time for t in targets if t.period]
    asked = [(t, at) for t, at in zip(targets, times, strict=True) if at > points[0].time]
    if not asked:  # no figure speaks of a year before the first
        return (), (None, None)
    targets, when = [t for t, _ in asked], np.array([at for _, at in asked])
    ends = np.array([wanted(t, history.direction) for t in targets])
    half = resolution(history, points[-1]) / 2
    printed = ends + np.array([-half, half])
    found: Prediction | None = None
    if method == "shares" and not off_scale(history, points):
        found = predict_shares(history, points, when)
    elif method == "closed_form" and not off_scale(history, points):
        found = predict_closed_form(history, points, when, ends, integrate=integrate)
    if found:
        chances = _chances(history, points, found, when, ends, printed)
    else:
        known = None if method in METHODS else forecast
        chances = [_by_forecast(known, t, p) for t, p in zip(targets, printed, strict=True)]
    rows = []
    for i, (target, t) in enumerate(asked):
        low, high = ends[i].tolist()
        row: dict[str, Any] = measure_pace(history, points, low, high, t, pace)
        row |= step_power(history, points[-1], goal_of(points[-1].value, low, high)[0])
        row |= {"method": method if chances[i] else None, **chances[i]}
        status = "expired_without_measurement" if target in expired else "future"
        rows.append(Outlook(target=target, t=t, status=status, **row))
    future = [i for i, row in enumerate(rows) if row.status == "future"]
    if len(future) == 1:
        return tuple(rows), (rows[future[0]].p_reported,) * 2
    if not future or found is None:  # quantiles do not say how years hang together
        return tuple(rows), (None, None)
    return tuple(rows), found.figure.among(future).joint_chance(*printed[future].T)


def _chances(
    history: History,
    points: Points,
    found: Prediction,
    when: np.ndarray,
    ends: np.ndarray,
    printed: np.ndarray,
) -> list[dict[str, Any]]:
    """What the distribution says of each target."""
    codes = survey_assumptions(history, points) if history.kind in SURVEYS else {}
    unknown = any(held for code, held in codes.items() if code.startswith("n_unknown"))
    reported, true = found.figure.chance(*printed.T), found.level.chance(*ends.T)
    others = [
        (n, predict_shares(history, points, when, n=n).figure.chance(*printed.T))
        for n in OTHER_N
        if unknown
    ]
    mean, sd = found.level.moments()
    return [
        {
            "assumptions": holding(
                codes | {"beyond_experience": bool(when[i] - points[-1].time > EXPERIENCE_YEARS)}
            ),
            "p_reported": float(reported[i]),
            "p_true": float(true[i]),
            "forecast_mean": float(mean[i]),
            "forecast_sd": float(sd[i]),
            "p_if_n": tuple((n, float(chance[i])) for n, chance in others),
            "level": found.level.among([i]),
            "figure": found.figure.among([i]),
        }
        for i in range(len(when))
    ]


def _by_forecast(forecast: Forecast | None, target: Target, printed: np.ndarray) -> dict[str, Any]:
    """Chance from the quantiles of a forecast, if it holds the period of the target."""
    if forecast is None or target.period not in forecast.periods:
        return {}
    row = forecast.table_values[forecast.periods.index(target.period)]
    below = np.interp(printed, row, forecast.levels, left=0.0, right=1.0)
    return {
        "assumptions": forecast.assumptions,
        "p_reported": float(below[1] - below[0]),
    }


def predict_closed_form(
    history: History, points: Points, when: np.ndarray, ends: np.ndarray, *, integrate: bool = False
) -> Prediction | None:
    """Say what level and figure may be in closed form; None if the error of a survey is unknown.

    The figure has the sampling error of the last wave, at the share that the target is.
    """
    survey = history.kind in SURVEYS
    spread = variances(history, points)
    if spread is None:
        if survey:
            return None
        spread = np.array([resolution(history, o) ** 2 / 12 for o in points])
    values = np.array([o.value for o in points], dtype=float)
    size = max(float(np.abs(values).mean()), 10.0**-history.decimals)
    step = MOVEMENT.get(history.unit, MOVEMENT_REST * size)
    times = np.array([o.time for o in points])
    level = condition(times, values, spread[None], when, wandering(step, step, integrate=integrate))
    bounds = scale_of(history) if survey or history.unit is Unit.PERCENT else (-np.inf, np.inf)
    low, high = history.bounds or bounds
    level = replace(level, unscaled=lambda z: np.clip(z, low, high))
    goals = [goal_of(points[-1].value, *end)[0] for end in ends.tolist()]
    noise = [next_variance(history, points[-1], goal) or 0.0 for goal in goals]
    return Prediction(level=level, figure=level.with_noise(np.array(noise)))


def wandering(tau: float, drift: float, *, integrate: bool) -> Versions:
    """One version, or a grid of multiples of both movements for the figures to weigh."""
    factors, shares = (MULTIPLIERS, MULTIPLIER_WEIGHTS) if integrate else (np.ones(1), np.ones(1))
    return Versions(
        start_variance=(START_SD * tau) ** 2,
        tau=tau * np.repeat(factors, len(factors)),
        drift=drift * np.tile(factors, len(factors)),
        weights=np.outer(shares, shares).ravel(),
    )
