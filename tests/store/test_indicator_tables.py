from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from pcanalysis.errors import DataRefused, Problem
from pcanalysis.model import Unit
from pcanalysis.store.indicator_tables import CELL_COLUMNS, read_indicator_table

UNITS = {
    "1A1.a": Unit.PERCENT,
    "rapportcijfer": Unit.MARK,
    "telefoon": Unit.COUNT,
    "wachttijd": Unit.SECONDS,
    "restafval": Unit.RATE,
}
HEADER = "code;jaar;soort;waarde;eenheid;status;reden;laag;hoog;gebied;herkomst;opmerking\n"


def read(
    folder: Path, text: str | bytes, **dialect: str
) -> tuple[list[dict[str, Any]], tuple[Problem, ...]]:
    file = folder / "cijfers.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_indicator_table(file, relative="raw/cijfers.csv", dialect=dialect, units=UNITS)


def rows(*lines: str) -> str:
    width = HEADER.count(";")
    return HEADER + "".join(line + ";" * (width - line.count(";")) + "\n" for line in lines)


def only_problem(found: tuple[list[dict[str, Any]], tuple[Problem, ...]]) -> Problem:
    records, problems = found
    assert records == []
    assert len(problems) == 1
    return problems[0]


def test_a_row_becomes_one_cell_with_its_place(tmp_path: Path) -> None:
    records, problems = read(tmp_path, rows("1A1.a;2017;realisatie;29%;%"))

    assert problems == ()
    assert set(records[0]) == set(CELL_COLUMNS)
    assert (records[0]["value"], records[0]["printed"]) == (29.0, "29%")
    assert (records[0]["line"], records[0]["column"]) == (2, "waarde")
    assert records[0]["role"] == "observation"


@pytest.mark.parametrize("kind", ["streefwaarde", "begroot", "norm"])
def test_what_is_aimed_at_is_a_target(tmp_path: Path, kind: str) -> None:
    records, _ = read(tmp_path, rows(f"1A1.a;2017;{kind};35%"))

    assert (records[0]["role"], records[0]["kind_printed"]) == ("target", kind)


def test_a_norm_without_a_year_is_standing(tmp_path: Path) -> None:
    records, _ = read(tmp_path, rows("1A1.a;;norm;80%"))

    assert records[0]["period"] == ""


def test_a_measured_figure_needs_its_year(tmp_path: Path) -> None:
    problem = only_problem(read(tmp_path, rows("1A1.a;;realisatie;29%")))

    assert (problem.line, problem.column) == (2, "jaar")


def test_columns_may_be_absent_and_have_another_spelling(tmp_path: Path) -> None:
    records, problems = read(tmp_path, "Code;Jaar;Soort;Waarde\n1A1.a;2017;realisatie;29%\n")

    assert problems == ()
    assert records[0]["column"] == "Waarde"


def test_the_document_says_why_a_figure_is_missing(tmp_path: Path) -> None:
    records, _ = read(tmp_path, rows("1A1.a;2016;realisatie;-;%;;no_survey"))

    assert math.isnan(records[0]["value"])
    assert (records[0]["status"], records[0]["reason"]) == ("missing", "no_survey")


def test_words_with_a_reason_are_a_missing_figure(tmp_path: Path) -> None:
    text = rows("1A1.a;2016;realisatie;28 dagen gemiddeld;;;not_applicable")
    records, problems = read(tmp_path, text)

    assert problems == ()
    assert math.isnan(records[0]["value"])
    assert records[0]["printed"] == "28 dagen gemiddeld"


@pytest.mark.parametrize(
    ("row", "column", "cell", "hint"),
    [
        ("telefoon;2017;realisatie;veel", "waarde", "veel", "Write 1.234"),
        ("1A1.a;2017;realisatie;1.234", "waarde", "1.234", "a thousand or three decimals"),
        ("telefoon;2017;realisatie;12,5", "waarde", "12,5", "whole number"),
        ("telefoon;2017;realisatie;5;%", "eenheid", "%", "says count"),
        ("1A1.b;2017;realisatie;29%", "code", "1A1.b", "Did you mean '1A1.a'?"),
        ("1A1.a;2017;gewenst;29%", "soort", "gewenst", "streefwaarde"),
        ("1A1.a;17;realisatie;29%", "jaar", "17", "is not a period"),
        ("1A1.a;2101;realisatie;29%", "jaar", "2101", "outside 1900-2100"),
        ("1A1.a;2017;realisatie;29%;;zeker", "status", "zeker", "lower_bound"),
        ("1A1.a;2017;realisatie;29%;;missing", "status", "missing", "lower_bound"),
        ("1A1.a;2017;realisatie;-;;;weet niet", "reden", "weet niet", "no_survey"),
        ("1A1.a;2017;realisatie;29%;;;no_survey", "reden", "no_survey", "29% is one"),
        ("1A1.a;2017;realisatie;29%;;;;veel", "laag", "veel", "not a plain number"),
        ("1A1.a;2017;realisatie;29%;;;;30", "laag", "30", "lies outside"),
        ("1A1.a;2017;realisatie;29%;;;;;28", "hoog", "28", "lies outside"),
    ],
)
def test_a_wrong_cell_gives_its_place_and_never_a_number(
    tmp_path: Path, row: str, column: str, cell: str, hint: str
) -> None:
    problem = only_problem(read(tmp_path, rows(row)))

    assert (problem.file, problem.line) == ("raw/cijfers.csv", 2)
    assert (problem.column, problem.cell) == (column, cell)
    assert hint in problem.reason


