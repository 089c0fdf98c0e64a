"""A table shows the same figures as the picture, with their place, and says why a cell is empty."""

from __future__ import annotations

from typing import Any

import pytest

from pcanalysis.analysis import fit_trend, make_forecast, measure_gap
from pcanalysis.model import Source
from pcanalysis.tables import Table, table
from tests.texts.judged import charts, norms, outlooks, portfolios
from tests.texts.results import (
    ANNUAL_REPORT,
    GOVERNED,
    PHONE,
    REPRESENTED,
    UNKNOWN_N,
    calls,
    daily,
    forecasts,
    gaps,
    history,
    target,
    trends,
)

LEIDEN = table(measure_gap(REPRESENTED, [target(2017, 31)]))


def column(made: Table, head: str) -> list[str]:
    """Return the cells under a heading."""
    at = made.header.index(head)
    return [row[at] for row in made.rows]


def row(made: Table, first: str) -> tuple[str, ...]:
    """Return the row that starts with these words."""
    return next(cells for cells in made.rows if cells[0] == first)


def test_a_survey_with_a_target_has_six_columns() -> None:
    assert LEIDEN.header == ("Jaar", "Gemeten", "Marge", "Antwoorden", "Streefwaarde", "Bestand")


def test_the_columns_have_english_heads_too() -> None:
    made = table(measure_gap(REPRESENTED, [target(2017, 31)]), "en")
    assert made.header == ("Year", "Measured", "Margin", "Answers", "Target", "File")


def test_the_row_of_leidens_last_wave_holds_figure_margin_answers_and_target() -> None:
    # Wilson interval at p = 0.29, n = 500: (0.252, 0.331)
    assert row(LEIDEN, "2017")[:5] == ("2017", "29%", "25% tot 33%", "500 (aanname)", "31%")


def test_a_year_without_a_survey_says_so_and_does_not_apply_elsewhere() -> None:
    assert row(LEIDEN, "2014")[1:5] == ("geen enquête", "–", "–", "–")


def test_a_year_without_a_survey_still_says_where_that_stands() -> None:
    assert row(LEIDEN, "2016")[5] == "data/raw/leiden-jv-2017/cijfers.csv:2016"


def test_figure_and_target_of_one_year_each_have_their_place() -> None:
    # the builder puts a figure on the line of its year, and a target on line 4
    file = "data/raw/leiden-jv-2017/cijfers.csv"
    assert row(LEIDEN, "2017")[5] == f"{file}:2017, {file}:4"


def test_figure_and_target_on_the_same_line_name_that_line_once() -> None:
    # the builder puts every target on line 4
    made = table(measure_gap(history({2017: 29}, rows={"line": 4}), [target(2017, 31)]))
    assert row(made, "2017")[-1] == "data/raw/leiden-jv-2017/cijfers.csv:4"


def test_without_a_target_there_is_no_column_for_it() -> None:
    assert "Streefwaarde" not in table(fit_trend(REPRESENTED)).header


def test_contacts_have_no_margin_and_no_answers() -> None:
    assert table(fit_trend(PHONE)).header == ("Jaar", "Gemeten", "Bestand")


def test_a_survey_of_unknown_size_has_no_margin_column_to_be_empty() -> None:
    assert table(fit_trend(UNKNOWN_N)).header == ("Jaar", "Gemeten", "Bestand")


def test_one_wave_of_unknown_size_says_that_its_margin_is_unknown() -> None:
    made = table(fit_trend(history({2019: 74, 2021: 73}, n={2021: 755}, basis="published")))
    assert row(made, "2019")[2:4] == ("onbekend", "onbekend")
    assert row(made, "2021")[3].startswith("755 (")


@pytest.mark.parametrize(
    ("basis", "nl", "en"),
    [
        ("assumed", "aanname", "assumed"),
        ("published", "gepubliceerd", "published"),
    ],
)
def test_answers_say_where_their_number_comes_from(basis: str, nl: str, en: str) -> None:
    trend = fit_trend(history({2019: 60, 2021: 64}, basis=basis))
    assert column(table(trend), "Antwoorden") == [f"500 ({nl})"] * 2
    assert column(table(trend, "en"), "Answers") == [f"500 ({en})"] * 2


