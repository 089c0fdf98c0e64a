from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import DataRefused, Message, Severity
from pcanalysis.model import in_force
from pcanalysis.model.contact import ContactSettings, Queue
from pcanalysis.store.contact_settings import map_queues, read_contact_settings
from pcanalysis.store.reading.persons import mask
from tests.store.projects import write

ROOT = Path(__file__).parents[2]
FILE = "data/definitions/dorp/contact.toml"
GUIDE = (ROOT / "docs/contact.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[0]


def settings_of(tmp_path: Path, text: str) -> ContactSettings:
    return read_contact_settings(write(tmp_path, FILE, text), tmp_path)[0]


def refusals(tmp_path: Path, text: str) -> tuple[Message, ...]:
    with pytest.raises(DataRefused) as caught:
        settings_of(tmp_path, text)
    assert {problem.file for problem in caught.value.problems} == {FILE}
    assert caught.value.told("en") != caught.value.told("nl")
    return caught.value.problems


def refusal(tmp_path: Path, old: str, new: str) -> Message:
    assert old in EXAMPLE
    (problem,) = refusals(tmp_path, EXAMPLE.replace(old, new, 1))
    return problem


def line_of(text: str, within: str = EXAMPLE) -> int:
    return within[: within.index(text)].count("\n") + 1


@pytest.fixture
def example(tmp_path: Path) -> ContactSettings:
    """Give what the example of the guide says."""
    return settings_of(tmp_path, EXAMPLE)


def test_the_example_of_the_guide_can_be_read(example: ContactSettings) -> None:
    assert example.channels == ("telefoon",)
    assert [(h.weekdays, h.open_to) for h in example.opening] == [
        ((1, 2, 3, 5), time(17)),
        ((4,), time(20)),
    ]
    assert [(q.name, q.channel) for q in example.queue] == [("Wachtrij 14 0123", "telefoon")]
    assert [h.seconds for h in example.handle_time] == [240]
    assert [p.seconds for p in example.patience] == [180]
    assert [s.share for s in example.shrinkage] == [0.3]
    assert {one.basis for one in (*example.norm, *example.shrinkage)} == {"aanname"}


def test_a_volume_comes_with_its_programme_and_its_place(tmp_path: Path) -> None:
    _, ((volume, place),) = read_contact_settings(write(tmp_path, FILE, EXAMPLE), tmp_path)

    assert (volume.key, volume.programme, place.line) == ("dorp/telefoon", "dorp/1", 3)
    assert place.keys["programme"] == 5


def test_the_newest_norm_of_a_day_holds(example: ContactSettings) -> None:
    assert in_force(example.norm, date(2022, 12, 31)) == ()
    assert [norm.percent for norm in in_force(example.norm, date(2023, 12, 31))] == [80]
    assert [norm.percent for norm in in_force(example.norm, date(2024, 1, 1))] == [85]


def test_a_closure_closes_every_opening(example: ContactSettings) -> None:
    weekdays, thursday = example.opening

    assert weekdays.is_open(date(2023, 5, 12))
    assert not weekdays.is_open(date(2023, 5, 19))  # the Friday after Ascension Day
    assert not thursday.is_open(date(2023, 12, 28))
    assert thursday.is_open(date(2024, 1, 4))
    assert [(c.first, c.last) for c in example.closure] == [
        (date(2023, 5, 19), date(2023, 5, 19)),
        (date(2023, 12, 27), date(2023, 12, 29)),
    ]


def test_a_municipality_without_file_sets_nothing(tmp_path: Path) -> None:
    assert read_contact_settings(tmp_path / "contact.toml", tmp_path) == (ContactSettings(), [])


def test_the_example_municipality_calls_its_values_assumed() -> None:
    file = "data/definitions/voorbeeld/contact.toml"
    settings, _ = read_contact_settings(ROOT / file, ROOT)

    kinds = (settings.norm, settings.handle_time, settings.patience, settings.shrinkage)
    assert all(kinds)
    assert all(one.basis.startswith("aanname") for kind in kinds for one in kind)
    assert {one.channel for one in settings.handle_time} == set(settings.channels)


def test_of_leiden_nothing_is_set_that_its_documents_do_not_say() -> None:
    file = "data/definitions/leiden/contact.toml"
    settings, volumes = read_contact_settings(ROOT / file, ROOT)

    assert settings == ContactSettings(channels=tuple(v.channel for v, _ in volumes))


@pytest.mark.parametrize(
    ("old", "new", "column", "code"),
    [
        ("percent = 80", "percent = 100", "percent", "norm_percent"),
        ("percent = 80", "percent = -1", "percent", "norm_percent"),
        ("percent = 80", "percent = nan", "percent", "norm_percent"),
        ("percent = 80", 'percent = "80"', "percent", "expected_float"),
        ("percent = 80", "percent = true", "percent", "expected_float"),
        ("seconds = 30", "seconds = -1", "seconds", "norm_seconds"),
        ("seconds = 30", "seconds = inf", "seconds", "norm_seconds"),
        ("seconds = 240", "seconds = 0", "seconds", "handle_time_seconds"),
        ("seconds = 240", "seconds = inf", "seconds", "handle_time_seconds"),
        ("seconds = 180", "seconds = -180", "seconds", "patience_seconds"),
        ("seconds = 180", "seconds = nan", "seconds", "patience_seconds"),
        ("share = 0.3", "share = 1", "share", "shrinkage_share"),
        ("share = 0.3", "share = 30", "share", "shrinkage_share"),
        ("share = 0.3", "share = -0.1", "share", "shrinkage_share"),
        ("weekdays = [4]", "weekdays = [0]", "weekdays", "weekdays_wrong"),
        ("weekdays = [4]", "weekdays = []", "weekdays", "weekdays_wrong"),
        ("weekdays = [4]", "weekdays = 4", "weekdays", "expected_tuple"),
        ('to = "20:00"', 'to = "08:00"', "to", "closes_before_it_opens"),
        ('to = "20:00"', 'to = "tien"', "to", "expected_time"),
        ('to = "20:00"', "to = 20", "to", "expected_time"),
        ('to = "20:00"', 'to = "24:00"', "to", "expected_time"),
        ("to = 2023-12-29", "to = 2023-12-01", "to", "closure_backwards"),
        ("date = 2023-05-19", 'date = "19 mei"', "date", "closure_days"),
        ("date = 2023-05-19", "date = 2023-05-19\nto = 2023-05-20", "date", "closure_days"),
        ('"Kerstsluiting", en', '"Kerstsluiting", fr', "label", "label_incomplete"),
        ("share = 0.3", "shere = 0.3", "shere", "unknown_setting_near"),
        ('from = "08:30"', 'open_from = "08:30"', "open_from", "unknown_setting_near"),
        ("weekdays = [4]", "weekdays = [4]\nclosures = []", "closures", "unknown_setting"),
        ('key = "dorp/telefoon"', 'key = "stad/telefoon"', "key", "key_of_another"),
        ("date = 2023-05-19", "date = 0203-05-19", "from", "year_out_of_range"),
    ],
)
def test_a_wrong_value_is_refused_at_the_line_of_its_key(
    tmp_path: Path, old: str, new: str, column: str, code: str
) -> None:
    problem = refusal(tmp_path, old, new)

    assert (problem.column, problem.code) == (column, code)
    place = line_of(old) + new.count("\n") * (column == "closures")
    assert problem.line == (place - 1 if column == "from" else place)


@pytest.mark.parametrize("key", ["from", "to"])
def test_a_time_in_another_zone_is_refused(tmp_path: Path, key: str) -> None:
    hours = {"from": '"08:30"', "to": '"20:00"'}

    problem = refusal(tmp_path, f"{key} = {hours[key]}", f'{key} = "09:00+02:00"')

    assert problem.code == "expected_time"


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("volume", "programme"),
        ("opening", "from"),
        ("queue", "channel"),
        ("norm", "percent"),
        ("handle_time", "seconds"),
        ("patience", "valid_from"),
        ("shrinkage", "share"),
        ("closure", "label"),
    ],
)
def test_a_missing_key_is_named_at_its_table(tmp_path: Path, table: str, key: str) -> None:
    begins = EXAMPLE.index(f"[[{table}]]")
    without = re.sub(rf"(?m)^{key} = .*\n", "", EXAMPLE[begins:], count=1)

    problem = refusals(tmp_path, EXAMPLE[:begins] + without)[0]

    assert (problem.column, problem.code) == (key, "expected_missing")
    assert problem.line == line_of(f"[[{table}]]")


