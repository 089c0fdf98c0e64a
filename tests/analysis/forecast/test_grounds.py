"""What a forecast per day says it rests on: model, weights, backtest, effects, outages, parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from pcanalysis.analysis import Forecast, make_forecast
from pcanalysis.analysis.forecast.grounds import Effect, Grounds
from pcanalysis.model import Event, History, public_holiday
from tests.analysis.builders import days, volume

FIRST = date(2016, 1, 4)
WEEK = [1.2, 1.1, 1.0, 1.0, 0.9, 0.4, 0.3]


def office(count: int, factors: dict[date, float] | None = None, sd: float = 0.05) -> pd.Series:
    """About 800 calls a day all week, four in ten of them on a public holiday."""
    rng = np.random.default_rng(12)
    dates = [FIRST + timedelta(days=i) for i in range(count)]
    level = [800 * WEEK[day.weekday()] * (factors or {}).get(day, 1.0) for day in dates]
    holiday = [0.4 if public_holiday(day) and day.weekday() < 5 else 1.0 for day in dates]
    noise = np.exp(sd * rng.standard_normal(count))
    return days(str(FIRST), np.round(np.array(level) * holiday * noise))


def event(name: str, start: date, length: int, category: str = "mailing") -> Event:
    end = start + timedelta(days=length - 1)
    return Event(start=start, end=end, precision="day", category=category, label={"nl": name})


def made(count: int, events: tuple[Event, ...] = (), factor: float = 1.0) -> Forecast:
    busy = {
        one.start + timedelta(days=i): factor
        for one in events
        for i in range(((one.end or one.start) - one.start).days + 1)
    }
    history = replace(volume(office(count, busy), "D"), events=events)
    return make_forecast(history, horizon=28)


def grounds_of(forecast: Forecast) -> Grounds:
    assert forecast.grounds is not None
    return forecast.grounds


def effect(forecast: Forecast, name: str) -> Effect:
    return next(one for one in grounds_of(forecast).effects if one.name == name)


@pytest.mark.parametrize(
    ("length", "model"),
    [(3, "mean"), (14, "week"), (60, "level_and_week"), (365, "season_begins"), (1100, "full")],
)
def test_the_length_of_the_history_says_which_model_is_used(length: int, model: str) -> None:
    assert grounds_of(made(length)).model == model


def test_a_holiday_has_an_effect_in_percent_and_calls() -> None:
    easter = effect(made(800), "Tweede paasdag")

    # put in: six in ten fewer
    assert easter.kind == "holiday"
    assert easter.low < -60 < easter.high
    assert easter.percent == pytest.approx(-60, abs=8)
    assert easter.per_day == pytest.approx(-0.6 * 680, rel=0.2)


def test_letters_sent_twice_have_the_effect_they_had() -> None:
    letters = (
        event("Aanslagen", date(2016, 9, 12), 10),
        event("Aanslagen", date(2017, 9, 11), 10),
    )

    found = effect(made(700, letters, factor=1.4), "Aanslagen")

    assert found.kind == "event"
    assert found.low < 40 < found.high
    assert found.percent == pytest.approx(40, abs=8)


def test_letters_that_will_be_sent_again_are_in_the_forecast() -> None:
    past = event("Aanslagen", date(2016, 9, 12), 10)
    ahead = event("Aanslagen", FIRST + timedelta(days=703), 10)

    with_letters = made(700, (past, ahead), factor=1.4)
    without = made(700, (past,), factor=1.4)

    ratio = with_letters.median / without.median
    assert ratio[3:13] == pytest.approx(1.38, abs=0.1)
    assert ratio[20:] == pytest.approx(1.0, abs=0.02)
    assert grounds_of(with_letters).components["event"].iloc[5] == pytest.approx(1.38, abs=0.1)


def test_an_event_nobody_has_seen_yet_has_no_effect_to_tell() -> None:
    new = event("Nieuw loket", FIRST + timedelta(days=310), 5, "service")

    forecast = made(300, (new,))

    assert "Nieuw loket" not in [one.name for one in grounds_of(forecast).effects]
    assert np.isfinite(forecast.table_values).all()


def test_days_of_an_outage_are_left_out_and_named_whether_told_or_seen() -> None:
    told = date(2016, 6, 14)
    series = office(500)
    series[pd.Timestamp(told)] = 300.0  # not low enough to be seen by itself
    series[pd.Timestamp("2016-11-09")] = 10.0
    history = replace(volume(series, "D"), events=(event("Storing", told, 1, "outage"),))

    forecast = make_forecast(history, horizon=7)

    assert grounds_of(forecast).outages == (told, date(2016, 11, 9))
    assert "outages_left_out" in forecast.assumptions


def test_the_parts_multiply_to_the_median() -> None:
    forecast = made(900)

    parts = grounds_of(forecast).components
    assert list(parts.columns) == ["level", "week", "season", "calendar", "event"]
    assert parts.prod(axis=1).to_numpy() == pytest.approx(forecast.median, rel=1e-6)


def test_the_backtest_holds_what_came_and_was_forecast_before_it_came() -> None:
    series = office(500)
    table = grounds_of(make_forecast(volume(series, "D"), horizon=28)).backtest

    assert (table["actual"].to_numpy() == series[pd.DatetimeIndex(table["period"])]).all()
    assert (table["period"] >= table["origin"]).all()
    ours = (table["forecast"] - table["actual"]).abs().sum()
    floor = (table["floor"] - table["actual"]).abs().sum()
    assert ours < floor


def test_the_weights_of_the_members_add_up_to_one() -> None:
    weights = grounds_of(made(900)).weights

    assert sum(weights.values()) == pytest.approx(1)
    assert min(weights.values()) >= 0


def test_a_forecast_of_months_or_years_has_no_grounds() -> None:
    index = pd.date_range("2016-01-01", periods=24, freq="MS")
    history: History = volume(pd.Series(np.full(24, 900.0), index), "M")

    assert make_forecast(history, horizon=3).grounds is None
