"""Which points of a control chart are no chance: the named rule sets and their false alarms.

Works on arrays whose last axis is time, so one series and a hundred thousand simulated ones go
through the same rules. NaN is a missing period: it breaks ranges and runs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np
from scipy import signal, stats

RANGE_SCREEN = 3.267  # times the mean moving range: upper limit of one range
SAME = 1e-12  # of the centre line: rounding of the arithmetic, no distance
NEAR = 2 / 3  # of the way from the mean to a limit
SIGNALS = ("", "outside", "trend", "two_in_three", "shift")  # by precedence
SIMULATED_SERIES, BATCH, SEED = 100_000, 10_000, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """One published set of rules; lengths in points, 0 means that the rule is not in the set."""

    shift: int  # in a row on one side of the mean
    trend: int  # in a row rising, or falling
    width: float = 2.66  # limits are the mean plus and minus this times the mean moving range
    screen: bool = True  # leave out extreme moving ranges, once
    runs: bool = False  # runs of the whole series, in place of two of three near the same limit


RULES = {
    "mdc": RuleSet(shift=7, trend=7),
    "mdc6": RuleSet(shift=6, trend=6),
    "abspc": RuleSet(shift=8, trend=6, width=3 / 1.128, screen=False),
    "anhoej": RuleSet(shift=0, trend=0, runs=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Runs on one side of a centre line (Anhøj): too long, or too few crossings, is no chance."""

    n_useful: int  # points not on the centre line
    longest_run: int
    longest_run_max: int
    crossings: int
    crossings_min: int

    @property
    def signal(self) -> bool:
        """Whether the series moved more than chance would."""
        return self.longest_run > self.longest_run_max or self.crossings < self.crossings_min


def limits_of_runs(n_useful: int) -> tuple[int, int]:
    """Longest run and fewest crossings that chance allows in ``n_useful`` points.

    Examples
    --------
    >>> limits_of_runs(24)
    (8, 8)
    """
    crossings = int(stats.binom.ppf(0.05, max(n_useful - 1, 1), 0.5))
    return round(math.log2(max(n_useful, 1))) + 3, crossings


def count_runs(values: np.ndarray, centre: float | None = None) -> Runs:
    """Count the runs of one series around its median, or around another centre line."""
    known = values[~np.isnan(values)]
    middle = np.median(known) if centre is None and known.size else centre or 0.0
    sides = side_of(values, np.asarray(middle))
    sides = sides[sides != 0]  # a missing period stays, as NaN: it ends a run
    seen = sides[~np.isnan(sides)]
    longest, fewest = limits_of_runs(len(seen))
    runs = [len(list(run)) for side, run in groupby(sides) if not math.isnan(side)]
    return Runs(
        n_useful=len(seen),
        longest_run=max(runs, default=0),
        longest_run_max=longest,
        crossings=int(np.count_nonzero(np.diff(seen))),
        crossings_min=fewest,
    )


def side_of(values: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """1 above the centre line, -1 below, 0 on it, NaN where missing."""
    off = values - centre
    return np.where(np.abs(off) <= SAME * np.abs(centre), 0.0, np.sign(off))


def process_limits(values: np.ndarray, rules: RuleSet) -> tuple[np.ndarray, np.ndarray]:
    """Mean, and distance from there to a limit, with the last axis kept at length one."""
    ranges = np.abs(np.diff(values, axis=-1))
    typical = mean_of(ranges)
    if rules.screen:
        typical = mean_of(np.where(ranges >= RANGE_SCREEN * typical, np.nan, ranges))
    return mean_of(values), rules.width * typical


def find_signals(
    values: np.ndarray, mean: np.ndarray, distance: np.ndarray, rules: RuleSet
) -> np.ndarray:
    """Position in ``SIGNALS`` per point, negative on the low side or falling; 0 without signal."""
    side, steps = side_of(values, mean), np.sign(np.diff(values, axis=-1))
    off = np.abs(values - mean)
    outside = off > distance
    near = ~outside & (off > NEAR * distance)
    found: list[np.ndarray] = []
    for way in (1, -1):
        here = side == way
        pairs = _every(here, 3) & (_counted(near, 3) >= 2)
        found += [
            outside & here,
            _spread(_every(steps == way, rules.trend - 1), rules.trend, values.shape),
            near & _spread(pairs & (not rules.runs), 3, values.shape),
            _spread(_every(here, rules.shift), rules.shift, values.shape),
        ]
    conditions = [found[code + 4 * low] for code in range(4) for low in (0, 1)]
    codes = [code * way for code in range(1, 5) for way in (1, -1)]
    return np.where(distance == 0, 0, np.select(conditions, codes, 0))


@lru_cache(maxsize=512)
def false_alarm_chance(
    k: int, rules: str = "mdc", *, rho: float = 0.0, widening: float = 1
) -> float:
    """Chance that ``k`` points without any change show at least one signal.

    Simulated with a fixed seed: normal points, ``rho`` the correlation of each with the one
    before, limits ``widening`` times as far.
    """
    rng, chosen, alarms = np.random.default_rng(SEED), RULES[rules], 0
    for _ in range(SIMULATED_SERIES // BATCH):
        values = rng.standard_normal((BATCH, k))
        if rho:
            values[:, 1:] *= math.sqrt(1 - rho**2)
            values = signal.lfilter([1], [1, -rho], values, axis=-1)
        mean, distance = process_limits(values, chosen)
        alarm = find_signals(values, mean, widening * distance, chosen).any(axis=-1)
        if chosen.runs:
            longest, fewest = limits_of_runs(k)
            above = values > mean
            crossings = np.count_nonzero(above[:, 1:] != above[:, :-1], axis=-1)
            too_long = _every(above, longest + 1) | _every(~above, longest + 1)
            alarm |= (crossings < fewest) | too_long.any(axis=-1)
        alarms += int(np.count_nonzero(alarm))
    return alarms / SIMULATED_SERIES


def mean_of(values: np.ndarray) -> np.ndarray:
    """Mean over time of what is known; 0 where nothing is."""
    known = ~np.isnan(values)
    total = np.where(known, values, 0).sum(axis=-1, keepdims=True)
    return np.asarray(total / np.maximum(known.sum(axis=-1, keepdims=True), 1))


def _counted(flags: np.ndarray, length: int) -> np.ndarray:
    """Flagged points in each stretch of ``length`` points; no stretches if the rule is absent."""
    stretches = max(flags.shape[-1] - length + 1, 0) if length > 0 else 0
    total = np.zeros((*flags.shape[:-1], stretches), dtype=np.int16)
    for offset in range(length if stretches else 0):
        total += flags[..., offset : offset + stretches]
    return total


def _every(flags: np.ndarray, length: int) -> np.ndarray:
    """Whether all points of each stretch are flagged."""
    return np.asarray(_counted(flags, length) == length)


def _spread(starts: np.ndarray, length: int, shape: tuple[int, ...]) -> np.ndarray:
    """Flag every point that belongs to a stretch."""
    points, count = np.zeros(shape, dtype=bool), starts.shape[-1]
    for offset in range(length if count else 0):
        points[..., offset : offset + count] |= starts
    return points
