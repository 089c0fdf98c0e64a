"""How well survey figures are foretold, on public series: rolling origin, with other models.

From one to six waves the next one and the one after it are foretold, up to four years ahead. Every
model is a mixture of normal distributions on its working scale, scored alike: share of figures in
the 80 % and 95 % interval, pinball loss (twice the mean over five quantiles), log score (minus the
log density per point) and Brier score of eight events: the next figure lies at least 1, 2, 3 or 5
points above or below the last. The groups into which the answers to one question are
divided (by sex, say) weigh together as one series.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pcanalysis.analysis.gaussian import Mixture
from pcanalysis.analysis.outlook import FAN, predict_closed_form
from pcanalysis.analysis.shares import predict_shares
from pcanalysis.analysis.survey_error import sampling_variance
from pcanalysis.model import Direction, History, Kind, Observation, Unit, history_rows
from pcanalysis.model.period import Period

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "public"
EVENTS = np.array([1.0, 2.0, 3.0, 5.0])
BARS = (0.10, 0.33, 0.66, 0.90)
MOST_WAVES, MOST_AHEAD, MOST_YEARS = 6, 2, 4.0
TOTAL_N, GROUP_N = 400.0, 200.0  # of the wellbeing survey, judged by its steps

Predict = Callable[[History, tuple[Observation, ...], np.ndarray], Mixture]
# as published with the method: coverage 80 and 95 %, pinball, log score, Brier score
PUBLISHED = {
    "word test": (0.85, 0.98, 1.426, 2.811, 0.165),
    "wellbeing": (0.86, 0.96, 1.241, 2.538, 0.149),
    "city residents": (0.75, 0.94, 1.922, 3.047, 0.199),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One share over the waves of a survey."""

    family: str
    history: History


def measure() -> Iterator[str]:
    """Score every model on every source; then what became of the chances."""
    if not DATA.is_dir():
        yield "rolling origin: the public survey series are not here, left out"
        return
    for source, series in sources().items():
        yield f"{source}: {len(series)} series; published {PUBLISHED[source]}"
        for name, predict in MODELS.items():
            scores, chances = score(series, predict)
            yield f"  {name:26}" + "".join(f"{value:8.3f}" for value in scores)
            yield "    chance -> happened: " + reliability(chances)


def score(series: list[Series], predict: Predict) -> tuple[np.ndarray, np.ndarray]:
    """Mean scores, and (weight, chance, outcome) of every event."""
    members = Counter(one.family for one in series)
    weights, found, events = [], [], []
    for one in series:
        for points, ahead in origins(one.history):
            law = predict(one.history, points, np.array([o.time for o in ahead]))
            for j, outcome in enumerate(ahead):
                scores, asked = judge(law.among([j]), points[-1].value, outcome.value)
                weights.append(1 / members[one.family])
                found.append(scores)
                events.append(np.column_stack([np.full(len(asked), weights[-1]), asked]))
    return np.average(found, axis=0, weights=weights), np.concatenate(events)


def origins(
    history: History,
) -> Iterator[tuple[tuple[Observation, ...], tuple[Observation, ...]]]:
    """The last one to six waves before every wave, and the next waves within four years."""
    points = history.points
    for end in range(1, len(points)):
        ahead = tuple(
            o for o in points[end : end + MOST_AHEAD] if o.time - points[end - 1].time <= MOST_YEARS
        )
        for k in range(1, min(end, MOST_WAVES) + 1):
            if ahead:
                yield points[end - k : end], ahead


def judge(law: Mixture, last: float, outcome: float) -> tuple[np.ndarray, np.ndarray]:
    """Scores of one figure, and the chance and outcome of its eight events."""
    fan = law.quantiles(FAN)[0]
    loss = np.maximum(np.array(FAN) * (outcome - fan), (np.array(FAN) - 1) * (outcome - fan))
    near = law.chance(np.array([outcome - 0.05]), np.array([outcome + 0.05]))[0] / 0.1
    none = np.full(1, np.inf)
    chances, happened = [], []
    for step in EVENTS:
        up, down = np.array([last + step]), np.array([last - step])
        chances += [law.chance(up, none)[0], law.chance(-none, down)[0]]
        happened += [outcome >= last + step, outcome <= last - step]
    asked = np.column_stack([chances, happened]).astype(float)
    return np.array(
        [
            fan[1] <= outcome <= fan[3],
            fan[0] <= outcome <= fan[4],
            2 * loss.mean(),
            -np.log(max(near, 1e-9)),
            ((asked[:, 0] - asked[:, 1]) ** 2).mean(),
        ]
    ), asked


