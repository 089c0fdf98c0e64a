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
from pcanalysis.plots.figures import Figures, draw_figures, name_figures
from pcanalysis.plots.ground import Ground, lay_ground, name_periods
from pcanalysis.plots.labels import Label
from pcanalysis.plots.lettering import LABEL, SMALL, text_width
from pcanalysis.plots.scale import (
    LEVELS,
    WHOLE,
    Range,
    bare_estimate,
    every_period,
    range_from_zero,
    survey_range,
)
from pcanalysis.texts import word

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
    ground = lay_ground(sheet, history, _range(history, figures, bands), above=ABOVE)
    periods = every_period([*(o.period for o in past), *ahead])
    numbers = [bare_estimate(band[-1], history, sheet.language) for band in bands]
    tail = max(text_width(number, LABEL, bold=True) for number in numbers) + 12
    slot = (ground.right - ground.left - tail) / len(periods)
    ground = ground.over(periods, before=0.5, after=0.5 + tail / slot)
    fan = _Fan(ground, ahead, bands)
    fan.draw()
    if len(past) >= MANY:
        _join(ground, past)
    draw_figures(ground, figures, size=8.5 if len(past) < MANY else 4.8)
    name_periods(ground, ahead)
    name_figures(ground, figures if len(past) < MANY else figures[-1:])
    fan.name(numbers)
    return ground.chart


def _past(history: History, first: Period) -> list[Observation]:
    """Figures in the last periods before the forecast, and always the newest one."""
    rows = history.observations[-MOST_PAST:]
    recent = [o for o in history.points if o.period.start >= rows[0].period.start]
    return recent or [o for o in history.points if o.period.start < first.start][-1:]


def _range(history: History, figures: Figures, bands: list[list[float]]) -> Range:
    values = [o.value for o, _ in figures] + [end for _, ends in figures for end in ends or ()]
    low, high = min(values + bands[0]), max(values + bands[-1])
    room = ROOM * (high - low)
    if history.kind in SURVEYS:
        least, most = scale_of(history)
        return survey_range(history, [max(low - room, least), min(high + room, most)])
    whole = history.unit is Unit.PERCENT and high <= WHOLE
    return range_from_zero(history, [low, min(high + room, WHOLE) if whole else high + room])


def _join(ground: Ground, past: list[Observation]) -> None:
    """Join figures of neighbouring periods by a light line."""
    for one, other in pairwise(past):
        if one.period.next() == other.period:
            xs = [ground.x(one.period), ground.x(other.period)]
            ys = [ground.y(one.value), ground.y(other.value)]
            ground.chart.line(xs, ys, "dataweak", zorder=3)


class _Fan:
    """The bands of a forecast on the sheet."""

    def __init__(
        self, ground: Ground, periods: tuple[Period, ...], bands: list[list[float]]
    ) -> None:
        xs = [ground.x(period) for period in periods]
        self.ground = ground
        self.xs = [xs[0] - ground.slot / 2, *xs, xs[-1] + ground.slot / 2]
        self.edges = [[ground.y(value) for value in _extended(band, ground.axis)] for band in bands]

    def draw(self) -> None:
        """Draw both bands and the dashed middle."""
        chart = self.ground.chart
        low, lower, middle, upper, high = self.edges
        for below, above, tone in ((low, high, "band90"), (lower, upper, "band50")):
            chart.area(self.xs, below, above, tone, zorder=1.5, gid=tone)
        chart.line(self.xs, middle, "data", lw=1.7, dashes=(3.2, 1.8), zorder=3, gid="middle")
        for i, (left, right) in enumerate(pairwise(self.xs)):
            chart.space.mark(left, min(low[i : i + 2]), right, max(high[i : i + 2]))

    def name(self, numbers: list[str]) -> None:
        """Write at the end what the bands run to, and above and below what they mean."""
        x = self.xs[-1] + 5
        for i, must in ((2, True), (0, False), (4, False)):
            bold, tone = (True, "data") if i == 2 else (False, "muted")
            label = Label(lines=(numbers[i],), size=LABEL, tone=tone, bold=bold)
            self.ground.chart.put(label, [(x, self.edges[i][-1], "left")], must=must)
        self._explain("chart.within_nine", {True: (3, 4), False: (0, 1)}, first=True)
        self._explain("chart.within_half", {False: (1, 2), True: (2, 3)}, first=False)

    def _explain(self, key: str, bands: dict[bool, tuple[int, int]], *, first: bool) -> None:
        """Write what a band means above (True) or below the fan, with a thin line into it."""
        ground, chart = self.ground, self.ground.chart
        label = Label(lines=(word(ground.language, key),), size=SMALL, tone="muted")
        order = sorted(range(len(self.xs)), key=lambda i: abs(i - (len(self.xs) - 1) / 2))
        for upwards, i in ((side, i) for side in (first, not first) for i in order):
            x, y = self.xs[i], self.edges[4][i] + 16 if upwards else self.edges[0][i] - 16
            left, right = ground.left + label.width / 2, ground.right - label.width / 2
            wish = (min(max(x, left), right), y, "center")
            inside_plot = ground.bottom + 5 < y < ground.top + ABOVE - 6
            if inside_plot and chart.put(label, [wish]):
                one, other = bands[upwards]
                inside = (self.edges[one][i] + self.edges[other][i]) / 2
                start = y - 6 if upwards else y + 6
                chart.line([x, x], [start, inside], "axis", lw=0.8, zorder=3)
                chart.space.mark(x - 1, start, x + 1, inside)
                return


def _extended(band: list[float], axis: Range) -> list[float]:
    """Carry the edge of a band half a period on at both ends, not beyond the axis."""
    before = band[0] - (band[1] - band[0]) / 2 if len(band) > 1 else band[0]
    after = band[-1] + (band[-1] - band[-2]) / 2 if len(band) > 1 else band[-1]
    return [min(max(value, axis.low), axis.high) for value in (before, *band, after)]
