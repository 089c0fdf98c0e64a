"""A user's own series: every index that means periods, and every doubt refused in two languages."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

import pcanalysis as pc
from pcanalysis.errors import DataRefused
from pcanalysis.model import Direction, History, Kind, NBasis, Status, Unit

YEARS = pd.PeriodIndex(["2015", "2016", "2017"], freq="Y")
WAVES = pd.Series([28.0, math.nan, 29.0], index=YEARS, name="Voelt zich gehoord")


def own(series: pd.Series = WAVES, unit: str = "%", **facts: Any) -> History:
    return History.from_series(series, "my/own", unit, **facts)


def codes(series: pd.Series = WAVES, unit: str = "%", **facts: Any) -> list[tuple[str, str | None]]:
    """What a refusal is about: code and argument."""
    with pytest.raises(DataRefused) as refused:
        own(series, unit, **facts)
    assert refused.value.told("en") != refused.value.told("nl")
    return [(problem.code, problem.column) for problem in refused.value.problems]


def test_an_empty_place_is_missing_for_an_unknown_reason_and_never_zero() -> None:
    missing = own().observations[1]

    assert (missing.status, missing.reason) == (Status.MISSING, "unknown")
    assert math.isnan(missing.value)
    assert [o.value for o in own().points] == [28.0, 29.0]


def test_one_number_of_answers_holds_for_every_wave() -> None:
    assert [(o.n, o.n_basis) for o in own(n=500).points] == [(500.0, NBasis.PUBLISHED)] * 2


def test_answers_per_period_may_be_unknown_for_one() -> None:
    first, _, last = own(n=[500, None, math.nan], n_basis="assumed").observations

    assert (first.n, first.n_basis) == (500.0, NBasis.ASSUMED)
    assert math.isnan(last.n)
    assert last.n_basis is NBasis.UNKNOWN


def test_every_fact_reaches_its_observation() -> None:
    history = own(se=1.5, sd=[1.0, 2.0, 3.0], numerator=[140, None, 145], denominator=500)

    last = history.points[-1]
    assert (last.se, last.sd, last.numerator, last.denominator) == (1.5, 3.0, 145.0, 500.0)


def test_the_denominator_of_a_share_is_its_number_of_answers() -> None:
    assert own(numerator=[140, None, 145], denominator=500).points[0].n == 500.0


@pytest.mark.parametrize(
    ("unit", "kind", "direction"),
    [
        ("%", Kind.SURVEY_SHARE, Direction.HIGHER),
        ("mark", Kind.SURVEY_MEAN, Direction.HIGHER),
        ("count", Kind.REGISTER, Direction.NEUTRAL),
        ("euro", Kind.REGISTER, Direction.NEUTRAL),
    ],
)
def test_the_unit_says_what_is_usual(unit: str, kind: Kind, direction: Direction) -> None:
    history = own(pd.Series([7.0, 8.0], index=YEARS[:2]), unit)

    assert (history.unit, history.kind, history.direction) == (Unit(unit), kind, direction)


def test_what_is_stated_goes_before_what_is_usual() -> None:
    history = own(kind="norm", better="lower", deff=1.2, decimals=1)

    assert (history.kind, history.direction) == (Kind.NORM, Direction.LOWER)
    assert (history.deff, history.decimals) == (1.2, 1)
    assert history.name == "Voelt zich gehoord"


@pytest.mark.parametrize(
    ("values", "decimals"), [([28.0, 29.0], 0), ([28.5, 29.0], 1), ([1 / 3, 2 / 3], 6)]
)
def test_the_decimals_are_those_that_the_figures_show(values: list[float], decimals: int) -> None:
    assert own(pd.Series(values, index=YEARS[:2])).decimals == decimals


@pytest.mark.parametrize(
    ("index", "freq", "first"),
    [
        (pd.period_range("2015", periods=3, freq="Y"), "Y", "2015-01-01"),
        (pd.period_range("2015Q2", periods=3, freq="Q"), "Q", "2015-04-01"),
        (pd.period_range("2015-02", periods=3, freq="M"), "M", "2015-02-01"),
        (pd.period_range("2015-01-01", periods=3, freq="W"), "W", "2014-12-29"),
        (pd.period_range("2015-01-01", periods=3, freq="D"), "D", "2015-01-01"),
        (pd.date_range("2015", periods=3, freq="YS"), "Y", "2015-01-01"),
        (pd.date_range("2015", periods=3, freq="YE"), "Y", "2015-01-01"),
        (pd.date_range("2015", periods=3, freq="2YS"), "Y", "2015-01-01"),
        (pd.date_range("2015", periods=5, freq="QS"), "Q", "2015-01-01"),
        (pd.date_range("2015", periods=5, freq="QE"), "Q", "2015-01-01"),
        (pd.date_range("2015", periods=5, freq="ME"), "M", "2015-01-01"),
        (pd.date_range("2015", periods=3, freq="W-MON"), "W", "2015-01-05"),
        (pd.date_range("2015", periods=3, freq="W-SUN"), "W", "2014-12-29"),
        (pd.date_range("2015", periods=3, freq="D"), "D", "2015-01-01"),
        (pd.date_range("2015", periods=3, freq="30min"), "30min", "2015-01-01"),
        (pd.date_range("2015", periods=3, freq="15min"), "15min", "2015-01-01"),
    ],
)
def test_an_index_of_calendar_periods_or_their_days_is_understood(
    index: pd.Index, freq: str, first: str
) -> None:
    history = own(pd.Series(np.arange(len(index)), index=index), "count", kind="contacts")

    assert history.freq == freq
    assert history.rows["start"].iloc[0] == pd.Timestamp(first)


def test_half_hours_keep_their_zone_through_a_clock_change() -> None:
    index = pd.date_range("2017-10-29", "2017-10-30", freq="30min", tz="Europe/Amsterdam")

    history = own(pd.Series(np.ones(len(index)), index=index), "count", kind="contacts")

    # 25 hours, both ends included
    assert len(history.rows) == 51
    assert history.rows["start"].iloc[-1] == pd.Timestamp("2017-10-30", tz="Europe/Amsterdam")


def test_the_oldest_period_stands_first_whatever_the_order() -> None:
    assert [o.year for o in own(WAVES[::-1], n=[3, 2, 1]).points] == [2015, 2017]
    assert own(WAVES[::-1], n=[3, 2, 1]).points[0].n == 1.0


def test_no_period_at_all_is_a_history_without_figures() -> None:
    assert own(pd.Series([], dtype=float, index=YEARS[:0])).points == ()


@pytest.mark.parametrize(
    ("index", "code"),
    [
        ([1, 2], "index_without_periods"),
        (pd.DatetimeIndex(["2015-01-01", None]), "index_without_periods"),
        (pd.PeriodIndex(["2015", "2016"], freq="Y-MAR"), "periods_unclear"),
        (pd.DatetimeIndex(["2015-01-01 10:07", "2016-01-01"]), "periods_unclear"),
        (pd.PeriodIndex(["1815", "1816"], freq="Y"), "year_out_of_range"),
        (pd.PeriodIndex(["2015", "2015"], freq="Y"), "period_twice"),
    ],
)
def test_an_index_that_names_no_clear_periods_is_refused(index: Any, code: str) -> None:
    assert {found for found, _ in codes(pd.Series([1.0, 2.0], index=index))} == {code}


@pytest.mark.parametrize("cell", ["28", True, "", object(), math.inf])
def test_what_is_no_number_is_refused_with_its_period(cell: object) -> None:
    series = pd.Series([28.0, cell], index=YEARS[:2], dtype=object)

    assert codes(series) == [("no_finite_number", "value 2016")]


def test_a_cell_that_is_no_number_is_not_repeated_in_the_refusal() -> None:
    series = pd.Series(["Jan Jansen", 28.0], index=YEARS[:2], dtype=object)

    with pytest.raises(DataRefused) as refused:
        own(series)

    assert "Jansen" not in refused.value.told("nl") + refused.value.told("en")


@pytest.mark.parametrize("name", ["n", "se", "sd", "denominator"])
@pytest.mark.parametrize("number", [0, -5])
def test_a_sampling_fact_is_above_zero_or_unknown(name: str, number: int) -> None:
    assert ("not_above_zero", f"{name} 2016") in codes(**{name: [1, number, None]})


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        ({"n": [500, 600]}, ("not_one_per_period", "n")),
        ({"n": pd.Series([1, 2, 3])}, ("not_one_per_period", "n")),
        ({"deff": 0}, ("not_above_zero", "deff")),
        ({"bounds": (100, 0)}, ("bounds_wrong", "bounds")),
        ({"kind": "survey_mean", "unit": "rate"}, ("bounds_wrong", "bounds")),
        ({"kind": "survey"}, ("expected_enum", "kind")),
        ({"better": "up"}, ("expected_enum", "better")),
        ({"n_basis": "guess"}, ("expected_enum", "n_basis")),
        ({"kind": "contacts"}, ("kind_has_unit", "kind")),
        ({"calendar": "XX"}, ("calendar_unknown", "calendar")),
        ({"calendar": "CA-XX"}, ("calendar_unknown", "calendar")),
        ({"numerator": -1, "denominator": 500}, ("negative_count", "numerator 2015")),
        ({"numerator": 100, "denominator": 500}, ("share_of_other_counts", "value 2015")),
    ],
)
def test_an_argument_that_cannot_be_is_refused_by_name(
    facts: dict[str, Any], about: tuple[str, str]
) -> None:
    assert about in codes(**facts)


@pytest.mark.parametrize(
    ("values", "unit", "facts"),
    [
        ([101.0], "%", {}),
        ([-1.0], "%", {}),
        ([0.5], "mark", {}),
        ([-1.0], "count", {}),
        ([6.0], "mark", {"bounds": (1, 5)}),
    ],
)
def test_a_figure_outside_its_limits_is_refused(
    values: list[float], unit: str, facts: dict[str, Any]
) -> None:
    assert codes(pd.Series(values, index=YEARS[:1]), unit, **facts) == [
        ("outside_bounds", "value 2015")
    ]


def test_all_problems_are_told_at_once() -> None:
    found = codes(WAVES * 100, "pct", better="up", n=[1, 2])

    assert [code for code, _ in found] == ["expected_enum", "expected_enum", "not_one_per_period"]


def test_a_share_may_be_rounded_from_its_counts() -> None:
    series = pd.Series([65.0], index=YEARS[:1])

    # 488 of 750 is 65.07 %
    assert own(series, numerator=488, denominator=750).points[0].value == 65.0


def test_the_counts_of_a_rate_need_not_give_a_percentage() -> None:
    rate = pd.Series([3.0], index=YEARS[:1])

    assert own(rate, "rate", numerator=3, denominator=1000).points[0].numerator == 3.0


@pytest.mark.parametrize("calendar", ["NL", "DE-NW", "CA-BC"])
def test_a_calendar_of_the_holidays_library_is_kept(calendar: str) -> None:
    assert own(calendar=calendar).calendar == calendar


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "answer",
    [pc.fit_trend, lambda h: pc.measure_gap(h, []), lambda h: pc.make_forecast(h, horizon=2)],
)
@pytest.mark.parametrize(
    "history",
    [
        own(n=500),
        own(pd.Series([7.0, 7.2], index=YEARS[:2]), "mark", n=700, sd=1.5),
        own(pd.Series([40.0, 44.0], index=YEARS[:2]), "count", kind="contacts", calendar="CA-BC"),
        own(pd.Series([4.0] * 9, index=pd.period_range("2010", periods=9, freq="Y")), "euro"),
    ],
    ids=["share", "mark", "contacts", "euro"],
)
def test_an_own_series_gets_every_answer_in_words_and_pictures(
    history: History, answer: Callable[[History], Any], language: str
) -> None:
    result = answer(history)

    assert pc.describe(result, language)
    pc.plot(result, language=language)
