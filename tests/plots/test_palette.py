"""The palette can be read by everybody: every number of the palette table is recomputed here."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pytest

from pcanalysis.plots.palette import DARK, LIGHT

# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
PROTAN = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
DEUTAN = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
TRITAN = np.array(
    [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ]
)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])  # WCAG 2.2
GREY = np.tile(LUMINANCE, (3, 1))
SIGHTS = {"normal": np.eye(3), "protan": PROTAN, "deutan": DEUTAN, "tritan": TRITAN, "grey": GREY}
MEANINGS = ("data", "better", "worse", "unknown")
HEAT = ("heat1", "heat2", "heat3", "heat4", "heat5")


def linear(colour: str) -> np.ndarray:
    """Linear RGB of a hex colour (IEC 61966-2-1)."""
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two hex colours."""
    bright, dim = sorted((float(LUMINANCE @ linear(c)) for c in (one, other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """OKLab x 100 of linear RGB (Ottosson 2020)."""
    to_cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return 100 * to_lab @ np.cbrt(to_cones @ np.clip(rgb, 0, 1))


def smallest_distance(palette: Mapping[str, str], tokens: tuple[str, ...], sight: str) -> float:
    """Distance of the two colours that look most alike to someone."""
    seen = [oklab(SIGHTS[sight] @ linear(palette[token])) for token in tokens]
    return min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2))


# The table of the design: token, contrast with the paper in light and in dark.
RATIOS = [
    ("ink", 16.2, 15.4),
    ("muted", 6.7, 9.0),
    ("axis", 3.8, 5.5),
    ("rule", 1.4, 1.7),
    ("data", 8.3, 9.0),
    ("dataweak", 3.1, 4.8),
    ("target", 18.9, 18.0),
    ("better", 6.9, 12.3),
    ("worse", 5.1, 7.2),
    ("unknown", 3.7, 5.7),
]
INK_RATIOS = [
    ("band50", 9.1, 6.1),
    ("band90", 13.0, 10.5),
    ("null", 13.2, 11.3),
    ("alarmweak", 11.6, 7.9),
    ("heat1", 14.8, 13.8),
    ("heat5", 6.6, 4.9),
]


@pytest.mark.parametrize(("token", "light", "dark"), RATIOS)
def test_the_contrast_with_paper_is_what_the_design_says(
    token: str, light: float, dark: float
) -> None:
    assert contrast(LIGHT[token], LIGHT["paper"]) == pytest.approx(light, abs=0.051)
    assert contrast(DARK[token], DARK["paper"]) == pytest.approx(dark, abs=0.051)


@pytest.mark.parametrize(("token", "light", "dark"), INK_RATIOS)
def test_ink_on_an_area_has_the_contrast_the_design_says(
    token: str, light: float, dark: float
) -> None:
    assert contrast(LIGHT["ink"], LIGHT[token]) == pytest.approx(light, abs=0.051)
    assert contrast(DARK["ink"], DARK[token]) == pytest.approx(dark, abs=0.051)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_that_letters_have_can_be_read(palette: Mapping[str, str]) -> None:
    for token in ("ink", "muted", "data", "target", "worse"):
        assert contrast(palette[token], palette["paper"]) >= 4.5, token


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_that_carries_a_meaning_is_visible(palette: Mapping[str, str]) -> None:
    for token in ("data", "dataweak", "target", "better", "worse", "unknown", "axis"):
        assert contrast(palette[token], palette["paper"]) >= 3.0, token


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_muted_words_can_be_read_on_the_grey_of_chance(palette: Mapping[str, str]) -> None:
    assert contrast(palette["muted"], palette["null"]) >= 4.5


@pytest.mark.parametrize(
    ("sight", "light", "dark"),
    [
        ("normal", 11.8, 13.5),
        ("protan", 10.1, 13.1),
        ("deutan", 11.1, 11.9),
        ("tritan", 3.9, 9.4),
        ("grey", 4.2, 6.0),
    ],
)
def test_meanings_stay_apart_for_every_kind_of_sight(sight: str, light: float, dark: float) -> None:
    assert smallest_distance(LIGHT, MEANINGS, sight) == pytest.approx(light, abs=0.11)
    assert smallest_distance(DARK, MEANINGS, sight) == pytest.approx(dark, abs=0.11)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_heat_steps_stay_apart_for_every_kind_of_sight(
    palette: Mapping[str, str], sight: str
) -> None:
    assert smallest_distance(palette, HEAT, sight) >= 4.55


def test_light_and_dark_have_the_same_tokens() -> None:
    assert list(LIGHT) == list(DARK)


def test_no_two_tokens_of_the_light_palette_share_a_colour() -> None:
    # An SVG gets its CSS variable from the colour, so a colour must say which token it is.
    assert len(set(LIGHT.values())) == len(LIGHT)
