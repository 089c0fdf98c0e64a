"""Arguments in, one call, exit code out: help, refusals, and streams that programs can read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from pcanalysis.cli import main
from pcanalysis.cli.parser import make_parser
from tests.cli.running import run
from tests.store.projects import SETTINGS, village, write

VERBS = ("report", "build", "check", "add", "list", "show", "lab")
HEAVY = {"matplotlib", "numpy", "pandas", "papermill", "pyarrow", "pydantic", "scipy"}


def help_of(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, "--help"]) == 0
    return capsys.readouterr().out


def flags_of(verb: str) -> set[str]:
    """Every long flag the parser of a verb knows, --help aside."""
    verbs = next(a for a in make_parser()._actions if a.dest == "verb")
    assert isinstance(verbs.choices, dict)
    known = {flag for action in verbs.choices[verb]._actions for flag in action.option_strings}
    return {flag for flag in known if flag.startswith("--")} - {"--help"}


def loaded_after(statement: str) -> set[str]:
    script = f"import sys\n{statement}\nsys.stderr.write('LOADED ' + ' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    names = done.stderr.rpartition("LOADED ")[2]
    return {name.partition(".")[0] for name in names.split()}


# Help


def test_the_help_lists_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(capsys)

    for verb in VERBS:
        assert f"\n    {verb} " in text


def test_the_help_shows_examples_and_what_each_exit_code_means(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = help_of(capsys)

    assert "pcanalysis show leiden/1A1.a" in text
    for meaning in ("0 all done", "1 some programme failed", "2 wrong call", "65 data refused"):
        assert meaning in text


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_teaches_with_an_example_of_its_own(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = help_of(capsys, verb)

    assert f"  pcanalysis {verb}" in text.partition("examples:")[2]
    assert "exit codes:" in text


def test_the_examples_in_the_help_are_calls_that_the_parser_takes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    texts = [help_of(capsys)] + [help_of(capsys, verb) for verb in VERBS]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    calls = [line.partition("  ")[0] for line in lines if line.startswith("pcanalysis ")]

    assert len(calls) >= 10
    for call in calls:
        assert make_parser().parse_args(call.split()[1:]).verb in VERBS


def test_a_report_takes_the_flags_that_the_manual_promises() -> None:
    assert flags_of("report") == {
        "--notebook",
        "--until",
        "--language",
        "--jobs",
        "--out",
        "--force",
        "--json",
    }


def test_every_verb_that_answers_can_answer_a_program() -> None:
    assert [verb for verb in VERBS if "--json" not in flags_of(verb)] == ["lab"]


def test_the_command_line_loads_nothing_heavy_before_a_verb_needs_it() -> None:
    loaded = loaded_after("from pcanalysis.cli import main\nassert main(['--help']) == 0")

    assert "pcanalysis" in loaded
    assert loaded & HEAVY == set()


def test_a_wrong_call_is_refused_without_loading_anything_heavy() -> None:
    loaded = loaded_after("from pcanalysis.cli import main\nassert main(['lst']) == 2")

    assert loaded & HEAVY == set()


# Wrong calls


def test_no_verb_at_all_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "VERB" in said.err
    assert "pcanalysis --help" in said.err


def test_an_unknown_verb_is_answered_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["lst"]) == 2
    said = capsys.readouterr().err
    for verb in VERBS:
        assert verb in said


def test_a_wrong_value_points_to_the_help_of_its_verb(root: Path, capsys: Any) -> None:
    said = run(capsys, root, "report", "--jobs", "veel")

    assert said.code == 2
    assert "--jobs" in said.err
    assert "'veel'" in said.err
    assert "See: pcanalysis report --help" in said.err


def test_half_a_flag_is_no_flag(root: Path, capsys: Any) -> None:
    # --js would be read as --json, and break on the day that a --jsonl comes
    assert run(capsys, root, "list", "programmes", "--js").code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("list", "alles", "--json"),
        ("show", "--json"),
        ("report", "--jobs", "veel", "--json"),
        ("build", "--streng", "--json"),
        ("--json",),
    ],
)
def test_a_wrong_call_is_one_object_for_a_program(
    words: tuple[str, ...], root: Path, capsys: Any
) -> None:
    said = run(capsys, root, *words)

    assert said.code == 2
    assert said.refusal["exit_code"] == 2
    assert said.refusal["kind"] == "WrongCall"
    assert "--help" in said.refusal["message"]
    assert said.err == ""


def test_a_folder_without_a_project_says_what_to_do(tmp_path: Path, capsys: Any) -> None:
    said = run(capsys, tmp_path, "list", "programmes")

    assert said.code == 2
    assert said.out == ""
    assert "pcanalysis.toml" in said.err
    assert "--project DIR" in said.err
    assert "Traceback" not in said.err


def test_a_folder_without_a_project_is_one_object_for_a_program(
    tmp_path: Path, capsys: Any
) -> None:
    for words in (("list", "volumes"), ("show", "leiden/1"), ("build",), ("report",)):
        said = run(capsys, tmp_path, *words, "--json")
        assert said.code == 2
        assert set(said.refusal) == {"kind", "message", "exit_code"}
        assert said.err == ""


def test_a_setting_that_cannot_be_right_is_a_wrong_call(tmp_path: Path, capsys: Any) -> None:
    village(tmp_path)
    write(tmp_path, "pcanalysis.toml", 'schema = 1\nmunicipalities = ["drop"]\n')

    said = run(capsys, tmp_path, "list", "programmes")

    assert said.code == 2
    assert "Onbekend: gemeente in pcanalysis.toml 'drop'. Bedoelt u 'dorp'?" in said.err


def test_a_definition_that_cannot_be_read_is_refused_data(tmp_path: Path, capsys: Any) -> None:
    village(tmp_path)
    write(tmp_path, "data/definitions/dorp/1.toml", "schema = 1\nkey = \n")

    said = run(capsys, tmp_path, "show", "dorp/tevreden", "--json")

    assert said.code == 65
    assert said.refusal["kind"] == "DataRefused"
    assert [one["file"] for one in said.refusal["problems"]] == ["data/definitions/dorp/1.toml"]


# The process


def test_the_command_can_be_called_again_and_again_in_one_process(root: Path, capsys: Any) -> None:
    first = run(capsys, root, "list", "programmes")
    refused = run(capsys, root, "show", "leiden/nergens")
    again = run(capsys, root, "list", "programmes")

    assert (first.code, refused.code, again.code) == (0, 2, 0)
    assert again == first


def test_a_project_is_found_from_a_folder_below_it(
    root: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "docs")

    assert main(["list", "programmes"]) == 0
    assert "leiden/1" in capsys.readouterr().out


def test_without_words_the_command_reads_its_own_command_line(
    root: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["pcanalysis", "--project", str(root), "show", "leiden/nergens", "--json"]
    monkeypatch.setattr(sys, "argv", words)

    assert main() == 2
    assert '"exit_code": 2' in capsys.readouterr().out


def test_the_module_runs_as_the_command_does(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pcanalysis", "show", "leiden/1A1.z"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "Onbekend: sleutel 'leiden/1A1.z'. Bedoelt u 'leiden/1A1.a'?\n"


def test_a_reader_that_goes_away_is_no_error(root: Path) -> None:
    # as `pcanalysis list indicators | head` does
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pcanalysis", "list", "programmes"],
            cwd=root,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)

    assert done.returncode == 0
    assert done.stderr == ""


# lab: JupyterLab itself is not started here


def test_lab_opens_the_notebook_in_the_folder_of_the_project(
    root: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[list[str], Path]] = []

    def note(command: list[str], *, cwd: Path, check: bool) -> Any:
        calls.append((command, cwd))
        return subprocess.CompletedProcess(command, 7)

    monkeypatch.setattr(subprocess, "run", note)
    said = run(capsys, root / "docs", "lab")

    assert calls == [([sys.executable, "-m", "jupyterlab", "notebooks/explore.ipynb"], root)]
    assert said.code == 7  # what JupyterLab ended with
    assert "Ctrl+C" in said.out


def test_stopping_with_the_keyboard_ends_with_130(
    root: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any, **__: Any) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", stopped)
    said = run(capsys, root, "lab")

    assert said.code == 130
    assert said.err == "Stopped.\n"


def test_a_wrong_call_is_told_in_the_language_of_the_project(tmp_path: Path, capsys: Any) -> None:
    village(tmp_path)
    write(tmp_path, "pcanalysis.toml", SETTINGS.replace('"nl"', '"en"'))

    said = run(capsys, tmp_path, "show", "dorp/tevrede")

    assert said.err == "Unknown key 'dorp/tevrede'. Did you mean 'dorp/tevreden'?\n"


def test_no_project_is_told_in_dutch(tmp_path: Path, capsys: Any) -> None:
    said = run(capsys, tmp_path, "list", "programmes")

    assert said.code == 2
    assert said.err.startswith("Hier is geen project: pcanalysis.toml staat niet in deze map")
