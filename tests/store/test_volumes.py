from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.definitions.voorbeeld import make_export as example
from pcanalysis.errors import WrongCall
from pcanalysis.model import Edition, History, Opening, Period, Programme, Source, Volume
from pcanalysis.model.contact import Closure
from pcanalysis.store.raw_files import CONTACT_COLUMNS
from pcanalysis.store.reading.delivery import read_file
from pcanalysis.store.volumes import volume_history

ROOT = Path(__file__).parents[2]
CALLS = Volume(
    key="voorbeeld/telefoon",
    channel="telefoon",
    name={"nl": "Telefoon", "en": "Telephone"},
    contacts={"nl": "telefoontjes", "en": "calls"},
)
PROGRAMME = Programme(
    key="voorbeeld/kcc", municipality="Voorbeeld", code="kcc", name="KCC", simulated=True
)
SOURCE = Source(
    file="data/raw/x/export.csv", sha256="0" * 64, publisher="pcanalysis", simulated=True
)
OFFICE_HOURS = Opening(
    valid_from=date(2016, 1, 1), weekdays=(1, 2, 3, 4, 5), open_from=time(8, 30), open_to=time(17)
)


def contacts(
    moments: Sequence[Any], offered: Sequence[int], *, minutes: int = 1440
) -> pd.DataFrame:
    """Rows as the reader gives them; moments are local."""
    return pd.DataFrame(
        {
            "start": pd.DatetimeIndex(moments).tz_localize("Europe/Amsterdam", ambiguous="infer"),
            "minutes": pd.array([minutes] * len(moments), dtype="int16"),
            "freq": "D",
            "channel": "telefoon",
            "offered": pd.array(offered, dtype="int64"),
            "line": pd.array(range(2, len(moments) + 2), dtype="int32"),
            "source": 0,
        }
    )


def history(rows: pd.DataFrame, freq: str, **changes: Any) -> History:
    usual = {
        "volume": CALLS,
        "programme": PROGRAMME,
        "opening": [OFFICE_HOURS],
        "sources": (SOURCE,),
        "until": None,
    }
    return volume_history(rows, freq=freq, **(usual | changes))


def weekdays(first: str, last: str) -> list[pd.Timestamp]:
    return list(pd.bdate_range(first, last))


def half_hours(day: str) -> list[pd.Timestamp]:
    """The 17 half hours from 8.30 to 17.00."""
    return list(pd.date_range(f"{day} 08:30", f"{day} 16:30", freq="30min"))


@cache
def shipped() -> pd.DataFrame:
    path = ROOT / example.FOLDER / example.FILE
    rows = read_file(path, "kcc").rows.rename(columns=CONTACT_COLUMNS)
    return rows.assign(source=0)


def test_the_calls_of_the_example_add_up_to_the_published_years() -> None:
    years = history(shipped(), "Y")

    assert [o.period.label for o in years.points] == ["2016", "2017"]
    assert years.rows["value"].tolist() == [165_000, 190_000]
    assert set(years.rows["status"]) == {"actual"}


@pytest.mark.parametrize("channel", [c.name for c in example.CHANNELS])
def test_months_days_and_half_hours_of_the_example_add_up_to_its_years(channel: str) -> None:
    (totals,) = [c.totals for c in example.CHANNELS if c.name == channel]
    volume = Volume(key=f"voorbeeld/{channel}", channel=channel, name={}, contacts={})

    for freq in ("Y", "M", "D", "30min"):
        rows = history(shipped(), freq, volume=volume).rows
        year = rows["start"].dt.year
        assert rows.loc[year == 2016, "value"].sum() == totals[2016]
        assert rows.loc[year == 2017, "value"].sum() == totals[2017]
        assert "lower_bound" not in set(rows["status"])


def test_the_example_has_a_figure_on_every_working_day_and_is_closed_on_the_others() -> None:
    days = history(shipped(), "D").rows
    reasons = days.set_index(days["start"].dt.date)["reason"]

    assert (days["status"] == "actual").sum() == 255 + 254
    assert set(days.loc[days["value"].isna(), "reason"]) == {"not_applicable"}
    assert reasons[date(2017, 4, 27)] == "not_applicable"  # King's Day
    assert reasons[date(2017, 4, 14)] == ""  # Good Friday


