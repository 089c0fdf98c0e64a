"""What a notebook hands over for one result: its numbers, sentences, picture, table and sources.

A finding is plain JSON: whoever reads ``findings.json`` needs no Python, and the page is made from
findings only.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from functools import partial
from typing import Any

from pcanalysis import plots, tables, texts
from pcanalysis.analysis import Forecast, Gap, Norm, Portfolio, Trend, XmrChart
from pcanalysis.model import History, Kind, Observation, Source, Target
from pcanalysis.plots.svg import to_svg
from pcanalysis.reporting.answers import answers_of, shown_target
from pcanalysis.texts import LANGUAGES

Result = Trend | Gap | Forecast | Norm | XmrChart | Portfolio
Finding = dict[str, Any]
_Numbers = dict[str, tuple[Any, ...]]  # value, unit and, where it has one, period
SCHEMA_VERSION = 1
_NUMBER_DIGITS = 6  # decimals kept in JSON; more than any printed figure shows


def make_finding(result: Result) -> Finding:
    """Turn a result into a finding: plain JSON, with its texts in every language.

    Raises
    ------
    TypeError
        If ``result`` is no result of an analysis.
    """
    kind, page, numbers = kind_of(result)
    history = history_of(result)
    drawn = _said(_drawn, result, kind)
    starts = {language: one.pop("start", "") for language, one in drawn.items()}
    return {
        "key": history.programme if isinstance(result, Portfolio) else history.key,
        "kind": kind,
        "freq": history.freq,
        "programme": history.programme,
        "municipality": history.municipality,
        "name": _said(history.short_name),
        "published_name": history.name,
        "code": history.code,
        "quantity": history.kind.value,
        "unit": history.unit.value,
        "unit_text": history.unit_text,
        "direction": history.direction.value,
        "simulated": history.simulated,
        "label_incomplete": history.label_incomplete,
        "as_of": history.as_of.isoformat() if history.as_of else "",
        "status": _status(result),
        "evidence": getattr(result, "evidence", ""),
        **answers_of(result),
        "numbers": _kept(numbers(result)),
        "headline": _said(texts.headline, result),
        "subtitle": _said(texts.subtitle, result),
        "sentences": _said(texts.describe, result),
        "details": _said(texts.details, result),
        "note": {lang: f"{texts.note(result, lang)} {starts[lang]}".strip() for lang in LANGUAGES},
        "alt": _said(texts.alt_text, result),
        "chips": _said(lambda lang: [list(chip) for chip in texts.chips(result, lang)]),
        "figure": drawn if all(drawn.values()) else None,
        "table": _said(_table, result),
        "method": getattr(result.trend if isinstance(result, Gap) else result, "method", kind),
        "method_page": f"docs/methods/{page}.md",
        "provenance": _provenance(result),
    }


def _said(text: Callable[..., Any], *of: object) -> dict[str, Any]:
    """Return a text in every language."""
    return {language: text(*of, language) for language in LANGUAGES}


def kind_of(result: object) -> tuple[str, str, Callable[[Any], _Numbers]]:
    """Return the kind of finding a result makes, its page of methods, and what takes its numbers.

    Raises
    ------
    TypeError
        If ``result`` is no result of an analysis.
    """
    if type(result) not in _KINDS:
        raise TypeError(
            "publish() takes results of fit_trend, measure_gap or make_forecast, of judge_norm, "
            f"chart_xmr or compare_portfolio, not {type(result).__name__}."
        )
    return _KINDS[type(result)]


def history_of(result: Result) -> History:
    """Return the history behind a result; of a whole programme the first one."""
    return result.gaps[0].history if isinstance(result, Portfolio) else result.history


def _status(result: Result) -> str:
    """Return the code that says what a result means."""
    if isinstance(result, Norm):
        return (result.year_so_far and result.year_so_far.status) or "unknown"
    if isinstance(result, Portfolio):
        return "league_table" if result.league_table else "no_league_table"
    return result.method if isinstance(result, Forecast) else result.status


def _kept(numbers: _Numbers) -> dict[str, dict[str, Any]]:
    """Return the numbers that there are, as JSON."""
    kept: dict[str, dict[str, Any]] = {}
    for name, (value, unit, *period) in numbers.items():
        if value is not None and math.isfinite(value):
            rounded = round(float(value), _NUMBER_DIGITS)
            whole = int(rounded) if rounded.is_integer() else rounded
            kept[name] = {"value": whole, "unit": unit, "period": "".join(period)}
    return kept


def _difference_unit(history: History) -> str:
    return "percentage point" if history.unit.value == "%" else history.unit.value


def _observed(name: str, point: Observation | None, history: History) -> _Numbers:
    if point is None:
        return {}
    period = point.period.label
    return {
        name: (point.value, history.unit.value, period),
        f"{name}_n": (point.n, "respondents", period),
    }


def _trend_numbers(trend: Trend) -> _Numbers:
    history, points = trend.history, _difference_unit(trend.history)
    low, high = trend.newcombe_ci95 or trend.change_ci95 or (None, None)
    slope_low, slope_high = trend.slope_ci95 or (None, None)
    return (
        _observed("first", trend.first, history)
        | _observed("last", trend.last, history)
        | {
            "measurements": (trend.k, "count"),
            "change": (trend.change, points),
            "change_low": (low, points),
            "change_high": (high, points),
            "change_pct": (trend.change_pct, "%"),
            "change_per_working_day": (trend.change_per_working_day, "contacts per day"),
            "working_days": (trend.working_days, "days"),
            "p_value": (trend.p, "probability"),
            "break_even_n": (trend.break_even_n, "respondents"),
            "slope_per_year": (trend.slope_per_year, points + " per year"),
            "slope_low": (slope_low, points + " per year"),
            "slope_high": (slope_high, points + " per year"),
        }
    )


def _gap_numbers(gap: Gap) -> _Numbers:
    history, target, point = gap.history, gap.target, gap.observation
    unit, points = history.unit.value, _difference_unit(history)
    measured = gap.trend.history.points
    earlier = [p for p in measured if point is not None and p.period.start < point.period.start]
    margins = {p.period: m for p, m in zip(measured, gap.trend.margins, strict=False)}
    low, high = (margins.get(point.period) if point else None) or (None, None)
    return (
        _observed("measured", point, history)
        | _observed("previous", earlier[-1] if earlier else None, history)
        | {
            "margin_low": (low, unit),
            "margin_high": (high, unit),
            "target": (target.value, unit, target.label) if target else (None, unit),
            "difference": (gap.difference, points),
            "gap": (gap.gap, points),
            "chance_met_now": (gap.p_met, "probability"),
            "break_even_n": (gap.break_even_n, "respondents"),
        }
    )


def _forecast_numbers(forecast: Forecast) -> _Numbers:
    unit = forecast.history.unit.value
    quantiles = {
        name: forecast.quantile(p) for name, p in (("median", 0.5), ("p10", 0.1), ("p90", 0.9))
    }
    return {
        f"{name}_{period.label}": (values[i], unit, period.label)
        for i, period in enumerate(forecast.periods)
        for name, values in quantiles.items()
    }


def _norm_numbers(norm: Norm) -> _Numbers:
    year, period = norm.year_so_far, str(norm.year or "")
    facts: _Numbers = {"norm": (norm.norm, "%"), "sigma_z": (norm.chart.sigma_z, "sigma")}
    if year is None:
        return facts
    counts = {name: getattr(year, name) for name in ("right", "cases", "expected", "needed")}
    chances = {name: getattr(year, name) for name in ("p_year", "p_rate")}
    return (
        facts
        | {f"year_{name}": (count, "cases", period) for name, count in counts.items()}
        | {f"year_{name}": (p, "probability", period) for name, p in chances.items()}
        | {"year_required_rate": (year.required_rate, "%", period)}
    )


def _xmr_numbers(chart: XmrChart) -> _Numbers:
    unit = chart.history.unit.value
    ends = {"mean": chart.mean, "lower": chart.shown_limits[0], "upper": chart.shown_limits[1]}
    return {
        "points": (chart.k, "count"),
        "false_alarm": (chart.false_alarm, "probability"),
        "lag1": (chart.lag1, "correlation"),
        **{name: (line[-1] if len(line) else None, unit) for name, line in ends.items()},
        "signals": (sum(bool(signal) for signal in chart.signals), "count"),
    }


def _portfolio_numbers(portfolio: Portfolio) -> _Numbers:
    table = portfolio.table
    return {
        "indicators": (len(table), "count"),
        "clear_alone": (table["clear_alone"].sum(), "count"),
        "clear_together": (table["clear_together"].sum(), "count"),
        **{
            f"noise_share_{unit.value}": (movement.noise_share, "share")
            for unit, movement in portfolio.movements.items()
        },
    }


_KINDS: dict[type, tuple[str, str, Callable[[Any], _Numbers]]] = {
    Trend: ("trend", "trend", _trend_numbers),
    Gap: ("gap", "target_gap", _gap_numbers),
    Forecast: ("forecast", "forecast", _forecast_numbers),
    Norm: ("norm", "norms", _norm_numbers),
    XmrChart: ("xmr", "xmr", _xmr_numbers),
    Portfolio: ("portfolio", "portfolio", _portfolio_numbers),
}


def _drawn(result: Result, kind: str, language: str) -> dict[str, str]:
    """Draw the picture, wide and narrow, and say where its axis starts; empty without a picture."""
    name = f"{history_of(result).key}-{kind}-{language}"
    stem = f"f{hashlib.sha256(name.encode()).hexdigest()[:8]}"  # short: a drawing repeats it often
    wide, narrow = (plots.draw(result, language, narrow=narrow) for narrow in (False, True))
    if wide is None or narrow is None:
        return {}
    made = {"wide": to_svg(wide, f"{stem}-w"), "narrow": to_svg(narrow, f"{stem}-n")}
    return made | {"start": wide.axis_note}


def _table(result: Result, language: str) -> dict[str, Any]:
    table = tables.table(result, language)
    return {
        "caption": table.caption,
        "header": list(table.header),
        "rows": [list(row) for row in table.rows],
        "numeric": list(table.numeric),
    }


def _provenance(result: Result) -> list[dict[str, Any]]:
    """Return where each figure behind the result stands: file, line, edition and fingerprint."""
    history = history_of(result)
    if isinstance(result, Portfolio):  # every figure has its place in the finding of its gap
        return []
    if history.kind is Kind.CONTACTS and history.freq != "Y":
        entries = _export(history)
    else:
        entries = [_observation(point, history) for point in history.points]
    if isinstance(result, Gap):
        entries += [_target_entry(target, history) for target in result.targets]
    return entries


def _observation(point: Observation, history: History) -> dict[str, Any]:
    own = Source(file="", sha256="", publisher="")  # of a series of the user's own
    return {
        "role": "observation",
        "period": point.period.label,
        "printed": point.printed,
        "shown": _said(partial(texts.format_value, point.value, history)),
        "n": None if math.isnan(point.n) else int(point.n),
        "n_basis": point.n_basis.value,
        "status": point.status.value,
    } | _place(history.sources[point.source] if history.sources else own, point.line, point.line_to)


def _export(history: History) -> list[dict[str, Any]]:
    """Return one entry for a whole export: its first and last period, its first and last line."""
    known = history.rows[history.rows["line"] > 0]
    if known.empty or not history.sources:
        return []
    first, last = history.observations[0], history.observations[-1]
    whole = Observation(
        period=first.period, line=int(known["line"].min()), line_to=int(known["line_to"].max())
    )
    shown = {language: texts.word(language, "card.all_figures") for language in LANGUAGES}
    period = f"{first.period.label} – {last.period.label}"
    return [_observation(whole, history) | {"period": period, "shown": shown}]


def _target_entry(target: Target, history: History) -> dict[str, Any]:
    return {
        "role": "target",
        "period": target.label,
        "printed": target.printed,
        "shown": _said(partial(shown_target, target, history)),
        **_place(target.source, target.line, target.line),
        "target_kind": target.kind,
    }


def _place(source: Source, line: int, line_to: int) -> dict[str, Any]:
    edition = source.edition
    return {
        "file": source.file,
        "line": line,
        "line_to": max(line, line_to),
        "sha256": source.sha256,
        "publisher": source.publisher,
        "simulated": source.simulated,
        "edition": edition.id if edition else "",
        "title": _said(edition.title_in) if edition else {},
        "published": edition.published.isoformat() if edition else "",
        "published_basis": edition.basis if edition else "",
    }
