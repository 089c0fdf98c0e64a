"""What holds for every picture, whatever it shows: readable, complete, safe and repeatable."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from pcanalysis.analysis import Forecast, Gap, Trend, fit_trend, make_forecast, measure_gap
from pcanalysis.model import History
from pcanalysis.plots import Chart, draw, plot
from pcanalysis.plots.chart import NARROW, WIDE
from pcanalysis.plots.svg import to_svg
from pcanalysis.texts import headline, subtitle
from tests.plots.reading import outside, overlapping, said_on, words_on
from tests.texts.results import (
    PHONE,
    REPRESENTED,
    calls,
    daily,
    forecasts,
    gaps,
    history,
    target,
    trends,
)

Result = Trend | Gap | Forecast
UNKNOWN_FEW = history({y: 20 + y % 7 for y in (1999, 2001, 2009, 2015, 2017)}, n=None)
HOSTILE = "<script>alert('1')</script> $\\alpha^2$ & \"x\" _{i} $$ %s {0}"


@cache
def results() -> dict[str, Result]:
    """One result of every kind and status."""
    ahead = [target(2017, 31), target(2019, 33), target(2021, 36)]
    lower = history({2019: 80, 2021: 60}, direction="lower")
    return {
        "gap, targets ahead": measure_gap(REPRESENTED, ahead, as_of="2018-07-01"),
        "gap, far ahead": measure_gap(UNKNOWN_FEW, [target(2031, 95)], as_of="2018-07-01"),
        "gap, lower ahead": measure_gap(lower, [target(2022, 70), target(2023, 20)]),
        **{f"trend, {name}": result for name, result in trends().items()},
        **{f"gap, {name}": result for name, result in gaps().items()},
        **{f"forecast, {name}": result for name, result in forecasts().items()},
    }


@cache
def drawn(name: str, language: str) -> dict[str, Chart]:
    """Every picture of one of the results, made once."""
    return pictures(results()[name], language)


def pictures(result: Result, language: str) -> dict[str, Chart]:
    """Every picture made of a result in one language."""
    made = {
        "framed": plot(result, language),
        "wide": draw(result, language),
        "narrow": draw(result, language, narrow=True),
    }
    return {name: chart for name, chart in made.items() if chart is not None}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", results())
def test_no_text_leaves_the_sheet_and_none_lies_over_another(name: str, language: str) -> None:
    for form, chart in drawn(name, language).items():
        assert outside(chart) == [], form
        assert overlapping(chart) == [], form


@pytest.mark.parametrize("name", results())
def test_a_result_without_figures_has_no_picture_and_every_other_one_has(name: str) -> None:
    result = results()[name]
    assert list(drawn(name, "nl")) == (
        ["framed", "wide", "narrow"] if result.history.points else []
    )


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", results())
def test_the_alt_text_is_short_says_more_than_the_title_and_names_no_colour(
    name: str, language: str
) -> None:
    result = results()[name]
    for chart in drawn(name, language).values():
        assert 20 < len(chart.alt_text) <= 350
        assert chart.alt_text != headline(result, language)
        colours = r"\b(rood|groen|blauw|oranje|grijze?|red|green|blue|orange|grey)\b"
        assert not re.search(colours, chart.alt_text)


@pytest.mark.parametrize("name", ["trend, leiden 1A1.a", "gap, leiden 1A1.a"])
def test_the_alt_text_holds_the_figures_of_the_verdict(name: str) -> None:
    chart = plot(results()[name], "nl")
    assert chart is not None
    assert "28%" in chart.alt_text
    assert "29%" in chart.alt_text


@pytest.mark.parametrize("name", results())
def test_the_same_result_gives_the_same_bytes(name: str) -> None:
    again = draw(results()[name], "nl")
    if again is not None:
        assert to_svg(again, "a") == to_svg(drawn(name, "nl")["wide"], "a")


@pytest.mark.parametrize("name", ["trend, leiden 1A1.a", "forecast, days", "trend, bound only"])
def test_the_same_result_gives_the_same_png(name: str) -> None:
    once, again = (plot(results()[name], "nl") for _ in range(2))
    assert once is not None
    assert again is not None
    assert once._repr_png_() == again._repr_png_()


@pytest.mark.parametrize("name", results())
def test_every_svg_stays_small_and_asks_for_nothing(name: str) -> None:
    for chart in drawn(name, "nl").values():
        svg = to_svg(chart, "a")
        assert len(svg.encode()) <= 60_000
        assert "http" not in svg.replace('xmlns="http://www.w3.org/2000/svg"', "")


@pytest.mark.parametrize("name", results())
def test_the_framed_picture_begins_with_the_verdict(name: str) -> None:
    chart = drawn(name, "nl").get("framed")
    if chart is not None:
        highest = max(words_on(chart), key=lambda words: words.bottom)
        assert headline(results()[name], "nl").startswith(highest.text)


def test_a_bare_picture_leaves_title_and_note_to_the_page() -> None:
    result = results()["gap, leiden 1A1.a"]
    chart = draw(result, "nl")
    assert chart is not None
    assert headline(result, "nl") not in said_on(chart)
    assert subtitle(result, "nl") not in said_on(chart)


def test_wide_and_narrow_are_as_wide_as_the_page_expects() -> None:
    result = results()["gap, leiden 1A1.a"]
    wide, narrow = draw(result, "nl"), draw(result, "nl", narrow=True)
    assert wide is not None
    assert narrow is not None
    assert (wide.width, narrow.width) == (pytest.approx(WIDE), pytest.approx(NARROW))
    assert (pytest.approx(7.2), pytest.approx(4.1)) == (WIDE / 72, NARROW / 72)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_simulated_history_carries_its_mark_and_its_alt_text_begins_with_it(
    language: str,
) -> None:
    chart = plot(results()["trend, simulated"], language)
    assert chart is not None
    assert {"nl": "GESIMULEERD: geen echte metingen", "en": "SIMULATED: not real measurements"}[
        language
    ] in said_on(chart)
    assert chart.alt_text.startswith(
        {"nl": "Gesimuleerde gegevens.", "en": "Simulated data."}[language]
    )


def test_a_measured_history_carries_no_such_mark() -> None:
    chart = plot(results()["trend, leiden calls"], "nl")
    assert chart is not None
    assert "GESIMULEERD" not in said_on(chart)


def renamed(made: History, name: str) -> History:
    """The same history under another name everywhere a name is shown."""
    return replace(
        made,
        name=name,
        names={"nl": name, "en": name},
        code=name[:40],
        contacts={"nl": name, "en": name} if made.contacts else {},
    )


def hostile_results(name: str) -> list[Result]:
    """One result of each kind of picture about something with this name."""
    survey = renamed(REPRESENTED, name)
    return [
        fit_trend(survey),
        measure_gap(survey, [target(2017, 31)]),
        fit_trend(renamed(PHONE, name)),
        make_forecast(survey, horizon=2),
        make_forecast(renamed(daily(), name), horizon=14),
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_hostile_name_stays_on_the_sheet_and_is_never_markup(language: str) -> None:
    for result in hostile_results(HOSTILE):
        for chart in pictures(result, language).values():
            assert outside(chart) == []
            svg = to_svg(chart, "a")
            assert "<script" not in svg
            assert re.sub(r"<[^>]*>|[^<>]*", "", svg) == ""  # tags and text, nothing else


def test_dollars_and_braces_in_a_name_are_shown_as_they_are() -> None:
    chart = plot(fit_trend(renamed(REPRESENTED, "kosten $a$ {0} %s")), "nl")
    assert chart is not None
    assert "Kosten $a$ {0} %s" in said_on(chart)
    assert "Kosten $a$ {0} %s" in to_svg(chart, "a")


@pytest.mark.parametrize("name", ["woord " * 300, "x" * 2000, "regel\neen\ttwee\x00drie " * 20])
def test_a_very_long_or_broken_name_never_leaves_the_sheet(name: str) -> None:
    for result in hostile_results(name):
        for chart in pictures(result, "nl").values():
            assert outside(chart) == []
            assert overlapping(chart) == []


def test_a_long_unit_does_not_push_the_plot_off_the_sheet() -> None:
    waste = history(
        {2019: 187.5, 2020: 181.0},
        unit="rate",
        kind="register",
        unit_text="kilogram huishoudelijk restafval per inwoner per jaar",
        decimals=1,
    )
    for result in (fit_trend(waste), measure_gap(waste, [target(2020, 175.0, "norm")])):
        for chart in pictures(result, "nl").values():
            assert outside(chart) == []
            assert overlapping(chart) == []


@pytest.mark.parametrize("size", [1e-3, 1.0, 7e8, 3e11])
def test_figures_of_any_size_fit_on_their_axis(size: float) -> None:
    amounts = history({2018: size, 2019: 1.3 * size}, unit="euro", kind="register", decimals=0)
    for chart in pictures(fit_trend(amounts), "nl").values():
        assert outside(chart) == []


def test_twenty_years_of_figures_fit_on_a_small_screen() -> None:
    long = calls({year: 100_000 + 7_000 * (year % 5) for year in range(2002, 2022)})
    chart = draw(fit_trend(long), "nl", narrow=True)
    assert chart is not None
    assert outside(chart) == []
    assert overlapping(chart) == []
