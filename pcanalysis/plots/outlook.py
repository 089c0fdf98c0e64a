"""What the next published figures may be: the past, then a fan with its bands in words.

The fan holds the error of the coming survey, so it is about the figure that will be printed. It
begins halfway between the last figure and the first forecast and never touches the past.
"""

from __future__ import annotations

from itertools import pairwise

from pcanalysis.analysis import Forecast
from pcanalysis.analysis.survey_error import BOUNDS, SURVEYS, margin, scale_of
from pcanalysis.model import History, Observation, Period, Unit
from pcanalysis.plots.chart import Chart, Sheet
from pcanalysis.plots.figures import draw_figures, name_figures
from pcanalysis.plots.ground import (
    Ground,
    Timeline,
    lay_ground,
    lay_timeline,
    missing_reasons,
    name_periods,
)
from pcanalysis.plots.labels import Label
from pcanalysis.plots.lettering import LABEL, SMALL, text_width
from pcanalysis.plots.scale import (
    WHOLE,
    Range,
    bare_estimate,
    every_period,
    range_from_zero,
    survey_range,
)
from pcanalysis.texts import word

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)  # 9 in 10, 5 in 10 and the middle
MOST_PAST = 18  # periods before the forecast
MOST_AHEAD = 18
ABOVE = 22.0  # points above the plot, for the words of a band that reaches the top
MANY = 7  # from this many figures on they are small dots, and only the last has its number
ROOM = 0.14  # of the height, above and below the fan, for the words of its bands


def draw_outlook(forecast: Forecast, sheet: Sheet) -> Chart:
    """Draw past figures and the fan of the next ones."""
    history = forecast.history
    ahead = forecast.periods[:MOST_AHEAD]
    past = _past(history, ahead[0])
    bands = [list(forecast.quantile(level)[: len(ahead)]) for level in LEVELS]
    figures = [(o, None if o.status in BOUNDS else margin(history, o)) for o in past]
    ground = lay_ground(sheet, history, _range(forecast, figures, bands), above=ABOVE)
    periods = every_period([*(o.period for o in past), *ahead])
    numbers = [bare_estimate(band[-1], history, sheet.language) for band in bands]
    tail = max(text_width(number, LABEL, bold=True) for number in numbers) + 12
    slot = (ground.right - ground.left - tail) / len(periods)
    timeline = lay_timeline(ground, periods, before=0.5, after=0.5 + tail / slot)
    fan = _Fan(ground, timeline, ahead, bands)
    fan.draw()
    if len(past) >= MANY:
        _join(ground, timeline, past)
    draw_figures(ground, timeline, history, figures, size=8.5 if len(past) < MANY else 4.8)
    important = [*(o.period for o in past), *ahead]
    name_periods(ground, timeline, important, missing_reasons(history, periods, sheet.language))
    name_figures(ground, timeline, history, figures if len(past) < MANY else figures[-1:])
    fan.name(numbers)
    return ground.chart


def _past(history: History, first: Period) -> list[Observation]:
    """Figures in the last periods before the forecast, and always the newest one."""
    rows = history.observations[-MOST_PAST:]
    recent = [o for o in history.points if o.period.start >= rows[0].period.start]
    return recent or [o for o in history.points if o.period.start < first.start][-1:]


def _range(
    forecast: Forecast,
    figures: list[tuple[Observation, tuple[float, float] | None]],
    bands: list[list[float]],
) -> Range:
    history = forecast.history
    values = [o.value for o, _ in figures] + [end for _, ends in figures for end in ends or ()]
    low, high = min(values + bands[0]), max(values + bands[-1])
    room = ROOM * (high - low)
    if history.kind in SURVEYS:
        least, most = scale_of(history)
        return survey_range(history, [max(low - room, least), min(high + room, most)])
    whole = history.unit is Unit.PERCENT and high <= WHOLE
    return range_from_zero(history, [low, min(high + room, WHOLE) if whole else high + room])


