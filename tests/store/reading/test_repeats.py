"""Rows that say the same twice, and rows that contradict each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading.delivery import read_file
from tests.store.reading.exports import export, rows, told

HEAD = "datum;kanaal;aantal\n"


def test_equal_rows_count_once_and_name_both_lines() -> None:
    reading = export(HEAD + "01-02-2024;telefoon;5\n02-02-2024;telefoon;6\n01-02-2024;telefoon;5\n")

    assert [count for _, _, count in rows(reading)] == [5, 6]
    (message,) = reading.messages
    assert (str(message.severity), message.code, message.line) == ("warning", "duplicate_row", 4)
    assert message.facts["other_line"] == 2
    assert reading.rejected["line"].tolist() == [4]


def test_rows_are_equal_whatever_their_spelling() -> None:
    reading = export(HEAD + "01-02-2024;Telefoon;1.234\n2024-02-01;tel.;1234\n")

    assert rows(reading) == [("2024-02-01", "telefoon", 1234)]
    assert ("warning", "duplicate_row", 3) in told(reading)


@pytest.mark.parametrize("other", ["6", "-", "0"])
def test_of_rows_that_contradict_each_other_none_is_kept(other: str) -> None:
    reading = export(
        HEAD + f"01-02-2024;telefoon;5\n01-02-2024;telefoon;{other}\n02-02-2024;balie;7\n"
    )

    assert rows(reading) == [("2024-02-02", "balie", 7)]
    (message,) = reading.messages
    assert (message.code, message.line) == ("duplicate_key_conflict", 3)
    assert "kcc.csv:2" in message.reason("nl")
    assert reading.rejected["line"].tolist() == [2, 3]


def test_a_contradiction_points_at_the_figure_that_differs() -> None:
    reading = export(
        "datum;kanaal;aantal;afgehandeld\n01-02-2024;balie;812;\n01-02-2024;balie;812;2\n"
        "01-02-2024;balie;9;2\n"
    )

    assert [(m.line, m.column, m.cell) for m in reading.messages] == [
        (3, "afgehandeld", "2"), (4, "aantal", "9"),
    ]  # fmt: skip


def test_two_copies_and_a_contradiction_keep_none() -> None:
    reading = export(HEAD + "01-02-2024;telefoon;5\n01-02-2024;telefoon;5\n01-02-2024;telefoon;6\n")

    assert rows(reading) == []
    assert told(reading) == [("error", "duplicate_key_conflict", line) for line in (3, 4)]


def test_two_queues_or_topics_are_no_repeat() -> None:
    for name in ("wachtrij", "onderwerp"):
        reading = export(
            f"datum;kanaal;{name};aantal\n01-02-2024;telefoon;A;5\n01-02-2024;telefoon;B;5\n"
        )
        assert rows(reading, name, "aantal") == [("A", 5), ("B", 5)]
        assert told(reading) == []


def test_a_row_that_is_wrong_contradicts_none() -> None:
    reading = export(HEAD + "01-02-2024;telefoon;5\n01-02-2024;telefoon;veel\n")

    assert rows(reading) == [("2024-02-01", "telefoon", 5)]
    assert told(reading) == [("error", "not_a_number", 3)]


@pytest.mark.parametrize(("other", "code"), [(5, "duplicate_row"), (6, "duplicate_key_conflict")])
def test_a_thousand_messages_of_one_kind_are_told_and_the_others_counted(
    other: int, code: str
) -> None:
    row = "01-02-2024;telefoon;"
    reading = export(HEAD + f"{row}5\n" + f"{row}{other}\n" * 1500 + "02-02-2024;balie;7\n")

    *told_, last = [m for m in reading.messages if code in (m.code, m.facts.get("what"))]
    assert [m.code for m in told_] == [code] * 1000
    assert (last.code, last.facts["count"], last.severity) == (
        "more_messages",
        500,
        told_[0].severity,
    )


SPLITS = {
    "indicator": "code;jaar;{};waarde\na;2024;x;60\na;2024;y;{}\na;2023;x;60\na;2023;y;61\n",
    "norm": "code;periode;{};teller;noemer\na;2024;x;6;60\na;2024;y;6;{}\n",
    "kcc": "datum;kanaal;{};aantal\n02-01-2024;balie;x;60\n02-01-2024;balie;y;{}\n",
}


@pytest.mark.parametrize("second", [60, 61])
@pytest.mark.parametrize("kind", SPLITS)
@pytest.mark.parametrize("column", ["doelgroep", "leeftijd", "locatie"])
def test_a_column_that_divides_the_figures_refuses_the_file(
    kind: str, column: str, second: int, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(SPLITS[kind].format(column, second))

    with pytest.raises(DataRefused) as refusal:
        read_file(tmp_path / "a.csv", kind)

    message = refusal.value.problems[-1]
    assert isinstance(message, Message)
    assert (message.code, message.line, message.column) == ("rows_split", 2, column)


def test_the_number_of_a_row_divides_nothing(tmp_path: Path) -> None:
    text = "code;jaar;rij;waarde\na;2024;1;60\na;2024;2;60\na;2023;3;61\n"
    (tmp_path / "a.csv").write_text(text)

    reading = read_file(tmp_path / "a.csv", "indicator")

    assert reading.rows["value"].tolist() == [60, 61]
    assert [(m.code, m.line) for m in reading.messages] == [("duplicate_row", 3)]
