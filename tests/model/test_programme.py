from __future__ import annotations

from typing import Any

import pytest

from pcanalysis.errors import InvalidModel, UnknownKey
from pcanalysis.model import Activity, Direction, Goal, Indicator, Kind, Programme, Unit, Volume


def indicator(key: str, **more: Any) -> Indicator:
    return Indicator(
        key=key,
        name="Percentage inwoners dat zich vertegenwoordigd voelt",
        unit=Unit.PERCENT,
        kind=Kind.SURVEY_SHARE,
        direction=Direction.HIGHER,
        **more,
    )


def programme() -> Programme:
    calls = Volume(
        key="leiden/telefoon",
        channel="telefoon",
        name={"nl": "Telefoon"},
        contacts={"nl": "telefoontjes"},
    )
    return Programme(
        key="leiden/1",
        municipality="Leiden",
        code="1",
        name="Bestuur en dienstverlening",
        names={"en": "Governance and services"},
        indicators=(indicator("leiden/1A1.a"), indicator("leiden/1A2.a")),
        volumes=(calls,),
    )


def activity(**changes: Any) -> Activity:
    usual: dict[str, Any] = {
        "key": "leiden/1A2.informeren",
        "level": "prestatie",
        "parent": "leiden/1A2",
        "codes": {"leiden-jv-2017": "1A2.5", "leiden-vgr1-2020": "1A2.2"},
        "names": {"leiden-jv-2017": "Oude naam", "leiden-vgr1-2020": "Nieuwe naam"},
    }
    return Activity(**(usual | changes))


def test_an_activity_is_called_as_the_newest_edition_calls_it() -> None:
    assert activity().name == "Nieuwe naam"


def test_an_activity_keeps_the_code_of_every_edition() -> None:
    assert activity().codes["leiden-jv-2017"] == "1A2.5"


@pytest.mark.parametrize(
    "wrong", [{"codes": {}, "names": {}}, {"names": {"leiden-jv-2017": "Oude naam"}}]
)
def test_every_edition_of_a_node_has_a_code_and_a_name(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidModel, match=r"leiden/1A2.informeren: every edition needs both"):
        activity(**wrong)


def test_a_goal_is_checked_like_any_node() -> None:
    with pytest.raises(InvalidModel, match="every edition needs both"):
        Goal(key="leiden/1A1", level="doel", parent="leiden/1A", codes={}, names={})


def test_an_indicator_is_found_by_its_key() -> None:
    assert programme().indicator("leiden/1A2.a").key == "leiden/1A2.a"


def test_an_unknown_indicator_names_the_nearest() -> None:
    with pytest.raises(UnknownKey, match=r"indicator 'leiden/1A2.b'. Did you mean 'leiden/1A2.a'"):
        programme().indicator("leiden/1A2.b")


def test_a_volume_is_found_by_its_key() -> None:
    assert programme().volume("leiden/telefoon").channel == "telefoon"


def test_an_unknown_volume_names_the_nearest() -> None:
    with pytest.raises(UnknownKey, match="Did you mean 'leiden/telefoon'"):
        programme().volume("leiden/telefon")


def test_the_title_is_translated_where_we_have_a_translation() -> None:
    assert programme().title("en") == "Governance and services"
    assert programme().title("nl") == "Bestuur en dienstverlening"


def test_the_short_name_falls_back_on_the_published_name() -> None:
    short = indicator("leiden/1A1.a", short={"nl": "Voelt zich vertegenwoordigd"})

    assert short.short_name("nl") == "Voelt zich vertegenwoordigd"
    assert short.short_name("en") == "Percentage inwoners dat zich vertegenwoordigd voelt"
