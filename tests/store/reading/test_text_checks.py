from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.store.reading.grid import Broken, Percent
from pcanalysis.store.reading.text_checks import check_text, ungarbled
from tests.store.reading.a_column import column, only, per_row, said


def test_ordinary_text_is_accepted_without_a_word() -> None:
    names = column(["Stadsenquête: coöperatie – €", "Beëindigd", "A & B < C", "=1+1"])

    texts, wrong = check_text(names, key=False)

    assert texts == names.cells.values
    assert not wrong.any()
    assert said(names) == []


@pytest.mark.parametrize("text", ["\t=1+1", "\r=1+1", 'afval;\r\ngrof "vuil"', "5\u00a0%"])
def test_tab_line_end_and_hard_space_are_ordinary_in_text(text: str) -> None:
    names = column([text])

    assert check_text(names, key=False)[0] == [text]
    assert said(names) == []


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x08", "\x7f", "\x9d", "\ud800", "\uffff"])
def test_a_control_character_costs_its_row(character: str) -> None:
    counts = column(["143", f"1{character}43", "151"])

    texts, wrong = check_text(counts, key=False)

    assert wrong.tolist() == [False, True, False]
    assert texts == ["143", None, "151"]
    assert said(counts) == [("error", "control_character", 3)]


def test_every_row_with_a_control_character_has_its_error() -> None:
    counts = column(["a\0", "b", "a\0"])

    check_text(counts, key=False)

    assert [line for _, _, line in said(counts)] == [2, 4]


@pytest.mark.parametrize("hidden", ["\u200b", "\u200d", "\u00ad", "\ufeff", "\u2060", "\u200e"])
def test_an_invisible_character_is_taken_out_of_a_key_with_a_warning(hidden: str) -> None:
    codes = column([f"1A1.a{hidden}", "1A1.a"])

    texts, wrong = check_text(codes, key=True)

    assert texts == ["1A1.a", "1A1.a"]
    assert not wrong.any()
    assert said(codes) == [("warning", "invisible_characters", 2)]


def test_invisible_characters_stay_in_other_text_and_are_named() -> None:
    names = column(["goed\u202ekcehcton\u202c"])

    texts, _ = check_text(names, key=False)

    assert texts == ["goed\u202ekcehcton\u202c"]
    assert only(names).facts["characters"] == (
        "U+202C POP DIRECTIONAL FORMATTING, U+202E RIGHT-TO-LEFT OVERRIDE"
    )


def test_a_character_that_turns_the_direction_stays_in_a_key_to_be_refused_as_a_code() -> None:
    assert check_text(column(["\u202e1A1"]), key=True)[0] == ["\u202e1A1"]


def test_the_joiner_within_an_emoji_is_no_secret() -> None:
    names = column(["👩\u200d💻 online"])

    check_text(names, key=False)

    assert said(names) == []


@pytest.mark.parametrize("space", [" ", "\u00a0", "\t", "\u202f"])
def test_white_space_around_a_key_is_taken_off_in_silence(space: str) -> None:
    codes = column([f"{space}1A1.a{space}"])

    assert check_text(codes, key=True)[0] == ["1A1.a"]
    assert said(codes) == []


@pytest.mark.parametrize("cell", [None, "", "   ", "\u00a0", "\u200b"])
def test_a_key_of_nothing_is_empty(cell: str | None) -> None:
    assert check_text(column([cell]), key=True)[0] == [None]


def test_typed_cells_count_as_the_text_they_show() -> None:
    assert check_text(column([12, 1.5, Percent(0.29)]), key=False)[0] == ["12", "1.5", "29%"]


def test_an_error_of_the_workbook_costs_the_row_of_a_key() -> None:
    codes = column(["1A1.a", Broken("cell_error", "#REF!"), Broken("formula_without_value", "C2")])

    texts, wrong = check_text(codes, key=True)

    assert texts == ["1A1.a", None, None]
    assert wrong.tolist() == [False, True, True]
    assert said(codes) == [("error", "cell_error", 3), ("error", "formula_without_value", 4)]


def test_an_error_of_the_workbook_in_other_text_is_a_warning() -> None:
    names = column([Broken("cell_error", "#N/A"), "a"])

    texts, wrong = check_text(names, key=False)

    assert texts == [None, "a"]
    assert not wrong.any()
    assert said(names) == [("warning", "cell_error", 2)]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", ["Stadsenquête", "€ 5 – Beëindigd", "Çelik’s café…", "één 😀"])
def test_text_that_was_decoded_wrongly_is_kept_with_a_warning(text: str, encoding: str) -> None:
    garbled = text.encode().decode(encoding, "replace" if encoding == "latin-1" else "strict")
    names = column(["gewoon", garbled])

    texts, wrong = check_text(names, key=False)

    assert texts == ["gewoon", garbled]
    assert not wrong.any()
    assert said(names) == [("warning", "mojibake_suspected", 3)]
    assert only(names).facts["likely"] == text


def test_text_that_was_garbled_twice_or_in_part_is_recognised() -> None:
    twice = "Beëindigd".encode().decode("cp1252").encode().decode("cp1252")

    assert ungarbled(twice) == "Beëindigd"
    assert ungarbled(twice.encode().decode("cp1252")) == "Beëindigd"
    assert ungarbled("Beëindigd, dus â‚¬ 5") == "Beëindigd, dus € 5"


@pytest.mark.parametrize(
    "text", ["CAFÉ…", "Ångström", "ÄRGER", "naïef", "Curaçao", "pâté", "ÇA ÉTÉ"]
)
def test_ordinary_accents_are_not_taken_for_garbled_text(text: str) -> None:
    assert ungarbled(text) == text


def test_characters_that_were_lost_are_reported() -> None:
    names = column(["Be\ufffdindigd"])

    assert check_text(names, key=False)[0] == ["Be\ufffdindigd"]
    assert said(names) == [("warning", "characters_lost", 2)]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=20), st.booleans())
def test_any_text_is_either_kept_or_reported(cells: list[str], key: bool) -> None:
    texts = column(cells)

    cleaned, wrong = check_text(texts, key=key)

    for cell, text, is_wrong in zip(cells, per_row(texts, cleaned), wrong, strict=True):
        if text is None:
            assert is_wrong or not cell.strip() or key
        elif not key:
            assert text == cell
    lines = {line for severity, _, line in said(texts) if severity == "error"}
    assert lines == set((np.flatnonzero(wrong) + 2).tolist())


@given(st.text(st.characters(min_codepoint=0xA1, max_codepoint=0x17F), max_size=12))
def test_a_wrong_decoding_of_accented_letters_is_undone(text: str) -> None:
    garbled = text.encode().decode("latin-1")

    assert ungarbled(garbled) == ungarbled(text)
