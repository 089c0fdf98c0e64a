"""What stands around the figures, against the reference: events, samples, units, explanations."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.data import typed_files as typed

UNITS = {
    "percent": ("%", ""),
    "rapportcijfer": ("mark", ""),
    "schaal 1-5": ("mark", "schaal 1-5"),
    "count": ("count", ""),
    "euro": ("euro", ""),
    "seconds (m:ss)": ("seconds", ""),
}
MISSING = {"", "-", "n.b.", "Niet gemeten", "niet gemeten"}
WORDS_IN_A_ROW = 8  # more than that in the same order is a copied sentence


def facts(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "facts" / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    words = plain(text)
    return {tuple(words[i : i + WORDS_IN_A_ROW]) for i in range(len(words) - WORDS_IN_A_ROW + 1)}


def own_sentences() -> list[str]:
    said = [
        text
        for one in typed.explanations()
        for part in ("said", "cause", "consequence", "action")
        for text in one.get(part, {}).values()
    ]
    labels = [text for event in typed.events() for text in event["label"].values()]
    short = [
        text
        for programme in typed.programmes().values()
        for indicator in programme.get("indicator", [])
        for text in [*indicator["short"].values(), indicator.get("note", "")]
    ]
    remarks = [cell["opmerking"] for source in typed.cards() for cell in remarked(source)]
    return said + labels + short + remarks


def remarked(source: str) -> list[dict[str, str]]:
    return [cell for cell in typed.cells(source) if cell.get("opmerking")]


def test_every_event_has_the_dates_and_the_precision_of_the_reference(shared: Path) -> None:
    rows = facts(shared, "events.csv") + facts(shared, "external_events.csv")
    expected = Counter(
        (row["start"], row["end"], row["precision"], row["category"]) for row in rows
    )
    real = [event for key, own in typed.programmes().items() if key != "voorbeeld/kcc"
            for event in own.get("event", [])]  # fmt: skip
    real += typed.read(typed.DEFINITIONS / "nederland.toml")["event"]
    found = Counter(
        (str(e["start"]), str(e.get("end", "")), e["precision"], e["category"]) for e in real
    )

    assert found == expected


def test_an_event_from_outside_the_documents_stands_with_its_publisher(shared: Path) -> None:
    notes = [event.get("note", "") for event in typed.events() if not event.get("edition")]
    for row in facts(shared, "external_events.csv"):
        assert any(row["publisher"] in note for note in notes), row


def test_the_numbers_of_answers_are_those_of_the_reference(shared: Path) -> None:
    surveys = {
        ("Leiden", "Stadsenquête"): ("leiden/1", "stadsenquete"),
        ("Leiderdorp", "Inwonersenquête"): ("leiderdorp/2D", "inwonersenquete"),
        ("Leiderdorp", "Inwonersenquête, question on complaints"): (
            "leiderdorp/2D",
            "inwonersenquete-klachten",
        ),
    }
    samples = {
        (*surveys[row["municipality"], row["survey"]], int(row["year"])): row
        for row in facts(shared, "survey_samples.csv")
        if (row["municipality"], row["survey"]) in surveys
    }
    for key, programme in typed.programmes().items():
        for survey in programme.get("survey", []):
            for wave in survey["waves"]:
                row = samples[key, survey["id"], wave["year"]]
                assert (str(wave["n"]), wave["basis"]) == (row["respondents"], row["basis"])


def test_units_and_directions_of_the_other_municipalities_are_those_of_the_reference(
    shared: Path,
) -> None:
    indicators = {
        indicator["key"]: indicator
        for programme in typed.programmes().values()
        for indicator in programme.get("indicator", [])
    }
    names = {
        (row["source_id"].split("|")[0], row["name"]): row["key"]
        for row in facts(shared, "keys.csv")
        if row["source"] == "external_observations.csv"
    }
    for row in facts(shared, "external_observations.csv"):
        indicator = indicators[names[row["doc_key"], row["name"]]]
        unit = UNITS.get(row["unit"], ("rate", row["unit"]))
        assert (indicator["unit"], indicator.get("unit_text", "")) == unit, row
        direction = row["direction"].split("_")[0] or "neutral"
        assert indicator["direction"] == direction, row
        if "(norm" in row["direction"]:
            norm = float(re.findall(r"norm (\d+)", row["direction"])[0])
            assert [target["value"] for target in indicator["target"]] == [norm]


def test_a_cell_of_another_municipality_lacks_a_figure_only_where_the_reference_does(
    shared: Path,
) -> None:
    expected = Counter(
        row["raw"] for row in facts(shared, "external_observations.csv") if not row["value"]
    )
    seeds = {"leiden-jv-2017", "leiderdorp-begroting-2022", *typed.MADE}
    empty = [
        cell
        for source in set(typed.cards()) - seeds
        for cell in typed.cells(source)
        if typed.figure(cell["waarde"]) is None
    ]

    assert Counter(cell["waarde"] for cell in empty) == expected
    assert {cell["reden"] for cell in empty} == {"unknown"}  # no document gives a reason
    assert {cell["waarde"] for cell in empty if "dagen" not in cell["waarde"]} <= MISSING


def test_every_explained_activity_of_leiden_is_explained_in_that_edition(shared: Path) -> None:
    expected = {
        (row["doc_id"], row["value"])
        for row in facts(shared, "metadata.csv")
        if row["field"] == "toelichting_prestatie"
    }
    said = {(one["edition"], one["code"]) for one in typed.explanations()}

    assert said == expected


def test_no_explanation_label_or_remark_copies_a_sentence_of_a_document(shared: Path) -> None:
    documents = sorted((shared / "documents").glob("*.txt"))
    assert len(documents) == 14
    printed = set[tuple[str, ...]]().union(
        *(runs(document.read_text(encoding="utf-8")) for document in documents)
    )
    copied = [text for text in own_sentences() if runs(text) & printed]

    assert copied == []


def test_values_from_secondary_sources_are_not_shipped(shared: Path) -> None:
    extra = {
        (row["municipality"].strip("'").lower(), row["year"])
        for row in facts(shared, "survey_extra_values.csv")
    }
    shipped = {
        (typed.cards()[source]["municipality"], cell["jaar"])
        for source in typed.cards()
        for cell in typed.cells(source)
        if source not in typed.MADE
    }

    assert shipped & extra == set()


@pytest.mark.parametrize("text", ["Gemeente Leiden", "gemeente Leiden"])
def test_a_run_of_words_is_found_whatever_its_capitals(text: str) -> None:
    sentence = f"{text} doet dit jaar weer zes andere dingen"

    assert len(plain(sentence)) == 9
    assert len(runs(sentence)) == 2
    assert runs(sentence) == runs(sentence.upper())
