from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.store.reading.grid import Cells
from pcanalysis.store.reading.persons import (
    hide_persons,
    is_personal_header,
    mask,
    personal_columns,
)
from tests.store.reading.a_column import column, only, per_row, said

WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes(digits: str) -> bool:
    """Apply the check of a citizen service number as the government publishes it."""
    return sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=True)) % 11 == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("terugbellen 0612345678 bsn 999999990", "terugbellen ••• bsn •••"),
        ("9999.99.990", "•••"),
        ("999 999 990", "•••"),
        ("999999990.0", "•••.0"),
        ("BSN: 12345678", "BSN: •••"),
        ("06-12345678", "•••"),
        ("06 - 12 34 56 78", "•••"),
        ("06 12345678 20 keer", "••• 20 keer"),
        ("tel0612345678", "tel•••"),
        ("(071) 516 51 65", "•••"),
        ("0255-567200", "•••"),
        ("06\u00a012345678", "•••"),
        ("06\u200b12345678", "•••"),
        ("+31 (0)6 1234 5678.", "•••."),
        ("0031612345678", "•••"),
        ("+32 475 12 34 56", "•••"),
        ("mail x.y+z@mail.example.org.", "mail •••."),
        ("NL91ABNA0417164300", "•••"),
        ("nl91 abna 0417 1643 00", "•••"),
        ("BE68 5390 0754 7034", "•••"),
        ("Stationsweg 12, 2312 AB Leiden", "Stationsweg ••• Leiden"),
        ("2312ab 12a", "•••"),
        ("geboren op 12-03-1980", "geboren op •••"),
        ("geb. 1 mei 80", "geb. •••"),
        ("12 maart 1980 geboren", "••• geboren"),
        ("Geboortedatum: 1980-03-12", "Geboortedatum: •••"),
    ],
)
def test_what_points_to_a_person_is_masked_and_the_rest_stays(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-01", "01-02-2024", "20240201", "01-02-2024 08:15", "2024-02-01T08:00:00+01:00",
        "01022024 12:30", "123456789", "000000000", "1.234.567", "1.234.567.890", "12.345.678,90",
        "0,123456782", "5.003161234567", "INC123456782", "1A1.a", "2024-2026", "2023 EN 2024",
        "2024 en 12 maanden", "in 2023 2024", "0800-1234", "14 071", "08:00-08:15", "0800 - 0815",
        "99999999999999999999", "BE68539007547035", "99 9999 9 90", "geborgen 12", "@SUM(A1)",
        "week 1 2024", "3e kwartaal 2024", "1 februari 2024 10:15", "28%", "-", "",
    ],
)  # fmt: skip
def test_counts_dates_and_codes_are_not_masked(text: str) -> None:
    assert mask(text) == text


@given(st.integers(1, 999_999_999).map("{:09d}".format))
def test_nine_digits_are_masked_when_they_pass_the_check_and_only_then(digits: str) -> None:
    assert (mask(digits) == "•••") == passes(digits)


@given(st.text(max_size=40))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 100_000, "0 " * 50_000, "06-" * 30_000, "a@" * 50_000, "a." * 50_000 + "@",
        "NL91" * 25_000, "2312 AB " * 12_000, "geboren " * 12_000 + "111", "1-1-" * 25_000,
        "+31" * 33_000, "1" + " " * 100_000, "bsn" * 33_000 + "123", "sofi" + "a" * 90_000 + "123",
    ],
)  # fmt: skip
def test_hostile_text_takes_no_long_time(text: str) -> None:
    began = time.perf_counter()

    assert len(mask(text)) <= 40_000
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    "header",
    [
        "bsn", "BSN-nummer", "telefoonnummer", "Telefoonnr.", "e-mailadres", "E-mail adres klant",
        "naam medewerker", "Naam van de melder", "Klantnaam", "Achternaam", "Agent ID", "Agent",
        "User Name", "Adres", "Postcode", "Geboortedatum", "IBAN", "Rekeningnummer", "Kenteken",
        "Klantnummer", "Cliëntnummer", "IP-adres", "Telefoonnummer 1", "Caller ID", "Login",
        "Behandeld door", "Opgenomen door", "Handled by", "Teamlid", "Naam teamlid", "Inlognaam",
        "Relatienummer", "Vreemdelingennummer",
    ],
)  # fmt: skip
def test_a_header_that_points_to_persons_is_recognised(header: str) -> None:
    assert is_personal_header(header)


