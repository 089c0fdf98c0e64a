from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, time
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import InvalidModel
from pcanalysis.model import Opening, in_force
from pcanalysis.model.contact import (
    Closure,
    Dated,
    HandleTime,
    Patience,
    ServiceNorm,
    Shrinkage,
)

FROM = date(2024, 1, 1)


def hours(**changes: Any) -> Opening:
    usual = {
        "valid_from": date(2016, 1, 1),
        "weekdays": (1, 2, 3, 4, 5),
        "open_from": time(8, 30),
        "open_to": time(17),
    }
    return Opening(**(usual | changes))


def test_a_weekday_is_open_and_a_saturday_is_not() -> None:
    assert hours().is_open(date(2017, 4, 14))  # Good Friday
    assert not hours().is_open(date(2017, 4, 15))


def test_a_holiday_is_closed_unless_the_hours_say_otherwise() -> None:
    kings_day = date(2017, 4, 27)

    assert not hours().is_open(kings_day)
    assert hours(closed_on_holidays=False).is_open(kings_day)


def test_new_opening_hours_replace_all_earlier_ones() -> None:
    old, weekdays = hours(), hours(valid_from=date(2017, 1, 1), weekdays=(1, 2, 3, 5))
    late_thursday = hours(valid_from=date(2017, 1, 1), weekdays=(4,), open_to=time(20))
    every = (old, weekdays, late_thursday)

    assert in_force(every, date(2016, 12, 31)) == (old,)
    assert in_force(every, date(2017, 1, 1)) == (weekdays, late_thursday)


def test_before_the_first_opening_hours_nothing_is_known() -> None:
    assert in_force([hours()], date(2015, 12, 31)) == ()


@pytest.mark.parametrize("weekdays", [(), (0,), (8,), (1, 2, 9)])
def test_a_weekday_that_does_not_exist_is_refused(weekdays: tuple[int, ...]) -> None:
    with pytest.raises(InvalidModel, match="1 \\(Monday\\) to 7 \\(Sunday\\)"):
        hours(weekdays=weekdays)


def test_closing_before_opening_is_refused() -> None:
    with pytest.raises(InvalidModel, match="end at 08:30, before they begin"):
        hours(open_from=time(9), open_to=time(8, 30))


@pytest.mark.parametrize("name", ["open_from", "open_to"])
def test_hours_are_local_times(name: str) -> None:
    with pytest.raises(InvalidModel, match="local times") as caught:
        hours(**{name: time(9, tzinfo=UTC)})
    assert caught.value.code == "expected_time"


def closure(first: date, last: date, **label: str) -> Closure:
    return Closure(first=first, last=last, label=label or {"nl": "Dicht", "en": "Closed"})


def test_a_closure_is_closed_from_its_first_to_its_last_day() -> None:
    christmas = closure(date(2017, 12, 27), date(2017, 12, 29))
    closing = hours(closures=(christmas,))

    # Wednesday 27 to Friday 29 December; Tuesday 26 is Boxing Day, Tuesday 2 January a working day
    assert [d for d in range(19, 32) if closing.is_open(date(2017, 12, d))] == [19, 20, 21, 22]
    assert closing.is_open(date(2018, 1, 2))


def test_a_closure_of_one_day_may_begin_and_end_on_it() -> None:
    friday = date(2017, 5, 26)

    assert not hours(closures=(closure(friday, friday),)).is_open(friday)


@pytest.mark.parametrize(
    ("changes", "code", "key"),
    [
        ({"last": date(2017, 12, 26)}, "closure_backwards", "last"),
        ({"label": {"nl": "Dicht"}}, "label_incomplete", "label"),
    ],
)
def test_a_closure_that_cannot_be_right_is_refused(
    changes: dict[str, Any], code: str, key: str
) -> None:
    usual = {
        "first": date(2017, 12, 27),
        "last": date(2017, 12, 29),
        "label": {"nl": "Dicht", "en": "Closed"},
    }
    with pytest.raises(InvalidModel) as caught:
        Closure(**(usual | changes))
    assert (caught.value.code, caught.value.key) == (code, key)


@pytest.mark.parametrize(
    ("make", "right", "wrong"),
    [
        (
            lambda x: ServiceNorm(channel="telefoon", percent=x, seconds=30, valid_from=FROM),
            [0, 80, 99.9],
            [-0.1, 100, inf, nan],
        ),
        (
            lambda x: ServiceNorm(channel="telefoon", percent=80, seconds=x, valid_from=FROM),
            [0, 30, 86_400],
            [-1, inf, nan],
        ),
        (
            lambda x: HandleTime(channel="telefoon", seconds=x, valid_from=FROM),
            [1, 240.5],
            [0, -240, inf, nan],
        ),
        (lambda x: Patience(channel="telefoon", seconds=x, valid_from=FROM), [0, 180], [-1, nan]),
        (lambda x: Shrinkage(share=x, valid_from=FROM), [0, 0.3, 0.99], [1, 30, -0.01, nan]),
    ],
)
def test_a_number_lies_within_its_range(
    make: Callable[[float], Dated], right: list[float], wrong: list[float]
) -> None:
    for number in right:
        assert make(number).valid_from == FROM
    for number in wrong:
        with pytest.raises(InvalidModel, match="lies outside") as caught:
            make(number)
        assert caught.value.code
        assert caught.value.key in {"percent", "seconds", "share"}


@given(
    starts=st.lists(st.dates(date(2020, 1, 1), date(2021, 1, 1)), max_size=8),
    day=st.dates(date(2019, 12, 1), date(2021, 2, 1)),
)
def test_what_holds_is_the_newest_that_has_begun(starts: list[date], day: date) -> None:
    dated = [Dated(valid_from=start) for start in starts]

    holds = in_force(dated, day)

    begun = [start for start in starts if start <= day]
    assert [one.valid_from for one in holds] == [s for s in begun if s == max(begun)]
