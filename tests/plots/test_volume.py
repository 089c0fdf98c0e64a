"""Daily volumes: what came, what was forecast for it, what is coming, and when it is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from pcanalysis.analysis import Forecast, make_forecast
from pcanalysis.model import History, history_rows
from pcanalysis.plots import Chart, draw, plot
from tests.plots.reading import (
    areas,
    is_dashed,
    line,
    lines,
    marks,
    outside,
    overlapping,
    place,
    said_on,
    words_on,
)
from tests.texts.results import daily


@cache
def forecast() -> Forecast:
    """Forecast of Christmas 2017: the history runs to Sunday 17 December."""
    return make_forecast(daily(126), horizon=28)


def drawn(made: Forecast, language: str = "nl", *, narrow: bool = False) -> Chart:
    chart = draw(made, language, narrow=narrow)
    assert chart is not None
    return chart


def with_value(made: History, day: date, value: float) -> History:
    """The same history with another number on one day."""
    rows = made.rows.copy()
    rows.loc[rows["start"] == pd.Timestamp(day), "value"] = value
    return replace(made, rows=rows)


def test_the_last_five_weeks_are_measured_and_every_open_day_has_its_dot() -> None:
    days = [mark.get_gid() for mark in lines(drawn(forecast()), "figure")]
    assert len(days) == 25
    assert days[0] == "figure 2017-11-13"
    assert days[-1] == "figure 2017-12-15"


def test_nothing_is_joined_over_a_weekend() -> None:
    chart = drawn(forecast())
    friday, monday = (
        place(next(m for m in lines(chart, "figure") if m.get_gid() == f"figure {day}"))[0]
        for day in ("2017-11-17", "2017-11-20")
    )
    for mark in chart.ground.get_lines():
        xs = np.ravel(mark.get_xdata())
        if mark.get_gid() is None and mark.get_color() == "#1f4e8c":
            assert not (xs.min() < friday + 1 and xs.max() > monday - 1)


def test_the_earlier_forecast_lies_in_grey_under_the_measured_weeks() -> None:
    chart = drawn(forecast())
    border = float(np.ravel(line(chart, "made").get_xdata())[0])
    grey = areas(chart, "null")
    assert len(grey) == 5
    assert max(float(area[:, 0].max()) for area in grey) < border


def test_the_coming_weeks_have_both_bands_and_no_grey() -> None:
    chart = drawn(forecast())
    border = float(np.ravel(line(chart, "made").get_xdata())[0])
    for band in ("band50", "band90"):
        found = areas(chart, band)
        assert len(found) >= 4
        assert min(float(area[:, 0].min()) for area in found) > border


def test_without_an_earlier_forecast_nothing_is_grey_and_nothing_is_called_so() -> None:
    chart = drawn(make_forecast(daily(35), horizon=14))
    assert areas(chart, "null") == []
    assert "in grijs" not in said_on(chart)
    assert "gemeten" in said_on(chart)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("voorspelling van 17 december", "met de voorspelling van 12 november in grijs")),
        ("en", ("forecast of 17 December", "with the forecast of 12 November in grey")),
    ],
)
def test_both_forecasts_say_on_which_day_they_were_made(
    language: str, words: tuple[str, str]
) -> None:
    said = said_on(drawn(forecast(), language))
    assert all(word in said for word in words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("Kerst: gesloten", "Nieuwjaar: gesloten")),
        ("en", ("Christmas: closed", "New Year: closed")),
    ],
)
def test_closed_days_are_hatched_and_named(language: str, words: tuple[str, str]) -> None:
    chart = drawn(forecast(), language)
    assert len(areas(chart, "closed")) == 2  # both days of Christmas together, and New Year
    said = said_on(chart)
    assert all(word in said for word in words)


def test_weekends_are_left_empty_and_not_hatched() -> None:
    widths = [float(np.ptp(area[:, 0])) for area in areas(drawn(forecast()), "closed")]
    assert widths[0] == pytest.approx(2 * widths[1])  # two days, and one


def test_the_axis_begins_at_zero() -> None:
    chart = drawn(forecast())
    zero = next(w for w in words_on(chart) if w.text == "0")
    bottom = min(float(area[:, 1].min()) for area in areas(chart, "closed"))
    assert (zero.bottom + zero.top) / 2 == pytest.approx(bottom, abs=1.2)


def test_a_day_far_above_the_earlier_forecast_is_marked_and_named() -> None:
    busy = make_forecast(with_value(daily(126), date(2017, 11, 28), 1600.0), horizon=14)
    chart = drawn(busy)
    (mark,) = [m for m in lines(chart, "outside") if m.get_gid() == "outside 2017-11-28"]
    assert mark.get_marker() == "^"
    assert mark.get_markerfacecolor() == "#b84e06"
    assert "di 28 nov: 1.600 buiten de voorspelling" in said_on(chart)


def test_a_day_far_below_it_points_down() -> None:
    quiet = make_forecast(with_value(daily(126), date(2017, 11, 28), 60.0), horizon=14)
    (mark,) = [m for m in lines(drawn(quiet), "outside") if m.get_gid() == "outside 2017-11-28"]
    assert mark.get_marker() == "v"


def test_only_days_outside_nine_in_ten_are_marked() -> None:
    made = make_forecast(with_value(daily(126), date(2017, 11, 28), 1600.0), horizon=14)
    assert made.earlier is not None
    low, high = made.earlier.quantile(0.05), made.earlier.quantile(0.95)
    expected = set()
    values = made.history.series
    for i, period in enumerate(made.earlier.periods):
        value = values[pd.Timestamp(period.start)]
        if not made.earlier.closed[i] and not low[i] <= value <= high[i]:
            expected.add(f"outside {period.label}")
    assert {mark.get_gid() for mark in marks(drawn(made), "outside")} == expected


def test_few_days_outside_get_their_date() -> None:
    made = daily(126)
    for day in (14, 15, 16, 21, 22, 23, 28, 29):
        made = with_value(made, date(2017, 11, day), 1900.0)
    said = said_on(drawn(make_forecast(made, horizon=14)))
    assert said.count("buiten de voorspelling") <= 2


def test_the_forecast_is_dashed_and_the_measured_line_is_not() -> None:
    chart = drawn(forecast())
    border = float(np.ravel(line(chart, "made").get_xdata())[0])
    data = [m for m in chart.ground.get_lines() if m.get_color() == "#1f4e8c"]
    joined = [m for m in data if len(np.ravel(m.get_xdata())) > 1]
    for mark in joined:
        ahead = float(np.min(mark.get_xdata())) > border
        assert is_dashed(mark) is ahead


def test_a_forecast_made_in_the_middle_of_a_week_splits_that_week() -> None:
    made = make_forecast(daily(122), horizon=14)  # up to Wednesday 13 December
    chart = drawn(made)
    border = float(np.ravel(line(chart, "made").get_xdata())[0])
    last = max(place(mark)[0] for mark in lines(chart, "figure"))
    first = min(float(area[:, 0].min()) for area in areas(chart, "band50"))
    assert last < border <= first + 0.1


def test_a_long_horizon_shows_five_weeks_ahead() -> None:
    chart = drawn(make_forecast(daily(126), horizon=120))
    weeks = [w.text for w in words_on(chart) if w.text.startswith("wk ")]
    assert weeks == [f"wk {n}" for n in (46, 47, 48, 49, 50, 51, 52, 1, 2, 3)]


def test_a_small_screen_shows_two_weeks_back_and_two_ahead() -> None:
    chart = drawn(forecast(), narrow=True)
    weeks = [w.text for w in words_on(chart) if w.text.startswith("wk ")]
    assert weeks == ["wk 49", "wk 50", "wk 51", "wk 52"]


@pytest.mark.parametrize("last_day", range(100, 135, 3))
def test_any_last_day_gives_a_readable_picture(last_day: int) -> None:
    made = make_forecast(daily(last_day), horizon=25)
    for narrow in (False, True):
        chart = drawn(made, narrow=narrow)
        assert outside(chart) == []
        assert overlapping(chart) == []


def test_the_frame_of_a_simulated_volume_says_so() -> None:
    chart = plot(forecast(), "nl")
    assert chart is not None
    assert "GESIMULEERD: geen echte metingen" in said_on(chart)
    assert chart.alt_text.startswith("Gesimuleerde gegevens.")


def test_half_hours_are_drawn_day_by_day_with_their_hours() -> None:
    starts = pd.date_range("2017-09-04", "2017-12-01 23:30", freq="30min", tz="Europe/Amsterdam")
    rows = []
    for start in starts:
        is_open = start.weekday() < 5 and 17 <= start.hour * 2 + start.minute // 30 < 34
        value = 50.0 - abs(start.hour - 11) if is_open else None
        rows.append({"start": start, "value": value, "reason": "" if is_open else "not_applicable"})
    made = replace(daily(7), freq="30min", rows=history_rows(rows))
    chart = drawn(make_forecast(made, horizon=48 * 7))
    said = said_on(chart)
    assert "ma 4 dec" in said
    assert "8.30–17.00" in said
    assert outside(chart) == []
    assert overlapping(chart) == []
