"""What is said about single figures: how they are shown, what they rest on, why they are missing.

Shared by the texts of every result. A sentence never says more than the status of a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pcanalysis.analysis.survey_error import BOUNDS, MARK_SCALE, SURVEYS, known
from pcanalysis.model import (
    History,
    Kind,
    MissingReason,
    NBasis,
    Observation,
    Source,
    Status,
    Target,
    Unit,
)
from pcanalysis.texts.numbers import (
    format_count,
    format_date,
    format_number,
    format_period,
    format_range,
    format_value,
)
from pcanalysis.texts.words import begin, counted, listed, sentences, told, word

MAX_SOURCES = 3  # named one by one
WEAK_STATUSES = (Status.DERIVED, Status.ESTIMATE, Status.PROVISIONAL)


def shown(o: Observation, history: History, language: str) -> str:
    """Return a figure as printed: ``28%``, or ``meer dan 300.000`` for a bound."""
    value = format_value(o.value, history, language)
    return word(language, "figure.bound", value=value) if o.status in BOUNDS else value


def with_period(o: Observation, history: History, language: str) -> str:
    """Return a figure with its period: ``28% in 2015``."""
    value, period = shown(o, history, language), format_period(o.period, language)
    return word(language, "figure.in_period", value=value, period=period)


def contacts_of(history: History, language: str) -> str:
    """Return the plural noun of a volume: telefoontjes, calls."""
    return history.contacts.get(language) or word(language, "unit.contacts")


def is_survey(history: History) -> bool:
    """Whether the figures are shares or marks from a survey."""
    return history.kind in SURVEYS


def count_of(history: History, number: int, language: str) -> str:
    """Return how many figures there are, in words: ``twee metingen``."""
    key = "measurements" if is_survey(history) else "figures"
    return counted(language, f"count.{key}", number)


def subject(history: History, language: str) -> str:
    """Return what is measured, its code and its unit: the subtitle of every chart."""
    name = begin(history.short_name(language))
    named = f"{name} ({history.code})" if history.code else name
    return f"{named}, {_unit_in_words(history, language)}"


def _unit_in_words(history: History, language: str) -> str:
    if history.kind is Kind.CONTACTS:
        return f"{contacts_of(history, language)} {word(language, f'per.{history.freq}')}"
    if history.unit is Unit.RATE:
        return history.unit_text or word(language, "unit_in.count")
    low, high = history.bounds or MARK_SCALE
    ends = {"low": format_number(low, language), "high": format_number(high, language)}
    return word(language, f"unit_in.{history.unit.value}", **ends)


def opening(history: History, language: str) -> list[str]:
    """Return what must be said first: simulated figures, a lost name."""
    lost = history.label_incomplete
    said = {"figure.simulated": history.simulated, "figure.label_incomplete": lost}
    return told(language, said | {"figure.label_lost": lost})


def worth(history: History, points: Iterable[Observation], language: str) -> list[str]:
    """Return which figures are derived, estimated, provisional or no more than a bound."""
    points = tuple(points)
    said: list[str] = []
    for status in WEAK_STATUSES:
        here = [o for o in points if o.status is status]
        many = "_many" if len(here) > 1 else ""
        period = periods_of(here, language)
        said += told(language, {f"figure.{status}{many}": here}, period=period)
    for o in history.points:
        if o.status in BOUNDS:
            period, value = format_period(o.period, language), shown(o, history, language)
            said += sentences(language, f"figure.{o.status}", period=period, value=value)
    return said


def no_measurement(history: History, language: str) -> list[str]:
    """Return why there is no measurement, in words."""
    if history.observations:
        last = history.observations[-1]  # or a bound, which `worth` tells
        return missing(last, language) if last.status is Status.MISSING else []
    day = history.until or history.as_of
    if day is None:
        return sentences(language, "missing.none_at_all")
    return sentences(language, "missing.none_published", day=format_date(day, language))


def later_missing(history: History, last: Observation, language: str) -> list[str]:
    """Return why a later survey gave no figure, where its question failed."""
    after = [o for o in history.observations if o.period.start > last.period.start]
    failed = [o for o in after if o.reason == MissingReason.INSUFFICIENT_DATA.value]
    if not failed:
        return []
    used = format_period(last.period, language)
    return [*missing(failed[-1], language), *sentences(language, "missing.use_last", period=used)]


def missing(o: Observation, language: str) -> list[str]:
    """Return why this period has no figure, in words."""
    period = format_period(o.period, language)
    return sentences(language, f"missing.{o.reason}", period=period)


def sample(
    history: History, points: Sequence[Observation], language: str, *, sd_assumed: bool
) -> list[str]:
    """Return what is assumed or unknown about the number of answers behind ``points``."""
    if not points:
        return []
    if not is_survey(history):
        return sentences(language, "sample.no_survey_margin")
    counted_points = [o for o in points if not known(o.se)]
    if any(o.n_basis is NBasis.UNKNOWN or not known(o.n) for o in counted_points):
        return sentences(language, "sample.unknown")
    said: list[str] = []
    mixed = len({o.n_basis for o in counted_points}) > 1
    for basis in (NBasis.ASSUMED, NBasis.SURVEY_TOTAL):
        here = [o for o in counted_points if o.n_basis is basis]
        several = basis is NBasis.ASSUMED and len({o.n for o in here}) > 1
        key = f"sample.{basis}{'_in' if mixed else '_several' if several else ''}"
        values = {"ns": answers_of(here, language), "period": periods_of(here, language)}
        said += told(language, {key: here}, **values)
    return said + told(language, {"sample.sd_assumed": sd_assumed})


def periods_of(points: Sequence[Observation], language: str) -> str:
    """Return the periods of figures as a list in words."""
    return listed([format_period(o.period, language) for o in points], language)


def answers_of(points: Sequence[Observation], language: str) -> str:
    """Return the numbers of answers in order of time: ``787 en 755``; a span for three or more."""
    ns = list(dict.fromkeys(o.n for o in points if known(o.n)))
    if len(ns) < 3:
        return listed([format_count(n, language) for n in ns], language)
    ends = {"low": format_count(min(ns), language), "high": format_count(max(ns), language)}
    return word(language, "sample.ns_span", **ends)


def source_line(sources: Iterable[Source], language: str) -> str:
    """Return the documents behind the figures, newest last: ``Bron: Gemeente Leiden, …``."""
    by_age = sorted(sources, key=_age)
    names = list(dict.fromkeys(_source_name(source, language) for source in by_age))
    if not names:
        return ""
    said, count = "; ".join(names), format_count(len(names) - 1, language)
    if len(names) > MAX_SOURCES:
        said = word(language, "source.more", sources=names[-1], count=count)
    return word(language, "source.one" if len(names) == 1 else "source.many", sources=said)


def sources_of(history: History) -> list[Source]:
    """Return the sources of the figures in a history; none where it does not name them."""
    used = dict.fromkeys(o.source for o in history.points)
    return [history.sources[i] for i in used] if history.sources else []


def _age(source: Source) -> tuple[str, str]:
    edition = source.edition
    return (edition.published.isoformat(), edition.id) if edition else ("", source.file)


def _source_name(source: Source, language: str) -> str:
    edition = source.edition
    if edition is None:
        return source.publisher
    title = edition.title_in(language)
    return word(language, "source.document", publisher=source.publisher, title=title)


def margin_note(history: History, points: Sequence[Observation], language: str) -> list[str]:
    """Return how to read the margins in a chart of survey figures."""
    if not is_survey(history) or not points:
        return []
    if any(not known(o.n) and not known(o.se) for o in points):
        return [word(language, "note.margin_unknown")]
    if not any(known(o.n) for o in points):
        return [word(language, "note.margin_se")]
    bases = {o.n_basis for o in points}
    weaker = (b for b in (NBasis.ASSUMED, NBasis.SURVEY_TOTAL) if b in bases)
    weakest = next(weaker, NBasis.PUBLISHED)
    return [word(language, f"note.margin_{weakest}", ns=answers_of(points, language))]


def target_values(
    target: Target, history: History, language: str, *, below: bool = False
) -> dict[str, str]:
    """Return a target as printed, a range as ``40% tot 60%`` with the end the figure is beyond."""
    end = target.value
    if end is None:
        end = target.low if below else target.high
    values = {"noun": word(language, f"target_noun.{target.kind}")}
    values["T"] = values["end"] = format_value(end or 0.0, history, language)
    if target.value is None:
        values["T"] = format_range(target.low or 0.0, target.high or 0.0, history, language)
    if target.period is not None:
        values["target_period"] = format_period(target.period, language)
    return values
