"""The weighted line and the trend of counts, against R, statsmodels and a public health service."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.regression.linear_model import WLS

from pcanalysis.analysis.line import cochran_armitage, weighted_line
from tests.analysis.builders import numbers, table

CASES = table("trend_proportions.csv")


def shares(case: dict[str, str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    times, met, asked = (numbers(case[name]) for name in ("t", "x", "n"))
    return times, met / asked, asked


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_trend_of_counts_is_the_one_of_r(case: dict[str, str]) -> None:
    times, share, asked = shares(case)

    z = cochran_armitage(times, share, asked)

    assert z**2 == pytest.approx(float(case["cochran_armitage_chi2"]), abs=1e-8)
    assert 2 * stats.norm.sf(abs(z)) == pytest.approx(float(case["cochran_armitage_p"]), abs=1e-8)


@pytest.mark.parametrize("case", [c for c in CASES if c["Q_df"] != "0"], ids=lambda c: c["id"])
def test_the_weighted_line_is_the_one_of_r(case: dict[str, str]) -> None:
    times, share, asked = shares(case)

    line = weighted_line(times, share, share * (1 - share) / asked)

    scatter = float(case["cochran_Q_resid"]) / float(case["Q_df"])
    assert line.slope == pytest.approx(float(case["wls_slope_per_year"]), abs=1e-9)
    assert line.known_error == pytest.approx(float(case["wls_se_known_var"]), abs=1e-9)
    assert line.birge == pytest.approx(max(1.0, scatter**0.5), abs=1e-8)
    assert line.error == pytest.approx(line.known_error * line.birge)


@pytest.mark.parametrize("case", table("fingertips_trend.csv"), ids=lambda case: case["id"])
def test_the_verdict_of_a_public_health_service_is_reproduced(case: dict[str, str]) -> None:
    """Five years, chi-square against its 99.8 % point, and the sign without any one year."""
    values, low, high = (numbers(case[name]) for name in ("values", "low95", "high95"))

    line = weighted_line(np.arange(5.0), values, ((high - low) / (2 * 1.96)) ** 2)

    chi2 = (line.slope / line.known_error) ** 2
    assert line.slope == pytest.approx(float(case["slope"]), rel=1e-5)
    assert chi2 == pytest.approx(float(case["chi2"]), rel=2e-5)  # limits are printed in 4 decimals
    assert line.signs_agree == (case["jackknife_signs_agree"] == "True")
    clear = chi2 > stats.chi2.ppf(0.998, 1) and line.signs_agree
    assert ("increasing" if clear else "no significant change") == case["verdict"]


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 50)), min_size=3, max_size=12),
    st.integers(1, 4),
)
def test_the_line_is_the_one_of_statsmodels(drawn: list[tuple[int, int]], step: int) -> None:
    values, spread = np.array(drawn, dtype=float).T
    times = 2000.0 + step * np.arange(len(drawn))
    design = np.column_stack([np.ones_like(times), times - times.mean()])
    peer = WLS(values, design, weights=1 / spread).fit(
        cov_type="fixed scale", cov_kwds={"scale": 1.0}
    )

    line = weighted_line(times, values, spread)

    assert line.slope == pytest.approx(peer.params[1], abs=1e-9)
    assert line.known_error == pytest.approx(peer.bse[1], rel=1e-9)


def test_a_slope_that_one_point_carries_loses_its_sign_without_it() -> None:
    times, values = np.arange(5.0), np.array([60.0, 60.2, 60.1, 59.9, 69.0])

    assert not weighted_line(times, values, np.ones(5)).signs_agree
    assert weighted_line(times, np.arange(5.0), np.ones(5)).signs_agree


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_counts_that_are_all_or_nothing_have_no_trend(share: float) -> None:
    assert cochran_armitage(np.arange(4.0), np.full(4, share), np.full(4, 50.0)) == 0.0
