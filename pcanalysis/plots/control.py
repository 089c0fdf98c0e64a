"""Figures per month with what chance alone can do, the norm, and the points that are no chance.

A triangle stands on a point only if a rule flags it, with the rule in words: up or down as the
figure went, coloured where that is better or worse. Few points get a line in the middle, no limits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np

from pcanalysis.analysis import Norm, XmrChart
from pcanalysis.analysis.survey_error import better_sign
from pcanalysis.analysis.xmr import DRAWN_FROM
from pcanalysis.model import History, Period
from pcanalysis.plots.breaks import draw_breaks
from pcanalysis.plots.chart import Chart, Sheet
from pcanalysis.plots.fan import ABOVE
from pcanalysis.plots.ground import Ground, lay_ground, name_periods
from pcanalysis.plots.labels import Label, Wish
from pcanalysis.plots.lettering import LABEL, SMALL, balance
from pcanalysis.plots.scale import bare_estimate, bare_value, every_period, survey_range
from pcanalysis.texts import format_period, word

MOST, MOST_NARROW = 48, 18  # periods drawn
WORDS = 118.0  # points: where the words of a rule are broken
MOST_AFTER = 16.0  # points that lines run on after the last figure
NAMED = 4  # signals that get their words, newest first
TONES = {0: "data", 1: "better", -1: "worse"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    """What is drawn, one place per period."""

    history: History
    periods: tuple[Period, ...]
    values: np.ndarray
    centre: np.ndarray
    lower: np.ndarray  # NaN: no limits
    upper: np.ndarray
    rules: tuple[str, ...]  # "" where no rule flags the point
    ways: np.ndarray  # of the rule: 1 up, -1 down
    norm: float | None

    @property
    def seen(self) -> np.ndarray:
        """Places that have a figure."""
        return np.flatnonzero(~np.isnan(self.values))


def draw_control(result: XmrChart | Norm, sheet: Sheet) -> Chart | None:
    """Draw the figures per period with their limits, or as a run chart; None without figures."""
    made = _of_norm(result) if isinstance(result, Norm) else _of_xmr(result)
    series = _shown(made, MOST_NARROW if sheet.narrow else MOST)
    if not len(series.seen):
        return None
    levels = [*series.values, *series.lower, *series.upper, *series.centre]
    levels = [float(v) for v in levels if np.isfinite(v)]
    norm = [] if series.norm is None else [series.norm]
    axis = survey_range(series.history, [*levels, *norm])
    ground = lay_ground(sheet, series.history, axis, above=ABOVE)
    ends = _ends(ground, series)
    tail = max(label.width for label, _ in ends) + MOST_AFTER + 12
    ground = ground.over(series.periods, before=0.6, after=0.6, tail=tail)
    _draw_limits(ground, series)
    announced = [o.period for o in series.history.observations if o.break_before]
    draw_breaks(ground, announced, announced=True)
    _draw_points(ground, series)
    name_periods(ground, [])
    _name_ends(ground, series, ends)
    _name_signals(ground, series)
    return ground.chart


def _of_xmr(chart: XmrChart) -> _Series:
    limits = chart.shown_limits
    known = not chart.run_chart
    return _Series(
        history=chart.history,
        periods=chart.periods,
        values=chart.values,
        centre=chart.mean,
        lower=limits[0] if known else limits[0] * np.nan,
        upper=limits[1] if known else limits[1] * np.nan,
        rules=chart.signals,
        ways=np.sign(chart.codes),
        norm=chart.target,
    )


def _of_norm(norm: Norm) -> _Series:
    """Take the limits of the shares, which follow the number of cases of every period."""
    table = norm.table
    measured = [Period.parse(label) for label in table["period"]]
    periods = every_period(measured) if measured else ()
    place = [periods.index(period) for period in measured]
    columns = np.full((3, len(periods)), np.nan)
    columns[:, place] = table[["value", "lower", "upper"]].to_numpy(dtype=float).T
    ways = np.zeros(len(periods), dtype=int)
    ways[place] = table["signal"].map({"above": 1, "below": -1}).fillna(0)
    return _Series(
        history=norm.history,
        periods=periods,
        values=columns[0],
        centre=np.where(np.isnan(columns[0]), np.nan, norm.chart.centre),
        lower=columns[1],
        upper=columns[2],
        rules=tuple("outside" if way else "" for way in ways),
        ways=ways,
        norm=norm.norm,
    )


def _shown(series: _Series, most: int) -> _Series:
    """Keep the last periods; under twelve points only the middle one of them is a level."""
    values, count = series.values, len(series.seen)
    few = count < DRAWN_FROM or bool(np.isnan(series.lower).all())
    nothing = np.full(len(values), np.nan)
    middle = np.where(np.isnan(values), np.nan, np.nanmedian(values)) if count else nothing
    return _Series(
        history=series.history,
        periods=series.periods[-most:],
        values=values[-most:],
        centre=(middle if few else series.centre)[-most:],
        lower=(nothing if few else series.lower)[-most:],
        upper=(nothing if few else series.upper)[-most:],
        rules=(("",) * len(values) if few else series.rules)[-most:],
        ways=series.ways[-most:],
        norm=series.norm,
    )


def _stretches(known: np.ndarray) -> Iterator[list[int]]:
    """Places that follow each other without a hole."""
    for whole, places in groupby(range(len(known)), key=lambda i: bool(known[i])):
        if whole:
            yield list(places)


def _draw_limits(ground: Ground, series: _Series) -> None:
    """Draw the area of chance and the line in the middle, step by step."""
    for places in _stretches(~np.isnan(series.lower)):
        xs, below = _steps(ground, series, series.lower, places)
        _, above = _steps(ground, series, series.upper, places)
        ground.chart.area(xs, below, above, "null", zorder=0.5, gid="limits")
    for places in _stretches(~np.isnan(series.centre)):
        ground.chart.line(*_steps(ground, series, series.centre, places), "axis", zorder=2)
    if series.norm is not None:
        y, xs = ground.y(series.norm), [ground.left, _end(ground)]
        ground.chart.line(xs, [y, y], "target", lw=1.6, zorder=2.5, gid="norm line")
        ground.chart.space.mark(ground.left, y - 1, _end(ground), y + 1)


def _steps(
    ground: Ground, series: _Series, levels: np.ndarray, places: list[int]
) -> tuple[list[float], list[float]]:
    """Line that keeps its level over the width of each period."""
    xs, ys, half = [], [], ground.slot / 2
    for i in places:
        x, y = ground.x(series.periods[i]), ground.y(float(levels[i]))
        xs += [x - half, x + half]
        ys += [y, y]
    return xs, ys


def _end(ground: Ground) -> float:
    return ground.x(ground.periods[-1]) + min(ground.slot * 0.6, MOST_AFTER)


def _draw_points(ground: Ground, series: _Series) -> None:
    """Draw every figure, joined within a stretch; a flagged one is a triangle."""
    chart, values = ground.chart, series.values
    sign = better_sign(series.history.direction)
    for places in _stretches(~np.isnan(values)):
        xs = [ground.x(series.periods[i]) for i in places]
        ys = [ground.y(float(values[i])) for i in places]
        chart.line(xs, ys, "dataweak", zorder=3, gid="joined")
        for (x, y), (x2, y2) in pairwise(zip(xs, ys, strict=True)):
            for part in np.linspace(0.1, 0.9, 5):
                at = (x + part * (x2 - x), y + part * (y2 - y))
                chart.space.mark(at[0] - 2, at[1] - 3, at[0] + 2, at[1] + 3)
        for i, x, y in zip(places, xs, ys, strict=True):
            way, label = int(series.ways[i]), series.periods[i].label
            if series.rules[i]:
                shape, tone = "^" if way > 0 else "v", TONES[sign * way]
                chart.mark(x, y, shape, tone, markersize=8.0, gid=f"signal {label}")
            else:
                chart.mark(x, y, "o", "data", markersize=5.6, gid=f"figure {label}")


def _ends(ground: Ground, series: _Series) -> list[tuple[Label, float]]:
    """Words at the right: norm, limits and middle, each with its value."""
    language, history = ground.language, series.history
    found: list[tuple[Label, float]] = []
    if series.norm is not None:
        text = word(language, "chart.short_norm", T=bare_value(series.norm, history, language))
        found.append((Label(lines=(text,), size=LABEL, bold=True), series.norm))
    middle = "average" if np.isfinite(series.lower).any() else "median"
    named = (("upper_limit", series.upper), ("lower_limit", series.lower), (middle, series.centre))
    for key, levels in named:
        level = levels[np.isfinite(levels)][-1:]
        if level.size:
            value = bare_estimate(float(level[0]), history, language)
            text = word(language, f"chart.{key}", value=value)
            found.append((Label(lines=(text,), size=SMALL, tone="muted"), float(level[0])))
    return found


def _name_ends(ground: Ground, series: _Series, ends: list[tuple[Label, float]]) -> None:
    x = _end(ground)
    if series.norm is not None:
        ground.chart.mark(x, ground.y(series.norm), "D", "target", zorder=7, gid="target norm")
    for label, level in ends:
        ground.chart.put(label, [(x + 9, ground.y(level), "left")], must=True)


def _name_signals(ground: Ground, series: _Series) -> None:
    """Write at each group of flagged points which rule it breaks, the newest first."""
    sign = better_sign(series.history.direction)
    written: set[str] = set()
    keys = [(rule, int(way)) for rule, way in zip(series.rules, series.ways, strict=True)]
    groups = [(key, [i for i, _ in g]) for key, g in groupby(enumerate(keys), lambda p: p[1])]
    for (rule, way), places in reversed([g for g in groups if g[0][0]]):
        text = _rule_in_words(ground.language, series, rule, way, places)
        if text in written or len(written) >= (1 if ground.narrow else NAMED):
            continue
        lines, tone = balance(text, SMALL, WORDS), TONES[sign * way]
        label = Label(lines=lines, size=SMALL, tone=tone, bold=True)
        if ground.chart.put(label, _places_of(ground, series, places, way, label), must=True):
            written.add(text)


def _places_of(
    ground: Ground, series: _Series, places: list[int], way: int, label: Label
) -> list[Wish]:
    """Above a group that is high, below one that is low; else on the other side or beside it."""
    xs = [ground.x(series.periods[i]) for i in places]
    ys = [ground.y(float(series.values[i])) for i in places]
    away, half = label.height / 2 + 9, label.width / 2
    middle = min(max((xs[0] + xs[-1]) / 2, ground.left + half), ground.right - half)
    sides = (max(ys) + away, min(ys) - away)
    near, far = sides[::way]
    wishes: list[Wish] = [
        (min(max(middle + aside, ground.left + half), ground.right - half), y, "center")
        for y in (near, near + way * 10, near + way * 20)
        for aside in (0, 20, -20, 40, -40)
    ]
    wishes += [(xs[-1] + 9, ys[-1], "left"), (xs[0] - 9, ys[0], "right"), (middle, far, "center")]
    reach = label.height / 2
    return [w for w in wishes if ground.bottom + reach < w[1] < ground.top + ABOVE - reach]


def _rule_in_words(language: str, series: _Series, rule: str, way: int, places: list[int]) -> str:
    """Say which rule flags these points: how many, and where they lie."""
    first, last = places[0], places[-1]
    if rule == "shift":  # the run may hold points that another rule flags
        side = np.sign(np.nan_to_num(series.values - series.centre))
        first = next((i + 1 for i in range(first, -1, -1) if side[i] != way), 0)
        last = next((i - 1 for i in range(last, len(side)) if side[i] != way), len(side) - 1)
    units = word(language, f"count.{series.history.freq}")
    key = f"xmr_rule.{rule}_{'up' if way > 0 else 'down'}"
    said = word(language, key, count=last - first + 1, units=units)
    if rule != "outside":
        return said
    value = bare_estimate(float(series.values[places[0]]), series.history, language)
    period = format_period(series.periods[places[0]], language)
    return word(language, "chart.signal", period=period, value=value, rule=said)
