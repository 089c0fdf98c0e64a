"""The overview compares what can be compared, nearest to its target first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from pcanalysis.reporting.page import render_programme
from tests.reporting.cases import EDGE, Node, findings_of, page_of, page_text, parse, project


@dataclass(frozen=True)
class Row:
    """One row of the overview as it stands on the page."""

    name: str
    href: str
    measured: Node
    target: Node
    gap: str
    strip: str  # the drawing; empty without
    position: str

    @property
    def star(self) -> str:
        """Why the figure is older than the others; empty when it is not."""
        return "".join(node.attrs["title"] for node in self.measured.all("abbr"))


@dataclass(frozen=True)
class Overview:
    """The overview with the sentences around it."""

    how: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def read(html: str) -> Overview:
    """Read the overview of a page."""
    drawn = re.findall(
        r'<td role="cell"(?: class="s")?>(<svg class="strip".*?</svg>)?</td><td role="cell">', html
    )
    found = parse(html).all("section", id="doelen")
    if not found:
        return Overview(how="", rows=(), notes=())
    rows = []
    lines = [row for body in found[0].all("tbody") for row in body.all("tr")]
    for row, strip in zip(lines, drawn, strict=True):
        measured, target, gap, _, position = row.all("td")
        link = row.one("th").one("a")
        rows.append(
            Row(
                name=link.text(),
                href=link.attrs["href"],
                measured=measured,
                target=target,
                gap=gap.text(),
                strip=strip,
                position=position.text(),
            )
        )
    how, *notes = (p.text() for p in found[0].all("p"))
    return Overview(how=how, rows=tuple(rows), notes=tuple(notes))


def overview(programme: str = "leiderdorp/2D", language: str = "nl") -> Overview:
    """Return the overview of a real programme."""
    return read(page_text(programme, language))


def overview_of(findings: Any, programme: str = "leiderdorp/2D") -> Overview:
    """Return the overview of a programme with these findings."""
    found = project().programme(programme)
    return read(render_programme(found, findings, language="nl", edge=EDGE))


def gaps_with(change: Any) -> list[dict[str, Any]]:
    """Return the gaps of Leiderdorp after a change to each."""
    return [change(f) for f in findings_of("leiderdorp/2D") if f["kind"] == "gap"]


def number(text: str) -> float:
    """Read a difference as it is printed."""
    return float(text.replace("−", "-").replace(",", "."))


def row_of(made: Overview, name: str) -> Row:
    """Return the row that starts with a name."""
    return next(row for row in made.rows if row.name.startswith(name))


def test_the_best_chance_comes_first_and_rows_without_one_nearest_to_their_target() -> None:
    chances = [row.position for row in overview().rows]
    assert chances[0] == "onwaarschijnlijkongeveer 15% (aanname)"
    assert [re.sub(r".*(?:ongeveer|minder dan) (\d+%).*", r"\1", c) for c in chances[:8]] == [
        *("15%", "10%", "10%", "5%", "5%", "5%", "5%", "5%"),
    ]
    assert [number(row.gap) for row in overview().rows[8:]] == [-2, -8, -23]


def test_a_row_with_too_little_evidence_has_neither_dots_nor_chance() -> None:
    for row in overview().rows[8:]:
        assert "onvoldoende, 1 meting" in row.position
        assert "%" not in row.position


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_filled_dots_times_five_are_the_chance_printed(language: str) -> None:
    page = page_text("leiderdorp/2D", language)
    rows = re.findall(r'<div class="chance">(.*?)<span>.*?<span class="small">(.*?)</span>', page)
    assert len(rows) == 8
    for drawn, about in rows:
        filled, empty = re.findall(r"<g [^>]*>(.*?)</g>", drawn)
        dots = filled.count("<circle")
        assert dots + empty.count("<circle") == 20
        printed = re.sub(r"\D", "", about)
        assert int(printed) == max(5 * dots, 5)
        assert ("minder dan" in about or "less than" in about) == (dots == 0)


def test_a_mark_has_a_scale_of_its_own_and_no_drawing() -> None:
    [mark] = [row for row in overview().rows if not row.strip]
    assert (mark.measured.text(), mark.target.text(), mark.gap) == ("7,2", "7,7", "−0,5")


def test_where_lower_is_better_too_high_a_figure_lies_left_of_its_target() -> None:
    def turned(finding: dict[str, Any]) -> dict[str, Any]:
        return finding | {"direction": "lower", "outlook": []}

    made = overview_of(gaps_with(turned))
    found = re.search(r'cx="([\d.]+)"', row_of(made, "Klachten").strip)
    assert found is not None
    assert float(found[1]) == 170.0  # 42 where 65 is the most that is wanted


def test_the_page_says_why_marks_are_not_drawn_only_where_there_are_some() -> None:
    assert len(overview("leiderdorp/2D").notes) == 3  # and what a star is
    assert len(overview("leiden/1").notes) == 1


def test_only_indicators_with_a_figure_and_a_target_are_compared() -> None:
    assert len(overview().rows) == 11
    assert not [row for row in overview().rows if "Website" in row.name]


def test_a_figure_of_an_older_wave_has_a_star_that_names_its_year() -> None:
    made = overview()
    starred = {row.name: row.star for row in made.rows if row.star}
    assert starred == {
        "Digitale diensten zijn goed of uitstekend": "Meting van 2019.",
        "Communicatie is goed of uitstekend": "Meting van 2019.",
    }


def test_a_figure_of_an_older_wave_is_an_open_circle() -> None:
    made = overview()
    older, newest = row_of(made, "Communicatie"), row_of(made, "De gemeente gebruikt")
    assert 'fill="var(--paper)"' in older.strip
    assert 'fill="var(--data)"' in newest.strip


def test_margins_on_assumed_answers_are_dashed() -> None:
    made = overview("leiden/1")
    assert all("stroke-dasharray" in row.strip for row in made.rows)


def test_published_answers_give_a_whole_line() -> None:
    def published(finding: dict[str, Any]) -> dict[str, Any]:
        entries = [
            e | ({"n_basis": "published"} if e["role"] == "observation" else {})
            for e in finding["provenance"]
        ]
        return finding | {"provenance": entries}

    made = overview_of(gaps_with(published))
    drawn = [row.strip for row in made.rows if row.strip]
    assert drawn
    assert not [strip for strip in drawn if "stroke-dasharray" in strip]


def test_the_figure_furthest_from_its_target_still_lies_on_the_axis() -> None:
    [far] = [row for row in overview().rows if row.gap == "−23"]
    found = re.search(r'cx="([\d.]+)"', far.strip)
    assert found is not None
    # reach = 23 + 5 = 28 points: 150.7 - 23 * 144.7 / 28 = 31.8
    assert float(found[1]) == pytest.approx(31.8, abs=0.06)


def test_measured_and_target_are_buttons_to_their_source() -> None:
    for row in overview().rows:
        for cell in (row.measured, row.target):
            assert isinstance(cell.parts[0], Node)
            assert cell.parts[0].tag == "button"


def test_every_row_leads_to_its_article() -> None:
    page = page_of("leiderdorp/2D")
    articles = {article.attrs["id"] for article in page.all("article")}
    assert {row.href[1:] for row in overview().rows} == articles


def test_a_difference_has_its_sign_and_only_the_decimals_it_needs() -> None:
    assert [row.gap for row in overview("leiden/1").rows] == ["+1", "−2"]
    assert "−0.5" in [row.gap for row in overview("leiderdorp/2D", "en").rows]


def test_the_order_of_findings_does_not_matter() -> None:
    findings = findings_of("leiderdorp/2D")
    turned = overview_of(findings[::-1])
    assert [row.name for row in turned.rows] == [row.name for row in overview().rows]


def test_without_anything_to_compare_there_is_no_row_and_no_note() -> None:
    findings = [f for f in findings_of("voorbeeld/kcc") if f["kind"] != "gap"]
    made = overview_of(findings, "voorbeeld/kcc")
    assert made.rows == ()
    assert made.notes == ()


def test_the_sentence_above_counts_the_good_chances_and_else_how_many_meet_their_target() -> None:
    assert overview("leiden/1").how.startswith("1 van de 2 laatste metingen voldoet")
    assert overview("leiderdorp/2D").how.startswith("Bij geen van de 8 doelen is de kans")


def test_the_position_is_in_words_as_in_the_article() -> None:
    article = page_of("leiden/1").one("article", id="i-1A1-a").text()
    assert row_of(overview("leiden/1"), "Voelt zich").position in article
