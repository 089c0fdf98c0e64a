"""Days side by side in their weeks, or half hours in their days, with a gap where it is closed.

A group is what is joined: the week for days, the day for parts of a day. A slot is a place in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pcanalysis.analysis import Forecast
from pcanalysis.model import Observation, Period
from pcanalysis.plots.ground import Ground

_MINUTES = {"30min": 30, "15min": 15}
_WEEK = 7
LEFT_SPACE = 0.6  # of a slot, before the first and after the last one


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of a history and its forecast that is drawn."""

    past: tuple[Observation, ...]  # gaps and closed days included
    groups: tuple[date, ...]
    slots: tuple[int, ...]  # at which something can come in, in any group

    @property
    def figures(self) -> list[Observation]:
        """What was measured on open days."""
        return [o for o in self.past if o.value == o.value and slot_of(o.period) in self.slots]


def group_of(period: Period) -> date:
    """Return the Monday of a day's week; the day of a part of a day."""
    day = period.start.date()
    return day if period.freq in _MINUTES else day - timedelta(days=day.weekday())


def slot_of(period: Period) -> int:
    """Return the weekday of a day (Monday is 0); the part of the day."""
    if minutes := _MINUTES.get(period.freq):
        return (period.start.hour * 60 + period.start.minute) // minutes
    return period.start.weekday()


def window_of(forecast: Forecast, *, back: int, ahead: int) -> Window:
    """Return the last groups with figures and the first ones with a forecast."""
    history = forecast.history
    per_group = 24 * 60 // _MINUTES[history.freq] if history.freq in _MINUTES else _WEEK
    recent = history.rows.iloc[-(back + 6) * per_group :]  # long enough for some closed days too
    history = replace(history, rows=recent.reset_index(drop=True))
    came = [o.period for o in history.points if o.value > 0]
    coming = [p for p, shut in zip(forecast.periods, forecast.closed, strict=True) if not shut]
    groups_back = sorted({group_of(period) for period in came})[-back:]
    groups = sorted({*groups_back, *sorted({group_of(period) for period in coming})[:ahead]})
    return Window(
        past=tuple(o for o in history.observations if group_of(o.period) in groups),
        groups=tuple(groups),
        slots=tuple(sorted({slot_of(p) for p in [*came, *coming] if group_of(p) in groups})),
    )


class Weeks:
    """Where each period of a window stands on the sheet."""

    def __init__(self, ground: Ground, window: Window) -> None:
        """Divide the width over the groups; days keep the room of their weekend."""
        self._window, self._left = window, ground.left
        slots = window.slots[-1] - window.slots[0] + 1
        parts = ground.history.freq in _MINUTES
        self._pitch = slots * 1.15 if parts else max(_WEEK, slots + 1)  # from group to group
        units = (len(window.groups) - 1) * self._pitch + slots - 1 + 2 * LEFT_SPACE
        self.slot = (ground.right - ground.left) / units  # width in points

    def x(self, period: Period) -> float:
        """Middle of a period on the sheet."""
        return self._at(group_of(period), slot_of(period))

    def middle(self, group: date) -> float:
        """Middle of a group on the sheet."""
        slots = self._window.slots
        return self._at(group, slots[0] + (slots[-1] - slots[0]) / 2)

    def _at(self, group: date, slot: float) -> float:
        place = self._window.groups.index(group) * self._pitch + slot - self._window.slots[0]
        return self._left + (place + LEFT_SPACE) * self.slot


def runs(periods: Iterable[Period]) -> list[list[Period]]:
    """Return periods in stretches without a gap, each within one group."""
    found: list[list[Period]] = []
    for period in periods:
        last = found[-1][-1] if found else None
        if last and group_of(last) == group_of(period) and slot_of(period) - slot_of(last) == 1:
            found[-1].append(period)
        else:
            found.append([period])
    return found
