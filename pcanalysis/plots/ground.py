"""The ground under a picture: grid lines with their values, and time along the bottom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pcanalysis.model import History, Period, Status
from pcanalysis.plots.chart import EDGE, Chart, Sheet
from pcanalysis.plots.labels import Label
from pcanalysis.plots.lettering import SMALL, TICK, text_width
from pcanalysis.plots.scale import Range, tick_labels
from pcanalysis.texts import format_period, word
from pcanalysis.texts.numbers import format_day, format_week

HEIGHT = 217.0  # of the plot, in points
BELOW = 38.0  # for two lines of text under it
ABOVE = 10.0
_MONTHS = {1: 0, 7: 1, 4: 2, 10: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A sheet with its axes: where a figure comes, and where its period."""

    chart: Chart
    history: History
    language: str
    narrow: bool
    left: float
    right: float
    bottom: float
    top: float
    axis: Range
    periods: tuple[Period, ...] = ()  # consecutive, each with the same room
    first: float = 0.0  # middle of the first period on the sheet
    slot: float = 0.0  # from one period to the next

    def x(self, period: Period) -> float:
        """Middle of a period on the sheet."""
        return self.first + self.periods.index(period) * self.slot

    def y(self, value: float) -> float:
        """Height of a value on the sheet."""
        share = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return self.bottom + share * (self.top - self.bottom)

    def over(
        self, periods: Sequence[Period], *, before: float, after: float, tail: float = 0.0
    ) -> Ground:
        """Divide the width over the periods, with room ``before`` and ``after`` in slots.

        At least ``tail`` points stay free after the last one.
        """
        width = self.right - self.left
        slot = width / (len(periods) - 1 + before + after)
        if after * slot < tail:
            slot = (width - tail) / (len(periods) - 1 + before)
        first = self.left + before * slot
        return replace(self, periods=tuple(periods), first=first, slot=slot)


def lay_ground(sheet: Sheet, history: History, axis: Range, *, above: float = ABOVE) -> Ground:
    """Open a sheet and draw the value axis: horizontal grid lines, each with its value."""
    labels = tick_labels(history, axis, sheet.language)
    from_where = word(sheet.language, "note.axis_starts", start=labels[0]) if axis.low > 0 else ""
    noted = replace(sheet, note=" ".join(part for part in (sheet.note, from_where) if part))
    chart, start = noted.unfold(above + HEIGHT + BELOW)
    chart.axis_note = from_where
    ground = Ground(
        chart=chart,
        history=history,
        language=sheet.language,
        narrow=sheet.narrow,
        left=EDGE + max(text_width(label, TICK) for label in labels) + 5,
        right=chart.width - EDGE,
        bottom=start + BELOW,
        top=start + BELOW + HEIGHT,
        axis=axis,
    )
    for tick, text in zip(axis.ticks, labels, strict=True):
        y = ground.y(tick)
        chart.line([ground.left, ground.right], [y, y], "rule", lw=0.7, zorder=1)
        chart.put(_axis_label(text), [(ground.left - 5, y, "right")])
    base = ground.y(max(axis.low, min(0.0, axis.high)))
    chart.line([ground.left, ground.right], [base, base], "axis", lw=1.0, zorder=2.5)
    return ground


def _axis_label(text: str, size: float = TICK) -> Label:
    return Label(lines=(text,), size=size, tone="muted", halo=False)


def write_below(
    ground: Ground, x: float, lines: Iterable[str], *, below: Sequence[float] = (12.5, 24.0)
) -> None:
    """Write at most two lines under the axis."""
    for line, distance in zip(lines, below, strict=False):
        ground.chart.put(_axis_label(line), [(x, ground.bottom - distance, "center")])


def name_periods(ground: Ground, planned: Iterable[Period | None]) -> None:
    """Write the periods under the axis, and why a figure is missing.

    Periods with a figure come first, then those of which one is planned or expected.
    """
    chart, history, first = ground.chart, ground.history, ground.periods[0]
    wished = [*(o.period for o in history.points), *planned, *ground.periods]
    ranked = [period for period in wished if period in ground.periods]
    if first.freq == "M":  # every quarter of a year, January first
        ranked = [p for p in ranked if p.start.month in _MONTHS or p == first]
        ranked.sort(key=lambda period: _MONTHS.get(period.start.month, len(_MONTHS)))
    for period in dict.fromkeys(ranked):
        x = ground.x(period)
        chart.line([x, x], [ground.bottom - 3, ground.bottom], "axis", lw=0.8, zorder=2)
        write_below(ground, x, _period_lines(period, first, ground.language))
    reasons = missing_reasons(history, ground.periods, ground.language)
    for reason, same in groupby(ground.periods, key=lambda period: reasons.get(period, "")):
        xs = [ground.x(period) for period in same]
        if reason:
            size = TICK if text_width(reason, TICK) < ground.slot else SMALL
            place = ((xs[0] + xs[-1]) / 2, ground.bottom - 25.5, "center")
            chart.put(_axis_label(reason, size), [place])


def missing_reasons(
    history: History, periods: Sequence[Period], language: str
) -> dict[Period, str]:
    """Return in words why a period has no figure, as far as the figures reach."""
    told = {
        o.period: word(language, f"missing_cell.{o.reason}") if o.status is Status.MISSING else ""
        for o in history.observations
    }
    known = [o.period.start for o in history.points]
    between = [p for p in periods if min(known) < p.start < max(known) and p not in told]
    untold = dict.fromkeys(between, word(language, "chart.no_figure"))
    return {period: reason for period, reason in (told | untold).items() if period in periods}


def _period_lines(period: Period, first: Period, language: str) -> tuple[str, ...]:
    """Return a period as it stands under the axis, with the year only where a year begins."""
    start = period.start
    names = {
        "M": format_day(start.date(), language).split(" ")[-1],
        "Q": word(language, "chart.quarter", number=(start.month + 2) // 3),
        "W": format_week(start.date(), language),
    }
    if period.freq not in names:
        return (format_period(period, language),)
    year = (str(start.year),) if period == first or start.month == 1 else ()
    return (names[period.freq], *year)
