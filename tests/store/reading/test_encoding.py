"""Bytes become the text that was meant, or a message says why not."""

from __future__ import annotations

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading.encoding import control_share, decode, line_at, marked_encoding
from pcanalysis.store.reading.notes import Notes

TABLE = "code;naam\r\n1A1.a;Stadsenquête: coöperatie – € 5\r\n1A2.a;Beëindigd\r\n"
WORDS = "naam\nBeëindigd\ncoördinatie\nprivé\nfinanciële\ncafé’s\n"


def decoded(raw: bytes, **dialect: str) -> tuple[str, Notes]:
    notes = Notes("a.csv")
    return decode(raw, dialect, notes), notes


def refusal(raw: bytes, **dialect: str) -> Message:
    with pytest.raises(DataRefused) as refused:
        decoded(raw, **dialect)
    message = refused.value.problems[0]
    assert isinstance(message, Message)
    return message


def said(notes: Notes) -> list[tuple[str, int | None]]:
    return [(message.code, message.line) for message in notes.messages]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_or_valid_utf8_needs_no_warning(mark: bytes, encoding: str) -> None:
    text, notes = decoded(mark + TABLE.encode(encoding))

    assert text == TABLE
    assert notes.messages == []
    assert notes.evidence["encoding"].startswith(encoding)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf8_comes_back_as_it_was_written(text: str) -> None:
    assert decoded(text.encode())[0] == text.lstrip("\ufeff")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("cp1252", "Windows-1252"), ("cp850", "DOS (cp850)"), ("mac-roman", "Mac Roman")],
)
def test_older_encodings_are_told_apart_by_the_letters_they_make(encoding: str, name: str) -> None:
    words = WORDS.replace("’", "") if encoding == "cp850" else WORDS  # DOS has no such mark

    text, notes = decoded(words.encode(encoding))

    assert text == words
    assert said(notes) == [("encoding_guessed", 2)]
    assert name in notes.messages[0].text()


@pytest.mark.parametrize(
    "text",
    ["jaar\n2019–2020\n", "prijs\n€ 5\n", "foto’s\n", "naam\n‘zo’ of “zo”\n", "GEÏND\n", "m²;5°\n"],
)
def test_signs_of_word_processors_are_windows_1252(text: str) -> None:
    assert decoded(text.encode("cp1252"))[0] == text


def test_a_line_of_another_encoding_is_read_in_its_own_way_and_named() -> None:
    text, notes = decoded(TABLE[:45].encode() + TABLE[45:].encode("cp1252"))

    assert text == TABLE
    assert said(notes) == [("mixed_encoding", 3)]
    assert "Windows-1252" in notes.messages[0].text()


def test_one_line_of_utf8_among_older_lines_is_the_odd_one() -> None:
    text, notes = decoded(WORDS.encode("cp1252") + "privé\n".encode())

    assert text == WORDS + "privé\n"
    assert said(notes) == [("encoding_guessed", 2), ("mixed_encoding", 7)]


def test_lines_beyond_the_thousandth_get_no_message_of_their_own() -> None:
    raw = "é\n".encode() * 1500 + "é\n".encode("cp1252") * 1200

    assert len(decoded(raw)[1].messages) == 1000


@pytest.mark.parametrize(
    "stated", ["utf-8", "cp1252", "windows-1252", "latin-1", "utf-16", "cp850"]
)
def test_a_stated_encoding_is_used_without_a_warning(stated: str) -> None:
    text, notes = decoded("naam\nBeëindigd\n".encode(stated), encoding=stated)

    assert text == "naam\nBeëindigd\n"
    assert notes.messages == []


@pytest.mark.parametrize(
    ("raw", "stated", "line"),
    [
        ("a\r\nb\rprivé".encode("cp1252"), "utf-8", 3),
        (b"a\nb\n\x81", "cp1252", 3),
        (codecs.BOM_UTF8 + b"a", "cp1252", 1),
        (b"a", "rot13", 1),
        (b"a", "unicode_escape", 1),
        (b"a", "geen\0codering", 1),
    ],
)
def test_a_stated_encoding_that_does_not_fit_is_refused(raw: bytes, stated: str, line: int) -> None:
    message = refusal(raw, encoding=stated)

    assert (message.code, message.line) == ("encoding_wrong", line)


def test_damage_after_a_byte_order_mark_is_refused_with_its_line() -> None:
    raw = codecs.BOM_UTF16_LE + "a\nb\n".encode("utf-16-le") + b"\x00\xdc" + b"c\0"

    assert (refusal(raw).code, refusal(raw).line) == ("damaged_text", 3)


@pytest.mark.parametrize("tail", ["\0" * 512, "\x1a", "\0"])
def test_what_a_crash_left_at_the_end_is_taken_off_with_a_warning(tail: str) -> None:
    text, notes = decoded((TABLE + tail).encode())

    assert text == TABLE
    assert said(notes) == [("control_character", 4)]


def test_bytes_full_of_control_characters_are_no_text() -> None:
    assert refusal(bytes(range(256)) * 8).code == "not_a_text_table"


@given(st.binary(max_size=400))
def test_any_bytes_become_text_or_a_clean_refusal(raw: bytes) -> None:
    with contextlib.suppress(DataRefused):  # and nothing else
        assert isinstance(decoded(raw)[0], str)


def test_control_characters_are_counted_without_the_nuls_at_the_end() -> None:
    assert control_share(b"a;b\t\r\n" + b"\0" * 50) == 0
    assert control_share(b"\x01\x02ab") == 0.5
    assert control_share(b"") == 0


@pytest.mark.parametrize(("position", "line"), [(0, 1), (2, 2), (4, 3), (6, 4)])
def test_every_kind_of_line_end_begins_a_line(position: int, line: int) -> None:
    assert line_at("a\nb\rc\r\nd", position if position < 6 else 7) == line


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_known_by_its_zeros_or_stated(encoding: str) -> None:
    raw = TABLE.encode(encoding)

    for dialect in ({}, {"encoding": encoding}, {"encoding": "utf-16"}):
        text, notes = decoded(raw, **dialect)
        assert text == TABLE
        assert notes.messages == []
    assert "every other byte is zero" in decoded(raw)[1].evidence["encoding"]
    other = "utf-16-be" if encoding == "utf-16-le" else "utf-16-le"
    assert refusal(raw, encoding=other).code == "encoding_wrong"


def test_a_few_zeros_or_a_tail_of_them_are_no_utf16() -> None:
    assert marked_encoding(b"a;b\n1;\0\n") is None
    assert marked_encoding(b"a;b\n" + b"\0" * 500) is None
    assert marked_encoding(b"\1\0\2\0\3\0\4\0") is None
