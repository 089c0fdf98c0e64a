"""Order alone: published tests, full enumeration by brute force, and rules that must hold."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pcanalysis.analysis import ranks
from tests.analysis.builders import numbers, table

Z95 = 1.959963984540054


@pytest.mark.parametrize("case", table("kendall_exact_R.csv"), ids=lambda case: case["id"])
def test_the_exact_chance_of_an_order_is_the_one_of_r(case: dict[str, str]) -> None:
    test = ranks.mann_kendall(numbers(case["y"]), exact=True)

    assert test.score == int(case["S"])
    assert test.p == pytest.approx(float(case["p_exact_two_sided"]), abs=1e-9)


@pytest.mark.parametrize("case", table("mann_kendall_exact_ties.csv"), ids=lambda case: case["id"])
def test_the_exact_chance_with_equal_figures_is_that_of_full_enumeration(
    case: dict[str, str],
) -> None:
    test = ranks.mann_kendall(numbers(case["y"]))

    assert test.exact
    assert test.score == int(case["S"])
    assert test.variance == pytest.approx(float(case["var_perm"]), abs=1e-9)
    assert test.p == pytest.approx(float(case["p_exact_two_sided"]), abs=1e-9)


@pytest.mark.parametrize("case", table("mann_kendall_py.csv"), ids=lambda case: case["id"])
def test_the_normal_chance_is_the_one_of_pymannkendall(case: dict[str, str]) -> None:
    test = ranks.mann_kendall(numbers(case["y"]), exact=False)

    assert test.score == int(case["S"])
    assert test.variance == pytest.approx(float(case["var_s"]), abs=1e-9)
    assert test.z == pytest.approx(float(case["z"]), abs=1e-9)
    assert test.p == pytest.approx(float(case["p_normal"]), abs=1e-9)


@pytest.mark.parametrize("case", table("mk_min_p.csv"), ids=lambda case: case["n"])
def test_a_steady_rise_has_the_smallest_possible_chance(case: dict[str, str]) -> None:
    test = ranks.mann_kendall(np.arange(float(case["n"])), exact=True)

    assert test.p == pytest.approx(float(case["min_two_sided_p"]), rel=1e-9)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=7))
def test_the_exact_chance_is_the_share_of_all_orders_that_are_as_extreme(drawn: list[int]) -> None:
    values = np.array(drawn, dtype=float)
    score = abs(ranks.mann_kendall(values).score)

    orders = [np.array(order) for order in permutations(values)]
    first, second = np.triu_indices(len(values), 1)
    extreme = [abs(np.sign(o[second] - o[first]).sum()) >= score for o in orders]

    assert ranks.mann_kendall(values).p == pytest.approx(np.mean(extreme))


def test_from_ten_values_the_chance_is_normal() -> None:
    assert ranks.mann_kendall(np.arange(9.0)).exact
    assert not ranks.mann_kendall(np.arange(10.0)).exact


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=15))
def test_the_reverse_order_falls_as_much_as_the_order_rises(drawn: list[float]) -> None:
    values = np.array(drawn)
    up, down = ranks.mann_kendall(values), ranks.mann_kendall(values[::-1])

    assert (down.score, down.z, down.p) == (-up.score, -up.z, up.p)


@pytest.mark.parametrize("case", table("theil_sen.csv"), ids=lambda case: case["id"])
def test_the_slope_of_pairs_on_real_time_is_the_one_of_scipy(case: dict[str, str]) -> None:
    times, values = numbers(case["t"]), numbers(case["y"])

    line = ranks.theil_sen(times, values)
    low, high = line.interval(ranks.mann_kendall(values), Z95)

    assert line.slope == pytest.approx(float(case["sen_slope"]))
    assert line.intercept == pytest.approx(float(case["intercept"]))
    assert (low, high) == pytest.approx((float(case["low95"]), float(case["high95"])))


@given(
    st.lists(st.integers(0, 20), min_size=3, max_size=12), st.sampled_from([0.80, 0.90, 0.95, 0.99])
)
def test_the_interval_is_scipys_at_every_confidence(drawn: list[int], confidence: float) -> None:
    values, times = np.array(drawn, dtype=float), 2000 + 2.0 * np.arange(len(drawn))
    peer = stats.theilslopes(values, times, alpha=confidence)
    z = float(stats.norm.ppf(0.5 + confidence / 2))

    interval = ranks.theil_sen(times, values).interval(ranks.mann_kendall(values), z)

    assert interval == pytest.approx((peer.low_slope, peer.high_slope))


def hamed_rao(rest: np.ndarray) -> float:
    """The published factor, written out lag by lag."""
    k, order = len(rest), stats.rankdata(rest) - (len(rest) + 1) / 2
    total = 0.0
    for lag in range(1, k):
        r = float((order[lag:] * order[:-lag]).sum() / (order**2).sum())
        if abs(r) > Z95 / np.sqrt(k):
            total += (k - lag) * (k - lag - 1) * (k - lag - 2) * r
    return 1 + 2 / (k * (k - 1) * (k - 2)) * total


def test_figures_that_resemble_the_one_before_enlarge_the_variance() -> None:
    noise = np.random.default_rng(7).normal(size=40)
    rest = np.zeros(40)
    for i in range(1, 40):
        rest[i] = 0.8 * rest[i - 1] + noise[i]

    assert hamed_rao(rest) > 1.5
    assert ranks.autocorrelation_inflation(rest) == pytest.approx(hamed_rao(rest))


def test_figures_that_alternate_never_make_a_verdict_easier() -> None:
    assert hamed_rao(np.array([1.0, -1] * 8)) < 1
    assert ranks.autocorrelation_inflation(np.array([1.0, -1] * 8)) == 1.0


def test_equal_figures_have_no_autocorrelation() -> None:
    assert ranks.autocorrelation_inflation(np.zeros(12)) == 1.0


def test_a_larger_variance_gives_a_larger_chance_and_a_wider_interval() -> None:
    values = np.array([1.0, 3, 2, 5, 4, 6, 8, 7, 10, 9, 12, 11])
    plain, wide = ranks.mann_kendall(values), ranks.mann_kendall(values, inflation=3.0)
    line = ranks.theil_sen(np.arange(12.0), values)

    assert wide.p > plain.p
    assert wide.z == pytest.approx(plain.z / np.sqrt(3))
    assert line.interval(wide, Z95)[0] < line.interval(plain, Z95)[0]
