from __future__ import annotations

from pathlib import Path

import pytest

from pcanalysis.errors import DataRefused
from pcanalysis.store.reading.archive import open_archive
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.xml_part import Attributes, Listener, elements, read_part
from tests.store.reading.books import write


def found(tmp_path: Path, xml: str | bytes, *names: str) -> list[tuple[str, Attributes]]:
    path = write(tmp_path / "a.zip", {"a.xml": xml})
    with open_archive(path, Notes("a.xlsx")) as archive:
        return elements(archive, "a.xml", *names)


def refusal(tmp_path: Path, xml: str | bytes) -> str:
    with pytest.raises(DataRefused) as caught:
        found(tmp_path, xml, "b")
    return caught.value.problems[0].code


def test_elements_are_known_by_name_without_their_prefix(tmp_path: Path) -> None:
    xml = '<x:a xmlns:x="u"><x:b n="1"/><c/><b n="2"></b></x:a>'

    assert found(tmp_path, xml, "b") == [("b", {"n": "1"}), ("b", {"n": "2"})]


def test_a_part_in_utf_16_says_the_same(tmp_path: Path) -> None:
    xml = '<?xml version="1.0" encoding="UTF-16"?><a><b n="é"/></a>'.encode("utf-16")

    assert found(tmp_path, xml, "b") == [("b", {"n": "é"})]


@pytest.mark.parametrize(
    "inside",
    [
        '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">',
        '<!ENTITY e SYSTEM "file:///etc/hostname">',
        '<!ENTITY % p SYSTEM "http://example.org/x"> %p;',
        "",
    ],
)
def test_a_dtd_is_refused_whatever_it_says(tmp_path: Path, inside: str) -> None:
    assert refusal(tmp_path, f"<!DOCTYPE a [{inside}]><a><b/></a>") == "unsafe_xml"


@pytest.mark.parametrize(
    "xml",
    ["", "geen xml", "<a><b></a>", "<a>&e;</a>", "<a", b"<a>\xff</a>", "<a/><b/>", "<a>\x00</a>"],
)
def test_what_is_no_xml_is_damaged(tmp_path: Path, xml: str | bytes) -> None:
    assert refusal(tmp_path, xml) == "damaged_workbook"


def test_elements_nested_without_end_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "<a>" * 65) == "archive_too_large"


def test_a_tag_without_end_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, f'<a><b n="{"x" * 500_000}"/></a>') == "damaged_workbook"


def test_more_names_than_any_program_uses_are_refused(tmp_path: Path) -> None:
    many = "".join(f"<n{number}/>" for number in range(20_000))

    assert refusal(tmp_path, f"<a>{many}</a>") == "damaged_workbook"


def test_more_elements_than_can_be_kept_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, f"<a>{'<b/>' * 100_001}</a>") == "archive_too_large"


def test_more_tags_than_can_be_read_in_time_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pcanalysis.store.reading.xml_part.MAX_TAGS", 1_000)

    assert refusal(tmp_path, f"<a>{'<c/>' * 1_000}</a>") == "archive_too_large"


def test_text_is_heard_where_nobody_listens_and_does_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.xml": "<a>tekst</a>"})
    listener = Listener()

    with open_archive(path, Notes("a.xlsx")) as archive:
        read_part(archive, "a.xml", listener)

    assert not listener.hears
