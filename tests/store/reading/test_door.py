"""Only ordinary files are read, by their content; everything else is refused in plain words."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading import door
from pcanalysis.store.reading.door import delivery_files, open_grid, real_kind
from pcanalysis.store.reading.notes import Notes

TABLE = b"datum;kanaal;aantal\r\n01-02-2024;telefoon;812\r\n01-02-2024;balie;143\r\n"


def put(folder: Path, name: str, content: bytes = TABLE) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def refusal(path: Path) -> Message:
    with pytest.raises(DataRefused) as refused:
        open_grid(path, {}, Notes(path.name))
    message = refused.value.problems[0]
    assert isinstance(message, Message)
    return message


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


# --- what the content is -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (TABLE, "text"),
        (b"\xef\xbb\xbf" + TABLE, "text"),
        (TABLE.decode().encode("utf-16"), "text"),
        (TABLE + b"\0" * 512, "text"),
        ("naam\nprivé\n".encode("cp850"), "text"),
        (b"[datum];[kanaal]\n1;2\n", "text"),
        (b"<5 jaar;3\n", "text"),
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t", "empty"),
        (b"\0" * 100, "empty"),
        (zipped(a=b"x"), "workbook"),
        (b"PAR1\x15\x04", "parquet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 8, "old_workbook"),
        (b'[{"code": 1}]', "json"),
        (b"\xef\xbb\xbf [ 1, 2]", "json"),
        ('{"code": 1}'.encode("utf-16"), "json"),
        (b"[[[[[", "json"),
        (b"\n<!DOCTYPE html><html>", "html"),
        (b"<!-- x --><TABLE>", "html"),
        (b"<html>", "html"),
        (b'<?xml version="1.0"?><a/>', "xml"),
        (b"%PDF-1.7\n1 0 obj", "pdf"),
        (b"{\\rtf1 x}", "rtf"),
        (b"\x1f\x8b\x08\0\0", "archive"),
        (b"7z\xbc\xaf\x27\x1c\0", "archive"),
        (b"Rar!\x1a\x07\0", "archive"),
        (b"a.csv".ljust(257, b"\0") + b"ustar\0", "archive"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\x80\x04\x95\x0a\0", "pickle"),
        (b"cos\nsystem\n(S'touch x'\ntR.", "pickle"),
        (b"SQLite format 3\0", "binary"),
        (bytes(range(256)) * 8, "binary"),
    ],
)
def test_the_first_bytes_say_what_a_file_is(head: bytes, kind: str) -> None:
    assert real_kind(head) == kind


@given(st.binary(max_size=600))
def test_any_bytes_are_of_some_kind(head: bytes) -> None:
    assert real_kind(head).isidentifier()


# --- one file ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["kcc.csv", "KCC.CSV", "kcc.txt", "kcc.tsv"])
def test_a_text_is_read_without_a_word(tmp_path: Path, name: str) -> None:
    notes = Notes(name)

    grid = open_grid(put(tmp_path, name), {}, notes)

    assert grid.row(1) == ["01-02-2024", "telefoon", "812"]
    assert notes.messages == []


@pytest.mark.parametrize("name", ["kcc.xlsx", "kcc.xls", "kcc.json", "kcc.parquet", "kcc"])
def test_a_text_under_another_name_is_read_with_a_warning(tmp_path: Path, name: str) -> None:
    notes = Notes(name)

    grid = open_grid(put(tmp_path, name), {}, notes)

    assert len(grid.lines) == 3
    assert [(message.code, message.facts) for message in notes.messages] == [
        ("wrong_extension", {"type": "csv"})
    ]


@pytest.mark.parametrize(
    ("name", "content", "code", "kind"),
    [
        ("a.csv", b"<!DOCTYPE html><html>Sessie verlopen</html>", "not_a_text_table", "html"),
        ("a.csv", b"%PDF-1.7\n", "not_a_text_table", "pdf"),
        ("a.csv", bytes(range(256)) * 8, "not_a_text_table", "binary"),
        ("a.csv", b"\x1f\x8b\x08\0", "not_a_text_table", "archive"),
        ("a.json", b"<html>", "not_a_text_table", "html"),
        ("a.xlsx", b"<html><body><table>", "not_a_workbook", "html"),
        ("a.xls", b"<html><body><table>", "not_a_workbook", "html"),
        ("a.xlsx", b"\x89PNG\r\n", "not_a_workbook", "image"),
    ],
)
def test_what_is_no_table_is_named(
    tmp_path: Path, name: str, content: bytes, code: str, kind: str
) -> None:
    message = refusal(put(tmp_path, name, content))

    assert message.code == code
    assert kind in message.text()


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv"])
def test_an_old_or_encrypted_workbook_is_refused_as_such(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)

    assert refusal(path).code == "encrypted_or_old_workbook"


@pytest.mark.parametrize("name", ["a.pkl", "a.joblib", "a.py", "a.zip", "a.csv.gz", "a.ods"])
def test_other_types_are_refused_by_their_name(tmp_path: Path, name: str) -> None:
    message = refusal(put(tmp_path, name))

    assert message.code == "unsupported_type"
    assert name[name.rindex(".") :] in message.text()


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\r\n  \r\n", b" " * 9000])
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.parquet", "a.json"])
def test_an_empty_file_is_called_empty(tmp_path: Path, name: str, content: bytes) -> None:
    assert refusal(put(tmp_path, name, content)).code == "empty_file"


def test_a_table_below_pages_of_spaces_is_read(tmp_path: Path) -> None:
    grid = open_grid(put(tmp_path, "a.csv", b"\n" * 9000 + TABLE), {}, Notes("a.csv"))

    assert grid.lines.tolist() == [9001, 9002, 9003]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    message = refusal(tmp_path / "kcc.csv")

    assert message.code == "file_not_found"
    assert "kcc.csv" in str(message)


@pytest.mark.parametrize("name", ["a\0.csv", "map/a.csv/b.csv"])
def test_a_name_that_cannot_be_is_not_found(tmp_path: Path, name: str) -> None:
    put(tmp_path, "map/a.csv")

    assert refusal(tmp_path / name).code == "file_not_found"


def test_a_folder_a_pipe_and_a_device_are_never_opened(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    os.mkfifo(tmp_path / "b.csv")
    (tmp_path / "c.csv").symlink_to("/dev/zero")
    (tmp_path / "d.csv").symlink_to("d.csv")

    for name in ("a.csv", "b.csv", "c.csv", "d.csv"):
        assert refusal(tmp_path / name).code == "not_a_file"


def test_a_file_that_may_not_be_read_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied", path)  # as for an ordinary user

    path = put(tmp_path, "a.csv")
    path.chmod(0)
    monkeypatch.setattr(os, "open", denied)

    assert refusal(path).code == "no_permission"


@pytest.mark.parametrize(
    ("name", "start", "size"),
    [("a.csv", TABLE, 2 * 1024**3 + 1), ("a.xlsx", zipped(a=b"x"), 100 * 1024**2 + 1)],
)
def test_a_file_that_is_too_large_is_refused_unread(
    tmp_path: Path, name: str, start: bytes, size: int
) -> None:
    path = put(tmp_path, name, start)
    os.truncate(path, size)

    assert refusal(path).code == "file_too_large"


def test_a_file_that_grows_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, look = put(tmp_path, "a.csv"), door.real_kind

    def grow(head: bytes) -> str:
        with path.open("ab") as file:
            file.write(b"02-02-2024;balie;1\r\n")
        return look(head)

    monkeypatch.setattr(door, "real_kind", grow)

    assert refusal(path).code == "file_changed"


@pytest.mark.parametrize(
    ("name", "reader", "content", "kind"),
    [
        ("a.csv", "json_grid", b'[{"code": "1A1.a", "jaar": 2015}]', "json"),
        ("a.json", "json_grid", b'{"code": "1A1.a"}\n{"code": "1A1.b"}', None),
        ("csv_is_xlsx.csv", "workbook_grid", None, "xlsx"),
        ("xlsx_plain.xlsx", "workbook_grid", None, None),
        ("parquet_ok.parquet", "parquet_grid", None, None),
    ],
)
def test_other_kinds_go_to_their_own_reader(
    tmp_path: Path, shared: Path, name: str, reader: str, content: bytes | None, kind: str | None
) -> None:
    pytest.importorskip(f"pcanalysis.store.reading.{reader}")
    path = shared / "corpus/files/kcc" / name if content is None else put(tmp_path, name, content)
    notes = Notes(name)

    grid = open_grid(path, {}, notes)

    assert len(grid.lines) > 1
    assert [(m.code, m.facts["type"]) for m in notes.messages] == (
        [("wrong_extension", kind)] if kind else []
    )


@pytest.mark.parametrize(
    ("name", "reader", "content", "code"),
    [
        ("a.json", "json_grid", b"42", "invalid_structure"),
        ("a.json", "json_grid", b'"a;b"', "invalid_structure"),
        ("a.parquet", "parquet_grid", b"\x01\x02\x03" * 50, "damaged_parquet"),
        ("a.xlsx", "workbook_grid", b"PK\x03\x04" + b"\0" * 50, "damaged_workbook"),
    ],
)
def test_damage_is_told_by_the_reader_that_the_name_asks_for(
    tmp_path: Path, name: str, reader: str, content: bytes, code: str
) -> None:
    pytest.importorskip(f"pcanalysis.store.reading.{reader}")

    assert refusal(put(tmp_path, name, content)).code == code


# --- a delivery ----------------------------------------------------------------------------------


def delivered(
    folder: Path, *paths: Path, inside: Path | None = None
) -> tuple[list[str], list[str]]:
    notes = Notes("levering")
    files = delivery_files(paths or (folder,), notes, inside=inside)
    told = [f"{message.file} {message.code}" for message in notes.messages]
    return [file.relative_to(folder).as_posix() for file in files], sorted(told)


def test_a_folder_becomes_its_files_sorted_by_name(tmp_path: Path) -> None:
    for name in ("b/2.csv", "c.csv", "a.xlsx", "b/1.csv", "b/d/0.csv"):
        put(tmp_path, name)

    assert delivered(tmp_path) == (["a.xlsx", "b/1.csv", "b/2.csv", "b/d/0.csv", "c.csv"], [])


def test_given_files_keep_their_order_and_missing_ones_are_left_to_the_door(
    tmp_path: Path,
) -> None:
    paths = put(tmp_path, "b.csv"), tmp_path / "weg.csv", put(tmp_path, "a.csv"), tmp_path

    assert delivered(tmp_path, *paths) == (["b.csv", "weg.csv", "a.csv"], [])


@pytest.mark.parametrize(
    "name",
    [
        "~$kcc.xlsx",
        ".~lock.kcc.csv#",
        ".kcc.csv.swp",
        "desktop.ini",
        "Thumbs.db",
        "kcc.tmp",
        "card.toml",
        "kcc.csv~",
        ".git/a.csv",
        "__MACOSX/a.csv",
        "kcc.csv.part",
    ],
)
def test_what_programs_leave_behind_is_skipped(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    put(tmp_path, "kcc.csv")

    assert delivered(tmp_path) == (["kcc.csv"], [])


def test_a_loop_of_links_ends_and_each_file_is_read_once(tmp_path: Path) -> None:
    put(tmp_path, "z/kcc.csv")
    (tmp_path / "z/loop").symlink_to(tmp_path / "z")
    (tmp_path / "a.csv").symlink_to("z/kcc.csv")

    files, told = delivered(tmp_path)

    assert len(files) == 1
    assert files[0] in {"z/kcc.csv", "z/kopie.csv"}
    assert told == []


def test_a_link_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "buiten/kcc.csv")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/kcc.csv").symlink_to("../buiten/kcc.csv")
    (tmp_path / "data/map").symlink_to("../buiten")
    told = ["kcc.csv outside_data_folder", "map outside_data_folder"]

    assert delivered(tmp_path, tmp_path / "data") == ([], told)
    assert delivered(
        tmp_path, tmp_path / "data/kcc.csv", tmp_path / "data/map", inside=tmp_path / "data"
    ) == ([], told)
    assert delivered(tmp_path, tmp_path / "data/kcc.csv") == (["data/kcc.csv"], [])


def test_what_is_no_ordinary_file_gets_an_error_and_the_rest_is_read(tmp_path: Path) -> None:
    put(tmp_path, "kcc.csv/verstopt.csv")
    put(tmp_path, "goed.csv")
    os.mkfifo(tmp_path / "pijp.csv")
    (tmp_path / "kring.csv").symlink_to("kring.csv")
    (tmp_path / "dood.csv").symlink_to("weg.csv")

    assert delivered(tmp_path) == (
        ["goed.csv"],
        [
            "dood.csv file_not_found",
            "kcc.csv not_a_file",
            "kring.csv not_a_file",
            "pijp.csv not_a_file",
        ],
    )


def test_a_folder_that_may_not_be_listed_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(folder: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied", str(folder))  # as for an ordinary user

    monkeypatch.setattr(Path, "iterdir", denied)

    assert delivered(tmp_path) == ([], [f"{tmp_path.name} no_permission"])


def test_entries_that_may_not_be_looked_at_are_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Path.stat

    def denied(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path.suffix == ".csv":
            raise PermissionError(13, "Permission denied", str(path))  # a folder without x
        return look(path, follow_symlinks=follow_symlinks)

    put(tmp_path, "kcc.csv")
    monkeypatch.setattr(Path, "stat", denied)

    assert delivered(tmp_path) == ([], ["kcc.csv no_permission"])
    assert delivered(tmp_path, tmp_path / "kcc.csv") == (["kcc.csv"], [])
