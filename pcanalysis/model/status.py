"""The small fixed vocabularies of a figure: its status, why it is missing, its kind and unit."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """What a printed figure is worth."""

    ACTUAL = "actual"  # stated by the publisher as measured
    PROVISIONAL = "provisional"
    ESTIMATE = "estimate"
    DERIVED = "derived"  # computed from other stated figures
    LOWER_BOUND = "lower_bound"  # "more than 300.000"
    DERIVED_LOWER_BOUND = "derived_lower_bound"
    MISSING = "missing"  # no value; a reason says why


class MissingReason(StrEnum):
    """Why a cell holds no figure; never silent and never zero."""

    NO_SURVEY = "no_survey"
    INSUFFICIENT_DATA = "insufficient_data"
    NOT_YET_KNOWN = "not_yet_known"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"  # known, but about a small group or giving one away
    UNKNOWN = "unknown"


class NBasis(StrEnum):
    """Where the number of respondents comes from; only ``published`` carries a clear verdict."""

    PUBLISHED = "published"  # for this question
    SURVEY_TOTAL = "survey_total"  # whole survey; a question may have fewer
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """How a figure comes about; decides which error it has."""

    SURVEY_SHARE = "survey_share"
    SURVEY_MEAN = "survey_mean"
    REGISTER = "register"
    NORM = "norm"
    CONTACTS = "contacts"


class Unit(StrEnum):
    """Unit of a figure."""

    PERCENT = "%"  # 0-100; differences are percentage points
    MARK = "mark"
    COUNT = "count"
    EURO = "euro"
    SECONDS = "seconds"
    DAYS = "days"
    RATE = "rate"  # any other ratio; its text says which


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    RANGE = "range"
    NEUTRAL = "neutral"
