"""Which colour means what: one set of tokens, on light and on dark paper.

A token names a meaning, never a colour. ``null``, the bands and ``rule`` carry no meaning on their
own: the edge, label or line on them does.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TOKENS = {
    "paper": ("#ffffff", "#12171d"),
    "panel": ("#f4f6f8", "#1b222a"),
    "ink": ("#1a2129", "#e9eef3"),
    "muted": ("#525d69", "#aeb9c4"),
    "axis": ("#7a8591", "#84909c"),
    "rule": ("#d5dbe1", "#37414c"),
    "data": ("#1f4e8c", "#8dbaf2"),  # measured, expected
    "dataweak": ("#6f94c4", "#5b86bd"),  # earlier figures
    "band50": ("#a9c4e6", "#35598a"),  # half of the outcomes
    "band90": ("#dbe7f5", "#22364f"),  # nine in ten outcomes
    "null": ("#e6e8eb", "#2a3139"),  # what chance alone can do
    "target": ("#0d1116", "#ffffff"),
    "better": ("#00655f", "#86e6db"),  # proven change for the better
    "worse": ("#b84e06", "#f08a42"),  # proven change for the worse; alarm
    "unknown": ("#7c8690", "#87929d"),
    "alarmweak": ("#f7d3b8", "#6b3c1d"),
    "heat1": ("#f1f5fa", "#18222d"),
    "heat2": ("#dbe6f4", "#1f3147"),
    "heat3": ("#c0d5ee", "#284261"),
    "heat4": ("#a2c0e3", "#32557e"),
    "heat5": ("#81a8d8", "#3d689b"),
}

LIGHT: Mapping[str, str] = MappingProxyType({name: light for name, (light, _) in _TOKENS.items()})
DARK: Mapping[str, str] = MappingProxyType({name: dark for name, (_, dark) in _TOKENS.items()})
