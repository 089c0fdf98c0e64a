"""How the columns of a file become one column per thing: long tables as they are, wide ones turned.

A wide table has a column per channel or period, with one or more measures each. Its rows become
one row per figure, in the order of the file, each with its line and the header of its own column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pcanalysis.store.reading.grid import Cells, Column, Grid, Mask
from pcanalysis.store.reading.header import Head, Header, is_wide
from pcanalysis.store.reading.persons import hide_persons, mask, personal_columns
from pcanalysis.store.reading.spellings import canonical, fold
from pcanalysis.store.reading.text_checks import check_text

_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The columns of a wide table that belong together: one channel or period, its measures."""

    label: str  # as written
    measures: Mapping[str, Head]


def groups_of(heads: Iterable[Head]) -> list[Group]:
    """Return the groups of a wide table, in the order of the file; none for a long table."""
    found: dict[str, dict[str, Head]] = {}
    for head in heads:
        if is_wide(head):
            found.setdefault(head.channel or head.period, {})[head.name] = head
    return [Group(label=label, measures=measures) for label, measures in found.items()]


def columns_of(
    body: Grid, header: Header, groups: Sequence[Group], *, label: str, measures: Sequence[str]
) -> dict[str, Column]:
    """Return the columns of a table by canonical name.

    Parameters
    ----------
    body, header
        Rows of data, and what each column holds.
    groups
        Of a wide table; every row becomes one row per group.
    label
        The canonical column that the groups stand for: kanaal, datum or jaar.
    measures
        The canonical columns that the groups hold.
    """
    times = max(len(groups), 1)
    lines = np.repeat(body.lines, times)
    columns = {
        name: _repeated(body, head, name, times)
        for name, head in header.named().items()
        if not (groups and (name == label or name in measures))
    }
    for head in header.heads if groups else ():
        role = head.name in measures or fold(head.written) in canonical("roles")
        if role and not is_wide(head) and label == "jaar":
            body.notes.warning("column_without_year", line=header.line, column=head.written)
    if groups:
        turns = np.tile(np.arange(times, dtype=np.int32), len(body.lines))
        labels = Cells([group.label for group in groups], turns)
        written = [next(iter(group.measures.values())).written for group in groups]
        columns[label] = Column(label, label, labels, lines, body.notes, written)
    for name in measures:
        if any(name in group.measures for group in groups):
            heads = [group.measures.get(name) for group in groups]
            own = [body.columns[head.position] if head else None for head in heads]
            cells = _interleave(own, len(body.lines))
            names = [head.written if head else "" for head in heads]
            columns[name] = Column(name, name, cells, lines, body.notes, names)
    return columns


def other_columns(body: Grid, header: Header, times: int) -> tuple[list[Column], list[Head]]:
    """Return the columns that mean nothing to us, without those about persons; and who may show.

    Columns with personal data are dropped here, with a warning each, before anything is read.
    """
    known = {head.position for head in header.heads if head.name or is_wide(head)}
    written = [head.written for head in header.heads]
    personal = set(personal_columns(written, body.columns, known))
    telling = {i for i, text in enumerate(written) if mask(text) != text}  # an address as a header
    personal |= telling - known
    for position in sorted(personal):
        body.notes.warning("personal_data_column", line=header.line, column=written[position])
    shown = [head for head in header.heads if head.position not in personal]
    unknown = [head for head in shown if head.position not in known and head.written]
    for head in unknown:
        if _A_YEAR.search(head.written):
            body.notes.warning("year_column_unread", line=header.line, column=head.written)
    return [_repeated(body, head, head.written, times) for head in unknown], shown


def clean(column: Column, *, key: bool = False, persons: bool = True) -> tuple[Column, Mask]:
    """Return a column of text that is what it seems, and the rows that are wrong.

    What points to a person is masked, unless ``persons`` says that the text is about none.
    """
    texts, wrong = check_text(column, key=key)
    checked = replace(column, cells=Cells([text or "" for text in texts], column.cells.codes))
    return replace(checked, cells=hide_persons(checked)) if persons else checked, wrong


def _repeated(body: Grid, head: Head, name: str, times: int) -> Column:
    """Return a column of the file with every cell so many times below each other."""
    cells, lines = body.columns[head.position], body.lines
    if times > 1:
        cells, lines = Cells(cells.values, np.repeat(cells.codes, times)), np.repeat(lines, times)
    return Column(name, head.written, cells, lines, body.notes)


def _interleave(columns: Sequence[Cells | None], rows: int) -> Cells:
    """Return columns row by row: the first cell of each, then the second of each."""
    values: list[object] = [""]
    codes = np.zeros((rows, len(columns)), dtype=np.int32)
    for position, cells in enumerate(columns):
        if cells is not None:
            codes[:, position] = cells.codes + len(values)
            values += cells.values
    return Cells(values, codes.ravel())
