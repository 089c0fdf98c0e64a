"""What a survey can see: reference values of R, and the rules around them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis.power import (
    answers_to_see,
    mde80,
    power_to_see,
    smallest_visible_change,
    smallest_visible_rise,
    step_power,
)
from tests.analysis.builders import golden, marks, survey, yearly

GOLDEN = golden("target_power.json")
SIZES = (250, 500, 755, 1000)


def spread(*shares: float) -> float:
    return sum(share * (100 - share) for share in shares)


@pytest.mark.parametrize(
    "row", GOLDEN["smallest_change"], ids=lambda row: f"{row['p1']} {row['n']}"
)
def test_the_smallest_change_of_a_reference_wave_is_reproduced(row: dict[str, Any]) -> None:
    share, n = 100 * row["p1"], row["n"]

    assert smallest_visible_change(spread(share) / n) == pytest.approx(100 * row["mde80_simple"])
    # the root finder of R stops early: its own rises have a power of .7997 to .8002
    assert smallest_visible_rise(share, n) == pytest.approx(100 * row["mde80_up"], abs=0.0031)


@pytest.mark.parametrize("row", GOLDEN["pooled_power"], ids=lambda row: f"{row['p1']} {row['p2']}")
def test_the_power_of_a_pooled_test_is_reproduced(row: dict[str, Any]) -> None:
    p1, p2, n = 100 * row["p1"], 100 * row["p2"], row["n"]
    middle = (p1 + p2) / 2

    power = power_to_see(
        p2 - p1, math.sqrt(spread(p1, p2) / n), math.sqrt(spread(middle, middle) / n)
    )

    assert power == pytest.approx(row["power_pooled_null"], abs=1e-6)


@pytest.mark.parametrize("row", GOLDEN["steps"], ids=lambda row: row["case"])
def test_the_power_to_see_a_reference_step_is_reproduced(row: dict[str, Any]) -> None:
    p1, p2 = row["p1"], row["p2"]

    assert answers_to_see(p2 - p1, spread(p1, p2)) == pytest.approx(row["n_for_80pct_power"])
    for n in SIZES:
        found = step_power(*wave(p1, n), p2)
        assert found["power_to_see"] == pytest.approx(row[f"power_n{n}"], abs=1e-6)
        assert found["n_for_80"] == math.ceil(row["n_for_80pct_power"])
        assert mde80(*wave(p1, n)) == pytest.approx(row[f"mde80_n{n}"])


def wave(share: float, n: int | None, **facts: Any) -> tuple[Any, Any]:
    """A history of one wave, and that wave."""
    history = survey([(2017, share, n)], **facts)
    return history, history.points[-1]


def test_the_step_of_1A1_a_needs_3624_answers() -> None:
    found = step_power(*wave(28, 500), 31.0)

    assert found["n_for_80"] == 3_624
    assert found["power_to_see"] == pytest.approx(0.18, abs=0.005)
    assert found["step_measurable"] is False


def test_a_design_effect_asks_for_as_many_more_answers() -> None:
    plain, weighted = step_power(*wave(28, 500), 31.0), step_power(*wave(28, 500, deff=1.5), 31.0)

    assert weighted["n_for_80"] == math.ceil(1.5 * 3_623.566144)
    assert weighted["target_step_vs_mde"] == pytest.approx(
        (plain["target_step_vs_mde"] or 0) / math.sqrt(1.5)
    )


def test_a_standard_error_tells_the_power_too() -> None:
    error = math.sqrt(28 * 72 / 500)

    by_se = step_power(*wave(28, None, rows={"se": error}), 31.0)

    assert by_se["power_to_see"] == pytest.approx(0.18032275, abs=1e-6)
    assert by_se["n_for_80"] == 3_624


def test_without_answers_there_is_no_power() -> None:
    assert mde80(*wave(28, None)) is None
    assert step_power(*wave(28, None), 31.0) == {}


def test_a_count_has_no_power() -> None:
    history = yearly({2017: 190_000.0})

    assert step_power(history, history.points[-1], 200_000.0) == {}


def test_a_step_of_nothing_needs_no_number_of_answers() -> None:
    found = step_power(*wave(28, 500), 28.0)

    assert found["n_for_80"] is None
    assert found["power_to_see"] == pytest.approx(0.05)
    assert found["target_step_vs_mde"] == 0


def test_a_mark_uses_the_spread_of_its_answers() -> None:
    history = marks([(2021, 7.2, 755)])

    # 2.8016 × sqrt(2 × 1.5² / 755) = 0.2163
    assert mde80(history, history.points[-1]) == pytest.approx(0.2163, abs=1e-4)
    found = step_power(history, history.points[-1], 7.4)
    # 2.80159² × 2 × 1.5² / 0.2² = 882.998
    assert found["n_for_80"] == 883


def test_nobody_in_the_last_wave_still_has_a_chance_error() -> None:
    # 2.8016 × sqrt(2 × 0.1247 × 99.8753 / 400)
    assert mde80(*wave(0, 400)) == pytest.approx(0.6990862, abs=1e-6)


def test_a_share_that_can_rise_no_further_has_no_smallest_rise() -> None:
    assert smallest_visible_rise(99.5, 50) is None


@given(st.integers(1, 99), st.integers(1, 99), st.integers(30, 3_000))
def test_more_answers_never_see_less(share: int, goal: int, n: int) -> None:
    few = step_power(*wave(share, n), goal)["power_to_see"]
    many = step_power(*wave(share, 4 * n), goal)["power_to_see"]

    assert few is not None
    assert many is not None
    assert 0.05 - 1e-9 <= few <= many + 1e-12 <= 1 + 2e-12
