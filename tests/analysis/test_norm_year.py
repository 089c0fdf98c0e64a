"""Service norms of a programme: which are judged, and how many cases their year will have."""

from __future__ import annotations

import pandas as pd
import pytest

from pcanalysis.analysis import judge_norm
from pcanalysis.analysis.norm_year import expect_cases, judge_norms
from pcanalysis.model import History
from tests.analysis.builders import survey, target, yearly


def months(first: str, count: int, cases: float = 100.0, right: float = 90.0) -> History:
    index = pd.period_range(first, periods=count, freq="M")
    return History.from_series(
        pd.Series([100 * right / cases] * count, index=index),
        key="my/norm",
        unit="%",
        kind="norm",
        better="higher",
        numerator=[right] * count,
        denominator=[cases] * count,
    )


def test_a_year_that_is_over_needs_no_forecast() -> None:
    assert expect_cases(months("2016-01", 24)) is None


def test_a_steady_service_will_have_as_many_cases_in_the_months_to_come() -> None:
    expected = expect_cases(months("2015-01", 32))

    assert expected is not None
    assert len(expected) == 20
    assert sorted(expected) == list(expected)
    assert expected[0] >= 800  # what there is already
    assert sum(expected) / 20 == pytest.approx(1200, rel=0.1)


def test_a_norm_is_judged_with_the_cases_its_year_will_have() -> None:
    history = months("2015-01", 32)

    [norm] = judge_norms([history], [[target(None, 95.0)]])

    alone = judge_norm(history, 95.0).year_so_far
    assert norm.year_so_far is not None
    assert alone is not None
    assert (alone.status, norm.year_so_far.status) == (None, "no_longer_attainable")


def test_only_counted_cases_with_a_standing_norm_are_judged() -> None:
    asked = [survey([(2015, 28, 500)]), yearly({2017: 190_000.0}), months("2016-01", 24)]
    standing, dated = [target(None, 80.0)], [target(2017, 80.0)]

    assert judge_norms(asked, [standing, standing, dated]) == ()
    assert len(judge_norms(asked, [standing] * 3)) == 1
    assert judge_norms([], []) == ()
