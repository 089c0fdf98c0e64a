"""What one file says: its rows, tidied, and everything there is to say about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pcanalysis.errors import Message, Severity
from pcanalysis.store.reading.grid import Column, Grid, Mask, shown
from pcanalysis.store.reading.header import Head, is_wide
from pcanalysis.store.reading.persons import mask


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """One file, read.

    ``rows`` has the columns of ``corpus`` files in Dutch (datum, tijd, kanaal, aantal, … or code,
    naam, jaar, waarde, …), one row per figure kept, and the line it stands on. ``rejected`` holds
    the rows that were left out, as they stand, masked.
    """

    kind: str
    file: str
    rows: pd.DataFrame
    messages: tuple[Message, ...]
    evidence: Mapping[str, str]
    rejected: pd.DataFrame
    rows_read: int
    unused: tuple[str, ...]  # headers of the columns that mean nothing to us
    lined: bool = True  # whether ``line`` counts lines; if not (JSON, Parquet), records

    @classmethod
    def of(
        cls, kind: str, body: Grid, heads: Sequence[Head], rows: pd.DataFrame, *, rows_read: int
    ) -> Reading:
        """Make the reading of a file from its body, the columns that may be shown, and its rows."""
        return cls(
            kind=kind,
            file=body.notes.file,
            rows=rows,
            messages=tuple(body.notes.messages),
            evidence=body.notes.evidence,
            rejected=rejected_rows(body, heads, rows["line"].to_numpy()),
            rows_read=rows_read,
            lined=body.notes.lined,
            unused=tuple(h.written for h in heads if h.written and not (h.name or is_wide(h))),
        )


def outcome(messages: Sequence[Message], *, kept: bool) -> str:
    """Return ``accept``, ``warn``, ``partial`` or ``reject`` for what was said of a delivery.

    Parameters
    ----------
    messages
        Everything that was said.
    kept
        Whether any file was read; else the delivery is refused.
    """
    said = {message.severity for message in messages}
    if not kept:
        return "reject"
    if Severity.ERROR in said:
        return "partial"
    return "warn" if Severity.WARNING in said else "accept"


def missing_keys(column: Column, empty: Mask, wrong: Mask) -> Mask:
    """Say of every row without a key that it is missing; rows that are wrong already are not."""
    rows = empty & ~wrong
    for row in np.flatnonzero(rows).tolist():
        column.notes.error("missing_key", **column.place(row), name=column.name)
    return rows


def rejected_rows(grid: Grid, heads: Sequence[Head], kept: Sequence[int]) -> pd.DataFrame:
    """Return the rows that were left out, as text, with everything masked that names a person.

    Parameters
    ----------
    grid, heads
        The rows of data, and the columns that may be shown.
    kept
        Lines of which everything was used.
    """
    rows = ~np.isin(grid.lines, kept)
    columns = {}
    for head in heads:
        cells = grid.columns[head.position].keep(rows)
        masked = {at: mask(shown(cells.values[at])) for at in np.unique(cells.codes).tolist()}
        name = mask(head.written) or f"kolom {head.position + 1}"
        columns[name] = [masked[at] for at in cells.codes.tolist()]
    odd = [(line, mask(" | ".join(cells))) for line, cells in grid.ragged.items() if any(cells)]
    frame = pd.DataFrame({"line": grid.lines[rows], **columns})
    if odd:
        frame = pd.concat([frame, pd.DataFrame(odd, columns=["line", "row"])])
    return frame.sort_values("line", kind="stable", ignore_index=True)
