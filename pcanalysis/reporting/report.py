"""All reports: which programmes changed, run their notebooks, publish their pages and the index.

One programme that fails does not stop the others; its last good report stays and the index says
what went wrong. A programme whose input did not change is not run again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from jupyter_core.utils import ensure_event_loop
from tqdm import tqdm

from pcanalysis import __version__
from pcanalysis.errors import Busy, OutputFailed, WrongCall
from pcanalysis.model import Programme, read_day
from pcanalysis.reporting.finding import SCHEMA_VERSION, Finding
from pcanalysis.reporting.index_page import Entry, render_index
from pcanalysis.reporting.ledger import Ledger, Record, fingerprint
from pcanalysis.reporting.page import FILE_OF_LANGUAGE, Edge, render_programme
from pcanalysis.reporting.parameters import read_parameters
from pcanalysis.reporting.publication import Files, is_intact, publish_file, publish_folder
from pcanalysis.reporting.quality_page import publish_qualities
from pcanalysis.reporting.run import NotebookStopped, Run
from pcanalysis.store.project import Project

NOTEBOOKS = ("trend", "target_gap", "forecast")
FOLDER = "notebooks"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What a run did, by programme key."""

    published: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: Mapping[str, str]  # key to the reason
    index: Path

    @property
    def exit_code(self) -> int:
        """0 when everything is published, 1 when some programme failed."""
        return 1 if self.failed else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What was asked for, the same for every programme."""

    notebooks: tuple[str, ...]
    until: str
    languages: tuple[str, ...]
    out: Path


def make_reports(
    project: Project,
    programmes: Sequence[str] = (),
    *,
    notebooks: Sequence[str] | None = None,
    until: str = "",
    languages: Sequence[str] = ("nl", "en"),
    jobs: int | None = None,
    out: Path | None = None,
    force: bool = False,
    progress: bool = False,
) -> RunSummary:
    """Bring the reports of the given programmes, or of all reported ones, up to date.

    Parameters
    ----------
    project
        The opened project.
    programmes
        Keys; none means every programme of the municipalities in ``pcanalysis.toml``.
    notebooks
        Names of the notebooks to run; None means trend, target_gap and forecast.
    until
        Only what was published by then: ISO date or year.
    languages
        ``nl``, ``en`` or both; the first is the language of the executed notebooks.
    jobs
        Notebooks that run at the same time; None means one per core.
    out
        Where the reports go; None means ``reports`` in the project.
    force
        Run again also what did not change.
    progress
        Show a progress bar.

    Raises
    ------
    WrongCall
        If a programme, notebook, language or date is unknown; nothing has run then.
    Busy
        If another run writes the same reports.
    OutputFailed
        If the reports cannot be written.
    """
    order = _order(project, notebooks, until, languages, out)
    own = tuple(f"{municipality}/" for municipality in project.settings.municipalities)
    keys = list(programmes) or [p for p in project.definitions.programmes if p.startswith(own)]
    found = {key: project.programme(key) for key in dict.fromkeys(keys)}
    with _locked(project.root, order.out):
        ledger = Ledger.of(project.root, order.out)
        files = [project.root / FOLDER / f"{name}.ipynb" for name in order.notebooks]
        asked = [order.until, *order.languages]
        prints = {key: fingerprint(project, key, files, asked) for key in found}
        due = [key for key in found if force or not _is_current(ledger, key, prints[key], order)]
        failed: dict[str, str] = {}
        for key, runs in _run_all(project, due, order, jobs, progress=progress):
            stopped = next((run for run in runs if isinstance(run, NotebookStopped)), None)
            if stopped is not None:
                failed[key] = str(stopped)
                ledger.fail(key, stopped.facts)
                continue
            report = _files(found[key], [run for run in runs if isinstance(run, Run)], order)
            ledger.records[key] = Record(prints[key], publish_folder(order.out / key, report))
        index = _publish_index(project, ledger, order)
    return RunSummary(
        published=tuple(key for key in due if key not in failed),
        unchanged=tuple(key for key in found if key not in due),
        failed=failed,
        index=index,
    )


def _order(
    project: Project,
    notebooks: Sequence[str] | None,
    until: str,
    languages: Sequence[str],
    out: Path | None,
) -> _Order:
    """Check what was asked for before anything runs."""
    names = tuple(dict.fromkeys(notebooks or NOTEBOOKS))
    for name in names:
        read_parameters(project.root / FOLDER / f"{name}.ipynb")
    if unknown := [one for one in languages if one not in FILE_OF_LANGUAGE]:
        raise WrongCall("language_unknown", language=unknown[0])
    if not languages:
        raise WrongCall("no_language")
    if until:
        read_day(until, "until")
    place = (out or project.root / "reports").resolve()
    if place.exists() and not os.access(place, os.W_OK):
        raise OutputFailed(f"The folder {place.name} cannot be written to.")
    return _Order(notebooks=names, until=until, languages=tuple(languages), out=place)


@contextmanager
def _locked(root: Path, out: Path) -> Iterator[None]:
    lock = Ledger.file_of(root, out).with_suffix(".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, timeout=0):
            yield
    except Timeout as error:
        raise Busy(f"Another run is writing {out.name}; try again when it is done.") from error


def _is_current(ledger: Ledger, key: str, print_: str, order: _Order) -> bool:
    record = ledger.records.get(key)
    return (
        record is not None
        and not record.failed
        and record.fingerprint == print_
        and is_intact(order.out / key, record.files)
    )


def _run_all(
    project: Project, keys: Sequence[str], order: _Order, jobs: int | None, *, progress: bool
) -> Iterator[tuple[str, list[Run | NotebookStopped]]]:
    """Run the notebooks side by side; yield each programme when its last one is done."""
    runs: dict[str, dict[str, Run | NotebookStopped]] = {key: {} for key in keys}
    with (
        ThreadPoolExecutor(jobs or os.cpu_count() or 1) as lanes,
        tqdm(total=len(keys) * len(order.notebooks), disable=not progress, unit="notebook") as bar,
    ):
        tasks = {
            lanes.submit(_run_one, project, key, name, order): (key, name)
            for key in keys
            for name in order.notebooks
        }
        for task in as_completed(tasks):
            key, name = tasks[task]
            bar.set_postfix_str(f"{key} {name}")
            bar.update()
            runs[key][name] = task.result()
            if len(runs[key]) == len(order.notebooks):
                yield key, [runs[key][name] for name in order.notebooks]


def _run_one(project: Project, key: str, name: str, order: _Order) -> Run | NotebookStopped:
    from pcanalysis.reporting.runner import run_notebook  # slow to import: only when needed

    notebook = project.root / FOLDER / f"{name}.ipynb"
    given = {"programme": key, "until": order.until, "language": order.languages[0]}
    with closing(ensure_event_loop()):  # of this lane; the kernel's client would leave it open
        try:
            return run_notebook(notebook, given, folder=project.root)
        except NotebookStopped as stopped:
            return stopped


def _files(programme: Programme, runs: Sequence[Run], order: _Order) -> Files:
    """Return the files of one report: pages, findings, and the executed notebooks."""
    findings = [finding for run in runs for finding in run.findings]
    as_of = _as_of(programme, findings, order)
    edge = Edge(
        as_of=as_of, languages=order.languages, version=__version__, notebooks=order.notebooks
    )
    files = {}
    for language in order.languages:
        page = render_programme(programme, findings, language=language, edge=edge)
        files[FILE_OF_LANGUAGE[language]] = page
    content = {
        "schema": SCHEMA_VERSION,
        "programme": programme.key,
        "municipality": programme.municipality,
        "as_of": as_of.isoformat(),
        "until": order.until,
        "simulated": programme.simulated,
        "version": edge.version,
        "findings": [{k: v for k, v in f.items() if k != "figure"} for f in findings],
    }
    files["findings.json"] = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    for name, run in zip(order.notebooks, runs, strict=True):
        files[f"notebooks/{name}.ipynb"] = run.evidence
    return {name: text.encode("utf-8") for name, text in files.items()}


def _as_of(programme: Programme, findings: Sequence[Finding], order: _Order) -> date:
    """Return the day the report speaks of: asked for, the newest document, or the last figure."""
    if order.until:
        return read_day(order.until, "until")
    days = [e.published for e in programme.editions if not e.duplicate_of]
    days = days or [date.fromisoformat(f["as_of"]) for f in findings if f["as_of"]]
    if not days:
        raise WrongCall("nothing_to_report", programme=programme.key)
    return max(days)


def _publish_index(project: Project, ledger: Ledger, order: _Order) -> Path:
    """Write the pages of the sources and the index over all of it; return the first index.

    The index holds every programme that is published or failed.
    """
    edge = Edge(languages=order.languages, version=__version__)
    known = [p for key, p in project.definitions.programmes.items() if key in ledger.records]
    municipalities = {programme.key.partition("/")[0] for programme in known}
    reports = {programme.key: _published(programme, order) for programme in known}
    untils = {key: report["until"] for key, report in reports.items() if report}
    sources = publish_qualities(
        project, municipalities, until=order.until, out=order.out, edge=edge, untils=untils
    )
    for language in order.languages:
        entries = [_entry(p, reports[p.key], ledger.records[p.key].reason(language)) for p in known]
        page = render_index(entries, sources, language=language, edge=edge)
        publish_file(order.out / FILE_OF_LANGUAGE[language], page.encode("utf-8"))
    ledger.save()
    return order.out / FILE_OF_LANGUAGE[order.languages[0]]


def _published(programme: Programme, order: _Order) -> dict[str, Any]:
    """Return what the published report of a programme found; nothing when there is none."""
    file = order.out / programme.key / "findings.json"
    content: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return content


def _entry(programme: Programme, content: Mapping[str, Any], failed: str) -> Entry:
    """Return what the index says of a programme, from its published report if there is one."""
    return Entry(
        programme=programme,
        findings=content.get("findings", ()),
        as_of=date.fromisoformat(content["as_of"]) if content else None,
        failed=failed,
    )
