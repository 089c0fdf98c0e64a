"""Pictures of results: the verdict as title, uncertainty always drawn, every mark labelled.

``plot`` makes a picture that stands alone, ``draw`` one for a page that writes the words itself.
"""

from __future__ import annotations

from pcanalysis.analysis import Backtest, Forecast, Gap, Norm, Portfolio, XmrChart
from pcanalysis.analysis.survey_error import SURVEYS
from pcanalysis.model import Kind, Target
from pcanalysis.plots.chance import draw_chance, has_chance
from pcanalysis.plots.chart import Chart, Sheet
from pcanalysis.plots.control import draw_control
from pcanalysis.plots.outlook import draw_outlook
from pcanalysis.plots.overview import draw_overview
from pcanalysis.plots.targets import drawn_targets
from pcanalysis.plots.trend import draw_trend
from pcanalysis.plots.volume import GROUPS, draw_volume
from pcanalysis.plots.yearly import draw_yearly
from pcanalysis.texts import alt_text, headline, note, subtitle, word
from pcanalysis.texts.filled import histories_of
from pcanalysis.texts.sentences import Result

__all__ = ["Chart", "draw", "plot"]


def plot(result: Result, language: str = "nl") -> Chart | None:
    """Draw a result as a picture that stands alone: title, subtitle, chart and note.

    Parameters
    ----------
    result
        What ``fit_trend``, ``measure_gap``, ``make_forecast``, ``chart_xmr``, ``judge_norm`` or
        ``compare_portfolio`` returned.
    language
        ``nl`` or ``en``.

    Returns
    -------
    Chart or None
        A matplotlib figure with ``alt_text``; None when there is no figure to draw.
    """
    simulated = any(history.simulated for history in histories_of(result))
    sheet = Sheet(
        language=language,
        alt_text=alt_text(result, language),
        title=headline(result, language),
        subtitle=subtitle(result, language),
        tag=word(language, "chart.simulated") if simulated else "",
        note=note(result, language),
    )
    return _picture(result, sheet)


def draw(result: Result, language: str = "nl", *, narrow: bool = False) -> Chart | None:
    """Draw a result without its words, wide or for a small screen; None when there is nothing."""
    sheet = Sheet(language=language, alt_text=alt_text(result, language), narrow=narrow)
    return _picture(result, sheet)


def _picture(result: Result, sheet: Sheet) -> Chart | None:
    if isinstance(result, Portfolio):
        return draw_overview(result, sheet)
    history = result.history
    if isinstance(result, Backtest) or not history.points:  # a backtest is a table
        return None
    if isinstance(result, XmrChart | Norm):
        return draw_control(result, sheet)
    if isinstance(result, Forecast):
        daily = history.kind is Kind.CONTACTS and history.freq in GROUPS
        return draw_volume(result, sheet) if daily else draw_outlook(result, sheet)
    targets: tuple[Target, ...] = ()
    if isinstance(result, Gap) and has_chance(result):
        return draw_chance(result, sheet)
    if isinstance(result, Gap):
        targets, result = drawn_targets(result.targets), result.trend
    picture = draw_trend if history.kind in SURVEYS else draw_yearly
    return picture(result, targets, sheet)
