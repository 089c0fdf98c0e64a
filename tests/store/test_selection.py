from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcanalysis.errors import WrongCall
from pcanalysis.model import (
    Direction,
    Edition,
    Indicator,
    Kind,
    NBasis,
    Programme,
    Source,
    Status,
    Unit,
)
from pcanalysis.store import selection
from pcanalysis.store.project import Project, open_project
from pcanalysis.store.raw_files import cells_frame
from tests.store.projects import (
    HEADER,
    REPORT_2019,
    add_source,
    definitions_only,
    village,
    write,
)

SATISFIED = "dorp/tevreden"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return open_project(village(tmp_path))


def figures(project: Project, until: date | str | int | None) -> dict[int, float]:
    points = project.history(SATISFIED, until).points
    return {point.year: point.value for point in points}


def wanted(project: Project, until: str | None) -> dict[str, float | None]:
    return {target.label: target.value for target in project.targets(SATISFIED, until)}


def with_report(tmp_path: Path, rows: str, first: str = REPORT_2019) -> Project:
    definitions_only(tmp_path)
    add_source(tmp_path, "verslag-2019", first)
    add_source(tmp_path, "verslag-2020", HEADER + rows, edition="dorp-jv-2020")
    return open_project(tmp_path)


@pytest.mark.parametrize("until", ["2020-07-15", date(2020, 7, 15), "2020", 2020])
def test_only_what_was_published_by_then_is_known(
    project: Project, until: date | str | int
) -> None:
    assert figures(project, until) == {2019: 60.0}


def test_the_day_before_the_first_report_nothing_is_known(project: Project) -> None:
    history = project.history(SATISFIED, "2020-07-14")

    assert len(history.rows) == 0
    assert (history.until, history.as_of) == (date(2020, 7, 14), date(2020, 7, 14))
    assert project.targets(SATISFIED, "2020-07-14") == ()


def test_a_later_report_revises_a_figure_from_its_own_date_on(project: Project) -> None:
    assert figures(project, "2021-07-14") == {2019: 60.0}
    assert figures(project, "2021-07-15") == {2019: 62.0, 2020: 64.0}


@pytest.mark.parametrize("until", [None, ""])
def test_without_a_day_everything_is_known(project: Project, until: str | None) -> None:
    assert figures(project, until) == {2019: 62.0, 2020: 64.0}


@pytest.mark.parametrize(("until", "edition"), [("2020", "dorp-jv-2019"), ("", "dorp-jv-2020")])
def test_a_figure_says_which_report_prints_it(project: Project, until: str, edition: str) -> None:
    history = project.history(SATISFIED, until)

    printed_in = history.sources[history.observations[1].source].edition

    assert printed_in is not None
    assert printed_in.id == edition


def test_a_figure_printed_again_stays_known_from_the_first_report(tmp_path: Path) -> None:
    project = with_report(tmp_path, "tevreden;2019;realisatie;60,0%;;\n")

    (point,) = project.history(SATISFIED).points

    assert (point.value, point.printed, point.line) == (60.0, "60%", 3)


def test_a_dash_in_a_later_report_takes_no_figure_away(tmp_path: Path) -> None:
    project = with_report(tmp_path, "tevreden;2019;realisatie;-;;unknown\n")

    assert figures(project, None) == {2019: 60.0}


def test_a_figure_in_a_later_report_fills_an_earlier_dash(tmp_path: Path) -> None:
    project = with_report(tmp_path, "tevreden;2018;realisatie;55%;;\n")

    assert figures(project, "2020") == {2019: 60.0}
    assert figures(project, None) == {2018: 55.0, 2019: 60.0}


def test_a_provisional_figure_becomes_final_with_the_same_value(tmp_path: Path) -> None:
    first = REPORT_2019.replace("60%;;", "60%;provisional;")
    project = with_report(tmp_path, "tevreden;2019;realisatie;60%;;\n", first)

    assert project.history(SATISFIED, "2020").points[0].status is Status.PROVISIONAL
    assert project.history(SATISFIED).points[0].status is Status.ACTUAL


def test_the_first_line_counts_when_a_report_prints_a_figure_twice(tmp_path: Path) -> None:
    twice = REPORT_2019 + "tevreden;2019;realisatie;60%;;\n"
    definitions_only(tmp_path)
    add_source(tmp_path, "verslag-2019", twice)

    project = open_project(tmp_path)

    assert [point.line for point in project.history(SATISFIED).points] == [3]
    assert len(project.cells()) == 4


def test_a_missing_figure_keeps_its_reason_and_has_no_respondents(project: Project) -> None:
    first = project.history(SATISFIED).observations[0]

    assert (first.year, first.status, first.reason) == (2018, Status.MISSING, "no_survey")
    assert math.isnan(first.n)


