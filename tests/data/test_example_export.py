from __future__ import annotations

import csv
import hashlib
import tomllib
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import fmean, variance
from typing import Any

import pytest

from data.definitions.voorbeeld import make_export as example

ROOT = Path(__file__).parents[2]
EXPORT = ROOT / example.FOLDER / example.FILE
NORMS = ROOT / example.FOLDER / example.NORMS_FILE
DEFINITIONS = ROOT / "data" / "definitions" / "voorbeeld"


@cache
def rows() -> list[dict[str, str]]:
    """Read with the standard library, so that our own reader has no say in these tests."""
    with EXPORT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def day_of(row: dict[str, str]) -> date:
    return datetime.strptime(row["datum"], "%d-%m-%Y").date()  # noqa: DTZ007 (a plain date)


@cache
def per_day(channel: str) -> dict[date, int]:
    totals: Counter[date] = Counter()
    for row in rows():
        if row["kanaal"] == channel:
            totals[day_of(row)] += int(row["aangeboden"])
    return dict(totals)


REPORTS = "melding-binnen-5-werkdagen"


def norms(code: str) -> list[dict[str, str]]:
    with NORMS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter=";") if row["code"] == code]


def mean_between(channel: str, first: date, last: date) -> float:
    return fmean(n for day, n in per_day(channel).items() if first <= day <= last)


def definition(name: str) -> dict[str, Any]:
    return tomllib.loads((DEFINITIONS / name).read_text(encoding="utf-8"))


def card() -> dict[str, Any]:
    return tomllib.loads((EXPORT.parent / "card.toml").read_text(encoding="utf-8"))


def test_the_shipped_file_is_what_the_generator_makes() -> None:
    assert example.make_export().encode("utf-8") == EXPORT.read_bytes()


def test_the_shipped_norms_are_what_the_generator_makes_of_the_export() -> None:
    assert example.make_norms(example.make_export()).encode("utf-8") == NORMS.read_bytes()


@pytest.mark.parametrize(
    ("code", "channel", "column"),
    [
        ("telefoon-binnen-30s", "telefoon", "afgehandeld"),
        ("melding-binnen-5-werkdagen", "melding", "aangeboden"),
    ],
)
def test_every_case_of_a_norm_is_a_contact_of_the_export(
    code: str, channel: str, column: str
) -> None:
    cases: Counter[str] = Counter()
    for row in rows():
        if row["kanaal"] == channel:
            cases[f"{day_of(row):%Y-%m}"] += int(row[column])

    assert {row["periode"]: int(row["noemer"]) for row in norms(code)} == cases
    assert all(0 < int(row["teller"]) < int(row["noemer"]) for row in norms(code))


def test_a_busy_month_meets_the_norm_less_often() -> None:
    shares = {row["periode"]: int(row["teller"]) / int(row["noemer"]) for row in norms(REPORTS)}

    assert max(shares["2017-06"], shares["2017-10"]) < min(shares["2017-04"], shares["2017-07"])


def test_another_seed_gives_other_contacts_with_the_same_yearly_totals() -> None:
    other = example.make_export(seed=1)

    assert other.encode("utf-8") != EXPORT.read_bytes()
    calls = [line.split(";") for line in other.splitlines() if ";telefoon;" in line]
    assert sum(int(cells[3]) for cells in calls if cells[0].endswith("2017")) == 190_000


@pytest.mark.parametrize(
    ("channel", "year_2016", "year_2017"),
    [
        ("telefoon", 165_000, 190_000),
        ("webformulier", 6_707, 11_000),
        ("social-media", 900, 1_900),
    ],
)
def test_yearly_totals_are_those_leiden_published(
    channel: str, year_2016: int, year_2017: int
) -> None:
    days = per_day(channel)

    assert sum(n for day, n in days.items() if day.year == 2016) == year_2016
    assert sum(n for day, n in days.items() if day.year == 2017) == year_2017


def test_desk_and_reports_make_up_the_rest_of_300000_and_reports_almost_double() -> None:
    reports, desk = per_day("melding"), per_day("balie")
    in_2016 = sum(n for day, n in reports.items() if day.year == 2016)
    in_2017 = sum(n for day, n in reports.items() if day.year == 2017)
    desk_2017 = sum(n for day, n in desk.items() if day.year == 2017)

    assert in_2017 + desk_2017 == 97_100  # 300.000 - 190.000 - 11.000 - 1.900
    assert 1.8 < in_2017 / in_2016 < 2.0


