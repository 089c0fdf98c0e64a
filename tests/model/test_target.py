from __future__ import annotations

import math
from typing import Any

import pytest

from pcanalysis.errors import InvalidModel
from pcanalysis.model import Period, Source, Target

SOURCE = Source(file="data/raw/x/cijfers.csv", sha256="0" * 64, publisher="Gemeente Leiden")


def target(**changes: Any) -> Target:
    usual: dict[str, Any] = {
        "key": "leiden/1A1.a",
        "period": Period.year(2017),
        "value": 35.0,
        "kind": "streefwaarde",
        "source": SOURCE,
        "line": 6,
    }
    return Target(**(usual | changes))


def test_a_target_is_called_by_its_period() -> None:
    assert target().label == "2017"


def test_a_norm_without_a_period_is_standing() -> None:
    assert target(period=None, kind="norm").label == "standing"


def test_a_target_can_be_a_range() -> None:
    ranged = target(value=None, low=5.0, high=7.0)

    assert (ranged.low, ranged.value, ranged.high) == (5.0, None, 7.0)


def test_a_range_of_one_point_is_a_range() -> None:
    assert target(value=None, low=5.0, high=5.0).low == 5.0


@pytest.mark.parametrize(
    "numbers",
    [
        {"value": None},
        {"value": None, "low": 5.0},
        {"value": None, "high": 5.0},
        {"value": 5.0, "low": 4.0, "high": 6.0},
    ],
)
def test_a_target_is_either_one_value_or_a_whole_range(numbers: dict[str, Any]) -> None:
    with pytest.raises(InvalidModel, match="needs either a value or both low and high"):
        target(**numbers)


def test_a_range_stands_low_to_high() -> None:
    with pytest.raises(InvalidModel, match=r"low 7.0 lies above high 5.0"):
        target(value=None, low=7.0, high=5.0)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_target_that_is_no_number_is_refused(number: float) -> None:
    with pytest.raises(InvalidModel, match=r"leiden/1A1.a \(2017\) is .*; leave it out"):
        target(value=number)


def test_a_target_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InvalidModel, match="kind 'wens' must be one of"):
        target(kind="wens")
