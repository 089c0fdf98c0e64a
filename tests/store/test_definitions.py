from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from pcanalysis.errors import DataRefused, Message, UnknownKey, WrongCall
from pcanalysis.model import Activity, Goal, NBasis
from pcanalysis.model.contact import ContactSettings
from pcanalysis.model.programme import Wave
from pcanalysis.store.definitions import Definitions, definition_files, read_definitions
from tests.store.projects import CONTACT, DEFINITION, EXPLANATION, definitions_only, write


def read_changed(tmp_path: Path, old: str, new: str) -> Definitions:
    assert old in DEFINITION
    definitions_only(tmp_path)
    write(tmp_path, "data/definitions/dorp/1.toml", DEFINITION.replace(old, new, 1))
    return read_definitions(tmp_path)


def refusal(tmp_path: Path, old: str, new: str) -> Message:
    with pytest.raises(DataRefused) as caught:
        read_changed(tmp_path, old, new)
    assert caught.value.problems[0].file == "data/definitions/dorp/1.toml"
    return caught.value.problems[0]


def line_of(text: str) -> int:
    return DEFINITION[: DEFINITION.index(text)].count("\n") + 1


def test_a_programme_holds_what_its_file_says(tmp_path: Path) -> None:
    programme = read_definitions(definitions_only(tmp_path)).programmes["dorp/1"]

    assert (programme.municipality, programme.code, programme.name) == ("Dorp", "1", "Bestuur")
    assert programme.title("en") == "Governance"
    assert [indicator.key for indicator in programme.indicators] == [
        "dorp/tevreden",
        "dorp/cijfer",
        "dorp/paspoorten",
    ]
    assert programme.source is not None
    assert programme.source.file == "data/definitions/dorp/1.toml"


def test_editions_stand_oldest_first_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    programme = read_definitions(definitions_only(tmp_path)).programmes["dorp/1"]

    assert [edition.id for edition in programme.editions] == ["dorp-jv-2019", "dorp-jv-2020"]


def test_a_level_of_the_goal_tree_decides_what_a_node_is(tmp_path: Path) -> None:
    goal, activity = read_definitions(definitions_only(tmp_path)).programmes["dorp/1"].nodes

    assert (type(goal), type(activity)) == (Goal, Activity)
    assert goal.name == "Beter bestuur"  # as the newest edition calls it
    assert activity.parent == goal.key


def test_a_survey_gives_its_indicators_their_respondents(tmp_path: Path) -> None:
    indicator = read_definitions(definitions_only(tmp_path)).programmes["dorp/1"].indicators[0]

    assert indicator.waves == (
        Wave(year=2018, n=400, basis=NBasis.PUBLISHED, reason="staat in het verslag"),
        Wave(year=2019, n=500, basis=NBasis.SURVEY_TOTAL, reason="hele peiling"),
    )


def test_a_standing_norm_knows_its_edition_and_line(tmp_path: Path) -> None:
    (norm,) = read_definitions(definitions_only(tmp_path)).norms

    assert (norm.key, norm.period, norm.value, norm.kind) == ("dorp/tevreden", None, 80.0, "norm")
    assert norm.source.edition is not None
    assert norm.source.edition.id == "dorp-jv-2020"
    assert norm.line == line_of("[[indicator.target]]")


def test_a_norm_can_hold_for_one_year(tmp_path: Path) -> None:
    (norm,) = read_changed(tmp_path, 'period = ""', 'period = "2021"').norms

    assert norm.label == "2021"


def test_volumes_hours_and_queues_come_from_the_contact_file(tmp_path: Path) -> None:
    definitions = read_definitions(definitions_only(tmp_path))

    (volume,) = definitions.programmes["dorp/1"].volumes
    settings = definitions.contacts["dorp"]
    (hours,) = settings.opening
    assert (volume.key, volume.contacts["en"]) == ("dorp/telefoon", "calls")
    assert (hours.open_from, hours.open_to) == (time(9), time(10))
    assert [(queue.name, queue.channel) for queue in settings.queue] == [("Wachtrij 1", "telefoon")]


