"""Indicator tables: one figure per code, year and role, or why there is none."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading.delivery import read_file
from pcanalysis.store.reading.indicators import tidied
from pcanalysis.store.reading.reading import Reading

LONG = "code;jaar;waarde\n"


def read(folder: Path, text: str | bytes, name: str = "cijfers.csv", **dialect: str) -> Reading:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_file(path, "indicator", dialect=dialect)


def figures(reading: Reading) -> list[tuple[Any, ...]]:
    columns = reading.rows[["code", "jaar", "role", "value"]]
    return [tuple(row) for row in columns.astype(object).where(columns.notna(), None).to_numpy()]


def said(reading: Reading) -> list[tuple[str, str, int | None, str | None]]:
    return [(m.severity.value, m.code, m.line, m.column) for m in reading.messages]


def refused(folder: Path, text: str) -> Message:
    with pytest.raises(DataRefused) as caught:
        read(folder, text)
    return caught.value.problems[-1]


def test_a_long_table_gives_a_figure_and_its_target_per_row(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "code;naam;jaar;waarde;eenheid;n;marge;streefwaarde;bron\n"
        "1A1.a;Tevreden;2019;61,5;%;400;4,8;70;peiling\n",
    )

    assert figures(reading) == [
        ("1A1.a", "2019", "waarde", 61.5),
        ("1A1.a", "2019", "streefwaarde", 70.0),
    ]
    first = reading.rows.iloc[0]
    assert (first["naam"], first["eenheid"], first["bron"]) == ("Tevreden", "%", "peiling")
    assert (first["n"], first["marge"], first["decimals"]) == (400, 4.8, 1)
    assert (first["printed"], first["line"], first["column"]) == ("61,5", 2, "waarde")
    assert said(reading) == []


WIDE = {
    "years": "code;2018 (w);2019 (b)\na;10;13\n",
    "words": "code;Realisatie 2018;Streefwaarde 2019\na;10;13\n",
    "years above": ";2018;2019\ncode;(w);(b)\na;10;13\n",
    "roles below": "code;2018;2019\n;w;b\na;10;13\n",
    "title above": "Jaarstukken 2019\n\ncode;2018 (w);2019 (b)\na;10;13\n",
}


@pytest.mark.parametrize("text", WIDE.values(), ids=WIDE)
def test_a_wide_table_tells_measured_from_planned(tmp_path: Path, text: str) -> None:
    assert figures(read(tmp_path, text)) == [
        ("a", "2018", "waarde", 10.0),
        ("a", "2019", "streefwaarde", 13.0),
    ]


def test_a_column_without_a_year_beside_years_is_named(tmp_path: Path) -> None:
    reading = read(tmp_path, "code;2022;2023;Doel;Norm;Eigenaar\na;28;29;31;30;KCC\n")

    assert figures(reading) == [("a", "2022", "waarde", 28.0), ("a", "2023", "waarde", 29.0)]
    assert said(reading) == [("warning", "column_without_year", 1, x) for x in ("Doel", "Norm")]


def test_a_year_with_a_remark_is_read_and_one_with_an_unknown_word_is_named(tmp_path: Path) -> None:
    reading = read(tmp_path, "code;2021;2022 (voorlopig);2023 1);2024 prognose\na;28;29;30;31\n")

    assert [year for _, year, _, _ in figures(reading)] == ["2021", "2022", "2023"]
    assert said(reading) == [("warning", "year_column_unread", 1, "2024 prognose")]


def test_years_above_span_the_columns_below_them(tmp_path: Path) -> None:
    reading = read(tmp_path, "code;naam;2018;;2019;\n;;w;b;w;b\na;x;10;11;12;13\n")

    assert figures(reading) == [
        ("a", "2018", "waarde", 10.0),
        ("a", "2018", "streefwaarde", 11.0),
        ("a", "2019", "waarde", 12.0),
        ("a", "2019", "streefwaarde", 13.0),
    ]
    assert said(reading) == []


def test_a_year_without_role_is_measured_and_every_cell_knows_its_header(tmp_path: Path) -> None:
    reading = read(tmp_path, "code;2018;2019\na;10;zes\n")

    assert figures(reading) == [("a", "2018", "waarde", 10.0)]
    assert said(reading) == [("error", "not_a_number", 2, "2019")]


def test_the_code_in_front_of_a_name_is_its_code(tmp_path: Path) -> None:
    text = "Indicator;Waarde 2016\n1A1.a Percentage tevreden;60%\n1A1.b Cijfer;7,1\n"

    rows = read(tmp_path, text).rows

    assert rows[["code", "naam"]].to_numpy().tolist() == [
        ["1A1.a", "Percentage tevreden"],
        ["1A1.b", "Cijfer"],
    ]


def test_names_stay_whole_unless_all_begin_with_a_code(tmp_path: Path) -> None:
    rows = read(tmp_path, "Indicator;2016\n1A1.a Tevreden;60\nAnders;50\n").rows

    assert list(rows["naam"]) == ["1A1.a Tevreden", "Anders"]
    assert list(rows["code"]) == ["", ""]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("128;%", "percentage_out_of_range"),
        ("-5;%", "percentage_out_of_range"),
        ("72;rapportcijfer", "mark_out_of_range"),
        ("6;schaal 1-5", "scale_out_of_range"),
        ("-3;aantal", "negative_count"),
        ("1,5;aantal", "not_a_whole_number"),
        ("-1;dagen", "negative_duration"),
        ("12%;aantal", "percent_sign_misplaced"),
        ("ruim 5;%", "not_a_number"),
    ],
)
def test_a_figure_that_cannot_be_costs_its_row(tmp_path: Path, cells: str, code: str) -> None:
    reading = read(tmp_path, f"code;jaar;waarde;eenheid\na;2018;{cells}\nb;2018;50;%\n")

    assert figures(reading) == [("b", "2018", "waarde", 50.0)]
    assert said(reading) == [("error", code, 2, "waarde")]


@pytest.mark.parametrize(
    ("printed", "unit", "value"),
    [
        ("1.234", "aantal", 1234.0),
        ("1.234.567", "aantal", 1_234_567.0),
        ("1:30", "m:ss", 90.0),
        ("-3,5", "% groei", -3.5),
        ("7,1", "rapportcijfer", 7.1),
    ],
)
def test_a_figure_is_read_in_its_unit(
    tmp_path: Path, printed: str, unit: str, value: float
) -> None:
    reading = read(tmp_path, f"code;jaar;waarde;eenheid\na;2018;{printed};{unit}\n")

    assert figures(reading) == [("a", "2018", "waarde", value)]


def test_minutes_and_shares_in_one_column_are_each_read_in_their_unit(tmp_path: Path) -> None:
    text = "code;jaar;waarde;eenheid\na;2018;1:30;m:ss\nb;2018;61;%\nc;2018;0:45;m:ss\n"

    assert [row[3] for row in figures(read(tmp_path, text))] == [90.0, 61.0, 45.0]


def test_a_column_of_fractions_is_refused_and_not_scaled(tmp_path: Path) -> None:
    text = "code;jaar;waarde;eenheid\na;2018;0,28;%\na;2019;0,31;%\n"

    assert refused(tmp_path, text).code == "suspect_fraction"


def test_a_percent_sign_is_a_unit_where_none_is_stated(tmp_path: Path) -> None:
    assert list(read(tmp_path, LONG + "a;2018;61%\nb;2018;7,1\n").rows["eenheid"]) == ["%", ""]


def test_the_card_may_state_the_unit_of_a_whole_file(tmp_path: Path) -> None:
    reading = read(tmp_path, LONG + "a;2018;61\na;2019;161\n", eenheid="%")

    assert list(reading.rows["eenheid"]) == ["%"]
    assert said(reading) == [("error", "percentage_out_of_range", 3, "waarde")]


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("-", "unknown"),
        ("", "unknown"),
        ("n.v.t.", "not_applicable"),
        ("n.n.b.", "not_yet_known"),
        ("n.b.", "unknown"),
        ("*)", "unknown"),
    ],
)
def test_a_missing_figure_keeps_its_mark_and_says_why(
    tmp_path: Path, mark: str, reason: str
) -> None:
    rows = read(tmp_path, LONG + f"a;2018;{mark}\na;2019;61\n").rows

    assert rows["value"].isna().tolist() == [True, False]
    assert rows["reason"].tolist() == [reason, ""]
    assert rows["printed"].tolist() == [mark, "61"]


def test_a_stated_reason_goes_before_the_mark_and_excludes_a_figure(tmp_path: Path) -> None:
    text = "code;jaar;waarde;reden\na;2018;-;no_survey\na;2019;61;no_survey\na;2020;62;\n"

    reading = read(tmp_path, text)

    assert list(reading.rows["reason"]) == ["no_survey", ""]
    assert said(reading) == [("error", "reason_with_value", 3, "waarde")]


@pytest.mark.parametrize("column", ["status", "reden", "soort"])
def test_a_word_that_is_not_ours_costs_its_row(tmp_path: Path, column: str) -> None:
    reading = read(tmp_path, f"code;jaar;waarde;{column}\na;2018;61;zomaar\na;2019;62;\n")

    assert figures(reading) == [("a", "2019", "waarde", 62.0)]
    assert said(reading) == [("error", "unknown_word", 2, column)]


def test_a_footnote_is_no_part_of_the_figure(tmp_path: Path) -> None:
    reading = read(tmp_path, LONG + "a;2018;61%*\na;2019;62% (1)\n* voorlopig\n")

    assert [row[3] for row in figures(reading)] == [61.0, 62.0]
    assert {code for _, code, _, _ in said(reading)} == {"footnote_mark", "footer_skipped"}


def test_few_respondents_are_warned_of_and_none_is_an_error(tmp_path: Path) -> None:
    reading = read(tmp_path, "code;jaar;waarde;n\na;2018;61;9\na;2019;62;10\na;2020;63;0\n")

    assert [row[1] for row in figures(reading)] == ["2018", "2019"]
    assert said(reading) == [("error", "no_respondents", 4, "n"), ("warning", "small_cell", 2, "n")]


def test_a_margin_that_does_not_fit_its_respondents_is_warned_of(tmp_path: Path) -> None:
    # 1.96 √(50 × 50 / 400) = 4.9 points.
    text = "code;jaar;waarde;eenheid;n;marge\na;2018;50;%;400;4,9\na;2019;50;%;400;0,5\n"

    reading = read(tmp_path, text)

    assert len(reading.rows) == 2
    assert said(reading) == [("warning", "margin_inconsistent", 3, "marge")]
    assert reading.messages[0].facts["expected"] == "4,9"


def test_years_that_a_spreadsheet_spoilt_are_repaired_with_a_warning(tmp_path: Path) -> None:
    reading = read(tmp_path, LONG + "a;2018.0;61\na;2.019;62\n")

    assert [row[1] for row in figures(reading)] == ["2018", "2019"]
    assert [code for _, code, _, _ in said(reading)] == ["year_format"]


@pytest.mark.parametrize(
    ("year", "code"),
    [
        ("20177", "year_out_of_range"),
        ("1899", "year_out_of_range"),
        ("18", "invalid_year"),
        ("vorig jaar", "invalid_year"),
        ("", "missing_key"),
        ("2018-03", "invalid_year"),
    ],
)
def test_what_is_no_year_costs_its_row(tmp_path: Path, year: str, code: str) -> None:
    reading = read(tmp_path, LONG + f"a;{year};61\na;2019;62\n")

    assert figures(reading) == [("a", "2019", "waarde", 62.0)]
    assert said(reading) == [("error", code, 2, "jaar")]


def test_under_a_header_that_says_so_a_period_within_a_year_is_read(tmp_path: Path) -> None:
    reading = read(tmp_path, "code;periode;waarde\na;2018-K1;61\na;2018-03;62\n")

    assert [row[1] for row in figures(reading)] == ["2018-K1", "2018-03"]


def test_only_a_target_may_stand_without_a_year(tmp_path: Path) -> None:
    text = "code;jaar;soort;waarde\na;;norm;80\na;;realisatie;81\na;2018;realisatie;61\n"

    reading = read(tmp_path, text)

    assert figures(reading) == [("a", "", "streefwaarde", 80.0), ("a", "2018", "waarde", 61.0)]
    assert said(reading) == [("error", "missing_key", 3, "jaar")]


def test_equal_rows_count_once_and_a_figure_with_another_remark_stays(tmp_path: Path) -> None:
    rows = "a;2018;61;x\na;2018;61;y\na;2018;61;y\n"

    reading = read(tmp_path, "code;jaar;waarde;opmerking\n" + rows)

    assert reading.rows["line"].tolist() == [2, 3]
    assert said(reading) == [("warning", "duplicate_row", 4, "waarde")]


def test_rows_are_equal_whatever_their_print_or_source(tmp_path: Path) -> None:
    reading = read(tmp_path, "code;naam;jaar;waarde;bron\na;x;2018;28;A\na;y;2018;28,0;B\n")

    assert figures(reading) == [("a", "2018", "waarde", 28.0)]
    assert said(reading) == [
        ("warning", "duplicate_row", 3, "waarde"),
        ("warning", "code_name_conflict", 3, "naam"),
    ]


def test_of_two_figures_for_one_year_none_is_kept(tmp_path: Path) -> None:
    reading = read(tmp_path, LONG + "a;2018;61\na;2018;62\na;2019;63\n")

    assert figures(reading) == [("a", "2019", "waarde", 63.0)]
    assert said(reading) == [("error", "duplicate_key_conflict", 3, "waarde")]
    assert reading.messages[0].facts["other"] == "cijfers.csv:2"


def test_areas_are_different_figures(tmp_path: Path) -> None:
    text = "code;gebied;jaar;waarde\na;Noord;2018;61\na;Zuid;2018;62\na;;2018;61,5\n"

    reading = read(tmp_path, text)

    assert list(reading.rows["gebied"]) == ["Noord", "Zuid", ""]
    assert said(reading) == []


def test_two_units_for_one_code_refuse_the_file(tmp_path: Path) -> None:
    text = "code;jaar;waarde;eenheid\na;2018;61;%\na;2019;7;rapportcijfer\n"

    problem = refused(tmp_path, text)

    assert (problem.code, problem.line, problem.column) == ("unit_conflict", 3, "eenheid")
    assert problem.facts["other_line"] == 2


def test_two_names_for_one_code_are_warned_of(tmp_path: Path) -> None:
    text = "code;naam;jaar;waarde\na;x;2018;61\na;y;2019;62\na;y;2020;62\n"

    reading = read(tmp_path, text)

    assert len(reading.rows) == 3
    assert said(reading) == [("warning", "code_name_conflict", 3, "naam")]


def test_a_wrong_target_leaves_the_figure_beside_it_alone(tmp_path: Path) -> None:
    text = "code;jaar;waarde;streefwaarde\na;2018;61;zeventig\na;2019;zestig;70\n"

    reading = read(tmp_path, text)

    assert figures(reading) == [("a", "2018", "waarde", 61.0), ("a", "2019", "streefwaarde", 70.0)]
    assert {(line, column) for _, _, line, column in said(reading)} == {
        (2, "streefwaarde"),
        (3, "waarde"),
    }


def test_tidied_figures_have_their_target_beside_them(tmp_path: Path) -> None:
    text = "code;jaar;waarde;streefwaarde\na;2019;62;70\na;2018;61;\n"

    table = tidied(read(tmp_path, text).rows.assign(file="cijfers.csv"))

    assert table[["jaar", "waarde"]].to_numpy().tolist() == [["2018", 61.0], ["2019", 62.0]]
    assert table["streefwaarde"].fillna(0).tolist() == [0, 70]


@pytest.mark.parametrize(
    ("header", "missing"),
    [("jaar;waarde", "code"), ("code;waarde", "jaar"), ("code;jaar", "waarde")],
)
def test_a_table_that_lacks_a_column_is_refused(tmp_path: Path, header: str, missing: str) -> None:
    problem = refused(tmp_path, f"{header}\n2018;61\n")

    assert (problem.code, problem.column) == ("missing_column", missing)


CODES = st.from_regex(r"[A-Z]{2}[0-9]{1,2}(\.[a-z])?", fullmatch=True)
VALUES = st.one_of(st.none(), st.integers(10, 1000).map(lambda tenths: tenths / 10))
TABLES = st.dictionaries(
    st.tuples(CODES, st.integers(1950, 2090)), VALUES, min_size=1, max_size=10
).filter(lambda table: any(value is not None for value in table.values()))
DIALECTS = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from([(";", ","), ("\t", ","), ("|", "."), (",", "."), (";", ".")]),
        "missing": st.sampled_from(["-", "n.b.", "", "x"]),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
        "end": st.sampled_from(["\n", "\r\n"]),
        "title": st.sampled_from(["", "Cijfers van de begroting\n\n"]),
    }
)
quick = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def as_printed(value: float | None, mark: str, missing: str) -> str:
    return missing if value is None else f"{value:.1f}".replace(".", mark)


@quick
@given(
    table=TABLES,
    header=st.sampled_from(["code;jaar;waarde", "Nr;Verslagjaar;Realisatie"]),
    dialect=DIALECTS,
)
def test_any_legal_long_table_is_read_back(
    tmp_path: Path,
    table: dict[tuple[str, int], float | None],
    header: str,
    dialect: dict[str, Any],
) -> None:
    (between, mark), missing = dialect["delimiter"], dialect["missing"]
    lines = [header.replace(";", between)]
    for (code, year), value in table.items():
        lines.append(between.join([code, str(year), as_printed(value, mark, missing)]))
    text = dialect["title"] + "\n".join(lines) + "\n"

    reading = read(tmp_path, text.replace("\n", dialect["end"]).encode(dialect["encoding"]))

    assert {(code, int(year)): value for code, year, _, value in figures(reading)} == table
    assert [m for m in reading.messages if m.severity.value == "error"] == []


@quick
@given(table=TABLES, role=st.sampled_from(["(w)", "realisatie", "(b)"]), dialect=DIALECTS)
def test_any_legal_wide_table_is_read_back(
    tmp_path: Path,
    table: dict[tuple[str, int], float | None],
    role: str,
    dialect: dict[str, Any],
) -> None:
    (between, mark), missing = dialect["delimiter"], dialect["missing"]
    years, codes = sorted({year for _, year in table}), list(dict.fromkeys(c for c, _ in table))
    lines = [between.join(["code", *(f"{year} {role}" for year in years)])]
    for code in codes:
        cells = [as_printed(table.get((code, year)), mark, missing or "-") for year in years]
        lines.append(between.join([code, *cells]))
    text = dialect["title"] + "\n".join(lines) + "\n"

    reading = read(tmp_path, text.replace("\n", dialect["end"]).encode(dialect["encoding"]))

    found = {(code, int(year)): value for code, year, _, value in figures(reading)}
    assert found == {(code, year): table.get((code, year)) for code in codes for year in years}
    assert set(reading.rows["role"]) == {"streefwaarde" if role == "(b)" else "waarde"}
    assert [m for m in reading.messages if m.severity.value == "error"] == []


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=TABLES)
def test_one_table_reads_the_same_from_csv_json_workbook_and_parquet(
    tmp_path: Path, table: dict[tuple[str, int], float | None]
) -> None:
    frame = pd.DataFrame(
        [(*key, value) for key, value in table.items()], columns=["code", "jaar", "waarde"]
    )
    frame.to_csv(tmp_path / "a.csv", sep=";", decimal=",", index=False)
    frame.to_json(tmp_path / "a.json", orient="records")
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    frame.to_parquet(tmp_path / "a.parquet", index=False)

    for kind in ("csv", "json", "xlsx", "parquet"):
        found = figures(read_file(tmp_path / f"a.{kind}", "indicator"))
        assert {(code, int(year)): value for code, year, _, value in found} == table


def test_a_margin_may_have_its_sign_in_front(tmp_path: Path) -> None:
    table = "code;jaar;waarde;eenheid;n;marge\na;2020;28;%;1250;± 2,5\n"

    assert list(read(tmp_path, table).rows["marge"]) == [2.5]


def test_a_figure_outside_the_bounds_beside_it_is_left_out(tmp_path: Path) -> None:
    table = "code;jaar;waarde;eenheid;laag;hoog\na;2020;28;aantal;29;31\nb;2020;30;aantal;29;31\n"

    reading = read(tmp_path, table)

    assert [row[:2] for row in figures(reading)] == [("b", "2020")]
    assert [message.code for message in reading.messages] == ["bound_excludes_value"]


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("≥ 30%", 30, "figure_at_least"),
        (">= 30", 30, "figure_at_least"),
        ("minimaal 30,5%", 30.5, "figure_at_least"),
        ("Ten minste 30 %", 30, "figure_at_least"),
        ("30 of meer", 30, "figure_at_least"),
        ("30+", 30, "figure_at_least"),
        ("max. 5", 5, "figure_at_most"),
        ("< 5", 5, "figure_at_most"),
        ("≤5", 5, "figure_at_most"),
        ("5% of lager", 5, "figure_at_most"),
    ],
)
def test_a_target_that_is_a_bound_is_its_number_and_warned_of(
    tmp_path: Path, cell: str, value: float, code: str
) -> None:
    reading = read(tmp_path, f"code;jaar;waarde;streefwaarde\na;2024;28;{cell}\n")

    targets = reading.rows[reading.rows["role"] == "streefwaarde"]
    assert targets["value"].tolist() == [value]
    assert [(str(m.severity), m.code, m.cell) for m in reading.messages] == [
        ("warning", code, cell)
    ]


@pytest.mark.parametrize("cell", ["30-40", "ca. 30", "tussen 30 en 40", "max 5 dagen", "≥", "> x"])
def test_a_target_that_is_no_single_number_is_left_out(tmp_path: Path, cell: str) -> None:
    reading = read(tmp_path, f"code;jaar;waarde;streefwaarde\na;2024;28;{cell}\n")

    assert reading.rows["value"].tolist() == [28]
    assert [m.code for m in reading.messages] == ["not_a_number"]


def test_a_bound_that_was_measured_is_no_number(tmp_path: Path) -> None:
    reading = read(tmp_path, "code;jaar;waarde\na;2024;< 5\na;2023;7\n")

    assert reading.rows["value"].tolist() == [7]


@pytest.mark.parametrize(
    "cell", ["28 (v)", "28 v", "28p", "28%(p)", "28 (voorlopig)", "Voorlopig: 28"]
)
def test_a_figure_can_be_marked_provisional(tmp_path: Path, cell: str) -> None:
    reading = read(tmp_path, f"code;jaar;waarde\na;2024;{cell}\na;2023;27\n")

    figures = reading.rows.set_index("jaar")
    assert figures["value"].to_dict() == {"2024": 28, "2023": 27}
    assert figures["status"].to_dict() == {"2024": "provisional", "2023": ""}


@pytest.mark.parametrize("header", ["2024 (v)", "2024 voorlopig", "2024 (voorlopige cijfers)"])
def test_a_year_can_be_marked_provisional(tmp_path: Path, header: str) -> None:
    reading = read(tmp_path, f"code;naam;2023;{header}\na;x;27;28\n")

    figures = reading.rows.set_index("jaar")
    assert figures["status"].to_dict() == {"2024": "provisional", "2023": ""}


def test_a_status_can_be_written_in_dutch(tmp_path: Path) -> None:
    reading = read(tmp_path, "code;jaar;waarde;status\na;2024;28;Voorlopig\na;2023;27;definitief\n")

    assert reading.rows["status"].tolist() == ["provisional", "actual"]
    assert reading.messages == ()


def test_a_figure_measured_in_a_year_to_come_is_warned_of(tmp_path: Path) -> None:
    text = "code;jaar;waarde;streefwaarde\na;2024;28;30\na;2026;29;30\na;2027;-;31\n"
    (tmp_path / "a.csv").write_text(text)

    reading = read_file(tmp_path / "a.csv", "indicator", today=date(2025, 12, 31))

    assert [(m.code, m.line, m.column) for m in reading.messages] == [("future_period", 3, "jaar")]
    assert len(reading.rows) == 6


def test_a_norm_met_in_a_period_to_come_is_warned_of(tmp_path: Path) -> None:
    text = "code;periode;teller;noemer\na;2025-12;20;30\na;2026-K1;20;30\na;2027;-;-\n"
    (tmp_path / "a.csv").write_text(text)

    reading = read_file(tmp_path / "a.csv", "norm", today=date(2025, 12, 31))

    assert [(m.code, m.line) for m in reading.messages] == [("future_period", 3)]


def test_a_cell_full_of_blanks_takes_no_longer_than_its_length(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("code\tnaam\t2019 (w)\t2020 (w)\n1A1\tx\t60\t6" + " " * 60_000 + "x\n")
    start = time.process_time()

    read_file(path, "indicator")

    assert time.process_time() - start < 1.0  # squares of that length took twelve seconds
