"""Which colour means what: one set of tokens, on light and on dark paper.

A token names a meaning, never a colour. ``null``, the bands and ``rule`` carry no meaning on their
own: the edge, label or line on them does.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#ffffff",
        "panel": "#f4f6f8",
        "ink": "#1a2129",
        "muted": "#525d69",
        "axis": "#7a8591",
        "rule": "#d5dbe1",
        "data": "#1f4e8c",  # measured, expected
        "dataweak": "#6f94c4",  # earlier figures
        "band50": "#a9c4e6",  # half of the outcomes
        "band90": "#dbe7f5",  # nine in ten outcomes
        "null": "#e6e8eb",  # what chance alone can do
        "target": "#0d1116",
        "better": "#00655f",  # proven change for the better
        "worse": "#b84e06",  # proven change for the worse; alarm
        "unknown": "#7c8690",
        "alarmweak": "#f7d3b8",
        "heat1": "#f1f5fa",
        "heat2": "#dbe6f4",
        "heat3": "#c0d5ee",
        "heat4": "#a2c0e3",
        "heat5": "#81a8d8",
    }
)

DARK: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#12171d",
        "panel": "#1b222a",
        "ink": "#e9eef3",
        "muted": "#aeb9c4",
        "axis": "#84909c",
        "rule": "#37414c",
        "data": "#8dbaf2",
        "dataweak": "#5b86bd",
        "band50": "#35598a",
        "band90": "#22364f",
        "null": "#2a3139",
        "target": "#ffffff",
        "better": "#86e6db",
        "worse": "#f08a42",
        "unknown": "#87929d",
        "alarmweak": "#6b3c1d",
        "heat1": "#18222d",
        "heat2": "#1f3147",
        "heat3": "#284261",
        "heat4": "#32557e",
        "heat5": "#3d689b",
    }
)
