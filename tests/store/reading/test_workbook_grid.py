from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading.grid import Broken, Grid, Percent
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.workbook_grid import workbook_grid
from tests.store.reading.books import (
    DATE,
    MOMENT,
    PERCENT,
    STRETCH,
    TIME,
    cell,
    parts,
    row,
    sheet,
    write,
)

HEADER = row(1, "datum", "kanaal", "aantal")
TABLE = sheet(HEADER, row(2, "01-02-2024", "telefoon", 812), row(3, "01-02-2024", "balie", 143))


def read(path: Path, **dialect: str) -> Grid:
    return workbook_grid(path, dialect, Notes(path.name))


def rows(grid: Grid) -> list[list[Any]]:
    return [grid.row(number) for number in range(len(grid.lines))]


def book(tmp_path: Path, content: str, **about: Any) -> Grid:
    """Read a workbook of one sheet."""
    return read(write(tmp_path / "kcc.xlsx", parts({"Blad1": content}, **about)))


def column(tmp_path: Path, *cells: str, **about: Any) -> list[Any]:
    """Read cells that stand below each other, after a header."""
    lines = [f"<row>{made}</row>" for made in cells]
    return [line[0] for line in rows(book(tmp_path, sheet(row(1, "kop"), *lines), **about))[1:]]


def refused(path: Path, **dialect: str) -> Message:
    with pytest.raises(DataRefused) as caught:
        read(path, **dialect)
    problem = caught.value.problems[0]
    assert isinstance(problem, Message)
    return problem


def refusal(tmp_path: Path, content: str, **about: Any) -> Message:
    return refused(write(tmp_path / "kcc.xlsx", parts({"Blad1": content}, **about)))


# Cells


def test_rows_keep_their_place_in_the_sheet_and_empty_ones_are_not_there(tmp_path: Path) -> None:
    grid = book(tmp_path, sheet(row(3, "datum", None, "aantal"), row(4), row(7, "x", None, 2)))

    assert rows(grid) == [["datum", None, "aantal"], ["x", None, 2]]
    assert grid.lines.tolist() == [3, 7]
    assert grid.typed
    assert grid.lined


def test_rows_and_cells_without_a_place_follow_each_other(tmp_path: Path) -> None:
    content = sheet(
        f"<row>{cell('', 'a')}{cell('C1', 'c')}{cell('', 'd')}</row>", f"<row>{cell('', 1)}</row>"
    )

    assert rows(book(tmp_path, content)) == [["a", None, "c", "d"], [1, None, None, None]]


def test_a_text_comes_from_the_shared_ones_with_its_runs_and_without_its_pronunciation(
    tmp_path: Path,
) -> None:
    strings = (
        "<si><t>een</t></si>"
        '<si><r><rPr><b/></rPr><t>twee</t></r>\n<r><t xml:space="preserve"> drie</t></r></si>'
        "<si><t>課</t><rPh><t>カ</t></rPh></si>"
    )
    cells = [f'<c t="s"><v>{number}</v></c>' for number in (1, 0, 2, 1)]

    assert column(tmp_path, *cells, strings=strings) == ["twee drie", "een", "課", "twee drie"]


def test_a_text_is_kept_as_written(tmp_path: Path) -> None:
    texts = [" 1.234 ", "0123", "=1+1", "&lt;b&gt;", "regel 1\nregel 2"]

    assert column(tmp_path, *(cell("", text) for text in texts)) == [
        *texts[:3], "<b>", "regel 1\nregel 2"
    ]  # fmt: skip


def test_a_character_that_xml_cannot_hold_is_given_back(tmp_path: Path) -> None:
    found = column(tmp_path, cell("", "a_x000D_b"), cell("", "_x005F_x000D_"), cell("", "_xD83D_"))

    assert found == ["a\rb", "_x000D_", "_xD83D_"]


