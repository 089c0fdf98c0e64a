"""Position against a target: reference cases, the seeds, and which target is judged."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis import Gap, measure_gap
from pcanalysis.errors import WrongCall
from pcanalysis.model import NBasis
from tests.analysis.builders import edition, golden, marks, survey, target, yearly

CASES = golden("status_cases.json")["cases"]
LEIDEN = [(2014, None, None), (2015, 28, 500), (2016, None, None), (2017, 29, 500)]
LEIDERDORP = [(2019, 74, 787), (2021, 73, 755)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_position_of_a_reference_case_is_reproduced(case: dict[str, Any]) -> None:
    expected = case["expected"]
    history = survey(case["waves"], direction=case["direction"])

    gap = measure_gap(history, [target(*t) for t in case["targets"]], as_of=case["as_of"])

    assert gap.status == expected["position"]
    assert gap.evidence == expected["evidence"]
    for name in ("gap", "p_met"):
        if name in expected:
            assert getattr(gap, name) == pytest.approx(expected[name], abs=1e-6)


# --- the seeds --------------------------------------------------------------------------------


def test_1A1_a_is_two_points_short_and_not_beyond_doubt() -> None:
    gap = measure_gap(survey(LEIDEN, basis="assumed"), [target(2017, 31.0)])

    assert gap.status == "missed_uncertain"
    assert gap.difference == -2.0
    assert gap.gap == -2.0
    assert gap.p_met == pytest.approx(0.166872, abs=1e-6)
    assert gap.n_basis is NBasis.ASSUMED
    assert gap.if_n_unknown == "missed_margin_unknown"
    assert gap.robust is None


def test_1A2_a_is_one_point_above_and_not_beyond_doubt() -> None:
    waves = [(2015, 48, 500), (2017, 51, 500)]

    gap = measure_gap(survey(waves, basis="assumed"), [target(2017, 50.0)])

    assert gap.status == "met_uncertain"
    assert gap.difference == 1.0
    assert gap.p_met == pytest.approx(0.672618, abs=1e-6)
    # 1.281552² × 50 × 50 / 1² = 4105.9
    assert gap.break_even_n == 4_106


def test_the_target_of_2023_is_not_missed_in_a_budget_of_2021() -> None:
    targets = [target(2025, 80.0), target(2023, 78.0)]

    gap = measure_gap(survey(LEIDERDORP), targets, as_of=date(2021, 11, 15))

    assert gap.status == "interim_gap"
    assert gap.target is targets[1]
    assert gap.gap == -5.0
    assert gap.later_targets == (targets[0],)
    assert gap.expired_targets == ()


# --- which target -----------------------------------------------------------------------------


def test_the_target_of_the_year_goes_before_a_standing_norm() -> None:
    of_the_year, norm = target(2017, 31.0), target(None, 25.0, kind="norm")

    assert measure_gap(survey(LEIDEN), [norm, of_the_year]).target is of_the_year


def test_a_standing_norm_goes_before_a_target_in_the_future() -> None:
    norm, future = target(None, 25.0, kind="norm"), target(2021, 35.0)

    gap = measure_gap(survey(LEIDEN), [future, norm])

    assert gap.target is norm
    assert gap.status == "met_clear"
    assert gap.later_targets == (future,)


def test_a_revised_target_of_one_year_is_the_one_of_the_newest_edition() -> None:
    old = target(2017, 35.0, source=edition("begroting-2016", date(2015, 11, 15)))
    new = target(2017, 31.0, source=edition("begroting-2017", date(2016, 11, 15)))

    assert measure_gap(survey(LEIDEN), [new, old]).target is new


def test_a_target_revised_after_its_year_does_not_change_the_verdict() -> None:
    then = target(2017, 31.0, source=edition("begroting-2017", date(2016, 11, 15)))
    after = target(2017, 28.0, source=edition("jaarverslag-2017", date(2018, 7, 15)))

    gap = measure_gap(survey(LEIDEN), [after, then])

    assert (gap.target, gap.revised) == (then, (then, after))
    assert gap.difference == -2.0


def test_a_norm_is_judged_on_the_version_of_the_last_figure() -> None:
    then = target(None, 28.0, source=edition("begroting-2016", date(2015, 11, 15)))
    after = target(None, 90.0, source=edition("begroting-2020", date(2019, 11, 15)))

    assert measure_gap(survey(LEIDEN), [then, after]).target is then


def test_a_target_first_told_after_its_year_is_judged_all_the_same() -> None:
    told = target(2017, 31.0, source=edition("jaarverslag-2017", date(2018, 7, 15)))

    gap = measure_gap(survey(LEIDEN), [told])

    assert (gap.target, gap.revised) == (told, ())


def test_the_next_target_is_told_by_its_newest_version() -> None:
    old = target(2023, 78.0, source=edition("begroting-2020", date(2019, 11, 15)))
    new = target(2023, 80.0, source=edition("begroting-2022", date(2021, 11, 15)))

    gap = measure_gap(survey(LEIDERDORP), [old, new], as_of=2021)

    assert (gap.target, gap.targets, gap.expired_targets) == (new, (old, new), ())


def test_a_target_that_is_reached_early_is_met_on_the_way() -> None:
    gap = measure_gap(survey(LEIDERDORP), [target(2023, 70.0)], as_of=2021)

    assert gap.status == "interim_met"
    assert gap.gap == 3.0


def test_a_year_that_passed_without_a_survey_leaves_its_target_unmeasured() -> None:
    gap = measure_gap(survey(LEIDERDORP), [target(2022, 78.0)], as_of="2023-06-30")

    assert gap.status == "target_expired_unmeasured"
    assert gap.observation is not None
    assert gap.observation.year == 2021
    assert gap.expired_targets == gap.targets


def test_the_nearest_wave_stands_beside_a_target_that_expired() -> None:
    waves = [(2015, 60, 500), (2018, 62, 500), (2021, 70, 500)]

    gap = measure_gap(survey(waves), [target(2017, 64.0)])

    assert gap.status == "target_expired_unmeasured"
    assert gap.observation is not None
    assert gap.observation.year == 2018


def test_the_later_of_two_equally_near_waves_is_taken() -> None:
    waves = [(2013, 60, 500), (2015, 62, 500)]

    gap = measure_gap(survey(waves), [target(2014, 64.0)])

    assert gap.observation is not None
    assert gap.observation.year == 2015


def test_a_target_in_the_future_goes_before_one_that_expired_which_is_still_named() -> None:
    expired, future = target(2022, 78.0), target(2025, 80.0)

    gap = measure_gap(survey(LEIDERDORP), [expired, future], as_of=2023)

    assert gap.target is future
    assert gap.status == "interim_gap"
    assert gap.expired_targets == (expired,)


def test_a_target_of_an_earlier_measured_year_does_not_judge_a_later_wave() -> None:
    gap = measure_gap(survey(LEIDERDORP), [target(2019, 75.0)])

    assert gap.status == "no_current_target"
    assert gap.target is None
    assert (gap.gap, gap.difference, gap.p_met, gap.break_even_n) == (None, None, None, None)


def test_without_a_target_there_is_a_figure_and_no_gap() -> None:
    gap = measure_gap(survey(LEIDERDORP), [])

    assert gap.status == "no_target"
    assert gap.observation is not None
    assert gap.observation.value == 73
    assert gap.trend.k == 2


def test_without_a_measurement_the_next_target_is_still_named() -> None:
    targets = [target(2021, 98.0), target(2022, 98.5), target(2023, 99.0)]

    gap = measure_gap(survey([], as_of=date(2021, 12, 31)), targets)

    assert gap.status == "no_measurement"
    assert gap.target is targets[1]
    assert gap.observation is None
    assert gap.later_targets == (targets[2],)
    assert gap.evidence == "insufficient"


def test_nothing_at_all_is_no_measurement_and_no_date() -> None:
    gap = measure_gap(survey([]), [])

    assert gap.status == "no_measurement"
    assert (gap.target, gap.as_of, gap.later_targets) == (None, None, ())


def test_a_lower_bound_is_not_compared_with_a_target() -> None:
    history = yearly({2017: 300_000.0}, status={2017: "lower_bound"}, direction="lower")

    assert measure_gap(history, [target(2017, 250_000.0)]).status == "no_measurement"


def test_a_budget_for_a_figure_without_a_better_side_is_no_target() -> None:
    gap = measure_gap(yearly({2017: 190_000.0}), [target(2017, 180_000.0, kind="begroot")])

    assert gap.status == "no_target"


def test_a_range_is_a_target_even_without_a_better_side() -> None:
    wanted = target(2017, None, low=180_000.0, high=200_000.0)

    gap = measure_gap(yearly({2017: 190_000.0}), [wanted])

    assert gap.status == "met_margin_unknown"
    assert gap.gap == 10_000
    assert gap.difference == 0


# --- what is due ------------------------------------------------------------------------------


def test_the_default_date_is_that_of_the_history() -> None:
    history = survey(LEIDERDORP, as_of=date(2021, 11, 15))

    assert measure_gap(history, []).as_of == date(2021, 11, 15)


def test_without_a_date_the_last_period_of_the_history_ends_what_is_known() -> None:
    assert measure_gap(survey(LEIDEN), []).as_of == date(2017, 12, 31)


@pytest.mark.parametrize(
    "as_of",
    [2018, "2018", "2018-12-31", date(2018, 12, 31), datetime(2018, 12, 31, 23, tzinfo=UTC)],
)
def test_a_date_can_be_written_in_every_usual_way(as_of: Any) -> None:
    assert measure_gap(survey(LEIDEN), [], as_of=as_of).as_of == date(2018, 12, 31)


@pytest.mark.parametrize("as_of", ["gisteren", "2018-13-01", 0, "31-12-2018"])
def test_what_is_no_date_is_refused_with_an_example(as_of: Any) -> None:
    with pytest.raises(WrongCall, match="2018-12-31"):
        measure_gap(survey(LEIDEN), [], as_of=as_of)


def test_the_last_day_of_a_year_makes_its_target_due() -> None:
    targets = [target(2023, 78.0)]

    before = measure_gap(survey(LEIDERDORP), targets, as_of="2023-12-30")
    after = measure_gap(survey(LEIDERDORP), targets, as_of="2023-12-31")

    assert before.status == "interim_gap"
    assert after.status == "target_expired_unmeasured"


# --- the comparison itself --------------------------------------------------------------------


def test_a_figure_equal_to_its_target_meets_it() -> None:
    gap = measure_gap(survey([(2021, 50, 500)]), [target(2021, 50.0)])

    assert gap.status == "met_uncertain"
    assert gap.gap == 0
    assert gap.break_even_n is None


def test_a_figure_that_meets_only_as_published_says_so() -> None:
    history = survey([(2021, 50, 1000)])
    rows = history.rows.assign(numerator=496.0, denominator=1000.0)

    gap = measure_gap(replace(history, rows=rows), [target(2021, 50.0)])

    assert gap.status == "met_uncertain"
    assert gap.met_by_rounding is True
    assert gap.p_met is not None
    assert gap.p_met < 0.5


def test_a_figure_with_more_decimals_than_published_is_compared_as_published() -> None:
    gap = measure_gap(survey([(2021, 49.6, 1000)]), [target(2021, 50.0)])

    assert gap.gap == 0
    assert gap.met_by_rounding is True


def test_the_gap_of_marks_keeps_its_decimal() -> None:
    gap = measure_gap(marks([(2019, 7.0, 787), (2021, 7.2, 755)]), [target(2021, 7.7)])

    assert gap.gap == -0.5
    assert gap.sd_assumed is True
    assert gap.status == "missed_uncertain"  # the spread of the answers is an assumption


def test_a_clear_verdict_says_whether_half_the_answers_would_carry_it() -> None:
    targets = [target(2021, 70.0)]

    near = measure_gap(survey([(2021, 72, 900)]), targets)
    far = measure_gap(survey([(2021, 80, 900)]), targets)

    # z = 2 / sqrt(72 × 28 / 900) = 1.34, and 0.86 with deff 1.2 and half the answers
    assert (near.status, near.robust) == ("met_clear", False)
    assert (far.status, far.robust) == ("met_clear", True)


def test_a_clear_miss_is_robust_in_the_same_way() -> None:
    gap = measure_gap(survey([(2021, 60, 900)]), [target(2021, 70.0)])

    assert (gap.status, gap.robust) == ("missed_clear", True)


@pytest.mark.parametrize("basis", ["assumed", "survey_total"])
def test_no_position_is_clear_on_an_n_that_is_not_of_the_question(basis: str) -> None:
    gap = measure_gap(survey([(2021, 60, 900)], basis=basis), [target(2021, 70.0)])

    assert gap.status == "missed_uncertain"
    assert gap.p_met is not None
    assert gap.p_met < 0.001


def test_a_register_has_no_known_margin_and_a_relative_gap() -> None:
    history = yearly({2020: 480.0}, kind="register", direction="lower", unit="rate")

    gap = measure_gap(history, [target(2020, 400.0)])

    assert gap.status == "missed_margin_unknown"
    assert gap.gap == -80
    assert gap.difference == 80
    assert gap.relative_gap == pytest.approx(-0.2)


def test_points_are_not_made_relative() -> None:
    assert measure_gap(survey(LEIDEN), [target(2017, 31.0)]).relative_gap is None


def test_a_target_of_zero_has_no_relative_gap() -> None:
    history = yearly({2020: 3.0}, kind="register", direction="lower")

    assert measure_gap(history, [target(2020, 0.0)]).relative_gap is None


@pytest.mark.parametrize(
    ("value", "status", "gap", "difference"),
    [
        (45, "met_clear", 5, 0),
        (30, "missed_clear", -10, -10),
        (62, "missed_clear", -12, 12),
        (50, "met_uncertain", 0, 0),
    ],
)
def test_a_range_is_met_between_its_ends(
    value: int, status: str, gap: float, difference: float
) -> None:
    history = survey([(2021, value, 900)], direction="range")

    found = measure_gap(history, [target(2021, None, low=40.0, high=50.0)])

    assert (found.status, found.gap, found.difference) == (status, gap, difference)


def test_a_single_value_for_a_range_figure_is_met_by_that_value_alone() -> None:
    history = yearly({2020: 12.0, 2021: 15.0}, kind="register", direction="range")

    assert measure_gap(history, [target(2021, 15.0)]).status == "met_margin_unknown"
    assert measure_gap(history, [target(2021, 14.0)]).status == "missed_margin_unknown"


def test_measuring_leaves_history_and_targets_as_they_were() -> None:
    history, targets = survey(LEIDEN), [target(2021, 35.0), target(2017, 31.0)]
    rows = history.rows.copy()

    measure_gap(history, targets)

    assert history.rows.equals(rows)
    assert [t.label for t in targets] == ["2021", "2017"]


# --- rules that hold for any share and target ---------------------------------------------------


def position(value: int, wanted: float, n: int, **facts: Any) -> Gap:
    return measure_gap(survey([(2021, value, n)], **facts), [target(2021, wanted)])


@given(st.integers(1, 99), st.integers(1, 99), st.integers(20, 5_000))
def test_lower_is_better_turns_the_gap_around(value: int, wanted: int, n: int) -> None:
    up, down = position(value, wanted, n), position(value, wanted, n, direction="lower")

    assert up.gap is not None
    assert down.gap == -up.gap
    assert up.p_met is not None
    assert down.p_met == pytest.approx(1 - up.p_met)
    assert down.difference == up.difference


@given(st.integers(0, 100), st.integers(1, 99), st.integers(20, 5_000))
def test_a_higher_target_is_never_more_probable(value: int, wanted: int, n: int) -> None:
    lower, higher = position(value, wanted, n).p_met, position(value, wanted + 0.5, n).p_met

    assert lower is not None
    assert higher is not None
    assert higher <= lower


@given(st.integers(1, 99), st.integers(1, 99))
def test_the_answers_a_gap_needs_make_it_clear(value: int, wanted: int) -> None:
    needed = position(value, wanted, 500).break_even_n

    if needed is None:
        assert value == wanted
    else:
        z = abs(value - wanted) / math.sqrt(wanted * (100 - wanted) / needed)
        assert z >= 1.2815 - 0.01


@given(st.integers(0, 100), st.integers(0, 100), st.sampled_from([None, 40, 4_000]))
def test_setting_n_aside_keeps_the_side_of_the_verdict(
    value: int, wanted: int, n: int | None
) -> None:
    gap = measure_gap(survey([(2021, value, n)]), [target(2021, wanted)])

    side = "met" if value >= wanted else "missed"
    assert gap.status.startswith(side)
    assert gap.if_n_unknown == f"{side}_margin_unknown"
