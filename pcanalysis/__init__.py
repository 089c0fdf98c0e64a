"""Trend, forecast and target-gap analyses of a Dutch municipality's planning & control cycle.

The names below are all there is to know. They are loaded when first used, so importing this
package costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, whose import alone would take a third of --help

__version__ = "0.1.0"

_HOMES = {
    "History": "pcanalysis.model",
    "add_channels": "pcanalysis.analysis",
    "chart_xmr": "pcanalysis.analysis",
    "choose": "pcanalysis.explore",
    "compare_municipalities": "pcanalysis.analysis",
    "compare_portfolio": "pcanalysis.analysis",
    "describe": "pcanalysis.texts",
    "fit_trend": "pcanalysis.analysis",
    "forecast_to_targets": "pcanalysis.analysis",
    "judge_norm": "pcanalysis.analysis",
    "judge_norms": "pcanalysis.analysis",
    "make_forecast": "pcanalysis.analysis",
    "measure_gap": "pcanalysis.analysis",
    "open_project": "pcanalysis.store.project",
    "plot": "pcanalysis.plots",
    "publish": "pcanalysis.reporting.handover",
    "read_contacts": "pcanalysis.store.from_file",
    "read_indicators": "pcanalysis.store.from_file",
    "show_goals": "pcanalysis.reporting.goal_tree",
    "what_if": "pcanalysis.analysis",
    "update_day": "pcanalysis.analysis",
}
__all__ = sorted(_HOMES)  # noqa: PLE0605

if TYPE_CHECKING:
    from pcanalysis.analysis import add_channels as add_channels
    from pcanalysis.analysis import chart_xmr as chart_xmr
    from pcanalysis.analysis import compare_municipalities as compare_municipalities
    from pcanalysis.analysis import compare_portfolio as compare_portfolio
    from pcanalysis.analysis import fit_trend as fit_trend
    from pcanalysis.analysis import forecast_to_targets as forecast_to_targets
    from pcanalysis.analysis import judge_norm as judge_norm
    from pcanalysis.analysis import judge_norms as judge_norms
    from pcanalysis.analysis import make_forecast as make_forecast
    from pcanalysis.analysis import measure_gap as measure_gap
    from pcanalysis.analysis import update_day as update_day
    from pcanalysis.analysis import what_if as what_if
    from pcanalysis.explore import choose as choose
    from pcanalysis.model import History as History
    from pcanalysis.plots import plot as plot
    from pcanalysis.reporting.goal_tree import show_goals as show_goals
    from pcanalysis.reporting.handover import publish as publish
    from pcanalysis.store.from_file import read_contacts as read_contacts
    from pcanalysis.store.from_file import read_indicators as read_indicators
    from pcanalysis.store.project import open_project as open_project
    from pcanalysis.texts import describe as describe


def __getattr__(name: str) -> object:
    """Load a public name when it is used; in a notebook, let results show themselves."""
    import importlib
    import sys

    if name not in _HOMES:
        raise AttributeError(f"module 'pcanalysis' has no attribute {name!r}")
    if "IPython" in sys.modules:
        importlib.import_module("pcanalysis.tables").register()
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
