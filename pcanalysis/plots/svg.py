"""A chart as a piece of a web page: real text, colours that follow the page, the same every time.

Colours become the CSS variables of the page, letters follow it, and
names inside the drawing get a prefix so that two charts never share one.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG

from pcanalysis.errors import WrongCall
from pcanalysis.plots.chart import HALO, Chart
from pcanalysis.plots.palette import LIGHT

_SETTINGS: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "pcanalysis"}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_PREFIX = re.compile(r"[a-z][a-z0-9-]*")
_RULES = (  # what becomes of a tag
    # The letters and colours of the page; some versions of matplotlib write CSS shorthand.
    (r"font: (?:700|bold) ", "font-weight: 700; font: "),
    (r"font: [^;\"]*?([\d.]+px)[^;\"]*", r"font-size: \1; font-family: inherit"),
    (r"font-family: [^;\"]*", "font-family: inherit"),
    *((colour, f"var(--{name})") for name, colour in LIGHT.items()),
    (rf' id="{HALO}[^"]*"', f' class="{HALO}"'),
    # What takes room and says nothing.
    (r' transform="rotate\(-?0 [^"]*"', ""),
    (r"\s*\n\s*", " "),
    (r" \"", '"'),
    ("xlink:href", "href"),
    (r"(\d\.\d\d)\d+", r"\1"),
    (r"([:;]) ", r"\1"),
    ("stroke-dashoffset:0;", ""),
)


def to_svg(chart: Chart, prefix: str) -> str:
    """Return a chart as inline SVG; ``prefix`` makes its names unique on the page.

    Raises
    ------
    WrongCall
        If ``prefix`` is not made of small letters, digits and hyphens, letter first.
    """
    if not _PREFIX.fullmatch(prefix):
        raise WrongCall(
            f"SVG prefix {prefix!r}: use small letters, digits and hyphens, a letter first."
        )
    drawing = _print(chart)
    body = drawing[drawing.index("<svg") :]
    body = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", body, flags=re.DOTALL)
    parts = re.findall(r"<[^>]*>|[^<]+", body)  # tags, and the text between them
    used = set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", body))
    dressed = [_dress(part, prefix, used) for part in parts[1:]]
    box = f"0 0 {chart.width:.10g} {chart.height:.10g}"
    title = f'<title id="{prefix}-alt">{html.escape(chart.alt_text, quote=False)}</title>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{box}"'
    inside = "".join(_without_bare_groups(dressed)).strip()
    return f'{head} aria-labelledby="{prefix}-alt">{title}{inside}'


def _print(chart: Chart) -> str:
    """Print a chart with its texts as texts: halo and paper come from the page."""
    bare = deepcopy(chart)
    bare.patch.set_visible(False)
    for text in bare.ground.texts:
        text.set_path_effects([])
    buffer = io.StringIO()
    with mpl.rc_context(_SETTINGS):
        FigureCanvasSVG(bare).print_svg(buffer, metadata=_NO_METADATA)
    return buffer.getvalue()


def _dress(part: str, prefix: str, used: set[str]) -> str:
    """Give a tag the looks of the page, and a prefix to the names that are used.

    Text is kept as it is written; white space between tags is one line break.
    """
    if not part.startswith("<"):
        return part if part.strip() else "\n"
    for pattern, new in _RULES:
        part = re.sub(pattern, new, part)
    part = re.sub(
        r' id="([^"]*)"', lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", part
    )
    return re.sub(r"(url\(#|href=\"#)", rf"\g<1>{prefix}-", part)


def _without_bare_groups(parts: list[str]) -> Iterator[str]:
    """Leave out groups that say nothing: a page holds many charts."""
    bare: list[bool] = []
    for part in parts:
        if part.startswith("<g") and not part.endswith("/>"):
            bare.append(part == "<g>")
        closes = part == "</g>"
        silent = part == "<g/>" or (bool(bare) and bare[-1] and (closes or part in {"<g>", "\n"}))
        if closes:
            bare.pop()
        if not silent:
            yield part
