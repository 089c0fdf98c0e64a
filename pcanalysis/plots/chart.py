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
from matplotlib.text import Text

from pcanalysis.plots import lettering
from pcanalysis.plots.lettering import LEADING, MIDDLE, shorten, text_width, wrap
from pcanalysis.plots.palette import LIGHT

WIDE, NARROW = 518.4, 295.2  # 7.2 and 4.1 inch
EDGE = 7.2  # white space at the sides
DPI = 150
DASHES = (2.2, 1.1)  # of the line width
HALO = "halo"  # group of texts that cross a mark
_ANCHORS = {"left": 0.0, "center": 0.5, "right": 1.0}


class Chart(Figure):
    """A drawn result; ``alt_text`` says in words what it shows.

    ``axis_note`` says where the value axis begins if that is not zero: it belongs in the note
    under a bare chart, and stands in that of a framed one.
    """

    alt_text: str = ""
    axis_note: str = ""

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

    def line(self, xs: Sequence[float], ys: Sequence[float], tone: str, **options: Any) -> None:
        """Draw a line; ``width`` in points, ``dashes`` in widths."""
        width = options.pop("width", 1.4)
        dashes = options.pop("dashes", None)
        line = Line2D(xs, ys, color=LIGHT[tone], linewidth=width, clip_on=False, **options)
        line.set_solid_capstyle("butt")
        if dashes:
            line.set_dashes(dashes)
        self.ground.add_line(line)

    def area(self, corners: Sequence[tuple[float, float]], tone: str, **options: Any) -> None:
        """Fill an area."""
        self.ground.add_patch(
            Polygon(corners, closed=True, fc=LIGHT[tone], lw=0, clip_on=False, **options)
        )

    def hatch(self, corners: Sequence[tuple[float, float]], tone: str, **options: Any) -> None:
        """Hatch an area on paper, with an edge unless ``lw`` is 0."""
        looks = {"lw": 1.2, "hatch": "////", "clip_on": False, "fc": LIGHT["paper"]} | options
        patch = Polygon(corners, closed=True, ec=LIGHT[tone], **looks)
        patch.set_hatch_linewidth(0.8)
        self.ground.add_patch(patch)

    def mark(self, x: float, y: float, shape: str, tone: str, **options: Any) -> None:
        """Draw one marker: ``o`` ``D`` ``^`` ``v``; ``hollow`` for what is not fully known."""
        hollow = options.pop("hollow", False)
        size = options.pop("size", 8.5)
        self.ground.add_line(
            Line2D(
                [x],
                [y],
                marker=shape,
                linestyle="none",
                markersize=size,
                markerfacecolor=LIGHT["paper" if hollow else tone],
                markeredgecolor=LIGHT[tone if hollow else "paper"],
                markeredgewidth=1.8 if hollow else 1.3,
                clip_on=False,
                **{"zorder": 5, **options},
            )
        )

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        tone: str = "ink",
        *,
        bold: bool = False,
        anchor: str = "left",
        halo: bool = False,
    ) -> None:
        """Write one line of text at its baseline, literally."""
        label = Text(
            x,
            y,
            text,
            color=LIGHT[tone],
            fontproperties=lettering.font(size, bold=bold),
            ha=anchor,
            va="baseline",
            parse_math=False,
            clip_on=False,
            zorder=8,
        )
        if halo:
            label.set_gid(HALO)
            label.set_path_effects([withStroke(linewidth=2.6, foreground=LIGHT["paper"])])
        self.ground.add_artist(label)

    def to_png(self) -> bytes:
        """Return the picture as PNG."""
        buffer = io.BytesIO()
        FigureCanvasAgg(self).print_png(buffer)
        return buffer.getvalue()

    def _repr_png_(self) -> bytes:
        """Picture for Jupyter."""
        return self.to_png()


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

    @property
    def width(self) -> float:
        """Width of the sheet in points."""
        return NARROW if self.narrow else WIDE

    def unfold(self, plot_height: float) -> tuple[Chart, float]:
        """Make the chart, with its words; return it and how high its plot begins."""
        top = _Block(self.width)
        if self.title:
            top.gap(9)
            top.add(self.title, lettering.TITLE, "ink", lines=3, bold=True)
            top.gap(5)
            top.add(self.subtitle, lettering.SUBTITLE, "muted", lines=4)
            top.gap(4)
            top.add_tag(self.tag)
        bottom = _Block(self.width)
        if self.title and self.note:
            bottom.gap(5)
            bottom.add(self.note, lettering.NOTE, "muted", lines=8)
            bottom.gap(10)
        height = top.height + plot_height + bottom.height
        chart = Chart(figsize=(self.width / 72, height / 72), dpi=DPI, facecolor=LIGHT["paper"])
        FigureCanvasAgg(chart)
        chart.alt_text = self.alt_text
        ground = chart.add_axes((0, 0, 1, 1))
        ground.set(xlim=(0, self.width), ylim=(0, height))
        ground.set_axis_off()
        top.print(chart, height)
        bottom.print(chart, bottom.height)
        return chart, bottom.height


class _Block:
    """Lines of text from the top down, before the height of the sheet is known."""

    def __init__(self, width: float) -> None:
        self.width, self.height = width, 0.0
        self._lines: list[tuple[str, float, str, bool, float, bool]] = []

    def gap(self, points: float) -> None:
        self.height += points

    def add(self, text: str, size: float, tone: str, *, lines: int, bold: bool = False) -> None:
        for line in shorten(text, size, self.width - 2 * EDGE, lines=lines, bold=bold):
            self._lines.append((line, size, tone, bold, self.height + size, False))
            self.height += size * LEADING

    def add_tag(self, text: str) -> None:
        if not text:
            return
        size = lettering.SMALL
        self.height += 5
        for line in wrap(text, size, self.width - 2 * EDGE - 8, bold=True):
            self._lines.append((line, size, "worse", True, self.height + size, True))
            self.height += size * LEADING + 4
        self.height += 4

    def print(self, chart: Chart, top: float) -> None:
        for text, size, tone, bold, below, boxed in self._lines:
            x, y = EDGE, top - below
            if boxed:
                right = x + text_width(text, size, bold=bold) + 7
                low, high = y - 4, y + 2 * MIDDLE * size + 4
                corners = ([x, right, right, x, x], [low, low, high, high, low])
                chart.line(*corners, tone, width=1.2)
            chart.write(text, x + 3.5 * boxed, y, size, tone, bold=bold)
