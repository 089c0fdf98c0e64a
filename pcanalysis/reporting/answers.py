"""The four answers of a result as plain JSON: position, trend, outlook and evidence, kept apart.

Whoever reads ``findings.json`` finds here what each answer rests on: what it would be without any
number of answers, whether it is robust, and how each chance was calculated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pcanalysis.analysis import Gap, Outlook, Portfolio, Trend
from pcanalysis.analysis.pace import goal_of, wanted
from pcanalysis.model import History, Target
from pcanalysis.texts import LANGUAGES, format_range, format_value
from pcanalysis.texts.gap import chance_words

_DIGITS = 6
_NOT_PLAIN = ("target", "level", "figure")  # fields of an Outlook that are no figures
_OF_PROGRAMME = ("n", "noise_share", "tau2")  # of the movement of all figures in one unit


def answers_of(result: object) -> dict[str, Any]:
    """Return position, trend and evidence of a Trend or Gap, and its outlook, a row per target.

    Other results answer none of these; the chances of a forecast stand in the rows of its gap.
    """
    if not isinstance(result, (Trend, Gap)):
        return {}
    trend = result.trend if isinstance(result, Gap) else result
    axes = {
        "trend": trend.status,
        "trend_by_test_alone": trend.test_status,
        "trend_if_n_unknown": trend.if_n_unknown,
        "trend_robust": trend.robust,
        "survives_wave_noise": trend.survives_wave_noise,
        "evidence": result.evidence,
        "n_basis": trend.n_basis.value,
    }
    if isinstance(result, Trend):
        return {"axes": axes}
    position = {
        "position": result.status,
        "position_if_n_unknown": result.if_n_unknown,
        "position_robust": result.robust,
        "met_by_rounding": result.met_by_rounding,
        "mde80": result.mde80,
        "p_all_targets": result.p_all_targets,
    }
    return {
        "axes": plain(position | axes),
        "outlook": [_row(row, result) for row in result.outlook],
        "expired": [target.label for target in result.expired_targets],
    }


def _row(row: Outlook, gap: Gap) -> dict[str, Any]:
    """Return one target with its chance; ``headline`` marks the row that counts."""
    target, history = row.target, gap.history
    last = gap.trend.last or gap.observation
    figures = {f.name: getattr(row, f.name) for f in fields(row) if f.name not in _NOT_PLAIN}
    chance = {"chance_pct": row.chance_pct, "likelihood": row.likelihood}
    goal = goal_of(last.value, *wanted(target, history.direction))[0] if last else None
    return plain(
        {
            "period": target.label,
            "headline": row is gap.headline and row.p_reported is not None,
            "shown": {one: shown_target(target, history, one) for one in LANGUAGES},
            "goal": goal,
            **figures,
            **chance,
            "words": {one: chance_words(row, one) for one in LANGUAGES},
        }
    )


def shown_target(target: Target, history: History, language: str) -> str:
    """Return a target as a reader sees it, a range with both ends."""
    if target.value is not None:
        return format_value(target.value, history, language)
    return format_range(target.low or 0.0, target.high or 0.0, history, language)


def add_portfolio(findings: list[dict[str, Any]], portfolio: Portfolio) -> None:
    """Give each gap its row of the comparison of all indicators, with the movement of its unit."""
    rows = {str(row["key"]): row for row in portfolio.table.to_dict("records")}
    movements = {unit.value: movement for unit, movement in portfolio.movements.items()}
    for finding in findings:
        if finding["kind"] != "gap" or finding["key"] not in rows:
            continue
        movement = movements.get(finding["unit"])
        unit = {f"unit_{name}": getattr(movement, name, None) for name in _OF_PROGRAMME}
        row = {name: value for name, value in rows[finding["key"]].items() if name != "key"}
        finding["portfolio"] = plain(row | unit | {"league_table": portfolio.league_table})


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as JSON has them: rounded, and null for what is unknown or has no end."""
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return round(value, _DIGITS) if math.isfinite(value) else None
    return value
