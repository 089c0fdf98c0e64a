"""How a day is divided over its moments, and what a day with a gap holds in all."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from pcanalysis.analysis.forecast.columns import Days, lay_out_days
from pcanalysis.analysis.forecast.slots import day_totals, divide_days

FIRST = date(2017, 6, 5)  # a Monday, and the Whit Monday of that year
PROFILE = np.array([0.0, 0.2, 0.5, 0.3])


def week_days(known: int, ahead: int = 7) -> Days:
    return lay_out_days(FIRST, known + ahead, "NL")


def divided(values: np.ndarray, closed: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    days = week_days(len(values))
    shut = np.zeros((len(days.date), values.shape[1]), dtype=bool) if closed is None else closed
    return divide_days(values, day_totals(values, shut[: len(values)]), shut, days)


def test_a_profile_that_repeats_is_found_back() -> None:
    shares, own = divided(1000 * np.tile(PROFILE, (56, 1)))

    assert shares == pytest.approx(np.tile(PROFILE, (7, 1)), abs=0.001)
    assert own[1:] == pytest.approx(np.zeros(3), abs=0.001)


def test_the_shares_of_every_day_add_up_to_one() -> None:
    values = np.random.default_rng(1).poisson(6.0, (40, 4)).astype(float)

    assert divided(values)[0].sum(axis=1) == pytest.approx(np.ones(7))


def test_a_closed_moment_gets_nothing_and_the_rest_gets_its_share() -> None:
    values = 100 * np.tile([0.25, 0.25, 0.25, 0.25], (35, 1))
    closed = np.zeros((42, 4), dtype=bool)
    closed[35:, 0] = True

    shares, _ = divided(values, closed)

    assert shares[0] == pytest.approx([0, 1 / 3, 1 / 3, 1 / 3], abs=1e-6)


def test_fridays_that_end_early_are_divided_their_own_way() -> None:
    values = 1000 * np.tile(PROFILE, (84, 1))
    values[4::7] = 1000 * PROFILE[::-1]

    shares, _ = divided(values)

    assert shares[4] == pytest.approx(PROFILE[::-1], abs=0.03)
    assert shares[3] == pytest.approx(PROFILE, abs=0.03)


def test_a_profile_that_changed_lately_is_followed_for_the_larger_part() -> None:
    values = 1000 * np.tile(PROFILE, (364, 1))
    values[-120:] = 1000 * PROFILE[::-1]

    shares, _ = divided(values)

    assert shares[:, 0].min() > 0.15  # was 0, became 0.3


def test_moments_that_vary_by_themselves_are_known_to() -> None:
    rng = np.random.default_rng(3)
    factor = np.exp(0.3 * rng.standard_normal(84))
    values = 1000 * np.tile([0.25, 0.25, 0.25, 0.25], (84, 1))
    values[:, 1] *= factor

    _, own = divided(values)

    assert own[1] > 2 * own[3]
    # each of four moments in the share of the day: (1 - 1/4)² of 9 %
    assert own[1] == pytest.approx(0.3**2 * 0.75**2, rel=0.5)


def test_the_total_of_a_day_with_a_gap_is_filled_as_usual() -> None:
    values = 1000 * np.tile(PROFILE, (10, 1))
    values[7, 3] = np.nan  # three in ten of the day
    closed = np.zeros(values.shape, dtype=bool)

    assert day_totals(values, closed)[7] == pytest.approx(1000, rel=0.01)


def test_a_day_of_which_less_than_half_was_measured_has_no_total() -> None:
    values = 1000 * np.tile(PROFILE, (10, 1))
    values[7, 2:] = np.nan
    closed = np.zeros(values.shape, dtype=bool)

    totals = day_totals(values, closed)

    assert np.isnan(totals[7])
    assert np.isfinite(np.delete(totals, 7)).all()


def test_a_closed_moment_leaves_a_total_whole() -> None:
    values = 1000 * np.tile(PROFILE, (10, 1))
    values[:, 3] = np.nan
    closed = np.tile([False, False, False, True], (10, 1))

    assert day_totals(values, closed) == pytest.approx(np.full(10, 700.0), rel=1e-4)


def test_whole_days_are_their_own_total() -> None:
    values = np.array([[3.0], [np.nan], [0.0]])

    assert day_totals(values, values < 0).tolist()[::2] == [3.0, 0.0]
