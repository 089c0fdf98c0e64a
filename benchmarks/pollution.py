"""Two clean tables, and every single thing that can be wrong with how a table is written.

The idea and the kinds are those of Pollock (Vitagliano et al., 2023): one table of 9 columns and 84
rows, and per file one pollution. Ours are a contact export as Dutch municipalities get it and a
general table with quoted texts; Pollock has neither decimal commas nor Dutch dates.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

Rows = list[list[str]]
ROWS = 84


@dataclass(frozen=True, slots=True, kw_only=True)
class Polluted:
    """One file: its bytes, and the header and records that it stands for."""

    kind: str
    name: str
    raw: bytes
    header: list[str]
    records: Rows


def clean_tables() -> dict[str, tuple[str, Rows]]:
    """Return each clean table, header first, and its delimiter."""
    names = ["datum", "tijd", "kanaal", "aantal", "afgehandeld", "gem_gesprekstijd"]
    contacts = [[*names, "gem_wachttijd", "servicelevel", "onderwerp"]]
    general = [["id", "name", "city", "opened", "amount", "share", "code", "status", "remark"]]
    for n in range(ROWS):
        day, hour, share = f"{1 + n // 6:02d}", 8 + n % 6, f"{70 + n % 30}"
        contacts.append(
            [
                *(f"{day}-02-2024", f"{hour:02d}:00", ("telefoon", "balie")[n % 2], f"{20 + n}"),
                *(f"{15 + n}", f"{200 + n}", f"{30 + n % 9}", f"{share},5", f"Café én zo {n % 7}"),
            ]
        )
        general.append(
            [
                *(f"{n + 1}", f"Jansen, {n}", f"Zoëtermeer {n % 5}", f"2024-03-{day}", f"{n}.25"),
                *(f"0.{share}", f"A-{n:03d}", ("open", "closed")[n % 2], f'said "{n}" twice'),
            ]
        )
    return {"contacts": (";", contacts), "general": (",", general)}


def written(rows: Rows, delimiter: str, *, end: str = "\n", **how: object) -> str:
    """Return rows as a delimited text."""
    out = io.StringIO()
    options: dict[str, object] = {"delimiter": delimiter, "lineterminator": end, **how}
    csv.writer(out, **options).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def polluted_files() -> Iterator[Polluted]:
    """Give every polluted file of both tables."""
    for table, (delimiter, rows) in clean_tables().items():
        text = written(rows, delimiter)
        found = [*_files(rows, delimiter, text), *_rows(text.splitlines(), delimiter)]
        for kind, name, raw in found:
            header, records = rows[0], rows[1:]
            if name == "empty":
                header, records = [], []
            elif name == "header only":
                records = []
            elif name == "no header":
                header = []
            yield Polluted(
                kind=kind, name=f"{table}: {name}", raw=raw, header=header, records=records
            )


def _files(rows: Rows, delimiter: str, text: str) -> Iterator[tuple[str, str, bytes]]:
    """Give what concerns the file as a whole: kind, name, bytes."""
    for mark in (",", ";", "\t", "|", " ", ":", "^"):
        yield "delimiter", repr(mark), written(rows, mark).encode()
    yield "delimiter", "delimiter and space", text.replace(delimiter, f"{delimiter} ").encode()
    yield "quotes", "all", written(rows, delimiter, quoting=csv.QUOTE_ALL).encode()
    yield "quotes", "single", written(rows, delimiter, quotechar="'").encode()
    everywhere = written(rows, delimiter, quotechar="'", quoting=csv.QUOTE_ALL)
    yield "quotes", "single, all", everywhere.encode()
    escaped = written(rows, delimiter, doublequote=False, escapechar="\\")
    yield "quotes", "escaped by a backslash", escaped.encode()
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp850"):
        yield "encoding", encoding, text.encode(encoding)
    for name, end in {"CRLF": "\r\n", "CR": "\r"}.items():
        yield "line ends", name, written(rows, delimiter, end=end).encode()
    yield "line ends", "none at the end", text.rstrip("\n").encode()
    yield "line ends", "five at the end", (text + "\n" * 5).encode()
    yield "line ends", "mixed", text.replace("\n", "\r\n", 40).encode()
    yield "line ends", "empty line after each", text.replace("\n", "\n\n").encode()
    title = ["Export of contacts", "Made on 1 March 2024", "Department: Services", "All", "Page 1"]
    for lines in (1, 2, 3, 5):
        above = "\n".join(title[:lines])
        yield "preamble", f"{lines} lines", f"{above}\n{text}".encode()
        yield "preamble", f"{lines} lines and an empty one", f"{above}\n\n{text}".encode()
        wide = "".join(line + delimiter * 8 + "\n" for line in title[:lines])
        yield "preamble", f"{lines} lines as wide as the table", (wide + text).encode()
        yield "footer", f"{lines} lines", f"{text}{above}\n".encode()
        yield "footer", f"{lines} lines after an empty one", f"{text}\n{above}\n".encode()
    body = text.partition("\n")[2]
    yield "header", "no header", body.encode()
    yield "header", "header only", (text.partition("\n")[0] + "\n").encode()
    yield "header", "empty", b""
    group = delimiter.join(["when", "", "what", "", "", "how", "", "", ""])
    yield "header", "group row above", f"{group}\n{text}".encode()
    yield "header", "two group rows above", f"{group}\n{group}\n{text}".encode()
    yield "header", "quoted", (delimiter.join(f'"{c}"' for c in rows[0]) + f"\n{body}").encode()
    yield "header", "one name too few", (delimiter.join(rows[0][:-1]) + f"\n{body}").encode()
    yield "header", "one name too many", (delimiter.join([*rows[0], "x"]) + f"\n{body}").encode()
    lines = text.splitlines()
    again = [*lines[: ROWS // 2], lines[0], *lines[ROWS // 2 :]]
    yield "header", "repeated half way", "\n".join(again).encode()


def _rows(lines: list[str], delimiter: str) -> Iterator[tuple[str, str, bytes]]:
    """Give what concerns a single row: kind, name, bytes."""

    def with_row(number: int, row: str) -> bytes:
        return ("\n".join([*lines[:number], row, *lines[number + 1 :]]) + "\n").encode()

    for number in range(1, ROWS + 1):
        line = lines[number]
        first, _, rest = line.partition(delimiter)
        yield "missing separator", f"row {number}", with_row(number, f"{first}{rest}")
        yield "extra separator", f"row {number}", with_row(number, f"{line}{delimiter}")
        inside = f"{first}{delimiter}{delimiter}{rest}"
        yield "extra separator inside", f"row {number}", with_row(number, inside)
        if number % 4 == 1:
            yield (
                "row",
                f"stray quote in row {number}",
                with_row(number, f'{line[:-2]}"{line[-2:]}'),
            )
            yield "row", f"opening quote in row {number}", with_row(number, f'"{line}')
            other = line.replace(delimiter, "|")
            yield "row", f"other delimiter in row {number}", with_row(number, other)
            yield "row", f"empty line before row {number}", with_row(number, f"\n{line}")
            cut = delimiter.join(line.split(delimiter)[:5])
            yield "row", f"row {number} cut off", with_row(number, cut)
