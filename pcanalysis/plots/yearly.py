"""Counts, amounts and other register figures per period: bars from zero, the number on top.

A bar that is no exact measurement is hatched, and a bound says that it is one. Registers have no
survey margin, so none is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

from pcanalysis.analysis import Trend
from pcanalysis.analysis.survey_error import BOUNDS
from pcanalysis.model import Observation, Status, Target
from pcanalysis.plots.chart import Chart, Sheet
from pcanalysis.plots.ground import (
    Ground,
    Timeline,
    lay_ground,
    lay_timeline,
    missing_reasons,
    name_periods,
    shown_periods,
)
from pcanalysis.plots.labels import Label
from pcanalysis.plots.lettering import VALUE, text_width, wrap
from pcanalysis.plots.scale import bare_value, every_period, range_from_zero
from pcanalysis.plots.targets import (
    draw_targets,
    drawn_targets,
    name_targets,
    room_after,
    target_values,
)
from pcanalysis.texts import word

BAR = 0.56  # of a slot
WIDEST = 78.0  # points
ROOM = 22.0  # points above the plot, for the number on a bar of 100 %


def draw_yearly(trend: Trend, targets: Sequence[Target], sheet: Sheet) -> Chart:
    """Draw a bar per period that has a figure, with the targets set for it."""
    history, shown = trend.history, drawn_targets(targets)
    values = [*(o.value for o in history.points), *target_values(shown)]
    ground = lay_ground(sheet, history, range_from_zero(history, values), above=ROOM)
    planned = [t.period for t in shown if t.period is not None]
    periods = every_period(shown_periods(history, history.points, planned))
    tail = room_after(ground, history, periods, shown)
    timeline = lay_timeline(ground, periods, before=0.6, after=0.6, tail=tail)
    for o in history.points:
        _draw_bar(ground, timeline, o)
    spots = draw_targets(ground, timeline, history, shown)
    important = [*(o.period for o in history.points), *planned]
    name_periods(ground, timeline, important, missing_reasons(history, periods, sheet.language))
    _name_bars(ground, timeline, trend)
    name_targets(ground, history, spots)
    return ground.chart


def _bar_width(timeline: Timeline) -> float:
    return min(BAR * timeline.slot, WIDEST)


def _draw_bar(ground: Ground, timeline: Timeline, o: Observation) -> None:
    x, half = timeline.x(o.period), _bar_width(timeline) / 2
    base, end = ground.y(0.0), ground.y(o.value)
    corners = [(x - half, base), (x + half, base), (x + half, end), (x - half, end)]
    gid = f"bar {o.period.label}"
    if o.status is Status.ACTUAL:
        ground.chart.area(corners, "data", zorder=2, gid=gid)
    else:
        ground.chart.hatch(corners, "data", zorder=2, gid=gid)
    ground.space.mark(x - half, base, x + half, end)


def _name_bars(ground: Ground, timeline: Timeline, trend: Trend) -> None:
    """Write the figure at the end of each bar; the first and the last one always."""
    history = trend.history
    points = history.points
    ends = {points[0].period, points[-1].period}
    for o in [points[-1], points[0], *points[1:-1]][: len(points)]:
        lines: tuple[str, ...] = (bare_value(o.value, history, ground.language),)
        if o.status in BOUNDS:
            text = word(ground.language, "chart.at_least", value=lines[0])
            room = max(timeline.slot - 6, text_width(lines[0], VALUE, bold=True) + 0.1)
            lines = wrap(text, VALUE, room, bold=True)
        must = o.period in ends
        label = Label(lines=lines, size=VALUE, tone="data", bold=True)
        x, up = timeline.x(o.period), -1 if o.value < 0 else 1
        y = ground.y(o.value) + up * (label.height / 2 + 5)
        ground.space.write(ground.chart, label, [(x, y, "center")], must=must)
