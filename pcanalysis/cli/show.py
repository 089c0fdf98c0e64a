"""What ``show`` says in the terminal: the verdict, the four answers, the figures with their place.

An indicator is held against its targets, a contact volume has only its trend, and a programme
gives one line for each of both. No picture is drawn, so nothing slow is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pcanalysis import texts
from pcanalysis.analysis import Gap, Trend, fit_trend, measure_gap
from pcanalysis.errors import UnknownKey
from pcanalysis.model import History, Programme, Target
from pcanalysis.reporting.answers import answers_of
from pcanalysis.store.project import Project
from pcanalysis.tables import table
from pcanalysis.texts.outlook import verdict

ANSWERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What ``show`` prints: lines, a table, and the same as plain facts."""

    lines: list[str]
    table: list[list[str]]
    facts: dict[str, Any]


def answer(project: Project, key: str, *, until: str, language: str) -> Answer:
    """Return what there is to say about a programme, indicator or contact volume.

    Raises
    ------
    UnknownKey
        If nothing has this key; names the nearest one.
    """
    programmes = project.definitions.programmes
    if key in programmes:
        return _of_programme(project, programmes[key], until, language)
    owner = {key: own for own in programmes.values() for key in _keys(own)}
    if key not in owner:
        raise UnknownKey.among("key", key, [*programmes, *owner])
    return _of_series(_result(project, owner[key], key, until), language)


def _keys(programme: Programme) -> list[str]:
    return [*(one.key for one in programme.indicators), *(one.key for one in programme.volumes)]


def _result(project: Project, programme: Programme, key: str, until: str) -> Trend | Gap:
    if any(one.key == key for one in programme.volumes):
        return fit_trend(project.volumes(key, until=until))
    history, targets = project.history(key, until=until), project.targets(key, until=until)
    return measure_gap(history, targets) if targets else fit_trend(history)


def _of_series(result: Trend | Gap, language: str) -> Answer:
    history = result.history
    answers = _answers(result, language)
    lines = [texts.word(language, "cli.title", name=history.short_name(language), key=history.key)]
    if history.as_of is not None:
        day = texts.format_date(history.as_of, language)
        lines.append(texts.word(language, "cli.as_of", day=day))
    lines += ["", texts.headline(result, language), ""]
    for label, words, said in answers:
        lines += [f"{label}: {words}", *(f"  {sentence}" for sentence in said)]
    made = table(result, language)
    facts = _facts(result, language) | {
        "as_of": history.as_of,
        "evidence": result.evidence,
        "sentences": list(dict.fromkeys(one for _, _, said in answers for one in said)),
        "answers": [
            {"label": label, "words": words, "sentences": said} for label, words, said in answers
        ],
        **answers_of(result),
        "figures": _figures(history),
        "targets": [_target(one) for one in result.targets] if isinstance(result, Gap) else [],
    }
    return Answer(
        lines=[*lines, ""],
        table=[list(made.header), *(list(row) for row in made.rows)],
        facts=facts,
    )


def _answers(result: Trend | Gap, language: str) -> list[tuple[str, str, list[str]]]:
    """Return position, trend, outlook and evidence: the label, the words and the sentences."""
    trend, chips = (
        (result.trend if isinstance(result, Gap) else result),
        texts.chips(result, language),
    )
    *behind, rests = texts.details(result, language) or [""]
    chance: list[str] = []
    position = texts.describe(result, language) if isinstance(result, Gap) else []
    if isinstance(result, Gap):
        chance = verdict(result, language) + (behind if result.outlook else [])
        position = [*position, *(one for one in behind if not result.outlook)]
    else:
        none = texts.word(language, "gap_chip.no_target")
        chips.insert(0, (texts.word(language, "chip.position"), none))
    if len(chips) < ANSWERS:  # no target lies ahead
        ahead = texts.word(language, "cli.outlook"), texts.word(language, "cli.no_outlook")
        chips.insert(2, ahead)
    position = [one for one in position if one not in chance]
    moved = [one for one in texts.describe(trend, language) if one not in position]
    said = (position, moved, chance, [rests] if rests else [])
    return [(*chip, one) for chip, one in zip(chips, said, strict=True)]


def _of_programme(project: Project, programme: Programme, until: str, language: str) -> Answer:
    results = [_result(project, programme, key, until) for key in _keys(programme)]
    facts = [_facts(result, language) for result in results]
    volumes_from = len(programme.indicators)
    title = programme.title(language)
    heads = ("key", "name", "last_period", "verdict")
    rows = [[texts.word(language, f"cli_header.{head}") for head in heads]]
    for result, one in zip(results, facts, strict=True):
        last = "".join(point.period.label for point in result.history.points[-1:])
        rows.append([one["key"], one["name"], last, one["headline"]])
    tag = [texts.word(language, "chart.simulated")] if programme.simulated else []
    return Answer(
        lines=[texts.word(language, "cli.title", name=title, key=programme.key), *tag, ""],
        table=rows,
        facts={
            "key": programme.key,
            "name": title,
            "simulated": programme.simulated,
            "indicators": facts[:volumes_from],
            "volumes": facts[volumes_from:],
        },
    )


def _facts(result: Trend | Gap, language: str) -> dict[str, Any]:
    """Return the verdict on a series: its position when it has targets, and its trend."""
    trend = result.trend if isinstance(result, Gap) else result
    return {
        "key": result.history.key,
        "name": result.history.short_name(language),
        "simulated": result.history.simulated,
        "position": result.status if isinstance(result, Gap) else None,
        "trend": trend.status,
        "headline": texts.headline(result, language),
    }


def _figures(history: History) -> list[dict[str, Any]]:
    return [
        {
            "period": one.period.label,
            "value": one.value,
            "status": one.status.value,
            "reason": one.reason or None,
            "file": history.sources[one.source].file if history.sources and one.line else None,
            "line": one.line or None,
        }
        for one in history.observations
    ]


def _target(one: Target) -> dict[str, Any]:
    figures = {name: getattr(one, name) for name in ("value", "low", "high", "kind")}
    return {"period": one.label, **figures, "file": one.source.file, "line": one.line or None}
