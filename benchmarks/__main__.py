"""Run every benchmark and print its figures: ``python -m benchmarks``."""

from __future__ import annotations

from benchmarks import read_export, start_up


def main() -> None:
    """Measure everything, one line per figure."""
    for benchmark in (start_up, read_export):
        for line in benchmark.measure():
            print(line)


main()
