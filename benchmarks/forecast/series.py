"""The contact series of the benchmark: which file, which calendar, from which days is forecast.

Every folder of tidy files (``series_id``, ``start``, ``value``) can be measured the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from pcanalysis.model import Direction, History, Kind, Unit, history_rows

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "public"
KNOWN = {"D": 1826, "30min": 1826}  # days of history at most


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Series of one file, judged from several days on."""

    name: str
    file: str
    calendar: str
    freq: str  # D or 30min
    first: str  # first day that is forecast
    last: str  # last one
    every: int  # days between two of those
    ahead: tuple[int, ...]  # days
    history: str = "1900"  # only what came since counts
    note: str = ""


SETTINGS = (
    Setting(
        name="Vancouver 2015-2019",
        file="daily_city311_vancouver.csv",
        calendar="CA-BC",
        freq="D",
        first="2015-01-05",
        last="2019-10-01",
        every=56,
        ahead=(28, 91),
    ),
    Setting(
        name="Vancouver 2020-2022",
        file="daily_city311_vancouver.csv",
        calendar="CA-BC",
        freq="D",
        first="2020-01-06",
        last="2022-10-02",
        every=49,
        ahead=(28, 91),
    ),
    Setting(
        name="Toronto 2021-2022",
        file="daily_intake_toronto.csv",
        calendar="CA-ON",
        freq="D",
        first="2021-07-05",
        last="2022-10-02",
        every=28,
        ahead=(28, 91),
    ),
    Setting(
        name="ambulance, four areas",
        file="daily_ambulance_swast.csv",
        calendar="GB-ENG",
        freq="D",
        first="2017-05-01",
        last="2019-10-02",
        every=98,
        ahead=(28, 91),
    ),
    Setting(
        name="bank 2003, daily",
        file="intraday_bank2003_5min.csv.gz",
        calendar="US",
        freq="D",
        first="2003-06-09",
        last="2003-09-27",
        every=7,
        ahead=(28,),
    ),
    Setting(
        name="bank 1999, daily",
        file="intraday_bank1999_6min.csv.gz",
        calendar="IL",
        freq="D",
        first="1999-03-01",
        last="1999-06-03",
        every=7,
        ahead=(28,),
    ),
    Setting(
        name="bank 2003, half hours",
        file="intraday_bank2003_5min.csv.gz",
        calendar="US",
        freq="30min",
        first="2003-06-09",
        last="2003-09-27",
        every=7,
        ahead=(7, 28),
    ),
    Setting(
        name="bank 1999, half hours",
        file="intraday_bank1999_6min.csv.gz",
        calendar="IL",
        freq="30min",
        first="1999-03-01",
        last="1999-06-03",
        every=7,
        ahead=(7, 28),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One history as it was known on one day, and what came after."""

    series: str
    history: History
    actual: np.ndarray
    index: pd.DatetimeIndex  # of what came
    horizon: int
    week: int  # periods

    def key(self, index: pd.Index) -> np.ndarray:
        """Moment of the week of each period."""
        when = pd.DatetimeIndex(index)
        return np.asarray(when.day_of_week * 1440 + when.hour * 60 + when.minute)


@cache
def load(file: str, freq: str) -> dict[str, pd.Series]:
    """Return every series of a file on a complete grid; NaN where there is no row."""
    table = pd.read_csv(DATA / file, parse_dates=["start"])
    found = {}
    for name, rows in table.groupby("series_id"):
        values = rows.set_index("start")["value"].sort_index()
        found[str(name)] = values.resample(freq).sum(min_count=1)
    return found


def cases(setting: Setting, ahead: int) -> Iterator[Case]:
    """Yield every series of a setting as it was known on every day it is judged from."""
    per_day = 1 if setting.freq == "D" else 48
    for name, values in load(setting.file, setting.freq).items():
        for first in pd.date_range(setting.first, setting.last, freq=f"{setting.every}D"):
            known = values[(values.index < first) & (values.index >= setting.history)]
            actual = values[first : first + pd.Timedelta(days=ahead) - pd.Timedelta("1min")]
            if len(actual) == ahead * per_day:
                yield Case(
                    series=name,
                    history=history_of(
                        name,
                        known[-KNOWN[setting.freq] * per_day :],
                        setting.freq,
                        setting.calendar,
                    ),
                    actual=actual.to_numpy(),
                    index=actual.index,
                    horizon=len(actual),
                    week=7 * per_day,
                )


def months() -> Iterator[Case]:
    """Yield the monthly series: two years known, one ahead."""
    for name, values in load("monthly_ae_england.csv", "MS").items():
        yield Case(
            series=name,
            history=history_of(name, values[:24], "M", "GB-ENG"),
            actual=values[24:36].to_numpy(),
            index=values.index[24:36],
            horizon=12,
            week=12,
        )


def history_of(key: str, values: pd.Series, freq: str, calendar: str) -> History:
    """Return a history of contacts."""
    records = [{"start": start, "value": value} for start, value in values.items()]
    return History(
        key=key,
        unit=Unit.COUNT,
        kind=Kind.CONTACTS,
        direction=Direction.NEUTRAL,
        freq=freq,
        rows=history_rows(records),
        calendar=calendar,
    )
