"""A programme and what hangs below it: goals, activities, indicators, targets, volumes.

Codes change between editions (an activity can get another number): identity is the key, and
``codes`` says what each edition printed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pcanalysis.errors import InvalidModel, UnknownKey
from pcanalysis.model.edition import Edition, Event, Source
from pcanalysis.model.period import Period
from pcanalysis.model.status import Direction, Kind, NBasis, Unit

Measured = TypeVar("Measured", "Indicator", "Volume")
TARGET_KINDS = ("streefwaarde", "begroot", "norm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place in the goal tree, with the code and name each edition gives it."""

    key: str
    level: str  # as the document calls it: programma, beleidsterrein, doel, prestatie, activiteit
    parent: str  # key of the node above; empty for a programme
    codes: Mapping[str, str]  # edition id to code as printed
    names: Mapping[str, str]  # edition id to name as printed
    relation: str = ""  # across editions: unchanged, renumbered, dropped, …
    note: str = ""

    def __post_init__(self) -> None:
        if not self.codes or set(self.codes) != set(self.names):
            raise InvalidModel(f"{self.key}: every edition needs both a code and a name.")

    @property
    def name(self) -> str:
        """Name in the newest edition that has the node (editions stand oldest first)."""
        return list(self.names.values())[-1]


class PolicyField(Node):
    """A policy field (beleidsterrein): a part of a programme."""

    __slots__ = ()


class Goal(Node):
    """A goal (doel); a goal may stand below another."""

    __slots__ = ()


class Activity(Node):
    """An activity (prestatie): what the municipality does for a goal."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What the municipality itself says about an activity, as a status and in our own words."""

    activity: str  # key of the activity
    edition: str
    code: str  # as printed in that edition
    status: str  # on_track, attention, delayed, done
    said: Mapping[str, str]  # language to text
    cause: Mapping[str, str] = field(default_factory=dict)
    consequence: Mapping[str, str] = field(default_factory=dict)
    action: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """One survey wave: how many answered, and how we know."""

    year: int
    n: int
    basis: NBasis
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is measured for a goal: its name, unit, kind and direction."""

    key: str
    name: str  # as published
    unit: Unit
    kind: Kind
    direction: Direction
    codes: Mapping[str, str] = field(default_factory=dict)  # edition id to printed code
    goal: str = ""  # key of the goal; empty when the document names none
    group: str = ""
    unit_text: str = ""  # unit as published, where the unit alone does not say it
    short: Mapping[str, str] = field(default_factory=dict)  # our own short name per language
    bounds: tuple[float, float] | None = None
    decimals: int = 0  # as published
    deff: float = 1.0
    delta: float | None = None  # smallest change that matters; None = the default of the unit
    assumed_sd: float | None = None  # of single answers, for marks
    frequency: str = ""
    measured_by: str = ""  # survey or register
    waves: tuple[Wave, ...] = ()
    breaks: tuple[int, ...] = ()  # years from which another question or method was used
    population: float | None = None  # all who could be asked, where that is few
    label_incomplete: bool = False  # the description was lost in the document
    note: str = ""

    def short_name(self, language: str) -> str:
        """Return the short name in ``language``, else the published name."""
        return self.short.get(language) or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Value an indicator should reach in one period, or always (``period`` None: standing norm)."""

    key: str  # of the indicator
    period: Period | None
    value: float | None  # in the unit of the indicator; None when a range is given
    kind: str  # streefwaarde, begroot or norm
    source: Source
    line: int
    printed: str = ""  # the cell as printed
    low: float | None = None  # range, both ends included
    high: float | None = None

    def __post_init__(self) -> None:
        where = f"Target of {self.key} ({self.label})"
        if self.kind not in TARGET_KINDS:
            raise InvalidModel(f"{where}: kind {self.kind!r} must be one of {TARGET_KINDS}.")
        ranged = self.low is not None and self.high is not None
        if (self.value is None) == (not ranged):
            raise InvalidModel(f"{where} needs either a value or both low and high.")
        for number in (self.value, self.low, self.high):
            if number is not None and not math.isfinite(number):
                raise InvalidModel(f"{where} is {number}; leave it out.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InvalidModel(f"{where}: low {self.low} lies above high {self.high}.")

    @property
    def label(self) -> str:
        """Period as text; ``standing`` for a norm that always holds."""
        return "standing" if self.period is None else self.period.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A contact volume: the contacts that reach the municipality over one channel."""

    key: str
    channel: str
    name: Mapping[str, str]  # language to name
    contacts: Mapping[str, str]  # language to plural noun: telefoontjes, calls
    total: bool = False  # sum over channels; never added to its parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One programme of one municipality, over all editions we have."""

    key: str
    municipality: str  # as printed: "Leiden"
    code: str
    name: str
    names: Mapping[str, str] = field(default_factory=dict)  # language to name, beyond ``name``
    editions: tuple[Edition, ...] = ()  # oldest first
    nodes: tuple[Node, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    volumes: tuple[Volume, ...] = ()
    events: tuple[Event, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    source: Source | None = None  # the definition file
    simulated: bool = False

    def indicator(self, key: str) -> Indicator:
        """Return the indicator with this key; UnknownKey names the nearest."""
        return _named("indicator", key, self.indicators)

    def volume(self, key: str) -> Volume:
        """Return the contact volume with this key; UnknownKey names the nearest."""
        return _named("volume", key, self.volumes)

    def title(self, language: str) -> str:
        """Return the programme's name in ``language``, else as printed."""
        return self.names.get(language) or self.name


def _named(what: str, key: str, own: tuple[Measured, ...]) -> Measured:
    found = {one.key: one for one in own}
    if key not in found:
        raise UnknownKey.among(what, key, found)
    return found[key]
