"""One file in a notebook: the same readers and refusals, histories by code or channel."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import pcanalysis as pc
from pcanalysis.errors import DataRefused, UnknownKey, WrongCall
from pcanalysis.model import Direction, Kind, NBasis, Status, Unit
from pcanalysis.store.from_file import Histories, read_contacts, read_indicators
from tests.store.projects import write

TABLE = (
    "code;naam;jaar;waarde;streefwaarde;n;eenheid\n"
    "1A1.a;Inwoners tevreden;2015;28;;500;%\n"
    "1A1.a;Inwoners tevreden;2017;29,5;31;520;%\n"
    "1A1.b;Wachttijd;2016;100;80;;seconden\n"
    "1A1.b;Wachttijd;2017;-;80;;seconden\n"
    "1A1.c;Cijfer;2017;7,2;;300;rapportcijfer\n"
)
EXPORT = (
    "datum;kanaal;aantal\n"
    "04-03-2024;Telefoon;120\n"
    "05-03-2024;Telefoon;98\n"
    "07-03-2024;Telefoon;0\n"
    "04-03-2024;Balie;31\n"
)


def indicators(tmp_path: Path, text: str = TABLE, **options: object) -> Histories:
    return read_indicators(write(tmp_path, "cijfers.csv", text), **options)  # type: ignore[arg-type]


def contacts(tmp_path: Path, text: str = EXPORT, **options: object) -> Histories:
    return read_contacts(write(tmp_path, "export.csv", text), **options)  # type: ignore[arg-type]


def test_the_front_door_leads_here() -> None:
    assert pc.read_indicators is read_indicators
    assert pc.read_contacts is read_contacts


def test_the_histories_of_a_file_are_found_by_code(tmp_path: Path) -> None:
    found = indicators(tmp_path)

    assert isinstance(found, Mapping)
    assert list(found) == ["1A1.a", "1A1.b", "1A1.c"]
    assert len(found) == 3
    assert found["1A1.a"].values.tolist() == [28, 29.5]
    assert "9Z9" not in found


def test_what_was_read_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        indicators(tmp_path).outcome = "accept"  # type: ignore[misc]


def test_unit_and_kind_and_answers_come_from_the_file(tmp_path: Path) -> None:
    found = indicators(tmp_path)
    share, wait, mark = found["1A1.a"], found["1A1.b"], found["1A1.c"]

    assert (share.unit, share.kind, share.bounds) == (Unit.PERCENT, Kind.SURVEY_SHARE, (0, 100))
    assert (wait.unit, wait.kind) == (Unit.SECONDS, Kind.REGISTER)
    assert (mark.unit, mark.kind, mark.decimals) == (Unit.MARK, Kind.SURVEY_MEAN, 1)
    assert [o.n for o in share.points] == [500, 520]
    assert {o.n_basis for o in share.points} == {NBasis.PUBLISHED}
    assert {o.n_basis for o in wait.points} == {NBasis.UNKNOWN}


def test_a_history_says_its_name_its_file_and_its_lines(tmp_path: Path) -> None:
    share = indicators(tmp_path)["1A1.a"]

    assert (share.key, share.code) == ("bestand/1A1.a", "1A1.a")
    assert share.short_name("nl") == "Inwoners tevreden"
    assert share.sources[0].file == "cijfers.csv"
    assert [o.line for o in share.points] == [2, 3]
    assert share.as_of == date(2017, 12, 31)
    assert not share.simulated


def test_the_fingerprint_is_that_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "abc.csv").write_bytes(b"code;jaar;waarde\nx;2019;1\n")

    # by sha256sum
    assert read_indicators(tmp_path / "abc.csv")["x"].sources[0].sha256 == (
        "24c1c5f5c898908928dea77c2d7b78a621e1fb69ad9eb9220e44441c701dc0ed"
    )


def test_a_figure_that_is_missing_keeps_its_reason(tmp_path: Path) -> None:
    rows = "code;jaar;waarde;reden\na;2019;62%;\na;2020;;no_survey\n"
    last = indicators(tmp_path, rows)["a"].observations[-1]

    assert (last.status, last.reason) == (Status.MISSING, "no_survey")


def test_targets_stand_beside_the_histories(tmp_path: Path) -> None:
    targets = indicators(tmp_path).targets

    assert [(t.label, t.value, t.line) for t in targets["1A1.a"]] == [("2017", 31, 3)]
    assert [t.value for t in targets["1A1.b"]] == [80, 80]
    assert targets["1A1.c"] == ()


def test_a_target_is_met_or_missed_once_it_is_said_which_way_is_better(tmp_path: Path) -> None:
    way = {"1A1.a": "higher", "1A1.b": "lower"}
    found = indicators(tmp_path, better=way)

    assert found["1A1.c"].direction is Direction.NEUTRAL
    gap = pc.measure_gap(found["1A1.b"], found.targets["1A1.b"])
    assert gap.status.startswith(("target_expired", "missed"))
    assert indicators(tmp_path, better="higher")["1A1.c"].direction is Direction.HIGHER


def test_an_unknown_way_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownKey, match="higher"):
        indicators(tmp_path, better="highr")


def test_a_target_called_otherwise_is_a_target(tmp_path: Path) -> None:
    rows = "code;jaar;soort;waarde\na;2019;realisatie;62%\na;2020;begroting;65%\na;2021;norm;66%\n"

    assert [(t.value, t.kind) for t in indicators(tmp_path, rows).targets["a"]] == [
        (65, "streefwaarde"),
        (66, "norm"),
    ]


def test_a_code_with_areas_or_several_kinds_of_period_gives_a_history_each(tmp_path: Path) -> None:
    rows = (
        "code;gebied;periode;waarde\n"
        "a;;2019;62%\na;Noord;2019;60%\n"
        "b;;2019;50%\nb;;2019-K1;40%\nb;;2019-K2;60%\n"
    )
    found = indicators(tmp_path, rows)

    assert {name: history.freq for name, history in found.items()} == {
        "a": "Y",
        "a Noord": "Y",
        "b Y": "Y",
        "b Q": "Q",
    }
    assert found["b Q"].values.tolist() == [40, 60]
    assert found["b Q"].as_of == date(2019, 6, 30)


def test_a_table_without_codes_is_known_by_its_names(tmp_path: Path) -> None:
    rows = "indicator;2019 (w);2020 (w);2021 (b)\nTevreden;62%;63%;65%\n"
    found = indicators(tmp_path, rows)

    assert found["Tevreden"].values.tolist() == [62, 63]
    assert [t.value for t in found.targets["Tevreden"]] == [65]


def test_a_code_with_targets_only_has_no_history(tmp_path: Path) -> None:
    found = indicators(tmp_path, "code;jaar;soort;waarde\na;2019;w;62%\nb;2020;b;65%\n")

    assert list(found) == ["a"]
    assert [t.value for t in found.targets["b"]] == [65]


def test_a_small_group_is_warned_of_and_shown(tmp_path: Path) -> None:
    found = indicators(tmp_path, "code;jaar;waarde;n\na;2019;62%;4\n")

    assert [m.code for m in found.messages] == ["small_cell"]
    assert found.outcome == "warn"
    assert found["a"].values.tolist() == [62]


def test_a_wrong_cell_is_left_out_and_told(tmp_path: Path) -> None:
    found = indicators(tmp_path, "code;jaar;waarde\na;2019;62%\na;2020;veel\n")

    assert found.outcome == "partial"
    assert [(m.line, m.cell) for m in found.messages] == [(3, "veel")]
    assert found["a"].values.tolist() == [62]


def test_the_rows_are_tidied_as_check_shows_them(tmp_path: Path) -> None:
    rows = indicators(tmp_path).rows

    assert len(rows) == 5
    assert rows.loc[rows["code"] == "1A1.a", "streefwaarde"].tolist()[-1] == 31


def test_a_stated_dialect_settles_what_is_in_doubt(tmp_path: Path) -> None:
    rows = "code;jaar;waarde\na;2019;1.234\n"

    assert indicators(tmp_path, rows, dialect={"decimal": ","})["a"].values.tolist() == [1234]
    assert indicators(tmp_path, rows, dialect={"decimal": "."})["a"].values.tolist() == [1.234]


def test_a_dialect_that_cannot_be_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="decimal cannot be ';'"):
        indicators(tmp_path, "code;jaar;waarde\na;2019;1\n", dialect={"decimal": ";"})


def test_an_unknown_name_in_a_dialect_is_refused_as_on_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match=r"dialect cannot be 'decimaal'\. .*decimal, tho"):
        indicators(tmp_path, "code;jaar;waarde\na;2019;1\n", dialect={"decimaal": ","})
    with pytest.raises(WrongCall, match="dialect cannot be 'datum'"):
        read_contacts(tmp_path / "absent.csv", dialect={"datum": "dmy"})


@pytest.mark.parametrize("read", [read_indicators, read_contacts])
def test_what_cannot_be_read_is_refused_with_its_reason(tmp_path: Path, read: object) -> None:
    assert callable(read)
    for name, content in {"leeg.csv": b"", "plaatje.csv": b"\x89PNG\r\n\x1a\n\0\0"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataRefused, match=name):
            read(tmp_path / name)
    with pytest.raises(DataRefused, match=r"er-niet\.csv"):
        read(str(tmp_path / "er-niet.csv"))


def test_contacts_are_found_by_channel_and_day(tmp_path: Path) -> None:
    found = contacts(tmp_path)

    assert list(found) == ["balie", "telefoon"]
    calls = found["telefoon"]
    assert (calls.key, calls.freq, calls.kind) == ("bestand/telefoon", "D", Kind.CONTACTS)
    # nobody called on the 7th; of the 6th there is no row
    assert calls.values.tolist()[:2] == [120, 98]
    assert calls.observations[2].status is Status.MISSING
    assert calls.values.tolist()[3] == 0
    assert found.targets == {}


def test_half_hours_are_summed_by_day_unless_asked_otherwise(tmp_path: Path) -> None:
    rows = "datum;tijd;kanaal;aantal\n2024-03-04;09:00;telefoon;12\n2024-03-04;09:30;telefoon;8\n"

    assert contacts(tmp_path, rows)["telefoon"].values.tolist() == [20]
    halves = contacts(tmp_path, rows, freq="30min")["telefoon"]
    assert [o.value for o in halves.points] == [12, 8]


def test_a_file_per_month_is_read_per_month_and_no_finer(tmp_path: Path) -> None:
    rows = "maand;kanaal;aantal\n2024-01;telefoon;1200\n2024-02;telefoon;1100\n"

    assert contacts(tmp_path, rows)["telefoon"].freq == "M"
    with pytest.raises(WrongCall, match="not known per D"):
        contacts(tmp_path, rows, freq="D")


def test_a_channel_we_do_not_know_keeps_its_own_name(tmp_path: Path) -> None:
    found = contacts(tmp_path, "datum;kanaal;aantal\n2024-03-04;Postduif;2\n")

    assert list(found) == ["Postduif"]
    assert [m.code for m in found.messages] == ["unknown_channel"]


def test_a_workbook_is_read_as_well(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("datum", "kanaal", "aantal"), (date(2024, 3, 4), "balie", 31)):
        book.active.append(row)
    book.save(tmp_path / "export.xlsx")

    assert read_contacts(tmp_path / "export.xlsx")["balie"].values.tolist() == [31]


def test_the_histories_can_be_analysed_and_drawn(tmp_path: Path) -> None:
    trend = pc.fit_trend(indicators(tmp_path)["1A1.a"])

    assert pc.describe(trend, "nl")[0] == "Twee metingen: 28,0% in 2015 en 29,5% in 2017."
    chart = pc.plot(trend)
    assert chart is not None
    assert "29,5%" in chart.alt_text


def test_the_example_export_can_be_forecast(root: Path) -> None:
    export = root / "data/raw/voorbeeld-kcc/kcc-2016-2017.csv"
    forecast = pc.make_forecast(read_contacts(export)["telefoon"], horizon=7)

    assert len(forecast.median) == 7


def test_nothing_is_written_beside_the_file(tmp_path: Path) -> None:
    indicators(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["cijfers.csv"]
