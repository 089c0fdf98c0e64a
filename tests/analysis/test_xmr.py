"""Control charts, against the charts of published packages and hand arithmetic."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.analysis import chart_xmr
from pcanalysis.analysis.xmr_rules import (
    RULES,
    SIGNALS,
    count_runs,
    false_alarm_chance,
    find_signals,
    limits_of_runs,
    process_limits,
)
from pcanalysis.errors import WrongCall
from pcanalysis.model import working_days
from tests.analysis.builders import golden, monthly, yearly

TABLES = golden("control_charts.json")
CASES = {case["id"]: case for case in TABLES["xmr"]}
ASSURANCE = {
    None: None,
    "inconsistent": "hit_or_miss",
    "consistent_pass": "met_consistently",
    "consistent_fail": "missed_consistently",
}
CALM = [50.0, 52, 49, 51, 48, 50, 53, 49, 51, 50, 52, 48, 51, 49, 50, 52]


@pytest.fixture(params=CASES.values(), ids=CASES)
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def charted(case: dict[str, Any], **options: Any) -> Any:
    history = monthly(case["values"], unit="rate", direction=case["better"])
    return chart_xmr(
        history,
        target=case["target"],
        baseline=case["baseline"],
        rebase=case["rebase"],
        **options,
    )


def test_mean_and_limits_are_those_of_the_peer(case: dict[str, Any]) -> None:
    chart = charted(case)

    for name in ("mean", "lower", "upper"):
        line = getattr(chart, name)
        assert (line[0], line[-1]) == pytest.approx(tuple(case[name]), abs=1e-6)


def test_every_signal_and_its_meaning_are_those_of_the_peer(case: dict[str, Any]) -> None:
    chart = charted(case)

    assert chart.codes.tolist() == case["codes"]
    assert list(chart.meanings) == case["meanings"]
    assert chart.variation == case["meanings"][-1]


def test_the_verdict_on_the_target_is_the_peers_except_on_few_points(case: dict[str, Any]) -> None:
    chart = charted(case)

    expected = None if "our_deviation" in case else ASSURANCE[case["assurance"]]
    assert chart.assurance == expected


@pytest.mark.parametrize("row", TABLES["peers"], ids=lambda row: row["id"])
def test_two_packages_disagree_on_the_points_on_record(row: dict[str, Any]) -> None:
    name = "rebased_step" if row["id"] == "step_not_rebased" else row["id"]
    history = monthly(CASES[name]["values"], unit="rate")

    ours, other = (chart_xmr(history, rules=rules) for rules in ("mdc", "abspc"))

    flags, others = ours.codes != 0, other.codes != 0
    assert flags.sum() == row["ptd_flags"]
    assert others.sum() == row["abspc_flags"]
    assert (flags != others).sum() == row["points_differing"]
    assert ours.upper[0] == pytest.approx(row["ptd_upl"], rel=5e-8)  # as printed
    assert other.upper[0] == pytest.approx(row["abspc_ucl"], rel=5e-8)


@pytest.mark.parametrize(("k", "rho", "chance", "_wrong"), TABLES["false_alarm"])
def test_the_chance_of_a_false_alarm_is_the_simulated_one(
    k: int, rho: float, chance: float, _wrong: float
) -> None:
    assert false_alarm_chance(k, rho=rho) == pytest.approx(chance, abs=0.005)


@pytest.mark.parametrize(("k", "rho", "chance"), TABLES["false_alarm_correlated"])
def test_correlated_months_make_false_alarms_common(k: int, rho: float, chance: float) -> None:
    assert false_alarm_chance(k, rho=rho) == pytest.approx(chance, abs=0.005)


@pytest.mark.parametrize(("k", "_rho", "_chance", "wrong"), TABLES["false_alarm"])
def test_limits_of_few_points_often_misjudge_a_target_one_sd_away(
    k: int, _rho: float, _chance: float, wrong: float
) -> None:
    values = np.random.default_rng(8).standard_normal((100_000, k))

    mean, distance = process_limits(values, RULES["mdc"])

    assert np.mean(np.abs(1 - mean) > distance) == pytest.approx(wrong, abs=0.005)


@pytest.mark.parametrize(("n", "longest", "crossings"), TABLES["runs"])
def test_runs_are_judged_by_the_limits_of_anhoej(n: int, longest: int, crossings: int) -> None:
    assert limits_of_runs(n) == (longest, crossings)


def test_runs_leave_out_points_on_the_median_and_end_at_a_missing_month() -> None:
    values = np.array([1.0, 1, 5, 9, 9, math.nan, 9, 1, 9, 1])

    runs = count_runs(values, 5.0)

    assert (runs.n_useful, runs.longest_run, runs.crossings) == (8, 2, 4)


def test_a_long_run_is_a_signal_of_the_whole_series() -> None:
    chart = chart_xmr(monthly([50.0, 51] * 6 + [48.0, 49] * 6, unit="rate"), rules="anhoej")

    assert (chart.runs.longest_run, chart.runs.crossings) == (12, 1)
    assert chart.runs.signal
    assert not chart.codes.any()


def test_the_false_alarms_of_runs_are_those_of_series_judged_one_by_one() -> None:
    series = np.random.default_rng(9).standard_normal((4_000, 20))
    rules = RULES["anhoej"]
    alarms = 0
    for values in series:
        mean, distance = process_limits(values, rules)
        outside = find_signals(values, mean, distance, rules).any()
        alarms += bool(outside or count_runs(values, mean[0]).signal)

    assert false_alarm_chance(20, "anhoej") == pytest.approx(alarms / 4_000, abs=0.02)


def test_runs_of_nothing_are_no_signal() -> None:
    assert not count_runs(np.array([])).signal
    assert not count_runs(np.array([math.nan])).signal
    assert not count_runs(np.array([4.0])).signal


def test_the_rules_of_six_see_what_those_of_seven_let_pass() -> None:
    history = monthly([*CALM[:8], 51.0, 51.5, 51, 51.5, 51, 51.5, 48, 50], unit="rate")

    assert "shift" in chart_xmr(history, rules="mdc6").signals
    assert "shift" not in chart_xmr(history, rules="mdc").signals


@pytest.mark.parametrize("rules", RULES)
def test_a_constant_series_has_its_mean_as_limits_and_no_signal(rules: str) -> None:
    chart = chart_xmr(monthly([0.1] * 24), rules=rules, target=95)

    assert chart.lower.tolist() == chart.upper.tolist() == pytest.approx([0.1] * 24)
    assert not chart.codes.any()
    assert chart.assurance == "missed_consistently"


def test_one_jump_in_a_constant_series_is_no_signal_without_a_range() -> None:
    chart = chart_xmr(monthly([1.0, 1, 1, 1, 5, 1, 1, 1, 1, 1], unit="rate"))

    assert chart.upper[0] == chart.mean[0] == pytest.approx(1.4)
    assert not chart.codes.any()


def test_a_missing_month_keeps_its_place_and_breaks_ranges_and_runs() -> None:
    high = [54.0] * 6
    whole = chart_xmr(monthly([*CALM, *high, 54.0], unit="rate"))
    broken = chart_xmr(monthly([*CALM, *high[:3], None, *high[3:], 54.0], unit="rate"))
    absent = chart_xmr(monthly([*CALM, *high[:3], 0.0, *high[3:], 54.0], unit="rate", skip=[19]))

    assert whole.signals[-1] != ""
    assert len(broken.periods) == len(absent.periods) == 24
    assert broken.codes.tolist() == absent.codes.tolist()
    assert math.isnan(absent.values[19])
    assert broken.signals[-1] != "shift"
    ranges = [abs(b - a) for a, b in zip(CALM, [*CALM[1:], 54.0], strict=True)] + [0.0] * 5
    assert broken.upper[0] - broken.mean[0] == pytest.approx(2.66 * np.mean(ranges))


@pytest.mark.parametrize(
    ("k", "status"),
    [
        *((k, "too_few") for k in range(3)),
        *((k, "trial") for k in (3, 7)),
        *((k, "provisional") for k in (8, 12)),
        (13, "established"),
    ],
)
def test_the_status_says_what_so_many_points_are_worth(k: int, status: str) -> None:
    chart = chart_xmr(monthly(CALM[:k], unit="rate"), target=40)

    assert chart.status == status
    assert (chart.assurance is None) is (k < 8)
    assert (chart.false_alarm is None) is (k < 3)
    assert np.isnan(chart.mean).all() == (k < 3)
    assert chart.variation == "common_cause"


def test_limits_are_shown_within_0_and_100_and_judged_there() -> None:
    values = [98.0, 97, 99, 96, 98, 99, 97, 98, 96, 99]
    chart = chart_xmr(monthly(values), target=100)

    assert chart.upper[0] > 100
    assert chart.shown_limits[1].max() == 100
    assert chart.assurance is None
    assert chart_xmr(monthly(values), target=90).assurance == "met_consistently"


def test_no_better_side_gives_no_verdict_but_high_and_low() -> None:
    chart = chart_xmr(monthly([*CALM, 70.0, 30], unit="rate", direction="neutral"), target=10)

    assert chart.assurance is None
    assert chart.meanings[-2:] == ("high", "low")


def test_a_signal_on_the_lower_side_is_good_where_lower_is_better() -> None:
    chart = chart_xmr(monthly([*CALM, 30.0], unit="days", direction="lower"), target=20)

    assert (chart.signals[-1], chart.variation) == ("outside", "improvement")


def test_the_last_segment_carries_the_verdict_after_a_rebase() -> None:
    values = [*CALM, 70.0, 71, 69, 70, 72, 68, 70, 71, 69]

    chart = chart_xmr(monthly(values, unit="rate"), rebase=[16], target=60)

    assert (chart.k, chart.status, chart.assurance) == (9, "provisional", "met_consistently")


# --- volumes -------------------------------------------------------------------------------------

SHAPE = np.array([1.3, 1.1, 1.0, 0.9, 1.0, 0.9, 0.7, 0.8, 1.1, 1.1, 1.05, 1.05])


def calls(years: int, *, noise: float = 0.02, rho: float = 0.0) -> np.ndarray:
    """Contacts per month: working days times a season times a level with a little noise."""
    months = monthly(np.ones(12 * years).tolist()).observations
    days = np.array([working_days(o.period.start.date(), o.period.last_day) for o in months])
    steps = np.random.default_rng(5).normal(0, noise, len(days))
    for i in range(1, len(steps)):
        steps[i] += rho * steps[i - 1]
    return np.asarray(600 * days * np.tile(SHAPE, years) * np.exp(steps))


def contacts(values: np.ndarray, **facts: Any) -> Any:
    return monthly(values.tolist(), unit="count", kind="contacts", direction="neutral", **facts)


def test_a_season_and_working_days_are_no_signal() -> None:
    chart = chart_xmr(contacts(calls(4)))

    assert chart.season_removed
    assert chart.widening == 1.0
    assert not chart.codes.any()
    assert np.std(np.log(chart.values)) == pytest.approx(0.02, abs=0.01)


def test_a_month_that_stands_out_of_its_season_is_seen() -> None:
    values = calls(4)
    values[30] *= 1.3

    assert chart_xmr(contacts(values)).signals[30] == "outside"


def test_months_that_resemble_their_neighbours_get_wider_limits() -> None:
    chart = chart_xmr(contacts(calls(5, rho=0.8)))

    assert chart.lag1 is not None
    assert chart.lag1 > 0.3
    assert chart.widening == pytest.approx(math.sqrt((1 + chart.lag1) / (1 - chart.lag1)))
    plain = chart_xmr(contacts(chart.values), season=False)
    width = chart.upper[0] - chart.mean[0]
    assert width == pytest.approx(chart.widening * (plain.upper[0] - plain.mean[0]))
    assert chart.false_alarm is not None
    assert chart.false_alarm < false_alarm_chance(60, rho=round(chart.lag1, 1))


def test_under_two_years_the_season_is_unknown_and_nothing_is_a_signal() -> None:
    values = calls(2)[:20]
    values[5] *= 3
    chart = chart_xmr(contacts(values), target=1)

    assert chart.status == "season_unknown"
    assert not chart.codes.any()
    assert (chart.assurance, chart.false_alarm) == (None, None)
    assert chart_xmr(contacts(values), season=False).signals[5] == "outside"


def test_a_quarter_has_a_season_too() -> None:
    values = [100.0, 50, 80, 120] * 4
    history = monthly(values, freq="Q", unit="count", kind="contacts", direction="neutral")

    assert chart_xmr(history).season_removed


def test_a_season_that_repeats_exactly_leaves_no_signal_of_rounding() -> None:
    chart = chart_xmr(contacts(np.tile(1000 * SHAPE / 3, 3)), season=True)
    same = chart_xmr(monthly([100.0, 50, 80, 120] * 4, freq="Q", unit="rate"), season=True)

    assert chart.season_removed
    assert not same.codes.any()
    assert same.upper.tolist() == same.mean.tolist() == pytest.approx([87.5] * 16)


def test_an_announced_break_starts_the_limits_anew() -> None:
    history = monthly([*CALM, 70.0, 71, 69, 70, 72, 68, 70, 71, 69], unit="rate")
    history.rows.loc[16, "break_before"] = True

    chart = chart_xmr(history)

    assert (chart.k, chart.mean[0], chart.mean[-1]) == (9, np.mean(CALM), 70.0)
    assert not chart.codes.any()


def test_years_have_no_season() -> None:
    history = yearly({2010 + i: 100.0 + i % 2 for i in range(9)})

    assert not chart_xmr(history).season_removed
    with pytest.raises(WrongCall, match="season"):
        chart_xmr(history, season=True)


def test_unknown_rules_and_places_outside_the_series_are_refused() -> None:
    history = monthly(CALM)

    with pytest.raises(WrongCall, match="mdc"):
        chart_xmr(history, rules="western")
    with pytest.raises(WrongCall, match="16 periods"):
        chart_xmr(history, rebase=[16])


# --- laws ----------------------------------------------------------------------------------------


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 100)), max_size=30),
    st.sampled_from(list(RULES)),
)
def test_any_series_gives_a_chart_without_an_exception(
    values: list[float | None], rules: str
) -> None:
    chart = chart_xmr(monthly(values), target=90, rules=rules)

    assert set(chart.signals) <= set(SIGNALS)
    known = ~np.isnan(chart.values)
    assert not chart.codes[~known].any()
    if chart.k >= 3:
        assert np.isfinite(chart.upper).all()
        assert (chart.lower <= chart.upper).all()


@given(st.lists(st.integers(0, 100), min_size=3, max_size=30))
def test_turning_a_series_upside_down_turns_its_signals(values: list[float]) -> None:
    x = np.array(values, dtype=float)
    rules = RULES["mdc"]

    found = find_signals(x, *process_limits(x, rules), rules)
    turned = find_signals(-x, *process_limits(-x, rules), rules)

    falls_and_rises = np.abs(found) == 2  # the top of a peak belongs to both
    assert (found[~falls_and_rises] == -turned[~falls_and_rises]).all()
    assert (np.abs(turned[falls_and_rises]) == 2).all()
