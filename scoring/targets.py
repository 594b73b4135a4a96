"""What is forecast: targets that no weight moves, counted from events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.events import EventError
from scoring.rules import killed

ACTS, DEATHS = "acts", "deaths"  # quantities of an event


@dataclass(frozen=True)
class Target:
    """At least `least` of a quantity of realised events within the horizon: an id, its words, and how it is counted."""

    id: str
    words: str
    quantity: str
    least: float


TARGETS = (
    Target("assault", "at least one assault", ACTS, 1),
    Target("deaths_1", "at least 1 death", DEATHS, 1),
    Target("deaths_25", "at least 25 deaths", DEATHS, 25),  # UCDP's least for a conflict, there in a year
    Target("deaths_100", "at least 100 deaths", DEATHS, 100),
)
BY_ID = {target.id: target for target in TARGETS}


def quantities(events: pd.DataFrame) -> pd.DataFrame:
    """Per event (index event_id): acts (1 for a use of force), deaths, and whether its toll is unknown.

    `deaths` is the best estimate, else the low one, and 0 beside an unknown toll; `unknown` is 1 for a use of force
    with a toll that nobody states, or states only as an upper bound: no death is known, and none is ruled out. Joint
    actors and contested tolls give several rows of one event: the largest value counts, and they are never summed.
    """
    toll = killed(events)
    force = events["type"].eq("ASSAULT")
    rows = pd.DataFrame(
        {
            ACTS: force.to_numpy(float),
            DEATHS: toll.fillna(0.0).to_numpy(),
            "unknown": (force & toll.isna()).to_numpy(float),
        },
        index=pd.Index(events["event_id"], name="event_id"),
    )
    found = rows.groupby(level=0, sort=False).max()
    stated = toll.notna().groupby(events["event_id"].to_numpy(), sort=False).any()
    found["unknown"] = np.where(stated.reindex(found.index), 0.0, found["unknown"])
    return found


def named(target: str | Target) -> Target:
    """The target of an id. Raises EventError for one that is not in TARGETS."""
    if isinstance(target, Target):
        return target
    if target not in BY_ID:
        raise EventError(f"there is no target {target!r}; allowed: {', '.join(BY_ID)}")
    return BY_ID[target]
