"""What the files under ``data/definitions`` say: programmes, volumes, opening hours, explanations.

One TOML file per programme, and per municipality ``contact.toml`` and a file with explanations for
each edition. Every reference must lead somewhere; what does not is refused with file and line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from pcanalysis.errors import DataRefused, InvalidModel, Problem, UnknownKey, WrongCall
from pcanalysis.model import (
    Activity,
    Edition,
    Event,
    Explanation,
    Goal,
    Indicator,
    Opening,
    Period,
    PolicyField,
    Programme,
    Source,
    Target,
    Volume,
)
from pcanalysis.model.programme import Node, Wave
from pcanalysis.store.tables import made, read_toml

FOLDER = "data/definitions"
CONTACT_FILE = "contact.toml"
_LEVELS = {
    "beleidsterrein": PolicyField,
    "doel": Goal,
    "smart_doel": Goal,
    "prestatie": Activity,
    "activiteit": Activity,
}
_PARTS = ("schema", "edition", "node", "survey", "indicator", "event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """All definitions of a project."""

    programmes: Mapping[str, Programme]  # by key
    openings: Mapping[str, tuple[Opening, ...]]  # by municipality
    queues: Mapping[str, Mapping[str, str]]  # by municipality: queue name to channel
    norms: tuple[Target, ...]  # standing norms that no table holds


@dataclass(frozen=True, slots=True, kw_only=True)
class _Survey:
    id: str
    name: str
    waves: tuple[Wave, ...]


@dataclass(slots=True)
class _Contact:
    volumes: list[tuple[str, Volume]] = field(default_factory=list)  # programme key and volume
    file: str = ""
    openings: tuple[Opening, ...] = ()
    queues: Mapping[str, str] = field(default_factory=dict)


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
    contacts: dict[str, _Contact] = {}
    national: list[Event] = []
    for path in sorted(folder.glob("*.toml")):
        content, lines = read_toml(path, _relative(path, root))
        national += _events(content, lines, _relative(path, root))
    for municipality in sorted(p for p in folder.iterdir() if p.is_dir()):
        contacts[municipality.name] = _read_contact(municipality / CONTACT_FILE, root)
        for path in sorted(municipality.glob("*.toml")):
            if path.name != CONTACT_FILE:
                programme, own_norms = _read_programme(path, root)
                if programme.key in programmes:
                    _refuse(_relative(path, root), 1, "key", programme.key, "defined twice.")
                programmes[programme.key] = programme
                norms += own_norms
        _check_explanations(municipality, programmes, root)
    for contact in contacts.values():
        for key, volume in contact.volumes:
            if key not in programmes:
                reason = str(UnknownKey.among("programme", key, programmes))
                _refuse(contact.file, None, "programme", key, reason)
            own = programmes[key]
            events = own.events if own.volumes else own.events + tuple(national)
            programmes[key] = replace(own, volumes=(*own.volumes, volume), events=events)
    return Definitions(
        programmes=programmes,
        openings={name: contact.openings for name, contact in contacts.items()},
        queues={name: contact.queues for name, contact in contacts.items()},
        norms=tuple(norms),
    )


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _read_programme(path: Path, root: Path) -> tuple[Programme, list[Target]]:
    file = _relative(path, root)
    content, lines = read_toml(path, file)
    editions = _each(Edition, content, lines, "edition", file)
    editions.sort(key=lambda edition: edition.order)
    source = Source(
        file=file,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        publisher="pcanalysis",
        simulated=bool(content.get("simulated", False)),
    )
    explanations = [
        said
        for extra in sorted((path.parent / "toelichting").glob("*.toml"))
        for said in _read_explanations(extra, root)
        if said.edition in {edition.id for edition in editions}
    ]
    indicators, norms = _indicators(content, lines, file, editions, source)
    own = {key: value for key, value in content.items() if key not in _PARTS}
    parts: dict[str, Any] = {
        "editions": tuple(editions),
        "nodes": tuple(_nodes(content, lines, file)),
        "indicators": tuple(indicators),
        "events": tuple(_events(content, lines, file)),
        "explanations": tuple(explanations),
        "source": source,
    }
    programme = replace(made(Programme, own, file=file, line=1), **parts)
    _check_references(programme, file, lines)
    return programme, norms


def _each(
    cls: type[Any], content: Mapping[str, Any], lines: Mapping[str, list[int]], name: str, file: str
) -> list[Any]:
    tables = content.get(name, [])
    return [made(cls, table, file=file, line=lines[name][i]) for i, table in enumerate(tables)]


def _events(content: Mapping[str, Any], lines: Mapping[str, list[int]], file: str) -> list[Event]:
    tables = [{"end": None, **table} for table in content.get("event", [])]
    return _each(Event, {"event": tables}, lines, "event", file)


def _nodes(content: Mapping[str, Any], lines: Mapping[str, list[int]], file: str) -> Iterator[Node]:
    for i, table in enumerate(content.get("node", [])):
        cls = _LEVELS.get(table.get("level", ""), Node)
        plain = made(Node, table, file=file, line=lines["node"][i])
        yield cls(**{name: getattr(plain, name) for name in Node.__slots__})


def _indicators(
    content: Mapping[str, Any],
    lines: Mapping[str, list[int]],
    file: str,
    editions: list[Edition],
    source: Source,
) -> tuple[list[Indicator], list[Target]]:
    surveys = {one.id: one.waves for one in _each(_Survey, content, lines, "survey", file)}
    indicators, norms = [], []
    target_lines = iter(lines.get("indicator.target", []))
    by_id = {edition.id: edition for edition in editions}
    for i, table in enumerate(content.get("indicator", [])):
        line, own = lines["indicator"][i], dict(table)
        survey, targets = own.pop("survey", ""), own.pop("target", [])
        if survey and survey not in surveys:
            _refuse(file, line, "survey", survey, "no [[survey]] has this id.")
        waves = surveys.get(survey, ())
        indicators.append(replace(made(Indicator, own, file=file, line=line), waves=waves))
        key = indicators[-1].key
        norms += [_norm(one, key, file, next(target_lines), by_id, source) for one in targets]
    return indicators, norms


def _norm(
    table: Mapping[str, Any],
    key: str,
    file: str,
    line: int,
    editions: Mapping[str, Edition],
    source: Source,
) -> Target:
    own = dict(table)
    edition, period = own.pop("edition", ""), own.pop("period", "")
    if edition not in editions:
        _refuse(file, line, "edition", edition, "no [[edition]] has this id.")
    try:
        when = Period.parse(period) if period else None
    except InvalidModel as error:
        _refuse(file, line, "period", period, str(error))
    facts = {
        "key": key,
        "period": when,
        "source": replace(source, edition=editions[edition]),
        "line": line,
        "printed": f"{own.get('value', '')}",
    }
    return made(Target, {"value": None, **own, **facts}, file=file, line=line)


def _read_contact(path: Path, root: Path) -> _Contact:
    if not path.is_file():
        return _Contact()
    file = _relative(path, root)
    content, lines = read_toml(path, file)
    contact = _Contact(file=file, queues=content.get("queues", {}))
    for i, table in enumerate(content.get("volume", [])):
        own, line = dict(table), lines["volume"][i]
        programme = _taken(own, "programme", file, line)
        contact.volumes.append((programme, made(Volume, own, file=file, line=line)))
    openings = []
    for i, table in enumerate(content.get("opening", [])):
        own, line = dict(table), lines["opening"][i]
        own["open_from"] = _taken(own, "from", file, line)
        own["open_to"] = _taken(own, "to", file, line)
        openings.append(made(Opening, own, file=file, line=line))
    contact.openings = tuple(openings)
    return contact


def _read_explanations(path: Path, root: Path) -> list[Explanation]:
    file = _relative(path, root)
    content, lines = read_toml(path, file)
    edition = _taken(content, "edition", file, 1)
    tables = [{"edition": edition, **table} for table in content.get("explanation", [])]
    return _each(Explanation, {"explanation": tables}, lines, "explanation", file)


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
                reason = str(UnknownKey.among("edition", said.edition, editions))
                _refuse(_relative(path, root), 1, "edition", said.edition, reason)


def _check_references(programme: Programme, file: str, lines: Mapping[str, list[int]]) -> None:
    """Refuse what refers to something that is not there, stands twice or belongs elsewhere."""
    nodes = {node.key for node in programme.nodes}
    editions = {edition.id for edition in programme.editions}
    problems = _check_keys(programme, file, lines)
    for i, node in enumerate(programme.nodes):
        wrong = {key for key in node.codes if key not in editions}
        if node.parent and node.parent not in nodes:
            wrong.add(node.parent)
        problems += [_dangling(file, lines["node"][i], key) for key in sorted(wrong)]
    for i, indicator in enumerate(programme.indicators):
        if indicator.goal and indicator.goal not in nodes:
            problems.append(_dangling(file, lines["indicator"][i], indicator.goal))
    problems += [
        _dangling(file, None, said.activity)
        for said in programme.explanations
        if said.activity not in nodes
    ]
    if problems:
        raise DataRefused(problems)


def _check_keys(programme: Programme, file: str, lines: Mapping[str, list[int]]) -> list[Problem]:
    """Return every key that stands twice, or outside the municipality of its folder."""
    owner = Path(file).parent.name + "/"
    keys = [(programme.key, 1)]
    keys += [(n.key, lines["node"][i]) for i, n in enumerate(programme.nodes)]
    keys += [(n.key, lines["indicator"][i]) for i, n in enumerate(programme.indicators)]
    problems = [
        Problem(file=file, line=line, column="key", cell=key, reason=f"begin it with {owner!r}.")
        for key, line in keys
        if not key.startswith(owner)
    ]
    for kind in (programme.nodes, programme.indicators):
        own = [one.key for one in kind]
        problems += [
            Problem(file=file, column="key", cell=key, reason="stands here twice.")
            for key in sorted({key for key in own if own.count(key) > 1})
        ]
    return problems


def _taken(table: dict[str, Any], name: str, file: str, line: int) -> Any:
    """Take a value out of a table that needs it."""
    if name not in table:
        _refuse(file, line, name, None, "missing; this table needs it.")
    return table.pop(name)


def _dangling(file: str, line: int | None, key: str) -> Problem:
    return Problem(file=file, line=line, cell=key, reason="this leads nowhere; define it first.")


def _refuse(file: str, line: int | None, column: str, cell: str | None, reason: str) -> NoReturn:
    raise DataRefused([Problem(file=file, line=line, column=column, cell=cell, reason=reason)])
