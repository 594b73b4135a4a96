"""The table of 100,000 events must cost what a page of it costs: a ratio within one run; milliseconds with -s."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard import event_rows
from dashboard.places import places
from dashboard.state import View
from data.events import validate
from scoring.indicators import measure
from tests.benchmarks.rows import seconds

EVENTS, ACTORS, TOWNS, DAYS = 100_000, 300, 3_000, 1_000
# Putting a page of 500 into words costs a fortieth of all 100,000 and more; a tenth leaves room for a shared machine.
PAGE_OF_ALL = 10
VIEW = View(data="invented", start=date(2018, 1, 1), end=date(2023, 12, 31))


def invented() -> pd.DataFrame:
    """Coded events of invented actors in invented towns."""
    random = np.random.default_rng(0)
    town = random.integers(0, TOWNS, EVENTS)
    return validate(
        pd.DataFrame(
            {
                "event_id": [f"e{number}" for number in range(EVENTS)],
                "dataset": "invented", "origin": "coded", "realis": "realised", "date_precision": "day",
                "type": random.choice(["ASSAULT", "ACCUSE", "CONSULT", "THREATEN"], EVENTS),
                "mode": random.choice(["aerial", "drone", "firearms"], EVENTS),
                "source": random.choice([f"actor-{number}" for number in range(ACTORS)], EVENTS),
                "target": random.choice([f"actor-{number}" for number in range(ACTORS)], EVENTS),
                "date": pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, DAYS, EVENTS), unit="D"),
                "quote": [f"sentence {number} tells of a deed" for number in range(EVENTS)],
                "place": [f"Town {number}" for number in town], "place_precision": "city", "country": "VAR",
                "lat": (town // 60).astype(float), "lon": (town % 60).astype(float), "reports": 1, "confidence": 1.0,
            }
        )
    )  # fmt: skip


@pytest.mark.benchmark
def test_a_page_of_100_000_events_costs_a_page():
    events = invented()
    measures = measure(events)
    found = event_rows.listing(events, measures, VIEW)
    every = event_rows.filtered(events, measures, VIEW)
    _, ids = found.page("")

    def page():
        return event_rows.digest(event_rows.picked(events, ids), measures, VIEW.weight_of)

    works = {
        "put in order, no filter": lambda: event_rows.listing(events, measures, VIEW),
        "put in order, one actor": lambda: event_rows.listing(events, measures, replace(VIEW, actor="actor-7")),
        "put in order, words": lambda: event_rows.listing(events, measures, replace(VIEW, text="9 tells")),
        "put in order, indicators": lambda: event_rows.listing(
            events, measures, replace(VIEW, indicators=("accusation", "threat"))
        ),
        "put in order, heaviest first": lambda: event_rows.listing(events, measures, replace(VIEW, order="points")),
        "places": lambda: places(events, found.ids, measures, VIEW.weight_of),
        "a page into words": page,
        "all into words": lambda: event_rows.digest(every, measures, VIEW.weight_of),
    }
    taken = dict(zip(works, seconds(*works.values()), strict=True))
    print("\n".join(f"{EVENTS:,} events, {what}: {1000 * time:,.0f} ms" for what, time in taken.items()))
    assert len(page()) == event_rows.ROWS < EVENTS == len(found.ids)
    assert taken["all into words"] / taken["a page into words"] > PAGE_OF_ALL
