"""``pcanalysis check``: what it answers, to whom, with which exit code; and odd surroundings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from pcanalysis.cli import main
from tests.cli.running import Said

GOOD = (
    "datum;kanaal;aantal\n01-02-2024;telefoon;812\n01-02-2024;balie;136\n02-02-2024;telefoon;790\n"
)
BAD_ROW = GOOD + "02-02-2024;balie;veel\n"
DST = "datum;tijd;kanaal;aantal\n" + "".join(
    f"27-10-2024;{time};telefoon;{count}\n"
    for time, count in (("01:00", 5), ("02:00", 4), ("02:00", 3), ("03:00", 2))
)


def check(capsys: Any, *words: str | Path) -> Said:
    """Run ``pcanalysis check WORDS --kind kcc``."""
    capsys.readouterr()
    code = main(["check", *map(str, words), "--kind", "kcc"])
    said = capsys.readouterr()
    return Said(code=code, out=said.out, err=said.err)


def answer(capsys: Any, *words: str | Path) -> Any:
    """Return what ``check --json`` answers."""
    return check(capsys, *words, "--json").json


def codes(facts: Any) -> list[tuple[str, str, str]]:
    """Return file, severity and code of every message."""
    return [(one["file"], one["severity"], one["code"]) for one in facts["messages"]]


def put(path: Path, text: str) -> Path:
    """Write a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# --- the answer -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "outcome", "code"),
    [
        (GOOD, "accept", 0),
        (GOOD + "02-02-2024;balie;1.234\n", "warn", 0),
        (BAD_ROW, "partial", 1),
        ("datum;kanaal\n01-02-2024;telefoon\n", "reject", 65),
    ],
)
def test_the_exit_code_says_the_outcome(
    text: str, outcome: str, code: int, tmp_path: Path, capsys: Any
) -> None:
    said = check(capsys, put(tmp_path / "kcc.csv", text), "--json")

    assert (said.json["outcome"], said.code, said.err) == (outcome, code, "")


def test_a_program_gets_rows_totals_and_messages(tmp_path: Path, capsys: Any) -> None:
    facts = answer(capsys, put(tmp_path / "kcc.csv", BAD_ROW))

    assert facts["rows_kept"] == 3
    assert facts["totals"] == {"aantal": 1738}  # 812 + 136 + 790
    kept = [(row["datum"], row["tijd"], row["kanaal"], row["aantal"]) for row in facts["rows"]]
    assert kept == [
        ("2024-02-01", None, "telefoon", 812),
        ("2024-02-01", None, "balie", 136),
        ("2024-02-02", None, "telefoon", 790),
    ]
    (message,) = facts["messages"]
    place = {"severity": "error", "code": "not_a_number", "file": "kcc.csv", "line": 5}
    assert message.items() >= {**place, "column": "aantal"}.items()
    assert "'veel'" in message["text"]


def test_a_program_gets_an_answer_about_a_refused_delivery_too(tmp_path: Path, capsys: Any) -> None:
    said = check(capsys, put(tmp_path / "kcc.csv", ""), "--json")

    assert said.code == 65
    facts = said.json
    assert (facts["outcome"], facts["rows_kept"], facts["rows"]) == ("reject", 0, [])
    assert codes(facts) == [("kcc.csv", "error", "empty_file")]


def test_of_many_rows_a_program_gets_the_first_thousand(tmp_path: Path, capsys: Any) -> None:
    rows = "".join(f"2024-01-01;{n // 60:02}:{n % 60:02};telefoon;1\n" for n in range(1200))
    facts = answer(capsys, put(tmp_path / "kcc.csv", "datum;tijd;kanaal;aantal\n" + rows))

    assert (facts["rows_kept"], len(facts["rows"]), facts["totals"]) == (
        1200,
        1000,
        {"aantal": 1200},
    )
    assert facts["rows"][-1]["tijd"] == "16:39"  # minute 999


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("nl", "regel 5, kolom 'aantal'", "geen getal"),
        ("en", "line 5, column 'aantal'", "not a number"),
    ],
)
def test_a_reader_is_told_in_words_of_each_language(
    language: str, first: str, second: str, tmp_path: Path, capsys: Any
) -> None:
    said = check(capsys, put(tmp_path / "kcc.csv", BAD_ROW), "--language", language)

    assert said.code == 1
    assert first in said.out
    assert second in said.out
    assert "1738" in said.out


