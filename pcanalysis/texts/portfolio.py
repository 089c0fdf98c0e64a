"""What a Portfolio says in words: how many targets have a fair chance, and what really moved.

A change that is clear alone and not together with its neighbours is no more than a direction.
"""

from __future__ import annotations

from dataclasses import replace

from pcanalysis.analysis import Portfolio, Trend
from pcanalysis.analysis.outlook import pct_of
from pcanalysis.analysis.trend import CLEAR
from pcanalysis.model import NBasis
from pcanalysis.texts.filled import Keys
from pcanalysis.texts.words import listed, word

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


def really_changed(portfolio: Portfolio) -> tuple[int, int]:
    """Return how many changes are clear after correction, of how many that were tested."""
    together = portfolio.table["clear_together"]
    clear = (gap.trend.status in CLEAR for gap in portfolio.gaps)
    held = sum(bool(own and all_) for own, all_ in zip(clear, together, strict=True))
    return held, int(portfolio.table["p"].count())


def keys(portfolio: Portfolio) -> Keys:
    """Return which texts a programme has."""
    table, trends = portfolio.table, [gap.trend for gap in portfolio.gaps]
    alone, together = int(table["clear_alone"].sum()), int(table["clear_together"].sum())
    (k, n), (held, tested) = better_than_even(portfolio), really_changed(portfolio)
    chance = "none" if k == 0 else "some"
    if n < 2:
        chance = "unknown" if n == 0 else "one_yes" if k else "one_no"
    assumed = any(t.n_basis is not NBasis.PUBLISHED for t in trends if t.test_status in CLEAR)
    swing = any(t.survives_wave_noise is False for t in trends if t.test_status in CLEAR)
    return Keys(
        title=f"portfolio.chance_{chance}",
        told={
            f"portfolio.chance_{chance}": True,
            "portfolio.nothing_tested": not tested,
            "portfolio.no_change": tested and not alone,
            f"portfolio.alone_{_many(alone)}": alone,
            "portfolio.correction": together < alone,
            f"portfolio.left_{_many(together)}": together < alone,
            f"portfolio.held_{_many(held)}": held < together,
            "trend.waves_swing": held < together and swing,
            "portfolio.assumed": held < together and assumed,
            "portfolio.noise": portfolio.movements,
            "portfolio.no_league_table": n > 1 and not portfolio.league_table,
        },
        note={"portfolio.reading": n > 1, "note.dots": n},
        alt={"alt.overview": True, "alt.ends": n > 1},
        chips={"fair": "portfolio.fair", "clear": "portfolio.clear"},
    )


def values(portfolio: Portfolio, language: str) -> dict[str, object]:
    """Return what the texts of a programme fill in: counts, shares of noise, best and worst."""
    table = portfolio.table
    (k, n), (held, tested) = better_than_even(portfolio), really_changed(portfolio)
    counts = {"k": k, "n": n, "held": held, "tested": tested, "total": len(table)}
    counts |= {name: int(table[f"clear_{name}"].sum()) for name in ("alone", "together")}
    noise = [
        word(language, f"portfolio_noise.{unit.name.lower()}", share=pct_of(one.noise_share))
        for unit, one in portfolio.movements.items()
    ]
    known = table.dropna(subset="p_reported").sort_values("p_reported")["key"]
    names = {gap.history.key: gap.history.short_name(language) for gap in portfolio.gaps}
    ends = {"worst": known.head(1), "best": known.tail(1)}
    named = {name: "".join(names[key] for key in found) for name, found in ends.items()}
    return {**counts, **named, "noise": listed(noise, language)}


def subtitle(portfolio: Portfolio, language: str) -> str:
    """Return what stands together here."""
    n = len(portfolio.gaps)
    return word(language, f"portfolio.subject_{_many(n)}", n=n)


def _many(number: int) -> str:
    return {0: "none", 1: "one"}.get(number, "many")
