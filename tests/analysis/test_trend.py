"""What changed and what can be chance: reference cases, hand arithmetic, and rules that must hold."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pcanalysis.analysis import fit_trend
from pcanalysis.errors import WrongCall
from pcanalysis.model import History, NBasis
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


def test_a_trend_over_days_is_refused_with_the_way_out() -> None:
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


# --- unknown error: order alone, from five figures ----------------------------------------------


def register(values: list[float], **facts: Any) -> Any:
    figures = {2011 + i: value for i, value in enumerate(values)}
    return yearly(figures, kind="register", direction="higher", **facts)


def test_four_rising_register_years_are_a_direction_and_no_test() -> None:
    trend = fit_trend(register([1, 2, 3, 4]))

    assert (trend.status, trend.method, trend.p) == ("direction_only_better", "direction", None)


def test_five_rising_register_years_are_tested_exactly() -> None:
    trend = fit_trend(register([100, 110, 120, 130, 140]))

    # one of 120 orders rises all the way and one falls: 2 / 120
    assert trend.method == "mann_kendall_exact"
    assert trend.p == pytest.approx(2 / 120)
    assert trend.status == "improving"
    assert (trend.slope_per_year, trend.change, trend.change_pct) == (10.0, 40.0, 40.0)
    assert (trend.z, trend.robust, trend.survives_wave_noise) == (None, None, None)
    assert trend.evidence == "weak"


def test_equal_figures_are_counted_as_ties() -> None:
    trend = fit_trend(register([50, 50, 51, 51, 52, 52]))

    # by full enumeration; the normal approximation would say 0.029
    assert trend.p == pytest.approx(0.0222222222, abs=1e-9)
    assert trend.ranks is not None
    assert trend.ranks.score == 12


def test_gaps_in_a_register_count_as_the_years_they_are() -> None:
    figures = {2013: 60.0, 2015: 62.0, 2019: 67.0, 2021: 66.0, 2023: 70.0}
    peer = stats.theilslopes(list(figures.values()), list(figures))

    trend = fit_trend(yearly(figures, kind="register", direction="higher"))

    assert trend.slope_per_year == pytest.approx(peer.slope)
    assert trend.slope_ci95 == pytest.approx((peer.low_slope, peer.high_slope))
    assert trend.change == pytest.approx(10 * peer.slope)


def test_a_percentage_more_is_that_of_the_printed_figures_and_not_of_a_line() -> None:
    trend = fit_trend(register([100, 150, 90, 130, 120]))

    assert trend.change_pct == 20.0


def test_five_waves_of_unknown_size_are_judged_by_their_order() -> None:
    waves = [(year, value, None) for year, value, _ in FIVE_WAVES]

    trend = fit_trend(survey(waves))

    assert (trend.status, trend.evidence) == ("improving", "weak")
    assert trend.if_n_unknown == "improving"
    assert fit_trend(survey(FIVE_WAVES, basis="assumed")).if_n_unknown == "improving"


def test_a_flat_register_is_stable_only_if_rounding_can_hide_no_change() -> None:
    large, small = fit_trend(register([400] * 6)), fit_trend(register([3] * 6))

    # 5 % of 400 is 20, more than rounding to whole figures hides; 5 % of 3 is 0.15
    assert (large.status, small.status) == ("stable", "no_clear_change")
    assert (large.p, large.change, large.change_ci95, large.slope_ci95) == (1.0, 0.0, None, None)


def test_ten_figures_are_tested_with_the_normal_distribution() -> None:
    trend = fit_trend(register([3, 1, 4, 2, 6, 5, 8, 7, 10, 9]))

    # pymannkendall: z 2.8621670112, p 0.0042075513; nothing in the residuals enlarges it
    assert trend.method == "mann_kendall"
    assert trend.z == pytest.approx(2.8621670112)
    assert trend.p == pytest.approx(0.0042075513)


def test_figures_that_resemble_the_one_before_have_a_larger_error() -> None:
    noise, swing = np.random.default_rng(268), np.zeros(16)
    for i in range(1, 16):
        swing[i] = 0.6 * swing[i - 1] + noise.normal()

    trend = fit_trend(register([float(round(100 + 5 * value)) for value in swing]))

    assert trend.ranks is not None
    assert trend.ranks.inflation > 1.5
    assert trend.p == pytest.approx(2 * stats.norm.sf(abs(trend.z or 0.0)))


# --- ten figures and more: steps, counts --------------------------------------------------------

STEP = [50.0, 52, 49, 51, 48, 50, 53, 80, 82, 79, 81, 80]


def test_after_a_step_only_the_last_level_counts() -> None:
    trend = fit_trend(register(STEP))

    assert [period.start.year for period in trend.breaks] == [2018]
    assert not trend.break_announced
    assert [o.year for o in trend.points] == [2018, 2019, 2020, 2021, 2022]
    assert (trend.k, trend.method) == (5, "mann_kendall_exact")
    assert trend.first is trend.points[0]
    assert len(trend.margins) == 12


def test_in_nine_figures_no_step_is_searched() -> None:
    assert fit_trend(register(STEP[3:])).breaks == ()


def test_an_announced_break_wins_over_any_step_in_the_figures() -> None:
    history = register(STEP)
    marked = history.rows.assign(break_before=[i == 3 for i in range(12)])

    trend = fit_trend(replace(history, rows=marked))

    assert [period.start.year for period in trend.breaks] == [2014]
    assert trend.break_announced
    assert trend.k == 9


def test_a_new_question_before_the_last_wave_leaves_too_few() -> None:
    history = survey([(2017, 40, 800), (2019, 41, 800), (2021, 60, 800)])
    marked = history.rows.assign(break_before=[False, False, True])

    trend = fit_trend(replace(history, rows=marked))

    assert (trend.status, trend.k, trend.change) == ("too_few", 1, None)
    assert trend.evidence == "insufficient"


def test_ten_counted_waves_have_the_test_of_counts() -> None:
    counts = [200, 204, 199, 210, 208, 215, 212, 220, 219, 226]
    waves = [(2011 + i, 100 * x / 400, 400) for i, x in enumerate(counts)]
    history = survey(waves)
    exact = history.rows.assign(numerator=[float(x) for x in counts], denominator=400.0)

    trend = fit_trend(replace(history, rows=exact))

    # chi-square of trend by its textbook formula, on 0 to 9
    t, x = np.arange(10.0), np.array(counts, dtype=float)
    p = x.sum() / 4000
    z = ((t - t.mean()) * x).sum() / math.sqrt(p * (1 - p) * 400 * ((t - t.mean()) ** 2).sum())
    assert trend.method == "cochran_armitage"
    assert trend.birge_factor == 1.0
    assert trend.z == pytest.approx(z)
    assert fit_trend(survey(waves)).method == "weighted_least_squares"


def test_a_numerator_that_is_unknown_once_leaves_the_line_to_decide() -> None:
    waves = [(2011 + i, 50.0 + i, 400) for i in range(10)]
    met = [math.nan, *(200.0 + 4 * i for i in range(1, 10))]
    rows = survey(waves).rows.assign(numerator=met, denominator=400.0)

    trend = fit_trend(replace(survey(waves), rows=rows))

    assert trend.method == "weighted_least_squares"
    assert trend.p is not None
    assert trend.p < 0.05


def test_a_design_effect_weighs_on_counts_too() -> None:
    counts = [200.0, 204, 199, 210, 208, 215, 212, 220, 219, 226]
    waves = [(2011 + i, x / 4, 400) for i, x in enumerate(counts)]
    rows = survey(waves).rows.assign(numerator=counts, denominator=400.0)

    plain = fit_trend(replace(survey(waves), rows=rows)).z
    clustered = fit_trend(replace(survey(waves), rows=rows, deff=4.0)).z

    assert plain is not None
    assert clustered == pytest.approx(plain / 2)


# --- the line and its parts ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waves", "direction", "slope_se"),
    [
        ([(2017, 24, 900), (2019, 21, 900), (2021, 18, 900)], "lower", 0.4886446454),
        (FIVE_WAVES, "higher", 0.2801138446),
    ],
)
def test_the_error_of_the_slope_is_the_published_one(
    waves: list[Any], direction: str, slope_se: float
) -> None:
    trend = fit_trend(survey(waves, direction=direction))

    assert trend.slope_se == pytest.approx(slope_se, abs=1e-8)
    assert trend.birge_factor == 1.0


def test_people_who_answered_both_times_make_a_difference_surer() -> None:
    history = survey([(2019, 50, 500), (2021, 54, 500)])

    alone, panel = fit_trend(history), fit_trend(history, cov=2.5)

    # 4 / sqrt(25 / 5 + 24.84 / 5 + 2 / 12 - 2 × 2.5)
    assert panel.z == pytest.approx(4 / math.sqrt(5 + 4.968 + 1 / 6 - 5))
    assert alone.status == "no_clear_change"
    assert panel.p is not None
    assert alone.p is not None
    assert panel.p < alone.p


def test_a_covariance_that_leaves_no_error_is_refused() -> None:
    with pytest.raises(WrongCall, match=r"below 5\.07"):
        fit_trend(survey([(2019, 50, 500), (2021, 54, 500)]), cov=5.1)


def test_everybody_or_nobody_twice_is_no_clear_change() -> None:
    for value in (0, 100):
        trend = fit_trend(survey([(2019, value, 40), (2021, value, 40)]))

        assert (trend.status, trend.change) == ("no_clear_change", 0.0)
        assert trend.newcombe_ci95 == pytest.approx((-8.76216, 8.76216), abs=1e-5)


def test_a_small_population_asked_nearly_whole_makes_a_change_clear() -> None:
    waves = [(2019, 50, 180), (2021, 62, 180)]

    few, many = fit_trend(survey(waves, population=200.0)), fit_trend(survey(waves))

    assert few.p is not None
    assert many.p is not None
    assert few.p < many.p


# --- months and quarters ------------------------------------------------------------------------


def monthly(values: Any, **facts: Any) -> Any:
    index = pd.period_range("2018-01", periods=len(values), freq="M")
    facts = {"kind": "contacts"} | facts
    return History.from_series(pd.Series(values, index=index), "test/m", "count", **facts)


def test_contacts_of_less_than_two_years_of_months_are_too_few() -> None:
    trend = fit_trend(monthly(np.arange(100.0, 123.0)))

    assert (trend.status, trend.evidence, trend.change) == ("too_few", "insufficient", None)
    assert (trend.k, trend.p, trend.without_season) == (23, None, False)


def test_a_season_alone_is_no_trend() -> None:
    season = np.tile([900.0, 850, 800, 760, 700, 650, 600, 620, 700, 780, 840, 880], 3)

    trend = fit_trend(monthly(season, kind="register"))

    assert trend.without_season
    assert trend.status == "stable"


def test_a_rise_under_a_season_is_seen_in_months() -> None:
    noise = np.random.default_rng(3).normal(scale=5, size=48)
    season = np.tile([90.0, 85, 80, 76, 70, 65, 60, 62, 70, 78, 84, 88], 4)

    trend = fit_trend(
        monthly(np.round(500 + season + 3 * np.arange(48) + noise), kind="register", better="lower")
    )

    assert trend.status == "worsening"
    assert trend.slope_per_year == pytest.approx(36, abs=2)
    assert trend.evidence == "strong"


def test_months_of_known_error_lose_their_season_before_the_line() -> None:
    season = np.tile([3.0, 2, 1, 0, -1, -2, -3, -2, -1, 0, 1, 2], 2)
    index = pd.period_range("2018-01", periods=24, freq="M")
    series = pd.Series(np.round(60 + season), index=index)

    trend = fit_trend(History.from_series(series, "test/m", "%", n=4000))

    assert trend.method == "weighted_least_squares"
    assert trend.slope_per_year == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("freq", ["D", "W", "30min"])
def test_contacts_per_week_or_shorter_are_refused(freq: str) -> None:
    index = pd.date_range("2018-01-01", periods=3, freq={"W": "W-MON"}.get(freq, freq))
    history = History.from_series(pd.Series([1.0, 2, 3], index), "test/d", "count", kind="contacts")

    with pytest.raises(WrongCall, match='freq="Y"'):
        fit_trend(history)


def test_a_register_per_day_gets_its_direction_and_no_test() -> None:
    index = pd.date_range("2018-01-01", periods=30, freq="D")
    series = pd.Series(np.arange(30.0), index=index)

    trend = fit_trend(History.from_series(series, "test/d", "count", better="higher"))

    assert (trend.status, trend.method) == ("direction_only_better", "direction")
    assert (trend.p, trend.breaks) == (None, ())


def test_ten_thousand_series_take_seconds() -> None:
    histories = [survey([(2011 + i, 50 + i % 3, 750) for i in range(10)]) for _ in range(100)]
    for history in histories:
        assert history.points
    start = time.process_time()

    for history in histories:
        fit_trend(history)

    # 100 of them in a hundredth of 15 seconds, with room for a busy machine
    assert time.process_time() - start < 0.45


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
