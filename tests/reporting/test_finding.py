"""A finding is plain JSON: right numbers, two languages, a drawing, and where all of it stands."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from pcanalysis.analysis import fit_trend, measure_gap
from pcanalysis.reporting.finding import make_finding
from tests.reporting.cases import ROOT, finding_of, findings_of
from tests.texts.results import GOVERNED, REPRESENTED, gaps, history, target, trends

PROGRAMMES = ("leiden/1", "leiderdorp/2D", "voorbeeld/kcc")
every_programme = pytest.mark.parametrize("programme", PROGRAMMES)


def value(finding: dict[str, Any], name: str) -> float:
    """Return one number of a finding."""
    return float(finding["numbers"][name]["value"])


def test_the_gap_of_leidens_council_is_29_against_31_and_two_points_short() -> None:
    numbers = finding_of("leiden/1A1.a", "gap")["numbers"]
    assert numbers["measured"] == {"value": 29, "unit": "%", "period": "2017"}
    assert numbers["target"] == {"value": 31, "unit": "%", "period": "2017"}
    assert numbers["difference"] == {"value": -2, "unit": "percentage point", "period": ""}


def test_the_gap_of_leidens_government_is_51_against_50_and_one_point_over() -> None:
    finding = finding_of("leiden/1A2.a", "gap")
    assert (value(finding, "measured"), value(finding, "target")) == (51, 50)
    assert value(finding, "difference") == 1


def test_leidens_calls_rose_by_15_2_percent_and_98_4_a_working_day() -> None:
    finding = finding_of("leiden/telefoon", "trend")
    # 25 000 / 165 000 and 25 000 / 254
    assert value(finding, "change_pct") == pytest.approx(15.1515, abs=1e-3)
    assert value(finding, "change_per_working_day") == pytest.approx(98.4252, abs=1e-3)
    assert value(finding, "working_days") == 254


def test_a_trend_names_both_waves_with_their_answers() -> None:
    numbers = make_finding(fit_trend(REPRESENTED))["numbers"]
    assert (numbers["first"]["period"], numbers["last"]["period"]) == ("2015", "2017")
    assert numbers["first_n"] == {"value": 500, "unit": "respondents", "period": "2015"}


def test_the_margin_of_a_measurement_stands_around_it() -> None:
    finding = make_finding(measure_gap(REPRESENTED, [target(2017, 31)]))
    # Wilson interval at p = 0.29, n = 500: 25.2 to 33.1
    assert value(finding, "margin_low") == pytest.approx(25.2, abs=0.1)
    assert value(finding, "margin_high") == pytest.approx(33.1, abs=0.1)


def test_the_previous_measurement_is_the_wave_before_and_not_the_year_before() -> None:
    finding = make_finding(measure_gap(GOVERNED, [target(2017, 50)]))
    assert finding["numbers"]["previous"] == {"value": 48, "unit": "%", "period": "2015"}


def test_what_is_not_known_is_left_out_and_never_a_zero() -> None:
    numbers = make_finding(gaps()["norm without measurement"])["numbers"]
    assert "target" in numbers
    assert {"measured", "difference", "gap", "margin_low", "previous"}.isdisjoint(numbers)


def test_a_forecast_gives_middle_and_eight_in_ten_per_period() -> None:
    numbers = finding_of("leiden/1A1.a", "forecast")["numbers"]
    assert set(numbers) == {
        f"{n}_{year}" for n in ("median", "p10", "p90") for year in (2018, 2019)
    }
    assert numbers["p10_2019"]["value"] < numbers["median_2019"]["value"]
    assert numbers["median_2019"]["value"] < numbers["p90_2019"]["value"]


@every_programme
def test_a_finding_is_plain_json_and_the_same_after_reading_it_back(programme: str) -> None:
    for finding in findings_of(programme):
        assert json.loads(json.dumps(finding, allow_nan=False)) == finding


@every_programme
def test_every_text_is_there_in_both_languages(programme: str) -> None:
    for finding in findings_of(programme):
        for part in ("name", "headline", "subtitle", "sentences", "alt"):
            assert set(finding[part]) == {"nl", "en"}
            assert finding[part]["nl"]
            assert finding[part]["en"]


@every_programme
def test_a_finding_names_a_method_page_that_exists(programme: str) -> None:
    pages = {finding["method_page"] for finding in findings_of(programme)}
    assert all((ROOT / page).is_file() for page in pages)


@every_programme
def test_the_fingerprint_of_every_source_is_that_of_the_file_on_disk(programme: str) -> None:
    prints = {e["file"]: e["sha256"] for f in findings_of(programme) for e in f["provenance"]}
    assert prints
    for file, sha256 in prints.items():
        assert hashlib.sha256((ROOT / file).read_bytes()).hexdigest() == sha256


@every_programme
def test_every_line_named_lies_within_its_file(programme: str) -> None:
    for finding in findings_of(programme):
        for entry in finding["provenance"]:
            length = len((ROOT / entry["file"]).read_text("utf-8-sig").splitlines())
            assert 2 <= entry["line"] <= entry["line_to"] <= length


def test_a_gap_names_where_its_target_stands_and_a_trend_does_not() -> None:
    roles = {
        kind: [e["role"] for e in finding_of("leiden/1A1.a", kind)["provenance"]]
        for kind in ("gap", "trend")
    }
    assert roles["gap"].count("target") == 1
    assert "target" not in roles["trend"]


def test_an_export_of_thousands_of_rows_is_one_source_with_its_first_and_last_line() -> None:
    finding = next(f for f in findings_of("voorbeeld/kcc") if f["freq"] == "D")
    [entry] = finding["provenance"]
    assert entry["line"] == 2
    assert entry["line_to"] > 40_000
    assert entry["simulated"] is True


def test_a_series_of_the_user_has_sources_without_a_file() -> None:
    own = history({2015: 28, 2017: 29}, sources=())
    entries = make_finding(fit_trend(own))["provenance"]
    assert [entry["file"] for entry in entries] == ["", ""]
    assert entries[0]["shown"] == {"nl": "28%", "en": "28%"}


def test_a_norm_that_was_never_measured_has_a_target_but_no_observation() -> None:
    entries = make_finding(gaps()["norm without measurement"])["provenance"]
    assert [entry["role"] for entry in entries] == ["target"]


def test_every_drawing_comes_wide_and_narrow_with_ids_of_its_own() -> None:
    drawn = finding_of("leiden/1A1.a", "trend")["figure"]
    made = [drawn[lang][width] for lang in ("nl", "en") for width in ("wide", "narrow")]
    assert all(svg.startswith("<svg") for svg in made)
    assert len(set(made)) == 4
    heads = {svg[svg.index('<title id="') : svg.index('">', svg.index("<title"))] for svg in made}
    assert len(heads) == 4


def test_a_drawing_is_light_enough_to_send() -> None:
    for programme in PROGRAMMES:
        for finding in findings_of(programme):
            for drawn in (finding["figure"] or {}).values():
                assert all(len(svg.encode()) <= 60_000 for svg in drawn.values())


def test_what_cannot_be_drawn_has_no_figure() -> None:
    assert make_finding(trends()["no row"])["figure"] is None


def test_simulated_figures_are_marked_in_the_finding() -> None:
    assert all(finding["simulated"] for finding in findings_of("voorbeeld/kcc"))
    assert not any(finding["simulated"] for finding in findings_of("leiden/1"))


@pytest.mark.parametrize("result", [None, REPRESENTED, "trend", 29])
def test_what_is_not_a_result_is_refused_by_name(result: Any) -> None:
    with pytest.raises(TypeError, match=f"not {type(result).__name__}"):
        make_finding(result)


def test_the_same_result_gives_the_same_finding() -> None:
    gap = measure_gap(REPRESENTED, [target(2017, 31)])
    assert make_finding(gap) == make_finding(gap)


def test_the_table_of_a_finding_is_rows_of_plain_text() -> None:
    made = finding_of("leiden/1A1.a", "gap")["table"]["nl"]
    assert len(made["header"]) == len(made["numeric"])
    assert all(isinstance(cell, str) for row in made["rows"] for cell in row)