def test_a_wrong_cell_costs_that_cell_only(tmp_path: Path) -> None:
    text = rows("1A1.a;2015;realisatie;28%", "1A1.a;2016;realisatie;?", "1A1.a;2017;realisatie;29%")
    records, problems = read(tmp_path, text)

    assert [record["period"] for record in records] == ["2015", "2017"]
    assert [problem.line for problem in problems] == [3]


def test_a_rounding_interval_is_kept(tmp_path: Path) -> None:
    text = rows("telefoon;2016;realisatie;165.000;aantal;;;164500;165500")
    records, _ = read(tmp_path, text)

    assert (records[0]["low"], records[0]["high"]) == (164500.0, 165500.0)


def test_a_lower_bound_has_no_upper_end(tmp_path: Path) -> None:
    text = rows("telefoon;2017;realisatie;300.000;aantal;lower_bound;;300000")
    records, _ = read(tmp_path, text)

    assert records[0]["status"] == "lower_bound"
    assert math.isnan(records[0]["high"])


def test_the_card_settles_what_a_point_means(tmp_path: Path) -> None:
    records, problems = read(tmp_path, rows("1A1.a;2017;realisatie;1.234"), decimal=".")

    assert problems == ()
    assert records[0]["value"] == 1.234


def test_a_line_break_inside_quotes_keeps_the_line_numbers_right(tmp_path: Path) -> None:
    text = (
        'code;jaar;soort;waarde;opmerking\n1A1.a;2015;realisatie;28%;"twee\nregels"\n'
        "1A1.a;2016;realisatie;?;\n\n1A1.a;2017;realisatie;29%;\n"
    )
    records, problems = read(tmp_path, text)

    # lines: 1 header, 2-3 quoted, 4 wrong, 5 empty, 6 right
    assert [record["line"] for record in records] == [2, 6]
    assert problems[0].line == 4


def test_a_wide_table_has_a_column_per_year(tmp_path: Path) -> None:
    text = (
        "code;naam;eenheid;2019 (w);2021 (b);2022\nrapportcijfer;Cijfer;rapportcijfer;7,0;7,5;7,1\n"
    )
    records, problems = read(tmp_path, text)

    assert problems == ()
    assert [(r["period"], r["role"], r["kind_printed"], r["value"]) for r in records] == [
        ("2019", "observation", "werkelijk", 7.0),
        ("2021", "target", "begroot", 7.5),
        ("2022", "observation", "realisatie", 7.1),
    ]
    assert [r["column"] for r in records] == ["2019 (w)", "2021 (b)", "2022"]


def test_measured_and_budgeted_of_one_year_can_stand_side_by_side(tmp_path: Path) -> None:
    records, problems = read(tmp_path, "code;2021 (w);2021 (b)\nrapportcijfer;7,2;7,5\n")

    assert problems == ()
    assert {r["role"]: r["value"] for r in records} == {"observation": 7.2, "target": 7.5}


def test_a_wrong_cell_of_a_wide_table_names_the_column_of_its_year(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "code;2019 (w);2021 (b)\nrapportcijfer;goed;7,5\n")

    assert (problems[0].line, problems[0].column, problems[0].cell) == (2, "2019 (w)", "goed")


def test_a_unit_we_do_not_know_is_a_rate(tmp_path: Path) -> None:
    records, problems = read(tmp_path, rows("restafval;2020;realisatie;169;kg/inwoner/jaar"))

    assert problems == ()
    assert records[0]["value"] == 169.0


def test_another_area_stands_beside_the_municipality(tmp_path: Path) -> None:
    records, _ = read(tmp_path, rows("restafval;2020;realisatie;170;;;;;;Nederland"))

    assert records[0]["area"] == "Nederland"


def test_a_row_of_another_width_is_left_out(tmp_path: Path) -> None:
    problem = only_problem(read(tmp_path, "code;jaar;soort;waarde\n1A1.a;2017;realisatie\n"))

    assert problem.line == 2
    assert problem.reason == "3 cells, and the header has 4."


def test_a_table_without_a_needed_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="no column jaar, waarde"):
        read(tmp_path, "code;soort\n1A1.a;realisatie\n")


def test_a_wide_table_without_codes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="no column code"):
        read(tmp_path, "naam;2019\nCijfer;7,0\n")


def test_two_columns_with_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="two columns are called 'waarde'"):
        read(tmp_path, "code;jaar;soort;waarde;Waarde\n")


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataRefused, match="the file is empty"):
        read(tmp_path, text)


def test_a_quote_that_is_never_closed_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match=r"line 2: not a table") as refused:
        read(tmp_path, 'code;jaar;soort;waarde\n1A1.a;2017;realisatie;"29%\n')

    assert refused.value.problems[0].file == "raw/cijfers.csv"


def test_text_in_another_encoding_asks_for_the_card(tmp_path: Path) -> None:
    text = rows("1A1.a;2017;realisatie;29%;;;;;;;;enquête").encode("cp1252")

    with pytest.raises(DataRefused, match="Name its encoding on the card"):
        read(tmp_path, text)
    assert read(tmp_path, text, encoding="cp1252")[0][0]["remark"] == "enquête"


def test_an_encoding_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match="unknown encoding"):
        read(tmp_path, rows(), encoding="utf-99")


def test_a_byte_order_mark_and_commas_are_no_hindrance(tmp_path: Path) -> None:
    text = "\ufeffcode,jaar,soort,waarde\n1A1.a,2017,realisatie,29%\n"
    records, problems = read(tmp_path, text, delimiter=",")

    assert problems == ()
    assert records[0]["code"] == "1A1.a"