def reliability(chances: np.ndarray) -> str:
    """Mean chance and share that happened, per bin."""
    weight, chance, happened = chances.T
    which = np.digitize(chance, BARS)
    parts = []
    for i in range(len(BARS) + 1):
        here = which == i
        if weight[here].sum():
            mean, share = (np.average(a[here], weights=weight[here]) for a in (chance, happened))
            parts.append(f"{mean:.2f} -> {share:.2f}")
    return ", ".join(parts)


def sources() -> dict[str, list[Series]]:
    """The three public sources, each a list of series."""
    words = pd.read_csv(DATA / "survey_gss_vocab.csv")
    words["family"] = words["series_id"].str.split("_").str[1]
    wellbeing = pd.read_csv(DATA / "survey_melbourne_wellbeing.csv")
    wellbeing = wellbeing[~wellbeing["description"].str.contains("average", case=False)]
    grouped = wellbeing["indicator"].str.contains(r"\(")
    wellbeing["n"] = np.where(grouped, GROUP_N, TOTAL_N)
    wellbeing["family"] = wellbeing["indicator"].str.split("(").str[0] + grouped.astype(str)
    city = pd.read_csv(DATA / "survey_melbourne.csv")
    city = city[city["format"] == "Per cent"]
    city["family"] = city["series_id"] + city["group"].map(_division)
    city["series_id"] += city["group"]
    tables = {"word test": (words, 2), "wellbeing": (wellbeing, 1), "city residents": (city, 1)}
    return {
        name: [
            Series(family=str(rows["family"].iloc[0]), history=_history(str(key), rows, decimals))
            for key, rows in table.groupby("series_id")
        ]
        for name, (table, decimals) in tables.items()
    }


def _division(group: str) -> str:
    """By what the residents were divided: sex, age, area or not at all."""
    if "ale" in group:
        return "sex"
    if "years" in group:
        return "age"
    return "area" if re.search(r"\d{4}", group) else "all"


def _history(key: str, rows: pd.DataFrame, decimals: int) -> History:
    records = [
        {
            "start": Period.year(int(row.start[:4])).start,
            "value": row.value,
            "n": float(row.n),
            "n_basis": "published",
        }
        for row in rows.dropna(subset=["value"]).itertuples()
    ]
    return History(
        key=key,
        unit=Unit.PERCENT,
        kind=Kind.SURVEY_SHARE,
        direction=Direction.HIGHER,
        freq="Y",
        decimals=decimals,
        rows=history_rows(records),
    )


def _shares(history: History, points: tuple[Observation, ...], when: np.ndarray) -> Mixture:
    return predict_shares(history, points, when)[1]


def _closed_form(history: History, points: tuple[Observation, ...], when: np.ndarray) -> Mixture:
    ends = np.tile([points[-1].value, np.inf], (len(when), 1))
    found = predict_closed_form(history, points, when, ends)
    if found is None:
        raise AssertionError(f"{history.key}: every wave here has a number of answers")
    return found[1]


def _last(history: History, points: tuple[Observation, ...], when: np.ndarray) -> Mixture:
    """The last figure, twice its sampling error: nothing changes."""
    return _fixed(points[-1].value, 2 * (sampling_variance(history, points[-1]) or 0.0), when)


def _last_sd5(_: History, points: tuple[Observation, ...], when: np.ndarray) -> Mixture:
    return _fixed(points[-1].value, 25.0, when)


def _fixed(mean: float, variance: float, when: np.ndarray) -> Mixture:
    moments = len(when)
    return Mixture(
        weights=np.ones(1),
        mean=np.full((1, moments), mean),
        covariance=(variance * np.eye(moments))[None],
    )


MODELS: dict[str, Predict] = {
    "last + sampling error": _last,
    "last + fixed sd 5": _last_sd5,
    "closed form": _closed_form,
    "this model": _shares,
}
