"""Check what `make report` published, and that running it again changes nothing.

Only the standard library: this looks at the published files as a stranger would.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

REPORTS = Path(__file__).resolve().parents[1] / "reports"
AGAIN = ["make", "report"]
PROMISED = ("leiden/1", "leiderdorp/2D", "voorbeeld/kcc")
NOTEBOOKS = 3
SECONDS_WHEN_NOTHING_CHANGED = 5.0
# Printed in the annual report 2017: measured, target and their difference in points.
LEIDEN = {"leiden/1A1.a": (29, 31, -2), "leiden/1A2.a": (51, 50, 1)}
CALLS_PER_WORKING_DAY = 98.4  # (190 000 - 165 000) / 254
REQUESTS = {"src", "srcset", "data", "poster", "action"}


class Page(HTMLParser):
    """The language of a page, and what a browser would fetch from elsewhere to show it."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the language of the page, and each address that loads without a click."""
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = values.get("lang", "")
        loaded = [value for name, value in values.items() if name in REQUESTS]
        if tag in {"link", "image", "use"}:
            loaded += [values.get("href", ""), values.get("xlink:href", "")]
        self.outside += [v for v in loaded if v.startswith(("http:", "https:", "//"))]


def faults_of_page(path: Path, *, language: str) -> Iterator[str]:
    """What is wrong with one published page."""
    if not path.is_file():
        yield f"{path}: not published"
        return
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    if page.language != language:
        yield f"{path}: its language is {page.language!r}, not {language!r}"
    yield from (f"{path}: asks for {address}" for address in page.outside)


def faults_of_findings(path: Path) -> Iterator[str]:
    """What is wrong with one findings.json: every number must lead to a file and a line."""
    if not path.is_file():
        yield f"{path}: not published"
        return
    try:
        findings = json.loads(path.read_text(encoding="utf-8"))["findings"]
    except (ValueError, KeyError) as error:
        yield f"{path}: cannot be read: {error}"
        return
    if not findings:
        yield f"{path}: holds no findings"
    for finding in findings:
        if not all(entry["file"] and entry["line"] > 0 for entry in finding["provenance"]):
            yield f"{path}: {finding['key']} has a source without file or line"


def faults_of_notebooks(folder: Path) -> Iterator[str]:
    """Say when the executed notebooks, the evidence, are not beside their page."""
    found = len(list(folder.glob("*.ipynb")))
    if found != NOTEBOOKS:
        yield f"{folder}: {found} notebooks, not {NOTEBOOKS}"


def faults_of_leiden(findings: list[dict[str, Any]]) -> Iterator[str]:
    """Compare the figures of Leiden with those that its annual report 2017 printed."""
    by_key = {(finding["key"], finding["kind"]): finding for finding in findings}
    for key, printed in LEIDEN.items():
        gap = by_key[key, "gap"]
        found = tuple(
            gap["numbers"][name]["value"] for name in ("measured", "target", "difference")
        )
        if found != printed:
            yield f"{key}: measured, target and difference are {found}, printed was {printed}"
        if gap["status"] == "missed_clear":
            yield f"{key}: called missed beyond doubt"
    calls = by_key["leiden/telefoon", "trend"]["numbers"]
    per_day = round(calls["change_per_working_day"]["value"], 1)
    if per_day != CALLS_PER_WORKING_DAY:
        yield f"calls: {per_day} more per working day, not {CALLS_PER_WORKING_DAY}"


def faults_of(reports: Path) -> list[str]:
    """Everything that is wrong with what was published."""
    faults = list(faults_of_page(reports / "index.html", language="nl"))
    for programme in PROMISED:
        folder = reports / programme
        faults += faults_of_page(folder / "index.html", language="nl")
        faults += faults_of_page(folder / "index.en.html", language="en")
        faults += faults_of_findings(folder / "findings.json")
        faults += faults_of_notebooks(folder / "notebooks")
    return faults


def fingerprint(folder: Path) -> dict[str, tuple[str, int]]:
    """Checksum and time of every file below a folder: the same bytes written again count too."""
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """Files that came, went or changed between two fingerprints."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))


def run_again(reports: Path, command: list[str]) -> list[str]:
    """Publish once more and say what that changed, and whether it was quick."""
    before = fingerprint(reports)
    start = time.perf_counter()
    subprocess.run(command, check=True, cwd=reports.parent)
    seconds = time.perf_counter() - start
    faults = [
        f"{name}: changed by a second run" for name in differences(before, fingerprint(reports))
    ]
    if seconds > SECONDS_WHEN_NOTHING_CHANGED:
        faults.append(f"a second run took {seconds:.1f} s with nothing to do")
    print(f"second run: {seconds:.1f} s, {len(before)} files")
    return faults


def main() -> int:
    """Check the published reports; 0 when all is well."""
    faults = faults_of(REPORTS)
    if not faults:
        content = json.loads((REPORTS / "leiden/1/findings.json").read_text(encoding="utf-8"))
        faults += [*faults_of_leiden(content["findings"]), *run_again(REPORTS, AGAIN)]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"published reports: {len(faults)} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
