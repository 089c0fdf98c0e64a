"""What the definitions promise each other: every reference leads somewhere, every doubt is said."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.data import typed_files as typed

LANGUAGES = {"nl", "en"}
REAL = sorted(set(typed.programmes()) - {"voorbeeld/kcc"})


def editions_of(programme: typed.Table) -> set[str]:
    return {edition["id"] for edition in programme["edition"]}


def node_with(programme: str, edition: str, code: str) -> str:
    nodes = typed.programmes()[programme]["node"]
    [key] = [node["key"] for node in nodes if node["codes"].get(edition) == code]
    return str(key)


def test_the_municipalities_are_the_ten_with_documents_and_the_example() -> None:
    named = {programme["municipality"] for programme in typed.programmes().values()}

    assert named == {
        "Leiden",
        "Leiderdorp",
        "Tilburg",
        "'s-Hertogenbosch",
        "Utrecht",
        "Lingewaard",
        "Groningen",
        "Nieuwegein",
        "Midden-Drenthe",
        "Oegstgeest",
        "Voorbeeld",
    }


def test_only_the_example_municipality_is_simulated() -> None:
    simulated = {key for key, own in typed.programmes().items() if own.get("simulated", False)}

    assert simulated == {"voorbeeld/kcc"}


def test_a_key_names_one_thing_and_begins_with_its_municipality() -> None:
    keys = [volume["key"] for volume in typed.volumes()]
    for key, programme in typed.programmes().items():
        own = [part["key"] for kind in ("node", "indicator") for part in programme.get(kind, [])]
        assert all(one.startswith(key.split("/")[0] + "/") for one in own)
        keys += own

    assert [key for key, times in Counter(keys).items() if times > 1] == []


@pytest.mark.parametrize("key", REAL)
def test_codes_names_and_norms_refer_to_editions_that_exist(key: str) -> None:
    programme = typed.programmes()[key]
    known = editions_of(programme)
    for node in programme.get("node", []):
        assert set(node["codes"]) == set(node["names"]) <= known
    for indicator in programme["indicator"]:
        assert set(indicator.get("codes", {})) <= known
        assert {target["edition"] for target in indicator.get("target", [])} <= known
    for event in programme.get("event", []):
        assert event.get("edition", "") in known | {""}


def test_a_place_in_a_goal_tree_stands_below_a_place_named_before_it() -> None:
    for programme in typed.programmes().values():
        before = {""}
        for node in programme.get("node", []):
            assert node["parent"] in before, node["key"]
            before.add(node["key"])


def test_the_goal_and_the_survey_of_an_indicator_exist() -> None:
    for programme in typed.programmes().values():
        goals = {node["key"] for node in programme.get("node", [])}
        surveys = {survey["id"] for survey in programme.get("survey", [])}
        for indicator in programme.get("indicator", []):
            assert indicator.get("goal") in goals | {None}, indicator["key"]
            assert indicator.get("survey") in surveys | {None}, indicator["key"]


def test_a_duplicate_document_repeats_an_edition_of_the_same_day() -> None:
    editions = {e["id"]: e for own in typed.programmes().values() for e in own.get("edition", [])}
    copies = [edition for edition in editions.values() if edition.get("duplicate_of")]

    assert [copy["id"] for copy in copies] == ["leiden-jv-2017-web"]
    assert copies[0]["published"] == editions[copies[0]["duplicate_of"]]["published"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("1A2.5", "1A2.2"), ("1A2.6", "1A2.3"), ("1A2.7", "1A2.4"), ("1A2.8", "1A2.5")],
)
def test_an_activity_that_leiden_renumbered_is_still_the_same_activity(
    before: str, after: str
) -> None:
    in_2017 = node_with("leiden/1", "leiden-jv-2017", before)

    assert in_2017 == node_with("leiden/1", "leiden-vgr1-2020", after)
    assert in_2017 == node_with("leiden/1", "leiden-vgr2-2022", after)


@pytest.mark.parametrize("code", ["1A2.2", "1A2.3", "1A2.4", "1A2.5"])
def test_a_code_that_leiden_used_again_is_not_taken_for_the_old_activity(code: str) -> None:
    old = node_with("leiden/1", "leiden-jv-2017", code)
    new = node_with("leiden/1", "leiden-vgr1-2020", code)

    assert old != new
    assert f"leiden/{code}" not in {old, new}  # the key would mean one thing, the code another


def test_six_norms_of_leiderdorp_say_that_their_description_is_lost() -> None:
    indicators = typed.programmes()["leiderdorp/2D"]["indicator"]
    lost = {one["key"]: one for one in indicators if one.get("label_incomplete", False)}

    assert set(lost) == {
        "leiderdorp/kwantiteit-email-1",
        "leiderdorp/kwantiteit-social-1",
        "leiderdorp/kwantiteit-telefoon-1",
        "leiderdorp/kwantiteit-balie-1",
        "leiderdorp/kwantiteit-post-1",
        "leiderdorp/kwantiteit-meldingen-1",
    }
    for indicator in lost.values():
        assert "%" not in indicator["name"]  # no more than the channel
        assert "verloren" in indicator["note"]


@pytest.mark.parametrize("key", REAL)
def test_every_indicator_has_a_short_name_that_fits_in_both_languages(key: str) -> None:
    for indicator in typed.programmes()[key]["indicator"]:
        short = indicator["short"]
        assert set(short) == LANGUAGES
        assert all(0 < len(text) <= 45 for text in short.values()), short


@pytest.mark.parametrize("key", REAL)
def test_two_indicators_of_a_programme_never_share_a_short_name(key: str) -> None:
    for language in LANGUAGES:
        names = [one["short"][language] for one in typed.programmes()[key]["indicator"]]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("key", REAL)
def test_unit_kind_and_bounds_of_an_indicator_fit_together(key: str) -> None:
    for indicator in typed.programmes()[key]["indicator"]:
        unit, kind = indicator["unit"], indicator["kind"]
        if kind in {"survey_share", "norm"}:
            assert (unit, indicator["bounds"]) == ("%", [0, 100])
        if unit == "mark":
            assert kind == "survey_mean"
            scale = [1, 5] if indicator.get("unit_text") == "schaal 1-5" else [1, 10]
            assert indicator["bounds"] == scale
        if unit == "rate":
            assert indicator["unit_text"]  # only its text says per what
        if unit in {"count", "euro", "seconds", "rate"}:
            assert kind == "register"


def test_the_number_of_answers_is_never_called_published_when_nobody_published_it() -> None:
    waves = [
        (survey["id"], wave["year"], wave["n"], wave["basis"])
        for programme in typed.programmes().values()
        for survey in programme.get("survey", [])
        for wave in survey["waves"]
        if wave["reason"]
    ]

    assert sorted(waves) == [
        ("inwonersenquete", 2019, 787, "assumed"),
        ("inwonersenquete", 2021, 755, "survey_total"),
        ("inwonersenquete-klachten", 2021, 100, "assumed"),
        ("stadsenquete", 2015, 500, "assumed"),
        ("stadsenquete", 2017, 500, "assumed"),
    ]


def test_an_assumed_spread_of_answers_is_said_to_be_assumed() -> None:
    assumed = {
        indicator["key"]: indicator
        for programme in typed.programmes().values()
        for indicator in programme.get("indicator", [])
        if "assumed_sd" in indicator
    }

    assert set(assumed) == {"leiderdorp/kwaliteit-rapportcijfer"}
    assert "aangenomen" in assumed["leiderdorp/kwaliteit-rapportcijfer"]["note"]


def test_the_norms_in_two_names_of_s_hertogenbosch_hold_always() -> None:
    indicators = typed.programmes()["s-hertogenbosch/frontoffice"]["indicator"]
    norms = {
        one["key"].split("/")[1]: (one["direction"], target["value"], target.get("period", ""))
        for one in indicators
        for target in one.get("target", [])
    }

    assert norms == {
        "service-level-80-25sec": ("higher", 80.0, ""),
        "abandon-rate-7": ("lower", 7.0, ""),
    }


def test_an_event_is_named_in_both_languages_and_a_plan_is_called_a_plan() -> None:
    for event in typed.events():
        assert set(event["label"]) == LANGUAGES
        assert all(event["label"].values())
        if "planned" in event["precision"]:
            assert "gepland" in event["note"], event["label"]["nl"]


def test_an_event_that_no_edition_prints_names_who_published_it() -> None:
    for event in typed.events():
        if not event.get("edition"):
            assert event.get("note"), event["label"]["nl"]


def test_an_explanation_is_about_an_activity_with_that_code_in_that_edition() -> None:
    activities = {
        node["key"]: node["codes"]
        for programme in typed.programmes().values()
        for node in programme.get("node", [])
        if node["level"] in {"prestatie", "activiteit"}
    }
    for said in typed.explanations():
        assert activities[said["activity"]][said["edition"]] == said["code"]
        assert said["status"] in {"on_track", "attention", "delayed", "done"}


def test_an_explanation_is_short_and_in_both_languages() -> None:
    for one in typed.explanations():
        for part in ("said", "cause", "consequence", "action"):
            texts = one.get(part, {})
            assert set(texts) in (LANGUAGES, set())
            sentences = [s for text in texts.values() for s in text.split(". ")]
            assert all(len(sentence.split()) <= 16 for sentence in sentences), sentences


def test_the_volumes_of_leiden_are_four_channels_and_their_total() -> None:
    leiden = [volume for volume in typed.volumes() if volume["programme"] == "leiden/1"]

    assert {volume["key"] for volume in leiden if not volume.get("total", False)} == {
        "leiden/telefoon",
        "leiden/webformulier",
        "leiden/social-media",
        "leiden/overig",
    }
    assert [volume["key"] for volume in leiden if volume.get("total")] == [
        "leiden/contacten-totaal"
    ]
    for volume in leiden:
        assert set(volume["name"]) == set(volume["contacts"]) == LANGUAGES
