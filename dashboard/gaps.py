"""How far the data can be relied on: days without any event, and how many events a person has looked at. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.corrections import reviewed

LEAST_GAP = 7  # days: shorter silences are weekends and holidays of the sources
USUAL = 0.9  # of all pauses between days with events: a longer one is a gap


@dataclass(frozen=True)
class Record:
    """What stands behind a page: events counted, those that a person looked at, and gaps (first, last, days)."""

    events: int
    reviewed: int
    usual: int  # days: nine in ten pauses are this long or shorter
    gaps: pd.DataFrame


def record(events: pd.DataFrame, corrections: pd.DataFrame, start: date, end: date) -> Record:
    """The record of events in the schema from `start` to `end`, with the corrections of their dataset."""
    usual, gaps = _gaps(events, pd.Timestamp(start), pd.Timestamp(end))
    ids = pd.Index(events["event_id"].unique())
    return Record(len(ids), int(ids.isin(reviewed(corrections)).sum()), usual, gaps)


def _gaps(events: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> tuple[int, pd.DataFrame]:
    # text is silent where nothing was published, coded data where nothing is dated (as `scoring.cube.span`)
    covered = events["published"].where(events["origin"] == "extracted", events["date"]).fillna(events["date"])
    days = pd.DatetimeIndex(covered.dropna().dt.normalize().unique()).sort_values()
    empty = np.diff(days.to_numpy()).astype("timedelta64[D]").astype(int) - 1
    pauses = empty[empty > 0]
    usual = int(np.quantile(pauses, USUAL, method="inverted_cdf")) if len(pauses) else 0
    one = pd.Timedelta(days=1)
    rows = pd.DataFrame({"first": days[:-1] + one, "last": days[1:] - one, "days": empty})
    rows = rows[(rows["days"] > max(LEAST_GAP, usual)) & (rows["last"] >= start) & (rows["first"] <= end)]
    return usual, rows.reset_index(drop=True)
