from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pcanalysis.store.disclosure import hidden_cells, without_small_cells

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


def printed(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Make stored cells from edition, area, period, value and number of respondents."""
    frame = pd.DataFrame(rows, columns=["edition", "area", "period", "value", "n"])
    facts = {"key": "dorp/a", "published": frame["edition"], "role": "observation"}
    numbers = dict.fromkeys(("low", "high", "se", "numerator", "denominator"), 61.0)
    texts = dict.fromkeys(("printed", "derivation", "remark"), "61%")
    status = {"status": "actual", "reason": "", "decimals": 1, "line": 7}
    return frame.assign(**facts, **numbers, **texts, **status)


def shown(frame: pd.DataFrame, limit: int = 10, **waves: int) -> list[bool]:
    """Return of every cell whether its figure may be published; waves as ``y2019=7``."""
    respondents = {("dorp/a", int(year[1:])): n for year, n in waves.items()}
    result = without_small_cells(frame, respondents, limit=limit)
    assert result.index.equals(frame.index)
    found: list[bool] = result["value"].notna().tolist()
    return found


def test_of_a_hidden_cell_only_its_place_and_the_reason_are_left() -> None:
    [cell] = without_small_cells(printed(("a", "", "2019", 61.0, 9)), {}, limit=10).to_dict(
        "records"
    )

    assert cell["key"] == "dorp/a"
    assert (cell["period"], cell["line"]) == ("2019", 7)
    assert (cell["status"], cell["reason"]) == ("missing", "suppressed")
    assert "61" not in str([cell[name] for name in cell if name != "line"])
    assert "9" not in str([cell["n"], cell["numerator"], cell["denominator"]])


def test_what_is_shown_is_left_as_it_was() -> None:
    frame = printed(("a", "", "2019", 61.0, 10), ("a", "", "2020", 62.0, NAN))

    pd.testing.assert_frame_equal(without_small_cells(frame, {}, limit=10), frame)


def test_a_survey_with_few_answers_is_small_although_its_table_does_not_say_so() -> None:
    frame = printed(("a", "", "2019", 61.0, NAN), ("a", "Noord", "2019", 60.0, NAN))

    # the survey says how many answered in the whole municipality; nobody knows about the area
    assert shown(frame, y2019=9)[0] is False
    assert shown(frame, y2019=10) == [True, True]


def test_the_number_in_the_table_goes_before_that_of_the_whole_survey() -> None:
    frame = printed(("a", "", "2019", 61.0, 8), ("a", "", "2020", 61.0, 20))

    assert shown(frame, y2019=500, y2020=4) == [False, True]


def test_another_edition_does_not_print_what_one_hides() -> None:
    frame = printed(("a", "", "2019", 61.0, 9), ("b", "", "2019", 61.0, NAN))

    assert shown(frame) == [False, False]


def test_a_figure_revised_with_more_answers_is_shown_again() -> None:
    frame = printed(("a", "", "2019", 61.0, 9), ("b", "", "2019", 64.0, 300))

    assert shown(frame) == [False, True]


def test_what_would_give_a_figure_away_is_hidden_in_every_edition() -> None:
    whole = [("", 100.0, 100), ("Noord", 8.0, 8), ("Oost", 42.0, 42), ("Zuid", 50.0, 50)]
    frame = printed(*[("a", area, "2019", value, n) for area, value, n in whole])
    once_more = printed(("b", "Oost", "2019", 42.0, 42))

    # Noord is small; Oost is the smallest that protects it
    assert shown(pd.concat([frame, once_more], ignore_index=True)) == [
        True,
        False,
        False,
        True,
        False,
    ]


def test_a_total_and_its_parts_in_two_editions_protect_each_other_too() -> None:
    frame = printed(
        ("a", "", "2019", 100.0, 100),
        ("b", "Noord", "2019", 8.0, 8),
        ("b", "Zuid", "2019", 92.0, 92),
    )

    assert shown(frame) == [True, False, False]


def test_a_target_says_nothing_about_respondents() -> None:
    frame = printed(("a", "", "2019", 61.0, 4)).assign(role="target")

    assert shown(frame) == [True]


def test_a_missing_cell_of_few_keeps_its_reason_and_not_its_number() -> None:
    frame = printed(("a", "", "2019", NAN, 4)).assign(status="missing", reason="insufficient_data")
    [cell] = without_small_cells(frame, {}, limit=10).to_dict("records")

    assert cell["reason"] == "insufficient_data"
    assert cell["n"] != 4


def test_a_limit_of_nought_hides_nothing() -> None:
    assert shown(printed(("a", "", "2019", 61.0, 1)), limit=0) == [True]


def test_a_project_without_figures_has_nothing_to_hide() -> None:
    assert without_small_cells(printed(), {}, limit=10).empty


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]),
            st.sampled_from(["", "Noord", "Oost", "Zuid"]),
            st.sampled_from(["2019", "2019-K1", "2019-K2"]),
            st.just(61.0),
            st.one_of(st.just(NAN), st.integers(1, 40).map(float)),
        ),
        max_size=8,
        unique_by=lambda row: row[:3],
    )
)
def test_no_cell_of_few_is_ever_shown(rows: list[tuple[Any, ...]]) -> None:
    frame = printed(*rows)
    result = without_small_cells(frame, {}, limit=10)

    assert not (result["value"].notna() & (frame["n"] < 10)).any()
    assert (result["reason"] == "suppressed").tolist() == result["value"].isna().tolist()


# An attack: every printed cell is a sum of months per area; whatever follows from the published
# ones by linear algebra is known to a reader with patience.

AREAS, MONTHS = ("noord", "zuid"), range(1, 7)
LABELS = ["2024", "2024-K1", "2024-K2", *(f"2024-{month:02}" for month in MONTHS)]


def months_of(period: str) -> set[int]:
    if "K" in period:
        return {*range(3 * int(period[-1]) - 2, 3 * int(period[-1]) + 1)}
    return {*MONTHS} if len(period) == 4 else {int(period[5:])}


def smallest_parts(area: str, period: str) -> list[bool]:
    return [area in ("", own) and month in months_of(period) for own in AREAS for month in MONTHS]


COUNTS = st.lists(st.sampled_from([3, 5, 9, 20, 40, 80]), min_size=12, max_size=12)
EVERYTHING = [(area, period) for area in ("", *AREAS) for period in LABELS]


@given(
    COUNTS, st.just(EVERYTHING) | st.sets(st.sampled_from(EVERYTHING[:9]), min_size=1).map(sorted)
)
def test_no_small_cell_follows_from_what_is_published(
    counts: list[int], printed: list[tuple[str, str]]
) -> None:
    known = np.array([smallest_parts(*place) for place in printed], dtype=float)
    n = known @ np.array(counts, dtype=float)
    frame = cells(*((*place, own) for place, own in zip(printed, n, strict=True)))

    secret = np.array(hidden(frame))

    rank = np.linalg.matrix_rank(known[~secret]) if (~secret).any() else 0
    for row in np.flatnonzero(n < 10):
        with_it = np.vstack([known[~secret], known[row]])
        assert secret[row]
        assert np.linalg.matrix_rank(with_it) > rank, f"{printed[row]} can be computed"
