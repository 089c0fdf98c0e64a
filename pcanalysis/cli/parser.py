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
_EXAMPLES = {
    "report": """\
  pcanalysis report                             all reports of this project
  pcanalysis report leiden/1 --notebook trend   one programme, only the trends
  pcanalysis report --until 2018 --out reports-2018 --language nl
""",
    "build": """\
  pcanalysis build            refused cells are told, the others are kept
  pcanalysis build --strict   any refused cell fails the build
""",
    "check": """\
  pcanalysis check kcc-2024.csv --kind kcc          what is accepted and refused; nothing is stored
  pcanalysis check delivery/ --kind indicator       all files of a folder, as one delivery
  pcanalysis check kcc.csv --kind kcc --dialect date_order=mdy --json
""",
    "add": """\
  pcanalysis add kcc-2024.xlsx --kind kcc --programme leiden/1
  pcanalysis add cijfers.csv --kind indicator --programme leiden/1 --edition leiden-jv-2017
  pcanalysis add delivery/ --kind kcc --programme leiden/1 --published 2025-02-01 --partial
what is stored is a copy with known columns only: columns about persons never enter the project.
a newer delivery gets a folder of its own; on the days it has, it replaces the older one.
""",
    "list": """\
  pcanalysis list programmes
  pcanalysis list indicators leiden/1 --language en
  pcanalysis list volumes --json
""",
    "show": """\
  pcanalysis show leiden/1A1.a                  verdict, figures, file and line
  pcanalysis show leiden/telefoon --until 2018  a contact volume, as known then
  pcanalysis show leiden/1                      everything that a programme measures
""",
    "lab": "  pcanalysis lab\n",
}
KINDS = ("kcc", "indicator", "norm")
LISTS = ("programmes", "indicators", "volumes")
_SUMMARIES = {
    "report": "build what changed, run the notebooks, publish the reports",
    "build": "read and check data/raw, write data/processed",
    "check": "say what of a delivery is accepted; nothing is stored",
    "add": "check a delivery and store it, without data about persons",
    "list": "list programmes, indicators or contact volumes",
    "show": "show a programme, indicator or contact volume",
    "lab": "open JupyterLab on notebooks/explore.ipynb",
}
_JSON = {"--json": "print one JSON object and nothing else"}
_ANSWER = {"--language": "language of the answer (default: the project's)"} | _JSON
_UNTIL = {"--until DATE": "as known then: 2018-12-31 or 2018"}
_DELIVERY = {
    "files FILE": "files of one delivery, or a folder",
    "--kind": "what the files hold",
    "--dialect NAME=VALUE": "how the file is written, where it cannot be seen: decimal=, "
    "date_order=dmy encoding=cp1252 delimiter=; sheet=Blad1 kanaal=telefoon; can be repeated",
    **_ANSWER,
}
_ARGUMENTS = {  # of each verb: its name and what stands for its value, and its help
    "report": {
        "programmes PROGRAMME": "such as leiden/1 "
        "(default: all of the municipalities in pcanalysis.toml)",
        "--notebook NAME": "only this notebook: trend, target_gap or forecast; can be repeated",
        **_UNTIL,
        "--language nl,en": "languages of the pages (default: both)",
        "--jobs N": "notebooks at a time (default: cores)",
        "--out DIR": "where the reports go (default: reports)",
        "--force": "also what did not change",
        **_JSON,
    },
    "build": {"--strict": "fail when any cell is refused", **_JSON},
    "check": _DELIVERY,
    "add": {
        **_DELIVERY,
        "--programme KEY": "whose figures these are: leiden/1",
        "--edition ID": "the document they are from; an indicator table needs one",
        "--published DATE": "day of publication, as 2025-02-01 (default: of the edition)",
        "--publisher TEXT": "who made them (default: the municipality)",
        "--licence TEXT": "under which they may be used (default: unknown)",
        "--source NAME": "folder below data/raw (default: programme or edition, and kind)",
        "--partial": "also when rows are refused",
    },
    "list": {"what": "what to list", "programme PROGRAMME": "only of this programme", **_ANSWER},
    "show": {"key KEY": "such as leiden/1A1.a, leiden/telefoon or leiden/1", **_UNTIL, **_ANSWER},
    "lab": {},
}
_FACTS: dict[str, dict[str, Any]] = {  # of arguments that are no plain text and no switch
    "programmes PROGRAMME": {"nargs": "*", "default": []},
    "files FILE": {"nargs": "+"},
    "programme PROGRAMME": {"nargs": "?"},
    "what": {"choices": LISTS},
    "--kind": {"choices": KINDS, "required": True},
    "--programme KEY": {"required": True},
    "--dialect NAME=VALUE": {"action": "append", "default": []},
    "--notebook NAME": {"action": "append", "default": None},
    "--language": {"choices": ("nl", "en")},
    "--language nl,en": {"default": "nl,en"},
    "--jobs N": {"type": int, "default": None},
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
    for name, summary in _SUMMARIES.items():
        verb = verbs.add_parser(
            name,
            allow_abbrev=False,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"examples:\n{_EXAMPLES[name]}\n{EXIT_CODES}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for argument, text in _ARGUMENTS[name].items():
            flag, _, metavar = argument.partition(" ")
            plain = {"metavar": metavar, "default": ""} if metavar else {"action": "store_true"}
            facts = _FACTS.get(argument, {})
            verb.add_argument(flag, help=text, **(plain | facts if metavar else facts or plain))
    return parser
