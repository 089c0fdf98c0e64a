"""Whether chances come true when figures behave as the model says: a check of the code.

Histories are drawn from the assumptions themselves (level, drift, wandering, noise of the wave,
sampling, rounding), the model sees the published figures only, and a target a random distance from
the last figure is met or not by the next figure. Per bin the mean chance and the share that
happened must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from pcanalysis.analysis.gaussian import Mixture
from pcanalysis.analysis.outlook import MOVEMENT, predict_closed_form
from pcanalysis.analysis.shares import (
    DEFFS,
    DRIFTS,
    NOISES,
    WALKS,
    WEIGHTS,
    predict_shares,
    share_of,
)
from pcanalysis.model import (
    Direction,
    History,
    Kind,
    NBasis,
    Observation,
    Period,
    Unit,
    history_rows,
)

BARS = (0.10, 0.33, 0.66, 0.90)
PER_BIN = 4_000
ANSWERS = 500
YEARS_BETWEEN, MOST_WAVES, FIRST_YEAR = 2, 4, 2011
FARTHEST = 12  # points from the last figure to the target
MIDDLE = (25.0, 75.0)  # where the level starts, %
SURVEY = History(
    key="bench/share",
    unit=Unit.PERCENT,
    kind=Kind.SURVEY_SHARE,
    direction=Direction.HIGHER,
    freq="Y",
    rows=history_rows([]),
)


def measure() -> Iterator[str]:
    """Draw until every bin of both models is full."""
    for name, bins in calibrate(PER_BIN).items():
        yield f"{name}, {PER_BIN} runs per bin, chance -> happened: " + ", ".join(
            f"{chance:.3f} -> {share:.3f}" for chance, share in bins
        )


def calibrate(per_bin: int) -> dict[str, list[tuple[float, float]]]:
    """Mean chance and share that happened per bin, for both models."""
    return {
        "shares": _fill(per_bin, draw_shares, _ask_shares),
        "closed form": _fill(per_bin, draw_closed_form, _ask_closed_form),
    }


def draw_shares(random: np.random.Generator, times: np.ndarray) -> np.ndarray:
    """Published figures at ``times``, as the model of survey shares has them come about."""
    version = random.choice(len(WEIGHTS), p=WEIGHTS)
    start = 100 * np.arcsin(np.sqrt(random.uniform(*MIDDLE) / 100))
    level = start + _wander(random, times, WALKS[version], DRIFTS[version])
    noise = np.sqrt(NOISES[version] ** 2 + DEFFS[version] * 2500 / ANSWERS)
    return np.round(share_of(level + noise * random.standard_normal(len(times))))


def draw_closed_form(random: np.random.Generator, times: np.ndarray) -> np.ndarray:
    """Published figures at ``times``, as the closed form has them come about."""
    step = MOVEMENT[Unit.PERCENT]
    level = random.uniform(*MIDDLE) + _wander(random, times, step, step)
    error = np.sqrt(np.clip(level * (100 - level), 0, None) / ANSWERS)
    return np.clip(np.round(level + error * random.standard_normal(len(times))), 1, 99)


def _wander(random: np.random.Generator, times: np.ndarray, tau: float, drift: float) -> np.ndarray:
    since = times - times[0]
    steps = tau * np.sqrt(np.diff(since)) * random.standard_normal(len(times) - 1)
    return drift * random.standard_normal() * since + np.concatenate([[0.0], np.cumsum(steps)])


def _fill(
    per_bin: int,
    draw: Callable[[np.random.Generator, np.ndarray], np.ndarray],
    ask: Callable[[tuple[Observation, ...], np.ndarray, float], Mixture],
) -> list[tuple[float, float]]:
    random = np.random.default_rng(20)
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(len(BARS) + 1)]
    while min(map(len, bins)) < per_bin:
        waves = random.integers(1, MOST_WAVES + 1)
        times = FIRST_YEAR + YEARS_BETWEEN * np.arange(waves + 1, dtype=float)
        figures = draw(random, times)
        points = tuple(map(_observation, times[:-1], figures[:-1]))
        goal = figures[-2] + random.integers(-FARTHEST, FARTHEST + 1)
        if 0 < goal < 100:
            figure = ask(points, times[-1:], goal)
            chance = float(figure.chance(np.array([goal - 0.5]), np.array([np.inf]))[0])
            here = bins[int(np.digitize(chance, BARS))]
            if len(here) < per_bin:
                here.append((chance, bool(figures[-1] >= goal)))
    return [(float(mean), float(share)) for mean, share in (np.mean(b, axis=0) for b in bins)]


def _observation(time: float, value: float) -> Observation:
    return Observation(
        period=Period.year(int(time)),
        value=float(value),
        n=float(ANSWERS),
        n_basis=NBasis.PUBLISHED,
    )


def _ask_shares(points: tuple[Observation, ...], when: np.ndarray, _: float) -> Mixture:
    return predict_shares(SURVEY, points, when)[1]


def _ask_closed_form(points: tuple[Observation, ...], when: np.ndarray, goal: float) -> Mixture:
    found = predict_closed_form(SURVEY, points, when, np.array([[goal, np.inf]]))
    if found is None:
        raise AssertionError("every wave here has a number of answers")
    return found[1]
