from __future__ import annotations

import numpy as np
import pytest

from pcanalysis.errors import DataRefused
from pcanalysis.store.reading.units import (
    check_margins,
    check_respondents,
    check_values,
    read_units,
)
from tests.store.reading.a_column import column, only, said

NAN = float("nan")


def checked(cells: list[str], values: list[float], unit: str, percent: bool = False) -> tuple:  # type: ignore[type-arg]
    asked = column(cells, header="waarde")
    units = np.array([unit] * len(cells), dtype=object)
    wrong = check_values(asked, np.array(values), units, percent=np.full(len(cells), percent))
    return wrong.tolist(), said(asked)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("%", "%"),
        ("procent", "%"),
        ("Percentage ", "%"),
        ("％", "%"),
        ("% groei", "% groei"),
        ("%-groei", "% groei"),
        ("Rapportcijfer", "rapportcijfer"),
        ("cijfer (1-10)", "rapportcijfer"),
        ("aantal", "aantal"),
        ("procentpunt", "procentpunt"),
        ("€", "euro"),
        ("Euro's", "euro"),
        ("schaal 1-5", "schaal 1-5"),
    ],
)
def test_spellings_of_a_unit_have_one_name(text: str, unit: str) -> None:
    units = column([text], header="eenheid")

    assert read_units(units)[0] == [unit]
    assert said(units) == []


def test_an_unknown_unit_stays_as_written_with_a_warning() -> None:
    units = column(["procent", "bananen", "bananen"], header="eenheid")

    found, wrong = read_units(units)

    assert found == ["%", "bananen"]
    assert not wrong.any()
    assert said(units) == [("warning", "unknown_unit", 3)]
    assert only(units).told().startswith("export.csv, regel 3, kolom 'eenheid': 'bananen': Deze")


def test_very_many_unknown_units_do_not_each_have_a_warning() -> None:
    units = column([f"eenheid nummer {i}" for i in range(5000)], header="eenheid")

    assert read_units(units)[0] == units.cells.values
    assert len(said(units)) == 21
    assert sum(m.facts["rows"] for m in units.notes.messages) == 5000


def test_an_empty_unit_is_no_unit_and_a_damaged_one_costs_its_row() -> None:
    units = column(["", None, "%\0"], header="eenheid")

    found, wrong = read_units(units)

    assert found == [None, None, None]
    assert wrong.tolist() == [False, False, True]
    assert said(units) == [("error", "control_character", 4)]


@pytest.mark.parametrize(
    ("unit", "value", "code"),
    [
        ("%", 128.0, "percentage_out_of_range"),
        ("%", -3.0, "percentage_out_of_range"),
        ("rapportcijfer", 72.0, "mark_out_of_range"),
        ("rapportcijfer", 0.9, "mark_out_of_range"),
        ("aantal", -1.0, "negative_count"),
        ("aantal", 12.5, "not_a_whole_number"),
        ("schaal 1-5", 7.3, "scale_out_of_range"),
        ("seconden", -1.0, "negative_duration"),
    ],
)
def test_a_value_that_cannot_be_costs_its_row(unit: str, value: float, code: str) -> None:
    wrong, messages = checked(["x", "3", "x"], [value, 3.0, value], unit)

    assert wrong == [True, False, True]
    assert messages == [("error", code, 2), ("error", code, 4)]


@pytest.mark.parametrize(
    ("unit", "values"),
    [
        ("%", [0.0, 100.0, 28.5]),
        ("% groei", [111.0, -64.0, 0.5]),
        ("procentpunt", [-3.2, 120.0, 0.0]),
        ("euro", [-5.5, 1e9, 0.0]),
        ("bananen", [-5.5, 1e9, 0.0]),
        ("rapportcijfer", [1.0, 10.0, 7.3]),
        ("aantal", [0.0, 12.0, NAN]),
        ("%", [NAN, NAN, NAN]),
    ],
)
def test_values_within_their_unit_are_accepted(unit: str, values: list[float]) -> None:
    assert checked(["a", "b", "c"], values, unit) == ([False] * 3, [])


