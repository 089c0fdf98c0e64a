"""From a TOML table to an object of the model: what is wrong is told with the line of its key.

TOML readers give no line numbers; the headers and keys are looked up in the text instead.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from pcanalysis.errors import DataRefused, InvalidModel, Message, nearest
from pcanalysis.errors.message import sentences

T = TypeVar("T")
_adapter: Any = cache(TypeAdapter)
_JSON = TypeAdapter(Any, config=ConfigDict(ser_json_inf_nan="constants"))
_HEADER = re.compile(r"^\s*\[\[?\s*([A-Za-z0-9_.\"'-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*["']?([A-Za-z0-9_-]+)["']?\s*(?:\.[^=]*)?=""")
_LONG_TEXT = re.compile(r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'')


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands in its file, and each of its keys."""

    file: str
    line: int | None = None
    keys: Mapping[str, int] = field(default_factory=dict)  # key to line

    def message(
        self, code: str, key: str | None = None, cell: Any = None, **facts: str | int | float
    ) -> Message:
        """Return a message about this table, or about one key of it."""
        line = self.keys.get((key or "").partition(".")[0], self.line)
        code = code if code in sentences() else "value_wrong"
        if cell is not None and not isinstance(cell, str):
            cell = _JSON.dump_json(cell).decode()
        return Message(code=code, file=self.file, line=line, column=key, cell=cell, facts=facts)

    def refuse(self, code: str, key: str | None = None, cell: Any = None, **facts: str) -> NoReturn:
        """Refuse the file for this one reason."""
        raise DataRefused([self.message(code, key, cell, **facts)])

    def text(self, table: dict[str, Any], key: str, default: str | None = None) -> str:
        """Take a text out of a table of this place; without ``default`` it has to be there."""
        found = table.pop(key, default)
        if not isinstance(found, str):
            self.refuse("expected_missing" if found is None else "expected_string", key, found)
        return found

    def unknown(self, key: str, cell: str | None, known: Iterable[str]) -> Message:
        """Return a message about a name that is not known, with the nearest one that is.

        The name is the value ``cell`` of ``key``, or ``key`` itself when there is no ``cell``.
        """
        code, names = "unknown_setting" if cell is None else "unknown_name", sorted(known)
        if near := nearest(key if cell is None else cell, names):
            return self.message(f"{code}_near", key, cell, near=near)
        return self.message(code, key, cell, known=", ".join(names) or "-")


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file: its content, and where its tables stand."""

    content: dict[str, Any]
    top: Place
    headers: Mapping[str, list[Place]]  # header → its tables, in order

    def place(self, name: str, position: int = 0) -> Place:
        """Return where the table ``name`` stands, the first or a later one."""
        found = self.headers.get(name, [])
        if position < len(found):
            return found[position]
        return Place(self.top.file, self.top.keys.get(name, self.top.line))

    def tables(self, name: str) -> Iterator[tuple[dict[str, Any], Place]]:
        """Yield each ``[[name]]`` with its place; refuse what is no such list."""
        found = self.content.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.place(name).refuse("expected_tables", name, name=name)
        for position, table in enumerate(found):
            yield dict(table), self.place(name, position)

    def each(self, cls: type[T], name: str) -> list[T]:
        """Make an object of every ``[[name]]``."""
        return [made(cls, table, place) for table, place in self.tables(name)]


def read_toml(path: Path, root: Path) -> Document:
    """Read a TOML file of the project in ``root``, with ``schema = 1``.

    DataRefused says on which line it cannot be read.
    """
    place = Place(path.relative_to(root).as_posix())
    text = ""
    try:
        text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        replace(place, line=line).refuse("not_utf8")
    except RecursionError:
        place.refuse("toml_too_deep")
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        twice = re.search("twice|overwrite|[Dd]uplicate|mutate", str(error))
        replace(place, line=line).refuse("toml_twice" if twice else "not_toml")
    top, headers = _places(text, place.file)
    if content.pop("schema", None) != 1:
        top.refuse("schema_missing", "schema")
    return Document(content, top, headers)


def _places(text: str, file: str) -> tuple[Place, dict[str, list[Place]]]:
    """Return where the keys above the first header stand, and every table by its header."""
    keys: dict[str, int] = {}
    top, headers = Place(file, 1, keys), dict[str, list[Place]]()
    blank = _LONG_TEXT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for line, written in enumerate(blank.split("\n"), start=1):
        if header := _HEADER.match(written):
            keys = {}
            name = re.sub("[\"']", "", header[1])
            headers.setdefault(name, []).append(Place(file, line, keys))
        elif key := _KEY.match(written):
            keys.setdefault(key[1], line)
    return top, headers


def made(cls: type[T], table: Mapping[str, Any], place: Place) -> T:
    """Make an object of the model from a table; DataRefused tells every wrong key with its line.

    Nothing is converted on the way: ``"80"`` is no number, and ``9`` is no time. A field can have
    another name in files (``metadata["key"]``), or none (None).
    """
    names = {one.metadata.get("key", one.name): one.name for one in fields(cls)}  # type: ignore[arg-type]
    known = [name for name in names if name]
    if wrong := [key for key in table if key not in known]:
        raise DataRefused([place.unknown(key, None, known) for key in wrong])
    own = {names[key]: value for key, value in table.items()}
    written = {name: key for key, name in names.items()}
    try:
        result: T = _adapter(cls).validate_json(_JSON.dump_json(own), strict=True)
    except ValidationError as error:
        problems = [_mistyped(wrong, written, place) for wrong in error.errors()]
    except InvalidModel as error:
        code, key = error.code or f"{cls.__name__.lower()}_wrong", written.get(error.key)
        problems = [place.message(code, key, own.get(error.key), **error.facts)]
    else:
        return result
    raise DataRefused(problems)


def _mistyped(wrong: Mapping[str, Any], written: Mapping[str, str], place: Place) -> Message:
    first, *rest = wrong["loc"]
    key = ".".join([written.get(str(first), str(first)), *map(str, rest)])
    code = f"expected_{wrong['type'].partition('_')[0]}"
    known = ", ".join(re.findall(r"'([^']*)'", wrong.get("ctx", {}).get("expected", "")))
    cell = wrong["input"] if isinstance(wrong["input"], (str, int, float)) else None
    return place.message(code, key, cell, **({"known": known} if known else {}))


def check_keys(keys: Iterable[tuple[str, Place]], owner: str) -> list[Message]:
    """Return every key that stands twice, or outside the municipality ``owner``."""
    problems, seen = list[Message](), set[str]()
    for key, place in keys:
        if not key.startswith(f"{owner}/"):
            problems.append(place.message("key_of_another", "key", key, owner=owner))
        if key in seen:
            problems.append(place.message("key_twice", "key", key))
        seen.add(key)
    return problems
