"""Months and quarters without their season."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pcanalysis.analysis.season import without_season
from pcanalysis.model import History, working_days

PATTERN = np.array([3.0, -2, 0, 1, -4, 2, -6, -5, 4, 3, 2, 2])


def monthly(values: np.ndarray, kind: str = "register", freq: str = "M") -> History:
    index = pd.period_range("2018-01", periods=len(values), freq=freq)
    unit = "count" if kind == "contacts" else "rate"
    return History.from_series(pd.Series(values, index=index), "test/m", unit, kind=kind)


def test_a_season_is_taken_off_and_the_level_stays() -> None:
    history = monthly(100 + np.tile(PATTERN, 3))

    assert without_season(history, history.points) == pytest.approx(np.full(36, 100.0))


def test_a_rise_under_the_season_stays() -> None:
    history = monthly(100 + 0.5 * np.arange(48) + np.tile(PATTERN, 4))

    flat = without_season(history, history.points)

    assert flat is not None
    assert np.diff(flat) == pytest.approx(np.full(47, 0.5), abs=0.05)  # months differ in length


def test_contacts_are_brought_to_an_average_number_of_working_days() -> None:
    starts = pd.period_range("2018-01", periods=36, freq="M")
    days = [working_days(p.start_time.date(), p.end_time.date()) for p in starts]
    history = monthly(40.0 * np.array(days), kind="contacts")

    assert without_season(history, history.points) == pytest.approx(
        np.full(36, 40.0 * np.mean(days))
    )


@pytest.mark.parametrize("months", [0, 5, 11, 12, 23])
def test_below_two_years_of_months_nobody_knows_the_season(months: int) -> None:
    history = monthly(np.arange(float(months)))

    assert without_season(history, history.points) is None


def test_eleven_quarters_are_too_few_and_twelve_are_not() -> None:
    quarters = [monthly(np.arange(float(k)), freq="Q") for k in (11, 12)]

    assert without_season(quarters[0], quarters[0].points) is None
    assert without_season(quarters[1], quarters[1].points) is not None


def test_years_have_no_season() -> None:
    history = monthly(np.arange(20.0), freq="Y")

    assert without_season(history, history.points) is None