def test_a_flood_of_equal_messages_is_cut_for_a_reader_and_counted(
    tmp_path: Path, capsys: Any
) -> None:
    rows = "".join(f"{day:02}-02-2024;telefoon;veel\n" for day in range(1, 21))
    said = check(capsys, put(tmp_path / "kcc.csv", GOOD.splitlines()[0] + "\n" + rows))

    assert said.out.count("'veel'") == 5
    assert "15" in said.out.splitlines()[-1]


@pytest.mark.parametrize(
    "words",
    [
        ["--dialect", "decimaal=,"],
        ["--dialect", "decimal"],
        ["--dialect", "decimal=;"],
        ["--dialect", "decimal="],
        ["--dialect", "thousands=_"],
        ["--dialect", "date_order=dym"],
        ["--dialect", "delimiter=;;"],
        ["--dialect", "delimiter="],
        ["--language", "fr"],
        ["--los"],
    ],
)
def test_a_wrong_call_is_not_a_refused_file(words: list[str], tmp_path: Path, capsys: Any) -> None:
    said = check(capsys, put(tmp_path / "kcc.csv", GOOD), *words)

    assert (said.code, said.out) == (2, "")
    assert said.err


def test_a_wrong_dialect_says_what_is_allowed(tmp_path: Path, capsys: Any) -> None:
    said = check(capsys, put(tmp_path / "kcc.csv", GOOD), "--dialect", "date_order=dym")

    assert said.err.strip() == "date_order kan niet 'dym' zijn. Kies uit: 'dmy', 'mdy', 'ymd'."


@pytest.mark.parametrize(
    "stated", ["date_order=DMY", "delimiter=\\t", "delimiter=TAB", "thousands="]
)
def test_a_dialect_may_be_spelled_otherwise(tmp_path: Path, capsys: Any, stated: str) -> None:
    file = put(tmp_path / "kcc.csv", GOOD.replace(";", "\t"))

    assert check(capsys, file, "--dialect", stated).code == 0


def test_the_caller_states_the_channel_of_a_file_of_one(tmp_path: Path, capsys: Any) -> None:
    file = put(tmp_path / "kcc.csv", "datum;aantal\n01-02-2024;812\n")

    assert answer(capsys, file)["outcome"] == "reject"
    stated = answer(capsys, file, "--dialect", "kanaal=telefoon")
    assert [row["kanaal"] for row in stated["rows"]] == ["telefoon"]


def test_a_check_leaves_no_file_behind(tmp_path: Path, capsys: Any, monkeypatch: Any) -> None:
    put(tmp_path / "kcc.csv", GOOD)
    monkeypatch.chdir(tmp_path)
    for words in ((), ("--json",), ("--language", "en")):
        check(capsys, "kcc.csv", *words)

    assert [path.name for path in tmp_path.rglob("*")] == ["kcc.csv"]


# --- odd surroundings (env_* of the corpus) -----------------------------------------------------------


def test_a_folder_that_holds_itself_is_read_once(tmp_path: Path, capsys: Any) -> None:
    put(tmp_path / "data" / "a" / "kcc.csv", GOOD)
    (tmp_path / "data" / "a" / "loop").symlink_to(tmp_path / "data" / "a")

    facts = answer(capsys, tmp_path / "data")
    assert (facts["outcome"], facts["rows_kept"]) == ("accept", 3)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, capsys: Any) -> None:
    put(tmp_path / "elders.csv", GOOD)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kcc.csv").symlink_to(tmp_path / "elders.csv")

    said = check(capsys, tmp_path / "data", "--json")
    assert (said.code, said.json["outcome"]) == (65, "reject")
    assert codes(said.json) == [("kcc.csv", "error", "outside_data_folder")]


def test_a_folder_with_the_name_of_a_file_is_pointed_out(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "data" / "kcc.csv").mkdir(parents=True)
    put(tmp_path / "data" / "goed.csv", GOOD)

    facts = answer(capsys, tmp_path / "data")
    assert (facts["outcome"], facts["rows_kept"]) == ("partial", 3)
    assert codes(facts) == [("kcc.csv", "error", "not_a_file")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("named", [True, False])
def test_a_named_pipe_is_never_waited_for(named: bool, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "data").mkdir()
    os.mkfifo(tmp_path / "data" / "kcc.csv")

    facts = answer(capsys, tmp_path / "data" / "kcc.csv" if named else tmp_path / "data")
    assert facts["outcome"] == "reject"
    assert codes(facts) == [("kcc.csv", "error", "not_a_file")]


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: Any) -> None:
    said = check(capsys, tmp_path / "data" / "kcc.csv", "--json")

    assert said.code == 65
    assert codes(said.json) == [("kcc.csv", "error", "file_not_found")]
    assert "kcc.csv" in said.json["messages"][0]["text"]


