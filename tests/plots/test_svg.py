"""Inline SVG: real text, colours of the page, its own names, and an accessible title."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest

from pcanalysis.analysis import fit_trend, measure_gap
from pcanalysis.errors import WrongCall
from pcanalysis.plots import Chart, draw, plot
from pcanalysis.plots.palette import LIGHT
from pcanalysis.plots.svg import to_svg
from tests.texts.results import REPRESENTED, calls, target

SVG = "{http://www.w3.org/2000/svg}"


def chart() -> Chart:
    drawn = draw(measure_gap(REPRESENTED, [target(2017, 31)]), "nl")
    assert drawn is not None
    return drawn


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own drawing


def test_it_is_well_formed_and_sized_in_points() -> None:
    root = parsed(to_svg(chart(), "a"))
    assert root.tag == f"{SVG}svg"
    width, height = (float(n) for n in root.attrib["viewBox"].split()[2:])
    assert width == pytest.approx(518.4)
    assert 200 < height < 320
    assert "width" not in root.attrib


def test_it_is_an_image_with_its_alt_text_as_title() -> None:
    drawn = chart()
    root = parsed(to_svg(drawn, "leiden-1a1a"))
    title = root.find(f"{SVG}title")
    assert root.attrib["role"] == "img"
    assert title is not None
    assert title.text == drawn.alt_text
    assert root.attrib["aria-labelledby"] == title.attrib["id"] == "leiden-1a1a-alt"


def test_texts_are_texts_in_the_letters_of_the_page() -> None:
    svg = to_svg(chart(), "a")
    texts = [element.text for element in parsed(svg).iter(f"{SVG}text")]
    assert {"28%", "29%", "2015", "geen enquête", "streefwaarde 31%"} <= set(texts)
    assert "DejaVu" not in svg
    assert svg.count("font-family:inherit") == len(texts)


def test_every_colour_is_a_variable_of_the_page_with_its_light_value() -> None:
    svg = to_svg(chart(), "a")
    for colour in set(re.findall(r"#[0-9a-f]{6}", svg)):
        assert colour in LIGHT.values()
        assert len(re.findall(colour, svg)) == len(re.findall(rf"var\(--\w+,{colour}\)", svg))


def test_every_name_begins_with_the_prefix_and_is_used() -> None:
    svg = to_svg(chart(), "mijn-plaatje")
    names = re.findall(r' id="([^"]+)"', svg)
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', svg))
    assert names
    assert all(name.startswith("mijn-plaatje-") for name in names)
    assert set(names) - {"mijn-plaatje-alt"} == used


def test_two_drawings_on_a_page_share_no_name() -> None:
    first, second = (
        set(re.findall(r' id="([^"]+)"', to_svg(chart(), prefix))) for prefix in ("a", "b")
    )
    assert not first & second


def test_there_is_no_style_sheet_date_or_metadata() -> None:
    svg = to_svg(chart(), "a")
    for word in ("<style", "<metadata", "Matplotlib", "dc:date", "xlink", "<?xml", "<!DOCTYPE"):
        assert word not in svg


def test_a_text_that_crosses_a_mark_has_the_halo_of_the_page() -> None:
    root = parsed(to_svg(chart(), "a"))
    haloed = [
        text.text
        for group in root.iter(f"{SVG}g")
        if group.attrib.get("class") == "halo"
        for text in group.iter(f"{SVG}text")
    ]
    assert "28%" in haloed
    assert "2015" not in haloed


def test_the_paper_is_left_to_the_page() -> None:
    framed = plot(fit_trend(REPRESENTED), "nl")
    assert framed is not None
    first = re.search(r"<path d=\"([^\"]*)\"", to_svg(framed, "a"))
    assert first is not None
    assert f"L {framed.width:.10g} 0" not in first[1]


def test_hatching_takes_its_pattern_along() -> None:
    drawn = draw(fit_trend(calls({2017: 300_000}, status={2017: "lower_bound"})), "nl")
    assert drawn is not None
    svg = to_svg(drawn, "a")
    (pattern,) = re.findall(r'<pattern id="([^"]+)"', svg)
    assert f"url(#{pattern})" in svg


def test_a_png_after_an_svg_still_has_its_halo_and_its_paper() -> None:
    drawn, other = chart(), chart()
    to_svg(drawn, "a")
    assert drawn._repr_png_() == other._repr_png_()


def test_the_settings_of_the_user_change_nothing() -> None:
    expected = to_svg(chart(), "a")
    strange = {"svg.fonttype": "path", "text.color": "red", "font.size": 30, "lines.linewidth": 9}
    with mpl.rc_context(strange):
        assert to_svg(chart(), "a") == expected


@pytest.mark.parametrize("prefix", ["", "1a", "A", "a b", 'a"', "a#", "<a", "é"])
def test_a_prefix_that_is_no_plain_name_is_refused(prefix: str) -> None:
    with pytest.raises(WrongCall, match="small letters, digits and hyphens"):
        to_svg(chart(), prefix)
