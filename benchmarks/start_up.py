"""How quick ``pcanalysis --help`` is, next to the bare interpreter; the promise is three times."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.timing import medians


def measure() -> Iterator[str]:
    """Time the help text against an interpreter that does nothing."""

    def run(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    ours, bare = medians(lambda: run("-m", "pcanalysis", "--help"), lambda: run("-c", "pass"), 9)
    yield f"pcanalysis --help: {ours:.3f} s, bare interpreter {bare:.3f} s, ratio {ours / bare:.2f}"
