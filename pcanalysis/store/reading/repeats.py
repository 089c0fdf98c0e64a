"""Which rows say the same thing twice, and which contradict each other.

Equal rows count once. Of rows with the same key and other figures none is kept, because we cannot
tell which is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from pcanalysis.store.reading.grid import Column, Mask


def leave_out_repeats(
    frame: pd.DataFrame,
    column: Column,
    *,
    key: Sequence[str],
    figures: Sequence[str],
    remarks: Sequence[str] = (),
    beside: Mapping[str, Column] | None = None,
    others: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the rows that stand; the index of a row is its position in ``column``.

    Parameters
    ----------
    frame
        One row per figure, with its ``line``.
    column
        Whose cells the messages point at.
    key
        What makes two rows speak of the same thing.
    figures
        What they say of it.
    remarks
        What else must be equal for a row to be a copy of another.
    beside
        The columns of the figures, to point at the first one that differs.
    others
        Columns that mean nothing to us.

    Raises
    ------
    DataRefused
        If one of the others tells the rows with the same key apart, as a target group does.
    """
    twice = frame[frame.duplicated(list(key), keep=False)]
    if twice.empty:
        return frame
    for name in others:
        differs = twice.groupby(list(key), dropna=False)[name].transform("nunique") > 1
        numbered = len(twice) < len(frame) and not frame[name].duplicated().any()
        if differs.all() and (twice[name] != "").all() and not numbered:
            place = {"line": int(twice["line"].iloc[0]), "column": name}
            column.notes.refuse("rows_split", **place, cell=twice[name].iloc[0])
    conflicts, copies, begin = judge(twice, key, figures, remarks)
    first = twice["line"].to_numpy()[begin]
    pointed = np.full(len(twice), column, dtype=object)
    for name in reversed([name for name in figures if name in (beside or {})]):
        codes = twice[name].factorize()[0]
        pointed[codes != codes[begin]] = (beside or {})[name]
    for row in np.flatnonzero(conflicts & (begin != np.arange(len(twice)))).tolist():
        place = pointed[row].place(int(twice.index[row]))
        other = f"{column.notes.file}:{first[row]}"
        column.notes.error("duplicate_key_conflict", **place, other=other)
    for row in np.flatnonzero(copies).tolist():
        place = column.place(int(twice.index[row]))
        column.notes.warning("duplicate_row", **place, other_line=int(first[row]))
    return frame.drop(index=twice.index[conflicts | copies])


def judge(
    twice: pd.DataFrame, key: Sequence[str], figures: Sequence[str], remarks: Sequence[str] = ()
) -> tuple[Mask, Mask, npt.NDArray[np.int_]]:
    """Return which rows contradict others with their key, which copy one, and the first of each."""
    about = twice.groupby([*key], dropna=False, sort=False).ngroup()
    saying = twice.groupby([*key, *figures], dropna=False).ngroup()
    conflicts: Mask = (saying.groupby(about).transform("nunique") > 1).to_numpy()
    copies: Mask = ~conflicts & twice.duplicated([*key, *figures, *remarks]).to_numpy()
    return conflicts, copies, np.flatnonzero(~about.duplicated())[about]
