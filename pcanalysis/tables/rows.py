"""Results as tables: the same figures as the picture, in words and with their place in a file.

A cell without a figure says why; a dash stands only where a column does not apply.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from pcanalysis import texts
from pcanalysis.analysis import Backtest, Forecast, Gap, Norm, Outlook, Portfolio, Trend, XmrChart
from pcanalysis.analysis.survey_error import BOUNDS, known
from pcanalysis.model import History, Observation, Source, Status, Target
from pcanalysis.store.from_file import Histories
from pcanalysis.tables.charted import NUMERIC, charted
from pcanalysis.texts.figures import shown, subject
from pcanalysis.texts.numbers import format_number
from pcanalysis.texts.words import begin, word

Result = Trend | Gap | Forecast | Backtest | XmrChart | Norm | Portfolio
_SCORES = ("wape", "mase", "pinball", "coverage_80", "coverage_95", "bias")
_DECIMALS = {"mase": 2, "pinball": 2}
LAST_ROWS = 35  # of a long history: the last ones
_PERIOD_WORDS = {"Y": "year", "M": "month", "D": "day"}
_Cell = Callable[[Observation], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of plain text, row by row; ``numeric`` says which columns hold figures."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


def table(result: Result | History | Histories, language: str = "nl") -> Table:
    """Return the figures behind a result, one row per period; of a portfolio per indicator.

    Parameters
    ----------
    result
        What an analysis returned, a history, or the histories of a file.
    language
        ``nl`` or ``en``.

    Returns
    -------
    Table
        Plain text. Of a history longer than 35 rows the last 35.
    """
    if isinstance(result, Histories):
        return _table_of_file(result, language)
    if isinstance(result, History):
        caption = word(language, "table.caption", subtitle=subject(result, language))
        return _table_of(result, (), (), (), caption, language)
    caption = word(language, "table.caption", subtitle=texts.subtitle(result, language))
    if isinstance(result, Forecast):
        return _forecast_table(result, caption, language)
    if isinstance(result, Backtest):
        return _table_of_scores(result, caption, language)
    if isinstance(result, XmrChart | Norm | Portfolio):
        columns = charted(result, language)
        rows = tuple(zip(*columns.values(), strict=True))
        numeric = tuple(name in NUMERIC for name in columns)
        header = tuple(word(language, f"table.{name}") for name in columns)
        return Table(caption=caption, header=header, rows=rows, numeric=numeric)
    trend, gap = (result.trend, result) if isinstance(result, Gap) else (result, None)
    targets, outlook = (gap.targets, gap.outlook) if gap else ((), ())
    return _table_of(trend.history, trend.margins, targets, outlook, caption, language)


def _table_of_scores(result: Backtest, caption: str, language: str) -> Table:
    """Return how each model did, all periods together."""
    none = word(language, "table.none")
    rows = [
        (
            begin(word(language, f"model.{model}")),
            *(
                format_number(scores[name], language, _DECIMALS.get(name, 0))
                if math.isfinite(scores[name])
                else none
                for name in _SCORES
            ),
        )
        for model, scores in result.totals.iterrows()
    ]
    return Table(
        caption=caption,
        header=tuple(word(language, f"backtest_table.{name}") for name in ("model", *_SCORES)),
        rows=tuple(rows),
        numeric=(False, *(True for _ in _SCORES)),
    )


def _table_of_file(file: Histories, language: str) -> Table:
    """Return every series of a file: how many figures and targets it has, and the last one."""
    rows, none = [], word(language, "table.none")
    for name, history in file.items():
        points = history.points
        ends = [texts.format_period(o.period, language) for o in (*points[:1], *points[-1:])]
        last = [texts.format_value(o.value, history, language) for o in points[-1:]]
        both = (points, file.targets.get(name, ()))
        waves, targets = (texts.format_count(len(one), language) for one in both)
        rows.append(
            (name, history.short_name(language), waves, *(ends + last or [none] * 3), targets)
        )
    heads = ("key", "name", "waves", "first", "last", "last_value", "targets")
    return Table(
        caption=file.file,
        header=tuple(begin(word(language, f"cli_header.{head}")) for head in heads),
        rows=tuple(rows),
        numeric=(False, False, True, False, False, True, True),
    )


def _table_of(
    history: History,
    margins: tuple[tuple[float, float] | None, ...],
    targets: tuple[Target, ...],
    outlook: tuple[Outlook, ...],
    caption: str,
    language: str,
) -> Table:
    """Return measured figures with margin, number of answers, target and place, as they apply."""
    columns: dict[str, _Cell] = {"table.measured": lambda o: _measured(o, history, language)}
    if any(margins):
        by_period = dict(zip((o.period for o in history.points), margins, strict=True))
        columns["table.margin"] = lambda o: _margin(by_period.get(o.period), history, language)
        columns["table.answers"] = lambda o: _answers(o, language)
    measured = {o.period: o for o in history.observations[-LAST_ROWS:]}
    wanted = {target.period: target for target in targets}
    chances = {row.target.period: texts.chance_words(row, language) for row in outlook}
    likely = any(chances.values())
    header = (
        word(language, f"table.{_PERIOD_WORDS.get(history.freq, 'period')}"),
        *(word(language, name) for name in columns),
        *([word(language, "table.target")] if wanted else []),
        *([word(language, "table.chance")] if likely else []),
        word(language, "card.file"),
    )
    periods = dict.fromkeys((*measured, *wanted))
    lines = []
    for period in sorted(periods, key=lambda p: (p is None, p and p.start)):  # None always holds
        o = measured.get(period) if period else None
        target = wanted.get(period)
        cells = [
            texts.format_period(period, language) if period else word(language, "table.standing"),
            *_cells(columns, o, language, standing=period is None),
        ]
        if wanted:
            cells.append(_target(target, history, language))
        if likely:
            cells.append(chances.get(period) or word(language, "table.none"))
        lines.append((*cells, _places(history, o, target)))
    figures = len(header) - 2 - likely  # words and places stand at the left
    numeric = (False, *[True] * figures, *[False] * (1 + likely))
    return Table(caption=caption, header=header, rows=tuple(lines), numeric=numeric)


def _cells(
    columns: dict[str, _Cell], o: Observation | None, language: str, *, standing: bool
) -> list[str]:
    """Return what was measured in a period, or why it was not; a standing norm never is."""
    if o is not None and o.status is not Status.MISSING:
        return [column(o) for column in columns.values()]
    dash = word(language, "table.none")
    why = word(language, f"missing_cell.{o.reason}" if o else "table.not_measured")
    return [dash if standing else why, *(dash for _ in list(columns)[1:])]


def _measured(o: Observation, history: History, language: str) -> str:
    value = shown(o, history, language)
    if o.status is Status.ACTUAL or o.status in BOUNDS:
        return value
    return f"{value} ({word(language, f'status.{o.status}')})"


def _margin(margin: tuple[float, float] | None, history: History, language: str) -> str:
    if margin is None:
        return word(language, "table.margin_unknown")
    return texts.format_range(*margin, history, language)


def _answers(o: Observation, language: str) -> str:
    if not known(o.n):
        return word(language, "table.margin_unknown")
    return f"{texts.format_count(o.n, language)} ({word(language, f'n_basis.{o.n_basis}')})"


def _target(target: Target | None, history: History, language: str) -> str:
    if target is None:
        return word(language, "table.none")
    if target.value is not None:
        return texts.format_value(target.value, history, language)
    return texts.format_range(target.low or 0.0, target.high or 0.0, history, language)


def _places(history: History, o: Observation | None, target: Target | None) -> str:
    """Return file and lines of the figure and of its target."""
    places = []
    if o is not None and o.line and history.sources:
        places.append(_place(history.sources[o.source], o.line, o.line_to))
    if target is not None and target.line:
        places.append(_place(target.source, target.line, target.line))
    return ", ".join(dict.fromkeys(places))


def _place(source: Source, line: int, line_to: int) -> str:
    return f"{source.file}:{line}-{line_to}" if line_to > line else f"{source.file}:{line}"


def _forecast_table(forecast: Forecast, caption: str, language: str) -> Table:
    """Return per period the middle and the two bands of the picture."""
    history = forecast.history
    middle = forecast.median
    bands = [(forecast.quantile(1 - p), forecast.quantile(p)) for p in (0.75, 0.95)]
    dash = word(language, "table.none")
    rows = []
    for i, period in enumerate(forecast.periods):
        cells = [word(language, "table.closed"), dash, dash]
        if not forecast.closed[i]:
            ends = [(float(low[i]), float(high[i])) for low, high in bands]
            ranges = [texts.format_range(*both, history, language) for both in ends]
            cells = [texts.format_estimate(float(middle[i]), history, language), *ranges]
        rows.append((texts.format_period(period, language), *cells))
    names = (_PERIOD_WORDS.get(history.freq, "period"), "middle", "half", "nine_of_ten")
    return Table(
        caption=caption,
        header=tuple(word(language, f"table.{name}") for name in names),
        rows=tuple(rows),
        numeric=(False, True, True, True),
    )
