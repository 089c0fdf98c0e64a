"""Which rows of a table are data, and which are titles, totals, footers or odd ones.

A row of totals is never counted; what it says is compared with the rows above it.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import numpy as np

from pcanalysis.store.reading.dates import find_period
from pcanalysis.store.reading.grid import Grid, Mask, is_empty, shown
from pcanalysis.store.reading.header import Head, Header, is_total, names_total
from pcanalysis.store.reading.one_table import repeated_headers
from pcanalysis.store.reading.spellings import canonical, column_named, fold
from pcanalysis.store.reading.sums import Sums

_LONGEST = 60  # characters of a text that can be a word for totals


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
    repeated = repeated_headers(grid, header)
    if repeated.any():
        first = int(grid.lines[repeated][0])
        grid.notes.warning("repeated_header", line=first, rows=int(repeated.sum()))
    counted = {head.position for head in values}
    summed = below & _totals(grid, header, counted, below) if totals else np.zeros_like(below)
    figures = np.zeros_like(below)
    for head in values:
        figures |= ~grid.columns[head.position].where(is_empty)
    figures[[row for row, position in grid.merged if position in counted]] = False
    figures &= np.sum([~column.where(is_empty) for column in grid.columns], axis=0) > 1
    body = below & ~repeated & ~summed
    footer = body & _footers(grid, body & figures)
    for line in grid.lines[footer].tolist():
        grid.notes.info("footer_skipped", line=line)
    body &= ~footer
    last = int(grid.lines[body].max(initial=0))
    body &= ~_shared_figures(grid, body, values)
    sums = Sums(grid, body, values)
    _note_odd_rows(grid, header, sums, last=last)
    sums.compare_rows(summed)
    sums.compare_columns(header)
    for head in header.heads:
        if any(first <= head.position + 1 <= last for first, last in grid.unseen):
            grid.notes.warning("hidden_column", line=header.line, column=head.written)
    if header.row > header.grouped:
        grid.notes.info("preamble_skipped", line=1, rows=header.row - header.grouped)
    if not body.any() and all(said.severity != "error" for said in grid.notes.messages):
        grid.notes.refuse("no_rows", line=header.line)
    return grid.keep(body)


def _totals(grid: Grid, header: Header, counted: Container[int], below: Mask) -> Mask:
    """Return the rows with a word for totals: as first text, or in another column of texts.

    A word in another column only counts beside other texts (nothing but totals is no split at
    all), and not where remarks stand.
    """
    remarks = {h.position for h in header.heads if column_named(h.written) == "opmerking"}
    open_, summed = np.ones(len(grid.lines), dtype=bool), np.zeros(len(grid.lines), dtype=bool)
    for position, column in enumerate(grid.columns):
        texts = [cell for cell in column.values if isinstance(cell, str) and cell.strip()]
        among = {text.strip() for text in texts}
        words = [text for text in texts if not text[-1].isdecimal()]  # and no day or figure
        named = {text for text in words if len(text) <= _LONGEST and names_total(text, among)}
        first = {text for text in texts if _is_word(text) and is_total(text)} if open_.any() else {}
        says = column.where(named.__contains__)
        summed |= open_ & (says | column.where(first.__contains__))
        open_ &= ~column.where(_is_word)
        if position not in counted and position not in remarks and (below & ~says).any():
            summed |= says
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
    """Whether the first text of a row is a remark and no key: words, no figure or date in front."""
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    is_key = first[:1].isdigit() or fold(first) in canonical("channels")
    return not (is_key or find_period(first, "", "DWMQY")) and (" " in first or ":" in first)


def _note_odd_rows(grid: Grid, header: Header, sums: Sums, last: int) -> None:
    """Rows of another width: titles above the header, remarks below the table, or errors."""
    width = sum(bool(head.written) for head in header.heads)
    above = 0
    for line, cells in sorted(grid.ragged.items()):
        first = next((cell for cell in cells if cell.strip()), "")
        if header.line is not None and line < header.line:
            above += 1
        elif is_total(first):
            sums.compare_odd(line, cells)
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
