"""All reports: what changed is run and published, one failure stops no other, the rest is left."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import pytest
from filelock import FileLock

from pcanalysis import open_project
from pcanalysis.errors import Busy, UnknownKey, WrongCall
from pcanalysis.reporting.ledger import Ledger
from pcanalysis.reporting.report import RunSummary, make_reports
from pcanalysis.store.project import Project
from tests.reporting.cases import ROOT, parse
from tests.store.projects import village

LEIDEN, VILLAGE = "leiden/1", "dorp/1"
# stops for one programme only, in the second code cell
BREAKS = f'if programme == "{VILLAGE}":\n    raise ValueError("kolom jaar ontbreekt")\n'


def small_project(root: Path) -> Project:
    """Make a project of Leiden and the village, with the notebooks of this checkout."""
    village(root)
    for place in ("data/definitions/leiden", "data/raw/leiden-jv-2017", "notebooks"):
        shutil.copytree(ROOT / place, root / place)
    for name in ("nederland.toml",):
        shutil.copy(ROOT / "data/definitions" / name, root / "data/definitions" / name)
    settings = 'schema = 1\nmunicipalities = ["dorp", "leiden"]\nlanguage = "nl"\n'
    (root / "pcanalysis.toml").write_text(settings, encoding="utf-8")
    return open_project(root)


@contextmanager
def broken_for_the_village(root: Path, name: str = "trend") -> Iterator[None]:
    """Let a notebook stop for the village; afterwards it is as it was."""
    file = root / "notebooks" / f"{name}.ipynb"
    before = file.read_bytes()
    document = nbformat.read(file, as_version=4)
    code = [cell for cell in document.cells if cell.cell_type == "code"]
    code[1].source = BREAKS + code[1].source
    nbformat.write(document, file)
    try:
        yield
    finally:
        file.write_bytes(before)


def state_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return bytes and time of every file."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class Story:
    """Three runs on one project: both programmes, once more, and with a notebook that breaks."""

    project: Project
    first: RunSummary
    after_first: dict[str, tuple[bytes, int]]
    second: RunSummary
    after_second: dict[str, tuple[bytes, int]]
    third: RunSummary
    after_third: dict[str, tuple[bytes, int]]

    def findings(self, key: str) -> dict[str, Any]:
        """Return what the first run published for a programme."""
        content: dict[str, Any] = json.loads(self.after_first[f"{key}/findings.json"][0])
        return content


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    root = tmp_path_factory.mktemp("project")
    project, reports = small_project(root), root / "reports"
    first = make_reports(project, notebooks=["trend"], jobs=2)
    after_first = state_of(reports)
    second = make_reports(project, notebooks=["trend"], jobs=2)
    after_second = state_of(reports)
    with broken_for_the_village(root):
        third = make_reports(project, notebooks=["trend"], jobs=2)
    return Story(project, first, after_first, second, after_second, third, state_of(reports))


def test_every_programme_of_the_settings_is_published(story: Story) -> None:
    assert set(story.first.published) == {LEIDEN, VILLAGE}
    assert story.first.exit_code == 0
    assert not story.first.failed


def test_a_report_holds_two_pages_findings_and_the_executed_notebook(story: Story) -> None:
    own = {name for name in story.after_first if name.startswith("leiden/1/")}
    assert own == {
        f"leiden/1/{name}"
        for name in ("index.html", "index.en.html", "findings.json", "notebooks/trend.ipynb")
    }


def test_above_the_reports_stands_an_index_in_each_language(story: Story) -> None:
    assert story.first.index.name == "index.html"
    assert {"index.html", "index.en.html"} <= story.after_first.keys()
    page = parse(story.after_first["index.html"][0].decode())
    programmes, sources = ([a.attrs["href"] for a in table.all("a")] for table in page.all("tbody"))
    assert set(programmes) == {"dorp/1/index.html", "leiden/1/index.html"}
    assert set(sources) == {
        "dorp/bronnen/verslag-2019.html",
        "dorp/bronnen/verslag-2020.html",
        "leiden/bronnen/leiden-jv-2017.html",
    }
    links = programmes + sources
    assert all(link in story.after_first for link in links)


def test_the_published_findings_hold_leidens_figures_without_the_drawings(story: Story) -> None:
    content = story.findings(LEIDEN)
    council = next(f for f in content["findings"] if f["key"] == "leiden/1A1.a")
    assert council["numbers"]["first"]["value"] == 28
    assert council["numbers"]["last"]["value"] == 29
    assert "figure" not in council
    assert content["as_of"] == "2022-11-01"


def test_links_of_the_page_lead_to_files_of_the_report(story: Story) -> None:
    page = parse(story.after_first["leiden/1/index.html"][0].decode())
    links = {a.attrs["href"].split("#")[0] for a in page.all("a")} - {""}
    for link in links:
        aim = (story.project.root / "reports" / "leiden" / "1" / link).resolve()
        assert aim.is_file(), link


def test_the_executed_notebook_shows_outputs_and_no_path_of_the_machine(story: Story) -> None:
    text = story.after_first["leiden/1/notebooks/trend.ipynb"][0].decode()
    code = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    assert any(cell["outputs"] for cell in code)
    assert str(story.project.root) not in text


def test_a_second_run_changes_no_byte_and_no_time(story: Story) -> None:
    assert set(story.second.unchanged) == {LEIDEN, VILLAGE}
    assert story.second.published == ()
    assert story.after_second == story.after_first


def test_a_notebook_that_breaks_for_one_programme_does_not_stop_another(story: Story) -> None:
    assert set(story.third.failed) == {VILLAGE}
    assert story.third.published == (LEIDEN,)
    assert story.third.exit_code == 1


def test_the_reason_names_notebook_cell_and_error(story: Story) -> None:
    reason = story.third.failed[VILLAGE]
    assert "trend.ipynb" in reason
    assert "cell 2" in reason
    assert "ValueError: kolom jaar ontbreekt" in reason


def test_the_last_good_report_of_a_failed_programme_stays_as_it_was(story: Story) -> None:
    own = {name for name in story.after_first if name.startswith("dorp/")}
    assert own
    assert {name: story.after_third[name] for name in own} == {
        name: story.after_first[name] for name in own
    }


@pytest.mark.parametrize(("file", "cell"), [("index.html", "cel 2"), ("index.en.html", "cell 2")])
def test_the_index_says_which_programme_failed_and_why(story: Story, file: str, cell: str) -> None:
    page = parse(story.after_third[file][0].decode())
    first = page.all("tbody")[0].all("tr")[0]
    assert "Dorp" in first.text()
    assert cell in first.text()
    assert "kolom jaar ontbreekt" in first.text()
    assert first.all("a")[0].attrs["href"].startswith("dorp/1/")


def test_a_failed_programme_is_tried_again_and_damaged_output_is_made_anew(story: Story) -> None:
    reports = story.project.root / "reports"
    page = reports / "leiden" / "1" / "index.html"
    page.write_bytes(page.read_bytes().replace(b"29%", b"92%"))
    summary = make_reports(story.project, notebooks=["trend"], jobs=2)
    assert set(summary.published) == {LEIDEN, VILLAGE}
    assert {name: state[0] for name, state in state_of(reports).items()} == {
        name: state[0] for name, state in story.after_first.items()
    }


def test_a_report_until_a_day_knows_only_what_was_published_then(story: Story) -> None:
    out = story.project.root / "then"
    summary = make_reports(
        story.project, [LEIDEN], notebooks=["trend"], until="2018-12-31", languages=["en"], out=out
    )
    assert summary.published == (LEIDEN,)
    files = state_of(out)
    assert set(files) == {
        "index.en.html",
        "leiden/bronnen/leiden-jv-2017.en.html",
        "leiden/1/index.en.html",
        "leiden/1/findings.json",
        "leiden/1/notebooks/trend.ipynb",
    }
    content = json.loads(files["leiden/1/findings.json"][0])
    assert (content["as_of"], content["until"]) == ("2018-12-31", "2018-12-31")
    assert "2022" not in parse(files["leiden/1/index.en.html"][0].decode()).one("main").text()


@pytest.fixture(scope="module")
def resting(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Give a project in which nothing has run."""
    return small_project(tmp_path_factory.mktemp("resting"))


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"programmes": ["leiden/2"]}, UnknownKey, "Did you mean 'leiden/1'"),
        ({"notebooks": ["trends"]}, UnknownKey, "trend.ipynb"),
        ({"languages": ["nl", "fy"]}, WrongCall, "Unknown language 'fy'"),
        ({"languages": []}, WrongCall, "No language"),
        ({"until": "gisteren"}, WrongCall, "until"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_runs(
    resting: Project, changes: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        make_reports(resting, **changes)
    assert not (resting.root / "reports").exists()


def test_two_runs_never_write_the_same_reports_at_once(resting: Project) -> None:
    out = (resting.root / "reports").resolve()
    lock = Ledger.file_of(resting.root, out).with_suffix(".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock), pytest.raises(Busy, match="reports"):
        make_reports(resting)
    assert not out.exists()


def test_a_run_goes_to_a_place_of_its_own_with_a_memory_of_its_own(resting: Project) -> None:
    here, there = resting.root / "a", resting.root / "b"
    assert Ledger.file_of(resting.root, here) != Ledger.file_of(resting.root, there)
    assert Ledger.file_of(resting.root, here) == Ledger.file_of(resting.root, here)


def test_no_page_leads_nowhere_after_a_report_until_an_earlier_day(
    story: Story, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    make_reports(story.project, notebooks=["trend"], out=out)

    make_reports(story.project, [VILLAGE], notebooks=["trend"], out=out, until="2018-01-01")

    assert (out / "leiden/bronnen/leiden-jv-2017.html").is_file()
    assert not (out / "dorp/bronnen").exists()
    for page in out.rglob("*.html"):
        links = [a.attrs["href"] for a in parse(page.read_text("utf-8")).all("a")]
        below = [unquote(link.partition("#")[0]) for link in links if "://" not in link]
        assert [link for link in below if link and not (page.parent / link).is_file()] == []
