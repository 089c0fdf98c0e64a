"""The texts of a result, whichever it is: sentences, title, subtitle, note, alt text and chips."""

from __future__ import annotations

from types import ModuleType

from pcanalysis.analysis import Backtest, Forecast, Gap, Trend
from pcanalysis.errors import WrongCall
from pcanalysis.texts import backtest as backtest_texts
from pcanalysis.texts import forecast as forecast_texts
from pcanalysis.texts import gap as gap_texts
from pcanalysis.texts import trend as trend_texts
from pcanalysis.texts.figures import subject
from pcanalysis.texts.words import word

Result = Trend | Gap | Forecast | Backtest
_MODULES = {Trend: trend_texts, Gap: gap_texts, Forecast: forecast_texts, Backtest: backtest_texts}


def describe(result: Result, language: str = "nl") -> list[str]:
    """Say a result in plain sentences.

    Parameters
    ----------
    result
        What ``fit_trend``, ``measure_gap``, ``make_forecast`` or ``backtest`` returned.
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


def headline(result: Result, language: str = "nl") -> str:
    """Return the verdict as a title of at most twelve words."""
    return str(_texts_of(result).headline(result, language))


def subtitle(result: Result, language: str = "nl") -> str:
    """Return what is measured, its code and its unit."""
    return subject(result.history, language)


def note(result: Result, language: str = "nl") -> str:
    """Return how to read the chart of a result and where its figures come from."""
    return str(_texts_of(result).note(result, language))


def alt_text(result: Result, language: str = "nl") -> str:
    """Return the chart of a result in words, for who cannot see it: at most 350 characters."""
    history = result.history
    if not history.points:
        return word(language, "alt.no_chart")
    simulated = [word(language, "alt.simulated")] if history.simulated else []
    said = _texts_of(result).alt_parts(result, language)
    return " ".join([*simulated, *said, word(language, "alt.table_below")])


def chips(result: Result, language: str = "nl") -> list[tuple[str, str]]:
    """Return the separate answers of a result as pairs of a label and words."""
    answers = _texts_of(result).chips(result, language)
    return [(word(language, f"chip.{name}"), text) for name, text in answers.items()]


def _texts_of(result: Result) -> ModuleType:
    if type(result) not in _MODULES:
        raise WrongCall(
            f"There are no texts for {type(result).__name__}. Give a result of fit_trend, "
            "measure_gap or make_forecast."
        )
    return _MODULES[type(result)]
