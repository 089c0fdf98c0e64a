from __future__ import annotations

import datetime as dt
import decimal
import random
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading.delivery import read_file
from pcanalysis.store.reading.grid import MAX_CHARACTERS, Grid
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.parquet_grid import parquet_grid


def write(path: Path, table: dict[str, Any] | pa.Table, **how: Any) -> Path:
    parquet.write_table(table if isinstance(table, pa.Table) else pa.table(table), path, **how)
    return path


def read(path: Path) -> Grid:
    return parquet_grid(path, Notes(path.name))


def rows(grid: Grid) -> list[list[Any]]:
    return [grid.row(number) for number in range(len(grid.lines))]


def column(tmp_path: Path, cells: Any, **how: Any) -> list[Any]:
    """Write a column and read it back, without its name."""
    return [row[0] for row in rows(read(write(tmp_path / "a.parquet", {"a": cells}, **how)))][1:]


def refusal(path: Path) -> Message:
    with pytest.raises(DataRefused) as caught:
        read(path)
    problem = caught.value.problems[0]
    assert isinstance(problem, Message)
    return problem


def test_a_table_has_the_names_of_its_columns_on_top(tmp_path: Path) -> None:
    grid = read(write(tmp_path / "a.parquet", {"kanaal": ["balie", None], "aantal": [143, 812]}))

    assert rows(grid) == [["kanaal", "aantal"], ["balie", 143], [None, 812]]
    assert grid.lines.tolist() == [0, 1, 2]
    assert grid.typed
    assert not grid.lined


AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOMENT = dt.datetime(2024, 2, 1, 8, 15, 3)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (pa.array([1, None, -3], pa.int8()), [1, None, -3]),
        (pa.array([2**63 + 1], pa.uint64()), [2**63 + 1]),
        (pa.array([812.0, 7.3, None]), [812, 7.3, None]),
        (pa.array([float("nan"), float("inf"), 1.0]), ["NaN", "inf", 1]),
        (pa.array([0.29, 812], pa.float32()), [0.29, 812]),
        (pa.array([decimal.Decimal("1.50"), decimal.Decimal("2.00")]), [1.5, 2]),
        (pa.array([True, None, False]), [True, None, False]),
        (pa.array(["01", "", None], pa.large_string()), ["01", "", None]),
        (pa.array([b"balie"]), ["balie"]),
        (pa.array(["balie", "balie"]).dictionary_encode(), ["balie", "balie"]),
        (pa.array([dt.date(2024, 2, 1)]), [dt.date(2024, 2, 1)]),
        (pa.array([dt.time(8, 15)]), [dt.time(8, 15)]),
        (pa.array([200, None], pa.duration("s")), [dt.timedelta(seconds=200), None]),
        (pa.array([1_500_000_001], pa.duration("ns")), [dt.timedelta(seconds=1.5)]),
        (pa.array([MOMENT], pa.timestamp("s")), [MOMENT]),
        (pa.array([MOMENT], pa.timestamp("ns")), [MOMENT]),
        (
            pa.array([MOMENT.replace(tzinfo=AMSTERDAM)], pa.timestamp("ms", "Europe/Amsterdam")),
            [MOMENT.replace(tzinfo=AMSTERDAM)],
        ),
        (pa.nulls(2), [None, None]),
    ],
)
def test_a_cell_keeps_its_type_and_a_whole_number_is_an_int(
    tmp_path: Path, cells: Any, values: list[Any]
) -> None:
    found = column(tmp_path, cells)

    assert found == values
    assert [type(cell) for cell in found] == [type(value) for value in values]


def test_row_groups_follow_each_other(tmp_path: Path) -> None:
    cells = [f"k{number % 7}" for number in range(1_000)]

    assert column(tmp_path, cells, row_group_size=90) == cells


def test_a_category_that_no_row_has_is_no_cell(tmp_path: Path) -> None:
    categories = pa.DictionaryArray.from_arrays(pa.array([1, 1]), pa.array(["duif", "balie", "x"]))
    grid = read(write(tmp_path / "a.parquet", {"a": categories}))

    assert grid.columns[0].values == ["a", "balie"]


