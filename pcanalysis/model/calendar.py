"""Days: which are working days, and how a user writes one.

Monday to Friday except 1 January, Easter Monday, King's Day, Ascension, Whit Monday, 25 and 26
December, and 5 May in lustrum years only. Good Friday is a working day. Dates come from the
holidays library.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays

from pcanalysis.errors import WrongCall

GOOD_FRIDAY = "Goede vrijdag"  # public in the library, but town halls are open


@lru_cache(maxsize=256)
def _holidays_of(year: int) -> dict[date, str]:
    """Return the public holidays of one year: date to Dutch name."""
    days = holidays.country_holidays("NL", years=year, language="nl").items()
    return {day: name for day, name in days if name != GOOD_FRIDAY}


def public_holiday(day: date) -> str | None:
    """Return the Dutch name of the public holiday on ``day``, or None.

    Examples
    --------
    >>> public_holiday(date(2017, 4, 27))
    'Koningsdag'
    """
    return _holidays_of(day.year).get(date(day.year, day.month, day.day))


def is_working_day(day: date) -> bool:
    """Whether ``day`` is a Dutch working day.

    Examples
    --------
    >>> is_working_day(date(2017, 4, 14)), is_working_day(date(2017, 4, 17))
    (True, False)
    """
    return day.weekday() < 5 and public_holiday(day) is None


def working_days(first: date, last: date) -> int:
    """Count the working days from ``first`` to ``last``, both included.

    Examples
    --------
    >>> working_days(date(2016, 1, 1), date(2016, 12, 31))
    255
    >>> working_days(date(2017, 1, 1), date(2017, 12, 31))
    254
    """
    days = (last - first).days + 1
    return sum(is_working_day(first + timedelta(days=i)) for i in range(days))


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
