"""What is known of a day beforehand: weekday, season, holidays and the days around them, events.

Each becomes a column of the regression with a prior width on the log scale: 0.2 means that an
effect of 20 % would be no surprise. The level is a sum of ramps of two weeks, counted back from
the last day, so that as of an earlier day the younger ramps are simply not there yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from pcanalysis.model import Event
from pcanalysis.model.calendar import named_days, school_holidays

WEEK = 7
KNOT = 14  # days per step of the level
DRIFT = 182  # days per step of the pattern of the week
STEP = 0.02 * np.sqrt(2)  # prior width of one step
CALENDAR = ("hol", "holn", "adj", "adjn", "xm", "dom", "school")
SEASON = ("year", "wy")
SUMMER = (7, 8)
_MAILING_DAYS = 21  # over which a letter is answered; half do so in three working days


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The calendar of a stretch of days: one value per day, the days to forecast included."""

    date: np.ndarray
    weekday: np.ndarray
    public: np.ndarray  # a public holiday
    name: np.ndarray  # of holidays and lesser named days, else empty
    school: np.ndarray  # 0 school, 1 summer holidays, 2 other holidays


def lay_out_days(first: date, count: int, calendar: str) -> Days:
    """Return the calendar of ``count`` days from ``first``."""
    dates = [first + timedelta(days=i) for i in range(count)]
    years = range(first.year, dates[-1].year + 1)
    named = {day: one for year in years for day, one in named_days(year, calendar).items()}
    free = {day for year in years for day in school_holidays(year, calendar)}
    return Days(
        date=np.array(dates),
        weekday=(first.weekday() + np.arange(count)) % WEEK,
        public=np.array([day in named and named[day].public for day in dates]),
        name=np.array([named[day].name if day in named else "" for day in dates]),
        school=np.array([(day in free) * (1 if day.month in SUMMER else 2) for day in dates]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns of the regression, days × columns, with what each is and its prior width."""

    x: np.ndarray
    sd: np.ndarray
    block: np.ndarray
    name: np.ndarray
    around: np.ndarray  # per day: the working day after or before a holiday

    def of(self, *blocks: str) -> np.ndarray:
        """Whether each column belongs to one of ``blocks``."""
        return np.asarray(np.any([self.block == name for name in blocks], axis=0))

    def seen(self, measured: np.ndarray) -> Columns:
        """Only the columns that any of the measured days tells of, and all events."""
        kept = self.x[measured].any(axis=0) | self.of("base", "event")
        parts = {part: getattr(self, part)[kept] for part in ("sd", "block", "name")}
        return replace(self, x=self.x[:, kept], **parts)


Part = tuple[str, str, float | np.ndarray, np.ndarray]  # block, name, prior width, column(s)


def make_columns(
    days: Days, known: int, due: np.ndarray, events: Mapping[str, np.ndarray]
) -> Columns:
    """Return the columns of all days, of which the first ``known`` are in the history.

    ``due`` says of each day whether its weekday is a busy one; ``events`` holds per name what
    happened on each day.
    """
    around, parts = _holidays(days, due)
    parts += [*_week_and_season(days, known), *_dates(days, due)]
    if known >= 2 * 365:
        works = due & ~days.public
        parts += [("school", str(k), 0.1, works & (days.school == k)) for k in (1, 2)]
    parts += [("event", name, 0.3, column) for name, column in events.items()]
    blocks = [column.reshape(len(due), -1).astype(float) for *_, column in parts]
    widths = [block.shape[1] for block in blocks]
    sd = [np.broadcast_to(part[2], width) for part, width in zip(parts, widths, strict=True)]
    return Columns(
        x=np.hstack(blocks),
        sd=np.concatenate(sd),
        block=np.repeat([part[0] for part in parts], widths),
        name=np.repeat([part[1] for part in parts], widths),
        around=around,
    )


def _week_and_season(days: Days, known: int) -> list[Part]:
    """Return base, weekday, season, and how level and week drift; a season needs years to show."""
    count, years = len(days.date), known / 365.25
    seen = float(np.clip((years - 0.75) / 1.25, 0.05, 1.0))
    week = days.weekday[:, None] == np.arange(WEEK)
    turn = 2 * np.pi * (np.array([d.timetuple().tm_yday for d in days.date]) - 0.5) / 365.25
    k = np.repeat(np.arange(1, 9), 2)
    waves = np.where(np.arange(16) % 2, np.cos(k * turn[:, None]), np.sin(k * turn[:, None]))
    age = known - np.arange(count)[:, None]
    level, drift = (
        np.clip((step * np.arange((known - 1) // step, 0, -1) - age) / step, 0, 1)
        for step in (KNOT, DRIFT)
    )
    centred = (week - 1 / WEEK)[:, :, None]
    parts: list[Part] = [
        ("base", "", 20.0, np.ones(count)),
        ("week", "", 0.3, week),
        ("year", "", 0.2 / k * seen, waves),
        ("wy", "", 0.05 * seen, centred * waves[:, None, :4]),
        ("level", "", STEP, level),
    ]
    return parts + [("wrw", "", STEP, centred * drift[:, None])] * (years > 0.5)


def _holidays(days: Days, due: np.ndarray) -> tuple[np.ndarray, list[Part]]:
    """Return which days lie around a holiday, and the columns of holidays and those days."""
    holiday, works = days.public & due, due & ~days.public
    after, before, second = (np.full(len(due), -1) for _ in range(3))  # place of that holiday
    last = pending = -1
    for place in np.flatnonzero(due).tolist():
        if holiday[place]:
            if last >= 0 and before[last] < 0:
                before[last] = place
            pending = place
        else:
            after[place], second[place] = pending, after[last] if last >= 0 else -1
            last, pending = place, -1
    week = (np.arange(len(due)) + days.weekday[0]) // WEEK
    beside = (after >= 0) | (before >= 0)
    near = {
        "after": after >= 0,
        "before": before >= 0,
        "second": second >= 0,
        "bridge": beside & ~np.roll(works, 1) & ~np.roll(works, -1),
        "week": works & np.isin(week, week[holiday]),
    }
    parts: list[Part] = [("hol", "", 1.0, holiday), ("hol", "", 0.5, days.public & ~due)]
    parts += [("adj", name, 0.15, column) for name, column in near.items()]
    for name in sorted({*days.name} - {""}):
        mine = days.name == name
        own = np.flatnonzero(mine & holiday)
        parts.append(("holn", name, 0.25, np.column_stack([mine & due, mine & ~due])))
        beside_own = np.column_stack([np.isin(after, own), np.isin(before, own)])
        parts.append(("adjn", name, 0.08, beside_own))
    return beside, parts


def _dates(days: Days, due: np.ndarray) -> list[Part]:
    """Return the days around the turn of the year, and those of the month on which bills come."""
    day = np.array([d.day for d in days.date])
    last = np.array([(d + timedelta(days=2)).day <= 2 for d in days.date])
    turn = np.array([31 * (d.month == 1) + d.day if d.month in (1, 12) else 0 for d in days.date])
    around = turn[:, None] == np.arange(22, 37)
    parts = (day <= 2, (day >= 3) & (day <= 5), last, (day >= 14) & (day <= 16))
    return [
        ("xm", "", 0.2, around & (due & ~days.public)[:, None]),
        ("dom", "", 0.03, np.column_stack(parts) & due[:, None]),
    ]


def event_columns(events: Sequence[Event], days: Days) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return what happened on each day per named event, and the days of an outage.

    The same name is the same thing happening again. An event without an end changes the level for
    good; a mailing of one day is answered over three weeks; any other lasts from start to end.
    """
    place = np.arange(len(days.date))
    columns: dict[str, np.ndarray] = {}
    outage = np.zeros(len(place), dtype=bool)
    for event in events:
        start = (event.start - days.date[0]).days
        end = len(place) if event.end is None else (event.end - days.date[0]).days
        column = ((place >= start) & (place <= end)).astype(float)
        if event.category == "outage":
            outage |= column > 0
        elif event.precision == "day" and column.any() and not column.all():
            if event.category == "mailing" and start == end:
                gone = place - start - 1
                answered = (gone >= 0) & (gone < _MAILING_DAYS)
                column = np.where(answered, 0.5 ** (gone * 5 / 21), 0.0)
            name = event.label.get("nl") or next(iter(event.label.values()))
            columns[name] = columns.get(name, 0.0) + column
    return columns, outage