def test_a_number_is_a_date_a_time_or_a_percentage_by_its_format(tmp_path: Path) -> None:
    found = column(
        tmp_path,
        cell("", 45323, DATE),
        cell("", 0.34375, TIME),
        cell("", 45323.5, MOMENT),
        cell("", 1.5, STRETCH),
        cell("", 0.29, PERCENT),
        cell("", 45323),
    )

    assert found == [
        dt.date(2024, 2, 1), dt.time(8, 15), dt.datetime(2024, 2, 1, 12), "36:00:00", 0.29, 45323
    ]  # fmt: skip
    assert isinstance(found[4], Percent)


def test_days_count_from_1904_where_the_book_says_so(tmp_path: Path) -> None:
    about = '<workbookPr date1904="1"/>'

    assert column(tmp_path, cell("", 43861, DATE), about=about) == [dt.date(2024, 2, 1)]


def test_formats_that_the_book_writes_down_itself_are_known(tmp_path: Path) -> None:
    content = parts({"Blad1": sheet(row(1, "kop"), f"<row>{cell('', 45323, 1)}</row>")})
    content["xl/styles.xml"] = (
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="d mmmm yyyy"/></numFmts>'
        '<cellXfs><xf/><xf numFmtId="164"/></cellXfs><cellStyles/>'
        '<dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs></styleSheet>'
    )

    assert rows(read(write(tmp_path / "a.xlsx", content)))[1] == [dt.date(2024, 2, 1)]


def test_a_book_without_styles_has_numbers(tmp_path: Path) -> None:
    content = parts({"Blad1": sheet(row(1, "kop"), row(2, 45323))})
    content["xl/_rels/workbook.xml.rels"] = content["xl/_rels/workbook.xml.rels"].replace(
        "/styles", "/theme"
    )

    assert rows(read(write(tmp_path / "a.xlsx", content)))[1] == [45323]


def test_truth_errors_and_spelled_out_dates_keep_what_they_are(tmp_path: Path) -> None:
    found = column(
        tmp_path,
        '<c t="b"><v>1</v></c>',
        '<c t="b"><v>0</v></c>',
        '<c t="b"><v>misschien</v></c>',
        '<c t="e"><v>#REF!</v></c>',
        '<c t="d"><v>2024-02-01T00:00:00</v></c>',
    )

    assert found == [
        True, False, Broken("cell_error", "misschien"), Broken("cell_error", "#REF!"),
        dt.date(2024, 2, 1),
    ]  # fmt: skip


def test_a_formula_is_its_saved_value_and_without_one_it_is_broken(tmp_path: Path) -> None:
    found = column(
        tmp_path,
        "<c><f>400+412</f><v>812</v></c>",
        '<c r="A3"><f>400+412</f></c>',
        '<c r="A4"><f t="shared" si="0"/><v></v></c>',
        '<c t="str"><f>A1</f><v>tekst</v></c>',
        '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>',
    )

    assert found == [
        812, Broken("formula_without_value", "A3"), Broken("formula_without_value", "A4"),
        "tekst", Broken("cell_error", "#DIV/0!"),
    ]  # fmt: skip


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    content = sheet(row(1, "a", "b"), f'<row>{cell("", 1)}<c t="str"><f>""</f><v></v></c></row>')

    assert rows(book(tmp_path, content))[1] == [1, None]


def test_a_zero_is_no_result_where_the_formulas_were_never_worked_out(tmp_path: Path) -> None:
    stale = '<calcPr fullCalcOnLoad="1"/>'
    cells = ('<c r="A2"><f>B1</f><v>0</v></c>', "<c><f>B1</f><v>3</v></c>", cell("", 0))

    assert column(tmp_path, *cells, about=stale) == [Broken("formula_without_value", "A2"), 3, 0]
    assert column(tmp_path, *cells) == [0, 3, 0]


