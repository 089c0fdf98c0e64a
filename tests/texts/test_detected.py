from __future__ import annotations

from pcanalysis.texts.detected import detected


def test_a_detection_is_told_in_both_languages() -> None:
    seen = {"decimal mark of waarde": "',': shown by line 4"}

    assert detected(seen, "nl") == [
        ("Wat is het decimaalteken? (kolom waarde)", "','", "blijkt uit regel 4")
    ]
    assert detected(seen, "en") == [
        ("What is the decimal mark? (column waarde)", "','", "shown by line 4")
    ]


def test_a_detection_without_words_is_told_as_it_was_noted() -> None:
    assert detected({"encoding": "utf-8: a new way of seeing"}, "nl") == [
        ("Welke tekens staan er?", "utf-8", "a new way of seeing")
    ]
