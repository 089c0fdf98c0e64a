"""The page of a source: what was read, what was not and why, and no figure about a small group."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pcanalysis import open_project
from pcanalysis.reporting.page import Edge
from pcanalysis.reporting.quality_page import (
    Quality,
    publish_qualities,
    qualities,
    render_quality,
)
from pcanalysis.reporting.report import make_reports
from pcanalysis.store.project import Project
from tests.reporting.cases import HOSTILE, ROOT, Node, parse
from tests.reporting.test_report import state_of
from tests.store.projects import SETTINGS, add_source, village, write

EDGE = Edge(languages=("nl", "en"), version="9.9")
# line 3 is no number; line 4 is a mark on a footnote; line 5 is no year
SPOILT = (
    "code;jaar;waarde;n\n"
    "tevreden;2019;62%;400\n"
    "tevreden;2020;veel;400\n"
    "tevreden;2021;64% *;400\n"
    "tevreden;soms;65%;400\n"
)
# of the two last years few people answered; 73, 7 and 81, 6 are nowhere else
SMALL = (
    "code;jaar;waarde;n;opmerking\n"
    "tevreden;2017;55%;400;\n"
    "tevreden;2018;58%;400;\n"
    "tevreden;2019;73,7%;8;73,7 van acht\n"
    "tevreden;2020;81,6% *;9;\n"
)
PLANTED = ("73,7", "73.7", "81,6", "81.6", "van acht")


def source(root: Path, text: str, folder: str = "peiling", **changes: Any) -> Project:
    """Open the village with one more source, of the year 2020."""
    village(root)
    shutil.rmtree(root / "data/raw/verslag-2019")
    shutil.rmtree(root / "data/raw/verslag-2020")
    facts = {"edition": "dorp-jv-2020", "title": "Peiling van het dorp"} | changes
    add_source(root, folder, text, **facts)
    return open_project(root)


def quality_of(project: Project, until: str = "") -> Quality:
    """Return the quality of the only source."""
    [found] = qualities(project, {"dorp"}, until)
    return found


def html_of(project: Project, language: str = "nl", edge: Edge = EDGE) -> str:
    """Return the page of the only source."""
    limit = project.settings.small_cell
    return render_quality(quality_of(project), language=language, edge=edge, limit=limit)


def page(project: Project, language: str = "nl") -> Node:
    """Return the page of the only source, read."""
    return parse(html_of(project, language))


def big(page: Node) -> list[str]:
    """Return the large numbers at the top."""
    return [item.one("b").text() for item in page.one("ul", class_="short").all("li")]


def captioned(page: Node, words: str) -> list[list[str]]:
    """Return the cells of the table whose caption begins so, row by row, without its head."""
    [table] = [t for t in page.all("table") if t.one("caption").text().startswith(words)]
    return [[cell.text() for cell in row.all("th", "td")] for row in table.one("tbody").all("tr")]


def test_rows_read_kept_and_left_out_and_warnings_stand_at_the_top(tmp_path: Path) -> None:
    # four rows of which two hold an error; one footnote
    assert big(page(source(tmp_path, SPOILT))) == ["4", "2", "2", "1"]


def test_every_kind_of_message_is_counted_the_most_serious_first(tmp_path: Path) -> None:
    rows = captioned(page(source(tmp_path, SPOILT)), "Meldingen")

    assert [row[0] for row in rows] == ["Fout", "Fout", "Waarschuwing"]
    assert [row[2] for row in rows] == ["1", "1", "1"]


def test_an_example_says_where_it_stands_what_stands_there_and_what_is_wrong(
    tmp_path: Path,
) -> None:
    rows = captioned(page(source(tmp_path, SPOILT)), "De eerste voorbeelden")

    by_place = {row[0]: row[1:] for row in rows}
    assert by_place["regel 3, kolom waarde"][0] == "veel"
    assert by_place["regel 5, kolom jaar"][0] == "soms"
    assert all(len(reason) > 10 for _, reason in by_place.values())


def test_the_reasons_are_in_the_language_of_the_page(tmp_path: Path) -> None:
    project = source(tmp_path, SPOILT)
    dutch, english = page(project), page(project, "en")

    assert dutch.one("html").attrs["lang"] == "nl"
    assert english.one("html").attrs["lang"] == "en"
    assert "line 3, column waarde" in english.text()
    ours = [row[2] for row in captioned(dutch, "De eerste voorbeelden")]
    theirs = [row[2] for row in captioned(english, "The first examples")]
    assert not set(ours) & set(theirs)


def test_many_equal_messages_are_shown_five_times_and_counted(tmp_path: Path) -> None:
    lines = "".join(f"tevreden;{year};veel;400\n" for year in range(1990, 2020))
    told = page(source(tmp_path, "code;jaar;waarde;n\n" + lines))

    assert captioned(told, "Meldingen")[0][2] == "30"
    examples = captioned(told, "De eerste voorbeelden")
    assert len(examples) == 6
    assert examples[-1][2] == "Nog 25 van deze meldingen."


def test_the_card_says_who_published_what_and_when(tmp_path: Path) -> None:
    facts = page(source(tmp_path, SPOILT, retrieved="2021-08-01")).all("dl")[0].text()

    for words in ("Gemeente Dorp", "Jaarverslag 2020", "15 juli 2021", "2021-08-01"):
        assert words in facts
    assert "datum volgens vaste regel" in facts
    assert "niet bekend" in facts  # the licence


def test_the_whole_fingerprint_stands_there(tmp_path: Path) -> None:
    project = source(tmp_path, SPOILT)
    sha256 = project.cards[0].files[0].sha256

    assert f"sha256 {sha256}" in page(project).text()


def test_a_stripped_copy_says_what_was_delivered(tmp_path: Path) -> None:
    project = source(tmp_path, SPOILT)
    quality = quality_of(project)
    own = quality.files[0]
    copy = replace(own, file=replace(own.file, original_sha256="ab" * 32))
    html = render_quality(replace(quality, files=[copy]), language="nl", edge=EDGE, limit=10)

    assert "ab" * 32 in html
    assert "wat geleverd is" in html


def test_what_was_detected_is_said_with_what_showed_it(tmp_path: Path) -> None:
    rows = captioned(page(source(tmp_path, SPOILT, dialect="")), "Wat er herkend is")

    assert ["Welke tekens staan er?", "utf-8", "elke byte past"] in rows
    separator = next(row for row in rows if row[0] == "Wat scheidt de kolommen?")
    assert separator == [separator[0], ";", "5 van de eerste 5 rijen hebben 4 cellen"]


def test_evidence_that_has_no_words_yet_is_shown_as_it_is_noted(tmp_path: Path) -> None:
    quality = quality_of(source(tmp_path, SPOILT))
    noted = {"encoding": "utf-8: a new way of seeing"}
    [own] = quality.files
    other = replace(quality, files=[replace(own, facts={**own.facts, "evidence": noted})])

    assert "a new way of seeing" in render_quality(other, language="nl", edge=EDGE, limit=10)


def test_a_source_without_messages_says_so(tmp_path: Path) -> None:
    told = page(source(tmp_path, "code;jaar;waarde;n\ntevreden;2019;62%;400\n"))

    assert big(told) == ["1", "1", "0", "0"]
    assert "Niets gemeld." in told.one("div", class_="empty").text()
    assert "Er is niets weggelaten." in told.text()


def test_what_happened_to_refused_rows_is_said(tmp_path: Path) -> None:
    told = page(source(tmp_path, SPOILT)).text()

    assert "data/processed/rejected" in told
    assert "Er is niets verbeterd of geraden" in told


def test_cells_that_contradict_each_other_are_reported_too(tmp_path: Path) -> None:
    other = "code;jaar;soort;waarde\ntevreden;2019;realisatie;62%\n"
    source(tmp_path, other)
    add_source(tmp_path, "tweede", other.replace("62", "63"), edition="dorp-jv-2020")
    files = [one.files[0] for one in qualities(open_project(tmp_path), {"dorp"}, "")]

    assert [[t.examples[0].code for t in one.told] for one in files] == [["contradiction"]] * 2
    assert [(one.facts["rows_read"], one.kept) for one in files] == [(1, 0)] * 2
    edge = replace(EDGE, languages=("nl",))
    out = tmp_path / "reports"
    publish_qualities(open_project(tmp_path), {"dorp"}, until="", out=out, edge=edge)
    told = parse((out / "dorp/bronnen/tweede.html").read_text("utf-8")).text()
    assert "Er is niets verbeterd of geraden" in told
    assert "data/processed/rejected" not in told  # the row itself could be read


def test_a_simulated_source_says_so(tmp_path: Path) -> None:
    definition = tmp_path / "data/definitions/dorp/1.toml"
    village(tmp_path)
    text = definition.read_text(encoding="utf-8")
    shutil.rmtree(tmp_path / "data/raw")
    write(
        tmp_path,
        "data/definitions/dorp/1.toml",
        text.replace("\ncode", "\nsimulated = true\ncode", 1),
    )
    add_source(tmp_path, "nep", SPOILT, edition="dorp-jv-2020", simulated=True)

    assert "Gesimuleerd" in page(open_project(tmp_path)).one("p", class_="sim").text()


def test_a_contact_export_has_a_page_as_well(tmp_path: Path) -> None:
    export = "datum;tijd;kanaal;aangeboden\n07-01-2019;09:00;Wachtrij 1;10\n07-01-2019;09:00;Wachtrij 7;3\n"
    told = page(source(tmp_path, export, "kcc", edition="", kind="kcc", file="export.csv"))

    assert "export van het klantcontactcentrum" in told.text()
    assert "Wachtrij 7" in told.text()  # counts for no channel yet
    assert "niet bekend" in told.all("dl")[0].text()  # when it was published


@pytest.mark.parametrize("text", HOSTILE)
def test_what_comes_from_a_file_or_card_is_text(tmp_path: Path, text: str) -> None:
    quoted = text.replace('"', "")  # of the card only: it is made by a simple writer
    cell = text.replace('"', '""')
    rows = f'code;jaar;waarde\n"{cell}";2019;62%\ntevreden;2020;"{cell}"\n'
    told = page(source(tmp_path, rows, title=quoted, publisher=quoted))

    assert not told.all("script", "img")
    assert told.text().count(quoted) >= 3


def test_a_person_in_a_cell_is_masked(tmp_path: Path) -> None:
    rows = "code;jaar;waarde\ntevreden;2019;jan.jansen@dorp.nl\ntevreden;2020;62%\n"

    assert "jansen" not in html_of(source(tmp_path, rows))


def test_the_page_is_sound_and_asks_nothing_of_any_host(tmp_path: Path) -> None:
    project = source(tmp_path, SPOILT)
    for language in ("nl", "en"):
        told = page(project, language)
        assert len(told.all("h1")) == len(told.all("main")) == 1
        ids = [node.attrs["id"] for node in told if "id" in node.attrs]
        assert len(ids) == len(set(ids))
        for region in told.all("div", role="region") + told.all("section"):
            assert region.attrs["aria-labelledby"] in ids
        assert not told.all("script", "link", "img")
        assert (
            "default-src 'none'"
            in told.one("meta", http_equiv="Content-Security-Policy").attrs["content"]
        )
        assert not [a for a in told.all("a") if "//" in a.attrs["href"].replace("../", "")]
        for table in told.all("table"):
            assert all("scope" in cell.attrs for cell in table.all("th"))


def test_the_page_leads_to_its_other_language_and_back_to_the_index(tmp_path: Path) -> None:
    told = page(source(tmp_path, SPOILT))

    assert told.one("a", class_="lang").attrs["href"] == "peiling.en.html"
    assert [a.attrs["href"] for a in told.one("nav").all("a")] == [
        "../../index.html",
        "../../index.html#dorp",
    ]


def test_a_page_in_one_language_offers_no_other(tmp_path: Path) -> None:
    edge = replace(EDGE, languages=("nl",))

    assert not parse(html_of(source(tmp_path, SPOILT), edge=edge)).all("a", class_="lang")


def test_a_source_published_later_is_not_there_yet(tmp_path: Path) -> None:
    project = source(tmp_path, SPOILT)

    assert qualities(project, {"dorp"}, "2021-07-14") == []
    assert len(qualities(project, {"dorp"}, "2021-07-15")) == 1
    assert len(qualities(project, {"dorp"}, "2021")) == 1


def test_sources_of_other_municipalities_get_no_page(tmp_path: Path) -> None:
    assert qualities(source(tmp_path, SPOILT), {"stad"}, "") == []


def test_pages_stand_below_their_municipality_and_an_unchanged_run_writes_nothing(
    tmp_path: Path,
) -> None:
    project, out = source(tmp_path, SPOILT), tmp_path / "reports"
    publish_qualities(project, {"dorp"}, until="", out=out, edge=EDGE)
    first = state_of(out)
    publish_qualities(open_project(tmp_path), {"dorp"}, until="", out=out, edge=EDGE)

    assert set(first) == {"dorp/bronnen/peiling.html", "dorp/bronnen/peiling.en.html"}
    assert state_of(out) == first


def test_a_source_that_is_gone_takes_its_page_with_it(tmp_path: Path) -> None:
    source(tmp_path, SPOILT)
    add_source(tmp_path, "extra", "code;jaar;waarde\ncijfer;2019;7,1\n", edition="dorp-jv-2020")
    out = tmp_path / "reports"
    publish_qualities(open_project(tmp_path), {"dorp"}, until="", out=out, edge=EDGE)
    assert len(state_of(out)) == 4
    shutil.rmtree(tmp_path / "data/raw/extra")
    publish_qualities(open_project(tmp_path), {"dorp"}, until="", out=out, edge=EDGE)

    assert len(state_of(out)) == 2


def test_a_file_with_small_groups_shows_no_cell_and_counts_what_is_hidden(tmp_path: Path) -> None:
    project = source(tmp_path, SMALL)
    html = html_of(project)

    assert not [value for value in PLANTED if value in html]
    assert "Aantal cijfers dat wij niet publiceren: 2." in html
    assert [row[1] for row in captioned(parse(html), "De eerste voorbeelden")] == ["–", "–"]


def test_a_refused_cell_of_a_file_with_small_groups_is_not_shown_either(tmp_path: Path) -> None:
    html = html_of(source(tmp_path, SMALL.replace("73,7%", "73,7x")))

    assert "73,7" not in html


def test_everybody_gave_one_answer_is_noted_for_a_group_under_twice_the_limit(
    tmp_path: Path,
) -> None:
    rows = "code;jaar;waarde;n\ntevreden;2018;100%;19\ntevreden;2019;0%;20\ntevreden;2020;99%;12\n"
    told = page(source(tmp_path, rows)).text()

    assert "Percentages van 0 of 100 bij minder dan 20 deelnemers: 1." in told


def test_no_byte_of_a_report_holds_a_figure_about_a_small_group(tmp_path: Path) -> None:
    project = source(tmp_path, SMALL)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    summary = make_reports(project, notebooks=["trend", "target_gap"], jobs=2)
    assert summary.published == ("dorp/1",)
    published = state_of(tmp_path / "reports")

    assert any(name.endswith(".ipynb") for name in published)
    for name, (content, _) in published.items():
        found = [value for value in PLANTED if value.encode() in content]
        assert not found, (name, found)
    text = published["dorp/1/index.html"][0].decode()
    assert "niet gepubliceerd: te kleine groep" in text
    assert "58%" in text  # what may be shown still is
    links = [a.attrs["href"] for a in parse(text).all("a") if "bronnen" in a.attrs["href"]]
    assert set(links) == {"../bronnen/peiling.html"}
    assert "dorp/bronnen/peiling.html" in published
    index = parse(published["index.html"][0].decode())
    assert "dorp/bronnen/peiling.html" in [a.attrs["href"] for a in index.all("a")]


def test_another_limit_makes_the_report_anew(tmp_path: Path) -> None:
    project = source(tmp_path, SMALL)
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    make_reports(project, notebooks=["trend"], languages=["nl"])
    write(tmp_path, "pcanalysis.toml", SETTINGS + "small_cell = 5\n")
    summary = make_reports(open_project(tmp_path), notebooks=["trend"], languages=["nl"])

    assert summary.published == ("dorp/1",)
    assert b"73,7" in state_of(tmp_path / "reports")["dorp/1/index.html"][0]


def test_pages_in_the_language_of_an_earlier_run_stay_and_are_made_anew(tmp_path: Path) -> None:
    project, out = source(tmp_path, SPOILT), tmp_path / "reports"
    publish_qualities(project, {"dorp"}, until="", out=out, edge=replace(EDGE, languages=("en",)))
    assert set(state_of(out)) == {"dorp/bronnen/peiling.en.html"}
    write(out, "index.html", "the index of an earlier run")
    publish_qualities(project, {"dorp"}, until="", out=out, edge=replace(EDGE, languages=("en",)))

    assert {"dorp/bronnen/peiling.html", "dorp/bronnen/peiling.en.html"} <= set(state_of(out))


def test_pages_of_sources_that_are_not_known_then_are_removed(tmp_path: Path) -> None:
    project, out = source(tmp_path, SPOILT), tmp_path / "out"
    publish_qualities(project, {"dorp"}, until="", out=out, edge=EDGE)

    publish_qualities(project, {"dorp"}, until="2021-07-14", out=out, edge=EDGE)

    assert not (out / "dorp/bronnen").exists()


def test_pages_stay_for_a_report_that_was_made_until_another_day(tmp_path: Path) -> None:
    project, out = source(tmp_path, SPOILT), tmp_path / "out"
    publish_qualities(project, {"dorp"}, until="", out=out, edge=EDGE)

    publish_qualities(
        project, {"dorp"}, until="2021-07-14", untils={"dorp/1": ""}, out=out, edge=EDGE
    )

    assert (out / "dorp/bronnen/peiling.html").is_file()