def test_zero_a_gap_and_a_closed_day_are_told_apart() -> None:
    # Monday 4 to Monday 11 January 2016, without a row for Wednesday.
    moments = ["2016-01-04", "2016-01-05", "2016-01-07", "2016-01-08", "2016-01-11"]
    rows = history(contacts(moments, [10, 0, 3, 4, 5]), "D").rows

    assert rows["start"].dt.day.tolist() == [4, 5, 6, 7, 8, 9, 10, 11]
    assert rows["value"].fillna(-1).tolist() == [10, 0, -1, 3, 4, -1, -1, 5]
    assert rows["reason"].tolist() == [
        *["", "", "unknown", "", ""],
        *["not_applicable", "not_applicable", ""],
    ]
    assert rows.loc[2, "status"] == "missing"


def test_a_whole_month_is_actual_and_a_month_with_a_gap_is_a_lower_bound() -> None:
    days = weekdays("2016-02-01", "2016-02-29")  # 21 working days, no holidays

    whole = history(contacts(days, [100] * 21), "M").rows
    with_gap = history(contacts(days[:5] + days[6:], [100] * 20), "M").rows

    assert whole[["value", "status"]].to_numpy().tolist() == [[2_100, "actual"]]
    assert with_gap[["value", "status"]].to_numpy().tolist() == [[2_000, "lower_bound"]]


def test_a_year_that_the_export_covers_in_part_is_a_lower_bound() -> None:
    days = weekdays("2016-03-01", "2016-03-31")
    rows = contacts(days, [1] * len(days))

    assert history(rows, "M").rows["status"].tolist() == ["actual"]
    assert history(rows, "Y").rows["status"].tolist() == ["lower_bound"]


def test_a_month_in_which_nothing_was_counted_is_missing() -> None:
    days = [*weekdays("2016-02-01", "2016-02-29"), *weekdays("2016-04-01", "2016-04-29")]
    rows = history(contacts(days, [1] * len(days)), "M").rows

    assert rows["status"].tolist() == ["actual", "missing", "actual"]
    assert rows["reason"].tolist() == ["", "unknown", ""]


def test_a_day_without_one_of_its_half_hours_is_a_lower_bound() -> None:
    monday, tuesday = half_hours("2016-01-04"), half_hours("2016-01-05")
    rows = contacts(monday + tuesday[:-1], [2] * 33, minutes=30)

    days = history(rows, "D").rows

    assert days["value"].tolist() == [34, 32]  # 17 × 2 and 16 × 2
    assert days["status"].tolist() == ["actual", "lower_bound"]


def test_contacts_outside_opening_hours_count_and_leave_no_gap() -> None:
    late = [*half_hours("2016-01-08"), pd.Timestamp("2016-01-08 19:00")]
    saturday = pd.Timestamp("2016-01-09 10:00")
    rows = history(contacts([*late, saturday], [1] * 19, minutes=30), "D").rows

    assert rows["value"].tolist() == [18, 1]
    assert rows["status"].tolist() == ["actual", "actual"]


def test_a_slot_that_is_open_for_a_part_is_open() -> None:
    from_quarter_past = Opening(
        valid_from=date(2016, 1, 1), weekdays=(1,), open_from=time(8, 45), open_to=time(17)
    )
    rows = contacts(half_hours("2016-01-04")[1:], [1] * 16, minutes=30)

    days = history(rows, "D", opening=[from_quarter_past]).rows

    assert days["status"].tolist() == ["lower_bound"]  # 8.30 to 9.00 was open from 8.45


def test_a_late_evening_counts_from_the_day_it_was_introduced() -> None:
    late_thursday = Opening(
        valid_from=date(2016, 1, 14), weekdays=(4,), open_from=time(8, 30), open_to=time(20)
    )
    moments = half_hours("2016-01-07") + half_hours("2016-01-14")  # both Thursdays
    rows = contacts(moments, [1] * 34, minutes=30)

    days = history(rows, "D", opening=[OFFICE_HOURS, late_thursday]).rows

    assert days["status"].iloc[[0, -1]].tolist() == ["actual", "lower_bound"]


def test_without_known_opening_hours_nothing_is_called_closed_or_a_gap() -> None:
    rows = contacts(["2016-01-04", "2016-01-06"], [4, 6])

    days, years = history(rows, "D", opening=[]).rows, history(rows, "Y", opening=[]).rows

    assert days["reason"].tolist() == ["", "unknown", ""]
    assert years[["value", "status"]].to_numpy().tolist() == [[10, "actual"]]


