from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from filelock import FileLock

from pcanalysis.cli.check import facts_of
from pcanalysis.errors import Busy, DataRefused, OutputFailed, UnknownKey, WrongCall
from pcanalysis.store import add as adding
from pcanalysis.store.add import Added, Order, add
from pcanalysis.store.build import build, contact_file, fingerprints
from pcanalysis.store.cards import Card, read_cards
from pcanalysis.store.project import open_project
from pcanalysis.store.reading.delivery import read_delivery
from tests.store.projects import DEFINITION, definitions_only, write
from tests.store.reading.corpus import cases

TODAY = date(2026, 11, 25)
KCC = Order(kind="kcc", programme="dorp/1", today=TODAY)
TABLE = Order(kind="indicator", programme="dorp/1", edition="dorp-jv-2019", today=TODAY)
EXPORT = "datum;tijd;kanaal;aantal\n07-01-2019;09:00;telefoon;10\n07-01-2019;09:30;telefoon;12\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return definitions_only(tmp_path / "project")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder that is no part of the project: where deliveries lie."""
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


def delivered(outside: Path, text: str = EXPORT, name: str = "export.csv") -> list[Path]:
    return [write(outside, name, text)]


def the_card(project: Path, added: Added) -> Card:
    return next(card for card in read_cards(project) if card.folder == added.stored)


