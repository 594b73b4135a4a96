"""Who the events, and the days of a lapsed or refused arrangement, count for, sponsored ones at their share."""

from __future__ import annotations

import pandas as pd

from scoring import states
from scoring.counted import entities


def counted(events: pd.DataFrame, by: str, patrons: pd.DataFrame | None, share: float) -> pd.DataFrame:
    """As `scoring.cube.entities`: event_id, entity, date, share; with `share` of sponsored conduct where asked for."""
    rows = entities(events, by, patrons)
    if by == "conduct" and share > 0:
        added = entities(events, "sponsorship", patrons)
        rows = pd.concat([rows, added.assign(share=added["share"] * share)], ignore_index=True)
    return rows


def standing(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    until: pd.Timestamp,
    by: str,
    patrons: pd.DataFrame | None,
    share: float,
) -> pd.DataFrame:
    """Who the days of lapsed and refused arrangements up to `until` count for.

    event_id (of the event that began it), entity, date, indicator, intensity (at its share).
    """
    days = states.held(events, measures, until)
    each = days[["event_id", "began", "indicator", "intensity"]].drop_duplicates()
    rows = counted(days, by, patrons, share).merge(each, on="event_id")
    rows["intensity"] *= rows["share"]
    return rows.drop(columns=["event_id", "share"]).rename(columns={"began": "event_id"})
