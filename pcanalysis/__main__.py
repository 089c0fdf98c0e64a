"""Lets ``python -m pcanalysis`` do what the ``pcanalysis`` command does."""

from __future__ import annotations

import sys

from pcanalysis.cli import main

sys.exit(main())
