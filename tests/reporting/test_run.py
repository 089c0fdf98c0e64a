"""The runner believes only findings that carry the token of its own run."""

from __future__ import annotations

from pathlib import Path

import pytest

from pcanalysis.errors import OutputFailed
from pcanalysis.reporting import run
from pcanalysis.reporting.run import Marker

FINDINGS = [{"key": "leiden/1A1.a", "name": {"nl": "Één"}, "numbers": {"last": 29}}]


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Marker:
    """Give the marker of a runner that waits for findings."""
    own = Marker.below(tmp_path)
    for name, value in own.environment.items():
        monkeypatch.setenv(name, value)
    return own


def test_findings_arrive_as_they_were_handed_over(waiting: Marker) -> None:
    run.hand_over(FINDINGS)

    assert waiting.findings() == FINDINGS


def test_handing_over_nothing_is_something_else_than_not_handing_over(waiting: Marker) -> None:
    assert waiting.findings() is None
    run.hand_over([])

    assert waiting.findings() == []


def test_findings_with_the_token_of_another_run_do_not_count(waiting: Marker) -> None:
    run.hand_over(FINDINGS)

    assert Marker(waiting.file, "another").findings() is None


def test_a_half_written_file_does_not_count(waiting: Marker) -> None:
    run.hand_over(FINDINGS)
    waiting.file.write_bytes(waiting.file.read_bytes()[:-5])

    assert waiting.findings() is None


def test_no_two_runs_share_a_token(tmp_path: Path) -> None:
    assert len({Marker.below(tmp_path).token for _ in range(100)}) == 100


def test_a_notebook_run_by_a_person_hands_nothing_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Marker.below(tmp_path).environment:
        monkeypatch.delenv(name, raising=False)

    assert not run.findings_wanted()


def test_under_a_runner_findings_are_wanted(waiting: Marker) -> None:
    assert run.findings_wanted()


def test_a_place_that_cannot_be_written_is_refused_in_words(waiting: Marker) -> None:
    waiting.file.mkdir()

    with pytest.raises(OutputFailed, match=r"cannot be written to findings\.json"):
        run.hand_over(FINDINGS)