def test_a_formula_of_a_program_that_does_not_calculate_is_never_read_as_zero(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().write_column(0, 0, ["aantal", "=400+412"])

    assert rows(read(path))[1] == [Broken("formula_without_value", "A2")]


def test_cells_that_show_nothing_are_empty(tmp_path: Path) -> None:
    content = sheet(
        row(1, "a"), f'<row>{cell("", 1)}{cell("", " ")}<c s="1"/><c><v> </v></c></row>'
    )

    assert rows(book(tmp_path, content)) == [["a"], [1]]


def test_the_strict_format_with_prefixed_names_is_read_as_well(tmp_path: Path) -> None:
    content = parts({"Blad1": TABLE})
    strict = {
        name: part.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            "http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, part in content.items()
    }
    for tag in ("worksheet", "sheetData", "row", "c ", "is", "t", "v"):
        strict["xl/worksheets/s0.xml"] = (
            strict["xl/worksheets/s0.xml"]
            .replace(f"<{tag}>", f"<x:{tag}>")
            .replace(f"</{tag}>", f"</x:{tag}>")
            .replace(f"<{tag} ", f"<x:{tag} ")
        )
    strict["xl/worksheets/s0.xml"] = (
        strict["xl/worksheets/s0.xml"]
        .replace("xmlns=", "xmlns:x=")
        .replace("<c ", "<x:c ")
        .replace("</c>", "</x:c>")
    )

    assert rows(read(write(tmp_path / "a.xlsx", strict)))[1] == ["01-02-2024", "telefoon", 812]


# Rows and columns


def test_hidden_rows_count_and_are_mentioned_once(tmp_path: Path) -> None:
    hidden = [row(number, "x", number).replace("<row", '<row hidden="1"') for number in (3, 5)]
    grid = book(tmp_path, sheet(HEADER, row(2, "x", 2), hidden[0], row(4, "x", 4), hidden[1]))

    assert len(grid.lines) == 5
    assert [(m.code, m.line, m.facts["rows"]) for m in grid.notes.messages] == [
        ("hidden_rows", 3, 2)
    ]


def test_a_merged_range_holds_its_first_cell_everywhere(tmp_path: Path) -> None:
    content = sheet(
        row(1, None, "telefoon", None),
        row(2, "datum", "aantal", "afgehandeld"),
        row(3, "01-02-2024", 812, 790),
        row(5, None, 143, 143),
        after='<mergeCells><mergeCell ref="B1:C1"/><mergeCell ref="A3:A5"/><mergeCell ref="B2"/>'
        '<mergeCell ref="F1:G1"/><mergeCell ref="A20:B30"/></mergeCells>',
    )
    grid = book(tmp_path, content)

    assert rows(grid)[0] == [None, "telefoon", "telefoon"]
    assert rows(grid)[3] == ["01-02-2024", 143, 143]
    assert grid.merged == {
        **dict.fromkeys([(0, 1), (0, 2)], "telefoon"),
        **dict.fromkeys([(2, 0), (3, 0)], "01-02-2024"),
    }


def test_a_cell_far_to_the_right_is_refused_with_its_line(tmp_path: Path) -> None:
    far = f'<row r="1048576">{cell("XFD1048576", 9)}</row>'
    found = refusal(tmp_path, sheet(HEADER, row(2, "x", "y", 3), far))

    assert (found.code, found.line, found.facts["found"]) == ("too_many_columns", 1048576, 16384)


def test_a_header_that_reaches_too_far_is_refused(tmp_path: Path) -> None:
    content = sheet(f"<row>{cell('', 'datum')}{cell('XFD1', 'x')}</row>", row(2, "x"))
    found = refusal(tmp_path, content)

    assert (found.code, found.line, found.facts["found"]) == ("too_many_columns", 1, 16384)


def test_a_table_of_too_many_columns_is_refused(tmp_path: Path) -> None:
    wide = "".join(cell("", number) for number in range(3_003))
    found = refusal(tmp_path, sheet(HEADER, f"<row>{wide}</row>"))

    assert (found.code, found.line, found.facts["found"]) == ("too_many_columns", 2, 3003)


def test_a_sheet_that_mostly_reaches_too_far_is_refused(tmp_path: Path) -> None:
    far = [f"<row r='{n}'>{cell(f'ZZ{n}', 1)}</row>" for n in (2, 3)]

    assert refusal(tmp_path, sheet(row(1, "titel"), *far)).line == 2


def test_a_text_too_long_for_a_cell_costs_its_row(tmp_path: Path) -> None:
    grid = book(tmp_path, sheet(HEADER, row(2, "x" * 40_000, "y", 1), row(3, "x", "y", 2)))
    (message,) = grid.notes.messages

    assert rows(grid) == [["datum", "kanaal", "aantal"], ["x", "y", 2]]
    assert (message.code, message.line, message.column) == ("field_too_long", 2, "datum")
    assert message.facts["length"] == 40_000


def test_merged_cells_stay_in_their_place_when_a_row_is_left_out(tmp_path: Path) -> None:
    content = sheet(
        row(1, "x" * 40_000), row(2, "a", 1), row(3, None, 2),
        after='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
    )  # fmt: skip

    assert book(tmp_path, content).merged == {(0, 0): "a", (1, 0): "a"}


# Sheets


def test_a_hidden_sheet_is_skipped_and_named(tmp_path: Path) -> None:
    grid = read(write(tmp_path / "a.xlsx", parts({"oud": TABLE, "nu": TABLE}, hidden=("oud",))))

    assert len(grid.lines) == 3
    assert [(m.code, m.facts["sheet"]) for m in grid.notes.messages] == [
        ("hidden_sheet_skipped", "oud")
    ]
    assert grid.notes.evidence["sheet"].startswith("nu: ")


def test_several_sheets_with_cells_are_refused_by_name_and_empty_ones_do_not_count(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "a.xlsx", parts({"jan": TABLE, "leeg": sheet(), "feb": TABLE}))

    assert refused(path).facts["sheets"] == "jan, feb"


def test_the_card_says_which_sheet_counts(tmp_path: Path) -> None:
    sheets = {"jan": TABLE, "feb": sheet(row(1, "x")), "oud": sheet(row(1, "y"))}
    path = write(tmp_path / "a.xlsx", parts(sheets, hidden=("oud",)))

    assert rows(read(path, sheet="feb")) == [["x"]]
    assert rows(read(path, sheet="oud")) == [["y"]]
    assert read(path, sheet="oud").notes.messages == []
    assert refused(path, sheet="mrt").code == "unknown_sheet"
    assert refused(path, sheet="mrt").facts["sheets"] == "jan, feb, oud"


def test_a_chart_on_a_sheet_of_its_own_is_no_table(tmp_path: Path) -> None:
    content = parts({"Blad1": TABLE, "Grafiek": "<chartsheet/>"})
    kinds = content["xl/_rels/workbook.xml.rels"].rsplit("/worksheet", 1)
    content["xl/_rels/workbook.xml.rels"] = "/chartsheet".join(kinds)

    assert len(read(write(tmp_path / "a.xlsx", content)).lines) == 3


def test_a_workbook_without_any_cell_is_empty(tmp_path: Path) -> None:
    assert refusal(tmp_path, sheet()).code == "empty_file"


# Damage and danger


@pytest.mark.parametrize(
    "content",
    [
        sheet('<row r="0"/>'),
        sheet('<row r="1048577"/>'),
        sheet('<row r="x"/>'),
        sheet(row(2, 1), row(1, 1)),
        sheet(row(2, 1), row(2, 3)),
        sheet(f"<row>{cell('B1', 1)}{cell('A1', 1)}</row>"),
        sheet(f"<row>{cell('A1', 1)}{cell('A1', 2)}</row>"),
        sheet(f"<row>{cell('A2', 1)}</row>"),
        sheet(f"<row>{cell('1', 1)}</row>"),
        sheet(f"<row>{cell('a1', 1)}</row>"),
        sheet(f"<row>{cell('XFE1', 1)}</row>"),
        sheet(f"<row>{cell('AAAA1', 1)}</row>"),
        sheet('<row><c t="s"><v>7</v></c></row>'),
        sheet('<row><c t="s"><v>x</v></c></row>'),
        sheet('<row><c t="s"><v>-1</v></c></row>'),
        sheet('<row><c s="99"><v>7</v></c></row>'),
        sheet('<row><c s="-1"><v>7</v></c></row>'),
        "<worksheet><sheetData>",
        "<worksheet><sheetData></row>",
    ],
)
def test_a_sheet_that_contradicts_itself_is_damaged(tmp_path: Path, content: str) -> None:
    found = refusal(tmp_path, content, strings="<si><t>a</t></si>")

    assert (found.code, found.facts["detail"]) == ("damaged_workbook", "xl/worksheets/s0.xml")


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "xl/worksheets/s0.xml", "xl/styles.xml"])
def test_a_missing_part_is_damage(tmp_path: Path, missing: str) -> None:
    content = parts({"Blad1": TABLE})
    del content[missing]

    assert refused(write(tmp_path / "a.xlsx", content)).code == "damaged_workbook"


