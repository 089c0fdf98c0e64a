"""Check what ``make report`` published, and that a second run changes nothing.

Run after ``make report``, in the root of the checkout. Prints what holds; stops at what does not.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path

REPORTS = Path("reports")
PROGRAMMES = ("leiden/1", "leiderdorp/2D", "voorbeeld/kcc")
SECOND_RUN_S = 5.0
OUTSIDE = re.compile(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)


def main() -> None:
    """Run every check."""
    for programme in PROGRAMMES:
        check_programme(REPORTS / programme)
    check_page(REPORTS / "index.html", "nl")
    check_leiden(json.loads((REPORTS / "leiden/1/findings.json").read_text("utf-8")))
    check_second_run()
    print("The published reports are as promised.")


def check_programme(folder: Path) -> None:
    """Check that a programme has its pages, its findings and its notebooks."""
    check_page(folder / "index.html", "nl")
    check_page(folder / "index.en.html", "en")
    content = json.loads((folder / "findings.json").read_text("utf-8"))
    require(len(content["findings"]) > 0, f"{folder}: findings.json holds findings")
    require(len(list((folder / "notebooks").glob("*.ipynb"))) == 3, f"{folder}: three notebooks")
    for finding in content["findings"]:
        placed = all(e["file"] and e["line"] > 0 for e in finding["provenance"])
        require(placed, f"{finding['key']}: every source has a file and a line")


def check_page(page: Path, language: str) -> None:
    """Check that a page exists, says its language and asks nothing of any host."""
    text = page.read_text("utf-8")
    require(f'<html lang="{language}">' in text, f"{page}: language {language}")
    require(OUTSIDE.search(text) is None, f"{page}: no request to a host")


def check_leiden(content: dict[str, list[dict[str, object]]]) -> None:
    """Check the figures the annual report 2017 of Leiden printed."""
    by_key = {(f["key"], f["kind"]): f for f in content["findings"]}
    gap = by_key["leiden/1A1.a", "gap"]
    numbers = {name: n["value"] for name, n in gap["numbers"].items()}  # type: ignore[attr-defined]
    found = numbers["measured"], numbers["target"], numbers["difference"]
    require(found == (29, 31, -2), f"1A1.a: 29%, 31% and -2 points, found {found}")
    require(gap["status"] != "missed_clear", "1A1.a: not called missed beyond doubt")
    calls = by_key["leiden/telefoon", "trend"]["numbers"]
    per_day = round(calls["change_per_working_day"]["value"], 1)  # type: ignore[index]
    require(per_day == 98.4, f"calls: 98.4 more per working day, found {per_day}")


def check_second_run() -> None:
    """Check that nothing changed means nothing done."""
    before = fingerprints()
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pcanalysis", "report"], check=True)
    seconds = time.perf_counter() - begin
    require(fingerprints() == before, "a second run changes no byte")
    require(
        seconds < SECOND_RUN_S, f"a second run ends within {SECOND_RUN_S} s, took {seconds:.1f}"
    )


def fingerprints() -> dict[str, tuple[str, int]]:
    """Return the content and time of every file under reports."""
    files = [path for path in sorted(REPORTS.rglob("*")) if path.is_file()]
    return {
        str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in files
    }


def require(holds: bool, what: str) -> None:
    """Stop with the sentence when it does not hold."""
    if not holds:
        sys.exit(f"Does not hold: {what}.")


main()
