"""What a notebook hands over for one result: its numbers, sentences, picture, table and sources.

A finding is plain JSON: whoever reads ``findings.json`` needs no Python, and the page is made from
findings only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pcanalysis import plots, tables, texts
from pcanalysis.analysis import Forecast, Gap, Trend
from pcanalysis.model import History, Observation, Source, Target
from pcanalysis.plots.svg import to_svg

Result = Trend | Gap | Forecast
Finding = dict[str, Any]
SCHEMA_VERSION = 1
LANGUAGES = ("nl", "en")
METHOD_PAGES = {"trend": "trend", "gap": "target_gap", "forecast": "forecast"}
_NUMBER_DIGITS = 6  # decimals kept in JSON; more than any printed figure shows


def make_finding(result: Result, languages: Sequence[str] = LANGUAGES) -> Finding:
    """Turn a result into a finding: plain JSON, in every language asked for.

    Raises
    ------
    TypeError
        If ``result`` is not a Trend, Gap or Forecast.
    """
    kind = kind_of(result)
    history = result.history
    figures, starts = _figures(result, kind, languages)
    return {
        "key": history.key,
        "kind": kind,
        "freq": history.freq,
        "programme": history.programme,
        "municipality": history.municipality,
        "name": {language: history.short_name(language) for language in languages},
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
        "evidence": result.evidence,
        "numbers": _NUMBERS[kind](result),
        "headline": {lang: texts.headline(result, lang) for lang in languages},
        "subtitle": {lang: texts.subtitle(result, lang) for lang in languages},
        "sentences": {lang: texts.describe(result, lang) for lang in languages},
        "note": {
            lang: f"{texts.note(result, lang)} {starts.get(lang, '')}".strip() for lang in languages
        },
        "alt": {lang: texts.alt_text(result, lang) for lang in languages},
        "chips": {lang: [list(chip) for chip in texts.chips(result, lang)] for lang in languages},
        "figure": figures,
        "table": {lang: _table(result, lang) for lang in languages},
        "method": result.trend.method if isinstance(result, Gap) else result.method,
        "method_page": f"docs/methods/{METHOD_PAGES[kind]}.md",
        "provenance": _provenance(result, languages),
    }


def kind_of(result: object) -> str:
    """Return which kind of finding a result makes: trend, gap or forecast."""
    for kind, cls in (("trend", Trend), ("gap", Gap), ("forecast", Forecast)):
        if isinstance(result, cls):
            return kind
    raise TypeError(
        f"publish() takes results of fit_trend, measure_gap or make_forecast, "
        f"not {type(result).__name__}."
    )


def _status(result: Result) -> str:
    return result.method if isinstance(result, Forecast) else result.status


def _number(value: float | None, unit: str, period: str = "") -> dict[str, Any] | None:
    """Return one number with its unit; None when there is no number."""
    if value is None or not math.isfinite(value):
        return None
    rounded = round(float(value), _NUMBER_DIGITS)
    return {
        "value": int(rounded) if rounded.is_integer() else rounded,
        "unit": unit,
        "period": period,
    }


def _kept(numbers: Mapping[str, dict[str, Any] | None]) -> dict[str, dict[str, Any]]:
    return {name: number for name, number in numbers.items() if number is not None}


def _difference_unit(history: History) -> str:
    return "percentage point" if history.unit.value == "%" else history.unit.value


def _observed(name: str, point: Observation | None, history: History) -> dict[str, Any]:
    if point is None:
        return {}
    period = point.period.label
    return {
        name: _number(point.value, history.unit.value, period),
        f"{name}_n": _number(point.n, "respondents", period),
    }


def _trend_numbers(trend: Trend) -> dict[str, dict[str, Any]]:
    history, points = trend.history, _difference_unit(trend.history)
    low, high = trend.newcombe_ci95 or trend.change_ci95 or (None, None)
    slope_low, slope_high = trend.slope_ci95 or (None, None)
    return _kept(
        _observed("first", trend.first, history)
        | _observed("last", trend.last, history)
        | {
            "measurements": _number(trend.k, "count"),
            "change": _number(trend.change, points),
            "change_low": _number(low, points),
            "change_high": _number(high, points),
            "change_pct": _number(trend.change_pct, "%"),
            "change_per_working_day": _number(trend.change_per_working_day, "contacts per day"),
            "working_days": _number(trend.working_days, "days"),
            "p_value": _number(trend.p, "probability"),
            "break_even_n": _number(trend.break_even_n, "respondents"),
            "slope_per_year": _number(trend.slope_per_year, points + " per year"),
            "slope_low": _number(slope_low, points + " per year"),
            "slope_high": _number(slope_high, points + " per year"),
        }
    )


def _gap_numbers(gap: Gap) -> dict[str, dict[str, Any]]:
    history = gap.history
    unit, points = history.unit.value, _difference_unit(history)
    target, point = gap.target, gap.observation
    measured = gap.trend.history.points
    earlier = [p for p in measured if point is not None and p.period.start < point.period.start]
    margin = _margin_of(gap.trend, point)
    return _kept(
        _observed("measured", point, history)
        | _observed("previous", earlier[-1] if earlier else None, history)
        | {
            "margin_low": _number(margin[0], unit),
            "margin_high": _number(margin[1], unit),
            "target": _number(
                target.value if target else None, unit, target.label if target else ""
            ),
            "difference": _number(gap.difference, points),
            "gap": _number(gap.gap, points),
            "chance_met_now": _number(gap.p_met, "probability"),
            "break_even_n": _number(gap.break_even_n, "respondents"),
        }
    )


def _margin_of(trend: Trend, point: Observation | None) -> tuple[float | None, float | None]:
    for candidate, margin in zip(trend.history.points, trend.margins, strict=False):
        if point is not None and candidate.period == point.period and margin is not None:
            return margin
    return (None, None)


def _forecast_numbers(forecast: Forecast) -> dict[str, dict[str, Any]]:
    unit = forecast.history.unit.value
    quantiles = {
        name: forecast.quantile(p) for name, p in (("median", 0.5), ("p10", 0.1), ("p90", 0.9))
    }
    return _kept(
        {
            f"{name}_{period.label}": _number(float(values[i]), unit, period.label)
            for i, period in enumerate(forecast.periods)
            for name, values in quantiles.items()
        }
    )


_NUMBERS: dict[str, Any] = {
    "trend": _trend_numbers,
    "gap": _gap_numbers,
    "forecast": _forecast_numbers,
}


def _figures(
    result: Result, kind: str, languages: Sequence[str]
) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Draw the picture in every language, wide and narrow; return where its axis starts too.

    None when there is nothing to draw.
    """
    figures: dict[str, Any] = {}
    starts: dict[str, str] = {}
    for language in languages:
        stem = re.sub(r"[^a-z0-9]+", "-", f"{result.history.key}-{kind}-{language}".lower())
        drawn = {}
        for width, narrow in (("wide", False), ("narrow", True)):
            chart = plots.draw(result, language, narrow=narrow)
            if chart is None:
                return None, {}
            drawn[width] = to_svg(chart, f"{stem}-{width[0]}")
            starts.setdefault(language, chart.axis_note)
        figures[language] = drawn
    return figures, starts


