"""What each verb does: open the project, make one call, print the answer."""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from pcanalysis.cli.check import EXIT_CODES, facts_of, lines_of
from pcanalysis.errors import PcanalysisError, WrongCall
from pcanalysis.store.build import build
from pcanalysis.store.project import Project, open_project
from pcanalysis.store.reading.delivery import Delivery, read_delivery
from pcanalysis.store.reading.door import stated as checked
from pcanalysis.store.settings import find_root, read_settings
from pcanalysis.texts.words import word

WIDEST = 60  # characters of a column
LARGE = 50_000_000  # bytes of a file that takes a while
_SHOWN_AS_WORDS = ("direction", "kind")


def run(arguments: argparse.Namespace) -> int:
    """Run the verb that was asked for and return its exit code."""
    return _VERBS[arguments.verb](arguments)


def language_of(arguments: argparse.Namespace) -> str:
    """Return the language of the project, also when the project itself cannot be opened."""
    try:
        return read_settings(find_root(arguments.project)).language
    except PcanalysisError:
        return "nl"


def _report(arguments: argparse.Namespace) -> int:
    from pcanalysis.reporting.report import make_reports

    project = _opened(arguments)
    if arguments.jobs is not None and arguments.jobs < 1:
        raise WrongCall("jobs_too_few", jobs=arguments.jobs)
    summary = make_reports(
        project,
        arguments.programmes,
        notebooks=arguments.notebook,
        until=arguments.until,
        languages=[one.strip() for one in arguments.language.split(",") if one.strip()],
        jobs=arguments.jobs,
        out=Path(arguments.out) if arguments.out else None,
        force=arguments.force,
        progress=sys.stderr.isatty() and not arguments.json,
    )
    if arguments.json:
        _print_json(asdict(summary) | {"index": str(summary.index), "exit_code": summary.exit_code})
        return summary.exit_code
    language = project.settings.language
    counts = {"done": summary.published, "unchanged": summary.unchanged, "failed": summary.failed}
    for key in summary.published:
        print(word(language, "cli.published", path=key))
    for key in summary.unchanged:
        print(word(language, "cli.unchanged", path=key))
    for key, reason in summary.failed.items():
        print(word(language, "cli.failed", programme=key, reason=reason), file=sys.stderr)
    print(word(language, "cli.summary", **{name: len(keys) for name, keys in counts.items()}))
    print(word(language, "cli.open", path=_near(summary.index)))
    return summary.exit_code


def _build(arguments: argparse.Namespace) -> int:
    report = build(find_root(arguments.project), strict=arguments.strict)
    language = language_of(arguments)
    if arguments.json:
        problems = [problem.plain(language) for problem in report.problems]
        _print_json(asdict(report) | {"problems": problems})
        return 0
    _opened(arguments)
    key = "cli.built" if report.changed else "cli.build_unchanged"
    print(word(language, key, cells=report.cells, rows=report.contact_rows))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    delivery = read_delivery(
        [Path(file) for file in arguments.files],
        arguments.kind,
        dialect=_dialect(arguments.dialect),
        today=_today(),
    )
    _answer(arguments, delivery)
    return EXIT_CODES[delivery.outcome]


def _add(arguments: argparse.Namespace) -> int:
    from pcanalysis.store.add import Order, add

    language = arguments.language or language_of(arguments)
    paths = [Path(file) for file in arguments.files]
    if sys.stderr.isatty():
        for path in paths:
            if path.is_file() and (size := path.stat().st_size) > LARGE:
                said = word(language, "cli.reading", path=path.name, size=round(size / 1e6))
                print(said, file=sys.stderr)
    words = ("kind", "programme", "edition", "publisher", "source", "partial")
    order = Order(
        **{name: getattr(arguments, name) for name in words},
        published=_published(arguments.published),
        licence=arguments.licence or "unknown",
        dialect=_dialect(arguments.dialect),
        today=_today(),
    )
    added = add(find_root(arguments.project), paths, order)
    done = "stored" if added.stored else "known" if added.known else "not_stored"
    _answer(arguments, added.delivery, stored=added.stored or None, known=added.known or None)
    if not arguments.json:
        print(word(language, f"cli.{done}", path=added.stored or added.known))
    if done == "known":
        return 0
    return EXIT_CODES[added.delivery.outcome if done == "stored" else "reject"]


