"""Which sheet of a workbook holds the table, and what its cells are.

Only the parts that say so are read; macros, images, links and whatever else an archive holds are
left packed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import Path

from pcanalysis.store.reading.archive import Archive, open_archive
from pcanalysis.store.reading.grid import Grid
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.number_format import BUILTIN, kind_of_format
from pcanalysis.store.reading.sheet import YES, Book, Sheet
from pcanalysis.store.reading.sheet_text import SharedTexts
from pcanalysis.store.reading.xml_part import Attributes, elements, read_part

_OTHERS = {"word": "docx", "ppt": "pptx", "content.xml": "ods"}
_STYLES = ("numFmt", "xf", "cellStyleXfs", "cellXfs", "cellStyles", "dxf")


def workbook_grid(path: Path, dialect: Mapping[str, str], notes: Notes) -> Grid:
    """Read the one sheet of an .xlsx or .xlsm file that holds a table.

    Parameters
    ----------
    dialect
        ``sheet`` names the sheet to read; without it, the only visible one that is not empty.

    Returns
    -------
    Grid
        Typed cells of every row that holds any; ``lines`` are the rows of the sheet.
    """
    with open_archive(path, notes) as archive:
        book = _open_book(archive)
        sheet = _choose(book, dialect.get("sheet"), notes)
        for name in sorted(book.hidden - {dialect.get("sheet")}):
            notes.info("hidden_sheet_skipped", sheet=name)
        return sheet.grid()


def _choose(book: Book, stated: str | None, notes: Notes) -> Sheet:
    """Read the sheets that may count and return the one that does."""
    if stated is not None:
        if stated not in book.sheets:
            notes.refuse("unknown_sheet", sheet=stated, sheets=", ".join(book.sheets))
        notes.evidence["sheet"] = f"{stated}: stated on the card"
        return _read(book, stated)
    names: list[str] = []
    for name in book.sheets:
        if name not in book.hidden and (sheet := _read(book, name)).lines:
            names.append(name)
            only = sheet
    if not names:
        notes.refuse("empty_file")
    if len(names) > 1:
        notes.refuse("several_sheets", sheets=", ".join(names))
    notes.evidence["sheet"] = f"{names[0]}: the only visible sheet that holds anything"
    return only


def _read(book: Book, name: str) -> Sheet:
    """Read one sheet."""
    sheet = Sheet(book, book.sheets[name])
    read_part(book.archive, sheet.part, sheet)
    return sheet


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
    """Read what a workbook says about its sheets."""
    _refuse_others(archive)
    top = dict(_relations(archive, "").values())
    part = top.get("officeDocument", "xl/workbook.xml")
    related = _relations(archive, part)
    by_kind = dict(related.values())
    book = Book(archive)
    for element, said in elements(archive, part, "sheet", "workbookPr", "calcPr"):
        if element == "sheet":
            key = next((value for name, value in said.items() if name.endswith(":id")), "")
            kind, target = related.get(key, ("worksheet", ""))
            if kind == "worksheet":
                book.sheets[said.get("name", "")] = target
                if said.get("state", "visible") != "visible":
                    book.hidden.add(said.get("name", ""))
        elif element == "workbookPr":
            book.from_1904 = said.get("date1904") in YES
        else:
            book.stale = said.get("fullCalcOnLoad") in YES
    if "sharedStrings" in by_kind:
        shared = SharedTexts(archive)
        read_part(archive, by_kind["sharedStrings"], shared)
        book.texts = shared.found
    if "styles" in by_kind:
        book.styles = _styles(elements(archive, by_kind["styles"], *_STYLES))
    return book


def _styles(found: list[tuple[str, Attributes]]) -> list[str]:
    """Return which kind of number each cell style shows."""
    formats, kinds, inside = dict(BUILTIN), [], ""
    for element, attributes in found:
        if element == "numFmt" and inside != "dxf":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif element == "xf" and inside == "cellXfs":
            kinds.append(kind_of_format(formats.get(attributes.get("numFmtId", "0"), "")))
        elif element not in {"numFmt", "xf"}:
            inside = element
    return kinds


def _refuse_others(archive: Archive) -> None:
    """Refuse an archive that is something else than a workbook we read."""
    folders = archive.folders()
    other = next((kind for folder, kind in _OTHERS.items() if folder in folders), "zip")
    if "xl/workbook.bin" in archive:
        archive.notes.refuse("not_a_workbook", type="xlsb")
    if other != "zip" or not folders & {"xl", "[content_types].xml"}:
        archive.notes.refuse("not_a_workbook", type=other)
