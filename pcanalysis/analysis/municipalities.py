"""One figure beside that of other municipalities: who differs, and for whom it cannot be said.

Only the same question of the same year is compared, and both errors count. The funnel shows where
municipalities lie that do not differ; it widens when they all differ more than chance explains.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pcanalysis.analysis.portfolio import rank_ranges
from pcanalysis.analysis.survey_error import (
    SURVEYS,
    Z95,
    basis_of,
    better_sign,
    known,
    measured,
    sd_is_assumed,
    variance,
)
from pcanalysis.errors import WrongCall
from pcanalysis.model import History, NBasis, Observation

WINSORISED = 0.10  # of the municipalities at each end


def compare_municipalities(own: History, others: Sequence[History], *, year: int) -> pd.DataFrame:
    """Compare a figure with the same question elsewhere in the same year; ours comes first.

    A municipality without a figure of that year, or without a known error, is named and not
    judged. On an assumed number of answers no difference is clear.

    Returns
    -------
    pandas.DataFrame
        A row per municipality: ``municipality``, ``value``, ``difference`` (theirs minus ours) with
        ``low`` and ``high`` (95 %), ``status`` (own, better, worse, higher, lower,
        difference_not_clear, margin_unknown, no_figure), ``funnel_low`` and ``funnel_high`` (95 of
        100 lie here if all are alike), ``outside_funnel``, ``rank_best`` and ``rank_worst`` (1 is
        the best, or highest).

    Raises
    ------
    WrongCall
        If a history measures something else: another unit, kind or better side.
    """
    for other in others:
        if (other.unit, other.kind, other.direction) != (own.unit, own.kind, own.direction):
            raise WrongCall(f"{other.key} does not measure the same as {own.key}.")
    found = [(h, _of_year(h, year)) for h in (own, *others)]
    values = np.array([np.nan if o is None else o.value for _, o in found])
    errors = np.array([np.nan if o is None else _variance(h, o) for h, o in found])
    sign = better_sign(own.direction)
    low, high = _funnels(values, errors)
    best, worst = rank_ranges(values * (sign or 1), errors)
    differences, widths = values - values[0], Z95 * np.sqrt(errors + errors[0])
    firm = np.array([o is not None and _firm(h, o) for h, o in found])
    words = ("higher", "lower") if sign == 0 else ("better", "worse")[:: sign or 1]
    judged = np.isfinite(errors)
    status = np.select(
        [np.isnan(differences), np.isnan(widths), ~firm | ~firm[0] | (abs(differences) <= widths)],
        ["no_figure", "margin_unknown", "difference_not_clear"],
        np.where(differences > 0, *words),
    )
    return pd.DataFrame(
        {
            "municipality": [h.municipality for h, _ in found],
            "value": values,
            "difference": differences,
            "low": differences - widths,
            "high": differences + widths,
            "status": ["own", *status[1:]],
            "funnel_low": low,
            "funnel_high": high,
            "outside_funnel": (values < low) | (values > high),
            "rank_best": np.where(judged, best, np.nan),
            "rank_worst": np.where(judged, worst, np.nan),
        }
    )


def _of_year(history: History, year: int) -> Observation | None:
    """Last figure of the year."""
    return next((o for o in reversed(measured(history)) if o.year == year), None)


def _variance(history: History, o: Observation) -> float:
    """Variance of a figure; of counted cases that of their share. NaN if unknown."""
    if history.kind not in SURVEYS and known(o.denominator) and 0 < o.value < 100:
        return o.value * (100 - o.value) / o.denominator
    found = variance(history, o)
    return np.nan if found is None else found


def _firm(history: History, o: Observation) -> bool:
    """Whether the error rests on a published number of answers, or on counted cases."""
    if history.kind in SURVEYS:
        return basis_of(history, [o]) is NBasis.PUBLISHED and not sd_is_assumed(history, [o])
    return True


def _funnels(values: np.ndarray, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % limits around the common mean, widened by the overdispersion (Spiegelhalter)."""
    judged = np.isfinite(values) & np.isfinite(errors) & (errors > 0)
    if judged.sum() < 2:
        return np.full(len(values), np.nan), np.full(len(values), np.nan)
    weights = 1 / errors[judged]
    centre = (weights * values[judged]).sum() / weights.sum()
    z = (values[judged] - centre) / np.sqrt(errors[judged])
    z = np.clip(z, *np.quantile(z, (WINSORISED, 1 - WINSORISED)))
    width = Z95 * np.sqrt(errors * max(1.0, float(np.mean(z**2))))
    return centre - width, centre + width
