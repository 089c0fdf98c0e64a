"""From a history to an answer: what changed, where it stands against its target, what may come.

Pure functions of a History. This floor reads no file, draws nothing and knows no clock.
"""

from pcanalysis.analysis.forecast import Forecast, make_forecast
from pcanalysis.analysis.gap import Gap, measure_gap
from pcanalysis.analysis.outlook import Outlook
from pcanalysis.analysis.trend import Trend, fit_trend

__all__ = ["Forecast", "Gap", "Outlook", "Trend", "fit_trend", "make_forecast", "measure_gap"]
