"""Results in words, in Dutch and English: plain sentences that never say more than the status.

Texts are plain text without markup; whoever shows them escapes them.
"""

from pcanalysis.texts.numbers import (
    format_count,
    format_date,
    format_day,
    format_estimate,
    format_number,
    format_period,
    format_range,
    format_time,
    format_value,
    format_week,
)
from pcanalysis.texts.sentences import alt_text, chips, describe, headline, note, subtitle
from pcanalysis.texts.words import LANGUAGES, counted, word

__all__ = [
    "LANGUAGES",
    "alt_text",
    "chips",
    "counted",
    "describe",
    "format_count",
    "format_date",
    "format_day",
    "format_estimate",
    "format_number",
    "format_period",
    "format_range",
    "format_time",
    "format_value",
    "format_week",
    "headline",
    "note",
    "subtitle",
    "word",
]
