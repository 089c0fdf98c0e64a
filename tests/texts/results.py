"""One result of every status, made by the analyses themselves, with names as a page has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pcanalysis.analysis import Forecast, Gap, Trend, fit_trend, make_forecast, measure_gap
from pcanalysis.model import (
    Direction,
    Edition,
    History,
    Kind,
    Period,
    Source,
    Target,
    Unit,
    history_rows,
    public_holiday,
)

ANNUAL_REPORT = Source(
    file="data/raw/leiden-jv-2017/cijfers.csv",
    sha256="a" * 64,
    publisher="Gemeente Leiden",
    edition=Edition(
        id="leiden-jv-2017",
        title="Jaarverslag 2017",
        title_en="Annual report 2017",
        kind="jaarverslag",
        year=2017,
        published=date(2018, 7, 15),
        basis="rule",
    ),
)
EXPORT = Source(
    file="data/raw/voorbeeld-kcc/kcc.csv",
    sha256="b" * 64,
    publisher="pcanalysis",
    simulated=True,
)
COUNCIL = {"nl": "voelt zich vertegenwoordigd", "en": "feels represented"}
CALLS = {"nl": "telefoontjes", "en": "calls"}


def history(
    figures: Mapping[int, float | str],
    *,
    unit: str = "%",
    kind: str = "survey_share",
    direction: str = "higher",
    n: float | Mapping[int, float] | None = 500,
    basis: str | Mapping[int, str] = "assumed",
    status: Mapping[int, str] | None = None,
    rows: Mapping[str, Any] | None = None,
    **facts: Any,
) -> History:
    """A yearly history from year to figure, or to the reason why there is none."""
    records = []
    for year, figure in figures.items():
        record: dict[str, Any] = {"start": Period.year(year).start, "line": year, **(rows or {})}
        if isinstance(figure, str):
            record |= {"value": None, "reason": figure}
        else:
            record |= {"value": float(figure), "status": (status or {}).get(year, "actual")}
            answers = n.get(year) if isinstance(n, Mapping) else n
            if kind.startswith("survey") and answers is not None:
                known = basis if isinstance(basis, str) else basis[year]
                record |= {"n": float(answers), "n_basis": known}
        records.append(record)
    described: dict[str, Any] = {
        "sources": (ANNUAL_REPORT,),
        "name": "Percentage inwoners dat zich vertegenwoordigd voelt",
        "names": COUNCIL,
        "code": "1A1.a",
        "as_of": date(2018, 7, 15),
    }
    return History(
        key="leiden/1A1.a",
        unit=Unit(unit),
        kind=Kind(kind),
        direction=Direction(direction),
        freq="Y",
        rows=history_rows(records),
        **(described | facts),
    )


def calls(figures: Mapping[int, float], **facts: Any) -> History:
    """Yearly contacts."""
    described = {"names": {"nl": "Telefoon", "en": "Telephone"}, "contacts": CALLS, "code": ""}
    given = {"unit": "count", "kind": "contacts", "direction": "neutral"}
    return history(figures, **(described | given | facts))


def daily(
    days: int = 140, first: str = "2017-08-14", *, simulated: bool = True, freq: str = "D"
) -> History:
    """Contacts per day from a Monday on: 950 on Mondays, 660 on Fridays, closed at weekends."""
    per_weekday = (950.0, 830.0, 790.0, 760.0, 660.0, None, None)
    records = []
    for i, start in enumerate(pd.date_range(first, periods=days)):
        usual = per_weekday[start.weekday()]
        record: dict[str, Any] = {"start": start, "line": i + 2}
        if usual is None or public_holiday(start.date()):
            record |= {"value": None, "reason": "not_applicable"}
        else:
            record |= {"value": usual + 10 * ((i // 7) % 3 - 1)}
        records.append(record)
    return History(
        key="voorbeeld/telefoon",
        unit=Unit.COUNT,
        kind=Kind.CONTACTS,
        direction=Direction.NEUTRAL,
        freq=freq,
        rows=history_rows(records),
        sources=(EXPORT,) if simulated else (),
        names={"nl": "Telefoon", "en": "Telephone"},
        contacts=CALLS,
    )


def target(
    year: int | None, value: float | None, kind: str = "streefwaarde", **facts: Any
) -> Target:
    """A target of one year, or a standing norm."""
    period = None if year is None else Period.year(year)
    return Target(
        key="leiden/1A1.a",
        period=period,
        value=value,
        kind=kind,
        source=ANNUAL_REPORT,
        line=4,
        **facts,
    )


REPRESENTED = history({2014: "no_survey", 2015: 28, 2016: "no_survey", 2017: 29})
GOVERNED = history({2014: "no_survey", 2015: 48, 2016: "no_survey", 2017: 51}, code="1A2.a")
PHONE = calls({2016: 165_000, 2017: 190_000})
UNKNOWN_N = history({2015: 28, 2017: 29}, n=None)


def trends() -> dict[str, Trend]:
    """Trends that together have every status."""
    lower = {"direction": "lower"}
    published = {"basis": "published", "n": 755}
    made = {
        "leiden 1A1.a": REPRESENTED,
        "leiden 1A2.a": GOVERNED,
        "leiden calls": PHONE,
        "unknown n": UNKNOWN_N,
        "no row": history({}, until=date(2018, 1, 1)),
        "reason only": history({2017: "not_yet_known"}),
        "one wave": history({2017: 42}),
        "failed question": history({2019: 78, 2021: "insufficient_data"}),
        "improving": history({2019: 60, 2021: 80}, **published),
        "worsening": history({2019: 80, 2021: 60}, **published),
        "lower is better": history({2019: 80, 2021: 60}, **published, **lower),
        "improving on five waves": history(
            {2009: 60, 2011: 62, 2013: 64, 2015: 65, 2017: 68}, basis="published", n=750
        ),
        "stable": history({2019: 60, 2021: 60}, basis="published", n=40_000),
        "within wave noise": history({2019: 80, 2021: 85}, **published),
        "assumed and large": history({2019: 40, 2021: 60}, n={2019: 787, 2021: 755}),
        "mixed basis": history(
            {2019: 74, 2021: 73},
            n={2019: 787, 2021: 755},
            basis={2019: "assumed", 2021: "survey_total"},
        ),
        "survey total": history({2019: 74, 2021: 73}, n=755, basis="survey_total"),
        "equal": history({2019: 74, 2021: 74}),
        "equal, unknown n": history({2019: 74, 2021: 74}, n=None),
        "marks": history(
            {2019: 7.0, 2021: 7.2},
            unit="mark",
            kind="survey_mean",
            n=755,
            rows={"decimals": 1, "sd": 1.5},
            decimals=1,
        ),
        "days": history({2019: 30, 2021: 27}, unit="days", kind="register", direction="lower"),
        "register share": history({2019: 91.5, 2020: 88.0}, kind="register", decimals=1),
        "euro": history({2019: 25, 2020: 25}, unit="euro", kind="register", direction="neutral"),
        "four registers": history({y: 50 + y - 2015 for y in range(2015, 2019)}, kind="register"),
        "derived": calls({2016: 6707, 2017: 11_000}, status={2016: "derived"}),
        "bound only": calls({2017: 300_000}, status={2017: "lower_bound"}),
        "fewer calls": calls({2016: 190_000, 2017: 165_000}),
        "as many calls": calls({2016: 190_000, 2017: 190_000}),
        "simulated": calls({2016: 165_000, 2017: 190_000}, sources=(EXPORT,)),
        "lost label": history({}, kind="norm", label_incomplete=True),
    }
    return {name: fit_trend(made_history) for name, made_history in made.items()}


def gaps() -> dict[str, Gap]:
    """Gaps that together have every status."""
    due = {"basis": "published", "n": 755}
    made: dict[str, tuple[History, Iterable[Target]]] = {
        "leiden 1A1.a": (REPRESENTED, [target(2017, 31)]),
        "leiden 1A2.a": (GOVERNED, [target(2017, 50)]),
        "unknown n": (UNKNOWN_N, [target(2017, 31)]),
        "met, unknown n": (UNKNOWN_N, [target(2017, 25)]),
        "met clear": (history({2017: 60}, **due), [target(2017, 50)]),
        "missed clear": (history({2017: 40}, **due), [target(2017, 50)]),
        "met assumed": (history({2017: 60}), [target(2017, 50)]),
        "missed assumed": (history({2017: 40}), [target(2017, 50)]),
        "exactly met": (history({2017: 50}), [target(2017, 50)]),
        "interim met": (history({2017: 60}), [target(2019, 50)]),
        "interim gap": (history({2017: 42}), [target(2019, 65), target(2021, 70)]),
        "expired": (
            history({2015: 48, 2017: 51}, as_of=date(2020, 2, 1)),
            [target(2019, 55)],
        ),
        "expired, no survey": (
            history({2017: 51, 2019: "no_survey"}, as_of=date(2020, 2, 1)),
            [target(2019, 55)],
        ),
        "no current target": (history({2015: 48, 2017: 51}), [target(2015, 50)]),
        "no target": (history({2015: 48, 2017: 51}), []),
        "no measurement": (history({}, until=date(2018, 1, 1)), [target(2017, 31)]),
        "norm without measurement": (history({}, kind="norm"), [target(None, 80, "norm")]),
        "standing norm": (history({2017: 75}, kind="register"), [target(None, 80, "norm")]),
        "lower is better": (
            history({2017: 27}, unit="days", kind="register", direction="lower"),
            [target(2017, 21, "begroot")],
        ),
        "range": (
            history({2017: 70}, direction="range"),
            [target(2017, None, low=40.0, high=60.0)],
        ),
        "failed question": (
            history({2019: 78, 2021: "insufficient_data"}, as_of=date(2022, 3, 1)),
            [target(2023, 80)],
        ),
        "bound only": (calls({2017: 300_000}, status={2017: "lower_bound"}), []),
        "simulated": (history({2017: 60}, sources=(EXPORT,)), [target(2017, 50)]),
    }
    return {name: measure_gap(h, list(targets)) for name, (h, targets) in made.items()}


def forecasts() -> dict[str, Forecast]:
    """Forecasts of every method."""
    months = pd.date_range("2016-01-01", periods=24, freq="MS")
    monthly = History(
        key="voorbeeld/telefoon",
        unit=Unit.COUNT,
        kind=Kind.CONTACTS,
        direction=Direction.NEUTRAL,
        freq="M",
        rows=history_rows(
            [{"start": s, "value": 14_000.0 + 500 * np.sin(i)} for i, s in enumerate(months)]
        ),
        contacts=CALLS,
    )
    return {
        "survey": make_forecast(REPRESENTED, horizon=3),
        "survey, unknown n": make_forecast(UNKNOWN_N, horizon=3),
        "one wave": make_forecast(history({2017: 42}), horizon=1),
        "yearly calls": make_forecast(PHONE, horizon=2),
        "register": make_forecast(
            history({2016: 24, 2017: 27}, unit="days", kind="register"), horizon=1
        ),
        "days": make_forecast(daily(), horizon=28),
        "few days": make_forecast(daily(35, simulated=False), horizon=14),
        "months": make_forecast(monthly, horizon=3),
    }


def numbers_in(sentence: str, language: str) -> list[float]:
    """Numbers printed in a sentence, read the way its reader does."""
    found = re.findall(r"\d[\d.,]*\d|\d", sentence)
    if language == "nl":
        return [float(text.replace(".", "").replace(",", ".")) for text in found]
    return [float(text.replace(",", "")) for text in found]
