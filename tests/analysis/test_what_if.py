"""What-if: the figures stay, the question changes."""

from __future__ import annotations

import pytest

from pcanalysis.analysis import measure_gap
from pcanalysis.analysis.what_if import what_if
from tests.analysis.builders import marks, survey, target

LEIDEN = [(2015, 28, 500), (2017, 29, 500)]
LEIDERDORP = [(2019, 80, 787), (2021, 85, 755)]


def test_without_a_change_the_answer_is_that_of_the_gap() -> None:
    gap = measure_gap(survey(LEIDERDORP), [target(2023, 88.0)], as_of=2021)

    [row] = what_if([gap]).to_dict("records")

    assert gap.headline is not None
    assert row["p_reported"] == gap.headline.p_reported
    assert (row["target"], row["year"], row["n"]) == (88.0, "2023", 755.0)


def test_more_answers_see_a_smaller_change() -> None:
    # specification: n = 500 near 28%: 8.0 points; n = 1000 near 28%: 5.6 points
    gap = measure_gap(survey([(2015, 29, 500), (2017, 28, 500)]), [target(2019, 31.0)], as_of=2017)

    seen = [what_if([gap], n=n)["mde80"].iloc[0] for n in (500, 1000)]

    assert seen == pytest.approx([8.0, 5.6], abs=0.06)


def test_the_step_to_31_needs_3624_answers_a_wave() -> None:
    # specification 2.6: 28 to 31
    gap = measure_gap(survey([(2015, 29, 500), (2017, 28, 500)]), [], as_of=2017)

    row = what_if([gap], target=31.0, year=2019).iloc[0]

    assert (row["n_for_80"], row["year"], row["step_measurable"]) == (3624, "2019", False)


def test_a_target_that_has_passed_is_asked_for_the_next_year() -> None:
    gap = measure_gap(survey(LEIDEN), [target(2017, 31.0)], as_of="2022-11-01")

    row = what_if([gap]).iloc[0]

    assert (row["target"], row["year"]) == (31.0, "2023")
    assert row["chance_pct"] is not None


def test_a_later_year_gives_more_time() -> None:
    gap = measure_gap(survey(LEIDERDORP), [target(2023, 88.0)], as_of=2021)

    paces = [what_if([gap], year=year)["required_pace"].iloc[0] for year in (2023, 2027)]

    assert paces == pytest.approx([1.5, 0.5])  # 3 points in two years, and in six


def test_a_target_off_the_scale_or_without_a_figure_is_left_out() -> None:
    percent = measure_gap(survey(LEIDERDORP), [target(2023, 88.0)], as_of=2021)
    mark = measure_gap(marks([(2019, 7.0, 787), (2021, 7.2, 755)]), [target(2023, 7.7)], as_of=2021)
    empty = measure_gap(survey([(2021, None, None)]), [target(2023, 80.0)], as_of=2021)

    assert what_if([percent, mark, empty], target=60.0)["key"].tolist() == [percent.history.key]
    assert what_if([empty]).empty
    assert what_if([measure_gap(survey(LEIDEN), [])]).empty  # nothing to reach
