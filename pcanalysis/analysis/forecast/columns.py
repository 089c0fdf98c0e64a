"""What is known of a day beforehand: weekday, season, holidays and the days around them, events.

Each becomes a column of the regression with a prior width on the log scale: 0.2 means that an
effect of 20 % would be no surprise. The level is a sum of ramps of two weeks, counted back from
the last day, so that as of an earlier day the younger ramps are simply not there yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from pcanalysis.model import Event
from pcanalysis.model.calendar import named_days, school_holidays

WEEK = 7
KNOT = 14  # days per step of the level
DRIFT = 182  # days per step of the pattern of the week
STEP = 0.02 * np.sqrt(2)  # prior width of one step
CALENDAR = ("hol", "holn", "adj", "adjn", "xm", "dom", "school", "event")
SEASON = ("year", "wy")
SUMMER = (7, 8)
_FEW_DAYS = 28  # below this, weekdays are taken to be alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The calendar of a stretch of days: one value per day, the days to forecast included."""

    dates: tuple[date, ...]
    weekday: np.ndarray
    public: np.ndarray  # a public holiday
    names: tuple[str, ...]  # of holidays and lesser named days, else empty
    school: np.ndarray  # 0 school, 1 summer holidays, 2 other holidays

    def after(self, skipped: int) -> Days:
        """Return the same calendar without its first days."""
        return Days(**{part.name: getattr(self, part.name)[skipped:] for part in fields(self)})


