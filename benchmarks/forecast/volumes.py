"""Contacts per day, half hour and month: ours, two floors, statsmodels' ETS and other libraries.

``python -m benchmarks.forecast`` prints the tables of docs/benchmarks.md. Words choose settings by
their name; ``--peers`` computes the figures of other libraries anew, in an environment of their
own (needs uv). Those stand in ``volume_peers.json``, by a hash of data, setting and script.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.forecast.series import DATA, SETTINGS, Case, Setting, cases, months
from benchmarks.forecast.volume_peers import PEERS
from pcanalysis import make_forecast

HERE = Path(__file__).parent
KNOWN = HERE / "volume_peers.json"
ENVIRONMENT = Path.home() / ".cache" / "pcanalysis-bench" / "peers"
CENTRAL = ((0.1, 0.9), (0.025, 0.975))
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "NUMBA", "MKL")}


def floors(case: Case) -> dict[str, np.ndarray]:
    """The last known week, and the mean of the last four weeks, per moment of the week."""
    known = case.history.series
    frame = pd.DataFrame({"value": known.to_numpy(), "key": case.key(known.index)})
    ahead = case.key(case.index)
    last, mean = (
        part.groupby("key")["value"] for part in (frame.dropna(), frame[-case.week * 4 :])
    )
    return {
        "naive": last.last().reindex(ahead).to_numpy(),
        "four weeks": mean.mean().reindex(ahead).to_numpy(),
    }


def ets(case: Case) -> np.ndarray:
    """Return additive ETS with a damped trend and a week; weekdays that are closed are left out."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    known = case.history.series
    key = case.key(known.index)
    is_open = set(key[known.to_numpy() > 0])
    dense = known[np.isin(key, list(is_open))].interpolate(limit_direction="both")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = ETSModel(
            dense.reset_index(drop=True),
            trend="add",
            damped_trend=True,
            seasonal="add",
            seasonal_periods=len(is_open),
        ).fit(disp=False, maxiter=200)
    ahead = np.isin(case.key(case.index), list(is_open))
    found = np.zeros(case.horizon)
    found[ahead] = made.forecast(int(ahead.sum()))
    return found


def measure(setting: Setting, ahead: int, *, peers: bool = False) -> dict[str, object]:
    """Score every method on one setting and horizon: errors in % of the contacts that came."""
    missed: dict[str, float] = {}
    came = chance = spent = 0.0
    inside, count = [], 0
    for case in cases(setting, ahead):
        begin = time.process_time()
        made = make_forecast(case.history, horizon=case.horizon)
        spent += time.process_time() - begin
        told = np.isfinite(case.actual) & (case.actual > 0)
        methods = {"ours": made.median, **floors(case)}
        if setting.freq == "D":
            methods["ETS"] = ets(case)
        for name, forecast in methods.items():
            error = float(np.nansum(np.abs(forecast - case.actual)[told]))
            missed[name] = missed.get(name, 0.0) + error
        came += float(case.actual[told].sum())
        chance += float(np.sqrt(2 * case.actual[told] / np.pi).sum())
        ends = [(made.quantile(low)[told], made.quantile(high)[told]) for low, high in CENTRAL]
        inside.append(
            [(low <= case.actual[told]) & (case.actual[told] <= high) for low, high in ends]
        )
        count += 1
    covered = [np.concatenate(hits).mean() for hits in zip(*inside, strict=True)]
    return {
        "count": count,
        "chance": 100 * chance / came,
        "errors": {name: 100 * error / came for name, error in missed.items()}
        | scores_of_peers(setting, ahead, anew=peers),
        "covered": covered,
        "seconds": spent / count,
    }


def scores_of_peers(setting: Setting, ahead: int, *, anew: bool) -> dict[str, float]:
    """Return the errors of other libraries: as kept, or computed anew in their own environment."""
    kept = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}
    script = (HERE / "volume_peers.py").read_bytes()
    seed = (DATA / setting.file).read_bytes() + script + repr((setting, ahead)).encode()
    key = f"{setting.name}, {ahead} days: {hashlib.sha256(seed).hexdigest()[:16]}"
    if key not in kept and anew:
        chosen = list(cases(setting, ahead))
        kept[key] = _score(chosen, _ask_peers(chosen, setting))
        KNOWN.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return dict(kept.get(key, {}))


