"""All indicators of a programme together, and one of them beside other municipalities.

Of many changes some look clear by chance alone. So the clear ones are corrected for their number,
every change is drawn towards the average by the part of the movement that is noise, and a rank is
given with the ranks that are as possible.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from pcanalysis.analysis import survey_error as error
from pcanalysis.analysis.gap import Gap
from pcanalysis.analysis.power import Z_POWER
from pcanalysis.analysis.survey_error import SURVEYS, Z95
from pcanalysis.analysis.trend import Trend
from pcanalysis.errors import WrongCall
from pcanalysis.model import History, NBasis, Unit

FALSE_DISCOVERY = 0.10
CLEAR_P = 0.05
WINSORISED = 0.10  # of the municipalities at each end
Z_MDE = Z95 + Z_POWER  # mde80 is this times the error of a difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Changes of one unit taken together; squared units per year, so that spans may differ."""

    n: int
    mean: float  # weighted mean change per root year
    q: float  # Cochran's Q: spread of the changes over their errors
    p_q: float  # probability of so much spread by noise alone
    tau2: float  # variance of the real changes per year (DerSimonian-Laird); its root is tau
    noise_share: float  # part of the movement that is noise, 0-1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Portfolio:
    """Answer of :func:`compare_portfolio`.

    ``table`` has a row per indicator, as given; NaN where it cannot be known:

    ``key``, ``change``, ``p`` (one by one), ``p_together`` (Benjamini-Hochberg over all),
    ``clear_alone``, ``clear_together`` (where they differ the text follows the direction only),
    ``shrunken_change`` (without the part that is noise), ``p_reported``, ``gap_in_mde`` (gap / the
    smallest change that a next wave would show), ``rank`` (1 is the best chance), ``rank_best``
    and ``rank_worst`` (ranks that cannot be told apart from it).
    """

    gaps: tuple[Gap, ...]
    table: pd.DataFrame
    movements: dict[Unit, Movement]  # of units with two changes or more
    league_table: bool  # whether the ranks are certain enough to print as a list


def compare_portfolio(gaps: Sequence[Gap]) -> Portfolio:
    """Look at the indicators of a programme together, each by its answer of ``measure_gap``.

    The chance is that of the next target; an indicator with neither a chance nor a gap in mde80
    gets no rank.

    Notes
    -----
    Method and formulas: docs/methods/portfolio.md.
    """
    ahead = [gap.headline and gap.headline.p_reported for gap in gaps]
    facts = [
        (g.trend.change, g.trend.p, p, g.gap, g.mde80) for g, p in zip(gaps, ahead, strict=True)
    ]
    columns = ["change", "p", "p_reported", "gap", "mde80"]
    table = pd.DataFrame(facts, columns=columns, dtype=float)
    table.insert(0, "key", [gap.history.key for gap in gaps])
    table["p_together"] = adjust_p(table["p"])
    table["clear_alone"] = table["p"] < CLEAR_P
    table["clear_together"] = table["p_together"] <= FALSE_DISCOVERY
    movements, table["shrunken_change"] = _movements([gap.trend for gap in gaps])
    table["gap_in_mde"] = table["gap"] / table["mde80"].where(table["mde80"] > 0)
    by = ["p_reported", "gap_in_mde"]
    order = table[by].dropna(how="all").sort_values(by, ascending=False, kind="stable").index
    table["rank"] = pd.Series(np.arange(1.0, len(order) + 1), index=order)
    steps = table["gap_in_mde"].to_numpy()
    best, worst = rank_ranges(steps, np.full(len(steps), 0.5 / Z_MDE**2), len(order))
    table["rank_best"] = np.minimum(best, table["rank"])
    table["rank_worst"] = np.maximum(worst, table["rank"])
    certain = table.loc[order, "rank_best"].eq(table.loc[order, "rank_worst"]).all()
    return Portfolio(
        gaps=tuple(gaps),
        table=table.drop(columns=["gap", "mde80"]),
        movements=movements,
        league_table=bool(certain) and len(order) > 1,
    )


def adjust_p(p: Sequence[float] | np.ndarray | pd.Series) -> np.ndarray:
    """Correct p-values for their number (Benjamini-Hochberg); NaN stays NaN and does not count.

    Examples
    --------
    >>> adjust_p([0.011, 0.036, 0.26]).round(3).tolist()
    [0.033, 0.054, 0.26]
    """
    adjusted = np.array(p, dtype=float)
    known = np.isfinite(adjusted)
    if known.any():
        adjusted[known] = multipletests(adjusted[known], method="fdr_bh")[1]
    return adjusted


def measure_movement(changes: np.ndarray, variances: np.ndarray) -> Movement:
    """Split the spread of two changes or more into real change and noise (DerSimonian-Laird).

    Not by statsmodels, which lets the variance of real change fall below zero and then fails.
    """
    weights, freedom = 1 / variances, len(changes) - 1
    total, noise = weights.sum(), float(np.mean(variances))
    mean = float((weights * changes).sum() / total)
    q = float((weights * (changes - mean) ** 2).sum())
    tau2 = max(0.0, (q - freedom) / (total - (weights**2).sum() / total))
    return Movement(
        n=len(changes),
        mean=mean,
        q=q,
        p_q=float(stats.chi2.sf(q, freedom)),
        tau2=float(tau2),
        noise_share=noise / (noise + float(tau2)),
    )