def test_a_municipality_without_contact_file_has_no_volumes(tmp_path: Path) -> None:
    definitions_only(tmp_path)
    (tmp_path / "data/definitions/dorp/contact.toml").unlink()

    definitions = read_definitions(tmp_path)

    assert definitions.programmes["dorp/1"].volumes == ()
    assert definitions.contacts["dorp"] == ContactSettings()


def test_national_events_count_where_contacts_are_counted(tmp_path: Path) -> None:
    definitions_only(tmp_path)
    national = (
        "schema = 1\n[[event]]\nstart = 2020-03-01\nprecision = 'month'\ncategory = 'pandemic'\n"
        "label = { nl = 'Corona', en = 'Corona' }\n"
    )
    write(tmp_path, "data/definitions/nederland.toml", national)

    with_volumes = read_definitions(tmp_path).programmes["dorp/1"]
    (tmp_path / "data/definitions/dorp/contact.toml").unlink()
    without_volumes = read_definitions(tmp_path).programmes["dorp/1"]

    assert [event.start for event in with_volumes.events] == [date(2019, 5, 1), date(2020, 3, 1)]
    assert [event.start for event in without_volumes.events] == [date(2019, 5, 1)]


def test_an_explanation_belongs_to_an_activity_and_an_edition(tmp_path: Path) -> None:
    (said,) = read_definitions(definitions_only(tmp_path)).programmes["dorp/1"].explanations

    assert (said.activity, said.edition, said.status) == ("dorp/1A1.1", "dorp-jv-2019", "on_track")
    assert said.said["en"] == "On its way."


def test_every_definition_file_is_an_input_of_the_build(tmp_path: Path) -> None:
    names = [path.name for path in definition_files(definitions_only(tmp_path))]

    assert names == ["1.toml", "contact.toml", "dorp-jv-2019.toml"]


def test_a_project_without_definitions_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="put a TOML file per programme there"):
        read_definitions(tmp_path)


def test_a_misspelt_key_is_named_at_its_own_line(tmp_path: Path) -> None:
    problem = refusal(tmp_path, 'name = "Rapportcijfer"', 'naam = "Rapportcijfer"')

    assert (problem.column, problem.code) == ("naam", "unknown_setting_near")
    assert problem.facts == {"near": "name"}
    assert problem.line == line_of('name = "Rapportcijfer"')


@pytest.mark.parametrize(
    ("old", "new", "column", "code"),
    [
        ('unit = "mark"', 'unit = "punten"', "unit", "expected_enum"),
        ('direction = "neutral"', 'direction = "up"', "direction", "expected_enum"),
        ("n = 400", 'n = "veel"', "waves.0.n", "expected_int"),
        ('id = "peiling"\n', "", "id", "expected_missing"),
        ('code = "1"\n', "", "code", "expected_missing"),
        ("value = 80.0", "", None, "target_wrong"),
        ('basis = "stated"', 'basis = "gok"', None, "edition_wrong"),
        ('names = { dorp-jv-2019 = "Vergaderen" }', "names = {}", None, "node_wrong"),
        ("start = 2019-05-01", "start = 2019-05-01\nend = 2019-04-01", None, "event_wrong"),
        ("[[survey]]", "[survey]", "survey", "expected_tables"),
        ("[[indicator.target]]", "[indicator.target]", "target", "expected_tables"),
    ],
)
def test_a_value_outside_its_vocabulary_is_refused(
    tmp_path: Path, old: str, new: str, column: str | None, code: str
) -> None:
    problem = refusal(tmp_path, old, new)

    assert (problem.column, problem.code) == (column, code)


