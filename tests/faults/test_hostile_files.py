"""Files made to fill the memory or the day cost at most five seconds and 300 MB.

Every file is checked by a program of its own. Measured are the processor time of that whole
program, start included, and the most memory it ever held (``VmHWM``, its peak resident set,
libraries included) above what the same program holds at most for a table of one row.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.store.reading import books

MAX_SECONDS, MAX_MEMORY_MB = 5.0, 300.0
_PROGRAM = """
import json, resource, sys
from pathlib import Path
from pcanalysis.cli.check import facts_of
from pcanalysis.store.reading.delivery import read_delivery
answer = facts_of(read_delivery([Path(sys.argv[1])], sys.argv[2]), "nl")
used = resource.getrusage(resource.RUSAGE_SELF)
said = [answer["outcome"], answer["rows_kept"], [m["code"] for m in answer["messages"]][:5]]
peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(json.dumps([used.ru_utime + used.ru_stime, int(peak[0]) / 1024, *said]))
"""
HEADER = b"datum;kanaal;aantal\n"
GOOD = b"01-02-2024;balie;7\n"


def _bomb(path: Path, part: str, begin: bytes, piece: bytes, times: int, end: bytes) -> None:
    """Write a workbook of which one part is the same piece over and over."""
    content = books.parts({"Blad1": books.sheet(books.row(1, "datum", "kanaal", "aantal"))})
    books.write(path, {name: text for name, text in content.items() if name != part})
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(part, "w", force_zip64=True) as out,
    ):
        out.write(begin)
        block = piece * 1000
        for _ in range(times // 1000):
            out.write(block)
        out.write(end)


SHEET = b'<worksheet xmlns="%s"><sheetData>' % books.MAIN.encode()
CLOSE = b"</sheetData></worksheet>"


def zip_bomb(path: Path) -> None:
    """One gigabyte of nothing in a part of a workbook."""
    _bomb(path, "xl/worksheets/s0.xml", SHEET, b" " * 1000, 1_000_000, CLOSE)


def sheet_bomb(path: Path) -> None:
    """A sheet of twelve million cells."""
    _bomb(path, "xl/worksheets/s0.xml", SHEET, b"<row><c><v>1</v></c></row>", 12_000_000, CLOSE)


def empty_rows(path: Path) -> None:
    """Three million rows without a cell, behind a good one."""
    good = books.row(1, "datum", "kanaal", "aantal") + books.row(2, "01-02-2024", "balie", 7)
    _bomb(path, "xl/worksheets/s0.xml", SHEET + good.encode(), b"<row/>", 3_000_000, CLOSE)


def texts_bomb(path: Path) -> None:
    """Ten million shared texts."""
    _bomb(path, "xl/sharedStrings.xml", b"<sst>", b"<si><t>a</t></si>", 10_000_000, b"</sst>")


def corner_cell(path: Path) -> None:
    """A cell in the last column of the last row of a sheet."""
    far = f'<row r="1048576">{books.cell("XFD1048576", 1)}</row>'
    rows = [books.row(1, "datum", "kanaal", "aantal"), books.row(2, "01-02-2024", "balie", 7), far]
    books.write(path, books.parts({"Blad1": books.sheet(*rows)}))


def everything_merged(path: Path) -> None:
    """One range of merged cells that covers the whole sheet."""
    rows = [books.row(1, "datum", "kanaal", "aantal"), books.row(2, "01-02-2024", "balie", 7)]
    after = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    books.write(path, books.parts({"Blad1": books.sheet(*rows, after=after)}))


def entity_bomb(path: Path) -> None:
    """Ten entities of ten entities, ten deep."""
    lines = ['<!ENTITY e0 "ha">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 11)]
    text = f"<!DOCTYPE x [{''.join(lines)}]>" + books.sheet(books.row(1, "&e10;"))
    books.write(path, books.parts({"Blad1": text}))


def quadratic_entity(path: Path) -> None:
    """One long entity, used very often."""
    text = f'<!DOCTYPE x [<!ENTITY e "{"a" * 100_000}">]>' + books.sheet(books.row(1, "&e;" * 9000))
    books.write(path, books.parts({"Blad1": text}))


def many_parts(path: Path) -> None:
    """A workbook with fifty thousand parts."""
    content = books.parts({"Blad1": books.sheet(books.row(1, "datum"))})
    books.write(path, content | {f"xl/media/{n}.png": "" for n in range(50_000)})


def deep_json(path: Path) -> None:
    """A million brackets."""
    path.write_bytes(b"[" * 1_000_000)


def deep_object(path: Path) -> None:
    """A hundred thousand objects, each in the other."""
    path.write_bytes(b'[{"a":' * 100_000 + b"1" + b"}]" * 100_000)


def long_number(path: Path) -> None:
    """A number of five million digits."""
    path.write_bytes(
        b'[{"datum":"01-02-2024","kanaal":"balie","aantal":' + b"9" * 5_000_000 + b"}]"
    )


def empty_lines(path: Path) -> None:
    """Three million empty lines behind a table."""
    path.write_bytes(HEADER + GOOD + b"\n" * 3_000_000)


def empty_cells(path: Path) -> None:
    """Three million rows of separators behind a table."""
    path.write_bytes(HEADER + GOOD + b";;\n" * 3_000_000)


def huge_field(path: Path) -> None:
    """A cell of fifty megabytes."""
    path.write_bytes(HEADER + b"01-02-2024;" + b"a" * 50_000_000 + b";7\n")


def unclosed_quote(path: Path) -> None:
    """A quotation mark that is never closed, before twenty megabytes."""
    path.write_bytes(HEADER + b'01-02-2024;"balie;7\n' + GOOD * 1_000_000)


def many_columns(path: Path) -> None:
    """A line of five million cells."""
    path.write_bytes(HEADER + b";" * 5_000_000 + b"\n")


def quotes_only(path: Path) -> None:
    """Twenty megabytes of quotation marks."""
    path.write_bytes(HEADER + b'"' * 20_000_001)


def ever_other_errors(path: Path) -> None:
    """Three hundred thousand rows, each with another cell that is no number."""
    rows = (f"01-02-2024;balie;x{n}\n" for n in range(300_000))
    path.write_bytes(HEADER + "".join(rows).encode())


def ever_other_width(path: Path) -> None:
    """Rows that are ever longer and shorter."""
    path.write_bytes(
        HEADER + GOOD * 200 + b"".join(b";" * (n % 90) + b"a\n" for n in range(400_000))
    )


def lying_parquet(path: Path) -> None:
    """A Parquet file that says its footer is two gigabytes long."""
    pd.DataFrame({"datum": ["01-02-2024"], "kanaal": ["balie"], "aantal": [7]}).to_parquet(path)
    raw = path.read_bytes()
    path.write_bytes(raw[:-8] + struct.pack("<i", 2**31 - 1) + b"PAR1")


def parquet_bomb(path: Path) -> None:
    """Two hundred million equal rows in a small Parquet file."""
    zeros = np.zeros(5_000_000)
    frame = pd.DataFrame({f"c{n}": zeros for n in range(8)})
    frame.to_parquet(path, compression="zstd")


def spaces_in_a_number(path: Path) -> None:
    """A number and a word with thirty thousand spaces between them, forty times."""
    row = b"01-02-2024;1" + b" " * 30_000 + b"x;7\n"
    path.write_bytes(HEADER + row * 40)


def nul_bytes(path: Path) -> None:
    """Fifty megabytes of NUL behind a header."""
    path.write_bytes(HEADER + b"\0" * 50_000_000)


HOSTILE: dict[str, tuple[Callable[[Path], None], str]] = {
    make.__name__: (make, suffix)
    for suffix, makers in {
        ".xlsx": (
            *(zip_bomb, sheet_bomb, empty_rows, texts_bomb, corner_cell, everything_merged),
            *(entity_bomb, quadratic_entity, many_parts),
        ),
        ".json": (deep_json, deep_object, long_number),
        ".csv": (
            *(empty_lines, empty_cells, huge_field, unclosed_quote, many_columns, quotes_only),
            *(ever_other_errors, ever_other_width, nul_bytes, spaces_in_a_number),
        ),
        ".parquet": (lying_parquet, parquet_bomb),
    }.items()
    for make in makers
}


@pytest.fixture(scope="module")
def ordinary_mb(tmp_path_factory: pytest.TempPathFactory, root: Path) -> float:
    path = tmp_path_factory.mktemp("ordinary") / "a.csv"
    path.write_bytes(HEADER + GOOD)
    return measure(path, "kcc", root)[1]


def measure(path: Path, kind: str, root: Path) -> list[Any]:
    """Return seconds, megabytes, outcome, rows and messages of a program that checks one file."""
    command = [sys.executable, "-c", _PROGRAM, str(path), kind]
    ended = subprocess.run(command, check=True, cwd=root, capture_output=True, text=True)
    found: list[Any] = json.loads(ended.stdout)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little_time_and_memory(
    tmp_path: Path, root: Path, ordinary_mb: float, name: str
) -> None:
    make, suffix = HOSTILE[name]
    path = tmp_path / f"{name}{suffix}"
    make(path)

    seconds, peak_mb, *said = measure(path, "kcc", root)

    print(f"{name}: {seconds:.1f} s, {peak_mb - ordinary_mb:.0f} MB more, {said}")
    assert seconds <= MAX_SECONDS
    assert peak_mb - ordinary_mb <= MAX_MEMORY_MB
