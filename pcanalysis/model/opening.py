"""When a contact centre is open, and so when a missing figure is a gap.

A later ``valid_from`` replaces everything before it; openings with the same ``valid_from`` hold
together, such as a late Thursday next to the other weekdays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from pcanalysis.errors import InvalidModel
from pcanalysis.model.calendar import public_holiday


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Opening hours on some weekdays, valid from a date."""

    valid_from: date
    weekdays: tuple[int, ...]  # 1 = Monday … 7 = Sunday
    open_from: time
    open_to: time  # first moment that is closed again
    closed_on_holidays: bool = True

    def __post_init__(self) -> None:
        where = f"Opening hours valid from {self.valid_from}"
        if not self.weekdays or not set(self.weekdays) <= set(range(1, 8)):
            raise InvalidModel(f"{where}: weekdays are numbers 1 (Monday) to 7 (Sunday).")
        if self.open_to <= self.open_from:
            raise InvalidModel(f"{where} end at {self.open_to:%H:%M}, before they begin.")

    def is_open(self, day: date) -> bool:
        """Whether ``day`` is a day on which these hours apply."""
        if day.isoweekday() not in self.weekdays:
            return False
        return not (self.closed_on_holidays and public_holiday(day) is not None)


def openings_on(openings: Sequence[Opening], day: date) -> tuple[Opening, ...]:
    """Return the openings in force on ``day``; none when ``day`` lies before all of them."""
    started = [opening for opening in openings if opening.valid_from <= day]
    newest = max((opening.valid_from for opening in started), default=None)
    return tuple(opening for opening in started if opening.valid_from == newest)
