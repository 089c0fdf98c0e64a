"""Choices in JupyterLab, without a browser: what is chosen is what is shown."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pytest

import pcanalysis
from pcanalysis.explore import choose
from pcanalysis.store.project import Project, open_project
from tests.store.projects import village

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Screen:
    """The parts of what ``choose`` returns, in the order in which they stand."""

    programme: Any
    series: Any
    until: Any
    language: Any
    picture: Any
    words: Any

    @classmethod
    def of(cls, box: Any) -> Screen:
        """Take the box apart."""
        return cls(*box.children)

    @property
    def shown(self) -> tuple[str, str]:
        """Picture and words as they stand now."""
        return self.picture.value, self.words.value


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    """Give the project of this checkout."""
    return open_project(root)


@pytest.fixture
def screen(project: Project) -> Screen:
    """Give the choices on the first indicator of Leiden."""
    return Screen.of(choose(project, "leiden/1", "leiden/1A1.a"))


def test_the_choice_is_one_widget_that_a_notebook_can_show(project: Project) -> None:
    assert isinstance(choose(project), widgets.Widget)
    assert pcanalysis.choose is choose


def test_the_first_choice_is_shown_at_once(screen: Screen) -> None:
    assert (screen.programme.value, screen.series.value) == ("leiden/1", "leiden/1A1.a")
    assert "29%" in screen.words.value
    assert "31%" in screen.words.value
    assert "data/raw/leiden-jv-2017/cijfers.csv:5" in screen.words.value


def test_the_picture_is_a_png_with_words_for_who_cannot_see_it(screen: Screen) -> None:
    image = re.fullmatch(r'<img alt="([^"]+)".*base64,([^"]+)">', screen.picture.value)

    assert image is not None
    assert "29%" in image[1]
    assert base64.b64decode(image[2]).startswith(PNG)


def test_another_indicator_shows_other_figures(screen: Screen) -> None:
    before = screen.shown

    screen.series.value = "leiden/1A2.a"

    # annual report 2017: well governed 51%, target 50%
    assert "51%" in screen.words.value
    assert "50%" in screen.words.value
    assert screen.picture.value != before[0]


def test_a_choice_that_is_undone_shows_the_same_again(screen: Screen) -> None:
    before = screen.shown

    screen.series.value = "leiden/1A2.a"
    screen.series.value = "leiden/1A1.a"

    assert screen.shown == before


def test_a_contact_volume_shows_its_development(screen: Screen) -> None:
    screen.series.value = "leiden/telefoon"

    assert "165.000" in screen.words.value
    assert "190.000" in screen.words.value


def test_another_programme_brings_its_own_indicators(project: Project, screen: Screen) -> None:
    before = screen.shown

    screen.programme.value = "leiderdorp/2D"

    keys = [key for _, key in screen.series.options]
    assert keys == [one.key for one in project.programme("leiderdorp/2D").indicators]
    assert screen.series.value == keys[0]
    assert screen.shown != before


def test_programmes_and_series_are_named_in_words(screen: Screen) -> None:
    assert ("Leiden: Bestuur en dienstverlening", "leiden/1") in screen.programme.options
    assert ("telefoon: Telefoon", "leiden/telefoon") in screen.series.options


def test_an_earlier_day_shows_what_was_known_then(screen: Screen) -> None:
    screen.until.value = "2018-01-01"  # the annual report 2017 is of July 2018

    assert "29%" not in screen.words.value
    assert "1 januari 2018" in screen.words.value
    assert screen.picture.value == ""

    screen.until.value = ""

    assert "29%" in screen.words.value
    assert screen.picture.value != ""


def test_the_other_language_changes_words_labels_and_picture(screen: Screen) -> None:
    before = screen.shown
    assert screen.programme.description == "Programma"

    screen.language.value = "en"

    assert screen.programme.description == "Programme"
    assert "target" in screen.words.value
    assert screen.picture.value != before[0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda screen: setattr(screen.until, "value", "ooit"), "is not a date"),
        (lambda screen: setattr(screen.until, "value", "2018-13-01"), "is not a date"),
    ],
)
def test_what_cannot_be_shown_is_said_in_words(
    change: Callable[[Screen], None], told: str, screen: Screen
) -> None:
    change(screen)

    assert told in screen.words.value
    assert "Traceback" not in screen.words.value
    assert screen.picture.value == ""


def test_after_a_wrong_date_a_right_one_shows_the_figures_again(screen: Screen) -> None:
    before = screen.shown

    screen.until.value = "ooit"
    screen.until.value = ""

    assert screen.shown == before


def test_what_a_user_types_is_never_markup(screen: Screen) -> None:
    screen.until.value = "<script>alert(1)</script>"

    assert "<script>" not in screen.words.value
    assert "&lt;script&gt;" in screen.words.value


def test_a_wrong_start_is_answered_with_the_nearest(project: Project) -> None:
    for programme, indicator, told in (
        ("leidn/1", "", "leiden/1"),
        ("leiden/1", "leiden/1A1.b", "leiden/1A1.a"),
    ):
        said = choose(project, programme, indicator)
        assert isinstance(said, widgets.HTML)
        assert f"Did you mean &#x27;{told}&#x27;?" in said.value


def test_a_language_that_does_not_exist_is_refused_in_words(project: Project) -> None:
    said = choose(project, "leiden/1", language="de")

    assert isinstance(said, widgets.HTML)
    assert "Unknown language" in said.value


def test_without_a_choice_the_first_programme_and_its_first_indicator_are_shown(
    tmp_path: Path,
) -> None:
    screen = Screen.of(choose(open_project(village(tmp_path))))

    assert (screen.programme.value, screen.series.value) == ("dorp/1", "dorp/tevreden")
    assert "64%" in screen.words.value  # realised in 2020


def test_simulated_figures_say_so_in_words_and_in_the_picture(project: Project) -> None:
    screen = Screen.of(choose(project, "voorbeeld/kcc", "voorbeeld/telefoon"))

    assert "gesimuleerd" in screen.words.value
    assert 'alt="Gesimuleerde gegevens.' in screen.picture.value


def test_two_choosers_in_one_notebook_do_not_touch_each_other(project: Project) -> None:
    one = Screen.of(choose(project, "leiden/1", "leiden/1A1.a"))
    other = Screen.of(choose(project, "leiden/1", "leiden/1A1.a", language="en"))

    before = one.shown
    other.series.value = "leiden/telefoon"

    assert one.shown == before
