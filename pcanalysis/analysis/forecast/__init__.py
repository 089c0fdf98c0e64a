"""What a series may be next: survey figures, yearly series of a few points, contact volumes."""

from __future__ import annotations

from pcanalysis.analysis.forecast.distribution import Forecast
from pcanalysis.analysis.forecast.volumes import add_channels, forecast_volumes, update_day
from pcanalysis.analysis.forecast.yearly import PRIORS, forecast_yearly
from pcanalysis.errors import WrongCall
from pcanalysis.model import History, Kind

__all__ = ["Forecast", "add_channels", "make_forecast", "update_day"]

_WITHIN_THE_YEAR = ("M", "D", "30min", "15min")


def make_forecast(history: History, *, horizon: int, prior: str | None = None) -> Forecast:
    """Forecast the next ``horizon`` periods of a history as a whole distribution.

    Parameters
    ----------
    history
        One series with at least one figure that measures its level.
    horizon
        Number of periods after the last row, in the frequency of the history.
    prior
        How yearly counts, amounts and rates are taken to move before this series has its say:
        ``neutral`` (default: up and down alike) or ``growth``, where growth is expected.

    Returns
    -------
    Forecast
        Quantiles and mean per period; method ``shares`` for survey figures, ``calendar`` for
        contacts per month, day or part of a day, ``wide`` for register percentages, ``short``
        for everything else.

    Raises
    ------
    WrongCall
        If ``horizon`` is no whole number of 1 or more, or ``prior`` is unknown.
    InvalidModel
        If there is no figure to forecast from.

    Notes
    -----
    Methods and formulas: docs/methods/forecast.md. No clock is used; paths have a fixed seed.
    """
    if isinstance(horizon, bool) or not isinstance(horizon, int) or horizon < 1:
        raise WrongCall(f"horizon={horizon!r} must be a whole number of periods, 1 or more.")
    if prior is not None and prior not in PRIORS:
        raise WrongCall(f"prior={prior!r} must be {' or '.join(PRIORS)}.")
    if history.kind is Kind.CONTACTS and history.freq in _WITHIN_THE_YEAR:
        return forecast_volumes(history, horizon)
    return forecast_yearly(history, horizon, prior or PRIORS[0])
