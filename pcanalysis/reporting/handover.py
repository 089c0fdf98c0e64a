"""What the last cell of a notebook does: show its results and hand them over to the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from IPython.display import display

from pcanalysis import plots
from pcanalysis.reporting.finding import Result, kind_of, make_finding
from pcanalysis.reporting.run import findings_wanted, hand_over
from pcanalysis.tables.html import shown


def publish(*results: Result | Iterable[Result], language: str = "nl") -> None:
    """Show results in the notebook: picture, sentences and table; a report run collects them too.

    Parameters
    ----------
    results
        Results of ``fit_trend``, ``measure_gap`` or ``make_forecast``, or lists of them.
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
        hand_over([make_finding(result) for result in flat])


def _flatten(results: Iterable[Any]) -> Iterator[Result]:
    for result in results:
        nested = isinstance(result, Iterable) and not isinstance(result, str)
        yield from _flatten(result) if nested else (result,)
