"""What can be used can be found: commands, public names and links in the documentation."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import pcanalysis

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\s*\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def relative_links(markdown: str) -> list[str]:
    """Files that a page links to, without addresses and places within the page itself."""
    targets = [target.partition("#")[0] for target in LINK.findall(CODE.sub("", markdown))]
    return [t for t in targets if t and not re.match(r"[a-z][a-z0-9+.-]*:", t, re.IGNORECASE)]


def broken_links(page: Path) -> list[str]:
    """Links of a page that lead nowhere."""
    text = page.read_text(encoding="utf-8")
    return [link for link in relative_links(text) if not (page.parent / link).exists()]


def not_mentioned(names: list[str], text: str) -> list[str]:
    """Names that a text does not hold as a word of its own."""
    return [name for name in names if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]


def verbs_of_the_command_line() -> list[str]:
    """Ask the program itself: it names its verbs when it is given one it does not know."""
    asked = [sys.executable, "-m", "pcanalysis", "no-such-verb"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert said.returncode == 2, said.stderr
    (choices,) = re.findall(r"choose from (.*?)\)", said.stderr)
    return re.findall(r"[a-z][a-z-]*", choices)


@pytest.fixture(scope="module")
def pages(root: Path) -> list[Path]:
    return [
        *root.glob("*.md"),
        *(root / "docs").rglob("*.md"),
        *(root / "reports").glob("*.md"),
        *(root / "data").glob("*/*.md"),
    ]


@pytest.fixture(scope="module")
def documentation(root: Path) -> str:
    pages = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def test_every_command_is_documented(documentation: str) -> None:
    commands = [f"pcanalysis {verb}" for verb in verbs_of_the_command_line()]

    assert commands != []
    assert not_mentioned(commands, documentation) == []


def test_every_public_name_is_documented(documentation: str) -> None:
    names = [name for name in pcanalysis.__all__ if not name.startswith("__")]

    assert len(names) >= 5
    assert not_mentioned(names, documentation) == []


def test_every_public_name_leads_somewhere() -> None:
    assert [name for name in pcanalysis.__all__ if getattr(pcanalysis, name, None) is None] == []


def test_every_link_leads_to_a_file(root: Path, pages: list[Path]) -> None:
    found = {str(page.relative_to(root)): broken_links(page) for page in pages}

    assert {page: links for page, links in found.items() if links} == {}


def test_the_words_of_the_project_have_their_page(root: Path) -> None:
    glossary = (root / "docs" / "glossary.md").read_text(encoding="utf-8").lower()

    assert not_mentioned(["programme", "target", "streefwaarde", "werkdag"], glossary) == []


# The rules themselves.


def test_links_are_read_and_addresses_and_code_left_out() -> None:
    page = (
        '[a](docs/a.md#part) ![p](img/p.png "Title") [web](https://example.nl) [here](#top) '
        "[m](mailto:a@b.nl) `[x](no.md)`\n```\n[y](no.md)\n```\n"
    )

    assert relative_links(page) == ["docs/a.md", "img/p.png"]


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[good](page.md) [bad](gone.md)", encoding="utf-8")

    assert broken_links(page) == ["gone.md"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("use fit_trend(history)", []),
        ("use fit_trends", ["fit_trend"]),
        ("refit_trend", ["fit_trend"]),
    ],
)
def test_a_name_must_stand_on_its_own(text: str, missing: list[str]) -> None:
    assert not_mentioned(["fit_trend"], text) == missing
