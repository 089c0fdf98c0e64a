"""A fan of what the next figures may be: two bands, and in words what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pcanalysis.plots.ground import Ground
from pcanalysis.plots.labels import Box, Label
from pcanalysis.plots.lettering import LABEL, SMALL, balance
from pcanalysis.texts import word

ABOVE = 22.0  # points above the plot, for the words of a band that reaches the top
WORDS = 90.0  # points: where the words of a band are broken if they stand among dots


class Fan:
    """The bands of a fan on the sheet; ``bands`` are the quantiles of LEVELS, in values."""

    def __init__(
        self, ground: Ground, xs: Sequence[float], bands: Sequence[Sequence[float]]
    ) -> None:
        axis = ground.axis
        self.ground, self.xs = ground, list(xs)
        self.edges = [[ground.y(min(max(v, axis.low), axis.high)) for v in band] for band in bands]

    def draw(self) -> None:
        """Draw both bands and the dashed middle."""
        chart = self.ground.chart
        low, lower, middle, upper, high = self.edges
        for below, above, tone in ((low, high, "band90"), (lower, upper, "band50")):
            chart.area(self.xs, below, above, tone, zorder=1.5, gid=tone)
        chart.line(self.xs, middle, "data", lw=1.7, dashes=(3.2, 1.8), zorder=3, gid="middle")

    def mark(self) -> None:
        """Keep later labels off the fan as far as they can."""
        low, high = self.edges[0], self.edges[-1]
        for i, (left, right) in enumerate(pairwise(self.xs)):
            self.ground.chart.space.mark(left, min(low[i : i + 2]), right, max(high[i : i + 2]))

    def number(self, numbers: Sequence[str]) -> None:
        """Write at the end what the bands run to."""
        x = self.xs[-1] + 5
        for i, must in ((2, True), (0, False), (4, False)):
            bold, tone = (True, "data") if i == 2 else (False, "muted")
            label = Label(lines=(numbers[i],), size=LABEL, tone=tone, bold=bold)
            self.ground.chart.put(label, [(x, self.edges[i][-1], "left")], must=must)

    def explain(self, *, broken: bool = False) -> None:
        """Write above and below what the bands mean; ``broken`` over two lines."""
        nine, half = ({True: (3, 4), False: (0, 1)}, {False: (1, 2), True: (2, 3)})
        for key, bands, first in (("within_nine", nine, True), ("within_half", half, False)):
            text = word(self.ground.language, f"chart.{key}")
            lines = balance(text, SMALL, WORDS) if broken else (text,)
            self._explain(Label(lines=lines, size=SMALL, tone="muted"), bands, first=first)

    def _explain(self, label: Label, bands: dict[bool, tuple[int, int]], *, first: bool) -> None:
        """Write what a band means above (True) or below the fan, with a thin line into it."""
        ground, chart = self.ground, self.ground.chart
        half = label.height / 2
        last = len(self.xs) - 1
        order = sorted(range(last + 1), key=lambda i: abs(i - last / 2))
        places = [(side, i) for side in (first, not first) for i in order]
        for upwards, i in sorted(places, key=lambda place: place[1] in (0, last)):
            away = half + 12
            x, y = self.xs[i], self.edges[4][i] + away if upwards else self.edges[0][i] - away
            left, right = ground.left + label.width / 2, ground.right - label.width / 2
            wish = (min(max(x, left), right), y, "center")
            inside_plot = ground.bottom + half + 1 < y < ground.top + ABOVE - half - 2
            one, other = bands[upwards]
            inside = (self.edges[one][i] + self.edges[other][i]) / 2
            start = y - half - 2 if upwards else y + half + 2
            pointer = Box(x - 1, min(start, inside), x + 1, max(start, inside))
            clear = not any(pointer.overlap(box) for box in chart.space.labels)
            if inside_plot and clear and chart.put(label, [wish]):
                chart.line([x, x], [start, inside], "axis", lw=0.8, zorder=3)
                chart.space.mark(x - 1, start, x + 1, inside)
                return
