"""Conditioning of a wandering level on figures: reference values, and against plain algebra."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from pcanalysis.analysis.gaussian import Mixture, condition
from pcanalysis.analysis.outlook import wandering
from tests.analysis.builders import golden

CASES = golden("target_probability.json")["cases"]


def level_of(case: dict[str, Any], *, integrate: bool) -> Mixture:
    times, figures, errors = (np.array(case[name], dtype=float) for name in ("t", "y", "v"))
    versions = wandering(case["tau"], case["s_drift"], integrate=integrate)
    when = np.array([float(case["t_target"])])
    return condition((times, figures, errors[None]), when, versions, case["V0"])


@pytest.mark.parametrize("integrate", [False, True], ids=["fixed", "integrated"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_probability_of_a_reference_case_is_reproduced(
    case: dict[str, Any], integrate: bool
) -> None:
    level = level_of(case, integrate=integrate)
    figure = level.with_noise(np.array([case["v_future"]]))
    (mean,), (sd,) = level.moments()
    end, top = np.array([float(case["target"])]), np.array([np.inf])

    prefix = "integrated_" if integrate else ""
    assert mean == pytest.approx(case[prefix + "mean"], abs=1e-6)
    assert sd == pytest.approx(case[prefix + "sd"], abs=1e-6)
    assert level.chance(end, top)[0] == pytest.approx(case[prefix + "p_true"], abs=1e-6)
    reported = figure.chance(end - case["round_half"], top)[0]
    assert reported == pytest.approx(case[prefix + "p_reported"], abs=1e-6)


def two_normals() -> Mixture:
    """Half N(0, 1), half N(4, 2²), at two moments that hang together in the second version."""
    return Mixture(
        weights=np.array([0.5, 0.5]),
        mean=np.array([[0.0, 0.0], [4.0, 4.0]]),
        covariance=np.array([[[1.0, 0.0], [0.0, 1.0]], [[4.0, 3.9], [3.9, 4.0]]]),
    )


def test_a_mixture_has_the_chance_of_its_parts() -> None:
    ends = np.array([1.0, 1.0]), np.array([np.inf, 3.0])

    by_hand = [
        0.5 * stats.norm.sf(1) + 0.5 * stats.norm.sf(1, 4, 2),
        0.5 * np.diff(stats.norm.cdf([1, 3]))[0] + 0.5 * np.diff(stats.norm.cdf([1, 3], 4, 2))[0],
    ]
    assert two_normals().chance(*ends) == pytest.approx(by_hand, abs=1e-12)


def test_quantiles_are_the_way_back_from_chances() -> None:
    levels = (0.01, 0.3, 0.5, 0.99)
    quantiles = two_normals().quantiles(levels)[0]

    below = [two_normals().chance(np.full(2, -np.inf), np.full(2, q))[0] for q in quantiles]

    assert below == pytest.approx(levels, abs=1e-12)


def test_joint_chances_keep_what_hangs_together() -> None:
    every, some = two_normals().joint_chance(np.full(2, 0.0), np.full(2, np.inf))

    apart = stats.multivariate_normal([0, 0], np.eye(2)).cdf([0, 0])
    near = stats.multivariate_normal([4, 4], [[4, 3.9], [3.9, 4]]).cdf([8, 8])
    assert every == pytest.approx(0.5 * apart + 0.5 * near, abs=0.0025)
    one = two_normals().chance(np.zeros(2), np.full(2, np.inf)).sum()
    assert some == pytest.approx(one - every, abs=0.005)


def test_noise_widens_every_version() -> None:
    noisy = two_normals().with_noise(np.array([[3.0], [0.0]]))

    assert noisy.sd == pytest.approx(np.array([[2.0, 2.0], [2.0, 2.0]]))
    assert noisy.covariance[1, 0, 1] == 3.9


def test_moments_are_those_of_the_whole_mixture() -> None:
    mean, sd = two_normals().moments()

    # variance: (1 + 4) / 2 within, 2² between
    assert mean == pytest.approx([2.0, 2.0])
    assert sd == pytest.approx([6.5**0.5] * 2)


def test_some_of_the_moments_are_a_mixture_of_their_own() -> None:
    second = two_normals().among([1])

    assert second.mean.tolist() == [[0.0], [4.0]]
    assert second.covariance.ravel().tolist() == [1.0, 4.0]


def test_a_version_that_explains_the_figures_weighs_more() -> None:
    versions = np.array([[0.1, 0.0, 0.5], [5.0, 0.0, 0.5]])
    times, errors, when = np.array([0.0, 1.0, 2.0]), np.full((2, 3), 0.01), np.array([3.0])

    calm = condition((times, np.array([1.0, 1.1, 0.9]), errors), when, versions, 100.0)
    wild = condition((times, np.array([1.0, 9.0, -4.0]), errors), when, versions, 100.0)

    assert calm.weights[0] > 0.99
    assert wild.weights[1] > 0.99
