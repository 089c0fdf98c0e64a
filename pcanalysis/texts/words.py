"""Every word a reader sees, per language, by key: ``word("nl", "page.in_short")``.

The words stand in ``nl.toml`` and ``en.toml`` with the same keys. Only those texts are templates;
what is filled in (names, titles, cells) is never read as one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pcanalysis.errors import UnknownKey

LANGUAGES = ("nl", "en")


def word(language: str, key: str, /, **values: object) -> str:
    """Return the text of ``key``, with ``values`` filled in at its ``{placeholders}``.

    Raises
    ------
    UnknownKey
        For a language or key that does not exist, or a placeholder without a value.

    Examples
    --------
    >>> word("nl", "page.in_short")
    'In het kort'
    >>> word("en", "card.line", line=3)
    'line 3'
    """
    return _fill(_template(language, key), key, values)


def sentences(language: str, key: str, /, **values: object) -> list[str]:
    """Return the text of ``key`` as a list of its sentences.

    Examples
    --------
    >>> sentences("en", "sample.unknown")
    ['We do not know how many people answered.', 'So we do not know the margin.']
    """
    parts = re.split(r"(?<=[.?!]) (?=[A-Z{])", _template(language, key))
    return [_fill(part, key, values) for part in parts]


def told(language: str, when: Mapping[str, object], /, **values: object) -> list[str]:
    """Return the sentences of every key that applies, in the order of the table ``when``.

    Examples
    --------
    >>> told("en", {"trend.went": False, "trend.chance": True})
    ['That can be chance.']
    """
    keys = (key for key, applies in when.items() if applies)
    return [sentence for key in keys for sentence in sentences(language, key, **values)]


def counted(language: str, key: str, number: int, **values: object) -> str:
    """Return the text of ``key.one`` or ``key.many``, with ``{number}`` written in words to twelve.

    Examples
    --------
    >>> counted("nl", "count.measurements", 2)
    'twee metingen'
    """
    form = "one" if number == 1 else "many"
    spelled = word(language, f"number.{number}") if 0 <= number <= 12 else str(number)
    return word(language, f"{key}.{form}", number=spelled, **values)


def begin(sentence: str) -> str:
    """Return ``sentence`` with a capital first letter; één becomes Eén, as Dutch writes it."""
    if sentence.startswith("één"):
        return f"E{sentence[1:]}"
    return sentence[:1].upper() + sentence[1:]


def listed(parts: list[str], language: str) -> str:
    """Return the parts as a list in words: ``a, b en c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word(language, 'list.and')} {parts[-1]}"


def _template(language: str, key: str) -> str:
    texts = texts_of(language)
    if key not in texts:
        raise UnknownKey.among("text", key, texts)
    return texts[key]


def _fill(template: str, key: str, values: Mapping[str, object]) -> str:
    try:
        return template.format_map(values)
    except KeyError as error:
        raise UnknownKey(f"Text {key!r} needs a value for {error}.") from error


@lru_cache(maxsize=len(LANGUAGES))
def texts_of(language: str) -> Mapping[str, str]:
    """Return every text of one language by its full key."""
    if language not in LANGUAGES:
        raise UnknownKey.among("language", language, LANGUAGES)
    text = files("pcanalysis.texts").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flatten(tomllib.loads(text)))


def _flatten(table: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{above}{name}"
        flat += [(key, value)] if isinstance(value, str) else _flatten(value, f"{key}.")
    return flat
