"""New weights must cost a matrix product, not another pass over the events: a ratio, which any machine can hold."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pandas as pd
import pytest

from data.events import validate
from scoring import cube, risk
from scoring.indicators import measure
from scoring.score import PRESETS

EVENTS, DAYS, ACTORS = 40_000, 1_000, 40
LEAST_RATIO = 10  # measured far above; below it something scales with the number of events again


def best_of(times: int, work) -> float:
    taken = []
    for _ in range(times):
        started = perf_counter()
        work()
        taken.append(perf_counter() - started)
    return min(taken)


@pytest.mark.slow
def test_reweighting_is_far_cheaper_than_scoring_the_events_again():
    random = np.random.default_rng(0)
    days = pd.to_timedelta(random.integers(0, DAYS, EVENTS), unit="D")
    events = validate(
        pd.DataFrame(
            {
                "event_id": [f"e{number}" for number in range(EVENTS)],
                "dataset": "invented", "origin": "coded", "realis": "realised", "date_precision": "day",
                "type": random.choice(["ASSAULT", "ACCUSE", "CONSULT", "THREATEN"], EVENTS),
                "mode": random.choice(["aerial", "drone", "firearms"], EVENTS),
                "source": random.choice([f"actor-{number}" for number in range(ACTORS)], EVENTS),
                "reports": 1, "confidence": 1.0, "date": pd.Timestamp("2020-01-01") + days,
            }
        )
    )  # fmt: skip
    weights = PRESETS["Early warning"]
    decayed = cube.of(events, measure(events)).decayed(risk.HALF_LIFE)

    def again():
        return risk.pressures(cube.of(events, measure(events)), weights)

    np.testing.assert_allclose(again(), risk.pressures(decayed, weights), atol=1e-9)
    slow, fast = best_of(2, again), best_of(5, lambda: risk.pressures(decayed, weights))
    assert slow / fast > LEAST_RATIO, f"scoring again {slow:.3f} s, re-weighting {fast:.4f} s"
