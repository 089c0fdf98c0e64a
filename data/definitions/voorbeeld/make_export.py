"""Which contacts the example municipality would have had: a simulated export for 2016 and 2017.

No public half-hourly series of a Dutch contact centre exists, so this one is drawn: one contact at
a time picks its half hour, with chances that follow weekday, hour, season, holidays, named events
and how busy the town happens to be. Yearly totals of telephone, web form and social media are
scaled on figures Leiden published; desk visits and reports are assumed. The same seed gives the
same bytes: only uniform draws of PCG64 are used, whose stream is fixed.

Two service norms per month stand beside it. Calls wait longer, and reports stay longer, in a month
that is busier than the year is on average; the level of both is assumed.
"""

from __future__ import annotations

import csv
import hashlib
import math
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pcanalysis.model.calendar import is_working_day, public_holiday

SEED = 20180715
FOLDER = Path("data/raw/voorbeeld-kcc")
FILE = "kcc-2016-2017.csv"
NORMS_FILE = "normen.csv"
FIRST, LAST = date(2016, 1, 1), date(2017, 12, 31)
OPENS, SLOT, SLOTS = 8 * 60 + 30, 30, 17  # minutes: 8.30 to 17.00 in half hours

Floats = npt.NDArray[np.float64]

# Busiest at 10.00, a dip at lunch, quiet before closing.
_CALLS = (46, 62, 68, 73, 69, 64, 58, 51, 43, 46, 54, 57, 56, 53, 48, 42, 33)
_DIGITAL = (50, 54, 57, 59, 58, 57, 56, 55, 54, 54, 55, 56, 56, 55, 53, 51, 47)
_DESK = (40, 55, 62, 66, 68, 67, 62, 56, 50, 52, 58, 61, 62, 60, 55, 46, 28)
_MONTHS = (1.12, 1.05, 1.0, 0.98, 1.11, 1.03, 0.87, 0.83, 1.0, 1.02, 0.99, 0.96)  # mid-month
_WEEKDAYS = (1.22, 1.03, 0.97, 0.94, 0.84)  # Monday to Friday
_AFTER_HOLIDAY = 1.25
_BEFORE_NEW_YEAR = 0.80  # 27-31 December
_BRIDGE = 0.85  # a Friday between a holiday and the weekend
_DAYS_SHARED, _DRAWS_PER_DAY = 3, 40  # busyness: gamma with shape 3 × 40, so a CV of 9 %
_UNEXPLAINED = 0.15  # of the log odds that a case meets its norm, from month to month
_SPREAD = 0.6  # of a single handle time or wait, as a share of the mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What one channel of the example looks like."""

    name: str
    totals: Mapping[int, int]  # year to contacts
    shape: tuple[int, ...] = _CALLS
    handle_time_s: float
    wait_s: float | None = None  # at average load; None where nobody waits in line
    abandoned: float = 0.0  # share at average load


