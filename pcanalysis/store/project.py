"""A project folder, opened: its programmes, indicators, targets and contact volumes.

A read-only view on definitions and processed data. Opening a project first brings the processed
data up to date, so a fresh clone works.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from pcanalysis.errors import UnknownKey, WrongCall
from pcanalysis.model import Event, History, Programme, Source, Status, Target, Volume, read_day
from pcanalysis.store import selection
from pcanalysis.store.build import CELLS_FILE, PROCESSED, BuildReport, build, contact_file
from pcanalysis.store.cards import Card, CardFile, read_cards
from pcanalysis.store.definitions import Definitions, read_definitions
from pcanalysis.store.disclosure import without_small_cells
from pcanalysis.store.raw_files import CONTACT_COLUMNS
from pcanalysis.store.settings import Settings, find_root, read_settings
from pcanalysis.store.volumes import known_frequencies, volume_history

Until = date | str | int | None
_FORECAST = ("D", "M", "Y")  # per which period a volume is forecast, best first
_BOUNDS = (Status.LOWER_BOUND, Status.DERIVED_LOWER_BOUND)  # say no level to forecast from


@dataclass(frozen=True, kw_only=True, eq=False)
class Project:
    """Definitions and processed data of one project folder."""

    root: Path
    settings: Settings
    definitions: Definitions
    build: BuildReport  # what opening it did

    def programme(self, key: str) -> Programme:
        """Return one programme; UnknownKey names the nearest."""
        return self.definitions.programme(key)

    def programmes(self) -> pd.DataFrame:
        """Return a table of all programmes; ``reported`` says whose reports are built."""
        rows = [
            {
                "key": p.key,
                "municipality": p.municipality,
                "name": p.name,
                "indicators": len(p.indicators),
                "volumes": len(p.volumes),
                "editions": len(p.editions),
                "reported": p.key.split("/")[0] in self.settings.municipalities,
                "simulated": p.simulated,
            }
            for p in self.definitions.programmes.values()
        ]
        return pd.DataFrame(rows)

    def indicators(self, programme: str) -> pd.DataFrame:
        """Return a table of the indicators of one programme, with the last figure of each."""
        rows = []
        names = ("key", "code", "name", "unit", "kind", "direction")
        for history in self.histories(programme):
            row: dict[str, Any] = {name: str(getattr(history, name)) for name in names}
            points = history.points
            row["waves"] = len(points)
            row["last_period"] = points[-1].period.label if points else ""
            row["last_value"] = points[-1].value if points else float("nan")
            targets = {target.label for target in self.targets(history.key)}
            rows.append(row | {"targets": len(targets)})
        return pd.DataFrame(rows)

    def volumes_available(self) -> pd.DataFrame:
        """Return a table of the contact volumes and how finely each is known."""
        rows = []
        volumes = (v for p in self.definitions.programmes.values() for v in p.volumes)
        for volume in volumes:
            freqs = self.frequencies(volume.key)
            history = self.volumes(volume.key, freqs[0])
            labels = [o.period.label for o in history.observations] or [""]
            row = {"key": volume.key, "name": volume.name.get("nl", ""), "channel": volume.channel}
            row |= {"freqs": " ".join(freqs), "first": labels[0], "last": labels[-1]}
            rows.append(row | {"simulated": history.simulated})
        return pd.DataFrame(rows)

    def history(self, key: str, until: Until = None) -> History:
        """Return the history of an indicator as published by ``until`` (default: all of it).

        Parameters
        ----------
        key
            Such as ``leiden/1A1.a``.
        until
            A date, ISO text or a year; empty text counts as None.
        """
        programme, indicator = self._named("indicator", key)
        printed = self._printed(key)
        return selection.indicator_history(indicator, programme, *printed, _day(until))

    def targets(self, key: str, until: Until = None) -> tuple[Target, ...]:
        """Return the targets of an indicator as published by ``until``, with every version."""
        _, indicator = self._named("indicator", key)
        cells, sources = self._printed(key)
        norms = self.definitions.norms
        return selection.targets(indicator, cells, norms, sources, _day(until))

    def volumes(self, key: str, freq: str = "Y", until: Until = None) -> History:
        """Return the history of a contact volume per one of its :meth:`frequencies`.

        Of a channel that no export holds yet the printed yearly figures count.

        Raises
        ------
        WrongCall
            If it is not known per ``freq``.
        """
        programme, volume = self._named("volume", key)
        day = _day(until)
        known = [
            (card, file)
            for card, file in self._exports(programme)
            if day is None or card.published is None or card.published <= day
        ]
        contacts = self._contacts(known, volume)
        if contacts.empty and freq == "Y":
            return selection.yearly_volume(volume, programme, *self._printed(key), day)
        if contacts.empty and self.frequencies(key) == ("Y",):
            raise WrongCall("only_yearly", key=key)
        return volume_history(
            contacts,
            volume=volume,
            programme=programme,
            opening=self.definitions.contacts[programme.key.partition("/")[0]].opening,
            sources=tuple(card.source_of(file, None) for card, file in known),
            freq=freq,
            until=day,
        )

    def frequencies(self, key: str) -> tuple[str, ...]:
        """Return per which periods a contact volume is known: Y, Q, M, W, D, 30min, 15min."""
        programme, volume = self._named("volume", key)
        rows = self._contacts(self._exports(programme), volume, ["freq", "minutes"])
        return ("Y",) if rows.empty else known_frequencies(rows)

    def histories(
        self, programme: str, indicator: str = "", until: Until = None
    ) -> tuple[History, ...]:
        """Return the histories of a programme's indicators, or of one when given."""
        own = self.programme(programme)
        named = [own.indicator(indicator)] if indicator else own.indicators
        return tuple(self.history(one.key, until) for one in named)

    def targets_of(self, histories: Iterable[History]) -> tuple[tuple[Target, ...], ...]:
        """Return the targets of each history, as published when that history was."""
        return tuple(self.targets(history.key, history.until) for history in histories)

    def target_history(
        self, programme: str, indicator: str = "", until: Until = None
    ) -> pd.DataFrame:
        """Return which document says which target: a row per version, in order of publication."""
        rows = [
            {
                "key": target.key,
                "period": target.label,
                "target": target.printed or target.value,
                "kind": target.kind,
                "edition": edition.title if (edition := target.source.edition) else "",
                "published": edition.published if edition else None,
                "file": target.source.file,
                "line": target.line,
            }
            for targets in self.targets_of(self.histories(programme, indicator, until))
            for target in targets
        ]
        return pd.DataFrame(rows)

    def volume_histories(
        self, programme: str, volume: str = "", freq: str = "Y", until: Until = None
    ) -> tuple[History, ...]:
        """Return the histories of a programme's contact volumes, or of one when given."""
        own = self.programme(programme)
        named = [own.volume(volume)] if volume else own.volumes
        return tuple(self.volumes(one.key, freq, until) for one in named)

    def forecastable(
        self, programme: str, indicator: str = "", volume: str = "", until: Until = None
    ) -> tuple[tuple[History, ...], tuple[History, ...]]:
        """Return the series with a figure to forecast from: those by day come apart, at the end.

        A contact volume goes by day if it is known so, else by month or year. Only ``indicator``
        or ``volume`` when given.
        """
        series: list[History] = []
        if not volume:
            series += self.histories(programme, indicator, until)
        for one in self.programme(programme).volumes if not indicator else ():
            if volume in ("", one.key):
                freqs = self.frequencies(one.key)
                freq = next((freq for freq in _FORECAST if freq in freqs), freqs[0])
                series.append(self.volumes(one.key, freq, until))
        known = [one for one in series if any(o.status not in _BOUNDS for o in one.points)]
        coarse = tuple(one for one in known if one.freq != "D")
        return coarse, tuple(one for one in known if one.freq == "D")

    def events(self, programme: str) -> tuple[Event, ...]:
        """Return the dated events of a programme."""
        return self.programme(programme).events

    def cells(self) -> pd.DataFrame:
        """Return every printed indicator cell with its place, comparison areas included.

        What is not published about small groups is not shown here either.
        """
        return self._cells.copy()

    @cached_property
    def _cells(self) -> pd.DataFrame:
        waves = {
            (one.key, wave.year): wave.n
            for programme in self.definitions.programmes.values()
            for one in programme.indicators
            for wave in one.waves
        }
        cells = pd.read_parquet(self.root / PROCESSED / CELLS_FILE)
        return without_small_cells(cells, waves, limit=self.settings.small_cell)

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all raw sources."""
        return tuple(read_cards(self.root))

    @cached_property
    def _sources(self) -> dict[str, Source]:
        """Every raw file as the source of figures."""
        editions = {
            (programme.key, edition.id): edition
            for programme in self.definitions.programmes.values()
            for edition in programme.editions
        }
        sources = (
            card.source_of(file, editions.get((card.programme, card.edition)))
            for card in self.cards
            for file in card.files
        )
        return {source.file: source for source in sources}

    def _printed(self, key: str) -> tuple[pd.DataFrame, dict[str, Source]]:
        """Return the printed cells of a key, and the files they can be from."""
        own = self._cells[(self._cells["key"] == key) & (self._cells["area"] == "")]
        return own, self._sources

    def _named(self, what: str, key: str) -> tuple[Programme, Any]:
        """Return the programme of an ``indicator`` or ``volume``, and the thing itself."""
        by_key = {
            one.key: (programme, one)
            for programme in self.definitions.programmes.values()
            for one in getattr(programme, f"{what}s")
        }
        if key not in by_key:
            raise UnknownKey.among(what, key, by_key)
        return by_key[key]

    def _exports(self, programme: Programme) -> list[tuple[Card, CardFile]]:
        """Return the contact exports of a programme, the newest delivery last."""
        own = [card for card in self.cards if card.programme == programme.key]
        own.sort(key=lambda card: (card.came, card.folder))
        return [(card, file) for card in own for file in card.files if file.kind == "kcc"]

    def _contacts(
        self,
        exports: Iterable[tuple[Card, CardFile]],
        volume: Volume,
        columns: list[str] | None = None,
    ) -> pd.DataFrame:
        """Return the rows of one volume in each export, with its position and rank.

        Exports of one day of publication have one rank: that of the last of them.
        """
        exports = list(exports)
        ranks = {card.published: number for number, (card, _) in enumerate(exports)}
        frames = [
            pd.read_parquet(
                self.root / PROCESSED / contact_file(card, file.name),
                columns=columns,
                filters=[("channel", "==", volume.channel)],
            ).assign(source=number, rank=ranks[card.published])
            for number, (card, file) in enumerate(exports)
        ]
        none = pd.DataFrame(columns=[*CONTACT_COLUMNS.values(), "source"])
        return pd.concat(frames, ignore_index=True) if frames else none


def open_project(path: str | Path = ".") -> Project:
    """Open the project in ``path`` or above it, after bringing its processed data up to date.

    Raises
    ------
    WrongCall
        If there is no project there.
    DataRefused
        If a definition or card is wrong.
    """
    root = find_root(path)
    settings = read_settings(root)
    report = build(root)
    definitions = read_definitions(root)
    known = {key.split("/")[0] for key in definitions.programmes}
    for municipality in settings.municipalities:
        if municipality not in known:
            raise UnknownKey.among("municipality", municipality, known)
    return Project(root=root, settings=settings, definitions=definitions, build=report)


def _day(until: Until) -> date | None:
    return None if until is None or until == "" else read_day(until, "until")
