"""Check what `make report` published, and that running it again changes nothing.

Only the standard library: this looks at the published files as a stranger would.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

REPORTS = Path(__file__).resolve().parents[1] / "reports"
PROMISED = ("leiden/1", "leiderdorp/2D", "voorbeeld/kcc")
SECONDS_WHEN_NOTHING_CHANGED = 5.0
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
    """What is wrong with one findings.json."""
    if not path.is_file():
        yield f"{path}: not published"
        return
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        yield f"{path}: {error}"
        return
    if not content:
        yield f"{path}: holds nothing"


def faults_of(reports: Path) -> list[str]:
    """Everything that is wrong with what was published."""
    faults = list(faults_of_page(reports / "index.html", language="nl"))
    for programme in PROMISED:
        faults += faults_of_page(reports / programme / "index.html", language="nl")
        faults += faults_of_findings(reports / programme / "findings.json")
    return faults


def fingerprint(folder: Path) -> dict[str, str]:
    """Checksum of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
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
    faults = faults_of(REPORTS) or run_again(REPORTS, ["make", "report"])
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"published reports: {len(faults)} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
