"""What the command line understands, and the help that teaches it."""

from __future__ import annotations

import argparse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

EXIT_CODES = """\
exit codes: 0 all done, 1 some programme failed and others are published, or some rows refused,
2 wrong call or settings, 65 data refused, 74 output cannot be written, 75 another run is busy,
130 stopped with Ctrl+C"""
EXAMPLES = """\
examples:
  pcanalysis report                        build what changed, publish every report
  pcanalysis report leiden/1 --until 2018  one programme, as known at the end of 2018
  pcanalysis list programmes               what there is
  pcanalysis check export.xlsx --kind kcc  what of a delivery is accepted, and what is not
  pcanalysis add export.xlsx --kind kcc --programme leiden/1   store a delivery, without persons
  pcanalysis show leiden/1A1.a             one indicator: verdict, figures, file and line
  pcanalysis lab                           explore in JupyterLab
"""
_REPORT = """\
  pcanalysis report                             all reports of this project
  pcanalysis report leiden/1 --notebook trend   one programme, only the trends
  pcanalysis report --until 2018 --out reports-2018 --language nl
"""
_BUILD = """\
  pcanalysis build            refused cells are told, the others are kept
  pcanalysis build --strict   any refused cell fails the build
"""
_CHECK = """\
  pcanalysis check kcc-2024.csv --kind kcc          what is accepted and refused; nothing is stored
  pcanalysis check delivery/ --kind indicator       all files of a folder, as one delivery
  pcanalysis check kcc.csv --kind kcc --dialect date_order=mdy --json
"""
_ADD = """\
  pcanalysis add kcc-2024.xlsx --kind kcc --programme leiden/1
  pcanalysis add cijfers.csv --kind indicator --programme leiden/1 --edition leiden-jv-2017
  pcanalysis add delivery/ --kind kcc --programme leiden/1 --published 2025-02-01 --partial
what is stored is a copy with known columns only: columns about persons never enter the project.
a newer delivery gets a folder of its own; on the days it has, it replaces the older one.
"""
_LIST = """\
  pcanalysis list programmes
  pcanalysis list indicators leiden/1 --language en
  pcanalysis list volumes --json
"""
_SHOW = """\
  pcanalysis show leiden/1A1.a                  verdict, figures, file and line
  pcanalysis show leiden/telefoon --until 2018  a contact volume, as known then
  pcanalysis show leiden/1                      everything that a programme measures
"""
KINDS = ("kcc", "indicator", "norm")
LISTS = ("programmes", "indicators", "volumes")
_SHARED: dict[str, dict[str, Any]] = {  # options of several verbs
    "--json": {"action": "store_true", "help": "print one JSON object and nothing else"},
    "--language": {
        "choices": ("nl", "en"),
        "help": "language of the answer (default: the project's)",
    },
    "--dialect": {
        "action": "append",
        "default": [],
        "metavar": "NAME=VALUE",
        "help": "how the file is written, where it cannot be seen: decimal=, date_order=dmy "
        "encoding=cp1252 delimiter=; sheet=Blad1 kanaal=telefoon; can be repeated",
    },
    "--until": {"default": "", "metavar": "DATE", "help": "as known then: 2018-12-31 or 2018"},
}


