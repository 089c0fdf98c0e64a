"""What a Trend says in words: what changed, and how much of that can be chance.

A clear change is named only under ``improving`` and ``worsening``. A direction is a direction: the
text says why nothing more is known.
"""

from __future__ import annotations

from pcanalysis.analysis import Trend
from pcanalysis.analysis.survey_error import BOUNDS, measured
from pcanalysis.analysis.trend import CLEAR, DELTA_REST_PCT, DELTAS
from pcanalysis.model import Direction, History, Kind, NBasis, Observation, Status
from pcanalysis.texts.figures import (
    contacts_of,
    count_of,
    is_survey,
    later_missing,
    margin_note,
    no_measurement,
    opening,
    sample,
    shown,
    source_line,
    subject,
    with_period,
    worth,
)
from pcanalysis.texts.numbers import (
    decimals_of,
    format_change_between,
    format_count,
    format_difference,
    format_number,
    format_percent,
    format_period,
)
from pcanalysis.texts.words import begin, listed, sentences, word

POINTS_IN_FULL = 4  # more are told by the first and the last


def describe(trend: Trend, language: str) -> list[str]:
    """Return the sentences of a trend, most important first."""
    history = trend.history
    points = measured(history)
    said = opening(history, language)
    if not points:
        return said + no_measurement(history, language) + worth(history, (), language)
    said += _facts(trend, language)
    said += later_missing(history, points[-1], language)
    if trend.k == 1:
        key = "one_is_no_development" if is_survey(history) else "one_figure_is_no_development"
        said += sentences(language, f"trend.{key}")
    else:
        said += _verdict(trend, language)
        said += _side(trend, language)
    if is_survey(history):
        said += sample(history, points, language, sd_assumed=trend.sd_assumed)
    if _only_unproven(trend):
        said += sentences(language, "trend.direction_only")
    return said + worth(history, points, language)


def headline(trend: Trend, language: str) -> str:
    """Return the verdict as a title of at most twelve words."""
    history = trend.history
    if history.label_incomplete:
        return word(language, "figure.label_incomplete").rstrip(".")
    if trend.last is None:
        bounds = [o for o in history.points if o.status in BOUNDS]
        if not bounds:
            return word(language, "trend_title.none")
        period = format_period(bounds[-1].period, language)
        value = shown(bounds[-1], history, language)
        return word(language, "trend_title.only_bound", value=value, period=period)
    if trend.status == "too_few":
        key = "too_few" if is_survey(history) else "too_few_figures"
        return word(language, f"trend_title.{key}")
    if history.kind is Kind.CONTACTS and trend.change_pct is not None:
        key = _by_sign(trend, "contacts_more", "contacts_less", "contacts_equal")
        return begin(word(language, f"trend_title.{key}", **_ends(trend, language)))
    return word(language, f"trend_title.{_title(trend)}", **_ends(trend, language))


def note(trend: Trend, language: str) -> str:
    """Return how to read the chart and where the figures come from."""
    history, points = trend.history, trend.history.points
    parts = margin_note(history, points, language)
    if not is_survey(history) and any(o.status is not Status.ACTUAL for o in points):
        parts.append(word(language, "note.hatched"))
    if history.sources:
        parts.append(
            source_line({o.source: history.sources[o.source] for o in points}.values(), language)
        )
    return " ".join(part for part in parts if part)


def alt_text(trend: Trend, language: str) -> str:
    """Return the chart in words for who cannot see it."""
    if not trend.history.points:
        return word(language, "alt.no_chart")
    parts = [
        *([word(language, "alt.simulated")] if trend.history.simulated else []),
        word(language, f"alt.{chart_kind(trend)}", figures=figures_in_short(trend, language)),
        _alt_verdict(trend, language),
        word(language, "alt.table_below"),
    ]
    return " ".join(parts)


def chips(trend: Trend, language: str) -> list[tuple[str, str]]:
    """Return development and evidence, each with its label."""
    return [development_chip(trend, language), evidence_chip(trend, language)]


def subtitle(trend: Trend, language: str) -> str:
    """Return what is measured, its code and its unit."""
    return subject(trend.history, language)


def development_chip(trend: Trend, language: str) -> tuple[str, str]:
    """Return the development with its shape: ▲ ▼ ＝ ● or none."""
    code = trend.status
    if code.startswith("direction_only"):
        code = _by_sign(trend, "higher", "lower", "equal")
    return word(language, "chip.development"), word(language, f"trend_chip.{code}")


