"""The error of one figure and of a difference, against published tables and hand arithmetic."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pcanalysis.analysis import survey_error as error
from pcanalysis.model import History, NBasis
from tests.analysis.builders import golden, marks, survey, table, yearly

TABLES = golden("survey_error.json")


def only(value: float, n: float | None, **facts: object) -> History:
    return survey([(2021, value, n)], **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "x", "n", "low", "high"), TABLES["wilson"])
def test_the_margin_of_a_share_is_the_wilson_interval(
    name: str, x: int, n: int, low: float, high: float
) -> None:
    history = only(100 * x / n, n)

    assert error.margin(history, history.points[0]) == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize("case", TABLES["newcombe"], ids=lambda case: case[0])
def test_the_interval_of_a_difference_is_newcombes(case: list[float]) -> None:
    x1, n1, x2, n2, low, high = case[1:]
    history = survey([(2019, 100 * x1 / n1, n1), (2021, 100 * x2 / n2, n2)])

    assert error.newcombe_interval(history, *history.points) == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize(("x", "n", "wanted", "p"), TABLES["p_at_least"])
def test_the_probability_to_meet_a_target_is_the_beta_probability_of_r(
    x: int, n: int, wanted: float, p: float
) -> None:
    history = only(100 * x / n, n)

    assert error.p_met(history, history.points[0], wanted, math.inf) == pytest.approx(p, abs=1e-6)


@pytest.mark.parametrize(("name", "p1", "p2", "n"), TABLES["break_even_n"])
def test_the_answers_needed_are_rounded_up(name: str, p1: float, p2: float, n: float) -> None:
    history = survey([(2019, p1, None), (2021, p2, None)])

    assert error.break_even_n(history, *history.points) == math.ceil(round(n, 1))


def test_published_examples_need_15654_2132_and_442_answers() -> None:
    waves = [(28, 29), (48, 51), (80, 85)]

    needed = [
        error.break_even_n(history, *history.points)
        for history in (survey([(2015, a, None), (2017, b, None)]) for a, b in waves)
    ]

    assert needed == [15_654, 2_132, 442]


def test_a_design_effect_multiplies_the_answers_needed() -> None:
    history = survey([(2015, 48, None), (2017, 51, None)], deff=1.5)

    # 2132.0096 × 1.5 = 3198.01
    assert error.break_even_n(history, *history.points) == 3_198


def test_no_number_of_answers_proves_a_difference_of_nothing() -> None:
    history = survey([(2015, 48, None), (2017, 48, None)])

    assert error.break_even_n(history, *history.points) is None


def test_answers_needed_for_a_mark_follow_from_the_spread_of_the_answers() -> None:
    history = marks([(2019, 7.0, None), (2021, 7.2, None)], sd=1.5)

    # 1.959964² × (1.5² + 1.5²) / 0.2² = 432.2
    assert error.break_even_n(history, *history.points) == 433


def test_without_the_spread_of_the_answers_nobody_knows_how_many_a_mark_needs() -> None:
    history = marks([(2019, 7.0, 787), (2021, 7.2, 755)], sd=None)

    assert error.break_even_n(history, *history.points) is None


def test_the_answers_for_a_clear_gap_follow_from_the_target() -> None:
    history = only(29, None)

    # 1.281552² × 31 × 69 / 2² = 878.3
    assert error.break_even_n_position(history, history.points[0], 31.0) == 879


@pytest.mark.parametrize("wanted", [29.0, 0.0, 100.0])
def test_no_number_makes_a_gap_of_nothing_or_a_bound_clear(wanted: float) -> None:
    history = only(29, None)

    assert error.break_even_n_position(history, history.points[0], wanted) is None


def test_a_percentage_has_the_variance_of_a_random_sample_and_of_rounding() -> None:
    history = only(29, 500)

    # 29 × 71 / 500 = 4.118, and 1² / 12 for whole percentages
    assert error.sampling_variance(history, history.points[0]) == pytest.approx(4.118)
    assert error.variance(history, history.points[0]) == pytest.approx(4.118 + 1 / 12)


def test_one_decimal_leaves_a_hundredth_of_the_rounding_variance() -> None:
    history = survey([(2021, 29.3, 500)], rows={"decimals": 1})

    # 29.3 × 70.7 / 500 = 4.14302, and 0.1² / 12
    assert error.variance(history, history.points[0]) == pytest.approx(4.14302 + 0.01 / 12)


def test_a_figure_with_numerator_and_denominator_is_not_rounded() -> None:
    history = survey([(2021, 29, 500)], rows={"numerator": 145.0, "denominator": 500.0})

    assert error.variance(history, history.points[0]) == pytest.approx(4.118)


def test_nobody_of_400_still_has_a_margin() -> None:
    history = only(0, 400)
    share = 100 * 0.5 / 401  # stands in for 0 %

    assert error.sampling_variance(history, history.points[0]) == pytest.approx(
        share * (100 - share) / 400
    )


def test_everybody_mirrors_nobody() -> None:
    nobody, everybody = only(0, 400), only(100, 400)

    assert error.sampling_variance(everybody, everybody.points[0]) == pytest.approx(
        error.sampling_variance(nobody, nobody.points[0])
    )


def test_a_mark_has_the_variance_of_its_answers_over_their_number() -> None:
    history = marks([(2021, 7.2, 755)], deff=1.2)

    # 1.2 × 1.5² / 755 = 0.00357616
    assert error.sampling_variance(history, history.points[0]) == pytest.approx(
        0.00357616, abs=1e-8
    )


def test_a_standard_error_goes_before_the_number_of_answers() -> None:
    history = survey([(2021, 29, 500)], rows={"se": 3.0})

    assert error.sampling_variance(history, history.points[0]) == 9.0


def test_a_standard_error_stands_for_the_sample_with_the_same_error() -> None:
    history = survey([(2021, 50, None)], rows={"se": 2.5})

    # 50 × 50 / 2.5² = 400 answers
    assert error.effective_n(history, history.points[0]) == pytest.approx(400)


def test_a_share_of_zero_with_a_standard_error_has_a_normal_margin_within_its_scale() -> None:
    history = survey([(2021, 0, None)], rows={"se": 1.0, "numerator": 0.0, "denominator": 90.0})

    assert error.margin(history, history.points[0]) == pytest.approx((0.0, 1.959964), abs=1e-6)


@pytest.mark.parametrize("n", [None, 0, -5])
def test_without_a_number_of_answers_the_error_is_unknown_and_not_zero(n: int | None) -> None:
    history = only(29, n)
    o = history.points[0]

    assert error.variance(history, o) is None
    assert error.margin(history, o) is None
    assert error.p_met(history, o, 31.0, math.inf) is None


def test_one_unknown_wave_makes_the_error_of_the_series_unknown() -> None:
    history = survey([(2019, 29, 500), (2021, 31, None)])

    assert error.variances(history, history.points) is None
    assert error.newcombe_interval(history, *history.points) is None


def test_a_count_of_calls_has_no_survey_error() -> None:
    history = yearly({2016: 165_000, 2017: 190_000})

    assert error.variances(history, history.points) is None
    assert error.basis_of(history, history.points) is NBasis.UNKNOWN


def test_a_register_with_a_published_standard_error_has_a_margin_outside_any_scale() -> None:
    history = survey([(2021, 250, None)], kind="register", unit="count", rows={"se": 10.0})

    # variance 100 and rounding 1/12; 1.959964 × sqrt(100.08333) = 19.608
    assert error.margin(history, history.points[0]) == pytest.approx((230.392, 269.608), abs=1e-3)


def test_the_margin_of_a_mark_stays_on_its_scale() -> None:
    history = marks([(2021, 9.9, 4)], sd=1.5)

    low, high = error.margin(history, history.points[0]) or (0.0, 0.0)

    assert high == 10.0
    assert low == pytest.approx(9.9 - 1.959964 * math.sqrt(1.5**2 / 4 + 0.01 / 12), abs=1e-6)


def test_the_probability_of_a_mark_is_normal() -> None:
    history = marks([(2021, 7.2, 755)])
    sd = math.sqrt(1.5**2 / 755 + 0.01 / 12)

    assert error.p_met(history, history.points[0], 7.1, math.inf) == pytest.approx(
        stats.norm.sf(7.1, loc=7.2, scale=sd)
    )


def test_a_range_takes_the_probability_between_its_ends() -> None:
    history = only(50, 400)

    # Beta(200.5, 200.5) between 48 % and 52 %
    law = stats.beta(200.5, 200.5)
    assert error.p_met(history, history.points[0], 48.0, 52.0) == pytest.approx(
        law.cdf(0.52) - law.cdf(0.48)
    )


def test_the_weakest_basis_of_the_waves_counts() -> None:
    history = survey([(2019, 29, 500), (2021, 31, 500)])
    history.rows.loc[0, "n_basis"] = "survey_total"

    assert error.basis_of(history, history.points) is NBasis.SURVEY_TOTAL


def test_a_published_standard_error_counts_as_a_published_number_of_answers() -> None:
    history = survey([(2021, 29, None)], rows={"se": 2.0})

    assert error.basis_of(history, history.points) is NBasis.PUBLISHED


def test_a_mark_with_a_spread_from_us_rests_on_an_assumption() -> None:
    spread, share = marks([(2021, 7.2, 755)]), only(29, 500)

    assert error.sd_is_assumed(spread, spread.points)
    assert not error.sd_is_assumed(share, share.points)


def test_a_lower_bound_measures_no_level() -> None:
    history = yearly({2016: 250_000, 2017: 300_000}, status={2017: "lower_bound"})

    assert [o.year for o in error.measured(history)] == [2016]


def test_the_weakened_history_has_half_the_answers_and_leaves_the_original_alone() -> None:
    history = survey([(2021, 29, 500)], rows={"se": 2.0})

    weak = error.weakened(history)

    assert weak.points[0].n == 250
    assert weak.points[0].se == pytest.approx(2.828427, abs=1e-6)
    assert weak.deff == 1.2
    assert history.points[0].n == 500


def test_the_arcsine_scale_runs_from_0_to_157_with_one_unit_per_point_in_the_middle() -> None:
    assert error.arcsine(0) == 0
    assert error.arcsine(100) == pytest.approx(50 * math.pi)
    assert error.arcsine(50.5) - error.arcsine(49.5) == pytest.approx(1.0, abs=1e-3)


def test_sampling_variance_on_the_arcsine_scale_does_not_depend_on_the_share() -> None:
    history = survey([(2019, 5, 500), (2021, 60, 500)])

    found = [error.arcsine_variances(history, o)[0] for o in history.points]

    assert found == [5.0, 5.0]  # 2500 / 500


def test_a_standard_error_moves_to_the_arcsine_scale_with_the_slope_there() -> None:
    history = survey([(2021, 50, None)], rows={"se": 2.0})

    # at 50 % the slope is 1: 2² × 2500 / (50 × 50), and 1/12 for rounding
    assert error.arcsine_variances(history, history.points[0]) == pytest.approx((4.0, 1 / 12))


def test_a_mark_is_stretched_to_0_to_100_before_the_arcsine() -> None:
    history = marks([(2021, 5.5, 900)], sd=1.5)

    # 5.5 lies halfway 1-10, slope 1; (100/9)² × 1.5² / 900 and (100/9)² × 0.1² / 12
    assert error.stretched(history, 5.5) == 50.0
    assert error.arcsine_variances(history, history.points[0]) == pytest.approx(
        (0.308642, 0.102881), abs=1e-6
    )


def test_an_unknown_error_stays_unknown_on_the_arcsine_scale() -> None:
    share, mark = only(29, None), marks([(2021, 7.0, None)])

    assert error.arcsine_variances(share, share.points[0])[0] is None
    assert error.arcsine_variances(mark, mark.points[0])[0] is None


@given(share=st.integers(0, 100), n=st.integers(2, 5_000))
def test_more_answers_narrow_the_margin(share: int, n: int) -> None:
    few, many = only(share, n), only(share, 2 * n)

    low_few, high_few = error.margin(few, few.points[0]) or (0.0, 0.0)
    low_many, high_many = error.margin(many, many.points[0]) or (0.0, 0.0)

    assert high_many - low_many < high_few - low_few


@given(share=st.integers(0, 100), n=st.integers(1, 5_000), wanted=st.integers(1, 99))
def test_reaching_a_target_and_staying_below_it_are_all_there_is(
    share: int, n: int, wanted: int
) -> None:
    history = only(share, n)
    o = history.points[0]

    at_least = error.p_met(history, o, float(wanted), math.inf)
    at_most = error.p_met(history, o, -math.inf, float(wanted))

    assert at_least is not None
    assert at_most is not None
    assert at_least + at_most == pytest.approx(1.0)


# --- whole tables of reference values -----------------------------------------------------------


@pytest.mark.parametrize("case", table("proportion_ci.csv"), ids=lambda case: case["x"])
@pytest.mark.parametrize(("level", "z"), [("95", 1.959963984540054), ("998", 3.090232306167813)])
def test_wilsons_interval_is_the_published_one_at_both_levels(
    case: dict[str, str], level: str, z: float
) -> None:
    found = error.wilson_interval(100 * float(case["value"]), float(case["n"]), z)

    wanted = [100 * float(case[f"wilson{level}_{end}"]) for end in ("low", "high")]
    assert found == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("case", table("wave_difference.csv"), ids=lambda case: case["id"])
def test_the_difference_of_two_counted_waves_is_the_published_one(case: dict[str, str]) -> None:
    x1, n1, x2, n2 = (float(case[name]) for name in ("x1", "n1", "x2", "n2"))
    history = survey([(2019, 100 * x1 / n1, n1), (2021, 100 * x2 / n2, n2)])

    low, high = error.newcombe_interval(history, *history.points) or (0.0, 0.0)

    assert low / 100 == pytest.approx(float(case["newcombe_low"]), abs=1e-6)
    assert high / 100 == pytest.approx(float(case["newcombe_high"]), abs=1e-6)


def test_the_error_and_design_effect_of_a_weighted_survey_are_those_of_r() -> None:
    rows, [wanted] = table("survey_weights_input.csv"), table("survey_design_effect.csv")
    answers, weights = (np.array([float(row[name]) for row in rows]) for name in ("y", "w"))

    share, spread, deff = error.weighted_share(answers, weights)

    assert share == pytest.approx(float(wanted["weighted_p"]), abs=1e-9)
    assert spread == pytest.approx(float(wanted["se_linearised"]), abs=1e-9)
    assert deff == pytest.approx(float(wanted["deff_with_replacement"]), abs=1e-9)


# --- few people, and counts ---------------------------------------------------------------------


def test_asking_half_of_a_small_population_halves_the_variance() -> None:
    small, large = only(30, 500, population=999.0), only(30, 500)

    # (999 - 500) / (999 - 1) = 0.5
    assert error.sampling_variance(small, small.points[0]) == pytest.approx(
        0.5 * 30 * 70 / 500, rel=1e-9
    )
    assert error.effective_n(small, small.points[0]) == pytest.approx(1000)
    assert error.margin(small, small.points[0]) == pytest.approx(error.wilson_interval(30, 1000))
    assert error.sampling_variance(large, large.points[0]) == pytest.approx(30 * 70 / 500)


@pytest.mark.parametrize("population", [500.0, 400.0, 1.0])
def test_asking_everyone_leaves_a_small_error_and_never_a_negative_one(population: float) -> None:
    history = only(30, 500, population=population)

    variance = error.sampling_variance(history, history.points[0])

    assert variance is not None
    assert 0 < variance <= 30 * 70 / 500


def test_a_small_population_counts_on_the_arcsine_scale_too() -> None:
    history = only(50, 500, population=999.0)

    assert error.arcsine_variances(history, history.points[0])[0] == pytest.approx(2.5)


def test_a_counted_register_has_the_margin_of_a_count() -> None:
    history = yearly({2020: 25.0}, kind="register")

    # Byar's interval of 25 events: 16.174 to 36.907, published per 5,000 as 3.2349 to 7.3813
    assert error.margin(history, history.points[0]) == pytest.approx((16.174, 36.907), abs=1e-3)


def test_a_change_of_a_count_below_zero_has_no_margin() -> None:
    history = yearly({2020: -3.0}, kind="register")

    assert error.margin(history, history.points[0]) is None


# --- a new question or method -------------------------------------------------------------------


def test_figures_before_a_new_question_do_not_compare() -> None:
    history = survey([(2015, 40, 500), (2017, 42, 500), (2019, 60, 500), (2021, 61, 500)])
    marked = replace(history, rows=history.rows.assign(break_before=[False, False, True, False]))

    assert [o.year for o in error.comparable(marked)] == [2019, 2021]
    assert [o.year for o in error.measured(marked)] == [2015, 2017, 2019, 2021]
    assert error.comparable(history) == history.points


def test_a_new_question_that_gave_no_figure_yet_ends_the_old_series_too() -> None:
    history = survey([(2017, 42, 500), (2019, None, None), (2021, 61, 500)])
    marked = replace(history, rows=history.rows.assign(break_before=[False, True, False]))

    assert [o.year for o in error.comparable(marked)] == [2021]
