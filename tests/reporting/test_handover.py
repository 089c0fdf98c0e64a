"""The last cell shows every result, and hands the same results over when a report is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pcanalysis import describe, fit_trend, measure_gap, publish
from pcanalysis.analysis import Gap, Trend
from pcanalysis.reporting.run import Marker
from tests.reporting.cases import project

COUNCIL, TRUST = "leiden/1A1.a", "leiden/1A2.a"


@pytest.fixture(scope="module")
def trend() -> Trend:
    return fit_trend(project().history(COUNCIL))


@pytest.fixture(scope="module")
def gap() -> Gap:
    return measure_gap(project().history(TRUST), project().targets(TRUST))


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Marker:
    """Give the marker of a runner that waits for findings."""
    own = Marker.below(tmp_path)
    for name, value in own.environment.items():
        monkeypatch.setenv(name, value)
    return own


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sentences_are_shown_in_the_language_asked_for(
    trend: Trend, language: str, capsys: Any
) -> None:
    publish(trend, language=language)

    shown = capsys.readouterr().out
    assert all(sentence in shown for sentence in describe(trend, language))


def test_results_and_lists_of_results_may_be_mixed(
    trend: Trend, gap: Gap, waiting: Marker, capsys: Any
) -> None:
    publish(trend, [gap, (trend,)], map(fit_trend, []))

    found = [(one["kind"], one["key"]) for one in waiting.findings() or []]
    assert found == [("trend", COUNCIL), ("gap", TRUST), ("trend", COUNCIL)]
    assert capsys.readouterr().out.count(describe(trend)[0]) == 2


def test_the_report_gets_both_languages_whatever_is_shown(
    trend: Trend, waiting: Marker, capsys: Any
) -> None:
    publish(trend, language="en")

    (finding,) = waiting.findings() or []
    assert finding["sentences"] == {one: describe(trend, one) for one in ("nl", "en")}
    assert describe(trend, "nl")[0] not in capsys.readouterr().out


def test_a_figure_arrives_with_file_and_line(gap: Gap, waiting: Marker) -> None:
    publish(gap)

    (finding,) = waiting.findings() or []
    newest = next(one for one in finding["provenance"] if one["period"] == "2017")
    lines = (project().root / newest["file"]).read_text(encoding="utf-8").splitlines()
    # annual report 2017 of Leiden: 1A2.a measured 51%
    assert "51%" in lines[newest["line"] - 1]


def test_a_programme_without_results_still_reaches_its_end(waiting: Marker) -> None:
    publish([])

    assert waiting.findings() == []


def test_a_notebook_run_by_a_person_leaves_no_file(
    trend: Trend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Marker.below(tmp_path).environment:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    publish(trend)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", ["leiden/1", 29, None, {"leiden/1": 29}])
def test_something_else_than_a_result_is_refused_and_nothing_is_shown(
    trend: Trend, waiting: Marker, wrong: Any, capsys: Any
) -> None:
    with pytest.raises(TypeError, match="fit_trend, measure_gap or make_forecast"):
        publish(trend, wrong)

    assert capsys.readouterr().out == ""
    assert waiting.findings() is None
