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

from pcanalysis.errors import DataRefused, InvalidModel, Message, WrongCall
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
from pcanalysis.store.tables import Document, Place, made, read_toml

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
        raise WrongCall(f"{FOLDER} is missing: put a TOML file per programme there.")
    programmes: dict[str, Programme] = {}
    norms: list[Target] = []
    contacts: dict[str, ContactSettings] = {}
    volumes: list[tuple[OwnVolume, Place]] = []
    national: list[Event] = []
    for path in sorted(folder.glob("*.toml")):
        national += _events(read_toml(path, _relative(path, root)))
    for municipality in sorted(p for p in folder.iterdir() if p.is_dir()):
        path = municipality / CONTACT_FILE
        settings, own_volumes = read_contact_settings(path, _relative(path, root))
        contacts[municipality.name] = settings
        volumes += own_volumes
        for path in sorted(municipality.glob("*.toml")):
            if path.name != CONTACT_FILE:
                programme, own_norms = _read_programme(path, root)
                if programme.key in programmes:
                    Place(_relative(path, root), 1).refuse("key_twice", "key", programme.key)
                programmes[programme.key] = programme
                norms += own_norms
        _check_explanations(municipality, programmes, root)
    for volume, place in volumes:
        if volume.programme not in programmes:
            raise DataRefused([place.unknown("programme", volume.programme, programmes)])
        own = programmes[volume.programme]
        events = own.events if own.volumes else own.events + tuple(national)
        programmes[own.key] = replace(own, volumes=(*own.volumes, volume), events=events)
    return Definitions(programmes=programmes, contacts=contacts, norms=tuple(norms))


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _read_programme(path: Path, root: Path) -> tuple[Programme, list[Target]]:
    file = _relative(path, root)
    document = read_toml(path, file)
    editions = document.each(Edition, "edition")
    editions.sort(key=lambda edition: edition.order)
    source = Source(
        file=file,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        publisher="pcanalysis",
        simulated=bool(document.content.get("simulated", False)),
    )
    explanations = [
        said
        for extra in sorted((path.parent / "toelichting").glob("*.toml"))
        for said in _read_explanations(extra, root)
        if said.edition in {edition.id for edition in editions}
    ]
    indicators, norms = _indicators(document, editions, source)
    own = {key: value for key, value in document.content.items() if key not in _PARTS}
    parts: dict[str, Any] = {
        "editions": tuple(editions),
        "nodes": tuple(_nodes(document)),
        "indicators": tuple(indicators),
        "events": tuple(_events(document)),
        "explanations": tuple(explanations),
        "source": source,
    }
    programme = replace(made(Programme, own, document.top), **parts)
    _check_references(programme, document)
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
        survey = own.pop("survey", "")
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
    edition, period = own.pop("edition", ""), own.pop("period", "")
    if edition not in editions:
        raise DataRefused([place.unknown("edition", edition, editions)])
    try:
        when = Period.parse(period) if period else None
    except InvalidModel:
        place.refuse("invalid_period", "period", period)
    facts = {
        "key": key,
        "period": when,
        "source": replace(source, edition=editions[edition]),
        "line": place.line,
        "printed": f"{own.get('value', '')}",
    }
    return made(Target, {"value": None, **own, **facts}, place)


def _read_explanations(path: Path, root: Path) -> list[Explanation]:
    document = read_toml(path, _relative(path, root))
    edition = document.content.get("edition")
    if edition is None:
        document.top.refuse("expected_missing", "edition")
    return [
        made(Explanation, {"edition": edition, **own}, place)
        for own, place in document.tables("explanation")
    ]


def _check_explanations(folder: Path, programmes: Mapping[str, Programme], root: Path) -> None:
    """Refuse a file with explanations of an edition that no programme there has."""
    editions = [
        edition.id
        for key, programme in programmes.items()
        if key.startswith(f"{folder.name}/")
        for edition in programme.editions
    ]
    for path in sorted((folder / "toelichting").glob("*.toml")):
        for said in _read_explanations(path, root):
            if said.edition not in editions:
                place = Place(_relative(path, root), 1)
                raise DataRefused([place.unknown("edition", said.edition, editions)])


def _check_references(programme: Programme, document: Document) -> None:
    """Refuse what refers to something that is not there, stands twice or belongs elsewhere."""
    nodes = {node.key for node in programme.nodes}
    editions = {edition.id for edition in programme.editions}
    problems = _check_keys(programme, document)
    for i, node in enumerate(programme.nodes):
        place = document.place("node", i)
        wrong = sorted(key for key in node.codes if key not in editions)
        problems += [place.unknown("codes", key, editions) for key in wrong]
        if node.parent and node.parent not in nodes:
            problems.append(place.unknown("parent", node.parent, nodes))
    for i, indicator in enumerate(programme.indicators):
        if indicator.goal and indicator.goal not in nodes:
            place = document.place("indicator", i)
            problems.append(place.unknown("goal", indicator.goal, nodes))
    for said in programme.explanations:
        if said.activity not in nodes:
            place = Place(f"{Path(document.top.file).parent}/toelichting/{said.edition}.toml")
            problems.append(place.unknown("activity", said.activity, nodes))
    if problems:
        raise DataRefused(problems)


def _check_keys(programme: Programme, document: Document) -> list[Message]:
    """Return every key that stands twice, or outside the municipality of its folder."""
    owner = Path(document.top.file).parent.name
    keys = [(programme.key, document.top, "")]
    keys += [(n.key, document.place("node", i), "node") for i, n in enumerate(programme.nodes)]
    keys += [
        (one.key, document.place("indicator", i), "indicator")
        for i, one in enumerate(programme.indicators)
    ]
    problems, seen = [], set()
    for key, place, kind in keys:
        if not key.startswith(f"{owner}/"):
            problems.append(place.message("key_of_another", "key", key, owner=owner))
        if (key, kind) in seen:
            problems.append(place.message("key_twice", "key", key))
        seen.add((key, kind))
    return problems
