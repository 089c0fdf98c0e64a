"""One indicator or contact volume in the terminal: verdict, sentences, figures with their place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pcanalysis import texts
from pcanalysis.analysis import fit_trend, measure_gap
from pcanalysis.store.project import Project
from pcanalysis.tables import table


@dataclass(frozen=True, slots=True)
class Answer:
    """What ``show`` prints: lines, a table, and the same as plain facts."""

    lines: list[str]
    table: list[list[str]]
    facts: dict[str, Any]


def shown(project: Project, key: str, *, volume: bool, until: str, language: str) -> Answer:
    """Return what there is to say about one key."""
    if volume:
        history = project.volumes(key, until=until)
        results: list[Any] = [fit_trend(history)]
    else:
        history = project.history(key, until=until)
        gap = measure_gap(history, project.targets(key, until=until))
        results = [gap, gap.trend] if gap.targets else [gap.trend]
    name = history.short_name(language)
    lines = [texts.word(language, "cli.title", name=name, key=key)]
    if history.as_of is not None:
        day = texts.format_date(history.as_of, language)
        lines.append(texts.word(language, "cli.as_of", day=day))
    lines += ["", texts.headline(results[0], language)]
    said: list[str] = []
    for result in results:
        said += [s for s in texts.describe(result, language) if s not in said]
    lines += [*said, ""]
    made = table(results[0], language)
    facts = {
        "key": key,
        "name": name,
        "as_of": history.as_of,
        "status": [result.status for result in results],
        "evidence": results[0].evidence,
        "headline": texts.headline(results[0], language),
        "sentences": said,
        "table": [dict(zip(made.header, row, strict=True)) for row in made.rows],
    }
    return Answer(lines, [list(made.header), *(list(row) for row in made.rows)], facts)
