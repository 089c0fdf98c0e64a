"""Rules that every text keeps, whatever the result: length, numbers, words, claims."""

from __future__ import annotations

import math
import re
from statistics import mean
from typing import Any

import pytest

from pcanalysis.analysis import Forecast, Gap, Trend
from pcanalysis.errors import WrongCall
from pcanalysis.texts import LANGUAGES, alt_text, chips, describe, headline, note, subtitle
from pcanalysis.texts.words import texts_of
from tests.texts.results import forecasts, gaps, numbers_in, trends

RESULTS: dict[str, Any] = {
    **{f"trend: {name}": result for name, result in trends().items()},
    **{f"gap: {name}": result for name, result in gaps().items()},
    **{f"forecast: {name}": result for name, result in forecasts().items()},
}
EVERY = [(name, language) for name in RESULTS for language in LANGUAGES]
FORBIDDEN = {
    "nl": ("significant", "bewezen", "zeker", "stoplicht", "trend"),
    "en": ("significant", "proven", "certainly", "traffic light"),
}
COLOURS = {
    "nl": r"\b(rood|groene?|grijze?|blauwe?|oranje|zwarte?|witte?)\b",
    "en": r"\b(red|green|gr[ae]y|blue|orange|black|white)\b",
}
TABLE_BELOW = {
    "nl": "De cijfers staan in de tabel onder de grafiek.",
    "en": "The figures are in the table below the chart.",
}
SPOKEN = (5.0, 8.0, 9.0, 10.0, 500.0)  # "8 van de 10", "9 van de 10", "500 antwoorden"

every_result = pytest.mark.parametrize(("name", "language"), EVERY)


def words_of(text: str) -> list[str]:
    return [part for part in text.split() if re.search(r"\w", part)]


def all_texts(result: Any, language: str) -> list[str]:
    return [
        *describe(result, language),
        headline(result, language),
        note(result, language),
        alt_text(result, language),
        *(words for _, words in chips(result, language)),
    ]


def figures_of(result: Any) -> list[float]:
    """Every number a text may print: straight from the fields of the result."""
    history = result.history
    numbers: list[float] = [*history.bounds] if history.bounds else []
    for o in history.observations:
        numbers += [o.value, o.n, o.year]
    if history.until or history.as_of:
        day = history.until or history.as_of
        numbers += [day.day, day.year]
    if isinstance(result, Trend):
        numbers += trend_figures(result)
    if isinstance(result, Gap):
        numbers += trend_figures(result.trend)
        for t in result.targets:
            numbers += [n for n in (t.value, t.low, t.high) if n is not None]
            numbers += [] if t.period is None else [t.period.start.year]
        numbers += [abs(n) for n in (result.difference, result.break_even_n) if n is not None]
    if isinstance(result, Forecast):
        numbers += forecast_figures(result)
    return [n for n in numbers if not math.isnan(n)]


def trend_figures(trend: Trend) -> list[float]:
    numbers: list[float | None] = [
        trend.k,
        len(trend.history.points),
        trend.change,
        trend.change_pct,
        trend.break_even_n,
        trend.slope_per_year,
        trend.change_per_working_day,
        trend.working_days,
        *(trend.newcombe_ci95 or trend.change_ci95 or ()),
        2.0,  # the smallest change that matters for shares, tested apart
    ]
    return [abs(n) for n in numbers if n is not None]


def forecast_figures(forecast: Forecast) -> list[float]:
    numbers: list[float] = [len(forecast.history.points), *forecast.median]
    for level in (0.1, 0.9):
        numbers += [*forecast.quantile(level)]
    for p in forecast.periods:
        numbers += [p.start.day, p.start.year]
    if forecast.earlier is not None:
        start = forecast.earlier.periods[0].start
        # the count of days that were right is tested on its own
        numbers += [start.day, start.year, *range(36)]
    return numbers


def printed_right(number: float, allowed: list[float], *, spoken: bool) -> bool:
    """Whether a printed number is one of the allowed, rounded as printed or as one would say it."""
    for figure in allowed:
        if any(abs(round(figure, decimals) - number) < 1e-9 for decimals in range(4)):
            return True
        if spoken and figure >= 100 and abs(figure - number) <= 0.051 * figure:  # "ongeveer 950"
            return True
    return spoken and number in SPOKEN


@every_result
def test_every_result_has_all_its_texts(name: str, language: str) -> None:
    result = RESULTS[name]

    assert describe(result, language)
    assert headline(result, language)
    assert alt_text(result, language)
    assert all(label and words for label, words in chips(result, language))
    assert subtitle(result, language)
    assert len(chips(result, language)) >= 2


@every_result
def test_a_headline_has_at_most_twelve_words(name: str, language: str) -> None:
    assert len(words_of(headline(RESULTS[name], language))) <= 12


@every_result
def test_a_headline_is_no_sentence_with_a_full_stop(name: str, language: str) -> None:
    assert not headline(RESULTS[name], language).endswith(".")


@every_result
def test_a_sentence_has_at_most_twenty_words(name: str, language: str) -> None:
    for sentence in describe(RESULTS[name], language):
        assert len(words_of(sentence)) <= 20, sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_have_at_most_ten_words_on_average(language: str) -> None:
    said = [s for result in RESULTS.values() for s in describe(result, language)]

    assert mean(len(words_of(sentence)) for sentence in said) <= 10


@every_result
def test_a_sentence_begins_with_a_capital_or_figure_and_ends_with_a_stop(
    name: str, language: str
) -> None:
    for sentence in describe(RESULTS[name], language):
        assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] == "€", sentence
        assert sentence[-1] in ".?", sentence


