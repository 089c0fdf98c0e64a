"""What a Parquet file holds, and whether that is what was written.

A flipped bit can make another value without any error. Checksums are verified where the writer left
them, and every column is held against its own statistics: smallest, largest and missing values.
"""

from __future__ import annotations

import decimal
import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from pcanalysis.store.reading.grid import MAX_COLUMNS, Cells, Grid
from pcanalysis.store.reading.notes import Notes

MAX_CELLS = 10_000_000  # rows × columns
MAX_BYTES = 1_000_000_000  # of all columns, decompressed
MAX_SMALL, MAX_MEAN = 20_000_000, 200  # bytes of any file, and for every cell beyond those
MAX_DISTINCT = 1_000_000  # cells of a column
MAX_CHUNKS = 20_000  # columns × row groups
_LIMITS = {"thrift_string_size_limit": 10_000_000, "thrift_container_size_limit": 100_000}
_FLAT = (
    "integer float32 float64 boolean string large_string binary "
    "date timestamp time duration decimal null"
)
MAX_EXACT = 32  # characters; a writer may cut a longer text in its statistics


def parquet_grid(path: Path, notes: Notes) -> Grid:
    """Read a flat Parquet file; the names of its columns make the first row.

    Refuses what is damaged (damaged_parquet), nested (invalid_structure) or too large. Whole floats
    and decimals become int, NaN and infinity text. Rows are numbered by record.
    """
    notes.lined = False
    try:
        table = _read(path, notes)
        columns = [
            _cells(name, table.column(i), notes) for i, name in enumerate(table.column_names)
        ]
    except (pa.ArrowException, OSError, ValueError, ArithmeticError, LookupError) as trouble:
        notes.refuse("damaged_parquet", detail=f"{trouble}".partition("\n")[0][:60])
    lines = np.arange(table.num_rows + 1, dtype=np.int32)
    return Grid(columns, lines, notes, typed=True).without_long_cells()


def _read(path: Path, notes: Notes) -> Any:
    """Read a file, one row group at a time so that each can be held against its statistics."""
    with parquet.ParquetFile(path, **_LIMITS) as file:
        metadata, schema = file.metadata, file.schema_arrow
    rows, columns, count = metadata.num_rows, metadata.num_columns, metadata.num_row_groups
    if columns > MAX_COLUMNS:
        notes.refuse("too_many_columns", found=columns, limit=MAX_COLUMNS)
    if rows * columns > MAX_CELLS:
        notes.refuse("too_many_rows", limit=MAX_CELLS // columns)
    size = sum(metadata.row_group(i).total_byte_size for i in range(min(count, MAX_CHUNKS)))
    most = min(MAX_BYTES, MAX_SMALL + MAX_MEAN * rows * columns)
    if size > most or count * columns > MAX_CHUNKS:
        notes.refuse("archive_too_large", detail=f"{size // 1_000_000} MB, {count} × {columns}")
    for field in schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if not any(getattr(pa.types, f"is_{name}")(kind) for name in _FLAT.split()):
            notes.refuse("invalid_structure", column=field.name, found=str(field.type))
    physical = [metadata.schema.column(i).physical_type for i in range(columns)]
    texts = [field.name for field in schema if not pa.types.is_primitive(field.type)]
    how = {"read_dictionary": texts, "page_checksum_verification": True, **_LIMITS}
    with parquet.ParquetFile(path, **how) as file:
        groups = [schema.empty_table()] if not count else []
        for number in range(count):
            groups.append(file.read_row_group(number, use_threads=False))
            groups[-1].validate(full=True)
            _check_statistics(groups[-1], metadata.row_group(number), physical, notes)
    table = pa.concat_tables(groups)
    if table.num_rows != rows:
        notes.refuse("damaged_parquet", detail=f"{table.num_rows} / {rows}")
    return table


def _check_statistics(table: Any, group: Any, physical: list[str], notes: Notes) -> None:
    """Refuse a row group that holds other values than its writer counted."""
    for i, name in enumerate(table.column_names):
        if group.column(i).physical_type != physical[i]:  # pyarrow ends the program on this
            notes.refuse("damaged_parquet", column=name, detail=group.column(i).physical_type)
        said, column = group.column(i).statistics, table.column(i).combine_chunks()
        wrong = said and said.has_null_count and said.null_count != column.null_count
        if pa.types.is_duration(column.type):  # counted in whole units
            column = column.cast(pa.int64())
        if said and said.has_min_max and not wrong:
            if pa.types.is_dictionary(column.type):
                column = column.dictionary.take(column.indices.unique().drop_null())
            found = pc.min_max(column).as_py()
            wrong = not _agrees(said.min, said.max, found["min"], found["max"])
        if wrong:
            notes.refuse("damaged_parquet", column=name, detail="statistics")


def _agrees(low: Any, high: Any, least: Any, most: Any) -> bool:
    """Whether statistics are those of the values found; those of long texts are bounds only."""
    if isinstance(low, str | bytes) and max(len(low), len(high)) >= MAX_EXACT:
        return least is not None and bool(low <= least and most <= high)
    return bool(low == least and high == most)


def _cells(name: str, column: Any, notes: Notes) -> Cells:
    if pa.types.is_null(column.type):
        column = column.cast(pa.string())
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    encoded = column.unify_dictionaries().combine_chunks()
    used = encoded.indices.unique().drop_null()
    if len(used) > MAX_DISTINCT:
        notes.refuse("archive_too_large", column=name, detail=f"> {MAX_DISTINCT} ×")
    distinct = encoded.dictionary.take(used)
    if pa.types.is_timestamp(distinct.type):
        distinct = distinct.cast(pa.timestamp("us", distinct.type.tz), safe=False)
    elif pa.types.is_duration(distinct.type):
        distinct = distinct.cast(pa.duration("us"), safe=False)
    elif pa.types.is_binary(distinct.type):
        distinct = distinct.cast(pa.string())
    narrow = pa.types.is_float32(distinct.type)  # 0.29 is kept as 0.28999999165534973
    found = [float(str(v)) for v in distinct.to_numpy()] if narrow else distinct.to_pylist()
    values = [name, *map(_cell, found), *[None] * (encoded.null_count > 0)]
    places = pc.index_in(encoded.indices, value_set=used).fill_null(len(used)).to_numpy()
    return Cells(values, np.concatenate([[0], places + 1]).astype(np.int32))


def _cell(value: Any) -> Any:
    """Return a value as a cell: a whole number as int, what is no number as text."""
    if not isinstance(value, float | decimal.Decimal):
        return value
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else str(value)
    return int(value) if value == int(value) else float(value)
