"""Which rows are data: titles, totals, footers and odd rows are told apart, and never counted."""

from __future__ import annotations

import time

import pytest

from tests.store.reading.exports import export, refused, rows, told

HEAD = "datum;kanaal;aantal\n"
TWO_DAYS = "01-02-2024;telefoon;5\n01-02-2024;balie;3\n02-02-2024;telefoon;6\n02-02-2024;balie;1\n"
COUNTS = [3, 5, 1, 6]  # of two days, balie first


def counts(text: str) -> list[float]:
    """Return the counts of an export, oldest first, balie first."""
    return [count for _, _, count in rows(export(text))]


def test_a_row_of_totals_that_is_right_is_left_out() -> None:
    reading = export(HEAD + TWO_DAYS + "Totaal;;15\n")

    assert [count for _, _, count in rows(reading)] == COUNTS
    assert told(reading) == [("info", "totals_row", 6)]


def test_a_row_of_totals_that_is_wrong_is_left_out_and_told() -> None:
    reading = export(HEAD + TWO_DAYS + "Totaal;;16\n")

    assert [count for _, _, count in rows(reading)] == COUNTS
    (message,) = reading.messages
    assert (message.code, message.line, message.column) == ("totals_mismatch", 6, "aantal")
    assert "16" in message.reason("nl")
    assert "15" in message.reason("nl")


@pytest.mark.parametrize(
    "total",
    [
        "Subtotaal;;8\n",
        "Totaal 1 februari;;8\n",
        "01-02-2024;Totaal;8\n",
        ";Totaal;8\n",
    ],
)
def test_totals_within_the_table_are_held_against_the_rows_since_the_last(total: str) -> None:
    lines = TWO_DAYS.splitlines(keepends=True)
    one, two = "".join(lines[:2]), "".join(lines[2:])
    reading = export(HEAD + one + total + two + "Subtotaal;;7\nTotaal;;15\n")

    assert [count for _, _, count in rows(reading)] == COUNTS
    assert told(reading) == [("info", "totals_row", line) for line in (4, 7, 8)]


@pytest.mark.parametrize("period", ["januari 2024", "week 5 2024", "do 01-02-2024"])
def test_totals_per_period_are_known_by_their_channel(period: str) -> None:
    reading = export(HEAD + f"{period};telefoon;5\n{period};balie;3\n{period};Totaal;8\n")

    assert [count for _, _, count in rows(reading)] == [3, 5]
    assert told(reading) == [("info", "totals_row", 4)]


def test_totals_per_channel_are_known_by_their_topic() -> None:
    head = "datum;kanaal;onderwerp;aantal\n"
    text = "01-02-2024;telefoon;paspoort;5\n01-02-2024;telefoon;rijbewijs;3\n"
    reading = export(head + text + "01-02-2024;telefoon;Totaal;8\n")

    assert rows(reading, "onderwerp", "aantal") == [("paspoort", 5), ("rijbewijs", 3)]


def test_a_word_for_averages_in_a_remark_costs_no_row() -> None:
    text = "datum;kanaal;aantal;opmerking\n01-02-2024;telefoon;5;\n02-02-2024;telefoon;6;gem\n"

    assert counts(text) == [5, 6]


def test_a_topic_that_is_always_the_total_is_no_split() -> None:
    text = (
        "datum;kanaal;onderwerp;aantal\n01-02-2024;telefoon;Totaal;8\n01-02-2024;balie;Totaal;7\n"
    )

    assert rows(export(text)) == [("2024-02-01", "balie", 7), ("2024-02-01", "telefoon", 8)]


def test_a_row_of_totals_with_too_few_cells_is_a_total_all_the_same() -> None:
    reading = export(HEAD + TWO_DAYS + "Totaal;15\n")

    assert [count for _, _, count in rows(reading)] == COUNTS
    assert told(reading) == [("info", "totals_row", 6)]


@pytest.mark.parametrize("above", ["", "Rapportage KCC\n\n"])
def test_a_table_without_rows_is_refused(above: str) -> None:
    for rest in ("", "Totaal;;8\n"):
        assert refused(above + HEAD + rest).code == "no_rows"


@pytest.mark.parametrize(
    "footer", ["Bron: KCC-systeem\n", "* exclusief doorverbonden\n", "\nGemaakt op 3 februari;;\n"]
)
def test_a_remark_below_the_table_is_no_row(footer: str) -> None:
    reading = export(HEAD + TWO_DAYS + footer)

    assert [count for _, _, count in rows(reading)] == COUNTS
    assert [code for _, code, _ in told(reading)] == ["footer_skipped"]


def test_a_channel_without_figures_in_the_last_row_is_no_remark() -> None:
    reading = export("kanaal;01-02-2024;02-02-2024\nbalie;3;1\ninbound voice;;\n")

    assert rows(reading) == [
        ("2024-02-01", "balie", 3),
        ("2024-02-01", "telefoon", None),
        ("2024-02-02", "balie", 1),
        ("2024-02-02", "telefoon", None),
    ]


def test_a_date_in_words_without_figures_in_the_last_row_is_no_remark() -> None:
    text = HEAD + "donderdag 1 februari 2024;balie;3\nvrijdag 2 februari 2024;balie;\n"

    assert [day for day, _, _ in rows(export(text))] == ["2024-02-01", "2024-02-02"]