class WrongWords(Exception):
    """Words that make no call; what is wrong with them, and where the help is."""


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong as every other error of this package is said."""

    def error(self, message: str) -> NoReturn:
        """Refuse the call and point to the help."""
        raise WrongWords(f"{message[:1].upper()}{message[1:]}. See: {self.prog} --help")


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = Parser(
        prog="pcanalysis",
        allow_abbrev=False,
        description="Trend, forecast and target-gap reports for municipal planning & control.",
        epilog=f"{EXAMPLES}\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--project", default=".", metavar="DIR", help="folder of the project (default: this one)"
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB", title="verbs")
    _add_report(verbs)
    _add_build(verbs)
    _add_check(verbs)
    _add_add(verbs)
    _add_list(verbs)
    _add_show(verbs)
    _add(verbs, "lab", "open JupyterLab on notebooks/explore.ipynb", "  pcanalysis lab\n")
    return parser


def _add(
    verbs: argparse._SubParsersAction[Parser], name: str, summary: str, examples: str
) -> argparse.ArgumentParser:
    return verbs.add_parser(
        name,
        allow_abbrev=False,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=f"examples:\n{examples}\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _add_report(verbs: argparse._SubParsersAction[Parser]) -> None:
    report = _add(
        verbs, "report", "build what changed, run the notebooks, publish the reports", _REPORT
    )
    report.add_argument(
        "programmes",
        nargs="*",
        metavar="PROGRAMME",
        help="such as leiden/1 (default: all of the municipalities in pcanalysis.toml)",
    )
    report.add_argument(
        "--notebook",
        action="append",
        metavar="NAME",
        help="only this notebook: trend, target_gap or forecast; can be repeated",
    )
    report.add_argument("--until", **_SHARED["--until"])
    report.add_argument(
        "--language",
        default="nl,en",
        metavar="nl,en",
        help="languages of the pages (default: both)",
    )
    report.add_argument(
        "--jobs", type=int, metavar="N", help="notebooks at a time (default: cores)"
    )
    report.add_argument("--out", metavar="DIR", help="where the reports go (default: reports)")
    report.add_argument("--force", action="store_true", help="also what did not change")
    report.add_argument("--json", **_SHARED["--json"])


def _add_build(verbs: argparse._SubParsersAction[Parser]) -> None:
    build = _add(verbs, "build", "read and check data/raw, write data/processed", _BUILD)
    build.add_argument("--strict", action="store_true", help="fail when any cell is refused")
    build.add_argument("--json", **_SHARED["--json"])


def _add_check(verbs: argparse._SubParsersAction[Parser]) -> None:
    check = _add(verbs, "check", "say what of a delivery is accepted; nothing is stored", _CHECK)
    _add_delivery(check)


def _add_add(verbs: argparse._SubParsersAction[Parser]) -> None:
    add = _add(verbs, "add", "check a delivery and store it, without data about persons", _ADD)
    _add_delivery(add)
    add.add_argument(
        "--programme", required=True, metavar="KEY", help="whose figures these are: leiden/1"
    )
    for option, metavar, text in (
        ("--edition", "ID", "the document they are from; an indicator table needs one"),
        ("--published", "DATE", "day of publication, as 2025-02-01 (default: of the edition)"),
        ("--publisher", "TEXT", "who made them (default: the municipality)"),
        ("--licence", "TEXT", "under which they may be used (default: unknown)"),
        ("--source", "NAME", "folder below data/raw (default: programme or edition, and kind)"),
    ):
        add.add_argument(option, metavar=metavar, default="", help=text)
    add.add_argument("--partial", action="store_true", help="also when rows are refused")


def _add_delivery(verb: argparse.ArgumentParser) -> None:
    """Add what the verbs about a delivery share."""
    verb.add_argument("files", nargs="+", metavar="FILE", help="files of one delivery, or a folder")
    verb.add_argument("--kind", required=True, choices=KINDS, help="what the files hold")
    for option in ("--dialect", "--language", "--json"):
        verb.add_argument(option, **_SHARED[option])


def _add_list(verbs: argparse._SubParsersAction[Parser]) -> None:
    listing = _add(verbs, "list", "list programmes, indicators or contact volumes", _LIST)
    listing.add_argument("what", choices=LISTS, help="what to list")
    listing.add_argument(
        "programme", nargs="?", default="", metavar="PROGRAMME", help="only of this programme"
    )
    for option in ("--language", "--json"):
        listing.add_argument(option, **_SHARED[option])


def _add_show(verbs: argparse._SubParsersAction[Parser]) -> None:
    show = _add(verbs, "show", "show a programme, indicator or contact volume", _SHOW)
    show.add_argument(
        "key", metavar="KEY", help="such as leiden/1A1.a, leiden/telefoon or leiden/1"
    )
    for option in ("--until", "--language", "--json"):
        show.add_argument(option, **_SHARED[option])