def test_a_workbook_without_its_outer_list_is_found_where_it_always_stands(tmp_path: Path) -> None:
    content = parts({"Blad1": TABLE})
    del content["_rels/.rels"]

    assert len(read(write(tmp_path / "a.xlsx", content)).lines) == 3


@pytest.mark.parametrize(
    ("part", "kind"),
    [("word/document.xml", "docx"), ("ppt/x.xml", "pptx"), ("content.xml", "ods"), ("a", "zip")],
)
def test_another_archive_is_named_for_what_it_is(tmp_path: Path, part: str, kind: str) -> None:
    found = refused(write(tmp_path / "a.xlsx", {part: "<a/>"}))

    assert (found.code, found.facts["type"]) == ("not_a_workbook", kind)


def test_a_binary_workbook_is_named_for_what_it_is(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "a.xlsx", {"xl/workbook.bin": "x"})).facts["type"] == "xlsb"


def test_a_sheet_outside_the_file_is_not_followed(tmp_path: Path) -> None:
    content = parts({"Blad1": TABLE})
    content["xl/_rels/workbook.xml.rels"] = content["xl/_rels/workbook.xml.rels"].replace(
        'Target="worksheets/s0.xml"', 'Target="file:///etc/passwd" TargetMode="External"'
    )

    assert refused(write(tmp_path / "a.xlsx", content)).code == "damaged_workbook"


