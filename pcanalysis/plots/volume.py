"""Contacts per day: the last weeks as they came, and the coming ones as a fan.

The forecast made before those last weeks lies under them in grey, so that the reader can judge the
new one. Days are joined within a week only. Half hours are drawn the same way, day by day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pcanalysis.analysis import Forecast
from pcanalysis.model import Observation, Period, public_holiday
from pcanalysis.plots.chart import EDGE, Chart, Sheet
from pcanalysis.plots.ground import Ground, lay_ground
from pcanalysis.plots.labels import Label
from pcanalysis.plots.lettering import LEADING, SMALL, TICK, wrap
from pcanalysis.plots.scale import range_from_zero
from pcanalysis.plots.weeks import (
    Weeks,
    Window,
    group_of,
    is_shut,
    lay_weeks,
    runs,
    slot_of,
    window_of,
)
from pcanalysis.texts import (
    format_count,
    format_date,
    format_day,
    format_time,
    format_week,
    word,
)

GROUPS = {"D": (5, 5), "30min": (3, 4), "15min": (3, 4)}  # back and ahead
NARROW_GROUPS = {"D": (2, 2), "30min": (1, 2), "15min": (1, 2)}
OUTSIDE = (0.05, 0.95)
NAMED_OUTSIDE = 2  # days outside the earlier forecast that get their date and number
DAY_REACH = 0.42  # of a slot: a band covers its whole day
HEAD = 27.0  # points above the plot, for the words beside the line

Bands = dict[Period, tuple[float, ...]]  # 5, 25, 50, 75 and 95 %
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def draw_volume(forecast: Forecast, sheet: Sheet) -> Chart:
    """Draw the last weeks, the forecast they were given, and the forecast of the coming ones."""
    freq = forecast.history.freq
    back, ahead = (NARROW_GROUPS if sheet.narrow else GROUPS)[freq]
    window = window_of(forecast, back=back, ahead=ahead)
    coming = _bands(forecast, window)
    earlier = _bands(forecast.earlier, window) if forecast.earlier else {}
    values = [o.value for o in window.figures]
    tops = [band[-1] for band in (*coming.values(), *earlier.values())]
    ground = lay_ground(
        sheet, forecast.history, range_from_zero(forecast.history, [*values, *tops]), above=HEAD
    )
    weeks = lay_weeks(ground, window, freq)
    picture = _Picture(ground=ground, weeks=weeks, window=window)
    if freq == "D":
        picture.hatch_closed(_closed_days(forecast, window))
    picture.band(earlier, (0, 4), "null")
    picture.middle(earlier, "unknown", 0.9)
    picture.band(coming, (0, 4), "band90")
    picture.band(coming, (1, 3), "band50")
    picture.middle(coming, "data", 1.7, dashes=(3.2, 1.8))
    picture.divide(forecast, coming)
    picture.measured()
    picture.outside(earlier, most=1 if sheet.narrow else NAMED_OUTSIDE)
    picture.name_groups(freq)
    picture.name_closed()
    return ground.chart


def _bands(forecast: Forecast, window: Window) -> Bands:
    """Quantiles of the open periods of a forecast that are in the window."""
    columns = [forecast.quantile(level) for level in LEVELS]
    shown = set(window.groups)
    return {
        period: tuple(float(column[i]) for column in columns)
        for i, period in enumerate(forecast.periods)
        if not forecast.closed[i] and group_of(period) in shown
    }


def _closed_days(forecast: Forecast, window: Window) -> list[Period]:
    """Days in the window on which it is closed though that weekday is usually open."""
    ahead = [forecast.periods[i] for i in window.ahead if forecast.closed[i]]
    days = [*(o.period for o in window.past if is_shut(o)), *ahead]
    return [day for day in days if slot_of(day) in window.slots]


@dataclass(slots=True, kw_only=True)
class _Picture:
    """The marks of a volume chart on their ground."""

    ground: Ground
    weeks: Weeks
    window: Window
    closed: tuple[tuple[Period, ...], ...] = ()

    def hatch_closed(self, days: list[Period]) -> None:
        """Hatch days on which the centre is closed."""
        self.closed = tuple(tuple(run) for run in runs(days))
        low, high, half = self.ground.bottom, self.ground.top, self.weeks.slot / 2
        for run in self.closed:
            left, right = self.weeks.x(run[0]) - half, self.weeks.x(run[-1]) + half
            corners = [(left, low), (right, low), (right, high), (left, high)]
            gid = f"closed {run[0].label}"
            self.ground.chart.hatch(corners, "axis", lw=0, zorder=1.2, hatch="///", gid=gid)

    def band(self, bands: Bands, ends: tuple[int, int], tone: str) -> None:
        """Draw one band of a forecast, run by run."""
        reach = DAY_REACH * self.weeks.slot
        for run in runs(bands):
            xs = [self.weeks.x(period) for period in run]
            xs = [xs[0] - reach, *xs, xs[-1] + reach]
            low, high = ([self.ground.y(bands[p][end]) for p in run] for end in ends)
            below = list(zip(xs, [low[0], *low, low[-1]], strict=True))
            above = list(zip(xs, [high[0], *high, high[-1]], strict=True))
            self.ground.chart.area([*below, *reversed(above)], tone, zorder=1.5, gid=tone)
            for (x1, bottom), (x2, top) in zip(below, above[1:], strict=False):
                self.ground.space.mark(x1, bottom, x2, top)

    def middle(self, bands: Bands, tone: str, width: float, **options: object) -> None:
        """Draw the middle of a forecast, run by run."""
        for run in runs(bands):
            xs = [self.weeks.x(period) for period in run]
            if len(run) == 1:
                xs = [xs[0] - DAY_REACH * self.weeks.slot, xs[0] + DAY_REACH * self.weeks.slot]
            ys = [self.ground.y(bands[period][2]) for period in run] * (2 if len(run) == 1 else 1)
            self.ground.chart.line(xs, ys, tone, width=width, zorder=3, **options)

    def measured(self) -> None:
        """Draw what came in, joined within its week."""
        by_period = {o.period: o for o in self.window.figures}
        for run in runs(by_period):
            xs = [self.weeks.x(period) for period in run]
            ys = [self.ground.y(by_period[period].value) for period in run]
            self.ground.chart.line(xs, ys, "data", width=1.5, zorder=4)
            for period, x, y in zip(run, xs, ys, strict=True):
                gid = f"figure {period.label}"
                self.ground.chart.mark(x, y, "o", "data", size=4.8, gid=gid)
                self.ground.space.mark(x - 3, y - 3, x + 3, y + 3)

    def outside(self, earlier: Bands, *, most: int) -> None:
        """Mark days outside the earlier forecast, and name those furthest out."""
        far: list[tuple[float, Observation]] = []
        for o in self.window.figures:
            low, *_, high = earlier.get(o.period, (o.value, o.value))
            away = max(o.value - high, low - o.value)
            if away > 0:
                far.append((away / (high - low or 1.0), o))
                shape = "^" if o.value > high else "v"
                x, y = self.weeks.x(o.period), self.ground.y(o.value)
                self.ground.chart.mark(
                    x, y, shape, "worse", zorder=6, gid=f"outside {o.period.label}"
                )
                self.ground.space.mark(x - 5, y - 5, x + 5, y + 5)
        for _, o in sorted(far, key=lambda pair: (-pair[0], pair[1].period.start))[:most]:
            self._name_outside(o)

    def _name_outside(self, o: Observation) -> None:
        language = self.ground.language
        day = format_day(o.period.start.date(), language)
        lines = (f"{day}: {format_count(o.value, language)}", word(language, "chart.outside"))
        label = Label(lines=lines, size=SMALL, tone="worse", bold=True)
        x, y = self.weeks.x(o.period), self.ground.y(o.value)
        up, down = y + label.height / 2 + 7, y - label.height / 2 - 7
        wishes = [(x + 9, y, "left"), (x - 9, y, "right"), (x, up, "center"), (x, down, "center")]
        wishes += [(x - 5, up, "left"), (x - 5, down, "left"), (x + 5, down, "right")]
        self.ground.space.write(self.ground.chart, label, wishes)

    def divide(self, forecast: Forecast, coming: Bands) -> None:
        """Draw the line between measured and expected, and say from which day the forecast is."""
        chart, language = self.ground.chart, self.ground.language
        last, first = self.window.figures[-1].period, next(iter(coming))
        x = (self.weeks.x(last) + self.weeks.x(first)) / 2
        top = self.ground.top + HEAD - 6
        chart.line([x, x], [self.ground.bottom, top], "ink", width=1.1, zorder=3.5, gid="made")
        self.ground.space.mark(x - 1, self.ground.bottom, x + 1, top)
        made = [word(language, "chart.forecast_of", day=_day(_made(forecast), language))]
        measured = [word(language, "chart.measured")]
        if forecast.earlier is not None:
            day = _day(_made(forecast.earlier), language)
            measured.insert(0, word(language, "chart.measured_beside", day=day))
        self._write_beside(made, x + 4, "left", self.ground.right - x - 4, "data")
        self._write_beside(measured, x - 4, "right", x - 4 - EDGE, "muted")

    def _write_beside(
        self, texts: list[str], x: float, anchor: str, room: float, tone: str
    ) -> None:
        """Write the first of some texts that fits beside the line in two lines."""
        bold = tone == "data"
        for text in texts:
            lines = wrap(text, SMALL, room, bold=bold)
            label = Label(lines=lines, size=SMALL, tone=tone, bold=bold, halo=False)
            y = self.ground.top + HEAD - 10 - (len(lines) - 1) * SMALL * LEADING / 2
            wishes = [(x, y, anchor)]
            if len(lines) <= 2 and self.ground.space.write(self.ground.chart, label, wishes):
                return

    def name_groups(self, freq: str) -> None:
        """Write week and Monday under each week; the day and its hours under parts of a day."""
        language = self.ground.language
        for group in self.window.groups:
            lines = (format_week(group, language), _day(group, language, short=True))
            if freq != "D":
                lines = (format_day(group, language), self._hours())
            for line, below in zip(lines, (12.5, 24.5), strict=True):
                label = Label(lines=(line,), size=TICK, tone="muted", halo=False)
                place = (self.weeks.middle(group), self.ground.bottom - below, "center")
                self.ground.space.write(self.ground.chart, label, [place])

    def _hours(self) -> str:
        """Return the first and last moment drawn of a day."""
        language = self.ground.language
        periods = [o.period for o in self.window.figures]
        at_ends = [
            p for p in periods if slot_of(p) in (self.window.slots[0], self.window.slots[-1])
        ]
        moments = sorted({p.start.time() for p in at_ends} | {p.end.time() for p in at_ends})
        if not moments:
            return ""
        return "–".join(format_time(m, language).split()[0] for m in (moments[0], moments[-1]))

    def name_closed(self) -> None:
        """Say of hatched days that the centre is closed, and why."""
        language = self.ground.language
        for run in self.closed:
            names = [public_holiday(period.start.date()) for period in run]
            reasons = [word(language, f"holiday.{name.lower()}") for name in names if name]
            shut = word(language, "chart.shut")
            lines = (*(f"{reason}:" for reason in dict.fromkeys(reasons)), shut)
            x = (self.weeks.x(run[0]) + self.weeks.x(run[-1])) / 2
            label = Label(lines=lines, size=SMALL)
            edge = self.ground.space.bounds.right - label.width / 2 - 1
            first = self.ground.bottom + label.height / 2 + 5
            beside = self.weeks.x(run[-1]) + self.weeks.slot / 2 + 2
            wishes = [
                wish
                for height in (first + i * (label.height + 4) for i in range(4))
                for wish in ((min(x, edge), height, "center"), (beside, height, "left"))
            ]
            self.ground.space.write(self.ground.chart, label, wishes, must=True)


def _made(forecast: Forecast) -> date:
    """Last day that the forecast knew."""
    last: date = forecast.history.rows["start"].iloc[-1].date()
    return last


def _day(day: date, language: str, *, short: bool = False) -> str:
    """Return a day without its year: ``27 oktober``, or ``27 okt``."""
    if short:
        return format_day(day, language).split(" ", 1)[1]
    return format_date(day, language).rsplit(" ", 1)[0]
