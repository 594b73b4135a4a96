"""An invented war: actors that use force at constant rates, but for a burst, so that there is something to forecast."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.scoring.invented import events

FIRST = pd.Timestamp("2020-01-01")


def war(days: int = 500, seed: int = 0, rates: tuple[float, ...] = (0.4, 0.1, 0.03, 0.01)) -> pd.DataFrame:
    """Uses of force of one actor a rate (by day) on BBB, with a toll; the first in a burst of days 200 to 300."""
    random = np.random.default_rng(seed)
    rows = []
    for at, rate in enumerate(rates):
        for day in range(days):
            for _ in range(random.poisson(rate * (3 if at == 0 and 200 <= day < 300 else 1))):
                told = {"date": FIRST + pd.Timedelta(days=day), "source": f"actor-{at}", "target": "BBB"}
                rows.append(told | {"killed_best": float(random.poisson(3))})
    rows.append({"date": FIRST, "source": "calm", "target": "BBB", "type": "ACCUSE"})
    rows.append({"date": FIRST + pd.Timedelta(days=days - 1), "source": "calm", "target": "BBB", "type": "ACCUSE"})
    return events(rows)


def day(number: int) -> str:
    """So many days after the first, as ISO text."""
    return f"{FIRST + pd.Timedelta(days=number):%Y-%m-%d}"
