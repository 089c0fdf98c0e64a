"""Can a figure be right in its unit? What cannot be is left out: 128 %, a mark of 72.

A whole column of shares below 1 is refused: 0,28 is then more likely a fraction than a quarter of
a percent, and nothing is scaled in silence.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import numpy.typing as npt

from pcanalysis.store.reading.grid import Column, Mask
from pcanalysis.store.reading.spellings import canonical, fold, spellings
from pcanalysis.store.reading.text_checks import check_text, rows_of

Figures = npt.NDArray[np.float64]
Units = npt.NDArray[np.object_]  # of text or None, one per row

_NAMED = 20  # unknown units with a warning of their own
_SHARES = ("%", "% groei", "procentpunt")


def read_units(column: Column) -> tuple[list[str | None], Mask]:
    """Read the units of one column: that of each distinct cell, and the rows with an error.

    An unknown unit stays as written, with a warning; an empty or wrong cell is None.
    """
    texts, wrong = check_text(column, key=True)
    known = canonical("units")
    units: list[str | None] = []
    unknown: dict[str, list[int]] = {}  # the last ones share a warning
    for position, text in enumerate(texts):
        plain = unicodedata.normalize("NFKC", text or "").casefold()
        unit = known.get(fold(plain) or plain.strip())
        units.append(unit or text)
        if text and unit is None:
            name = text if len(unknown) < _NAMED or text in unknown else ""
            unknown.setdefault(name, []).append(position)
    for positions in unknown.values():
        rows = rows_of(column.cells, positions)
        column.warn(rows, "unknown_unit", known=", ".join(spellings()["units"]))
    return units, wrong


def check_values(column: Column, values: Figures, units: Units, *, percent: Mask) -> Mask:
    """Return the rows of a column whose value cannot be, each of which has its error.

    One value per row (NaN where missing or wrong already), its unit as :func:`read_units` names
    it, and whether its cell is printed with a % sign. Raises DataRefused where the shares look
    like fractions.
    """
    wrong = np.zeros(len(values), dtype=bool)

    def leave_out(rows: Mask, code: str, **facts: Any) -> None:
        column.error(rows & ~wrong, code, **facts)
        wrong[rows] = True

    for unit, (low, high, code) in spellings()["bounds"].items():
        here = units == unit
        leave_out(here & ((values < low) | (values > high)), code, low=low, high=high)
        if unit not in _SHARES:
            leave_out(here & percent & np.isfinite(values), "percent_sign_misplaced", unit=unit)
    broken = np.isfinite(values) & (values != np.trunc(values))
    leave_out((units == "aantal") & broken, "not_a_whole_number")
    shares = (units == "%") & np.isfinite(values) & ~wrong
    part = shares & (values > 0) & (values < 1)
    if part.any() and (values[shares] <= 1).all() and not percent[shares].any():
        column.refuse(column.first(part), "suspect_fraction")
    return wrong


def check_margins(
    column: Column, margins: Figures, *, values: Figures, units: Units, n: Figures
) -> None:
    """Warn where the margin of a share does not fit its number of respondents.

    The half width of the 95 % interval is 1.96 √(p (100 − p) / n) points. Off by more than a
    factor two, and by more than rounding to whole points explains, is a warning.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = 1.96 * np.sqrt(values * (100 - values) / n)
        off = (margins < expected / 2) | (margins > expected * 2)
        off &= (np.abs(margins - expected) > 0.5) & (expected > 0) & (n > 0) & (units == "%")
    if off.any():
        row = column.first(off)
        fact = f"{expected[row]:.1f}".replace(".", ",")
        column.warn(off, "margin_inconsistent", n=f"{n[row]:.0f}", expected=fact)


def check_respondents(column: Column, n: Figures, *, limit: int = 10) -> Mask:
    """Warn of figures with fewer respondents than ``limit``; return the rows that have none.

    The column is that of the respondents; ``n`` holds one number per row, NaN where unknown.
    """
    none: Mask = n == 0
    column.error(none, "no_respondents")
    column.warn((n > 0) & (n < limit), "small_cell", limit=limit)
    return none
