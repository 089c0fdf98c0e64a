"""Rules that the texts of an outlook, a norm, a control chart and a programme keep."""

from __future__ import annotations

import math
import re
from statistics import mean
from typing import Any

import pytest

from pcanalysis.analysis import Gap, Norm, Outlook, Portfolio, Trend, XmrChart
from pcanalysis.texts import (
    LANGUAGES,
    alt_text,
    chips,
    describe,
    details,
    headline,
    note,
    subtitle,
)
from tests.texts.judged import charts, norms, outlooks, portfolios
from tests.texts.results import gaps, numbers_in, trends
from tests.texts.test_sentences import (
    COLOURS,
    FORBIDDEN,
    TABLE_BELOW,
    figures_of,
    printed_right,
    words_of,
)

JUDGED: dict[str, Any] = {
    **{f"outlook: {name}": result for name, result in outlooks().items()},
    **{f"norm: {name}": result for name, result in norms().items()},
    **{f"chart: {name}": result for name, result in charts().items()},
    **{f"programme: {name}": result for name, result in portfolios().items()},
}
DETAILED: dict[str, Any] = {
    **{f"trend: {name}": result for name, result in trends().items()},
    **{f"gap: {name}": result for name, result in gaps().items()},
    **JUDGED,
}
ROUNDED_CHANCES = (5.0, 95.0, *(5.0 * step for step in range(21)))  # tested one by one elsewhere

every_judged = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in JUDGED for language in LANGUAGES]
)
every_detailed = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in DETAILED for language in LANGUAGES]
)


def histories(result: Any) -> list[Any]:
    return [g.history for g in result.gaps] if isinstance(result, Portfolio) else [result.history]


def all_texts(result: Any, language: str) -> list[str]:
    return [
        *describe(result, language),
        *details(result, language),
        headline(result, language),
        subtitle(result, language),
        note(result, language),
        alt_text(result, language),
        *(words for _, words in chips(result, language)),
    ]


def figures_in(result: Any) -> list[float]:
    """Every number that a text may print: straight from the fields of the result."""
    if isinstance(result, Portfolio):
        flags = result.table[["clear_alone", "clear_together"]].sum().tolist()
        known = result.table[["p", "p_reported"]].count().tolist()
        better = int((result.table["p_reported"] > 0.5).sum())
        noise = [100 * one.noise_share for one in result.movements.values()]
        steps = [5 * round(share / 5) for share in noise]
        return [*flags, *known, better, len(result.gaps), *steps, *range(len(result.gaps))]
    allowed = list(figures_of(result))
    if isinstance(result, Trend):
        return allowed
    allowed += ROUNDED_CHANCES
    if isinstance(result, Gap):
        return allowed + [
            figure for row in result.outlook for figure in outlook_figures(row, result)
        ]
    if isinstance(result, XmrChart):
        limits = [float(x) for both in result.shown_limits for x in both]
        limits += [float(f"{x:.3g}") for x in (*limits, *result.values)]  # counts to three digits
        days = [p.start.year for p in result.periods]
        lengths = range(len(result.periods) + 1)
        return [*allowed, *result.values, *limits, *days, result.k, result.target or 0.0, *lengths]
    return allowed + norm_figures(result)


def outlook_figures(row: Outlook, gap: Gap) -> list[float]:
    step = (row.target_step_vs_mde or 0.0) * (gap.mde80 or 0.0)
    paces = [abs(p or 0.0) for p in (row.required_pace, row.observed_pace)]
    ratios = [100 * abs(r) for r in (row.pace_ratio or 0.0, *(row.pace_ratio_ci95 or ()))]
    ends = [row.reached or 0.0, *(row.reached_between or ())]
    years = [f(end) for end in ends if end < math.inf for f in (math.floor, math.ceil)]
    others = [n for n, _ in row.p_if_n]
    return [*paces, *ratios, *years, *others, step, gap.mde80 or 0.0, row.n_for_80 or 0, 20, 50]


def norm_figures(norm: Norm) -> list[float]:
    year, table = norm.year_so_far, norm.table
    if year is None:
        return [norm.norm]
    counts = [year.right, year.cases, year.needed, (year.expected or 0) - year.cases, len(table)]
    shares = [100 * year.right / year.cases, year.required_rate, year.most_wrong]
    figures = [*counts, *shares, norm.norm, norm.xmr.k, int(table["met"].sum()), norm.year]
    return [*(float(f) for f in figures if f is not None), *table["value"], 2022, 2021]


def test_the_examples_have_every_likelihood_pace_and_state() -> None:
    rows = [row for gap in outlooks().values() for row in gap.outlook]

    assert {row.likelihood for row in rows} == {
        "very_likely", "likely", "either_way", "unlikely", "very_unlikely", None,
    }  # fmt: skip
    assert {row.pace_class for row in rows} == {
        "on_track", "moderate", "insufficient", "moving_away", "already_met", "not_defined",
    }  # fmt: skip
    assert {row.status for row in rows} == {"future", "expired_without_measurement"}
    refused = {"cagr_needs_unbounded", "cagr_needs_positive", None}
    assert {row.pace_refused for row in rows} == refused


