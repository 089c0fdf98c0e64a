"""Results as tables: the same figures as the picture, in words and with their place in a file."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pcanalysis.analysis import Forecast, Gap, Trend
from pcanalysis.model import History, NBasis, Observation, Status
from pcanalysis.texts import (
    format_count,
    format_estimate,
    format_period,
    format_range,
    format_value,
    subtitle,
    word,
)

Result = Trend | Gap | Forecast
DAILY_ROWS = 35  # of a history by day or finer that a table shows: the last ones
SHOWN_QUANTILES = ((0.5, "middle"), ((0.25, 0.75), "half"), ((0.05, 0.95), "nine_of_ten"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of plain text, row by row; ``numeric`` says which columns hold figures."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


def table(result: Result, language: str = "nl") -> Table:
    """Return the table of a result: a row per period, with figure, margin, target and place."""
    caption = word(language, "table.caption", subtitle=subtitle(result, language))
    if isinstance(result, Forecast):
        return _forecast_table(result, caption, language)
    trend = result.trend if isinstance(result, Gap) else result
    gap = result if isinstance(result, Gap) else None
    return _history_table(trend, gap, caption, language)


def _history_table(trend: Trend, gap: Gap | None, caption: str, language: str) -> Table:
    history = trend.history
    margins = {p.period: m for p, m in zip(history.points, trend.margins, strict=False)}
    columns: dict[str, Callable[[Observation], str]] = {
        "measured": lambda o: _measured(o, history, language)
    }
    if any(margin is not None for margin in margins.values()):
        columns["margin"] = lambda o: _margin(margins.get(o.period), history, language)
        columns["answers"] = lambda o: _answers(o, language)
    observed = history.observations[-DAILY_ROWS:]
    targets = _targets(gap, language)
    labels = {o.period.label: o for o in observed} | {
        label: None for label in targets if label not in {o.period.label for o in observed}
    }
    rows = []
    for label in sorted(labels, key=lambda name: (name == "standing", name)):
        seen = labels[label]
        cells = [_label(label, seen, language)]
        cells += [_cell(column, seen, language) for column in columns.values()]
        if targets:
            cells.append(targets.get(label, word(language, "table.none")))
        cells.append(_place(history, seen))
        rows.append(tuple(cells))
    header = [_period_word(history, language), *(word(language, f"table.{c}") for c in columns)]
    header += [word(language, "table.target")] if targets else []
    header.append(word(language, "card.file"))
    numeric = (False, *(True for _ in header[1:-1]), False)
    return Table(caption=caption, header=tuple(header), rows=tuple(rows), numeric=numeric)


def _cell(column: Callable[[Observation], str], seen: Observation | None, language: str) -> str:
    return word(language, "table.none") if seen is None else column(seen)


def _label(label: str, seen: Observation | None, language: str) -> str:
    if label == "standing":
        return word(language, "table.standing")
    return format_period(seen.period, language) if seen is not None else label


def _period_word(history: History, language: str) -> str:
    return word(
        language,
        {"Y": "table.year", "M": "table.month", "D": "table.day"}.get(history.freq, "table.period"),
    )


def _measured(o: Observation, history: History, language: str) -> str:
    if o.status is Status.MISSING:
        return word(language, f"missing_cell.{o.reason}")
    shown = format_value(o.value, history, language)
    if o.status is Status.ACTUAL:
        return shown
    return f"{shown} ({word(language, f'status.{o.status.value}')})"


def _margin(margin: tuple[float, float] | None, history: History, language: str) -> str:
    if margin is None:
        return word(language, "table.margin_unknown")
    return format_range(*margin, history, language)


def _answers(o: Observation, language: str) -> str:
    if o.n_basis is NBasis.UNKNOWN or math.isnan(o.n):
        return (
            word(language, "table.margin_unknown")
            if o.status is not Status.MISSING
            else word(language, "table.none")
        )
    return f"{format_count(o.n, language)} ({word(language, f'n_basis.{o.n_basis.value}')})"


def _targets(gap: Gap | None, language: str) -> dict[str, str]:
    """Return what is agreed per period, as text."""
    if gap is None:
        return {}
    shown = {}
    for target in gap.targets:
        if target.value is not None:
            shown[target.label] = format_value(target.value, gap.history, language)
        elif target.low is not None and target.high is not None:
            shown[target.label] = format_range(target.low, target.high, gap.history, language)
    return shown


def _place(history: History, seen: Observation | None) -> str:
    """Return file and line of a figure; empty where there is none."""
    if seen is None or not seen.line or not history.sources:
        return ""
    file = history.sources[seen.source].file
    lines = f"{seen.line}-{seen.line_to}" if seen.line_to > seen.line else f"{seen.line}"
    return f"{file}:{lines}"


def _forecast_table(forecast: Forecast, caption: str, language: str) -> Table:
    history = forecast.history
    drawn: list[tuple[str, Any]] = []
    for p, name in SHOWN_QUANTILES:
        values = forecast.quantile(p) if isinstance(p, float) else [forecast.quantile(q) for q in p]
        drawn.append((name, values))
    rows = []
    for i, period in enumerate(forecast.periods):
        if forecast.closed[i]:
            shut = word(language, "table.closed")
            rows.append((format_period(period, language), shut, *("" for _ in drawn[1:])))
            continue
        cells = [format_period(period, language)]
        for _, values in drawn:
            cells.append(_band(values, i, history, language))
        rows.append(tuple(cells))
    header = (
        _period_word(history, language),
        *(word(language, f"table.{name}") for name, _ in drawn),
    )
    numeric = (False, *(True for _ in drawn))
    return Table(caption=caption, header=header, rows=tuple(rows), numeric=numeric)


def _band(values: Any, i: int, history: History, language: str) -> str:
    if isinstance(values, list):
        return format_range(float(values[0][i]), float(values[1][i]), history, language)
    return format_estimate(float(values[i]), history, language)


def formatters() -> Mapping[str, str]:
    """Return the type names that show themselves in a notebook, by module."""
    return {
        "pcanalysis.analysis.trend": "Trend",
        "pcanalysis.analysis.gap": "Gap",
        "pcanalysis.analysis.forecast.distribution": "Forecast",
    }