@pytest.mark.parametrize(
    ("reason", "nl"),
    [("no_survey", "geen enquête"), ("insufficient_data", "te weinig antwoorden")],
)
def test_a_missing_figure_gives_its_own_reason(reason: str, nl: str) -> None:
    made = table(fit_trend(history({2019: 78, 2021: reason})))
    assert row(made, "2021")[1] == nl


def test_two_reasons_never_read_the_same() -> None:
    reasons = ("no_survey", "insufficient_data", "not_yet_known", "not_applicable", "unknown")
    made = table(fit_trend(history(dict(zip(range(2015, 2020), reasons, strict=True)))))
    assert len(set(column(made, "Gemeten"))) == len(reasons)


def test_a_missing_figure_is_never_shown_as_a_zero_or_an_empty_cell() -> None:
    for made in map(table, trends().values()):
        assert all(cells[1].strip() not in ("", "0", "0%", "nan") for cells in made.rows)


def test_a_target_in_a_year_to_come_makes_a_row_that_is_not_measured_yet() -> None:
    made = table(measure_gap(REPRESENTED, [target(2017, 31), target(2021, 40)]))
    assert row(made, "2021")[1:5] == ("nog niet gemeten", "–", "–", "40%")


def test_rows_run_from_old_to_new_also_when_a_target_lies_between() -> None:
    made = table(measure_gap(REPRESENTED, [target(2019, 40), target(2013, 20)]))
    assert column(made, "Jaar") == ["2013", "2014", "2015", "2016", "2017", "2019"]


def test_a_norm_without_a_year_stands_in_a_last_row_of_its_own() -> None:
    made = table(measure_gap(GOVERNED, [target(None, 80, "norm")]))
    last = made.rows[-1]
    assert last[0] == "altijd"
    assert last[1:4] == ("–", "–", "–")  # not "not yet measured": it is not a period
    assert last[4] == "80%"


def test_a_target_that_is_a_range_shows_both_ends() -> None:
    made = table(gaps()["range"])
    [cell] = [cell for cell in column(made, "Streefwaarde") if cell != "–"]
    assert " tot " in cell


def test_a_derived_figure_says_so_in_its_cell() -> None:
    made = table(trends()["derived"])
    assert row(made, "2016")[1] == "6.707 (afgeleid)"
    assert row(made, "2017")[1] == "11.000"


def test_a_lower_bound_is_more_than_and_never_the_figure_itself() -> None:
    assert row(table(trends()["bound only"]), "2017")[1] == "meer dan 300.000"
    assert row(table(trends()["bound only"], "en"), "2017")[1] == "more than 300,000"


def test_a_figure_summed_from_lines_shows_first_and_last_line() -> None:
    summed = calls({2017: 190_000}, rows={"line_to": 43_262})
    assert row(table(fit_trend(summed)), "2017")[-1].endswith("cijfers.csv:2017-43262")


def test_a_series_of_the_user_has_no_place_to_show() -> None:
    own = history({2015: 28, 2017: 29}, sources=())
    assert column(table(fit_trend(own)), "Bestand") == ["", ""]


def test_a_history_shows_as_a_table_without_any_analysis() -> None:
    made = table(REPRESENTED)
    assert made.header == ("Jaar", "Gemeten", "Bestand")
    assert column(made, "Gemeten") == ["geen enquête", "28%", "geen enquête", "29%"]


def test_a_long_history_shows_its_last_thirty_five_rows() -> None:
    made = table(daily(140))
    assert len(made.rows) == 35
    # 14 August 2017 + 139 days = 31 December 2017
    assert made.rows[-1][0] == "31 december 2017"


@pytest.mark.parametrize(("freq", "head"), [("D", "Dag"), ("30min", "Periode")])
def test_the_first_column_is_called_after_the_kind_of_period(freq: str, head: str) -> None:
    assert table(daily(7, freq=freq)).header[0] == head


def test_figures_are_right_aligned_and_periods_and_files_are_not() -> None:
    assert LEIDEN.numeric == (False, True, True, True, True, False)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_row_is_as_wide_as_the_head(language: str) -> None:
    results: list[Any] = [*trends().values(), *gaps().values(), *forecasts().values()]
    for made in (table(result, language) for result in results):
        assert {len(cells) for cells in made.rows} <= {len(made.header)}
        assert len(made.numeric) == len(made.header)


def test_a_caption_names_indicator_and_unit() -> None:
    assert "oelt zich vertegenwoordigd" in LEIDEN.caption
    assert LEIDEN.caption.endswith("in procenten")