def test_the_centre_is_open_on_dutch_working_days_only() -> None:
    open_days = set(per_day("telefoon"))

    assert len([day for day in open_days if day.year == 2016]) == 255
    assert len([day for day in open_days if day.year == 2017]) == 254
    assert date(2017, 4, 27) not in open_days  # King's Day
    assert date(2016, 5, 5) not in open_days  # Ascension
    assert date(2017, 5, 5) in open_days  # Liberation Day outside a lustrum year
    assert {date(2016, 3, 25), date(2017, 4, 14)} <= open_days  # Good Friday
    assert all(day.weekday() < 5 for day in open_days)


def test_every_open_day_has_all_half_hours_of_all_channels() -> None:
    by_day = Counter(row["datum"] for row in rows())

    assert set(by_day.values()) == {17 * 5}  # 8.30 to 17.00, five channels
    assert {row["tijd"] for row in rows()} >= {"08:30", "16:30"}
    assert len({row["tijd"] for row in rows()}) == 17


def test_monday_is_busiest_and_friday_is_quietest() -> None:
    by_weekday = [
        fmean(n for day, n in per_day("telefoon").items() if day.weekday() == weekday)
        for weekday in range(5)
    ]

    assert by_weekday == sorted(by_weekday, reverse=True)
    assert 1.3 < by_weekday[0] / by_weekday[4] < 1.6


def test_most_calls_come_at_ten_and_fewest_at_lunch_or_closing_time() -> None:
    calls: Counter[str] = Counter()
    for row in rows():
        if row["kanaal"] == "telefoon":
            calls[row["tijd"]] += int(row["aangeboden"])

    assert max(calls, key=calls.__getitem__) == "10:00"
    assert min(calls, key=calls.__getitem__) == "16:30"
    assert calls["12:30"] < calls["11:00"]
    assert calls["12:30"] < calls["14:00"]


def test_busyness_varies_more_from_day_to_day_than_chance_alone() -> None:
    eventful = {
        happening.start + timedelta(days=i)
        for happening in example.HAPPENINGS
        for i in range((happening.end - happening.start).days + 1)
    }
    alike: dict[tuple[int, int, int], list[int]] = {}
    for day, n in per_day("telefoon").items():
        if day not in eventful:
            alike.setdefault((day.year, day.month, day.weekday()), []).append(n)
    groups = [group for group in alike.values() if len(group) > 2]
    spread, level = fmean(map(variance, groups)), fmean(map(fmean, groups))

    # Poisson counts have variance / mean = 1; what is left over is the busyness of the day.
    assert spread / level > 3
    assert 0.06 < ((spread - level) / level**2) ** 0.5 < 0.13


def test_summer_is_quiet_and_january_is_busy() -> None:
    calls = "telefoon"
    january = mean_between(calls, date(2017, 1, 1), date(2017, 1, 31))
    august = mean_between(calls, date(2017, 8, 1), date(2017, 8, 31))
    may = mean_between(calls, date(2017, 5, 1), date(2017, 5, 31))

    assert august < 0.9 * january
    assert august < 0.9 * may


def test_the_first_day_after_a_holiday_is_busier_than_that_weekday_usually_is() -> None:
    calls = per_day("telefoon")
    after = [date(2016, 3, 29), date(2016, 5, 17), date(2017, 4, 18), date(2017, 6, 6)]  # Tuesdays
    usual = [calls[day + timedelta(days=7 * weeks)] for day in after for weeks in (-1, 1)]

    assert fmean(calls[day] for day in after) > 1.1 * fmean(usual)


def test_a_morning_without_telephones_shows_in_the_half_hours() -> None:
    outage, week = date(2016, 6, 14), timedelta(days=7)
    calls = per_day("telefoon")
    morning = Counter[date]()
    for row in rows():
        if row["kanaal"] == "telefoon" and row["tijd"] < "13:00":
            morning[day_of(row)] += int(row["aangeboden"])

    assert calls[outage] < 0.6 * min(calls[outage - week], calls[outage + week])
    assert morning[outage] < 0.2 * min(morning[outage - week], morning[outage + week])


