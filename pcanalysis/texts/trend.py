"""What a Trend says in words: what changed, and how much of that can be chance.

A clear change is named only under ``improving`` and ``worsening``. A direction is a direction: the
text says why nothing more is known.
"""

from __future__ import annotations

from collections.abc import Mapping

from pcanalysis.analysis import Trend
from pcanalysis.analysis.trend import CLEAR, DELTA_REST_PCT, DELTAS
from pcanalysis.model import Direction, History, Kind, NBasis, Status
from pcanalysis.texts import figures, numbers
from pcanalysis.texts.words import begin, listed, told, word

POINTS_IN_FULL = 4  # more are told by the first and the last
TOLD = ("no_clear_change", *CLEAR)  # of these the sentences hold the interval of the change


def describe(trend: Trend, language: str) -> list[str]:
    """Return the sentences of a trend, most important first."""
    history, points = trend.history, trend.points
    said = figures.opening(history, language)
    if not points:
        return (
            said + figures.no_measurement(history, language) + figures.worth(history, (), language)
        )
    values = _values(trend, language)
    said += told(language, _facts(trend), **values)
    said += figures.later_missing(history, points[-1], language)
    said += told(language, _broken(trend) | _verdict(trend) | _side(trend), **values)
    if figures.is_survey(history):
        said += figures.sample(history, points, language, sd_assumed=trend.sd_assumed)
    said += told(language, {"trend.direction_only": _held_back(trend) == "unproven"})
    return said + figures.worth(history, points, language)


def headline(trend: Trend, language: str) -> str:
    """Return the verdict as a title of at most twelve words."""
    if trend.history.label_incomplete:
        return word(language, "figure.label_incomplete").rstrip(".")
    return begin(word(language, f"trend_title.{_title(trend)}", **_values(trend, language)))


def note(trend: Trend, language: str) -> str:
    """Return how to read the chart and where the figures come from."""
    sources = figures.source_line(figures.sources_of(trend.history), language)
    return " ".join(part for part in (*reading(trend, language), sources) if part)


def reading(trend: Trend, language: str) -> list[str]:
    """Return how to read the marks of a chart."""
    history, points = trend.history, trend.history.points
    hatched = not figures.is_survey(history) and any(o.status is not Status.ACTUAL for o in points)
    return figures.margin_note(history, points, language) + told(
        language, {"note.hatched": hatched}
    )


def alt_parts(trend: Trend, language: str) -> list[str]:
    """Return the chart in words: what it shows, and what follows from it."""
    chart = word(language, chart_kind(trend), figures=figures_in_short(trend, language))
    return [chart, word(language, _alt_verdict(trend), **_values(trend, language))]


def details(trend: Trend, language: str) -> list[str]:
    """Return what stands behind the verdict, for who wants to know more."""
    values, survey = _values(trend, language), figures.is_survey(trend.history)
    apart = trend.survives_wave_noise is not None  # of a survey with known error
    bare = trend.if_n_unknown.split("_only_")[0]
    when = {
        "trend.test_clear": _held_back(trend) in ("swing", "unproven"),
        "trend.real_change": survey and bool(trend.newcombe_ci95) and trend.status not in TOLD,
        "trend.by_order": trend.ranks is not None,
        f"trend.bare_{bare}": apart,
        "outlook.rests_on": trend.k,
    }
    return told(
        language, when, **values | {"count": figures.count_of(trend.history, trend.k, language)}
    )


def chips(trend: Trend, language: str) -> list[tuple[str, str]]:
    """Return development (with its shape: ▲ ▼ ＝ ● or none) and what the verdict rests on."""
    code = _way(trend) if trend.status.startswith("direction_only") else trend.status
    count = count_in_digits(trend.history, trend.k, language)
    evidence = word(language, f"evidence.{trend.evidence}", count=count)
    development = word(language, f"trend_chip.{code}")
    return [
        (word(language, "chip.development"), development),
        (word(language, "chip.evidence"), evidence),
    ]


def chart_kind(trend: Trend) -> str:
    """Return which chart shows this: points for a survey, bars for anything counted."""
    return "alt.points" if figures.is_survey(trend.history) else "alt.bars"


