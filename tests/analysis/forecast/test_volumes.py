"""Contacts per day and part of a day: level, week, holidays, closed days, and honest width."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis import Forecast, make_forecast
from pcanalysis.errors import InvalidModel
from pcanalysis.model import History, is_working_day, public_holiday
from tests.analysis.builders import days, volume

WEEK = [900.0, 800.0, 780.0, 760.0, 700.0, 0.0, 0.0]  # Monday to Sunday


def office(first: str, length: int, level: float = 1.0, noise: float = 0.0) -> pd.Series:
    """Calls of an office that is closed in weekends and on Dutch holidays."""
    rng = np.random.default_rng(7)
    values = []
    for day in pd.date_range(first, periods=length):
        expected = level * WEEK[day.weekday()] if is_working_day(day.date()) else 0.0
        values.append(expected * math.exp(noise * rng.standard_normal()))
    return days(first, values)


def shut(series: pd.Series) -> list[int]:
    """Positions of the days on which the office is closed."""
    return [i for i, day in enumerate(series.index) if not is_working_day(day.date())]


def office_history(first: str, length: int, noise: float = 0.0) -> History:
    series = office(first, length, noise=noise)
    return volume(series, "D", closed=shut(series))


def covered(forecast: Forecast, actual: np.ndarray, low: float, high: float) -> np.ndarray:
    inside = (actual >= forecast.quantile(low)) & (actual <= forecast.quantile(high))
    return np.asarray(inside[~forecast.closed])


# --- the point forecast -------------------------------------------------------------------------


def test_a_week_that_repeats_is_forecast_as_it_is() -> None:
    forecast = make_forecast(office_history("2016-01-04", 700), horizon=7)

    # 700 days from Monday 4 January 2016: the next day is Monday 4 December 2017
    assert forecast.periods[0].label == "2017-12-04"
    assert forecast.median == pytest.approx(WEEK, rel=0.01)
    assert forecast.method == "calendar"


def test_slow_growth_is_followed_without_running_ahead_of_it() -> None:
    values = [100.0 + week for week in range(12) for _ in range(7)]

    forecast = make_forecast(volume(days("2017-06-05", values), "D"), horizon=1)

    # the twelve weeks stand at 100 to 111; the next one would be 112
    assert 108 <= forecast.median[0] <= 113


def test_a_season_seen_twice_comes_back() -> None:
    season = 500 * np.exp(0.3 * np.sin(2 * np.pi * np.arange(3 * 365) / 365.25))

    forecast = make_forecast(volume(days("2015-01-01", season[:820]), "D"), horizon=91)

    assert forecast.median == pytest.approx(season[820:911], rel=0.08)
    assert forecast.grounds is not None
    assert forecast.grounds.model == "full"


def test_a_growing_office_is_forecast_above_last_year() -> None:
    before, after = office("2016-01-04", 364), office("2017-01-02", 300, level=1.2)
    series = pd.concat([before, after])

    forecast = make_forecast(volume(series, "D", closed=shut(series)), horizon=7)

    # Sunday 29 October 2017 follows; 1.2 × 900 on the Monday after
    assert forecast.median[1] == pytest.approx(1080, rel=0.02)


# --- closed days --------------------------------------------------------------------------------


def test_weekends_the_history_calls_closed_stay_closed_and_zero() -> None:
    forecast = make_forecast(office_history("2016-01-04", 700), horizon=14)

    weekend = [period.start.weekday() >= 5 for period in forecast.periods]
    assert forecast.closed.tolist() == weekend
    assert (forecast.table_values[forecast.closed] == 0).all()
    assert (forecast.mean[forecast.closed] == 0).all()


def test_weekends_with_only_zeros_are_closed() -> None:
    forecast = make_forecast(volume(office("2017-06-05", 84), "D"), horizon=7)

    assert forecast.closed.tolist() == [False] * 5 + [True] * 2


def test_weekends_that_were_never_measured_are_closed() -> None:
    series = office("2017-06-05", 84)
    series[series.index.day_of_week >= 5] = math.nan

    forecast = make_forecast(volume(series, "D"), horizon=7)

    assert forecast.closed.tolist() == [False] * 5 + [True] * 2


def test_weekends_that_stand_nowhere_in_the_history_are_closed() -> None:
    series = office("2017-06-05", 84)

    forecast = make_forecast(volume(series[series.index.day_of_week < 5], "D"), horizon=7)

    # the last row is Friday 25 August
    assert forecast.periods[0].label == "2017-08-26"
    assert forecast.closed.tolist() == [True] * 2 + [False] * 5


def test_christmas_is_closed_where_holidays_were() -> None:
    forecast = make_forecast(office_history("2016-01-04", 700), horizon=35)

    feasts = [public_holiday(period.start.date()) is not None for period in forecast.periods]
    assert sum(feasts) == 3  # 25 and 26 December 2017, 1 January 2018
    assert forecast.closed[feasts].all()


def test_a_holiday_nobody_has_seen_is_closed_where_weekends_are() -> None:
    # summer only: no public holiday from 6 June to 3 December 2017
    forecast = make_forecast(office_history("2017-06-06", 181), horizon=35)

    christmas = [period.label for period in forecast.periods].index("2017-12-25")
    assert forecast.closed[christmas]


def test_a_service_that_never_closes_is_open_at_a_first_christmas_like_on_a_quiet_day() -> None:
    # from Tuesday 6 June 2017 on no public holiday has come by yet
    index = pd.date_range("2017-06-06", periods=181)
    series = pd.Series(np.where(index.day_of_week < 5, 500.0, 200.0), index)

    forecast = make_forecast(volume(series, "D"), horizon=35)

    monday = [period.label for period in forecast.periods].index("2017-12-25")
    assert not forecast.closed.any()
    assert 190 < forecast.median[monday] < 260
    assert forecast.median[monday - 7] == pytest.approx(500.0, rel=0.05)


def test_holidays_on_which_as_many_people_called_as_ever_are_ordinary_days() -> None:
    values = [500.0 if i % 7 < 5 else 200.0 for i in range(700)]

    forecast = make_forecast(volume(days("2016-01-04", values), "D"), horizon=35)

    monday = [period.label for period in forecast.periods].index("2017-12-25")
    assert forecast.median[monday] == pytest.approx(500.0, rel=0.05)


def test_a_day_that_opened_lately_is_open() -> None:
    series = office("2017-01-09", 154)
    series[(series.index.day_of_week == 5) & (series.index > "2017-05-01")] = 50.0

    forecast = make_forecast(volume(series, "D"), horizon=7)

    assert forecast.closed.tolist() == [False] * 6 + [True]


def test_nothing_but_zeros_is_a_measurement_and_no_closed_office() -> None:
    forecast = make_forecast(volume(days("2017-01-02", np.zeros(60)), "D"), horizon=7)

    assert not forecast.closed.any()
    assert forecast.median.tolist() == [0.0] * 7


# --- how wide -----------------------------------------------------------------------------------


def test_eighty_percent_of_the_days_fall_in_the_80_percent_band() -> None:
    """Calls vary by 10 % from day to day; the band is judged on 26 earlier starts."""
    series = office("2016-01-04", 714, noise=0.1)
    inside = []
    for end in range(520, 700, 7):
        past = series.iloc[:end]
        forecast = make_forecast(volume(past, "D", closed=shut(past)), horizon=14)
        inside.append(covered(forecast, series.iloc[end : end + 14].to_numpy(), 0.1, 0.9))

    assert np.concatenate(inside).mean() == pytest.approx(0.80, abs=0.06)


def test_a_noisier_office_has_a_wider_band() -> None:
    calm, wild = (
        make_forecast(office_history("2016-01-04", 700, noise=noise), horizon=1)
        for noise in (0.03, 0.2)
    )

    widths = [(f.quantile(0.9) - f.quantile(0.1))[0] for f in (calm, wild)]
    assert widths[1] > 3 * widths[0]


def test_few_weeks_of_history_give_a_prior_and_a_wide_band() -> None:
    forecast = make_forecast(volume(days("2017-06-05", [500.0] * 14), "D"), horizon=1)

    # two weeks: half of 25 % for the day and for the level, 1/500 for chance, 15 % more
    spread = 1.15 * math.sqrt(2 * (0.25 / 2) ** 2 + 1 / 500)
    assert forecast.assumptions == ("prior_only",)
    assert forecast.evidence == "insufficient"
    assert forecast.quantile(0.9)[0] == pytest.approx(500 * math.exp(1.2816 * spread), rel=0.02)
    assert forecast.quantile(0.1)[0] == pytest.approx(500 / math.exp(1.2816 * spread), rel=0.02)


def test_further_ahead_than_ever_tried_is_beyond_experience_and_wider() -> None:
    history = volume(days("2017-06-05", [500.0, 520.0] * 45), "D")

    forecast = make_forecast(history, horizon=56)

    width = forecast.quantile(0.9) - forecast.quantile(0.1)
    assert forecast.assumptions == ("beyond_experience",)
    assert width[-1] > width[0]


def test_evidence_grows_with_the_seasons_seen() -> None:
    lengths = (59, 200, 700, 1100)

    found = [
        make_forecast(volume(office("2015-01-05", length), "D"), horizon=1).evidence
        for length in lengths
    ]

    assert found == ["insufficient", "weak", "fair", "strong"]


# --- the forecast of five weeks ago ---------------------------------------------------------------


def test_the_earlier_forecast_knows_nothing_of_the_last_35_days() -> None:
    series = office("2016-01-04", 700, noise=0.1)
    changed = series.copy()
    changed.iloc[-35:] *= 3

    one, other = (make_forecast(volume(s, "D"), horizon=7).earlier for s in (series, changed))

    assert one is not None
    assert other is not None
    assert len(one.periods) == 35
    assert one.periods[-1].start == series.index[-1]
    assert one.table_values.tolist() == other.table_values.tolist()
    assert one.earlier is None


def test_a_short_history_has_no_earlier_forecast() -> None:
    assert make_forecast(volume(days("2017-06-05", [5.0] * 90), "D"), horizon=1).earlier is None


def test_there_is_no_earlier_forecast_when_nothing_was_measured_then() -> None:
    values = [math.nan] * 80 + [50.0] * 30

    assert make_forecast(volume(days("2017-01-02", values), "D"), horizon=1).earlier is None


# --- parts of a day -------------------------------------------------------------------------------


def half_hours(first: str, length_days: int) -> pd.Series:
    """Ten calls per half hour from 9.00 to 12.00 on working days, none at other moments."""
    index = pd.date_range(first, periods=48 * length_days, freq="30min")
    open_now = [is_working_day(t.date()) and 9 <= t.hour < 12 for t in index]
    return pd.Series(np.where(open_now, 10.0, math.nan), index)


def test_half_hours_at_night_and_in_weekends_are_closed() -> None:
    series = half_hours("2017-06-05", 35)
    history = volume(series, "30min", closed=np.flatnonzero(series.isna()).tolist())

    forecast = make_forecast(history, horizon=48 * 7)

    open_now = [
        period.start.weekday() < 5 and 9 <= period.start.hour < 12 for period in forecast.periods
    ]
    assert (~forecast.closed).tolist() == open_now
    assert forecast.median[~forecast.closed] == pytest.approx(10.0)


def test_the_profile_of_the_day_is_kept() -> None:
    index = pd.date_range("2017-06-05", periods=48 * 28, freq="30min")
    series = pd.Series(np.where(index.hour < 12, 4.0, 16.0), index)

    forecast = make_forecast(volume(series, "30min"), horizon=48)

    assert forecast.median[:24] == pytest.approx([4.0] * 24)
    assert forecast.median[24:] == pytest.approx([16.0] * 24)


def test_a_history_that_ends_at_noon_is_forecast_from_noon_on() -> None:
    index = pd.date_range("2017-06-05", periods=48 * 28 + 24, freq="30min")
    series = pd.Series(np.where(index.hour < 12, 4.0, 16.0), index)

    forecast = make_forecast(volume(series, "30min"), horizon=26)

    assert f"{forecast.periods[0].start:%H:%M}" == "12:00"
    assert forecast.median == pytest.approx([16.0] * 24 + [4.0] * 2)


def test_a_doubled_hour_in_october_does_not_break_the_clock() -> None:
    index = pd.date_range("2017-10-02", periods=28 * 48, freq="30min", tz="Europe/Amsterdam")
    history = volume(pd.Series(np.full(len(index), 6.0), index), "30min")

    forecast = make_forecast(history, horizon=48)

    # the clock went back on 29 October, so 28 × 48 half hours end an hour early
    assert forecast.periods[0].start.isoformat() == "2017-10-29T23:00:00+01:00"
    assert forecast.median == pytest.approx([6.0] * 48)


# --- anything legal -------------------------------------------------------------------------------


def test_five_years_of_days_take_at_most_a_third_of_a_second() -> None:
    history = office_history("2012-01-02", 1826, noise=0.1)
    make_forecast(history, horizon=1)  # what is loaded once
    begin = time.process_time()

    make_forecast(history, horizon=91)

    assert time.process_time() - begin < 0.35


def test_one_thread_or_two_give_the_same_bytes() -> None:
    script = (
        "import hashlib, sys; sys.path.insert(0, '.')\n"
        "from tests.analysis.forecast.test_volumes import office_history\n"
        "from pcanalysis.analysis import make_forecast\n"
        "made = make_forecast(office_history('2014-01-06', 900, noise=0.1), horizon=28)\n"
        "print(hashlib.sha256(made.table_values.tobytes() + made.paths.tobytes()).hexdigest())\n"
    )
    root = Path(__file__).parents[3]
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    said = [
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | dict.fromkeys(names, threads),
            cwd=root,
            check=True,
            capture_output=True,
        ).stdout
        for threads in ("1", "2")
    ]

    assert said[0] == said[1]


def test_no_measurement_is_refused() -> None:
    history = volume(days("2017-06-05", [math.nan] * 10), "D")

    with pytest.raises(InvalidModel, match="no measurement to forecast from"):
        make_forecast(history, horizon=7)


def test_a_horizon_of_more_than_a_year_uses_the_last_year_twice() -> None:
    forecast = make_forecast(office_history("2016-01-04", 760), horizon=400)

    assert len(forecast.periods) == 400
    assert np.isfinite(forecast.table_values).all()


sizes = st.sampled_from([0, 1, 4, 40, 700, 20_000, 200_000_000])
values = st.lists(
    st.one_of(st.none(), st.floats(0, 3).map(lambda x: round(x, 2))), min_size=1, max_size=120
).filter(lambda drawn: any(v is not None for v in drawn))


def scaled(drawn: list[float | None], size: int) -> list[float]:
    """Whole and half contacts around a size; NaN where nothing was measured."""
    return [math.nan if v is None else round(2 * v * size) / 2 for v in drawn]


def check_promises(forecast: Forecast, largest: float) -> None:
    """Whatever was drawn: finite, ordered, from zero up, and never absurdly large."""
    table = forecast.table_values
    assert np.isfinite(table).all()
    assert (np.diff(table, axis=1) >= 0).all()
    assert table.min() >= 0
    assert forecast.quantile(0.975).max() <= 20 * largest + 20
    assert (table[forecast.closed] == 0).all()
    assert np.isfinite(forecast.paths).all()
    assert np.isfinite(forecast.total()).all()


@given(values, sizes, st.sampled_from([1, 7, 28, 120]), st.sampled_from(["NL", "US", "IL"]))
def test_any_daily_series_gets_ordered_quantiles_from_zero_up(
    drawn: list[float | None], size: int, horizon: int, calendar: str
) -> None:
    numbers = scaled(drawn, size)
    history = replace(volume(days("2016-11-02", numbers), "D"), calendar=calendar)

    forecast = make_forecast(history, horizon=horizon)

    assert forecast.table_values.shape == (horizon, len(forecast.levels))
    check_promises(forecast, float(np.nanmax(numbers)))
    if forecast.earlier is not None:
        check_promises(forecast.earlier, float(np.nanmax(numbers)))


@given(
    st.integers(0, 2**32 - 1),
    sizes,
    st.integers(1, 40),
    st.integers(0, 47),
    st.sampled_from(["15min", "30min"]),
)
def test_any_parts_of_a_day_get_ordered_quantiles_from_zero_up(
    seed: int, size: int, length: int, left_out: int, freq: str
) -> None:
    rng = np.random.default_rng(seed)
    index = pd.date_range("2017-10-01", periods=48 * length, freq=freq, tz="Europe/Amsterdam")
    index = index[: max(len(index) - left_out, 1)]
    numbers = rng.poisson(size * rng.random(), len(index)).astype(float)
    numbers[rng.random(len(index)) < rng.choice([0.0, 0.1, 0.8])] = math.nan
    numbers[(index.hour < 8) & (rng.random() < 0.5)] = rng.choice([0.0, math.nan])
    numbers[-1] = 1.0

    forecast = make_forecast(volume(pd.Series(numbers, index), freq), horizon=60)

    check_promises(forecast, float(np.nanmax(numbers)))


@given(values)
def test_the_same_days_give_the_same_bytes(drawn: list[float | None]) -> None:
    series = days("2017-01-02", scaled(drawn, 300))

    one, other = (make_forecast(volume(series, "D"), horizon=7) for _ in range(2))

    assert one.table_values.tobytes() == other.table_values.tobytes()
    assert one.paths.tobytes() == other.paths.tobytes()


def test_ten_times_as_many_calls_are_forecast_ten_times_as_high() -> None:
    series = office("2016-01-04", 500, noise=0.1)

    one, ten = (make_forecast(volume(factor * series, "D"), horizon=28) for factor in (1, 10))

    assert ten.median == pytest.approx(10 * one.median, rel=0.01)


@pytest.mark.parametrize("length", [1, 3, 7, 14, 60, 365])
def test_the_same_number_every_day_is_forecast_with_a_doubt_that_is_never_nothing(
    length: int,
) -> None:
    forecast = make_forecast(volume(days("2016-01-04", [200.0] * length), "D"), horizon=7)

    assert forecast.median == pytest.approx([200.0] * 7, rel=0.03)
    assert (forecast.quantile(0.9) - forecast.quantile(0.1) > 1).all()


def test_a_wild_day_ten_days_ago_hardly_moves_the_forecast() -> None:
    series = office("2016-01-04", 400, noise=0.1)
    wild = series.copy()
    wild.iloc[-10] = 100 * series.max()

    one, other = (make_forecast(volume(s, "D"), horizon=28).median for s in (series, wild))

    assert other.sum() == pytest.approx(one.sum(), rel=0.03)


def test_calls_that_doubled_two_months_ago_are_forecast_at_their_new_level() -> None:
    series = office("2016-01-04", 400, noise=0.1)
    doubled = series.copy()
    doubled.iloc[-60:] *= 2

    one, other = (make_forecast(volume(s, "D"), horizon=28).median for s in (series, doubled))

    assert 1.8 < other.sum() / one.sum() < 2.05


def test_forty_days_without_figures_leave_the_level_and_widen_the_doubt() -> None:
    series = office("2016-01-04", 500, noise=0.1)
    silent = series.copy()
    silent.iloc[-40:] = math.nan
    before = make_forecast(volume(series.iloc[:-40], "D"), horizon=47)

    after = make_forecast(volume(silent, "D"), horizon=7)

    assert after.median == pytest.approx(before.median[-7:], rel=0.01)


def test_half_hours_add_up_to_the_forecast_of_their_day() -> None:
    index = pd.date_range("2017-06-05", periods=48 * 84, freq="30min")
    rng = np.random.default_rng(6)
    series = pd.Series(rng.poisson(np.where(index.hour < 12, 40.0, 60.0)).astype(float), index)
    by_day = make_forecast(volume(series.resample("D").sum(), "D"), horizon=7)

    forecast = make_forecast(volume(series, "30min"), horizon=48 * 7)

    totals = [np.median(forecast.paths[:, 48 * i : 48 * (i + 1)].sum(axis=1)) for i in range(7)]
    assert totals == pytest.approx(by_day.median, rel=0.02)
