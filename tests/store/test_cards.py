from __future__ import annotations

from pathlib import Path

import pytest

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.cards import read_cards
from tests.store.projects import REPORT_2019, add_source, write


def refusals(root: Path) -> tuple[Message, ...]:
    with pytest.raises(DataRefused) as caught:
        read_cards(root)
    return caught.value.problems


def test_a_card_says_where_a_file_comes_from(tmp_path: Path) -> None:
    add_source(tmp_path, "verslag-2019", REPORT_2019)

    (card,) = read_cards(tmp_path)

    source = card.source_of(card.files[0], None)
    assert source.file == "data/raw/verslag-2019/cijfers.csv"
    assert source.publisher == "Gemeente Dorp"
    assert (source.edition, source.simulated) == (None, False)
    assert card.files[0].dialect["decimal"] == ","


def test_cards_stand_in_the_order_of_their_folders(tmp_path: Path) -> None:
    for folder in ("b", "a", "c"):
        add_source(tmp_path, folder, REPORT_2019)

    assert [card.folder for card in read_cards(tmp_path)] == [f"data/raw/{n}" for n in "abc"]


def test_a_project_without_raw_files_has_no_cards(tmp_path: Path) -> None:
    assert read_cards(tmp_path) == []


def test_a_changed_raw_file_is_refused_and_says_how_to_go_on(tmp_path: Path) -> None:
    path = add_source(tmp_path, "verslag-2019", REPORT_2019)
    path.write_text(REPORT_2019.replace("60%", "61%"), encoding="utf-8")

    (problem,) = refusals(tmp_path)

    assert (problem.file, problem.code) == (
        "data/raw/verslag-2019/cijfers.csv",
        "differs_from_card",
    )
    assert "Put the file back as received" in problem.reason("en")
    assert "write its new sha256 on the card" in problem.reason("en")


def test_a_file_that_its_card_names_must_be_there(tmp_path: Path) -> None:
    add_source(tmp_path, "verslag-2019", REPORT_2019).unlink()

    (problem,) = refusals(tmp_path)

    assert problem.code == "file_absent"


def test_a_file_that_no_card_names_is_refused(tmp_path: Path) -> None:
    add_source(tmp_path, "verslag-2019", REPORT_2019)
    write(tmp_path, "data/raw/verslag-2019/extra.csv", "code\n")

    (problem,) = refusals(tmp_path)

    assert (problem.file, problem.code) == ("data/raw/verslag-2019/extra.csv", "file_not_on_card")


def test_hidden_files_of_the_system_do_no_harm(tmp_path: Path) -> None:
    add_source(tmp_path, "verslag-2019", REPORT_2019)
    write(tmp_path, "data/raw/verslag-2019/.DS_Store", "x")
    write(tmp_path, "data/raw/.git/x", "x")

    assert len(read_cards(tmp_path)) == 1


def test_a_folder_without_card_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "data/raw/los/cijfers.csv", REPORT_2019)

    (problem,) = refusals(tmp_path)

    assert (problem.file, problem.code) == ("data/raw/los/card.toml", "card_missing")


def test_all_wrong_files_are_reported_at_once(tmp_path: Path) -> None:
    add_source(tmp_path, "a", REPORT_2019).unlink()
    add_source(tmp_path, "b", REPORT_2019).write_text("anders", encoding="utf-8")

    assert [problem.code for problem in refusals(tmp_path)] == ["file_absent", "differs_from_card"]


def test_a_card_cannot_reach_outside_its_folder(tmp_path: Path) -> None:
    add_source(tmp_path, "a", REPORT_2019, file="../elders.csv")

    assert refusals(tmp_path)[-1].code == "file_outside_folder"


def test_a_kind_of_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    add_source(tmp_path, "a", REPORT_2019, kind="xlsx")

    (problem,) = refusals(tmp_path)

    assert (problem.column, problem.cell) == ("kind", "xlsx")
    assert (problem.code, problem.facts) == ("expected_enum", {"known": "indicator, kcc, norm"})


def test_a_misspelt_key_of_a_card_is_named(tmp_path: Path) -> None:
    add_source(tmp_path, "a", REPORT_2019, uitgever="Dorp")

    (problem,) = refusals(tmp_path)

    assert (problem.file, problem.column) == ("data/raw/a/card.toml", "uitgever")
    assert problem.code == "unknown_setting"


def test_a_card_with_a_dialect_that_cannot_be_is_refused(tmp_path: Path) -> None:
    card = add_source(tmp_path, "verslag-2019", REPORT_2019).parent / "card.toml"
    text = card.read_text(encoding="utf-8")
    card.write_text(text.replace('decimal = ","', 'decimal = ";"'), encoding="utf-8")

    (problem,) = refusals(tmp_path)

    assert (problem.code, problem.cell) == ("expected_enum", "decimal = ;")
    assert "','" in problem.reason("en")


def test_a_card_that_states_something_unknown_of_a_file_says_what_can_be_stated(
    tmp_path: Path,
) -> None:
    add_source(tmp_path, "verslag-2019", REPORT_2019, dialect='decimaal = ","')

    (problem,) = refusals(tmp_path)

    assert (problem.code, problem.cell) == ("expected_enum", "dialect = decimaal")
    assert "encoding, delimiter, sheet, kanaal" in problem.reason("en")
