from __future__ import annotations

import ast
import inspect
import re
import string
from pathlib import Path

import pytest

import pcanalysis
from pcanalysis import errors
from pcanalysis.errors import (
    Busy,
    DataRefused,
    InvalidModel,
    Message,
    NotebookFailed,
    OutputFailed,
    PcanalysisError,
    Severity,
    UnknownKey,
    WrongCall,
    nearest,
)
from pcanalysis.errors.message import sentences

LIBRARY = Path(pcanalysis.__file__).parent
SPEAKERS = {"error", "warn", "warning", "info", "refuse", "message", "Unreadable"}


def fields_of(sentence: str) -> set[str]:
    """The facts that a sentence needs."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in LIBRARY.rglob("*.py")]


def literals() -> set[str]:
    """Every text in the code of the library."""
    found = {node.value for tree in trees() for node in ast.walk(tree) if is_text(node)}
    return {text for text in found if isinstance(text, str)}


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def spoken_codes() -> set[str]:
    """Every literal that the library hands over as the code of a message."""
    codes = set()
    for call in (n for tree in trees() for n in ast.walk(tree) if isinstance(n, ast.Call)):
        codes |= {
            keyword.value.value
            for keyword in call.keywords
            if keyword.arg == "code" and is_text(keyword.value)
        }
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        texts = [argument.value for argument in call.args[:2] if is_text(argument)]
        if name in SPEAKERS and texts:
            codes.add(texts[0])
    return {code for code in codes if code}


def test_a_refusal_tells_every_message_up_to_twenty() -> None:
    messages = [Message(file="a.csv", line=n, code="empty_file") for n in range(1, 26)]

    error = DataRefused(messages)

    lines = str(error).splitlines()
    assert lines[0].startswith("a.csv, regel 1: Dit bestand is leeg.")
    assert lines[19].startswith("a.csv, regel 20: ")
    assert lines[20:] == ["… en nog 5."]
    assert len(error.problems) == 25


def test_a_word_goes_with_the_number_before_it() -> None:
    for rows, nl, en in (
        (1, "1 rij staat ook", "1 row also stands"),
        (2, "2 rijen staan ook", "2 rows also stand"),
    ):
        message = Message(
            file="a.csv", code="overlapping_files", facts={"rows": rows, "other": "b"}
        )

        assert message.reason("nl").startswith(f"{nl} in b")
        assert message.reason("en").startswith(f"{en} in b")


def test_no_sentence_has_a_number_with_one_form_of_its_word_only() -> None:
    plural = re.compile(r"\{(rows|count|contacts)\} (?!keer|more|in )[a-z]+")
    texts = [text for said in sentences().values() for text in said.values()]

    assert [text for text in texts if plural.search(text)] == []


def test_what_a_file_is_has_a_name_in_both_languages() -> None:
    message = Message(file="a.csv", code="not_a_text_table", facts={"type": "image"})

    assert message.reason("nl").startswith("Dit is geen tabel, maar een afbeelding (image).")
    assert message.reason("en").startswith("This is no table but an image.")
    other = Message(file="a.doc", code="unsupported_type", facts={"type": ".doc"})
    assert ".doc" in other.reason("nl")


def test_a_refusal_is_told_in_the_language_asked_for() -> None:
    error = DataRefused([Message(file="a.csv", line=2, code="no_rows")] * 21)

    first, *_, last = error.told("en").splitlines()
    assert first == "a.csv, line 2: There are columns but no rows. Make the export again."
    assert last == "… and 1 more."


def test_twenty_messages_leave_nothing_untold() -> None:
    messages = [Message(file="a.csv", code="empty_file")] * 20

    assert len(DataRefused(messages).told().splitlines()) == 20


def test_a_message_for_a_program_has_its_place_and_its_text() -> None:
    message = Message(
        code="negative_count",
        file="a.csv",
        severity=Severity.WARNING,
        line=3,
        column="n",
        cell="-1",
    )

    assert message.plain("en") == {
        "severity": "warning",
        "code": "negative_count",
        "file": "a.csv",
        "line": 3,
        "column": "n",
        "text": "'-1': A count cannot be below zero.",
    }
    assert message.plain()["text"] == "'-1': Een aantal kan niet onder nul zijn."


@pytest.mark.parametrize("code", sorted(sentences()))
def test_a_code_says_the_same_in_both_languages(code: str) -> None:
    said = sentences()[code]

    assert set(said) == {"nl", "en"}
    assert all(text.strip() for text in said.values())
    assert fields_of(said["nl"]) == fields_of(said["en"])


def test_every_code_that_the_library_speaks_exists() -> None:
    spoken = spoken_codes()

    assert len(spoken) > 20
    assert spoken - set(sentences()) == set()


def test_every_sentence_is_used() -> None:
    used, pieces = literals(), {text for text in literals() if text.endswith("_")}
    composed = {code for code in sentences() if code.startswith(tuple(pieces - {"_"}))}
    endings = {code for code in sentences() if re.fullmatch(r"\w+_(near|wrong)", code)}

    assert set(sentences()) - used - composed - endings == set()


def test_the_sentences_of_definitions_and_cards_are_used() -> None:
    text = (LIBRARY / "errors" / "messages.toml").read_text(encoding="utf-8")
    own = text.partition("# --- definitions and cards")[2].partition("# --- together")[0]
    codes = set(re.findall(r"^\[(\w+)\]$", own, re.MULTILINE))
    composed = {c for c in codes if c.startswith("expected_") or c.endswith(("_near", "_wrong"))}

    assert len(codes) > 40
    assert codes - literals() - composed == set()


def test_an_unknown_name_suggests_the_nearest() -> None:
    error = UnknownKey.among("programme", "leidn/1", ["leiden/1", "tilburg/servicenormen"])

    assert str(error) == "Unknown programme 'leidn/1'. Did you mean 'leiden/1'?"


def test_the_nearest_name_is_empty_when_none_is_like_it() -> None:
    assert nearest("telefon", ["balie", "telefoon"]) == "telefoon"
    assert nearest("?", ["balie", "telefoon"]) == ""
    assert nearest("telefoon", []) == ""


def test_a_name_like_no_other_lists_what_is_known() -> None:
    known = [f"dorp/{letter}" for letter in "abcdefghij"]

    assert str(UnknownKey.among("key", "?", known)).endswith(
        "Known: dorp/a, dorp/b, dorp/c, dorp/d, dorp/e, dorp/f, dorp/g, dorp/h, …."
    )
    assert str(UnknownKey.among("key", "?", ["x"])).endswith("Known: x.")


def test_a_name_where_there_is_none_says_so() -> None:
    assert str(UnknownKey.among("volume", "dorp/post", [])).endswith("There is none yet.")


def test_a_wrong_call_is_said_in_both_languages_and_in_english_for_programmers() -> None:
    error = WrongCall("only_yearly", key="dorp/post")

    assert error.told("nl").startswith("dorp/post: alleen cijfers per jaar")
    assert (
        str(error)
        == error.told("en")
        == ("dorp/post: only yearly figures are known. Use freq='Y'.")
    )
    assert WrongCall("A plain {text}.").told("nl") == "A plain {text}."


def test_only_what_is_unknown_is_translated_and_not_its_name() -> None:
    error = UnknownKey.among("programme", "key", ["keys"])

    assert error.told("nl") == "Onbekend: programma 'key'. Bedoelt u 'keys'?"


def test_a_model_that_cannot_be_right_carries_what_its_writer_is_told() -> None:
    error = InvalidModel("Norm: 120.", code="norm_percent", key="percent", low=0)

    assert (str(error), error.code, error.key) == ("Norm: 120.", "norm_percent", "percent")
    assert error.facts == {"low": 0}
    assert InvalidModel("No file can cause this.").code == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WrongCall, 2),
        (UnknownKey, 2),
        (InvalidModel, 65),
        (DataRefused, 65),
        (OutputFailed, 74),
        (Busy, 75),
        (NotebookFailed, 1),
    ],
)
def test_each_kind_of_trouble_has_its_exit_code(error: type[PcanalysisError], code: int) -> None:
    assert error.exit_code == code


def test_every_error_has_the_one_base() -> None:
    raised = [
        found
        for _, found in inspect.getmembers(errors, inspect.isclass)
        if issubclass(found, Exception)
    ]

    assert all(issubclass(error, PcanalysisError) for error in raised)
