"""The word lists: two languages with the same keys, and errors that name the key."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from pcanalysis.errors import PcanalysisError, UnknownKey
from pcanalysis.texts import LANGUAGES, word
from pcanalysis.texts.words import begin, counted, listed, sentences, texts_of

FILE_NAMES = (".toml", ".html", ".json", ".j2")


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_keys() -> None:
    dutch, english = set(texts_of("nl")), set(texts_of("en"))

    assert dutch - english == set()
    assert english - dutch == set()


def test_each_text_fills_in_the_same_values_in_both_languages() -> None:
    dutch, english = texts_of("nl"), texts_of("en")

    different = [key for key in dutch if placeholders(dutch[key]) != placeholders(english[key])]

    assert different == []


def test_no_text_is_empty_or_has_loose_spaces() -> None:
    for language in LANGUAGES:
        for key, text in texts_of(language).items():
            assert text, key
            assert text == text.strip(), key
            assert "  " not in text, key


def test_every_placeholder_is_a_plain_name() -> None:
    # {value.attribute} or {0} would reach into what is filled in
    for language in LANGUAGES:
        for key, text in texts_of(language).items():
            for name in placeholders(text):
                assert name.isidentifier(), (language, key, name)


def test_the_word_lists_are_tables_of_text_only(root: Path) -> None:
    def check(table: dict[str, object], path: str) -> None:
        for name, value in table.items():
            if isinstance(value, dict):
                check(value, f"{path}{name}.")
            else:
                assert isinstance(value, str), f"{path}{name}"

    for language in LANGUAGES:
        file = root / "pcanalysis" / "texts" / f"{language}.toml"
        check(tomllib.loads(file.read_text(encoding="utf-8")), "")


def test_every_key_that_the_code_names_exists(root: Path) -> None:
    known = texts_of("nl")
    sections = "|".join(sorted({key.split(".")[0] for key in known}))
    literal = re.compile(rf"""["']((?:{sections})\.[A-Za-z_0-9.]+)["']""")
    package = root / "pcanalysis"
    files = [*package.rglob("*.py"), *package.rglob("*.j2")]

    named = {
        (file.name, key)
        for file in files
        for key in literal.findall(file.read_text(encoding="utf-8"))
        if not key.endswith(FILE_NAMES)
    }

    assert named
    assert {pair for pair in named if not {pair[1], f"{pair[1]}.one"} & set(known)} == set()


def test_a_word_is_found_by_its_key() -> None:
    assert word("nl", "page.in_short") == "In het kort"
    assert word("en", "page.in_short") == "In short"


def test_a_value_is_filled_in() -> None:
    assert word("nl", "card.lines", line=2, line_to=9) == "regels 2 tot en met 9"


def test_a_missing_key_is_an_error_that_names_the_key_and_the_nearest_one() -> None:
    with pytest.raises(UnknownKey, match=r"'page\.in_shrt'.*'page\.in_short'"):
        word("nl", "page.in_shrt")


def test_a_missing_value_is_an_error_that_names_text_and_value() -> None:
    with pytest.raises(UnknownKey, match=r"'card\.line' needs a value for 'line'"):
        word("nl", "card.line")


def test_an_unknown_language_is_an_error_with_the_known_ones() -> None:
    with pytest.raises(UnknownKey, match=r"language 'fr'.*en, nl"):
        word("fr", "page.in_short")


def test_errors_of_the_word_lists_are_errors_of_the_package() -> None:
    with pytest.raises(PcanalysisError):
        word("nl", "nothing")


@pytest.mark.parametrize("hostile", ["{line}", "{0.__class__}", "{", "}}", "{line!r}", "%s"])
def test_text_from_a_file_is_never_read_as_a_template(hostile: str) -> None:
    title = word("nl", "source.document", publisher="Gemeente Leiden", title=hostile)

    assert title == f"Gemeente Leiden, {hostile}"


def test_sentences_are_cut_in_the_template_not_in_what_is_filled_in() -> None:
    said = sentences("nl", "sample.assumed", ns="5. En 6")

    assert said == ["Wij nemen 5. En 6 antwoorden aan.", "Het echte aantal kennen wij niet."]


def test_a_text_of_one_sentence_stays_whole() -> None:
    assert sentences("nl", "trend.chance") == ["Dat kan toeval zijn."]


@pytest.mark.parametrize(
    ("number", "dutch", "english"),
    [
        (1, "één meting", "one measurement"),
        (2, "twee metingen", "two measurements"),
        (12, "twaalf metingen", "twelve measurements"),
        (13, "13 metingen", "13 measurements"),
    ],
)
def test_small_numbers_are_written_in_words(number: int, dutch: str, english: str) -> None:
    assert counted("nl", "count.measurements", number) == dutch
    assert counted("en", "count.measurements", number) == english


def test_a_list_in_words_ends_with_and() -> None:
    assert listed([], "nl") == ""
    assert listed(["a"], "nl") == "a"
    assert listed(["a", "b"], "nl") == "a en b"
    assert listed(["a", "b", "c"], "en") == "a, b and c"


def test_a_sentence_begins_with_a_capital_and_keeps_the_rest() -> None:
    assert begin("twee metingen van KCC") == "Twee metingen van KCC"
    assert begin("één meting") == "Eén meting"
    assert begin("") == ""
