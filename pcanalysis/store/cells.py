"""What one printed cell of an indicator table means: a figure with its decimals, or no figure.

Cells stand as printed: ``29%``, ``7,0``, ``214.997``, ``5:36``, ``7,2 (*)``. The unit of the
indicator says what may stand there. ``1.234`` is a thousand in a count; in a measured value only
the dialect on the card can settle it, and without that it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pcanalysis.model import MissingReason, Unit
from pcanalysis.store.contact_cells import UnreadableCell, parse_number

# A footnote mark after the figure. A digit without brackets needs a space: "291)" can be 29 or 291.
_FOOTNOTE = re.compile(r"\s*(?:\((?:\*+|\d)\)|\*+\)?|(?:(?<=%)|(?<=\s))\d\))$")
_MARKS = {  # what documents print where there is no figure
    "": MissingReason.UNKNOWN,
    "-": MissingReason.UNKNOWN,
    "–": MissingReason.UNKNOWN,
    ".": MissingReason.UNKNOWN,
    "x": MissingReason.UNKNOWN,
    "*)": MissingReason.UNKNOWN,
    "n.b.": MissingReason.UNKNOWN,
    "nb": MissingReason.UNKNOWN,
    "niet gemeten": MissingReason.UNKNOWN,
    "n.n.b.": MissingReason.NOT_YET_KNOWN,
    "n.v.t.": MissingReason.NOT_APPLICABLE,
    "nvt": MissingReason.NOT_APPLICABLE,
}
_WHOLE = (Unit.COUNT, Unit.EURO)
_EXAMPLES = {
    Unit.PERCENT: "29% or 29,0",
    Unit.MARK: "7,2",
    Unit.COUNT: "1.234",
    Unit.EURO: "1.234",
    Unit.SECONDS: "5:36 or 336",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A printed figure: its value in the unit, and the decimals it was printed with."""

    value: float
    decimals: int


def missing_mark(text: str) -> MissingReason | None:
    """Return what a mark without a figure means by itself; None for any other text.

    Examples
    --------
    >>> missing_mark("n.v.t.")
    <MissingReason.NOT_APPLICABLE: 'not_applicable'>
    """
    return _MARKS.get(text.strip().casefold())


def parse_figure(text: str, unit: Unit, dialect: Mapping[str, str]) -> Figure:
    """Read a printed figure.

    Raises
    ------
    UnreadableCell
        If the text is no figure of this unit, or can mean two numbers.

    Examples
    --------
    >>> parse_figure("2,84%", Unit.PERCENT, {})
    Figure(value=2.84, decimals=2)
    >>> parse_figure("214.997", Unit.COUNT, {}).value
    214997.0
    """
    bare = _FOOTNOTE.sub("", text.strip()).rstrip()
    if unit is Unit.SECONDS and (clock := re.fullmatch(r"(\d+):([0-5]\d)", bare, re.ASCII)):
        return Figure(value=60.0 * int(clock[1]) + int(clock[2]), decimals=0)
    if unit is Unit.PERCENT:
        bare = bare.removesuffix("%").rstrip()
    if unit is Unit.EURO:
        bare = bare.removeprefix("€").lstrip()
    decimal, thousands = _notation(bare, unit, dialect)
    value = None if bare.casefold() in _MARKS else _number(bare, decimal, thousands, unit)
    if value is None:
        raise UnreadableCell(f"no figure. Write {_EXAMPLES.get(unit, '1,5')}.")
    decimals = len(bare.rpartition(decimal)[2]) if decimal in bare else 0
    if unit is Unit.COUNT and (decimals or value < 0):
        raise UnreadableCell("a number of cases is a whole number, 0 or more.")
    return Figure(value=value, decimals=decimals)


def _number(bare: str, decimal: str, thousands: str, unit: Unit) -> float | None:
    try:
        return parse_number(bare, decimal=decimal, thousands=thousands)
    except UnreadableCell as error:
        example = _EXAMPLES.get(unit, "1,5")
        raise UnreadableCell(f"not a figure of this indicator. Write {example}.") from error


def _notation(bare: str, unit: Unit, dialect: Mapping[str, str]) -> tuple[str, str]:
    """Return the decimal and thousands mark: the card's, else what the text itself settles."""
    if dialect.get("decimal"):
        decimal = dialect["decimal"]
        return decimal, dialect.get("thousands", "." if decimal == "," else ",")
    grouped = re.fullmatch(r"[-−]?\d{1,3}(?:\.\d{3})+", bare, re.ASCII)
    if grouped and unit not in _WHOLE:
        raise UnreadableCell(
            "this can be a thousand or three decimals. Say which on the card: decimal = ',' or '.'."
        )
    plain = re.fullmatch(r"[-−]?\d+\.\d+", bare, re.ASCII)
    return (".", ",") if plain and not grouped else (",", ".")
