"""How numbers, intervals and dates are written: as a Dutch or an English reader expects them.

Figures are rounded as published. A difference of percentages is in points, never in percent.
"""

from __future__ import annotations

import math
from datetime import date, datetime, time

from babel.dates import format_date as babel_date

from pcanalysis.model import History, Period, Unit
from pcanalysis.texts.words import word

MINUS = "−"
_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
_MARKS = {"nl": str.maketrans(",.", ".,"), "en": {}}  # Python writes 1,234.5
MAX_DECIMALS = 3  # a figure that needs more was computed, not printed


def format_number(value: float, language: str, decimals: int = 0, *, signed: bool = False) -> str:
    """Return a number with thousands separators and a real minus sign.

    Examples
    --------
    >>> format_number(190000, "nl"), format_number(7.2, "nl", 1), format_number(-3, "nl")
    ('190.000', '7,2', '−3')
    >>> format_number(190000, "en"), format_number(3, "en", signed=True)
    ('190,000', '+3')
    """
    rounded = round(float(value), decimals) + 0.0  # + 0.0 turns -0.0 into 0.0
    text = f"{abs(rounded):,.{decimals}f}".translate(_MARKS[language])
    if rounded < 0:
        return MINUS + text
    return "+" + text if signed and rounded > 0 else text


def format_signed(value: float, language: str) -> str:
    """Return a difference with its sign, in the decimals it needs: ``−0,5``; at most two."""
    decimals = next((d for d in range(2) if abs(value - round(value, d)) < 1e-9), 2)
    return format_number(value, language, decimals, signed=True)


def format_count(value: float, language: str) -> str:
    """Return a whole number: ``15.654``."""
    return format_number(value, language)


def format_percent(value: float, language: str, decimals: int = 1) -> str:
    """Return a relative change: ``15,2%``."""
    return f"{format_number(value, language, decimals)}%"


def decimals_of(history: History, value: float | None = None) -> int:
    """Decimals in which a history is written: as published, and enough for ``value``."""
    published = max([history.decimals, *(int(d) for d in history.rows["decimals"])])
    if value is None:
        return published
    tried = range(published, MAX_DECIMALS + 1)
    fitting = (d for d in tried if math.isclose(round(value, d), value, rel_tol=0, abs_tol=1e-9))
    return next(fitting, published)


def format_value(value: float, history: History, language: str) -> str:
    """Return a figure with its unit: ``28%``, ``7,2``, ``28 dagen``; "" when missing."""
    if math.isnan(value):
        return ""
    number = format_number(value, language, decimals_of(history, value))
    return _with_unit(number, history, language)


def format_estimate(value: float, history: History, language: str) -> str:
    """Return a computed figure: rounded as published, counts to three digits."""
    if value and history.unit in (Unit.COUNT, Unit.EURO):  # never finer than whole numbers
        value = round(value, min(0, 2 - math.floor(math.log10(abs(value)))))
    return _with_unit(format_number(value, language, decimals_of(history)), history, language)


def format_about(value: float, language: str) -> str:
    """Return a forecast number as one would say it: 943 becomes 950.

    Examples
    --------
    >>> [format_about(x, "nl") for x in (943, 187345, 48.2)]
    ['950', '190.000', '48']
    """
    if abs(value) < 10:
        return format_count(round(value), language)
    power = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    step = 5 * power if abs(value) >= 50 * power else power
    return format_count(math.floor(value / step + 0.5) * step, language)


def _with_unit(number: str, history: History, language: str) -> str:
    if history.unit is Unit.RATE:
        return f"{number} {history.unit_text}".rstrip()
    if history.unit is Unit.COUNT or history.unit is Unit.MARK:
        return number
    one = "_one" if number == "1" and history.unit in (Unit.SECONDS, Unit.DAYS) else ""
    return word(language, f"unit.{history.unit.name.lower()}{one}", number=number)


def format_difference(
    value: float, history: History, language: str, *, decimals: int | None = None
) -> str:
    """Return the size of a difference without sign: ``3 punten``, ``0,2 punt``, ``25.000``."""
    size = abs(value)
    if decimals is None:
        decimals = decimals_of(history, round(size, 9))
    number = format_number(size, language, decimals)
    if history.unit not in (Unit.PERCENT, Unit.MARK):
        return _with_unit(number, history, language)
    size = round(size, decimals)  # Dutch keeps the singular below one, English does not
    single = size == 1 or (language == "nl" and 0 < size < 1)
    return f"{number} {word(language, 'unit.point' if single else 'unit.points')}"


def format_range(
    low: float, high: float, history: History, language: str, *, key: str = "interval.range"
) -> str:
    """Return an interval as ``key`` says it: ``24% tot 32%`` in a table."""
    first, last = (format_estimate(end, history, language) for end in (low, high))
    return word(language, key, low=first, high=last)


def format_change_between(low: float, high: float, history: History, language: str) -> str:
    """Return an interval of a difference: ``tussen 5 punten lager en 7 punten hoger``."""
    decimals = decimals_of(history)
    low, high = round(low, decimals) + 0.0, round(high, decimals) + 0.0
    low_size = format_difference(low, history, language, decimals=decimals)
    high_size = format_difference(high, history, language, decimals=decimals)
    if low >= 0 or high <= 0:
        small, large = (low_size, high_size) if low >= 0 else (high_size, low_size)
        if history.unit in (Unit.PERCENT, Unit.MARK):  # "tussen 1 en 9 punten"
            small = small.split()[0]
        return word(language, "interval.between", low=small, high=large)
    return word(language, "interval.lower_to_higher", low=low_size, high=high_size)


def format_date(day: date, language: str) -> str:
    """Return a date in full: ``4 december 2017``."""
    return str(babel_date(day, "d MMMM y", locale=_LOCALES[language]))


def format_day(day: date, language: str) -> str:
    """Return a short date: ``ma 4 dec``."""
    return str(babel_date(day, "EEE d MMM", locale=_LOCALES[language])).replace(".", "")


def format_weekday(day: date, language: str) -> str:
    """Return the name of the day: ``maandag``."""
    return str(babel_date(day, "EEEE", locale=_LOCALES[language]))


def format_week(day: date, language: str) -> str:
    """Return the ISO week: ``wk 49``."""
    return word(language, "time.week", week=day.isocalendar().week)


def format_time(moment: datetime | time, language: str) -> str:
    """Return a time of day: ``10.00 uur``."""
    hour, minute = moment.hour, f"{moment.minute:02d}"
    return word(language, "time.clock", hour=hour, minute=minute)


def format_period(period: Period, language: str) -> str:
    """Return a period in words: ``2017``, ``maart 2022``, ``week 9 van 2022``."""
    start = period.start
    if period.freq == "Y":
        return str(start.year)
    if period.freq == "Q":
        return word(language, "time.quarter", quarter=(start.month + 2) // 3, year=start.year)
    if period.freq == "M":
        return str(babel_date(start.date(), "MMMM y", locale=_LOCALES[language]))
    if period.freq == "W":
        iso = start.isocalendar()
        return word(language, "time.week_of", week=iso.week, year=iso.year)
    day = format_date(start.date(), language)
    return day if period.freq == "D" else f"{day}, {format_time(start, language)}"
