"""The fan shows where the next figure may be, in words, and leaves the past alone."""

from __future__ import annotations

import numpy as np
import pytest

from pcanalysis.analysis import Forecast, make_forecast
from pcanalysis.plots import Chart, draw
from tests.plots.reading import (
    areas,
    is_dashed,
    line,
    lines,
    named_area,
    place,
    said_on,
    words_on,
)
from tests.texts.results import PHONE, REPRESENTED, UNKNOWN_N, calls, forecasts, history

FAN = make_forecast(REPRESENTED, horizon=4)


def drawn(forecast: Forecast, language: str = "nl", *, narrow: bool = False) -> Chart:
    chart = draw(forecast, language, narrow=narrow)
    assert chart is not None
    return chart


def height_of(chart: Chart, text: str) -> float:
    """Height of a value on the axis, by its text at the left."""
    found = min((w for w in words_on(chart) if w.text == text), key=lambda w: w.left)
    return (found.bottom + found.top) / 2


def edges_at(area: np.ndarray, x: float) -> tuple[float, float]:
    """Lowest and highest point of an area at one place; areas run right and then back."""
    half = len(area) // 2
    below, above = area[:half], area[half : 2 * half][::-1]
    return float(np.interp(x, *below.T)), float(np.interp(x, *above.T))


@pytest.mark.parametrize(("band", "levels"), [("band90", (0.05, 0.95)), ("band50", (0.25, 0.75))])
def test_a_band_runs_from_quantile_to_quantile(band: str, levels: tuple[float, float]) -> None:
    chart = drawn(FAN)
    low, high = height_of(chart, "20%"), height_of(chart, "40%")
    x = next((w.left + w.right) / 2 for w in words_on(chart) if w.text == "2019")
    shown = [20 + 20 * (y - low) / (high - low) for y in edges_at(named_area(chart, band), x)]
    expected = [float(FAN.quantile(level)[1]) for level in levels]  # 2019 is the second year
    assert shown == pytest.approx(expected, abs=0.2)


def test_the_middle_is_dashed_and_lies_inside_the_dark_band() -> None:
    chart = drawn(FAN)
    middle = line(chart, "middle")
    assert is_dashed(middle)
    for x, y in zip(middle.get_xdata(), middle.get_ydata(), strict=True):
        low, high = edges_at(named_area(chart, "band50"), float(x))
        assert low < y < high


def test_the_dark_band_lies_inside_the_light_one() -> None:
    chart = drawn(FAN)
    dark, light = named_area(chart, "band50"), named_area(chart, "band90")
    for x in dark[:, 0]:
        inner, outer = edges_at(dark, x), edges_at(light, x)
        assert outer[0] < inner[0] < inner[1] < outer[1]


def test_the_fan_begins_after_the_last_figure() -> None:
    chart = drawn(FAN)
    last = place(lines(chart, "figure")[-1])[0]
    assert named_area(chart, "band90")[:, 0].min() > last + 5


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("9 van de 10 keer hierin", "de helft van de keren hierin")),
        ("en", ("9 times out of 10 in here", "half of the time in here")),
    ],
)
@pytest.mark.parametrize("narrow", [False, True])
def test_both_bands_are_named_in_words(language: str, words: tuple[str, str], narrow: bool) -> None:
    said = said_on(drawn(FAN, language, narrow=narrow))
    assert all(word in said for word in words)


def test_the_middle_of_the_last_year_is_written_at_the_end() -> None:
    chart = drawn(FAN)
    end = float(np.max(line(chart, "middle").get_xdata()))
    numbers = [w.text for w in words_on(chart) if w.left > end]
    assert f"{round(float(FAN.median[-1]))}%" in numbers


def test_a_forecast_shows_no_chance_with_decimals_and_no_99_percent() -> None:
    said = said_on(drawn(FAN))
    assert "99" not in said
    assert "95%" not in said


def test_past_figures_keep_their_margins() -> None:
    assert [is_dashed(mark) for mark in lines(drawn(FAN), "margin")] == [True, True]


def test_figures_of_unknown_margin_stay_hollow_before_a_fan() -> None:
    chart = drawn(make_forecast(UNKNOWN_N, horizon=3))
    assert lines(chart, "margin") == []
    assert {mark.get_markerfacecolor() for mark in lines(chart, "figure")} == {"#ffffff"}


def test_one_year_ahead_still_has_a_band_one_can_see() -> None:
    chart = drawn(make_forecast(history({2017: 42}), horizon=1))
    band = named_area(chart, "band90")
    assert band[:, 0].max() - band[:, 0].min() > 30
    assert band[:, 1].max() - band[:, 1].min() > 30


def test_counts_are_forecast_on_an_axis_from_zero() -> None:
    chart = drawn(make_forecast(PHONE, horizon=2))
    assert "0" in [w.text for w in words_on(chart)]


def test_a_share_of_a_register_is_never_forecast_beyond_all() -> None:
    chart = drawn(make_forecast(history({2019: 97, 2020: 99}, kind="register"), horizon=3))
    assert "125%" not in said_on(chart)
    assert named_area(chart, "band90")[:, 1].max() <= height_of(chart, "100%") + 1.2


def test_months_are_small_dots_with_a_number_on_the_last_one_only() -> None:
    chart = drawn(forecasts()["months"])
    figures = lines(chart, "figure")
    assert len(figures) == 18
    assert {mark.get_markersize() for mark in figures} == {4.8}
    numbers = [w.text for w in words_on(chart) if w.text.startswith("13.")]
    assert len(numbers) == 1


def test_a_bound_before_a_fan_says_that_it_is_one() -> None:
    bound = calls({2015: 280_000, 2016: 300_000, 2017: 310_000}, status={2016: "lower_bound"})
    chart = drawn(make_forecast(bound, horizon=2))
    (hollow,) = [m for m in lines(chart, "figure") if m.get_markerfacecolor() == "#ffffff"]
    assert hollow.get_gid() == "figure 2016"


def test_a_fan_has_exactly_two_bands() -> None:
    chart = drawn(FAN)
    assert [len(areas(chart, band)) for band in ("band50", "band90")] == [1, 1]
