"""What a council wants an indicator to reach, and in which document it said so."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pcanalysis.errors import InvalidModel
from pcanalysis.model.edition import Source
from pcanalysis.model.period import Period

TARGET_KINDS = ("streefwaarde", "begroot", "norm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Value an indicator should reach in one period, or always (``period`` None: standing norm)."""

    key: str  # of the indicator
    period: Period | None
    value: float | None  # in the unit of the indicator; None when a range is given
    kind: str  # streefwaarde, begroot or norm
    source: Source
    line: int
    printed: str = ""  # the cell as printed
    low: float | None = None  # range, both ends included
    high: float | None = None

    def __post_init__(self) -> None:
        where = f"Target of {self.key} ({self.label})"
        if self.kind not in TARGET_KINDS:
            raise InvalidModel(f"{where}: kind {self.kind!r} must be one of {TARGET_KINDS}.")
        ranged = self.low is not None and self.high is not None
        if (self.value is None) == (not ranged):
            raise InvalidModel(f"{where} needs either a value or both low and high.")
        for number in (self.value, self.low, self.high):
            if number is not None and not math.isfinite(number):
                raise InvalidModel(f"{where} is {number}; leave it out.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InvalidModel(f"{where}: low {self.low} lies above high {self.high}.")

    @property
    def label(self) -> str:
        """Period as text; ``standing`` for a norm that always holds."""
        return "standing" if self.period is None else self.period.label