def lay_out_days(first: date, count: int, calendar: str) -> Days:
    """Return the calendar of ``count`` days from ``first``."""
    dates = tuple(first + timedelta(days=i) for i in range(count))
    years = range(first.year, dates[-1].year + 1)
    named = {day: one for year in years for day, one in named_days(year, calendar).items()}
    free = {day for year in years for day in school_holidays(year, calendar)}
    found = [named.get(day) for day in dates]
    return Days(
        dates=dates,
        weekday=(first.weekday() + np.arange(count)) % WEEK,
        public=np.array([one is not None and one.public for one in found]),
        names=tuple("" if one is None else one.name for one in found),
        school=np.array([(day in free) * (1 if day.month in SUMMER else 2) for day in dates]),
    )


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Columns of the regression, days × columns, with what each is and its prior width."""

    x: np.ndarray
    sd: np.ndarray
    block: np.ndarray
    name: tuple[str, ...]
    around: np.ndarray  # per day: the working day after or before a holiday, or a bridge

    def of(self, *blocks: str) -> np.ndarray:
        """Whether each column belongs to one of ``blocks``."""
        none = np.zeros(len(self.sd), dtype=bool)
        return np.logical_or.reduce([self._masks.get(name, none) for name in blocks])

    @cached_property
    def _masks(self) -> dict[str, np.ndarray]:
        return {name: self.block == name for name in set(self.block.tolist())}

    def seen(self, measured: np.ndarray) -> Columns:
        """Only the columns that any of the measured days tells of, and all events."""
        kept = self.x[measured].any(axis=0) | self.of("base", "event")
        name = tuple(name for name, keep in zip(self.name, kept, strict=True) if keep)
        parts = {"x": self.x[:, kept], "sd": self.sd[kept], "block": self.block[kept]}
        return replace(self, name=name, **parts)


def make_columns(
    days: Days, known: int, busy: np.ndarray, events: Mapping[str, np.ndarray]
) -> Columns:
    """Return the columns of all days, of which the first ``known`` are in the history.

    ``busy`` says of each weekday whether it is a working day of this series; ``events`` holds per
    name what happened on each day.
    """
    years = known / 365.25
    seen = float(np.clip((years - 0.75) / 1.25, 0.05, 1.0))  # how much of a season was seen
    made: list[tuple[str, str, float, np.ndarray]] = []
    made += _week_and_season(days, known, years, seen)
    made += _level(len(days.dates), known)
    around, found = _holidays(days, busy)
    made += found
    made += _dates(days, busy)
    if years >= 2:
        works = busy[days.weekday] & ~days.public
        made += [("school", str(k), 0.1, works & (days.school == k)) for k in (1, 2)]
    made += [("event", name, 0.3, column) for name, column in events.items()]
    block, name, sd, columns = zip(*made, strict=True)
    return Columns(
        x=np.column_stack(columns).astype(float),
        sd=np.array(sd),
        block=np.array(block),
        name=name,
        around=around,
    )


def _week_and_season(
    days: Days, known: int, years: float, seen: float
) -> Iterable[tuple[str, str, float, np.ndarray]]:
    count = len(days.dates)
    yield "base", "", 20.0, np.ones(count)
    dummies = days.weekday[:, None] == np.arange(WEEK)
    centred = dummies - 1 / WEEK
    for weekday in range(WEEK):
        yield "week", str(weekday), 3.0 if known >= _FEW_DAYS else 0.3, dummies[:, weekday]
    turn = 2 * np.pi * (np.array([d.timetuple().tm_yday for d in days.dates]) - 0.5) / 365.25
    for k in range(1, 9):
        for wave in (np.sin(k * turn), np.cos(k * turn)):
            yield "year", str(k), 0.2 / k * seen, wave
            if k <= 2:
                for weekday in range(WEEK):
                    yield "wy", str(weekday), 0.05 * seen, centred[:, weekday] * wave
    if years > 0.5:
        for ramp in _ramps(count, known, DRIFT):
            for weekday in range(WEEK):
                yield "wrw", str(weekday), STEP, centred[:, weekday] * ramp


def _ramps(count: int, known: int, step: int) -> np.ndarray:
    """Return per step the share of it that each day has behind it, oldest step first."""
    age = known - np.arange(count)
    knots = step * np.arange((known - 1) // step, 0, -1)[:, None]
    return np.asarray(np.clip((knots - age) / step, 0.0, 1.0))


def _level(count: int, known: int) -> Iterable[tuple[str, str, float, np.ndarray]]:
    return [("level", "", STEP, ramp) for ramp in _ramps(count, known, KNOT)]


def _holidays(
    days: Days, busy: np.ndarray
) -> tuple[np.ndarray, list[tuple[str, str, float, np.ndarray]]]:
    """Return which days lie around a holiday, and the columns of holidays and those days."""
    names = np.array(days.names)
    due = busy[days.weekday]
    works = due & ~days.public
    last, next_ = _neighbours(days.public & due, works), _neighbours(
        (days.public & due)[::-1], works[::-1]
    )[::-1]
    place = np.arange(len(works))
    after, before = works & (last >= 0), works & (next_ >= 0)
    next_ = np.where(before, place[-1] - next_, -1)
    second = works & np.isin(_previous(works), np.flatnonzero(after))
    alone = works & ~np.roll(works, 1) & ~np.roll(works, -1) & (after | before)
    week = (place + days.weekday[0]) // WEEK
    in_week = works & np.isin(week, week[days.public & due])
    made = [("hol", "", 1.0, days.public & due), ("hol", "rest", 0.5, days.public & ~due)]
    near = {"after": after, "before": before, "second": second, "bridge": alone, "week": in_week}
    made += [("adj", name, 0.15, column) for name, column in near.items()]
    for name in sorted(set(days.names) - {""}):
        mine = names == name
        made += [("holn", name, 0.25, mine & due), ("holn", name, 0.25, mine & ~due)]
        holiday = np.flatnonzero(mine & days.public & due)
        made += [("adjn", name, 0.08, after & np.isin(last, holiday))]
        made += [("adjn", name, 0.08, before & np.isin(next_, holiday))]
    return after | before | alone, made


def _previous(works: np.ndarray) -> np.ndarray:
    """Return the place of the working day before each day; -1 where there is none."""
    place = np.where(works, np.arange(len(works)), -1)
    return np.concatenate([[-1], np.maximum.accumulate(place)[:-1]])


def _neighbours(holiday: np.ndarray, works: np.ndarray) -> np.ndarray:
    """Return the place of the last holiday since the working day before each day, else -1."""
    last = np.maximum.accumulate(np.where(holiday, np.arange(len(works)), -1))
    last = np.concatenate([[-1], last[:-1]])
    return np.where(last > _previous(works), last, -1)


def _dates(days: Days, busy: np.ndarray) -> Iterable[tuple[str, str, float, np.ndarray]]:
    """Yield the days around the turn of the year, and those of the month on which bills come."""
    month = np.array([d.month for d in days.dates])
    number = np.array([d.day for d in days.dates])
    left = np.array([(d.replace(day=28) + timedelta(days=4)).replace(day=1) for d in days.dates])
    left = np.array([(first - d).days for first, d in zip(left, days.dates, strict=True)])
    due = busy[days.weekday]
    for turn in (*((12, day) for day in range(22, 32)), *((1, day) for day in range(1, 6))):
        here = (month == turn[0]) & (number == turn[1])
        yield "xm", f"{turn}", 0.2, here & due & ~days.public
        yield "xm", f"{turn} rest", 0.2, here & ~due
    parts = (number <= 2, (number >= 3) & (number <= 5), left <= 2, (number >= 14) & (number <= 16))
    for i, part in enumerate(parts):
        yield "dom", str(i), 0.03, part & due


def event_columns(events: Sequence[Event], days: Days) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return what happened on each day per named event, and the days of an outage.

    The same name is the same thing happening again. An event without an end changes the level for
    good; a mailing of one day is answered over three weeks; any other lasts from start to end.
    """
    place = np.arange(len(days.dates))
    columns: dict[str, np.ndarray] = {}
    outage = np.zeros(len(place), dtype=bool)
    for event in events:
        start = (event.start - days.dates[0]).days
        end = len(place) if event.end is None else (event.end - days.dates[0]).days
        column = ((place >= start) & (place <= end)).astype(float)
        if event.category == "outage":
            outage |= column > 0
        elif event.precision == "day" and column.any() and not column.all():
            if event.category == "mailing" and start == end:
                column = np.where(place > start, 0.5 ** ((place - start - 1) * 5 / 21), 0.0)
                column[place > start + 21] = 0.0
            name = event.label.get("nl") or next(iter(event.label.values()))
            columns[name] = columns.get(name, 0.0) + column
    return columns, outage