def test_a_sheet_with_entities_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, '<!DOCTYPE x [<!ENTITY a "1">]>' + TABLE).code == "unsafe_xml"


@pytest.mark.parametrize(
    ("limit", "content"),
    [
        ("sheet.MAX_FILLED", TABLE),
        ("sheet.MAX_DISTINCT", TABLE),
        ("sheet.MAX_CELLS", TABLE),
        ("archive.MAX_TEXT", TABLE),
        (
            "sheet.MAX_MERGED",
            sheet(HEADER, after='<mergeCell ref="A1:C9"/><mergeCell ref="A1:B1"/>'),
        ),
        ("sheet.MAX_MERGED", sheet(HEADER, after='<mergeCell ref="A1:C9"/>' * 3)),
        ("archive.MAX_TEXTS", TABLE),
    ],
)
def test_a_sheet_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, content: str
) -> None:
    monkeypatch.setattr(f"pcanalysis.store.reading.{limit}", 2)
    found = refusal(tmp_path, content, strings="<si><t/></si>" * 3)

    assert found.code == "archive_too_large"


def test_random_damage_gives_the_table_or_a_clean_refusal(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.xlsx", parts({"Blad1": TABLE})).read_bytes()
    expected = rows(read(tmp_path / "a.xlsx"))
    chance = random.Random(812)  # noqa: S311
    path = tmp_path / "b.xlsx"
    for _ in range(400):
        content = bytearray(whole)
        content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
        path.write_bytes(
            bytes(content[: chance.choice([len(content), chance.randrange(len(content))])])
        )
        try:
            assert rows(read(path)) == expected
        except DataRefused:
            continue


# What other programs write

VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**50), 2**50)
    | st.floats(-1e300, 1e300)
    | st.text(
        st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=20
    ).filter(lambda text: text.strip() and not text.startswith("=") and "_x" not in text)
    | st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31))
    | st.datetimes(dt.datetime(1900, 3, 2), dt.datetime(2999, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0)
    )
    | st.times().map(lambda time: time.replace(microsecond=0))
)


