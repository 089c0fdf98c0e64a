"""Nothing runs across a new question or method: a line, the reason, and hollow dots before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pcanalysis.analysis import fit_trend, measure_gap
from pcanalysis.model import History
from pcanalysis.plots import Chart, draw
from tests.plots.reading import line, lines, named_area, place, said_on
from tests.texts.results import calls, history, target

PUBLISHED = {"basis": "published", "n": 750}


def broken(made: History, position: int) -> History:
    """The same history with a new method from this row on."""
    rows = made.rows.copy()
    rows.loc[rows.index[position], "break_before"] = True
    return replace(made, rows=rows)


WAVES = broken(history({2009: 40, 2011: 42, 2013: 60, 2015: 61, 2017: 68}, **PUBLISHED), 2)


def drawn(result: object, language: str = "nl") -> Chart:
    chart = draw(result, language)  # type: ignore[arg-type]
    assert chart is not None
    return chart


@pytest.mark.parametrize(("language", "words"), [("nl", "nieuwe vraag"), ("en", "new question")])
def test_a_break_is_a_line_with_its_reason(language: str, words: str) -> None:
    chart = drawn(fit_trend(WAVES), language)
    x = np.ravel(line(chart, "break").get_xdata())
    second, third = (place(mark)[0] for mark in lines(chart, "figure")[1:3])
    assert x[0] == x[1]
    assert second < x[0] < third
    assert words in said_on(chart)


def test_figures_before_a_break_are_hollow_and_those_after_it_are_not() -> None:
    faces = [m.get_markerfacecolor() for m in lines(drawn(fit_trend(WAVES)), "figure")]
    assert faces == ["#ffffff"] * 2 + ["#1f4e8c"] * 3


def test_the_band_of_chance_begins_after_the_break() -> None:
    chart = drawn(fit_trend(WAVES))
    start = np.ravel(line(chart, "break").get_xdata())[0]
    assert named_area(chart, "null band")[:, 0].min() > start


def test_a_target_ahead_keeps_the_break_in_the_picture() -> None:
    chart = drawn(measure_gap(WAVES, [target(2019, 70)], as_of="2018-01-01"))
    assert len(lines(chart, "break")) == 1
    assert lines(chart, "figure")[0].get_markerfacecolor() == "#ffffff"


def test_bars_have_the_same_line() -> None:
    chart = drawn(fit_trend(broken(calls({2015: 100, 2016: 120, 2017: 90}), 1)))
    assert len(lines(chart, "break")) == 1


def test_without_a_break_there_is_no_line() -> None:
    assert lines(drawn(fit_trend(history({2015: 28, 2017: 29}))), "break") == []
