"""Wide tables become rows, and columns about persons disappear."""

from __future__ import annotations

import pytest

from tests.store.reading.exports import everything, export, refused, rows, told


def test_a_column_per_channel_becomes_a_row_per_channel() -> None:
    reading = export("datum;telefoon;Balie\n01-02-2024;5;3\n02-02-2024;6;\n")

    assert rows(reading) == [
        ("2024-02-01", "balie", 3),
        ("2024-02-01", "telefoon", 5),
        ("2024-02-02", "balie", None),
        ("2024-02-02", "telefoon", 6),
    ]
    assert reading.rows["line"].tolist() == [2, 2, 3, 3]


def test_a_wrong_cell_of_a_wide_table_costs_one_figure_and_names_its_own_header() -> None:
    reading = export("datum;telefoon;balie\n01-02-2024;5;veel\n02-02-2024;6;7\n")

    assert rows(reading) == [
        ("2024-02-01", "telefoon", 5),
        ("2024-02-02", "balie", 7),
        ("2024-02-02", "telefoon", 6),
    ]
    (message,) = reading.messages
    assert (message.code, message.line, message.column) == ("not_a_number", 2, "balie")


def test_a_column_of_figures_between_channels_is_an_unknown_channel() -> None:
    reading = export("datum;telefoon;loket;weer\n01-02-2024;5;3;zon\n02-02-2024;6;4;regen\n")

    assert rows(reading, "kanaal", "aantal") == [
        ("loket", 3),
        ("telefoon", 5),
        ("loket", 4),
        ("telefoon", 6),
    ]
    (message,) = reading.messages
    assert (message.code, message.cell) == ("unknown_channel", "loket")
    assert (message.facts["rows"], message.facts["contacts"]) == (2, 7)
    assert set(reading.rows["weer"]) == {"zon", "regen"}


@pytest.mark.parametrize("word", ["Totaal", "Total", "Eindtotaal", "Totaal contacten", "Som"])
def test_a_column_of_totals_counts_for_no_channel(word: str) -> None:
    reading = export(f"datum;telefoon;balie;{word}\n01-02-2024;5;3;8\n")

    assert rows(reading) == [("2024-02-01", "balie", 3), ("2024-02-01", "telefoon", 5)]
    assert told(reading) == [("info", "totals_column", 1)]


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("01-02-2024", "02-02-2024", ("2024-02-01", "2024-02-02")),
        ("jan 2024", "feb 2024", ("2024-01-01", "2024-02-01")),
        ("2024-W05", "2024-W06", ("2024-01-29", "2024-02-05")),
        ("2024-K1", "2024-K2", ("2024-01-01", "2024-04-01")),
        ("2022", "2023", ("2022-01-01", "2023-01-01")),
    ],
)
def test_a_column_per_period_becomes_a_row_per_period(
    first: str, second: str, days: tuple[str, str]
) -> None:
    reading = export(f"kanaal;{first};{second};totaal\ntelefoon;5;6;11\nbalie;3;;3\n")

    assert rows(reading) == [
        (days[0], "balie", 3),
        (days[0], "telefoon", 5),
        (days[1], "balie", None),
        (days[1], "telefoon", 6),
    ]


def test_a_long_table_stays_long_when_a_channel_is_among_its_headers() -> None:
    reading = export("datum;kanaal;aantal;chat\n01-02-2024;telefoon;5;ja\n")

    assert rows(reading, "kanaal", "aantal", "chat") == [("telefoon", 5, "ja")]


def test_the_same_channel_in_two_columns_is_kept_from_neither() -> None:
    reading = export("datum;telefoon;Tel.\n01-02-2024;5;3\n")

    assert rows(reading) == []
    assert told(reading) == [("error", "duplicate_key_conflict", 2)]


@pytest.mark.parametrize("name", ["week", "Maand", "jaar"])
def test_a_week_beside_the_date_is_no_channel(name: str) -> None:
    reading = export(f"datum;{name};telefoon;balie\n01-02-2024;5;4;3\n")

    assert rows(reading, "kanaal", "aantal") == [("balie", 3), ("telefoon", 4)]


# --- persons ------------------------------------------------------------------------------------------

BSN, PHONE, MAIL = "123456782", "06-12345678", "jan@example.org"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("bsn", BSN),
        ("Telefoonnummer", PHONE),
        ("E-mailadres", MAIL),
        ("Naam medewerker", "Jan Jansen"),
        ("Postcode", "2311AB"),
        ("referentie", MAIL),
        ("opgegeven nummer", PHONE),
    ],
)
def test_a_column_about_persons_is_dropped_before_anything_is_kept(header: str, value: str) -> None:
    reading = export(
        f"datum;kanaal;aantal;{header}\n01-02-2024;telefoon;5;{value}\n02-02-2024;balie;fout;{value}\n"
    )

    assert ("warning", "personal_data_column", 1) in told(reading)
    assert header not in reading.rows
    assert header not in reading.rejected
    assert value not in everything(reading)


@pytest.mark.parametrize("value", [BSN, PHONE, MAIL, "NL91 ABNA 0417 1643 00"])
@pytest.mark.parametrize(
    "text",
    [
        "datum;kanaal;aantal;opmerking\n01-02-2024;telefoon;5;rustig\n01-02-2024;balie;5;druk\n02-02-2024;telefoon;6;bel {} terug\n",
        "datum;kanaal;aantal\n{};telefoon;5\n02-02-2024;telefoon;6\n",
        "datum;kanaal;aantal\n01-02-2024;telefoon;{}\n02-02-2024;telefoon;6\n",
        "datum;kanaal;aantal\n01-02-2024;{};5\n02-02-2024;telefoon;6\n",
        "datum;kanaal;wachtrij;aantal\n01-02-2024;telefoon;{};5\n02-02-2024;telefoon;Zaken;6\n",
        "datum;tijd;kanaal;aantal\n01-02-2024;{};telefoon;5\n02-02-2024;08:00;telefoon;6\n",
        "datum;kanaal;aantal;servicelevel\n01-02-2024;telefoon;5;{}\n02-02-2024;telefoon;6;80\n",
        "Vragen aan {}\ndatum;kanaal;aantal\n02-02-2024;telefoon;6\nBron: {}\n",
        "datum;kanaal;aantal;{}\n02-02-2024;telefoon;6;7\n03-02-2024;telefoon;fout;7\n",
        "datum;kanaal;aantal ({})\n02-02-2024;telefoon;6\n03-02-2024;telefoon;fout\n",
        "datum;telefoon;{}\n02-02-2024;6;7\n03-02-2024;6;fout\n",
        "datum;kanaal;aantal\n02-02-2024;telefoon;6\n03-02-2024;telefoon;5;{}\n",
    ],
)
def test_what_points_to_a_person_is_told_nowhere(text: str, value: str) -> None:
    reading = export(text.replace("{}", value))

    said = everything(reading)
    assert value not in said
    assert value.replace(" ", "").replace("-", "") not in said


def test_a_refusal_names_no_person_either() -> None:
    message = refused(f"datum;kanaal;{MAIL}\n02-02-2024;telefoon;6\n")

    assert message.code == "missing_column"
    assert MAIL not in message.told("nl") + message.told("en")
