"""What a survey share or mark may be next: the true level and the figure that is published of it.

Published shares bounce more than they move, so each wave has a noise of its own beside chance in
who answers, and the true level wanders slowly. Twelve versions of that idea are weighed by how
well they fit the waves. An unknown number of answers counts as 500 (250 for a part of the
respondents), and says so.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np

from pcanalysis.analysis.gaussian import Mixture, condition
from pcanalysis.analysis.survey_error import (
    SURVEYS,
    Points,
    arcsine_variances,
    basis_of,
    known,
    mark_factor,
    scale_of,
    stretched,
)
from pcanalysis.model import History, Kind, NBasis, Observation

TOP = 50 * math.pi  # 100 % on the arcsine scale
ASSUMED_N, ASSUMED_N_OF_PART = 500, 250
OTHER_N = (250, 500, 1000)  # to show beside it what an unknown number of answers would change
ASSUMED_SD_PARTS = 6  # of the scale: 1.5 on marks from 1 to 10
START_VARIANCE = 10_000.0  # nothing is known about the level before the first wave
EXPERIENCE_YEARS = 4.0

# Weighted versions: hidden design effect; wave noise; wandering and drift per year.
DESIGN = ((1.0, 0.70), (2.0, 0.30))
NOISE = ((1.0, 0.40), (2.5, 0.60))
MOVEMENT = ((0.5, 0.0, 0.63), (1.0, 0.5, 0.28), (3.0, 1.5, 0.09))
_ROWS = [
    (deff, noise, walk, drift, w1 * w2 * w3)
    for (deff, w1), (noise, w2), (walk, drift, w3) in product(DESIGN, NOISE, MOVEMENT)
]
DEFFS, NOISES, WALKS, DRIFTS, WEIGHTS = np.array(_ROWS).T


def predict_shares(
    history: History, points: Points, times: np.ndarray, *, n: int | None = None
) -> tuple[Mixture, Mixture]:
    """True level of a survey figure at other times than its waves, and the figure published then.

    Parameters
    ----------
    history
        A survey share or mark, for its scale, design effect and resolution.
    points
        The waves to go by, oldest first, all on the scale.
    times
        In years; not before the first wave.
    n
        Answers to assume where they are unknown; default 500, of a part of the respondents 250.

    Notes
    -----
    Method, weights and checks: docs/methods/outlook.md.
    """
    usable = [_with_assumed_error(history, o, n or assumed_n(history)) for o in points]
    errors = [arcsine_variances(history, o) for o in usable]
    sampling = np.array([vs for vs, _ in errors], dtype=float)
    rounding = np.array([vr for _, vr in errors])
    factor = mark_factor(history)
    wave = (factor * NOISES[:, None]) ** 2 + DEFFS[:, None] * sampling
    waves = (
        np.array([o.time for o in points]),
        arcsine_of(np.array([stretched(history, o.value) for o in points])),
        wave + rounding,
    )
    versions = np.column_stack([factor * WALKS, factor * DRIFTS, WEIGHTS])
    level = _in_unit(condition(waves, times, versions, START_VARIANCE), scale_of(history))
    return level, level.with_noise(wave[:, -1:])


def off_scale(history: History, points: Points) -> Observation | None:
    """Return the first figure that lies outside the scale of its survey question, if any does."""
    low, high = scale_of(history)
    outside = (o for o in points if history.kind in SURVEYS and not low <= o.value <= high)
    return next(outside, None)


def survey_assumptions(history: History, points: Points) -> dict[str, bool]:
    """Codes of what a prediction of a survey rests on beside the figures."""
    unknown = any(not known(o.se) and not known(o.n) for o in points)
    return {
        f"n_unknown_{assumed_n(history)}": unknown,
        "n_assumed": not unknown and basis_of(history, points) is not NBasis.PUBLISHED,
        "sd_assumed": history.kind is Kind.SURVEY_MEAN and any(not known(o.se) for o in points),
    }


def assumed_n(history: History) -> int:
    """Answers that an unknown number counts as."""
    return ASSUMED_N_OF_PART if history.subgroup else ASSUMED_N


def share_of(z: np.ndarray) -> np.ndarray:
    """The way back from the arcsine scale."""
    return np.asarray(100 * np.sin(np.clip(z, 0.0, TOP) / 100) ** 2)


def arcsine_of(share: np.ndarray) -> np.ndarray:
    """``100 asin √(y/100)``; what no share can be lies infinitely far."""
    z = 100 * np.arcsin(np.sqrt(np.clip(share, 0.0, 100.0) / 100))
    return np.where(share < 0, -np.inf, np.where(share > 100, np.inf, z))


def _in_unit(level: Mixture, scale: tuple[float, float]) -> Mixture:
    """Let a mixture on the arcsine scale be asked in the unit of the history."""
    low, width = scale[0], scale[1] - scale[0]
    return replace(
        level,
        scaled=lambda values: arcsine_of(100 * (values - low) / width),
        unscaled=lambda z: low + width * share_of(z) / 100,
    )


def _with_assumed_error(history: History, o: Observation, n: int) -> Observation:
    """Fill in what is needed for a sampling error and not known."""
    low, high = scale_of(history)
    return replace(
        o,
        n=o.n if known(o.n) else float(n),
        sd=o.sd if known(o.sd) else (high - low) / ASSUMED_SD_PARTS,
    )
