"""Bars begin at zero, carry their number, and are hatched when they are no exact figure."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pcanalysis.analysis import fit_trend, measure_gap
from pcanalysis.model import History
from pcanalysis.plots import Chart, draw
from tests.plots.reading import areas, lines, marks, named_area, place, said_on, words_on
from tests.texts.results import PHONE, calls, history, target


def drawn(made: History, language: str = "nl", *, narrow: bool = False) -> Chart:
    chart = draw(fit_trend(made), language, narrow=narrow)
    assert chart is not None
    return chart


def test_bars_stand_on_zero_and_are_as_long_as_their_figures() -> None:
    chart = drawn(PHONE)
    first, second = (named_area(chart, f"bar {year}")[:, 1] for year in (2016, 2017))
    assert first.min() == pytest.approx(second.min())
    lengths = [float(bar.max() - bar.min()) for bar in (first, second)]
    assert lengths[1] / lengths[0] == pytest.approx(190_000 / 165_000)


@pytest.mark.parametrize(
    ("language", "numbers"), [("nl", ("165.000", "190.000")), ("en", ("165,000", "190,000"))]
)
def test_every_bar_carries_its_number(language: str, numbers: tuple[str, str]) -> None:
    said = said_on(drawn(PHONE, language))
    assert all(number in said for number in numbers)


def test_a_register_has_no_margin_and_is_never_called_of_unknown_margin() -> None:
    chart = drawn(PHONE)
    assert marks(chart, "margin") == []
    assert "marge" not in said_on(chart)


@pytest.mark.parametrize(
    ("status", "hatched"),
    [
        ("actual", False),
        ("provisional", True),
        ("estimate", True),
        ("derived", True),
        ("lower_bound", True),
        ("derived_lower_bound", True),
    ],
)
def test_a_bar_is_hatched_if_and_only_if_it_is_no_exact_figure(status: str, hatched: bool) -> None:
    chart = drawn(calls({2016: 6707, 2017: 11_000}, status={2016: status}))
    (bar,) = [mark for mark in marks(chart, "bar") if mark.get_gid() == "bar 2016"]
    assert bool(bar.get_hatch()) is hatched  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "meer dan 300.000"), ("en", "more than 300,000")]
)
def test_a_lower_bound_says_that_there_may_be_more(language: str, words: str) -> None:
    bound = calls({2016: 250_000, 2017: 300_000}, status={2017: "lower_bound"})
    for narrow in (False, True):
        assert words in said_on(drawn(bound, language, narrow=narrow))


def test_an_amount_below_zero_hangs_under_the_axis() -> None:
    balance = history({2016: -1_200_000, 2017: 3_400_000}, unit="euro", kind="register")
    chart = drawn(balance)
    below, above = (named_area(chart, f"bar {year}")[:, 1] for year in (2016, 2017))
    assert below.max() == pytest.approx(above.min())
    assert below.min() < above.min()


def test_a_missing_year_keeps_its_place_and_says_why() -> None:
    chart = drawn(calls({2016: 10, 2017: "not_yet_known", 2018: 12}))  # type: ignore[dict-item]
    assert "nog niet bekend" in said_on(chart)
    first, second = areas(chart, "bar")
    width = first[:, 0].max() - first[:, 0].min()
    assert second[:, 0].min() - first[:, 0].max() > width  # a whole bar fits between


def test_a_share_of_a_register_has_no_line_above_all() -> None:
    said = said_on(drawn(history({2019: 96, 2020: 100}, kind="register")))
    assert "100%" in said
    assert "120%" not in said


def test_the_unit_stands_beside_the_number_only_when_it_is_one_sign() -> None:
    assert "€ 25" in said_on(drawn(history({2019: 25}, unit="euro", kind="register")))
    waiting = said_on(drawn(history({2019: 28}, unit="days", kind="register")))
    assert "28" in waiting
    assert "dagen" not in waiting


def test_the_target_of_a_bar_lies_at_its_value() -> None:
    made = history({2017: 27}, unit="days", kind="register", direction="lower")
    chart = draw(measure_gap(made, [target(2017, 21, "begroot")]), "nl")
    assert chart is not None
    (diamond,) = lines(chart, "target")
    bar = named_area(chart, "bar 2017")[:, 1]
    share = (place(diamond)[1] - bar.min()) / (bar.max() - bar.min())
    assert share == pytest.approx(21 / 27)


def test_all_years_of_many_stand_side_by_side() -> None:
    chart = drawn(calls({year: 1000 + year for year in range(2005, 2020)}))
    bars = areas(chart, "bar")
    assert len(bars) == 15
    for one, other in pairwise(bars):
        assert one[:, 0].max() < other[:, 0].min()


def test_an_amount_is_never_broken_from_its_sign() -> None:
    balance = history(
        {year: 2_000_000 + year for year in range(2012, 2020)}, unit="euro", kind="register"
    )
    texts = [words.text for words in words_on(drawn(balance, narrow=True))]
    assert "€" not in texts
    assert "€ 2.002.019" in texts
