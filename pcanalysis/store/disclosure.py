"""Which figures may be published? Small groups are hidden, and what would give them away.

A figure about fewer than ten respondents can point to a person. Where a total and all but one of
its parts are published, the last part follows by subtraction: then a second part is hidden too.
Totals are the whole municipality over its areas, and a year, quarter or month over its parts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from pcanalysis.model import MissingReason, Status

Mask = npt.NDArray[np.bool_]
_PLACE = ["key", "area", "period"]
_TELLING = ("value", "low", "high", "n", "se", "numerator", "denominator")
_SAYING = ("printed", "derivation", "remark")


def without_small_cells(
    cells: pd.DataFrame, respondents: Mapping[tuple[str, int], int], *, limit: int
) -> pd.DataFrame:
    """Return all printed cells; of those that are not published nothing but their place is left.

    Parameters
    ----------
    cells
        As the store keeps them: every edition, observations and targets.
    respondents
        By key and year, for figures about the whole municipality whose cell does not say it.
    limit
        With fewer respondents a figure is hidden, and what would give it away, in each edition
        and in all of them together.
    """
    own = cells[cells["role"] == "observation"].sort_values(["published", "edition"], kind="stable")
    asked = [
        respondents.get((key, int(period[:4])), np.nan) if area == "" and period else np.nan
        for key, area, period in zip(own["key"], own["area"], own["period"], strict=True)
    ]
    n = own["n"].fillna(pd.Series(asked, index=own.index))
    n = n.fillna(n.groupby([own[name] for name in _PLACE]).transform("min"))
    own = own.assign(n=n, hidden=n < limit)
    small = own["hidden"]
    newest = own[own["value"].notna()].drop_duplicates(_PLACE, keep="last").index
    parts = [*own.groupby("edition").groups.values(), newest]
    before = -1
    while own["hidden"].any() and own["hidden"].sum() > before:
        before = own["hidden"].sum()
        for part in parts:
            own.loc[part, "hidden"] = hidden_cells(own.loc[part], limit=limit)
        linked = (own["hidden"] & ~small).groupby([own[name] for name in _PLACE]).transform("any")
        own["hidden"] |= linked
    hidden, blank = own.index[own["hidden"]], cells.copy()
    figures = hidden[cells.loc[hidden, "value"].notna()]  # others keep their own reason
    blank.loc[figures, "status"] = Status.MISSING.value
    blank.loc[figures, "reason"] = MissingReason.SUPPRESSED.value
    blank.loc[hidden, list(_TELLING)] = np.nan
    blank.loc[hidden, list(_SAYING)] = ""
    blank.loc[hidden, "decimals"] = 0
    return blank


def hidden_cells(frame: pd.DataFrame, *, limit: int = 10) -> pd.Series:
    """Return which cells of one publication are hidden (bool, index of ``frame``).

    The frame has one row per cell: ``key``, ``area`` ("" for the whole), ``period`` (a label such
    as 2024, 2024-K1, 2024-03), ``role``, ``value``, and ``n``: respondents or denominator, NaN
    where unknown. Cells with ``n`` below ``limit`` are hidden, and what would give them away. A
    total is the sum of its parts unless their ``n`` leave ``limit`` or more unexplained: then a
    part that is not published protects the others. What a column ``hidden`` says stays hidden.
    """
    cells = frame.reset_index(drop=True)
    hidden = (cells["n"] < limit).to_numpy(dtype=bool, copy=True)
    if "hidden" in cells:
        hidden |= cells["hidden"].to_numpy(dtype=bool)
    published = cells[cells["value"].notna()]
    years = published["period"].astype(str).str[:4]  # no sum reaches over two years
    for _, group in published.groupby(["key", "role", years], sort=False, dropna=False):
        rows = group.index.to_numpy()
        if len(rows) > 1 and hidden[rows].any() and (sums := _sums(group, limit)):
            hidden[rows] = _protect(hidden[rows], sums, group)
    return pd.Series(hidden, index=frame.index, name="hidden")


def _wholes(period: str) -> Iterator[str]:
    """Give the periods that a period is a part of."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", period):
        yield period[:7]
    elif re.fullmatch(r"\d{4}-(K\d|\d\d)", period):
        yield period[:4]
        if "K" not in period:
            yield f"{period[:4]}-K{(int(period[5:]) + 2) // 3}"


