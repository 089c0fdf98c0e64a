from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest

from pcanalysis.errors import InvalidModel
from pcanalysis.model import Edition, Event


def edition(**changes: Any) -> Edition:
    usual: dict[str, Any] = {
        "id": "leiden-jv-2017",
        "title": "Jaarverslag 2017",
        "kind": "jaarverslag",
        "year": 2017,
        "published": date(2018, 7, 15),
        "basis": "rule",
    }
    return Edition(**(usual | changes))


def test_editions_are_ordered_by_date_and_then_by_id() -> None:
    later = edition(id="a", published=date(2018, 7, 16))
    same_day = edition(id="z")

    ordered = sorted([later, same_day, edition()], key=lambda one: one.order)

    assert [one.id for one in ordered] == ["leiden-jv-2017", "z", "a"]


@pytest.mark.parametrize("wrong", ["", "-begin", "met spatie", "../weg", "a/b", "x" * 65])
def test_an_id_that_cannot_be_a_file_name_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidModel, match="is not a valid id"):
        edition(id=wrong)


def test_an_id_of_64_characters_is_fine() -> None:
    assert edition(id="x" * 64).id == "x" * 64


def test_a_publication_date_is_stated_or_follows_from_a_rule() -> None:
    with pytest.raises(InvalidModel, match="'gok' must be 'stated' or 'rule'"):
        edition(basis="gok")


def test_an_edition_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        edition().year = 2018  # type: ignore[misc]


def event(start: date, end: date | None) -> Event:
    return Event(start=start, end=end, precision="day", category="law", label={"nl": "Wet"})


def test_an_event_of_one_day_starts_and_ends_on_it() -> None:
    day = date(2017, 3, 15)

    assert event(day, day).end == day
    assert event(day, None).end is None


def test_an_event_cannot_end_before_it_starts() -> None:
    with pytest.raises(InvalidModel, match="2017-03-15 ends before it starts"):
        event(date(2017, 3, 15), date(2017, 3, 14))
