from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Message, Severity
from pcanalysis.store.reading.grid import Grid
from pcanalysis.store.reading.indicators import read_indicator_table
from pcanalysis.store.reading.json_grid import json_grid
from pcanalysis.store.reading.notes import Notes

RECORDS = [{"code": "1A1.a", "jaar": 2015}, {"code": "1A1.a", "jaar": 2017}]
ROWS = [["code", "jaar"], ["1A1.a", 2015], ["1A1.a", 2017]]


def read(raw: bytes | str) -> Grid:
    return json_grid(raw.encode() if isinstance(raw, str) else raw, Notes("x.json"))


def rows(grid: Grid) -> list[list[Any]]:
    return [grid.row(number) for number in range(len(grid.lines))]


def refusal(raw: bytes | str) -> Message:
    with pytest.raises(DataRefused) as caught:
        read(raw)
    problem = caught.value.problems[0]
    assert isinstance(problem, Message)
    return problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_list_of_records_is_a_table_in_every_unicode_encoding(encoding: str) -> None:
    grid = read(json.dumps(RECORDS).encode(encoding))

    assert rows(grid) == ROWS
    assert grid.lines.tolist() == [0, 1, 2]
    assert grid.typed
    assert not grid.lined


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"records": RECORDS}),
        json.dumps({"datum": "2024-02-01", "velden": ["code", "jaar"], "records": RECORDS}),
        json.dumps({"result": {"aantal": 2, "records": RECORDS}}, indent=2),
        "\n".join(map(json.dumps, RECORDS)),
        "\r\n\r\n".join(map(json.dumps, RECORDS)) + "\r\n",
    ],
)
def test_records_may_stand_inside_an_object_or_on_lines(text: str) -> None:
    assert rows(read(text)) == ROWS


def test_the_names_are_those_of_all_records_in_order_and_a_missing_one_gives_an_empty_cell() -> (
    None
):
    grid = read('[{"b": 1}, {"a": true, "b": null}, {"c": 2.5}]')

    assert rows(grid) == [
        ["b", "a", "c"], [1, None, None], [None, True, None], [None, None, 2.5]
    ]  # fmt: skip


def test_what_is_no_figure_stays_text() -> None:
    grid = read('[{"a": NaN}, {"a": -Infinity}, {"a": 1e999}, {"a": "28%"}]')

    assert [row[0] for row in rows(grid)] == ["a", "NaN", "-Infinity", "1e999", "28%"]


def test_a_number_of_more_than_300_digits_stays_text() -> None:
    assert rows(read(f'[{{"a": {"9" * 5_000}}}, {{"a": {"9" * 300}}}]'))[1:] == [
        ["9" * 5_000], [int("9" * 300)]
    ]  # fmt: skip


def test_what_is_nested_becomes_text_that_is_cut() -> None:
    assert rows(read('[{"a": {"é": [1, null]}}, {"a": []}]'))[1:] == [['{"é": [1, null]}'], ["[]"]]
    assert len(rows(read(json.dumps([{"a": ["x" * 9_000]}])))[1][0]) == 200


def test_half_a_character_becomes_a_question_mark() -> None:
    assert rows(read(r'[{"a\ud800": "b\udfff", "c": "\ud83d\ude00"}]')) == [
        ["a?", "c"],
        ["b?", "😀"],
    ]


def test_a_text_too_long_for_a_cell_costs_its_record_and_the_message_names_no_line() -> None:
    grid = read(json.dumps([{"a": "x" * 40_000}, {"a": "y"}]))

    assert rows(grid) == [["a"], ["y"]]
    assert [(m.code, m.line, m.column) for m in grid.notes.messages] == [
        ("field_too_long", None, "a")
    ]


@pytest.mark.parametrize(
    ("text", "column", "record"),
    [
        ('[{"waarde": 28, "jaar": 1, "waarde": 82}]', "waarde", 1),
        ('[{"a": 1}, {"a": 1, "a": 1}]', "a", 2),
        ('{"a": 1}\n{"b": 1, "b": 2}', "b", 2),
    ],
)
def test_a_name_that_stands_twice_in_a_record_is_refused(
    text: str, column: str, record: int
) -> None:
    found = refusal(text)

    assert (found.code, found.line, found.column) == ("duplicate_key", None, column)
    assert found.record == record


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"a": 1},]', 1),
        ('[{"a": 1},\n {"a": 2', 2),
        ('{"a": 1}\n\n{"a": }\n', 3),
        ("datum;aantal\n1;2\n", 1),
        ('[{"a": 01}]', 1),
        ("[{'a': 1}]", 1),
        ("", 1),
        (b'[\n{"a": "\xe9"}]', 2),
        ("[" * 100_000, None),
        ('{"a":' * 100_000, None),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(text: bytes | str, line: int | None) -> None:
    found = refusal(text)

    assert (found.code, found.line) == ("invalid_json", line)


