"""Days: which are working days, which have a name, and how a user writes one.

Monday to Friday except 1 January, Easter Monday, King's Day, Ascension, Whit Monday, 25 and 26
December, and 5 May in lustrum years only. Good Friday is a working day. Dates come from the
holidays library; a calendar is a country of that library, with its region: NL, CA-BC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial

import holidays

from pcanalysis.errors import WrongCall

HOME = "NL"
_OPEN = {HOME: ("Goede vrijdag",)}  # public in the library, but town halls are open
_LESSER = ("optional", "government", "bank", "half_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDay:
    """A day with a name; on a public one most offices are closed."""

    name: str
    public: bool


@lru_cache(maxsize=256)
def named_days(year: int, calendar: str = HOME) -> Mapping[date, NamedDay]:
    """Return the holidays of one year and the lesser named days, by date.

    Raises
    ------
    WrongCall
        If the holidays library does not know ``calendar``.
    """
    public = _library(year, calendar, "public")
    lesser = {day: name for kind in _LESSER for day, name in _library(year, calendar, kind).items()}
    still_open = _OPEN.get(calendar.partition("-")[0], ())
    return {
        day: NamedDay(name=name, public=day in public and name not in still_open)
        for day, name in (lesser | public).items()
    }


@lru_cache(maxsize=256)
def school_holidays(year: int, calendar: str = HOME) -> Mapping[date, str]:
    """Return the days without school of one year, where the holidays library knows them."""
    return _library(year, calendar, "school")


def _library(year: int, calendar: str, kind: str) -> dict[date, str]:
    """Return the days of one kind; names are Dutch in the Netherlands, else the country's own."""
    if not is_calendar(calendar):
        raise WrongCall(f"{calendar}: ", "calendar_unknown")
    country, _, region = calendar.partition("-")
    made = partial(holidays.country_holidays, country, subdiv=region or None, years=year)
    if kind not in made().supported_categories:
        return {}
    days = made(categories=(kind,), language="nl" if country == HOME else None)
    return {day: name.removesuffix(" (observed)") for day, name in days.items()}


@lru_cache(maxsize=256)
def is_calendar(code: str) -> bool:
    """Whether the holidays library knows a country, and the region if ``code`` names one.

    Examples
    --------
    >>> is_calendar("CA-BC"), is_calendar("CA-XX")
    (True, False)
    """
    country, _, region = code.partition("-")
    regions = holidays.list_supported_countries().get(country)
    return regions is not None and (not region or region in regions)


def public_holiday(day: date, calendar: str = HOME) -> str | None:
    """Return the name of the public holiday on ``day``, or None.

    Examples
    --------
    >>> public_holiday(date(2017, 4, 27))
    'Koningsdag'
    """
    named = named_days(day.year, calendar).get(date(day.year, day.month, day.day))
    return named.name if named is not None and named.public else None


def is_working_day(day: date, calendar: str = HOME) -> bool:
    """Whether ``day`` is a working day, Monday to Friday and no public holiday.

    Examples
    --------
    >>> is_working_day(date(2017, 4, 14)), is_working_day(date(2017, 4, 17))
    (True, False)
    """
    return day.weekday() < 5 and public_holiday(day, calendar) is None


def working_days(first: date, last: date, calendar: str = HOME) -> int:
    """Count the working days from ``first`` to ``last``, both included.

    Examples
    --------
    >>> working_days(date(2016, 1, 1), date(2016, 12, 31))
    255
    >>> working_days(date(2017, 1, 1), date(2017, 12, 31))
    254
    """
    days = (last - first).days + 1
    return sum(is_working_day(first + timedelta(days=i), calendar) for i in range(days))


def read_day(day: date | str | int, name: str) -> date:
    """Return the day that a date, ISO text or year (its last day) means.

    Raises
    ------
    WrongCall
        If it is no day, naming the argument ``name``.

    Examples
    --------
    >>> read_day(2018, "until"), read_day("2018-06-30", "until")
    (datetime.date(2018, 12, 31), datetime.date(2018, 6, 30))
    """
    if isinstance(day, datetime):
        return day.date()
    if isinstance(day, date):
        return day
    text = str(day)
    try:
        return date(int(text), 12, 31) if text.isdigit() else date.fromisoformat(text)
    except ValueError as error:
        raise WrongCall("not_a_date", name=name, day=day) from error
