"""Invented events for the scoring tests: made-up groups and days, real vocabulary of the schema."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from data.events import validate

DAYS = list(pd.date_range("2020-01-01", "2020-03-31"))
ACTORS = ("AAA", "BBB", "CCC", "red-front", "blue-guard")
KINDS = (
    ("ASSAULT", "aerial"), ("ASSAULT", "drone"), ("ASSAULT", "heavy-weapons"), ("ASSAULT", None), ("THREATEN", None),
    ("MOBILIZE", "troops"), ("COERCE", "seize"), ("SANCTION", "expel"), ("ACCUSE", "allege"),
    ("CONSULT", "third-party"), ("RETREAT", "ceasefire"), ("AID", None), ("REQUEST", None),
)  # fmt: skip


def events(rows: list[dict]) -> pd.DataFrame:
    """Rows in the schema; what a row leaves out is coded, realised, dated to the day and certain."""
    usual = {
        "dataset": "invented", "origin": "coded", "realis": "realised", "date_precision": "day", "reports": 1,
        "confidence": 1.0, "type": "ASSAULT", "date": "2020-02-01",
    }  # fmt: skip
    made = pd.DataFrame([usual | {"event_id": f"e{number:04d}"} | row for number, row in enumerate(rows)])
    return validate(made)


@st.composite
def frames(draw: st.DrawFn, least: int = 1, most: int = 12) -> pd.DataFrame:
    """A few events, some with joint actors, on a handful of days."""
    rows = []
    for number in range(draw(st.integers(least, most))):
        kind, mode = draw(st.sampled_from(KINDS))
        killed = draw(st.one_of(st.none(), st.integers(0, 200)))
        event = {
            "event_id": f"e{number:04d}",
            "type": kind,
            "mode": mode,
            "date": draw(st.sampled_from(DAYS[:60])),
            "published": draw(st.one_of(st.none(), st.sampled_from(DAYS))),
            "date_precision": draw(st.sampled_from(("day", "day", "day", "week", "month"))),
            "realis": draw(st.sampled_from(("realised", "realised", "realised", "denied"))),
            "killed_best": killed,
            "country": draw(st.sampled_from((None, "AAA", "BBB"))),
            "confidence": draw(st.sampled_from((0.4, 0.8, 1.0))),
        }
        sources = draw(st.lists(st.sampled_from(ACTORS), min_size=1, max_size=2, unique=True))
        targets = draw(st.lists(st.sampled_from(ACTORS), min_size=1, max_size=3, unique=True))
        rows += [event | {"source": source, "target": target} for source in sources for target in targets]
    return events(rows)


def stream(days: int, seed: int = 0, rate: float = 1.0, **fixed: object) -> pd.DataFrame:
    """Events of one actor, a Poisson number a day."""
    random = np.random.default_rng(seed)
    at = np.repeat(np.arange(days), random.poisson(rate, days))
    dates = pd.Timestamp("2020-01-01") + pd.to_timedelta(at, unit="D")
    return events([{"date": date, "source": "AAA", "mode": "aerial", **fixed} for date in dates])
