from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Message
from pcanalysis.model import Edition, Indicator
from pcanalysis.store.tables import Place, made, read_toml
from tests.store.projects import write

EDITION = {
    "id": "dorp-jv-2019",
    "title": "Jaarverslag 2019",
    "kind": "jaarverslag",
    "year": 2019,
    "published": "2020-07-15",
    "basis": "rule",
}


def refusal(**changes: object) -> tuple[Message, ...]:
    table = {key: value for key, value in (EDITION | changes).items() if value is not None}
    with pytest.raises(DataRefused) as caught:
        made(Edition, table, Place("dorp/1.toml", 8))
    return caught.value.problems


def test_a_table_becomes_an_object_of_the_model() -> None:
    edition = made(Edition, EDITION, Place("dorp/1.toml", 8))

    assert (edition.id, edition.published.isoformat()) == ("dorp-jv-2019", "2020-07-15")


def test_an_unknown_key_is_named_with_the_nearest_known_one() -> None:
    (problem,) = refusal(titel="Jaarverslag")

    assert (problem.file, problem.line, problem.column) == ("dorp/1.toml", 8, "titel")
    assert (problem.code, problem.facts) == ("unknown_setting_near", {"near": "title"})


def test_every_unknown_key_is_reported_at_once() -> None:
    assert [problem.column for problem in refusal(aap=1, noot=2)] == ["aap", "noot"]


def test_a_missing_key_is_named_without_a_cell() -> None:
    (problem,) = refusal(title=None)

    assert (problem.column, problem.cell) == ("title", None)


def test_a_value_of_the_wrong_type_is_shown() -> None:
    (problem,) = refusal(year="vorig jaar")

    assert (problem.column, problem.cell) == ("year", "vorig jaar")


def test_what_the_model_refuses_is_refused_with_file_and_line() -> None:
    (problem,) = refusal(basis="gegokt")

    assert (problem.file, problem.line, problem.code) == ("dorp/1.toml", 8, "edition_wrong")
    assert "stated of rule" in problem.reason()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2019", "expected_int"),  # a text that looks like a number is a text
        (True, "expected_int"),
        (2019.0, "expected_int"),
    ],
)
def test_nothing_is_made_into_a_number(value: object, code: str) -> None:
    (problem,) = refusal(year=value)

    assert problem.code == code


def test_a_truth_value_is_shown_as_the_file_writes_it() -> None:
    (problem,) = refusal(title=True)

    assert (problem.code, problem.cell) == ("expected_string", "true")


@pytest.mark.parametrize("day", ["31-12-2019", 2019, "2019-02-30"])
def test_what_is_no_date_is_refused(day: object) -> None:
    (problem,) = refusal(published=day)

    assert (problem.column, problem.code) == ("published", "expected_date")


@pytest.mark.parametrize(
    ("changes", "column", "code", "facts"),
    [
        ({"unit": "punten"}, "unit", "expected_enum", {"known": "%, mark, count, euro, seconds, days, rate"}),
        ({"bounds": [0]}, "bounds.1", "expected_missing", {}),
        ({"bounds": [0, 1, 2]}, "bounds", "value_wrong", {}),
        ({"bounds": 3}, "bounds", "expected_tuple", {}),
        ({"codes": "1A"}, "codes", "expected_dict", {}),
        ({"codes": {"a": 1}}, "codes.a", "expected_string", {}),
        ({"waves": [3]}, "waves.0", "expected_dataclass", {}),
        ({"deff": "groot"}, "deff", "expected_float", {}),
        ({"label_incomplete": "ja"}, "label_incomplete", "expected_bool", {}),
    ],
)  # fmt: skip
def test_every_kind_of_wrong_value_has_its_own_sentence(
    changes: dict[str, object], column: str, code: str, facts: dict[str, str]
) -> None:
    table = {"key": "a/b", "name": "n", "unit": "%", "kind": "register", "direction": "higher"}

    with pytest.raises(DataRefused) as caught:
        made(Indicator, table | changes, Place("dorp/1.toml", 8, {"bounds": 12}))

    (problem,) = caught.value.problems
    assert (problem.column, problem.code, problem.facts) == (column, code, facts)
    assert problem.line == (12 if column.startswith("bounds") else 8)


