"""The ledger remembers what was published from which input, and forgets nothing on a failure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pcanalysis import open_project
from pcanalysis.reporting.ledger import Ledger, Record, fingerprint
from tests.reporting.notebook_files import write_notebook
from tests.store.projects import REPORT_2019, add_source, village, write

FAILURE = {"reason": "error", "notebook": "trend.ipynb", "cell": "3", "detail": "KeyError: 'jaar'"}
PUBLISHED = Record("f" * 64, {"index.html": "a" * 64})


def ledger(root: Path) -> Ledger:
    """Return the ledger of the usual place."""
    return Ledger.of(root, root / "reports")


def test_a_place_where_nothing_was_published_has_an_empty_ledger(tmp_path: Path) -> None:
    assert ledger(tmp_path).records == {}


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    own = ledger(tmp_path)
    own.records["dorp/1"] = PUBLISHED
    own.fail("dorp/2", FAILURE)
    own.save()
    assert ledger(tmp_path).records == own.records


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"dorp/1": {"unknown": 1}}',
        b'{"dorp/1": {}}',
        b'{"dorp/1": 7}',
    ],
)
def test_a_damaged_ledger_counts_as_empty(tmp_path: Path, damage: bytes) -> None:
    own = ledger(tmp_path)
    own.records["dorp/1"] = PUBLISHED
    own.save()
    own.file.write_bytes(damage)
    assert ledger(tmp_path).records == {}


def test_a_failure_keeps_what_was_published_before(tmp_path: Path) -> None:
    own = ledger(tmp_path)
    own.records["dorp/1"] = PUBLISHED
    own.fail("dorp/1", FAILURE)
    record = own.records["dorp/1"]
    assert (record.fingerprint, record.files) == (PUBLISHED.fingerprint, PUBLISHED.files)
    assert record.failed == FAILURE


def test_a_programme_that_failed_from_the_start_has_no_files(tmp_path: Path) -> None:
    own = ledger(tmp_path)
    own.fail("dorp/1", FAILURE)
    assert own.records["dorp/1"].files == {}


def test_a_success_after_a_failure_wipes_the_failure_out(tmp_path: Path) -> None:
    own = ledger(tmp_path)
    own.fail("dorp/1", FAILURE)
    own.records["dorp/1"] = PUBLISHED
    assert own.records["dorp/1"].reason("nl") == ""


def test_a_failure_is_told_in_the_language_of_the_reader() -> None:
    record = Record("", {}, FAILURE)
    assert record.reason("nl") == "trend.ipynb, cel 3: KeyError: 'jaar'"
    assert record.reason("en") == "trend.ipynb, cell 3: KeyError: 'jaar'"


@pytest.mark.parametrize("reason", ["error", "exit", "kernel", "timeout", "unfinished"])
def test_every_way_to_stop_has_words_that_name_the_place(reason: str) -> None:
    said = Record("", {}, FAILURE | {"reason": reason}).reason("nl")
    assert said.startswith("trend.ipynb, cel 3: ")
    assert "{" not in said


def test_saving_the_same_ledger_again_does_not_touch_the_file(tmp_path: Path) -> None:
    own = ledger(tmp_path)
    own.records["dorp/1"] = PUBLISHED
    own.save()
    before = own.file.stat().st_mtime_ns
    ledger(tmp_path).save()
    assert own.file.stat().st_mtime_ns == before


def test_the_ledger_is_sorted_so_that_the_order_of_runs_does_not_show(tmp_path: Path) -> None:
    own = ledger(tmp_path)
    for key in ("dorp/2", "aa/1", "dorp/1"):
        own.records[key] = PUBLISHED
    own.save()
    assert list(json.loads(own.file.read_text("utf-8"))) == ["aa/1", "dorp/1", "dorp/2"]


def test_the_ledger_stands_with_the_processed_data_and_not_with_the_reports(tmp_path: Path) -> None:
    place = Ledger.file_of(tmp_path, tmp_path / "reports").relative_to(tmp_path)
    assert place.as_posix().startswith("data/processed/runs/")


def print_of(root: Path, *parameters: str) -> str:
    """Return the fingerprint of the village's programme."""
    notebook = root / "trend.ipynb"
    return fingerprint(open_project(root), "dorp/1", [notebook], parameters)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Give the village with one notebook."""
    write_notebook(tmp_path / "trend.ipynb", "1 + 1")
    return village(tmp_path)


def _raw(root: Path) -> None:
    add_source(root, "verslag-2019", REPORT_2019.replace("60%", "61%"))


def _definition(root: Path) -> None:
    file = root / "data/definitions/dorp/1.toml"
    file.write_text(file.read_text("utf-8") + "# gewijzigd\n", encoding="utf-8")


def _explanation(root: Path) -> None:
    file = root / "data/definitions/dorp/toelichting/dorp-jv-2019.toml"
    file.write_text(file.read_text("utf-8").replace("Loopt.", "Loopt goed."), encoding="utf-8")


def _notebook(root: Path) -> None:
    write_notebook(root / "trend.ipynb", "1 + 2")


@pytest.mark.parametrize("change", [_raw, _definition, _explanation, _notebook])
def test_the_fingerprint_changes_with_everything_a_report_is_made_from(
    place: Path, change: Callable[[Path], None]
) -> None:
    before = print_of(place)
    change(place)
    assert print_of(place) != before


def test_the_fingerprint_changes_with_the_parameters(place: Path) -> None:
    prints = {print_of(place), print_of(place, "2018"), print_of(place, "2019")}
    assert len(prints) == 3


def test_the_fingerprint_is_the_same_when_nothing_changed(place: Path) -> None:
    assert print_of(place, "nl") == print_of(place, "nl")


def test_another_municipality_leaves_the_fingerprint_as_it_is(place: Path) -> None:
    before = print_of(place)
    definition = (place / "data/definitions/dorp/1.toml").read_text("utf-8")
    other = definition.replace("dorp/", "stad/").replace("dorp-", "stad-").replace("Dorp", "Stad")
    write(place, "data/definitions/stad/1.toml", other)
    assert "stad/1" in open_project(place).definitions.programmes
    assert print_of(place) == before


def test_settings_of_the_screen_leave_the_fingerprint_as_it_is(place: Path) -> None:
    before = print_of(place)
    settings = place / "pcanalysis.toml"
    settings.write_text(settings.read_text("utf-8").replace('"nl"', '"en"'), encoding="utf-8")
    assert print_of(place) == before
