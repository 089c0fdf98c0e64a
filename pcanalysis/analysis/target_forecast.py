"""The forecast that a target needs: of anything but a survey, up to the last target ahead.

Surveys have a model of their own, and a figure without a target ahead needs no forecast.
"""

from __future__ import annotations

from collections.abc import Sequence

from pcanalysis.analysis.forecast import Forecast, make_forecast
from pcanalysis.analysis.survey_error import SURVEYS, measured
from pcanalysis.model import History, Target

FURTHEST = 10  # years ahead


def forecast_to_targets(history: History, targets: Sequence[Target]) -> Forecast | None:
    """Return a yearly forecast up to the last target ahead; None where none is needed or known.

    Parameters
    ----------
    history
        Counts, amounts, registers or norms per year.
    targets
        Of that history; those further ahead than ten years are left out.
    """
    points = measured(history)
    if history.kind in SURVEYS or history.freq != "Y" or not points:
        return None
    last = points[-1].year
    years = [t.period.start.year - last for t in targets if t.period and t.period.freq == "Y"]
    ahead = [year for year in years if 0 < year <= FURTHEST]
    return make_forecast(history, horizon=max(ahead)) if ahead else None
