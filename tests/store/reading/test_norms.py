"""Norm tables: how many cases met the norm, of how many."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Severity
from pcanalysis.store.reading.delivery import read_delivery, read_file
from pcanalysis.store.reading.reading import Reading, outcome

CASES = Path(__file__).with_name("norm_cases")
EXPECTED = json.loads((CASES / "expectations.json").read_text("utf-8"))
HEADER = "code;periode;teller;noemer\n"


def read(folder: Path, text: str | bytes, name: str = "normen.csv", **dialect: str) -> Reading:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_file(path, "norm", dialect=dialect)


def rows_of(reading: Reading) -> list[tuple[Any, ...]]:
    columns = reading.rows[["code", "periode", "teller", "noemer"]]
    return [tuple(row) for row in columns.astype(object).where(columns.notna(), None).to_numpy()]


def said(reading: Reading) -> list[tuple[str, str, int | None]]:
    return [(m.severity.value, m.code, m.line) for m in reading.messages]


@pytest.mark.parametrize("case", EXPECTED, ids=[case["id"] for case in EXPECTED])
def test_a_development_case_is_answered_as_expected(case: Mapping[str, Any]) -> None:
    delivery = read_delivery([CASES / name for name in case["files"]], "norm")

    assert delivery.outcome == case["outcome"]
    told = [m for m in delivery.messages if m.severity is not Severity.INFO]
    found = [(m.severity.value, m.code, m.line, m.column) for m in told]
    for wanted in case["messages"]:
        assert (wanted["severity"], wanted["code"], wanted["line"], wanted["column"]) in found
    assert len(found) == len(case["messages"])
    if case["outcome"] != "reject":
        assert len(delivery.rows) == case["rows_kept"]
        assert delivery.rows["teller"].sum() == case["totals"]["teller"]
        assert delivery.rows["noemer"].sum() == case["totals"]["noemer"]


@pytest.mark.parametrize("period", ["2022", "2022-K1", "2022-03", "2022-W09", "2022-03-01"])
def test_a_period_of_any_kind_is_read(tmp_path: Path, period: str) -> None:
    reading = read(tmp_path, HEADER + f"bellen;{period};80;100\n")

    assert rows_of(reading) == [("bellen", period, 80, 100)]
    assert said(reading) == []


def test_a_quarter_may_be_written_with_a_q(tmp_path: Path) -> None:
    assert rows_of(read(tmp_path, HEADER + "a;2022-Q1;80;100\n")) == [("a", "2022-K1", 80, 100)]


@pytest.mark.parametrize("period", ["2022-K5", "2022-13", "2022-W54", "2021-W53", "vroeger", "22"])
def test_a_period_that_does_not_exist_costs_its_row(tmp_path: Path, period: str) -> None:
    reading = read(tmp_path, HEADER + f"a;{period};8;100\na;2022;80;100\n")

    assert rows_of(reading) == [("a", "2022", 80, 100)]
    assert said(reading) == [("error", "invalid_period", 2)]
    assert reading.rejected["line"].tolist() == [2]


def test_more_cases_within_the_norm_than_cases_cost_their_row(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADER + "a;2022;101;100\na;2023;100;100\n")

    assert rows_of(reading) == [("a", "2023", 100, 100)]
    assert said(reading) == [("error", "met_exceeds_cases", 2)]


def test_no_cases_is_no_share_but_a_row(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADER + "a;2022;0;0\n")

    assert rows_of(reading) == [("a", "2022", 0, 0)]
    assert outcome(reading.messages, kept=True) in ("accept", "warn")


def test_few_cases_are_read_and_warned_of(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADER + "a;2022;8;9\na;2023;9;10\n")

    assert len(reading.rows) == 2
    assert said(reading) == [("warning", "small_cell", 2)]


def test_equal_rows_count_once_and_contradicting_rows_not_at_all(tmp_path: Path) -> None:
    rows = "a;2022;80;100\na;2022;80;100\nb;2022;80;100\nb;2022;81;100\n"

    reading = read(tmp_path, HEADER + rows)

    assert rows_of(reading) == [("a", "2022", 80, 100)]
    assert said(reading) == [
        ("error", "duplicate_key_conflict", 5),
        ("warning", "duplicate_row", 3),
    ]


@pytest.mark.parametrize(
    ("counts", "reason"),
    [("-;100", "unknown"), ("80;n.v.t.", "not_applicable"), ("n.n.b.;-", "not_yet_known")],
)
def test_a_missing_count_keeps_its_mark_and_reason(
    tmp_path: Path, counts: str, reason: str
) -> None:
    reading = read(tmp_path, HEADER + f"a;2022;{counts}\na;2023;80;100\n")

    assert list(reading.rows["reason"]) == [reason, ""]
    assert list(reading.rows["printed"]) == [counts.replace(";", "/"), "80/100"]


@pytest.mark.parametrize("cells", ["-8;100", "8;-100", "8,5;100", "tien;100"])
def test_what_is_no_count_costs_its_row(tmp_path: Path, cells: str) -> None:
    reading = read(tmp_path, HEADER + f"a;2022;{cells}\na;2023;80;100\n")

    assert rows_of(reading) == [("a", "2023", 80, 100)]
    assert [(severity, line) for severity, _, line in said(reading)] == [("error", 2)]


@pytest.mark.parametrize("cells", [";2022;80;100", "a;;80;100"])
def test_a_row_without_code_or_period_is_left_out(tmp_path: Path, cells: str) -> None:
    reading = read(tmp_path, HEADER + cells + "\na;2023;80;100\n")

    assert rows_of(reading) == [("a", "2023", 80, 100)]
    assert said(reading) == [("error", "missing_key", 2)]


@pytest.mark.parametrize("column", ["code", "periode", "teller", "noemer"])
def test_a_table_that_lacks_a_column_is_refused_with_its_name(tmp_path: Path, column: str) -> None:
    table = pd.DataFrame({"code": ["a"], "periode": ["2022"], "teller": [8], "noemer": [9]})

    with pytest.raises(DataRefused) as caught:
        read(tmp_path, table.drop(columns=column).to_csv(sep=";", index=False))

    assert [(m.code, m.column) for m in caught.value.problems] == [("missing_column", column)]


def test_rows_come_oldest_first_with_their_line(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADER + "a;2023;80;100\na;2022;70;100\n")

    assert list(reading.rows["periode"]) == ["2022", "2023"]
    assert list(reading.rows["line"]) == [3, 2]


def test_a_column_about_persons_is_dropped(tmp_path: Path) -> None:
    text = "code;periode;teller;noemer;medewerker\na;2022;80;100;J. de Vries\n"

    reading = read(tmp_path, text)

    assert [m.code for m in reading.messages] == ["personal_data_column"]
    assert "Vries" not in repr((reading.rows.to_dict(), reading.messages, reading.evidence))


WARNINGS = {"small_cell", "thousands_assumed", "lookalike_codes"}
CODES = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,5}(\.[0-9a-z]{1,3})?", fullmatch=True)
PERIODS = st.one_of(
    st.integers(1990, 2060).map(str),
    st.tuples(st.integers(1990, 2060), st.integers(1, 4)).map("{0[0]}-K{0[1]}".format),
    st.tuples(st.integers(1990, 2060), st.integers(1, 12)).map("{0[0]}-{0[1]:02d}".format),
    st.tuples(st.integers(1990, 2060), st.integers(1, 52)).map("{0[0]}-W{0[1]:02d}".format),
)
COUNTS = st.integers(0, 5_000_000).flatmap(
    lambda cases: st.tuples(st.integers(0, cases), st.just(cases))
)
TABLES = st.dictionaries(st.tuples(CODES, PERIODS), COUNTS, min_size=1, max_size=12)
HEADERS = st.sampled_from(
    [
        ("code", "periode", "teller", "noemer"),
        ("Normcode", "Maand", "Aantal binnen norm", "Totaal"),
        ("indicatorcode", "period", "numerator", "denominator"),
    ]
)


def grouped(count: int, mark: str) -> str:
    return f"{count:,}".replace(",", mark)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=TABLES,
    header=HEADERS,
    written=st.fixed_dictionaries(
        {
            "delimiter": st.sampled_from(";,\t|"),
            "mark": st.sampled_from(["", ".", " "]),
            "encoding": st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
            "end": st.sampled_from(["\n", "\r\n"]),
            "stated": st.booleans(),
        }
    ),
)
def test_any_legal_norm_table_is_read_back(
    tmp_path: Path,
    table: dict[tuple[str, str], tuple[int, int]],
    header: tuple[str, ...],
    written: dict[str, Any],
) -> None:
    delimiter, mark, end = written["delimiter"], written["mark"], written["end"]
    lines = [delimiter.join(header)]
    for (code, period), counts in table.items():
        lines.append(delimiter.join([code, period, *(grouped(count, mark) for count in counts)]))
    dialect = {"thousands": mark} if written["stated"] and mark.strip() else {}

    reading = read(tmp_path, (end.join(lines) + end).encode(written["encoding"]), **dialect)

    found = {(code, period): (met, cases) for code, period, met, cases in rows_of(reading)}
    assert found == table
    assert {m.code for m in reading.messages} <= WARNINGS
    assert all(m.severity.value != "error" for m in reading.messages)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=TABLES)
def test_one_table_reads_the_same_from_csv_json_workbook_and_parquet(
    tmp_path: Path, table: dict[tuple[str, str], tuple[int, int]]
) -> None:
    frame = pd.DataFrame(
        [(*key, *counts) for key, counts in table.items()],
        columns=["code", "periode", "teller", "noemer"],
    )
    frame.to_csv(tmp_path / "a.csv", sep=";", index=False)
    frame.to_json(tmp_path / "a.json", orient="records")
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    frame.to_parquet(tmp_path / "a.parquet", index=False)

    first, *others = (
        rows_of(read_file(tmp_path / f"a.{kind}", "norm"))
        for kind in ("csv", "json", "xlsx", "parquet")
    )

    assert dict.fromkeys(first) == dict.fromkeys(
        (*key, *map(float, n)) for key, n in sorted(table.items(), key=lambda item: item[0][1])
    )
    assert others == [first, first, first]


def test_a_share_is_never_made_from_nothing(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADER + "a;2022;;100\na;2023;80;\n")

    assert [math.isnan(x) for x in reading.rows["teller"]] == [True, False]
    assert [math.isnan(x) for x in reading.rows["noemer"]] == [False, True]


def test_a_row_of_totals_is_no_norm(tmp_path: Path) -> None:
    path = tmp_path / "normen.csv"
    path.write_text("code;periode;teller;noemer\nA1;2024;5;10\nA2;2024;6;10\nTotaal;;11;20\n")

    reading = read_file(path, "norm")

    assert reading.rows["code"].tolist() == ["A1", "A2"]
    assert next(message.code for message in reading.messages) == "totals_row"
