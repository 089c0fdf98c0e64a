"""Contacts per day, half hour and month: ours, two floors and statsmodels' ETS, from many days on.

``python -m benchmarks.forecast.volumes`` prints the tables; words of a setting's name choose it.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.forecast.series import SETTINGS, Case, Setting, cases, load, months
from pcanalysis import make_forecast

CENTRAL = ((0.1, 0.9), (0.025, 0.975))
Method = dict[str, np.ndarray]  # name to forecast


def ours(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Median and whether each figure fell in the central 80 and 95 %."""
    made = make_forecast(case.history, horizon=case.horizon)
    inside = [
        (case.actual >= made.quantile(low)) & (case.actual <= made.quantile(high))
        for low, high in CENTRAL
    ]
    return made.median, np.array(inside)


def floors(case: Case) -> Method:
    """The same moment of the last week that is known, and the mean of four of those weeks."""
    known = case.history.series
    frame = pd.DataFrame({"value": known.to_numpy(), "key": case.key(known.index)})
    last = frame.dropna().groupby("key")["value"]
    ahead = case.key(case.index)
    return {
        "naive": last.last().reindex(ahead).to_numpy(),
        "four weeks": frame[-case.week * 4 :]
        .groupby("key")["value"]
        .mean()
        .reindex(ahead)
        .to_numpy(),
    }


def ets(case: Case) -> np.ndarray:
    """Additive exponential smoothing with a damped trend and a week; closed days are left out."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    known = case.history.series
    key = case.key(known.index)
    dense = known[pd.Series(known.to_numpy()).groupby(key).transform("max").to_numpy() > 0]
    dense = dense.interpolate(limit_direction="both")
    period = len(set(case.key(dense.index)))
    if len(dense) < 3 * period:
        return np.full(case.horizon, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = ETSModel(
            dense.reset_index(drop=True),
            error="add",
            trend="add",
            damped_trend=True,
            seasonal="add" if period > 1 else None,
            seasonal_periods=period,
        ).fit(disp=False, maxiter=200)
        ahead = np.asarray(made.forecast(case.horizon))
    found, place = np.zeros(case.horizon), 0
    open_keys = set(case.key(dense.index))
    for i, one in enumerate(case.key(case.index)):
        if one in open_keys:
            found[i], place = ahead[place], place + 1
    return found


def measure(setting: Setting, *, reference: bool = True) -> Iterator[dict[str, object]]:
    """Score every method per horizon of one setting."""
    for ahead in setting.ahead:
        missed: dict[str, list[float]] = {}
        came, inside, chance, begin, count = 0.0, [], 0.0, time.process_time(), 0
        spent = 0.0
        for case in cases(setting, ahead):
            begin = time.process_time()
            median, hits = ours(case)
            spent += time.process_time() - begin
            told = np.isfinite(case.actual) & (case.actual > 0)
            methods = {"ours": median, **floors(case)}
            if reference and setting.freq == "D":
                methods["ETS"] = ets(case)
            for name, forecast in methods.items():
                missed.setdefault(name, []).append(np.abs(forecast - case.actual)[told].sum())
            came += case.actual[told].sum()
            chance += np.sqrt(2 * case.actual[told] / np.pi).sum()
            inside.append(hits[:, told])
            count += 1
        covered = np.concatenate(inside, axis=1).mean(axis=1)
        scores = {name: 100 * float(np.nansum(values)) / came for name, values in missed.items()}
        yield {
            "setting": setting.name,
            "ahead": ahead,
            "origins": count,
            "poisson": 100 * chance / came,
            **scores,
            "80 %": covered[0],
            "95 %": covered[1],
            "s": spent / count,
        }


def main() -> None:
    """Print the scores of all settings, or of those whose name holds a given word."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    rows = []
    for setting in SETTINGS:
        if not words or any(word in setting.name for word in words):
            for row in measure(setting, reference="--fast" not in sys.argv):
                rows.append(row)
                print(
                    {k: round(v, 3) if isinstance(v, float) else v for k, v in row.items()},
                    flush=True,
                )
    if not words or "months" in words:
        made = [(case, make_forecast(case.history, horizon=12)) for case in months()]
        wape = [np.abs(f.median - c.actual).sum() / c.actual.sum() for c, f in made]
        total = sum(np.abs(f.median - c.actual).sum() for c, f in made) / sum(
            c.actual.sum() for c, _ in made
        )
        hits = [
            np.mean([(c.actual >= f.quantile(a)) & (c.actual <= f.quantile(b)) for c, f in made])
            for a, b in CENTRAL
        ]
        lag = [np.abs(c.history.values[-12:] - c.actual).sum() / c.actual.sum() for c, _ in made]
        print("months", len(made), np.mean(wape), total, hits, "lag12", np.mean(lag))


if __name__ == "__main__":
    main()
