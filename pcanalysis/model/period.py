"""The stretch of time a figure belongs to: a year, quarter, month, ISO week, day or interval."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pcanalysis.errors import InvalidModel

FREQUENCIES = ("Y", "Q", "M", "W", "D", "30min", "15min")
FIRST_YEAR, LAST_YEAR = 1900, 2100
_MONTHS = {"Y": 12, "Q": 3, "M": 1}
_MINUTES = {"30min": 30, "15min": 15}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One period: its frequency and its first moment (local time).

    Examples
    --------
    >>> Period.parse("2022-K1").end
    datetime.datetime(2022, 4, 1, 0, 0)
    >>> Period.parse("2022-W09").start
    datetime.datetime(2022, 2, 28, 0, 0)
    """

    freq: str
    start: datetime

    def __post_init__(self) -> None:
        if self.freq not in FREQUENCIES:
            raise InvalidModel(
                f"Unknown frequency {self.freq!r}; use one of {', '.join(FREQUENCIES)}."
            )
        if not FIRST_YEAR <= self.start.year <= LAST_YEAR:
            raise InvalidModel(f"Year {self.start.year} lies outside {FIRST_YEAR}-{LAST_YEAR}.")

    @classmethod
    def year(cls, year: int) -> Period:
        """Return the calendar year ``year``."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise InvalidModel(f"Year {year} lies outside {FIRST_YEAR}-{LAST_YEAR}.")
        return cls(freq="Y", start=datetime(year, 1, 1))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2022``, ``2022-K1`` (or Q1), ``2022-03``, ``2022-W09`` or ``2022-03-01``.

        Raises
        ------
        InvalidModel
            If the text is none of these or names a period that does not exist.
        """
        if found := re.fullmatch(r"(\d{4})", text):
            return cls.year(int(found[1]))
        try:
            if found := re.fullmatch(r"(\d{4})-[KQ]([1-4])", text):
                return cls(freq="Q", start=datetime(int(found[1]), 3 * int(found[2]) - 2, 1))
            if found := re.fullmatch(r"(\d{4})-W(\d{2})", text):
                monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
                return cls(freq="W", start=datetime(monday.year, monday.month, monday.day))
            if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
                return cls(freq="M", start=datetime(int(found[1]), int(found[2]), 1))
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                return cls(freq="D", start=datetime.fromisoformat(text))
        except ValueError as error:
            raise InvalidModel(f"{text!r} is not a period: {error}.") from error
        raise InvalidModel(
            f"{text!r} is not a period. Write 2022, 2022-K1, 2022-03, 2022-W09 or 2022-03-01."
        )

    @property
    def end(self) -> datetime:
        """First moment after the period."""
        if self.freq in _MONTHS:
            months = self.start.month - 1 + _MONTHS[self.freq]
            return self.start.replace(year=self.start.year + months // 12, month=months % 12 + 1)
        if self.freq in _MINUTES:
            return self.start + timedelta(minutes=_MINUTES[self.freq])
        return self.start + timedelta(days=7 if self.freq == "W" else 1)

    @property
    def last_day(self) -> date:
        """Day on which the period ends."""
        return self.end.date() - timedelta(days=1)

    @property
    def label(self) -> str:
        """The period as :meth:`parse` reads it; a moment for intervals within a day."""
        if self.freq == "Q":
            return f"{self.start.year}-K{(self.start.month + 2) // 3}"
        if self.freq == "W":
            iso = self.start.isocalendar()
            return f"{iso.year}-W{iso.week:02d}"
        formats = {"Y": "%Y", "M": "%Y-%m", "D": "%Y-%m-%d"}
        return self.start.strftime(formats.get(self.freq, "%Y-%m-%d %H:%M"))

    def next(self) -> Period:
        """Return the period that follows."""
        return Period(freq=self.freq, start=self.end)
