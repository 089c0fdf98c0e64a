"""What a table of service norms says: how many cases met the norm, of how many, per period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from pcanalysis.store.reading.body import take_body
from pcanalysis.store.reading.codes import read_codes
from pcanalysis.store.reading.grid import Grid, Mask, shown
from pcanalysis.store.reading.header import find_header, require
from pcanalysis.store.reading.layout import clean, columns_of, other_columns
from pcanalysis.store.reading.numbers import missing_reason, read_numbers
from pcanalysis.store.reading.reading import Reading, missing_keys
from pcanalysis.store.reading.repeats import leave_out_repeats
from pcanalysis.store.reading.years import read_years, warn_of_future

COUNTS = ("teller", "noemer")


def read_norm_table(
    grid: Grid, dialect: Mapping[str, str], *, small: int = 10, today: date | None = None
) -> Reading:
    """Read one table of norms.

    Parameters
    ----------
    grid
        The table as it stands in the file.
    dialect
        What the card states.
    small
        With fewer cases than this a share is not published; it is warned of.
    today
        A figure about a period that begins after it is warned of; None asks nothing.

    Returns
    -------
    Reading
        ``rows``: code, periode (label), teller (cases within the norm) and noemer (all cases), NaN
        = missing with ``reason``, both as ``printed``, and ``line``, oldest first.

    Raises
    ------
    DataRefused
        If the structure of the file is in doubt.
    """
    header = find_header(grid, "norm")
    require(header, ["code", "periode", *COUNTS], grid.notes)
    named = header.named()
    body = take_body(grid, header, values=[named[name] for name in COUNTS], totals=True)
    columns = columns_of(body, header, [], label="", measures=())
    others, shown_heads = other_columns(body, header, 1)
    codes, wrong = read_codes(columns["code"])
    periods, bad = read_years(columns["periode"], periods=True)
    codes = [code or "" for code in codes]
    frame = pd.DataFrame({"line": body.lines, "code": columns["code"].cells.spread(codes, object)})
    frame["periode"] = columns["periode"].cells.spread(periods, object)
    wrong |= bad
    for column in others:
        cleaned, bad = clean(column)
        frame[column.name] = cleaned.cells.spread(cleaned.cells.values, object)
        wrong |= bad
    for name in ("code", "periode"):
        wrong |= missing_keys(columns[name], (frame[name] == "").to_numpy(), wrong)
    printed, frame["reason"] = [], ""
    for name in COUNTS:
        column, numbers = columns[name], read_numbers(columns[name], dialect, whole=True)
        frame[name] = numbers.values
        frame["reason"] = frame["reason"].mask(frame["reason"] == "", numbers.marks)
        printed.append(column.cells.spread([shown(c).strip() for c in column.cells.values], object))
        wrong |= numbers.wrong
    absent = frame[[*COUNTS]].isna().any(axis=1)
    frame["reason"] = frame["reason"].map(missing_reason).where(absent, "")
    frame["printed"] = ["/".join(pair) for pair in zip(*printed, strict=True)]
    over: Mask = (frame["teller"] > frame["noemer"]).to_numpy() & ~wrong
    columns["teller"].error(over, "met_exceeds_cases")
    wrong |= over
    few = (frame["noemer"] < small).to_numpy() & ~wrong
    columns["noemer"].warn(few, "small_cell", limit=small)
    measured = ~wrong & ~absent
    warn_of_future(columns["periode"], frame["periode"].where(measured, ""), today)
    told: dict[str, Any] = {"figures": COUNTS, "others": [column.name for column in others]}
    kept = leave_out_repeats(frame[~wrong], columns["teller"], key=["code", "periode"], **told)
    rows = kept.sort_values("periode", kind="stable")
    return Reading.of("norm", body, shown_heads, rows, rows_read=len(frame))