def _score(chosen: Sequence[Case], answers: Sequence[dict[str, list[float]]]) -> dict[str, float]:
    told = [np.isfinite(case.actual) & (case.actual > 0) for case in chosen]
    came = sum(case.actual[t].sum() for case, t in zip(chosen, told, strict=True))
    names = sorted(set.intersection(*(set(answer) for answer in answers)))
    return {
        name: round(
            100
            * sum(
                np.abs(np.array(answer[name]) - case.actual)[t].sum()
                for case, answer, t in zip(chosen, answers, told, strict=True)
            )
            / came,
            3,
        )
        for name in names
    }


def _ask_peers(chosen: Sequence[Case], setting: Setting) -> list[dict[str, list[float]]]:
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        uv = shutil.which("uv") or "uv"
        subprocess.run([uv, "venv", "-q", ENVIRONMENT], check=True)
        subprocess.run([uv, "pip", "install", "-q", "--python", python, *PEERS], check=True)
    asked = [
        {
            "start": str(case.history.rows["start"].iloc[0]),
            "values": case.history.values.tolist(),
            "freq": setting.freq,
            "calendar": setting.calendar,
            "horizon": case.horizon,
        }
        for case in chosen
    ]
    with tempfile.TemporaryDirectory() as folder:
        request, answer = Path(folder) / "request", Path(folder) / "answer"
        request.write_text(json.dumps(asked), encoding="utf-8")
        command = [python, HERE / "volume_peers.py", request, answer]
        subprocess.run(command, check=True, env=os.environ | ONE_THREAD, stdout=subprocess.DEVNULL)
        return list(json.loads(answer.read_text(encoding="utf-8")))


def report(words: Sequence[str], *, peers: bool) -> Iterator[str]:
    """Yield the lines of both tables."""
    yield "| series (starting points) | ahead | chance | four weeks | ETS | best library | ours |"
    yield "|---|---|---|---|---|---|---|"
    more = []
    for setting in SETTINGS:
        if words and not any(word in setting.name for word in words):
            continue
        for ahead in setting.ahead:
            found = measure(setting, ahead, peers=peers)
            errors = dict(found["errors"])
            own = ("ours", "naive", "four weeks", "ETS")
            others = {name: error for name, error in errors.items() if name not in own}
            best = min(others, key=others.__getitem__, default="four weeks")
            against = errors[best]
            reference = f"{errors['ETS']:.1f}" if "ETS" in errors else "–"
            low, high = found["covered"]
            yield (
                f"| {setting.name} ({found['count']}) | {ahead} | {found['chance']:.1f} | "
                f"{errors['four weeks']:.1f} | {reference} | {against:.2f} {best} | "
                f"**{errors['ours']:.2f}** = {errors['ours'] / against:.2f}× |"
            )
            listed = ", ".join(f"{name} {error:.1f}" for name, error in sorted(others.items()))
            more.append(
                f"| {setting.name} | {ahead} | {low:.2f} | {high:.2f} | {found['seconds']:.2f} | "
                f"{listed} |"
            )
    yield from ("", "| series | ahead | in the 80 % | in the 95 % | seconds | libraries |")
    yield from ("|---|---|---|---|---|---|", *more)
    if not words or "months" in words:
        yield from ("", measure_months())


def measure_months() -> str:
    """Score the monthly series: two years known, one ahead."""
    made = [(case, make_forecast(case.history, horizon=12)) for case in months()]
    came = sum(case.actual.sum() for case, _ in made)
    ours = sum(np.abs(f.median - case.actual).sum() for case, f in made) / came
    lag = sum(np.abs(case.history.values[-12:] - case.actual).sum() for case, _ in made) / came
    low, high = (
        np.mean([(c.actual >= f.quantile(a)) & (c.actual <= f.quantile(b)) for c, f in made])
        for a, b in CENTRAL
    )
    return (
        f"Months, {len(made)} series, two years known and one ahead: {100 * ours:.2f} % "
        f"(last year's month: {100 * lag:.2f} %); in the 80 %: {low:.2f}, in the 95 %: {high:.2f}."
    )