def test_long_texts_may_be_cut_in_the_statistics(tmp_path: Path) -> None:
    cells = ["a" * 100, "z" * 100]

    assert column(tmp_path, cells) == cells


def test_a_text_too_long_for_a_cell_costs_its_record(tmp_path: Path) -> None:
    grid = read(write(tmp_path / "a.parquet", {"a": ["x" * 40_000, "y"]}))

    assert rows(grid) == [["a"], ["y"]]
    assert [m.code for m in grid.notes.messages] == ["field_too_long"]


def test_a_text_too_long_for_a_cell_is_not_kept(tmp_path: Path) -> None:
    grid = read(write(tmp_path / "a.parquet", {"a": ["x" * 1_000_000, "y"]}))

    assert max(len(value) for value in grid.columns[0].values) <= MAX_CHARACTERS


def test_a_text_that_unpacks_to_a_whole_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"a": ["x" * 21_000_000]}, compression="zstd")

    assert refusal(path).code == "archive_too_large"


def test_a_file_full_of_texts_too_long_for_a_cell_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"a": ["x" * 40_000] * 1_000})

    assert refusal(path).code == "field_too_long"


def test_a_table_without_rows_has_only_its_names(tmp_path: Path) -> None:
    assert rows(read(write(tmp_path / "a.parquet", {"a": pa.array([], pa.int64())}))) == [["a"]]


@pytest.mark.parametrize(
    "cells",
    [
        pa.array([[1, 2]]),
        pa.array([{"x": 1}]),
        pa.array([b"12"], pa.binary(2)),
        pa.array(np.array([1.5], dtype=np.float16)),
    ],
)
def test_a_column_that_is_no_plain_column_is_refused(tmp_path: Path, cells: Any) -> None:
    found = refusal(write(tmp_path / "a.parquet", {"genest": cells}))

    assert (found.code, found.column) == ("invalid_structure", "genest")


def test_bytes_that_are_no_text_are_damage(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "a.parquet", {"a": [b"\xff\xfe"]})).code == "damaged_parquet"


def test_a_day_that_no_calendar_has_is_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"a": pa.array([4_000_000], pa.date32())})

    assert refusal(path).code == "damaged_parquet"


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("MAX_COLUMNS", "too_many_columns"),
        ("MAX_CELLS", "too_many_rows"),
        ("MAX_BYTES", "archive_too_large"),
        ("MAX_CHUNKS", "archive_too_large"),
        ("MAX_DISTINCT", "archive_too_large"),
    ],
)
def test_a_file_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, code: str
) -> None:
    path = write(tmp_path / "a.parquet", {"a": [1, 2], "b": [3, 4]})
    monkeypatch.setattr(f"pcanalysis.store.reading.parquet_grid.{limit}", 1)

    assert refusal(path).code == code


@pytest.mark.parametrize("cells", [[143, 812], ["balie", "telefoon"], [1.5, 7.25], [None, "balie"]])
@pytest.mark.parametrize("compression", ["none", "snappy"])
def test_a_file_with_checksums_gives_right_cells_or_none_whatever_bit_flips(
    tmp_path: Path, cells: list[Any], compression: str
) -> None:
    path = write(
        tmp_path / "a.parquet", {"a": cells}, write_page_checksum=True, compression=compression
    )
    whole, expected = path.read_bytes(), rows(read(path))
    pages = whole.index(b"a", 8) if b"a" in whole[8:] else len(whole)
    for place in range(len(whole) - 8):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x11]) + whole[place + 1 :])
        try:
            found = rows(read(path))
        except DataRefused:
            continue
        assert found[1:] == expected[1:] or place >= pages


def test_a_value_outside_the_statistics_is_refused_where_there_is_no_checksum(
    tmp_path: Path,
) -> None:
    path = write(
        tmp_path / "a.parquet", {"aantal": [143, 812]}, use_dictionary=False, compression="none"
    )
    whole = path.read_bytes()
    data = whole.index((143).to_bytes(8, "little") + (812).to_bytes(8, "little"))
    path.write_bytes(whole[:data] + (9_999).to_bytes(8, "little") + whole[data + 8 :])
    found = refusal(path)

    assert (found.code, found.column) == ("damaged_parquet", "aantal")


