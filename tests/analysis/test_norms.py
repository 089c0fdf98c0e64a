"""Service norms: the chart of shares, the verdict of a month and of the year so far."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis import judge_norm
from pcanalysis.analysis.norms import chart_shares, judge_year
from pcanalysis.errors import WrongCall
from pcanalysis.model import Direction
from tests.analysis.builders import counted, golden, monthly

TABLES = golden("control_charts.json")
STATUS = {
    "nog haalbaar": "attainable",
    "niet meer haalbaar": "no_longer_attainable",
    "behaald": "secured",
    "niet behaald": "missed",
}
X = np.array([row["x"] for row in TABLES["p_chart"]])
N = np.array([row["n"] for row in TABLES["p_chart"]])


def column(name: str) -> list[float]:
    return [row[name] for row in TABLES["p_chart"]]


@pytest.mark.parametrize("row", TABLES["norm_year"], ids=lambda row: row["id"])
def test_the_rest_of_the_year_decides_what_is_still_possible(row: dict[str, Any]) -> None:
    year = judge_year(
        row["within_norm"], row["cases"], 100 * row["norm"], expected=row["expected_cases_year"]
    )

    assert year.status == STATUS[row["status"]]
    assert year.needed == row["needed_in_rest"]
    required = row["required_rate_rest"]
    assert year.required_rate == (
        None if required is None else pytest.approx(100 * required, abs=1e-6)
    )
    assert year.p_year == pytest.approx(row["prob_year_norm_met_betabinomial"], abs=1e-6)
    p_rate = row["prob_true_rate_at_least_norm"]
    assert year.p_rate == (None if p_rate is None else pytest.approx(p_rate, abs=1e-6))


def test_a_p_chart_has_the_limits_of_qicharts2() -> None:
    chart = chart_shares(X, N, adjust=False)

    assert chart.centre == pytest.approx(100 * column("p_cl")[0])
    assert chart.lower / 100 == pytest.approx(column("p_lcl"), abs=1e-9)
    assert chart.upper / 100 == pytest.approx(column("p_ucl"), abs=1e-9)


def test_shares_that_spread_more_than_counting_explains_get_the_wider_limits() -> None:
    chart = chart_shares(X, N)

    wider = (column("pp_ucl")[0] - column("pp_cl")[0]) / (column("p_ucl")[0] - column("p_cl")[0])
    assert chart.sigma_z == pytest.approx(wider, abs=1e-6)
    assert chart.lower / 100 == pytest.approx(column("pp_lcl"), abs=1e-9)
    assert chart.upper / 100 == pytest.approx(column("pp_ucl"), abs=1e-9)


def test_shares_that_spread_less_than_chance_keep_the_limits_of_counting() -> None:
    chart = chart_shares(np.array([950.0, 951, 949, 950]), np.full(4, 1000.0))

    assert chart.sigma_z is not None
    assert chart.sigma_z < 1
    error = 3 * math.sqrt(0.95 * 0.05 / 1000)
    assert chart.upper == pytest.approx(np.full(4, 100 * (0.95 + error)))


def test_a_norm_is_judged_per_month_with_its_probability() -> None:
    norm = judge_norm(counted(X.tolist(), N.tolist()), 95)

    assert norm.table["value"].to_numpy() / 100 == pytest.approx(column("value"), abs=1e-9)
    assert norm.table["met"].tolist() == [v >= 0.95 for v in column("value")]
    assert norm.table["signal"].tolist() == [""] * 12
    assert norm.table["period"].iloc[0] == "2015-01"
    assert norm.table["p_met"].iloc[0] == pytest.approx(0.5, abs=0.05)


def test_a_month_far_below_the_others_is_a_signal() -> None:
    right = [950.0, 940, 955, 945, 700, 950, 948, 952]

    assert judge_norm(counted(right, [1000.0] * 8), 95).table["signal"].tolist() == (
        [""] * 4 + ["below"] + [""] * 3
    )


def test_a_whole_year_needs_no_expected_number() -> None:
    year = judge_norm(counted(X.tolist(), N.tolist()), 95).year_so_far

    assert year is not None
    assert (year.expected, year.needed) == (N.sum(), math.ceil(0.95 * N.sum()) - X.sum())
    assert (year.status, year.required_rate, year.p_year) == ("missed", None, 0.0)


def test_a_year_under_way_without_an_expected_number_gets_no_verdict() -> None:
    year = judge_norm(counted(X[:5].tolist(), N[:5].tolist()), 95).year_so_far

    assert year is not None
    assert (year.status, year.needed, year.p_year) == (None, None, None)
    assert year.p_rate is not None


def test_a_year_with_a_missing_month_is_not_over() -> None:
    cases = [*N[:6].tolist(), 0.0, *N[7:].tolist()]
    norm = judge_norm(counted(X.tolist(), cases), 95)

    assert norm.year_so_far is not None
    assert norm.year_so_far.status is None
    assert len(norm.table) == 11
    assert len(norm.xmr.periods) == 12


def test_only_the_last_year_counts_for_the_year_so_far() -> None:
    right, cases = [*X.tolist(), 90.0, 95.0], [*N.tolist(), 100.0, 100.0]
    norm = judge_norm(counted(right, cases), 95, expected=1200)

    assert norm.year == 2016
    assert norm.year_so_far is not None
    assert (norm.year_so_far.right, norm.year_so_far.cases) == (185, 200)
    assert norm.year_so_far.needed == 1140 - 185


@pytest.mark.parametrize("expected", [None, math.nan, 90, []])
def test_an_expected_number_that_cannot_be_gives_no_verdict(expected: Any) -> None:
    assert judge_year(95, 100, 95, expected=expected).status is None


def test_an_uncertain_number_of_cases_is_averaged_over() -> None:
    alone = [judge_year(95, 100, 95, expected=n).p_year for n in (300, 400, 500)]
    together = judge_year(95, 100, 95, expected=[300, 400, 500])

    assert together.p_year == pytest.approx(np.mean(np.array(alone, dtype=float)))
    assert together.expected == 400


def test_exact_arithmetic_decides_at_the_edge() -> None:
    assert judge_year(0, 0, 95, expected=12_000).needed == 11_400
    assert judge_year(0, 0, 99.9, expected=1000).needed == 999
    assert judge_year(29, 100, 29, expected=100).status == "secured"


def test_a_norm_of_100_percent_is_lost_with_the_first_miss() -> None:
    clean = judge_year(300, 300, 100, expected=1200)
    lost = judge_year(299, 300, 100, expected=1200)

    assert (clean.status, clean.most_wrong) == ("attainable", 1.0)
    assert (lost.status, lost.most_wrong) == ("no_longer_attainable", None)
    assert judge_year(300, 300, 100, expected=300).status == "secured"


def test_a_norm_of_100_percent_gets_no_verdict_that_it_can_be_counted_on() -> None:
    norm = judge_norm(counted([100.0] * 12, [100.0] * 12), 100)

    assert norm.xmr.assurance is None
    assert norm.chart.sigma_z is None
    assert norm.table["met"].all()
    assert norm.table["signal"].eq("").all()


def test_all_misses_and_no_cases_give_numbers_without_an_exception() -> None:
    missed = judge_norm(counted([0.0] * 12, [50.0] * 12), 95)
    nothing = judge_norm(counted([], []), 95)
    empty = judge_norm(counted([0.0, 0.0], [0.0, 0.0]), 95, expected=100)

    assert missed.year_so_far is not None
    assert missed.year_so_far.status == "missed"
    assert missed.xmr.assurance == "missed_consistently"
    for norm in (nothing, empty):
        assert (norm.year, norm.year_so_far, len(norm.table)) == (None, None, 0)
        assert norm.xmr.status == "too_few"


def test_where_lower_is_better_the_numerator_counts_what_went_wrong() -> None:
    wrong = (N - X).tolist()
    lower = judge_norm(counted(wrong, N.tolist(), direction=Direction.LOWER), 5)
    higher = judge_norm(counted(X.tolist(), N.tolist()), 95)

    assert lower.year_so_far == higher.year_so_far
    assert lower.table["met"].tolist() == higher.table["met"].tolist()
    assert lower.table["p_met"].to_numpy() == pytest.approx(higher.table["p_met"].to_numpy())
    assert lower.table["value"].to_numpy() == pytest.approx(100 - higher.table["value"].to_numpy())


def test_figures_without_their_cases_and_impossible_norms_are_refused() -> None:
    with pytest.raises(WrongCall, match="cases"):
        judge_norm(monthly([95.0, 96.0], kind="norm"), 95)
    with pytest.raises(WrongCall, match="percentage"):
        judge_norm(counted([1.0], [2.0]), 950)


@given(st.data())
def test_one_more_right_case_never_lowers_the_chance_of_the_year(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 60))
    x = data.draw(st.integers(0, n - 1))
    norm = data.draw(st.sampled_from([0, 50, 80.5, 95, 100]))
    total = n + data.draw(st.integers(0, 60))

    fewer, more = (judge_year(right, n, norm, expected=total) for right in (x, x + 1))

    assert fewer.p_year is not None
    assert more.p_year is not None
    assert 0 <= fewer.p_year <= more.p_year + 1e-9 <= 1 + 2e-9
    if fewer.status == "secured":
        assert (fewer.p_year, more.status) == (1.0, "secured")
    if fewer.status in ("missed", "no_longer_attainable"):
        assert fewer.p_year == 0.0
