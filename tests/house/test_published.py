"""The check of what was published notices what a reader would miss."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

GOOD_PAGE = '<!doctype html><html lang="nl"><a href="https://www.leiden.nl">bron</a></html>'
GOOD_FINDINGS = {
    "findings": [{"key": "leiden/1A1.a", "provenance": [{"file": "a.csv", "line": 2}]}]
}
PROGRAMMES = ["leiden/1", "leiderdorp/2D", "voorbeeld/kcc"]


@pytest.fixture(scope="module")
def published(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("published", root / ".ci" / "published.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    for programme in PROGRAMMES:
        place = folder / programme
        (place / "notebooks").mkdir(parents=True)
        for name in ("trend", "forecast", "target_gap"):
            (place / "notebooks" / f"{name}.ipynb").touch()
        (place / "index.html").write_text(GOOD_PAGE, encoding="utf-8")
        (place / "index.en.html").write_text('<html lang="en"></html>', encoding="utf-8")
        (place / "findings.json").write_text(json.dumps(GOOD_FINDINGS), encoding="utf-8")
    (folder / "index.html").write_text(GOOD_PAGE, encoding="utf-8")
    return folder


def run_python(script: str) -> list[str]:
    return [sys.executable, "-c", script]


def test_complete_reports_have_no_faults(published: ModuleType, reports: Path) -> None:
    assert published.faults_of(reports) == []


@pytest.mark.parametrize(
    "name", ["index.html", "leiden/1/index.html", "voorbeeld/kcc/findings.json"]
)
def test_a_missing_file_is_found(published: ModuleType, reports: Path, name: str) -> None:
    (reports / name).unlink()

    assert published.faults_of(reports) == [f"{reports / name}: not published"]


@pytest.mark.parametrize("content", ["{", "{}", "", '{"findings": []}'])
def test_findings_that_say_nothing_are_found(
    published: ModuleType, reports: Path, content: str
) -> None:
    path = reports / "leiden" / "1" / "findings.json"
    path.write_text(content, encoding="utf-8")

    (fault,) = published.faults_of(reports)
    assert fault.startswith(f"{path}: ")


def test_a_page_in_another_language_is_found(published: ModuleType, reports: Path) -> None:
    path = reports / "index.html"
    path.write_text('<html lang="en"></html>', encoding="utf-8")

    assert published.faults_of(reports) == [f"{path}: its language is 'en', not 'nl'"]


@pytest.mark.parametrize(
    "tag",
    [
        '<script src="{}"></script>',
        '<link rel="stylesheet" href="{}">',
        '<img src="{}" alt="">',
        '<svg><image href="{}"/></svg>',
    ],
)
@pytest.mark.parametrize("address", ["https://example.nl/x", "//example.nl/x"])
def test_a_page_that_asks_for_something_outside_is_found(
    published: ModuleType, reports: Path, tag: str, address: str
) -> None:
    path = reports / "leiden" / "1" / "index.html"
    path.write_text(f'<html lang="nl">{tag.format(address)}</html>', encoding="utf-8")

    assert published.faults_of(reports) == [f"{path}: asks for {address}"]


def test_an_image_inside_the_page_is_no_request(published: ModuleType, reports: Path) -> None:
    inside = '<html lang="nl"><img src="data:image/png;base64,AA==" alt="x"><use href="#a"/></html>'
    (reports / "index.html").write_text(inside, encoding="utf-8")

    assert published.faults_of(reports) == []


def test_a_second_run_that_changes_nothing_is_fine(published: ModuleType, reports: Path) -> None:
    assert published.run_again(reports, run_python("pass")) == []


def test_a_second_run_that_changes_or_adds_a_file_is_found(
    published: ModuleType, reports: Path
) -> None:
    script = "from pathlib import Path; Path('reports/new').touch(); Path('reports/index.html').write_text('x')"

    assert published.run_again(reports, run_python(script)) == [
        "index.html: changed by a second run",
        "new: changed by a second run",
    ]


def test_a_second_run_that_works_without_need_is_found(
    published: ModuleType, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "SECONDS_WHEN_NOTHING_CHANGED", 0.0)

    (fault,) = published.run_again(reports, run_python("pass"))
    assert fault.endswith("s with nothing to do")


def test_a_file_that_disappears_is_a_difference(published: ModuleType) -> None:
    assert published.differences({"a": "1", "b": "2"}, {"a": "1"}) == ["b"]


def test_a_number_without_a_line_in_a_file_is_found(published: ModuleType, reports: Path) -> None:
    path = reports / "leiderdorp" / "2D" / "findings.json"
    loose = {"key": "leiderdorp/2D", "provenance": [{"file": "a.csv", "line": 0}]}
    path.write_text(json.dumps({"findings": [loose]}), encoding="utf-8")

    assert published.faults_of(reports) == [
        f"{path}: leiderdorp/2D has a source without file or line"
    ]


def test_missing_evidence_is_found(published: ModuleType, reports: Path) -> None:
    folder = reports / "voorbeeld" / "kcc" / "notebooks"
    (folder / "trend.ipynb").unlink()

    assert published.faults_of(reports) == [f"{folder}: 2 notebooks, not 3"]


def leiden(
    measured: int = 29, status: str = "cannot_say", per_day: float = 98.425
) -> list[dict[str, Any]]:
    def gap(key: str, status: str, *values: int) -> dict[str, Any]:
        names = ("measured", "target", "difference")
        numbers = {name: {"value": value} for name, value in zip(names, values, strict=True)}
        return {"key": key, "kind": "gap", "status": status, "numbers": numbers}

    numbers = {"change_per_working_day": {"value": per_day}}
    return [
        gap("leiden/1A1.a", status, measured, 31, measured - 31),
        gap("leiden/1A2.a", "met", 51, 50, 1),
        {"key": "leiden/telefoon", "kind": "trend", "numbers": numbers},
    ]


def test_the_printed_figures_of_leiden_are_accepted(published: ModuleType) -> None:
    # 25 000 calls more on 254 working days is 98.425 a day, printed as "almost 100"
    assert list(published.faults_of_leiden(leiden())) == []


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (
            {"measured": 30},
            (
                "leiden/1A1.a: measured, target and difference are (30, 31, -1),"
                " printed was (29, 31, -2)"
            ),
        ),
        ({"status": "missed_clear"}, "leiden/1A1.a: called missed beyond doubt"),
        ({"per_day": 68.5}, "calls: 68.5 more per working day, not 98.4"),
    ],
)
def test_another_figure_for_leiden_is_found(
    published: ModuleType, wrong: dict[str, Any], fault: str
) -> None:
    assert list(published.faults_of_leiden(leiden(**wrong))) == [fault]
