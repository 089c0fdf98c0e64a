"""The project as it ships: what the documents print is what a history says, down to the line."""

from __future__ import annotations

import hashlib
import shutil
import time
from pathlib import Path

import pytest

from pcanalysis.model import History, Kind, NBasis, Status
from pcanalysis.store.build import build
from pcanalysis.store.project import Project, open_project


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Give a fresh copy of the shipped project, built."""
    copy = tmp_path_factory.mktemp("shipped")
    shutil.copy(root / "pcanalysis.toml", copy)
    for folder in ("definitions", "raw"):
        shutil.copytree(root / "data" / folder, copy / "data" / folder)
    return open_project(copy)


def values(history: History) -> dict[str, float]:
    return {point.period.label: point.value for point in history.points}


def every_yearly_history(project: Project) -> list[History]:
    histories: list[History] = []
    for key in project.definitions.programmes:
        histories += project.histories(key)
        histories += project.volume_histories(key)
    return histories


def test_every_shipped_cell_can_be_read(project: Project) -> None:
    # 142 cells of Leiden and Leiderdorp, 8 contact volumes of Leiden, 292 cells of others, and 2
    # simulated norms in 24 months.
    assert project.build.problems == ()
    assert project.build.cells == 142 + 8 + 292 + 2 * 24


def test_building_all_shipped_data_takes_seconds_and_finding_nothing_to_do_takes_none(
    project: Project,
) -> None:
    shutil.rmtree(project.root / "data" / "processed")
    start = time.perf_counter()
    assert build(project.root).changed
    built = time.perf_counter()
    assert not build(project.root).changed
    checked = time.perf_counter()

    assert built - start < 5
    assert checked - built < 2


@pytest.mark.parametrize(
    ("key", "figures", "target"),
    [
        ("leiden/1A1.a", {"2015": 28.0, "2017": 29.0}, 31.0),
        ("leiden/1A2.a", {"2015": 48.0, "2017": 51.0}, 50.0),
    ],
)
def test_the_annual_report_2017_of_leiden_is_known_at_the_end_of_2018(
    project: Project, key: str, figures: dict[str, float], target: float
) -> None:
    history, (goal,) = project.history(key, "2018-12-31"), project.targets(key, "2018-12-31")

    assert values(history) == figures
    assert (goal.label, goal.value, goal.kind) == ("2017", target, "streefwaarde")
    missing = [o.reason for o in history.observations if o.status is Status.MISSING]
    assert missing == ["no_survey", "no_survey"]  # 2014 and 2016


@pytest.mark.parametrize("key", ["leiden/1A1.a", "leiden/1A2.a"])
def test_before_the_annual_report_was_published_nothing_was_known(
    project: Project, key: str
) -> None:
    assert len(project.history(key, "2018-01-01").rows) == 0
    assert project.targets(key, "2018-01-01") == ()


def test_the_respondents_of_leiden_are_assumed(project: Project) -> None:
    points = project.history("leiden/1A1.a").points

    assert [(point.n, point.n_basis) for point in points] == [(500.0, NBasis.ASSUMED)] * 2


def test_calls_of_leiden_are_stated_and_other_channels_derived(project: Project) -> None:
    def volume(name: str) -> list[tuple[str, float, str, float, float]]:
        points = project.volumes(f"leiden/{name}").points
        return [(p.period.label, p.value, p.status.value, p.low, p.high) for p in points]

    assert volume("telefoon") == [
        ("2016", 165000.0, "actual", 164500.0, 165500.0),
        ("2017", 190000.0, "actual", 189500.0, 190500.0),
    ]
    assert volume("webformulier") == [
        ("2016", 6707.0, "derived", 6383.0, 7034.0),
        ("2017", 11000.0, "actual", 10500.0, 11500.0),
    ]
    assert volume("social-media")[0][1:3] == (900.0, "derived")
    assert volume("overig")[0][1:4] == (97100.0, "derived_lower_bound", 97100.0)
    assert volume("contacten-totaal")[0][1:4] == (300000.0, "lower_bound", 300000.0)


def test_a_lower_bound_is_no_level_to_forecast_from(project: Project) -> None:
    yearly, _ = project.forecastable("leiden/1")

    known = {history.key for history in yearly}
    assert "leiden/telefoon" in known
    assert not known & {"leiden/overig", "leiden/contacten-totaal"}


def test_contact_volumes_stand_apart_from_indicators(project: Project) -> None:
    assert list(project.indicators("leiden/1")["key"]) == ["leiden/1A1.a", "leiden/1A2.a"]


def test_leiderdorp_has_norms_for_what_it_does_not_measure(project: Project) -> None:
    norms = [h for h in project.histories("leiderdorp/2D") if "/kwantiteit-" in h.key]

    assert len(norms) == 11
    assert all(len(history.rows) == 0 for history in norms)
    assert sum(history.label_incomplete for history in norms) == 6
    years = [[target.label for target in own] for own in project.targets_of(norms)]
    assert years == [["2021", "2022", "2023", "2024", "2025"]] * 11


def test_the_mark_of_leiderdorp_has_two_waves_and_two_budgets(project: Project) -> None:
    key = "leiderdorp/kwaliteit-rapportcijfer"
    history = project.history(key)

    assert values(history) == {"2019": 7.0, "2021": 7.2}
    assert [(point.n, point.n_basis.value) for point in history.points] == [
        (787.0, "assumed"),
        (755.0, "survey_total"),
    ]
    assert [point.decimals for point in history.points] == [1, 1]
    budgets = {target.label: target.value for target in project.targets(key)}
    assert budgets == {"2023": 7.7, "2025": 8.0}


@pytest.mark.parametrize(
    ("name", "year", "reason"),
    [
        ("digitale-dienstverlening", 2021, "insufficient_data"),
        ("communicatie-voorlichting", 2021, "insufficient_data"),
        ("klachtafhandeling", 2019, "unknown"),
    ],
)
def test_each_missing_figure_of_leiderdorp_has_its_own_reason(
    project: Project, name: str, year: int, reason: str
) -> None:
    history = project.history(f"leiderdorp/kwaliteit-{name}")

    reasons = {o.year: o.reason for o in history.observations if o.status is Status.MISSING}
    assert reasons == {year: reason}


def test_few_people_answered_the_question_on_complaints(project: Project) -> None:
    (point,) = project.history("leiderdorp/kwaliteit-klachtafhandeling").points

    assert (point.year, point.value, point.n) == (2021, 42.0, 100.0)


def test_minutes_and_thousands_of_den_bosch_are_read_as_numbers(project: Project) -> None:
    talk = project.history("s-hertogenbosch/gemiddelde-gesprekstijd")
    calls = project.history("s-hertogenbosch/inkomende-telefoongesprekken-gcc")

    # 5:36, 5:42, 4:47 and 4:52 in seconds.
    assert list(values(talk).values()) == [336.0, 342.0, 287.0, 292.0]
    assert list(values(calls).values()) == [214997.0, 198490.0, 174444.0, 163408.0]


def test_a_standing_norm_outside_the_tables_comes_from_the_definition(project: Project) -> None:
    (norm,) = project.targets("s-hertogenbosch/service-level-80-25sec")

    assert (norm.label, norm.value, norm.kind) == ("standing", 80.0, "norm")
    assert norm.source.file.startswith("data/definitions/s-hertogenbosch/")


def test_decimals_are_kept_as_tilburg_printed_them(project: Project) -> None:
    history = project.history("tilburg/organisatie-telefonie-uitval")

    assert values(history) == {"2014": 3.7, "2015": 2.8, "2016": 2.84}
    assert [point.decimals for point in history.points] == [1, 1, 2]


def test_a_share_that_was_printed_in_days_is_no_figure(project: Project) -> None:
    history = project.history(
        "tilburg/inkomensondersteuning-schuldhulpverlening-wachttijd-28-dagen"
    )

    assert history.points == ()
    assert [o.printed for o in history.observations] == [
        "28 dagen gemiddeld",
        "30 dagen gemiddeld",
        "34 dagen gemiddeld",
    ]


def test_a_figure_that_one_document_prints_twice_counts_once(project: Project) -> None:
    history = project.history("oegstgeest/fijn-huishoudelijk-restafval")

    assert values(history) == {"2020": 169.0}
    assert history.points[0].line == 2


def test_comparison_areas_stay_within_reach(project: Project) -> None:
    cells = project.cells()
    country = cells[(cells["key"] == "oegstgeest/demografische-druk") & (cells["area"] != "")]

    assert set(country["area"]) == {"Nederland"}
    assert set(country["value"]) == {70.3}


def test_the_example_is_simulated_and_no_other_municipality_is(project: Project) -> None:
    simulated = {h.key.split("/")[0] for h in every_yearly_history(project) if h.simulated}

    assert simulated == {"voorbeeld"}
    assert values(project.volumes("voorbeeld/telefoon")) == {"2016": 165000.0, "2017": 190000.0}


def test_a_norm_of_the_example_is_a_share_per_month_with_its_cases(project: Project) -> None:
    calls = project.history("voorbeeld/telefoon-binnen-30s")
    first = calls.points[0]

    assert (calls.kind, calls.freq, len(calls.points)) == (Kind.NORM, "M", 24)
    assert (first.period.label, first.numerator, first.denominator) == ("2016-01", 10420, 12690)
    assert first.value == pytest.approx(100 * 10420 / 12690)
    assert (first.n, first.n_basis, first.line) == (12690, NBasis.PUBLISHED, 2)
    assert calls.simulated
    (target,) = project.targets(calls.key)
    assert (target.label, target.value, target.kind) == ("standing", 80.0, "norm")
    assert project.targets("voorbeeld/melding-binnen-5-werkdagen")[0].value == 95.0


def test_a_norm_is_known_when_its_month_is_over(project: Project) -> None:
    until = {"2016-02-28": 1, "2016-02-29": 2, "2015": 0}
    known = {day: len(project.history("voorbeeld/telefoon-binnen-30s", day).rows) for day in until}

    assert known == until


def test_a_monthly_norm_is_forecast_beside_the_yearly_figures(project: Project) -> None:
    coarse, daily = project.forecastable("voorbeeld/kcc")

    assert [one.freq for one in coarse] == ["M", "M"]
    assert {one.freq for one in daily} == {"D"}


def test_every_row_leads_to_the_line_that_prints_it(project: Project) -> None:
    rows = 0
    for history in every_yearly_history(project):
        for observation in history.observations:
            source = history.sources[observation.source]
            content = (project.root / source.file).read_bytes()
            assert hashlib.sha256(content).hexdigest() == source.sha256
            line = content.decode("utf-8").splitlines()[observation.line - 1]
            if not history.simulated:
                cells = line.replace('"', "").split(";")
                assert cells[0] == history.key.partition("/")[2]
                assert cells[3] == observation.period.label
                assert observation.printed in cells
            rows += 1
    assert rows > 150  # nearly all of the 292 + 142 cells are observations or targets


def test_every_target_leads_to_the_line_that_prints_it(project: Project) -> None:
    targets = [
        target
        for key in project.definitions.programmes
        for own in project.targets_of(project.histories(key))
        for target in own
    ]

    assert len(targets) > 100
    for target in targets:
        text = (project.root / target.source.file).read_text(encoding="utf-8")
        line = text.splitlines()[target.line - 1]
        if target.source.file.endswith(".csv"):
            assert line.startswith(target.key.partition("/")[2] + ";")
            assert target.printed in line.split(";")
        else:
            assert line.strip() == "[[indicator.target]]"


def test_a_sum_over_an_export_names_its_first_and_last_line(project: Project) -> None:
    (first, last) = project.volumes("voorbeeld/telefoon").points
    source = project.volumes("voorbeeld/telefoon").sources[0]
    lines = (project.root / source.file).read_text(encoding="utf-8").splitlines()

    def calls(begin: int, end: int) -> int:
        rows = (line.split(";") for line in lines[begin - 1 : end])
        return sum(int(row[3].replace(".", "")) for row in rows if row[2] == "telefoon")

    assert calls(first.line, first.line_to) == 165000
    assert calls(last.line, last.line_to) == 190000


def test_opening_a_built_project_is_quick(project: Project) -> None:
    start = time.perf_counter()
    open_project(project.root).history("leiden/1A1.a")

    assert time.perf_counter() - start < 0.5


CLOCKS = ("datetime.now", "date.today", "time.time(", "utcnow", "Timestamp.now", "Timestamp.today")


def test_the_system_clock_changes_no_figure_because_only_the_command_line_reads_it(
    root: Path,
) -> None:
    readers = [
        (path.name, clock)
        for path in (root / "pcanalysis").rglob("*.py")
        for clock in CLOCKS
        if path.parent.name != "cli" and clock in path.read_text(encoding="utf-8")
    ]

    assert readers == []
