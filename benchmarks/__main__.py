"""Run every benchmark and print its figures: ``python -m benchmarks``, or some by name."""

from __future__ import annotations

import sys

from benchmarks import (
    bad_input,
    build_export,
    calibration,
    detection,
    rolling_origin,
    start_up,
)

BENCHMARKS = (start_up, build_export, bad_input, detection, calibration, rolling_origin)


def main() -> None:
    """Measure everything, or what is named; one line per figure."""
    for benchmark in BENCHMARKS:
        if not sys.argv[1:] or benchmark.__name__.rpartition(".")[2] in sys.argv[1:]:
            for line in benchmark.measure():
                print(line, flush=True)


main()
