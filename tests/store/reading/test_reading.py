"""The outcome of a delivery, and the rows that were left out."""

from __future__ import annotations

import pytest

from pcanalysis.errors import Message, Severity
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.reading import outcome
from tests.store.reading.exports import export


@pytest.mark.parametrize(
    ("severities", "kept", "expected"),
    [
        ([], True, "accept"),
        ([Severity.INFO], True, "accept"),
        ([Severity.INFO, Severity.WARNING], True, "warn"),
        ([Severity.WARNING, Severity.ERROR], True, "partial"),
        ([Severity.ERROR], False, "reject"),
        ([], False, "reject"),
    ],
)
def test_the_worst_that_was_said_is_the_outcome(
    severities: list[Severity], kept: bool, expected: str
) -> None:
    messages = [Message(severity=one, code="no_rows", file="kcc.csv") for one in severities]

    assert outcome(messages, kept=kept) == expected


def test_rows_left_out_are_kept_as_they_stand() -> None:
    reading = export(
        "datum;kanaal;aantal;\n01-02-2024;telefoon;veel;x\n02-02-2024;balie;6;y\n03-02-2024;balie\n"
    )

    assert reading.rows_read == 2
    assert reading.rejected["line"].tolist() == [2, 4]
    first = reading.rejected.iloc[0]
    assert (first["datum"], first["kanaal"], first["aantal"]) == ("01-02-2024", "telefoon", "veel")
    assert reading.rejected["row"].iloc[1] == "03-02-2024 | balie"


def test_a_row_of_a_wide_table_is_left_out_as_a_whole_only_when_nothing_of_it_is_used() -> None:
    reading = export("datum;telefoon;balie\n01-02-2024;5;veel\n32-02-2024;5;6\n")

    assert reading.rows["line"].tolist() == [2]
    assert reading.rejected["line"].tolist() == [3]


def test_a_file_name_that_is_no_text_can_be_shown() -> None:
    assert Notes("caf\udce9.csv").file == "caf�.csv"
    assert Notes("café.csv").file == "café.csv"
