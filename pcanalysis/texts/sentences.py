"""The texts of a result, whichever it is: sentences, title, subtitle, note, alt text and chips."""

from __future__ import annotations

from typing import Any

from pcanalysis.analysis import Backtest, Forecast, Gap, Norm, Portfolio, Trend, XmrChart
from pcanalysis.errors import WrongCall
from pcanalysis.texts import backtest as backtest_texts
from pcanalysis.texts import forecast as forecast_texts
from pcanalysis.texts import gap as gap_texts
from pcanalysis.texts import norm as norm_texts
from pcanalysis.texts import portfolio as portfolio_texts
from pcanalysis.texts import trend as trend_texts
from pcanalysis.texts import xmr as xmr_texts
from pcanalysis.texts.figures import subject
from pcanalysis.texts.filled import Filled, histories_of
from pcanalysis.texts.words import word

Result = Trend | Gap | Forecast | Backtest | XmrChart | Norm | Portfolio
_MODULES: dict[type, Any] = {
    Trend: trend_texts,
    Gap: gap_texts,
    Forecast: forecast_texts,
    Backtest: backtest_texts,
    XmrChart: Filled(xmr_texts.keys, xmr_texts.values),
    Norm: Filled(norm_texts.keys, norm_texts.values),
    Portfolio: Filled(portfolio_texts.keys, portfolio_texts.values),
}


def describe(result: Result, language: str = "nl") -> list[str]:
    """Say a result in plain sentences.

    Parameters
    ----------
    result
        What an analysis returned: ``fit_trend``, ``measure_gap``, ``make_forecast``,
        ``backtest``, ``chart_xmr``, ``judge_norm`` or ``compare_portfolio``.
    language
        ``nl`` or ``en``.

    Returns
    -------
    list of str
        Sentences of at most 20 words, most important first. Simulated figures are announced in
        the first one. Plain text: names from files stand in it as they are.

    Raises
    ------
    WrongCall
        If ``result`` is something else, or the language does not exist.
    """
    return list(_texts_of(result).describe(result, language))


def details(result: Result, language: str = "nl") -> list[str]:
    """Return what stands behind the verdict in sentences, for who wants to know more; or none."""
    module = _texts_of(result)
    return list(module.details(result, language)) if hasattr(module, "details") else []


def headline(result: Result, language: str = "nl") -> str:
    """Return the verdict as a title of at most twelve words."""
    return str(_texts_of(result).headline(result, language))


def subtitle(result: Result, language: str = "nl") -> str:
    """Return what is measured, its code and its unit."""
    if isinstance(result, Portfolio):
        return portfolio_texts.subtitle(result, language)
    return subject(result.history, language)


def note(result: Result, language: str = "nl") -> str:
    """Return how to read the chart of a result and where its figures come from."""
    return str(_texts_of(result).note(result, language))


def alt_text(result: Result, language: str = "nl") -> str:
    """Return the chart of a result in words, for who cannot see it: at most 350 characters."""
    histories = histories_of(result)
    if not any(history.points for history in histories):
        return word(language, "alt.no_chart")
    made_up = any(history.simulated for history in histories)
    simulated = [word(language, "alt.simulated")] if made_up else []
    said = _texts_of(result).alt_parts(result, language)
    return " ".join([*simulated, *said, word(language, "alt.table_below")])


def chips(result: Result, language: str = "nl") -> list[tuple[str, str]]:
    """Return the separate answers of a result as pairs of a label and words."""
    return list(_texts_of(result).chips(result, language))


def _texts_of(result: Result) -> Any:
    if type(result) not in _MODULES:
        raise WrongCall(
            f"There are no texts for {type(result).__name__}. Give a result of fit_trend, "
            "measure_gap or make_forecast."
        )
    return _MODULES[type(result)]
