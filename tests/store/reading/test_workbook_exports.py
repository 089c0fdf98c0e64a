"""Exports as workbooks: merged cells, and what a spreadsheet program makes of dates and times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading.delivery import read_file
from pcanalysis.store.reading.reading import Reading
from tests.store.reading.exports import by_name, rows, told

HEAD = ["datum", "kanaal", "aantal"]
FIRST = dt.date(2024, 2, 1)


def book(folder: Path, *lines: Sequence[Any], merge: Sequence[str] = ()) -> Reading:
    """Write a workbook as a spreadsheet program does, and read it."""
    made = openpyxl.Workbook()
    for line in lines:
        made.active.append(line)
    for cells in merge:
        made.active.merge_cells(cells)
    made.save(folder / "kcc.xlsx")
    return by_name(read_file(folder / "kcc.xlsx", "kcc"))


def refused(folder: Path, *lines: Sequence[Any], merge: Sequence[str] = ()) -> Message:
    """Return why a workbook is refused."""
    with pytest.raises(DataRefused) as refusal:
        book(folder, *lines, merge=merge)
    message = refusal.value.problems[-1]
    assert isinstance(message, Message)
    return message


def test_a_merged_day_holds_for_all_its_rows(tmp_path: Path) -> None:
    lines = [HEAD, [FIRST, "telefoon", 5], [None, "balie", 3]]

    assert rows(book(tmp_path, *lines, merge=["A2:A3"])) == [
        ("2024-02-01", "balie", 3),
        ("2024-02-01", "telefoon", 5),
    ]


def test_a_merged_count_is_counted_for_none_of_its_rows(tmp_path: Path) -> None:
    lines = [HEAD, [FIRST, "telefoon", 5], [FIRST, "balie", None], [FIRST, "post", 2]]
    reading = book(tmp_path, *lines, merge=["C2:C3"])

    assert rows(reading) == [("2024-02-01", "post", 2)]
    assert told(reading) == [("error", "merged_figure", line) for line in (2, 3)]


@pytest.mark.parametrize("merge", [["B1:C1", "D1:E1"], []])
def test_two_rows_name_channel_and_measure_merged_or_not(merge: list[str], tmp_path: Path) -> None:
    lines = [
        [None, "telefoon", None, "balie", None],
        ["datum", "aangeboden", "afgehandeld", "aangeboden", "afgehandeld"],
        [FIRST, 5, 4, 3, 2],
    ]

    found = rows(book(tmp_path, *lines, merge=merge), "kanaal", "aantal", "afgehandeld")
    assert found == [("balie", 3, 2), ("telefoon", 5, 4)]


def test_a_title_and_a_remark_over_all_columns_are_no_data(tmp_path: Path) -> None:
    lines = [["KCC 2024"], HEAD, [FIRST, "telefoon", 5], ["Bron: KCC systeem"]]
    reading = book(tmp_path, *lines, merge=["A1:C1", "A4:C4"])

    assert rows(reading) == [("2024-02-01", "telefoon", 5)]
    assert [code for _, code, _ in told(reading)] == ["footer_skipped", "preamble_skipped"]


def test_a_name_over_all_columns_between_the_rows_costs_that_row(tmp_path: Path) -> None:
    lines = [HEAD, [FIRST, "telefoon", 5], ["Balie"], [FIRST, "balie", 3]]
    reading = book(tmp_path, *lines, merge=["A3:C3"])

    assert rows(reading) == [("2024-02-01", "balie", 3), ("2024-02-01", "telefoon", 5)]
    assert {line for _, _, line in told(reading)} == {3}


@pytest.mark.parametrize("late", ["13-01-2024", "01/13/2024"])
def test_dates_that_a_spreadsheet_turned_are_refused(late: str, tmp_path: Path) -> None:
    lines = [HEAD, [dt.date(2024, 2, 1), "telefoon", 5], [late, "telefoon", 7]]

    assert refused(tmp_path, *lines).code == "date_format_conflict"


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        (dt.date(2024, 2, 21), ["13-02-2024", "14-02-2024"]),
        (dt.date(2024, 2, 1), ["02-02-2024", "14-02-2024"]),
        (dt.date(2024, 2, 1), ["2024-02-02", "2024-02-14"]),
    ],
)
def test_dates_as_dates_and_as_text_can_stand_together(
    typed: dt.date, texts: list[str], tmp_path: Path
) -> None:
    lines = [HEAD, [typed, "telefoon", 5], *([text, "telefoon", 7] for text in texts)]

    assert {day[:7] for day, _, _ in rows(book(tmp_path, *lines))} == {"2024-02"}


@pytest.mark.parametrize(
    ("cell", "seconds", "codes"),
    [
        (dt.time(0, 3, 20), 200, []),
        (dt.time(1, 3, 20), 3800, []),
        (dt.time(3, 20), 12000, ["hours_in_duration"]),
        ("3:20:00", 12000, ["hours_in_duration"]),
        ("3:20", 200, []),
        (dt.time(0, 3), 180, []),
    ],
)
def test_minutes_that_became_hours_are_pointed_out(
    cell: Any, seconds: float, codes: list[str], tmp_path: Path
) -> None:
    reading = book(tmp_path, [*HEAD, "gem_wachttijd"], [FIRST, "telefoon", 5, cell])

    assert reading.rows["gem_wachttijd"].tolist() == [seconds]
    assert [code for _, code, _ in told(reading)] == codes
