from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pcanalysis.errors import InvalidModel
from pcanalysis.model import (
    Direction,
    History,
    Kind,
    MissingReason,
    NBasis,
    Source,
    Status,
    Unit,
    history_rows,
)

REAL = Source(file="data/raw/a/cijfers.csv", sha256="a" * 64, publisher="Gemeente Leiden")
SIMULATED = Source(file="data/raw/b/kcc.csv", sha256="b" * 64, publisher="x", simulated=True)


def year(number: int, value: float | None, **more: Any) -> dict[str, Any]:
    return {"start": datetime(number, 1, 1), "value": value, **more}


def history(records: list[dict[str, Any]], **changes: Any) -> History:
    usual: Mapping[str, Any] = {
        "key": "leiden/1A1.a",
        "unit": Unit.PERCENT,
        "kind": Kind.SURVEY_SHARE,
        "direction": Direction.HIGHER,
        "freq": "Y",
        "rows": history_rows(records),
    }
    return History(**{**usual, **changes})


def with_column(records: list[dict[str, Any]], column: str, values: list[Any]) -> pd.DataFrame:
    return history_rows(records).assign(**{column: values})


def test_rows_stand_oldest_first_in_whatever_order_they_come() -> None:
    rows = history_rows([year(2017, 29), year(2015, 28)])

    assert [start.year for start in rows["start"]] == [2015, 2017]


def test_a_row_without_a_value_is_missing_for_an_unknown_reason() -> None:
    row = history_rows([year(2016, None)]).iloc[0]

    assert math.isnan(row["value"])
    assert (row["status"], row["reason"]) == ("missing", "unknown")


def test_a_row_without_a_value_keeps_the_reason_it_has() -> None:
    row = history_rows([year(2016, math.nan, reason="no_survey")]).iloc[0]

    assert row["reason"] == MissingReason.NO_SURVEY


def test_zero_is_a_figure_and_not_missing() -> None:
    assert history([year(2016, 0.0)]).points[0].value == 0.0


def test_the_records_given_are_not_changed() -> None:
    record = year(2016, None)

    history_rows([record])

    assert record == year(2016, None)


def test_points_leave_missing_periods_out_and_observations_do_not() -> None:
    known = history([year(2015, 28), year(2016, None), year(2017, 29)])

    assert [o.year for o in known.points] == [2015, 2017]
    assert [o.year for o in known.observations] == [2015, 2016, 2017]
    assert known.observations[1].status is Status.MISSING


def test_an_observation_carries_its_sampling_facts() -> None:
    first = history([year(2015, 28, n=500.0, n_basis="assumed", line=3)]).points[0]

    assert (first.n, first.n_basis, first.line) == (500.0, NBasis.ASSUMED, 3)


def test_the_series_has_the_values_at_the_start_of_their_periods() -> None:
    series = history([year(2015, 28), year(2017, 29)]).series

    assert series.loc["2017-01-01"] == 29
    assert series.name == "leiden/1A1.a"


def test_a_history_without_rows_has_no_points() -> None:
    empty = history([])

    assert empty.points == ()
    assert len(empty.series) == 0
    assert not empty.simulated


def test_upto_keeps_the_first_rows_and_leaves_the_history_alone() -> None:
    known = history([year(2015, 28), year(2016, None), year(2017, 29)])

    assert known.upto(2).values[0] == 28
    assert len(known.upto(2).rows) == 2
    assert len(known.rows) == 3


def test_a_name_falls_back_on_the_published_name_and_then_the_key() -> None:
    named = history([], name="Percentage inwoners", names={"nl": "Voelt zich gehoord"})

    assert named.short_name("nl") == "Voelt zich gehoord"
    assert named.short_name("en") == "Percentage inwoners"
    assert history([]).short_name("nl") == "leiden/1A1.a"


def test_the_time_of_a_year_is_whole() -> None:
    assert history([year(2016, 1)]).points[0].time == 2016.0


def test_the_time_of_a_month_is_its_middle() -> None:
    # January 2017: its middle is 15.5 days into 365 days
    first = history([year(2017, 1)], freq="M").points[0]

    assert first.time == pytest.approx(2017 + 15.5 / 365)


def test_the_time_of_an_interval_in_a_zone_keeps_its_zone() -> None:
    # 2 January 2017 00:00 to 00:15: the middle is 1 day and 7.5 minutes into 365 days
    start = datetime(2017, 1, 2, tzinfo=UTC)
    first = history([{"start": start, "value": 3}], freq="15min").points[0]

    assert first.time == pytest.approx(2017 + (1 + 7.5 / 1440) / 365)


def test_a_history_says_whether_its_figures_are_simulated() -> None:
    assert history([year(2016, 5)], sources=(SIMULATED,)).simulated
    assert not history([year(2016, 5)], sources=(REAL,)).simulated


def test_simulated_and_measured_figures_never_mix() -> None:
    with pytest.raises(InvalidModel, match="mixes simulated and measured"):
        history([year(2016, 5)], sources=(REAL, SIMULATED))


def test_an_unknown_frequency_is_refused() -> None:
    with pytest.raises(InvalidModel, match=r"leiden/1A1.a: unknown frequency 'H'"):
        history([], freq="H")


def test_rows_that_lack_a_column_are_refused_by_name() -> None:
    rows = history_rows([year(2016, 5)]).drop(columns=["n", "sd"])

    with pytest.raises(InvalidModel, match="rows lack n, sd"):
        history([], rows=rows)


def test_two_figures_for_one_period_are_refused() -> None:
    with pytest.raises(InvalidModel, match="two figures for 2016-01-01"):
        history([year(2016, 5), year(2016, 6)])


def test_rows_out_of_order_are_refused() -> None:
    rows = history_rows([year(2015, 5), year(2016, 6)]).iloc[::-1]

    with pytest.raises(InvalidModel, match="oldest first"):
        history([], rows=rows)


def test_an_infinite_value_is_refused() -> None:
    with pytest.raises(InvalidModel, match="infinite"):
        history([year(2016, np.inf)])


@pytest.mark.parametrize(("value", "status"), [(5.0, "missing"), (None, "actual")])
def test_a_figure_is_missing_if_and_only_if_it_has_no_value(
    value: float | None, status: str
) -> None:
    rows = with_column([year(2016, value)], "status", [status])

    with pytest.raises(InvalidModel, match="if and only if"):
        history([], rows=rows)


def test_a_missing_figure_without_a_reason_is_refused() -> None:
    rows = with_column([year(2016, None)], "reason", [""])

    with pytest.raises(InvalidModel, match="needs a reason"):
        history([], rows=rows)
