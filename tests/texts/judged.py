"""Gaps with an outlook, norms, control charts and programmes that together have every status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.analysis import (
    Gap,
    Norm,
    Portfolio,
    XmrChart,
    chart_xmr,
    compare_portfolio,
    judge_norm,
    measure_gap,
)
from pcanalysis.model import Direction, History, Kind, Unit, history_rows
from tests.texts.results import CALLS, EXPORT, calls, history, target

LEIDERDORP = {  # 2019, 2021, and the targets for 2023 and 2025
    "afval": (74, 73, 78, 80),
    "gemakkelijk": (74, 75, 80, 82),
    "afhandelingstijd": (72, 67, 75, 78),
    "deskundig": (80, 85, 88, 90),
    "klantvriendelijk": (86, 88, 90, 92),
}
CHANCES = (0.001, 0.05, 0.2, 0.5, 0.7, 0.95, 0.999)  # every word, and both ends


def leiderdorp(name: str, *, basis: str = "assumed", years: int = 2) -> Gap:
    """One indicator of Leiderdorp against its targets."""
    first, last, *ends = LEIDERDORP[name]
    waves = history(
        {2019: first, 2021: last},
        n={2019: 787, 2021: 755},
        basis=basis,
        names={"nl": name, "en": name},
        as_of=date(2021, 12, 1),
    )
    wanted = zip((2023, 2025)[:years], ends[:years], strict=True)
    return measure_gap(
        replace(waves, key=f"leiderdorp/{name}"), [target(year, end) for year, end in wanted]
    )


def with_chance(gap: Gap, p: float, **facts: Any) -> Gap:
    """The same gap with another chance for its next target."""
    first, *rest = gap.outlook
    return replace(gap, outlook=(replace(first, p_reported=p, **facts), *rest))


def outlooks() -> dict[str, Gap]:
    """Gaps with every likelihood and pace class, and every state of the outlook."""
    skilled = leiderdorp("deskundig")
    published = {"basis": "published", "n": 500}
    rising = history({y: 60 + y - 2010 for y in range(2010, 2018)}, n=None)
    return {
        **{f"leiderdorp {name}": leiderdorp(name) for name in LEIDERDORP},
        **{f"chance {p}": with_chance(skilled, p) for p in CHANCES},
        "published": leiderdorp("deskundig", basis="published", years=1),
        "one wave": measure_gap(history({2017: 42}), [target(2019, 65), target(2021, 70)]),
        "expired and next": measure_gap(
            history({2015: 48, 2017: 51}, as_of=date(2020, 2, 1)),
            [target(2019, 55), target(2021, 56)],
        ),
        "unknown n": measure_gap(rising, [target(2019, 72)]),
        "already met": measure_gap(
            history({2015: 48, 2017: 57}, **published), [target(2017, 50), target(2019, 55)]
        ),
        "moderate": measure_gap(history({2015: 48, 2017: 51}, **published), [target(2019, 56.5)]),
        "base is target": measure_gap(
            history({2015: 55, 2017: 51}, **published), [target(2019, 55)]
        ),
        "no move": measure_gap(history({2015: 51, 2017: 51}, **published), [target(2019, 55)]),
        "hardly a move": measure_gap(
            history({2001: 50, 2017: 51}, **published), [target(2019, 95)]
        ),
        "lower is better": measure_gap(
            history({2015: 42, 2017: 40}, direction="lower", **published), [target(2019, 35)]
        ),
        "range": measure_gap(
            history({2015: 75, 2017: 70}, direction="range", **published),
            [target(2019, None, low=40.0, high=60.0)],
        ),
        "far ahead": measure_gap(history({2015: 48, 2017: 51}, **published), [target(2025, 60)]),
        "calls without forecast": measure_gap(
            calls({2016: 165_000, 2017: 190_000}, direction="lower"), [target(2019, 150_000.0)]
        ),
        "compound refused": measure_gap(
            history({2015: 48, 2017: 51}, **published), [target(2019, 55)], pace="cagr"
        ),
        "compound of nothing": measure_gap(
            history({2015: 0, 2017: 51}, kind="register", unit="count", direction="higher"),
            [target(2019, 55)],
            pace="cagr",
        ),
        "mark": measure_gap(
            history(
                {2019: 7.0, 2021: 7.2},
                unit="mark",
                kind="survey_mean",
                n={2019: 787, 2021: 755},
                rows={"decimals": 1, "sd": 1.5},
                decimals=1,
                as_of=date(2021, 12, 1),
            ),
            [target(2023, 7.7)],
        ),
    }


def monthly(
    values: Sequence[float],
    cases: int = 0,
    *,
    unit: str = "%",
    kind: str = "norm",
    direction: str = "higher",
    **facts: Any,
) -> History:
    """Figures per month from January 2021 on; of counted cases with their numbers."""
    records = []
    starts = pd.date_range("2021-01-01", periods=len(values), freq="MS")
    for line, (start, value) in enumerate(zip(starts, values, strict=True), start=2):
        record: dict[str, Any] = {"start": start, "value": float(value), "line": line}
        if np.isnan(value):
            record |= {"value": None, "reason": "not_yet_known"}
        elif cases:
            record |= {"numerator": float(round(value * cases / 100)), "denominator": float(cases)}
        records.append(record)
    described: dict[str, Any] = {
        "names": {"nl": "Terugbellen binnen 2 dagen", "en": "Calls returned within 2 days"},
        "code": "N1",
        "decimals": 1,
        "as_of": date(2022, 10, 15),
    }
    return History(
        key="voorbeeld/terugbellen",
        unit=Unit(unit),
        kind=Kind(kind),
        direction=Direction(direction),
        freq="M",
        rows=history_rows(records),
        **(described | facts),
    )


MIXED = [94.0, 96.5, 95.5, 94.5, 96.0, 95.0, 96.0, 95.5]


def norms() -> dict[str, Norm]:
    """Norms with every verdict on the year and on the last month."""
    return {
        "attainable": judge_norm(monthly(MIXED, 1000), 95, expected=12_000),
        "out of reach": judge_norm(monthly([90.0] * 8, 1000), 95, expected=12_000),
        "secured": judge_norm(monthly([99.9] * 11, 1000), 90, expected=12_000),
        "met": judge_norm(monthly(MIXED + [96.0] * 4, 1000), 95),
        "missed": judge_norm(monthly([*([93.0] * 11), 94.8], 1000), 95),
        "rest unknown": judge_norm(monthly(MIXED, 1000), 95),
        "nothing wrong": judge_norm(monthly([100.0] * 3, 100), 100, expected=1200),
        "lower is better": judge_norm(
            monthly([5.0, 6.0, 4.0, 5.0, 7.0], 100, direction="lower"), 5, expected=1200
        ),
        "one month": judge_norm(monthly([96.0], 1000), 95, expected=12_000),
        "unusual": judge_norm(monthly([99.5] + [95.0] * 8 + [90.0], 5000), 90, expected=80_000),
        "no month": judge_norm(monthly([]), 95),
        "simulated": judge_norm(monthly(MIXED, 1000, sources=(EXPORT,)), 95, expected=12_000),
    }


QUIET = [10.0, 11, 9.5, 10.5, 10, 11, 9, 10.5, 10, 9.5, 11, 10, 10.5, 9.5]
ALIKE = [10 + 3 * np.sin(2 * np.pi * i / 12) + 2 * np.sin(2 * np.pi * i / 17) for i in range(36)]
SEASON = [10 + 3 * np.sin(2 * np.pi * i / 12) + 0.3 * (i % 3) for i in range(30)]


def charts() -> dict[str, XmrChart]:
    """Control charts with every status, rule, meaning and assurance."""
    register: dict[str, Any] = {"kind": "register"}
    contacts: dict[str, Any] = {
        "kind": "contacts", "unit": "count", "direction": "neutral", "contacts": CALLS,
        "decimals": 0,
    }  # fmt: skip
    steady = [10 + 0.3 * (-1) ** i for i in range(16)]
    jump = [*QUIET, 20.0]
    return {
        "no period": chart_xmr(monthly([], **register)),
        "too few": chart_xmr(monthly(QUIET[:2], **register), target=12),
        "trial": chart_xmr(monthly(QUIET[:5], **register), target=12),
        "provisional": chart_xmr(monthly(QUIET[:9], **register), target=10),
        "established": chart_xmr(monthly(QUIET, **register), target=2),
        "missed": chart_xmr(monthly(QUIET, **register), target=40),
        "above": chart_xmr(monthly(jump, **register)),
        "above is worse": chart_xmr(monthly(jump, direction="lower", **register), target=30),
        "below": chart_xmr(monthly([*QUIET, 2.0], **register)),
        "rising": chart_xmr(monthly(steady + [10 + 0.05 * i for i in range(1, 8)], **register)),
        "falling": chart_xmr(monthly(steady + [10 - 0.05 * i for i in range(1, 8)], **register)),
        "shifted up": chart_xmr(monthly(QUIET + [11, 10.8] * 4, **register)),
        "shifted down": chart_xmr(monthly(QUIET + [9.2, 9.4] * 4, **register)),
        "near up": chart_xmr(monthly([*steady, 11.5, 10.6, 11.5], **register)),
        "near down": chart_xmr(monthly([*steady, 8.5, 9.4, 8.5], **register)),
        "many": chart_xmr(monthly([1, *QUIET[:6], 20, *QUIET[:6], 1, *QUIET, 20], **register)),
        "runs": chart_xmr(monthly(QUIET[:10] + [14.0] * 10, **register), rules="anhoej"),
        "season unknown": chart_xmr(monthly([1000 * v for v in QUIET], **contacts)),
        "season removed": chart_xmr(monthly([1000 * v for v in SEASON], **contacts)),
        "alike": chart_xmr(monthly([1000 * v for v in ALIKE], **contacts)),
        "high": chart_xmr(monthly([1000 * v for v in jump], **contacts), season=False),
        "low": chart_xmr(monthly([1000 * v for v in [*QUIET, 1.0]], **contacts), season=False),
        "hole": chart_xmr(monthly([*QUIET[:5], np.nan, *QUIET[5:]], **register)),
        "simulated": chart_xmr(monthly(QUIET, sources=(EXPORT,), **register)),
    }


def portfolios() -> dict[str, Portfolio]:
    """Programmes with every sentence on chances and changes."""
    assumed = [leiderdorp(name) for name in LEIDERDORP]
    clear = measure_gap(history({2019: 60, 2021: 80}, basis="published", n=755), [])
    clearer = measure_gap(history({2019: 40, 2021: 80}, basis="published", n=755), [])
    likely = [with_chance(gap, 0.8) for gap in assumed]
    together = compare_portfolio([*likely[:2], *assumed[2:], clear])
    lost = together.table.assign(clear_alone=True, clear_together=False)
    one_left = lost.assign(clear_together=lost.index == 5)
    two_left = lost.assign(clear_together=lost.index >= 4)
    return {
        "leiderdorp": compare_portfolio(assumed),
        "two likely": together,
        "none left": replace(together, table=lost),
        "one left": replace(together, table=one_left),
        "two left": replace(together, table=two_left),
        "two clear": compare_portfolio([clear, clearer]),
        "many clear": compare_portfolio([clear, clearer, replace(clearer), *assumed]),
        "one target": compare_portfolio([*assumed[:1]]),
        "one likely": compare_portfolio([*likely[:1]]),
        "no target": compare_portfolio([clear]),
        "nothing": compare_portfolio([measure_gap(history({2017: 42}), [])]),
        "empty": compare_portfolio([]),
        "simulated": compare_portfolio(
            [measure_gap(history({2015: 48, 2017: 51}, sources=(EXPORT,)), [target(2019, 55)])]
        ),
    }
