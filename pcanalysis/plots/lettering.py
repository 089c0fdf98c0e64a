"""How wide a text is, and where its lines break: everything is measured, nothing is guessed.

Letters are DejaVu Sans, which comes with matplotlib, so a chart is the same on every machine.
Sizes and widths are in points.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

FAMILY = "DejaVu Sans"
TITLE, SUBTITLE, VALUE, LABEL, TICK, SMALL, NOTE = 13.0, 9.5, 11.0, 9.5, 9.0, 8.0, 7.8
LEADING = 1.3  # distance between lines, of the size
MIDDLE = 0.365  # of the size: half the height of a capital
SLACK = 1.03  # on a coarse screen letters move to whole pixels
_MEASURE_DPI = 720  # fine enough that hinting moves no letter


def font(size: float, *, bold: bool = False) -> FontProperties:
    """Return the font of charts in this size."""
    return FontProperties(family=FAMILY, size=size, weight=700 if bold else 400)


def clean(text: str) -> str:
    """Return a text on one line: no line breaks, tabs or other characters without a shape."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text in points."""
    if not text:
        return 0.0
    width, _, _ = _ruler().get_text_width_height_descent(text, font(size, bold=bold), ismath=False)
    return float(width) * 72 / _MEASURE_DPI * SLACK


@lru_cache(maxsize=1)
def _ruler() -> RendererAgg:
    return RendererAgg(16, 16, _MEASURE_DPI)


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into lines of at most ``width`` points; a word that is wider is broken too."""
    lines = [""]
    pieces = clean(text).split(" ")
    for part in (part for piece in pieces for part in _fitting(piece, size, width, bold=bold)):
        longer = f"{lines[-1]} {part}" if lines[-1] else part
        if lines[-1] and text_width(longer, size, bold=bold) > width:
            lines.append(part)
        else:
            lines[-1] = longer
    return tuple(filter(None, lines))


def balance(text: str, size: float, width: float) -> tuple[str, ...]:
    """Wrap a text to as few lines as fit, and make those about equally long."""
    lines = wrap(text, size, width)
    while len(tighter := wrap(text, size, width - 4)) == len(lines) and width > 12:
        lines, width = tighter, width - 4
    return lines


def shorten(
    text: str, size: float, width: float, *, lines: int, bold: bool = False
) -> tuple[str, ...]:
    """Wrap a text to at most so many lines; what does not fit ends in ``…``."""
    wrapped = wrap(text, size, width, bold=bold)
    if len(wrapped) <= lines:
        return wrapped
    last = wrapped[lines - 1]
    while last and text_width(f"{last}…", size, bold=bold) > width:
        last = last[:-1].rstrip()
    return (*wrapped[: lines - 1], f"{last}…")


def _fitting(word: str, size: float, width: float, *, bold: bool) -> list[str]:
    """Cut a word into parts that fit; nearly always the word itself."""
    parts = []
    while word and text_width(word, size, bold=bold) > width:
        widths = range(2, len(word))
        keep = 1 + bisect_right(widths, width, key=lambda n: text_width(word[:n], size, bold=bold))
        parts.append(word[:keep])
        word = word[keep:]
    return [*parts, word] if word else parts
