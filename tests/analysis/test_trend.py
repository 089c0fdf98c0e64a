"""What changed and what can be chance: reference cases, hand arithmetic, and rules that must hold."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pcanalysis.analysis import fit_trend
from pcanalysis.errors import WrongCall
from pcanalysis.model import NBasis
from tests.analysis.builders import days, golden, marks, survey, volume, yearly

CASES = golden("status_cases.json")["cases"]
SEED = [(2014, None, None), (2015, 28, 500), (2016, None, None), (2017, 29, 500)]
LEIDEN_CALLS = {2016: 165_000.0, 2017: 190_000.0}
FIVE_WAVES = [(2013, 60, 750), (2015, 62, 750), (2017, 64, 750), (2019, 65, 750), (2021, 68, 750)]
FLIP = {"improving": "worsening", "worsening": "improving"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_trend_of_a_reference_case_is_reproduced(case: dict[str, Any]) -> None:
    expected = case["expected"]

    trend = fit_trend(survey(case["waves"], direction=case["direction"]))

    assert trend.test_status == expected["trend"]
    assert trend.evidence == expected["evidence"]
    for name in ("p", "change", "change_ci95", "slope_per_year"):
        if name in expected:
            assert getattr(trend, name) == pytest.approx(expected[name], abs=1e-6)


# --- two waves ------------------------------------------------------------------------------


def test_two_waves_are_a_difference_and_never_a_line() -> None:
    trend = fit_trend(survey(SEED))

    assert trend.method == "wave_difference"
    assert trend.k == 2
    assert trend.change == 1.0
    assert trend.slope_per_year is None
    assert trend.slope_ci95 is None


def test_the_null_band_holds_a_second_wave_when_nothing_changed() -> None:
    trend = fit_trend(survey(SEED))

    # variances 28 × 72 / 500 and 29 × 71 / 500, each + 1/12: 1.959964 × sqrt(8.3166667) = 5.6523
    assert trend.null_band == pytest.approx((22.3477, 33.6523), abs=1e-4)


def test_the_null_band_stays_on_the_scale() -> None:
    trend = fit_trend(survey([(2019, 99, 100), (2021, 98, 100)]))

    assert trend.null_band is not None
    assert trend.null_band[1] == 100.0


def test_the_printed_interval_is_newcombes_and_not_the_one_of_the_test() -> None:
    trend = fit_trend(survey(SEED))

    assert trend.newcombe_ci95 == pytest.approx((-4.58779, 6.57944), abs=1e-5)
    assert trend.change_ci95 == pytest.approx((-4.65227, 6.65227), abs=1e-5)


def test_z_is_the_change_over_its_error() -> None:
    trend = fit_trend(survey(SEED))

    assert trend.z == pytest.approx(1 / math.sqrt(8.3166667), abs=1e-6)
    assert trend.p == pytest.approx(2 * stats.norm.sf(1 / math.sqrt(8.3166667)), abs=1e-6)


def test_a_rise_from_80_to_85_percent_does_not_survive_the_noise_of_a_wave() -> None:
    trend = fit_trend(survey([(2019, 80, 787), (2021, 85, 755)]))

    # z on the arcsine scale is 1.72, published with the method; the sampling test alone is clear
    assert trend.test_status == "improving"
    assert trend.survives_wave_noise is False
    assert trend.status == "direction_only_better"


def test_a_doubling_survives_the_noise_of_a_wave() -> None:
    trend = fit_trend(survey([(2019, 20, 800), (2021, 40, 800)]))

    assert trend.survives_wave_noise is True
    assert trend.status == "improving"
    assert trend.robust is True


def test_a_change_that_half_the_answers_would_hide_is_clear_but_not_robust() -> None:
    trend = fit_trend(survey([(2019, 20, 250), (2021, 30, 250)]))

    # variances 20 × 80 / 250 and 30 × 70 / 250: z = 10 / sqrt(6.4 + 8.4 + 1/6) = 2.58
    # with deff 1.2 and 125 answers: 10 / sqrt(15.36 + 20.16 + 1/6) = 1.67
    assert trend.z == pytest.approx(10 / math.sqrt(6.4 + 8.4 + 1 / 6), abs=1e-9)
    assert trend.status == "improving"
    assert trend.robust is False


def test_a_verdict_that_is_not_clear_is_not_tried_for_robustness() -> None:
    assert fit_trend(survey(SEED)).robust is None


# --- where n comes from -----------------------------------------------------------------------


@pytest.mark.parametrize("basis", ["assumed", "survey_total"])
@pytest.mark.parametrize(
    ("direction", "allowed"),
    [("higher", "direction_only_better"), ("lower", "direction_only_worse")],
)
def test_nothing_is_clear_on_a_number_of_answers_that_is_not_published_for_the_question(
    basis: str, direction: str, allowed: str
) -> None:
    waves = [(2019, 20, 800), (2021, 40, 800)]

    trend = fit_trend(survey(waves, basis=basis, direction=direction))

    assert trend.status == allowed
    assert trend.evidence == "weak"
    assert trend.n_basis is NBasis(basis)
    assert trend.break_even_n is not None


def test_five_waves_on_an_assumed_n_are_weak_evidence() -> None:
    assert fit_trend(survey(FIVE_WAVES)).evidence == "strong"
    assert fit_trend(survey(FIVE_WAVES, basis="assumed")).evidence == "weak"


def test_stable_on_an_assumed_n_is_no_clear_change() -> None:
    waves = [(2019, 50, 50_000), (2021, 50, 50_000)]

    assert fit_trend(survey(waves)).status == "stable"
    assert fit_trend(survey(waves, basis="assumed")).status == "no_clear_change"


def test_an_unknown_n_gives_the_direction_and_the_answers_that_would_decide() -> None:
    trend = fit_trend(survey([(2015, 28, None), (2017, 29, None)]))

    assert trend.status == "direction_only_better"
    assert trend.method == "direction"
    assert trend.break_even_n == 15_654
    assert trend.evidence == "insufficient"
    assert (trend.p, trend.change_ci95, trend.null_band) == (None, None, None)
    assert trend.margins == (None, None)


def test_the_verdict_without_n_stands_beside_the_one_with_it() -> None:
    trend = fit_trend(survey(SEED, basis="assumed"))

    assert trend.status == "no_clear_change"
    assert trend.if_n_unknown == "direction_only_better"


def test_one_wave_without_n_makes_a_series_of_three_a_direction() -> None:
    trend = fit_trend(survey([(2017, 30, 500), (2019, 25, None), (2021, 35, 500)]))

    assert trend.method == "direction"
    assert trend.change == 5.0
    assert trend.slope_per_year is None


# --- three waves and more -----------------------------------------------------------------------


def test_counted_waves_give_the_weighted_slope_of_r() -> None:
    """Values of lm with known weights in R 4.5.0: no rounding, as the counts are known."""
    counts = [450, 465, 480, 488, 510]
    history = survey([(2013 + 2 * i, 100 * x / 750, 750) for i, x in enumerate(counts)])
    exact = history.rows.assign(numerator=[float(x) for x in counts], denominator=750.0)

    trend = fit_trend(replace(history, rows=exact))

    assert trend.slope_per_year == pytest.approx(0.955151057489, abs=1e-9)
    assert trend.z == pytest.approx(3.45624057349, abs=1e-9)


def test_five_rising_waves_survive_the_noise_of_a_wave() -> None:
    trend = fit_trend(survey(FIVE_WAVES))

    # |z| = 2.30 on the arcsine scale, published with the method
    assert trend.survives_wave_noise is True
    assert trend.status == "improving"


def test_scatter_beyond_the_known_error_widens_the_slope() -> None:
    """Birge: the error grows with sqrt(Q / (k - 2)); computed here by numpy alone."""
    years, values = np.array([2013.0, 2015, 2017, 2019]), np.array([40.0, 55, 42, 60])
    weights = 1 / (values * (100 - values) / 900 + 1 / 12)
    middle = (weights * years).sum() / weights.sum()
    sxx = (weights * (years - middle) ** 2).sum()
    slope = (weights * (years - middle) * values).sum() / sxx
    level = (weights * values).sum() / weights.sum()
    q = (weights * (values - level - slope * (years - middle)) ** 2).sum()
    error = math.sqrt(1 / sxx) * math.sqrt(q / 2)

    trend = fit_trend(survey([(int(y), v, 900) for y, v in zip(years, values, strict=True)]))

    assert q > 2
    assert trend.slope_per_year == pytest.approx(slope)
    assert trend.slope_ci95 == pytest.approx((slope - 1.959964 * error, slope + 1.959964 * error))


def test_the_change_of_a_line_runs_over_the_whole_span() -> None:
    trend = fit_trend(survey([(2017, 30, 500), (2018, 33, 500), (2021, 36, 500)]))

    assert trend.slope_per_year is not None
    assert trend.change == pytest.approx(4 * trend.slope_per_year)
    assert trend.slope_ci95 is not None
    assert trend.change_ci95 == pytest.approx(tuple(4 * end for end in trend.slope_ci95))


def test_a_slope_that_rests_on_one_wave_is_no_trend() -> None:
    flat = [(year, 50, 5_000) for year in (2015, 2016, 2017, 2018)]

    trend = fit_trend(survey([*flat, (2019, 50.0, 5_000), (2030, 60, 5_000)]))

    # without 2030 the slope is zero, so its sign is not the same
    assert trend.test_status == "no_clear_change"


def test_evidence_grows_with_the_number_of_waves() -> None:
    found = [
        fit_trend(survey([(2010 + i, 50 + i, 500) for i in range(k)])).evidence for k in range(7)
    ]

    assert found == ["insufficient", "insufficient", "weak", "fair", "fair", "strong", "strong"]


# --- stable is a tested claim -------------------------------------------------------------------


def test_no_evidence_of_change_is_not_called_stable() -> None:
    assert fit_trend(survey([(2019, 50, 500), (2021, 50, 500)])).status == "no_clear_change"


def test_a_change_within_the_margin_that_matters_is_stable() -> None:
    # 90 % interval: 1.644854 × sqrt(2 × (2500 / 5000 + 1/12)) = 1.78, inside 2 points
    assert fit_trend(survey([(2019, 50, 5_000), (2021, 50, 5_000)])).status == "stable"


def test_a_smaller_change_that_matters_is_harder_to_exclude() -> None:
    history = survey([(2019, 50, 5_000), (2021, 50, 5_000)], delta=1.0)

    assert fit_trend(history).status == "no_clear_change"


def test_a_mark_is_stable_within_a_tenth() -> None:
    history = marks([(2019, 7.0, 50_000), (2021, 7.0, 50_000)])

    # 1.644854 × sqrt(2 × (2.25 / 50000 + 0.01 / 12)) = 0.0689
    assert fit_trend(history).test_status == "stable"


def test_a_register_with_known_error_is_stable_within_five_percent() -> None:
    history = survey(
        [(2019, 1000, None), (2021, 1001, None)], kind="register", unit="count", rows={"se": 5.0}
    )

    assert fit_trend(history).status == "stable"


# --- marks, registers, contacts -----------------------------------------------------------------


def test_a_mark_needs_the_spread_of_its_answers() -> None:
    trend = fit_trend(marks([(2019, 7.0, 787), (2021, 7.2, 755)], sd=None))

    assert trend.status == "direction_only_better"
    assert trend.method == "direction"
    assert trend.evidence == "insufficient"


def test_a_mark_on_an_assumed_spread_is_never_clear() -> None:
    trend = fit_trend(marks([(2019, 6.0, 787), (2021, 8.0, 755)]))

    assert trend.test_status == "improving"
    assert trend.status == "direction_only_better"
    assert trend.sd_assumed is True


def test_a_mark_with_a_published_standard_error_can_be_clear() -> None:
    history = survey(
        [(2019, 6.0, None), (2021, 8.0, None)],
        unit="mark",
        kind="survey_mean",
        rows={"se": 0.05, "decimals": 1},
        decimals=1,
    )

    assert fit_trend(history).status == "improving"


def test_leidens_calls_rose_by_15_percent_and_98_a_working_day() -> None:
    trend = fit_trend(yearly(LEIDEN_CALLS))

    # 25,000 / 165,000 and 25,000 / 254 working days of 2017
    assert trend.change == 25_000
    assert trend.change_pct == pytest.approx(15.1515, abs=1e-4)
    assert trend.working_days == 254
    assert trend.change_per_working_day == pytest.approx(98.4252, abs=1e-4)
    assert trend.status == "direction_only_changed"


def test_a_register_that_must_fall_and_does_is_better_in_direction_only() -> None:
    figures = {2018: 480.0, 2019: 450.0, 2020: 310.0}

    trend = fit_trend(yearly(figures, kind="register", direction="lower"))

    assert trend.status == "direction_only_better"
    assert trend.slope_per_year is None
    assert trend.change_per_working_day is None


def test_an_equal_first_and_last_figure_is_an_equal_direction() -> None:
    assert fit_trend(yearly({2018: 7.0, 2019: 9.0, 2020: 7.0})).status == "direction_only_equal"


def test_five_register_years_are_weak_evidence_and_four_are_not_enough() -> None:
    four = {2016 + i: 100.0 + i for i in range(4)}

    assert fit_trend(yearly(four)).evidence == "insufficient"
    assert fit_trend(yearly(four | {2020: 104.0})).evidence == "weak"


def test_a_percentage_point_is_not_a_percentage() -> None:
    assert fit_trend(survey(SEED)).change_pct is None


def test_a_change_from_zero_has_no_percentage() -> None:
    trend = fit_trend(yearly({2016: 0.0, 2017: 900.0}))

    assert trend.change == 900
    assert trend.change_pct is None


def test_a_significant_change_without_a_better_side_only_changed() -> None:
    trend = fit_trend(survey([(2019, 20, 800), (2021, 40, 800)], direction="neutral"))

    assert trend.status == "direction_only_changed"
    assert trend.p is not None


def test_a_trend_over_days_or_months_is_refused_with_the_way_out() -> None:
    history = volume(days("2017-01-02", [500.0, 400.0]), "D")

    with pytest.raises(WrongCall, match='freq="Y"'):
        fit_trend(history)


# --- too few, and gaps ------------------------------------------------------------------------


def test_one_measurement_shows_no_development() -> None:
    trend = fit_trend(survey([(2019, 78, 787), (2021, None, None)]))

    assert trend.status == "too_few"
    assert trend.method == "none"
    assert trend.first is trend.last
    assert trend.change is None
    assert trend.if_n_unknown == "too_few"


def test_no_measurement_gives_an_empty_trend() -> None:
    trend = fit_trend(survey([]))

    assert trend.status == "too_few"
    assert (trend.first, trend.last, trend.k, trend.margins) == (None, None, 0, ())
    assert trend.evidence == "insufficient"


def test_a_lower_bound_is_kept_in_the_history_and_not_counted() -> None:
    history = yearly({2016: 250_000.0, 2017: 300_000.0}, status={2017: "lower_bound"})

    trend = fit_trend(history)

    assert trend.status == "too_few"
    assert trend.k == 1
    assert len(trend.margins) == len(history.points) == 2


def test_the_display_margin_has_one_entry_per_point_and_none_for_gaps() -> None:
    trend = fit_trend(survey(SEED))

    # Wilson of 140 and 145 of 500
    assert len(trend.margins) == 2
    assert trend.margins[0] == pytest.approx((24.2436, 32.0919), abs=1e-4)


def test_fitting_leaves_the_history_as_it_was() -> None:
    history = survey(SEED)
    before = history.rows.copy()

    fit_trend(history)

    assert history.rows.equals(before)


# --- rules that hold for any survey -------------------------------------------------------------

waves = st.lists(st.integers(0, 100), min_size=2, max_size=7).map(
    lambda values: [(2001 + 2 * i, value, 600) for i, value in enumerate(values)]
)


@given(waves)
def test_lower_is_better_mirrors_higher_is_better(drawn: list[tuple[int, int, int]]) -> None:
    up, down = fit_trend(survey(drawn)), fit_trend(survey(drawn, direction="lower"))

    assert down.test_status == FLIP.get(up.test_status, up.test_status)
    assert down.p == up.p


@given(waves)
def test_the_complement_of_a_share_moves_just_as_much(drawn: list[tuple[int, int, int]]) -> None:
    trend = fit_trend(survey(drawn))
    rest = fit_trend(survey([(year, 100 - value, n) for year, value, n in drawn]))

    assert rest.p == pytest.approx(trend.p, abs=1e-9)
    assert rest.survives_wave_noise == trend.survives_wave_noise


@given(waves, st.sampled_from([2, 4, 10]))
def test_more_answers_never_widen_the_interval_of_two_waves(
    drawn: list[tuple[int, int, int]], factor: int
) -> None:
    pair = drawn[:2]

    few = fit_trend(survey(pair)).change_ci95
    many = fit_trend(survey([(year, value, n * factor) for year, value, n in pair])).change_ci95

    assert few is not None
    assert many is not None
    assert many[1] - many[0] < few[1] - few[0]


@given(waves)
def test_an_assumed_n_never_gives_a_clear_verdict(drawn: list[tuple[int, int, int]]) -> None:
    trend = fit_trend(survey(drawn, basis="assumed"))

    assert trend.status not in ("improving", "worsening", "stable")
    assert trend.evidence in ("insufficient", "weak")
