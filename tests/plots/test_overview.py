"""All targets on one sheet: sorted by chance, one line for every target, marks apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from pcanalysis.analysis import Gap, Portfolio, compare_portfolio, measure_gap
from pcanalysis.plots import Chart, draw, plot
from pcanalysis.plots.svg import to_svg
from pcanalysis.texts import headline
from tests.plots.reading import (
    is_dashed,
    line,
    lines,
    mark_named,
    marks,
    outside,
    overlapping,
    place,
    said_on,
    words_on,
)
from tests.texts.results import EXPORT, history, target


def row(name: str, figures: dict[int, float | str], goal: float, **facts: Any) -> Gap:
    """One indicator with a target for 2023."""
    described = {"names": {"nl": name, "en": name}, "code": "", "as_of": date(2022, 1, 1)}
    made = replace(history(figures, **(described | facts)), key=f"leiderdorp/{name}")
    return measure_gap(made, [target(2023, goal)])


LEIDERDORP = [
    row("taal", {2019: 77, 2021: 79}, 85),
    row("klant", {2019: 86, 2021: 88}, 90),
    row("digitaal", {2017: 79, 2019: 78, 2021: "insufficient_data"}, 80),
    row("klachten", {2021: 42}, 65),
    row(
        "cijfer",
        {2019: 7.0, 2021: 7.2},
        7.7,
        unit="mark",
        kind="survey_mean",
        rows={"decimals": 1, "sd": 1.5},
        decimals=1,
    ),
]


def drawn(gaps: Sequence[Gap], language: str = "nl", *, narrow: bool = False) -> Chart:
    chart = draw(compare_portfolio(gaps), language, narrow=narrow)
    assert chart is not None
    return chart


def height_of(chart: Chart, text: str) -> float:
    (found,) = [w for w in words_on(chart) if w.text == text]
    return found.bottom


def test_rows_stand_by_chance_then_marks_then_those_without_a_chance() -> None:
    chart = drawn(LEIDERDORP)
    names = ["Klant", "Digitaal", "Taal", "Cijfer", "Klachten"]
    chances = {g.history.short_name("nl"): g.headline and g.headline.p_reported for g in LEIDERDORP}
    by_chance = sorted(("klant", "digitaal", "taal"), key=lambda name: -(chances[name] or 0))
    names[:3] = [name.capitalize() for name in by_chance]
    heights = [height_of(chart, name) for name in names]
    assert heights == sorted(heights, reverse=True)


def test_what_was_never_measured_stands_last() -> None:
    chart = drawn([row("nooit", {}, 95), *LEIDERDORP])
    assert height_of(chart, "Nooit") < height_of(chart, "Klachten")


def test_filled_dots_are_the_printed_chance_and_hollow_ones_the_rest() -> None:
    klant = LEIDERDORP[1]
    assert klant.headline is not None
    chart = drawn([klant])
    count = len(np.ravel(line(chart, "filled").get_xdata()))
    assert 5 * count == klant.headline.chance_pct
    assert count + len(np.ravel(line(chart, "hollow").get_xdata())) == 20


def test_a_row_with_insufficient_evidence_has_no_dots() -> None:
    chart = drawn([LEIDERDORP[3]])
    assert marks(chart, "filled") == marks(chart, "hollow") == []
    assert "Klachten" in said_on(chart)
    assert "nog 23 punten te gaan" in said_on(chart)


def test_the_target_is_one_line_through_all_rows_of_a_unit() -> None:
    chart = drawn(LEIDERDORP[:2])
    xs, ys = (np.ravel(part) for part in line(chart, "target line").get_data())
    assert xs[0] == xs[1]
    figures = [place(mark)[1] for mark in lines(chart, "figure")]
    assert ys.min() < min(figures)
    assert max(figures) < ys.max()


def test_distance_is_drawn_to_scale_and_short_of_the_target_is_left() -> None:
    chart = drawn(LEIDERDORP[:2])
    x = np.ravel(line(chart, "target line").get_xdata())[0]
    six, two = (
        place(mark_named(chart, f"figure leiderdorp/{name}"))[0] for name in ("taal", "klant")
    )
    assert x - six == pytest.approx(3 * (x - two))


def test_where_lower_is_better_beyond_the_target_is_right() -> None:
    chart = drawn([row("wachten", {2019: 40, 2021: 30}, 35, direction="lower")])
    x = np.ravel(line(chart, "target line").get_xdata())[0]
    assert place(lines(chart, "figure")[0])[0] > x


def test_marks_have_an_axis_of_their_own() -> None:
    chart = drawn(LEIDERDORP)
    assert "Rapportcijfers" in said_on(chart)
    assert len(lines(chart, "target line")) == 3  # percentages, marks, those without a chance


def test_an_older_wave_is_hollow_with_a_star() -> None:
    chart = drawn(LEIDERDORP)
    assert mark_named(chart, "figure leiderdorp/digitaal").get_markerfacecolor() == "#ffffff"
    assert mark_named(chart, "figure leiderdorp/klant").get_markerfacecolor() == "#1f4e8c"
    assert "78%*" in said_on(chart)


def test_an_assumed_margin_is_dashed() -> None:
    chart = drawn([LEIDERDORP[1]])
    across = [m for m in chart.ground.get_lines() if m.get_linewidth() == 3.2]
    assert [is_dashed(mark) for mark in across] == [True]


def test_a_small_screen_keeps_the_words_and_leaves_axis_and_dots() -> None:
    chart = drawn(LEIDERDORP, narrow=True)
    assert marks(chart, "filled") == marks(chart, "target") == []
    assert "88%" in said_on(chart)
    assert "aanname" in said_on(chart)


def test_the_framed_sheet_begins_with_the_verdict() -> None:
    programme = compare_portfolio(LEIDERDORP)
    chart = plot(programme, "nl")
    assert chart is not None
    assert headline(programme, "nl") in said_on(chart)


def test_simulated_figures_are_marked() -> None:
    chart = plot(compare_portfolio([row("proef", {2019: 60, 2021: 62}, 65, sources=(EXPORT,))]))
    assert chart is not None
    assert "GESIMULEERD" in said_on(chart)


def test_without_indicators_there_is_no_sheet() -> None:
    assert draw(compare_portfolio([])) is None


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("narrow", [False, True])
def test_everything_fits_its_sheet_whatever_the_name(language: str, narrow: bool) -> None:
    long = [
        row("woord " * 60, {2019: 60, 2021: 62}, 65),
        row("x" * 400, {}, 65),
        row("<script>$a$ {0}", {2019: 24_000, 2021: 27_000}, 21_000, unit="count", kind="register"),
        measure_gap(history({2021: 60}), []),
        measure_gap(
            history({2019: 55, 2021: 60}, direction="range"),
            [target(2023, None, low=40.0, high=50.0)],
        ),
    ]
    made: Portfolio = compare_portfolio([*LEIDERDORP, *long])
    chart = draw(made, language, narrow=narrow)
    assert chart is not None
    assert outside(chart) == []
    assert overlapping(chart) == []
    svg = to_svg(chart, "a")
    assert len(svg.encode()) <= 60_000
    assert "<script" not in svg


def test_the_same_programme_gives_the_same_bytes() -> None:
    once, again = (to_svg(drawn(LEIDERDORP), "a") for _ in range(2))
    assert once == again
