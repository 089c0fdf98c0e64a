from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from filelock import FileLock

from pcanalysis.errors import Busy, DataRefused, Message, OutputFailed
from pcanalysis.store import build as building
from pcanalysis.store.build import build, fingerprints, read_manifest
from tests.store.projects import (
    HEADER,
    REPORT_2019,
    REPORT_2020,
    add_source,
    definitions_only,
    village,
    write,
)

EXPORT = (
    "datum;tijd;kanaal;aangeboden;afgehandeld;gem_gesprekstijd;gem_wachttijd\n"
    "07-01-2019;09:00;Wachtrij 1;10;9;200;30\n"
    "07-01-2019;09:30;Wachtrij 1;12;12;210;20\n"
    "07-01-2019;09:00;Wachtrij 7;3;3;100;10\n"
)


def add_export(root: Path, folder: str = "kcc", *, text: str = EXPORT, **changes: Any) -> None:
    add_source(root, folder, text, edition="", kind="kcc", file="export.csv", **changes)


def output(root: Path) -> dict[str, bytes]:
    folder = root / "data/processed"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".build.lock"
    }


def times(root: Path) -> dict[str, int]:
    return {
        path.name: path.stat().st_mtime_ns
        for path in (root / "data/processed").rglob("*")
        if path.is_file() and path.name != ".build.lock"
    }


def refusal(root: Path, **options: bool) -> Message:
    with pytest.raises(DataRefused) as caught:
        build(root, **options)
    return caught.value.problems[0]


def test_a_build_writes_every_printed_cell_with_its_place(tmp_path: Path) -> None:
    report = build(village(tmp_path))

    cells = pd.read_parquet(tmp_path / "data/processed/cells.parquet")
    assert (report.changed, report.cells, report.problems) == (True, 7, ())
    first = cells.iloc[1]
    assert (first["key"], first["period"], first["value"]) == ("dorp/tevreden", "2019", 60.0)
    assert (first["edition"], first["published"]) == ("dorp-jv-2019", "2020-07-15")
    assert (first["file"], first["line"]) == ("data/raw/verslag-2019/cijfers.csv", 3)
    assert list(cells["simulated"]) == [False] * 7


def test_nothing_changed_means_nothing_written(tmp_path: Path) -> None:
    build(village(tmp_path))
    before = times(tmp_path)

    report = build(tmp_path)

    assert (report.changed, report.cells) == (False, 7)
    assert times(tmp_path) == before


def test_the_same_input_gives_the_same_bytes_in_any_place(tmp_path: Path) -> None:
    for name in ("een", "twee"):
        village(tmp_path / name)
        add_export(tmp_path / name)
        build(tmp_path / name)

    assert output(tmp_path / "een") == output(tmp_path / "twee")
    assert set(output(tmp_path / "een")) == {
        "cells.parquet",
        "contacts/kcc/export.csv.parquet",
        "manifest.json",
    }


@pytest.mark.parametrize("name", ["cells.parquet", "manifest.json"])
def test_what_was_thrown_away_comes_back_byte_for_byte(tmp_path: Path, name: str) -> None:
    build(village(tmp_path))
    before = output(tmp_path)
    (tmp_path / "data/processed" / name).unlink()

    report = build(tmp_path)

    assert report.changed
    assert output(tmp_path) == before


@pytest.mark.parametrize("name", ["cells.parquet", "manifest.json"])
def test_what_was_damaged_is_made_again(tmp_path: Path, name: str) -> None:
    build(village(tmp_path))
    before = output(tmp_path)
    (tmp_path / "data/processed" / name).write_bytes(b"[]")

    assert build(tmp_path).changed
    assert output(tmp_path) == before


def test_what_other_readers_built_is_built_anew(tmp_path: Path) -> None:
    build(village(tmp_path))
    before = output(tmp_path)
    older = read_manifest(tmp_path) | {"code": "of an older version"}
    write(tmp_path, "data/processed/manifest.json", json.dumps(older))

    assert build(tmp_path).changed
    assert output(tmp_path) == before


def test_a_new_report_changes_what_is_known(tmp_path: Path) -> None:
    definitions_only(tmp_path)
    add_source(tmp_path, "verslag-2019", REPORT_2019)
    build(tmp_path)
    add_source(tmp_path, "verslag-2020", REPORT_2020, edition="dorp-jv-2020")

    report = build(tmp_path)

    assert (report.changed, report.cells) == (True, 7)


def test_a_changed_definition_is_a_changed_input(tmp_path: Path) -> None:
    build(village(tmp_path))
    path = tmp_path / "data/definitions/dorp/contact.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# nieuw\n", encoding="utf-8")

    assert build(tmp_path).changed