def figures_in_short(trend: Trend, language: str) -> str:
    """Return the figures of a chart: each one, or the first and the last of many."""
    history, points = trend.history, trend.history.points
    if len(points) <= POINTS_IN_FULL or trend.first is None:
        kept = points[-POINTS_IN_FULL:]
        return listed([figures.with_period(o, history, language) for o in kept], language)
    count = figures.count_of(history, len(points), language)
    return word(language, "alt.span", **_values(trend, language) | {"count": count})


def count_in_digits(history: History, number: int, language: str) -> str:
    """Write the number of a count in digits: ``2 metingen``; none at all in words."""
    if number == 0:
        return word(language, "count.none")
    return f"{number} {figures.count_of(history, number, language).split(maxsplit=1)[1]}"


def _facts(trend: Trend) -> Mapping[str, bool]:
    """Say what was measured, without any judgement."""
    each = figures.is_survey(trend.history) or trend.k == 1
    return {
        "trend.measurements": each and trend.k <= POINTS_IN_FULL,
        "trend.span": each and trend.k > POINTS_IN_FULL,
        "trend.figures_from": not each and trend.k > 2,
    }


def _verdict(trend: Trend) -> dict[str, bool]:
    """Say what may be concluded, and why not more."""
    survey = figures.is_survey(trend.history)
    if trend.k == 1:
        return {f"trend.{'one' if survey else 'one_figure'}_is_no_development": True}
    if trend.status in ("stable", "too_few"):
        return {f"trend.{'stable' if trend.status == 'stable' else 'season_unknown'}": True}
    if trend.status not in CLEAR:
        return _unclear_survey(trend) if survey else _counted(trend)
    way = "risen" if (trend.change or 0.0) > 0 else "fallen"
    bounded = bool(trend.newcombe_ci95 or trend.change_ci95)
    return {
        f"trend.{way}" if bounded else f"trend.{way}_by": True,
        "trend.per_year": trend.slope_per_year is not None,
        "trend.robust": trend.robust is True,
        "trend.not_robust": trend.robust is False,
    }


def _broken(trend: Trend) -> dict[str, bool]:
    """Say from when on the figures compare."""
    found = "announced" if trend.break_announced else "found"
    return {f"trend.break_{found}": bool(trend.breaks)}


def _unclear_survey(trend: Trend) -> dict[str, bool]:
    """Tell the movement of a survey figure and why it is no more than that."""
    if _way(trend) == "equal":
        return {"trend.stayed": True, "trend.cannot_tell_equal": True}
    chance, why = trend.status == "no_clear_change", _held_back(trend)
    answers = trend.break_even_n is not None and why not in ("swing", "corrected")
    return {
        "trend.went": True,
        "trend.chance": chance,
        "trend.real_change": chance and bool(trend.newcombe_ci95 or trend.change_ci95),
        "trend.waves_swing": why == "swing",
        "trend.corrected": why == "corrected",
        "trend.break_even_from": answers and why == "unproven",
        "trend.break_even": answers and why != "unproven",
    }


def _counted(trend: Trend) -> dict[str, bool]:
    """Tell the movement of a counted figure: a direction; of chance only what a test says."""
    way, tested = _way(trend), trend.status == "no_clear_change"
    corrected = _held_back(trend) == "corrected"
    went, moved = "stayed" if way == "equal" else "went", way != "equal"
    contacts = trend.history.kind is Kind.CONTACTS
    compared = f"trend.contacts_{went}" if contacts else f"trend.{went}_years"
    return {
        "trend.season_off" if trend.without_season else compared: True,
        _size(trend): moved,
        f"trend.per_day_{way}": moved and bool(trend.working_days),
        "trend.chance": moved and tested,
        "trend.corrected": corrected,
        "trend.years_swing": moved and not tested and not corrected,
    }


def _size(trend: Trend) -> str:
    """Key of the sentence on how much a counted figure moved."""
    if trend.change_pct is None:
        return f"trend.{_way(trend)}_by"
    contacts = "contacts_" if trend.history.kind is Kind.CONTACTS else ""
    return f"trend.{contacts}{_way(trend)}_pct"


def _side(trend: Trend) -> dict[str, bool]:
    """Say which way is better, where that needs saying."""
    several = trend.k > 1 and trend.history.kind is not Kind.CONTACTS
    neither = trend.history.direction in (Direction.NEUTRAL, Direction.RANGE)
    lower = trend.history.direction is Direction.LOWER
    return {
        "figure.lower_is_better": several and lower,
        "figure.no_better_side": several and neither,
    }


