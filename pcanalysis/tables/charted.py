"""The columns of control charts, norms and programmes: figure, what is usual, and what stands out.

A cell without a figure says why; a dash stands only where a column does not apply.
"""

from __future__ import annotations

import math

from pcanalysis import texts
from pcanalysis.analysis import Norm, Portfolio, XmrChart
from pcanalysis.model import History
from pcanalysis.texts.norm import period_of, verdict_of
from pcanalysis.texts.numbers import decimals_of, format_percent, format_signed
from pcanalysis.texts.portfolio import corrected
from pcanalysis.texts.words import word
from pcanalysis.texts.xmr import signals

Columns = dict[str, list[str]]  # by the name of their heading
NUMERIC = ("measured", "without_season", "usual", "change", "places")


def charted(result: XmrChart | Norm | Portfolio, language: str) -> Columns:
    """Return the columns of a control chart or norm, per period, or of a programme."""
    if isinstance(result, XmrChart):
        return _xmr(result, language)
    return _norm(result, language) if isinstance(result, Norm) else _portfolio(result, language)


def _xmr(chart: XmrChart, language: str) -> Columns:
    history, dash = chart.history, word(language, "table.none")
    reasons = {o.period: o.reason for o in history.observations if o.reason}
    why = [word(language, f"missing_cell.{reasons.get(p, 'unknown')}") for p in chart.periods]
    stands_out = [dash for _ in chart.periods]
    for one in signals(chart, language):
        stands_out[one.first : one.last + 1] = [one.words] * (one.last + 1 - one.first)
    limits = list(zip(*chart.shown_limits, strict=True))
    return {
        "period": [texts.format_period(period, language) for period in chart.periods],
        "without_season" if chart.season_removed else "measured": [
            reason if math.isnan(value) else texts.format_estimate(value, history, language)
            for value, reason in zip(chart.values.tolist(), why, strict=True)
        ],
        "usual": [_usual(low, high, history, language) for low, high in limits],
        "signal": stands_out,
    }


def _norm(norm: Norm, language: str) -> Columns:
    table, rows = norm.table, range(len(norm.table))
    decimals = max(1, decimals_of(norm.history))
    limits = list(zip(table["lower"], table["upper"], strict=True))
    sides = {"": "table.none", "above": "xmr_chip.high", "below": "xmr_chip.low"}
    return {
        "period": [period_of(norm, row, language) for row in rows],
        "measured": [format_percent(value, language, decimals) for value in table["value"]],
        "verdict": [word(language, f"norm_chip.{verdict_of(norm, row)}") for row in rows],
        "usual": [_usual(low, high, norm.history, language) for low, high in limits],
        "signal": [word(language, sides[side]) for side in table["signal"]],
    }


def _usual(low: float, high: float, history: History, language: str) -> str:
    if math.isnan(low) or math.isnan(high):
        return word(language, "table.none")
    return texts.format_range(low, high, history, language)


def _portfolio(portfolio: Portfolio, language: str) -> Columns:
    table, dash = portfolio.table, word(language, "table.none")
    told = [texts.chips(corrected(gap.trend, portfolio), language)[0][1] for gap in portfolio.gaps]
    chances = [
        texts.chance_words(g.headline, language) if g.headline else "" for g in portfolio.gaps
    ]
    ranks = zip(table["rank_best"], table["rank_worst"], table["rank"].notna(), strict=True)
    return {
        "name": [gap.history.short_name(language) for gap in portfolio.gaps],
        "change": [dash if math.isnan(d) else format_signed(d, language) for d in table["change"]],
        "development": told,
        "chance": [chance or dash for chance in chances],
        "places": [f"{low:.0f}–{high:.0f}" if ranked else dash for low, high, ranked in ranks],
    }