def test_the_manifest_holds_fingerprints_and_no_time(tmp_path: Path) -> None:
    build(village(tmp_path))

    manifest = json.loads((tmp_path / "data/processed/manifest.json").read_text(encoding="utf-8"))

    assert manifest["inputs"] == fingerprints(tmp_path)
    assert set(manifest["inputs"]) == {
        "data/definitions/dorp/1.toml",
        "data/definitions/dorp/contact.toml",
        "data/definitions/dorp/toelichting/dorp-jv-2019.toml",
        "data/raw/verslag-2019/card.toml",
        "data/raw/verslag-2019/cijfers.csv",
        "data/raw/verslag-2020/card.toml",
        "data/raw/verslag-2020/cijfers.csv",
    }
    assert set(manifest) == {"schema", "code", "inputs", "outputs", "rows", "problems", "files"}


def test_a_wrong_cell_is_left_out_and_stays_reported(tmp_path: Path) -> None:
    definitions_only(tmp_path)
    add_source(tmp_path, "verslag-2019", REPORT_2019.replace("60%", "zestig"))

    first, second = build(tmp_path), build(tmp_path)

    assert (first.changed, second.changed) == (True, False)
    assert first.cells == 3
    assert first.problems == second.problems
    (problem,) = second.problems
    assert str(problem).startswith(
        "data/raw/verslag-2019/cijfers.csv, regel 3, kolom 'waarde': 'zestig'"
    )


def test_a_strict_build_fails_on_a_refused_row_every_time(tmp_path: Path) -> None:
    definitions_only(tmp_path)
    add_source(tmp_path, "verslag-2019", REPORT_2019.replace("60%", "zestig"))

    assert refusal(tmp_path, strict=True).cell == "zestig"
    assert refusal(tmp_path, strict=True).cell == "zestig"


def test_a_strict_build_of_good_data_is_quiet(tmp_path: Path) -> None:
    assert build(village(tmp_path), strict=True).problems == ()


def test_two_values_for_one_figure_in_one_file_cost_both(tmp_path: Path) -> None:
    definitions_only(tmp_path)
    add_source(tmp_path, "verslag-2019", REPORT_2019 + "tevreden;2019;realisatie;61%;;\n")

    report = build(tmp_path)

    assert report.cells == 3
    (problem,) = report.problems
    assert (problem.line, problem.code) == (6, "duplicate_key_conflict")
    assert problem.facts["other"] == "data/raw/verslag-2019/cijfers.csv:3"


def test_two_values_for_one_figure_in_two_files_of_one_document_cost_both(tmp_path: Path) -> None:
    definitions_only(tmp_path)
    add_source(tmp_path, "bijlage-2019", HEADER + "tevreden;2019;realisatie;61%;;\n")
    add_source(tmp_path, "verslag-2019", REPORT_2019)

    report = build(tmp_path)

    assert report.cells == 3
    assert [(problem.file, problem.line, problem.code) for problem in report.problems] == [
        ("data/raw/bijlage-2019/cijfers.csv", 2, "contradiction"),
        ("data/raw/verslag-2019/cijfers.csv", 3, "contradiction"),
    ]


def test_a_changed_raw_file_stops_the_build_and_leaves_the_old_one_alone(tmp_path: Path) -> None:
    build(village(tmp_path))
    before = output(tmp_path)
    write(tmp_path, "data/raw/verslag-2019/cijfers.csv", HEADER)

    assert refusal(tmp_path).code == "differs_from_card"
    assert output(tmp_path) == before


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"programme": "dorp/2"}, "programme", "unknown_name_near"),
        ({"municipality": "stad"}, "municipality", "card_municipality"),
        ({"edition": "dorp-jv-1999"}, "edition", "unknown_name_near"),
        ({"edition": ""}, "edition", "card_without_edition"),
        ({"published_basis": "rule"}, "published", "card_published"),
        ({"simulated": True}, "simulated", "card_simulated"),
    ],
)
def test_a_card_that_disagrees_with_the_definition_is_refused(
    tmp_path: Path, changes: dict[str, Any], column: str, code: str
) -> None:
    definitions_only(tmp_path)
    add_source(tmp_path, "verslag-2019", REPORT_2019, **changes)

    problem = refusal(tmp_path)

    assert (problem.file, problem.column) == ("data/raw/verslag-2019/card.toml", column)
    assert problem.code == code
    card = (tmp_path / problem.file).read_text(encoding="utf-8").splitlines()
    assert card[(problem.line or 0) - 1].startswith(f"{column} = ")


