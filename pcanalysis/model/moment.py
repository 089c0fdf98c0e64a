"""A day as a user writes it: a date, ISO text, or a year (which means its last day)."""

from __future__ import annotations

from datetime import date, datetime

from pcanalysis.errors import WrongCall


def read_day(day: date | str | int, name: str) -> date:
    """Return the day that ``day`` means; WrongCall names the argument ``name``.

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
        raise WrongCall(
            f"{name}={day!r} is not a date. Write a year (2018) or a day (2018-12-31)."
        ) from error