@pytest.mark.parametrize(
    ("old", "new", "cell", "code"),
    [
        ('goal = "dorp/1A1"', 'goal = "dorp/9Z"', "dorp/9Z", "unknown_name_near"),
        ('parent = "dorp/1A1"', 'parent = "dorp/9Z"', "dorp/9Z", "unknown_name_near"),
        ('survey = "peiling"', 'survey = "enquete"', "enquete", "unknown_name"),
        ('edition = "dorp-jv-2020"', 'edition = "x"', "x", "unknown_name"),
        ('period = ""', 'period = "altijd"', "altijd", "invalid_period"),
        ('key = "dorp/cijfer"', 'key = "stad/cijfer"', "stad/cijfer", "key_of_another"),
        ('key = "dorp/cijfer"', 'key = "dorp/tevreden"', "dorp/tevreden", "key_twice"),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused_at_its_line(
    tmp_path: Path, old: str, new: str, cell: str, code: str
) -> None:
    problem = refusal(tmp_path, old, new)

    assert (problem.cell, problem.code, problem.line) == (cell, code, line_of(old))


def test_a_node_of_an_unknown_edition_is_refused(tmp_path: Path) -> None:
    old, new = 'codes = { dorp-jv-2019 = "1A1.1" }', 'codes = { dorp-jv-1999 = "1A1.1" }'
    names = DEFINITION.replace('{ dorp-jv-2019 = "Vergaderen" }', '{ dorp-jv-1999 = "V" }')
    definitions_only(tmp_path)
    write(tmp_path, "data/definitions/dorp/1.toml", names.replace(old, new))

    with pytest.raises(DataRefused, match="'dorp-jv-1999'") as caught:
        read_definitions(tmp_path)
    assert caught.value.problems[0].facts == {"near": "dorp-jv-2019"}


def test_two_files_cannot_define_one_programme(tmp_path: Path) -> None:
    definitions_only(tmp_path)
    write(tmp_path, "data/definitions/dorp/2.toml", DEFINITION)

    with pytest.raises(DataRefused, match=r"2\.toml.*'dorp/1'") as caught:
        read_definitions(tmp_path)
    assert caught.value.problems[0].code == "key_twice"


@pytest.mark.parametrize("key", ["dorp/2", "stad/1"])
def test_a_volume_of_an_unknown_programme_is_refused_at_its_line(tmp_path: Path, key: str) -> None:
    definitions_only(tmp_path)
    text = CONTACT.replace('programme = "dorp/1"', f'programme = "{key}"')
    write(tmp_path, "data/definitions/dorp/contact.toml", text)

    with pytest.raises(DataRefused) as caught:
        read_definitions(tmp_path)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("data/definitions/dorp/contact.toml", 5)
    assert (problem.column, problem.cell) == ("programme", key)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('edition = "dorp-jv-2019"\n', "", "expected_missing", 1),
        ('edition = "dorp-jv-2019"', 'edition = "dorp-jv-2018"', "unknown_name_near", 2),
        ('activity = "dorp/1A1.1"', 'activity = "dorp/1A1.9"', "unknown_name_near", 5),
        ("said = {", "zei = {", "unknown_setting", 8),
    ],
)
def test_an_explanation_of_something_unknown_is_refused(
    tmp_path: Path, old: str, new: str, code: str, line: int | None
) -> None:
    definitions_only(tmp_path)
    file = "data/definitions/dorp/toelichting/dorp-jv-2019.toml"
    write(tmp_path, file, EXPLANATION.replace(old, new))

    with pytest.raises(DataRefused) as caught:
        read_definitions(tmp_path)
    problem = caught.value.problems[0]
    assert (problem.file, problem.code, problem.line) == (file, code, line)


def test_an_unknown_indicator_of_a_programme_suggests_the_nearest(tmp_path: Path) -> None:
    programme = read_definitions(definitions_only(tmp_path)).programmes["dorp/1"]

    assert programme.indicator("dorp/cijfer").assumed_sd == 1.5
    with pytest.raises(UnknownKey, match="Did you mean 'dorp/cijfer'"):
        programme.indicator("dorp/cijfr")
