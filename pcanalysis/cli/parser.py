"""What the command line understands; ``help.txt`` beside it holds the help that teaches it."""

from __future__ import annotations

import argparse
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

EXIT_CODES = """\
exit codes: 0 all done, 1 some programme failed and others are published, or some rows refused,
2 wrong call or settings, 65 data refused, 74 output cannot be written, 75 another run is busy,
130 stopped with Ctrl+C"""
_HELP = os.path.dirname(__file__) + "/help.txt"  # noqa: PTH120  (pathlib would slow --help down)
_FACTS: dict[str, dict[str, Any]] = {  # of arguments that are no plain text and no switch
    "--project DIR": {"default": "."},
    "programmes PROGRAMME": {"nargs": "*", "default": []},
    "files FILE": {"nargs": "+"},
    "programme PROGRAMME": {"nargs": "?"},
    "what": {"choices": ("programmes", "indicators", "volumes")},
    "--kind": {"choices": ("kcc", "indicator", "norm"), "required": True},
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
    with open(_HELP, encoding="utf-8") as file:  # noqa: PTH123
        _, *sections = file.read().split("\n[")
    (_, about), (_, shared), *verbs = (section.split("]\n", 1) for section in sections)
    parser = Parser(prog="pcanalysis", **_described(about))
    texts = dict(line.split(": ", 1) for line in shared.splitlines()[1:])
    _add_arguments(parser, about, texts)
    chosen = parser.add_subparsers(dest="verb", required=True, metavar="VERB", title="verbs")
    for name, section in verbs:
        summary = section.partition("\n")[0]
        verb = chosen.add_parser(name, help=summary, **_described(section))
        _add_arguments(verb, section, texts)
    return parser


def _described(section: str) -> dict[str, Any]:
    """Return how a parser shows the help of one section: its first line, examples, exit codes."""
    summary, examples = section.partition("\n")[0], section.partition("examples:\n")[2]
    return {
        "description": f"{summary[0].upper()}{summary[1:].rstrip('.')}.",
        "epilog": f"examples:\n{examples.rstrip()}\n\n{EXIT_CODES}",
        "formatter_class": argparse.RawDescriptionHelpFormatter,
        "allow_abbrev": False,
    }


def _add_arguments(parser: argparse.ArgumentParser, section: str, texts: dict[str, str]) -> None:
    """Give a parser the arguments of its section; ``texts`` are those that several verbs share."""
    for line in section.partition("examples:\n")[0].splitlines()[1:]:
        argument, _, text = line.partition(": ")
        flag, _, metavar = argument.partition(" ")
        plain = {"metavar": metavar, "default": ""} if metavar else {"action": "store_true"}
        facts = _FACTS.get(argument, {})
        own = plain | facts if metavar else facts or plain
        parser.add_argument(flag, help=text or texts[argument], **own)
