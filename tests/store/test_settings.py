from __future__ import annotations

from pathlib import Path

import pytest

from pcanalysis.errors import DataRefused, PcanalysisError, WrongCall
from pcanalysis.store.settings import Settings, find_root, read_settings
from tests.store.projects import SETTINGS, write


def test_the_settings_say_whose_reports_are_built(tmp_path: Path) -> None:
    write(tmp_path, "pcanalysis.toml", SETTINGS)

    assert read_settings(tmp_path) == Settings(schema=1, municipalities=("dorp",), language="nl")


def test_the_language_is_dutch_unless_the_settings_say_otherwise(tmp_path: Path) -> None:
    write(tmp_path, "pcanalysis.toml", "schema = 1\nmunicipalities = []\n")

    assert read_settings(tmp_path).language == "nl"


def test_a_project_is_found_from_a_folder_within_it(tmp_path: Path) -> None:
    write(tmp_path, "pcanalysis.toml", SETTINGS)
    notebooks = tmp_path / "notebooks" / "eigen"
    notebooks.mkdir(parents=True)

    assert find_root(notebooks) == tmp_path.resolve()


def test_a_folder_without_a_project_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match=r"pcanalysis\.toml .* --project DIR"):
        find_root(tmp_path)


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "pcanalysis.toml", SETTINGS.replace('"nl"', '"fy"'))

    with pytest.raises(WrongCall, match="'fy' must be 'nl' or 'en'"):
        read_settings(tmp_path)


def test_a_misspelt_setting_suggests_the_right_one(tmp_path: Path) -> None:
    write(tmp_path, "pcanalysis.toml", SETTINGS.replace("language", "languge"))

    with pytest.raises(DataRefused, match="Bedoelt u language"):
        read_settings(tmp_path)


@pytest.mark.parametrize("content", [b"schema = = 1", b"language = '\xff'"])
def test_settings_that_are_no_toml_name_the_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pcanalysis.toml").write_bytes(content)

    with pytest.raises(WrongCall, match=r"pcanalysis\.toml cannot be read") as caught:
        read_settings(tmp_path)
    assert isinstance(caught.value, PcanalysisError)
    assert caught.value.exit_code == 2


def test_groups_under_ten_are_small_unless_the_settings_say_otherwise(tmp_path: Path) -> None:
    write(tmp_path, "pcanalysis.toml", SETTINGS)
    assert read_settings(tmp_path).small_cell == 10
    write(tmp_path, "pcanalysis.toml", SETTINGS + "small_cell = 5\n")
    assert read_settings(tmp_path).small_cell == 5
