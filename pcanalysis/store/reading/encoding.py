"""Which text the bytes of a file stand for: UTF-8, UTF-16, or what older programs wrote.

A byte order mark or valid UTF-8 settles it. Otherwise the encoding under which most letters are
those of Dutch words is taken, with a warning; a line that only fits another encoding gets its own.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from itertools import repeat

from pcanalysis.store.reading.notes import Notes

# The longer ones first: a mark of UTF-32 begins like one of UTF-16.
_MARKED = ("utf-32-le", "utf-32-be", "utf-8", "utf-16-le", "utf-16-be")
_MARKS = {"\ufeff".encode(name): name for name in _MARKED}
_NAMES = {"cp1252": "Windows-1252", "cp850": "DOS (cp850)", "mac-roman": "Mac Roman"}
_STATED = {"ascii", "iso8859-1", "iso8859-15", "utf-8", "utf-16", "utf-32", "cp437", *_NAMES}
_WORDLIKE = re.compile(  # letters of Dutch words, in a word; signs where no letter can stand
    "(?<=[A-Za-z])[éëïöüáèêçàóúíâîôûñä]|[éëïöüáèêçàóúíâîôûñä](?=[a-z])"
    "|(?<=[A-Z])[ÉËÏÖÜÇ]|(?<![a-z])[ÉËÏÖÜÇ](?=[A-Za-z])"
    "|(?<![A-Za-z])[€’‘“”–…²³°½§]|[€’‘“”–…²³°½§](?![A-Za-z])|(?<=[a-z])’(?=[a-z])"
)
_CONTROLS = bytes({*range(32), 127} - {9, 10, 12, 13, 26})
_HEAD, _ZEROS = 8192, 0.9  # bytes that show UTF-16, and how many of every other one are zero
_BREAK = re.compile(r"\r\n?|\n")
MAX_CONTROLS = 0.05  # share of control characters above which bytes are no text
MAX_MIXED = 1000  # lines that get a message of their own


def control_share(raw: bytes) -> float:
    """Return which share of the bytes are control characters, NULs at the end left out."""
    body = raw.rstrip(b"\0\x1a")
    return (len(body) - len(body.translate(None, _CONTROLS))) / max(len(body), 1)


def marked_encoding(raw: bytes) -> str | None:
    """Return the encoding that a byte order mark names, or the zeros of UTF-16 without one show."""
    marked = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), None)
    head = raw[:_HEAD].rstrip(b"\0\x1a")
    for name, zeros, plain in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        most = _ZEROS * len(head[zeros::2])
        if not marked and 0 < most < head[zeros::2].count(0) and 0 not in head[plain::2]:
            marked = name if control_share(head[plain::2]) <= MAX_CONTROLS else None
    return marked


def decode(raw: bytes, dialect: Mapping[str, str], notes: Notes) -> str:
    """Return the text of a file, without its byte order mark.

    ``encoding`` on the card settles the question; otherwise ``notes`` gets the evidence, and a
    warning where the encoding was guessed or differs by line. Refuses (DataRefused) a text that
    does not fit what the card or the mark names, and bytes that are no text at all.
    """
    text = _whole(raw, dialect, notes).lstrip("\ufeff")
    body = text.rstrip("\0\x1a")
    if len(body) < len(text):
        line = line_at(text, len(body))
        notes.warning("control_character", line=line, cell=text[len(body) :][:4])
    return body


def line_at(text: str, position: int) -> int:
    """Return the line on which a position of a text stands, as an editor shows it."""
    return len(_BREAK.findall(text[:position])) + 1


def _whole(raw: bytes, dialect: Mapping[str, str], notes: Notes) -> str:
    marked = marked_encoding(raw)
    if stated := dialect.get("encoding"):
        notes.evidence["encoding"] = f"{stated}: stated"
        return _strictly(raw, _stated(stated, marked, notes), "encoding_wrong", stated, notes)
    if marked and marked != "utf-8":
        shows = "byte order mark" if raw.startswith((*_MARKS,)) else "every other byte is zero"
        notes.evidence["encoding"] = f"{marked}: {shows}"
        return _strictly(raw, marked, "damaged_text", marked.upper(), notes)
    if not _fits(raw):
        return _by_line(raw, notes)
    notes.evidence["encoding"] = f"utf-8: {'byte order mark' if marked else 'every byte fits'}"
    return raw.decode("utf-8")


def _stated(stated: str, marked: str | None, notes: Notes) -> str:
    try:
        name = codecs.lookup(stated).name
    except (LookupError, ValueError):
        name = ""
    agrees = marked is None or marked.startswith(name) or name.startswith(marked)
    if re.sub("-(le|be|sig)$", "", name) not in _STATED or not agrees:
        notes.refuse("encoding_wrong", line=1, encoding=stated)
    return marked if marked and marked.startswith(name) else name


def _strictly(raw: bytes, encoding: str, code: str, shown: str, notes: Notes) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(encoding, "ignore")
        notes.refuse(code, line=line_at(before, len(before)), encoding=shown)


def _by_line(raw: bytes, notes: Notes) -> str:
    """Decode bytes that are not UTF-8: as one older encoding, or line by line where both occur."""
    if control_share(raw) > MAX_CONTROLS:
        notes.refuse("not_a_text_table", type="binary")
    lines = raw.splitlines(keepends=True)
    fits = {n: _fits(line) for n, line in enumerate(lines) if not line.isascii()}
    wide, narrow = ([n for n, fit in fits.items() if fit is kind] for kind in (True, False))
    odd = b"".join(lines[n] for n in narrow)
    encoding = max(_NAMES, key=lambda name: _likely(odd, name))
    notes.evidence["encoding"] = f"{encoding}: letters of words; {len(wide)} lines are utf-8"
    few, other = narrow, _NAMES[encoding]
    if len(wide) < len(narrow):
        notes.warning("encoding_guessed", line=narrow[0] + 1, encoding=other)
        few, other = wide, "UTF-8"
    for n in few[:MAX_MIXED]:
        notes.warning("mixed_encoding", line=n + 1, encoding=other)
    if not wide:
        return raw.decode(encoding, "replace")
    names = ("utf-8" if fits.get(n, True) else encoding for n in range(len(lines)))
    return "".join(map(bytes.decode, lines, names, repeat("replace")))


def _fits(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _likely(raw: bytes, encoding: str) -> int:
    """Score an encoding by the characters it makes: letters in words and signs between them."""
    seen = raw[:1_000_000].decode(encoding, "replace")
    foreign = sum(not character.isascii() for character in seen)
    return 4 * len(_WORDLIKE.findall(seen)) - foreign - 10 * seen.count("\ufffd")
