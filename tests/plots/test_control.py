"""Charts per month mark only what a rule flags, and say which rule and where the norm lies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pcanalysis.analysis import chart_xmr, judge_norm
from pcanalysis.model import Direction, History, Kind, Unit, history_rows
from pcanalysis.plots import Chart, draw, plot
from pcanalysis.plots.svg import to_svg
from tests.plots.reading import (
    areas,
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
from tests.texts.results import EXPORT

# Answered within 20 seconds, as drawn in the specification.
ANSWERED = (82, 71, 78, 76, 76, 67, 72, 76, 75, 85, 77.5, 76)
BETTER = (76, 80.7, 79.9, 81.3, 83.2, 81.7, 84.2, 81.8, 82.3, 85.5, 83.3, 81)
CALM = tuple(80 + (i % 3) for i in range(24))


def monthly(values: Sequence[float | None], cases: int = 0, **facts: Any) -> History:
    """Percentages per month from January 2016 on."""
    records = []
    for start, value in zip(
        pd.date_range("2016-01-01", periods=len(values), freq="MS"), values, strict=True
    ):
        record: dict[str, Any] = {"start": start, "line": 2, "value": value}
        if value is None:
            record["reason"] = "not_yet_known"
        elif cases:
            record |= {"numerator": round(value * cases / 100), "denominator": cases}
        records.append(record)
    described = {"unit": Unit.PERCENT, "kind": Kind.REGISTER, "direction": Direction.HIGHER}
    return History(
        key="voorbeeld/binnen-20-seconden",
        freq="M",
        rows=history_rows(records),
        names={"nl": "Binnen 20 seconden", "en": "Within 20 seconds"},
        sources=(EXPORT,),
        **(described | facts),
    )


PHONE = monthly([*ANSWERED, *BETTER])


def drawn(result: Any, language: str = "nl", *, narrow: bool = False) -> Chart:
    chart = draw(result, language, narrow=narrow)
    assert chart is not None
    return chart


def test_a_triangle_stands_on_every_flagged_point_and_on_no_other() -> None:
    result = chart_xmr(PHONE, target=80)
    chart = drawn(result)
    flagged = [p.label for p, s in zip(result.periods, result.signals, strict=True) if s]
    assert [(m.get_gid() or "").split(" ")[1] for m in lines(chart, "signal")] == flagged
    assert len(lines(chart, "figure")) == 24 - len(flagged)
    assert {m.get_marker() for m in lines(chart, "figure")} == {"o"}


def test_shape_tells_up_from_down_and_colour_better_from_worse() -> None:
    looks = {
        (m.get_marker(), m.get_markerfacecolor()) for m in lines(drawn(chart_xmr(PHONE)), "signal")
    }
    assert looks == {("^", "#00655f"), ("v", "#b84e06")}


def test_where_lower_is_better_a_fall_is_still_a_triangle_down() -> None:
    fewer = monthly([*ANSWERED, *BETTER], direction=Direction.LOWER)
    looks = {
        (m.get_marker(), m.get_markerfacecolor()) for m in lines(drawn(chart_xmr(fewer)), "signal")
    }
    assert looks == {("^", "#b84e06"), ("v", "#00655f")}


def test_without_a_better_side_triangles_have_the_colour_of_figures() -> None:
    neutral = monthly([*ANSWERED, *BETTER], direction=Direction.NEUTRAL)
    assert {m.get_markerfacecolor() for m in lines(drawn(chart_xmr(neutral)), "signal")} == {
        "#1f4e8c"
    }


@pytest.mark.parametrize("narrow", [False, True])
def test_the_rule_stands_in_words(narrow: bool) -> None:
    said = said_on(drawn(chart_xmr(PHONE), narrow=narrow))
    assert "11 maanden op rij" in said
    assert "boven het gemiddelde" in said


def test_a_point_outside_the_limits_has_its_month_and_value() -> None:
    said = said_on(drawn(chart_xmr(PHONE)))
    assert "juni 2016: 67%," in said
    assert "onder de ondergrens" in said


def test_a_calm_series_has_no_triangles() -> None:
    assert marks(drawn(chart_xmr(monthly(CALM))), "signal") == []


def test_limits_average_and_norm_are_written_at_the_right() -> None:
    chart = drawn(chart_xmr(PHONE, target=80))
    last = place(lines(chart, "signal")[-1])[0]
    right = {w.text for w in words_on(chart) if w.left > last}
    # The specification draws these limits: 69 % and 89 %, average 79 %, for nearly these figures.
    assert {"norm 80%", "gemiddeld 79%", "ondergrens 69%", "bovengrens 88%"} <= right


def test_the_norm_is_a_diamond_on_a_line_over_the_whole_series() -> None:
    chart = drawn(chart_xmr(PHONE, target=80))
    (diamond,) = lines(chart, "target")
    norm = line(chart, "norm line")
    assert diamond.get_marker() == "D"
    assert place(diamond)[1] == pytest.approx(np.ravel(norm.get_ydata())[0])
    assert np.ptp(np.ravel(norm.get_xdata())) > 0.7 * chart.width


def test_under_twelve_points_there_is_a_median_and_no_limits_or_triangles() -> None:
    chart = drawn(chart_xmr(monthly(ANSWERED[:11]), target=80))
    assert areas(chart, "limits") == []
    assert marks(chart, "signal") == []
    said = said_on(chart)
    assert "midden 76%" in said  # by hand: sorted, the sixth of eleven
    assert "grens" not in said


def test_a_missing_month_is_a_gap_in_the_line() -> None:
    values: list[float | None] = list(CALM)
    values[8] = None
    chart = drawn(chart_xmr(monthly(values)))
    assert len(lines(chart, "joined")) == 2
    assert len(lines(chart, "figure")) == 23


def test_limits_that_start_anew_make_a_step() -> None:
    (area,) = areas(drawn(chart_xmr(PHONE, rebase=[12])), "limits")
    assert len(set(np.round(area[:, 1], 3))) == 4  # two lower and two upper limits


def test_a_norm_per_month_has_the_limits_of_its_cases() -> None:
    norm = judge_norm(monthly([v + 10 for v in (*ANSWERED, *BETTER)], cases=3000), 95)
    chart = drawn(norm)
    flagged = norm.table.loc[norm.table["signal"] != "", "period"]
    assert [(m.get_gid() or "").split(" ")[1] for m in lines(chart, "signal")] == list(flagged)
    assert len(flagged) == 1
    assert "norm 95%" in said_on(chart)
    assert len(areas(chart, "limits")) == 1


def test_a_norm_of_few_months_is_a_run_chart() -> None:
    chart = drawn(judge_norm(monthly(ANSWERED[:6], cases=400), 80))
    assert areas(chart, "limits") == []
    assert len(lines(chart, "figure")) == 6


def test_counts_have_points_with_the_range_of_their_values() -> None:
    calls = monthly(
        [30 * v for v in (*ANSWERED, *BETTER)], unit=Unit.COUNT, direction=Direction.NEUTRAL
    )
    ticks = [w.text for w in words_on(drawn(chart_xmr(calls))) if w.left < 12]
    assert "0" not in ticks


def test_without_figures_there_is_no_chart() -> None:
    assert draw(chart_xmr(monthly([]))) is None
    assert draw(chart_xmr(monthly([None, None]))) is None


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("months", [1, 5, 12, 24, 60])
def test_every_length_fits_its_sheet(months: int, language: str) -> None:
    values = [55.0 + 7 * ((7 * i) % 5) + i / 5 for i in range(months)]
    history = monthly(values, cases=900)
    for result in (chart_xmr(history, target=75), judge_norm(history, 75)):
        for chart in (plot(result, language), drawn(result, language, narrow=True)):
            assert chart is not None
            assert outside(chart) == []
            assert overlapping(chart) == []
            assert 20 < len(chart.alt_text) <= 350
            assert len(to_svg(chart, "a").encode()) <= 60_000


def test_the_same_series_gives_the_same_bytes() -> None:
    once, again = (to_svg(drawn(chart_xmr(PHONE, target=80)), "a") for _ in range(2))
    assert once == again


def test_an_ordinary_figure_stands_at_its_value() -> None:
    chart = drawn(chart_xmr(PHONE, target=80))
    heights = {w.text: (w.bottom + w.top) / 2 for w in words_on(chart) if w.left < 20}
    y = place(mark_named(chart, "figure 2016-10"))[1]
    assert y == pytest.approx(heights["85%"], abs=1)