def test_an_export_becomes_rows_per_interval_and_queues_become_channels(tmp_path: Path) -> None:
    add_export(definitions_only(tmp_path))

    report = build(tmp_path)

    contacts = pd.read_parquet(tmp_path / "data/processed/contacts/kcc/export.csv.parquet")
    assert report.contact_rows == 3
    assert list(contacts["channel"]) == ["telefoon", "Wachtrij 7", "telefoon"]
    assert list(contacts["offered"]) == [10, 3, 12]
    assert str(contacts["start"].dt.tz) == "Europe/Amsterdam"


def test_a_queue_without_a_channel_is_reported_with_its_counts(tmp_path: Path) -> None:
    add_export(definitions_only(tmp_path))

    (problem,) = build(tmp_path).problems

    assert (problem.cell, problem.line, problem.code) == ("Wachtrij 7", 4, "unknown_channel")
    assert problem.facts == {"rows": 1, "contacts": 3}


LATER = (
    "datum;tijd;kanaal;aangeboden;afgehandeld;gem_gesprekstijd;gem_wachttijd\n"
    "08-01-2019;09:00;Wachtrij 1;5;5;200;30\n"
    "08-01-2019;09:30;Wachtrij 1;6;6;210;20\n"
)


def test_two_exports_that_share_no_day_stand_beside_each_other(tmp_path: Path) -> None:
    add_export(definitions_only(tmp_path), "kcc-1")
    add_export(tmp_path, "kcc-2", text=LATER)

    assert build(tmp_path).contact_rows == 5


def test_two_exports_of_equal_rank_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    add_export(definitions_only(tmp_path), "kcc-1")
    add_export(tmp_path, "kcc-2", text=EXPORT.replace("Wachtrij 1;12", "Wachtrij 1;13") + LATER)

    problem = refusal(tmp_path)

    assert (problem.code, problem.file) == ("exports_disagree", "data/raw/kcc-2/export.csv")
    assert problem.facts["other"] == "data/raw/kcc-1/export.csv"
    assert str(problem) == (
        "data/raw/kcc-2/export.csv: Dagen die ook in data/raw/kcc-1/export.csv staan, met een "
        "ander aantal: 1. De eerste is 07-01-2019, telefoon: hier 23, daar 22. Zet op elke kaart "
        "wanneer de levering is gepubliceerd (published): de nieuwste telt. Tellen beide, voeg ze "
        "dan samen in één bestand."
    )


def test_two_exports_of_equal_rank_that_agree_are_told_of_and_count_once(tmp_path: Path) -> None:
    add_export(definitions_only(tmp_path), "kcc-1")
    add_export(tmp_path, "kcc-2", text=EXPORT + LATER.partition("\n")[2])

    report = build(tmp_path)

    assert [problem.code for problem in report.problems] == ["unknown_channel"] * 2
    first, second = read_manifest(tmp_path)["files"]
    assert "overlapping_files" not in first["counts"]
    assert second["counts"]["overlapping_files"] == 1
    (told,) = (m for m in second["messages"] if m["code"] == "overlapping_files")
    assert (told["severity"], told["facts"]["rows"]) == ("info", 3)


@pytest.mark.parametrize("days", [("2019-02-01", "2019-03-01"), ("", "2019-03-01")])
def test_a_later_delivery_may_say_something_else(tmp_path: Path, days: tuple[str, str]) -> None:
    definitions_only(tmp_path)
    for name, day, calls in zip(("kcc-1", "kcc-2"), days, ("10", "11"), strict=True):
        changes = {"published": date.fromisoformat(day)} if day else {}
        add_export(tmp_path, name, text=EXPORT.replace(";10;9", f";{calls};9"), **changes)

    assert build(tmp_path).contact_rows == 6


def test_an_export_that_went_away_leaves_no_table_behind(tmp_path: Path) -> None:
    add_export(village(tmp_path))
    build(tmp_path)
    for path in (tmp_path / "data/raw/kcc").iterdir():
        path.unlink()
    (tmp_path / "data/raw/kcc").rmdir()

    build(tmp_path)

    assert "contacts/kcc/export.csv.parquet" not in output(tmp_path)


def test_a_project_without_figures_can_be_built(tmp_path: Path) -> None:
    report = build(definitions_only(tmp_path))

    cells = pd.read_parquet(tmp_path / "data/processed/cells.parquet")
    assert (report.cells, len(cells)) == (0, 0)
    assert cells["value"].dtype == "float64"


def test_a_build_waits_for_another_and_then_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(village(tmp_path))
    monkeypatch.setattr(building, "LOCK_SECONDS", 0)

    with (
        FileLock(tmp_path / "data/processed/.build.lock"),
        pytest.raises(Busy, match="locked by another build"),
    ):
        build(tmp_path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    village(tmp_path)
    write(tmp_path, "data/processed", "a file where the folder should be")

    with pytest.raises(OutputFailed, match="data/processed cannot be brought up to date"):
        build(tmp_path)
