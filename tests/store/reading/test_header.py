"""Which row names the columns, and what a name means."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pcanalysis.errors import DataRefused
from pcanalysis.store.reading.delivery import read_file
from pcanalysis.store.reading.header import Header, find_header, is_total, period_label
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.text_grid import text_grid
from tests.store.reading.exports import export, refused, rows, told

DATA = "01-02-2024;telefoon;812\n02-02-2024;telefoon;790\n"


def header(text: str, kind: str = "kcc") -> Header:
    """Find the header of a text."""
    return find_header(text_grid(text.encode(), {}, Notes("kcc.csv")), kind)


def names(found: Header) -> list[str]:
    """Return what each column holds."""
    return [head.name or head.channel or head.period for head in found.heads]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Datum", "datum"),
        ("Dag", "dag"),
        ("Start date", "datum"),
        ("Interval start", "tijd"),
        ("Half uur", "tijd"),
        ("Media type", "kanaal"),
        ("CHANNEL", "kanaal"),
        ("Queue", "wachtrij"),
        ("Skill name", "wachtrij"),
        ("Calls offered", "aantal"),
        ("Aantal contacten", "aantal"),
        ("Aangeboden gesprekken", "aantal"),
        ("Calls answered", "afgehandeld"),
        ("Aantal beantwoord", "afgehandeld"),
        ("Gem. gesprekstijd (s)", "gem_gesprekstijd"),
        ("AHT", "gem_gesprekstijd"),
        ("Average speed of answer", "gem_wachttijd"),
        ("Service level (%)", "servicelevel"),
        ("Onderwerp", "onderwerp"),
        ("aantal / offered", "aantal"),
        ("Stemming", ""),
    ],
)
def test_vendors_name_one_thing_in_many_ways(written: str, name: str) -> None:
    assert header(f"{written};x\n1;2\n").heads[0].name == name


def test_a_header_is_found_below_lines_of_title() -> None:
    found = header(
        "Rapportage KCC\nPeriode: 01-02-2024 t/m 29-02-2024\n\ndatum;kanaal;aantal\n" + DATA
    )

    assert found.line == 4
    assert names(found) == ["datum", "kanaal", "aantal"]


def test_title_cells_beside_each_other_are_no_header() -> None:
    reading = export("Rapport;KCC;\nPeriode;01-02-2024;29-02-2024\ndatum;kanaal;aantal\n" + DATA)

    assert [count for _, _, count in rows(reading)] == [812, 790]
    assert told(reading) == [("info", "preamble_skipped", 1)]


def test_data_in_the_first_row_is_never_taken_for_a_header() -> None:
    message = refused(DATA)

    assert (message.code, message.line) == ("no_header", 1)
    assert "datum, kanaal, aantal" in message.reason("nl")


def test_a_missing_column_is_named_with_what_was_found_and_what_may_have_been_meant() -> None:
    message = refused("datum;kanaal;aantall\n" + DATA)

    assert (message.code, message.line, message.column) == ("missing_column", 1, "aantal")
    assert "Gevonden: datum, kanaal, aantall. (aantall?)" in message.reason("nl")


def test_two_columns_for_one_thing_are_refused() -> None:
    message = refused("datum;kanaal;aangeboden;gesprekken\n01-02-2024;telefoon;10;8\n")

    assert (message.code, message.column) == ("duplicate_column", "gesprekken")


def test_two_rows_name_channel_and_measure() -> None:
    found = header(
        ";telefoon;;balie;\ndatum;aangeboden;afgehandeld;aangeboden;afgehandeld\n" + "1;2;3;4;5\n"
    )

    assert [(head.channel, head.name) for head in found.heads] == [
        ("", "datum"),
        ("telefoon", "aantal"),
        ("telefoon", "afgehandeld"),
        ("balie", "aantal"),
        ("balie", "afgehandeld"),
    ]


def test_two_rows_can_name_the_measure_first() -> None:
    found = header(";aangeboden;;afgehandeld;\ndatum;telefoon;balie;telefoon;balie\n1;2;3;4;5\n")

    assert [(head.channel, head.name) for head in found.heads[1:]] == [
        ("telefoon", "aantal"),
        ("balie", "aantal"),
        ("telefoon", "afgehandeld"),
        ("balie", "afgehandeld"),
    ]


def test_an_unknown_name_above_repeated_measures_is_a_channel() -> None:
    reading = export(
        ";telefoon;;loket;\ndatum;aangeboden;afgehandeld;aangeboden;afgehandeld\n01-02-2024;5;3;8;7\n"
    )

    assert rows(reading, "kanaal", "aantal", "afgehandeld") == [("loket", 8, 7), ("telefoon", 5, 3)]
    assert ("warning", "unknown_channel", 3) in told(reading)


@pytest.mark.parametrize("unknown", ["doorverbonden", "% beantwoord", "maat 2"])
def test_a_measure_we_do_not_know_is_not_the_count_of_its_channel(unknown: str) -> None:
    measures = f"aantal;{unknown};{unknown};aantal"
    reading = export(f";telefoon;;balie;\ndatum;{measures}\n01-02-2024;812;79;14;143\n")

    assert rows(reading, "kanaal", "aantal") == [("balie", 143), ("telefoon", 812)]
    assert reading.unused == (f"telefoon {unknown}", f"balie {unknown}")


def test_a_channel_we_do_not_know_below_a_measure_counts_under_its_own_name() -> None:
    names = ";".join(2 * ["telefoon", "balie", "Loket Noord"])
    reading = export(f";aantal;;;afgehandeld;;\ndatum;{names}\n01-02-2024;8;7;5;6;4;3\n")

    kept = rows(reading, "kanaal", "aantal", "afgehandeld")
    assert kept == [("Loket Noord", 5, 3), ("balie", 7, 4), ("telefoon", 8, 6)]
    assert told(reading) == [("warning", "unknown_channel", 3)]


@pytest.mark.parametrize("head", ["datum;telefoon;telefoon", "kanaal;2024-01;2024-01"])
def test_two_columns_for_one_channel_or_period_are_refused(head: str) -> None:
    first = head.replace("datum", "01-02-2024").replace("kanaal", "telefoon").split(";")[0]
    message = refused(f"{head}\n{first};812;790\n")

    assert (message.code, message.column) == ("duplicate_column", head.split(";")[1])


def test_a_group_of_totals_is_set_aside() -> None:
    reading = export(
        ";telefoon;;Totaal;\ndatum;aangeboden;afgehandeld;aangeboden;afgehandeld\n01-02-2024;5;3;5;3\n"
    )

    assert rows(reading) == [("2024-02-01", "telefoon", 5)]
    assert [code for _, code, _ in told(reading)].count("totals_column") == 2


@pytest.mark.parametrize(
    "text",
    [
        "Totaal",
        "TOTAL",
        "Eindtotaal",
        "Subtotaal 1 februari",
        "som",
        "Σ",
        "∑",
        "Gem.",
        "Saldo",
        "Gemiddelde per dag",
        "01-02-2024 Totaal",
        "Week 5 totaal",
        "Q1 2024 total",
        "ma 5 feb totaal",
    ],
)
def test_a_word_for_totals_is_known(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize(
    "text", ["", "telefoon", "totaliteit", "balie totaal", "1 totaal", "Gem. Leiden", "Max Bos"]
)
def test_other_words_are_no_totals(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2019", ("2019", "waarde")),
        ("2019 (w)", ("2019", "waarde")),
        ("(b) 2021", ("2021", "streefwaarde")),
        ("Streefcijfer 2017", ("2017", "streefwaarde")),
        ("2022*", ("2022", "waarde")),
        ("2023 1)", ("2023", "waarde")),
        ("2023 (12)", ("2023", "waarde")),
        ("(2023)", ("2023", "waarde")),
        ("2023¹", ("2023", "waarde")),
        ("2022 (voorlopig)", ("2022", "waarde")),
        ("Voorlopige cijfers 2022 (b)", ("2022", "streefwaarde")),
        ("Meting 2022", ("2022", "waarde")),
        ("R2022", ("2022", "waarde")),
        ("2023 prognose", None),
        ("2021/2022", None),
        ("2019 2020", None),
        ("2019 (w) (b)", None),
        ("Opmerking 2019", None),
        ("1850", None),
    ],
)
def test_a_header_of_a_year_says_its_role(text: str, label: tuple[str, str] | None) -> None:
    assert period_label(text) == label


@pytest.mark.parametrize("last", ["Verschil", "% verschil"])
def test_a_column_beside_the_periods_does_not_hide_the_header(last: str) -> None:
    reading = export(f"Kanaal;2022;2023;{last}\ntelefoon;812;790;-22\n")

    assert [count for _, _, count in rows(reading)] == [812, 790]
    assert {message.column for message in reading.messages} == {last}


def test_years_as_headers_are_no_data_whatever_is_read(tmp_path: Path) -> None:
    path = tmp_path / "normen.csv"
    for kind, text in (("norm", "code;2022;2023\na;90;95\n"), ("indicator", "code;21/22\na;9\n")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(DataRefused) as caught:
            read_file(path, kind)
        assert [(m.code, m.line) for m in caught.value.problems] == [("missing_column", 1)]


def test_a_header_with_a_year_that_is_not_read_is_named() -> None:
    reading = export("datum;kanaal;aantal;Stand 2019;Zaak 12019\n01-02-2024;telefoon;5;x;y\n")

    (message,) = reading.messages
    assert (message.code, message.line, message.column) == ("year_column_unread", 1, "Stand 2019")


@pytest.mark.parametrize(
    "written",
    ["aantal (x 1000)", "aantal (x 1.000)", "Aantal (in duizendtallen)", "% aantal", "Aantal (%)"],
)
def test_a_count_at_another_scale_is_no_count(written: str) -> None:
    message = refused(f"datum;kanaal;{written}\n01-02-2024;telefoon;5\n")

    assert (message.code, message.column) == ("missing_column", "aantal")


@pytest.mark.parametrize("written", ["tijd (UTC)", "datum (mm-dd-jjjj)"])
def test_a_time_of_another_zone_and_a_date_of_another_order_are_not_taken_for_ours(
    written: str,
) -> None:
    assert header(f"{written};kanaal;aantal\n1;2;3\n").heads[0].name == ""


def test_a_share_beside_counts_stays_what_it_is() -> None:
    long = export("datum;kanaal;aangeboden;% beantwoord\n01-02-2024;telefoon;200;95\n")
    wide = export("datum;telefoon;balie;% telefoon\n01-02-2024;5;3;62\n")

    assert rows(long, "aantal", "afgehandeld", "% beantwoord") == [(200, None, "95")]
    assert rows(wide, "kanaal", "aantal") == [("balie", 3), ("telefoon", 5)]
    assert told(long) == told(wide) == []


@pytest.mark.parametrize(
    "form", ["{} {}", "{1} {0}", "{} - {}", "{}_{}", "{}/{}", "{} ({})", "{}: {}"]
)
def test_one_header_can_name_channel_and_measure(form: str) -> None:
    names = [
        (channel, name)
        for channel in ("Telefoon", "E-mail")
        for name in ("aangeboden", "beantwoord")
    ]
    head = ";".join(["datum", *(form.format(*pair) for pair in names)])
    reading = export(f"{head};totaal aangeboden\n01-02-2024;5;4;3;2;8\n")

    assert rows(reading, "kanaal", "aantal", "afgehandeld") == [
        ("e-mail", 3, 2),
        ("telefoon", 5, 4),
    ]


def test_a_channel_beside_a_measure_means_nothing_in_a_long_table() -> None:
    head = "datum;kanaal;aantal;aantal telefoon"
    reading = export(f"{head}\n01-02-2024;balie;5;4\n01-02-2024;post;2;4\n")

    assert rows(reading) == [("2024-02-01", "balie", 5), ("2024-02-01", "post", 2)]
    assert refused("datum;kanaal;aantal telefoon\n01-02-2024;balie;5\n").code == "missing_column"


@pytest.mark.parametrize("text", ["(", "[", "x1 ", "a"])
def test_headers_of_thirty_thousand_signs_take_no_long_time(text: str) -> None:
    head = ";".join(
        ["datum", "kanaal", "aantal", *(text * (30_000 // len(text)) + f"{i}" for i in range(50))]
    )
    began = time.process_time()

    reading = export(f"{head}\n01-02-2024;telefoon;5" + ";1" * 50 + "\n")

    assert time.process_time() - began < 5
    assert rows(reading) == [("2024-02-01", "telefoon", 5)]
