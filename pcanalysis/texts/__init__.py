"""Results in words, in Dutch and English: plain sentences that never say more than the status.

Texts are plain text without markup; whoever shows them escapes them.
"""

from pcanalysis.texts.gap import chance_words
from pcanalysis.texts.numbers import (
    format_count,
    format_date,
    format_estimate,
    format_period,
    format_range,
    format_value,
)
from pcanalysis.texts.sentences import (
    alt_text,
    chips,
    describe,
    details,
    headline,
    note,
    subtitle,
)
from pcanalysis.texts.words import LANGUAGES, word

__all__ = [
    "LANGUAGES",
    "alt_text",
    "chance_words",
    "chips",
    "describe",
    "details",
    "format_count",
    "format_date",
    "format_estimate",
    "format_period",
    "format_range",
    "format_value",
    "headline",
    "note",
    "subtitle",
    "word",
]
