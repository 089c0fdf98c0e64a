"""Targets on a picture: a black diamond with a short line at its period, or a line for a norm."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pcanalysis.model import Period, Target
from pcanalysis.plots.dots import WIDTH
from pcanalysis.plots.ground import Ground
from pcanalysis.plots.labels import Label, Wish
from pcanalysis.plots.lettering import LABEL
from pcanalysis.plots.scale import bare_value
from pcanalysis.texts import format_range, word

REACH = 0.3  # of a slot, on both sides of the period
ASIDE = 0.38  # of a slot: where the diamond stands when a figure has its period
LONGEST = 42.0  # points, however wide a slot is
BESIDE = LONGEST + 14  # points from a period to the name of its target, with the line between
MOST_ROOM = 0.46  # of the width, for the name of a target


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where one target stands on the sheet."""

    target: Target
    left: float
    right: float
    x: float  # of the diamond
    low: float
    high: float  # the same as ``low`` unless the target is a range
    dotted: bool = False  # dots stand at its right

    @property
    def y(self) -> float:
        """Height of the diamond."""
        return (self.low + self.high) / 2


def drawn_targets(targets: Iterable[Target]) -> tuple[Target, ...]:
    """Return one target per period: the newest, which comes last."""
    return tuple({target.period: target for target in targets}.values())


def target_values(targets: Iterable[Target]) -> list[float]:
    """Return every value that must be on the axis."""
    ends = [end for t in targets for end in (t.value, t.low, t.high)]
    return [float(end) for end in ends if end is not None]


def draw_targets(
    ground: Ground, targets: Iterable[Target], *, dotted: Collection[Target] = ()
) -> list[Spot]:
    """Draw every target and return where it stands; names come when all marks are there.

    The line of a ``dotted`` one runs to the right, under the dots of its outcomes.
    """
    measured = {o.period for o in ground.history.points}
    spots = [
        _dotted(ground, target)
        if target in dotted
        else _spot(ground, target, measured=target.period in measured)
        for target in targets
    ]
    chart, space = ground.chart, ground.chart.space
    for spot in spots:
        for y in dict.fromkeys((spot.low, spot.high)):
            chart.line([spot.left, spot.right], [y, y], "paper", lw=3.6, zorder=3.9)
            chart.line([spot.left, spot.right], [y, y], "target", lw=1.6, zorder=4)
            space.mark(spot.left, y - 1, spot.right, y + 1)
        if spot.low != spot.high:
            chart.line([spot.x, spot.x], [spot.low, spot.high], "target", lw=1.6, zorder=4)
            space.mark(spot.x - 2, spot.low, spot.x + 2, spot.high)
        gid = f"target {spot.target.label}"
        chart.mark(spot.x, spot.y, "D", "target", reach=7, zorder=7, gid=gid)
    return spots


def name_targets(ground: Ground, spots: Sequence[Spot]) -> None:
    """Write the kind and value of each target beside its diamond."""
    for spot in spots:
        label = _target_label(ground, spot.target)
        ground.chart.put(label, _wishes(ground, spot, label), must=True)


def _target_label(ground: Ground, target: Target) -> Label:
    """Return the kind of target and its value, shorter on a small screen."""
    language = ground.language
    if target.value is None:
        low, high = target_values([target])
        value = format_range(low, high, ground.history, language)
    else:
        value = bare_value(target.value, ground.history, language)
    if ground.narrow:
        text = word(language, f"chart.short_{target.kind}", T=value)
    else:
        noun = word(language, f"target_noun.{target.kind}")
        text = word(language, "chart.target_of", noun=noun, T=value)
    return Label(lines=(text,), size=LABEL, bold=True)


def room_after(ground: Ground, last: Period, targets: Iterable[Target]) -> float:
    """Points that the last period, and the name of a target at it, need beside it."""
    widths = [_target_label(ground, t).width for t in targets if t.period == last]
    room = BESIDE + max(widths, default=0.0)
    return room if room <= (ground.right - ground.left) * MOST_ROOM else 0.0


def _spot(ground: Ground, target: Target, *, measured: bool) -> Spot:
    low, high = min(target_values([target])), max(target_values([target]))
    ends: dict[str, Any] = {"target": target, "low": ground.y(low), "high": ground.y(high)}
    if target.period is None:
        return Spot(left=ground.left, right=ground.right, x=ground.right - 8, **ends)
    middle = ground.x(target.period)
    reach = min(REACH * ground.slot, LONGEST)
    x = middle + (min(ASIDE * ground.slot, LONGEST) if measured else 0.0)
    return Spot(left=middle - reach, right=max(x, middle + reach), x=x, **ends)


def _dotted(ground: Ground, target: Target) -> Spot:
    spot = _spot(ground, target, measured=False)
    return replace(spot, left=spot.x, right=spot.x + WIDTH, dotted=True)


def _wishes(ground: Ground, spot: Spot, label: Label) -> list[Wish]:
    """Right of the line if there is room, else above or below, turned in at the edge.

    Left of the diamond if dots stand at its right.
    """
    beside = max(spot.x + 10, spot.right + 5)
    before: Wish = (spot.x - 10, spot.y, "right")
    wishes: list[Wish] = [before] if spot.dotted else [(beside, spot.y, "left")]
    edge = ground.chart.space.bounds.right - 2
    for y in (spot.high + 14, spot.low - 14):
        wishes += [(spot.x, y, "center"), (min(edge, spot.x + label.width / 2), y, "right")]
    return [*wishes, (spot.left - 5, spot.y, "right")]
