"""What a Backtest says in words: how far each way to forecast was off, and how sure it may be."""

from __future__ import annotations

from pcanalysis.analysis import Backtest
from pcanalysis.texts import figures, numbers
from pcanalysis.texts.words import told, word

OURS = "default"


def describe(result: Backtest, language: str) -> list[str]:
    """Return the sentences of a backtest, most important first."""
    said = figures.opening(result.history, language)
    values = _values(result, language)
    parts = {
        "backtest.ahead": result.default_is_ahead,
        "backtest.behind": not result.default_is_ahead,
    }
    return said + told(
        language, parts | {"backtest.judged": True, "backtest.covered": True}, **values
    )


def headline(result: Backtest, language: str) -> str:
    """Return the verdict as a title of at most twelve words."""
    verdict = "ahead" if result.default_is_ahead else "behind"
    return word(language, f"backtest_title.{verdict}", **_values(result, language))


def note(result: Backtest, language: str) -> str:
    """Return where the figures come from."""
    return figures.source_line(result.history.sources, language)


def _values(result: Backtest, language: str) -> dict[str, str]:
    """Return what the sentences are filled with."""
    totals = result.totals
    others = totals.drop(OURS)["mase"].dropna()
    rival = str(others.idxmin()) if len(others) else OURS
    percent = {
        name: numbers.format_percent(float(totals.loc[model, column]), language, 0)
        for name, model, column in (
            ("ours", OURS, "wape"),
            ("theirs", rival, "wape"),
            ("inside", OURS, "coverage_80"),
        )
    }
    return percent | {
        "rival": word(language, f"model.{rival}"),
        "count": numbers.format_count(len(result.origins), language),
        "horizon": numbers.format_count(result.horizon, language),
    }