@pytest.mark.parametrize(
    ("channel", "first", "last", "times"),
    [
        ("telefoon", date(2016, 2, 22), date(2016, 3, 4), 1.1),  # tax bills
        ("telefoon", date(2017, 2, 20), date(2017, 3, 3), 1.1),
        ("webformulier", date(2016, 9, 12), date(2016, 9, 23), 1.2),  # parking permits
        ("webformulier", date(2017, 9, 11), date(2017, 9, 22), 1.2),
        ("balie", date(2017, 3, 9), date(2017, 3, 15), 1.1),  # elections
        ("melding", date(2017, 5, 29), date(2017, 6, 23), 1.2),  # waste containers
        ("melding", date(2017, 10, 5), date(2017, 10, 6), 1.8),  # storm
    ],
)
def test_an_event_stands_out_from_the_weeks_around_it(
    channel: str, first: date, last: date, times: float
) -> None:
    weeks = timedelta(days=14)
    before = mean_between(channel, first - weeks, first - timedelta(days=1))
    after = mean_between(channel, last + timedelta(days=1), last + weeks)

    assert mean_between(channel, first, last) > times * (before + after) / 2


def test_a_day_without_web_forms_moves_people_to_the_telephone() -> None:
    down, week = date(2017, 11, 21), timedelta(days=7)
    forms, calls = per_day("webformulier"), per_day("telefoon")

    assert forms[down] < 0.3 * min(forms[down - week], forms[down + week])
    assert calls[down] > max(calls[down - week], calls[down + week])


def test_some_callers_hang_up_and_more_do_so_when_it_is_busy() -> None:
    calls = [row for row in rows() if row["kanaal"] == "telefoon"]
    offered, handled = (sum(int(r[c]) for r in calls) for c in ("aangeboden", "afgehandeld"))
    at_ten = [row for row in calls if row["tijd"] == "10:00"]
    at_closing = [row for row in calls if row["tijd"] == "16:30"]

    def lost(some: list[dict[str, str]]) -> float:
        return 1 - sum(int(r["afgehandeld"]) for r in some) / sum(
            int(r["aangeboden"]) for r in some
        )

    assert 0.05 < 1 - handled / offered < 0.07
    assert lost(at_ten) > 2 * lost(at_closing)


def test_only_callers_hang_up() -> None:
    others = [row for row in rows() if row["kanaal"] != "telefoon"]

    assert all(row["aangeboden"] == row["afgehandeld"] for row in others)


def test_a_call_takes_four_minutes_on_average_and_no_call_takes_no_time() -> None:
    calls = [row for row in rows() if row["kanaal"] == "telefoon" and row["afgehandeld"] != "0"]
    contacts = sum(int(row["afgehandeld"]) for row in calls)
    seconds = sum(int(row["afgehandeld"]) * int(row["gem_gesprekstijd"]) for row in calls)

    assert seconds / contacts == pytest.approx(240, rel=0.02)
    assert all(row["gem_gesprekstijd"] == "" for row in rows() if row["afgehandeld"] == "0")


def test_the_card_names_the_file_and_says_that_it_is_simulated_and_what_is_assumed() -> None:
    shipped = card()
    files = {file["name"]: file["sha256"] for file in shipped["file"]}

    assert files == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (EXPORT, NORMS)
    }
    assert shipped["simulated"] is True
    assert shipped["note"].startswith("Gesimuleerd: geen echte metingen.")
    assert "Balie en melding zijn aangenomen" in shipped["note"]


def test_the_definitions_name_every_event_that_acts_in_the_data_and_no_other() -> None:
    programme = definition("kcc.toml")
    named = [(e["start"], e["end"], set(e["channels"])) for e in programme["event"]]
    acting = [(h.start, h.end, set(h.factors)) for h in example.HAPPENINGS]

    assert programme["simulated"] is True
    assert named == acting


def test_every_channel_has_a_volume_and_the_assumed_ones_say_so() -> None:
    volumes = {v["channel"]: v for v in definition("contact.toml")["volume"]}

    assert set(volumes) == {channel.name for channel in example.CHANNELS}
    assumed = {channel for channel, v in volumes.items() if "aanname" in v["name"]["nl"]}
    assert assumed == {"balie", "melding"}
    assert all(("assumed" in volumes[c]["name"]["en"]) == (c in assumed) for c in volumes)


def test_writing_the_example_says_whether_the_card_knows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "card.toml").write_text("", encoding="utf-8")
    example.main(tmp_path)
    assert "card.toml does not name" in capsys.readouterr().out

    sha256 = hashlib.sha256(EXPORT.read_bytes()).hexdigest()
    (tmp_path / "card.toml").write_text(f'sha256 = "{sha256}"', encoding="utf-8")
    example.main(tmp_path)
    assert f"card.toml names sha256 {sha256}" in capsys.readouterr().out
