"""What a page says about a whole programme: in short, what we do not know, how many of what.

Works on findings, the plain JSON that notebooks hand over, so a page needs no result objects. A
figure is repeated as it was shown in its own finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pcanalysis.texts.numbers import format_count, format_percent
from pcanalysis.texts.words import begin, counted, listed, texts_of, word

Finding = Mapping[str, Any]

TILES = 3
INDICATOR_TILES = 2  # more indicators are counted, not named
COMPARED = ("met_", "missed_", "interim_")
_POSITIONS = {  # of a status that begins so, the first that fits
    "met_clear": "met_clear",
    "missed_clear": "missed_clear",
    "met_": "position_unclear",
    "missed_": "position_unclear",
    "interim": "interim",
    "no_measurement": "unmeasured",
    "target_expired_unmeasured": "unmeasured",
}


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


def headline_row(gap: Finding) -> dict[str, Any] | None:
    """Return the row of the outlook whose chance is printed; None if no chance may be."""
    return next((row for row in gap.get("outlook", ()) if row["headline"]), None)


def overview_heading(findings: Sequence[Finding], language: str) -> str:
    """Return the verdict over all targets: how many have a good chance, else how many are met."""
    likely, ahead = _better_than_even(findings)
    if ahead:
        kind = "one" if ahead == 1 else "many"
        which = f"{kind}_none" if not likely else kind
        return word(language, f"overview.likely_{which}", k=likely, n=ahead)
    met, compared = _meeting(_of_kind(findings, "gap"))
    if not compared:
        return word(language, "overview.heading_none")
    if compared == 1:
        return word(language, f"overview.heading_one_{'met' if met else 'missed'}")
    key = f"overview.heading_{met}" if met < 2 else "overview.heading"
    return word(language, key, k=met, n=compared)


def summary(findings: Sequence[Finding], language: str) -> list[str]:
    """Return what else is said in short: what changed, how much is noise, what is unknown."""
    said: list[str] = []
    trends, changed = _changes(findings)
    if changed:
        names = listed([one["name"][language] for one in changed], language)
        said.append(word(language, "in_short.changed", names=names))
    elif trends:
        said.append(word(language, "in_short.nothing_changed"))
    if len(trends) > len(changed):
        said.append(word(language, f"in_short.{'rest' if changed else 'all'}_chance"))
    gaps = _of_kind(findings, "gap")
    share = next((_noise(gap) for gap in gaps if _noise(gap) is not None), None)
    if share is not None and len(trends) > 1:
        said.append(word(language, f"in_short.noise{'_all' if share >= 95 else ''}", pct=share))
    few = (g for g in gaps if g.get("outlook") and not headline_row(g) and not g["expired"])
    expired = (gap for gap in gaps if gap.get("expired"))
    for name, number in (("few", len(list(few))), ("expired", len(list(expired)))):
        said += [begin(counted(language, f"in_short.{name}", number))] if number else []
    return said


def unknowns(findings: Sequence[Finding], language: str) -> list[str]:
    """Return what the figures of a programme cannot tell, as a list of sentences."""
    said: list[str] = []
    if any(finding["simulated"] for finding in findings):
        said.append(word(language, "unknowns.simulated"))
    found = _count_unknowns(findings)
    keys = (key.removesuffix(".one") for key in texts_of(language))  # in the order of the texts
    said += [counted(language, key, found[key]) for key in keys if found[key]]
    return [*said, word(language, "unknowns.cause")]


def development_summary(statuses: Iterable[str], language: str) -> str:
    """Return how many trends go which way: ``1 beter, 6 onduidelijk``."""
    known = texts_of(language)
    return _summary((s if f"summary.{s}" in known else "unclear" for s in statuses), language)


def position_summary(statuses: Iterable[str], language: str) -> str:
    """Return how many figures stand how against their target: ``2 niet duidelijk``."""
    fitting = (
        [group for start, group in _POSITIONS.items() if s.startswith(start)] for s in statuses
    )
    return _summary(((*groups, "no_target")[0] for groups in fitting), language)


def _of_kind(findings: Iterable[Finding], kind: str) -> list[Finding]:
    return [finding for finding in findings if finding["kind"] == kind]


def _meeting(gaps: Iterable[Finding]) -> tuple[int, int]:
    """Return how many figures meet their target, of how many that have one to meet."""
    compared = [gap["status"] for gap in gaps if gap["status"].startswith(COMPARED)]
    return sum(status.startswith(("met_", "interim_met")) for status in compared), len(compared)


def _better_than_even(findings: Iterable[Finding]) -> tuple[int, int]:
    """Return how many targets have a better than even chance, of how many with a chance."""
    rows = [headline_row(gap) for gap in _of_kind(findings, "gap")]
    chances = [row["p_reported"] for row in rows if row]
    return sum(p > 0.5 for p in chances), len(chances)


def _changes(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Return the trends of indicators, and of those the ones that really changed.

    That is: clear, beyond what survey waves do by themselves, and not clear only because many
    figures were looked at.
    """
    together = {gap["key"]: gap.get("portfolio", {}) for gap in _of_kind(findings, "gap")}
    trends = [
        trend
        for trend in _of_kind(findings, "trend")
        if trend["status"] != "too_few" and trend["quantity"] != "contacts"
    ]
    changed = [
        trend
        for trend in trends
        if trend["status"] in ("improving", "worsening")
        and trend.get("axes", {}).get("survives_wave_noise") is not False
        and together.get(trend["key"], {}).get("clear_together", True)
    ]
    return trends, changed


