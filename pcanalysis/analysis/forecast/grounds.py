"""What a forecast of contacts per day rests on: weights, earlier forecasts, effects, parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from pcanalysis.analysis.forecast.columns import CALENDAR, SEASON
from pcanalysis.analysis.forecast.days import DayForecast
from pcanalysis.analysis.forecast.members import MEMBERS

# Days of history from which on a model is used, and what it is called.
MODELS = ((0, "mean"), (7, "week"), (28, "level_and_week"), (274, "season_begins"), (731, "full"))
_REACH = 1.15 * 1.96  # 95 %; the margins of the regression alone are a little too narrow
PARTS = {"week": ("week", "wrw"), "season": SEASON, "calendar": CALENDAR, "event": ("event",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a holiday or event does to the contacts of a day, as far as it was seen."""

    name: str
    kind: str  # holiday or event
    percent: float
    low: float  # 95 %
    high: float
    per_day: float  # contacts, on a usual day


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grounds:
    """What a forecast of contacts per day was made from, and how it did before."""

    model: str  # which parts of the model the length of the history allows
    weights: Mapping[str, float]  # of every member
    backtest: pd.DataFrame  # origin, period, ahead, actual, forecast, floor (mean of four weeks)
    effects: tuple[Effect, ...]
    outages: tuple[date, ...]  # days left out
    components: pd.DataFrame  # level, week, season, calendar, event: their product is the median


def state_grounds(made: DayForecast) -> Grounds:
    """Return what a forecast per day was made from."""
    fit, combined, dates = made.fit, made.combined, made.days.date
    known = len(fit.z)
    start, lead = np.nonzero(np.isfinite(combined.actual))
    backtest = {
        "origin": dates[combined.origins[start]],
        "period": dates[combined.origins[start] + lead],
        "ahead": lead + 1,
        "actual": combined.actual[start, lead],
        "forecast": np.exp(combined.past[start, lead]),
        "floor": np.exp(combined.floor[start, lead]),
    }
    rows = slice(known, known + len(made.mean))
    parts = {name: fit.part(fit.effect, rows, *blocks) for name, blocks in PARTS.items()}
    parts["calendar"] = parts["calendar"] + fit.offset[rows]
    level = np.log(np.maximum(made.mean, 1e-9)) - sum(parts.values())
    components = {"level": level, **parts}
    return Grounds(
        model=[name for days, name in MODELS if known >= days][-1],
        weights=dict(zip(MEMBERS, combined.weights.tolist(), strict=True)),
        backtest=pd.DataFrame(backtest),
        effects=_effects(made),
        outages=tuple(dates[made.outages]),
        components=np.exp(pd.DataFrame(components, index=pd.DatetimeIndex(dates[rows]))),
    )


def _effects(made: DayForecast) -> tuple[Effect, ...]:
    """Return the effect of every event, and of every holiday seen on a busy day."""
    fit, columns, known, found = made.fit, made.fit.columns, len(made.fit.z), []
    seen = columns.x[:known][np.isfinite(fit.z)]
    usual = float(fit.mean[np.isfinite(fit.mean)][-365:].mean())
    for kind, block in (("holiday", "holn"), ("event", "event")):
        for name in dict.fromkeys(columns.name[columns.of(block)]):
            own = seen[:, np.flatnonzero(columns.of(block) & (columns.name == name))[0]]
            if not own.any():
                continue
            day = seen[np.argmax(own)]
            together = columns.of("hol", "holn") if kind == "holiday" else columns.name == name
            share = np.where(together, day, 0.0)
            offset = fit.offset.min() if kind == "holiday" and day[columns.of("hol")].any() else 0
            reach = _REACH * float(np.sqrt(share @ fit.inverse @ share))
            middle = float(share @ fit.effect) + offset
            low, percent, high = 100 * np.expm1([middle - reach, middle, middle + reach])
            sizes = {"percent": percent, "low": low, "high": high, "per_day": usual * percent / 100}
            found.append(Effect(name=str(name), kind=kind, **sizes))
    return tuple(found)