def test_a_negative_fraction_of_a_count_has_one_error() -> None:
    assert checked(["-1,5"], [-1.5], "aantal")[1] == [("error", "negative_count", 2)]


def test_a_column_of_fractions_is_refused_and_never_scaled() -> None:
    with pytest.raises(DataRefused) as refusal:
        checked(["1", "0,28", "0,29"], [1.0, 0.28, 0.29], "%")

    (message,) = refusal.value.problems
    assert (message.code, message.line, message.cell) == ("suspect_fraction", 3, "0,28")


@pytest.mark.parametrize("values", [[0.4, 29.0], [0.0, 1.0], [1.0, 1.0], [0.0, NAN]])
def test_small_percentages_are_accepted_when_the_column_does_not_look_like_fractions(
    values: list[float],
) -> None:
    assert checked(["a", "b"], values, "%") == ([False, False], [])


def test_a_printed_percent_sign_settles_that_small_is_meant() -> None:
    assert checked(["0,28%", "0,3%"], [0.28, 0.3], "%", percent=True) == ([False, False], [])


def test_values_in_another_unit_do_not_settle_whether_shares_are_fractions() -> None:
    asked = column(["0,28", "1250"], header="waarde")
    units = np.array(["%", "aantal"], dtype=object)

    with pytest.raises(DataRefused):
        check_values(asked, np.array([0.28, 1250.0]), units, percent=np.zeros(2, dtype=bool))


@pytest.mark.parametrize("unit", ["rapportcijfer", "aantal"])
def test_a_percent_sign_in_another_unit_costs_the_row(unit: str) -> None:
    assert checked(["7%"], [7.0], unit, percent=True) == (
        [True],
        [("error", "percent_sign_misplaced", 2)],
    )


def margins(
    share: float, margin: float, n: float, unit: str = "%"
) -> list[tuple[str, str, int | None]]:
    asked = column([str(margin)], header="marge")
    check_margins(
        asked,
        np.array([margin]),
        values=np.array([share]),
        units=np.array([unit], dtype=object),
        n=np.array([n]),
    )
    return said(asked)


def test_a_margin_that_does_not_fit_the_respondents_is_a_warning() -> None:
    assert margins(50, 0.5, 100) == [("warning", "margin_inconsistent", 2)]  # 9.8 points
    assert margins(50, 25, 100) == [("warning", "margin_inconsistent", 2)]


def test_the_warning_says_which_margin_fits() -> None:
    asked = column(["0,5"], header="marge")
    units = np.array(["%"], dtype=object)
    check_margins(asked, np.array([0.5]), values=np.array([50.0]), units=units, n=np.array([100.0]))

    assert "Bij 100 deelnemers hoort een marge van ongeveer 9,8 punten" in only(asked).text()


@pytest.mark.parametrize(
    ("share", "margin", "n", "unit"),
    [
        (28, 2.5, 1250, "%"),  # 1.96 √(28 × 72 / 1250) = 2.5
        (50, 6.0, 100, "%"),  # within a factor two of 9.8
        (50, 0.0, 60_000, "%"),  # 0.4, rounded to whole points
        (0, 3.0, 100, "%"),
        (50, NAN, 100, "%"),
        (50, 0.5, NAN, "%"),
        (50, 0.5, 0, "%"),
        (7.2, 0.1, 100, "rapportcijfer"),
    ],
)
def test_a_margin_is_not_doubted_without_reason(
    share: float, margin: float, n: float, unit: str
) -> None:
    assert margins(share, margin, n, unit) == []


def test_few_respondents_are_a_warning_and_none_is_an_error() -> None:
    asked = column(["4", "0", "400", "", "9", "10"], header="n")

    wrong = check_respondents(asked, np.array([4, 0, 400, NAN, 9, 10]))

    assert wrong.tolist() == [False, True, False, False, False, False]
    assert said(asked) == [("error", "no_respondents", 3), ("warning", "small_cell", 2)]
    assert asked.notes.messages[1].facts == {"limit": 10, "rows": 2}


def test_the_limit_of_respondents_is_a_setting() -> None:
    asked = column(["4"], header="n")

    check_respondents(asked, np.array([4.0]), limit=3)

    assert said(asked) == []
