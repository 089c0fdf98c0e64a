"""How long a build takes of an export of a million rows, next to ``pandas.read_csv`` alone.

The build reads, checks, places in time, maps and writes the file; pandas only reads it, once with
the day parsed and once with the whole moment. Processor time counts, because machines are shared.
"""

from __future__ import annotations

import hashlib
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from pcanalysis.store.build import PROCESSED, build

RUNS = 5
CHANNELS = ("telefoon", "balie", "e-mail", "webformulier")
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_CARD = """schema = 1
publisher = "Benchmark"
municipality = "dorp"
programme = "dorp/1"
edition = ""
title = "Contacts"
published_basis = ""
[[file]]
name = "kcc.csv"
kind = "kcc"
sha256 = "{sha256}"
"""
_PROGRAMME = """schema = 1
key = "dorp/1"
municipality = "Dorp"
code = "1"
name = "Bestuur"
names = {{ en = "Governance" }}
"""


def measure() -> Iterator[str]:
    """Time the build and both readings by turns; then build ten such files."""
    text = million_rows()
    with tempfile.TemporaryDirectory() as folder:
        root, path = Path(folder), Path(folder) / "data/raw/kcc-0/kcc.csv"
        (root / "data/definitions/dorp").mkdir(parents=True)
        (root / "pcanalysis.toml").write_text('schema = 1\nmunicipalities = ["dorp"]\n')
        (root / "data/definitions/dorp/1.toml").write_text(_PROGRAMME.format())
        _add(root, 0, text)

        def ours() -> None:
            shutil.rmtree(root / PROCESSED, ignore_errors=True)
            report = build(root)
            if report.problems or report.contact_rows != 1_000_000:
                raise SystemExit(f"The export should be clean: {report}")

        def day() -> None:
            pd.read_csv(path, sep=";", parse_dates=["datum"], date_format="%d-%m-%Y")

        def moment() -> None:
            frame = pd.read_csv(path, sep=";")
            pd.to_datetime(frame["datum"] + " " + frame["tijd"], format="%d-%m-%Y %H:%M")

        own, by_day, by_moment = _medians(ours, day, moment)
        for name, other in (("with the day", by_day), ("with the whole moment", by_moment)):
            ratio = own / other
            yield f"million rows, built: {own:.2f} s, read_csv {name}: {other:.2f} s, {ratio:.2f}"
        for files in (1, 10):
            for number in range(1, files):
                _add(root, number, text)
            peak = _peak_mb(ours if files == 1 else lambda: _rebuilt(root))
            yield f"{files} file(s) of a million rows, built: at most {peak:.0f} MB in memory"


def million_rows() -> str:
    """Return quarter-hours of four channels, from 08:00 to 17:00, a million rows in all."""
    days = pd.date_range("1995-01-02", periods=6945).strftime("%d-%m-%Y")
    times = [f"{hour:02d}:{minute:02d}" for hour in range(8, 17) for minute in (0, 15, 30, 45)]
    rows = [
        f"{day};{time};{channel};{(n * 37 + m * 11 + k * 5) % 40}\n"
        for n, day in enumerate(days)
        for m, time in enumerate(times)
        for k, channel in enumerate(CHANNELS)
    ]
    return "datum;tijd;kanaal;aantal\n" + "".join(rows[:1_000_000])


def _add(root: Path, number: int, text: str) -> None:
    folder = root / f"data/raw/kcc-{number}"
    folder.mkdir(parents=True)
    (folder / "kcc.csv").write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    (folder / "card.toml").write_text(_CARD.format(sha256=sha256), encoding="utf-8")


def _rebuilt(root: Path) -> None:
    shutil.rmtree(root / PROCESSED, ignore_errors=True)
    build(root)


def _medians(*jobs: Callable[[], None]) -> list[float]:
    """Return the median seconds of processor time of every job, run by turns."""
    seconds: list[list[float]] = [[] for _ in jobs]
    for _ in range(RUNS):
        for own, job in zip(seconds, jobs, strict=True):
            begin = time.process_time()
            job()
            own.append(time.process_time() - begin)
    return [statistics.median(own) for own in seconds]


def _peak_mb(job: Callable[[], None]) -> float:
    """Return the most memory the process holds while a job runs; 0 where Linux does not tell."""
    if not _RESET.exists():
        return 0.0
    _RESET.write_text("5")
    job()
    lines = _STATUS.read_text().splitlines()
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
