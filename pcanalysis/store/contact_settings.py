"""What ``contact.toml`` says about a contact centre, and which queue counts for which channel.

Every table is checked by itself and against the others; all that is wrong is told at once, each
with the line of its key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from pcanalysis.errors import DataRefused, Message
from pcanalysis.model import Volume, contact
from pcanalysis.model.contact import ContactSettings
from pcanalysis.model.period import FIRST_YEAR, LAST_YEAR
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.spellings import canonical, fold
from pcanalysis.store.tables import Place, check_keys, made, read_toml
from pcanalysis.store.volumes import ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVolume(Volume):
    """A contact volume, and the programme to which it belongs."""

    programme: str


_CLASSES: dict[str, type[Any]] = {  # by the name of its table
    "volume": OwnVolume,
    "opening": contact.Opening,
    "closure": contact.Closure,
    "queue": contact.Queue,
    "norm": contact.ServiceNorm,
    "handle_time": contact.HandleTime,
    "patience": contact.Patience,
    "shrinkage": contact.Shrinkage,
}
_Placed = list[tuple[Any, Place]]


def read_contact_settings(path: Path, root: Path) -> tuple[ContactSettings, _Placed]:
    """Read the ``contact.toml`` at ``path``: the settings, and each volume with where it stands.

    DataRefused tells every reason why it cannot be right.
    """
    if not path.is_file():
        return ContactSettings(), []
    document = read_toml(path, root)
    problems = [
        document.place(name).unknown(name, None, _CLASSES)
        for name in document.content.keys() - _CLASSES.keys()
    ]
    found: dict[str, _Placed] = {name: [] for name in _CLASSES}
    for name, cls in _CLASSES.items():
        for table, place in document.tables(name):
            try:
                if name == "closure" and "date" in table:  # one day
                    day = table.pop("date")
                    if not isinstance(day, date) or table.keys() & {"from", "to"}:
                        place.refuse("closure_days", "date")
                    table |= {"from": day, "to": day}
                found[name].append((made(cls, table, place), place))
            except DataRefused as refused:
                problems += refused.problems
    volumes = found.pop("volume")
    channels = tuple(dict.fromkeys(volume.channel for volume, _ in volumes))
    if not problems:  # else a channel can seem unknown because its own table is wrong
        problems += check_keys([(one.key, p) for one, p in volumes], path.parent.name)
        for placed in found.values():
            problems += _check_together(placed, channels)
    if problems:
        raise DataRefused(sorted(problems, key=lambda problem: problem.line or 0))
    kinds = {name: tuple(one for one, _ in placed) for name, placed in found.items()}
    opening = tuple(replace(hours, closures=kinds["closure"]) for hours in kinds.pop("opening"))
    return ContactSettings(channels=channels, opening=opening, **kinds), volumes


def _check_together(placed: _Placed, channels: tuple[str, ...]) -> Iterator[Message]:
    """Yield each unknown channel, wrong queue, date out of order, and overlap.

    Dates are compared per queue or channel; more than one opening or closure can begin on a day, if
    they do not overlap.
    """
    newest: dict[str, tuple[date, Place]] = {}
    for position, (one, place) in enumerate(placed):
        channel, queue = getattr(one, "channel", ""), fold(getattr(one, "name", ""))
        if hasattr(one, "channel") and channel not in channels:
            yield place.unknown("channel", channel, channels)
        other_channel = canonical("channels").get(queue, channel) != channel
        if hasattr(one, "name") and (not queue or other_channel):
            yield place.message("queue_name_wrong", "name", one.name)
        key = "valid_from" if isinstance(one, contact.Dated) else "from"
        begins = one.valid_from if key == "valid_from" else one.first
        if not FIRST_YEAR <= begins.year <= LAST_YEAR:
            yield place.message("year_out_of_range", key, str(begins))
        before, above = newest.get(queue or channel, (date.min, place))
        several = isinstance(one, contact.Opening | contact.Closure)
        if begins < before or (begins == before and not several):
            code = "valid_from_twice" if begins == before else "valid_from_order"
            yield place.message(code, key, str(begins), other_line=above.line or 0)
        newest[queue or channel] = (max(begins, before), place)
        for other, above in placed[:position]:
            if _overlap(one, other):
                yield place.message("days_overlap", other_line=above.line or 0)
                break


def _overlap(one: Any, other: Any) -> bool:
    """Whether two closures share a day, or two openings that begin together an hour."""
    if isinstance(one, contact.Closure):
        return bool(one.first <= other.last and other.first <= one.last)
    if not isinstance(one, contact.Opening) or one.valid_from != other.valid_from:
        return False
    hours = one.open_from < other.open_to and other.open_from < one.open_to
    return hours and not set(one.weekdays).isdisjoint(other.weekdays)


def map_queues(
    contacts: pd.DataFrame, settings: ContactSettings, relative: str
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Give the rows of every queue the channel it counts for, from the day that is valid.

    ``contacts`` are the rows of the export ``relative``: ``start`` (local time), ``channel``,
    ``offered`` and ``line``. A name that is no channel comes back with a warning that says how many
    rows and contacts it has; they stay under that name, and count for no channel.
    """
    written = channel = contacts["channel"].astype("category")
    for queue in settings.queue:  # oldest first
        own = [name for name in written.cat.categories if fold(name) == fold(queue.name)]
        if own:
            counts = written.isin(own) & contacts["start"].ge(
                pd.Timestamp(queue.valid_from, tz=ZONE)
            )
            channel = channel.astype("str").mask(counts, queue.channel).astype("category")
    known = {*canonical("channels").values(), *settings.channels}
    notes = Notes(relative)
    for name, rows in contacts[~channel.isin(known)].groupby("channel", sort=False):
        facts = {"rows": len(rows), "contacts": int(rows["offered"].sum())}
        notes.warning("unknown_channel", line=int(rows["line"].iloc[0]), cell=name, **facts)
    return contacts.assign(channel=channel), tuple(notes.messages)