def _sums(group: pd.DataFrame, limit: int) -> list[tuple[int, list[int]]]:
    """Return every total with its parts, as positions in the group.

    Positions after the group are totals that are not printed, but add up from what is.
    """
    places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    parts: defaultdict[tuple[str, str, int], list[int]] = defaultdict(list)  # total, kind of part
    labels = group["period"].astype(str).str.replace("Q", "K")
    for row, place in enumerate(zip(group["area"].fillna(""), labels, strict=True)):
        places[place].append(row)
    n, waiting = group["n"].astype(float).tolist(), [*places]
    for area, period in waiting:  # which grows
        kind = len(period) + ("K" in period)
        totals = [(area, whole, kind) for whole in _wholes(period)]
        totals += [("", period, 0)] if area else []
        for total in totals:
            if total[:2] not in places:
                places[total[:2]].append(len(n))
                waiting.append(total[:2])
                n.append(np.nan)
            parts[total] += places[area, period]
    fine_first = sorted(parts, key=lambda of: (of[0] == "", -len(of[1]), "K" in of[1]))
    for area, period, kind in fine_first:
        for row in places[area, period]:
            if row >= len(group):
                n[row] = np.fmax(n[row], sum(n[part] for part in parts[area, period, kind]))
    return [
        (total, rows)
        for (area, period, _), rows in parts.items()
        for total in places[area, period]
        if not abs(n[total] - sum(n[row] for row in rows)) >= limit  # NaN: it may add up
    ]


def _protect(hidden: Mask, sums: list[tuple[int, list[int]]], group: pd.DataFrame) -> Mask:
    """Hide further cells until no hidden cell follows from the published ones."""
    printed, most = len(hidden), max(max(total, *parts) for total, parts in sums)
    unknown = np.ones(max(printed, most + 1), dtype=bool)
    unknown[:printed] = hidden
    signs, size = np.zeros((len(sums), len(unknown))), np.zeros(len(unknown))
    for number, (total, parts) in enumerate(sums):
        signs[number, parts], signs[number, total] = 1, -1
    size[:printed] = group["n"].fillna(group["value"].abs())
    while True:
        count = (signs != 0) @ unknown.astype(float)  # unknown cells in each sum
        own = (signs[:, :printed] != 0) @ unknown[:printed].astype(float)
        told = (count == 1) & (own == 1)
        if not told.any() and (follows := _derivable(unknown, signs))[:printed].any():
            told = (signs[:, follows] != 0).any(axis=1) & (signs[:, ~unknown] != 0).any(axis=1)
        if not told.any():
            return unknown[:printed]
        equation = signs[np.flatnonzero(told)[0]]
        untouched = (signs[own == 0] != 0).sum(axis=0)  # sums that hiding a cell would open
        # A part sooner than the total; then what ends soonest; then the smallest.
        order = np.lexsort((size, untouched, equation < 0, unknown | (equation == 0)))
        unknown[order[0]] = True


def _derivable(hidden: Mask, signs: npt.NDArray[np.float64]) -> Mask:
    """Return which hidden cells follow from the published ones."""
    _, sizes, turned = np.linalg.svd(signs[:, hidden])
    free = turned[int((sizes > 1e-9).sum()) :]  # how the hidden values can still vary
    follows = np.zeros(len(hidden), dtype=bool)
    follows[hidden] = np.abs(free).max(axis=0, initial=0) < 1e-9
    return follows