def evidence_chip(trend: Trend, language: str) -> tuple[str, str]:
    """Return how much the verdict rests on."""
    count = count_in_digits(trend.history, trend.k, language)
    return word(language, "chip.evidence"), word(
        language, f"evidence.{trend.evidence}", count=count
    )


def chart_kind(trend: Trend) -> str:
    """Return which chart shows this: points for a survey, bars for anything counted."""
    return "points" if is_survey(trend.history) else "bars"


def figures_in_short(trend: Trend, language: str) -> str:
    """Return the figures of a chart: each one, or the first and the last of many."""
    history, points = trend.history, trend.history.points
    if len(points) <= POINTS_IN_FULL or trend.first is None:
        kept = points[-POINTS_IN_FULL:]
        return listed([with_period(o, history, language) for o in kept], language)
    count = count_of(history, len(points), language)
    return word(language, "alt.span", count=count, **_ends(trend, language))


def count_in_digits(history: History, number: int, language: str) -> str:
    """Write the number of a count in digits: ``2 metingen``; none at all in words."""
    if number == 0:
        return word(language, "count.none")
    return f"{number} {count_of(history, number, language).split(maxsplit=1)[1]}"


def _facts(trend: Trend, language: str) -> list[str]:
    """Return what was measured, without any judgement."""
    history, points = trend.history, measured(trend.history)
    if is_survey(history) or len(points) == 1:
        count = begin(count_of(history, len(points), language))
        if len(points) > POINTS_IN_FULL:
            return sentences(language, "trend.span", count=count, **_ends(trend, language))
        figures = listed([with_period(o, history, language) for o in points], language)
        return sentences(language, "trend.measurements", count=count, figures=figures)
    if len(points) > 2:
        count = begin(count_of(history, len(points), language))
        return sentences(language, "trend.figures_from", count=count, **_ends(trend, language))
    return []


def _verdict(trend: Trend, language: str) -> list[str]:
    """Return what may be concluded, and why not more."""
    if trend.status in CLEAR:
        return _clear(trend, language)
    if trend.status == "stable":
        return sentences(language, "trend.stable", delta=_delta(trend, language))
    if is_survey(trend.history):
        return _unclear_survey(trend, language)
    return _counted(trend, language)


def _clear(trend: Trend, language: str) -> list[str]:
    history = trend.history
    low, high = trend.newcombe_ci95 or trend.change_ci95 or (0.0, 0.0)
    change = trend.change or 0.0
    values = {
        "d": format_difference(change, history, language, decimals=decimals_of(history)),
        "between": format_change_between(low, high, history, language),
    }
    key = "trend.risen" if change > 0 else "trend.fallen"
    said = sentences(language, key, **_ends(trend, language), **values)
    if trend.slope_per_year is not None:
        d = format_difference(
            trend.slope_per_year, history, language, decimals=decimals_of(history) + 1
        )
        said += sentences(language, "trend.per_year", d=d)
    if trend.robust is not None:
        said += sentences(language, "trend.robust" if trend.robust else "trend.not_robust")
    return said


def _unclear_survey(trend: Trend, language: str) -> list[str]:
    """Return the movement of a survey figure and why it is no more than that."""
    history = trend.history
    equal = _by_sign(trend, "", "", "equal") == "equal"
    said = sentences(language, "trend.stayed" if equal else "trend.went", **_ends(trend, language))
    if equal:
        return said + sentences(language, "trend.cannot_tell_equal")
    if trend.status == "no_clear_change":
        said += sentences(language, "trend.chance")
        if (interval := trend.newcombe_ci95 or trend.change_ci95) is not None:
            between = format_change_between(*interval, history, language)
            said += sentences(language, "trend.real_change", between=between)
    elif trend.survives_wave_noise is False:
        return said + sentences(language, "trend.waves_swing")
    if trend.break_even_n is not None:
        n = format_count(trend.break_even_n, language)
        key = "trend.break_even_from" if _only_unproven(trend) else "trend.break_even"
        said += sentences(language, key, n=n)
    return said


def _counted(trend: Trend, language: str) -> list[str]:
    """Return the movement of a counted figure: a direction, never a word about chance."""
    history, change = trend.history, trend.change or 0.0
    contacts = history.kind is Kind.CONTACTS
    went = _by_sign(trend, "went", "went", "stayed")
    key = f"trend.contacts_{went}" if contacts else f"trend.{went}_years"
    said = sentences(language, key, **_ends(trend, language))
    if change == 0:
        return said
    said += _size(trend, language)
    if trend.change_per_working_day is not None and trend.working_days:
        number = format_number(abs(trend.change_per_working_day), language, 1)
        day = _by_sign(trend, "per_day_more", "per_day_less", "")
        said += sentences(language, f"trend.{day}", number=number, days=trend.working_days)
    return said + sentences(language, "trend.years_swing")


