from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from pcanalysis.errors import DataRefused, Message
from pcanalysis.model import Unit
from pcanalysis.store.indicator_tables import CELL_COLUMNS, read_indicator_table

UNITS = {
    "1A1.a": Unit.PERCENT,
    "cijfer": Unit.MARK,
    "telefoon": Unit.COUNT,
    "afval": Unit.RATE,
}
DUTCH = {"encoding": "utf-8", "delimiter": ";", "decimal": ",", "thousands": "."}
HEADER = "code;naam;gebied;jaar;soort;waarde;eenheid;status;reden;laag;hoog;herkomst;opmerking"


def read(
    tmp_path: Path, text: str, dialect: dict[str, str] | None = None
) -> tuple[list[dict[str, Any]], tuple[Message, ...]]:
    path = tmp_path / "cijfers.csv"
    path.write_bytes(text.encode((dialect or DUTCH).get("encoding", "utf-8")))
    return read_indicator_table(
        path, relative="data/raw/x/cijfers.csv", dialect=dialect or DUTCH, units=UNITS
    )


def read_row(tmp_path: Path, row: str) -> dict[str, Any]:
    (record,), problems = read(tmp_path, f"{HEADER}\n{row}\n")
    assert problems == ()
    return record


def refusal(tmp_path: Path, row: str) -> Message:
    records, (problem,) = read(tmp_path, f"{HEADER}\n{row}\n")
    assert records == []
    assert (problem.file, problem.line) == ("data/raw/x/cijfers.csv", 2)
    return problem


def test_a_row_becomes_a_record_with_everything_that_is_printed(tmp_path: Path) -> None:
    row = "1A1.a;Vertrouwen;;2017;realisatie;29,0%;%;;;28.5;29.5;145 / 500;eigen telling"

    record = read_row(tmp_path, row)

    assert set(record) == set(CELL_COLUMNS)
    assert record == {
        "code": "1A1.a",
        "area": "",
        "period": "2017",
        "role": "observation",
        "kind_printed": "realisatie",
        "value": 29.0,
        "status": "actual",
        "reason": "",
        "low": 28.5,
        "high": 29.5,
        "decimals": 1,
        "printed": "29,0%",
        "line": 2,
        "column": "waarde",
        "derivation": "145 / 500",
        "remark": "eigen telling",
    }


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("realisatie", "observation"),
        ("werkelijk", "observation"),
        ("streefwaarde", "target"),
        ("begroot", "target"),
        ("norm", "target"),
    ],
)
def test_measured_is_an_observation_and_wanted_is_a_target(
    tmp_path: Path, kind: str, role: str
) -> None:
    record = read_row(tmp_path, f"cijfer;;;2019;{kind};7,0;;;;;;;")

    assert (record["role"], record["kind_printed"]) == (role, kind)


def test_another_area_is_kept_apart(tmp_path: Path) -> None:
    assert read_row(tmp_path, "afval;;Nederland;2020;realisatie;170;;;;;;;")["area"] == "Nederland"


def test_a_target_without_a_year_is_a_standing_norm(tmp_path: Path) -> None:
    assert read_row(tmp_path, "1A1.a;;;;streefwaarde;85%;;;;;;;")["period"] == ""


def test_a_quarter_is_a_period_too(tmp_path: Path) -> None:
    assert read_row(tmp_path, "telefoon;;;2022-Q1;realisatie;300;;;;;;;")["period"] == "2022-K1"


@pytest.mark.parametrize(
    "status", ["provisional", "estimate", "derived", "lower_bound", "derived_lower_bound"]
)
def test_what_a_figure_is_worth_is_kept(tmp_path: Path, status: str) -> None:
    row = f"telefoon;;;2017;realisatie;300.000;;{status};;300000;;;"

    record = read_row(tmp_path, row)

    assert (record["status"], record["value"], record["low"]) == (status, 300000.0, 300000.0)
    assert math.isnan(record["high"])


@pytest.mark.parametrize("reason", ["no_survey", "insufficient_data", "not_yet_known"])
def test_a_dash_is_missing_for_the_reason_of_its_row(tmp_path: Path, reason: str) -> None:
    record = read_row(tmp_path, f"1A1.a;;;2016;realisatie;-;;;{reason};;;;")

    assert math.isnan(record["value"])
    assert (record["status"], record["reason"], record["printed"]) == ("missing", reason, "-")


def test_a_mark_says_why_when_the_row_does_not(tmp_path: Path) -> None:
    assert read_row(tmp_path, "1A1.a;;;2016;realisatie;n.v.t.;;;;;;;")["reason"] == "not_applicable"


