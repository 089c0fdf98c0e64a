"""All targets of a programme on one sheet: value, target, distance, and twenty dots.

One row per indicator, the best chance first. Units do not share an axis, and rows without a chance
to print stand apart without dots. On every axis the target is one line, and right of it is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pcanalysis.analysis import Gap, Outlook, Portfolio
from pcanalysis.analysis.outlook import DOTS
from pcanalysis.analysis.pace import wanted
from pcanalysis.model import MissingReason, Observation, Target, Unit
from pcanalysis.plots.chart import DASHES, EDGE, Chart, Sheet
from pcanalysis.plots.dots import SIZE, filled_dots
from pcanalysis.plots.figures import is_assumed
from pcanalysis.plots.labels import Label
from pcanalysis.plots.lettering import LABEL, SMALL, TICK, VALUE, shorten, wrap
from pcanalysis.plots.scale import bare_value, step_of
from pcanalysis.texts import chips, format_range, word
from pcanalysis.texts.gap import chance_words
from pcanalysis.texts.numbers import format_signed
from pcanalysis.texts.words import begin

ROW, HEAD, TITLE_ROW = 35.0, 38.0, 34.0  # points
DOT_STEP, PER_LINE = 6.1, 10
ROOM = 0.06  # of an axis, beyond the outermost margin
SHOWN = (Unit.PERCENT, Unit.MARK)  # units with an axis of their own: distances that compare


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Where the columns stand; a small screen has no axis and no dots."""

    name: float  # its width
    value: float  # right ends
    target: float
    axis: tuple[float, float] | None
    dots: float
    words: float


WIDE = _Columns(name=122, value=176, target=216, axis=(226, 338), dots=350, words=416)
NARROW = _Columns(name=86, value=136, target=182, axis=None, dots=0, words=190)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One indicator: its last figure beside the target that counts."""

    gap: Gap
    outlook: Outlook | None  # with a chance to print
    target: Target | None

    @property
    def last(self) -> Observation | None:
        """The figure that is shown."""
        return self.gap.trend.last

    @property
    def older(self) -> bool:
        """Whether a later survey was held and gave no usable figure."""
        lost, last = MissingReason.INSUFFICIENT_DATA.value, self.last
        later = [o for o in self.gap.history.observations if o.reason == lost]
        return last is not None and any(o.period.start > last.period.start for o in later)

    def ahead(self, value: float) -> float:
        """How far a value is beyond the target: negative is not there yet."""
        if self.target is None:
            return 0.0
        low, high = wanted(self.target, self.gap.history.direction)
        return min(value - low, high - value)

    @property
    def distances(self) -> list[float]:
        """Distance of the last figure, of both ends of its margin, and of the wave before."""
        points, margins = self.gap.history.points, self.gap.trend.margins
        if self.target is None or self.gap.history.unit not in SHOWN or not points:
            return []
        values = [points[-1].value, *(margins[-1] or ()), *(o.value for o in points[-2:-1])]
        return [self.ahead(value) for value in values]


def draw_overview(portfolio: Portfolio, sheet: Sheet) -> Chart | None:
    """Draw a row per indicator; None without any."""
    rows = [_row(gap) for gap in portfolio.gaps]
    if not rows:
        return None
    blocks = _blocks(rows)
    tall = sum(TITLE_ROW + ROW * len(block) for block in blocks) + HEAD - TITLE_ROW + 6
    reading = word(sheet.language, "chart.overview_reading")
    noted = replace(sheet, note=f"{reading} {sheet.note}".strip())
    chart, start = noted.unfold(tall)
    chart.axis_note = reading
    page = _Page(chart, sheet, start + tall, _scales(rows))
    page.head(blocks[0])
    for i, block in enumerate(blocks):
        page.block(block, titled=i > 0)
    return chart


def _row(gap: Gap) -> _Row:
    row = gap.headline if gap.headline and gap.headline.p_reported is not None else None
    ahead = [one.target for one in gap.outlook if one.status == "future"]
    return _Row(gap=gap, outlook=row, target=row.target if row else (*ahead, gap.target)[0])


def _blocks(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Rows with a chance per unit, percentages first and the best chance on top; then the rest.

    What was never measured comes last.
    """
    units = list(Unit)

    def place(row: _Row) -> tuple[bool, int, bool, float]:
        unit = units.index(row.gap.history.unit) if row.outlook else 0
        chance = (row.outlook and row.outlook.p_reported) or 0.0
        return row.outlook is None, unit, row.last is None, -chance

    ordered = sorted(rows, key=place)
    return [list(same) for _, same in groupby(ordered, key=lambda row: place(row)[:2])]


