"""Which rows of a table are data, and which are titles, totals, footers or odd ones.

A row of totals is never counted; what it says is compared with the rows above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from pcanalysis.errors import DataRefused
from pcanalysis.store.reading.grid import Column, Grid, Mask, is_empty, shown
from pcanalysis.store.reading.header import Head, Header, is_total
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.numbers import read_numbers
from pcanalysis.store.reading.spellings import canonical, fold, spellings


def take_body(grid: Grid, header: Header, *, values: Sequence[Head], totals: bool) -> Grid:
    """Return the rows of data below the header; what else there is, is noted.

    Parameters
    ----------
    grid, header
        The whole table, and where its header stands.
    values
        The columns that hold the figures; a footer has none of them.
    totals
        Whether a first cell such as "Totaal" makes a row of totals; its ``values`` are compared.
    """
    below = np.arange(len(grid.lines)) > header.row
    repeated = _repeats(grid, header.row, below)
    if repeated.any():
        first = int(grid.lines[repeated][0])
        grid.notes.warning("repeated_header", line=first, rows=int(repeated.sum()))
    summed = below & _totals(grid, header) if totals else np.zeros_like(below)
    figures = np.zeros_like(below)
    for head in values:
        figures |= ~grid.columns[head.position].where(is_empty)
    counted = {head.position for head in values}
    figures[[row for row, position in grid.merged if position in counted]] = False
    body = below & ~repeated & ~summed
    footer = body & _footers(grid, body & figures)
    for line in grid.lines[footer].tolist():
        grid.notes.info("footer_skipped", line=line)
    body &= ~footer
    _note_odd_rows(grid, header, last=int(grid.lines[body].max(initial=0)))
    body &= ~_shared_figures(grid, body, values)
    _compare(grid, body, summed, values)
    if header.row > header.grouped:
        grid.notes.info("preamble_skipped", line=1, rows=header.row - header.grouped)
    if not body.any() and all(said.severity != "error" for said in grid.notes.messages):
        grid.notes.refuse("no_rows", line=header.line)
    return grid.keep(body)


def _repeats(grid: Grid, row: int, below: Mask) -> Mask:
    """Return the rows below one row that hold the same cells."""
    equal = below
    for column in sorted(grid.columns, key=lambda column: len(column.values)):
        if equal.any():
            own = fold(shown(column[row]))
            equal = equal & column.where(lambda cell, own=own: fold(shown(cell)) == own)  # type: ignore[misc]
    return equal


def _totals(grid: Grid, header: Header) -> Mask:
    """Return the rows whose first text, or channel, queue or topic, is a word for totals."""
    open_, summed = np.ones(len(grid.lines), dtype=bool), np.zeros(len(grid.lines), dtype=bool)
    for column in grid.columns:
        summed |= open_ & column.where(lambda cell: _is_word(cell) and is_total(cell))
        open_ &= ~column.where(_is_word)
    words, below = spellings()["totals"]["words"], np.arange(len(grid.lines)) > header.row
    for head in header.heads:
        if head.name in ("kanaal", "wachtrij", "onderwerp"):
            says = grid.columns[head.position].where(lambda cell: fold(shown(cell)) in words)
            summed |= says & (below & ~says).any()  # nothing but totals is no split at all
    return summed


def _is_word(cell: Any) -> bool:
    return isinstance(cell, str) and not (cell.strip() or "0")[0].isdigit()


def _footers(grid: Grid, complete: Mask) -> Mask:
    """Return the rows after the last one with figures that hold words only."""
    last = int(np.flatnonzero(complete).max(initial=-1))
    after = (np.arange(len(grid.lines)) > last) & (last >= 0)
    footers = np.zeros_like(after)
    for row in np.flatnonzero(after).tolist():
        footers[row] = _is_remark([shown(cell) for cell in grid.row(row)])
    return footers


def _is_remark(cells: Sequence[str]) -> bool:
    """Whether the first text of a row is a remark and no key: words, no figure in front."""
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    is_key = first[:1].isdigit() or fold(first) in canonical("channels")
    return not is_key and (" " in first or ":" in first)


def _note_odd_rows(grid: Grid, header: Header, last: int) -> None:
    """Rows of another width: titles above the header, remarks below the table, or errors."""
    width = sum(bool(head.written) for head in header.heads)
    above = 0
    for line, cells in sorted(grid.ragged.items()):
        first = next((cell for cell in cells if cell.strip()), "")
        if header.line is not None and line < header.line:
            above += 1
        elif is_total(first):
            grid.notes.info("totals_row", line=line)
        elif line > last and _is_remark(cells):
            grid.notes.info("footer_skipped", line=line)
        elif first:
            grid.notes.error("ragged_row", line=line, found=len(cells), expected=width)
    if above:
        grid.notes.info("preamble_skipped", line=1, rows=above)


def _shared_figures(grid: Grid, body: Mask, values: Sequence[Head]) -> Mask:
    """Return the rows of data with a figure in a merged cell: nobody sees how it is divided."""
    wrong = np.zeros(len(grid.lines), dtype=bool)
    for head in values:
        own = {row for row, column in grid.merged if column == head.position}
        for row in sorted(row for row in own if body[row]):
            place = {"line": int(grid.lines[row]), "column": head.written}
            grid.notes.error("merged_figure", cell=shown(grid.columns[head.position][row]), **place)
            wrong[row] = True
    return wrong


def _compare(grid: Grid, body: Mask, summed: Mask, values: Sequence[Head]) -> None:
    """Compare what rows of totals say with the rows above: since the last one, or all."""
    read = []
    for head in values if summed.any() else ():
        counts = _counts(head, grid, body)
        seen, sums = np.cumsum(~np.isnan(counts)), np.nancumsum(counts)
        read.append((head, _counts(head, grid, summed), seen, sums))
    last = 0
    for row in np.flatnonzero(summed).tolist():
        said = {"line": int(grid.lines[row])}
        for head, stated, seen, sums in read:
            since = sums[row] - sums[last] if seen[row] > seen[last] else sums[row]
            if seen[row] and not np.isnan(stated[row]) and stated[row] not in (since, sums[row]):
                facts = {"stated": f"{stated[row]:.0f}", "counted": f"{since or sums[row]:.0f}"}
                cell = shown(grid.columns[head.position][row])
                grid.notes.warning(
                    "totals_mismatch", **said, column=head.written, cell=cell, **facts
                )
                break
        else:
            grid.notes.info("totals_row", **said)
        last = row


def _counts(head: Head, grid: Grid, rows: Mask) -> Any:
    """Return the whole numbers in some cells of a column; NaN where there are none."""
    cells, counts = grid.columns[head.position].keep(rows), np.full(len(rows), np.nan)
    column = Column(head.name, head.written, cells, grid.lines[rows], Notes(grid.notes.file))
    with suppress(DataRefused):
        counts[rows] = read_numbers(column, {}, whole=True).values
    return counts
