"""Whether a target will be reached: the past, the fan of the next figure, and twenty dots.

The fan is about the figure that will be printed, error of the coming survey included. Fan, dots and
printed chance come from one distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pcanalysis.analysis import Gap, Outlook
from pcanalysis.analysis.outlook import DOTS
from pcanalysis.analysis.shares import predict_shares
from pcanalysis.analysis.survey_error import SURVEYS, measured, scale_of
from pcanalysis.model import Period
from pcanalysis.plots.breaks import draw_breaks
from pcanalysis.plots.chart import Chart, Sheet
from pcanalysis.plots.dots import WIDTH, count_dots, dots_of, draw_dots
from pcanalysis.plots.fan import ABOVE, Fan
from pcanalysis.plots.figures import draw_figures, name_figures
from pcanalysis.plots.ground import Ground, lay_ground, name_periods
from pcanalysis.plots.scale import LEVELS, every_period, survey_range
from pcanalysis.plots.targets import draw_targets, drawn_targets, name_targets, target_values

MOST_PAST = 12  # periods before the last figure
ROOM = 0.16  # of the height, below and above the fan, for the words of its bands
BESIDE = 44.0  # points after the last dots, for the words under them

Knots = list[tuple[Period, Sequence[float]]]


def has_chance(gap: Gap) -> bool:
    """Whether there is a chance to draw: evidence enough, and outcomes to make dots of."""
    return gap.history.kind in SURVEYS and bool(gap.headline and gap.headline.figure)


def draw_chance(gap: Gap, sheet: Sheet) -> Chart:
    """Draw past figures, the fan of the next one, and the dots of every target ahead."""
    history, rows = gap.history, dotted_rows(gap, narrow=sheet.narrow)
    targets, knots = drawn_targets(gap.targets), _knots(gap, rows)
    figures = list(zip(history.points, gap.trend.margins, strict=True))[-MOST_PAST:]
    ends = [end for _, margin in figures for end in margin or ()]
    spread = [end for _, band in knots for end in (band[0], band[-1])]
    spread += [end for row in rows for end in row.quantiles((DOTS[0], DOTS[-1]))]
    values = [*ends, *spread, *(o.value for o, _ in figures), *target_values(targets)]
    low, high = min(values), max(values)
    room, (least, most) = ROOM * (high - low), scale_of(history)
    axis = survey_range(history, [max(low - room, least), min(high + room / 2, most)])
    ground = lay_ground(sheet, history, axis, above=ABOVE)
    first = figures[0][0].period
    known = [o.period for o in history.observations if o.period.start >= first.start]
    targets = tuple(t for t in targets if not t.period or t.period.start >= first.start)
    planned = [target.period for target in targets]
    periods = every_period([*known, *planned])
    tail = WIDTH + BESIDE * (not sheet.narrow)
    ground = ground.over(periods, before=0.5, after=0.5, tail=tail)
    fan = Fan(ground, *_places(ground, knots))
    fan.draw()
    draw_breaks(ground, gap.trend.breaks, announced=gap.trend.break_announced)
    draw_figures(ground, figures, since=gap.trend.points[0].period)
    ahead = [row.target for row in rows]
    spots = draw_targets(ground, targets, dotted=ahead)
    name_periods(ground, planned)
    dotted = [
        (ground.x(row.target.period), dots_of(ground, row), row)
        for row in rows
        if row.target.period
    ]
    for place in dotted:
        draw_dots(ground, *place)
    name_targets(ground, spots)
    for place in dotted:
        count_dots(ground, *place)
    fan.mark()
    name_figures(ground, figures)
    fan.explain(broken=True)
    return ground.chart


def dotted_rows(gap: Gap, *, narrow: bool = False) -> list[Outlook]:
    """Return the targets ahead that get dots; on a small screen only the one of the verdict."""
    ahead = [row for row in gap.outlook if row.status == "future" and row.figure is not None]
    return ahead[:1] if narrow else ahead


def _knots(gap: Gap, rows: Sequence[Outlook]) -> Knots:
    """Quantiles of the next figure per period, from the last figure to the last target."""
    if rows[0].method != "shares":  # only the targets themselves are known
        return [(row.target.period, row.quantiles(LEVELS)) for row in rows if row.target.period]
    points = measured(gap.history)
    periods = every_period([points[-1].period, rows[-1].target.period])
    times = np.array([replace(points[-1], period=period).time for period in periods])
    figure = predict_shares(gap.history, points, times)[1]
    return list(zip(periods, figure.quantiles(LEVELS).tolist(), strict=True))


def _places(ground: Ground, knots: Knots) -> tuple[list[float], list[list[float]]]:
    """Places of the knots, and a line per quantile; a single knot gets some width."""
    if len(knots) == 1:
        (period, band), half = knots[0], ground.slot / 3
        x = ground.x(period)
        return [x - half, x + half], [[value, value] for value in band]
    xs = [ground.x(period) for period, _ in knots]
    return xs, [list(line) for line in zip(*(band for _, band in knots), strict=True)]