def test_words_are_missing_only_when_the_row_says_why(tmp_path: Path) -> None:
    row = "1A1.a;;;2014;realisatie;28 dagen gemiddeld;;;{};;;;"

    assert read_row(tmp_path, row.format("unknown"))["status"] == "missing"
    problem = refusal(tmp_path, row.format(""))
    assert (problem.column, problem.cell) == ("waarde", "28 dagen gemiddeld")


def test_a_figure_and_a_reason_why_it_is_missing_contradict(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "1A1.a;;;2016;realisatie;29%;;;no_survey;;;;")

    assert (problem.column, problem.cell) == ("reden", "no_survey")


@pytest.mark.parametrize(
    ("row", "column", "cell", "hint"),
    [
        ("1A1.b;;;2017;realisatie;29%;;;;;;;", "code", "1A1.b", "Did you mean '1A1.a'"),
        ("cijfer;;;2017;realisatie;7,0;%;;;;;;", "eenheid", "%", "cijfer says mark"),
        ("cijfer;;;2017;gemeten?;7,0;;;;;;;", "soort", "gemeten?", "realisatie, streefwaarde"),
        ("cijfer;;;17;realisatie;7,0;;;;;;;", "jaar", "17", "not a period"),
        ("cijfer;;;1817;realisatie;7,0;;;;;;;", "jaar", "1817", "outside 1900-2100"),
        ("cijfer;;;;realisatie;7,0;;;;;;;", "jaar", "", "needs its year"),
        ("cijfer;;;2017;realisatie;zeven;;;;;;;", "waarde", "zeven", "Write 7,2"),
        ("cijfer;;;2017;realisatie;7,0;;missing;;;;;", "status", "missing", "provisional"),
        ("cijfer;;;2017;realisatie;-;;;geen zin;;;;", "reden", "geen zin", "no_survey"),
        ("cijfer;;;2017;realisatie;7,0;;;;6,95;;;", "laag", "6,95", "plain number"),
        ("cijfer;;;2017;realisatie;7,0;;;;7.05;;;", "laag", "7.05", "outside this bound"),
        ("cijfer;;;2017;realisatie;7,0;;;;;6.95;;", "hoog", "6.95", "outside this bound"),
    ],
)
def test_a_wrong_cell_is_named_with_its_column_and_the_way_out(
    tmp_path: Path, row: str, column: str, cell: str, hint: str
) -> None:
    problem = refusal(tmp_path, row)

    assert (problem.column, problem.cell) == (column, cell)
    assert hint in problem.reason()


def test_a_wrong_cell_costs_its_row_and_no_other(tmp_path: Path) -> None:
    rows = ["cijfer;2017;realisatie;7,0", "cijfer;2018;realisatie;?", "cijfer;2019;realisatie;7,2"]

    records, problems = read(tmp_path, "\n".join(["code;jaar;soort;waarde", *rows]))

    assert [(r["period"], r["value"], r["line"]) for r in records] == [
        ("2017", 7.0, 2),
        ("2019", 7.2, 4),
    ]
    assert [(p.line, p.cell) for p in problems] == [(3, "?")]


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    rows = "".join(f"cijfer;{year};realisatie;fout\n" for year in range(2000, 2030))

    _, problems = read(tmp_path, "code;jaar;soort;waarde\n" + rows)

    assert [problem.line for problem in problems] == list(range(2, 32))


def test_a_line_break_within_a_cell_does_not_shift_the_lines_after_it(tmp_path: Path) -> None:
    text = (
        "code;jaar;soort;waarde;opmerking\n"
        'cijfer;2017;realisatie;7,0;"twee\nregels"\n'
        "\n"
        "cijfer;2018;realisatie;7,1;\n"
        'cijfer;2019;realisatie;fout;"weer\ntwee"\n'
        "cijfer;2020;realisatie;7,3;\n"
    )

    records, problems = read(tmp_path, text)

    # Counted by hand as an editor does: the rows begin on lines 2, 5, 6 and 8.
    assert [record["line"] for record in records] == [2, 5, 8]
    assert records[0]["remark"] == "twee\nregels"
    assert [problem.line for problem in problems] == [6]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_alike_on_every_system(tmp_path: Path, newline: str) -> None:
    lines = ["code;jaar;soort;waarde", "cijfer;2017;realisatie;7,0", "cijfer;2018;realisatie;7,1"]

    records, _ = read(tmp_path, newline.join(lines))

    assert [record["line"] for record in records] == [2, 3]


