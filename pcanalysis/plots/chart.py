"""The sheet a picture is drawn on: title, subtitle, mark, plot and note, each in its place.

All drawing is in points from the lower left corner, so that a measured text fits where it is put.
A framed chart stands alone; a bare one leaves its words to the page around it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke

from pcanalysis.plots.labels import Box, Label, Space, Wish
from pcanalysis.plots.lettering import LEADING, MIDDLE, NOTE, SMALL, SUBTITLE, TITLE, font, shorten
from pcanalysis.plots.palette import LIGHT

WIDE, NARROW = 518.4, 295.2  # 7.2 and 4.1 inch
EDGE = 7.2  # white space at the sides
DPI = 150
DASHES = (2.2, 1.1)  # of the line width
HALO = "halo"  # group of texts that cross a mark

Line = Sequence[float]  # the horizontal or the vertical places of its points


class Chart(Figure):
    """A drawn result; ``alt_text`` says in words what it shows.

    ``axis_note`` says where the value axis begins if that is not zero, or how to read the marks
    of a sheet: it belongs in the note under a bare chart, and stands in that of a framed one.
    """

    alt_text: str = ""
    axis_note: str = ""
    space: Space  # for labels

    @property
    def width(self) -> float:
        """Width in points."""
        return float(self.get_figwidth() * 72)

    @property
    def height(self) -> float:
        """Height in points."""
        return float(self.get_figheight() * 72)

    @property
    def ground(self) -> Axes:
        """The drawing ground, one unit to the point."""
        return self.axes[0]

    def line(self, xs: Line, ys: Line, tone: str, **options: Any) -> None:
        """Draw a line; ``lw`` in points, ``dashes`` in widths."""
        looks: dict[str, Any] = {"lw": 1.4, "clip_on": False, "solid_capstyle": "butt"} | options
        self.ground.add_line(Line2D(xs, ys, color=LIGHT[tone], **looks))

    def area(self, xs: Line, below: Line, above: Line, tone: str, **options: Any) -> None:
        """Fill what lies between two lines, or ``hatch`` it on paper with an edge of ``lw``."""
        corners = [*zip(xs, below, strict=True), *zip(xs[::-1], above[::-1], strict=True)]
        looks: dict[str, Any] = {"fc": LIGHT[tone], "lw": 0}
        if options.get("hatch"):
            looks = {"fc": LIGHT["paper"], "ec": LIGHT[tone], "lw": 1.2}
        patch = Polygon(corners, closed=True, clip_on=False, **(looks | options))
        patch.set_hatch_linewidth(0.8)
        self.ground.add_patch(patch)

    def mark(
        self,
        x: float,
        y: float,
        shape: str,
        tone: str,
        *,
        hollow: bool = False,
        reach: float = 5.0,
        **options: Any,
    ) -> None:
        """Draw one marker: ``o`` ``D`` ``^`` ``v``; ``hollow`` for what is not fully known.

        Labels stay ``reach`` points away from its middle.
        """
        face, edge = (LIGHT["paper"], LIGHT[tone]) if hollow else (LIGHT[tone], LIGHT["paper"])
        looks: dict[str, Any] = {"markersize": 8.5, "zorder": 5, "clip_on": False} | options
        looks |= {"mfc": face, "mec": edge, "mew": 1.8 if hollow else 1.3}
        self.ground.add_line(Line2D([x], [y], marker=shape, linestyle="none", **looks))
        self.space.mark(x - reach, y - reach, x + reach, y + reach)

    def dots(self, xs: Line, ys: Line, tone: str, *, hollow: bool = False, **options: Any) -> None:
        """Draw small dots that count outcomes, filled or hollow."""
        looks: dict[str, Any] = {"zorder": 6, "clip_on": False} | options
        looks |= {"mfc": LIGHT["paper" if hollow else tone], "mec": LIGHT[tone], "mew": 1.0}
        self.ground.add_line(Line2D(xs, ys, marker="o", linestyle="none", **looks))
        for x, y in zip(xs, ys, strict=True):
            self.space.mark(x - 3, y - 3, x + 3, y + 3)

    def write(self, label: Label, x: float, y: float, anchor: str = "left") -> None:
        """Write a label literally, with its middle line at ``y`` and its ``anchor`` at ``x``."""
        for i, line in enumerate(label.lines):
            middle = y + ((len(label.lines) - 1) / 2 - i) * label.size * LEADING
            text = self.ground.text(
                x,
                middle - MIDDLE * label.size,
                line,
                color=LIGHT[label.tone],
                fontproperties=font(label.size, bold=label.bold),
                ha=anchor,
                parse_math=False,
                zorder=8,
            )
            if label.halo:
                text.set_gid(HALO)
                text.set_path_effects([withStroke(linewidth=2.6, foreground=LIGHT["paper"])])

    def put(self, label: Label, wishes: Sequence[Wish], *, must: bool = False) -> bool:
        """Write a label where ``space`` has a place for it; tell whether there was one."""
        found = self.space.place(label, wishes, must=must)
        if found is not None:
            self.write(label, *found)
        return found is not None

    def to_png(self) -> bytes:
        """Return the picture as PNG."""
        buffer = io.BytesIO()
        FigureCanvasAgg(self).print_png(buffer)
        return buffer.getvalue()

    _repr_png_ = to_png  # for Jupyter


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands around a picture. Without a title the chart is bare."""

    language: str
    alt_text: str
    narrow: bool = False
    title: str = ""
    subtitle: str = ""
    tag: str = ""
    note: str = ""

    def unfold(self, plot_height: float) -> tuple[Chart, float]:
        """Make the chart, with its words; return it and how high its plot begins."""
        width = NARROW if self.narrow else WIDE
        above, below = _Block(width), _Block(width)
        if self.title:
            above.add(self.title, TITLE, "ink", gap=9, most=3)
            above.add(self.subtitle, SUBTITLE, "muted", gap=5, most=4)
            above.height += 4
        if self.title and self.tag:
            above.add(self.tag, SMALL, "worse", gap=5, most=4, boxed=True)
            above.height += 4
        if self.title and self.note:
            below.add(self.note, NOTE, "muted", gap=5, most=8)
            below.height += 10
        start, height = below.height, above.height + plot_height + below.height
        chart = Chart(figsize=(width / 72, height / 72), dpi=DPI, facecolor=LIGHT["paper"])
        FigureCanvasAgg(chart)
        chart.alt_text = self.alt_text
        chart.space = Space(bounds=Box(2, start + 1, width - 2, start + plot_height - 1))
        ground = chart.add_axes((0, 0, 1, 1))
        ground.set(xlim=(0, width), ylim=(0, height))
        ground.set_axis_off()
        above.print(chart, height)
        below.print(chart, start)
        return chart, start


