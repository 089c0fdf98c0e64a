"""What a short yearly series of counts, amounts or rates may be next: a mixture of weighted ideas.

Each idea (an atom) says how such a series may move: a random walk with a drift, a slope that lasts,
noise around it, in parts of its level or on the logarithm. How common each idea is was learned from
published yearly series; the figures of this series weigh them anew. Missing years are absent, gaps
count by their length, and nothing is fitted: one figure gives a wide answer, not an error.

Method, constants and what they reach on other series: docs/methods/forecast.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

NEGLIGIBLE = 1e-9  # weight of an atom that changes no quantile
GRID, HALVINGS = 129, 26
LARGEST = 600.0  # of an exponent


@dataclass(frozen=True, slots=True, kw_only=True)
class Atoms:
    """The ideas of one prior, one value per atom."""

    weight: np.ndarray
    log: np.ndarray  # on the logarithm; else in parts of the mean level
    mean_drift: np.ndarray  # per year
    step: np.ndarray  # sd of a year's random step
    noise: np.ndarray  # variance of what does not carry over, in squared steps
    drift: np.ndarray  # variance of the drift, in squared steps
    slope: np.ndarray  # variance of the slope of a year, in squared steps
    memory: np.ndarray  # how much of a slope is left a year later

    def only(self, chosen: np.ndarray) -> Atoms:
        """Keep the chosen atoms."""
        return Atoms(**{name: getattr(self, name)[chosen] for name in self.__slots__})


@cache
def atoms_of(prior: str) -> Atoms:
    """Read the atoms of ``neutral`` or ``growth``; the weights sum to 1."""
    with resources.files(__package__).joinpath("short_atoms.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file)
    table = table[table["prior"] == prior]
    columns: dict[str, Any] = {n: table[n].to_numpy() for n in Atoms.__slots__ if n in table}
    columns["weight"] = columns["weight"] / columns["weight"].sum()
    return Atoms(**columns, log=(table["scale"] == "log").to_numpy())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """Weighted normal distributions, one row per atom and one column per future time."""

    weight: np.ndarray
    log: np.ndarray
    mean: np.ndarray  # on the scale of the atom
    sd: np.ndarray
    level: float  # what one part of the level is, in the unit of the series

    def below(self, x: np.ndarray) -> np.ndarray:
        """Chance to stay at or below ``x``: one row per time, any number of columns."""
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.where(x > 0, np.log(np.maximum(x, 0.0)), -np.inf)
        z = np.where(self.log[:, None, None], logs, x / self.level)
        chance = special.ndtr((z - self.mean[..., None]) / self.sd[..., None])
        return np.asarray(np.einsum("a,ahq->hq", self.weight, chance))

    def quantiles(self, levels: np.ndarray) -> np.ndarray:
        """Quantiles by bisection, one row per time; they cannot cross."""
        edges = self._back(np.stack([self.mean - 9 * self.sd, self.mean + 9 * self.sd]))
        ends = np.arcsinh(edges / self.level)
        grid = np.linspace(ends[0], ends[1], GRID, axis=1)
        low_index = np.array(
            [
                np.searchsorted(row, levels) - 1
                for row in np.maximum.accumulate(self.below(self.level * np.sinh(grid)), axis=1)
            ]
        ).clip(0, GRID - 2)
        low = np.take_along_axis(grid, low_index, axis=1)
        high = np.take_along_axis(grid, low_index + 1, axis=1)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            short = self.below(self.level * np.sinh(middle)) < levels
            low, high = np.where(short, middle, low), np.where(short, high, middle)
        return np.maximum.accumulate(self.level * np.sinh((low + high) / 2), axis=1)

    def _back(self, z: np.ndarray) -> np.ndarray:
        """Lowest and highest value per time, from both ends per atom."""
        logs = np.exp(np.clip(z, -LARGEST, LARGEST))
        x = np.where(self.log[:, None], logs, z * self.level)
        return np.stack([x[0].min(axis=0), x[1].max(axis=0)])


def next_values(
    times: np.ndarray,
    values: np.ndarray,
    ahead: np.ndarray,
    *,
    prior: str,
    variance: np.ndarray | float = 0.0,
    next_variance: float | None = None,
    resolution: float = 0.0,
    new_start: np.ndarray | None = None,
) -> Mixture:
    """Return what the series may be ``ahead`` years after its last point.

    Parameters
    ----------
    times, values
        Years and figures, oldest first, finite; at least one.
    ahead
        Years after the last point, increasing.
    prior
        ``neutral``, or ``growth`` where growth is expected.
    variance
        Of the measurement error per point, in squared units.
    next_variance
        Measurement variance of the next published figure; None asks for the true level instead.
    resolution
        Step in which the figures are published, in the unit.
    new_start
        Whether a point starts a new method, one per point; the step to it says nothing.
    """
    atoms = atoms_of(prior)
    if values.min() <= 0:
        atoms = atoms.only(~atoms.log)
    level = max(float(np.abs(values).mean()), resolution) or 1.0
    if values.min() < 0 < values.max():
        level = max(level, float(np.abs(np.diff(values)).mean()))
    errors = np.broadcast_to(np.asarray(variance, dtype=float), values.shape) + resolution**2 / 12
    future = None if next_variance is None else next_variance + resolution**2 / 12
    worth, means, sds, kept = [], [], [], []
    for log in (True, False):
        group = atoms.only(atoms.log == log)
        if not len(group.weight):
            continue
        size = np.maximum(values, resolution) if log else np.full_like(values, level)
        z = np.log(values) if log else values / level
        likelihood, mean, sd = _condition(
            group,
            times,
            z,
            ahead,
            variance=(np.sqrt(errors) / size) ** 2,
            next_variance=None if future is None else (np.sqrt(future) / size[-1]) ** 2,
            new_start=new_start,
        )
        worth.append(np.log(group.weight) + likelihood - np.log(size[1:]).sum())
        means.append(mean)
        sds.append(sd)
        kept.append(group.log)
    weight = special.softmax(np.concatenate(worth))
    chosen = weight > NEGLIGIBLE
    return Mixture(
        weight=weight[chosen] / weight[chosen].sum(),
        log=np.concatenate(kept)[chosen],
        mean=np.concatenate(means)[chosen],
        sd=np.concatenate(sds)[chosen],
        level=level,
    )


def _condition(
    atoms: Atoms,
    times: np.ndarray,
    z: np.ndarray,
    ahead: np.ndarray,
    *,
    variance: np.ndarray,
    next_variance: float | None,
    new_start: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log likelihood per atom, and mean and sd per atom and time, on the scale of the atoms."""
    n = len(z)
    moments = np.concatenate([times, times[-1] + ahead])
    gaps = np.diff(moments)
    share = atoms.step[:, None] ** 2
    noise = np.where(np.arange(len(moments)) < n, 1.0, float(next_variance is not None))
    error = np.concatenate([variance, np.full(len(ahead), next_variance or 0.0)])
    own = share * atoms.noise[:, None] * noise + error
    move = np.diag(gaps) + atoms.drift[:, None, None] * np.outer(gaps, gaps)
    for memory in np.unique(atoms.memory):
        same = atoms.memory == memory
        move[same] += atoms.slope[same, None, None] * _slopes(moments, times[-1], memory)
    difference = np.diff(np.eye(len(moments)), axis=0)
    cov = share[:, :, None] * move + np.einsum("ij,aj,kj->aik", difference, own, difference)
    expected = atoms.mean_drift[:, None] * gaps
    usable = np.arange(n - 1)
    if new_start is not None:
        usable = usable[~new_start[1:]]
    later = slice(n - 1, None)
    root = np.linalg.cholesky(cov[:, usable[:, None], usable])
    surprise = np.diff(z)[usable] - expected[:, usable]
    solved = np.linalg.solve(
        root, np.concatenate([surprise[..., None], cov[:, usable, later]], axis=2)
    )
    u, b = solved[..., 0], solved[..., 1:]
    diagonal = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    likelihood = -(u**2).sum(axis=1) / 2 - diagonal
    steps = expected[:, later] + np.einsum("ai,aih->ah", u, b)
    rest = cov[:, later, later] - np.einsum("aih,aik->ahk", b, b)
    total = np.cumsum(np.cumsum(rest, axis=1), axis=2)
    sd = np.sqrt(np.maximum(np.diagonal(total, axis1=1, axis2=2), 1e-30))
    return likelihood, z[-1] + np.cumsum(steps, axis=1), sd


def _slopes(moments: np.ndarray, last: float, memory: float) -> np.ndarray:
    """Covariance of the steps by a slope that is constant within a year and fades between years."""
    first, end = np.floor(moments[0] - last), np.ceil(moments[-1] - last)
    edges = last + np.arange(first, end + 1)
    low, high = moments[:-1, None], moments[1:, None]
    overlap = np.clip(np.minimum(high, edges[1:]) - np.maximum(low, edges[:-1]), 0.0, None)
    years = np.arange(len(edges) - 1)
    return np.asarray(overlap @ memory ** np.abs(np.subtract.outer(years, years)) @ overlap.T)
