"""Any table of contacts, written in any dialect, comes back as it was; or not without a word."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcanalysis.store.reading.delivery import Delivery, read_delivery

CHANNELS = ("telefoon", "balie", "e-mail", "webformulier", "chat", "whatsapp", "post", "melding")
SPELLINGS = {
    "telefoon": ("telefoon", "Telefoon", "TEL.", "Phone", "inbound voice"),
    "balie": ("balie", "Baliebezoek", "desk"),
    "e-mail": ("e-mail", "E-mail", "Mail"),
}
HEADERS = {
    "datum": ("datum", "Datum", "DATE", "Dag", " datum "),
    "tijd": ("tijd", "Tijd", "Interval", "Begintijd"),
    "kanaal": ("kanaal", "Kanaal", "Channel", "Media type"),
    "aantal": ("aantal", "Aantal", "Aangeboden", "Offered", "Aantal contacten"),
    "afgehandeld": ("afgehandeld", "Handled", "Beantwoord"),
    "gem_wachttijd": ("gem_wachttijd", "Gem. wachttijd (s)", "ASA"),
}
FORMATS = ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y%m%d", "%d %b %Y", "%m/%d/%Y")
DUTCH = "- jan feb mrt apr mei jun jul aug sep okt nov dec"  # by number

Row = dict[str, Any]


@dataclass(frozen=True)
class Dialect:
    """How a table is written."""

    delimiter: str = ";"
    encoding: str = "utf-8"
    line_end: str = "\n"
    quoting: int = csv.QUOTE_MINIMAL
    decimal: str = ","
    thousands: str = ""
    date: str = "%d-%m-%Y"
    headers: int = 0  # which spelling
    preamble: Sequence[str] = ()
    totals: bool = False
    pad: str = ""
    last_end: bool = True


def day_text(day: date, form: str) -> str:
    """Write a day; months by their Dutch name."""
    return day.strftime(form.replace("%b", DUTCH.split(" ")[day.month]))


def count_text(count: float | None, dialect: Dialect) -> str:
    """Write a whole number, or nothing."""
    return "" if count is None else f"{int(count):,}".replace(",", dialect.thousands)


def cell(name: str, value: Any, dialect: Dialect) -> str:
    """Write one cell."""
    if name == "datum":
        return day_text(value, dialect.date)
    if name == "tijd":
        return f"{value // 60:02}:{value % 60:02}"
    if name == "kanaal":
        spellings = SPELLINGS.get(value, (value,))
        return spellings[dialect.headers % len(spellings)]
    if value is None:
        return ""
    if name == "gem_wachttijd":
        return f"{value:.1f}".replace(".", dialect.decimal)
    return count_text(value, dialect)


def written(rows: Sequence[Row], names: Sequence[str], dialect: Dialect) -> bytes:
    """Write a long table."""
    table = [[HEADERS[n][dialect.headers % len(HEADERS[n])] for n in names]]
    table += [[cell(n, row[n], dialect) for n in names] for row in rows]
    if dialect.totals:
        total = [
            count_text(sum(row[n] or 0 for row in rows), dialect) if n == "aantal" else ""
            for n in names
        ]
        total[0] = "Totaal"
        table.append(total)
    return as_bytes(table, dialect)


def as_bytes(table: Sequence[Sequence[str]], dialect: Dialect) -> bytes:
    """Write cells as a text file."""
    out = io.StringIO()
    for line in dialect.preamble:
        out.write(line + dialect.line_end)
    writer = csv.writer(
        out,
        delimiter=dialect.delimiter,
        lineterminator=dialect.line_end,
        quoting=dialect.quoting,  # type: ignore[arg-type]
    )
    writer.writerows(
        [[dialect.pad + text + dialect.pad if text else text for text in row] for row in table]
    )
    text = out.getvalue()
    if not dialect.last_end:
        text = text.removesuffix(dialect.line_end)
    return text.encode(dialect.encoding)


def said(delivery: Delivery) -> set[str]:
    """Return severity and code of what was said."""
    return {f"{m.severity} {m.code}" for m in delivery.messages}


def found(delivery: Delivery, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows that were read, ordered, NaN as None."""
    rows = delivery.rows.to_dict("records")
    return sorted((tuple(_plain(row[name]) for name in names) for row in rows), key=repr)


