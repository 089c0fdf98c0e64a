"""The character between the columns is found, or the file is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading.delimiter import find_delimiter, find_quoting
from pcanalysis.store.reading.notes import Notes


def found(text: str, **dialect: str) -> str:
    return find_delimiter(text, dialect, Notes("a.csv"))


def refused(text: str, **dialect: str) -> str:
    with pytest.raises(DataRefused) as refusal:
        found(text, **dialect)
    message = refusal.value.problems[0]
    assert isinstance(message, Message)
    assert message.code == "delimiter_unclear"
    return message.text()


@pytest.mark.parametrize(
    "text",
    [
        "Medium;1e kwartaal 2022;2e kwartaal 2022\nWhatsapp;11439;204\nBrief;17616;1404\n",
        "Datum gesprek;Sociale media\n22 mei 2025;828\n23 mei 2025;462\n",
    ],
)
def test_spaces_within_headers_part_no_columns(text: str) -> None:
    assert found(text) == ";"


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_each_candidate_is_found_in_a_plain_table(mark: str) -> None:
    assert found("datum;kanaal;aantal\n01-02-2024;balie;3\n".replace(";", mark)) == mark


@given(
    mark=st.sampled_from(";,\t|"),
    width=st.integers(2, 9),
    cells=st.lists(st.integers(0, 10**6), min_size=9, max_size=90),
)
def test_whole_numbers_under_a_header_show_the_delimiter(
    mark: str, width: int, cells: list[int]
) -> None:
    numbers = [str(cell) for cell in cells[: len(cells) // width * width]]
    rows = [numbers[at : at + width] for at in range(0, len(numbers), width)]
    header = [f"k{position}" for position in range(width)]

    assert found("\n".join(mark.join(row) for row in [header, *rows])) == mark


@pytest.mark.parametrize(
    "text",
    [
        "datum;aantal;tijd\n01-02-2024;812;212,5\n02-02-2024;790;198,25\n",
        "code;waarde\n1A1.a;28,5\n1A1.b;29,5\n1A1.c;30,5\n",
        "Rapport, februari\ncode;waarde\n1A1.a;28,5\n1A1.b;29,5\n1A1.c;30,5\n",
        "in (1,0);uit (2,0)\n1,5;2,5\n3,5;4,5\n2,5;3,5\n",
        "a;b\n1,234,567;2,345,678\n3,456,789;4,567,890\n",
        "naam;waarde, in %\nx;28,5\ny;28,6\n",
    ],
)
def test_a_decimal_comma_does_not_separate_columns(text: str) -> None:
    assert found(text) == ";"


def test_commas_in_free_text_do_not_separate_columns() -> None:
    rows = "".join(f"1A1.{n};zo, en zo, en anders\n" for n in range(20))

    assert found("code;omschrijving\n" + rows) == ";"


def test_a_quoted_decimal_comma_stays_inside_its_cell() -> None:
    assert found('datum,aantal,tijd\n01-02-2024,812,"212,5"\n02-02-2024,790,"198,25"\n') == ","


def test_the_comma_wins_where_every_cell_is_a_number() -> None:
    assert found("datum,tel|kcc,balie|kcc\n2024-02-01,12,11\n2024-02-02,13,10\n") == ","


def test_a_bar_in_every_name_does_not_beat_more_commas() -> None:
    assert (
        found("datum,wachtrij|kanaal,aantal\n01-02-2024,KCC|Tel,12\n02-02-2024,KCC|Tel,9\n") == ","
    )


@pytest.mark.parametrize(
    "before",
    [
        "KCC rapport\n\n",
        "Rapport, KCC\nPeriode, februari\n",
        "Rapport: x;;\n\n",
        "a|b\n",
        "1,2\n" * 3,
    ],
)
def test_lines_above_the_table_do_not_confuse(before: str) -> None:
    assert found(before + "datum;kanaal;aantal\n01-02-2024;balie;3\n") == ";"


def test_lines_below_the_table_do_not_confuse() -> None:
    table = "datum;kanaal;aantal\n01-02-2024;balie;3\n02-02-2024;balie;4\n"

    assert found(table + "\nGemaakt op 3 februari, door x\nBron: a, b\n") == ";"


def test_the_first_line_may_name_it() -> None:
    notes = Notes("a.csv")

    assert find_delimiter("sep=|\r\na,b|c\r\n", {}, notes) == "|"
    assert notes.evidence["delimiter"] == "| : the first line says sep="


def test_the_card_overrules_what_the_text_shows() -> None:
    assert found("a;b\n1;2\n", delimiter=",") == ","
    assert found("a;b\n1;2\n", delimiter="tab") == "\t"
    assert found("a;b\n1;2\n", delimiter="\\t") == "\t"


@pytest.mark.parametrize("stated", ["", ";;", '"', "\n", "x", "é"])
def test_the_card_cannot_name_what_separates_nothing(stated: str) -> None:
    refused("a;b\n1;2\n", delimiter=stated)


def test_two_that_do_equally_well_are_refused_by_name() -> None:
    text = refused("datum;kanaal\taantal\n01-02-2024;balie\t3\n02-02-2024;balie\t4\n")

    assert "; tab" in text


@pytest.mark.parametrize("text", ["", "aantal\n1\n2\n", "tekst\na\nb, c\nd\ne\nf\n"])
def test_one_column_is_possible(text: str) -> None:
    notes = Notes("a.csv")

    assert find_delimiter(text, {}, notes) not in text
    assert "one column" in notes.evidence["delimiter"]


def test_a_header_alone_is_enough() -> None:
    assert found("datum;kanaal;aantal\n") == ";"


def test_a_cell_without_end_does_not_stop_the_search() -> None:
    assert found('a;b;c\n1;2;3\n1;2;"' + ("x" * 90_000 + "\n") * 200) == ";"


@pytest.mark.parametrize("mark", [":", "^", " "])
def test_a_rare_mark_counts_where_it_parts_names_that_are_known(mark: str) -> None:
    assert found("datum;kanaal;aantal\n01-02-2024;balie;3\n".replace(";", mark)) == mark
    assert found("datum;kanaal;tijd\n01-02-2024;balie;3,5\n".replace(";", mark)) == mark


@pytest.mark.parametrize("mark", [":", "^", " "])
def test_a_rare_mark_between_other_words_parts_nothing(mark: str) -> None:
    assert found("soort;zaak;stuks\n1;2;3\n2;3;4\n".replace(";", mark)) != mark
    assert found(f"datum{mark}tijd;kanaal;aantal\n1{mark}2;balie;3\n") == ";"


@pytest.mark.parametrize(
    ("text", "quoting"),
    [
        ("'datum';'aantal'\n'1';'2'\n", {"quotechar": "'"}),
        ("datum;zaak\n1;'a;b'\n2;'c'\n", {"quotechar": "'"}),
        ("datum;zaak\n1;'s avonds\n2;'c'\n", {"quotechar": '"'}),
        ("datum;zaak\n1;'a'\n", {"quotechar": '"'}),
        ('datum;zaak\n1;"a \\"b\\" c"\n', {"quotechar": '"', "escapechar": "\\"}),
        ('datum;zaak\n1;"C:\\"\n2;"a\\""b"\n3;a\\"b\n', {"quotechar": '"'}),
    ],
)
def test_how_cells_are_quoted_shows_in_the_text(text: str, quoting: dict[str, str]) -> None:
    assert find_quoting(text, ";") == quoting
