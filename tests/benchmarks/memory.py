"""Sum events of 100,000 pairs on 4,000 days, rank them on one day, and print the most memory that took.

    python -m tests.benchmarks.memory 10000000
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from time import perf_counter

from scoring import cube
from scoring.score import WEIGHTS
from tests.benchmarks.rows import chunks

PAIRS, DAYS, SHOWN = 100_000, 4_000, 10


def _peak() -> int:
    """Megabytes resident at most; what getrusage tells begins with the peak of the process that started this one."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024


def main(events: int) -> dict[str, float]:
    """Sizes, seconds and megabytes of one run."""
    started = perf_counter()
    made = cube.summed(chunks(events, PAIRS, DAYS), "pair")
    summed = perf_counter()
    ranked = made.pressure_at(made.dates[-1], WEIGHTS, 7.0)
    done = perf_counter()
    made.pick(ranked["total"].nlargest(SHOWN).index)
    return {
        "events": events,
        "pairs": len(made.entities),
        "days": len(made.dates),
        "cells": len(made.day),
        "seconds_summed": round(summed - started, 1),
        "seconds_ranked": round(done - summed, 2),
        "seconds_picked": round(perf_counter() - done, 2),
        "megabytes_at_most": _peak(),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
