"""What the last cell of a notebook does: show its results and hand them over to the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from IPython.display import display

from pcanalysis import plots
from pcanalysis.analysis import Portfolio
from pcanalysis.reporting.answers import add_portfolio
from pcanalysis.reporting.finding import Result, kind_of, make_finding
from pcanalysis.reporting.run import findings_wanted, hand_over
from pcanalysis.tables.html import shown


def publish(*results: Result | Iterable[Result], language: str = "nl") -> None:
    """Show results in the notebook: picture, sentences and table; a report run collects them too.

    Parameters
    ----------
    results
        Results of an analysis, or lists of them. A comparison of all indicators also gives each
        gap its row.
    language
        Language of what is shown, ``"nl"`` or ``"en"``; the report gets both.

    Raises
    ------
    TypeError
        If something else than a result is given; nothing is shown then.
    """
    flat = tuple(_flatten(results))
    for result in flat:
        kind_of(result)
    for result in flat:
        chart = plots.plot(result, language)
        if chart is not None:
            display(chart)
        display(shown(result, language))
    if findings_wanted():
        findings = [make_finding(result) for result in flat]
        for result in flat:
            if isinstance(result, Portfolio):
                add_portfolio(findings, result)
        hand_over(findings)


def _flatten(results: Iterable[Any]) -> Iterator[Result]:
    for result in results:
        if isinstance(result, Portfolio) and not result.gaps:
            continue  # a programme without indicators
        nested = isinstance(result, Iterable) and not isinstance(result, str)
        yield from _flatten(result) if nested else (result,)
