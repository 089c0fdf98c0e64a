"""What ``add`` leaves out of a delivery, and where it can be found."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pcanalysis.errors import DataRefused
from pcanalysis.store.add import Order, add
from pcanalysis.store.build import build
from pcanalysis.store.reading.delivery import read_delivery
from pcanalysis.store.rejected import rejected_of
from tests.store.projects import definitions_only, write

KCC = Order(kind="kcc", programme="dorp/1", today=date(2026, 11, 25), partial=True)
TABLE = replace(KCC, kind="indicator", edition="dorp-jv-2019")
REJECTED = "data/processed/rejected/dorp-1-kcc/rejected.csv.parquet"
EXPORT = (
    "datum;kanaal;onderwerp;aantal;medewerker;kleur\n"
    "07-01-2019;telefoon;paspoort;10;J. Test;rood\n"
    "31-02-2019;telefoon;=bel 0612345678;11;J. Test;groen\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return definitions_only(tmp_path / "project")


def test_what_add_refused_is_found_after_every_build(project: Path, tmp_path: Path) -> None:
    add(project, [write(tmp_path, "export.csv", EXPORT)], KCC)

    for _ in range(2):
        build(project)
        (row,) = pd.read_parquet(project / REJECTED).to_dict("records")
        assert (row["number"], row["line"]) == (1, 3)
        assert (row["message_code"], row["message_column"]) == ("invalid_date", "datum")
        assert row["message_reason"].startswith("Deze datum bestaat niet")
        assert (row["datum"], row["aantal"]) == ("31-02-2019", "11")
        shutil.rmtree(project / "data/processed")


def test_nothing_about_a_person_and_no_free_text_is_kept(project: Path, tmp_path: Path) -> None:
    added = add(project, [write(tmp_path, "Jansen.csv", EXPORT + "te;kort\n")], KCC)

    stored = (project / added.stored / "rejected.csv").read_text("utf-8")

    assert [line.split(";")[1] for line in stored.splitlines()] == ["line", "3", "4"]
    for secret in ("J. Test", "0612345678", "groen", "Jansen", "paspoort"):
        assert secret not in stored


def test_what_is_kept_of_a_refused_row_starts_no_formula(tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", "code;jaar;waarde;bron\na;2019;1;x\nb;nee;2;=1+1\n")

    table = rejected_of(read_delivery([file], "indicator"))

    assert table["bron"].tolist() == ["'=1+1"]


def test_rows_of_two_files_that_contradict_each_other_are_kept_without_their_names(
    project: Path, tmp_path: Path
) -> None:
    rows = "datum;kanaal;aantal\n07-01-2019;telefoon;{}\n08-01-2019;telefoon;4\n"
    paths = [write(tmp_path, f"mail-{n}.csv", rows.format(n)) for n in (1, 2)]

    added = add(project, paths, KCC)

    stored = pd.read_csv(project / added.stored / "rejected.csv", sep=";")
    assert stored["number"].tolist() == [2]
    assert stored["line"].tolist() == [2]
    assert stored["message_code"].tolist() == ["duplicate_key_conflict"]
    assert "bestand 1:2" in stored["message_reason"][0]
    assert "mail-" not in stored.to_string()


def test_a_delivery_without_a_refused_row_has_no_such_file(project: Path, tmp_path: Path) -> None:
    added = add(project, [write(tmp_path, "a.csv", EXPORT.replace("31-02", "28-02"))], KCC)

    assert not (project / added.stored / "rejected.csv").exists()
    build(project)
    assert not (project / REJECTED).exists()


def test_the_rows_that_were_refused_cannot_be_changed_behind_the_card(
    project: Path, tmp_path: Path
) -> None:
    added = add(project, [write(tmp_path, "export.csv", EXPORT)], KCC)
    with (project / added.stored / "rejected.csv").open("a", encoding="utf-8") as file:
        file.write("1;9;x;;;\n")

    with pytest.raises(DataRefused) as refused:
        build(project)

    assert [problem.code for problem in refused.value.problems] == ["differs_from_card"]


# --- codes that no definition knows ---------------------------------------------------------------


def test_add_warns_of_a_code_that_is_not_defined_with_the_nearest(
    project: Path, tmp_path: Path
) -> None:
    file = write(tmp_path, "a.csv", "code;jaar;waarde\ntevreden;2019;60\ntevrede;2020;61\n")

    added = add(project, [file], replace(TABLE, partial=False))

    (warning,) = added.delivery.messages
    assert (added.delivery.outcome, bool(added.stored)) == ("warn", True)
    assert (warning.severity, warning.code) == ("warning", "unknown_code")
    assert (warning.line, warning.column, warning.cell) == (3, "code", "tevrede")
    (built,) = build(project).problems
    assert warning.reason() == built.reason()
    assert warning.reason().endswith("Lijkt op: tevreden.")


def test_add_warns_of_a_norm_that_is_not_defined(project: Path, tmp_path: Path) -> None:
    file = write(
        tmp_path, "a.csv", "code;periode;teller;noemer\ntevreden;2019;60;100\nx;2019;1;20\n"
    )

    added = add(project, [file], replace(TABLE, kind="norm", edition=""))

    assert [(m.code, m.line) for m in added.delivery.messages] == [("unknown_code", 3)]


def test_add_warns_of_another_unit_than_the_definition_has(project: Path, tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", "code;jaar;waarde;eenheid\ntevreden;2019;7,1;rapportcijfer\n")

    added = add(project, [file], TABLE)

    assert [m.code for m in added.delivery.messages] == ["unit_not_as_defined"]
