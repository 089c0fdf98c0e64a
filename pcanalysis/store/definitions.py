"""What the files under ``data/definitions`` say: programmes, contact settings, explanations.

One TOML file per programme, and per municipality ``contact.toml`` and a file with explanations for
each edition. Every reference must lead somewhere; what does not is refused with file and line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from pcanalysis.errors import DataRefused, InvalidModel, UnknownKey, WrongCall
from pcanalysis.model import (
    Activity,
    Edition,
    Event,
    Explanation,
    Goal,
    Indicator,
    Period,
    PolicyField,
    Programme,
    Source,
    Target,
)
from pcanalysis.model.contact import ContactSettings
from pcanalysis.model.programme import Node, Wave
from pcanalysis.store.contact_settings import OwnVolume, read_contact_settings
from pcanalysis.store.tables import Document, Place, check_keys, made, read_toml

FOLDER = "data/definitions"
CONTACT_FILE = "contact.toml"
_LEVELS = {
    "beleidsterrein": PolicyField,
    "doel": Goal,
    "smart_doel": Goal,
    "prestatie": Activity,
    "activiteit": Activity,
}
_PARTS = ("edition", "node", "survey", "indicator", "event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """All definitions of a project."""

    programmes: Mapping[str, Programme]  # by key
    contacts: Mapping[str, ContactSettings]  # by municipality
    norms: tuple[Target, ...]  # standing norms that no table holds

    def programme(self, key: str) -> Programme:
        """Return one programme; UnknownKey names the nearest."""
        if key not in self.programmes:
            raise UnknownKey.among("programme", key, self.programmes)
        return self.programmes[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Survey:
    id: str
    name: str
    waves: tuple[Wave, ...]


def definition_files(root: Path) -> list[Path]:
    """Return every definition file of the project, in a fixed order."""
    return sorted((root / FOLDER).rglob("*.toml"))


def read_definitions(root: Path) -> Definitions:
    """Read all definitions of the project in ``root``.

    Raises
    ------
    WrongCall
        If there are none.
    DataRefused
        If a file cannot be read or a reference leads nowhere.
    """
    folder = root / FOLDER
    if not folder.is_dir():
        raise WrongCall("no_definitions", folder=FOLDER)
    programmes: dict[str, Programme] = {}
    norms: list[Target] = []
    contacts: dict[str, ContactSettings] = {}
    volumes: list[tuple[OwnVolume, Place]] = []
    national: list[Event] = []
    for path in sorted(folder.glob("*.toml")):
        national += _events(read_toml(path, root))
    for municipality in sorted(p for p in folder.iterdir() if p.is_dir()):
        path = municipality / CONTACT_FILE
        contacts[municipality.name], own_volumes = read_contact_settings(path, root)
        volumes += own_volumes
        for programme, own_norms in _read_municipality(municipality, root):
            programmes[programme.key] = programme
            norms += own_norms
    for volume, place in volumes:
        if volume.programme not in programmes:
            raise DataRefused([place.unknown("programme", volume.programme, programmes)])
        own = programmes[volume.programme]
        events = own.events if own.volumes else own.events + tuple(national)
        programmes[own.key] = replace(own, volumes=(*own.volumes, volume), events=events)
    return Definitions(programmes=programmes, contacts=contacts, norms=tuple(norms))


def _read_municipality(folder: Path, root: Path) -> list[tuple[Programme, list[Target]]]:
    """Read the programmes of one municipality, and check that what is explained is theirs."""
    said = _explanations(folder, root)
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name != CONTACT_FILE]
    found = [_read_programme(path, root, said) for path in paths]
    sources = [(programme.key, programme.source) for programme, _ in found]
    problems = check_keys([(key, Place(s.file, 1)) for key, s in sources if s], folder.name)
    editions = {edition.id for programme, _ in found for edition in programme.editions}
    for one, place in said:
        if one.edition not in editions:
            problems.append(place.unknown("edition", one.edition, editions))
    if problems:
        raise DataRefused(problems)
    return found


def _read_programme(
    path: Path, root: Path, said: list[tuple[Explanation, Place]]
) -> tuple[Programme, list[Target]]:
    document = read_toml(path, root)
    editions = document.each(Edition, "edition")
    editions.sort(key=lambda edition: edition.order)
    source = Source(
        file=document.top.file,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        publisher="pcanalysis",
        simulated=bool(document.content.get("simulated", False)),
    )
    ids = {edition.id for edition in editions}
    explanations = [(one, place) for one, place in said if one.edition in ids]
    indicators, norms = _indicators(document, editions, source)
    own = {key: value for key, value in document.content.items() if key not in _PARTS}
    parts: dict[str, Any] = {
        "editions": tuple(editions),
        "nodes": tuple(_nodes(document)),
        "indicators": tuple(indicators),
        "events": tuple(_events(document)),
        "explanations": tuple(one for one, _ in explanations),
        "source": source,
    }
    programme = replace(made(Programme, own, document.top), **parts)
    _check_references(programme, document, explanations)
    return programme, norms


def _events(document: Document) -> list[Event]:
    return [made(Event, {"end": None, **own}, place) for own, place in document.tables("event")]


def _nodes(document: Document) -> Iterator[Node]:
    for table, place in document.tables("node"):
        plain = made(Node, table, place)
        cls = _LEVELS.get(plain.level, Node)
        yield cls(**{name: getattr(plain, name) for name in Node.__slots__})


def _indicators(
    document: Document, editions: list[Edition], source: Source
) -> tuple[list[Indicator], list[Target]]:
    surveys = {one.id: one.waves for one in document.each(_Survey, "survey")}
    indicators, norms, position = [], [], count()
    by_id = {edition.id: edition for edition in editions}
    for own, place in document.tables("indicator"):
        survey = place.text(own, "survey", "")
        targets = Document({"target": own.pop("target", [])}, place, {})
        if survey and survey not in surveys:
            raise DataRefused([place.unknown("survey", survey, surveys)])
        waves = surveys.get(survey, ())
        indicators.append(replace(made(Indicator, own, place), waves=waves))
        for target, _ in targets.tables("target"):
            at = document.place("indicator.target", next(position))
            norms.append(_norm(target, indicators[-1].key, at, by_id, source))
    return indicators, norms


def _norm(
    own: dict[str, Any], key: str, place: Place, editions: Mapping[str, Edition], source: Source
) -> Target:
    edition, period = (
        place.text(own, "edition", None if editions else ""),
        place.text(own, "period", ""),
    )
    if edition and edition not in editions:
        raise DataRefused([place.unknown("edition", edition, editions)])
    try:
        when = Period.parse(period) if period else None
    except InvalidModel:
        place.refuse("invalid_period", "period", period)
    facts = {
        "key": key,
        "period": when,
        "source": replace(source, edition=editions.get(edition)),
        "line": place.line,
        "printed": f"{own.get('value', '')}",
    }
    return made(Target, {"value": None, **own, **facts}, place)


def _explanations(folder: Path, root: Path) -> list[tuple[Explanation, Place]]:
    """Return every explanation of a municipality, with where it stands."""
    found = []
    for path in sorted((folder / "toelichting").glob("*.toml")):
        document = read_toml(path, root)
        edition = document.top.text(document.content, "edition")
        for own, place in document.tables("explanation"):
            at = replace(place, keys={**document.top.keys, **place.keys})
            found.append((made(Explanation, {"edition": edition, **own}, at), at))
    return found


def _check_references(
    programme: Programme, document: Document, explanations: list[tuple[Explanation, Place]]
) -> None:
    """Refuse what refers to something that is not there, stands twice or belongs elsewhere."""
    nodes = {node.key for node in programme.nodes}
    editions = {edition.id for edition in programme.editions}
    owner = Path(document.top.file).parent.name
    at = document.place
    problems = check_keys([(n.key, at("node", i)) for i, n in enumerate(programme.nodes)], owner)
    indicators = [(one.key, at("indicator", i)) for i, one in enumerate(programme.indicators)]
    problems += check_keys(indicators, owner)
    named: list[tuple[Place, str, str, set[str]]] = []
    for i, node in enumerate(programme.nodes):
        named += [(at("node", i), "codes", key, editions) for key in sorted(node.codes)]
        named.append((at("node", i), "parent", node.parent, nodes))
    for i, one in enumerate(programme.indicators):
        named.append((at("indicator", i), "goal", one.goal, nodes))
    named += [(place, "activity", said.activity, nodes) for said, place in explanations]
    problems += [
        place.unknown(name, key, known)
        for place, name, key, known in named
        if key not in known and (key or name == "activity")  # parent and goal can be left out
    ]
    if problems:
        raise DataRefused(problems)
