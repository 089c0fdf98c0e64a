"""Totals are held against what they add up, in two rows of header as well."""

from __future__ import annotations

from tests.store.reading.exports import export, rows, told

HEAD = ";telefoon;;balie;;Totaal;\ndatum;aangeboden;afgehandeld;aangeboden;afgehandeld;aangeboden;afgehandeld\n"


def test_columns_of_totals_per_measure_are_each_held_against_their_own() -> None:
    right, wrong = "01-02-2024;5;4;3;2;8;6\n", "01-02-2024;5;4;3;2;8;7\n"

    assert "totals_mismatch" not in [code for _, code, _ in told(export(HEAD + right))]
    (message,) = [m for m in export(HEAD + wrong).messages if m.code == "totals_mismatch"]
    assert (message.line, message.column, message.cell) == (3, "afgehandeld", "7")


def test_a_count_that_cannot_be_read_makes_no_total_wrong() -> None:
    reading = export("datum;telefoon;balie;totaal\n01-02-2024;5;veel;8\n")

    assert [count for _, _, count in rows(reading)] == [5]
    assert [code for _, code, _ in told(reading)] == ["totals_column", "not_a_number"]