def _noise(gap: Finding) -> int | None:
    """Return the part of the movement of all percentages that is noise, in tens of percent."""
    share = gap.get("portfolio", {}).get("unit_noise_share")
    return None if share is None or gap["unit"] != "%" else 10 * round(10 * share)


def _indicator_tile(gap: Finding, language: str) -> tuple[str, str]:
    period = gap["numbers"]["measured"]["period"]
    name, position = gap["name"][language], gap["chips"][language][0][1]
    text = word(language, "tile.indicator", name=begin(name), period=period, position=position)
    return _shown(gap, period, language), text


def _counting_tiles(
    findings: Sequence[Finding], measured: Sequence[Finding], language: str
) -> list[tuple[str, str]]:
    """Return how many targets are likely, else met, and how many figures really changed."""
    trends, changed = _changes(findings)
    likely, ahead = _better_than_even(findings)
    ratios = {
        **({"likely": (likely, ahead)} if ahead else {"targets_met": _meeting(measured)}),
        "clear_changes": (len(changed), len(trends)),
    }
    return [
        (word(language, "tile.ratio", k=k, n=n), word(language, f"tile.{name}"))
        for name, (k, n) in ratios.items()
        if n
    ]


def _volume_tile(findings: Iterable[Finding], language: str) -> list[tuple[str, str]]:
    """Return the largest contact volume with its change, if there is one."""
    trends = (f for f in _of_kind(findings, "trend") if f["quantity"] == "contacts")
    volumes = [f for f in trends if "change_pct" in f["numbers"]]
    if not volumes:
        return []
    largest = max(volumes, key=lambda f: f["numbers"]["last"]["value"])
    numbers, pct = largest["numbers"], largest["numbers"]["change_pct"]["value"]
    first, last = numbers["first"]["period"], numbers["last"]["period"]
    key = "more" if pct > 0 else "less" if pct < 0 else "equal"
    said = {"contacts": largest["name"][language], "pct": format_percent(abs(pct), language)}
    text = word(language, f"tile.volume_{key}", **said, t1=first, t2=last)
    return [(_shown(largest, last, language), begin(text))]


def _shown(finding: Finding, period: str, language: str) -> str:
    """Return the figure of a period as its finding shows it."""
    figures = (entry for entry in _figures(finding) if entry["period"] == period)
    return next((str(entry["shown"][language]) for entry in figures), "")


def _figures(finding: Finding) -> list[Finding]:
    return [entry for entry in finding["provenance"] if entry["role"] == "observation"]


def _count_unknowns(findings: Iterable[Finding]) -> Counter[str]:
    """Return per text on a status or basis how many indicators and volumes it is about."""
    found: set[tuple[str, str]] = set()
    for finding in findings:
        codes = {entry["status"].removeprefix("derived_") for entry in _figures(finding)}
        if finding["quantity"].startswith("survey"):
            codes |= {entry["n_basis"] for entry in _figures(finding)}
        codes.add("label_incomplete" if finding["label_incomplete"] else finding["status"])
        found |= {(code, finding["key"]) for code in codes}
    return Counter(f"unknowns.{code}" for code, _ in found)


def _summary(groups: Iterable[str], language: str) -> str:
    """Count the groups, in the order in which their texts stand."""
    number = Counter(f"summary.{group}" for group in groups)
    parts = [word(language, key, n=number[key]) for key in texts_of(language) if number[key]]
    return ", ".join(parts) or word(language, "summary.none")