def _held_back(trend: Trend) -> str:
    """Why a change that its test calls clear is told by direction only; "" where it is not so."""
    if not (trend.status.startswith("direction_only") and trend.test_status in CLEAR):
        return ""
    if trend.survives_wave_noise is False:
        return "swing"
    published = trend.n_basis is NBasis.PUBLISHED and not trend.sd_assumed
    return "corrected" if published or not figures.is_survey(trend.history) else "unproven"


def _title(trend: Trend) -> str:
    survey, way = figures.is_survey(trend.history), _way(trend)
    if trend.last is None:
        return "only_bound" if trend.history.points else "none"
    if trend.status == "too_few":
        few = "too_few" if survey else "too_few_figures"
        return few if trend.k == 1 else "season_unknown"
    if trend.history.kind is Kind.CONTACTS and trend.change_pct is not None:
        return f"contacts_{way}"
    if trend.status in CLEAR:
        side, ends = ("risen", "higher") if (trend.change or 0.0) > 0 else ("fallen", "lower")
        return side if way == ends else f"{side}_between"
    if trend.status in ("stable", "no_clear_change"):
        return f"{trend.status}_equal" if way == "equal" else trend.status
    return way


def _way(trend: Trend) -> str:
    """How the last figure compares with the first: higher, lower or equal."""
    moved = _moved(trend)
    return "equal" if moved == 0 else "higher" if moved > 0 else "lower"


def _moved(trend: Trend) -> float:
    """What the last figure differs from the first; of a season that was taken off, the line."""
    if trend.without_season or trend.first is None or trend.last is None:
        return trend.change or 0.0
    return trend.last.value - trend.first.value


def _values(trend: Trend, language: str) -> dict[str, object]:
    """Return all that the texts of a trend fill in; the first and last figure are y1 and y2."""
    history = trend.history
    points = trend.points or history.points
    if not points:
        return {}
    first, last, decimals = points[0], points[-1], numbers.decimals_of(history)
    interval = trend.newcombe_ci95 or trend.change_ci95 or (0.0, 0.0)
    change, slope = trend.change or 0.0, trend.slope_per_year or 0.0
    delta = DELTAS.get(history.unit) if history.delta is None else history.delta
    least = numbers.format_percent(DELTA_REST_PCT, language, 0)
    return {
        "count": begin(figures.count_of(history, len(points), language)),
        "figures": listed([figures.with_period(o, history, language) for o in points], language),
        "y1": figures.shown(first, history, language),
        "t1": numbers.format_period(first.period, language),
        "y2": figures.shown(last, history, language),
        "t2": numbers.format_period(last.period, language),
        "contacts": figures.contacts_of(history, language),
        "d": numbers.format_difference(change, history, language, decimals=decimals),
        "size": numbers.format_difference(_moved(trend), history, language),
        "pct": numbers.format_percent(abs(trend.change_pct or 0.0), language),
        "between": numbers.format_change_between(*interval, history, language),
        "yearly": numbers.format_difference(slope, history, language, decimals=decimals + 1),
        "delta": least if delta is None else numbers.format_difference(delta, history, language),
        "break": numbers.format_period(trend.breaks[-1], language) if trend.breaks else "",
        "n": numbers.format_count(trend.break_even_n or 0, language),
        "number": numbers.format_number(abs(trend.change_per_working_day or 0.0), language, 1),
        "days": trend.working_days,
    }


def _alt_verdict(trend: Trend) -> str:
    way = _way(trend)
    if trend.last is None:
        return "alt.bound"
    if trend.status in CLEAR:
        return "alt.beyond_chance"
    if trend.status == "too_few" and trend.k > 1:
        return "trend.season_unknown"
    if trend.status in ("too_few", "stable", "no_clear_change"):
        return f"alt.{trend.status}"
    if way == "equal":
        return "alt.equal"
    if trend.survives_wave_noise is False:
        return f"alt.waves_swing_{way}"
    if trend.history.kind is Kind.CONTACTS and trend.change_pct is not None:
        return _size(trend)
    return f"alt.direction_{way}" if trend.p is None else f"alt.assumed_{way}"