class _Block:
    """Lines of text from the top down, before the height of the sheet is known."""

    def __init__(self, width: float) -> None:
        self.room, self.height = width - 2 * EDGE, 0.0
        self._labels: list[tuple[Label, float, bool]] = []

    def add(
        self, text: str, size: float, tone: str, *, gap: float, most: int, boxed: bool = False
    ) -> None:
        """Add the lines of a text, at ``most`` so many, below a gap; only muted ones are light."""
        bold = tone != "muted"
        self.height += gap
        for line in shorten(text, size, self.room - 8 * boxed, lines=most, bold=bold):
            label = Label(lines=(line,), size=size, tone=tone, bold=bold, halo=False)
            self._labels.append((label, self.height + size * (1 - MIDDLE), boxed))
            self.height += size * LEADING + 4 * boxed

    def print(self, chart: Chart, top: float) -> None:
        for label, below, boxed in self._labels:
            if boxed:
                left, right = EDGE, EDGE + label.width + 7
                low, high = (top - below + sign * (MIDDLE * label.size + 4) for sign in (-1, 1))
                xs, ys = [left, right, right, left, left], [low, low, high, high, low]
                chart.line(xs, ys, label.tone, lw=1.2)
            chart.write(label, EDGE + 3.5 * boxed, top - below)
