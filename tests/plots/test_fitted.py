"""The line and the band of three waves or more are those of the verdict."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from pcanalysis.analysis import fit_trend
from pcanalysis.plots.fitted import fitted_line, null_band
from tests.texts.results import REPRESENTED, history

RISING = {2011: 50, 2013: 54, 2015: 60, 2017: 63, 2019: 68}
PUBLISHED = {"basis": "published", "n": 800}


def variance(y: float, n: float) -> float:
    """Sampling variance of a share plus that of rounding to whole percents."""
    return y * (100 - y) / n + 1 / 12


def test_the_line_is_the_weighted_least_squares_line() -> None:
    trend = fit_trend(history(RISING, **PUBLISHED))
    fit = fitted_line(trend)
    assert fit is not None
    years, values = (
        np.array(list(RISING), dtype=float),
        np.array(list(RISING.values()), dtype=float),
    )
    weights = [1 / variance(y, 800) for y in values]
    other = sm.WLS(values, sm.add_constant(years - 2015), weights=weights).fit()
    for year in (2011.0, 2015.0, 2019.0):
        expected = other.params[0] + other.params[1] * (year - 2015)
        assert fit.at(year)[0] == pytest.approx(expected, abs=1e-6)


def test_the_margin_of_the_line_is_smallest_in_the_middle() -> None:
    fit = fitted_line(fit_trend(history(RISING, **PUBLISHED)))
    assert fit is not None
    reach = [fit.at(year)[1] for year in (2011.0, 2015.0, 2019.0)]
    assert reach[1] < reach[0]
    assert reach[1] < reach[2]


def test_stable_figures_have_a_flat_line_at_their_mean() -> None:
    trend = fit_trend(history({2015: 60, 2017: 60, 2019: 60}, basis="published", n=40_000))
    assert trend.status == "stable"
    fit = fitted_line(trend)
    assert fit is not None
    assert (fit.at(2015)[0], fit.at(2019)[0]) == (pytest.approx(60), pytest.approx(60))


@pytest.mark.parametrize(
    "figures", [{2015: 28, 2017: 60}, {2017: 28}, {2015: 66, 2017: 69, 2019: 65}]
)
def test_too_few_waves_or_no_clear_change_have_no_line(figures: dict[int, float]) -> None:
    assert fitted_line(fit_trend(history(figures, **PUBLISHED))) is None


def test_a_direction_on_assumed_answers_has_no_line() -> None:
    trend = fit_trend(history(RISING, basis="assumed", n=800))
    assert trend.status.startswith("direction_only")
    assert fitted_line(trend) is None


def test_the_band_of_two_waves_is_the_one_of_the_test() -> None:
    trend = fit_trend(REPRESENTED)
    # 28 +- 1.96 sqrt(28 x 72 / 500 + 29 x 71 / 500 + 2 / 12)
    half = 1.959964 * np.sqrt(28 * 72 / 500 + 29 * 71 / 500 + 2 / 12)
    assert null_band(trend) == pytest.approx((28 - half, 28 + half), abs=1e-4)


def test_the_band_of_more_waves_lies_around_their_weighted_mean() -> None:
    figures = {2015: 66, 2017: 69, 2019: 65}
    band = null_band(fit_trend(history(figures, **PUBLISHED)))
    assert band is not None
    spread = [variance(y, 800) for y in figures.values()]
    mean = np.average(list(figures.values()), weights=[1 / v for v in spread])
    assert sum(band) / 2 == pytest.approx(mean, abs=1e-9)
    # 1.96 times the error of the middle wave in size: 66 of 100 with 800 answers
    assert (band[1] - band[0]) / 2 == pytest.approx(1.959964 * np.sqrt(variance(66, 800)), abs=1e-4)


def test_a_band_never_leaves_the_scale() -> None:
    for figures in ({2015: 1, 2017: 2}, {2015: 99, 2017: 98, 2019: 100}):
        band = null_band(fit_trend(history(figures, basis="published", n=60)))
        assert band is not None
        assert band[0] >= 0
        assert band[1] <= 100


def test_without_a_known_error_there_is_no_band() -> None:
    assert null_band(fit_trend(history({2015: 28, 2017: 29, 2019: 31}, n=None))) is None
