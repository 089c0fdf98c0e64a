"""What a Portfolio says in words: how many targets have a fair chance, and what really moved.

A change that is clear alone and not together with its neighbours is no more than a direction.
"""

from __future__ import annotations

from dataclasses import replace

from pcanalysis.analysis import Portfolio, Trend
from pcanalysis.analysis.outlook import pct_of
from pcanalysis.model import NBasis
from pcanalysis.texts.words import told, word

EVEN = 0.5
AS_DIRECTION = {"improving": "direction_only_better", "worsening": "direction_only_worse"}


def corrected(trend: Trend, portfolio: Portfolio) -> Trend:
    """Return a trend as it may be told beside its neighbours: by direction where it does not hold.

    Texts, titles and pictures of what comes back follow the direction only.
    """
    table = portfolio.table
    here = table[table["key"] == trend.history.key]
    if here["clear_together"].all() or trend.status not in AS_DIRECTION:
        return trend
    return replace(trend, status=AS_DIRECTION[trend.status], robust=None)


def better_than_even(portfolio: Portfolio) -> tuple[int, int]:
    """Return how many targets have a better than even chance, of how many with a chance."""
    chances = portfolio.table["p_reported"].dropna()
    return int((chances > EVEN).sum()), len(chances)


def describe(portfolio: Portfolio, language: str) -> list[str]:
    """Return the sentences of a programme, most important first."""
    table = portfolio.table
    alone, together = int(table["clear_alone"].sum()), int(table["clear_together"].sum())
    tested, fewer = int(table["p"].notna().sum()), together < alone
    trends = [gap.trend for gap in portfolio.gaps]
    when = {
        "figure.simulated": any(trend.history.simulated for trend in trends),
        f"portfolio.chance_{_chances(portfolio)}": True,
        "portfolio.nothing_tested": not tested,
        "portfolio.no_change": tested and not alone,
        f"portfolio.alone_{_many(alone)}": alone,
        "portfolio.correction": fewer,
        f"portfolio.left_{_many(together)}": fewer,
        "portfolio.all_left": alone and not fewer,
        "portfolio.assumed": alone and any(t.n_basis is not NBasis.PUBLISHED for t in trends),
    }
    said = told(language, when, alone=alone, left=together, tested=tested, **_values(portfolio))
    shares = {unit: pct_of(one.noise_share) for unit, one in portfolio.movements.items()}
    for unit, share in shares.items():
        named = word(language, f"portfolio_unit.{unit.name.lower()}")
        said += told(language, {"portfolio.noise": True}, unit=named, share=f"{share}%")
    unsure = table["rank"].count() > 1 and not portfolio.league_table
    return said + told(language, {"portfolio.no_league_table": unsure})


def headline(portfolio: Portfolio, language: str) -> str:
    """Return how many targets have a better than even chance."""
    return word(language, f"portfolio.chance_{_chances(portfolio)}", **_values(portfolio)).rstrip(
        "."
    )


def subtitle(portfolio: Portfolio, language: str) -> str:
    """Return what stands together here."""
    return word(language, f"portfolio.subject_{_many(len(portfolio.gaps))}", n=len(portfolio.gaps))


def note(portfolio: Portfolio, language: str) -> str:  # noqa: ARG001
    """Return how to read the dots and the distances."""
    return " ".join(told(language, {"portfolio.reading": True, "note.dots": True}))


def alt_parts(portfolio: Portfolio, language: str) -> list[str]:
    """Return the overview in words: what stands in it, and the best and the worst chance."""
    known = portfolio.table.dropna(subset="p_reported").sort_values("p_reported")
    names = {gap.history.key: gap.history.short_name(language) for gap in portfolio.gaps}
    ends = {"worst": known["key"].head(1), "best": known["key"].tail(1)}
    values = {name: "".join(names[key] for key in keys) for name, keys in ends.items()}
    when = {"alt.overview": True, "alt.ends": len(known) > 1}
    return told(language, when, n=len(portfolio.gaps), **values)


def chips(portfolio: Portfolio, language: str) -> list[tuple[str, str]]:
    """Return how many targets have a fair chance, and how many changes hold together."""
    table = portfolio.table
    clear = (int(table["clear_together"].sum()), int(table["p"].count()))
    ratios = {"fair": better_than_even(portfolio), "clear": clear}
    return [
        (word(language, f"chip.{name}"), word(language, "tile.ratio", k=k, n=n))
        for name, (k, n) in ratios.items()
    ]


def _chances(portfolio: Portfolio) -> str:
    """Which sentence tells how many targets have a better than even chance."""
    k, n = better_than_even(portfolio)
    if n < 2:
        return "unknown" if n == 0 else "one_yes" if k else "one_no"
    return "none" if k == 0 else "some"


def _values(portfolio: Portfolio) -> dict[str, int]:
    return dict(zip("kn", better_than_even(portfolio), strict=True))


def _many(number: int) -> str:
    return "one" if number == 1 else "none" if number == 0 else "many"
