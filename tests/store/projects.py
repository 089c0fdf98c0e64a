"""A small project to build in a temporary folder: a village with one programme and two reports."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

SETTINGS = 'schema = 1\nmunicipalities = ["dorp"]\nlanguage = "nl"\n'
DEFINITION = dedent(
    """\
    schema = 1
    key = "dorp/1"
    municipality = "Dorp"
    code = "1"
    name = "Bestuur"
    names = { en = "Governance" }

    [[edition]]
    id = "dorp-jv-2020"
    title = "Jaarverslag 2020"
    kind = "jaarverslag"
    year = 2020
    published = 2021-07-15
    basis = "rule"

    [[edition]]
    id = "dorp-jv-2019"
    title = "Jaarverslag 2019"
    kind = "jaarverslag"
    year = 2019
    published = 2020-07-15
    basis = "stated"

    [[node]]
    key = "dorp/1A1"
    level = "doel"
    parent = ""
    codes = { dorp-jv-2019 = "1A1", dorp-jv-2020 = "1A1" }
    names = { dorp-jv-2019 = "Goed bestuur", dorp-jv-2020 = "Beter bestuur" }

    [[node]]
    key = "dorp/1A1.1"
    level = "prestatie"
    parent = "dorp/1A1"
    codes = { dorp-jv-2019 = "1A1.1" }
    names = { dorp-jv-2019 = "Vergaderen" }

    [[survey]]
    id = "peiling"
    name = "Peiling"
    waves = [
      { year = 2018, n = 400, basis = "published", reason = "staat in het verslag" },
      { year = 2019, n = 500, basis = "survey_total", reason = "hele peiling" },
    ]

    [[indicator]]
    key = "dorp/tevreden"
    name = "% inwoners dat tevreden is"
    codes = { dorp-jv-2019 = "1A1.a" }
    goal = "dorp/1A1"
    unit = "%"
    kind = "survey_share"
    direction = "higher"
    bounds = [0, 100]
    survey = "peiling"
    short = { nl = "Tevreden", en = "Satisfied" }
    [[indicator.target]]
    period = ""
    value = 80.0
    kind = "norm"
    edition = "dorp-jv-2020"

    [[indicator]]
    key = "dorp/cijfer"
    name = "Rapportcijfer"
    unit = "mark"
    kind = "survey_mean"
    direction = "higher"
    decimals = 1
    assumed_sd = 1.5
    survey = "peiling"

    [[indicator]]
    key = "dorp/paspoorten"
    name = "Paspoorten"
    unit = "count"
    kind = "register"
    direction = "neutral"
    label_incomplete = true
    note = "de omschrijving is onvolledig"

    [[event]]
    start = 2019-05-01
    precision = "month"
    category = "policy_driver"
    label = { nl = "Nieuwe balie", en = "New desk" }
    """
)
CONTACT = dedent(
    """\
    schema = 1

    [[volume]]
    key = "dorp/telefoon"
    programme = "dorp/1"
    channel = "telefoon"
    name = { nl = "Telefoon", en = "Telephone" }
    contacts = { nl = "telefoontjes", en = "calls" }

    [[queue]]
    name = "Wachtrij 1"
    channel = "telefoon"
    valid_from = 2019-01-01

    [[opening]]
    valid_from = 2019-01-01
    weekdays = [1, 2, 3, 4, 5]
    from = "09:00"
    to = "10:00"
    closed_on_holidays = true
    """
)
EXPLANATION = dedent(
    """\
    schema = 1
    edition = "dorp-jv-2019"

    [[explanation]]
    activity = "dorp/1A1.1"
    code = "1A1.1"
    status = "on_track"
    said = { nl = "Loopt.", en = "On its way." }
    """
)
HEADER = "code;jaar;soort;waarde;status;reden\n"
REPORT_2019 = HEADER + (
    "tevreden;2018;realisatie;-;;no_survey\n"
    "tevreden;2019;realisatie;60%;;\n"
    "tevreden;2019;streefwaarde;65%;;\n"
    "telefoon;2019;realisatie;1.200;;\n"
)
REPORT_2020 = HEADER + (
    "tevreden;2019;realisatie;62%;;\n"
    "tevreden;2020;realisatie;64%;;\n"
    "tevreden;2021;streefwaarde;70%;;\n"
)
DUTCH = 'encoding = "utf-8", delimiter = ";", decimal = ",", thousands = "."'
_PUBLISHED = {"dorp-jv-2019": ("2020-07-15", "stated"), "dorp-jv-2020": ("2021-07-15", "rule")}


def write(root: Path, name: str, text: str) -> Path:
    """Put a text in a file of the project, folders included."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


def add_source(
    root: Path,
    folder: str,
    text: str,
    *,
    edition: str = "dorp-jv-2019",
    kind: str = "indicator",
    file: str = "cijfers.csv",
    dialect: str = DUTCH,
    **changes: Any,
) -> Path:
    """Add a raw file with the card that belongs to it; ``changes`` replace keys of the card."""
    path = write(root, f"data/raw/{folder}/{file}", text)
    published, basis = _PUBLISHED.get(edition, ("", ""))
    card = {
        "schema": 1,
        "publisher": "Gemeente Dorp",
        "municipality": "dorp",
        "programme": "dorp/1",
        "edition": edition,
        "title": "Verslag",
        "published_basis": basis,
    } | changes
    lines = [f"{key} = {_toml(value)}" for key, value in card.items()]
    if published:
        lines.append(f"published = {published}")
    lines += ["", "[[file]]", f'name = "{file}"', f'kind = "{kind}"']
    lines += [f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"']
    lines += [f"dialect = {{ {dialect} }}"]
    write(root, f"data/raw/{folder}/card.toml", "\n".join(lines) + "\n")
    return path


def _toml(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


def definitions_only(root: Path) -> Path:
    """Make the project without any raw file."""
    write(root, "pcanalysis.toml", SETTINGS)
    write(root, "data/definitions/dorp/1.toml", DEFINITION)
    write(root, "data/definitions/dorp/contact.toml", CONTACT)
    write(root, "data/definitions/dorp/toelichting/dorp-jv-2019.toml", EXPLANATION)
    return root


def village(root: Path) -> Path:
    """Make the whole project: both annual reports."""
    definitions_only(root)
    add_source(root, "verslag-2019", REPORT_2019)
    add_source(root, "verslag-2020", REPORT_2020, edition="dorp-jv-2020")
    return root
