"""The members of a daily forecast and how they are weighed against each other."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from pcanalysis.analysis.forecast.columns import lay_out_days, make_columns
from pcanalysis.analysis.forecast.members import MEMBERS, Combined, combine_members
from pcanalysis.analysis.forecast.regression import ORIGIN_STEP, fit_regression

FIRST = date(2015, 1, 5)
WEEK = np.array([1.3, 1.1, 1.0, 1.0, 0.9, 0.5, 0.4])


def combined(y: np.ndarray, horizon: int = 28, origins: int = 0) -> Combined:
    """Members of a series that starts on a Monday and knows no special days."""
    days = lay_out_days(FIRST, len(y) + horizon, "NL")
    columns = make_columns(days, len(y), days.weekday < 5, {})
    none = np.zeros(len(days.date))
    fit = fit_regression(y, columns, none, none > 0, origins)
    return combine_members(fit, days.weekday, y, horizon)


def weekly(count: int, sd: float = 0.05, seed: int = 4) -> np.ndarray:
    noise = np.exp(sd * np.random.default_rng(seed).standard_normal(count))
    return np.asarray(1000 * WEEK[np.arange(count) % 7] * noise)


def test_a_week_that_repeats_is_forecast_by_all_members_together() -> None:
    found = combined(weekly(210, sd=0.0), origins=4)

    assert np.exp(found.log_mean) == pytest.approx(1000 * np.tile(WEEK, 4), rel=0.02)
    assert np.exp(found.past[3, :7]) == pytest.approx(1000 * WEEK, rel=0.02)


def test_starting_points_lie_four_weeks_apart_and_end_at_the_last_day() -> None:
    found = combined(weekly(210), origins=4)

    assert found.origins.tolist() == [182, 154, 126, 98]
    assert np.isfinite(found.actual).all()
    later = combined(weekly(210), horizon=70, origins=4)
    assert np.isfinite(later.actual).sum(axis=1).tolist() == [28, 56, 70, 70]


def test_no_member_of_an_earlier_day_sees_what_came_after_it() -> None:
    """Only days after the first starting point differ: its forecast by recent weeks does not."""
    y = weekly(210)
    changed = y.copy()
    changed[-ORIGIN_STEP:] *= 1.05

    one, other = (combined(values, origins=2) for values in (y, changed))

    assert np.exp(one.floor[0]) == pytest.approx(np.exp(other.floor[0]))
    # widths and weights of the days are those of the whole history: they differ a little
    assert np.exp(one.past[0]) == pytest.approx(np.exp(other.past[0]), rel=0.03)


def test_a_year_must_be_known_before_the_same_days_of_last_year_count() -> None:
    years = MEMBERS.index("years")

    young, old = (combined(weekly(length), origins=6) for length in (400, 800))

    assert young.weights[years] == 0
    assert old.weights[years] > 0


def test_a_stiff_level_wins_where_the_level_stands_still_and_loses_where_it_moves() -> None:
    stable = MEMBERS.index("stable")
    still = weekly(900, sd=0.1)
    steps = np.repeat(np.exp(np.cumsum(0.1 * np.random.default_rng(1).standard_normal(65))), 14)

    found = [combined(y, origins=12).weights[stable] for y in (still, still * steps[:900])]

    assert found[0] > found[1]


def test_the_mean_of_four_weeks_counts_for_half_where_it_did_better() -> None:
    """A pattern of the week that turns around every eight weeks fools whatever looks back far."""
    turned = [WEEK if i // 8 % 2 == 0 else WEEK[::-1] for i in range(84)]
    shifting, steady = 1000 * np.concatenate(turned), weekly(588)

    found = [combined(y, origins=15) for y in (shifting, steady)]

    assert [one.mixed for one in found] == [True, False]


@pytest.mark.parametrize("length", [30, 100, 400])
def test_weights_add_up_to_one_and_are_never_negative(length: int) -> None:
    weights = combined(weekly(length), origins=max(length // 28 - 2, 0)).weights

    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()


def test_a_closed_weekday_is_left_to_the_members_that_know_something_of_it() -> None:
    y = weekly(210)
    y[np.arange(210) % 7 >= 5] = np.nan

    found = combined(y, origins=3)

    assert np.isfinite(found.log_mean).all()
    assert np.isnan(found.actual[:, 5::7]).all()


def test_more_than_a_year_ahead_looks_back_at_the_last_year_that_is_known() -> None:
    season = np.exp(0.3 * np.sin(2 * np.pi * np.arange(1600) / 364))
    y = weekly(1100, sd=0.02) * season[:1100]

    found = np.exp(combined(y, horizon=500).log_mean)

    truth = 1000 * WEEK[np.arange(1100, 1600) % 7] * season[1100:]
    assert np.abs(found - truth).sum() / truth.sum() < 0.08
