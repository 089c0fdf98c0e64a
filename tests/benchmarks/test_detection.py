"""The points of Pollock: ten for the clean table, none for an error, less for what is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.detection import _agreement, _ours, _points
from benchmarks.pollution import Polluted, clean_tables, polluted_files, written


@pytest.fixture(scope="module")
def files() -> list[Polluted]:
    return [*polluted_files()]


def test_every_file_has_one_pollution_and_its_clean_table(files: list[Polluted]) -> None:
    assert len(files) > 700
    assert len({(file.kind, file.name) for file in files}) == len(files)
    assert {len(file.records) for file in files} == {0, 84}


def test_whoever_reads_the_clean_table_gets_ten_points(
    tmp_path: Path, files: list[Polluted]
) -> None:
    file = files[0]

    assert _points(lambda _: (file.header, file.records), tmp_path, file) == 10


def test_an_error_is_no_points(tmp_path: Path, files: list[Polluted]) -> None:
    def stumble(_: Path) -> tuple[list[str], list[list[str]]]:
        raise ValueError

    assert _points(stumble, tmp_path, files[0]) == 0


def test_half_the_records_without_a_wrong_one_is_precision_one_and_recall_a_half() -> None:
    assert _agreement("ab", "abcd") == pytest.approx(1 + 1 / 2 + 2 / 3)


@pytest.mark.parametrize("name", ["contacts", "general"])
def test_our_reader_reads_both_clean_tables_whole(tmp_path: Path, name: str) -> None:
    delimiter, rows = clean_tables()[name]
    path = tmp_path / "table.csv"
    path.write_text(written(rows, delimiter), encoding="utf-8")

    assert _ours(path) == (rows[0], rows[1:])