@every_result
def test_no_sentence_is_said_twice(name: str, language: str) -> None:
    said = describe(RESULTS[name], language)

    assert len(said) == len(set(said))


@every_result
def test_every_number_in_the_text_comes_from_the_result(name: str, language: str) -> None:
    result = RESULTS[name]
    allowed = figures_of(result)

    for text in [*describe(result, language), headline(result, language)]:
        for number in numbers_in(text, language):
            assert printed_right(number, allowed, spoken=isinstance(result, Forecast)), (
                text,
                number,
            )


@every_result
def test_no_text_is_left_unfilled(name: str, language: str) -> None:
    for text in [*all_texts(RESULTS[name], language), subtitle(RESULTS[name], language)]:
        assert "{" not in text
        assert "nan" not in text.lower().split()
        assert "None" not in text
        assert "  " not in text


@every_result
def test_no_text_uses_a_forbidden_word(name: str, language: str) -> None:
    for text in all_texts(RESULTS[name], language):
        for forbidden in FORBIDDEN[language]:
            assert not re.search(rf"\b{forbidden}\b", text, re.IGNORECASE), text


@pytest.mark.parametrize("word", FORBIDDEN["nl"])
def test_no_dutch_text_of_the_product_holds_a_forbidden_word(word: str) -> None:
    for key, text in texts_of("nl").items():
        assert not re.search(rf"\b{word}\b", text, re.IGNORECASE), key


@every_result
def test_a_difference_of_percentages_is_never_called_percent(name: str, language: str) -> None:
    if RESULTS[name].history.unit.value != "%":
        return
    for text in describe(RESULTS[name], language):
        assert not re.search(r"% (hoger|lager|meer|minder|higher|lower|more|less)\b", text), text


@every_result
def test_an_alt_text_is_short_and_ends_at_the_table(name: str, language: str) -> None:
    result = RESULTS[name]
    text = alt_text(result, language)

    assert len(text) <= 350
    if result.history.points:
        assert text.endswith(TABLE_BELOW[language])
    assert len(re.findall(r"[.?](?= [A-Z]|$)", text)) <= 4


@every_result
def test_an_alt_text_is_neither_the_title_nor_the_note(name: str, language: str) -> None:
    text = alt_text(RESULTS[name], language)

    assert text != headline(RESULTS[name], language)
    assert headline(RESULTS[name], language) not in text
    assert text != note(RESULTS[name], language)


@every_result
def test_an_alt_text_names_no_colour(name: str, language: str) -> None:
    text = alt_text(RESULTS[name], language) + note(RESULTS[name], language)

    assert not re.search(COLOURS[language], text, re.IGNORECASE)


@every_result
def test_an_alt_text_holds_the_figures_of_the_verdict(name: str, language: str) -> None:
    result = RESULTS[name]
    if isinstance(result, Forecast) or not result.history.points:
        return
    printed = numbers_in(alt_text(result, language), language)

    assert result.history.points[-1].value in printed
    if isinstance(result, Gap) and result.target is not None and result.target.value is not None:
        assert result.target.value in printed


@every_result
def test_simulated_figures_are_announced_in_the_first_sentence(name: str, language: str) -> None:
    result = RESULTS[name]
    first = describe(result, language)[0]
    announced = "gesimuleerd" in first or "simulated" in first

    assert announced == result.history.simulated
    start = {"nl": "Gesimuleerde gegevens.", "en": "Simulated data."}[language]
    assert alt_text(result, language).startswith(start) == result.history.simulated


@every_result
def test_nothing_is_clear_without_a_published_number_of_answers(name: str, language: str) -> None:
    result = RESULTS[name]
    if isinstance(result, Forecast) or result.n_basis.value == "published":
        return
    claims = {
        "nl": ("echt gestegen", "echt gedaald", "geen toeval", "duidelijk lager", "duidelijk hoger",
               "genoeg bewijs", "gelijk gebleven", "▲", "▼", "＝", "verbetert", "verslechtert"),
        "en": ("really rose", "really fell", "not chance", "clearly lower", "clearly higher",
               "enough evidence", "unchanged", "▲", "▼", "＝", "improving", "worsening"),
    }  # fmt: skip
    told = " ".join(all_texts(result, language))

    for claim in claims[language]:
        assert claim not in told


@every_result
def test_an_assumed_number_of_answers_is_always_called_an_assumption(
    name: str, language: str
) -> None:
    result = RESULTS[name]
    if isinstance(result, Forecast) or result.n_basis.value != "assumed":
        return
    if isinstance(result, Gap) and not result.status.startswith(("met", "missed", "interim")):
        return  # nothing is compared
    told = " ".join(describe(result, language))

    assert re.search(r"nemen (wij )?[\d.,]+|[Ww]e assume [\d.,]+", told)


@every_result
def test_the_same_result_gives_the_same_words(name: str, language: str) -> None:
    result = RESULTS[name]

    assert all_texts(result, language) == all_texts(result, language)


@pytest.mark.parametrize("name", list(RESULTS))
def test_both_languages_print_the_same_numbers(name: str) -> None:
    result = RESULTS[name]
    dutch = [n for s in describe(result, "nl") for n in numbers_in(s, "nl")]
    english = [n for s in describe(result, "en") for n in numbers_in(s, "en")]

    assert sorted(dutch) == sorted(english)


def test_dutch_is_the_default_language() -> None:
    result = RESULTS["trend: leiden 1A1.a"]

    assert describe(result) == describe(result, "nl")
    assert headline(result) == headline(result, "nl")


def test_something_else_than_a_result_is_refused_with_what_to_give() -> None:
    with pytest.raises(WrongCall, match=r"no texts for str.*fit_trend"):
        describe("29%")  # type: ignore[arg-type]
