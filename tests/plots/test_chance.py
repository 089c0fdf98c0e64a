"""The picture of a target ahead: past, fan and dots say what the chance says."""

from __future__ import annotations

import numpy as np
import pytest

from pcanalysis.analysis import Gap, measure_gap
from pcanalysis.model import History
from pcanalysis.plots import Chart, draw
from pcanalysis.plots.chance import has_chance
from tests.plots.reading import (
    areas,
    is_dashed,
    line,
    lines,
    marks,
    named_area,
    place,
    said_on,
    words_on,
)
from tests.texts.results import history, target

EXPERT = history({2019: 80, 2021: 85}, n={2019: 787, 2021: 755})
TWO_AHEAD = [target(2023, 88), target(2025, 90)]


def ahead(made: History = EXPERT, **options: str) -> Gap:
    return measure_gap(made, TWO_AHEAD, as_of="2022-01-01", **options)


def drawn(gap: Gap, language: str = "nl", *, narrow: bool = False) -> Chart:
    chart = draw(gap, language, narrow=narrow)
    assert chart is not None
    return chart


def test_every_target_ahead_has_its_dots_and_says_how_many_reach_it() -> None:
    chart, gap = drawn(ahead()), ahead()
    assert len(lines(chart, "filled")) == len(lines(chart, "hollow")) == 2
    for row in gap.outlook:
        assert row.chance_pct is not None
        assert f"{row.chance_pct // 5} van de 20" in said_on(chart)


def test_a_small_screen_has_the_dots_of_the_verdict_only() -> None:
    chart = drawn(ahead(), "en", narrow=True)
    assert [mark.get_gid() for mark in lines(chart, "filled")] == ["filled 2023"]
    assert "of 20 reach" in said_on(chart)


def test_insufficient_evidence_has_no_dots_and_no_fan() -> None:
    gap = ahead(history({2021: 85}))
    assert gap.evidence == "insufficient"
    chart = drawn(gap)
    assert marks(chart, "filled") == marks(chart, "hollow") == []
    assert areas(chart, "band90") == []
    assert len(lines(chart, "target")) == 2


def test_a_target_that_passed_unmeasured_has_no_dots() -> None:
    gap = measure_gap(EXPERT, [target(2022, 86), target(2024, 90)], as_of="2023-06-01")
    chart = drawn(gap)
    assert [mark.get_gid() for mark in lines(chart, "filled")] == ["filled 2024"]


@pytest.mark.parametrize(("band", "levels"), [("band90", (0.05, 0.95)), ("band50", (0.25, 0.75))])
def test_at_the_target_the_fan_is_that_of_the_chance(
    band: str, levels: tuple[float, float]
) -> None:
    gap = ahead()
    chart = drawn(gap)
    heights = {w.text: (w.bottom + w.top) / 2 for w in words_on(chart)}
    low, high = heights["75%"], heights["90%"]
    corners = named_area(chart, band)
    right = corners[corners[:, 0] > corners[:, 0].max() - 0.1][:, 1]
    shown = [75 + 15 * (y - low) / (high - low) for y in (right.min(), right.max())]
    assert shown == pytest.approx(gap.outlook[-1].quantiles(levels), abs=0.2)


def test_the_fan_runs_from_the_last_wave_to_the_last_target() -> None:
    chart = drawn(ahead())
    corners, middle = named_area(chart, "band90"), line(chart, "middle")
    assert corners[:, 0].min() == pytest.approx(place(lines(chart, "figure")[-1])[0])
    assert corners[:, 0].max() == pytest.approx(place(lines(chart, "target")[-1])[0])
    assert is_dashed(middle)


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", ("9 van de 10", "de helft van de")), ("en", ("9 times out", "half of the"))],
)
def test_the_bands_are_named_in_words(language: str, words: tuple[str, str]) -> None:
    said = said_on(drawn(ahead(), language))
    assert all(part in said for part in words)


def test_the_closed_form_has_the_same_picture() -> None:
    chart = drawn(ahead(method="closed_form"))
    assert len(lines(chart, "filled")) == 2
    assert len(areas(chart, "band50")) == 1


def test_the_closed_form_of_one_target_still_has_a_fan_with_width() -> None:
    gap = measure_gap(EXPERT, [target(2023, 88)], as_of="2022-01-01", method="closed_form")
    corners = named_area(drawn(gap), "band90")
    assert np.ptp(corners[:, 0]) > 10


def test_a_register_has_bars_and_no_dots() -> None:
    gap = measure_gap(
        history({2016: 24, 2017: 27}, unit="days", kind="register"), [target(2019, 21)]
    )
    assert not has_chance(gap)
    assert marks(drawn(gap), "filled") == []


def test_of_a_long_past_the_last_waves_are_drawn() -> None:
    waves = history({year: 60 + year % 3 for year in range(1990, 2021)})
    chart = drawn(measure_gap(waves, [target(2023, 70)], as_of="2022-01-01"))
    assert len(lines(chart, "figure")) == 12
