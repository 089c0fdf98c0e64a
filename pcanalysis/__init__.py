"""Trend, forecast and target-gap analyses of a Dutch municipality's planning & control cycle.

The names below are all there is to know. They are loaded when first used, so importing this
package costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, whose import alone would take a third of --help

__version__ = "0.1.0"

_HOMES = {
    "History": "pcanalysis.model",
    "chart_xmr": "pcanalysis.analysis",
    "choose": "pcanalysis.explore",
    "compare_municipalities": "pcanalysis.analysis",
    "compare_portfolio": "pcanalysis.analysis",
    "describe": "pcanalysis.texts",
    "fit_trend": "pcanalysis.analysis",
    "judge_norm": "pcanalysis.analysis",
    "make_forecast": "pcanalysis.analysis",
    "measure_gap": "pcanalysis.analysis",
    "open_project": "pcanalysis.store.project",
    "plot": "pcanalysis.plots",
    "publish": "pcanalysis.reporting.handover",
    "read_contacts": "pcanalysis.store.from_file",
    "read_indicators": "pcanalysis.store.from_file",
}
__all__ = [
    "History",
    "chart_xmr",
    "choose",
    "compare_municipalities",
    "compare_portfolio",
    "describe",
    "fit_trend",
    "judge_norm",
    "make_forecast",
    "measure_gap",
    "open_project",
    "plot",
    "publish",
    "read_contacts",
    "read_indicators",
]

if TYPE_CHECKING:
    from pcanalysis.analysis import (
        chart_xmr,
        compare_municipalities,
        compare_portfolio,
        fit_trend,
        judge_norm,
        make_forecast,
        measure_gap,
    )
    from pcanalysis.explore import choose
    from pcanalysis.model import History
    from pcanalysis.plots import plot
    from pcanalysis.reporting.handover import publish
    from pcanalysis.store.from_file import read_contacts, read_indicators
    from pcanalysis.store.project import open_project
    from pcanalysis.texts import describe


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
