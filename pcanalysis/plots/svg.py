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

_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "pcanalysis",
    "svg.image_inline": True,
}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_PREFIX = re.compile(r"[a-z][a-z0-9-]*")


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
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.DOTALL)
    body = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", body, flags=re.DOTALL)
    parts = re.findall(r"<[^>]*>|[^<]+", body)  # tags, and the text between them
    tags = [part for part in parts if part.startswith("<")]
    used = set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", "".join(tags)))
    dressed = [
        _name(_restyle(part), prefix, used) if part.startswith("<") else _text(part)
        for part in parts[1:]
    ]
    return _open(chart, prefix) + "".join(_without_bare_groups(dressed)).strip()


def _without_bare_groups(parts: list[str]) -> Iterator[str]:
    """Leave out groups that say nothing: a page holds many charts."""
    bare: list[bool] = []
    for part in parts:
        if part.startswith("<g") and not part.endswith("/>"):
            bare.append(part == "<g>")
        closes = part == "</g>"
        silent = part == "<g/>" or (bool(bare) and bare[-1] and (closes or part == "<g>"))
        if closes:
            bare.pop()
        if not silent and not (part == "\n" and bare and bare[-1]):
            yield _shorter(part) if part.startswith("<") else part


def _shorter(tag: str) -> str:
    """Return a tag without what takes room and says nothing."""
    tag = re.sub(r"(\d\.\d\d)\d+", r"\1", tag)
    tag = re.sub(r'style="[^"]*"', lambda m: re.sub(r"([:;]) ", r"\1", m[0]), tag)
    return (
        tag.replace("stroke-dashoffset:0;", "")
        .replace(' z "', ' z"')
        .replace(' " style', '" style')
    )


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


def _restyle(tag: str) -> str:
    """Give one tag the colours and letters of the page."""
    tag = re.sub(r"font: ([^;\"]*)", _longhand, tag)
    tag = re.sub(r"font-family: [^;\"]*", "font-family: inherit", tag)
    for name, colour in LIGHT.items():
        tag = tag.replace(colour, f"var(--{name})")
    tag = re.sub(r' transform="rotate\(-?0 [^"]*"', "", tag)
    return re.sub(r"\s*\n\s*", " ", tag).replace("xlink:href", "href")


def _longhand(found: re.Match[str]) -> str:
    """Write CSS shorthand for letters out as weight and size."""
    size = re.search(r"[\d.]+px", found[1])
    weight = "font-weight: 700; " if re.search(r"\b(?:700|bold)\b", found[1]) else ""
    return f"{weight}font-size: {size[0] if size else 'inherit'}; font-family: inherit"


def _name(tag: str, prefix: str, used: set[str]) -> str:
    """Drop a name nobody uses and prefix the others; halo texts get their class."""
    tag = re.sub(rf' id="{HALO}[^"]*"', f' class="{HALO}"', tag)
    tag = re.sub(r' id="([^"]*)"', lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", tag)
    return re.sub(r"(url\(#|href=\"#)", rf"\g<1>{prefix}-", tag)


def _text(part: str) -> str:
    """Keep what is written; white space between tags is one line break."""
    return part if part.strip() else "\n"


def _open(chart: Chart, prefix: str) -> str:
    """Write the opening tag: its size, and its text for who cannot see it."""
    box = f"0 0 {chart.width:.10g} {chart.height:.10g}"
    title = f'<title id="{prefix}-alt">{html.escape(chart.alt_text, quote=False)}</title>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="{box}"'
    return f'{head} aria-labelledby="{prefix}-alt">{title}'
