"""Yearly counts, amounts and register shares: a whole distribution, never a fitted line."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pcanalysis.analysis import Forecast, make_forecast
from pcanalysis.errors import InvalidModel, WrongCall
from pcanalysis.model import Direction, History, Kind, Unit, history_rows
from tests.analysis.builders import yearly

UNITS = {"count": "count", "euro": "euro", "percent": "%"}
CALLS = {2016: 165_000.0, 2017: 190_000.0}


def test_two_points_give_a_wide_answer() -> None:
    forecast = make_forecast(yearly(CALLS), horizon=1)

    low, high = forecast.quantile(0.025)[0], forecast.quantile(0.975)[0]
    assert low < 165_000 * 0.85
    assert high > 190_000 * 1.3


def test_a_register_share_stays_between_0_and_100() -> None:
    history = yearly({2015: 96.0, 2016: 75.0}, unit="%", kind="register", direction="higher")

    table = make_forecast(history, horizon=4).table_values

    assert table.min() >= 0
    assert table.max() <= 100


def test_a_register_share_moves_on_the_arcsine_scale() -> None:
    forecast = make_forecast(yearly({2016: 50.0}, unit="%", kind="register"), horizon=1)

    # 78.54 + 9 × 1.885618 = 95.51 on that scale, and 100 sin²(0.9551) back
    assert forecast.quantile(0.9)[0] == pytest.approx(66.64, abs=0.01)


def test_bounds_of_the_indicator_are_kept() -> None:
    history = yearly({2020: 95.0}, kind="register", bounds=(0.0, 100.0))

    assert make_forecast(history, horizon=4).table_values.max() == 100.0


def test_a_negative_balance_may_stay_negative() -> None:
    forecast = make_forecast(yearly({2019: -40.0, 2020: 10.0}, unit="euro"), horizon=1)

    assert forecast.table_values.min() < -40


def test_nothing_but_zeros_does_not_crash_and_is_not_certain() -> None:
    forecast = make_forecast(yearly({2019: 0.0, 2020: 0.0}), horizon=1)

    assert forecast.median[0] == 0
    assert forecast.quantile(0.995)[0] > 0


def test_a_constant_series_is_still_uncertain() -> None:
    forecast = make_forecast(yearly({2015 + i: 80.0 for i in range(6)}), horizon=1)

    assert forecast.quantile(0.9)[0] > 80.0 > forecast.quantile(0.1)[0]


def test_a_lower_bound_is_not_used_as_a_level() -> None:
    history = yearly({2016: 250_000.0, 2017: 300_000.0}, status={2017: "lower_bound"})

    forecast = make_forecast(history, horizon=1)

    assert forecast.median[0] == pytest.approx(250_000)
    assert forecast.periods[0].label == "2018"


def test_only_lower_bounds_are_refused_with_the_reason() -> None:
    history = yearly({2017: 300_000.0}, status={2017: "lower_bound"})

    with pytest.raises(InvalidModel, match="lower bounds"):
        make_forecast(history, horizon=1)


figures = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12)


@given(figures, st.integers(1, 6), st.sampled_from(["count", "euro", "%", "rate"]))
def test_any_yearly_series_gets_ordered_finite_quantiles(
    values: list[float], horizon: int, unit: str
) -> None:
    history = yearly({2001 + i: v for i, v in enumerate(values)}, unit=unit, kind="register")

    forecast = make_forecast(history, horizon=horizon)

    assert np.isfinite(forecast.table_values).all()
    assert np.isfinite(forecast.mean).all()
    assert (np.diff(forecast.table_values, axis=1) >= 0).all()


LEVELS = (0.025, 0.10, 0.50, 0.90, 0.975)


def quantiles(forecast: Forecast, year: int) -> list[float]:
    return [float(forecast.quantile(p)[year - 1]) for p in LEVELS]


def test_the_reference_cases_hold_through_the_front_door() -> None:
    series = {2010: 100.0, 2012: 104.0, 2014: 103.0, 2018: 112.0}
    figures = {year: series.get(year) for year in range(2010, 2019)}
    forecast = make_forecast(yearly(figures, unit="rate", kind="register", decimals=3), horizon=4)

    # case C of the method, without rounding of the figures
    first, fourth = quantiles(forecast, 1), quantiles(forecast, 4)
    assert first == pytest.approx([98.18, 106.56, 113.91, 120.58, 129.45], rel=1e-3)
    assert fourth == pytest.approx([84.23, 100.42, 118.88, 137.15, 157.55], rel=1e-3)
    assert forecast.method == "short"


def test_growth_is_a_prior_that_has_to_be_asked_for() -> None:
    history = yearly(
        {2015 + i: v for i, v in enumerate([100.0, 104.0, 103.0, 108.0, 112.0])},
        unit="rate", kind="register", decimals=3,
    )  # fmt: skip

    plain = quantiles(make_forecast(history, horizon=1), 1)
    growing = quantiles(make_forecast(history, horizon=1, prior="growth"), 1)

    assert plain == pytest.approx([100.04, 106.78, 114.93, 122.59, 129.71], rel=1e-3)  # case B
    assert growing == pytest.approx([103.30, 108.92, 115.45, 123.76, 130.87], rel=1e-3)  # case A


def test_an_unknown_prior_is_refused() -> None:
    with pytest.raises(WrongCall, match="neutral or growth"):
        make_forecast(yearly(CALLS), horizon=1, prior="hope")


def test_one_figure_rests_on_the_prior_only() -> None:
    forecast = make_forecast(yearly({2017: 500_000.0}), horizon=5)

    assert quantiles(forecast, 1) == pytest.approx(
        [302_400, 402_500, 500_000, 607_600, 724_300], rel=1e-3
    )  # case F, a thousand times as large
    assert forecast.assumptions == ("prior_only", "beyond_experience")
    assert forecast.evidence == "insufficient"
    assert not forecast.closed.any()
    assert forecast.earlier is None


@pytest.mark.parametrize(("k", "evidence"), [(2, "weak"), (5, "weak"), (12, "weak")])
def test_a_history_without_a_known_error_is_weak_evidence(k: int, evidence: str) -> None:
    figures = {2001 + i: 100.0 + i for i in range(k)}

    assert make_forecast(yearly(figures), horizon=1).evidence == evidence


def test_a_percentage_above_100_is_no_share() -> None:
    forecast = make_forecast(yearly({2020: 103.0}, unit="%", kind="register"), horizon=1)

    assert forecast.method == "short"
    assert forecast.quantile(0.9)[0] > 110


def test_small_counts_are_whole_numbers_and_as_uncertain_as_a_count() -> None:
    forecast = make_forecast(yearly({2019 + i: 4.0 for i in range(5)}), horizon=1)

    assert (forecast.table_values == np.rint(forecast.table_values)).all()
    low, _, middle, _, high = quantiles(forecast, 1)
    # a count of 4 alone lies between 1 and 9 in 95 of 100 cases (Poisson)
    assert low <= 1
    assert middle == 4
    assert high >= 8


def test_a_count_that_never_came_has_the_chance_that_the_years_leave() -> None:
    forecast = make_forecast(yearly({2017: 0.0, 2018: 0.0, 2019: 0.0, 2020: 0.0}), horizon=1)

    # negative binomial with shape 1/2 and four years: P(0) = (4/5)^(1/2) = 0.894, P(<= 1) = 0.984
    assert forecast.quantile(0.85)[0] == 0
    assert forecast.quantile(0.95)[0] == 1


def test_a_longer_series_leans_halfway_to_where_it_heads() -> None:
    line = {2001 + i: 100.0 + 10 * i for i in range(20)}
    history = yearly(line, unit="rate", kind="register", decimals=3)

    longer = make_forecast(history, horizon=3).median
    gap = make_forecast(yearly(line | {2010: None}, unit="rate", kind="register"), horizon=3).median

    assert longer == pytest.approx([300.0, 310.0, 320.0], abs=6.0)
    assert gap == pytest.approx([300.0, 310.0, 320.0], abs=12.0)  # no theta: the years are uneven


def test_quarters_are_parts_of_a_year() -> None:
    starts = [datetime(2021, month, 1) for month in (1, 4, 7, 10)]
    history = History(
        key="test/q",
        unit=Unit.COUNT,
        kind=Kind.REGISTER,
        direction=Direction.NEUTRAL,
        freq="Q",
        rows=history_rows([{"start": start, "value": 100.0} for start in starts]),
    )

    forecast = make_forecast(history, horizon=4)

    assert forecast.periods[0].label == "2022-K1"
    assert np.ptp(forecast.table_values[3]) > np.ptp(forecast.table_values[0])


def test_the_published_changes_of_municipalities_agree_with_the_bands(shared: Path) -> None:
    """Four in five lie in the 80 % band, or so many that chance explains the difference."""
    table = pd.read_csv(shared / "facts" / "external_observations.csv")
    table = table[table["kind"].isin(["realisatie", "werkelijk"]) & table["value"].notna()]
    inside: dict[str, list[bool]] = {"count": [], "euro": [], "percent": []}
    for (_, _, _, unit), rows in table.groupby(["doc_key", "region", "name", "unit"]):
        series = rows.dropna(subset="year").sort_values("year")
        for before, after in pairwise(series["value"] if unit in inside else []):
            history = yearly({2000: before}, unit=UNITS[unit], kind="register")
            forecast = make_forecast(history, horizon=1)
            band = forecast.quantile(0.1)[0], forecast.quantile(0.9)[0]
            inside[unit].append(bool(band[0] <= after <= band[1]))

    counts = stats.binomtest(sum(inside["count"]), len(inside["count"]), 0.8)
    assert counts.pvalue > 0.05  # 28 of 38
    assert 0.75 <= np.mean(inside["percent"]) <= 0.90
    assert np.mean(inside["euro"]) >= 0.75  # one calm period: the band is kept wider
