from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pcanalysis.store.disclosure import hidden_cells

NAN = float("nan")


def cells(*rows: tuple[Any, ...], key: str = "1A1.a") -> pd.DataFrame:
    """Make cells from area, period and number of respondents, which is the value as well."""
    frame = pd.DataFrame(rows, columns=["area", "period", "n"])
    return frame.assign(key=key, role="measured", value=frame["n"])


def hidden(frame: pd.DataFrame, limit: int = 10) -> list[bool]:
    return hidden_cells(frame, limit=limit).tolist()


def test_fewer_than_ten_respondents_are_hidden() -> None:
    frame = cells(("", "2015", 4), ("", "2016", 9), ("", "2017", 10), ("", "2018", NAN))

    assert hidden(frame) == [True, True, False, False]


def test_the_limit_is_a_setting() -> None:
    assert hidden(cells(("", "2015", 4), ("", "2016", 2)), limit=3) == [False, True]


def test_the_answer_has_the_index_of_the_question() -> None:
    frame = cells(("", "2015", 4)).set_axis([7])

    assert hidden_cells(frame).index.tolist() == [7]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    frame = cells(("", "2015", 60), ("noord", "2015", 20), ("zuid", "2015", 40))

    assert hidden(frame) == [False, False, False]


def test_a_second_area_is_hidden_when_the_total_would_give_the_first_away() -> None:
    frame = cells(
        ("", "2015", 64), ("noord", "2015", 4), ("oost", "2015", 40), ("zuid", "2015", 20)
    )

    assert hidden(frame) == [False, True, False, True]  # zuid is the smallest next


def test_two_small_areas_protect_each_other() -> None:
    frame = cells(("", "2015", 50), ("noord", "2015", 4), ("oost", "2015", 6), ("zuid", "2015", 40))

    assert hidden(frame) == [False, True, True, False]


def test_a_hidden_total_does_not_follow_from_its_parts() -> None:
    frame = cells(("", "2015", 8), ("noord", "2015", 12), ("zuid", "2015", 15))
    frame["value"] = [28.0, 30.0, 26.0]
    frame["n"] = [8, NAN, NAN]

    assert hidden(frame) == [True, True, False] or hidden(frame) == [True, False, True]


def test_the_only_part_of_a_total_takes_the_total_along() -> None:
    frame = cells(("", "2015", 4), ("noord", "2015", NAN)).assign(value=28.0)

    assert hidden(frame) == [True, True]


def test_a_total_with_unpublished_parts_gives_nothing_away() -> None:
    frame = cells(("", "2015", 1250), ("noord", "2015", 4))

    assert hidden(frame) == [False, True]


@pytest.mark.parametrize("quarters", [["2024-K1", "2024-K2"], ["2024-Q1", "2024-Q2"]])
def test_quarters_of_a_year_protect_each_other(quarters: list[str]) -> None:
    frame = cells(("", "2024", 24), ("", quarters[0], 4), ("", quarters[1], 20))

    assert hidden(frame) == [False, True, True]


def test_months_are_parts_of_their_quarter_and_of_their_year() -> None:
    months = [("", f"2024-{month:02d}", n) for month, n in ((1, 4), (2, 30), (3, 20), (4, 50))]
    frame = cells(("", "2024", 104), ("", "2024-K1", 54), ("", "2024-K2", 50), *months)

    assert hidden(frame) == [False, False, False, True, False, True, False]


def test_days_are_parts_of_their_month() -> None:
    frame = cells(("", "2024-03", 24), ("", "2024-03-01", 4), ("", "2024-03-02", 20))

    assert hidden(frame) == [False, True, True]


def test_weeks_add_up_to_nothing() -> None:
    frame = cells(("", "2024", 24), ("", "2024-W01", 4), ("", "2024-W02", 20))

    assert hidden(frame) == [False, True, False]


def test_a_value_that_is_missing_protects_nothing() -> None:
    frame = cells(("", "2015", 54), ("noord", "2015", 4), ("oost", "2015", 1), ("zuid", "2015", 50))
    frame.loc[2, ["value", "n"]] = [NAN, NAN]

    assert hidden(frame) == [False, True, False, True]


