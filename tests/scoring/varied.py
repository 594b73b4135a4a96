"""A frame that has it all, to be summed on several engines: joint actors, vague and missing days, places, patrons."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.events import DATE_PRECISIONS
from scoring.cube import ROLES
from tests.scoring.invented import ACTORS, KINDS, events

PATRONS = pd.DataFrame(
    {
        "client": ["red-front", "red-front", "blue-guard"],
        "patron": ["AAA", "BBB", "CCC"],
        "since": [None, "2020-02-10", "2020-01-20"],
        "until": ["2020-02-20", None, None],
    }
)
TOLERANCE = 1e-9
__all__ = ["PATRONS", "ROLES", "TOLERANCE", "same", "varied"]


def varied(count: int = 200, seed: int = 0) -> pd.DataFrame:
    """So many events; about every third has joint actors, every fourth a day that is vague or missing."""
    random = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        kind, mode = KINDS[random.integers(len(KINDS))]
        day = pd.Timestamp("2020-01-01") + pd.Timedelta(minutes=int(random.integers(0, 90 * 24 * 60)))
        event = {
            "event_id": f"e{number:05d}",
            "type": kind,
            "mode": mode,
            "date": None if random.random() < 0.04 else day,
            "published": None if random.random() < 0.2 else day + pd.Timedelta(days=int(random.integers(0, 9))),
            "date_precision": random.choice(DATE_PRECISIONS, p=[0.76, 0.1, 0.06, 0.04, 0.04]),
            "realis": random.choice(["realised", "planned"], p=[0.9, 0.1]),
            "origin": "coded",
            "killed_best": None if random.random() < 0.5 else float(random.integers(0, 90)),
            "country": random.choice([None, "AAA", "BBB"]),
            "lat": None if random.random() < 0.2 else float(random.uniform(-90, 90)),
            "lon": float(random.uniform(-180, 180)),
            "place_precision": random.choice([None, "point", "city", "region", "country", "unknown"]),
        }
        sources = random.choice([None, *ACTORS], random.integers(1, 3), replace=False)
        targets = random.choice([None, *ACTORS], random.integers(1, 3), replace=False)
        rows += [event | {"source": source, "target": target} for source in sources for target in targets]
    return events(rows)


def same(one, other) -> None:
    """Two cubes of one role: the same names and days, sums within TOLERANCE."""
    assert one.entities == other.entities and one.dates.equals(other.dates)
    assert (one.first, one.undated, one.indicators) == (other.first, other.undated, other.indicators)
    np.testing.assert_allclose(one.values, other.values, rtol=TOLERANCE, atol=TOLERANCE)
    np.testing.assert_allclose(one.counts, other.counts, rtol=TOLERANCE, atol=TOLERANCE)