@pytest.mark.parametrize("table", ["queue", "norm", "handle_time", "patience"])
def test_a_channel_without_a_volume_is_refused_with_the_nearest(tmp_path: Path, table: str) -> None:
    begins = EXAMPLE.index(f"[[{table}]]")
    rest = EXAMPLE[begins:].replace('"telefoon"', '"telefon"', 1)

    (problem,) = refusals(tmp_path, EXAMPLE[:begins] + rest)

    assert (problem.column, problem.cell) == ("channel", "telefon")
    assert (problem.code, problem.facts) == ("unknown_name_near", {"near": "telefoon"})
    assert problem.line == line_of("channel =", EXAMPLE[begins:]) + EXAMPLE[:begins].count("\n")


def test_an_unknown_table_is_refused_at_its_header(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "[[shrinkage]]", "[[shrinkages]]")

    assert (problem.column, problem.line) == ("shrinkages", line_of("[[shrinkage]]"))
    assert problem.facts == {"near": "shrinkage"}


def test_the_older_table_of_queues_says_how_it_is_written_now(tmp_path: Path) -> None:
    (problem,) = refusals(tmp_path, EXAMPLE + '\n[queues]\n"Rij 1" = "telefoon"\n')

    assert (problem.column, problem.facts) == ("queues", {"near": "queue"})


