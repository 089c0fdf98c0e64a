"""``pcanalysis list``: what there is, in aligned columns or as one object."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.running import columns, run
from tests.store.projects import village, write


def test_the_programmes_of_the_project_are_listed_with_their_counts(
    root: Path, capsys: Any
) -> None:
    lines = run(capsys, root, "list", "programmes").out.splitlines()

    rows = {columns(line)[0]: columns(line) for line in lines}
    # annual report 2017: two effect indicators, five contact figures; four documents
    assert rows["leiden/1"][1:6] == ["Leiden", "Bestuur en dienstverlening", "2", "5", "4"]
    assert rows["voorbeeld/kcc"][-1] == "ja"  # simulated
    assert rows["leiderdorp/2D"][3] == "22"


def test_the_columns_of_a_list_stand_under_each_other(root: Path, capsys: Any) -> None:
    header, *rows = run(capsys, root, "list", "programmes").out.splitlines()

    start = header.index("gemeente")
    assert {row[start - 2 : start] for row in rows} == {"  "}
    assert " " not in {row[start] for row in rows}


def test_the_heads_follow_the_language_that_is_asked_for(root: Path, capsys: Any) -> None:
    dutch = run(capsys, root, "list", "indicators", "leiden/1").out
    english = run(capsys, root, "list", "indicators", "leiden/1", "--language", "en").out

    assert columns(dutch.splitlines()[0])[:3] == ["sleutel", "code", "naam"]
    assert columns(english.splitlines()[0])[:3] == ["key", "code", "name"]
    assert "hoger is beter" in dutch
    assert "higher is better" in english


def test_the_language_is_that_of_the_project_unless_told_otherwise(
    tmp_path: Path, capsys: Any
) -> None:
    village(tmp_path)
    write(tmp_path, "pcanalysis.toml", 'schema = 1\nmunicipalities = ["dorp"]\nlanguage = "en"\n')

    assert run(capsys, tmp_path, "list", "programmes").out.startswith("key")
    said = run(capsys, tmp_path, "list", "programmes", "--language", "nl")
    assert said.out.startswith("sleutel")


def test_a_list_can_be_of_one_programme(root: Path, capsys: Any) -> None:
    lines = run(capsys, root, "list", "indicators", "leiden/1").out.splitlines()

    assert [columns(line)[0] for line in lines[1:]] == ["leiden/1A1.a", "leiden/1A2.a"]


def test_an_indicator_is_listed_with_its_last_figure(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "list", "indicators", "leiden/1", "--json").json

    first = said["indicators"][0]
    assert first["key"] == "leiden/1A1.a"
    assert (first["last_period"], first["last_value"]) == ("2017", 29.0)
    assert first["waves"] == 2
    assert first["targets"] == 1


def test_an_indicator_without_a_figure_has_an_empty_cell_and_null(
    tmp_path: Path, capsys: Any
) -> None:
    village(tmp_path)

    line = run(capsys, tmp_path, "list", "indicators").out.splitlines()[2]
    said = run(capsys, tmp_path, "list", "indicators", "--json").json

    assert columns(line)[0] == "dorp/cijfer"
    assert "nan" not in line
    assert said["indicators"][1]["last_value"] is None


def test_a_long_name_is_cut_so_that_the_columns_stay_in_place(root: Path, capsys: Any) -> None:
    line = run(capsys, root, "list", "indicators", "leiden/1").out.splitlines()[1]

    name = columns(line)[2]
    assert len(name) == 60
    assert name.endswith("…")


def test_contact_volumes_say_how_finely_they_are_known(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "list", "volumes", "--json").json

    freqs = {volume["key"]: volume["freqs"] for volume in said["volumes"]}
    assert freqs["leiden/telefoon"] == "Y"
    assert freqs["voorbeeld/telefoon"] == "Y M D 30min"


def test_contact_volumes_can_be_of_one_programme(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "list", "volumes", "voorbeeld/kcc", "--json").json

    assert {volume["key"].split("/")[0] for volume in said["volumes"]} == {"voorbeeld"}
    assert all(volume["simulated"] for volume in said["volumes"])


def test_a_programme_without_contact_volumes_says_so(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "list", "volumes", "leiderdorp/2D")

    assert (said.code, said.out) == (0, "Niets gevonden.\n")
    assert run(capsys, root, "list", "volumes", "leiderdorp/2D", "--json").json == {"volumes": []}


def test_an_unknown_programme_is_answered_with_the_nearest(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "list", "indicators", "leidn/1")

    assert said.code == 2
    assert said.err == "Onbekend: programma 'leidn/1'. Bedoelt u 'leiden/1'?\n"