def test_a_missing_cell_more_than_was_counted_is_refused(tmp_path: Path) -> None:
    counted = write(tmp_path / "a.parquet", {"a": pa.array([None, None], pa.int64())})
    table = {"a": pa.array([1, None], pa.int64())}
    other = write(tmp_path / "b.parquet", table)
    assert [row[0] for row in rows(read(counted))] == ["a", None, None]
    assert [row[0] for row in rows(read(other))] == ["a", 1, None]


@pytest.mark.parametrize("length", [0, 3, 8, 100, -1, -9])
def test_a_file_cut_short_is_damaged(tmp_path: Path, length: int) -> None:
    path = write(tmp_path / "a.parquet", {"a": [1, 2]})
    path.write_bytes(path.read_bytes()[:length])

    assert refusal(path).code == "damaged_parquet"


def test_a_footer_that_claims_to_be_larger_than_its_file_is_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"a": [1, 2]})
    path.write_bytes(path.read_bytes()[:-8] + b"\xff\xff\xff\x7fPAR1")

    assert refusal(path).code == "damaged_parquet"


def test_random_damage_never_ends_the_program(tmp_path: Path) -> None:
    chance = random.Random(812)  # noqa: S311
    path = write(tmp_path / "a.parquet", {"a": ["x", "y"] * 9, "b": list(range(18))})
    whole = path.read_bytes()
    for _ in range(500):
        content = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(bytes(content))
        try:
            assert len(read(path).columns) > 0
        except DataRefused:
            continue


def test_a_million_rows_cost_about_what_their_distinct_cells_cost(tmp_path: Path) -> None:
    day = np.arange(1_000_000, dtype=np.int32) // 144
    table = {
        "datum": pa.array(day, pa.int32()).cast(pa.date32()),
        "kanaal": pa.array(np.array(["telefoon", "balie"])[np.arange(1_000_000) % 2]),
        "aantal": pa.array(np.arange(1_000_000) % 40),
    }
    grid = read(write(tmp_path / "a.parquet", table))

    assert [len(cells.values) for cells in grid.columns] == [6946, 3, 41]  # name and distinct cells
    assert grid.row(1_000_000) == [dt.date(1989, 1, 5), "balie", 39]  # 6,944 days after 1-1-1970


CELLS = st.lists(st.none() | st.integers(-(2**60), 2**60)) | st.lists(
    st.none() | st.text(st.characters(codec="utf-8"), max_size=40)
)


@given(first=CELLS, groups=st.integers(1, 5))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, first: list[Any], groups: int
) -> None:
    found = column(tmp_path_factory.mktemp("p"), first, row_group_size=groups)

    assert found == first


def test_the_corpus_of_parquet_is_read_as_it_expects(shared: Path) -> None:
    folder = shared / "corpus" / "files" / "kcc"

    assert len(read(folder / "parquet_ok.parquet").lines) == 5
    for name in ("parquet_truncated", "parquet_flipped", "parquet_footer_size"):
        assert refusal(folder / f"{name}.parquet").code == "damaged_parquet"


def test_durations_of_calls_are_read_in_seconds_and_elsewhere_they_are_told(
    tmp_path: Path,
) -> None:
    table = {
        "datum": [dt.date(2024, 2, 1), dt.date(2024, 2, 2)],
        "kanaal": ["telefoon", "telefoon"],
        "aantal": [5, 6],
        "gem_gesprekstijd": pa.array([200_500, 90_000], pa.duration("ms")),
        "gem_wachttijd": pa.array([30, 45], pa.duration("s")),
    }
    path = write(tmp_path / "a.parquet", table)
    counts = write(tmp_path / "b.parquet", table | {"aantal": table["gem_wachttijd"]})

    reading, other = read_file(path, "kcc"), read_file(counts, "kcc")

    assert reading.rows["gem_gesprekstijd"].tolist() == [200.5, 90]
    assert reading.rows["gem_wachttijd"].tolist() == [30, 45]
    assert [m.code for m in reading.messages] == []
    assert [(m.code, m.record, m.column) for m in other.messages] == [
        ("not_a_number", 1, "aantal"),
        ("not_a_number", 2, "aantal"),
    ]
