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
from pcanalysis.plots.fan import ABOVE, Fan
from pcanalysis.plots.figures import Figures, draw_figures, name_figures
from pcanalysis.plots.ground import Ground, lay_ground, name_periods
from pcanalysis.plots.lettering import LABEL, text_width
from pcanalysis.plots.scale import (
    LEVELS,
    WHOLE,
    Range,
    bare_estimate,
    every_period,
    range_from_zero,
    survey_range,
)

MOST_PAST = 18  # periods before the forecast
MOST_AHEAD = 18
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
    xs = [ground.x(period) for period in ahead]
    xs = [xs[0] - ground.slot / 2, *xs, xs[-1] + ground.slot / 2]
    fan = Fan(ground, xs, [_extended(band) for band in bands])
    fan.draw()
    fan.mark()
    if len(past) >= MANY:
        _join(ground, past)
    draw_figures(ground, figures, size=8.5 if len(past) < MANY else 4.8)
    name_periods(ground, ahead)
    name_figures(ground, figures if len(past) < MANY else figures[-1:])
    fan.number(numbers)
    fan.explain()
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


def _extended(band: list[float]) -> list[float]:
    """Carry the edge of a band half a period on at both ends."""
    before = band[0] - (band[1] - band[0]) / 2 if len(band) > 1 else band[0]
    after = band[-1] + (band[-1] - band[-2]) / 2 if len(band) > 1 else band[-1]
    return [before, *band, after]
