"""Choices in JupyterLab: pick a programme and an indicator, and see what there is to say about it.

The only floor that knows ipywidgets.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Any

import ipywidgets as widgets

from pcanalysis.analysis import Gap, Trend, fit_trend, measure_gap
from pcanalysis.errors import PcanalysisError, UnknownKey
from pcanalysis.plots import Chart, plot
from pcanalysis.store.project import Project
from pcanalysis.tables.html import shown
from pcanalysis.texts import LANGUAGES, word


def choose(
    project: Project,
    programme: str = "",
    indicator: str = "",
    *,
    until: str = "",
    language: str = "nl",
) -> widgets.Widget:
    """Return drop-downs for programme, indicator or contact volume, date and language.

    Parameters
    ----------
    project
        The opened project.
    programme, indicator
        What is chosen at first; empty takes the first one.
    until
        What was published by then, as ISO date or year; empty takes everything.
    language
        ``"nl"`` or ``"en"``.

    Returns
    -------
    ipywidgets.Widget
        Shows picture, sentences and table, and shows them anew when a choice changes. What cannot
        be shown, it says in words.
    """
    try:
        return _Chooser(project, programme, indicator, until, language).box
    except PcanalysisError as error:
        return widgets.HTML(_said(error))


class _Chooser:
    """The widgets and what they show."""

    def __init__(
        self, project: Project, programme: str, indicator: str, until: str, language: str
    ) -> None:
        self._project = project
        if language not in LANGUAGES:
            raise UnknownKey.among("language", language, LANGUAGES)
        programmes = project.definitions.programmes
        named = [(f"{one.municipality}: {one.name}", one.key) for one in programmes.values()]
        first = programme or next(iter(programmes), "")
        self._programme = widgets.Dropdown(options=named, value=project.programme(first).key)
        series = self._options(first)
        keys = [key for _, key in series]
        if indicator and indicator not in keys:
            raise UnknownKey.among("indicator or volume", indicator, keys)
        self._series = widgets.Dropdown(options=series, value=indicator or next(iter(keys), None))
        self._until = widgets.Text(value=until, placeholder="2018-12-31", continuous_update=False)
        self._language = widgets.ToggleButtons(options=["nl", "en"], value=language)
        self._picture, self._words = widgets.HTML(), widgets.HTML()
        choices = [self._programme, self._series, self._until, self._language]
        self.box = widgets.VBox([*choices, self._picture, self._words])
        self._show()
        self._programme.observe(self._offer, names="value")
        for choice in (self._series, self._until, self._language):
            choice.observe(self._show, names="value")

    def _options(self, programme: str) -> list[tuple[str, str]]:
        """Return name and key of everything the programme measures."""
        own = self._project.programme(programme)
        named = [(one.name, one.key) for one in own.indicators]
        named += [(one.name.get("nl", one.channel), one.key) for one in own.volumes]
        return [(f"{key.split('/', 1)[1]}: {name}", key) for name, key in named]

    def _offer(self, _: Any) -> None:
        """Offer what the chosen programme measures."""
        self._series.options = self._options(self._programme.value)

    def _show(self, _: Any = None) -> None:
        """Show the chosen series; what cannot be shown is said in words."""
        language = self._language.value
        names = ("programme", "series", "until", "language")
        for name, choice in zip(names, self.box.children, strict=False):
            choice.description = word(language, f"explore.{name}")
        try:
            result = self._result()
            chart = plot(result, language)
        except PcanalysisError as error:
            self._picture.value, self._words.value = "", _said(error)
            return
        self._picture.value = "" if chart is None else _image(chart)
        self._words.value = shown(result, language).html

    def _result(self) -> Trend | Gap:
        key, until = self._series.value, self._until.value
        if any(v.key == key for v in self._project.programme(self._programme.value).volumes):
            return fit_trend(self._project.volumes(key, until=until))
        history = self._project.history(key, until=until)
        targets = self._project.targets(key, until=until)
        return measure_gap(history, targets) if targets else fit_trend(history)


def _said(error: PcanalysisError) -> str:
    return f"<p>{escape(str(error))}</p>"


def _image(chart: Chart) -> str:
    """Return a picture with its alternative text."""
    data = b64encode(chart.to_png()).decode("ascii")
    alt = escape(chart.alt_text, quote=True)
    return (
        f'<img alt="{alt}" style="max-width:47rem;width:100%" src="data:image/png;base64,{data}">'
    )
