"""What a forecast of contacts per day rests on: model, weights, earlier forecasts, effects, parts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pcanalysis.analysis.forecast.columns import CALENDAR, SEASON
from pcanalysis.analysis.forecast.days import DayForecast
from pcanalysis.analysis.forecast.distribution import Effect, Grounds
from pcanalysis.analysis.forecast.members import MEMBERS
from pcanalysis.analysis.forecast.regression import Fit

# Days of history from which on a model is used, and what it is called.
MODELS = ((0, "mean"), (7, "week"), (28, "level_and_week"), (274, "season_begins"), (731, "full"))


def state_grounds(made: DayForecast) -> Grounds:
    """Return what a forecast per day was made from."""
    fit, known = made.fit, len(made.y)
    return Grounds(
        model=[name for days, name in MODELS if known >= days][-1],
        weights=dict(zip(MEMBERS, made.combined.weights.tolist(), strict=True)),
        backtest=_backtest(made),
        effects=_effects(fit, made),
        outages=tuple(made.days.date[place] for place in fit.outages),
        components=_components(made),
    )


def _backtest(made: DayForecast) -> pd.DataFrame:
    """Return one row per earlier forecast day that was measured."""
    combined, dates = made.combined, made.days.date
    start, lead = np.nonzero(np.isfinite(combined.actual))
    return pd.DataFrame(
        {
            "origin": dates[combined.origins[start]],
            "period": dates[combined.origins[start] + lead],
            "ahead": lead + 1,
            "actual": combined.actual[start, lead],
            "forecast": np.exp(combined.past[start, lead]),
            "floor": np.exp(combined.floor[start, lead]),
        }
    )


def _effects(fit: Fit, made: DayForecast) -> tuple[Effect, ...]:
    """Return the effect of every holiday that was seen on a busy day, and of every event."""
    usual = float(np.nanmean(made.y[-365:]))
    columns, found = fit.columns, []
    measured = np.isfinite(made.y)
    names = columns.name
    for kind, block in (("holiday", "holn"), ("event", "event")):
        for name in dict.fromkeys(names[columns.of(block)]):
            mine = np.flatnonzero(columns.of(block) & (names == name))[0]
            days = columns.x[: len(made.y), mine] > 0
            if not (days & measured).any():
                continue
            day = int(np.flatnonzero(days & measured)[-1])
            parts = columns.of("hol", block) & (columns.x[day] != 0)
            if kind == "event":
                parts &= names == name
            share = np.where(parts, columns.x[day], 0.0)
            peak = columns.x[days, mine].max() if kind == "event" else 1.0
            share = np.where(columns.of("event") & parts, peak, share)
            middle = float(share @ fit.effect) + (fit.offset[day] if kind == "holiday" else 0.0)
            reach = 1.96 * float(np.sqrt(max(share @ fit.inverse @ share, 0.0)))
            percent = [100 * float(np.expm1(middle + i * reach)) for i in (0, -1, 1)]
            found.append(
                Effect(
                    name=str(name),
                    kind=kind,
                    percent=percent[0],
                    low=percent[1],
                    high=percent[2],
                    per_day=usual * percent[0] / 100,
                )
            )
    return tuple(found)


def _components(made: DayForecast) -> pd.DataFrame:
    """Return the parts of every forecast day; the level holds what the other members add."""
    fit, known = made.fit, len(made.y)
    rows = slice(known, known + len(made.mean))
    blocks = {
        "week": ("week", "wrw"),
        "season": SEASON,
        "calendar": CALENDAR,
        "event": ("event",),
    }
    parts = {name: fit.part(fit.effect, rows, *own) for name, own in blocks.items()}
    parts["calendar"] = parts["calendar"] + fit.offset[rows]
    level = np.log(np.maximum(made.mean, 1e-9)) - sum(parts.values())
    frame = pd.DataFrame({name: np.exp(part) for name, part in {"level": level, **parts}.items()})
    return frame.set_index(pd.DatetimeIndex(made.days.date[rows], name="period"))