@pytest.mark.parametrize(
    "header",
    [
        "e-mail", "telefoon", "naam", "code", "nummer", "id", "datum", "kanaal", "aantal", "Agents",
        "Aantal klanten", "Medewerkers", "Geboorteaangifte", "Paspoort", "Adreswijziging", "n",
        "Wachtrij naam", "Queue Name", "onderwerp", "Gem. gesprekstijd (s)", "bron", "", "2024",
    ],
)  # fmt: skip
def test_an_ordinary_header_is_kept(header: str) -> None:
    assert not is_personal_header(header)


def test_personal_columns_are_found_by_header_or_by_their_cells() -> None:
    columns = {
        "datum": ["01-02-2024", "02-02-2024"],
        "bsn": ["", ""],
        "contact": ["x@example.org", "-"],
        "nummer": [612345678, 687654321],
        "veld 5": ["0612345678", ""],
        "aantal": [999999990, 12],
        None: ["999999990.0", None],
    }

    found = personal_columns(list(columns), [Cells.of(c) for c in columns.values()], {0, 5})

    assert found == {1: "header", 3: "cells", 4: "cells", 6: "cells"}


def test_a_needed_column_is_never_dropped() -> None:
    assert personal_columns(["naam medewerker"], [Cells.of(["0612345678"])], {0}) == {}


def test_a_name_points_to_a_person_where_it_names_nothing_else() -> None:
    cells = Cells.of(["J. Jansen"])

    assert personal_columns(["Naam"], [cells], set()) == {0: "header"}
    assert personal_columns(["Naam"], [cells], {0}) == {}  # of an indicator


def test_free_text_with_a_number_in_it_is_no_personal_column() -> None:
    cells = Cells.of(["terugbellen 0612345678 bsn 999999990"])

    assert personal_columns(["onderwerp", "leeg"], [cells, Cells.of([None, ""])], set()) == {}


def test_a_sample_of_a_long_column_decides() -> None:
    cells = Cells.of([f"06{i:08d}" for i in range(20_000)])

    assert personal_columns(["veld"], [cells], set()) == {0: "cells"}


def test_personal_data_in_free_text_are_masked_with_one_warning() -> None:
    topics = column(["afval", "bel 0612345678", "bel 0687654321", None, 999999990, 12])

    cells = hide_persons(topics)

    assert per_row(topics, topics.cells.values)[1] == "bel 0612345678"
    assert [cells[row] for row in range(6)] == ["afval", "bel •••", "bel •••", None, "•••", 12]
    assert len(cells.values) == 5
    assert said(topics) == [("warning", "personal_data_suspected", 3)]
    assert only(topics).facts["rows"] == 3


def test_no_message_shows_what_was_masked() -> None:
    topics = column(["bsn 999999990, tel 0612345678"])
    hide_persons(topics)

    assert "999999990" not in only(topics).told()
    assert "0612345678" not in only(topics).told("en")


def test_text_without_personal_data_stays_the_same_cells() -> None:
    topics = column(["afval", "12"])

    assert hide_persons(topics) is topics.cells
    assert said(topics) == []


def test_many_rows_cost_what_their_distinct_cells_cost() -> None:
    cells = Cells(["afval", "bel 0612345678"], np.zeros(1_000_000, dtype=np.int32))
    began = time.perf_counter()

    personal_columns(["veld"], [cells], set())

    assert time.perf_counter() - began < 1