def alike(ours: object, theirs: object) -> bool:
    """Whether a cell is what another reader makes of it; a date of ours is a midnight of theirs."""
    if isinstance(ours, dt.date) and not isinstance(ours, dt.datetime):
        return theirs == dt.datetime.combine(ours, dt.time())
    return ours == theirs and isinstance(ours, bool) == isinstance(theirs, bool)


@given(table=st.lists(st.lists(VALUES, min_size=1, max_size=4), min_size=1, max_size=6))
def test_what_openpyxl_writes_and_reads_is_read_the_same(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[object]]
) -> None:
    path = tmp_path_factory.mktemp("boek") / "a.xlsx"
    made = openpyxl.Workbook()
    for line in table:
        made.active.append(line)
    made.save(path)
    theirs = [
        list(line) for line in openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    ]
    if not any(value is not None for line in theirs for value in line):
        assert refused(path).code == "empty_file"
        return
    ours = read(path)

    for line, found in zip(ours.lines.tolist(), rows(ours), strict=True):
        assert all(map(alike, found, theirs[line - 1]))
    assert sum(v is not None for r in rows(ours) for v in r) == sum(
        v is not None for r in theirs for v in r
    )


@given(table=st.lists(st.lists(VALUES, min_size=1, max_size=4), min_size=1, max_size=6))
def test_what_xlsxwriter_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[object]]
) -> None:
    path = tmp_path_factory.mktemp("boek") / "a.xlsx"
    formats = {dt.date: "dd-mm-yyyy", dt.datetime: "dd-mm-yyyy hh:mm:ss", dt.time: "hh:mm:ss"}
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as made:
        shown = {kind: made.add_format({"num_format": code}) for kind, code in formats.items()}
        blad = made.add_worksheet()
        blad.write_row(0, 0, ["kop"] * 4)
        for i, line in enumerate(table, 1):
            for j, value in enumerate(line):
                if isinstance(value, str):
                    blad.write_string(i, j, value)
                else:
                    blad.write(i, j, value, shown.get(type(value)))
    ours = read(path)
    found = {
        (line - 1, j): value
        for line, cells in zip(ours.lines.tolist(), rows(ours), strict=True)
        for j, value in enumerate(cells)
        if line > 1 and value is not None
    }
    written = {
        (i, j): value
        for i, line in enumerate(table, 1)
        for j, value in enumerate(line)
        if value is not None
    }

    assert found.keys() == written.keys()
    for place, value in written.items():
        assert found[place] == (pytest.approx(value, rel=1e-15) if type(value) is float else value)


def test_the_corpus_of_workbooks_is_read_as_it_expects(shared: Path) -> None:
    cases = json.loads((shared / "corpus" / "expectations.json").read_text(encoding="utf-8"))[
        "cases"
    ]
    doors = {"wrong_extension", "encrypted_or_old_workbook", "not_a_workbook"}  # asked before
    seen = 0
    for case in cases:
        codes = {said["code"] for said in case["expect"].get("messages", [])}
        if not case["id"].startswith("xlsx_") or codes & doors:
            continue
        seen += 1
        path = shared / "corpus" / "files" / case["files"][0]
        if case["expect"]["outcome"] == "reject":
            assert refused(path).code in codes, case["id"]
        else:
            grid = read(path)
            mine = {"hidden_sheet_skipped", "hidden_rows"}
            assert {m.code for m in grid.notes.messages} == codes & mine, case["id"]
            assert len(grid.lines) > 1
    assert seen > 20