def test_a_remark_below_the_table_can_stand_in_the_column_of_the_counts() -> None:
    reading = export("aantal;kanaal;datum\n5;balie;01-02-2024\nBron: KCC-systeem;;\n")

    assert told(reading) == [("info", "footer_skipped", 3)]
    assert rows(reading, "aantal") == [(5,)]


@pytest.mark.parametrize("again", ["datum;kanaal;aantal\n", "Datum;KANAAL; aantal \n"])
def test_a_header_that_comes_again_is_skipped_once_and_told(again: str) -> None:
    reading = export(HEAD + "01-02-2024;telefoon;5\n" + again + "02-02-2024;telefoon;6\n")

    assert [count for _, _, count in rows(reading)] == [5, 6]
    assert told(reading) == [("warning", "repeated_header", 3)]


@pytest.mark.parametrize("odd", ["01-02-2024;post\n", "01-02-2024;post;5;6\n", "Balie\n"])
def test_a_row_of_another_width_costs_that_row_only(odd: str) -> None:
    reading = export(HEAD + "01-02-2024;telefoon;5\n" + odd + "02-02-2024;telefoon;6\n")

    assert [count for _, _, count in rows(reading)] == [5, 6]
    assert told(reading) == [("error", "ragged_row", 3)]
    assert reading.rejected["line"].tolist() == [3]


def test_blank_lines_and_empty_rows_are_nothing() -> None:
    assert counts(HEAD + "01-02-2024;telefoon;5\n\n;;\n02-02-2024;telefoon;6\n") == [5, 6]


def test_thousands_of_totals_take_no_long_time() -> None:
    days = "".join(f"01-02-2024;telefoon;{i}\nTotaal;;{i}\n" for i in range(4000))
    began = time.perf_counter()

    reading = export("datum;kanaal;aantal\n02-02-2024;balie;0\n" + days)

    assert time.perf_counter() - began < 10
    assert "totals_mismatch" not in {message.code for message in reading.messages}


@pytest.mark.parametrize(
    "word",
    ["Gemiddeld", "Gemiddelde per dag", "Gem.", "Average", "Ø", "Cumulatief", "Running total", "Saldo"],
)  # fmt: skip
def test_a_row_of_averages_is_left_out_and_not_held_against_the_rows(word: str) -> None:
    for row in (f"{word};;4\n", f"03-02-2024;{word};4\n", f"{word};4\n"):
        reading = export(HEAD + TWO_DAYS + row)

        assert [count for _, _, count in rows(reading)] == COUNTS
        assert told(reading) == [("info", "averages_row", 6)]


@pytest.mark.parametrize(
    ("total", "count"),
    [("01-02-2024 Totaal", 8), ("Week 5 totaal", 15), ("telefoon Totaal", 11), ("Σ", 15)],
)
def test_a_total_behind_what_it_adds_up_is_right_when_that_is(total: str, count: int) -> None:
    text = "kanaal;datum;aantal\ntelefoon;01-02-2024;5\nbalie;01-02-2024;3\ntelefoon;02-02-2024;6\n"
    text += "balie;02-02-2024;1\n"
    for stated, code in ((count, "totals_row"), (count + 1, "totals_mismatch")):
        reading = export(text + f"{total};;{stated}\n")

        assert [count for _, _, count in rows(reading)] == COUNTS
        assert [code for _, code, _ in told(reading)] == [code]


def test_totals_above_the_rows_they_add_up_are_right_when_these_are() -> None:
    one, two = TWO_DAYS[: len(TWO_DAYS) // 2], TWO_DAYS[len(TWO_DAYS) // 2 :]
    text = HEAD + "Totaal;;15\nSubtotaal;;8\n" + one + "Subtotaal;;{}\n" + two

    assert [severity for severity, _, _ in told(export(text.format(7)))] == ["info"] * 3
    assert told(export(text.format(6)))[-1] == ("warning", "totals_mismatch", 6)


def test_a_total_of_rows_without_contacts_is_nought() -> None:
    reading = export(HEAD + TWO_DAYS + "Subtotaal;;15\n03-02-2024;balie;0\nSubtotaal;;0\n")

    assert told(reading) == [("info", "totals_row", 6), ("info", "totals_row", 8)]


def test_a_wrong_total_in_a_row_with_too_few_cells_is_told() -> None:
    assert told(export(HEAD + TWO_DAYS + "Totaal;16\n")) == [("warning", "totals_mismatch", 6)]


@pytest.mark.parametrize(
    ("header", "row", "wrong"),
    [
        ("datum;telefoon;balie;totaal", "01-02-2024;5;3;{8}", True),
        ("datum;telefoon;balie;Totaal contacten", "01-02-2024;5;3;{8}", True),
        ("datum;telefoon;balie;subtotaal;mail;totaal", "01-02-2024;5;3;8;2;{10}", True),
        ("datum;telefoon;balie;totaal digitaal", "01-02-2024;5;3;{8}", False),
        ("datum;telefoon;balie;gemiddeld", "01-02-2024;5;3;{4}", False),
        ("datum;telefoon;balie;totaal", "01-02-2024;5;;{8}", False),
    ],
)
def test_a_column_of_totals_is_held_against_the_columns_it_adds_up(
    header: str, row: str, wrong: bool
) -> None:
    right = row.replace("{", "").replace("}", "")
    off = row[: row.index("{")] + "99"

    assert "totals_mismatch" not in [code for _, code, _ in told(export(f"{header}\n{right}\n"))]
    said = told(export(f"{header}\n{off}\n"))
    assert (("warning", "totals_mismatch", 2) in said) is wrong
