"""The regression of daily contacts: what it finds in series whose effects we put in ourselves."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from pcanalysis.analysis.forecast.columns import Columns, Days, lay_out_days, make_columns
from pcanalysis.analysis.forecast.regression import ORIGIN_STEP, Fit, fit_regression

FIRST = date(2015, 1, 5)  # a Monday
WEEK = np.array([1.3, 1.1, 1.0, 1.0, 0.9, 0.5, 0.4])


def laid_out(count: int, known: int) -> tuple[Days, Columns]:
    days = lay_out_days(FIRST, count, "NL")
    return days, make_columns(days, known, days.weekday < 5, {})


def fitted(y: np.ndarray, origins: int = 0) -> Fit:
    days, columns = laid_out(len(y), len(y))
    none = np.zeros(len(y))
    return fit_regression(y, columns, none, days.name != "", origins)


def weekly(count: int, level: float = 1000.0) -> np.ndarray:
    return level * WEEK[np.arange(count) % 7]


def noisy(count: int, level: float = 1000.0, sd: float = 0.05) -> np.ndarray:
    rng = np.random.default_rng(5)
    return np.asarray(weekly(count, level) * np.exp(sd * rng.standard_normal(count)))


def test_a_pattern_of_the_week_is_found_back() -> None:
    fit = fitted(weekly(200))

    assert fit.mean == pytest.approx(weekly(200), rel=0.01)


def test_the_noise_put_in_is_the_noise_found() -> None:
    fit = fitted(noisy(700, level=10_000.0, sd=0.08))

    found = float(np.sqrt(np.nanmean(fit.residual**2) / fit.left))
    assert found == pytest.approx(0.08, rel=0.15)


def test_a_day_without_phones_is_left_out_and_named() -> None:
    y = noisy(300)
    y[250] = 20.0

    fit = fitted(y)

    assert fit.outages.tolist() == [250]
    assert np.isnan(fit.z[250])


def test_a_fall_that_lasts_is_a_new_level_and_no_outage() -> None:
    y = noisy(300)
    y[240:] *= 0.1

    fit = fitted(y)

    assert len(fit.outages) == 0
    assert fit.mean[-7:].sum() == pytest.approx(y[-7:].sum(), rel=0.15)


def test_one_wild_day_hardly_moves_the_level() -> None:
    y = noisy(300)
    wild = y.copy()
    wild[290] *= 100

    plain, moved = fitted(y).mean[-7:], fitted(wild).mean[-7:]

    assert moved == pytest.approx(plain, rel=0.03)


def test_a_level_that_doubled_two_months_ago_is_followed() -> None:
    y = noisy(400)
    y[340:] *= 2

    assert fitted(y).mean[-7:].sum() == pytest.approx(2 * weekly(7).sum(), rel=0.1)


def test_a_gap_is_no_measurement_and_no_zero() -> None:
    y = noisy(400)
    y[100:300] = np.nan

    fit = fitted(y)

    assert np.isnan(fit.mean[100:300]).all()
    assert fit.mean[-7:] == pytest.approx(weekly(400)[-7:], rel=0.1)


def test_the_effects_of_an_earlier_day_know_nothing_of_what_came_later() -> None:
    y = noisy(400)
    changed = y.copy()
    changed[-20:] *= 1.1  # within four weeks of the end, so after the starting point

    one, other = (fitted(values, origins=2) for values in (y, changed))

    # the widths and weights of the whole fit are shared, the rows are not
    for fit in (one, other):
        last_week = slice(400 - ORIGIN_STEP - 7, 400 - ORIGIN_STEP)
        found = np.exp(fit.columns.x[last_week] @ fit.solve(1, fit.sd))
        assert found == pytest.approx(weekly(400)[last_week], rel=0.1)


def test_counts_of_a_few_a_day_have_their_mean_and_not_their_logarithm_estimated() -> None:
    y = np.random.default_rng(2).poisson(3.0, 500).astype(float)

    fit = fitted(y)

    assert np.nanmean(fit.mean) == pytest.approx(y.mean(), rel=0.05)


def test_a_loose_level_is_chosen_where_the_level_moves() -> None:
    rng = np.random.default_rng(11)
    steady = weekly(500, 50_000.0) * np.exp(0.01 * rng.standard_normal(500))
    moving = steady * np.exp(np.cumsum(0.02 * rng.standard_normal(500)))

    level_sd = [fit.sd[fit.columns.of("level")].max() for fit in (fitted(steady), fitted(moving))]

    assert level_sd[0] < level_sd[1]


@pytest.mark.parametrize("length", [1, 2, 3, 7, 14, 60])
def test_any_number_of_days_can_be_fitted(length: int) -> None:
    fit = fitted(weekly(length))

    assert np.isfinite(fit.effect).all()
    assert np.isfinite(fit.mean).all()