def shrink(changes: np.ndarray, variances: np.ndarray, movement: Movement) -> np.ndarray:
    """Draw changes towards their mean by the part that is noise."""
    kept = movement.tau2 / (movement.tau2 + variances)
    return np.asarray(movement.mean + kept * (changes - movement.mean))


def rank_ranges(values: np.ndarray, variances: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Best and worst possible rank of each value among the ``n`` that have a rank.

    Those clearly higher and lower are counted; an unknown value or variance is never clearly so.
    """
    z = (values[:, None] - values) / np.sqrt(variances[:, None] + variances)
    return 1 + (z < -Z95).sum(axis=1), n - (z > Z95).sum(axis=1)


def _movements(trends: Sequence[Trend]) -> tuple[dict[Unit, Movement], np.ndarray]:
    """Movement per unit, and every change without its noise."""
    movements: dict[Unit, Movement] = {}
    shrunken = np.full(len(trends), np.nan)
    facts = np.array([_change_per_root_year(t) for t in trends]).reshape(-1, 3)
    for unit in {t.history.unit for t in trends}:
        same_unit = np.array([t.history.unit is unit for t in trends])
        here = np.flatnonzero(same_unit & np.isfinite(facts[:, 1]))
        if len(here) > 1:
            changes, variances, roots = facts[here].T
            movements[unit] = measure_movement(changes, variances)
            shrunken[here] = roots * shrink(changes, variances, movements[unit])
    return movements, shrunken


def _change_per_root_year(trend: Trend) -> tuple[float, float, float]:
    """Change and variance per root year, and the root of the span; NaN if the error is unknown."""
    if not trend.change_ci95 or trend.change is None or not (trend.first and trend.last):
        return math.nan, math.nan, math.nan
    span = trend.last.time - trend.first.time
    spread = (trend.change_ci95[1] - trend.change_ci95[0]) / (2 * Z95)
    return trend.change / math.sqrt(span), spread**2 / span, math.sqrt(span)


def compare_municipalities(own: History, others: Sequence[History], *, year: int) -> pd.DataFrame:
    """Compare a figure with the same question elsewhere in the same year; ours comes first.

    A municipality without a figure of that year, or without a known error, is named and not
    judged. On an assumed number of answers no difference is clear.

    Returns
    -------
    pandas.DataFrame
        A row per municipality: ``municipality``, ``value``, ``difference`` (theirs minus ours) with
        ``low`` and ``high`` (95 %), ``status`` (own, better, worse, higher, lower,
        difference_not_clear, margin_unknown, or no_figure of theirs or ours), ``funnel_low`` and
        ``funnel_high`` (95 of 100 lie here if all are alike), ``outside_funnel``, ``rank_best`` and
        ``rank_worst`` (1 is the best, or highest).

    Raises
    ------
    WrongCall
        If a history measures something else: another unit, kind or better side.
    """
    for other in others:
        if (other.unit, other.kind, other.direction) != (own.unit, own.kind, own.direction):
            raise WrongCall("measures_something_else", other=other.key, key=own.key)
    found = [_figure(history, year) for history in (own, *others)]
    values, errors, firm = np.array(found, dtype=float).T
    sign = error.better_sign(own.direction)
    low, high = _funnels(values, errors)
    best, worst = rank_ranges(values * (sign or 1), errors, int(np.isfinite(values).sum()))
    differences, widths = values - values[0], Z95 * np.sqrt(errors + errors[0])
    words = ("higher", "lower") if sign == 0 else ("better", "worse")[:: sign or 1]
    judged = np.isfinite(errors)
    unclear = (firm * firm[0] == 0) | (abs(differences) <= widths)
    status = np.select(
        [np.isnan(differences), np.isnan(widths), unclear],
        ["no_figure", "margin_unknown", "difference_not_clear"],
        np.where(differences > 0, *words),
    )
    return pd.DataFrame(
        {
            "municipality": [history.municipality for history in (own, *others)],
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


def _figure(history: History, year: int) -> tuple[float, float, bool]:
    """Figure of the year, its variance, and whether that rests on published answers or cases.

    Counted cases are taken together over the year and have the variance of their share; of other
    figures the last counts. NaN is unknown.
    """
    found = [o for o in error.measured(history) if o.year == year]
    if not found:
        return math.nan, math.nan, False
    n, right = sum(o.denominator for o in found), sum(o.numerator for o in found)
    if history.kind not in SURVEYS and n > 0:
        return 100 * right / n, 1e4 * right * (n - right) / n**3 or math.nan, True
    published = error.basis_of(history, found) is NBasis.PUBLISHED
    variance = error.variance(history, found[-1])
    firm = published and not error.sd_is_assumed(history, found)
    return found[-1].value, math.nan if variance is None else variance, firm


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
