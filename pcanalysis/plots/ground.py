"""The ground under a picture: grid lines with their values, and time along the bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pcanalysis.model import History, Observation, Period, Status
from pcanalysis.plots.chart import EDGE, Chart, Sheet
from pcanalysis.plots.labels import Box, Label, Space
from pcanalysis.plots.lettering import SMALL, TICK, text_width
from pcanalysis.plots.scale import Range, tick_labels
from pcanalysis.texts import format_day, format_period, format_week, word

HEIGHT = 217.0  # of the plot, in points
BELOW = 38.0  # for two lines of text under it
ABOVE = 10.0
_MONTHS = {1: 0, 7: 1, 4: 2, 10: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A sheet with its value axis: where a figure comes, and which room is left for labels."""

    chart: Chart
    space: Space
    language: str
    narrow: bool
    left: float
    right: float
    bottom: float
    top: float
    axis: Range

    def y(self, value: float) -> float:
        """Height of a value on the sheet."""
        share = (value - self.axis.low) / (self.axis.high - self.axis.low)
        return self.bottom + share * (self.top - self.bottom)


def lay_ground(sheet: Sheet, history: History, axis: Range, *, above: float = ABOVE) -> Ground:
    """Open a sheet and draw the value axis: horizontal grid lines, each with its value."""
    labels = tick_labels(history, axis, sheet.language)
    from_where = word(sheet.language, "note.axis_starts", start=labels[0]) if axis.low > 0 else ""
    noted = replace(sheet, note=" ".join(part for part in (sheet.note, from_where) if part))
    chart, start = noted.unfold(above + HEIGHT + BELOW)
    chart.axis_note = from_where
    ground = Ground(
        chart=chart,
        space=Space(bounds=Box(2, start + 1, sheet.width - 2, start + above + HEIGHT + BELOW - 1)),
        language=sheet.language,
        narrow=sheet.narrow,
        left=EDGE + max(text_width(label, TICK) for label in labels) + 5,
        right=sheet.width - EDGE,
        bottom=start + BELOW,
        top=start + BELOW + HEIGHT,
        axis=axis,
    )
    for tick, label in zip(axis.ticks, labels, strict=True):
        y = ground.y(tick)
        chart.line([ground.left, ground.right], [y, y], "rule", width=0.7, zorder=1)
        place = (ground.left - 5, y, "right")
        ground.space.write(
            chart, Label(lines=(label,), size=TICK, tone="muted", halo=False), [place]
        )
    base = ground.y(max(axis.low, min(0.0, axis.high)))
    chart.line([ground.left, ground.right], [base, base], "axis", width=1.0, zorder=2.5)
    return ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Consecutive periods along the bottom of a picture, each with the same room."""

    periods: tuple[Period, ...]
    first: float  # middle of the first period on the sheet
    slot: float  # from one period to the next

    def x(self, period: Period) -> float:
        """Middle of a period on the sheet."""
        return self.first + self.periods.index(period) * self.slot


def lay_timeline(
    ground: Ground, periods: Sequence[Period], *, before: float, after: float, tail: float = 0.0
) -> Timeline:
    """Divide the width over the periods, with room ``before`` and ``after`` in slots.

    At least ``tail`` points stay free after the last one.
    """
    width = ground.right - ground.left
    slot = width / (len(periods) - 1 + before + after)
    if after * slot < tail:
        slot = (width - tail) / (len(periods) - 1 + before)
    return Timeline(periods=tuple(periods), first=ground.left + before * slot, slot=slot)


def name_periods(
    ground: Ground, timeline: Timeline, important: Iterable[Period], reasons: Mapping[Period, str]
) -> None:
    """Write the periods under the axis, the important ones first, and why a figure is missing."""
    ranked = [*important, *timeline.periods]
    if timeline.periods[0].freq == "M":  # every quarter of a year, January first
        ranked = [p for p in ranked if p.start.month in _MONTHS or p == timeline.periods[0]]
        ranked.sort(key=lambda period: _MONTHS.get(period.start.month, len(_MONTHS)))
    for period in dict.fromkeys(ranked):
        x = timeline.x(period)
        ground.chart.line([x, x], [ground.bottom - 3, ground.bottom], "axis", width=0.8, zorder=2)
        lines = _period_lines(period, timeline.periods[0], ground.language)
        for line, below in zip(lines, (12.5, 24.0), strict=False):
            label = Label(lines=(line,), size=TICK, tone="muted", halo=False)
            ground.space.write(ground.chart, label, [(x, ground.bottom - below, "center")])
    for first, last, reason in _runs(timeline, reasons):
        middle = (timeline.x(first) + timeline.x(last)) / 2
        size = TICK if text_width(reason, TICK) < timeline.slot else SMALL
        label = Label(lines=(reason,), size=size, tone="muted", halo=False)
        ground.space.write(ground.chart, label, [(middle, ground.bottom - 25.5, "center")])


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


def shown_periods(
    history: History, points: Sequence[Observation], more: Iterable[Period]
) -> list[Period]:
    """Return what the time axis has to hold: rows that lead to a figure, and targets."""
    rows = [o.period for o in history.observations]
    return [*rows, *(o.period for o in points), *more]


def _runs(timeline: Timeline, reasons: Mapping[Period, str]) -> list[tuple[Period, Period, str]]:
    """Return neighbouring periods with the same reason as one stretch."""
    runs: list[tuple[Period, Period, str]] = []
    for period in timeline.periods:
        reason = reasons.get(period, "")
        if runs and reason and runs[-1][2] == reason and runs[-1][1].next() == period:
            runs[-1] = (runs[-1][0], period, reason)
        elif reason:
            runs.append((period, period, reason))
    return runs


def _period_lines(period: Period, first: Period, language: str) -> tuple[str, ...]:
    """Return a period as it stands under the axis, with the year only where a year begins."""
    start = period.start
    year = (str(start.year),) if period == first or start.month == 1 else ()
    if period.freq == "Y":
        return (str(start.year),)
    if period.freq == "M":
        return (format_day(start.date(), language).split(" ")[-1], *year)
    if period.freq == "Q":
        return (word(language, "chart.quarter", number=(start.month + 2) // 3), *year)
    if period.freq == "W":
        return (format_week(start.date(), language), *year)
    return (format_period(period, language),)
