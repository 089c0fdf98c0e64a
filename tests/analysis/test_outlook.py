"""The outlook of a target: reference cases, which targets have one, and what it may claim."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcanalysis.analysis import Gap, Outlook, make_forecast, measure_gap
from pcanalysis.analysis.outlook import DOTS, FAN, likelihood_of
from pcanalysis.errors import WrongCall
from pcanalysis.model import History
from tests.analysis.builders import edition, golden, marks, survey, target, yearly

SHARES = golden("forecast_shares.json")["cases"]
STATUS = golden("status_cases.json")["cases"]
LEIDEN = [(2015, 28, 500), (2017, 29, 500)]
# Leiderdorp: figures of 2019 and 2021, targets of 2023 and 2025, and the published answers: chance
# of both in closed form; ratio for 2023; power to see the step; chance for 2023 by the share model
LEIDERDORP: dict[str, tuple[Any, ...]] = {
    "afval": (74, 73, 78, 80, 0.08, 0.07, -0.5, 0.62, 0.10),
    "gemakkelijk": (74, 75, 80, 82, 0.09, 0.10, 0.33, 0.64, 0.06),
    "afhandelingstijd": (72, 67, 75, 78, 0.01, 0.00, -3.33, 0.93, 0.07),
    "deskundig": (80, 85, 88, 90, 0.32, 0.38, 1.25, 0.40, 0.08),
    "communicatie verloop": (64, 63, 70, 75, 0.03, 0.01, -0.33, 0.82, 0.05),
    "heldere taal": (77, 79, 85, 90, 0.05, 0.02, 0.5, 0.86, 0.02),
    "klantvriendelijk": (86, 88, 90, 92, 0.37, 0.31, 1.0, 0.24, 0.17),
}


def next_row(history: History, *targets: tuple[int, float], **options: Any) -> Outlook:
    """The only row of an outlook."""
    (row,) = measure_gap(history, [target(*t) for t in targets], **options).outlook
    return row


def two_waves(name: str, **options: Any) -> Gap:
    y1, y2, t1, t2 = LEIDERDORP[name][:4]
    history = survey([(2019, y1, 787), (2021, y2, 755)])
    return measure_gap(history, [target(2023, t1), target(2025, t2)], as_of=2022, **options)


# --- reference values -------------------------------------------------------------------------


@pytest.mark.parametrize("case", SHARES, ids=lambda case: case["id"])
def test_the_chances_of_a_reference_share_are_reproduced(case: dict[str, Any]) -> None:
    row = next_row(survey(case["waves"], direction=case["direction"]), case["target"])

    assert row.p_reported == pytest.approx(case["p_reported"], abs=0.0005)
    assert row.p_true == pytest.approx(case["p_true"], abs=0.0005)
    assert row.quantiles(FAN) == pytest.approx(case["quantiles"], abs=0.011)
    assert row.method == "shares"


def test_the_chance_of_the_reference_mark_is_reproduced() -> None:
    """G8: 7.0 (787 answers) and 7.2 (755), standard deviation 1.5, target 7.7 in 2023."""
    row = next_row(marks([(2019, 7.0, 787), (2021, 7.2, 755)]), (2023, 7.7))

    assert row.p_reported == pytest.approx(0.0113, abs=0.0005)
    assert "sd_assumed" in row.assumptions


@pytest.mark.parametrize("case", STATUS, ids=lambda case: case["id"])
def test_the_closed_form_outlook_of_a_reference_case_is_reproduced(case: dict[str, Any]) -> None:
    history = survey(case["waves"], direction=case["direction"])
    targets = [target(*t) for t in case["targets"]]

    gap = measure_gap(history, targets, as_of=case["as_of"], method="closed_form")

    assert gap.position == case["expected"]["position"]
    if "mde80" in case["expected"]:
        assert gap.mde80 == pytest.approx(case["expected"]["mde80"], abs=1e-6)
    rows = case["expected"]["outlook"]
    assert [row.t for row in gap.outlook] == [expected["t"] for expected in rows]
    for row, expected in zip(gap.outlook, rows, strict=True):
        assert row.target.value == expected.pop("target")
        assert row.status == expected.pop("status", "future")
        for name, value in expected.items():
            found = getattr(row, name)
            exact = isinstance(value, str | bool)
            assert found == (value if exact else pytest.approx(value, abs=1e-6)), name


@pytest.mark.parametrize("name", LEIDERDORP)
def test_the_table_of_leiderdorp_is_reproduced(name: str) -> None:
    p2023, p2025, ratio, power, by_shares = LEIDERDORP[name][4:]

    first, second = two_waves(name, method="closed_form").outlook

    assert first.p_reported == pytest.approx(p2023, abs=0.0051)
    assert second.p_reported == pytest.approx(p2025, abs=0.0051)
    assert first.pace_ratio == pytest.approx(ratio, abs=0.0051)
    assert first.power_to_see == pytest.approx(power, abs=0.0051)
    assert two_waves(name).outlook[0].p_reported == pytest.approx(by_shares, abs=0.0051)


def test_the_mark_of_leiderdorp_is_reproduced() -> None:
    history = marks([(2019, 7.0, 787), (2021, 7.2, 755)])
    targets = [target(2023, 7.7), target(2025, 8.0)]

    first, second = measure_gap(history, targets, as_of=2022, method="closed_form").outlook

    assert (first.pace_class, first.step_measurable) == ("insufficient", True)
    assert first.pace_ratio == pytest.approx(0.57, abs=0.0051)
    assert first.p_reported == pytest.approx(0.06, abs=0.0051)
    assert second.p_reported == pytest.approx(0.0657216, abs=1e-6)


def test_one_wave_has_a_chance_and_no_pace() -> None:
    digital = next_row(survey([(2019, 78, 787), (2021, None, None)]), (2023, 80), as_of=2022)
    complaints = next_row(survey([(2021, 42, 100)]), (2023, 65), as_of=2022)

    assert digital.p_reported == pytest.approx(0.34, abs=0.0051)
    assert complaints.p_reported == pytest.approx(0.01, abs=0.0051)
    assert complaints.required_pace == pytest.approx(11.5)
    assert (digital.observed_pace, digital.pace_class) == (None, "not_defined")


# --- which targets ----------------------------------------------------------------------------


def test_a_target_that_was_measured_or_has_no_year_has_no_outlook() -> None:
    gap = measure_gap(survey(LEIDEN), [target(2017, 31.0), target(None, 25.0, kind="norm")])

    assert gap.outlook == ()
    assert (gap.p_all_targets, gap.headline) == (None, None)
    assert gap.mde80 is not None


def test_an_expired_target_has_a_row_of_its_own_and_never_the_headline() -> None:
    gap = measure_gap(survey(LEIDEN), [target(2018, 30.0), target(2021, 35.0)], as_of=2019)

    expired, future = gap.outlook
    assert (expired.status, future.status) == ("expired_without_measurement", "future")
    assert gap.headline is future
    assert gap.p_all_targets == pytest.approx(future.p_reported)


def test_a_year_between_two_waves_is_answered_from_both_sides() -> None:
    waves = [(2015, 40, 500), (2021, 44, 500)]

    row = next_row(survey(waves), (2019, 50))

    assert (row.status, row.required_pace) == ("expired_without_measurement", None)
    assert row.pace_ratio == pytest.approx(0.2666667)
    assert 40 < row.quantiles((0.5,))[0] < 44


def test_a_year_before_the_first_wave_has_no_outlook() -> None:
    gap = measure_gap(survey(LEIDEN), [target(2014, 27.0)])

    assert gap.position == "target_expired_unmeasured"
    assert gap.outlook == ()


def test_a_revised_target_has_one_row() -> None:
    old = target(2019, 35.0, source=edition("begroting-2018", date(2017, 11, 15)))
    new = target(2019, 31.0, source=edition("begroting-2019", date(2018, 11, 15)))

    (row,) = measure_gap(survey(LEIDEN), [new, old]).outlook

    assert row.target is new


def test_without_measurement_there_is_no_outlook() -> None:
    gap = measure_gap(survey([(2021, None, None)]), [target(2023, 80.0)], as_of=2021)

    assert (gap.outlook, gap.mde80) == ((), None)


def test_a_budget_without_a_better_side_has_no_outlook() -> None:
    gap = measure_gap(yearly({2017: 190_000.0}), [target(2019, 180_000.0, kind="begroot")])

    assert gap.outlook == ()


# --- what it rests on -------------------------------------------------------------------------


def test_an_unknown_n_counts_as_500_with_250_and_1000_beside_it() -> None:
    gap = measure_gap(survey([(y, v, None) for y, v, _ in LEIDEN]), [target(2019, 31.0)])
    (row,) = gap.outlook

    assert [n for n, _ in row.p_if_n] == [250, 500, 1000]
    assert [p for _, p in row.p_if_n] == pytest.approx([0.34, 0.30, 0.27], abs=0.0051)
    assert row.p_reported == row.p_if_n[1][1]
    assert row.assumptions == ("n_unknown_500",)
    assert gap.evidence == "insufficient"
    assert gap.headline is None


def test_an_unknown_n_of_a_part_of_the_respondents_counts_as_250() -> None:
    row = next_row(survey([(y, v, None) for y, v, _ in LEIDEN], subgroup=True), (2019, 31))

    assert row.assumptions == ("n_unknown_250",)
    assert row.p_reported == row.p_if_n[0][1]


def test_the_closed_form_gives_no_chance_without_n() -> None:
    history = survey([(y, v, None) for y, v, _ in LEIDEN])

    row = next_row(history, (2019, 31), method="closed_form")

    assert (row.p_reported, row.p_true, row.power_to_see, row.method) == (None, None, None, None)
    assert row.pace_ratio == pytest.approx(2 / 3)
    assert row.pace_ratio_ci95 is None


def test_an_assumed_n_and_a_far_year_are_named() -> None:
    row = next_row(survey(LEIDEN, basis="assumed"), (2023, 31))

    assert row.assumptions == ("n_assumed", "beyond_experience")


def test_a_figure_outside_its_scale_has_no_chance() -> None:
    row = next_row(marks([(2021, 55.0, 500)]), (2023, 60.0))

    assert (row.p_reported, row.method) == (None, None)


def test_integrating_changes_the_chance_as_in_the_reference() -> None:
    row = next_row(survey(LEIDEN), (2019, 31), method="closed_form", integrate=True)

    assert row.p_reported == pytest.approx(0.3439608999, abs=1e-6)
    assert row.p_true == pytest.approx(0.2593745210, abs=1e-6)
    assert row.forecast_mean == pytest.approx(28.9945216657, abs=1e-6)
    assert row.forecast_sd == pytest.approx(3.6027445903, abs=1e-6)


# --- figures that are no survey ---------------------------------------------------------------


def register() -> History:
    figures = {2018: 88.0, 2019: 90.0, 2020: 91.0, 2021: 93.0}
    return yearly(figures, unit="%", kind="register", direction="higher")


def test_a_register_takes_its_chance_from_the_quantiles_of_a_forecast() -> None:
    forecast = make_forecast(register(), horizon=2)

    row = next_row(register(), (2023, 95), forecast=forecast)

    assert row.method == "wide"
    assert row.p_true is None
    assert row.p_reported is not None
    # met from 94.5 on, in whole points
    assert forecast.quantile(1 - row.p_reported)[1] == pytest.approx(94.5)
    assert row.quantiles(FAN) == ()  # the fan is that of the forecast


def test_without_a_forecast_a_register_has_a_pace_and_no_chance() -> None:
    row = next_row(register(), (2023, 95))

    assert (row.p_reported, row.method, row.pace_class) == (None, None, "on_track")


def test_a_year_beyond_the_forecast_has_no_chance() -> None:
    gap = measure_gap(
        register(), [target(2023, 95.0), target(2027, 97.0)], make_forecast(register(), horizon=2)
    )

    assert gap.outlook[0].p_reported is not None
    assert gap.outlook[1].p_reported is None
    assert gap.p_all_targets is None


def test_a_forecast_does_not_say_how_two_years_hang_together() -> None:
    gap = measure_gap(
        register(), [target(2022, 94.0), target(2023, 95.0)], make_forecast(register(), horizon=2)
    )

    assert all(row.p_reported is not None for row in gap.outlook)
    assert gap.p_all_targets is None


def test_a_forecast_reaches_no_target_outside_its_periods() -> None:
    forecast = make_forecast(register(), horizon=1)

    assert next_row(register(), (2025, 95), forecast=forecast).p_reported is None


def test_fewer_complaints_than_the_ceiling_is_what_counts_when_lower_is_better() -> None:
    history = yearly({2020: 1000.0, 2021: 1000.0}, direction="lower", kind="register")
    forecast = make_forecast(history, horizon=1)

    row = measure_gap(history, [target(2022, 1000.0)], forecast).outlook[0]

    assert row.p_reported == pytest.approx(0.5, abs=0.02)  # it moves up and down alike
    assert row.pace_class == "already_met"


def test_the_closed_form_of_a_count_moves_five_per_cent_of_its_level() -> None:
    history = yearly({2021: 1000.0}, direction="higher", kind="register")

    row = next_row(history, (2022, 1000.0), method="closed_form")

    # tau and drift 50 a year: variance 50² + 50², and rounding 1/12 of the one figure
    assert row.forecast_mean == pytest.approx(1000.0)
    assert row.forecast_sd == pytest.approx(math.sqrt(2 * 50**2 + 1 / 12), abs=1e-3)
    assert row.p_true == pytest.approx(0.5)


def test_zero_counts_have_a_closed_form_too() -> None:
    history = yearly({2020: 0.0, 2021: 0.0}, direction="lower", kind="register")

    row = next_row(history, (2022, 0.0), method="closed_form")

    assert row.p_reported is not None
    assert 0 < row.p_reported < 1


# --- several targets --------------------------------------------------------------------------


def test_a_path_of_targets_has_the_chance_to_meet_all_and_any() -> None:
    gap = two_waves("klantvriendelijk")
    first, second = (row.p_reported or 0.0 for row in gap.outlook)

    assert gap.p_all_targets is not None
    assert gap.p_any_target is not None
    assert max(0.0, first + second - 1) < gap.p_all_targets < min(first, second)
    # one is met or the other: P(A or B) = P(A) + P(B) - P(A and B)
    assert gap.p_any_target == pytest.approx(first + second - gap.p_all_targets, abs=0.0025)
    assert gap.p_all_targets > first * second  # a high level is high in both years


def test_the_chance_to_meet_all_is_the_same_every_time() -> None:
    assert two_waves("afval").p_all_targets == two_waves("afval").p_all_targets


# --- ranges and bounds ------------------------------------------------------------------------


def test_a_range_is_reached_by_a_figure_within_it() -> None:
    low, high = next_row(survey(LEIDEN), (2019, 27)), next_row(survey(LEIDEN), (2019, 32))
    history = survey(LEIDEN, direction="range")
    (row,) = measure_gap(history, [target(2019, None, low=27.0, high=31.0)]).outlook

    # from 26.5 up to 31.5
    assert row.p_reported == pytest.approx((low.p_reported or 0) - (high.p_reported or 0))
    assert row.pace_class == "already_met"


@pytest.mark.parametrize(("wanted", "chance"), [(0.0, 1.0), (101.0, 0.0)])
def test_a_target_at_the_end_of_the_scale_is_certain_or_impossible(
    wanted: float, chance: float
) -> None:
    assert next_row(survey([(2021, 40, 500)]), (2023, wanted)).p_reported == chance


def test_a_hundred_per_cent_can_be_published_and_be_true() -> None:
    row = next_row(survey([(2020, 99, 1000), (2021, 100, 1000)]), (2022, 100))

    assert row.p_true is not None
    assert row.p_reported is not None
    assert 0 < row.p_true < row.p_reported < 1


@pytest.mark.parametrize("figures", [[0], [100], [0, 0], [100, 100], [50, 50, 50], [0, 100]])
@pytest.mark.parametrize("n", [500, 1, None])
@pytest.mark.parametrize("method", [None, "closed_form"])
def test_figures_at_the_end_or_without_change_have_a_row_like_any_other(
    figures: list[int], n: int | None, method: str | None
) -> None:
    history = survey([(2001 + 2 * i, value, n) for i, value in enumerate(figures)])
    wanted = [target(2009, value) for value in (0.0, 100.0, 120.0)]

    for asked in wanted:
        (row,) = measure_gap(history, [asked], method=method).outlook

        known = n is not None or method is None
        assert (row.p_reported is not None) == known
        assert (row.likelihood is not None) == known


# --- how it is said ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (0.90, "very_likely"),
        (0.8999, "likely"),
        (0.66, "likely"),
        (0.6599, "either_way"),
        (0.33, "either_way"),
        (0.3299, "unlikely"),
        (0.10, "unlikely"),
        (0.0999, "very_unlikely"),
    ],
)
def test_the_word_comes_from_the_chance_before_rounding(p: float, word: str) -> None:
    assert likelihood_of(p) == word


def test_a_chance_is_printed_in_steps_of_five() -> None:
    rows = {name: two_waves(name).outlook[0] for name in ("klantvriendelijk", "heldere taal")}

    # .17 and .02
    assert rows["klantvriendelijk"].chance_pct == 15
    assert rows["heldere taal"].chance_pct == 0
    assert measure_gap(register(), [target(2023, 95.0)]).outlook[0].chance_pct is None


def test_twenty_dots_are_equally_likely_values_of_the_fan() -> None:
    row = next_row(survey(LEIDEN), (2019, 31))

    dots, fan, true = row.quantiles(DOTS), row.quantiles(FAN), row.quantiles(FAN, true=True)
    assert len(dots) == 20
    assert sum(dot < fan[2] for dot in dots) == 10
    assert fan[0] < true[0] < true[4] < fan[4]
    # a chance of .30: the target of 31 is met from 30.5 on
    assert sum(dot >= 30.5 for dot in dots) == 6


# --- wrong calls ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [{"method": "arima"}, {"pace": "fast"}, {"integrate": True}],
)
def test_an_option_that_does_not_exist_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(WrongCall, match=next(iter(options))):
        measure_gap(survey(LEIDEN), [], **options)


def test_the_share_model_is_not_used_for_a_register() -> None:
    with pytest.raises(WrongCall, match="survey shares and marks"):
        measure_gap(register(), [target(2023, 95.0)], method="shares")


# --- rules that hold for any survey -----------------------------------------------------------

waves = st.lists(st.integers(0, 100), min_size=1, max_size=5).map(
    lambda values: [(2001 + 2 * i, value, 400) for i, value in enumerate(values)]
)


@settings(max_examples=40)
@given(waves, st.integers(0, 100), st.integers(1, 6), st.sampled_from(["shares", "closed_form"]))
def test_lower_is_better_turns_the_chance_of_the_complement(
    drawn: list[tuple[int, int, int]], wanted: int, years: int, method: str
) -> None:
    year = drawn[-1][0] + years
    rest = [(y, 100 - value, n) for y, value, n in drawn]

    up = next_row(survey(drawn), (year, wanted), method=method)
    down = next_row(survey(rest, direction="lower"), (year, 100 - wanted), method=method)

    assert up.p_reported == pytest.approx(down.p_reported, abs=1e-9)
    assert up.p_true == pytest.approx(down.p_true, abs=1e-9)
    assert up.pace_class == down.pace_class


@settings(max_examples=40)
@given(waves, st.integers(1, 99), st.sampled_from(["higher", "lower"]))
def test_no_number_of_an_outlook_is_nan(
    drawn: list[tuple[int, int, int]], wanted: int, direction: str
) -> None:
    row = next_row(survey(drawn, direction=direction), (2015, wanted))

    numbers = [getattr(row, name) for name in Outlook.__slots__]
    assert not any(isinstance(value, float) and math.isnan(value) for value in numbers)
    assert row.p_reported is not None
    assert 0 <= row.p_reported <= 1


@settings(max_examples=40)
@given(waves, st.integers(1, 98))
def test_a_higher_target_is_never_more_likely(
    drawn: list[tuple[int, int, int]], wanted: int
) -> None:
    rows = [next_row(survey(drawn), (2013, value)) for value in (wanted, wanted + 1)]
    chances = [row.p_reported or 0.0 for row in rows]

    assert chances[1] <= chances[0] + 1e-12
    assert np.isfinite(chances).all()