def test_another_indicator_or_role_is_not_a_part() -> None:
    frame = pd.concat(
        [
            cells(("", "2015", 24), ("noord", "2015", 4)),
            cells(("zuid", "2015", 20), key="1A2.a"),
            cells(("zuid", "2015", 20)).assign(role="target"),
        ]
    )

    assert hidden(frame) == [False, True, False, False]


@given(
    st.lists(st.lists(st.integers(0, 40), min_size=2, max_size=5), min_size=1, max_size=5),
    st.booleans(),
)
def test_no_hidden_value_follows_from_what_is_published(
    table: list[list[int]], known: bool
) -> None:
    assume(len({len(row) for row in table}) == 1)
    rows: list[tuple[str, str, float]] = []
    grid = np.array(table)
    for a, line in enumerate(np.vstack([grid.sum(axis=0), grid])):
        area = f"wijk {a}" if a else ""
        rows.append((area, "2024", float(line.sum())))
        rows += [(area, f"2024-{m + 1:02d}", float(n)) for m, n in enumerate(line)]
    frame = cells(*rows)
    if not known:
        frame["n"] = frame["n"].where(frame["n"] < 10)

    mask = hidden_cells(frame).to_numpy()

    assert mask[(frame["value"] < 10).to_numpy()].all()
    free = unknowns(frame, mask)
    assert free == set(np.flatnonzero(mask).tolist()) or mask.all()


def unknowns(frame: pd.DataFrame, mask: np.ndarray) -> set[int]:  # type: ignore[type-arg]
    """Return which hidden cells can differ between tables that publish the same figures.

    Worked out apart from the library: a cell is free when adding the wish "this cell is one more"
    to the sums of areas and months keeps them solvable.
    """
    place = {(a, p): i for i, (a, p) in enumerate(zip(frame["area"], frame["period"], strict=True))}
    areas, periods = sorted(set(frame["area"])), sorted(set(frame["period"]))
    months = [period for period in periods if period != "2024"]
    lines = [[*((1, place[a, p]) for a in areas if a), (-1, place["", p])] for p in periods]
    lines += [[*((1, place[a, p]) for p in months), (-1, place[a, "2024"])] for a in areas]
    sums = np.zeros((len(lines), len(frame)))
    for number, line in enumerate(lines):
        for sign, position in line:
            sums[number, position] = sign
    sums = sums[:, mask]
    free = set()
    for column, position in enumerate(np.flatnonzero(mask).tolist()):
        wish = np.vstack([sums, np.eye(1, sums.shape[1], column)])
        if np.linalg.matrix_rank(wish) > np.linalg.matrix_rank(sums):
            free.add(position)
    return free


def test_one_small_cell_of_a_large_table_hides_four() -> None:
    months = np.arange(20, 92).reshape(6, 12).astype(float)
    months[2, 5] = 4
    rows = [("", f"2024-{m + 1:02d}", n) for m, n in enumerate(months.sum(axis=0))]
    rows += [
        (f"wijk {a}", f"2024-{m + 1:02d}", n) for a in range(6) for m, n in enumerate(months[a])
    ]
    rows += [
        ("", "2024", months.sum()),
        *((f"wijk {a}", "2024", months[a].sum()) for a in range(6)),
    ]

    assert sum(hidden(cells(*rows))) == 4  # two areas in two months


def test_figures_of_a_thousand_cells_are_judged_quickly() -> None:
    rng = np.random.default_rng(1)
    rows = [("", f"{year}", 8.0) for year in range(1900, 2100)]
    rows += [
        (f"wijk {a}", f"{y}", float(rng.integers(0, 99)))
        for a in range(5)
        for y in range(1900, 2100)
    ]

    assert sum(hidden(cells(*rows))) >= 200


def test_a_month_of_the_same_quarter_is_hidden_sooner_than_a_smaller_one_elsewhere() -> None:
    frame = cells(
        ("", "2024", 100),
        ("", "2024-K1", 40),
        ("", "2024-K2", 60),
        ("", "2024-01", 4),
        ("", "2024-02", 36),
        ("", "2024-04", 30),
        ("", "2024-05", 30),
    )

    answer = hidden(frame)

    assert answer == [False, False, False, True, True, False, False]
