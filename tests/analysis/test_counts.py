"""Margins of counts and rates, against the package that public health services use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pcanalysis.analysis.counts import count_interval, rate_interval
from tests.analysis.builders import table


@pytest.mark.parametrize("case", table("rate_ci.csv"), ids=lambda case: case["events"])
def test_a_rate_has_the_published_interval(case: dict[str, str]) -> None:
    events, population, multiplier = (
        float(case[name]) for name in ("events", "population", "multiplier")
    )

    found = rate_interval(events, population, multiplier=multiplier)

    assert found == pytest.approx((float(case["low95"]), float(case["high95"])), rel=1e-10)


def test_no_event_does_not_mean_that_none_can_come() -> None:
    # the exact upper end of zero events is -ln(0.025) = 3.689
    assert count_interval(0) == pytest.approx((0.0, 3.6889), abs=1e-4)


@given(st.integers(1, 500))
def test_the_ends_leave_a_fortieth_of_the_chance_on_either_side(events: int) -> None:
    low, high = count_interval(events)

    # exact below ten; Byar's approximation from ten
    close = 1e-9 if events < 10 else 5e-4
    assert stats.poisson.sf(events - 1, low) == pytest.approx(0.025, abs=close)
    assert stats.poisson.cdf(events, high) == pytest.approx(0.025, abs=close)


@given(st.integers(0, 300), st.sampled_from([0.8, 0.9, 0.95]))
def test_more_confidence_widens_the_interval(events: int, confidence: float) -> None:
    narrow, wide = count_interval(events, confidence), count_interval(events, 0.998)

    assert wide[0] <= narrow[0] <= events <= narrow[1] < wide[1]
