"""Indicators of one programme together, and beside other municipalities."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis import Gap, compare_municipalities, compare_portfolio, measure_gap
from pcanalysis.analysis.portfolio import adjust_p, measure_movement, rank_ranges, shrink
from pcanalysis.errors import WrongCall
from pcanalysis.model import History, Unit
from tests.analysis.builders import counted, golden, marks, survey, target, yearly

TABLES = golden("control_charts.json")
SEEDS = TABLES["portfolio"]
CHANGES = np.array([row["change"] for row in SEEDS["indicators"]])
VARIANCES = np.array([row["var_change"] for row in SEEDS["indicators"]])


def seed_gaps(n: int = 7) -> list[Gap]:
    """The first ``n`` shares of Leiderdorp without a target."""
    return [
        measure_gap(survey([(2019, row["y2019"], 787), (2021, row["y2021"], 755)]), [])
        for row in SEEDS["indicators"][:n]
    ]


def standing(p: float | None, gap: float | None, mde80: float | None) -> Gap:
    """An indicator with this chance, this gap and this smallest visible change."""
    found = measure_gap(
        survey([(2019, 74, 787), (2021, 75, 755)]), [target(2023, 80.0)], as_of=2021
    )
    rows = (replace(found.outlook[0], p_reported=p),)
    return replace(found, outlook=() if p is None else rows, gap=gap, mde80=mde80)


def test_p_values_are_corrected_as_r_does() -> None:
    p, corrected = np.array(TABLES["fdr"]).T

    assert adjust_p(p) == pytest.approx(corrected, abs=1e-9)


def test_an_unknown_p_does_not_count_among_the_others() -> None:
    adjusted = adjust_p([0.01, math.nan, 0.04])

    assert adjusted[[0, 2]] == pytest.approx([0.02, 0.04])
    assert math.isnan(adjusted[1])


def test_the_movement_of_leiderdorp_is_half_noise() -> None:
    movement = measure_movement(CHANGES, VARIANCES)

    assert movement.mean == pytest.approx(SEEDS["mean_change_fixed"], abs=1e-9)
    assert movement.q == pytest.approx(SEEDS["cochran_Q"], abs=1e-9)
    assert movement.p_q == pytest.approx(SEEDS["p_Q"], abs=1e-9)
    assert movement.tau2 == pytest.approx(SEEDS["tau2_dersimonian_laird"], abs=1e-9)
    assert movement.noise_share == pytest.approx(SEEDS["share_of_variance_from_sampling"], abs=1e-9)


def test_changes_are_drawn_towards_their_mean() -> None:
    drawn = shrink(CHANGES, VARIANCES, measure_movement(CHANGES, VARIANCES))

    expected = [row["shrunk_change_toward_mean"] for row in SEEDS["indicators"]]
    assert drawn == pytest.approx(expected, abs=1e-9)


def test_changes_that_differ_less_than_their_errors_are_all_noise() -> None:
    changes = np.array([1.0, 1.1, 0.9])
    movement = measure_movement(changes, np.full(3, 4.0))

    assert (movement.tau2, movement.noise_share) == (0.0, 1.0)
    assert shrink(changes, np.full(3, 4.0), movement) == pytest.approx([1.0] * 3)


def test_one_change_of_leiderdorp_is_clear_alone_and_not_together() -> None:
    portfolio = compare_portfolio(seed_gaps())
    table = portfolio.table
    names = [row["name"] for row in SEEDS["indicators"]]

    alone = {n for n, clear in zip(names, table["clear_alone"], strict=True) if clear}
    together = {n for n, clear in zip(names, table["clear_together"], strict=True) if clear}

    assert alone == {"afhandelingstijd", "deskundig"}
    assert together == {"deskundig"}


def test_the_real_change_per_year_and_the_drawn_changes_follow_from_the_trends() -> None:
    portfolio = compare_portfolio(seed_gaps())
    movement = portfolio.movements[Unit.PERCENT]

    assert math.sqrt(movement.tau2) == pytest.approx(SEEDS["implied_tau_per_sqrt_year"], abs=0.02)
    expected = [row["shrunk_change_toward_mean"] for row in SEEDS["indicators"]]
    assert portfolio.table["shrunken_change"].to_numpy() == pytest.approx(expected, abs=0.05)


def test_units_are_not_mixed_and_unknown_errors_stay_out() -> None:
    others = [
        marks([(2019, 7.0, 787), (2021, 7.2, 755)]),
        survey([(2019, 50, None), (2021, 60, None)]),
        yearly({2019: 10.0, 2021: 20.0}),
        survey([]),
    ]

    portfolio = compare_portfolio([*seed_gaps(2), *(measure_gap(h, []) for h in others)])

    assert set(portfolio.movements) == {Unit.PERCENT}
    assert portfolio.movements[Unit.PERCENT].n == 2
    assert portfolio.table["shrunken_change"].isna().tolist() == [False] * 2 + [True] * 4
    assert portfolio.table["clear_together"].dtype == bool


def test_the_best_chance_ranks_first_and_the_gap_decides_a_tie() -> None:
    rows = [(0.2, -3.0), (0.9, 1.0), (0.2, -1.0), (None, 2.0)]
    table = compare_portfolio([*(standing(p, g, 6.0) for p, g in rows), *seed_gaps(1)]).table

    assert table["rank"].tolist()[:4] == [3, 1, 2, 4]
    assert table.loc[4, ["rank", "rank_best", "rank_worst"]].isna().all()
    assert table["gap_in_mde"][:4].tolist() == pytest.approx([-0.5, 1 / 6, -1 / 6, 1 / 3])


def test_ranks_that_errors_leave_open_make_no_league_table() -> None:
    close, far = (
        compare_portfolio([standing(p, gap, 6.0) for p, gap in rows])
        for rows in (
            [(0.3, 0.2), (0.2, 0.1), (0.1, 0.0)],
            [(0.9, 12.0), (0.5, 0.0), (0.1, -12.0)],
        )
    )

    assert not close.league_table
    assert close.table["rank_best"].tolist() == [1, 1, 1]
    assert close.table["rank_worst"].tolist() == [3, 3, 3]
    assert far.league_table
    assert far.table["rank_worst"].tolist() == [1, 2, 3]


def test_an_empty_programme_has_an_empty_portfolio() -> None:
    portfolio = compare_portfolio([])

    assert len(portfolio.table) == 0
    assert portfolio.movements == {}
    assert not portfolio.league_table


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12), st.floats(0.1, 30))
def test_every_rank_range_holds_the_rank_of_the_value_itself(
    values: list[float], variance: float
) -> None:
    x = np.array(values)
    best, worst = rank_ranges(x, np.full(len(x), variance), len(x))
    rank = 1 + (x[None, :] > x[:, None]).sum(axis=1)

    assert (best <= rank).all()
    assert (rank <= worst).all()
    assert (worst <= len(x)).all()


# --- municipalities ------------------------------------------------------------------------------


def place(name: str, value: float | None, n: float | None = 1000, **facts: object) -> History:
    return survey([(2021, value, n)], municipality=name, **facts)  # type: ignore[arg-type]


def test_a_difference_is_clear_only_beyond_both_errors() -> None:
    others = [place("A", 75.0), place("B", 72.0), place("C", 64.0)]

    table = compare_municipalities(place("Ons", 70.0), others, year=2021)

    assert table["municipality"].tolist() == ["Ons", "A", "B", "C"]
    assert table["status"].tolist() == ["own", "better", "difference_not_clear", "worse"]
    error = math.sqrt((75 * 25 + 70 * 30) / 1000 + 2 / 12)
    assert table.loc[1, "low"] == pytest.approx(5 - 1.959964 * error, abs=1e-5)
    assert table.loc[1, "high"] == pytest.approx(5 + 1.959964 * error, abs=1e-5)


def test_where_lower_is_better_a_lower_figure_is_better_and_neutral_has_no_side() -> None:
    for direction, status, rank in (("lower", "better", 1), ("neutral", "lower", 2)):
        table = compare_municipalities(
            place("Ons", 70.0, direction=direction),
            [place("A", 50.0, direction=direction)],
            year=2021,
        )
        assert table["status"].tolist() == ["own", status]
        assert table.loc[1, "rank_best"] == rank


def test_another_year_an_unknown_error_and_an_assumed_number_are_not_judged() -> None:
    others = [
        survey([(2019, 50, 1000)], municipality="A"),
        place("B", 50.0, None),
        place("C", 50.0, basis="assumed"),
        place("D", None),
    ]

    table = compare_municipalities(place("Ons", 70.0), others, year=2021)

    assert table["status"].tolist() == [
        "own",
        "no_figure",
        "margin_unknown",
        "difference_not_clear",
        "no_figure",
    ]
    assert table["rank_best"].isna().tolist() == [False, True, True, False, True]


def test_the_funnel_widens_when_all_differ_more_than_chance() -> None:
    alike = [place(str(i), 70.0 + i % 2, 1000) for i in range(10)]
    apart = [place(str(i), 60.0 + 2 * i, 1000) for i in range(10)]

    narrow = compare_municipalities(place("Ons", 70.0), alike, year=2021)
    wide = compare_municipalities(place("Ons", 70.0), apart, year=2021)

    plain = 2 * 1.959964 * math.sqrt(70 * 30 / 1000 + 1 / 12)
    width = narrow["funnel_high"] - narrow["funnel_low"]
    assert width[0] == pytest.approx(plain, abs=1e-5)
    assert (wide["funnel_high"] - wide["funnel_low"])[0] > 2 * plain
    assert not narrow["outside_funnel"].any()


def test_few_answers_get_a_wider_funnel_and_one_place_none() -> None:
    table = compare_municipalities(place("Ons", 70.0), [place("A", 70.0, 100)], year=2021)
    alone = compare_municipalities(place("Ons", 70.0), [], year=2021)

    width = (table["funnel_high"] - table["funnel_low"]).tolist()
    assert width[1] > 2 * width[0]
    assert alone["funnel_low"].isna().all()
    assert alone["status"].tolist() == ["own"]


def test_norms_are_compared_by_their_cases() -> None:
    ours = counted([100.0, 800.0], [200.0, 800.0], municipality="Ons", first="2021-11-01")
    theirs = counted([950.0], [1000.0], municipality="A", first="2021-12-01")

    table = compare_municipalities(ours, [theirs], year=2021)

    error = math.sqrt((90 * 10 + 95 * 5) / 1000)
    assert table.loc[1, "low"] == pytest.approx(5 - 1.959964 * error, abs=1e-5)
    assert table.loc[1, "status"] == "better"
    assert table["value"].tolist() == [90.0, 95.0]


def test_something_else_is_not_compared() -> None:
    with pytest.raises(WrongCall, match="does not measure the same"):
        compare_municipalities(place("Ons", 70.0), [marks([(2021, 7.0, 100)])], year=2021)
