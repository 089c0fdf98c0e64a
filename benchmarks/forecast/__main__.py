"""Print how well forecasts fit: ``python -m benchmarks.forecast [--peers] [words]``."""

from __future__ import annotations

import sys

from benchmarks.forecast import volumes

WORDS = [word for word in sys.argv[1:] if not word.startswith("-")]
for line in volumes.report(WORDS, peers="--peers" in sys.argv):
    print(line, flush=True)