def _join(ground: Ground, timeline: Timeline, past: list[Observation]) -> None:
    """Join figures of neighbouring periods by a light line."""
    for one, other in pairwise(past):
        if one.period.next() == other.period:
            xs = [timeline.x(one.period), timeline.x(other.period)]
            ground.chart.line(
                xs, [ground.y(one.value), ground.y(other.value)], "dataweak", zorder=3
            )


class _Fan:
    """The bands of a forecast on the sheet."""

    def __init__(
        self,
        ground: Ground,
        timeline: Timeline,
        periods: tuple[Period, ...],
        bands: list[list[float]],
    ) -> None:
        half = timeline.slot / 2
        xs = [timeline.x(period) for period in periods]
        self.ground = ground
        self.xs = [xs[0] - half, *xs, xs[-1] + half]
        self.edges = [[ground.y(value) for value in _extended(band, ground.axis)] for band in bands]

    def draw(self) -> None:
        """Draw both bands and the dashed middle."""
        chart, space = self.ground.chart, self.ground.space
        low, lower, middle, upper, high = self.edges
        for below, above, tone in ((low, high, "band90"), (lower, upper, "band50")):
            corners = [
                *zip(self.xs, below, strict=True),
                *reversed([*zip(self.xs, above, strict=True)]),
            ]
            chart.area(corners, tone, zorder=1.5, gid=tone)
        chart.line(self.xs, middle, "data", width=1.7, dashes=(3.2, 1.8), zorder=3, gid="middle")
        for i, (left, right) in enumerate(pairwise(self.xs)):
            space.mark(left, min(low[i : i + 2]), right, max(high[i : i + 2]))

    def name(self, numbers: list[str]) -> None:
        """Write at the end what the bands run to, and above and below what they mean."""
        chart, space = self.ground.chart, self.ground.space
        x = self.xs[-1] + 5
        for i, must in ((2, True), (0, False), (4, False)):
            bold, tone = (True, "data") if i == 2 else (False, "muted")
            label = Label(lines=(numbers[i],), size=LABEL, tone=tone, bold=bold)
            space.write(chart, label, [(x, self.edges[i][-1], "left")], must=must)
        self._explain("chart.within_nine", {True: (3, 4), False: (0, 1)}, first=True)
        self._explain("chart.within_half", {False: (1, 2), True: (2, 3)}, first=False)

    def _explain(self, key: str, bands: dict[bool, tuple[int, int]], *, first: bool) -> None:
        """Write what a band means above (True) or below the fan, with a thin line into it."""
        text = word(self.ground.language, key)
        label = Label(lines=(text,), size=SMALL, tone="muted")
        order = sorted(range(len(self.xs)), key=lambda i: abs(i - (len(self.xs) - 1) / 2))
        for upwards, i in ((side, i) for side in (first, not first) for i in order):
            x, y = self.xs[i], self.edges[4][i] + 16 if upwards else self.edges[0][i] - 16
            left, right = self.ground.left + label.width / 2, self.ground.right - label.width / 2
            wish = (min(max(x, left), right), y, "center")
            inside_plot = self.ground.bottom + 5 < y < self.ground.top + ABOVE - 6
            if inside_plot and self.ground.space.write(self.ground.chart, label, [wish]):
                one, other = bands[upwards]
                inside = (self.edges[one][i] + self.edges[other][i]) / 2
                start = y - 6 if upwards else y + 6
                self.ground.chart.line([x, x], [start, inside], "axis", width=0.8, zorder=3)
                self.ground.space.mark(x - 1, start, x + 1, inside)
                return


def _extended(band: list[float], axis: Range) -> list[float]:
    """Carry the edge of a band half a period on at both ends, not beyond the axis."""
    before = band[0] - (band[1] - band[0]) / 2 if len(band) > 1 else band[0]
    after = band[-1] + (band[-1] - band[-2]) / 2 if len(band) > 1 else band[-1]
    return [min(max(value, axis.low), axis.high) for value in (before, *band, after)]
