"""Paths of deaths by week and by day on a file of coded events, beside what needs no model: CRPS, randomised PIT.

    python -m tests.benchmarks.panels GEDEvent.csv

Paths start anew again and again through the later half of the data, each from what had happened by then, for all units
that were known by then. Nothing was chosen on them: the constants of the paths come from months.
"""

from __future__ import annotations

import sys
from time import perf_counter

import numpy as np
import pandas as pd

from data import sources
from scoring import counts, history
from scoring.backtest import OURS
from scoring.forecast import sample_paths
from scoring.proper import crps, pit
from scoring.targets import DEATHS

DRAWS = 400
STEPS = {7: 8, 1: 14}  # days of a period -> periods ahead: two months of weeks, two weeks of days
RECENT = 12  # periods: what the monthly benchmark calls conflictology
YEAR = 365  # days: what `scoring.comparators` calls so
# whose scores are not the fair ones: one draw has none, and ours are no independent sample
PLAIN = ("persistence", OURS)
_INSIDE = 0.45  # from the middle: 5 to 95 %


def main(events: pd.DataFrame, by: str) -> None:
    """Print the scores of every forecaster for both periods."""
    past = history.known(events, by)
    for days, steps in STEPS.items():
        panel = counts.panel(past, DEATHS, days)
        cells = [_at(panel, last, days, steps) for last in range(len(panel) // 2, len(panel) - steps, steps)]
        zero = np.concatenate([actual for actual, _ in cells]) == 0
        size = f"{len(cells)} starts, {len(zero):,} cells, {zero.mean():.0%} of them 0"
        print(f"{by}, {days} days a period, {steps} ahead: {size}")
        for name in cells[0][1]:
            scored = [(crps(actual, told[name], fair=name not in PLAIN), actual, told[name]) for actual, told in cells]
            inside = [np.abs(pit(actual, draws, i) - 0.5) <= _INSIDE for i, (_, actual, draws) in enumerate(scored)]
            print(f"  {name:16s} CRPS {np.concatenate([one for one, *_ in scored]).mean():7.3f}"
                  f"   inside 5-95 % {np.concatenate(inside).mean():.3f}")  # fmt: skip


def _at(panel: pd.DataFrame, last: int, days: int, steps: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """What came after row `last` of a panel, and the draws of each forecaster for it (cells x draws)."""
    seen = panel.iloc[: last + 1]
    seen = seen.loc[:, (seen > 0).any()]
    actual = panel[seen.columns].iloc[last + 1 : last + 1 + steps].to_numpy()
    paths = sample_paths(seen, steps, DRAWS, last)
    known = seen.ffill().fillna(0.0).to_numpy()
    told = {OURS: paths.astype(float)}
    for name, periods in (("persistence", 1), (f"last {RECENT}", RECENT), ("last year", YEAR // days)):
        told[name] = np.broadcast_to(known[-periods:].T, (steps, *known[-periods:].T.shape))
    there = ~np.isnan(actual)
    return actual[there], {name: draws[there] for name, draws in told.items()}


if __name__ == "__main__":
    started = perf_counter()
    main(sources.read(sys.argv[1])[0], "conduct")
    print(f"{perf_counter() - started:.0f} s")