def test_a_row_of_another_width_is_left_out_and_reported(tmp_path: Path) -> None:
    text = "code;jaar;soort;waarde\ncijfer;2017;realisatie;7;0\ncijfer;2018;realisatie;7,1\n"

    records, (problem,) = read(tmp_path, text)

    assert [record["period"] for record in records] == ["2018"]
    assert (problem.line, problem.reason()) == (2, "5 cells, and the header has 4.")


def test_a_wide_table_gives_a_cell_per_year(tmp_path: Path) -> None:
    text = "code;naam;eenheid;2019 (w);2020;2021 (b)\ncijfer;Cijfer;rapportcijfer;7,0;-;7,7\n"

    records, problems = read(tmp_path, text)

    assert problems == ()
    found = [(r["period"], r["role"], r["kind_printed"], r["column"]) for r in records]
    assert found == [
        ("2019", "observation", "werkelijk", "2019 (w)"),
        ("2020", "observation", "realisatie", "2020"),
        ("2021", "target", "begroot", "2021 (b)"),
    ]
    assert [r["status"] for r in records] == ["actual", "missing", "actual"]


def test_a_wrong_cell_of_a_wide_table_is_found_by_its_header(tmp_path: Path) -> None:
    records, (problem,) = read(tmp_path, "code;2019 (w);2021 (b)\ncijfer;7,0;veel\n")

    assert [record["value"] for record in records] == [7.0]
    assert (problem.line, problem.column, problem.cell) == (2, "2021 (b)", "veel")


def test_a_year_can_be_both_measured_and_budgeted(tmp_path: Path) -> None:
    records, _ = read(tmp_path, "code;2019 (w);2019 (b)\ncijfer;7,0;7,5\n")

    assert [(r["role"], r["value"]) for r in records] == [("observation", 7.0), ("target", 7.5)]


def test_headers_are_known_in_any_case_and_order(tmp_path: Path) -> None:
    records, _ = read(tmp_path, "WAARDE;Soort; Jaar ;Code\n7,0;realisatie;2017;cijfer\n")

    assert [(r["code"], r["value"], r["column"]) for r in records] == [("cijfer", 7.0, "WAARDE")]


def test_the_card_can_name_another_delimiter_encoding_and_notation(tmp_path: Path) -> None:
    dialect = {"encoding": "cp1252", "delimiter": ",", "decimal": ".", "thousands": ","}
    text = 'code,jaar,soort,waarde,opmerking\ntelefoon,2017,realisatie,"190,000",enquête\n'

    records, _ = read(tmp_path, text, dialect)

    assert [(r["value"], r["remark"]) for r in records] == [(190000.0, "enquête")]


def test_a_byte_order_mark_is_no_part_of_the_first_header(tmp_path: Path) -> None:
    records, _ = read(tmp_path, "\ufeffcode;jaar;soort;waarde\ncijfer;2017;realisatie;7,0\n")

    assert len(records) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("code;jaar;waarde\n", "no column soort"),
        ("naam;2019\n", "no column code"),
        ("code;Code;jaar\n", "two columns are called 'code'"),
        ('code;jaar;soort;waarde\n"cijfer;2017', "not a table"),
    ],
)
def test_a_file_that_is_no_indicator_table_is_refused_whole(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(DataRefused, match=reason):
        read(tmp_path, text)


@pytest.mark.parametrize("encoding", ["utf-8", "klingon"])
def test_a_file_in_another_encoding_than_its_card_says_is_refused(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "cijfers.csv"
    path.write_bytes("code;jaar;soort;waarde;é\n".encode("cp1252"))

    with pytest.raises(DataRefused, match="cannot be read as text"):
        read_indicator_table(path, relative="x.csv", dialect={"encoding": encoding}, units=UNITS)


def test_a_unit_of_its_own_is_a_rate(tmp_path: Path) -> None:
    assert read_row(tmp_path, "afval;;;2020;realisatie;169;kg/inwoner/jaar;;;;;;")["value"] == 169.0
    problem = refusal(tmp_path, "cijfer;;;2020;realisatie;7,1;kg/inwoner/jaar;;;;;;")
    assert (problem.column, problem.cell) == ("eenheid", "kg/inwoner/jaar")


def test_a_thousand_or_three_decimals_is_refused_without_a_card(tmp_path: Path) -> None:
    text = "code;jaar;soort;waarde\n1A1.a;2017;realisatie;1.234\ntelefoon;2017;realisatie;1.234\n"

    records, (problem,) = read(tmp_path, text, {"encoding": "utf-8"})

    assert [record["value"] for record in records] == [1234.0]
    assert (problem.line, problem.column, problem.cell) == (2, "waarde", "1.234")
