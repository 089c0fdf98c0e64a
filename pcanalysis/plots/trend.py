"""Survey figures through time: each wave with its margin, and what chance alone can do.

Two waves are never joined. A line is drawn from three waves on, and only when the verdict says
that there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pcanalysis.analysis import Trend
from pcanalysis.analysis.trend import CLEAR
from pcanalysis.model import Target
from pcanalysis.plots.breaks import draw_breaks
from pcanalysis.plots.chart import Chart, Sheet
from pcanalysis.plots.figures import draw_figures, name_figures
from pcanalysis.plots.fitted import Fit, fitted_line, null_band
from pcanalysis.plots.ground import Ground, lay_ground, name_periods
from pcanalysis.plots.labels import Label, Wish
from pcanalysis.plots.lettering import SMALL, balance
from pcanalysis.plots.scale import every_period, survey_range
from pcanalysis.plots.targets import draw_targets, name_targets, room_after, target_values
from pcanalysis.texts import word

BAND_REACH = 0.32  # of a slot, past the last wave
SHORTEST = 62.0
SENTENCE = 165.0  # points: where the sentence on the band is broken
FEW_SLOTS = 4  # below this a period without figures gives the picture room


def draw_trend(trend: Trend, targets: Sequence[Target], sheet: Sheet) -> Chart:
    """Draw the waves of a survey figure, with the targets set for it."""
    history, band = trend.history, null_band(trend)
    margins = [end for margin in trend.margins if margin for end in margin]
    values = [o.value for o in history.points]
    axis = survey_range(history, [*values, *margins, *(band or ()), *target_values(targets)])
    ground = lay_ground(sheet, history, axis)
    planned = [target.period for target in targets]
    periods = every_period([*(o.period for o in history.observations), *planned])
    if len(periods) < FEW_SLOTS:
        periods = (*periods, periods[-1].next())
    before = 0.4 if len(periods) > 2 else 0.6
    tail = room_after(ground, periods[-1], targets)
    ground = ground.over(periods, before=before, after=0.5, tail=tail)
    if band:
        _draw_band(ground, trend, band)
    if fit := fitted_line(trend):
        _draw_line(ground, trend, fit)
    spots = draw_targets(ground, targets)
    figures = list(zip(history.points, trend.margins, strict=True))
    draw_breaks(ground, trend.breaks, announced=trend.break_announced)
    draw_figures(ground, figures, since=trend.points[0].period if trend.points else None)
    name_figures(ground, figures)
    if trend.status in CLEAR:
        _mark_verdict(ground, trend)
    name_periods(ground, planned)
    name_targets(ground, spots)
    if band:
        _explain_band(ground, trend, band)
    return ground.chart


def _reach(ground: Ground, trend: Trend) -> tuple[float, float]:
    """Left and right end of what is drawn from the first to the last wave."""
    points = trend.points
    left, right = ground.x(points[0].period), ground.x(points[-1].period)
    return left, right + min(BAND_REACH * ground.slot, 40.0)


def _draw_band(ground: Ground, trend: Trend, band: tuple[float, float]) -> None:
    """Draw what chance alone can do, around the first wave or, from three on, their mean."""
    left, right = _reach(ground, trend)
    low, high = ground.y(band[0]), ground.y(band[1])
    xs = [left, right]
    ground.chart.area(xs, [low, low], [high, high], "null", zorder=0.5, gid="null band")
    middle = ground.y(trend.first.value) if trend.k == 2 and trend.first else (low + high) / 2
    ground.chart.line(xs, [middle, middle], "axis", lw=0.9, dashes=(1, 2.2), zorder=3)


def _draw_line(ground: Ground, trend: Trend, fit: Fit) -> None:
    """Draw the fitted line with its own margin."""
    points = trend.points
    xs = [ground.x(o.period) for o in points]
    ends = [fit.at(o.time) for o in points]
    if fit.slope:
        upper, lower = ([ground.y(y + sign * r) for y, r in ends] for sign in (1, -1))
        ground.chart.area(xs, upper, lower, "band90", zorder=1.5)
    ys = [ground.y(y) for y, _ in ends]
    ground.chart.line([xs[0], xs[-1]], [ys[0], ys[-1]], "dataweak", lw=1.7, zorder=3, gid="fit")


def _mark_verdict(ground: Ground, trend: Trend) -> None:
    """Put a triangle over the last wave: a proven change, up or down."""
    o, margin = trend.history.points[-1], trend.margins[-1]
    better = trend.status == "improving"
    up = (trend.change or 0) > 0
    y = ground.y(max(margin) if up else min(margin)) if margin else ground.y(o.value)
    y += 9 if up else -9
    x = ground.x(o.period)
    ground.chart.mark(x, y, "^" if up else "v", "better" if better else "worse", gid="verdict")


def _explain_band(ground: Ground, trend: Trend, band: tuple[float, float]) -> None:
    """Write on the band, or else just above or below it, what it means."""
    left, right = _reach(ground, trend)
    low, high = ground.y(band[0]), ground.y(band[1])
    text = word(ground.language, "chart.null_band" if trend.k == 2 else "chart.null_band_many")
    for start, end in pairwise(ground.x(o.period) for o in trend.points):
        for width in (min(SENTENCE, end - start - 22), min(SENTENCE, end - start) * 0.6):
            label = _sentence(text, width)
            half = label.height / 2
            inside = [(start + 12, high - half - 4, "left"), (start + 12, low + half + 4, "left")]
            if width > SHORTEST and 2 * half < high - low - 8 and _within(ground, label, inside):
                return
    label = _sentence(text, min(SENTENCE, ground.right - right - 8), halo=True)
    wide = _sentence(text, SENTENCE, halo=True)
    half, edge = wide.height / 2, min(left, ground.right - wide.width)
    if _within(ground, label, [(right + 6, (low + high) / 2, "left")]):
        return
    heights = (low - half - 5, high + half + 5, ground.bottom + half + 3, ground.top - half)
    outside = [(edge, y, "left") for y in heights]
    if not _within(ground, wide, outside):
        ground.chart.put(wide, outside, must=True)


def _within(ground: Ground, label: Label, wishes: list[Wish]) -> bool:
    """Write a label inside the plot, on nothing else; tell whether that could be done."""
    half = label.height / 2
    fits = [wish for wish in wishes if ground.bottom + half + 2 < wish[1] < ground.top - half]
    return ground.chart.put(label, fits)


def _sentence(text: str, width: float, *, halo: bool = False) -> Label:
    lines = balance(text, SMALL, max(width, SHORTEST))
    return Label(lines=lines, size=SMALL, tone="muted", halo=halo)
