"""From a history to an answer: what changed, where it stands against its target, what may come.

Pure functions of a History. This floor reads no file, draws nothing and knows no clock.
"""

from pcanalysis.analysis.forecast import Forecast, add_channels, make_forecast, update_day
from pcanalysis.analysis.gap import Gap, measure_gap
from pcanalysis.analysis.norm_year import judge_norms
from pcanalysis.analysis.norms import Norm, judge_norm
from pcanalysis.analysis.outlook import Outlook
from pcanalysis.analysis.portfolio import Portfolio, compare_municipalities, compare_portfolio
from pcanalysis.analysis.target_forecast import forecast_to_targets
from pcanalysis.analysis.trend import Trend, fit_trend
from pcanalysis.analysis.what_if import what_if
from pcanalysis.analysis.xmr import XmrChart, chart_xmr

__all__ = [
    "Forecast",
    "Gap",
    "Norm",
    "Outlook",
    "Portfolio",
    "Trend",
    "XmrChart",
    "add_channels",
    "chart_xmr",
    "compare_municipalities",
    "compare_portfolio",
    "fit_trend",
    "forecast_to_targets",
    "judge_norm",
    "judge_norms",
    "make_forecast",
    "measure_gap",
    "update_day",
    "what_if",
]