def test_a_forecast_has_a_middle_and_two_bands() -> None:
    made = table(make_forecast(REPRESENTED, horizon=2))
    assert made.header == ("Jaar", "Midden", "5 van de 10 keer", "9 van de 10 keer")
    assert [cells[0] for cells in made.rows] == ["2018", "2019"]


def test_the_wide_band_of_a_forecast_holds_the_narrow_one_and_the_middle() -> None:
    made = table(make_forecast(REPRESENTED, horizon=2))
    for _, middle, half, nine in made.rows:
        low, high = (int(part.strip("% ")) for part in half.split("tot"))
        lower, higher = (int(part.strip("% ")) for part in nine.split("tot"))
        assert lower <= low <= int(middle.strip("%")) <= high <= higher


def test_a_closed_day_has_no_forecast_but_the_word_closed() -> None:
    made = table(make_forecast(daily(), horizon=7))
    # daily() ends on Sunday 31 December 2017: next come New Year's Day and, later, a weekend
    assert row(made, "1 januari 2018")[1:] == ("dicht", "–", "–")
    assert row(made, "6 januari 2018")[1:] == ("dicht", "–", "–")
    assert row(made, "2 januari 2018")[1] != "dicht"


def test_a_gap_and_its_trend_show_the_same_measurements() -> None:
    trend = table(fit_trend(GOVERNED))
    gap = table(measure_gap(GOVERNED, [target(2017, 50)]))
    for head in ("Jaar", "Gemeten", "Marge", "Antwoorden"):
        assert column(trend, head) == column(gap, head)


def test_the_place_names_the_edition_a_figure_was_taken_from() -> None:
    newer = Source(file="data/raw/leiden-jv-2019/cijfers.csv", sha256="c" * 64, publisher="Leiden")
    made = table(history({2017: 29}, sources=(ANNUAL_REPORT, newer), rows={"source": 1}))
    assert row(made, "2017")[-1] == "data/raw/leiden-jv-2019/cijfers.csv:2017"


def test_a_target_to_come_has_its_chance_beside_it() -> None:
    made = table(outlooks()["leiderdorp deskundig"])

    assert made.header[-2:] == ("Kans op het doel", "Bestand")
    assert row(made, "2023")[-2] == "zeer onwaarschijnlijk, ongeveer 10% (aanname)"
    assert row(made, "2021")[-2] == "–"
    assert "Kans op het doel" not in LEIDEN.header


@pytest.mark.parametrize("language", ["nl", "en"])
def test_charts_norms_and_programmes_are_whole_tables(language: str) -> None:
    results = [*charts().values(), *norms().values(), *portfolios().values()]
    for made in (table(result, language) for result in results):
        assert {len(cells) for cells in made.rows} <= {len(made.header)}
        assert len(made.numeric) == len(made.header)
        assert all(cell and "nan" not in cell for cells in made.rows for cell in cells)


def test_a_control_chart_has_a_row_per_month_with_what_stands_out() -> None:
    made = table(charts()["above"])

    assert made.header == ("Periode", "Gemeten", "Gewoon", "Wat valt op")
    assert row(made, "maart 2022")[3] == "boven de bovengrens"
    assert row(made, "januari 2021")[3] == "–"


def test_a_missing_month_of_a_chart_says_why() -> None:
    assert row(table(charts()["hole"]), "juni 2021")[1] == "nog niet bekend"


def test_a_chart_without_its_season_says_so_in_its_head() -> None:
    assert table(charts()["season removed"]).header[1] == "Zonder seizoen"


def test_a_norm_has_a_verdict_per_month() -> None:
    made = table(norms()["unusual"])

    assert row(made, "januari 2021")[1:3] == ("99,5%", "gehaald")
    assert row(made, "januari 2021")[4] == "hoger dan gewoon"
    assert row(made, "oktober 2021")[4] == "lager dan gewoon"


def test_a_programme_has_a_row_per_indicator() -> None:
    made = table(portfolios()["leiderdorp"])

    assert made.header == ("Naam", "Verandering", "Ontwikkeling", "Kans op het doel", "Plaats")
    assert row(made, "afhandelingstijd")[1:3] == ("−5", "lager, alleen de richting bekend")
    assert row(made, "afhandelingstijd")[3].startswith("zeer onwaarschijnlijk, ongeveer 5%")