def test_one_table_where_a_list_belongs_is_refused(tmp_path: Path) -> None:
    (problem,) = refusals(tmp_path, "schema = 1\n\n[norm]\npercent = 80\n")

    assert (problem.line, problem.code) == (3, "expected_tables")


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = EXAMPLE.replace("share = 0.3", "share = 3").replace("weekdays = [4]", "weekdays = [8]")

    assert [p.code for p in refusals(tmp_path, text)] == ["weekdays_wrong", "shrinkage_share"]


def test_two_norms_of_one_channel_cannot_begin_on_one_day(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "valid_from = 2024-01-01", "valid_from = 2023-01-01")

    assert (problem.code, problem.line) == ("valid_from_twice", line_of("valid_from = 2024"))
    assert problem.facts == {"other_line": line_of("[[norm]]")}


def test_an_older_norm_below_a_newer_one_is_refused(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "valid_from = 2024-01-01", "valid_from = 2022-01-01")

    assert (problem.code, problem.cell) == ("valid_from_order", "2022-01-01")


def test_a_year_that_cannot_be_is_refused(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "valid_from = 2024-01-01", "valid_from = 2204-01-01")

    assert (problem.code, problem.column) == ("year_out_of_range", "valid_from")


def test_norms_of_two_channels_do_not_hinder_each_other(tmp_path: Path) -> None:
    volume = EXAMPLE[EXAMPLE.index("[[volume]]") : EXAMPLE.index("[[opening]]")]
    other = volume.replace("telefoon", "balie")
    norm = '[[norm]]\nchannel = "balie"\npercent = 90\nseconds = 300\nvalid_from = 2023-01-01\n'

    assert len(settings_of(tmp_path, EXAMPLE + other + norm).norm) == 3


def test_a_queue_can_go_to_another_channel_later(tmp_path: Path) -> None:
    later = '[[queue]]\nname = "wachtrij 140123"\nchannel = "telefoon"\nvalid_from = 2024-01-01\n'

    assert len(settings_of(tmp_path, EXAMPLE + later).queue) == 2
    (problem,) = refusals(tmp_path, EXAMPLE + later.replace("2024", "2023"))
    assert problem.code == "valid_from_twice"  # the same name, written in another way


@pytest.mark.parametrize("name", ["Balie", "  - ", ""])
def test_a_queue_without_a_name_of_its_own_is_refused(tmp_path: Path, name: str) -> None:
    problem = refusal(tmp_path, 'name = "Wachtrij 14 0123"', f'name = "{name}"')

    assert (problem.code, problem.cell) == ("queue_name_wrong", name)


def test_hours_that_overlap_on_one_weekday_are_refused(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "weekdays = [4]", "weekdays = [3, 4]")

    assert (problem.code, problem.facts) == ("days_overlap", {"other_line": 10})


def test_a_break_at_lunch_is_no_overlap(tmp_path: Path) -> None:
    text = EXAMPLE.replace("weekdays = [4]", "weekdays = [3, 4]").replace(
        'to = "17:00"', 'to = "08:30"'
    )
    morning = text.replace('from = "08:30"', 'from = "08:00"', 1)

    assert len(settings_of(tmp_path, morning).opening) == 2


def test_closures_that_share_a_day_are_refused(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "date = 2023-05-19", "from = 2023-05-19\nto = 2023-12-27")

    assert (problem.code, problem.facts) == ("days_overlap", {"other_line": 22})


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    volume = EXAMPLE[EXAMPLE.index("[[volume]]") : EXAMPLE.index("[[opening]]")]

    (problem,) = refusals(tmp_path, EXAMPLE + volume)

    assert (problem.code, problem.cell) == ("key_twice", "dorp/telefoon")
    assert problem.line == EXAMPLE.count("\n") + 2


