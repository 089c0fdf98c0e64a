from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from pcanalysis.errors import InvalidModel
from pcanalysis.model import Opening, in_force


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
