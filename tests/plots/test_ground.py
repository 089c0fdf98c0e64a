"""The ground: values at the left, time along the bottom, and why a period has no figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from pcanalysis.analysis import fit_trend
from pcanalysis.model import History, Period, history_rows
from pcanalysis.plots import Chart, draw, plot
from pcanalysis.plots.chart import Sheet
from pcanalysis.plots.ground import lay_ground, missing_reasons
from pcanalysis.plots.scale import Range
from tests.plots.reading import said_on, words_on
from tests.texts.results import REPRESENTED, history

AXIS = Range(low=20, high=40, step=5)
REGISTER = history({2019: 10}, unit="days", kind="register")


def per(freq: str, figures: Mapping[str, float]) -> History:
    """A register per quarter, month or week."""
    records = [
        {"start": Period.parse(label).start, "value": value} for label, value in figures.items()
    ]
    return replace(REGISTER, freq=freq, rows=history_rows(records))


def drawn(made: History, language: str = "nl") -> Chart:
    chart = draw(fit_trend(made), language)
    assert chart is not None
    return chart


def under_the_axis(chart: Chart) -> list[str]:
    """Texts below the plot, from left to right."""
    zero = next(w for w in words_on(chart) if w.text == "0")
    below = [w for w in words_on(chart) if w.top < zero.bottom]
    return [w.text for w in sorted(below, key=lambda w: (round(w.left), -w.top))]


def test_a_value_half_way_up_the_axis_stands_half_way_up() -> None:
    ground = lay_ground(Sheet(language="nl", alt_text=""), REPRESENTED, AXIS)
    assert ground.y(30) == pytest.approx((ground.bottom + ground.top) / 2)
    assert ground.y(20) == pytest.approx(ground.bottom)
    assert ground.y(40) == pytest.approx(ground.top)


def test_there_is_a_horizontal_line_for_every_value_and_none_upright() -> None:
    ground = lay_ground(Sheet(language="nl", alt_text=""), REPRESENTED, AXIS)
    rules = [m for m in ground.chart.ground.get_lines() if m.get_color() == "#d5dbe1"]
    assert len(rules) == 5
    assert all(np.ptp(np.ravel(rule.get_ydata())) == 0 for rule in rules)


def test_longer_values_move_the_plot_to_the_right() -> None:
    short = lay_ground(Sheet(language="nl", alt_text=""), REPRESENTED, AXIS)
    euros = history({2019: 25.0}, unit="euro", kind="register")
    long_axis = Range(low=0, high=30_000_000, step=10_000_000)
    long = lay_ground(Sheet(language="nl", alt_text=""), euros, long_axis)
    assert long.left > short.left + 30


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "De as begint bij 20%."), ("en", "The axis starts at 20%.")]
)
def test_an_axis_that_does_not_begin_at_zero_says_so(language: str, words: str) -> None:
    result = fit_trend(REPRESENTED)
    framed, bare = plot(result, language), draw(result, language)
    assert framed is not None
    assert bare is not None
    assert words in said_on(framed)
    assert words not in said_on(bare)  # the page writes the note of a bare chart
    assert bare.axis_note == words


def test_an_axis_from_zero_needs_no_words() -> None:
    assert drawn(per("M", {"2017-01": 90})).axis_note == ""


def test_periods_get_equal_room_within_the_plot() -> None:
    ground = lay_ground(Sheet(language="nl", alt_text=""), REPRESENTED, AXIS)
    years = [Period.year(year) for year in (2014, 2015, 2016, 2017)]
    ground = ground.over(years, before=0.5, after=0.5)
    xs = [ground.x(year) for year in years]
    assert np.diff(xs) == pytest.approx([ground.slot] * 3)
    assert xs[0] - ground.left == pytest.approx(ground.right - xs[-1])


def test_room_for_a_name_after_the_last_period_is_kept_free() -> None:
    ground = lay_ground(Sheet(language="nl", alt_text=""), REPRESENTED, AXIS)
    years = [Period.year(year) for year in (2014, 2015, 2016, 2017)]
    ground = ground.over(years, before=0.5, after=0.1, tail=150.0)
    assert ground.right - ground.x(years[-1]) == pytest.approx(150)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nl", ["2017", "K3", "K4", "2018", "K1"]), ("en", ["2017", "Q3", "Q4", "2018", "Q1"])],
)
def test_quarters_carry_their_year_where_it_begins(language: str, expected: list[str]) -> None:
    made = per("Q", {"2017-K3": 90, "2017-K4": 100, "2018-K1": 110})
    assert under_the_axis(drawn(made, language)) == expected  # a year is wider: more to the left


def test_months_are_named_per_quarter_with_their_year() -> None:
    made = per("M", {f"2017-{month:02d}": 10 + month for month in range(1, 13)})
    assert under_the_axis(drawn(made)) == ["2017", "jan", "apr", "jul", "okt"]


def test_weeks_carry_their_number() -> None:
    made = per("W", {"2022-W09": 9, "2022-W10": 10})
    assert {"wk 9", "wk 10"} <= set(under_the_axis(drawn(made)))


def test_every_reason_for_a_missing_figure_is_told_in_words() -> None:
    made = history(
        {2015: 28, 2016: "no_survey", 2017: "insufficient_data", 2018: 30, 2019: "not_yet_known"}
    )
    periods = [Period.year(year) for year in range(2015, 2020)]
    told = {p.label: reason for p, reason in missing_reasons(made, periods, "nl").items() if reason}
    assert told == {
        "2016": "geen enquête",
        "2017": "te weinig antwoorden",
        "2019": "nog niet bekend",
    }


def test_a_year_without_a_row_has_no_figure_between_figures_and_is_left_alone_after_them() -> None:
    made = history({2015: 28, 2017: 29})
    periods = [Period.year(year) for year in range(2015, 2020)]
    told = {p.label: reason for p, reason in missing_reasons(made, periods, "en").items() if reason}
    assert told == {"2016": "no figure"}


def test_years_that_do_not_fit_are_left_out_and_those_with_figures_go_first() -> None:
    made = history({2001: 28, 2020: 30})
    chart = draw(fit_trend(made), "nl", narrow=True)
    assert chart is not None
    said = said_on(chart).split()
    assert {"2001", "2020"} <= set(said)
    assert "2019" not in said
