"""A report is published whole or not at all, and a changed file is noticed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import OutputFailed
from pcanalysis.reporting.publication import is_intact, publish_file, publish_folder

REPORT = {"index.html": b"<h1>29%</h1>", "notebooks/trend.ipynb": b"{}"}
LATER = {"index.html": b"<h1>31%</h1>", "findings.json": b"[]"}


def content(place: Path) -> dict[str, bytes]:
    """Return everything in a folder, hidden files included."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    }


def test_a_report_is_put_in_its_place_with_its_folders(tmp_path: Path) -> None:
    publish_folder(tmp_path / "reports" / "leiden" / "1", REPORT)
    assert content(tmp_path / "reports" / "leiden" / "1") == REPORT


def test_publishing_returns_the_fingerprint_of_every_file(tmp_path: Path) -> None:
    prints = publish_folder(tmp_path / "1", {"a.txt": b"abc"})
    # sha256 of "abc" as in FIPS 180-2, appendix B.1
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert prints == {"a.txt": expected}


def test_a_new_report_replaces_the_old_one_and_leaves_no_file_of_it(tmp_path: Path) -> None:
    place = tmp_path / "1"
    publish_folder(place, REPORT)
    publish_folder(place, LATER)
    assert content(place) == LATER


def test_nothing_is_left_beside_a_published_report(tmp_path: Path) -> None:
    publish_folder(tmp_path / "1", REPORT)
    publish_folder(tmp_path / "1", LATER)
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_the_same_report_again_touches_no_file(tmp_path: Path) -> None:
    place = tmp_path / "1"
    publish_folder(place, REPORT)
    before = {path: path.stat().st_mtime_ns for path in [place, *place.rglob("*")]}
    publish_folder(place, dict(reversed(REPORT.items())))
    assert {path: path.stat().st_mtime_ns for path in [place, *place.rglob("*")]} == before


def test_a_write_that_fails_half_way_leaves_the_old_report_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "1"
    publish_folder(place, REPORT)
    clash = {"index.html": b"new", "notebooks": b"a file", "notebooks/trend.ipynb": b"below it"}
    with pytest.raises(OutputFailed, match="cannot be written to 1"):
        publish_folder(place, clash)
    assert content(place) == REPORT
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def test_a_first_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OutputFailed):
        publish_folder(tmp_path / "1", {"a": b"", "a/b": b""})
    assert list(tmp_path.iterdir()) == []


def test_a_place_below_a_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("not a folder")
    with pytest.raises(OutputFailed, match="report cannot be written"):
        publish_folder(tmp_path / "reports" / "1", REPORT)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="rights do not bind the administrator"
)
def test_a_folder_that_is_read_only_keeps_its_report(tmp_path: Path) -> None:
    place = tmp_path / "1"
    publish_folder(place, REPORT)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputFailed):
            publish_folder(place, LATER)
    finally:
        tmp_path.chmod(0o700)
    assert content(place) == REPORT


def test_a_file_is_written_once_and_then_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "reports" / "index.html"
    assert publish_file(place, b"one") is True
    before = place.stat().st_mtime_ns
    assert publish_file(place, b"one") is False
    assert place.stat().st_mtime_ns == before


def test_a_changed_file_is_exchanged_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    place = tmp_path / "index.html"
    publish_file(place, b"one")
    assert publish_file(place, b"two") is True
    assert content(tmp_path) == {"index.html": b"two"}


def test_a_file_that_cannot_be_written_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "index.html").mkdir()
    with pytest.raises(OutputFailed, match=r"index\.html cannot be written"):
        publish_file(tmp_path / "index.html", b"one")


def test_a_report_as_it_was_published_is_intact(tmp_path: Path) -> None:
    prints = publish_folder(tmp_path / "1", REPORT)
    assert is_intact(tmp_path / "1", prints)


def test_an_extra_file_is_noticed(tmp_path: Path) -> None:
    prints = publish_folder(tmp_path / "1", REPORT)
    (tmp_path / "1" / "notebooks" / "extra.txt").write_text("")
    assert not is_intact(tmp_path / "1", prints)


def test_a_missing_file_is_noticed(tmp_path: Path) -> None:
    prints = publish_folder(tmp_path / "1", REPORT)
    (tmp_path / "1" / "notebooks" / "trend.ipynb").unlink()
    assert not is_intact(tmp_path / "1", prints)


def test_a_file_that_was_given_another_name_is_noticed(tmp_path: Path) -> None:
    prints = publish_folder(tmp_path / "1", REPORT)
    (tmp_path / "1" / "index.html").rename(tmp_path / "1" / "index.htm")
    assert not is_intact(tmp_path / "1", prints)


def test_a_report_that_is_not_there_or_was_never_made_is_not_intact(tmp_path: Path) -> None:
    assert not is_intact(tmp_path / "1", {"index.html": "0" * 64})
    (tmp_path / "1").mkdir()
    assert not is_intact(tmp_path / "1", {})


@given(data=st.binary(min_size=1, max_size=200), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, at: int, bit: int
) -> None:
    place = tmp_path_factory.mktemp("report")
    file = place / "index.html"
    file.write_bytes(data)
    prints = {"index.html": hashlib.sha256(data).hexdigest()}
    assert is_intact(place, prints)
    flipped = bytearray(data)
    flipped[at % len(data)] ^= 1 << bit
    file.write_bytes(flipped)
    assert not is_intact(place, prints)