def test_respondents_come_with_the_way_we_know_them(project: Project) -> None:
    measured = project.history(SATISFIED).points

    assert (measured[0].n, measured[0].n_basis) == (500.0, NBasis.SURVEY_TOTAL)
    assert math.isnan(measured[1].n)  # no wave of 2020 is defined
    assert measured[1].n_basis is NBasis.UNKNOWN


def test_an_assumed_spread_of_answers_goes_with_the_marks(tmp_path: Path) -> None:
    project = with_report(tmp_path, "cijfer;2018;realisatie;7,2;;\ncijfer;2019;realisatie;-;;\n")

    measured, missing = project.history("dorp/cijfer").observations

    assert (measured.sd, measured.n, measured.decimals) == (1.5, 400.0, 1)
    assert math.isnan(missing.sd)


def test_targets_follow_the_reports(project: Project) -> None:
    assert wanted(project, "2020") == {"2019": 65.0}
    assert wanted(project, None) == {"standing": 80.0, "2019": 65.0, "2021": 70.0}


def test_a_later_report_revises_a_target(tmp_path: Path) -> None:
    project = with_report(tmp_path, "tevreden;2019;streefwaarde;68%;;\n")

    assert wanted(project, "2020") == {"2019": 65.0}
    assert wanted(project, None)["2019"] == 68.0


def test_a_revised_target_keeps_what_each_report_said(tmp_path: Path) -> None:
    project = with_report(tmp_path, "tevreden;2019;streefwaarde;68%;;\n")

    said = [
        (t.label, t.value, t.source.edition and t.source.edition.id)
        for t in project.targets(SATISFIED)
    ]

    assert ("2019", 65.0, "dorp-jv-2019") in said
    assert (
        said.index(("2019", 68.0, "dorp-jv-2020")) == said.index(("2019", 65.0, "dorp-jv-2019")) + 1
    )


def test_a_target_printed_again_stays_with_its_first_report(tmp_path: Path) -> None:
    project = with_report(tmp_path, "tevreden;2019;streefwaarde;65%;;\n")

    target = project.targets(SATISFIED)[1]

    assert target.source.edition is not None
    assert (target.source.edition.id, target.line, target.printed) == ("dorp-jv-2019", 4, "65%")


def test_a_target_cell_without_a_figure_is_no_target(tmp_path: Path) -> None:
    project = with_report(tmp_path, "tevreden;2022;streefwaarde;-;;no_survey\n")

    assert "2022" not in wanted(project, None)


def test_another_area_never_enters_the_own_history(tmp_path: Path) -> None:
    definitions_only(tmp_path)
    table = (
        "code;gebied;jaar;soort;waarde\n"
        "tevreden;Nederland;2019;realisatie;70%\n"
        "tevreden;;2019;realisatie;60%\n"
        "tevreden;Nederland;2019;streefwaarde;75%\n"
    )
    add_source(tmp_path, "verslag-2019", table)

    project = open_project(tmp_path)

    assert figures(project, None) == {2019: 60.0}
    assert "2019" not in wanted(project, None)
    assert sorted(project.cells()["area"]) == ["", "Nederland", "Nederland"]


def test_what_is_due_is_decided_by_the_newest_report(project: Project) -> None:
    assert project.history(SATISFIED).as_of == date(2021, 7, 15)
    assert project.history(SATISFIED, "2020-12-31").as_of == date(2020, 12, 31)


def test_a_report_that_only_repeats_another_decides_nothing(tmp_path: Path) -> None:
    village(tmp_path)
    path = tmp_path / "data/definitions/dorp/1.toml"
    copy = (
        '[[edition]]\nid = "dorp-jv-2020-web"\ntitle = "Web"\nkind = "jaarverslag"\nyear = 2020\n'
        'published = 2022-01-01\nbasis = "stated"\nduplicate_of = "dorp-jv-2020"\n\n[[survey]]'
    )
    text = path.read_text(encoding="utf-8").replace("[[survey]]", copy, 1)
    write(tmp_path, "data/definitions/dorp/1.toml", text)

    assert open_project(tmp_path).history(SATISFIED).as_of == date(2021, 7, 15)


def test_a_printed_volume_is_a_history_of_contacts(project: Project) -> None:
    history = project.volumes("dorp/telefoon")

    (point,) = history.points
    assert (point.year, point.value, point.printed, point.line) == (2019, 1200.0, "1.200", 5)
    assert (history.kind.value, history.unit.value) == ("contacts", "count")
    assert history.contacts == {"nl": "telefoontjes", "en": "calls"}
    assert history.short_name("en") == "Telephone"


@pytest.mark.parametrize("until", ["morgen", "2020-13-01", "31-12-2020"])
def test_a_day_that_cannot_be_read_is_refused(project: Project, until: str) -> None:
    with pytest.raises(WrongCall, match=r"until=.* is not a date"):
        project.history(SATISFIED, until)