def test_a_name_without_a_near_one_lists_what_is_known() -> None:
    place = Place("a.toml", 3, {"goal": 7})

    far = place.unknown("goal", "?", ["dorp/2", "dorp/1"])
    assert (far.code, far.line, far.facts) == ("unknown_name", 7, {"known": "dorp/1, dorp/2"})
    assert place.unknown("goal", "?", []).facts == {"known": "-"}
    assert place.unknown("gaol", None, ["goal"]).code == "unknown_setting_near"


def test_every_table_and_key_is_found_at_its_line(tmp_path: Path) -> None:
    text = (
        "schema = 1\nname.nl = 'n'\n\n[[edition]] # de eerste\nid = 'a'\n"
        'note = """\n[[edition]]\nid = 3\n"""\n'
        "  [[ edition ]]\n'id' = 'b'\n[queues]\nx = 1\n"
    )
    path = write(tmp_path, "x.toml", text)

    document = read_toml(path, path.parent)

    assert [table["id"] for table, _ in document.tables("edition")] == ["a", "b"]
    assert [document.place("edition", i).line for i in (0, 1)] == [4, 10]
    assert document.place("edition", 1).keys == {"id": 11}
    assert (document.top.line, document.top.keys) == (1, {"schema": 1, "name": 2})
    assert document.place("queues").keys == {"x": 13}


def test_tables_written_on_one_line_are_found_at_the_line_of_their_name(tmp_path: Path) -> None:
    path = write(tmp_path, "x.toml", "schema = 1\n\nedition = [{ id = 'a' }, { id = 'b' }]\n")

    places = [place for _, place in read_toml(path, path.parent).tables("edition")]

    assert [place.line for place in places] == [3, 3]


@pytest.mark.parametrize("text", ["edition = 3", "[edition]\nid = 'a'", "edition = ['a']"])
def test_what_should_be_a_list_of_tables_says_how_to_write_one(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "x.toml", f"schema = 1\n{text}\n")

    with pytest.raises(DataRefused) as caught:
        list(read_toml(path, path.parent).tables("edition"))
    (problem,) = caught.value.problems
    assert (problem.line, problem.code) == (2, "expected_tables")
    assert "[[edition]]" in problem.reason()


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("schema = 1\nname = 'a'\nname = 'b'\n", 3, "toml_twice"),
        ("schema = 1\n[a]\n[a]\n", 3, "toml_twice"),
        ("schema = 1\nname = Dorp\n", 2, "not_toml"),
        ("schema = 1\nname = 'a", 2, "not_toml"),
        ("schema = 1\r\nname 'a'\r\n", 2, "not_toml"),
        ("schema = 1\nx = [\n", 3, "not_toml"),
    ],
)
def test_broken_toml_is_refused_at_its_line(
    tmp_path: Path, text: str, line: int, code: str
) -> None:
    path = write(tmp_path, "x.toml", text)

    with pytest.raises(DataRefused) as caught:
        read_toml(path, path.parent)
    (problem,) = caught.value.problems
    assert (problem.line, problem.code) == (line, code)


def test_brackets_without_end_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "x.toml", "schema = 1\nx = " + "[" * 5000)

    with pytest.raises(DataRefused) as caught:
        read_toml(path, path.parent)
    assert caught.value.problems[0].code == "toml_too_deep"


def test_a_file_that_is_no_text_is_refused_at_the_line_of_the_wrong_byte(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"schema = 1\nname = '\xe9'\n")

    with pytest.raises(DataRefused) as caught:
        read_toml(path, path.parent)
    assert [(p.line, p.code) for p in caught.value.problems] == [(2, "not_utf8")]


@pytest.mark.parametrize("text", ["", "schema = 2\n"])
def test_a_file_of_another_schema_is_refused(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "x.toml", text)

    with pytest.raises(DataRefused, match="schema = 1") as caught:
        read_toml(path, path.parent)
    assert caught.value.problems[0].code == "schema_missing"


@given(content=st.binary(max_size=60) | st.text("[]{}\"'=\n #.a1,", max_size=60).map(str.encode))
@example(content=b"a = " + b"[" * 300 + b"]" * 300)
def test_any_bytes_are_read_or_refused(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any") / "x.toml"
    path.write_bytes(b"schema = 1\n" + content)

    with suppress(DataRefused):
        document = read_toml(path, path.parent)
        made(Edition, {**document.content, "id": document.content.get("a", 1)}, document.top)
