"""A file holds one table: a second one is never read as rows of the first."""

from __future__ import annotations

from pathlib import Path

import pytest

from pcanalysis.errors import DataRefused
from pcanalysis.store.reading.delivery import read_file
from tests.store.reading.books import parts, row, sheet, write
from tests.store.reading.exports import export, refused, rows, told

HEAD = "datum;kanaal;aantal\n"
DATA = "01-02-2024;telefoon;5\n02-02-2024;telefoon;6\n"


@pytest.mark.parametrize("blank", ["", "\n"])
@pytest.mark.parametrize(
    "second",
    [
        "datum;kanaal;afgehandeld\n01-02-2024;telefoon;4\n",
        "datum;onderwerp;aantal\n01-02-2024;paspoort;4\n",
        "kanaal;wachttijd\ntelefoon;40\n",
        "code;naam;jaar\n1A1;x;2020\n",
    ],
)
def test_another_header_below_the_rows_refuses_the_file(second: str, blank: str) -> None:
    message = refused(HEAD + DATA + blank + second)

    assert (message.code, message.line) == ("several_tables", 5 if blank else 4)
    assert message.facts["other_line"] == 1


def test_below_a_blank_line_one_name_beside_other_words_or_years_will_do() -> None:
    for second in ("maand;loket;kassa\n2024-02;4;3\n", "kanaal;2022;2023\ntelefoon;4;3\n"):
        assert refused(HEAD + DATA + "\n" + second).code == "several_tables"


def test_a_table_above_the_best_header_is_not_taken_for_lines_of_title() -> None:
    message = refused("kanaal;aantal\ntelefoon;11\n\n" + HEAD + DATA)

    assert (message.code, message.line) == ("several_tables", 4)


@pytest.mark.parametrize("again", ["Datum;Channel;Offered", "date; kanaal ;Aantal contacten"])
def test_the_same_header_in_other_words_comes_again(again: str) -> None:
    reading = export(HEAD + DATA + again + "\n03-02-2024;telefoon;7\n")

    assert [count for _, _, count in rows(reading)] == [5, 6, 7]
    assert told(reading) == [("warning", "repeated_header", 4)]


@pytest.mark.parametrize(
    "other",
    [
        "03-02-2024;calls;7\n",
        "\n03-02-2024;calls;7\n",
        "\nBron;KCC\n",
        "\nPeriode;februari 2024;\n",
        "\nDatum; 5 maart 2024;\n",
    ],
)
def test_rows_of_data_and_remarks_with_a_name_in_them_are_no_header(other: str) -> None:
    codes = {code for _, code, _ in told(export(HEAD + DATA + other))}

    assert "several_tables" not in codes


@pytest.mark.parametrize(
    "text",
    [
        "code;jaar;waarde\n1A1.a;2020;10\n\ncode;jaar;streefwaarde\n1A1.a;2021;12\n",
        "code;2019;2020\n1A1.a;10;11\n\ncode;2021;2022\n1A1.a;12;13\n",
    ],
)
def test_a_second_table_of_indicators_is_refused_as_well(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)

    with pytest.raises(DataRefused, match="tweede tabel"):
        read_file(path, "indicator")


def test_names_that_are_words_of_a_header_are_rows_of_an_indicator_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "Score;2020;7;cijfer;1A1\n\nPercentage;2020;-;percentage;1A2\n"
    path.write_text("naam;jaar;waarde;eenheid;code\n" + rows)

    assert read_file(path, "indicator").rows["code"].tolist() == ["1A1", "1A2"]


def test_a_second_table_on_one_sheet_is_refused(tmp_path: Path) -> None:
    first = row(1, "datum", "kanaal", "aantal"), row(2, "01-02-2024", "telefoon", 5)
    second = row(4, "datum", "kanaal", "afgehandeld"), row(5, "01-02-2024", "telefoon", 4)
    path = write(tmp_path / "a.xlsx", parts({"Blad1": sheet(*first, *second)}))

    with pytest.raises(DataRefused) as caught:
        read_file(path, "kcc")
    assert [(m.code, m.line) for m in caught.value.problems] == [("several_tables", 4)]
