"""What was published from which input: the memory that lets an unchanged programme rest.

It stands in ``data/processed/runs`` and can be deleted: then every programme is run once more and
gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

from pcanalysis import __version__, texts
from pcanalysis.reporting.publication import publish_file
from pcanalysis.store.build import PROCESSED, fingerprints
from pcanalysis.store.project import Project


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of the last run of one programme."""

    fingerprint: str  # of its input
    files: Mapping[str, str]  # published files and their sha256
    failed: Mapping[str, str] = field(default_factory=dict)  # reason, notebook, cell, detail

    def reason(self, language: str) -> str:
        """Return why the last run failed, in words; empty when it did not."""
        if not self.failed:
            return ""
        return texts.word(language, f"stopped.{self.failed['reason']}", **self.failed)


@dataclass(slots=True)
class Ledger:
    """The records of all programmes published in one place."""

    file: Path
    records: dict[str, Record]

    @staticmethod
    def file_of(root: Path, out: Path) -> Path:
        """Return where the ledger of one place stands."""
        own = hashlib.sha256(out.as_posix().encode()).hexdigest()[:8]
        return root / PROCESSED / "runs" / f"published-{own}.json"

    @classmethod
    def of(cls, root: Path, out: Path) -> Ledger:
        """Read the ledger of one place; an absent or damaged one counts as empty."""
        file = cls.file_of(root, out)
        try:
            content = json.loads(file.read_text("utf-8"))
            records = {key: Record(**record) for key, record in content.items()}
        except (FileNotFoundError, ValueError, TypeError):
            records = {}
        return cls(file, records)

    def fail(self, key: str, facts: Mapping[str, str]) -> None:
        """Note that a programme failed; what was published before stays noted."""
        before = self.records.get(key, Record("", {}))
        self.records[key] = Record(before.fingerprint, before.files, facts)

    def save(self) -> None:
        """Write the ledger."""
        content = {key: asdict(record) for key, record in sorted(self.records.items())}
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        publish_file(self.file, text.encode("utf-8"))


def fingerprint(
    project: Project, key: str, notebooks: Iterable[Path], parameters: Iterable[str]
) -> str:
    """Return the fingerprint of everything a programme's report is made from.

    Its definitions and raw files, the notebooks, the parameters and this package.
    """
    municipality = key.split("/", 1)[0]
    raw = tuple(card.folder + "/" for card in project.cards if card.programme == key)
    facts = [
        _package(),
        str(project.settings.small_cell),
        *parameters,
        *(
            f"{file} {sha256}"
            for file, sha256 in sorted(fingerprints(project.root).items())
            if file.startswith((f"data/definitions/{municipality}/", *raw))
            or file.count("/") == 2  # holds for every municipality
        ),
        *(hashlib.sha256(path.read_bytes()).hexdigest() for path in notebooks),
    ]
    return hashlib.sha256("\n".join(facts).encode("utf-8")).hexdigest()


@lru_cache(maxsize=1)
def _package() -> str:
    """Return the version and the fingerprint of the files of this package."""
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(Path(__file__).parents[1].rglob("*")):
        if path.suffix in (".py", ".toml", ".j2", ".css"):
            digest.update(path.read_bytes())
    return digest.hexdigest()
