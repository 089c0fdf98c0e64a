"""Twenty equally likely outcomes as dots: the filled ones meet the target.

The dots are stacked in bins that begin at the edge of the target, as far as rounding reaches, so
that no filled dot lies on the wrong side of its line. How many are filled is the printed chance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pcanalysis.analysis import Outlook
from pcanalysis.analysis.outlook import DOTS, STEP_PCT
from pcanalysis.analysis.pace import wanted
from pcanalysis.analysis.survey_error import measured, resolution
from pcanalysis.plots.ground import Ground
from pcanalysis.plots.labels import Label
from pcanalysis.plots.lettering import SMALL, balance
from pcanalysis.texts import word

SIZE = 4.8
STEP, RISE = 5.8, 6.6  # points from one dot to the next, and from one bin to the next
ASIDE = 12.0  # points from the diamond of the target to the first dot
WIDTH = ASIDE + 5.5 * STEP  # points that a target and its dots usually need
WORDS = 66.0  # points: where the words under the dots are broken


@dataclass(frozen=True, slots=True)
class Dot:
    """One outcome: its height in values, its place in its bin, and whether it meets the target."""

    value: float
    place: int
    filled: bool


def filled_dots(row: Outlook) -> int:
    """Dots to fill: each is five percent of the printed chance."""
    return (row.chance_pct or 0) // STEP_PCT


def stack(
    values: Sequence[float], filled: int, ends: tuple[float, float], width: float
) -> list[Dot]:
    """Stack outcomes in bins of this width, counted from the nearest end of what is wanted.

    The ``filled`` best ones lie inside the ends, the others outside.

    Examples
    --------
    >>> [dot.value for dot in stack([79.2, 80.2, 81.6], 2, (80.0, 100.0), 1.0)]
    [79.5, 80.5, 81.5]
    """
    low, high = ends
    best = sorted(range(len(values)), key=lambda i: min(values[i] - low, high - values[i]))
    meets = set(best[len(values) - filled :])
    used: dict[float, int] = {}
    dots = []
    for i, value in enumerate(values):
        edge, inward = (low, 1) if value - low <= high - value else (high, -1)
        away = inward if i in meets else -inward
        height = edge + away * width * (math.floor(max(away * (value - edge), 0) / width) + 0.5)
        height = round(min(max(height, low), high) if i in meets else height, 9)
        used[height] = used.get(height, -1) + 1
        dots.append(Dot(height, used[height], i in meets))
    return dots


def dots_of(ground: Ground, row: Outlook) -> list[Dot]:
    """Return the dots of one target, in bins as high as a dot on this ground."""
    history, axis = ground.history, ground.axis
    step = resolution(history, measured(history)[-1])
    low, high = wanted(row.target, history.direction)
    width = max(step, RISE * (axis.high - axis.low) / (ground.top - ground.bottom))
    ends = (low - step / 2, high + step / 2)
    return stack(row.quantiles(DOTS), filled_dots(row), ends, width)


def draw_dots(ground: Ground, x: float, dots: Sequence[Dot], row: Outlook) -> None:
    """Draw the dots beside the diamond at ``x``."""
    chart = ground.chart
    for filled in (True, False):
        same = [dot for dot in dots if dot.filled is filled]
        if not same:
            continue
        xs = [x + ASIDE + dot.place * STEP for dot in same]
        ys = [ground.y(dot.value) for dot in same]
        state = "filled" if filled else "hollow"
        gid = f"{state} {row.target.label}"
        chart.dots(xs, ys, "data", hollow=not filled, markersize=SIZE, gid=gid)


def count_dots(ground: Ground, x: float, dots: Sequence[Dot], row: Outlook) -> None:
    """Write under the dots, or else above them, how many meet the target."""
    text = word(ground.language, "chart.dots", count=filled_dots(row), total=len(DOTS))
    label = Label(lines=balance(text, SMALL, WORDS), size=SMALL)
    heights = [ground.y(dot.value) for dot in dots]
    away, left = label.height / 2 + 8, x + ASIDE - SIZE / 2
    left = min(left, ground.chart.space.bounds.right - label.width - 1)
    wishes = [(left, y, "left") for y in (min(heights) - away, max(heights) + away)]
    ground.chart.put(label, wishes, must=True)
