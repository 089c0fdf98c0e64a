"""All service norms of a programme, each with the cases that its year will have.

Of a year that is not over the cases still to come are forecast from those of the months before;
what is known counts as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pcanalysis.analysis.forecast import make_forecast
from pcanalysis.analysis.norms import Norm, judge_norm
from pcanalysis.analysis.outlook import DOTS
from pcanalysis.analysis.survey_error import SURVEYS, known, measured
from pcanalysis.model import History, Target, Unit


def judge_norms(
    histories: Sequence[History], targets: Sequence[Sequence[Target]]
) -> tuple[Norm, ...]:
    """Judge every series of counted cases that has a standing norm.

    Parameters
    ----------
    histories
        Of a programme; those without counted cases per part of a year are left out.
    targets
        Of each history.

    Returns
    -------
    tuple of Norm
        Each judged with the cases that ``make_forecast`` expects in its year.
    """
    found = []
    for history, own in zip(histories, targets, strict=True):
        standing = [t.value for t in own if t.period is None and t.value is not None]
        if standing and _counts_cases(history):
            found.append(judge_norm(history, standing[-1], expected=expect_cases(history)))
    return tuple(found)


def expect_cases(history: History) -> tuple[float, ...] | None:
    """Return twenty equally likely numbers of cases in the last year; None if it is complete.

    Months are taken to be high or low together, so the range errs wide.
    """
    points = measured(history)
    year, period, ahead = points[-1].year, points[-1].period.next(), 0
    while period.start.year == year:
        period, ahead = period.next(), ahead + 1
    if not ahead:
        return None
    index = pd.PeriodIndex([o.period.start for o in points], freq=history.freq)
    cases = History.from_series(
        pd.Series([o.denominator for o in points], index=index),
        key=f"{history.key} cases",
        unit="count",
        kind="contacts",
        calendar=history.calendar,
    )
    forecast = make_forecast(cases, horizon=ahead)
    so_far = sum(o.denominator for o in points if o.year == year)
    return tuple(so_far + float(np.sum(forecast.quantile(p))) for p in DOTS)


def _counts_cases(history: History) -> bool:
    """Whether every figure is a share of counted cases, in parts of a year."""
    points = measured(history)
    counted = all(known(o.denominator) and 0 <= o.numerator <= o.denominator for o in points)
    regular = history.freq in ("M", "Q") and history.unit is Unit.PERCENT
    return bool(points) and regular and counted and history.kind not in SURVEYS