def _scales(rows: Sequence[_Row]) -> dict[Unit, tuple[float, float]]:
    """Lowest and highest distance per unit, the target always between them."""
    scales = {}
    for unit in SHOWN:
        found = [d for r in rows if r.gap.history.unit is unit for d in r.distances]
        if found:
            low, high = min(*found, 0.0), max(*found, 0.0)
            room = ROOM * (high - low or 1.0)
            scales[unit] = (low - room, high + room)
    return scales


class _Page:
    """Rows from the top down."""

    def __init__(
        self, chart: Chart, sheet: Sheet, top: float, scales: dict[Unit, tuple[float, float]]
    ) -> None:
        self.chart, self.language, self.y, self.scales = chart, sheet.language, top, scales
        self.at = NARROW if sheet.narrow else WIDE
        self.right = chart.width - EDGE

    def head(self, block: list[_Row]) -> None:
        """Write the names of the columns above the first block."""
        years = {r.target.label for r in block if r.target and r.target.period and r.outlook}
        self.year = years.pop() if len(years) == 1 else ""
        target = word(self.language, "chart.target_column", year=self.year).strip()
        middle = self.y - HEAD / 2 + 4
        self._write(
            word(self.language, "chart.measured_column"), self.at.value, middle, 56, "right"
        )
        self._write(target, self.at.target, middle, 38, "right")
        if any(row.outlook for row in block):
            self._write(
                word(self.language, "chart.chance_column"),
                self._chance,
                middle,
                self.right - self._chance,
            )
        if self.at.axis:
            text = word(self.language, "chart.distance_column")
            label = Label(lines=(text,), size=TICK, bold=True, halo=False)
            self.chart.write(label, self.at.axis[0], middle + 5)
        self.y -= HEAD
        self._rule()

    def block(self, rows: list[_Row], *, titled: bool) -> None:
        """Draw the rows of a block under its title, with the axis of its unit."""
        if titled:
            kind = "block_mark" if rows[0].gap.history.unit is Unit.MARK else "block_other"
            title = word(self.language, f"chart.{kind if rows[0].outlook else 'no_chance'}")
            width = (self.at.axis or (self.right,))[0] - EDGE
            self._write(title, EDGE, self.y - TITLE_ROW / 2 - 2, width)
            self.y -= TITLE_ROW
            self._rule()
        unit = rows[0].gap.history.unit if rows[0].outlook else Unit.PERCENT
        if self.at.axis and unit in self.scales and any(r.distances for r in rows):
            self._axis(unit, len(rows))
        for row in rows:
            self._draw(row, unit)
            self.y -= ROW
            self._rule()

    @property
    def _chance(self) -> float:
        return self.at.dots or self.at.words

    def _rule(self) -> None:
        self.chart.line([EDGE, self.right], [self.y, self.y], "rule", lw=0.7, zorder=0.5)

    def _write(self, text: str, x: float, y: float, width: float, anchor: str = "left") -> None:
        lines = wrap(text, TICK, width, bold=True)
        self.chart.write(Label(lines=lines, size=TICK, bold=True, halo=False), x, y, anchor)

    def _axis(self, unit: Unit, count: int) -> None:
        """Draw the line of the target through the rows, and lines at round distances."""
        top, bottom = self.y, self.y - ROW * count
        low, high = self.scales[unit]
        step = step_of(high - low)
        ticks = [i * step for i in range(-20, 21) if i and low <= i * step <= high]
        for tick in ticks:
            x = self._x(tick, unit)
            self.chart.line([x, x], [bottom, top], "rule", lw=0.7, zorder=0.5)
            text = format_signed(tick, self.language)
            self.chart.write(Label(lines=(text,), size=SMALL, tone="muted"), x, top + 7, "center")
        x = self._x(0.0, unit)
        self.chart.line([x, x], [bottom, top + 3], "target", lw=1.6, zorder=3, gid="target line")
        self.chart.mark(x, top + 6, "D", "target", markersize=5.5, gid="target mark")

    def _x(self, distance: float, unit: Unit) -> float:
        (left, right), (low, high) = self.at.axis or (0.0, 0.0), self.scales[unit]
        return left + (distance - low) / (high - low) * (right - left)

    def _draw(self, row: _Row, unit: Unit) -> None:
        """Draw one indicator: name, value, target, distance, dots and words."""
        chart, at, history, middle = self.chart, self.at, row.gap.history, self.y - ROW / 2
        name = shorten(begin(history.short_name(self.language)), LABEL, at.name, lines=2)
        chart.write(Label(lines=name, size=LABEL, halo=False), EDGE, middle)
        value = word(self.language, "count.none")
        if row.last is not None:
            value = bare_value(row.last.value, history, self.language) + "*" * row.older
        size = VALUE if row.last is not None else SMALL
        label = Label(lines=wrap(value, size, 46, bold=True), size=size, tone="data", bold=True)
        chart.write(label, at.value, middle, "right")
        if row.target is not None:
            lines = self._target(row, row.target)
            chart.write(Label(lines=lines, size=LABEL, halo=False), at.target, middle, "right")
        if at.axis and history.unit is unit and row.distances:
            self._distance(row, middle, unit)
        words = chips(row.gap, self.language)[0][1]
        if row.outlook:
            words = chance_words(row.outlook, self.language)
            if at.axis:
                self._dots(row.outlook, middle)
        lines = shorten(words, SMALL, self.right - at.words, lines=3)
        chart.write(Label(lines=lines, size=SMALL, halo=False), at.words, middle)

    def _target(self, row: _Row, target: Target) -> tuple[str, ...]:
        """Return the target, with its year where that is not the one of the column."""
        history, language = row.gap.history, self.language
        if target.value is None:
            low, high = target.low or 0.0, target.high or 0.0
            text = format_range(low, high, history, language)
        else:
            text = bare_value(target.value, history, language)
        year = target.label if target.period and target.label != self.year else ""
        return wrap(f"{text} {year}", LABEL, 40)

    def _distance(self, row: _Row, middle: float, unit: Unit) -> None:
        """Draw the last figure with its margin on the axis, and the wave before as a tick."""
        chart, history, points = self.chart, row.gap.history, row.gap.history.points
        distance, label = row.ahead(points[-1].value), history.key
        if len(points) > 1:
            x = self._x(row.ahead(points[-2].value), unit)
            chart.line([x, x], [middle - 7, middle + 7], "dataweak", lw=1.8, zorder=2)
        margin = row.gap.trend.margins[-1]
        if margin:
            xs = sorted(self._x(row.ahead(end), unit) for end in margin)
            dashes = DASHES if is_assumed(history, points[-1]) else ()
            chart.line(xs, [middle] * 2, "data", lw=3.2, dashes=dashes, zorder=4)
        hollow = row.older or margin is None
        x = self._x(distance, unit)
        chart.mark(x, middle, "o", "data", hollow=hollow, markersize=7.5, gid=f"figure {label}")

    def _dots(self, row: Outlook, middle: float) -> None:
        """Draw twenty dots in two lines, five percent each."""
        filled = filled_dots(row)
        for state, places in (("filled", range(filled)), ("hollow", range(filled, len(DOTS)))):
            xs = [self.at.dots + 3 + i % PER_LINE * DOT_STEP for i in places]
            ys = [middle + 3.4 - i // PER_LINE * 6.8 for i in places]
            tone, gid = ("data", "unknown")[state == "hollow"], f"{state} {row.target.key}"
            self.chart.dots(xs, ys, tone, hollow=state == "hollow", markersize=SIZE, gid=gid)