def _answer(arguments: argparse.Namespace, delivery: Delivery, **more: str | None) -> None:
    language = arguments.language or language_of(arguments)
    if arguments.json:
        _print_json(facts_of(delivery, language) | more)
    else:
        print("\n".join(lines_of(delivery, language)))


def _published(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongCall("published_is_no_day", text=text) from None


def _today() -> date:
    return datetime.now(tz=ZoneInfo("Europe/Amsterdam")).date()


def _dialect(stated: Sequence[str]) -> dict[str, str]:
    """Return what the user states of how a file is written, by name."""
    for one in stated:
        if "=" not in one:
            raise WrongCall("stated_without_value", text=one)
    return checked(dict(one.split("=", 1) for one in stated))


def _list(arguments: argparse.Namespace) -> int:
    project = _opened(arguments)
    frame = _listed(project, arguments.what, arguments.programme)
    if arguments.json:
        _print_json({arguments.what: frame.to_dict("records")})
        return 0
    language = arguments.language or project.settings.language
    if frame.empty:
        print(word(language, "cli.none"))
        return 0
    header = [word(language, f"cli_header.{name}") for name in frame.columns]
    columns = [[_cell(value, name, language) for value in frame[name]] for name in frame.columns]
    _print_columns([header, *map(list, zip(*columns, strict=True))])
    return 0


def _listed(project: Project, what: str, programme: str) -> pd.DataFrame:
    keys = [project.programme(programme).key] if programme else list(project.definitions.programmes)
    if what == "indicators":
        return pd.concat([project.indicators(key) for key in keys], ignore_index=True)
    frame = project.programmes() if what == "programmes" else project.volumes_available()
    volumes = [v.key for key in keys for v in project.programme(key).volumes]
    return frame[frame["key"].isin([*keys, *volumes])]


def _show(arguments: argparse.Namespace) -> int:
    from pcanalysis.cli.show import answer

    project = _opened(arguments)
    language = arguments.language or project.settings.language
    found = answer(project, arguments.key, until=arguments.until, language=language)
    if arguments.json:
        _print_json(found.facts)
        return 0
    print("\n".join(found.lines))
    if len(found.table) > 1:
        _print_columns(found.table)
    return 0


def _lab(arguments: argparse.Namespace) -> int:
    project = _opened(arguments)
    print(word(project.settings.language, "cli.lab"))
    command = [sys.executable, "-m", "jupyterlab", "notebooks/explore.ipynb"]
    return subprocess.run(command, cwd=project.root, check=False).returncode


_VERBS = {verb.__name__[1:]: verb for verb in (_report, _build, _check, _add, _list, _show, _lab)}


def _opened(arguments: argparse.Namespace) -> Project:
    """Open the project; cells that were refused are told on stderr."""
    project = open_project(arguments.project)
    if problems := project.build.problems:
        language = project.settings.language
        print(word(language, "cli.problems", count=len(problems)), file=sys.stderr)
        for problem in problems:
            print(f"  {problem.told(language)}", file=sys.stderr)
    return project


def _cell(value: Any, name: str, language: str) -> str:
    if isinstance(value, bool):
        return word(language, "cli.yes" if value else "cli.no")
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:g}"
    return word(language, f"cli_value.{value}") if name in _SHOWN_AS_WORDS else str(value)


def _print_columns(rows: list[list[str]]) -> None:
    """Print rows in aligned columns; only the last one, that pushes nothing aside, is never cut."""
    widths = [min(max(len(row[i]) for row in rows), WIDEST) for i in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [_cut(cell, width).ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[-1]]).rstrip())


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _near(path: Path) -> str:
    """Return a path as seen from here, when it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _print_json(content: Any) -> None:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [plain(one) for one in value]
        return None if isinstance(value, float) and math.isnan(value) else value

    print(json.dumps(plain(content), ensure_ascii=False, default=str))