def _size(trend: Trend, language: str) -> list[str]:
    history, change = trend.history, trend.change or 0.0
    if trend.change_pct is None:
        d = format_difference(change, history, language)
        return sentences(language, _by_sign(trend, "trend.higher_by", "trend.lower_by", ""), d=d)
    pct = format_percent(abs(trend.change_pct), language)
    if history.kind is Kind.CONTACTS:
        key = _by_sign(trend, "trend.more_pct", "trend.less_pct", "")
    else:
        key = _by_sign(trend, "trend.higher_pct", "trend.lower_pct", "")
    return sentences(language, key, pct=pct)


def _side(trend: Trend, language: str) -> list[str]:
    direction = trend.history.direction
    if trend.history.kind is Kind.CONTACTS:
        return []
    if direction is Direction.LOWER:
        return sentences(language, "figure.lower_is_better")
    if direction in (Direction.NEUTRAL, Direction.RANGE):
        return sentences(language, "figure.no_better_side")
    return []


def _only_unproven(trend: Trend) -> bool:
    """Whether a change would be clear if the assumed number of answers were the real one."""
    unproven = trend.n_basis is not NBasis.PUBLISHED or trend.sd_assumed
    return (
        unproven
        and trend.status.startswith("direction_only")
        and trend.test_status in CLEAR
        and trend.survives_wave_noise is not False
    )


def _delta(trend: Trend, language: str) -> str:
    """Return the smallest change that matters, which a stable figure stayed below."""
    history = trend.history
    delta = DELTAS.get(history.unit) if history.delta is None else history.delta
    if delta is None:
        return format_percent(DELTA_REST_PCT, language, 0)
    return format_difference(delta, history, language)


def _title(trend: Trend) -> str:
    equal = _by_sign(trend, "", "", "_equal")
    if trend.status in CLEAR:
        side = "risen" if (trend.change or 0.0) > 0 else "fallen"
        same_way = _by_sign(trend, "risen", "fallen", "") == side
        return side if same_way else f"{side}_between"
    if trend.status in ("stable", "no_clear_change"):
        return trend.status + equal
    return _by_sign(trend, "higher", "lower", "equal")


def _by_sign(trend: Trend, higher: str, lower: str, equal: str) -> str:
    """Choose by how the last figure compares with the first."""
    if trend.first is None or trend.last is None or trend.first.value == trend.last.value:
        return equal
    return higher if trend.last.value > trend.first.value else lower


def _ends(trend: Trend, language: str) -> dict[str, str]:
    """Return what the first and last figure fill in: y1, t1, y2, t2 and the size of the change."""
    if trend.first is None or trend.last is None:
        return {}

    def both(name: str, o: Observation) -> dict[str, str]:
        value, period = shown(o, trend.history, language), format_period(o.period, language)
        return {f"y{name}": value, f"t{name}": period}

    pct = "" if trend.change_pct is None else format_percent(abs(trend.change_pct), language)
    noun = contacts_of(trend.history, language)
    return both("1", trend.first) | both("2", trend.last) | {"pct": pct, "contacts": noun}


def _alt_verdict(trend: Trend, language: str) -> str:
    if trend.last is None:
        return word(language, "alt.bound")
    if trend.status == "too_few":
        return word(language, "alt.one")
    if trend.status in CLEAR:
        return word(language, "alt.beyond_chance")
    if trend.status == "stable":
        return word(language, "alt.stable", delta=_delta(trend, language))
    if trend.status == "no_clear_change":
        return word(language, "alt.within_chance")
    if _by_sign(trend, "", "", "equal"):
        return word(language, "alt.equal")
    if trend.survives_wave_noise is False:
        return word(
            language, "alt." + _by_sign(trend, "waves_swing_higher", "waves_swing_lower", "")
        )
    if trend.history.kind is Kind.CONTACTS and trend.change_pct is not None:
        return _size(trend, language)[0]
    start = "direction" if trend.p is None else "assumed"
    return word(language, "alt." + _by_sign(trend, f"{start}_higher", f"{start}_lower", ""))
