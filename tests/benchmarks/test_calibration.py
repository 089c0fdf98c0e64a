"""Chances come true when figures behave as assumed, and fit public survey series as published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.calibration import calibrate
from benchmarks.rolling_origin import MODELS, PUBLISHED, judge, origins, reliability, score, sources
from pcanalysis.analysis.gaussian import Mixture
from tests.analysis.builders import survey

PER_BIN = 250
# three standard errors of a share of 250, at most; `make bench` asks 0.03 of 4,000
ALLOWED = 3 * (0.5 * 0.5 / PER_BIN) ** 0.5


@pytest.fixture(scope="module")
def bins() -> dict[str, list[tuple[float, float]]]:
    return calibrate(PER_BIN)


@pytest.mark.parametrize("model", ["shares", "closed form"])
def test_chances_come_true_under_the_assumed_process(
    bins: dict[str, list[tuple[float, float]]], model: str
) -> None:
    assert len(bins[model]) == 5
    for chance, happened in bins[model]:
        assert happened == pytest.approx(chance, abs=ALLOWED)


def test_the_published_scores_are_reached_on_a_public_survey(shared: Path) -> None:
    assert shared.is_dir()

    scores, _ = score(sources()["wellbeing"], MODELS["this model"])

    # coverage of the 80 % interval; pinball, log score and Brier score: lower is better
    assert scores[0] == pytest.approx(PUBLISHED["wellbeing"][0], abs=0.011)
    assert (scores[2:] <= np.array(PUBLISHED["wellbeing"][2:])).all()


def test_origins_are_the_last_waves_before_every_wave() -> None:
    history = survey([(2011, 50, 500), (2013, 51, 500), (2019, 52, 500)])

    asked = [
        ([o.year for o in points], [o.year for o in ahead]) for points, ahead in origins(history)
    ]

    # 2019 lies more than four years after 2013
    assert asked == [([2011], [2013])]


def test_a_figure_in_the_middle_of_a_normal_forecast_has_the_scores_of_the_formula() -> None:
    law = Mixture(weights=np.ones(1), mean=np.array([[50.0]]), covariance=np.array([[[4.0]]]))

    scores, events = judge(law, 50.0, 50.0)

    # log score: ln(2 √(2π)); Brier: eight events that did not happen, of chance Φ(-step / 2)
    assert scores[:2].tolist() == [1.0, 1.0]
    assert scores[3] == pytest.approx(np.log(2 * np.sqrt(2 * np.pi)), abs=1e-3)
    assert events[:, 0] == pytest.approx(
        [0.3085, 0.3085, 0.1587, 0.1587, 0.0668, 0.0668, 0.0062, 0.0062], abs=1e-4
    )
    assert events[:, 1].sum() == 0


def test_reliability_weighs_the_events_of_a_bin() -> None:
    events = np.array([[1.0, 0.2, 1.0], [3.0, 0.2, 0.0], [1.0, 0.95, 1.0]])

    assert reliability(events) == "0.20 -> 0.25, 0.95 -> 1.00"
