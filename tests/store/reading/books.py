"""Workbooks made by hand, part by part: what a spreadsheet program would not write, or not soon."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FORMATS = (0, 14, 9, 20, 22, 46)  # of cell style 0 to 5: number, date, %, time, both, stretch
NUMBER, DATE, PERCENT, TIME, MOMENT, STRETCH = range(6)


def cell(reference: str, value: object, style: int = 0) -> str:
    """A cell with a number, or with a text inside it."""
    at = f' r="{reference}"' if reference else ""
    if isinstance(value, str):
        return f'<c{at} t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c{at} s="{style}"><v>{value}</v></c>'


def sheet(*rows: str, after: str = "") -> str:
    """A sheet of rows that are already written."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData>{after}</worksheet>'


def row(number: int, *cells: object) -> str:
    """A row of values from column A on."""
    made = [cell(f"{chr(65 + i)}{number}", v) for i, v in enumerate(cells) if v is not None]
    return f'<row r="{number}">{"".join(made)}</row>'


def parts(
    sheets: Mapping[str, str], *, hidden: tuple[str, ...] = (), about: str = "", strings: str = ""
) -> dict[str, str]:
    """The parts of a workbook: sheets by name, shared strings, and what the book says of itself."""
    listed, relations = "", ""
    made: dict[str, str] = {}
    for i, (name, content) in enumerate(sheets.items()):
        state = ' state="hidden"' if name in hidden else ""
        listed += f'<sheet name="{name}" sheetId="{i + 1}"{state} r:id="r{i}"/>'
        relations += (
            f'<Relationship Id="r{i}" Type="{REL}/worksheet" Target="worksheets/s{i}.xml"/>'
        )
        made[f"xl/worksheets/s{i}.xml"] = content
    relations += f'<Relationship Id="st" Type="{REL}/styles" Target="/xl/styles.xml"/>'
    if strings:
        relations += f'<Relationship Id="ss" Type="{REL}/sharedStrings" Target="texts.xml"/>'
        made["xl/texts.xml"] = f"<sst>{strings}</sst>"
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{REL}">{about}<sheets>{listed}</sheets></workbook>'
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in FORMATS)
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="a" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
        "xl/styles.xml": f'<styleSheet><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>',
        **made,
    }


def write(
    path: Path, content: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED
) -> Path:
    """Write the parts to one archive."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return path
