"""What the files of one delivery say together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pcanalysis.errors import DataRefused, Message
from pcanalysis.store.reading.delivery import Delivery, read_delivery, read_file
from tests.store.reading.books import parts, row, sheet, write

VALUES = "code;jaar;waarde\n"
TARGETS = "code;jaar;streefwaarde\n"
NAMED = "code;naam;jaar;waarde;eenheid\n"
CALLS = "datum;kanaal;aantal\n"


def deliver(folder: Path, kind: str, files: Mapping[str, str]) -> Delivery:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_delivery([folder / name for name in files], kind)


def said(delivery: Delivery) -> list[tuple[str, str, str, int | None]]:
    return [(m.severity.value, m.code, m.file, m.line) for m in delivery.messages]


def test_files_add_up(tmp_path: Path) -> None:
    first, second = CALLS + "07-01-2019;telefoon;5\n", CALLS + "08-01-2019;telefoon;6\n"

    delivery = deliver(tmp_path, "kcc", {"a.csv": first, "b.csv": second})

    assert (delivery.outcome, delivery.rows["aantal"].tolist()) == ("accept", [5, 6])
    assert delivery.rows["file"].tolist() == ["a.csv", "b.csv"]


def test_rows_that_stand_in_two_files_count_once(tmp_path: Path) -> None:
    first = CALLS + "07-01-2019;telefoon;5\n08-01-2019;telefoon;6\n"
    second = CALLS + "08-01-2019;telefoon;6\n09-01-2019;telefoon;7\n"

    delivery = deliver(tmp_path, "kcc", {"a.csv": first, "b.csv": second})

    assert (delivery.outcome, delivery.rows["aantal"].tolist()) == ("warn", [5, 6, 7])
    assert said(delivery) == [("warning", "overlapping_files", "a.csv", None)]
    assert delivery.messages[0].facts == {"rows": 1, "other": "b.csv"}


def test_files_that_contradict_each_other_cost_both_rows(tmp_path: Path) -> None:
    first = CALLS + "07-01-2019;telefoon;5\n08-01-2019;telefoon;6\n"
    second = CALLS + "08-01-2019;telefoon;60\n"

    delivery = deliver(tmp_path, "kcc", {"a.csv": first, "b.csv": second})

    assert (delivery.outcome, delivery.rows["aantal"].tolist()) == ("partial", [5])
    assert said(delivery) == [("error", "duplicate_key_conflict", "b.csv", 2)]
    assert delivery.messages[0].facts == {"other": "a.csv:3"}


def test_the_same_figure_and_its_target_do_not_contradict_each_other(tmp_path: Path) -> None:
    files = {"a.csv": VALUES + "a;2019;61\n", "b.csv": TARGETS + "a;2019;70\n"}

    delivery = deliver(tmp_path, "indicator", files)

    assert (delivery.outcome, len(delivery.rows)) == ("accept", 2)


@pytest.mark.parametrize(
    "second", ["code;jaar;waarde\na;2019;62\n", NAMED + "a;herzien;2019;62;%\n"]
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_figure_that_contradicts_another_file_costs_both_whatever_its_name(
    tmp_path: Path, second: str, turned: bool
) -> None:
    texts = [NAMED + "a;x;2019;61;%\na;x;2020;63;%\n", second]

    delivery = deliver(
        tmp_path, "indicator", dict(zip(("a.csv", "b.csv"), texts[:: 1 - 2 * turned], strict=True))
    )

    assert (delivery.outcome, delivery.rows["value"].tolist()) == ("partial", [63])
    assert said(delivery)[-1] == ("error", "duplicate_key_conflict", "b.csv", 2)


def test_a_target_that_contradicts_another_file_costs_both(tmp_path: Path) -> None:
    first = "code;naam;jaar;waarde;streefwaarde\na;x;2019;61;70\n"
    delivery = deliver(tmp_path, "indicator", {"a.csv": first, "b.csv": TARGETS + "a;2019;71\n"})

    assert (delivery.outcome, delivery.rows["value"].tolist()) == ("partial", [61])
    assert said(delivery)[0] == ("error", "duplicate_key_conflict", "b.csv", 2)


def test_an_indicator_with_two_units_in_two_files_is_left_out(tmp_path: Path) -> None:
    files = {
        "a.csv": NAMED + "a;x;2019;61;%\nb;y;2019;5;%\n",
        "b.csv": NAMED + "a;x;2020;7;rapportcijfer\n",
    }
    delivery = deliver(tmp_path, "indicator", files)

    assert (delivery.outcome, delivery.rows["value"].tolist()) == ("partial", [5])
    assert said(delivery) == [("error", "unit_conflict", "b.csv", 2)]
    assert "a.csv:2" in delivery.messages[0].reason("nl")


def test_an_indicator_with_two_names_in_two_files_is_warned_of(tmp_path: Path) -> None:
    files = {"a.csv": NAMED + "a;x;2019;61;%\n", "b.csv": NAMED + "a;heel anders;2020;62;%\n"}

    delivery = deliver(tmp_path, "indicator", files)

    assert (delivery.outcome, len(delivery.rows)) == ("warn", 2)
    assert said(delivery) == [("warning", "code_name_conflict", "b.csv", 2)]
    assert delivery.messages[0].cell == "heel anders"


def test_a_target_of_which_no_file_holds_the_indicator_is_left_out(tmp_path: Path) -> None:
    files = {"a.csv": VALUES + "a;2019;61\n", "b.csv": TARGETS + "a;2019;70\nb;2019;80\n"}

    delivery = deliver(tmp_path, "indicator", files)

    assert delivery.rows["value"].tolist() == [61, 70]
    assert said(delivery) == [("warning", "target_without_indicator", "b.csv", 3)]


def test_an_indicator_without_target_is_told_of(tmp_path: Path) -> None:
    files = {"a.csv": VALUES + "a;2019;61\nb;2019;62\n", "b.csv": TARGETS + "a;2019;70\n"}

    delivery = deliver(tmp_path, "indicator", files)

    assert (delivery.outcome, len(delivery.rows)) == ("accept", 3)
    assert [(m.code, m.cell) for m in delivery.messages] == [("indicator_without_target", "b")]


def test_a_lone_file_of_targets_is_kept(tmp_path: Path) -> None:
    delivery = deliver(tmp_path, "indicator", {"b.csv": TARGETS + "b;2019;80\n"})

    assert (delivery.outcome, delivery.rows["role"].tolist()) == ("accept", ["streefwaarde"])


def test_one_refused_file_does_not_take_the_others_along(tmp_path: Path) -> None:
    files = {"a.csv": VALUES + "a;2019;61\n", "b.csv": "niets;hiervan\n1;2\n"}

    delivery = deliver(tmp_path, "indicator", files)

    assert (delivery.outcome, len(delivery.rows)) == ("partial", 1)
    assert {m.file for m in delivery.messages} == {"b.csv"}


def test_nothing_readable_is_refused(tmp_path: Path) -> None:
    delivery = deliver(tmp_path, "indicator", {"b.csv": "niets;hiervan\n1;2\n"})

    assert (delivery.outcome, delivery.rows.empty) == ("reject", True)


@pytest.mark.parametrize("kind", ["kcc", "indicator", "norm"])
def test_an_empty_file_is_refused(tmp_path: Path, kind: str) -> None:
    (tmp_path / "leeg.csv").write_bytes(b"")

    with pytest.raises(DataRefused, match=r"leeg\.csv"):
        read_file(tmp_path / "leeg.csv", kind)


def test_a_file_goes_by_the_name_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(VALUES + "a;2019;zestig\nb;2019;1\n", encoding="utf-8")

    reading = read_file(tmp_path / "a.csv", "indicator", name="data/raw/x/a.csv")

    assert [m.file for m in reading.messages] == ["data/raw/x/a.csv"]


@pytest.mark.parametrize(("about", "first"), [("", 45323), ('<workbookPr date1904="1"/>', 43861)])
def test_day_numbers_without_a_format_count_from_where_the_workbook_counts(
    tmp_path: Path, about: str, first: int
) -> None:
    table = sheet(row(1, "datum", "kanaal", "aantal"), row(2, first, "telefoon", 43861))

    reading = read_file(write(tmp_path / "a.xlsx", parts({"x": table}, about=about)), "kcc")

    assert reading.rows["datum"].astype(str).tolist() == ["2024-02-01"]
    assert reading.rows["aantal"].tolist() == [43861]


NOTE = sheet(row(1, "Toelichting"), row(2, "Dit bestand telt het aantal contacten per kanaal"))
PIVOT = sheet(row(1, "Rijlabels", "Som van aantal"), row(2, "telefoon", 812), row(3, "balie", 143))
COUNTS = sheet(row(1, "datum", "kanaal", "aantal"), row(2, "01-02-2024", "telefoon", 812))


def test_sheets_without_a_table_beside_the_one_that_has_one_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", parts({"Lees": NOTE, "Data": COUNTS, "Draai": PIVOT}))

    reading = read_file(path, "kcc")

    assert reading.rows["aantal"].tolist() == [812]
    assert [(m.severity.value, m.code, m.facts["sheet"]) for m in reading.messages] == [
        ("info", "sheet_skipped", "Draai"), ("info", "sheet_skipped", "Lees"),
    ]  # fmt: skip
    assert reading.evidence["sheet"].startswith("Data: ")


@pytest.mark.parametrize("other", [COUNTS, sheet(row(1, "kanaal", "aantal"), row(2, "balie", 4))])
def test_two_sheets_with_the_headers_of_a_table_are_refused(tmp_path: Path, other: str) -> None:
    path = write(tmp_path / "a.xlsx", parts({"Lees": NOTE, "jan": COUNTS, "feb": other}))

    with pytest.raises(DataRefused) as refusal:
        read_file(path, "kcc")

    assert [m.code for m in refusal.value.problems if isinstance(m, Message)] == ["several_sheets"]


def test_files_that_count_per_different_periods_are_never_added_up(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "datum;kanaal;aantal\n01-02-2024;telefoon;812\n01-02-2024;post;3\n"
    )
    (tmp_path / "b.csv").write_text(
        "datum;tijd;kanaal;aantal\n01-02-2024;08:00;telefoon;5\n01-02-2024;08:30;telefoon;5\n"
    )

    delivery = read_delivery([tmp_path / "a.csv", tmp_path / "b.csv"], "kcc")

    assert delivery.outcome == "partial"
    assert delivery.rows["aantal"].tolist() == [3]
    said = [(m.file, m.code, m.line) for m in delivery.messages if m.code == "other_grain"]
    assert said == [("a.csv", "other_grain", 2), ("b.csv", "other_grain", 2)]


FOREIGN = sheet(row(1, "Loket", "Bezoekers"), row(2, "Centrum", 812), row(3, "Noord", 143))


def test_a_sheet_with_figures_below_unknown_headers_is_left_out_with_a_warning(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "a.xlsx", parts({"Data": COUNTS, "Loketten": FOREIGN, "Lees": NOTE}))

    said = [(m.severity.value, m.facts["sheet"]) for m in read_file(path, "kcc").messages]

    assert said == [("info", "Lees"), ("warning", "Loketten")]


def test_a_hidden_column_counts_and_is_told_by_its_header(tmp_path: Path) -> None:
    for hides in ('<col min="2" max="3" hidden="1"/>', '<col min="2" max="3" width="0"/>'):
        hidden = COUNTS.replace("<sheetData>", f"<cols>{hides}</cols><sheetData>")
        reading = read_file(write(tmp_path / "a.xlsx", parts({"Data": hidden})), "kcc")

        assert reading.rows["aantal"].tolist() == [812]
        assert [(m.code, m.column, m.line) for m in reading.messages] == [
            ("hidden_column", "kanaal", 1), ("hidden_column", "aantal", 1),
        ]  # fmt: skip


def test_a_workbook_of_hidden_sheets_is_not_called_empty(tmp_path: Path) -> None:
    for sheets in ({"jan": COUNTS}, {"jan": COUNTS, "leeg": sheet()}):
        path = write(tmp_path / "a.xlsx", parts(sheets, hidden=("jan",)))
        with pytest.raises(DataRefused, match="Verborgen zijn: jan"):
            read_file(path, "kcc")
        assert len(read_file(path, "kcc", dialect={"sheet": "jan"}).rows) == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("kcc", "datum;kanaal;aantal;weer;stemming\n01-02-2024;telefoon;5;zon;goed\n"),
        ("indicator", "code;jaar;waarde;weer;stemming\n1A1;2024;5;zon;goed\n"),
        ("norm", "code;periode;teller;noemer;weer;stemming\n1A1;2024;50;60;zon;goed\n"),
    ],
)
def test_columns_that_are_not_known_are_named_once(tmp_path: Path, kind: str, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)

    (message,) = [m for m in read_delivery([path], kind).messages if m.code == "unknown_columns"]

    assert message.severity == "info"
    assert "2 kolommen (weer, stemming)" in message.reason("nl")


def test_a_flood_of_contradictions_between_files_is_told_a_thousand_times_and_counted(
    tmp_path: Path,
) -> None:
    first = VALUES + "".join(f"k{number};2019;1\n" for number in range(1_203))
    second = first.replace(";1\n", ";2\n")

    delivery = deliver(tmp_path, "indicator", {"a.csv": first, "b.csv": second})

    *told, last = delivery.messages
    assert (len(told), {m.code for m in told}) == (1_000, {"duplicate_key_conflict"})
    assert (last.code, last.file, last.severity) == ("more_messages", "b.csv", "error")
    assert last.facts == {"what": "duplicate_key_conflict", "count": 203}
    assert len(delivery.rows) == 0


def test_a_record_that_contradicts_another_file_is_named_as_a_record(tmp_path: Path) -> None:
    files = {"a.csv": VALUES + "a;2019;1\n", "b.json": '[{"code":"a","jaar":2019,"waarde":2}]'}

    (problem,) = deliver(tmp_path, "indicator", files).messages

    assert (problem.code, problem.line, problem.record) == ("duplicate_key_conflict", None, 1)


WHOLES = {
    "year": "jaar;kanaal;aantal\n2024;telefoon;1000\n2023;telefoon;900\n",
    "quarter": "datum;kanaal;aantal\n2024-Q1;telefoon;300\n2023-Q4;telefoon;900\n",
    "month": "datum;kanaal;aantal\n2024-03;telefoon;100\n2023-12;telefoon;900\n",
    "week": "datum;kanaal;aantal\n2024-W11;telefoon;30\n2023-W50;telefoon;900\n",
}
PARTS = {  # all of these lie in March 2024, in week 11
    "month": "datum;kanaal;aantal\n2024-03;telefoon;11\n",
    "day": "datum;kanaal;aantal\n12-03-2024;telefoon;11\n13-03-2024;telefoon;11\n",
    "half hour": "datum;tijd;kanaal;aantal\n13-03-2024;08:00;telefoon;1\n13-03-2024;08:30;telefoon;1\n",
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("whole", WHOLES)
@pytest.mark.parametrize("turned", [False, True])
def test_a_longer_period_is_never_added_to_a_part_of_it(
    tmp_path: Path, whole: str, part: str, turned: bool
) -> None:
    files = {"whole.csv": WHOLES[whole], "part.csv": PARTS[part]}
    if whole == part:
        files["part.csv"] = files["part.csv"].replace("2024-03", "2024-04")

    delivery = deliver(tmp_path, "kcc", dict([*files.items()][:: 1 - 2 * turned]))

    if whole == part:
        assert sorted(delivery.rows["aantal"]) == [11, 100, 900]
        return
    assert (delivery.outcome, delivery.rows["aantal"].tolist()) == ("partial", [900])
    found = sorted((m.code, m.file, m.line) for m in delivery.messages if m.code == "other_grain")
    assert found == [("other_grain", "part.csv", 2), ("other_grain", "whole.csv", 2)]


def test_an_export_that_turns_from_days_to_half_hours_is_read_whole(tmp_path: Path) -> None:
    days = CALLS + "12-03-2024;telefoon;11\n"

    delivery = deliver(tmp_path, "kcc", {"a.csv": days, "b.csv": PARTS["half hour"]})

    assert (delivery.outcome, delivery.rows["aantal"].tolist()) == ("accept", [11, 1, 1])


@pytest.mark.parametrize("whole", ["2024", "2024-Q1"])
def test_a_longer_period_among_months_refuses_the_file(tmp_path: Path, whole: str) -> None:
    text = CALLS + f"{whole};telefoon;1000\n2024-01;telefoon;10\n2024-02;telefoon;10\n"

    delivery = deliver(tmp_path, "kcc", {"a.csv": text})

    assert [(m.code, m.line) for m in delivery.messages] == [("mixed_periods", 3)]


def test_parts_of_a_channel_are_added_up(tmp_path: Path) -> None:
    head = "datum;kanaal;aantal;gem_wachttijd;servicelevel\n"
    text = "07-01-2019;Twitter;10;20;50\n07-01-2019;Facebook;30;60;90\n"

    delivery = deliver(tmp_path, "kcc", {"a.csv": head + text})

    measures = ["aantal", "gem_wachttijd", "servicelevel"]
    assert delivery.rows[measures].to_numpy().tolist() == [[40, 50, 80]]  # (10*20+30*60)/40
    assert said(delivery) == [("info", "channels_together", "a.csv", None)]
    assert "Twitter, Facebook" in delivery.messages[0].told("nl")
    assert delivery.readings[0].rejected.empty


def test_a_part_of_a_channel_that_is_missing_leaves_the_sum_unknown(tmp_path: Path) -> None:
    text = CALLS + "07-01-2019;Twitter;10\n07-01-2019;Facebook;-\n"

    delivery = deliver(tmp_path, "kcc", {"a.csv": text})

    assert delivery.rows["aantal"].isna().tolist() == [True]


def test_parts_of_a_channel_in_two_equal_files_count_once(tmp_path: Path) -> None:
    text = CALLS + "07-01-2019;Twitter;10\n07-01-2019;Facebook;10\n"

    delivery = deliver(tmp_path, "kcc", {"a.csv": text, "b.csv": text})

    assert delivery.rows["aantal"].tolist() == [20]
    assert "overlapping_files" in {m.code for m in delivery.messages}


def test_a_channel_beside_a_part_of_it_is_in_doubt(tmp_path: Path) -> None:
    text = CALLS + "07-01-2019;Twitter;10\n07-01-2019;social media;30\n"

    delivery = deliver(tmp_path, "kcc", {"a.csv": text})

    assert said(delivery) == [("error", "duplicate_key_conflict", "a.csv", 3)]


@pytest.mark.parametrize("counts", [(10, 10), (10, 11)])
def test_parts_of_a_channel_in_a_file_each_are_added_up(
    tmp_path: Path, counts: tuple[int, int]
) -> None:
    files = {
        "a.csv": f"{CALLS}07-01-2019;Twitter;{counts[0]}\n08-01-2019;Twitter;3\n",
        "b.csv": f"{CALLS}07-01-2019;Facebook;{counts[1]}\n08-01-2019;Facebook;4\n",
    }

    delivery = deliver(tmp_path, "kcc", files)

    assert delivery.rows["aantal"].tolist() == [sum(counts), 7]
    assert said(delivery) == [("info", "channels_together", "a.csv", None)]


def test_a_part_of_a_channel_that_is_in_two_files_counts_once(tmp_path: Path) -> None:
    files = {
        "a.csv": CALLS + "07-01-2019;Twitter;10\n",
        "b.csv": CALLS + "07-01-2019;X (Twitter);10\n07-01-2019;Facebook;4\n",
    }

    delivery = deliver(tmp_path, "kcc", files)

    assert delivery.rows["aantal"].tolist() == [14]


@pytest.mark.parametrize(("whole", "kept"), [(14, [14]), (15, [])])
def test_parts_of_a_channel_are_held_against_a_file_with_the_whole(
    tmp_path: Path, whole: int, kept: list[int]
) -> None:
    files = {
        "a.csv": CALLS + "07-01-2019;Twitter;10\n07-01-2019;Facebook;4\n",
        "b.csv": CALLS + f"07-01-2019;social media;{whole}\n",
    }

    assert deliver(tmp_path, "kcc", files).rows["aantal"].tolist() == kept
