"""``pcanalysis show``: verdict, sentences, figures and the line they stand on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pcanalysis.cli.show import answer
from pcanalysis.store.project import open_project
from tests.cli.running import columns, run

FILE = "data/raw/leiden-jv-2017/cijfers.csv"


def test_an_indicator_shows_figure_target_and_where_it_stands(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "show", "leiden/1A1.a")

    assert said.code == 0
    for text in ("(leiden/1A1.a)", "29%", "31%", f"{FILE}:5"):
        assert text in said.out


def test_the_line_that_is_shown_holds_the_figure(root: Path) -> None:
    # the other end of the reference above
    cells = (root / FILE).read_text(encoding="utf-8").splitlines()[5 - 1].split(";")

    assert "1A1.a" in cells
    assert "2017" in cells
    assert "29%" in cells


def test_a_place_is_never_cut(root: Path, capsys: Any) -> None:
    line = run(capsys, root, "show", "leiden/1A1.a").out.splitlines()[-1]

    assert columns(line)[0] == "2017"
    assert line.endswith(f"{FILE}:5, {FILE}:6")  # the figure and its target


def test_an_indicator_speaks_of_the_day_of_its_newest_document(root: Path, capsys: Any) -> None:
    # second progress report 2022, published on 1 November 2022
    dutch = run(capsys, root, "show", "leiden/1A1.a").out
    english = run(capsys, root, "show", "leiden/1A1.a", "--language", "en").out

    assert dutch.splitlines()[1] == "Stand van 1 november 2022"
    assert english.splitlines()[1] == "As of 1 November 2022"


@pytest.mark.parametrize(
    ("key", "labels"),
    [
        ("leiderdorp/kwaliteit-deskundigheid", ["Stand", "Ontwikkeling", "Kans op 2023", "Bewijs"]),
        ("leiden/1A1.a", ["Stand", "Ontwikkeling", "Kans", "Bewijs"]),
        ("leiden/telefoon", ["Stand", "Ontwikkeling", "Kans", "Bewijs"]),
        ("leiderdorp/kwantiteit-balie-1", ["Stand", "Ontwikkeling", "Kans", "Bewijs"]),
    ],
)
def test_the_four_answers_stand_apart(key: str, labels: list[str], root: Path, capsys: Any) -> None:
    answers = run(capsys, root, "show", key, "--json").json["answers"]
    shown = run(capsys, root, "show", key).out

    assert [one["label"] for one in answers] == labels
    for one in answers:
        assert f"{one['label']}: {one['words']}" in shown
        assert all(f"  {sentence}" in shown for sentence in one["sentences"])


def test_the_chance_of_the_next_target_comes_with_its_method(root: Path, capsys: Any) -> None:
    # golden G: expert staff, 80% and 85%, target 88% in 2023
    said = run(capsys, root, "show", "leiderdorp/kwaliteit-deskundigheid", "--json").json

    near, far = said["outlook"]
    assert (near["period"], near["headline"], near["method"]) == ("2023", True, "shares")
    assert (near["chance_pct"], near["likelihood"]) == (10, "very_unlikely")
    assert (far["period"], far["headline"]) == ("2025", False)
    assert said["axes"]["evidence"] == "weak"


def test_one_wave_gives_no_headline_and_its_chance_in_the_details_only(
    root: Path, capsys: Any
) -> None:
    key = "leiderdorp/kwaliteit-digitale-dienstverlening"
    said = run(capsys, root, "show", key, "--json").json

    assert "%" not in said["answers"][2]["words"]
    assert not any(row["headline"] for row in said["outlook"])
    assert "80%" in said["headline"]


def test_showing_an_answer_loads_nothing_that_draws_or_runs_notebooks(root: Path) -> None:
    code = (
        "import sys; from pcanalysis.cli import main; main(['show', 'leiden/1A1.a']);"
        "print(sorted({'matplotlib', 'papermill', 'IPython', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_no_sentence_is_said_twice(root: Path, capsys: Any) -> None:
    for key in ("leiden/1A1.a", "leiden/telefoon", "voorbeeld/telefoon"):
        said = run(capsys, root, "show", key, "--json").json["sentences"]
        assert len(said) == len(set(said))


def test_before_the_first_document_there_is_no_figure(root: Path, capsys: Any) -> None:
    # the annual report 2017 is of July 2018
    before = run(capsys, root, "show", "leiden/1A1.a", "--until", "2018-01-01")
    after = run(capsys, root, "show", "leiden/1A1.a", "--until", "2018-12-31")

    assert before.code == 0
    assert "29%" not in before.out
    assert "1 januari 2018" in before.out
    assert "29%" in after.out


def test_a_program_gets_figures_and_targets_as_numbers(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "show", "leiden/1A1.a", "--json").json

    figures = {one["period"]: one for one in said["figures"]}
    assert figures["2015"]["value"] == 28.0
    assert figures["2017"]["value"] == 29.0
    assert (figures["2017"]["file"], figures["2017"]["line"]) == (FILE, 5)
    assert (figures["2016"]["value"], figures["2016"]["reason"]) == (None, "no_survey")
    assert [(one["period"], one["value"], one["line"]) for one in said["targets"]] == [
        ("2017", 31.0, 6)
    ]


def test_a_program_gets_position_and_trend_as_codes(root: Path, capsys: Any) -> None:
    # 29% of 500 against 31%: within the margin; 28% to 29%: within the margin too
    said = run(capsys, root, "show", "leiden/1A1.a", "--json").json

    assert said["position"] == "missed_uncertain"
    assert said["trend"] == "no_clear_change"
    assert said["as_of"] == "2022-11-01"


def test_a_contact_volume_shows_its_development(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "show", "leiden/telefoon")

    # 165.000 to 190.000: 25 / 165 = 15,2%
    assert "165.000" in said.out
    assert "190.000" in said.out
    assert "15,2%" in said.out
    assert "data/raw/leiden-jv-2017/contacten.csv:4" in said.out


def test_a_contact_volume_has_no_position_for_a_program(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "show", "leiden/telefoon", "--json").json

    assert said["position"] is None
    assert said["targets"] == []


def test_a_simulated_volume_says_so_first(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "show", "voorbeeld/telefoon", "--json").json

    assert said["simulated"] is True
    assert "gesimuleerd" in said["sentences"][0]


def test_a_programme_shows_its_indicators_and_contact_volumes(root: Path, capsys: Any) -> None:
    title, _, header, *rows = run(capsys, root, "show", "leiden/1").out.splitlines()

    assert title == "Bestuur en dienstverlening (leiden/1)"
    assert columns(header) == ["sleutel", "naam", "laatste", "oordeel"]
    assert [columns(row)[0] for row in rows][:3] == [
        "leiden/1A1.a",
        "leiden/1A2.a",
        "leiden/telefoon",
    ]
    assert "29% bij streefwaarde 31%" in rows[0]


def test_a_programme_is_shown_in_english_when_asked(root: Path, capsys: Any) -> None:
    title, _, header, *_ = run(
        capsys, root, "show", "leiden/1", "--language", "en"
    ).out.splitlines()

    assert title == "Governance and services (leiden/1)"
    assert columns(header) == ["key", "name", "latest", "verdict"]


def test_a_programme_is_shown_as_it_was_known_then(root: Path, capsys: Any) -> None:
    now = run(capsys, root, "show", "leiden/1", "--json").json
    then = run(capsys, root, "show", "leiden/1", "--until", "2018-01-01", "--json").json

    assert now["indicators"][0]["trend"] == "no_clear_change"
    assert then["indicators"][0]["trend"] == "too_few"
    assert {one["key"] for one in then["volumes"]} == {one["key"] for one in now["volumes"]}


def test_a_simulated_programme_says_so(root: Path, capsys: Any) -> None:
    assert "GESIMULEERD" in run(capsys, root, "show", "voorbeeld/kcc").out.splitlines()[1]
    assert run(capsys, root, "show", "voorbeeld/kcc", "--json").json["simulated"] is True


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("leiden/1A1.b", "leiden/1A1.a"),
        ("leiden/telefon", "leiden/telefoon"),
        ("leiderdorp/2d", "leiderdorp/2D"),
        ("Leiden/telefoon", "leiden/telefoon"),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest(
    wrong: str, nearest: str, root: Path, capsys: Any
) -> None:
    said = run(capsys, root, "show", wrong)

    assert said.code == 2
    assert said.out == ""
    assert said.err == f"Onbekend: sleutel {wrong!r}. Bedoelt u {nearest!r}?\n"


def test_an_unknown_key_is_one_object_for_a_program(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "show", "leiden/1A1.b", "--json")

    assert said.refusal == {
        "kind": "UnknownKey",
        "message": "Onbekend: sleutel 'leiden/1A1.b'. Bedoelt u 'leiden/1A1.a'?",
        "exit_code": 2,
    }
    assert said.err == ""


def test_a_date_that_is_none_says_how_to_write_one(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "show", "leiden/1A1.a", "--until", "vorig jaar")

    assert said.code == 2
    assert "2018-12-31" in said.err


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everything_there_is_can_be_shown(language: str, root: Path) -> None:
    project = open_project(root)

    for programme in project.definitions.programmes.values():
        series = [*programme.indicators, *programme.volumes]
        for key in [programme.key, *(one.key for one in series)]:
            shown = answer(project, key, until="", language=language)
            assert shown.facts["key"] == key
            assert key in shown.lines[0]
            assert {len(row) for row in shown.table} == {len(shown.table[0])}, key
