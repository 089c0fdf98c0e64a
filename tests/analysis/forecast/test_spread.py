"""Periods that go together: totals, the rest of a day, channels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from pcanalysis.analysis import Forecast, make_forecast
from pcanalysis.analysis.forecast.spread import Spread
from pcanalysis.analysis.forecast.volumes import add_channels, update_day
from pcanalysis.analysis.forecast.width import Width
from pcanalysis.errors import WrongCall
from tests.analysis.builders import days, survey, volume

LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)


def spread(mean: Any, *, level: float = 0.0, day: float = 0.0, own: float = 0.0) -> Spread:
    """Periods of a day each, with these variances and factors of one."""
    expected = np.asarray(mean, dtype=float)
    count = len(expected)
    return Spread(
        mean=expected,
        own=np.full(count, own),
        day=np.arange(count),
        width=Width(levels=np.full(count, level), day=np.full(count, day), factors=np.ones(3)),
        most=1e9,
        closed=np.zeros(count, dtype=bool),
    )


def daily(length: int = 400, sd: float = 0.1, seed: int = 3, level: float = 500.0) -> Forecast:
    rng = np.random.default_rng(seed)
    values = level * np.exp(sd * rng.standard_normal(length))
    return make_forecast(volume(days("2016-01-04", values.round()), "D"), horizon=70)


# --- quantiles ------------------------------------------------------------------------------------


def test_chance_alone_gives_the_quantiles_of_poisson() -> None:
    found = spread([4.0, 12.0]).quantiles(LEVELS)

    assert found[0].tolist() == stats.poisson.ppf(LEVELS, 4.0).tolist()
    assert found[1].tolist() == stats.poisson.ppf(LEVELS, 12.0).tolist()


def test_many_contacts_spread_as_a_logarithm_does() -> None:
    found = spread([1000.0], level=0.01, day=0.02).quantiles(LEVELS)[0]

    sd = math.sqrt(0.01 + 0.02 + 1 / 1000)
    assert found == pytest.approx(1000 * np.exp(sd * stats.norm.ppf(LEVELS)))


def test_nothing_is_expected_beyond_what_anybody_believes() -> None:
    wild = spread([1000.0], level=100.0)

    assert wild.quantiles((0.995,))[0, 0] == 1e9


# --- totals ---------------------------------------------------------------------------------------


def test_paths_have_the_quantiles_of_the_table() -> None:
    forecast = daily()

    for p in (0.1, 0.5, 0.9):
        assert np.quantile(forecast.paths, p, axis=0) == pytest.approx(
            forecast.quantile(p), rel=0.05
        )


def test_a_total_of_one_day_is_that_day() -> None:
    forecast = daily()

    assert forecast.total(slice(0, 1))[21] == pytest.approx(forecast.median[0], rel=0.02)


def test_chance_cancels_out_in_a_total_and_the_level_does_not() -> None:
    by_day, by_level = (
        Forecast.levels,
        [spread(np.full(28, 1000.0), day=0.04), spread(np.full(28, 1000.0), level=0.04)],
    )
    width = []
    for one in by_level:
        places = one.places(0, 0.0)
        rows = one.quantiles(by_day)
        paths = np.column_stack(
            [np.interp(p, by_day, row) for p, row in zip(places.T, rows, strict=True)]
        )
        width.append(float(np.diff(np.quantile(paths.sum(axis=1), [0.1, 0.9]))[0]) / 28_000)

    # 28 days of 20 % by themselves: 2.56 × 0.2 / √28; all together: 2.56 × 0.2
    assert width[0] == pytest.approx(2.563 * 0.2 / math.sqrt(28), rel=0.15)
    assert width[1] == pytest.approx(2.563 * 0.2, rel=0.15)


def test_whole_months_and_weeks_add_up_their_days() -> None:
    forecast = daily()  # 400 days from 4 January 2016: until 6 February 2017

    weeks, months = forecast.per("W"), forecast.per("M")

    assert weeks["period"].iloc[0] == "2017-W07"  # the rest of week 6 is not whole
    assert months["period"].unique().tolist() == ["2017-03"]
    march = [period.label.startswith("2017-03") for period in forecast.periods]
    middle = months[months["level"] == 0.5]["value"].item()
    assert middle == pytest.approx(forecast.median[march].sum(), rel=0.03)


def test_no_whole_month_ahead_gives_an_empty_table() -> None:
    made = make_forecast(volume(days("2017-01-02", np.full(60, 50.0)), "D"), horizon=7)

    assert made.per("M").empty


def test_a_survey_does_not_add_up() -> None:
    with pytest.raises(WrongCall, match="contacts within the year"):
        make_forecast(survey([(2015, 28, 500)]), horizon=2).total()


# --- the rest of a day ----------------------------------------------------------------------------


def half_hours(count_days: int, level: float = 40.0, sd: float = 0.15) -> pd.Series:
    """Calls from 8.00 to 18.00 on weekdays, on days that are busy as a whole."""
    rng = np.random.default_rng(4)
    index = pd.date_range("2017-06-05", periods=48 * count_days, freq="30min")
    busy = np.repeat(np.exp(sd * rng.standard_normal(count_days)), 48)
    open_now = (index.day_of_week < 5) & (index.hour >= 8) & (index.hour < 18)
    return pd.Series(np.where(open_now, rng.poisson(level * busy), 0.0), index)


@pytest.fixture(scope="module")
def morning() -> Forecast:
    return make_forecast(volume(half_hours(84), "30min"), horizon=48 * 2)


def test_a_busy_morning_makes_a_busier_afternoon(morning: Forecast) -> None:
    expected = morning.mean[:24]

    busy, quiet = (update_day(morning, factor * expected) for factor in (1.4, 0.7))

    assert busy.periods == morning.periods[24:]
    assert busy.mean[:12].sum() > 1.1 * morning.mean[24:36].sum()
    assert quiet.mean[:12].sum() < 0.95 * morning.mean[24:36].sum()


def test_a_morning_as_expected_changes_nothing_but_the_doubt(morning: Forecast) -> None:
    assert morning.spread is not None
    updated = update_day(morning, morning.spread.mean[:24])

    assert updated.median[:12] == pytest.approx(morning.median[24:36], abs=1)
    width = [f.quantile(0.9) - f.quantile(0.1) for f in (updated, morning)]
    assert width[0][:12].sum() < width[1][24:36].sum()


def test_part_of_a_surprise_is_carried_to_the_next_day(morning: Forecast) -> None:
    busy = update_day(morning, 1.5 * morning.mean[:24])
    tomorrow, before = busy.mean[24:].sum(), morning.mean[48:].sum()

    assert before < tomorrow < 1.3 * before


def test_the_morning_of_a_public_holiday_says_nothing() -> None:
    index = pd.date_range("2017-04-03", periods=48 * 24, freq="30min")  # until 26 April
    made = make_forecast(volume(pd.Series(np.full(len(index), 9.0), index), "30min"), horizon=48)
    assert made.periods[0].label.startswith("2017-04-27")

    updated = update_day(made, [30.0] * 24)

    assert updated.median.tolist() == made.median[24:].tolist()


def test_an_update_is_a_matter_of_milliseconds(morning: Forecast) -> None:
    import time

    begin = time.perf_counter()
    update_day(morning, morning.mean[:20])

    assert time.perf_counter() - begin < 0.5


def test_a_history_that_ends_at_noon_is_an_update_of_its_morning() -> None:
    series = half_hours(84)
    usual = make_forecast(volume(series[: 48 * 81], "30min"), horizon=48)
    noon = series[: 48 * 81 + 24].copy()
    noon.iloc[-24:] *= 2

    made = make_forecast(volume(noon, "30min"), horizon=24)

    assert f"{made.periods[0].start:%H:%M}" == "12:00"
    assert made.mean[:12].sum() > 1.1 * usual.mean[24:36].sum()


@pytest.mark.parametrize("count", [0, 49, 96])
def test_figures_of_another_day_are_refused(morning: Forecast, count: int) -> None:
    with pytest.raises(WrongCall, match="first day"):
        update_day(morning, [1.0] * count)


def test_whole_days_have_no_morning() -> None:
    with pytest.raises(WrongCall, match="per half hour"):
        update_day(daily(), [10.0])


# --- channels -------------------------------------------------------------------------------------


def test_channels_add_up_to_their_total() -> None:
    phone, desk = daily(seed=1), daily(seed=2, level=200.0)

    total = add_channels([phone, desk], "test/totaal")

    assert total.history.key == "test/totaal"
    assert total.median == pytest.approx(phone.median + desk.median, rel=0.02)
    assert total.paths == pytest.approx(
        phone.draw(0, total.shared) + desk.draw(1, total.shared), rel=1e-12
    )
    together = total.quantile(0.9) - total.quantile(0.1)
    apart = sum(f.quantile(0.9) - f.quantile(0.1) for f in (phone, desk))
    assert (together < apart).all()


def test_channels_whose_levels_moved_together_share_it_ahead() -> None:
    rng = np.random.default_rng(8)
    level = np.repeat(np.exp(0.25 * rng.standard_normal(60)), 7)
    own = np.exp(0.03 * rng.standard_normal((2, 420)))
    made = [
        make_forecast(volume(days("2016-01-04", (800 * level * noise).round()), "D"), horizon=14)
        for noise in own
    ]

    assert add_channels(made, "test/totaal").shared > 0.3
    assert add_channels([daily(seed=1), daily(seed=2)], "test/totaal").shared < 0.2


def test_channels_of_other_days_do_not_add_up() -> None:
    with pytest.raises(WrongCall, match="same periods"):
        add_channels([daily(), daily(length=401)], "test/totaal")


def test_a_total_of_months_adds_up_too() -> None:
    index = pd.date_range("2016-01-01", periods=24, freq="MS")
    made = make_forecast(volume(pd.Series(np.full(24, 900.0), index), "M"), horizon=12)

    total = add_channels([made, made], "test/totaal")

    assert total.shared == 0
    assert made.total()[21] == pytest.approx(made.median.sum(), rel=0.02)
    assert total.total()[21] == pytest.approx(2 * made.median.sum(), rel=0.02)
