"""The command line: arguments in, one call, exit code out.

Nothing heavy is imported before a verb needs it, so ``--help`` answers at once.
"""

from __future__ import annotations

import errno
import io
import os
import sys

from pcanalysis.cli.parser import WrongWords, make_parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from pcanalysis.errors import PcanalysisError

INTERRUPTED = 130
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)  # what a disk answers


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code; errors are told on stderr, without traceback.

    Parameters
    ----------
    argv
        The words after ``pcanalysis``; None takes them from the command line.
    """
    words = sys.argv[1:] if argv is None else argv
    as_json = "--json" in words
    for stream in (sys.stdout, sys.stderr):  # the same bytes in every locale
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        arguments = make_parser().parse_args(words)
    except SystemExit as end:  # argparse has shown the help
        return int(end.code or 0)
    except WrongWords as wrong:
        from pcanalysis.errors import WrongCall

        return _tell(WrongCall(str(wrong)), as_json=as_json)
    return _run(arguments, as_json=as_json)


def _run(arguments: argparse.Namespace, *, as_json: bool) -> int:
    """Run the verb; whatever a user can cause comes out as a message and an exit code."""
    from pcanalysis.cli import verbs
    from pcanalysis.errors import OutputFailed, PcanalysisError

    try:
        code = verbs.run(arguments)
        sys.stdout.flush()
    except PcanalysisError as error:
        return _tell(error, as_json=as_json, language=verbs.language_of(arguments))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, such as `head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno not in _FULL:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what waits is lost
        return _tell(OutputFailed(f"The answer cannot be written: {error.strerror}."))
    return code


def _tell(error: PcanalysisError, *, as_json: bool = False, language: str = "nl") -> int:
    """Say what went wrong, on stderr or as one JSON object, and return the exit code."""
    import json

    from pcanalysis.errors import DataRefused, WrongCall

    said = error.told(language) if isinstance(error, DataRefused | WrongCall) else str(error)
    if not as_json:
        print(said, file=sys.stderr)
        return error.exit_code
    facts: dict[str, Any] = {"kind": type(error).__name__, "message": said}
    facts["exit_code"] = error.exit_code
    if isinstance(error, DataRefused):
        facts["problems"] = [problem.plain(language) for problem in error.problems]
    print(json.dumps({"error": facts}, ensure_ascii=False))
    return error.exit_code
