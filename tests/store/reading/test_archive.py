from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from pcanalysis.errors import DataRefused
from pcanalysis.store.reading.archive import (
    Archive,
    Attributes,
    Listener,
    elements,
    open_archive,
    read_part,
)
from pcanalysis.store.reading.notes import Notes
from tests.store.reading.books import write


def read(path: Path, name: str) -> bytes:
    with open_archive(path, Notes("x.xlsx")) as archive:
        return b"".join(archive.chunks(name))


def refusal(path: Path, name: str = "a.xml") -> str:
    with pytest.raises(DataRefused) as caught:
        read(path, name)
    return caught.value.problems[0].code


def test_a_part_is_found_whatever_its_case_or_kind_of_slash(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"XL\\Blad.xml": "<a/>"})

    assert read(path, "xl/blad.xml") == b"<a/>"


def test_the_folders_of_an_archive_are_known_without_unpacking(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"xl/blad.xml": "", "Word/x.xml": "", "mimetype": ""})

    with open_archive(path, Notes("x")) as archive:
        assert archive.folders == {"xl", "word", "mimetype"}
        assert "XL/blad.xml" in archive
        assert "xl/ander.xml" not in archive


def test_a_part_that_leads_outside_stays_packed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"../../uitbraak.txt": "x", "a.xml": "<a/>"})

    assert read(path, "a.xml") == b"<a/>"
    assert [found.name for found in tmp_path.iterdir()] == ["a.zip"]


def test_what_is_no_archive_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 en verder niets")

    assert refusal(path) == "damaged_workbook"


def test_a_missing_part_is_damage(tmp_path: Path) -> None:
    assert refusal(write(tmp_path / "a.zip", {"b.xml": ""})) == "damaged_workbook"


def test_a_part_whose_bytes_changed_is_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.xml": "<aantal>812</aantal>"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"812", b"912"))

    assert refusal(path) == "damaged_workbook"


def test_a_compression_that_cannot_be_unpacked_bit_by_bit_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.xml": "<a/>"}, zipfile.ZIP_BZIP2)

    assert refusal(path) == "damaged_workbook"


def test_a_part_behind_a_password_is_said_to_be_so(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.xml": "<a/>"}, zipfile.ZIP_STORED)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1  # general purpose flag: encrypted
    path.write_bytes(bytes(content))

    assert refusal(path) == "encrypted_or_old_workbook"


def test_two_parts_of_one_name_are_refused_for_it_is_unclear_which_one_counts(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.xml", "<a>1</a>")
        archive.writestr("A.xml", "<a>2</a>")

    assert refusal(path) == "damaged_workbook"


def test_a_small_part_that_holds_a_big_one_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.xml": " " * 6_000_000})

    assert path.stat().st_size < 10_000
    assert refusal(path) == "archive_too_large"


def test_a_small_part_may_hold_any_ratio(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.xml": " " * 4_000_000})

    assert len(read(path, "a.xml")) == 4_000_000


def test_more_than_a_thousand_parts_is_too_many(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {f"{number}.xml": "" for number in range(1_001)})

    assert refusal(path) == "archive_too_large"


def test_a_list_of_parts_of_more_than_a_megabyte_is_never_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {f"{'x' * 1_000}{number}": "" for number in range(1_000)})

    assert refusal(path) == "damaged_workbook"


def test_an_archive_that_says_it_unpacks_to_more_than_100_mb_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.xml": "<a/>"})
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02") + 24  # uncompressed size in the list of parts
    content[place : place + 4] = struct.pack("<I", 100_000_001)
    path.write_bytes(bytes(content))

    assert refusal(path) == "archive_too_large"


def test_what_really_comes_out_is_counted_as_well(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.xml": " " * 4_000_000})
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as opened:
        archive = Archive(opened, Notes("x"))
        for _ in range(25):
            assert sum(map(len, archive.chunks("a.xml"))) == 4_000_000
        with pytest.raises(DataRefused) as caught:
            next(archive.chunks("a.xml"))

    assert caught.value.problems[0].code == "archive_too_large"


# What an XML part says


def found(tmp_path: Path, xml: str | bytes, *names: str) -> list[tuple[str, Attributes]]:
    path = write(tmp_path / "a.zip", {"a.xml": xml})
    with open_archive(path, Notes("a.xlsx")) as archive:
        return elements(archive, "a.xml", *names)


def xml_refusal(tmp_path: Path, xml: str | bytes) -> str:
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
    assert xml_refusal(tmp_path, f"<!DOCTYPE a [{inside}]><a><b/></a>") == "unsafe_xml"


@pytest.mark.parametrize(
    "xml",
    ["", "geen xml", "<a><b></a>", "<a>&e;</a>", "<a", b"<a>\xff</a>", "<a/><b/>", "<a>\x00</a>"],
)
def test_what_is_no_xml_is_damaged(tmp_path: Path, xml: str | bytes) -> None:
    assert xml_refusal(tmp_path, xml) == "damaged_workbook"


def test_elements_nested_without_end_are_refused(tmp_path: Path) -> None:
    assert xml_refusal(tmp_path, "<a>" * 65) == "archive_too_large"


def test_a_tag_without_end_is_refused(tmp_path: Path) -> None:
    assert xml_refusal(tmp_path, f'<a><b n="{"x" * 500_000}"/></a>') == "damaged_workbook"


def test_more_names_than_any_program_uses_are_refused(tmp_path: Path) -> None:
    many = "".join(f"<n{number}/>" for number in range(20_000))

    assert xml_refusal(tmp_path, f"<a>{many}</a>") == "damaged_workbook"


def test_more_elements_than_can_be_kept_are_refused(tmp_path: Path) -> None:
    assert xml_refusal(tmp_path, f"<a>{'<b/>' * 100_001}</a>") == "archive_too_large"


def test_more_tags_than_can_be_read_in_time_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pcanalysis.store.reading.archive.MAX_TAGS", 1_000)

    assert xml_refusal(tmp_path, f"<a>{'<c/>' * 1_000}</a>") == "archive_too_large"


def test_text_is_heard_where_nobody_listens_and_does_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.xml": "<a>tekst</a>"})

    with open_archive(path, Notes("a.xlsx")) as archive:
        listener = Listener(archive)
        read_part("a.xml", listener)

    assert not listener.hears
    assert not listener.take()
