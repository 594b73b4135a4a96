"""Alleged sponsorship behind events: which tie makes a client's act count for a patron, and who alleges it. Pure."""

from __future__ import annotations

import pandas as pd

from data.actors import PATRON
from scoring import cube as cubes

COLUMNS = ["event_id", "client", "patron", "since", "until", "source_note"]


def ties(events: pd.DataFrame, patrons: pd.DataFrame = PATRON) -> pd.DataFrame:
    """The ties by which `scoring.cube` counts events as alleged sponsorship: COLUMNS, one row an event and tie.

    `source_note` is the public record that alleges the tie.
    """
    counted = cubes.entities(events, "sponsorship", patrons)[["event_id", "entity"]].drop_duplicates()
    acts = events.loc[events["event_id"].isin(counted["event_id"]), ["event_id", "source", "date"]].drop_duplicates()
    found = counted.merge(acts, on="event_id").merge(
        patrons, left_on=["source", "entity"], right_on=["client", "patron"]
    )
    held = ~(found["date"].dt.normalize() < found["since"]) & ~(found["date"].dt.normalize() > found["until"])
    return found.loc[held, COLUMNS].drop_duplicates(ignore_index=True)
