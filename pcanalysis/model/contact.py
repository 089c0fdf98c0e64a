"""What a contact centre promises and assumes: hours, closures, queues, norms, handle times.

Everything is valid from a date. A later ``valid_from`` replaces everything before it; what has the
same one holds together, such as a late Thursday next to the other weekdays (:func:`in_force`).
The metadata of a field say its name in ``contact.toml``, and between which numbers it lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from math import inf
from typing import Any, TypeVar

from pcanalysis.errors import InvalidModel
from pcanalysis.model.calendar import public_holiday

D = TypeVar("D", bound="Dated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What holds from a date on."""

    valid_from: date
    basis: str = ""  # where it is from: a document, or that it is assumed

    def __post_init__(self) -> None:
        for one in fields(self):
            low, below, code = one.metadata.get("range", (-inf, inf, ""))
            if code and not low <= getattr(self, one.name) < below:
                text = f"{self} lies outside {low} to {below}."
                raise InvalidModel(text, code=code, key=one.name)


def in_force(dated: Iterable[D], day: date) -> tuple[D, ...]:
    """Return what holds on ``day``: all with the newest ``valid_from``; none when all begin later.

    Of what differs per channel or queue, give those of one channel or queue.
    """
    started = [one for one in dated if one.valid_from <= day]
    newest = max((one.valid_from for one in started), default=None)
    return tuple(one for one in started if one.valid_from == newest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days on which the centre is closed, though its hours say otherwise."""

    first: date = field(metadata={"key": "from"})
    last: date = field(metadata={"key": "to"})
    label: Mapping[str, str]  # language to text, in both languages

    def __post_init__(self) -> None:
        if not {"nl", "en"} <= set(self.label):
            text = f"Closure of {self.first} needs nl and en."
            raise InvalidModel(text, code="label_incomplete", key="label")
        if self.last < self.first:
            text = f"Closure of {self.first} ends {self.last}."
            raise InvalidModel(text, code="closure_backwards", key="last")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(Dated):
    """Opening hours on some weekdays."""

    weekdays: tuple[int, ...]  # 1 = Monday … 7 = Sunday
    open_from: time = field(metadata={"key": "from"})
    open_to: time = field(metadata={"key": "to"})  # first moment that is closed again
    closed_on_holidays: bool = True
    closures: tuple[Closure, ...] = field(default=(), metadata={"key": None})

    def __post_init__(self) -> None:
        where = f"Opening hours valid from {self.valid_from}"
        if not self.weekdays or not set(self.weekdays) <= set(range(1, 8)):
            text = f"{where}: weekdays are numbers 1 (Monday) to 7 (Sunday)."
            raise InvalidModel(text, code="weekdays_wrong", key="weekdays")
        if self.open_from.tzinfo or self.open_to.tzinfo:
            raise InvalidModel(f"{where} are local times.", code="expected_time", key="open_from")
        if self.open_to <= self.open_from:
            text = f"{where} end at {self.open_to:%H:%M}, before they begin."
            raise InvalidModel(text, code="closes_before_it_opens", key="open_to")

    def is_open(self, day: date) -> bool:
        """Whether ``day`` is a day on which these hours apply: no holiday, no closure."""
        if day.isoweekday() not in self.weekdays:
            return False
        if any(closure.first <= day <= closure.last for closure in self.closures):
            return False
        return not (self.closed_on_holidays and public_holiday(day) is not None)


def _number(low: float, below: float, code: str) -> Any:
    """Return a field from ``low`` up to, but not including, ``below``."""
    return field(metadata={"range": (low, below, code)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue(Dated):
    """The channel that a queue of the telephone system counts for."""

    name: str  # as the export writes it; capitals, spaces and punctuation do not matter
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceNorm(Dated):
    """The share of contacts to be answered within a number of seconds; 100 % cannot be kept."""

    channel: str
    percent: float = _number(0, 100, "norm_percent")
    seconds: float = _number(0, inf, "norm_seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleTime(Dated):
    """Mean time that one contact takes, work afterwards included."""

    channel: str
    seconds: float = _number(1, inf, "handle_time_seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience(Dated):
    """Mean time that somebody waits before hanging up."""

    channel: str
    seconds: float = _number(0, inf, "patience_seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrinkage(Dated):
    """Share of paid time in which nobody can take a contact: leave, illness, breaks, meetings."""

    share: float = _number(0, 1, "shrinkage_share")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSettings:
    """What one municipality says about its contact centre; each list oldest first."""

    channels: tuple[str, ...] = ()  # of its volumes
    opening: tuple[Opening, ...] = ()
    closure: tuple[Closure, ...] = ()
    queue: tuple[Queue, ...] = ()
    norm: tuple[ServiceNorm, ...] = ()
    handle_time: tuple[HandleTime, ...] = ()
    patience: tuple[Patience, ...] = ()
    shrinkage: tuple[Shrinkage, ...] = ()
