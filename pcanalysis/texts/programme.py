"""What a page says about a whole programme: in short, what we do not know, how many of what.

Works on findings, the plain JSON that notebooks hand over, so a page needs no result objects. A
figure is repeated as it was shown in its own finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pcanalysis.texts.numbers import format_count, format_percent
from pcanalysis.texts.words import begin, counted, listed, word

Finding = Mapping[str, Any]

TILES = 3
INDICATOR_TILES = 2  # more indicators are counted, not named
COMPARED = ("met_", "missed_", "interim_")
DEVELOPMENTS = ("improving", "worsening", "stable", "unclear", "too_few")
POSITIONS = (
    "met_clear",
    "missed_clear",
    "position_unclear",
    "interim",
    "unmeasured",
    "no_target",
)
BOUNDS = ("lower_bound", "derived_lower_bound")


def in_short(findings: Sequence[Finding], language: str) -> list[tuple[str, str]]:
    """Return at most three tiles for the top of a page: a big figure and its sentence."""
    gaps = _of_kind(findings, "gap")
    measured = [gap for gap in gaps if "measured" in gap["numbers"]]
    tiles: list[tuple[str, str]] = []
    if 0 < len(measured) <= INDICATOR_TILES:
        tiles += [_indicator_tile(gap, language) for gap in measured]
    elif measured:
        tiles += _counting_tiles(findings, measured, language)
    tiles += _volume_tile(findings, language)
    unmeasured = sum(gap["status"] == "no_measurement" for gap in gaps)
    if unmeasured:
        text = counted(language, "tile.unmeasured", unmeasured)
        tiles.append((format_count(unmeasured, language), text))
    return tiles[:TILES]


def overview_heading(findings: Sequence[Finding], language: str) -> str:
    """Return the verdict over all targets: how many latest measurements meet theirs."""
    compared = [gap for gap in _of_kind(findings, "gap") if gap["status"].startswith(COMPARED)]
    met = sum(_meets(gap) for gap in compared)
    if not compared:
        return word(language, "overview.heading_none")
    if len(compared) == 1:
        return word(language, f"overview.heading_one_{'met' if met else 'missed'}")
    key = f"overview.heading_{met}" if met < 2 else "overview.heading"
    return word(language, key, k=met, n=len(compared))


def unknowns(findings: Sequence[Finding], language: str) -> list[str]:
    """Return what the figures of a programme cannot tell, as a list of sentences."""
    said: list[str] = []
    if any(finding["simulated"] for finding in findings):
        said.append(word(language, "unknowns.simulated"))
    found = _keys_by_gap_in_knowledge(findings)
    said += [
        counted(language, f"unknowns.{code}", len(keys)) for code, keys in found.items() if keys
    ]
    said.append(word(language, "unknowns.cause"))
    return said


def years_without_survey(years: Iterable[int], language: str) -> str:
    """Return the sentence on years in which nobody was asked; "" when there are none."""
    named = [str(year) for year in sorted(set(years))]
    return word(language, "unknowns.no_survey", years=listed(named, language)) if named else ""


def development_summary(statuses: Iterable[str], language: str) -> str:
    """Return how many trends go which way: ``1 beter, 6 onduidelijk``."""
    known = ("improving", "worsening", "stable", "too_few")
    groups = Counter(status if status in known else "unclear" for status in statuses)
    return _summary(groups, DEVELOPMENTS, language)


def position_summary(statuses: Iterable[str], language: str) -> str:
    """Return how many figures stand how against their target: ``2 niet duidelijk``."""
    return _summary(Counter(_position_group(status) for status in statuses), POSITIONS, language)


def _of_kind(findings: Iterable[Finding], kind: str) -> list[Finding]:
    return [finding for finding in findings if finding["kind"] == kind]


def _meets(gap: Finding) -> bool:
    return str(gap["status"]).startswith(("met_", "interim_met"))


def _indicator_tile(gap: Finding, language: str) -> tuple[str, str]:
    period = gap["numbers"]["measured"]["period"]
    name, position = gap["name"][language], gap["chips"][language][0][1]
    text = word(language, "tile.indicator", name=begin(name), period=period, position=position)
    return _shown(gap, period, language), text


def _counting_tiles(
    findings: Sequence[Finding], measured: Sequence[Finding], language: str
) -> list[tuple[str, str]]:
    """Return how many measurements meet their target and how many figures really changed."""
    tiles = []
    compared = [gap for gap in measured if gap["status"].startswith(COMPARED)]
    if compared:
        met = sum(_meets(gap) for gap in compared)
        ratio = word(language, "tile.ratio", k=met, n=len(compared))
        tiles.append((ratio, word(language, "tile.targets_met")))
    trends = [
        trend
        for trend in _of_kind(findings, "trend")
        if trend["status"] != "too_few" and trend["quantity"] != "contacts"
    ]
    if trends:
        clear = sum(trend["status"] in ("improving", "worsening") for trend in trends)
        ratio = word(language, "tile.ratio", k=clear, n=len(trends))
        tiles.append((ratio, word(language, "tile.clear_changes")))
    return tiles


def _volume_tile(findings: Iterable[Finding], language: str) -> list[tuple[str, str]]:
    """Return the largest contact volume with its change, if there is one."""
    volumes = [
        trend
        for trend in _of_kind(findings, "trend")
        if trend["quantity"] == "contacts" and "change_pct" in trend["numbers"]
    ]
    if not volumes:
        return []
    largest = max(volumes, key=lambda trend: trend["numbers"]["last"]["value"])
    numbers = largest["numbers"]
    pct = numbers["change_pct"]["value"]
    key = "more" if pct > 0 else "less" if pct < 0 else "equal"
    text = word(
        language,
        f"tile.volume_{key}",
        contacts=largest["name"][language],
        t1=numbers["first"]["period"],
        t2=numbers["last"]["period"],
        pct=format_percent(abs(pct), language),
    )
    return [(_shown(largest, numbers["last"]["period"], language), begin(text))]


def _shown(finding: Finding, period: str, language: str) -> str:
    """Return the figure of a period as its finding shows it."""
    for entry in finding["provenance"]:
        if entry["role"] == "observation" and entry["period"] == period:
            return str(entry["shown"][language])
    return ""


def _keys_by_gap_in_knowledge(findings: Sequence[Finding]) -> dict[str, set[str]]:
    """Return per kind of ignorance the keys of the indicators and volumes it touches."""
    keys: dict[str, set[str]] = {
        "n_assumed": set(),
        "survey_total": set(),
        "n_unknown": set(),
        "no_measurement": set(),
        "label_incomplete": set(),
        "lower_bound": set(),
        "derived": set(),
    }
    for finding in findings:
        key = finding["key"]
        if finding["label_incomplete"]:
            keys["label_incomplete"].add(key)
        elif finding["status"] == "no_measurement":
            keys["no_measurement"].add(key)
        for entry in finding["provenance"]:
            if entry["role"] != "observation":
                continue
            if entry["status"] in BOUNDS:
                keys["lower_bound"].add(key)
            elif entry["status"] == "derived":
                keys["derived"].add(key)
            if finding["quantity"].startswith("survey") and entry["n_basis"] != "published":
                keys[_N_BASIS[entry["n_basis"]]].add(key)
    return keys


_N_BASIS = {"assumed": "n_assumed", "survey_total": "survey_total", "unknown": "n_unknown"}


def _position_group(status: str) -> str:
    if status in ("met_clear", "missed_clear"):
        return status
    if status.startswith(("met_", "missed_")):
        return "position_unclear"
    if status.startswith("interim"):
        return "interim"
    return (
        "unmeasured" if status in ("no_measurement", "target_expired_unmeasured") else "no_target"
    )


def _summary(groups: Mapping[str, int], order: Sequence[str], language: str) -> str:
    parts = [
        word(language, f"summary.{group}", n=groups[group]) for group in order if groups.get(group)
    ]
    return ", ".join(parts) or word(language, "summary.none")