def test_until_leaves_out_what_came_later_and_says_that_a_running_year_is_not_known() -> None:
    june = date(2017, 6, 30)
    years, days = history(shipped(), "Y", until=june), history(shipped(), "D", until=june)

    assert years.rows["value"].fillna(-1).tolist() == [165_000, -1]
    assert years.rows["reason"].tolist() == ["", "not_yet_known"]
    assert days.rows["start"].max().date() == june
    assert (years.as_of, years.until) == (june, june)


def test_a_year_is_known_once_its_last_working_day_is_over() -> None:
    thursday, friday = date(2017, 12, 28), date(2017, 12, 29)

    assert history(shipped(), "Y", until=thursday).rows["reason"].tolist()[1] == "not_yet_known"
    assert history(shipped(), "Y", until=friday).rows["value"].tolist()[1] == 190_000


def test_nothing_is_known_before_the_first_contact() -> None:
    early = history(shipped(), "M", until=date(2015, 12, 31))

    assert early.rows.empty
    assert early.until == date(2015, 12, 31)


def test_a_channel_that_the_export_lacks_has_no_rows() -> None:
    chat = Volume(key="voorbeeld/chat", channel="chat", name={}, contacts={})

    assert history(shipped(), "30min", volume=chat).rows.empty


def test_only_its_own_channel_counts() -> None:
    both = contacts(["2016-01-04", "2016-01-04"], [4, 9]).assign(channel=["telefoon", "balie"])

    assert history(both, "D").rows["value"].tolist() == [4]


@pytest.mark.parametrize(("day", "slots"), [("2017-03-26", 46), ("2017-10-29", 50)])
def test_days_on_which_the_clock_changes_have_46_or_50_half_hours(day: str, slots: int) -> None:
    every = Opening(
        valid_from=date(2016, 1, 1), weekdays=(7,), open_from=time(0), open_to=time(23, 59)
    )
    moments = pd.date_range(day, periods=slots, freq="30min", tz="Europe/Amsterdam")
    rows = contacts(["2017-01-01"] * slots, [1] * slots, minutes=30).assign(start=moments)

    assert history(rows, "30min", opening=[every]).rows["value"].tolist() == [1] * slots
    days = history(rows, "D", opening=[every]).rows
    assert days[["value", "status"]].to_numpy().tolist() == [[slots, "actual"]]


def test_quarters_of_an_hour_add_up_to_half_hours() -> None:
    moments = pd.date_range("2016-01-04 09:00", "2016-01-04 09:45", freq="15min")
    rows = contacts(list(moments), [1, 2, 3, 4], minutes=15)

    halves = history(rows, "30min").points

    assert [(o.period.label, o.value) for o in halves] == [
        ("2016-01-04 09:00", 3),
        ("2016-01-04 09:30", 7),
    ]


@pytest.mark.parametrize(
    ("minutes", "freq", "known"),
    [(1440, "30min", "Y, M, D"), (30, "15min", "Y, M, D, 30min"), (60, "30min", "Y, M, D")],
)
def test_a_finer_frequency_than_the_export_has_is_refused(
    minutes: int, freq: str, known: str
) -> None:
    rows = contacts(["2016-01-04"], [4], minutes=minutes)

    with pytest.raises(
        WrongCall, match=rf"voorbeeld/telefoon is not known per {freq}\. Use {known}\."
    ):
        history(rows, freq)


def test_an_unknown_frequency_is_refused_with_those_that_exist() -> None:
    with pytest.raises(WrongCall, match=r"not known per W\. Use Y, M, D, 30min\."):
        history(shipped(), "W")


def test_every_figure_says_from_which_lines_it_was_summed() -> None:
    moments = ["2016-01-04", "2016-01-05", "2016-01-07"]
    rows = contacts(moments, [10, 11, 12])

    days, years = history(rows, "D").rows, history(rows, "Y").rows

    assert days[["line", "line_to"]].to_numpy().tolist() == [[2, 2], [3, 3], [0, 0], [4, 4]]
    assert years[["line", "line_to"]].to_numpy().tolist() == [[2, 4]]