CHANNELS = (
    Channel(
        name="telefoon",
        totals={2016: 165_000, 2017: 190_000},
        handle_time_s=240,
        wait_s=40,
        abandoned=0.055,
    ),
    Channel(
        name="webformulier", totals={2016: 6_707, 2017: 11_000}, shape=_DIGITAL, handle_time_s=330
    ),
    Channel(
        name="social-media", totals={2016: 900, 2017: 1_900}, shape=_DIGITAL, handle_time_s=180
    ),
    Channel(
        name="balie",
        totals={2016: 71_500, 2017: 70_000},
        shape=_DESK,
        handle_time_s=540,
        wait_s=300,
    ),
    Channel(name="melding", totals={2016: 14_100, 2017: 27_100}, handle_time_s=210),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A dated event and by how much it multiplies the contacts; the definitions name it."""

    start: date
    end: date
    factors: Mapping[str, float]  # channel to factor
    slots: int = SLOTS  # half hours from opening


_TAX = {"telefoon": 1.35, "webformulier": 1.3, "balie": 1.1}
_PARKING = {"telefoon": 1.3, "webformulier": 1.6, "balie": 1.15}
HAPPENINGS = (
    Happening(start=date(2016, 2, 22), end=date(2016, 3, 4), factors=_TAX),
    Happening(start=date(2016, 6, 14), end=date(2016, 6, 14), factors={"telefoon": 0.08}, slots=9),
    Happening(start=date(2016, 9, 12), end=date(2016, 9, 23), factors=_PARKING),
    Happening(start=date(2017, 2, 20), end=date(2017, 3, 3), factors=_TAX),
    Happening(
        start=date(2017, 3, 9), end=date(2017, 3, 15), factors={"telefoon": 1.2, "balie": 1.3}
    ),
    Happening(
        start=date(2017, 5, 29),
        end=date(2017, 6, 23),
        factors={"telefoon": 1.15, "melding": 1.6, "social-media": 1.5},
    ),
    Happening(start=date(2017, 9, 11), end=date(2017, 9, 22), factors=_PARKING),
    Happening(
        start=date(2017, 10, 5),
        end=date(2017, 10, 6),
        factors={"melding": 3.0, "social-media": 2.0, "telefoon": 1.15},
    ),
    Happening(
        start=date(2017, 11, 21),
        end=date(2017, 11, 21),
        factors={"webformulier": 0.05, "telefoon": 1.25},
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """How often the cases of a channel meet a norm, and how much that suffers in a busy month."""

    code: str
    channel: str
    cases: str  # column of the export that counts them
    share: float  # in a month of average load
    strain: float  # by how much the log odds fall when the load doubles


NORMS = (
    Norm(
        code="telefoon-binnen-30s",
        channel="telefoon",
        cases="afgehandeld",
        share=0.79,
        strain=2.0,
    ),
    Norm(
        code="melding-binnen-5-werkdagen",
        channel="melding",
        cases="aangeboden",
        share=0.94,
        strain=1.2,
    ),
)


def make_export(seed: int = SEED) -> str:
    """Return the simulated export as CSV text: semicolons, Dutch dates, one row per half hour.

    Every channel has a row for every half hour in which the centre is open, also when nothing
    came in; closed days have none. Times are empty where there was nothing to measure.
    """
    days = _open_days()
    columns = [_simulate(channel, days, seed + i) for i, channel in enumerate(CHANNELS)]
    moments = [
        f"{day:%d-%m-%Y};{minute // 60:02d}:{minute % 60:02d}"
        for day in days
        for minute in range(OPENS, OPENS + SLOT * SLOTS, SLOT)
    ]
    lines = ["datum;tijd;kanaal;aangeboden;afgehandeld;gem_gesprekstijd;gem_wachttijd"]
    lines += [
        f"{moment};{channel.name};{rest}"
        for moment, row in zip(moments, zip(*columns, strict=True), strict=True)
        for channel, rest in zip(CHANNELS, row, strict=True)
    ]
    return "\n".join(lines) + "\n"


def make_norms(export: str, seed: int = SEED) -> str:
    """Return the norms of an export as CSV text: per month the cases within the norm, and all."""
    rows = list(csv.DictReader(export.splitlines(), delimiter=";"))
    lines = ["code;periode;teller;noemer"]
    for number, norm in enumerate(NORMS, start=len(CHANNELS)):
        rng = np.random.Generator(np.random.PCG64(seed + number))
        cases: Counter[str] = Counter()
        for row in rows:
            if row["kanaal"] == norm.channel:
                cases[f"{row['datum'][6:]}-{row['datum'][3:5]}"] += int(row[norm.cases])
        for month in sorted(cases):
            year = [n for other, n in cases.items() if other[:4] == month[:4]]
            load = cases[month] * len(year) / sum(year)
            surprise = _UNEXPLAINED * (rng.random(12).sum() - 6)  # nearly normal
            odds = math.log(norm.share / (1 - norm.share)) - norm.strain * math.log2(load)
            chance = 1 / (1 + math.exp(-odds - surprise))
            met = int((rng.random(cases[month]) < chance).sum())
            lines.append(f"{norm.code};{month};{met};{cases[month]}")
    return "\n".join(lines) + "\n"


def _open_days() -> list[date]:
    """Return the days the centre is open, oldest first."""
    every = (FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1))
    return [day for day in every if is_working_day(day)]


def _simulate(channel: Channel, days: list[date], seed: int) -> list[str]:
    """Return ``offered;handled;handle time;wait`` of one channel, per open half hour."""
    rng = np.random.Generator(np.random.PCG64(seed))
    weights = _weights(channel, days) * _busyness(rng, len(days))[:, np.newaxis]
    years = np.array([day.year for day in days])
    offered = np.zeros(weights.size, dtype=np.int64)
    handled = np.zeros_like(offered)
    for year, total in channel.totals.items():
        chances = np.where((years == year)[:, np.newaxis], weights, 0.0).ravel()
        ladder = np.cumsum(chances)
        picks = np.searchsorted(ladder, rng.random(total) * ladder[-1], side="right")
        arrived = np.bincount(picks, minlength=offered.size)
        load = arrived / arrived[arrived > 0].mean()
        stays = rng.random(total) >= np.minimum(channel.abandoned * load[picks], 0.5)
        offered += arrived
        handled += np.bincount(picks[stays], minlength=offered.size)
    load = offered / offered.mean()
    times = _average(rng, np.full(offered.size, channel.handle_time_s), handled)
    waits = ["" for _ in times]
    if channel.wait_s is not None:
        waits = _average(rng, channel.wait_s * np.maximum(load, 0.1) ** 1.5, handled)
    rows = zip(offered.tolist(), handled.tolist(), times, waits, strict=True)
    return [";".join(map(str, row)) for row in rows]


def _weights(channel: Channel, days: list[date]) -> Floats:
    """Relative chance of every open half hour, days × half hours, before busyness."""
    first, last = (channel.totals[year] for year in (FIRST.year, LAST.year))
    pace = math.log(last / first) / 365.25  # steady growth, so no jump at New Year
    middle = [date(FIRST.year, month, 15).timetuple().tm_yday for month in range(1, 13)]
    season = np.interp([day.timetuple().tm_yday for day in days], middle, _MONTHS, period=366)
    daily = [
        _WEEKDAYS[day.weekday()] * _calendar_factor(day) * math.exp(pace * (day - FIRST).days)
        for day in days
    ]
    weights: Floats = np.outer(np.array(daily) * season, np.array(channel.shape, dtype=float))
    for happening in HAPPENINGS:
        within = np.array([happening.start <= day <= happening.end for day in days])
        weights[within, : happening.slots] *= happening.factors.get(channel.name, 1.0)
    return weights


def _calendar_factor(day: date) -> float:
    """By how much holidays around ``day`` raise or lower its contacts."""
    if (day.month, day.day) >= (12, 27):
        return _BEFORE_NEW_YEAR
    before = day - timedelta(days=1)
    while before.weekday() >= 5:
        before -= timedelta(days=1)
    if public_holiday(before) is None:
        return 1.0
    return _BRIDGE if day.weekday() == 4 else _AFTER_HOLIDAY


def _busyness(rng: np.random.Generator, days: int) -> Floats:
    """Gamma-distributed factor per day, mean 1; neighbouring days share part of their draws.

    A sum of exponential draws is gamma distributed; each day adds those of its own and of the
    days before it, so the correlation is 2/3 after one day, 1/3 after two, then none.
    """
    draws = -np.log1p(-rng.random((days + _DAYS_SHARED - 1, _DRAWS_PER_DAY))).sum(axis=1)
    sums = sum(draws[i : i + days] for i in range(_DAYS_SHARED))
    factors: Floats = np.asarray(sums) / (_DAYS_SHARED * _DRAWS_PER_DAY)
    return factors


def _average(rng: np.random.Generator, mean: Floats, contacts: npt.NDArray[np.int64]) -> list[str]:
    """Average seconds over the contacts of each half hour, lognormal; empty without contacts."""
    spread = np.sqrt(np.log1p(_SPREAD**2 / np.maximum(contacts, 1)))
    turn, radius = rng.random(contacts.size), rng.random(contacts.size)
    normal = np.sqrt(-2 * np.log1p(-radius)) * np.cos(2 * math.pi * turn)  # Box and Muller
    seconds = np.rint(mean * np.exp(spread * normal - spread**2 / 2)).astype(int)
    return ["" if n == 0 else str(s) for n, s in zip(contacts, seconds, strict=True)]


def main(folder: Path = FOLDER) -> None:
    """Write export and norms to ``folder`` and say which sha256 their card must name."""
    export = make_export()
    card = (folder / "card.toml").read_text(encoding="utf-8")
    for file, text in ((FILE, export), (NORMS_FILE, make_norms(export))):
        (folder / file).write_bytes(text.encode("utf-8"))
        sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
        verdict = "names" if sha256 in card else "does not name; put it there:"
        sys.stdout.write(f"{folder / file}: card.toml {verdict} sha256 {sha256}\n")


if __name__ == "__main__":
    main()
