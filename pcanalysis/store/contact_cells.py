"""What one cell of a contact-centre export means.

Each function reads one text and raises :class:`UnreadableCell` with the reason when it cannot.
Numbers are Dutch unless the dialect says otherwise; dates put the day first unless they are ISO.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from pcanalysis.errors import PcanalysisError
from pcanalysis.model.period import FIRST_YEAR, LAST_YEAR

_MISSING = frozenset({"", "-", "–", ".", "x", "*)", "n.b.", "nb", "n.v.t.", "nvt"})
_SPELLINGS = {  # channel to spellings, folded to letters and digits
    "telefoon": ("telefonie", "telefonisch", "tel", "phone", "telephone", "calls", "voice"),
    "balie": ("baliebezoek", "desk", "counter"),
    "e-mail": ("mail",),
    "webformulier": ("webform", "formulier", "eformulier", "klantcontactformulier"),
    "chat": ("livechat", "webchat"),
    "whatsapp": (),
    "social-media": ("social", "socials", "socialemedia", "socialmedia"),
    "post": ("brief", "brieven"),
    "melding": ("meldingen", "meldingopenbareruimte", "meldingenopenbareruimte"),
}


class UnreadableCell(PcanalysisError):
    """A cell that does not say what its column needs."""

    exit_code = 65


def fold(text: str) -> str:
    """Return only the letters and digits of ``text``, in lower case: how spellings are compared.

    Examples
    --------
    >>> fold("Gem. gesprekstijd")
    'gemgesprekstijd'
    """
    return "".join(character for character in text.casefold() if character.isalnum())


CHANNELS: Mapping[str, str] = {  # folded spelling to channel
    spelling: channel
    for channel, others in _SPELLINGS.items()
    for spelling in (fold(channel), *others)
}


def parse_channel(text: str) -> str:
    """Return the channel; a name we do not know stays as it is written.

    Examples
    --------
    >>> parse_channel("Social media"), parse_channel("Burgerzaken")
    ('social-media', 'Burgerzaken')
    """
    if not text.strip():
        raise UnreadableCell("no channel. Write telefoon, balie, e-mail, …")
    return CHANNELS.get(fold(text), text.strip())


def parse_day(text: str) -> date:
    """Return the date of ``4-1-2016``, ``04/01/2016`` (day first) or ``2016-01-04``.

    Examples
    --------
    >>> parse_day("04-01-2016")
    datetime.date(2016, 1, 4)
    """
    if found := re.fullmatch(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\s*", text, re.ASCII):
        day, month, year = map(int, found.groups())
    elif found := re.fullmatch(r"\s*(\d{4})-(\d{2})-(\d{2})\s*", text, re.ASCII):
        year, month, day = map(int, found.groups())
    else:
        raise UnreadableCell("not a date. Write 31-12-2017 or 2017-12-31.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnreadableCell(f"year {year} lies outside {FIRST_YEAR}-{LAST_YEAR}.")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableCell(f"this date does not exist: day {day}, month {month}.") from error


def parse_time(text: str) -> int:
    """Return the minutes since midnight of ``08:30``; intervals begin at a whole quarter.

    Examples
    --------
    >>> parse_time("08:30")
    510
    """
    found = re.fullmatch(r"\s*(\d{1,2}):(\d{2})(?::00)?\s*", text, re.ASCII)
    if found is None:
        raise UnreadableCell("not a time. Write 08:30.")
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise UnreadableCell("this time does not exist. Write 00:00 to 23:45.")
    if minute % 15:
        raise UnreadableCell("an interval begins at a whole quarter of an hour.")
    return 60 * hour + minute


def parse_count(text: str, *, decimal: str, thousands: str) -> int | None:
    """Return a whole number of contacts; None when the cell says that there is no figure.

    Examples
    --------
    >>> parse_count("1.234", decimal=",", thousands=".")
    1234
    """
    number = parse_number(text, decimal=decimal, thousands=thousands)
    if number is None:
        return None
    if number < 0:
        raise UnreadableCell("a number of contacts cannot be negative.")
    if number != int(number):
        raise UnreadableCell("a number of contacts is a whole number.")
    return int(number)


def parse_seconds(text: str, *, decimal: str, thousands: str) -> float | None:
    """Return seconds from ``200``, ``200 s`` or ``3:20`` (minutes:seconds); None when missing.

    Examples
    --------
    >>> parse_seconds("3:20", decimal=",", thousands=".")
    200.0
    """
    if found := re.fullmatch(r"\s*(\d+):([0-5]\d)\s*", text, re.ASCII):
        return 60.0 * int(found[1]) + int(found[2])
    bare = re.sub(r"\s*(s|sec|seconden|seconds)\.?\s*$", "", text, flags=re.IGNORECASE)
    seconds = parse_number(bare, decimal=decimal, thousands=thousands)
    if seconds is not None and seconds < 0:
        raise UnreadableCell("a time cannot be negative.")
    return seconds


def parse_number(text: str, *, decimal: str, thousands: str) -> float | None:
    """Return a number in the notation of the file; None for an empty cell or a missing mark."""
    bare = text.strip()
    if bare.casefold() in _MISSING:
        return None
    group, point = re.escape(thousands), re.escape(decimal)
    grouped = rf"\d{{1,3}}(?:{group}\d{{3}})+|" if thousands else ""
    found = re.fullmatch(rf"([-−]?)({grouped}\d+)(?:{point}(\d+))?", bare, re.ASCII)
    if found is None:
        raise UnreadableCell(
            f"not a number. Write 1234 or 1{thousands}234, decimals after {decimal!r}."
        )
    whole = found[2].replace(thousands, "") if thousands else found[2]
    if len(whole) > 15:
        raise UnreadableCell("a number of more than 15 digits cannot be right.")
    number = float(f"{whole}.{found[3] or 0}")
    return -number if found[1] else number
