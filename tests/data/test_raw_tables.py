"""What a typed table promises: its card is right, a missing figure says why, a figure is one."""

from __future__ import annotations

import csv
import hashlib
import math
from pathlib import Path

import pytest

from tests.data import typed_files as typed

SOURCES = sorted(set(typed.cards()) - set(typed.MADE))
REASONS = {"no_survey", "insufficient_data", "not_yet_known", "not_applicable", "unknown"}
MEASURED, WANTED = {"realisatie", "werkelijk"}, {"streefwaarde", "begroot", "norm"}


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("29%", 29.0),
        ("92,2%", 92.2),
        ("7,2 (*)", 7.2),
        ("214.997", 214997.0),
        ("5:36", 336.0),  # 5 * 60 + 36
        ("6,73", 6.73),
        ("0", 0.0),
        ("-", None),
        ("*)", None),
        ("n.b.", None),
        ("Niet gemeten", None),
        ("28 dagen gemiddeld", None),
    ],
)
def test_a_dutch_cell_is_read_as_a_person_reads_it(printed: str, value: float | None) -> None:
    assert typed.figure(printed) == value


@pytest.mark.parametrize("source", sorted(typed.cards()))
def test_a_card_lists_the_files_of_its_folder_with_their_fingerprint(source: str) -> None:
    folder = typed.RAW / source
    listed = {file["name"]: file["sha256"] for file in typed.cards()[source]["file"]}

    assert listed == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "card.toml"
    }


@pytest.mark.parametrize("source", SOURCES)
def test_a_card_agrees_with_the_edition_it_was_typed_from(source: str) -> None:
    card = typed.cards()[source]
    programme = typed.programmes()[card["programme"]]
    [edition] = [one for one in programme["edition"] if one["id"] == card["edition"]]

    assert card["published"] == edition["published"]
    assert card["published_basis"] == edition["basis"]
    assert card["title"] == edition["title"]
    assert card["publisher"] == f"Gemeente {programme['municipality']}"
    assert card["programme"].split("/")[0] == card["municipality"]
    assert not card["simulated"]


@pytest.mark.parametrize("source", SOURCES)
def test_every_code_in_a_table_is_defined(source: str) -> None:
    card = typed.cards()[source]
    defined = {one["key"] for one in typed.programmes()[card["programme"]]["indicator"]}
    defined |= {one["key"] for one in typed.volumes() if one["programme"] == card["programme"]}
    used = {f"{card['municipality']}/{cell['code']}" for cell in typed.cells(source)}

    assert used <= defined


def test_every_indicator_of_a_real_municipality_has_a_cell() -> None:
    typed_codes = {
        f"{typed.cards()[source]['municipality']}/{cell['code']}"
        for source in SOURCES
        for cell in typed.cells(source)
    }
    for key in set(typed.programmes()) - {"voorbeeld/kcc"}:
        assert {one["key"] for one in typed.programmes()[key]["indicator"]} <= typed_codes


@pytest.mark.parametrize("source", SOURCES)
def test_a_cell_without_a_figure_says_why_and_a_figure_needs_no_excuse(source: str) -> None:
    for cell in typed.cells(source):
        missing = typed.figure(cell["waarde"]) is None
        assert (cell["reden"] in REASONS) == missing, cell
        assert (cell["reden"] == "") == (not missing), cell


@pytest.mark.parametrize("source", SOURCES)
def test_a_cell_is_either_measured_or_wanted_and_only_a_norm_lacks_a_year(source: str) -> None:
    for cell in typed.cells(source):
        assert cell["soort"] in MEASURED | WANTED
        if not cell["jaar"]:
            assert cell["soort"] in WANTED


@pytest.mark.parametrize("source", SOURCES)
def test_one_table_never_prints_two_figures_for_one_cell(source: str) -> None:
    seen: dict[tuple[str, ...], float | None] = {}
    for cell in typed.cells(source):
        place = tuple(cell[name] for name in ("code", "gebied", "jaar", "soort"))
        assert seen.setdefault(place, typed.figure(cell["waarde"])) == typed.figure(cell["waarde"])


@pytest.mark.parametrize("source", SOURCES)
def test_the_names_in_a_table_are_the_names_of_the_definitions(source: str) -> None:
    card = typed.cards()[source]
    names = {one["key"]: one["name"] for one in typed.programmes()[card["programme"]]["indicator"]}
    names |= {one["key"]: one["name"]["nl"] for one in typed.volumes()}
    for cell in typed.cells(source):
        printed = cell["naam"].removesuffix(": (omschrijving ontbreekt)")
        assert printed == names[f"{card['municipality']}/{cell['code']}"]


