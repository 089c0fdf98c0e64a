"""The next survey figure: published quantiles, and what is assumed when little is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis import make_forecast
from pcanalysis.errors import InvalidModel
from tests.analysis.builders import golden, marks, survey

SHOWN = (0.025, 0.10, 0.50, 0.90, 0.975)
CASES = golden("forecast_shares.json")["cases"]
LEIDEN = [(2015, 28, 500), (2017, 29, 500)]


def fan(history: Any, horizon: int) -> list[float]:
    forecast = make_forecast(history, horizon=horizon)
    return [float(forecast.quantile(p)[-1]) for p in SHOWN]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_quantiles_of_a_reference_case_are_reproduced(case: dict[str, Any]) -> None:
    found = fan(survey(case["waves"]), case["horizon"])

    assert found == pytest.approx(case["quantiles"], abs=0.011)


def test_the_quantiles_of_the_reference_mark_are_reproduced() -> None:
    """G8: 7.0 (787 answers) and 7.2 (755), standard deviation 1.5, two years ahead."""
    found = fan(marks([(2019, 7.0, 787), (2021, 7.2, 755)]), 2)

    assert found == pytest.approx([6.711, 6.874, 7.121, 7.373, 7.547], abs=0.0011)


def test_one_wave_is_forecast_around_itself_with_insufficient_evidence() -> None:
    forecast = make_forecast(survey([(2021, 78, 755)]), horizon=2)

    assert forecast.median == pytest.approx([78.0, 78.0], abs=0.01)
    assert forecast.evidence == "insufficient"
    assert forecast.method == "shares"


def test_two_waves_are_never_extended_as_a_line() -> None:
    forecast = make_forecast(survey([(2019, 20, 2_000), (2021, 40, 2_000)]), horizon=2)

    # the line would say 60
    assert 30 < forecast.median[-1] < 45


def test_an_unknown_n_counts_as_500_and_says_so() -> None:
    unknown = make_forecast(survey([(y, v, None) for y, v, _ in LEIDEN]), horizon=2)
    known = make_forecast(survey(LEIDEN), horizon=2)

    assert np.allclose(unknown.table_values, known.table_values)
    assert unknown.assumptions == ("n_unknown_500",)
    assert unknown.evidence == "insufficient"
    assert (known.assumptions, known.evidence) == ((), "weak")


@pytest.mark.parametrize("basis", ["assumed", "survey_total"])
def test_an_n_that_is_not_of_the_question_is_named_and_leaves_weak_evidence(basis: str) -> None:
    waves = [(2011 + 2 * i, 50 + i, 500) for i in range(6)]

    forecast = make_forecast(survey(waves, basis=basis), horizon=1)

    assert forecast.assumptions == ("n_assumed",)
    assert forecast.evidence == "weak"


def test_a_mark_without_spread_takes_a_sixth_of_its_scale() -> None:
    bare = make_forecast(marks([(2021, 7.2, 755)], sd=None), horizon=1)
    given_spread = make_forecast(marks([(2021, 7.2, 755)], sd=1.5), horizon=1)

    assert np.allclose(bare.table_values, given_spread.table_values)  # (10 - 1) / 6 = 1.5
    assert bare.assumptions == ("sd_assumed",)


def test_a_mark_on_a_five_point_scale_stays_on_it() -> None:
    forecast = make_forecast(marks([(2021, 4.9, 30)], bounds=(1.0, 5.0)), horizon=4)

    assert forecast.table_values.max() <= 5.0
    assert forecast.table_values.min() >= 1.0


def test_a_standard_error_stands_in_for_the_answers() -> None:
    # 28 % of 500 answers has a standard error of sqrt(28 × 72 / 500) = 2.00798 points
    error = (28 * 72 / 500) ** 0.5

    by_n = fan(survey([(2017, 28, 500)]), 1)
    by_se = fan(survey([(2017, 28, None)], rows={"se": error}), 1)

    assert by_se == pytest.approx(by_n, abs=1e-6)


def test_missing_waves_are_simply_absent() -> None:
    gaps = [(2014, None, None), LEIDEN[0], (2016, None, None), LEIDEN[1]]

    assert fan(survey(gaps), 2) == pytest.approx(fan(survey(LEIDEN), 2))


def test_periods_start_after_the_last_row_also_when_that_is_empty() -> None:
    history = survey([(2019, 78, 787), (2020, None, None), (2021, None, None)])

    forecast = make_forecast(history, horizon=2)

    assert [period.label for period in forecast.periods] == ["2022", "2023"]


def test_more_than_four_years_ahead_is_beyond_experience() -> None:
    assert "beyond_experience" not in make_forecast(survey(LEIDEN), horizon=4).assumptions
    assert "beyond_experience" in make_forecast(survey(LEIDEN), horizon=5).assumptions


def test_the_mean_lies_within_the_fan_and_near_the_median_of_a_middle_share() -> None:
    forecast = make_forecast(survey(LEIDEN), horizon=2)

    assert forecast.mean == pytest.approx(forecast.median, abs=0.2)


@pytest.mark.parametrize("value", [-1.0, 100.5])
def test_a_share_outside_0_to_100_is_refused(value: float) -> None:
    with pytest.raises(InvalidModel, match="outside its scale 0-100"):
        make_forecast(survey([(2021, value, 500)]), horizon=1)


def test_a_mark_outside_its_scale_is_refused_with_the_way_out() -> None:
    with pytest.raises(InvalidModel, match="set the bounds"):
        make_forecast(marks([(2021, 55.0, 500)]), horizon=1)


def test_no_measurement_is_refused() -> None:
    with pytest.raises(InvalidModel, match="no measurement to forecast from"):
        make_forecast(survey([(2021, None, None)]), horizon=1)


# --- rules that hold for any survey -------------------------------------------------------------

waves = st.lists(st.integers(0, 100), min_size=1, max_size=6).map(
    lambda values: [(2001 + 2 * i, value, 400) for i, value in enumerate(values)]
)


@given(waves, st.integers(1, 8))
def test_quantiles_never_cross_and_stay_within_0_and_100(
    drawn: list[tuple[int, int, int]], horizon: int
) -> None:
    table = make_forecast(survey(drawn), horizon=horizon).table_values

    assert np.isfinite(table).all()
    assert (np.diff(table, axis=1) >= 0).all()
    assert table.min() >= 0
    assert table.max() <= 100


@given(waves)
def test_the_same_history_gives_the_same_bytes(drawn: list[tuple[int, int, int]]) -> None:
    first, second = (make_forecast(survey(drawn), horizon=3).table_values for _ in range(2))

    assert first.tobytes() == second.tobytes()


@given(waves, st.integers(1, 5))
def test_the_complement_of_a_share_has_the_mirrored_fan(
    drawn: list[tuple[int, int, int]], horizon: int
) -> None:
    rest = [(year, 100 - value, n) for year, value, n in drawn]

    mirrored = [100 - y for y in reversed(fan(survey(rest), horizon))]

    assert fan(survey(drawn), horizon) == pytest.approx(mirrored, abs=1e-6)


@given(st.integers(10, 90), st.integers(50, 2_000))
def test_more_answers_narrow_the_fan_and_never_close_it(value: int, n: int) -> None:
    few, many = fan(survey([(2021, value, n)]), 1), fan(survey([(2021, value, 4 * n)]), 1)

    assert 2.0 < many[4] - many[0] < few[4] - few[0]