def copy_of(project: Path, added: Added, name: str = "kcc.csv") -> str:
    return (project / added.stored / name).read_text("utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


# --- what is stored ------------------------------------------------------------------------------


def test_a_delivery_is_stored_as_a_table_of_known_columns(project: Path, outside: Path) -> None:
    text = "Datum;Medewerker;Kanaal;Aangeboden;Kleur\n1 februari 2024;J. Test;Tel.;1.234;rood\n"

    added = add(project, delivered(outside, text), KCC)

    assert copy_of(project, added) == "datum;tijd;kanaal;aantal\n2024-02-01;;telefoon;1234\n"


def test_the_card_says_where_the_copy_is_from(project: Path, outside: Path) -> None:
    paths = delivered(outside)
    order = replace(KCC, published=date(2019, 2, 1), publisher="KCC Dorp", licence="CC0-1.0")

    card = the_card(project, add(project, paths, order))

    assert (card.publisher, card.municipality, card.programme) == ("KCC Dorp", "dorp", "dorp/1")
    assert (card.published, card.published_basis) == (date(2019, 2, 1), "stated")
    assert (card.retrieved, card.licence, card.simulated) == ("2026-11-25", "CC0-1.0", False)
    (file,) = card.files
    assert file.original_sha256 == hashlib.sha256(paths[0].read_bytes()).hexdigest()
    assert (
        file.sha256 == hashlib.sha256((project / card.folder / file.name).read_bytes()).hexdigest()
    )
    assert file.dialect["decimal"] == ","


def test_what_is_not_said_gets_a_default(project: Path, outside: Path) -> None:
    card = the_card(project, add(project, delivered(outside), KCC))

    assert (card.publisher, card.licence) == ("Gemeente Dorp", "unknown")
    assert (card.published, card.edition) == (None, "")


def test_the_card_counts_what_was_left_out(project: Path, outside: Path) -> None:
    text = "datum;kanaal;aantal;bsn;kleur\n01-02-2024;telefoon;1;999999990;rood\n31-02-2024;telefoon;1;;\n"

    card = the_card(project, add(project, delivered(outside, text), replace(KCC, partial=True)))

    assert "Rijen gelezen: 2, bewaard: 1, geweigerd: 1. Kolommen weggelaten: 2." in card.note
    assert "invalid_date (1)" in card.note


def test_the_name_and_place_of_the_original_stay_outside(project: Path, outside: Path) -> None:
    paths = delivered(outside, name="Jansen, p..csv")

    add(project, paths, KCC)

    said = b"".join(contents(project).values())
    assert b"Jansen" not in said
    assert str(outside).encode() not in said


def test_contacts_never_go_into_git(project: Path, outside: Path) -> None:
    added = add(project, delivered(outside), replace(KCC, source="telefonie"))

    assert (project / added.stored / ".gitignore").read_text() == "*\n"


def test_a_figure_is_stored_with_its_decimals_its_mark_and_its_percent_sign(
    project: Path, outside: Path
) -> None:
    text = "code;jaar;waarde;eenheid;streefwaarde\ntevreden;2018;60,50%;%;65,0\ntevreden;2019;n.v.t.;%;\n"

    added = add(project, delivered(outside, text), TABLE)

    assert copy_of(project, added, "indicator.csv") == (
        "code;jaar;soort;waarde;streefwaarde;eenheid\n"
        "tevreden;2018;;60,50%;65,0;%\n"
        "tevreden;2019;;n.v.t.;;%\n"
    )


def test_a_norm_table_keeps_why_there_are_no_cases(project: Path, outside: Path) -> None:
    text = "code;periode;teller;noemer\ntevreden;2022-K1;80;100\ntevreden;2022-K2;;n.v.t.\n"
    order = replace(KCC, kind="norm")

    added = add(project, delivered(outside, text), order)

    stored = read_delivery([project / added.stored / "norm.csv"], "norm").rows
    assert list(stored["reason"]) == ["", "not_applicable"]
    assert list(stored["teller"])[:1] == [80]


def test_text_that_starts_a_formula_is_harmless_and_comes_back(
    project: Path, outside: Path
) -> None:
    text = 'code;naam;jaar;waarde\ntevreden;"=1+1";2019;-5\n'

    added = add(project, delivered(outside, text), TABLE)

    assert copy_of(project, added, "indicator.csv").splitlines()[1] == "tevreden;2019;;-5;'=1+1"
    card = the_card(project, added)
    path = project / added.stored / "indicator.csv"
    rows = read_delivery([path], "indicator", dialect=card.files[0].dialect).rows
    assert rows["naam"][0] == "=1+1"
    assert rows["value"][0] == -5


def test_both_autumn_hours_stay_two_rows_in_order(project: Path, outside: Path) -> None:
    text = "datum;tijd;kanaal;wachtrij;aantal\n" + "".join(
        f"27-10-2024;02:00;telefoon;{queue};{count}\n"
        for queue, count in (
            ("Burgerzaken", 1),
            ("Belastingen", 2),
            ("Burgerzaken", 3),
            ("Belastingen", 4),
        )
    )

    added = add(project, delivered(outside, text), KCC)

    lines = copy_of(project, added).splitlines()[1:]
    assert [line.split(";")[0] for line in lines] == 2 * ["2024-10-27T02:00+02:00"] + 2 * [
        "2024-10-27T02:00+01:00"
    ]
    assert [line.split(";")[-1] for line in lines] == ["1", "2", "3", "4"]


def test_only_the_second_autumn_hour_stays_the_second(project: Path, outside: Path) -> None:
    text = "tijdstip;kanaal;aantal\n2024-10-27T02:00:00+01:00;telefoon;3\n2024-10-27T09:30:00+01:00;telefoon;4\n"
    added = add(project, delivered(outside, text), KCC)

    build(project)

    card = the_card(project, added)
    rows = pd.read_parquet(project / "data/processed" / contact_file(card, "kcc.csv"))
    assert rows["start"][0] == pd.Timestamp("2024-10-27T01:00", tz="UTC")


@pytest.mark.parametrize(
    ("header", "cells", "written"),
    [
        ("week", ["2024-W05", "2024-W06"], ["2024-W05", "2024-W06"]),
        ("maand", ["jan 2024", "feb 2024"], ["2024-01", "2024-02"]),
        ("kwartaal", ["2024-K1", "2024-K2"], ["2024-K1", "2024-K2"]),
        ("jaar", ["2023", "2024"], ["2023", "2024"]),
        ("datum", ["1-2-2024", "2-2-2024"], ["2024-02-01", "2024-02-02"]),
    ],
)
def test_every_kind_of_period_is_written_in_one_way(
    project: Path, outside: Path, header: str, cells: list[str], written: list[str]
) -> None:
    text = f"{header};kanaal;aantal\n" + "".join(f"{cell};telefoon;1\n" for cell in cells)

    added = add(project, delivered(outside, text), KCC)

    assert [line.split(";")[0] for line in copy_of(project, added).splitlines()[1:]] == written


def test_the_length_of_an_interval_is_kept_where_starts_alone_do_not_show_it(
    project: Path, outside: Path
) -> None:
    text = "datum;tijd;kanaal;aantal\n07-01-2019;09:00-09:15;telefoon;10\n"

    added = add(project, delivered(outside, text), KCC)

    assert copy_of(project, added).splitlines()[1] == "2019-01-07;09:00-09:15;telefoon;10"


def test_topics_stay_when_they_are_a_list(project: Path, outside: Path) -> None:
    text = (
        "datum;kanaal;onderwerp;aantal\n07-01-2019;balie;Paspoort;3\n07-01-2019;balie;Rijbewijs;4\n"
    )

    added = add(project, delivered(outside, text), KCC)

    assert copy_of(project, added).splitlines()[1:] == [
        "2019-01-07;;balie;Paspoort;3",
        "2019-01-07;;balie;Rijbewijs;4",
    ]


def test_contacts_are_added_up_over_topics_that_are_free_text(project: Path, outside: Path) -> None:
    header = "datum;kanaal;onderwerp;aantal;afgehandeld;gesprekstijd;wachttijd;servicelevel\n"
    text = header + (
        "07-01-2019;balie;bel 06-12345678;3;2;100;10;50\n07-01-2019;balie;fiets;1;1;400;;90\n"
    )

    added = add(project, delivered(outside, text), KCC)

    # handle time (2 x 100 + 1 x 400) / 3, wait of the two handled, level (3 x 50 + 1 x 90) / 4
    assert copy_of(project, added).splitlines()[1] == "2019-01-07;;balie;4;3;200;10;60%"


def test_more_than_two_hundred_topics_are_free_text(project: Path, outside: Path) -> None:
    text = "datum;kanaal;onderwerp;aantal\n" + "".join(
        f"07-01-2019;balie;vraag {number};1\n" for number in range(201)
    )

    added = add(project, delivered(outside, text), KCC)

    assert copy_of(project, added).splitlines()[1:] == ["2019-01-07;;balie;201"]


def test_the_files_of_a_delivery_make_one_table_of_contacts(project: Path, outside: Path) -> None:
    other = EXPORT.replace("telefoon", "balie")
    paths = delivered(outside) + delivered(outside, other, "b.csv")

    added = add(project, paths, KCC)

    (file,) = the_card(project, added).files
    assert len(copy_of(project, added).splitlines()) == 5
    assert file.original_sha256.split() == [
        hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    ]


def test_parts_of_a_channel_that_come_in_apart_are_both_counted(
    project: Path, outside: Path
) -> None:
    for part in ("Twitter", "Facebook"):
        add(project, delivered(outside, EXPORT.replace("telefoon", part), f"{part}.csv"), KCC)

    assert build(project).problems == ()
    kept = [pd.read_parquet(file) for file in sorted(project.glob("data/processed/contacts/*/*"))]
    rows = pd.concat(kept)
    assert rows["channel"].unique().tolist() == ["social-media"]
    assert rows.groupby("queue", observed=True)["offered"].sum().to_dict() == {
        "Facebook": 22,
        "Twitter": 22,
    }


def test_contacts_per_day_and_per_half_hour_make_two_tables(project: Path, outside: Path) -> None:
    days = "datum;kanaal;aantal\n01-02-2018;telefoon;100\n02-02-2018;telefoon;90\n"
    paths = delivered(outside) + delivered(outside, days, "b.csv")

    added = add(project, paths, KCC)

    assert [file.name for file in the_card(project, added).files] == ["kcc.csv", "kcc-2.csv"]


def test_indicators_without_codes_are_stored_by_name(project: Path, outside: Path) -> None:
    text = "indicator;2019 (w);2021 (b)\nTevreden;60;70\n"

    added = add(project, delivered(outside, text), TABLE)

    assert copy_of(project, added, "indicator.csv") == (
        "jaar;soort;waarde;naam\n2019;;60;Tevreden\n2021;streefwaarde;70;Tevreden\n"
    )


# --- what is not ---------------------------------------------------------------------------------


def test_nothing_is_written_of_a_delivery_that_is_refused(project: Path, outside: Path) -> None:
    before = contents(project)

    added = add(project, delivered(outside, "<html></html>"), KCC)

    assert (added.stored, added.delivery.outcome) == ("", "reject")
    assert contents(project) == before


def test_a_delivery_in_part_is_stored_only_when_asked(project: Path, outside: Path) -> None:
    paths = delivered(outside, EXPORT + "31-02-2019;09:00;telefoon;10\n")

    assert add(project, paths, KCC).stored == ""
    assert add(project, paths, replace(KCC, partial=True)).stored == "data/raw/dorp-1-kcc"


def test_no_row_is_nothing_to_store(project: Path, outside: Path) -> None:
    paths = delivered(outside, "datum;kanaal;aantal\n31-02-2019;telefoon;10\n")

    assert add(project, paths, replace(KCC, partial=True)).stored == ""


def test_the_same_delivery_is_stored_once(project: Path, outside: Path) -> None:
    first = add(project, delivered(outside), KCC)
    before = contents(project)

    again = add(project, delivered(outside, name="other-name.csv"), KCC)

    assert (again.stored, again.known) == ("", first.stored)
    assert contents(project) == before


def test_the_same_file_can_be_of_two_editions(project: Path, outside: Path) -> None:
    paths = delivered(outside, "code;jaar;waarde\ntevreden;2019;60\n")

    folders = [
        add(project, paths, replace(TABLE, edition=edition)).stored
        for edition in ("dorp-jv-2019", "dorp-jv-2020")
    ]

    assert folders == ["data/raw/dorp-jv-2019-indicator", "data/raw/dorp-jv-2020-indicator"]


def test_a_newer_delivery_gets_a_folder_of_its_own(project: Path, outside: Path) -> None:
    folders = [
        add(project, delivered(outside, EXPORT.replace("10", count)), KCC).stored
        for count in ("10", "11", "13")
    ]

    assert folders == [
        "data/raw/dorp-1-kcc",
        "data/raw/dorp-1-kcc-2026-11-25",
        "data/raw/dorp-1-kcc-2026-11-25-002",
    ]


def test_a_newer_delivery_replaces_the_older_on_its_days(project: Path, outside: Path) -> None:
    published = replace(KCC, published=date(2019, 2, 1), today=date(2019, 2, 2))
    add(project, delivered(outside), published)
    add(project, delivered(outside, EXPORT.replace(";10", ";30")), KCC)

    history = open_project(project).volumes("dorp/telefoon", "D")

    assert history.rows["value"].iloc[0] == 42


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"programme": "dorp/l"}, UnknownKey, "Did you mean 'dorp/1'?"),
        ({"edition": "dorp-jv-2091"}, UnknownKey, "Did you mean 'dorp-jv-2019'?"),
        ({"edition": "begroting-2024"}, UnknownKey, '[[edition]]\nid = "begroting-2024"'),
        ({"edition": "begroting-2024"}, UnknownKey, "year = 2024"),
        ({"edition": "begroting"}, UnknownKey, "data/definitions/dorp/1.toml"),
        ({"kind": "indicator"}, WrongCall, "Use --edition: dorp-jv-2019, dorp-jv-2020."),
        ({"edition": "dorp-jv-2019", "published": TODAY}, WrongCall, "2020-07-15"),
        ({"source": "../x"}, WrongCall, "--source"),
        ({"source": ".x"}, WrongCall, "--source"),
        ({"source": "con"}, WrongCall, "--source"),
        ({"source": "kcc-één"}, WrongCall, "--source"),
        ({"publisher": "a\nb"}, WrongCall, "--publisher"),
        ({"licence": "a\x00b"}, WrongCall, "--licence"),
    ],
)
def test_a_wrong_word_is_told_before_anything_is_read(
    project: Path, changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    before = contents(project)

    with pytest.raises(error) as caught:
        add(project, [project / "absent.csv"], replace(KCC, **changes))

    assert told in str(caught.value)
    assert contents(project) == before


def test_the_block_for_a_new_edition_is_one_that_can_be_read(project: Path, outside: Path) -> None:
    paths = delivered(outside, "code;jaar;waarde\ntevreden;2023;60\n")
    order = replace(TABLE, edition="dorp-jv-2023")
    with pytest.raises(UnknownKey) as caught:
        add(project, paths, order)
    block = "[[edition]]" + str(caught.value).split("[[edition]]")[1]
    definition = DEFINITION.replace("[[edition]]", f"{block}\n[[edition]]", 1)
    write(project, "data/definitions/dorp/1.toml", definition)

    assert add(project, paths, order).stored == "data/raw/dorp-jv-2023-indicator"


@pytest.mark.parametrize("name", ['A "quoted" \\ name', "é €", "𝔘nicode"])
def test_what_a_user_says_stands_on_the_card_as_said(
    project: Path, outside: Path, name: str
) -> None:
    added = add(project, delivered(outside), replace(KCC, publisher=name, licence=name))

    assert (the_card(project, added).publisher, the_card(project, added).licence) == (name, name)


# --- disks and other runs ------------------------------------------------------------------------


def test_nothing_stays_when_the_disk_is_full(
    project: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(project)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OutputFailed, match="No space left"):
        add(project, delivered(outside), KCC)

    assert contents(project) == before
    assert fingerprints(project).keys() == before.keys() - {"pcanalysis.toml"}


@pytest.mark.parametrize("call", [1, 2, 3, 4])  # the copy, its card, .gitignore, the folder
def test_a_run_that_is_killed_leaves_no_source(project: Path, outside: Path, call: int) -> None:
    paths = delivered(outside)
    script = textwrap.dedent(
        f"""
        import os, signal
        from datetime import date
        from pathlib import Path
        from pcanalysis.store import add as adding
        calls = []
        def killed(handle):
            calls.append(handle)
            if len(calls) == {call}:
                os.kill(os.getpid(), signal.SIGKILL)
        os.fsync = killed
        order = adding.Order(kind="kcc", programme="dorp/1", today=date(2026, 11, 25))
        adding.add(Path({str(project)!r}), [Path({str(paths[0])!r})], order)
        """
    )
    end = subprocess.run([sys.executable, "-c", script], check=False)
    assert end.returncode == -signal.SIGKILL
    assert read_cards(project) == []
    assert not any("data/raw" in name for name in fingerprints(project))

    added = add(project, paths, KCC)

    assert added.stored == "data/raw/dorp-1-kcc"
    assert sorted(path.name for path in (project / "data/raw").iterdir()) == [
        ".add.lock",
        "dorp-1-kcc",
    ]


def test_two_runs_do_not_add_at_once(
    project: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "LOCK_SECONDS", 0)
    (project / "data/raw").mkdir()

    with FileLock(project / "data/raw/.add.lock"), pytest.raises(Busy):
        add(project, delivered(outside), KCC)


def test_a_copy_that_would_say_something_else_is_not_stored(project: Path, outside: Path) -> None:
    # In the copy the channel comes first, and looks like a row of totals there.
    text = (
        "wachtrij;kanaal;datum;aantal\nBurgerzaken;Totaal lijn;07-01-2019;3\nX;balie;07-01-2019;4\n"
    )
    before = contents(project)

    with pytest.raises(DataRefused) as caught:
        add(project, delivered(outside, text), KCC)

    assert caught.value.problems[0].code == "copy_differs"
    assert contents(project) == before


def test_a_file_that_changes_meanwhile_is_not_stored(
    project: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = delivered(outside)
    digest = hashlib.file_digest

    def change_after(*words: Any) -> Any:
        found = digest(*words)
        with path.open("a") as file:
            file.write("08-01-2019;09:00;telefoon;1\n")
        return found

    monkeypatch.setattr(hashlib, "file_digest", change_after)

    with pytest.raises(DataRefused) as caught:
        add(project, [path], KCC)

    assert caught.value.problems[0].code == "file_changed"


def test_periods_within_a_year_are_kept(project: Path, outside: Path) -> None:
    text = "code;periode;waarde\ntevreden;2019-K1;60\ntevreden;2019-K2;61\n"

    added = add(project, delivered(outside, text), TABLE)

    stored = copy_of(project, added, "indicator.csv").splitlines()
    assert stored == [
        "code;periode;soort;waarde",
        "tevreden;2019-K1;;60",
        "tevreden;2019-K2;;61",
    ]


# --- the corpus ----------------------------------------------------------------------------------

_SAME = {
    "kcc": ("datum", "tijd", "kanaal", "aantal", "afgehandeld", "gem_gesprekstijd"),
    "indicator": ("code", "jaar", "waarde", "streefwaarde", "eenheid", "n", "marge", "reason"),
    "norm": ("code", "periode", "teller", "noemer", "reason"),
}


def answer(paths: list[Path], kind: str, **options: Any) -> dict[str, Any]:
    return facts_of(read_delivery(paths, kind, today=TODAY, **options), "nl")


def figures(facts: dict[str, Any], kind: str) -> list[str]:
    return sorted(str([row.get(name) for name in _SAME[kind]]) for row in facts["rows"])


def test_every_file_of_the_corpus_is_stored_as_it_was_checked(tmp_path: Path, shared: Path) -> None:
    wrong = {}
    for number, case in enumerate(cases()):
        project = definitions_only(tmp_path / str(number))
        kind = case["input"]
        paths = [shared / "corpus/files" / name for name in case["files"]]
        before = answer(paths, kind)
        edition = "" if kind == "kcc" else "dorp-jv-2019"
        added = add(project, paths, replace(KCC, kind=kind, edition=edition, partial=True))
        if added.stored:
            found = differences(project, added, before, kind)
        else:
            found = (
                [] if before["outcome"] == "reject" or not before["rows_kept"] else ["not stored"]
            )
        text = b"".join(contents(project).values())
        found += [word for word in case["expect"].get("not_in_output", []) if word.encode() in text]
        if found:
            wrong[case["id"]] = found

    assert wrong == {}


def differences(project: Path, added: Added, before: dict[str, Any], kind: str) -> list[Any]:
    """How the stored copy, read again and built, differs from what was checked."""
    files = the_card(project, added).files
    paths = [project / added.stored / file.name for file in files]
    again = answer(paths, kind, dialect=files[0].dialect)
    found = [
        (name, before[name], again[name])
        for name in ("rows_kept", "totals")
        if before[name] != again[name]
    ]
    if figures(before, kind) != figures(again, kind):
        found.append(("rows", before["rows"], again["rows"]))
    if again["outcome"] not in ("accept", "warn"):
        found.append(("outcome", again["messages"], ""))
    built = build(project)
    if kind == "kcc":
        card = the_card(project, added)
        tables = [
            pd.read_parquet(project / "data/processed" / contact_file(card, file.name))
            for file in files
        ]
        total = sum(int(table["offered"].sum()) for table in tables)
        if total != before["totals"].get("aantal", 0):
            found.append(("built", total, before["totals"]))
    defined = ("unknown_code", "unknown_channel", "unit_not_as_defined")  # the village has few
    found += [(str(one), "", "") for one in built.problems if one.code not in defined]
    return found


def test_what_ships_comes_out_the_same_when_it_is_added(tmp_path: Path, root: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(root / "data/definitions", project / "data/definitions")
    shutil.copy(root / "pcanalysis.toml", project)
    shutil.copytree(root / "data", tmp_path / "shipped/data")
    shutil.copy(root / "pcanalysis.toml", tmp_path / "shipped")
    for card in read_cards(root):
        for file in card.files:
            order = Order(
                kind=file.kind,
                programme=card.programme,
                edition=card.edition,
                published=card.published,
                publisher=card.publisher,
                today=TODAY,
                dialect=file.dialect,
            )
            paths = [root / card.folder / file.name]
            assert add(project, paths, order).stored, (card.folder, file.name)

    added, shipped = open_project(project), open_project(tmp_path / "shipped")

    place = ["file", "sha256", "line", "column", "printed", "published"]
    tables = [
        one.cells()
        .drop(columns=place)
        .sort_values(["key", "edition", "period", "role", "value", "area"])
        for one in (added, shipped)
    ]
    pd.testing.assert_frame_equal(*(table.reset_index(drop=True) for table in tables))
    for key in shipped.volumes_available()["key"]:
        counts = [list(one.volumes(key).rows["value"]) for one in (added, shipped)]
        assert counts[0] == counts[1], key