def test_an_empty_folder_is_no_delivery(tmp_path: Path, capsys: Any) -> None:
    facts = answer(capsys, tmp_path)

    assert (facts["outcome"], facts["rows_kept"]) == ("reject", 0)
    assert [code for _, _, code in codes(facts)] == ["no_files"]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file"
)
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, capsys: Any) -> None:
    file = put(tmp_path / "kcc.csv", GOOD)
    file.chmod(0)

    facts = answer(capsys, file)
    assert codes(facts) == [("kcc.csv", "error", "no_permission")]


def test_a_file_that_grows_while_it_is_read_is_never_half_read(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "kcc.csv"
    head, row = "datum;tijd;kanaal;aantal\n", "2024-01-01;{:02}:{:02};telefoon;1\n"
    rows = [row.format(n // 60, n % 60) for n in range(1440)]
    put(file, head + "".join(rows[:700]))

    def grow() -> None:
        with file.open("a") as out:
            for one in rows[700:]:
                out.write(one)
                out.flush()

    writer = threading.Thread(target=grow)
    writer.start()
    outcomes = []
    while writer.is_alive():
        outcomes.append(answer(capsys, file))
    writer.join()
    for facts in [*outcomes, answer(capsys, file)]:
        whole = facts["rows_kept"] == facts["totals"].get("aantal", 0) >= 700
        assert whole or ("kcc.csv", "error", "file_changed") in codes(facts)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every file name is Unicode")
def test_a_file_name_in_another_encoding_is_no_reason_to_stop(tmp_path: Path, capsys: Any) -> None:
    file = put(tmp_path / os.fsdecode(b"caf\xe9.csv"), BAD_ROW)

    facts = answer(capsys, file)
    assert facts["rows_kept"] == 3
    assert codes(facts) == [("caf\ufffd.csv", "error", "not_a_number")]


def in_process(file: Path, **surroundings: str) -> bytes:
    """Return what a process of its own prints, in other surroundings."""
    words = [sys.executable, "-m", "pcanalysis", "check", str(file), "--kind", "kcc", "--json"]
    environment = {**os.environ, **surroundings}
    return subprocess.run(words, env=environment, capture_output=True, check=True).stdout


def test_the_time_zone_of_the_computer_changes_nothing(tmp_path: Path) -> None:
    file = put(tmp_path / "kcc.csv", DST)
    here = in_process(file, TZ="Europe/Amsterdam")

    assert in_process(file, TZ="America/New_York") == here
    assert json.loads(here)["outcome"] == "accept"
    assert json.loads(here)["totals"] == {"aantal": 14}  # 5 + 4 + 3 + 2


def test_the_locale_of_the_computer_changes_nothing(tmp_path: Path) -> None:
    file = put(tmp_path / "café.csv", GOOD.replace("balie", "coöperatie – €"))
    here = in_process(file, LC_ALL="C.UTF-8", PYTHONUTF8="1")

    assert in_process(file, LC_ALL="C", PYTHONUTF8="0") == here
    channels = {row["kanaal"] for row in json.loads(here)["rows"]}
    assert channels == {"telefoon", "coöperatie – €"}


def test_the_answer_says_how_the_file_was_read_and_errors_come_first(
    tmp_path: Path, capsys: Any
) -> None:
    file = put(tmp_path / "kcc.csv", BAD_ROW + "Totaal;;1738\n")

    assert main(["check", str(file), "--kind", "kcc", "--language", "nl"]) == 1
    lines = capsys.readouterr().out.splitlines()

    assert "Zo is kcc.csv gelezen:" in lines
    assert "  Over welke perioden gaan de rijen? dag (zo staan ze in de cellen)" in lines
    kinds = [line.partition(":")[0] for line in lines if line.startswith(("Fout", "Ter"))]
    assert kinds == sorted(kinds)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_an_answer_that_cannot_be_written_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "kcc.csv"
    file.write_text(GOOD)
    command = [sys.executable, "-m", "pcanalysis", "check", str(file), "--kind", "kcc", *words]

    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False
        )

    assert done.returncode == 74
    assert done.stderr.startswith("The answer cannot be written: ")
    assert "Traceback" not in done.stderr
