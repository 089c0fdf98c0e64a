"""Where a label goes: beside what it names, inside the sheet, on no other label.

Labels never overlap each other; they avoid marks as far as they can and have a halo where they
cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pcanalysis.plots.lettering import LEADING, text_width

GAP = 3.0  # between a label and another one
_SHIFTS = tuple(sign * 4.0 * i for i in range(31) for sign in (1, -1))

Wish = tuple[float, float, str]  # x, y of the middle of the label, and its anchor


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, in points."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: Box) -> float:
        """Return the area both have in common."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(wide, 0.0) * max(high, 0.0)

    def within(self, other: Box) -> bool:
        """Whether this box lies inside ``other``."""
        return self.overlap(other) == self.overlap(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Lines of text in one style."""

    lines: tuple[str, ...]
    size: float
    tone: str = "ink"
    bold: bool = False
    halo: bool = True

    @property
    def width(self) -> float:
        """Width of the longest line."""
        return max(text_width(line, self.size, bold=self.bold) for line in self.lines)

    @property
    def height(self) -> float:
        """Height of all lines."""
        return self.size * (1 + LEADING * (len(self.lines) - 1))

    def at(self, x: float, y: float, anchor: str = "left") -> Box:
        """Box of the label with its middle line at ``y`` and its ``anchor`` at ``x``."""
        left = {"left": x, "center": x - self.width / 2, "right": x - self.width}[anchor]
        half = self.height / 2
        return Box(left, y - half, left + self.width, y + half)


@dataclass(slots=True, kw_only=True)
class Space:
    """Room on a sheet for labels."""

    bounds: Box
    marks: list[Box] = field(default_factory=list)
    labels: list[Box] = field(default_factory=list)

    def mark(self, left: float, bottom: float, right: float, top: float) -> None:
        """Remember that something is drawn here."""
        (left, right), (bottom, top) = sorted((left, right)), sorted((bottom, top))
        self.marks.append(Box(left, bottom, right, top))

    def place(self, label: Label, wishes: Sequence[Wish], *, must: bool = False) -> Wish | None:
        """Keep the first place that is free of everything, else the one where it hides least.

        A label that ``must`` be there is also tried a little higher and lower than wished; another
        one is left out when there is no free place.
        """
        fitting = [wish for wish in wishes if self._free(label.at(*wish))]
        found = next((wish for wish in fitting if self._hidden(label.at(*wish)) == 0), None)
        if found is None and must:
            shifted = [(x, y + dy, anchor) for dy in _SHIFTS for x, y, anchor in wishes]
            fitting += [wish for wish in shifted if self._free(label.at(*wish))]
            found = min(fitting, key=lambda wish: self._hidden(label.at(*wish)), default=None)
        if found is not None:
            self.labels.append(label.at(*found))
        return found

    def _free(self, box: Box) -> bool:
        """Whether a label fits here without touching another label."""
        wider = Box(box.left - GAP, box.bottom - 1, box.right + GAP, box.top + 1)
        return box.within(self.bounds) and all(wider.overlap(other) == 0 for other in self.labels)

    def _hidden(self, box: Box) -> float:
        return sum(box.overlap(mark) for mark in self.marks)


def around(x: float, y: float, gap: float) -> tuple[Wish, ...]:
    """Places for a label beside a mark: right, left, above, below."""
    return (
        (x + gap, y, "left"),
        (x - gap, y, "right"),
        (x, y + gap + 6, "center"),
        (x, y - gap - 6, "center"),
    )