def _table(result: Result, language: str) -> dict[str, Any]:
    table = tables.table(result, language)
    return {
        "caption": table.caption,
        "header": list(table.header),
        "rows": [list(row) for row in table.rows],
        "numeric": list(table.numeric),
    }


def _provenance(result: Result, languages: Sequence[str]) -> list[dict[str, Any]]:
    """Return where each figure behind the result stands: file, line, edition and fingerprint."""
    history = result.history
    if history.freq == "Y":
        entries = [_observation(point, history, languages) for point in history.points]
    else:
        entries = _export(history, languages)
    if isinstance(result, Gap):
        entries += [_target_entry(target, history, languages) for target in result.targets]
    return entries


def _observation(point: Observation, history: History, languages: Sequence[str]) -> dict[str, Any]:
    entry = _entry(
        "observation", point.period.label, point.printed, point.value, history, languages
    )
    facts = {
        "n": None if math.isnan(point.n) else int(point.n),
        "n_basis": point.n_basis.value,
        "status": point.status.value,
    }
    if not history.sources:  # a series of the user's own
        return entry | facts | _place(Source(file="", sha256="", publisher=""), 0, 0)
    return entry | facts | _place(history.sources[point.source], point.line, point.line_to)


def _export(history: History, languages: Sequence[str]) -> list[dict[str, Any]]:
    """Return one entry for a whole export: its first and last period, its first and last line."""
    known = history.rows[history.rows["line"] > 0]
    if known.empty or not history.sources:
        return []
    first, last = history.observations[0].period.label, history.observations[-1].period.label
    entry = {
        "role": "observation",
        "period": f"{first} – {last}",
        "printed": "",
        "shown": {lang: texts.word(lang, "card.all_figures") for lang in languages},
        "n": None,
        "n_basis": "unknown",
        "status": "actual",
    }
    lines = int(known["line"].min()), int(known["line_to"].max())
    return [entry | _place(history.sources[0], *lines)]


def _target_entry(target: Target, history: History, languages: Sequence[str]) -> dict[str, Any]:
    value = target.value if target.value is not None else math.nan
    entry = _entry("target", target.label, target.printed, value, history, languages)
    return entry | _place(target.source, target.line, target.line) | {"target_kind": target.kind}


def _entry(
    role: str,
    period: str,
    printed: str,
    value: float,
    history: History,
    languages: Sequence[str],
) -> dict[str, Any]:
    shown = {lang: texts.format_value(value, history, lang) for lang in languages}
    return {"role": role, "period": period, "printed": printed, "shown": shown}


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
        "title": {"nl": edition.title, "en": edition.title_en or edition.title} if edition else {},
        "published": edition.published.isoformat() if edition else "",
        "published_basis": edition.basis if edition else "",
    }