# Queues


def rows(*names: str, start: Any = "2023-03-01 09:00") -> pd.DataFrame:
    """Rows of one export: one contact more on every row."""
    return pd.DataFrame(
        {
            "start": pd.DatetimeIndex([start] * len(names)).tz_localize("Europe/Amsterdam"),
            "channel": pd.array(names, dtype="str"),
            "offered": range(1, len(names) + 1),
            "line": range(2, len(names) + 2),
        }
    )


def test_a_queue_counts_for_its_channel_however_it_is_spelled(example: ContactSettings) -> None:
    contacts = rows("Wachtrij 14 0123", "WACHTRIJ 14-0123", "telefoon")

    mapped, messages = map_queues(contacts, example, "export.csv")

    assert list(mapped["channel"]) == ["telefoon"] * 3
    assert list(mapped["offered"]) == [1, 2, 3]
    assert messages == ()
    assert contacts["channel"].iloc[0] == "Wachtrij 14 0123"  # what came in is not changed


def test_a_queue_without_channel_is_told_with_its_counts_and_kept(
    example: ContactSettings,
) -> None:
    contacts = rows("Rij 7", "telefoon", "Rij 7", "Rij 8")

    mapped, messages = map_queues(contacts, example, "export.csv")

    assert list(mapped["channel"]) == list(contacts["channel"])
    # Rij 7: 1 contact on line 2 and 3 on line 4; Rij 8: 4 contacts on line 5
    assert [(m.cell, m.line, dict(m.facts)) for m in messages] == [
        ("Rij 7", 2, {"rows": 2, "contacts": 4}),
        ("Rij 8", 5, {"rows": 1, "contacts": 4}),
    ]
    assert {(m.code, m.severity) for m in messages} == {("unknown_channel", Severity.WARNING)}


def test_before_its_first_day_a_queue_counts_for_nothing(example: ContactSettings) -> None:
    before = rows("Wachtrij 14 0123", start="2022-12-31 23:30")
    first = rows("Wachtrij 14 0123", start="2023-01-01 00:00")

    mapped, messages = map_queues(pd.concat([before, first]), example, "export.csv")

    assert list(mapped["channel"]) == ["Wachtrij 14 0123", "telefoon"]
    assert [message.facts for message in messages] == [{"rows": 1, "contacts": 1}]


def test_from_a_later_day_a_queue_counts_for_another_channel() -> None:
    queues = [
        Queue(name="Rij 1", channel=channel, valid_from=date(year, 1, 1))
        for channel, year in (("telefoon", 2020), ("overig", 2024))
    ]
    settings = ContactSettings(channels=("telefoon", "overig"), queue=tuple(queues))
    contacts = pd.concat([rows("Rij 1", start=f"{year}-06-01") for year in (2021, 2024)])

    mapped, messages = map_queues(contacts, settings, "export.csv")

    assert list(mapped["channel"]) == ["telefoon", "overig"]
    assert messages == ()


def test_a_name_that_points_to_a_person_is_masked(example: ContactSettings) -> None:
    _, (message,) = map_queues(rows("j.jansen@dorp.nl"), example, "export.csv")

    assert message.cell == mask("j.jansen@dorp.nl")


def test_names_kept_as_categories_are_mapped_too(example: ContactSettings) -> None:
    contacts = rows("Wachtrij 14 0123", "Rij 7").astype({"channel": "category"})

    mapped, _ = map_queues(contacts, example, "export.csv")

    assert list(mapped["channel"]) == ["telefoon", "Rij 7"]


@given(
    names=st.lists(st.sampled_from(["Rij 1", "rij-1", "Rij 2", "telefoon", "chat"]), max_size=20)
)
def test_no_contact_is_lost_and_every_unknown_name_is_told(names: list[str]) -> None:
    queue = Queue(name="Rij 1", channel="telefoon", valid_from=date(2020, 1, 1))
    settings = ContactSettings(channels=("telefoon",), queue=(queue,))

    mapped, messages = map_queues(rows(*names), settings, "export.csv")

    assert mapped["offered"].sum() == sum(range(1, len(names) + 1))
    unknown = mapped[mapped["channel"] == "Rij 2"]
    assert sum(int(message.facts["contacts"]) for message in messages) == unknown["offered"].sum()
