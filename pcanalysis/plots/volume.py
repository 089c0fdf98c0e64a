"""Contacts per day: the last weeks as they came, and the coming ones as a fan.

The forecast made before those last weeks lies under them in grey, so that the reader can judge the
new one. Days are joined within a week only. Half hours are drawn the same way, day by day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pcanalysis.analysis import Forecast
from pcanalysis.model import MissingReason, Observation, Period, public_holiday
from pcanalysis.plots.chart import EDGE, Chart, Sheet
from pcanalysis.plots.ground import Ground, lay_ground, write_below
from pcanalysis.plots.labels import Label
from pcanalysis.plots.lettering import LEADING, SMALL, wrap
from pcanalysis.plots.scale import LEVELS, range_from_zero
from pcanalysis.plots.weeks import Weeks, Window, group_of, runs, slot_of, window_of
from pcanalysis.texts import format_count, format_date, word
from pcanalysis.texts.numbers import format_day, format_time, format_week

GROUPS = {"D": (5, 5), "30min": (3, 4), "15min": (3, 4)}  # back and ahead
NARROW_GROUPS = {"D": (2, 2), "30min": (1, 2), "15min": (1, 2)}
NAMED_OUTSIDE = 2  # days outside the earlier forecast that get their date and number
DAY_REACH = 0.42  # of a slot: a band covers its whole day
HEAD = 27.0  # points above the plot, for the words beside the line

Bands = dict[Period, tuple[float, ...]]  # 5, 25, 50, 75 and 95 %


def draw_volume(forecast: Forecast, sheet: Sheet) -> Chart:
    """Draw the last weeks, the forecast they were given, and the forecast of the coming ones."""
    history = forecast.history
    back, ahead = (NARROW_GROUPS if sheet.narrow else GROUPS)[history.freq]
    window = window_of(forecast, back=back, ahead=ahead)
    coming = _bands(forecast, window)
    earlier = _bands(forecast.earlier, window) if forecast.earlier else {}
    tops = [band[-1] for band in (*coming.values(), *earlier.values())]
    axis = range_from_zero(history, [*(o.value for o in window.figures), *tops])
    picture = _Picture(lay_ground(sheet, history, axis, above=HEAD), window)
    closed = runs(_closed_days(forecast, window)) if history.freq == "D" else []
    picture.hatch_closed(closed)
    picture.band(earlier, (0, 4), "null")
    picture.middle(earlier, "unknown", lw=0.9)
    picture.band(coming, (0, 4), "band90")
    picture.band(coming, (1, 3), "band50")
    picture.middle(coming, "data", lw=1.7, dashes=(3.2, 1.8))
    picture.divide(forecast, coming)
    picture.measured()
    picture.outside(earlier, most=1 if sheet.narrow else NAMED_OUTSIDE)
    picture.name_groups()
    picture.name_closed(closed)
    return picture.chart


def _bands(forecast: Forecast, window: Window) -> Bands:
    """Quantiles of the open periods of a forecast that are in the window."""
    columns = [forecast.quantile(level) for level in LEVELS]
    return {
        period: tuple(float(column[i]) for column in columns)
        for i, period in enumerate(forecast.periods)
        if not forecast.closed[i] and group_of(period) in window.groups
    }


def _closed_days(forecast: Forecast, window: Window) -> list[Period]:
    """Days in the window on which it is closed though that weekday is usually open."""
    shut = MissingReason.NOT_APPLICABLE.value  # nobody could call
    ahead = [p for p, closed in zip(forecast.periods, forecast.closed, strict=True) if closed]
    days = [*(o.period for o in window.past if o.reason == shut), *ahead]
    return [day for day in days if group_of(day) in window.groups and slot_of(day) in window.slots]


class _Picture:
    """The marks of a volume chart on their ground."""

    def __init__(self, ground: Ground, window: Window) -> None:
        self.ground, self.chart, self.language = ground, ground.chart, ground.language
        self.window, self.weeks = window, Weeks(ground, window)

    def hatch_closed(self, closed: list[list[Period]]) -> None:
        """Hatch days on which the centre is closed."""
        low, high, half = self.ground.bottom, self.ground.top, self.weeks.slot / 2
        for run in closed:
            xs = [self.weeks.x(run[0]) - half, self.weeks.x(run[-1]) + half]
            ys, gid = ([low, low], [high, high]), f"closed {run[0].label}"
            self.chart.area(xs, *ys, "axis", hatch="///", lw=0, zorder=1.2, gid=gid)

    def band(self, bands: Bands, ends: tuple[int, int], tone: str) -> None:
        """Draw one band of a forecast, run by run."""
        reach = DAY_REACH * self.weeks.slot
        for run in runs(bands):
            xs = [self.weeks.x(period) for period in run]
            xs = [xs[0] - reach, *xs, xs[-1] + reach]
            edges = ([self.ground.y(bands[p][end]) for p in run] for end in ends)
            below, above = ([edge[0], *edge, edge[-1]] for edge in edges)
            self.chart.area(xs, below, above, tone, zorder=1.5, gid=tone)
            for i in range(len(run) + 1):
                self.chart.space.mark(xs[i], below[i], xs[i + 1], above[i + 1])

    def middle(self, bands: Bands, tone: str, **looks: object) -> None:
        """Draw the middle of a forecast, run by run."""
        reach = DAY_REACH * self.weeks.slot
        for run in runs(bands):
            xs = [self.weeks.x(period) for period in run]
            ys = [self.ground.y(bands[period][2]) for period in run]
            if len(run) == 1:
                xs, ys = [xs[0] - reach, xs[0] + reach], ys * 2
            self.chart.line(xs, ys, tone, zorder=3, **looks)

    def measured(self) -> None:
        """Draw what came in, joined within its week."""
        by_period = {o.period: o for o in self.window.figures}
        for run in runs(by_period):
            xs = [self.weeks.x(period) for period in run]
            ys = [self.ground.y(by_period[period].value) for period in run]
            self.chart.line(xs, ys, "data", lw=1.5, zorder=4)
            for period, x, y in zip(run, xs, ys, strict=True):
                gid = f"figure {period.label}"
                self.chart.mark(x, y, "o", "data", markersize=4.8, reach=3, gid=gid)

    def outside(self, earlier: Bands, *, most: int) -> None:
        """Mark days outside the earlier forecast, and name those furthest out."""
        far: list[tuple[float, Observation]] = []
        for o in self.window.figures:
            low, *_, high = earlier.get(o.period, (o.value, o.value))
            away = max(o.value - high, low - o.value)
            if away > 0:
                far.append((away / (high - low or 1.0), o))
                shape, gid = "^" if o.value > high else "v", f"outside {o.period.label}"
                x, y = self.weeks.x(o.period), self.ground.y(o.value)
                self.chart.mark(x, y, shape, "worse", zorder=6, gid=gid)
        for _, o in sorted(far, key=lambda pair: (-pair[0], pair[1].period.start))[:most]:
            self._name_outside(o)

    def _name_outside(self, o: Observation) -> None:
        day = format_day(o.period.start.date(), self.language)
        count = format_count(o.value, self.language)
        lines = (f"{day}: {count}", word(self.language, "chart.outside"))
        label = Label(lines=lines, size=SMALL, tone="worse", bold=True)
        x, y = self.weeks.x(o.period), self.ground.y(o.value)
        up, down = y + label.height / 2 + 7, y - label.height / 2 - 7
        wishes = [(x + 9, y, "left"), (x - 9, y, "right"), (x, up, "center"), (x, down, "center")]
        wishes += [(x - 5, up, "left"), (x - 5, down, "left"), (x + 5, down, "right")]
        self.chart.put(label, wishes)

    def divide(self, forecast: Forecast, coming: Bands) -> None:
        """Draw the line between measured and expected, and say from which day the forecast is."""
        ground, language = self.ground, self.language
        last, first = self.window.figures[-1].period, next(iter(coming))
        x = (self.weeks.x(last) + self.weeks.x(first)) / 2
        top = ground.top + HEAD - 6
        self.chart.line([x, x], [ground.bottom, top], "ink", lw=1.1, zorder=3.5, gid="made")
        self.chart.space.mark(x - 1, ground.bottom, x + 1, top)
        made = word(language, "chart.forecast_of", day=_made(forecast, language))
        measured = [word(language, "chart.measured")]
        if forecast.earlier is not None:
            day = _made(forecast.earlier, language)
            measured.insert(0, word(language, "chart.measured_beside", day=day))
        self._write_beside([made], x + 4, "left", ground.right - x - 4, "data")
        self._write_beside(measured, x - 4, "right", x - 4 - EDGE, "muted")

    def _write_beside(
        self, texts: Sequence[str], x: float, anchor: str, room: float, tone: str
    ) -> None:
        """Write the first of some texts that fits beside the line in two lines."""
        bold = tone == "data"
        for text in texts:
            lines = wrap(text, SMALL, room, bold=bold)
            label = Label(lines=lines, size=SMALL, tone=tone, bold=bold, halo=False)
            y = self.ground.top + HEAD - 10 - (len(lines) - 1) * SMALL * LEADING / 2
            if len(lines) <= 2 and self.chart.put(label, [(x, y, anchor)]):
                return

    def name_groups(self) -> None:
        """Write week and Monday under each week; the day and its hours under parts of a day."""
        periods = [o.period for o in self.window.figures]
        moments = sorted({moment.time() for p in periods for moment in (p.start, p.end)})
        ends = [format_time(m, self.language).split()[0] for m in (moments[0], moments[-1])]
        for group in self.window.groups:
            day = format_day(group, self.language)
            lines = (day, "–".join(ends))
            if self.ground.history.freq == "D":
                lines = (format_week(group, self.language), day.split(" ", 1)[1])
            write_below(self.ground, self.weeks.middle(group), lines, below=(12.5, 24.5))

    def name_closed(self, closed: list[list[Period]]) -> None:
        """Say of hatched days that the centre is closed, and why."""
        ground, half = self.ground, self.weeks.slot / 2
        for run in closed:
            names = [public_holiday(period.start.date()) for period in run]
            reasons = [word(self.language, f"holiday.{name.lower()}") for name in names if name]
            shut = word(self.language, "chart.shut")
            lines = (*(f"{reason}:" for reason in dict.fromkeys(reasons)), shut)
            label = Label(lines=lines, size=SMALL)
            x = (self.weeks.x(run[0]) + self.weeks.x(run[-1])) / 2
            edge = self.chart.space.bounds.right - label.width / 2 - 1
            beside = self.weeks.x(run[-1]) + half + 2
            first = ground.bottom + label.height / 2 + 5
            wishes = [
                wish
                for height in (first + i * (label.height + 4) for i in range(4))
                for wish in ((min(x, edge), height, "center"), (beside, height, "left"))
            ]
            self.chart.put(label, wishes, must=True)


def _made(forecast: Forecast, language: str) -> str:
    """Return the last day that the forecast knew, without its year: ``27 oktober``."""
    last: date = forecast.history.rows["start"].iloc[-1].date()
    return format_date(last, language).rsplit(" ", 1)[0]
