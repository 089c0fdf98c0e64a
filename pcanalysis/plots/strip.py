"""The small drawing in a row of the overview: how far the last measurement lies from its target.

All rows share one axis; the target is one line through all rows, drawn by the page at 150.7 of
the 176 units of width. A figure short of its target lies left of the line when higher is better.
"""

from __future__ import annotations

WIDTH = 176.0
TARGET_AT = 150.7
_LEFT, _RIGHT = 6.0, 170.0  # marks stay inside these


def distance_strip(
    difference: float,
    *,
    margin: tuple[float, float] | None,
    before: float | None,
    reach: float,
    assumed: bool,
    older: bool,
) -> str:
    """Return the drawing of one row as SVG.

    Parameters
    ----------
    difference
        Measured minus target, in points.
    margin
        Ends of the survey's margin, minus the target; None when it is unknown.
    before
        The measurement before, minus the target; None when there is none.
    reach
        Points from the target to the left end of the axis, the same for all rows; above 0.
    assumed
        Whether the margin rests on an assumed number of answers: it is dashed then.
    older
        Whether the measurement is older than the others: an open circle then.
    """

    def x(points: float) -> float:
        return min(max(TARGET_AT + points * (TARGET_AT - _LEFT) / reach, _LEFT), _RIGHT)

    parts = []
    if before is not None:
        parts.append(f'<path d="M{x(before):.1f} 6V24" stroke="var(--dataweak)" stroke-width="3"/>')
    if margin is not None:
        dash = ' stroke-dasharray="4 2"' if assumed else ""
        ends = f"M{x(margin[0]):.1f} 15H{x(margin[1]):.1f}"
        parts.append(f'<path d="{ends}" stroke="var(--data)" stroke-width="5"{dash}/>')
    fill, edge = ("paper", "data") if older or margin is None else ("data", "paper")
    parts.append(
        f'<circle cx="{x(difference):.1f}" cy="15" r="6.5" fill="var(--{fill})" '
        f'stroke="var(--{edge})" stroke-width="2.2"/>'
    )
    box = f"0 0 {WIDTH:g} 30"
    return f'<svg class="strip" viewBox="{box}" aria-hidden="true">{"".join(parts)}</svg>'
