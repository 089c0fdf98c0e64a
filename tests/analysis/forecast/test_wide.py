"""Yearly counts, amounts and register shares: wide, around the last figure, never a line."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pcanalysis.analysis import make_forecast
from pcanalysis.errors import InvalidModel
from pcanalysis.model import Direction, History, Kind, Unit, history_rows
from tests.analysis.builders import yearly

UNITS = {"count": "count", "euro": "euro", "percent": "%"}
CALLS = {2016: 165_000.0, 2017: 190_000.0}


def test_the_median_is_the_last_figure_in_every_year() -> None:
    forecast = make_forecast(yearly(CALLS), horizon=3)

    assert forecast.median == pytest.approx([190_000.0] * 3)
    assert forecast.method == "wide"


def test_one_year_has_the_spread_of_published_municipal_series() -> None:
    forecast = make_forecast(yearly({2017: 190_000.0}), horizon=1)

    # 190,000 × exp(0.13 × t), Student's t with 2 degrees of freedom: 1.8856 at 90 %
    assert forecast.quantile(0.9)[0] == pytest.approx(190_000 * math.exp(0.13 * 1.885618), rel=1e-6)


def test_the_own_change_corrects_the_spread_by_as_much_as_one_year_warrants() -> None:
    forecast = make_forecast(yearly(CALLS), horizon=1)

    # two prior years of 0.13² and one own change of ln(190/165)², on 3 degrees of freedom
    size = math.sqrt((2 * 0.13**2 + math.log(190 / 165) ** 2) / 3)
    wanted = 190_000 * math.exp(size * float(stats.t.ppf(0.975, 3)))
    assert forecast.quantile(0.975)[0] == pytest.approx(wanted, rel=1e-9)


def test_the_spread_grows_with_the_root_of_the_years() -> None:
    upper = np.log(make_forecast(yearly(CALLS), horizon=4).quantile(0.9) / 190_000)

    assert upper / upper[0] == pytest.approx([1.0, math.sqrt(2), math.sqrt(3), 2.0])


def test_two_points_give_a_wide_answer() -> None:
    forecast = make_forecast(yearly(CALLS), horizon=1)

    low, high = forecast.quantile(0.025)[0], forecast.quantile(0.975)[0]
    assert low < 165_000 * 0.85
    assert high > 190_000 * 1.3


def test_it_says_that_it_rests_on_a_prior() -> None:
    forecast = make_forecast(yearly(CALLS), horizon=5)

    assert forecast.assumptions == ("prior_only", "beyond_experience")
    assert forecast.evidence == "insufficient"
    assert not forecast.closed.any()
    assert forecast.earlier is None


def test_five_years_are_weak_evidence() -> None:
    figures = {2015 + i: 100.0 + i for i in range(5)}

    assert make_forecast(yearly(figures), horizon=1).evidence == "weak"


def test_euros_move_less_than_counts() -> None:
    amounts = make_forecast(yearly({2021: 700.0}, unit="euro", kind="register"), horizon=1)

    # 700 × exp(0.04 × 1.885618)
    assert amounts.quantile(0.9)[0] == pytest.approx(754.84, abs=0.01)


def test_a_register_share_stays_between_0_and_100() -> None:
    history = yearly({2015: 96.0, 2016: 75.0}, unit="%", kind="register", direction="higher")

    table = make_forecast(history, horizon=4).table_values

    assert table.min() >= 0
    assert table.max() <= 100


def test_a_register_share_moves_on_the_arcsine_scale() -> None:
    forecast = make_forecast(yearly({2016: 50.0}, unit="%", kind="register"), horizon=1)

    # 78.54 + 9 × 1.885618 = 95.51 on that scale, and 100 sin²(0.9551) back
    assert forecast.quantile(0.9)[0] == pytest.approx(66.64, abs=0.01)


def test_a_percentage_above_100_is_no_share_and_moves_by_a_factor() -> None:
    forecast = make_forecast(yearly({2020: 103.0}, unit="%", kind="register"), horizon=1)

    assert forecast.quantile(0.9)[0] == pytest.approx(103 * math.exp(0.13 * 1.885618), rel=1e-6)


def test_bounds_of_the_indicator_are_kept() -> None:
    history = yearly({2020: 95.0}, kind="register", bounds=(0.0, 100.0))

    assert make_forecast(history, horizon=4).table_values.max() == 100.0


def test_a_zero_puts_the_series_on_its_own_scale_and_not_below_zero() -> None:
    forecast = make_forecast(yearly({2018: 0.0, 2019: 471.0}), horizon=2)

    assert forecast.median == pytest.approx([471.0, 471.0])
    assert forecast.table_values.min() >= 0


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


def test_a_gap_of_two_years_counts_as_two_years_of_change() -> None:
    gap = make_forecast(yearly({2015: 100.0, 2016: None, 2017: 144.0}), horizon=1)

    size = math.sqrt((2 * 0.13**2 + math.log(1.44) ** 2 / 2) / 3)
    wanted = 144 * math.exp(size * float(stats.t.ppf(0.9, 3)))
    assert gap.quantile(0.9)[0] == pytest.approx(wanted, rel=1e-9)


def test_a_lower_bound_is_not_used_as_a_level() -> None:
    history = yearly({2016: 250_000.0, 2017: 300_000.0}, status={2017: "lower_bound"})

    forecast = make_forecast(history, horizon=1)

    assert forecast.median[0] == pytest.approx(250_000)
    assert forecast.periods[0].label == "2018"


def test_only_lower_bounds_are_refused_with_the_reason() -> None:
    history = yearly({2017: 300_000.0}, status={2017: "lower_bound"})

    with pytest.raises(InvalidModel, match="lower bounds"):
        make_forecast(history, horizon=1)


def test_quarters_are_parts_of_a_year() -> None:
    rows = history_rows(
        [{"start": datetime(2021, month, 1, tzinfo=UTC), "value": 100.0} for month in (1, 4, 7, 10)]
    )
    history = History(
        key="test/q",
        unit=Unit.COUNT,
        kind=Kind.REGISTER,
        direction=Direction.NEUTRAL,
        freq="Q",
        rows=rows.assign(start=rows["start"].dt.tz_localize(None)),
    )

    forecast = make_forecast(history, horizon=4)

    spread = np.log(forecast.quantile(0.9) / 100)
    assert forecast.periods[0].label == "2022-K1"
    assert spread[3] / spread[0] == pytest.approx(2.0, rel=0.02)


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


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=6), st.floats(0.1, 1000))
def test_counting_in_other_units_scales_the_whole_forecast(
    values: list[float], factor: float
) -> None:
    plain = make_forecast(yearly({2001 + i: v for i, v in enumerate(values)}), horizon=2)
    scaled = make_forecast(yearly({2001 + i: v * factor for i, v in enumerate(values)}), horizon=2)

    assert np.allclose(scaled.table_values, factor * plain.table_values)


def test_the_prior_covers_four_in_five_changes_that_municipalities_published(
    shared: Path,
) -> None:
    """Checked on typed figures of other municipalities, per kind of unit."""
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

    assert 0.75 <= np.mean(inside["count"]) <= 0.90
    assert 0.75 <= np.mean(inside["percent"]) <= 0.90
    assert np.mean(inside["euro"]) >= 0.75  # one calm period: the band is kept wider
