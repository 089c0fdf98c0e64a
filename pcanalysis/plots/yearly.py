"""Counts, amounts and other register figures per period: bars from zero, the number on top.

A bar that is no exact measurement is hatched, and a bound says that it is one. Registers have no
survey margin, so none is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

from pcanalysis.analysis import Trend
from pcanalysis.analysis.survey_error import BOUNDS
from pcanalysis.model import Observation, Status, Target
from pcanalysis.plots.breaks import draw_breaks
from pcanalysis.plots.chart import Chart, Sheet
from pcanalysis.plots.ground import Ground, lay_ground, name_periods
from pcanalysis.plots.labels import Label
from pcanalysis.plots.lettering import VALUE, text_width, wrap
from pcanalysis.plots.scale import bare_value, every_period, range_from_zero
from pcanalysis.plots.targets import draw_targets, name_targets, room_after, target_values
from pcanalysis.texts import word

BAR = 0.56  # of a slot
WIDEST = 78.0  # points
ROOM = 22.0  # points above the plot, for the number on a bar of 100 %


def draw_yearly(trend: Trend, targets: Sequence[Target], sheet: Sheet) -> Chart:
    """Draw a bar per period that has a figure, with the targets set for it."""
    history = trend.history
    values = [*(o.value for o in history.points), *target_values(targets)]
    ground = lay_ground(sheet, history, range_from_zero(history, values), above=ROOM)
    planned = [target.period for target in targets]
    periods = every_period([*(o.period for o in history.observations), *planned])
    tail = room_after(ground, periods[-1], targets)
    ground = ground.over(periods, before=0.6, after=0.6, tail=tail)
    for o in history.points:
        _draw_bar(ground, o)
    draw_breaks(ground, trend.breaks, announced=trend.break_announced)
    spots = draw_targets(ground, targets)
    name_periods(ground, planned)
    _name_bars(ground)
    name_targets(ground, spots)
    return ground.chart


def _draw_bar(ground: Ground, o: Observation) -> None:
    x, half = ground.x(o.period), min(BAR * ground.slot, WIDEST) / 2
    base, end = ground.y(0.0), ground.y(o.value)
    xs, ys = [x - half, x + half], ([base, base], [end, end])
    hatch, gid = "" if o.status is Status.ACTUAL else "////", f"bar {o.period.label}"
    ground.chart.area(xs, *ys, "data", hatch=hatch, zorder=2, gid=gid)
    ground.chart.space.mark(x - half, base, x + half, end)


def _name_bars(ground: Ground) -> None:
    """Write the figure at the end of each bar; the first and the last one always."""
    points = ground.history.points
    ends = {points[0].period, points[-1].period}
    for o in [points[-1], points[0], *points[1:-1]][: len(points)]:
        lines: tuple[str, ...] = (bare_value(o.value, ground.history, ground.language),)
        if o.status in BOUNDS:
            text = word(ground.language, "chart.at_least", value=lines[0])
            room = max(ground.slot - 6, text_width(lines[0], VALUE, bold=True) + 0.1)
            lines = wrap(text, VALUE, room, bold=True)
        label = Label(lines=lines, size=VALUE, tone="data", bold=True)
        up = -1 if o.value < 0 else 1
        y = ground.y(o.value) + up * (label.height / 2 + 5)
        ground.chart.put(label, [(ground.x(o.period), y, "center")], must=o.period in ends)
