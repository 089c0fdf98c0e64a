"""Whether the totals in a table are right: rows and columns of them, held against what they add up.

A total is never counted. It may add up all rows above it, those since the last total, or those it
names itself; an average or a balance is no sum and is not compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from pcanalysis.errors import DataRefused
from pcanalysis.store.reading.grid import Column, Grid, Mask, shown
from pcanalysis.store.reading.header import Head, Header, is_average, is_total, is_wide, names_total
from pcanalysis.store.reading.notes import Notes
from pcanalysis.store.reading.numbers import read_numbers
from pcanalysis.store.reading.spellings import canonical, fold


class Sums:
    """The counts in the rows of data of a table, and what they add up to."""

    def __init__(self, grid: Grid, body: Mask, values: Sequence[Head]) -> None:
        self.grid, self.body, self.values = grid, body, values

    @cached_property
    def _counts(self) -> list[Any]:
        return [_whole_numbers(head, self.grid, self.body) for head in self.values]

    def compare_rows(self, summed: Mask) -> None:
        """Compare rows of totals with the rows since the last one, all, those below, or some."""
        grid, last, others = self.grid, 0, [*np.flatnonzero(summed).tolist(), len(summed) - 1]
        read = [
            (head, _whole_numbers(head, grid, summed), counts, np.nancumsum(counts))
            for head, counts in (
                zip(self.values, self._counts, strict=True) if summed.any() else ()
            )
        ]
        for row, following in pairwise(others):
            line, cells = int(grid.lines[row]), [shown(cell) for cell in grid.row(row)]
            if any(is_total(cell) and is_average(cell) for cell in cells):
                grid.notes.info("averages_row", line=line)
                continue
            for head, stated, counts, sums in read:
                since = sums[row] - sums[last]
                below = sums[following] - sums[row], sums[-1] - sums[row]
                known = np.isnan(stated[row]) or stated[row] in (since, sums[row], *below)
                if not known and sums[-1] and stated[row] not in self._of_some(counts, cells):
                    facts = {"column": head.written, "cell": cells[head.position]}
                    self._tell(line, stated[row], since or sums[-1], **facts)
                    break
            else:
                grid.notes.info("totals_row", line=line)
            last = row

    def compare_odd(self, line: int, cells: Sequence[str]) -> None:
        """Compare what a row of another width says with the rows that end above it."""
        figures = [cell.replace(".", "").strip() for cell in cells]
        stated = [float(figure) for figure in figures if figure.isdecimal()]
        sums = [np.nancumsum([0, *c[self.grid.lines < line]]) for c in self._counts if stated]
        if is_average(next(cell for cell in cells if cell.strip())):
            self.grid.notes.info("averages_row", line=line)
        elif not sums or any(np.isin(own[-1] - stated, own).any() for own in sums):
            self.grid.notes.info("totals_row", line=line)
        else:
            self._tell(line, stated[-1], sums[0][-1])

    def compare_columns(self, header: Header) -> None:
        """Compare what columns of totals of a wide table say with the columns they add up."""
        wide = {head.position: at for at, head in enumerate(self.values) if is_wide(head)}
        since: list[int] = []
        for head in header.heads if wide else ():
            if head.position in wide:
                since.append(wide[head.position])
            elif head.name == "totaal" and _is_of_all(head.written):
                self._compare_column(head, [*self._added([*wide.values()]), *self._added(since)])
                since = []

    def _compare_column(self, head: Head, added: Sequence[Any]) -> None:
        stated = _whole_numbers(head, self.grid, self.body)
        wrong = ~np.isnan(stated) & np.all([~np.isnan(s) & (s != stated) for s in added], axis=0)
        for row in np.flatnonzero(wrong).tolist():
            facts = {"column": head.written, "cell": shown(self.grid.columns[head.position][row])}
            self._tell(int(self.grid.lines[row]), stated[row], added[0][row], **facts)

    def _added(self, places: Sequence[int]) -> list[Any]:
        """Return what some columns add up to in each row, per measure; NaN where one is missing."""
        names = dict.fromkeys(self.values[at].name for at in places)
        return [sum(self._counts[a] for a in places if self.values[a].name == n) for n in names]

    def _of_some(self, counts: Any, cells: Sequence[str]) -> set[float]:
        """Return what the rows add up to that hold a text which a row of totals names."""
        words = [text.split() for text in cells]
        named = {" ".join(part) for own in words for part in (own, own[1:], own[:-1])} - {""}
        texts = {head.position for head in self.values}.symmetric_difference(range(len(cells)))
        held = [
            self.grid.columns[at].where(lambda cell: shown(cell).strip() in named) for at in texts
        ]
        return {float(np.nansum(counts[rows])) for rows in held}

    def _tell(self, line: int, stated: float, counted: float, **place: str) -> None:
        facts = {"stated": f"{stated:.0f}", "counted": f"{counted:.0f}"}
        self.grid.notes.warning("totals_mismatch", line=line, **place, **facts)


def _is_of_all(written: str) -> bool:
    """Whether a column of totals adds up all columns: it names no part of them, nor an average."""
    about = fold(" ".join(written.split()[1:]))
    all_ = names_total(written) or {fold(written), about} & canonical("kcc").keys()
    return bool(all_) and not is_average(written)


def _whole_numbers(head: Head, grid: Grid, rows: Mask) -> Any:
    """Return the whole numbers in some cells of a column; NaN where there are none."""
    cells, counts = grid.columns[head.position].keep(rows), np.full(len(rows), np.nan)
    column = Column(head.name, head.written, cells, grid.lines[rows], Notes(grid.notes.file))
    with suppress(DataRefused):
        counts[rows] = read_numbers(column, {}, whole=True).values
    return counts
