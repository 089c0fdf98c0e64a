"""Which colour means what: one set of tokens, on light and on dark paper (``palette.toml``).

A token names a meaning, never a colour. ``null``, the bands and ``rule`` carry no meaning on their
own: the edge, label or line on them does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

_TOKENS = tomllib.loads(files("pcanalysis.plots").joinpath("palette.toml").read_text("utf-8"))

LIGHT: Mapping[str, str] = MappingProxyType({name: light for name, (light, _) in _TOKENS.items()})
DARK: Mapping[str, str] = MappingProxyType({name: dark for name, (_, dark) in _TOKENS.items()})
