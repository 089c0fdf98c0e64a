"""The front door opens quickly: the heavy libraries wait until someone needs them."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.source_code import python_files

HEAVY = {"matplotlib", "numpy", "pandas", "papermill", "scipy", "statsmodels"}
BARE = [sys.executable, "-c", "pass"]
HELP = [sys.executable, "-m", "pcanalysis", "--help"]
TIMES_BARE = 3.0
RUNS = 9  # of each command, in turn
ROUNDS = 4  # a busy machine gets this many chances


def modules_loaded_by(statement: str) -> set[str]:
    """Top-level modules in memory after one statement, whatever it exits with."""
    script = (
        "import atexit, sys\n"
        "show = lambda: sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules))\n"
        "atexit.register(show)\n"
        f"{statement}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    before, marker, names = done.stderr.rpartition("LOADED ")
    assert marker, before
    assert "Traceback" not in before, before
    return {name.partition(".")[0] for name in names.split()}


def seconds_of(command: list[str]) -> float:
    """How long one run of a command takes; it must succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def times_slower(slow: Callable[[], float], fast: Callable[[], float], *, runs: int) -> float:
    """Ratio of the medians of two measurements, taken in turn so that both meet the same load."""
    pairs = [(slow(), fast()) for _ in range(runs)]
    return statistics.median(s for s, _ in pairs) / statistics.median(f for _, f in pairs)


def test_importing_the_package_loads_no_heavy_library() -> None:
    loaded = modules_loaded_by("import pcanalysis")

    assert "pcanalysis" in loaded
    assert loaded & HEAVY == set()


def test_asking_for_help_loads_no_heavy_library() -> None:
    loaded = modules_loaded_by("from pcanalysis.cli import main; sys.exit(main(['--help']))")

    assert "pcanalysis" in loaded
    assert loaded & HEAVY == set()


def test_a_heavy_library_would_be_noticed() -> None:
    assert modules_loaded_by("import matplotlib") & HEAVY >= {"matplotlib", "numpy"}


@pytest.mark.slow
def test_help_takes_at_most_three_times_the_bare_interpreter() -> None:
    # Other work on the machine only ever makes a measurement worse, so the best round counts.
    best = float("inf")
    for _ in range(ROUNDS):
        ratio = times_slower(lambda: seconds_of(HELP), lambda: seconds_of(BARE), runs=RUNS)
        best = min(best, ratio)
        if best <= TIMES_BARE:
            break

    assert best <= TIMES_BARE


def test_the_ratio_compares_medians_so_one_slow_run_does_not_count() -> None:
    slow = iter([3.0, 3.0, 90.0])
    fast = iter([1.0, 50.0, 1.0])

    assert times_slower(lambda: next(slow), lambda: next(fast), runs=3) == 3.0


# The front door hands out names from every floor, so a floor that uses it would reach upwards.
# The import contracts do not see that: the front door is the package itself, on no floor.


def uses_of_the_front_door(source: str, *, floors: set[str]) -> list[int]:
    """Lines on which a module takes more from `pcanalysis` itself than a floor or the version."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names) if any(name.name == "pcanalysis" for name in names):
                found.append(node.lineno)
            case ast.ImportFrom(module="pcanalysis", level=0, names=names):
                if {name.name for name in names} - floors - {"__version__"}:
                    found.append(node.lineno)
    return found


def test_no_floor_uses_the_front_door(root: Path) -> None:
    package = root / "pcanalysis"
    floors = {path.stem for path in package.iterdir()} - {"__init__", "__main__", "__pycache__"}
    found = {
        str(path.relative_to(root)): lines
        for floor in sorted(floors - {"cli"})
        for path in [*python_files(package / floor), package / f"{floor}.py"]
        if path.is_file()
        and (lines := uses_of_the_front_door(path.read_text(encoding="utf-8"), floors=floors))
    }

    assert found == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import pcanalysis as pc", [1]),
        ("x = 1\nfrom pcanalysis import fit_trend", [2]),
        ("from pcanalysis import __version__, texts", []),
        ("from pcanalysis.analysis import fit_trend", []),
        ("import pcanalysis.texts", []),
    ],
)
def test_the_front_door_is_recognised(source: str, lines: list[int]) -> None:
    assert uses_of_the_front_door(source, floors={"analysis", "texts"}) == lines
