"""Measured figures on a picture: a dot with its number and, from a survey, its margin.

The margin is solid if the number of answers is published, dashed if it is assumed, and absent,
with words and a hollow dot, if it is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence

from pcanalysis.analysis.survey_error import BOUNDS, SURVEYS, known, sd_is_assumed
from pcanalysis.model import History, NBasis, Observation, Period, Status
from pcanalysis.plots.chart import DASHES
from pcanalysis.plots.ground import Ground
from pcanalysis.plots.labels import Label, around
from pcanalysis.plots.lettering import SMALL, VALUE
from pcanalysis.plots.scale import bare_value
from pcanalysis.texts import word

Margin = tuple[float, float] | None
Figures = Sequence[tuple[Observation, Margin]]


def is_assumed(history: History, o: Observation) -> bool:
    """Whether a margin rests on an assumption: on who answered, or on how answers differ."""
    if known(o.se):
        return False
    return o.n_basis is not NBasis.PUBLISHED or sd_is_assumed(history, [o])


def is_hollow(history: History, o: Observation, margin: Margin) -> bool:
    """Whether a dot stays open: margin unknown, or no exact figure of a register."""
    return margin is None if history.kind in SURVEYS else o.status is not Status.ACTUAL


def draw_figures(
    ground: Ground, figures: Figures, *, size: float = 8.5, since: Period | None = None
) -> None:
    """Draw each figure with its margin; those before ``since`` do not compare and stay hollow."""
    chart, history = ground.chart, ground.history
    for o, margin in figures:
        x, y = ground.x(o.period), ground.y(o.value)
        if margin:
            low, high = ground.y(margin[0]), ground.y(margin[1])
            dashes, gid = DASHES if is_assumed(history, o) else (), f"margin {o.period.label}"
            chart.line([x, x], [low, high], "data", lw=2.2, zorder=4, dashes=dashes, gid=gid)
            chart.space.mark(x - 2, low, x + 2, high)
        hollow, gid = is_hollow(history, o, margin), f"figure {o.period.label}"
        hollow = hollow or (since is not None and o.period.start < since.start)
        chart.mark(x, y, "o", "data", hollow=hollow, markersize=size, gid=gid)


def name_figures(ground: Ground, figures: Figures) -> None:
    """Write the number beside each figure; the first and the last one always."""
    history = ground.history
    ends = {figures[0][0].period, figures[-1][0].period}
    unknown = [o.period for o, margin in figures if margin is None and history.kind in SURVEYS]
    for o, _ in [figures[-1], figures[0], *figures[1:-1]][: len(figures)]:
        x, y = ground.x(o.period), ground.y(o.value)
        text = bare_value(o.value, history, ground.language)
        if o.status in BOUNDS:
            text = word(ground.language, "chart.at_least", value=text)
        label = Label(lines=(text,), size=VALUE, tone="data", bold=True)
        ground.chart.put(label, around(x, y, 9), must=o.period in ends)
        if o.period in unknown[-1:]:
            lines = (word(ground.language, "chart.margin_unknown"),)
            remark = Label(lines=lines, size=SMALL, tone="muted")
            wishes = [(x, y - 14, "center"), (x + 9, y - 12, "left"), (x, y + 15, "center")]
            ground.chart.put(remark, wishes, must=True)
