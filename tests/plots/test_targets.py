"""Targets stand where they were set: at their year, at their value, with their name."""

from __future__ import annotations

import numpy as np
import pytest

from pcanalysis.analysis import measure_gap
from pcanalysis.model import History, Target
from pcanalysis.plots import Chart, draw
from pcanalysis.plots.targets import drawn_targets, target_values
from tests.plots.reading import lines, place, said_on, words_on
from tests.texts.results import REPRESENTED, history, target

EXPERT = history({2019: 80, 2021: 85}, n={2019: 787, 2021: 755})


def drawn(made: History, targets: list[Target], *, narrow: bool = False) -> Chart:
    chart = draw(measure_gap(made, targets), "nl", narrow=narrow)
    assert chart is not None
    return chart


def middle_of(chart: Chart, text: str) -> float:
    """Horizontal middle of a text under the axis."""
    (found,) = [w for w in words_on(chart) if w.text == text]
    return (found.left + found.right) / 2


def test_every_future_target_stands_at_its_year() -> None:
    chart = drawn(EXPERT, [target(2023, 88), target(2025, 90)])
    xs = [place(mark)[0] for mark in lines(chart, "target")]
    assert xs == pytest.approx([middle_of(chart, "2023"), middle_of(chart, "2025")], abs=0.6)


def test_a_target_of_a_measured_year_stands_beside_the_figure() -> None:
    chart = drawn(REPRESENTED, [target(2017, 31)])
    (diamond,) = lines(chart, "target")
    assert middle_of(chart, "2017") < place(diamond)[0] < middle_of(chart, "2017") + 60


def test_a_higher_target_stands_higher() -> None:
    chart = drawn(EXPERT, [target(2023, 88), target(2025, 90)])
    first, second = (place(mark)[1] for mark in lines(chart, "target"))
    (last_wave,) = [mark for mark in lines(chart, "figure") if mark.get_gid() == "figure 2021"]
    assert place(last_wave)[1] < first < second


def test_a_target_is_a_diamond_and_no_other_mark_is() -> None:
    chart = drawn(EXPERT, [target(2023, 88)])
    assert [mark.get_marker() for mark in lines(chart, "target")] == ["D"]
    assert {mark.get_marker() for mark in lines(chart, "figure")} == {"o"}


@pytest.mark.parametrize(
    ("kind", "wide", "narrow"),
    [
        ("streefwaarde", "streefwaarde 88%", "doel 88%"),
        ("begroot", "begrote waarde 88%", "begroot 88%"),
        ("norm", "norm 88%", "norm 88%"),
    ],
)
def test_a_target_is_named_by_its_kind_and_value(kind: str, wide: str, narrow: str) -> None:
    assert wide in said_on(drawn(EXPERT, [target(2023, 88, kind)]))
    assert narrow in said_on(drawn(EXPERT, [target(2023, 88, kind)], narrow=True))


def test_a_norm_that_always_holds_is_a_line_over_the_whole_picture() -> None:
    chart = drawn(history({2017: 75}, kind="register"), [target(None, 80, "norm")])
    (diamond,) = lines(chart, "target")
    height = place(diamond)[1]
    across = [
        np.ptp(np.ravel(mark.get_xdata()))
        for mark in chart.ground.get_lines()
        if np.allclose(np.ravel(mark.get_ydata()), height)
    ]
    assert max(across) > 0.85 * chart.width
    assert "norm 80%" in said_on(chart)


def test_a_range_is_named_by_both_ends() -> None:
    chart = drawn(history({2017: 70}, direction="range"), [target(2017, None, low=40.0, high=60.0)])
    assert "streefwaarde 40% tot 60%" in said_on(chart)


def test_of_two_targets_for_one_year_the_newest_is_drawn() -> None:
    old, new = target(2023, 86), target(2023, 88)
    assert drawn_targets([old, new]) == (new,)


def test_targets_of_different_years_are_all_drawn() -> None:
    targets = [target(None, 75, "norm"), target(2023, 86), target(2025, 88)]
    assert drawn_targets(targets) == tuple(targets)


def test_the_axis_holds_both_ends_of_a_range_and_every_value() -> None:
    targets = [target(2017, None, low=40.0, high=60.0), target(2019, 75)]
    assert target_values(targets) == [40.0, 60.0, 75.0]


def test_a_target_far_away_stays_on_the_picture() -> None:
    chart = drawn(history({2017: 5}), [target(2017, 95)])
    (diamond,) = lines(chart, "target")
    assert 0 < place(diamond)[1] < chart.height