def test_the_history_knows_what_it_counts_and_that_it_is_simulated() -> None:
    months = history(shipped(), "M")

    assert (months.unit, months.kind, months.direction) == ("count", "contacts", "neutral")
    assert (months.municipality, months.programme) == ("Voorbeeld", "voorbeeld/kcc")
    assert months.short_name("en") == "Telephone"
    assert months.contacts["nl"] == "telefoontjes"
    assert months.sources == (SOURCE,)
    assert months.sources[0].simulated
    assert months.points[0].period == Period.parse("2016-01")


@pytest.mark.parametrize(
    ("freq", "day"),
    [("Y", date(2016, 12, 31)), ("M", date(2016, 2, 29)), ("D", date(2016, 2, 3))],
)
def test_without_editions_a_history_stands_at_the_end_of_its_last_period(
    freq: str, day: date
) -> None:
    rows = contacts(["2016-02-01", "2016-02-03"], [1, 1])

    assert history(rows, freq).as_of == day


def test_with_editions_a_history_stands_at_the_newest_that_is_no_duplicate() -> None:
    report = Edition(
        id="jv-2017",
        title="Jaarverslag 2017",
        kind="jaarverslag",
        year=2017,
        published=date(2018, 7, 15),
        basis="rule",
    )
    copy = Edition(
        id="jv-2017-b",
        title="Jaarverslag 2017",
        kind="jaarverslag",
        year=2017,
        published=date(2019, 1, 1),
        basis="rule",
        duplicate_of="jv-2017",
    )
    programme = Programme(
        key="leiden/1", municipality="Leiden", code="1", name="x", editions=(report, copy)
    )

    assert history(shipped(), "Y", programme=programme).as_of == date(2018, 7, 15)


def test_the_contacts_are_not_changed() -> None:
    rows = contacts(weekdays("2016-02-01", "2016-02-12"), [1] * 10)
    before = rows.copy(deep=True)

    for freq in ("Y", "M", "D"):
        history(rows, freq, until=date(2016, 2, 5))

    pd.testing.assert_frame_equal(rows, before)


@st.composite
def half_hourly(draw: st.DrawFn) -> pd.DataFrame:
    """Any half hours in two years, clock changes included."""
    first = pd.Timestamp("2016-01-01", tz="Europe/Amsterdam")
    positions = draw(st.lists(st.integers(0, 35_000), unique=True, min_size=1, max_size=40))
    moments = [first + timedelta(minutes=30 * position) for position in sorted(positions)]
    offered = draw(st.lists(st.integers(0, 500), min_size=len(moments), max_size=len(moments)))
    naive = ["2016-01-01"] * len(moments)
    return contacts(naive, offered, minutes=30).assign(start=moments)


@settings(max_examples=25)
@given(rows=half_hourly())
def test_no_contact_is_lost_or_made_at_any_frequency(rows: pd.DataFrame) -> None:
    total = rows["offered"].sum()

    for freq in ("Y", "M", "D", "30min"):
        assert history(rows, freq).rows["value"].sum() == total


@settings(max_examples=25)
@given(rows=half_hourly())
def test_every_period_from_first_to_last_has_one_row(rows: pd.DataFrame) -> None:
    first, last = rows["start"].iloc[0], rows["start"].iloc[-1]

    months = 12 * (last.year - first.year) + last.month - first.month + 1
    assert len(history(rows, "Y").rows) == last.year - first.year + 1
    assert len(history(rows, "M").rows) == months
    assert len(history(rows, "D").rows) == (last.date() - first.date()).days + 1
    assert (history(rows, "30min").rows["value"].notna()).sum() == len(rows)


def test_a_day_closed_by_a_closure_is_no_gap() -> None:
    ascension = Closure(
        first=date(2016, 5, 6), last=date(2016, 5, 6), label={"nl": "Dicht", "en": "Closed"}
    )
    closing = dataclasses.replace(OFFICE_HOURS, closures=(ascension,))
    days = [day for day in weekdays("2016-05-02", "2016-05-10") if day.day not in (5, 6)]
    rows = contacts(days, [10] * len(days))  # Thursday 5 May 2016 is Ascension Day itself

    gap = history(rows, "D").rows.set_index("start")["reason"]
    closed = history(rows, "D", opening=[closing]).rows.set_index("start")["reason"]

    friday = pd.Timestamp("2016-05-06")
    assert (gap[friday], closed[friday]) == ("unknown", "not_applicable")