@pytest.mark.parametrize(
    "text",
    [
        "42",
        "null",
        '"tekst"',
        "[1, 2]",
        '[{"a": 1}, [2]]',
        '[["a"], [1]]',
        '{"a": 1}',
        '{"a": [1, 2]}',
        '{"a": [{"x": 1}], "b": [{"x": 2}]}',
    ],
)
def test_what_is_no_list_of_records_is_refused(text: str) -> None:
    assert refusal(text).code == "invalid_structure"


@pytest.mark.parametrize("text", ["[]", '{"records": []}'])
def test_an_empty_list_has_no_rows(text: str) -> None:
    assert refusal(text).code == "no_rows"


def test_too_many_names_are_refused() -> None:
    found = refusal(json.dumps([{f"k{number}": 1 for number in range(501)}]))

    assert (found.code, found.facts["found"]) == ("too_many_columns", 501)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"[" + b" " * 16_000_000, "file_too_large"),
        (b"[" + b"{}," * 250_000, "too_many_rows"),
        (b"[" + b"1," * 1_000_001, "too_many_rows"),
    ],
)
def test_json_that_would_fill_the_memory_is_refused_before_it_is_decoded(
    raw: bytes, code: str
) -> None:
    assert refusal(raw).code == code


def test_a_cell_that_is_text_is_not_counted_as_the_number_it_looks_like() -> None:
    assert [row[0] for row in rows(read('[{"a": 1}, {"a": "1"}, {"a": 1.0}, {"a": true}]'))[1:]] == [
        1, "1", 1.0, True
    ]  # fmt: skip


NAMES = st.text(st.characters(codec="utf-8"), max_size=5)
CELLS = (
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=9)
)


@given(st.lists(st.dictionaries(NAMES, CELLS | st.floats(-1e9, 1e9), min_size=1), min_size=1))
def test_what_is_written_is_read_back(records: list[dict[str, Any]]) -> None:
    header, *found = rows(read(json.dumps(records)))

    assert set(header) == {name for record in records for name in record}
    assert [dict(zip(header, row, strict=True)) for row in found] == [
        {name: record.get(name) for name in header} for record in records
    ]


@given(st.binary(max_size=60) | st.text('[]{}",:1aNu\\ \n', max_size=30).map(str.encode))
def test_random_bytes_give_a_table_or_a_clean_refusal(raw: bytes) -> None:
    try:
        assert len(read(raw).lines) > 1
    except DataRefused as refused:
        (problem,) = refused.problems
        assert str(problem)


def test_the_corpus_of_json_is_read_as_it_expects(shared: Path) -> None:
    text = (shared / "corpus" / "expectations.json").read_text(encoding="utf-8")
    cases = [case for case in json.loads(text)["cases"] if case["kind"] == "json"]
    for case in cases:
        raw = (shared / "corpus" / "files" / case["files"][0]).read_bytes()
        if case["expect"]["outcome"] == "reject":
            expected = case["expect"]["messages"][0]
            found = refusal(raw)
            assert (found.code, found.line) == (expected["code"], expected.get("line"))
        else:
            assert len(read(raw).lines) > 1
    assert len(cases) == 12


def test_a_message_about_a_record_says_which_one_in_its_text_and_names_no_line() -> None:
    records = [{"code": "a", "jaar": 2019, "waarde": 1}, {"code": "a", "waarde": 2}]
    grid = json_grid(
        json.dumps([*records, {"code": "b", "jaar": 2019, "waarde": "veel"}]).encode(),
        notes := Notes("a.json"),
    )
    read_indicator_table(grid, {})

    missing, wrong = (m for m in notes.messages if m.severity is Severity.ERROR)
    assert (missing.line, missing.record, wrong.line, wrong.record) == (None, 2, None, 3)
    assert missing.told().startswith("a.json, kolom 'jaar': record 2, '': Hier hoort jaar")
    assert wrong.told("en").startswith("a.json, column 'waarde': record 3, 'veel': This is not")
    assert wrong.plain()["text"].startswith("record 3, 'veel': Dit is geen getal.")


def test_a_record_that_is_no_object_is_named() -> None:
    found = refusal('[{"a": 1}, 5]')

    assert (found.code, found.record, found.facts) == ("invalid_structure", 2, {"found": "int"})