def test_the_figures_add_up_to_the_committed_sums() -> None:
    with Path(__file__).with_name("checksums.csv").open(encoding="utf-8", newline="") as lines:
        sums = {row["file"]: row["sum"] for row in csv.DictReader(lines, delimiter=";")}
    for source in SOURCES:
        for file in {cell["file"] for cell in typed.cells(source)}:
            own = [typed.figure(c["waarde"]) for c in typed.cells(source) if c["file"] == file]
            total = math.fsum(value for value in own if value is not None)
            assert sums[f"data/raw/{source}/{file}"] == f"{total:.2f}"


def test_a_year_without_a_survey_has_neither_a_figure_nor_a_target() -> None:
    without = {
        (cell["code"], cell["jaar"])
        for source in ("leiden-jv-2017", "leiderdorp-begroting-2022")
        for cell in typed.cells(source)
        if cell["reden"] == "no_survey"
    }

    # Leiden asks in odd years; Leiderdorp too: 11 questions in 2020, 2022 and 2024
    assert {year for _, year in without} == {"2014", "2016", "2020", "2022", "2024"}
    assert len(without) == 2 * 2 + 11 * 3


def test_the_norms_of_tilburg_hold_always_and_the_days_are_no_share() -> None:
    cells = typed.cells("tilburg-begroting2018-servicenormen")
    debts = [cell for cell in cells if "dagen gemiddeld" in cell["waarde"]]

    assert {cell["jaar"] for cell in cells if cell["soort"] == "streefwaarde"} == {""}
    assert [cell["reden"] for cell in debts] == ["unknown"] * 3
    assert all("dagen" in cell["opmerking"] for cell in debts)


def test_figures_of_another_area_are_marked_with_that_area() -> None:
    areas = {
        source: {cell["gebied"] for cell in typed.cells(source)} - {""}
        for source in SOURCES
        if {cell["gebied"] for cell in typed.cells(source)} != {""}
    }

    assert areas == {
        "middendrenthe-begroting2022-beleidsindicatoren": {"Drenthe", "25.000-50.000 inw."},
        "oegstgeest-begroting2024-beleidsindicatoren": {"Nederland"},
    }


def leiden_volume(code: str, year: str) -> dict[str, str]:
    rows = typed.cells("leiden-jv-2017")
    [row] = [row for row in rows if (row["code"], row["jaar"]) == (code, year)]
    return row


@pytest.mark.parametrize(
    ("code", "year", "status"),
    [
        ("telefoon", "2016", "actual"),
        ("telefoon", "2017", "actual"),
        ("webformulier", "2017", "actual"),
        ("social-media", "2017", "actual"),
        ("webformulier", "2016", "derived"),
        ("social-media", "2016", "derived"),
        ("contacten-totaal", "2017", "lower_bound"),
        ("overig", "2017", "derived_lower_bound"),
    ],
)
def test_a_volume_of_leiden_says_if_it_was_stated_derived_or_a_lower_bound(
    code: str, year: str, status: str
) -> None:
    row = leiden_volume(code, year)
    value, low = typed.figure(row["waarde"]), float(row["laag"])

    assert row["status"] == status
    assert bool(row["herkomst"]) == status.startswith("derived")
    assert value is not None
    if "bound" in status:
        assert (value, row["hoog"]) == (low, "")
    else:
        assert low <= value <= float(row["hoog"])


def test_the_derived_volumes_of_leiden_follow_from_the_stated_ones() -> None:
    def stated(code: str) -> float:
        value = typed.figure(leiden_volume(code, "2017")["waarde"])
        assert value is not None
        return value

    # the report says: forms +64%, social media +111%, more than 300.000 contacts in all
    assert leiden_volume("webformulier", "2016")["waarde"] == "6.707"
    assert round(stated("webformulier") / 1.64) == 6707
    assert leiden_volume("social-media", "2016")["waarde"] == "900"
    assert round(stated("social-media") / 2.11) == 900
    parts = stated("telefoon") + stated("webformulier") + stated("social-media")
    assert leiden_volume("overig", "2017")["waarde"] == "97.100"
    assert stated("contacten-totaal") - parts == 97_100