def test_the_examples_have_every_state_of_a_norm() -> None:
    made = norms().values()

    assert {norm.year_so_far and norm.year_so_far.status for norm in made} == {
        "attainable", "no_longer_attainable", "secured", "missed", None,
    }  # fmt: skip
    assert {norm.xmr.assurance for norm in made} == {
        "met_consistently", "hit_or_miss", "missed_consistently", None,
    }  # fmt: skip
    assert {side for norm in made for side in norm.table["signal"]} == {"", "above", "below"}


def test_the_examples_have_every_state_of_a_chart() -> None:
    made = charts().values()

    assert {chart.status for chart in made} == {
        "too_few", "season_unknown", "trial", "provisional", "established",
    }  # fmt: skip
    assert {rule for chart in made for rule in chart.signals} == {
        "", "outside", "trend", "two_in_three", "shift",
    }  # fmt: skip
    assert {chart.variation for chart in made} == {
        "common_cause", "improvement", "concern", "high", "low",
    }  # fmt: skip
    assert {chart.season_removed for chart in made} == {True, False}
    assert max(chart.widening for chart in made) > 1


@every_judged
def test_every_result_has_all_its_texts(name: str, language: str) -> None:
    result = JUDGED[name]

    assert describe(result, language)
    assert headline(result, language)
    assert alt_text(result, language)
    assert subtitle(result, language)
    assert len(chips(result, language)) >= 2
    assert all(label and words for label, words in chips(result, language))


@every_judged
def test_a_headline_is_short_and_has_no_full_stop(name: str, language: str) -> None:
    title = headline(JUDGED[name], language)
    words = 13 if name.startswith("programme") else 12  # that title is given, word by word

    assert len(words_of(title)) <= words
    assert not title.endswith(".")


@every_detailed
def test_a_sentence_is_whole_and_has_at_most_twenty_words(name: str, language: str) -> None:
    result = DETAILED[name]
    for sentence in [*describe(result, language), *details(result, language)]:
        assert len(words_of(sentence)) <= 20, sentence
        assert sentence[0].isupper() or sentence[0].isdigit(), sentence
        assert sentence[-1] in ".?", sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_have_at_most_ten_words_on_average(language: str) -> None:
    for tell in (describe, details):
        said = [s for result in DETAILED.values() for s in tell(result, language)]

        assert mean(len(words_of(sentence)) for sentence in said) <= 10


@every_detailed
def test_nothing_is_said_twice(name: str, language: str) -> None:
    for tell in (describe, details):
        said = tell(DETAILED[name], language)

        assert len(said) == len(set(said))


@every_detailed
def test_no_text_is_left_unfilled(name: str, language: str) -> None:
    for text in all_texts(DETAILED[name], language):
        assert "{" not in text
        assert not {"nan", "none.", "inf"} & set(re.findall(r"[a-z.]+", text.lower()))
        assert "None" not in text.split() or language == "en"
        assert "  " not in text


@every_detailed
def test_no_text_uses_a_forbidden_word(name: str, language: str) -> None:
    for text in all_texts(DETAILED[name], language):
        for forbidden in FORBIDDEN[language]:
            assert not re.search(rf"\b{forbidden}\b", text, re.IGNORECASE), text
        assert "ziet pas een verschil" not in text


@every_detailed
def test_every_number_in_the_text_comes_from_the_result(name: str, language: str) -> None:
    result = DETAILED[name]
    allowed = [abs(figure) for figure in figures_in(result) if math.isfinite(figure)]
    said = [*describe(result, language), *details(result, language), headline(result, language)]

    for text in said:
        for number in numbers_in(text, language):
            assert printed_right(number, allowed, spoken=False), (text, number)


@pytest.mark.parametrize("name", list(DETAILED))
def test_both_languages_print_the_same_numbers(name: str) -> None:
    result = DETAILED[name]
    said = {
        language: [
            number
            for sentence in [*describe(result, language), *details(result, language)]
            for number in numbers_in(sentence, language)
        ]
        for language in LANGUAGES
    }

    assert sorted(said["nl"]) == sorted(said["en"])


@every_judged
def test_an_alt_text_is_short_and_names_no_colour(name: str, language: str) -> None:
    result = JUDGED[name]
    text = alt_text(result, language)

    assert len(text) <= 350
    assert len(re.findall(r"[.?](?= [A-Z]|$)", text)) <= 4
    assert not re.search(COLOURS[language], text + note(result, language), re.IGNORECASE)
    assert headline(result, language) not in text
    if any(history.points for history in histories(result)):
        assert text.endswith(TABLE_BELOW[language])


@every_judged
def test_simulated_figures_are_announced_in_the_first_sentence(name: str, language: str) -> None:
    result = JUDGED[name]
    simulated = any(history.simulated for history in histories(result))
    start = {"nl": "Gesimuleerde gegevens.", "en": "Simulated data."}[language]

    assert alt_text(result, language).startswith(start) == simulated
    first = describe(result, language)[0]
    assert ("gesimuleerd" in first or "simulated" in first) == simulated


@every_judged
def test_a_shape_for_a_change_stands_only_with_a_rule_or_a_test(name: str, language: str) -> None:
    result = JUDGED[name]
    shapes = any("▲" in words or "▼" in words for _, words in chips(result, language))
    if isinstance(result, Gap):
        assert shapes == (result.trend.status in ("improving", "worsening"))
    elif isinstance(result, XmrChart):
        assert shapes == (result.variation in ("improvement", "concern"))
    else:
        assert not shapes
