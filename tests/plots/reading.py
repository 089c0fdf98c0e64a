"""Reads a chart back: which words stand where, and which marks are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text

from pcanalysis.plots import Chart

TOUCH = 2.2  # points: the boxes of matplotlib hold the room for accents that no letter uses


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text on a chart, in points from the lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def words_on(chart: Chart) -> list[Words]:
    """Every line of text on a chart, measured on the picture itself."""
    renderer = chart.canvas.get_renderer()  # type: ignore[attr-defined]
    scale = 72 / chart.dpi
    found = []
    for label in chart.findobj(Text):
        assert isinstance(label, Text)
        if label.get_text():
            box = label.get_window_extent(renderer)
            found.append(Words(label.get_text(), *(scale * np.ravel(box.get_points()))))
    return found


def said_on(chart: Chart) -> str:
    """All words of a chart after each other."""
    return " ".join(words.text for words in words_on(chart))


def outside(chart: Chart) -> list[str]:
    """Texts that leave the sheet."""
    return [
        w.text
        for w in words_on(chart)
        if min(w.left, w.bottom) < -0.5 or w.right > chart.width + 0.5 or w.top > chart.height + 0.5
    ]


def overlapping(chart: Chart) -> list[tuple[str, str]]:
    """Pairs of texts that lie over each other."""
    return [
        (a.text, b.text)
        for a, b in combinations(words_on(chart), 2)
        if min(a.right, b.right) - max(a.left, b.left) > 0.8
        and min(a.top, b.top) - max(a.bottom, b.bottom) > TOUCH
    ]


def marks(chart: Chart, name: str) -> list[Artist]:
    """What is drawn under a name or a name with something behind it."""
    drawn = chart.findobj(lambda artist: isinstance(artist, Line2D | Polygon))
    return [a for a in drawn if (a.get_gid() or "").split(" ")[0] == name or a.get_gid() == name]


def line(chart: Chart, name: str) -> Line2D:
    """The only line of that name."""
    (found,) = marks(chart, name)
    assert isinstance(found, Line2D)
    return found


def lines(chart: Chart, name: str) -> list[Line2D]:
    """All lines of that name, from left to right."""
    found = [mark for mark in marks(chart, name) if isinstance(mark, Line2D)]
    return sorted(found, key=lambda mark: float(np.min(mark.get_xdata())))


def mark_named(chart: Chart, name: str) -> Line2D:
    """Return the only line whose full name this is."""
    (found,) = [mark for mark in chart.findobj(Line2D) if mark.get_gid() == name]
    assert isinstance(found, Line2D)
    return found


def areas(chart: Chart, name: str) -> list[np.ndarray]:
    """Corners of all areas of that name, from left to right."""
    found = [mark.get_xy() for mark in marks(chart, name) if isinstance(mark, Polygon)]
    return sorted(found, key=lambda corners: float(corners[:, 0].min()))


def named_area(chart: Chart, name: str) -> np.ndarray:
    """Corners of the only area whose full name this is."""
    (found,) = [a for a in chart.findobj(Polygon) if a.get_gid() == name]
    assert isinstance(found, Polygon)
    return np.asarray(found.get_xy())


def place(mark: Line2D) -> tuple[float, float]:
    """Where a single marker stands."""
    return float(np.ravel(mark.get_xdata())[0]), float(np.ravel(mark.get_ydata())[0])


def is_dashed(mark: Line2D) -> bool:
    """Whether a line has gaps."""
    return mark.is_dashed()
