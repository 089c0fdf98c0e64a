"""What a raw file brings once it is laid beside the definitions."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pcanalysis.errors import DataRefused
from pcanalysis.model import Kind, NBasis
from pcanalysis.store.build import build, read_manifest
from pcanalysis.store.project import Project, open_project
from tests.store.projects import DEFINITION, add_source, definitions_only, write

NORM = (
    '[[indicator]]\nkey = "dorp/bellen"\nname = "% binnen 30 seconden"\nunit = "%"\n'
    'kind = "norm"\ndirection = "higher"\nbounds = [0, 100]\n\n'
)
NORMS = "code;periode;teller;noemer\n"
PERSON = "datum;tijd;kanaal;aangeboden;medewerker\n07-01-2019;09:00;telefoon;10;J. de Vries\n"


def with_norms(root: Path, rows: str, **card: Any) -> Project:
    definitions_only(root)
    write(root, "data/definitions/dorp/1.toml", DEFINITION + "\n" + NORM)
    add_source(root, "normen", NORMS + rows, edition="", kind="norm", **card)
    return open_project(root)


def cells(root: Path) -> pd.DataFrame:
    return pd.read_parquet(root / "data/processed/cells.parquet")


def test_a_norm_becomes_a_share_of_its_cases(tmp_path: Path) -> None:
    history = with_norms(tmp_path, "bellen;2019-02;80;100\nbellen;2019-01;30;40\n").history(
        "dorp/bellen"
    )

    assert (history.kind, history.freq) == (Kind.NORM, "M")
    assert [(p.period.label, p.value) for p in history.points] == [("2019-01", 75), ("2019-02", 80)]
    last = history.points[-1]
    assert (last.numerator, last.denominator, last.n) == (80, 100, 100)
    assert last.n_basis is NBasis.PUBLISHED
    assert (last.printed, last.line) == ("80/100", 2)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [("0;0", "not_applicable"), ("-;100", "unknown"), ("8;n.n.b.", "not_yet_known")],
)
def test_a_norm_without_cases_or_counts_is_missing_and_says_why(
    tmp_path: Path, counts: str, reason: str
) -> None:
    history = with_norms(tmp_path, f"bellen;2019-01;{counts}\nbellen;2019-02;80;100\n").history(
        "dorp/bellen"
    )

    first = history.observations[0]
    assert math.isnan(first.value)
    assert (first.status, first.reason) == ("missing", reason)


@pytest.mark.parametrize(
    ("periods", "freq", "kept"),
    [
        (["2019", "2019-01"], "M", ["2019-01"]),
        (["2019-K1", "2019-K2", "2018"], "Q", ["2019-K1", "2019-K2"]),
        (["2019-W02", "2019-01"], "W", ["2019-W02"]),
        (["2018", "2019"], "Y", ["2018", "2019"]),
    ],
)
def test_a_history_has_the_finest_frequency_that_is_printed(
    tmp_path: Path, periods: list[str], freq: str, kept: list[str]
) -> None:
    rows = "".join(f"bellen;{period};80;100\n" for period in periods)

    history = with_norms(tmp_path, rows).history("dorp/bellen")

    assert (history.freq, [p.period.label for p in history.points]) == (freq, kept)


def test_a_norm_for_something_else_is_refused_with_the_nearest_code(tmp_path: Path) -> None:
    project = with_norms(tmp_path, "belen;2019-01;80;100\nbellen;2019-01;80;100\n")

    (problem,) = project.build.problems
    assert (problem.code, problem.line, problem.cell) == ("unknown_code", 2, "belen")
    assert problem.facts == {"near": "bellen"}


def test_respondents_of_the_file_go_before_those_of_the_definition(tmp_path: Path) -> None:
    text = "code;jaar;waarde;n\ntevreden;2018;55%;321\ntevreden;2019;60%;\n"
    add_source(definitions_only(tmp_path), "verslag-2019", text)

    first, last = open_project(tmp_path).history("dorp/tevreden").points

    assert (first.n, first.n_basis) == (321, NBasis.PUBLISHED)
    assert (last.n, last.n_basis) == (500, NBasis.SURVEY_TOTAL)


def test_a_margin_gives_the_standard_error_where_respondents_are_unknown(tmp_path: Path) -> None:
    text = "code;jaar;waarde;n;marge\ntevreden;2018;50%;400;4,9\ntevreden;2019;60%;;9,8\n"
    add_source(definitions_only(tmp_path), "verslag-2019", text)

    first, last = open_project(tmp_path).history("dorp/tevreden").points

    assert (first.n, math.isnan(first.se)) == (400, True)
    assert (last.se, math.isnan(last.n)) == (pytest.approx(5.0), True)  # 9.8 / 1.96


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("code;jaar;waarde\ntevreeden;2019;60%\n", "unknown_code", "code"),
        (
            "code;jaar;waarde;eenheid\ntevreden;2019;7;rapportcijfer\n",
            "unit_not_as_defined",
            "eenheid",
        ),
        ("code;jaar;waarde\ntevreden;2019;160\n", "outside_bounds", "waarde"),
    ],
)
def test_a_figure_that_is_not_as_defined_is_left_out(
    tmp_path: Path, text: str, code: str, column: str
) -> None:
    add_source(definitions_only(tmp_path), "verslag-2019", text)

    report = build(tmp_path)

    assert report.cells == 0
    assert [(p.code, p.line, p.column) for p in report.problems] == [(code, 2, column)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("kcc", PERSON),
        ("indicator", "code;jaar;waarde;telefoonnummer\ntevreden;2019;60%;0612345678\n"),
        ("norm", "code;periode;teller;noemer;e-mailadres\nbellen;2019;8;9;jan@dorp.nl\n"),
    ],
)
def test_a_file_with_persons_that_was_placed_by_hand_is_refused(
    tmp_path: Path, kind: str, text: str
) -> None:
    edition = "dorp-jv-2019" if kind == "indicator" else ""
    add_source(definitions_only(tmp_path), "bron", text, kind=kind, edition=edition)

    with pytest.raises(DataRefused) as caught:
        build(tmp_path)

    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("personal_data_in_raw", "data/raw/bron/cijfers.csv")
    assert "pcanalysis add" in str(problem)
    stored = [path for path in (tmp_path / "data/processed").rglob("*") if path.is_file()]
    assert [path.name for path in stored] == [".build.lock"]
    for secret in ("Vries", "0612345678", "jan@dorp.nl"):
        assert secret not in str(problem)


def test_free_text_about_a_person_refuses_the_file(tmp_path: Path) -> None:
    text = (
        "code;jaar;waarde;opmerking\ntevreden;2018;zestig;belde 0612345678 op\ntevreden;2019;60%;\n"
    )
    definitions_only(tmp_path)
    add_source(tmp_path, "verslag-2019", text)

    with pytest.raises(DataRefused) as refusal:  # free text about a person: nothing is kept
        build(tmp_path)
    assert [p.code for p in refusal.value.problems] == ["personal_data_in_raw"]


def test_rows_that_were_left_out_are_kept_masked(tmp_path: Path) -> None:
    text = "code;jaar;waarde\ntevreden;2018;bel 0612345678\ntevreden;2019;60%\n"
    add_source(definitions_only(tmp_path), "verslag-2019", text)

    (problem,) = build(tmp_path).problems

    rejected = pd.read_parquet(
        tmp_path / "data/processed/rejected/verslag-2019/cijfers.csv.parquet"
    )
    assert rejected["line"].tolist() == [2]
    assert rejected["code"].tolist() == ["tevreden"]
    assert "0612345678" not in rejected.to_string()
    assert "0612345678" not in str(problem)
    manifest = (tmp_path / "data/processed/manifest.json").read_text("utf-8")
    assert "0612345678" not in manifest


def test_the_manifest_says_what_was_read_kept_and_left_out(tmp_path: Path) -> None:
    text = "code;jaar;waarde\ntevreden;2018;zestig\ntevreden;2019;60%\ntevreden;2019;60%\n"
    add_source(definitions_only(tmp_path), "verslag-2019", text)
    build(tmp_path)

    (file,) = read_manifest(tmp_path)["files"]

    assert (file["rows_read"], file["rows_kept"], file["rows_rejected"]) == (3, 1, 2)
    assert file["counts"] == {"duplicate_row": 1, "not_a_number": 1}
    assert file["evidence"]["delimiter"].startswith(";")
    assert [p["code"] for p in read_manifest(tmp_path)["problems"]] == ["not_a_number"]


def test_of_many_messages_of_one_kind_the_manifest_keeps_the_first(tmp_path: Path) -> None:
    rows = "".join(f"tevreden;{year};zo\n" for year in range(1950, 2000))
    add_source(definitions_only(tmp_path), "v", "code;jaar;waarde\n" + rows + "tevreden;2019;60%\n")
    build(tmp_path)

    (file,) = read_manifest(tmp_path)["files"]

    assert file["counts"]["not_a_number"] >= 20
    assert len(file["messages"]) <= 21


def test_what_was_left_out_once_is_gone_when_the_file_is_right(tmp_path: Path) -> None:
    text = "code;jaar;waarde\ntevreden;2018;zestig\ntevreden;2019;60%\n"
    add_source(definitions_only(tmp_path), "verslag-2019", text)
    build(tmp_path)
    add_source(tmp_path, "verslag-2019", text.replace("zestig", "59%"))
    build(tmp_path)

    assert not list((tmp_path / "data/processed").glob("rejected/**/*.parquet"))
    assert len(cells(tmp_path)) == 2


def test_a_flood_of_codes_that_are_not_defined_is_capped_and_counted(tmp_path: Path) -> None:
    text = "code;jaar;waarde\n" + "".join(f"zomaar{number};2019;1\n" for number in range(1_100))
    add_source(definitions_only(tmp_path), "verslag-2019", text)

    problems = build(tmp_path).problems

    assert [p.code for p in problems] == ["unknown_code"] * 1_000 + ["more_messages"]
    assert problems[-1].facts == {"what": "unknown_code", "count": 100}


def test_rows_that_were_left_out_stand_with_the_reason(tmp_path: Path) -> None:
    text = "code;jaar;waarde\ntevreden;2018;zestig\ntevreden;2019;60%\ntevrede;2019;61%\n"
    add_source(definitions_only(tmp_path), "verslag-2019", text)
    build(tmp_path)

    rejected = pd.read_parquet(
        tmp_path / "data/processed/rejected/verslag-2019/cijfers.csv.parquet"
    )

    assert rejected["line"].tolist() == [2, 4]
    assert rejected["message_code"].tolist() == ["not_a_number", "unknown_code"]
    assert rejected["message_column"].tolist() == ["waarde", "code"]
    assert rejected["message_reason"][0].startswith("Dit is geen getal.")
    assert "Lijkt op: tevreden." in rejected["message_reason"][1]
    assert rejected["waarde"].tolist() == ["zestig", ""]