def test_reports_of_one_day_are_ordered_by_their_id(tmp_path: Path) -> None:
    village(tmp_path)
    path = tmp_path / "data/definitions/dorp/1.toml"
    text = path.read_text(encoding="utf-8").replace("2021-07-15", "2020-07-15")
    write(tmp_path, "data/definitions/dorp/1.toml", text)
    card = tmp_path / "data/raw/verslag-2020/card.toml"
    write(
        tmp_path,
        "data/raw/verslag-2020/card.toml",
        card.read_text(encoding="utf-8").replace("2021-07-15", "2020-07-15"),
    )

    # dorp-jv-2020 sorts after dorp-jv-2019, so it has the last word on 2019.
    assert figures(open_project(tmp_path), "2020-07-15") == {2019: 62.0, 2020: 64.0}


MARK = Indicator(
    key="dorp/cijfer",
    name="Cijfer",
    unit=Unit.MARK,
    kind=Kind.SURVEY_MEAN,
    direction=Direction.HIGHER,
)
PRINTS = st.lists(st.sampled_from([None, 6.0, 7.0, 8.0]), min_size=1, max_size=6)


def printed_by(number: int, value: float | None) -> dict[str, object]:
    """One cell of edition ``number``, published in that month of 2020."""
    return {
        "edition": f"e{number}",
        "published": f"2020-{number:02d}-01",
        "area": "",
        "period": "2019",
        "role": "observation",
        "value": math.nan if value is None else value,
        "status": "missing" if value is None else "actual",
        "reason": "unknown" if value is None else "",
        "low": math.nan,
        "high": math.nan,
        "printed": "-" if value is None else str(value),
        "decimals": 0,
        "line": number,
        "file": f"data/raw/e{number}/cijfers.csv",
        "sha256": "0" * 64,
        "simulated": False,
        "key": "dorp/cijfer",
    }


def sources_of(cells: pd.DataFrame) -> dict[str, Source]:
    return {file: Source(file=file, sha256="", publisher="Dorp") for file in cells["file"]}


@given(PRINTS, st.integers(0, 7), st.randoms(use_true_random=False))
def test_the_newest_figure_printed_by_then_counts_in_any_order_of_files(
    prints: list[float | None], month: int, shuffle: Random
) -> None:
    numbered = list(enumerate(prints, start=1))
    shuffle.shuffle(numbered)
    cells = cells_frame(pd.DataFrame([printed_by(number, value) for number, value in numbered]))
    editions = tuple(
        Edition(
            id=f"e{n}", title="", kind="", year=2020, published=date(2020, n, 1), basis="stated"
        )
        for n, _ in enumerate(prints, start=1)
    )
    programme = Programme(
        key="dorp/1", municipality="Dorp", code="1", name="Bestuur", editions=editions
    )
    until = date(2020, month, 15) if month else date(2019, 12, 31)

    history = selection.indicator_history(MARK, programme, cells, sources_of(cells), until)

    known = [value for value in prints[:month] if value is not None]
    assert [point.value for point in history.points] == known[-1:]
    assert len(history.rows) == min(1, len(prints[:month]))
    if known:  # the edition that printed this figure first since it last changed
        changed = [
            n
            for n, value in enumerate(prints[:month], start=1)
            if value == known[-1] and [v for v in prints[: n - 1] if v is not None][-1:] != [value]
        ]
        assert history.points[0].line == changed[-1]


@pytest.mark.parametrize(
    ("breaks", "first"),
    [((), []), ((2019,), [2019]), ((2020,), [2021]), ((2018, 2021), [2018, 2021])],
)
def test_the_first_figure_of_another_question_says_that_earlier_ones_do_not_compare(
    breaks: tuple[int, ...], first: list[int]
) -> None:
    years = (2018, 2019, 2021)
    cells = [printed_by(1, 7.0) | {"period": str(year), "line": year} for year in years]
    programme = Programme(key="dorp/1", municipality="Dorp", code="1", name="Bestuur")

    history = selection.indicator_history(
        replace(MARK, breaks=breaks, population=900.0),
        programme,
        frame := cells_frame(pd.DataFrame(cells)),
        sources_of(frame),
        None,
    )

    assert [o.year for o in history.observations if o.break_before] == first
    assert history.population == 900.0


def test_a_break_after_the_last_figure_waits_for_the_next_one() -> None:
    programme = Programme(key="dorp/1", municipality="Dorp", code="1", name="Bestuur")
    cells = cells_frame(pd.DataFrame([printed_by(1, 7.0)]))

    history = selection.indicator_history(
        replace(MARK, breaks=(2023,)), programme, cells, sources_of(cells), None
    )

    assert not any(o.break_before for o in history.observations)
