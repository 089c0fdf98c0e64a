"""Where figures stop to compare: a line through the picture, with the reason in words."""

from __future__ import annotations

from collections.abc import Iterable

from pcanalysis.model import Period
from pcanalysis.plots.ground import Ground
from pcanalysis.plots.labels import Label
from pcanalysis.plots.lettering import SMALL, balance
from pcanalysis.texts import word

WORDS = 80.0  # points: where the reason is broken


def draw_breaks(ground: Ground, breaks: Iterable[Period], *, announced: bool) -> None:
    """Draw a line before the first period at each new level, and say why at the last one."""
    chart = ground.chart
    periods = [period for period in breaks if period in ground.periods]
    for period in periods:
        x = ground.x(period) - ground.slot / 2
        ends = [ground.bottom, ground.top]
        chart.line([x, x], ends, "axis", lw=1.0, zorder=2.6, gid=f"break {period.label}")
        chart.space.mark(x - 1, ground.bottom, x + 1, ground.top)
    if periods:
        code = "announced" if announced else "found"
        text = word(ground.language, f"chart.break_{code}")
        label = Label(lines=balance(text, SMALL, WORDS), size=SMALL, tone="muted")
        x = ground.x(periods[-1]) - ground.slot / 2
        heights = (ground.top - label.height / 2, ground.bottom + label.height / 2 + 4)
        sides = [(x + 4, "left"), (x - 4, "right")]
        wishes = [(at, y, side) for y in heights for at, side in sides]
        chart.put(label, wishes, must=True)