def meant(rows: Sequence[Row], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows that were written, ordered."""
    return sorted((tuple(_plain(row.get(name)) for name in names) for row in rows), key=repr)


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(value, int | float):
        return None if value != value else float(value)  # noqa: PLR0124 - NaN
    return value


@st.composite
def tables(draw: Any, *, timed: bool | None = None) -> tuple[list[Row], list[str]]:
    """Give rows of a legal table, oldest first, and its columns."""
    timed = draw(st.booleans()) if timed is None else timed
    first = draw(st.dates(date(2015, 1, 1), date(2024, 12, 1)))
    channels = draw(st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=3, unique=True))
    steps = draw(st.integers(1, 25))
    most = draw(st.sampled_from([9, 999, 1_500, 250_000]))
    names = ["datum", *(["tijd"] if timed else []), "kanaal", "aantal"]
    names += draw(st.sampled_from([[], ["afgehandeld"], ["afgehandeld", "gem_wachttijd"]]))
    rows = []
    for step in range(steps):
        minutes = 8 * 60 + 15 * (step % 36)
        day = first + timedelta(days=step // 36 if timed else step)
        for channel in channels:
            count = draw(st.integers(0, most))
            rows.append(
                {
                    "datum": day,
                    "tijd": minutes if timed else -1,
                    "kanaal": channel,
                    "aantal": draw(st.sampled_from([count] * 9 + [None])),
                    "afgehandeld": draw(st.integers(0, count)),
                    "gem_wachttijd": draw(st.integers(0, 20_000)) / 10,
                }
            )
            if rows[-1]["aantal"] is None:
                rows[-1]["afgehandeld"] = None
    return rows, draw(st.permutations(names))


@st.composite
def dialects(draw: Any) -> Dialect:
    """Give a way of writing that does not contradict itself."""
    delimiter = draw(st.sampled_from(";,\t|"))
    decimal = draw(st.sampled_from(",."))
    return Dialect(
        delimiter=delimiter,
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])),
        line_end=draw(st.sampled_from(["\n", "\r\n", "\r"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        decimal=decimal,
        thousands=draw(st.sampled_from(["", "", {",": ".", ".": ","}[decimal], " "])),
        date=draw(st.sampled_from(FORMATS)),
        headers=draw(st.integers(0, 4)),
        preamble=draw(
            st.sampled_from([(), ("Rapportage KCC",), ("Rapportage KCC", "", "Gemeente Voorbeeld")])
        ),
        totals=draw(st.booleans()),
        pad=draw(st.sampled_from(["", "", " "])),
        last_end=draw(st.booleans()),
    )


def read(path: Path, raw: bytes, **options: Any) -> Delivery:
    """Write a file and read it."""
    path.write_bytes(raw)
    return read_delivery([path], "kcc", **options)


@pytest.fixture(scope="module")
def place(tmp_path_factory: Any) -> Path:
    """Give a path for the file of each example."""
    return Path(tmp_path_factory.mktemp("kcc")) / "kcc.csv"


@settings(max_examples=150)
@given(table=tables(), dialect=dialects())
def test_a_long_table_comes_back_whatever_its_dialect(
    place: Path, table: tuple[list[Row], list[str]], dialect: Dialect
) -> None:
    rows, names = table
    delivery = read(place, written(rows, names, dialect))

    doubts = {"warning ambiguous_date", "error invalid_date", "error mixed_periods"}
    unproven = dialect.date == "%m/%d/%Y" and max(row["datum"].day for row in rows) < 13
    if unproven and said(delivery) & doubts:  # read day first, and said so
        return
    assert delivery.outcome in {"accept", "warn"}, said(delivery)
    assert found(delivery, names) == meant(rows, names), said(delivery)


@settings(max_examples=100)
@given(table=tables(timed=False), dialect=dialects(), total=st.booleans())
def test_a_table_with_a_column_per_channel_comes_back(
    place: Path, table: tuple[list[Row], list[str]], dialect: Dialect, total: bool
) -> None:
    rows = table[0]
    days, channels = (
        list(dict.fromkeys(row[name] for row in rows)) for name in ("datum", "kanaal")
    )
    dialect = replace(dialect, date="%d-%m-%Y")
    cells = {(row["datum"], row["kanaal"]): row["aantal"] for row in rows}
    head = ["Datum", *(cell("kanaal", channel, dialect) for channel in channels)]
    lines = [
        [cell("datum", day, dialect), *(count_text(cells[day, c], dialect) for c in channels)]
        for day in days
    ]
    if total:
        head.append("Totaal")
        for day, line in zip(days, lines, strict=True):
            line.append(count_text(sum(cells[day, c] or 0 for c in channels), dialect))
    delivery = read(place, as_bytes([head, *lines], dialect))

    if len(channels) == 1 and delivery.outcome == "reject":
        assert said(delivery) == {"error missing_column"}
        return
    assert delivery.outcome in {"accept", "warn"}, said(delivery)
    names = ("datum", "kanaal", "aantal")
    assert found(delivery, names) == meant(rows, names), said(delivery)


@settings(max_examples=100)
@given(table=tables(timed=False), dialect=dialects())
def test_a_table_with_a_column_per_day_comes_back(
    place: Path, table: tuple[list[Row], list[str]], dialect: Dialect
) -> None:
    rows = table[0]
    days, channels = (
        list(dict.fromkeys(row[name] for row in rows)) for name in ("datum", "kanaal")
    )
    dialect = replace(dialect, date="%d-%m-%Y")
    cells = {(row["datum"], row["kanaal"]): row["aantal"] for row in rows}
    head = ["Kanaal", *(cell("datum", day, dialect) for day in days)]
    lines = [
        [cell("kanaal", c, dialect), *(count_text(cells[day, c], dialect) for day in days)]
        for c in channels
    ]
    delivery = read(place, as_bytes([head, *lines], dialect))

    assert delivery.outcome in {"accept", "warn"}, said(delivery)
    names = ("datum", "kanaal", "aantal")
    assert found(delivery, names) == meant(rows, names), said(delivery)


def as_workbook(path: Path, rows: Sequence[Row], names: Sequence[str]) -> Path:
    """Write a long table as a spreadsheet program would, with typed dates and times."""
    book = openpyxl.Workbook()
    book.active.append([HEADERS[name][0] for name in names])
    for row in rows:
        typed = {**row, "tijd": time(max(row["tijd"], 0) // 60, max(row["tijd"], 0) % 60)}
        book.active.append([typed[name] for name in names])
    book.save(path)
    return path


def as_parquet(path: Path, rows: Sequence[Row], names: Sequence[str]) -> Path:
    """Write a long table with typed columns."""
    typed = [{**row, "tijd": cell("tijd", max(row["tijd"], 0), Dialect())} for row in rows]
    pq.write_table(pa.table({name: [row[name] for row in typed] for name in names}), path)
    return path


def as_json(path: Path, rows: Sequence[Row], names: Sequence[str]) -> Path:
    """Write a list of rows."""
    texts = [
        {
            **row,
            "datum": row["datum"].isoformat(),
            "tijd": cell("tijd", max(row["tijd"], 0), Dialect()),
        }
        for row in rows
    ]
    path.write_text(json.dumps([{name: row[name] for name in names} for row in texts]))
    return path


@settings(max_examples=60)
@given(table=tables())
def test_a_workbook_a_parquet_file_and_json_say_what_the_text_file_says(
    place: Path, table: tuple[list[Row], list[str]]
) -> None:
    rows, names = table
    for write, suffix in ((as_workbook, ".xlsx"), (as_parquet, ".parquet"), (as_json, ".json")):
        delivery = read_delivery([write(place.with_suffix(suffix), rows, names)], "kcc")

        assert delivery.outcome in {"accept", "warn"}, said(delivery)
        assert found(delivery, names) == meant(rows, names), (suffix, said(delivery))


@settings(max_examples=80)
@given(
    table=tables(),
    dialect=dialects(),
    junk=st.sampled_from(
        ["x", "?", "1;2", "-3", "2,5", "1e9", "#REF!", "n.v.t.", " ", "1.2.3", "0x1f"]
    ),
    data=st.data(),
)
def test_one_spoiled_cell_costs_its_row_or_is_told_and_changes_no_other(
    place: Path, table: tuple[list[Row], list[str]], dialect: Dialect, junk: str, data: Any
) -> None:
    rows, names = table
    dialect = replace(dialect, date="%d-%m-%Y", totals=False)
    at = data.draw(st.integers(0, len(rows) - 1))
    texts = [[HEADERS[n][dialect.headers % len(HEADERS[n])] for n in names]]
    texts += [[cell(n, row[n], dialect) for n in names] for row in rows]
    texts[at + 1][names.index("aantal")] = junk
    delivery = read(place, as_bytes(texts, dialect))
    if delivery.outcome == "reject":
        return
    others = meant([*rows[:at], *rows[at + 1 :]], names)
    rest = Counter(found(delivery, names)) - Counter(others)
    assert not Counter(others) - Counter(found(delivery, names)), said(delivery)
    own = {tuple(_plain(rows[at][name]) for name in names if name != "aantal")}
    kept = {tuple(v for n, v in zip(names, row, strict=True) if n != "aantal") for row in rest}
    assert kept <= own
    values = {row[names.index("aantal")] for row in rest}
    assert values <= {None, 1e9, *(123.0,) * (junk == "1.2.3")}
    assert values or delivery.outcome == "partial"
