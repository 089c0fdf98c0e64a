"""findings.json keeps the four answers apart and says what each rests on."""

from __future__ import annotations

import json

import pytest

from tests.reporting.cases import finding_of, findings_of

EXPERT = "leiderdorp/kwaliteit-deskundigheid"
DIGITAL = "leiderdorp/kwaliteit-digitale-dienstverlening"


def test_a_gap_tells_position_trend_and_evidence_apart() -> None:
    axes = finding_of("leiden/1A1.a", "gap")["axes"]

    assert (axes["position"], axes["trend"], axes["evidence"]) == (
        *("missed_uncertain", "no_clear_change", "weak"),
    )
    assert axes["position_if_n_unknown"] == "missed_margin_unknown"
    assert axes["n_basis"] == "assumed"
    assert axes["position_robust"] is None  # nothing clear to be robust


def test_every_target_ahead_has_its_chance_method_and_assumptions() -> None:
    near, far = finding_of(EXPERT, "gap", "leiderdorp/2D")["outlook"]

    assert [row["headline"] for row in (near, far)] == [True, False]
    assert near["chance_pct"] == 5 * round(20 * near["p_reported"])
    assert near["method"] == "shares"
    assert "n_assumed" in near["assumptions"]
    assert near["words"]["nl"].startswith("zeer onwaarschijnlijk, ongeveer 10%")
    assert near["words"]["en"].startswith("very unlikely, about 10%")
    assert (near["goal"], far["shown"]["nl"]) == (88.0, "90%")


def test_one_measurement_has_no_headline_chance() -> None:
    rows = finding_of(DIGITAL, "gap", "leiderdorp/2D")["outlook"]

    assert rows
    assert not any(row["headline"] for row in rows)


def test_a_gap_holds_its_row_of_the_comparison_of_all_indicators() -> None:
    row = finding_of(EXPERT, "gap", "leiderdorp/2D")["portfolio"]

    # specification section 4: p 0.011 alone, 0.08 together
    assert row["p"] == pytest.approx(0.011, abs=1e-3)
    assert row["p_together"] == pytest.approx(0.08, abs=5e-3)
    assert row["rank_best"] <= row["rank"] <= row["rank_worst"]


def test_the_comparison_itself_is_a_finding_without_sources_of_its_own() -> None:
    [together] = [f for f in findings_of("leiderdorp/2D") if f["kind"] == "portfolio"]

    assert (together["key"], together["provenance"]) == ("leiderdorp/2D", [])
    assert together["numbers"]["indicators"]["value"] == 22


def test_a_norm_counts_the_cases_of_its_year() -> None:
    norm = finding_of("voorbeeld/melding-binnen-5-werkdagen", "norm", "voorbeeld/kcc")

    # data/raw/voorbeeld-kcc/normen.csv, 2017: 25,134 of 27,100 in time
    assert norm["status"] == "missed"
    assert norm["numbers"]["year_right"] == {"value": 25134, "unit": "cases", "period": "2017"}
    assert norm["numbers"]["year_cases"]["value"] == 27100


def test_no_answer_holds_what_json_does_not_know() -> None:
    for programme in ("leiden/1", "leiderdorp/2D", "voorbeeld/kcc"):
        json.dumps(findings_of(programme), allow_nan=False)
