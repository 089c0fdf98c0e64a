"""Survey charts show what the calculation says: margins, what chance can do, and lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pcanalysis.analysis import Trend, fit_trend, measure_gap
from pcanalysis.model import History
from pcanalysis.plots import Chart, draw, plot
from tests.plots.reading import (
    areas,
    is_dashed,
    line,
    lines,
    mark_named,
    marks,
    named_area,
    place,
    said_on,
    words_on,
)
from tests.texts.results import REPRESENTED, UNKNOWN_N, history, target

PUBLISHED = {"basis": "published", "n": 800}


def drawn(trend: Trend, language: str = "nl", *, narrow: bool = False) -> Chart:
    """Bare picture of a trend that has figures."""
    chart = draw(trend, language, narrow=narrow)
    assert chart is not None
    return chart


def value_at(chart: Chart, low: tuple[str, float], high: tuple[str, float], y: float) -> float:
    """Value of a height, read between two grid lines."""
    heights = {w.text: (w.bottom + w.top) / 2 for w in words_on(chart)}
    ends = sorted([(heights[low[0]], low[1]), (heights[high[0]], high[1])])
    share = (y - ends[0][0]) / (ends[1][0] - ends[0][0])
    return ends[0][1] + share * (ends[1][1] - ends[0][1])


def test_a_wave_stands_at_its_value() -> None:
    chart = drawn(fit_trend(REPRESENTED))
    for year, value in (("2015", 28), ("2017", 29)):
        _, y = place(mark_named(chart, f"figure {year}"))
        assert value_at(chart, ("20%", 20), ("40%", 40), y) == pytest.approx(value, abs=0.15)


def test_time_is_real_on_the_axis() -> None:
    # 2015, 2017 and 2021: the second gap is twice the first.
    chart = drawn(fit_trend(history({2015: 28, 2017: 29, 2021: 33})))
    first, second, third = (place(mark)[0] for mark in lines(chart, "figure"))
    assert third - second == pytest.approx(2 * (second - first))


def test_two_waves_are_never_joined() -> None:
    chart = drawn(fit_trend(history({2015: 40, 2017: 60}, **PUBLISHED)))
    assert marks(chart, "fit") == []
    joins = [
        mark
        for mark in marks(chart, "figure") + marks(chart, "margin")
        if len(set(np.ravel(mark.get_xdata()))) > 1  # type: ignore[attr-defined]
    ]
    assert joins == []


@pytest.mark.parametrize(
    ("facts", "dashed"),
    [
        ({"n": 500, "basis": "assumed"}, True),
        ({"n": 500, "basis": "survey_total"}, True),
        ({"n": 500, "basis": "published"}, False),
    ],
)
def test_a_margin_is_dashed_if_and_only_if_the_answers_are_assumed(
    facts: dict[str, object], dashed: bool
) -> None:
    chart = drawn(fit_trend(history({2015: 28, 2017: 29}, **facts)))
    assert [is_dashed(mark) for mark in lines(chart, "margin")] == [dashed, dashed]


def test_of_mixed_waves_only_the_assumed_margin_is_dashed() -> None:
    mixed = history({2015: 28, 2017: 29}, basis={2015: "assumed", 2017: "published"})
    assert [is_dashed(mark) for mark in lines(drawn(fit_trend(mixed)), "margin")] == [True, False]


def test_a_margin_of_marks_is_dashed_when_the_spread_of_the_answers_is_assumed() -> None:
    marks_history = history(
        {2019: 7.0, 2021: 7.2},
        unit="mark",
        kind="survey_mean",
        rows={"decimals": 1, "sd": 1.5},
        decimals=1,
        **PUBLISHED,
    )
    assert [is_dashed(m) for m in lines(drawn(fit_trend(marks_history)), "margin")] == [True, True]


def test_the_margin_runs_from_end_to_end_of_the_interval() -> None:
    # Wilson, 140 of 500: 24.2 % to 32.1 % (Wilson 1927 formula by hand).
    p, n, z = 0.28, 500, 1.959964
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    chart = drawn(fit_trend(REPRESENTED))
    ends = np.ravel(lines(chart, "margin")[0].get_ydata())
    shown = [value_at(chart, ("20%", 20), ("40%", 40), float(y)) for y in ends]
    assert shown == pytest.approx([100 * (middle - half), 100 * (middle + half)], abs=0.2)


def test_an_unknown_number_of_answers_gives_hollow_dots_words_and_no_margin() -> None:
    for language, words in (("nl", "marge onbekend"), ("en", "margin unknown")):
        chart = drawn(fit_trend(UNKNOWN_N), language)
        assert marks(chart, "margin") == []
        assert words in said_on(chart)
        fills = {mark.get_markerfacecolor() for mark in lines(chart, "figure")}
        assert fills == {"#ffffff"}


def test_a_known_margin_has_filled_dots_and_no_such_words() -> None:
    chart = drawn(fit_trend(REPRESENTED))
    assert "marge onbekend" not in said_on(chart)
    assert {mark.get_markerfacecolor() for mark in lines(chart, "figure")} == {"#1f4e8c"}


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_band_of_chance_says_what_it_means(language: str, narrow: bool) -> None:
    said = said_on(drawn(fit_trend(REPRESENTED), language, narrow=narrow))
    assert {"nl": "Is er niets veranderd?", "en": "If nothing changed,"}[language] in said


def test_without_a_known_margin_there_is_no_band() -> None:
    assert areas(drawn(fit_trend(UNKNOWN_N)), "null band") == []


def test_one_wave_has_no_band() -> None:
    assert areas(drawn(fit_trend(history({2017: 42}))), "null band") == []


def two_sided_p(y1: float, y2: float, n1: int, n2: int) -> float:
    """Two-wave test by hand: sampling variance plus that of rounding to whole percents."""
    parts = [y * (100 - y) / n + 1 / 12 for y, n in ((y1, n1), (y2, n2))]
    return float(2 * stats.norm.sf(abs(y2 - y1) / np.sqrt(sum(parts))))


@given(
    y1=st.integers(3, 97),
    y2=st.integers(3, 97),
    n1=st.integers(80, 3000),
    n2=st.integers(80, 3000),
)
def test_the_band_holds_the_last_wave_exactly_when_the_test_is_not_clear(
    y1: int, y2: int, n1: int, n2: int
) -> None:
    p = two_sided_p(y1, y2, n1, n2)
    if abs(p - 0.05) < 1e-6:
        return  # on the edge itself both answers are right
    waves = history({2015: y1, 2017: y2}, n={2015: n1, 2017: n2}, basis="published")
    chart = drawn(fit_trend(waves))
    heights = named_area(chart, "null band")[:, 1]
    _, y = place(mark_named(chart, "figure 2017"))
    assert (heights.min() <= y <= heights.max()) == (p > 0.05)


def test_the_band_begins_at_the_first_wave_and_reaches_past_the_last() -> None:
    chart = drawn(fit_trend(REPRESENTED))
    (band,) = [named_area(chart, "null band")]
    first, last = (place(mark)[0] for mark in lines(chart, "figure"))
    assert band[:, 0].min() == pytest.approx(first)
    assert band[:, 0].max() > last


def test_three_waves_without_a_clear_change_have_no_line() -> None:
    waves = history({2015: 66, 2017: 69, 2019: 65}, **PUBLISHED)
    assert fit_trend(waves).status == "no_clear_change"
    assert marks(drawn(fit_trend(waves)), "fit") == []


def test_a_clear_change_over_five_waves_has_a_line_with_the_slope_of_the_verdict() -> None:
    waves = history({2011: 50, 2013: 54, 2015: 60, 2017: 63, 2019: 68}, **PUBLISHED)
    trend = fit_trend(waves)
    assert trend.status == "improving"
    assert trend.slope_per_year is not None
    chart = drawn(trend)
    y1, y2 = np.ravel(line(chart, "fit").get_ydata())
    ticks = (("50%", 50), ("70%", 70))
    rise = value_at(chart, *ticks, float(y2)) - value_at(chart, *ticks, float(y1))
    assert rise == pytest.approx(8 * trend.slope_per_year, abs=0.3)  # 2011 to 2019


def test_a_proven_change_has_a_triangle_and_nothing_else_has() -> None:
    up = fit_trend(history({2011: 50, 2013: 54, 2015: 60, 2017: 63, 2019: 68}, **PUBLISHED))
    down = fit_trend(history({2011: 68, 2013: 63, 2015: 60, 2017: 54, 2019: 50}, **PUBLISHED))
    assert [(m.get_marker(), m.get_markerfacecolor()) for m in lines(drawn(up), "verdict")] == [
        ("^", "#00655f")
    ]
    assert [(m.get_marker(), m.get_markerfacecolor()) for m in lines(drawn(down), "verdict")] == [
        ("v", "#b84e06")
    ]
    assert marks(drawn(fit_trend(REPRESENTED)), "verdict") == []


def test_a_year_without_a_survey_says_so() -> None:
    said = said_on(drawn(fit_trend(REPRESENTED)))
    assert said.count("geen enquête") == 2  # 2014 and 2016


def test_neighbouring_years_with_the_same_reason_share_their_words() -> None:
    waves = history({2015: 28, 2016: "no_survey", 2017: "no_survey", 2018: 29})
    assert said_on(drawn(fit_trend(waves))).count("geen enquête") == 1


def test_a_year_nobody_wrote_about_has_no_figure() -> None:
    assert "geen cijfer" in said_on(drawn(fit_trend(history({2015: 28, 2017: 29}))))


def test_a_question_that_failed_says_so_under_its_year() -> None:
    waves = history({2019: 78, 2021: "insufficient_data"})
    assert "te weinig antwoorden" in said_on(drawn(fit_trend(waves)))


def test_the_axis_of_a_share_spans_twenty_points_at_least() -> None:
    ticks = [w.text for w in words_on(drawn(fit_trend(REPRESENTED))) if w.text.endswith("0%")]
    assert {"20%", "30%", "40%"} <= set(ticks)


def test_the_frame_says_title_subtitle_and_how_to_read_it() -> None:
    chart = plot(measure_gap(REPRESENTED, [target(2017, 31)]), "nl")
    assert chart is not None
    said = said_on(chart)
    assert "Net niet gehaald, binnen de marge" in said
    assert "Gestreepte lijn: marge van de enquête bij 500 antwoorden" in said
    assert "Jaarverslag 2017" in said


def test_the_input_is_not_changed_by_drawing_it() -> None:
    before: History = REPRESENTED
    rows = before.rows.copy()
    drawn(fit_trend(before))
    assert before.rows.equals(rows)
