"""What a P&C cycle consists of: programmes, indicators, targets, editions and histories.

Everything here is frozen and checked when it is made. This floor knows nothing of files,
statistics or figures.
"""

from pcanalysis.model.calendar import is_working_day, public_holiday, read_day, working_days
from pcanalysis.model.contact import Opening, in_force
from pcanalysis.model.edition import Edition, Event, Source
from pcanalysis.model.history import History, Observation, history_rows
from pcanalysis.model.period import Period
from pcanalysis.model.programme import (
    Activity,
    Explanation,
    Goal,
    Indicator,
    PolicyField,
    Programme,
    Target,
    Volume,
)
from pcanalysis.model.status import Direction, Kind, MissingReason, NBasis, Status, Unit

__all__ = [
    "Activity",
    "Direction",
    "Edition",
    "Event",
    "Explanation",
    "Goal",
    "History",
    "Indicator",
    "Kind",
    "MissingReason",
    "NBasis",
    "Observation",
    "Opening",
    "Period",
    "PolicyField",
    "Programme",
    "Source",
    "Status",
    "Target",
    "Unit",
    "Volume",
    "history_rows",
    "in_force",
    "is_working_day",
    "public_holiday",
    "read_day",
    "working_days",
]
