"""Which sheet of a workbook holds the table, and what its cells are.

Only the parts that say so are read; macros, images, links and whatever else an archive holds are
left packed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import Path

from pcanalysis.store.reading.archive import (
    Archive,
    Attributes,
    elements,
    open_archive,
    read_part,
    texts,
)
from pcanalysis.store.reading.grid import Grid, shown
from pcanalysis.store.reading.header import is_total, names_columns
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.sheet import BUILTIN, TRUTH, Book, Sheet, kind_of_format

_OTHERS = {"word": "docx", "ppt": "pptx", "content.xml": "ods"}
_STYLES = ("numFmt", "xf", "cellStyleXfs", "cellXfs", "cellStyles", "dxf")


def workbook_grid(path: Path, dialect: Mapping[str, str], notes: Notes, kind: str = "") -> Grid:
    """Read the one sheet of an .xlsx or .xlsm file that holds a table: every row that holds any.

    ``sheet`` in ``dialect`` names it; without that, it is the only visible one that is not empty,
    or else the only one with the headers of a table of this ``kind``.
    """
    with open_archive(path, notes) as archive:
        book = _open_book(archive)
        notes.from_1904 = book.from_1904
        sheet = _choose(book, dialect.get("sheet"), kind, notes)
        for name in sorted(book.hidden - {dialect.get("sheet")}):
            notes.info("hidden_sheet_skipped", sheet=name)
        return sheet.grid(notes)


def _choose(book: Book, stated: str | None, kind: str, notes: Notes) -> Sheet:
    """Read the sheets that may count and return the one that does."""
    if stated is not None and stated not in book.sheets:
        notes.refuse("unknown_sheet", sheet=stated, sheets=", ".join(book.sheets))
    visible = [name for name in book.sheets if name not in book.hidden]
    found: dict[str, Sheet] = {}
    for name in visible if stated is None else [stated]:
        sheet = Sheet(book, book.sheets[name])
        read_part(sheet.part, sheet)
        if sheet.lines or stated:
            found[name] = sheet
    if not found:
        hidden = ", ".join(sorted(book.hidden))
        notes.refuse("only_hidden_sheets" if hidden else "empty_file", sheets=hidden)
    why = "stated" if stated else "the only visible sheet that holds anything"
    names = [*found]
    if kind and len(names) > 1:
        grids = {name: sheet.grid(Notes(notes.file)) for name, sheet in found.items()}
        names = [name for name, grid in grids.items() if names_columns(grid, kind)]
        why = "the only visible sheet with headers that are known"
    if len(names) != 1:
        notes.refuse("several_sheets", sheets=", ".join(found))
    for name in sorted(found.keys() - names):
        say = notes.warning if _holds_own_figures(grids[name]) else notes.info
        say("sheet_skipped", sheet=name)
    notes.evidence["sheet"] = f"{names[0]}: {why}"
    return found[names[0]]


def _holds_own_figures(grid: Grid) -> bool:
    """Whether a sheet holds numbers below another word than that for a total, as of a pivot."""
    shows = ([*map(shown, column.values)] for column in grid.columns)
    return any(
        any(cell[:1].isdigit() for cell in cells) and not any(map(is_total, cells))
        for cells in shows
    )


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Return what a part refers to inside the archive: id → kind, name of the part."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels".lstrip("/")
    found = elements(archive, listed, "Relationship") if listed in archive else []
    return {
        said.get("Id", ""): (
            said.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, said.get("Target", ""))).lstrip("/"),
        )
        for _, said in found
        if said.get("TargetMode") != "External"
    }


def _open_book(archive: Archive) -> Book:
    """Read what a workbook says about its sheets; refuse another kind of archive."""
    kinds = ["xlsb"] if "xl/workbook.bin" in archive else []
    kinds += [kind for folder, kind in _OTHERS.items() if folder in archive.folders]
    if kinds or not archive.folders & {"xl", "[content_types].xml"}:
        archive.notes.refuse("not_a_workbook", type=[*kinds, "zip"][0])
    top = dict(_relations(archive, "").values())
    part = top.get("officeDocument", "xl/workbook.xml")
    related = _relations(archive, part)
    by_kind, book = dict(related.values()), Book(archive)
    for element, said in elements(archive, part, "sheet", "workbookPr", "calcPr"):
        if element == "sheet":
            key = next((value for name, value in said.items() if name.endswith(":id")), "")
            kind, target = related.get(key, ("worksheet", ""))
            if kind == "worksheet":
                book.sheets[said.get("name", "")] = target
                if said.get("state", "visible") != "visible":
                    book.hidden.add(said.get("name", ""))
        elif element == "workbookPr":
            book.from_1904 = TRUTH.get(said.get("date1904", ""), False)
        else:
            book.stale = TRUTH.get(said.get("fullCalcOnLoad", ""), False)
    if "sharedStrings" in by_kind:
        book.texts = texts(archive, by_kind["sharedStrings"])
    listed = elements(archive, by_kind["styles"], *_STYLES) if "styles" in by_kind else []
    book.styles = _styles(listed) or ["number"]
    return book


def _styles(found: list[tuple[str, Attributes]]) -> list[str]:
    formats, kinds, inside = dict(BUILTIN), [], ""
    for element, attributes in found:
        if element == "numFmt" and inside != "dxf":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif element == "xf" and inside == "cellXfs":
            kinds.append(kind_of_format(formats.get(attributes.get("numFmtId", "0"), "")))
        elif element not in {"numFmt", "xf"}:
            inside = element
    return kinds
