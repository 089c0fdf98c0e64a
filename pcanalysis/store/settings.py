"""What ``pcanalysis.toml`` says: whose reports are built, and in which language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pcanalysis.errors import WrongCall
from pcanalysis.store.tables import Place, made

SETTINGS_FILE = "pcanalysis.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a project."""

    schema: int
    municipalities: tuple[str, ...]  # whose reports are built; others are reference data
    language: str = "nl"
    small_cell: int = 10  # figures about fewer respondents are not published; 0 hides nothing


def find_root(path: str | Path) -> Path:
    """Return the project folder at or above ``path``: the one that holds ``pcanalysis.toml``.

    Raises
    ------
    WrongCall
        If there is none.
    """
    start = Path(path).resolve()
    for folder in (start, *start.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise WrongCall("no_project", file=SETTINGS_FILE)


def read_settings(root: Path) -> Settings:
    """Read the settings of the project in ``root``; WrongCall says which setting is wrong."""
    file = root / SETTINGS_FILE
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongCall("settings_unread", file=SETTINGS_FILE, detail=error) from error
    settings = made(Settings, table, Place(SETTINGS_FILE, 1))
    if settings.language not in ("nl", "en"):
        raise WrongCall("language_of_settings", file=SETTINGS_FILE, value=settings.language)
    return settings
