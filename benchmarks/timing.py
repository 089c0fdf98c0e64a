"""How long something takes, next to something else, in the same run.

Shared machines are noisy: both sides alternate, and the ratio of medians is what counts.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def medians(
    ours: Callable[[], object], theirs: Callable[[], object], runs: int = 5
) -> tuple[float, float]:
    """Return the median seconds of both, run by turns."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for side, job in zip(seconds, (ours, theirs), strict=True):
            begin = time.perf_counter()
            job()
            side.append(time.perf_counter() - begin)
    return statistics.median(seconds[0]), statistics.median(seconds[1])
