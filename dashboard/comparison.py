"""What one article changes: the day to compare on, and whose index it moves. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from dashboard.names import name
from dashboard.state import View
from scoring import cube as cubes
from scoring import risk as risks

TENTH = 0.1  # of an index point: less is no change
RANK_MOVED = 8


def reading_day(article: pd.DataFrame, found: pd.DataFrame, view: View) -> pd.Timestamp:
    """The day to compare risk on: publication, else the last realised act, else the view's day."""
    published = article["published"].iloc[0]
    if not pd.isna(published):
        return pd.Timestamp(published).normalize()
    last = found.loc[found["realis"] == "realised", "date"].max()
    return pd.Timestamp(view.end) if pd.isna(last) else last.normalize()


def moved(
    before: pd.DataFrame,
    before_measures: pd.DataFrame,
    after: pd.DataFrame,
    after_measures: pd.DataFrame,
    day: pd.Timestamp,
    weights: Mapping[str, float],
    half_life: float,
) -> pd.DataFrame:
    """Whose index on `day` differs between two sets of events: name, before, after; the largest change first."""
    sides = []
    for events, measures in ((before, before_measures), (after, after_measures)):
        # both sides stand on the same day, even where the data without the article end before it
        made = cubes.summed([(events, measures)], "conduct", dtype=np.float64).between(None, day)
        if not made.entities:
            sides.append(pd.Series(dtype="float64"))
            continue
        built = cubes.with_states(made, events, measures).dense()
        frame = risks.risk(built, weights, half_life)
        here = frame[(frame["date"] == day) & (frame["track"] == "total")]
        sides.append(pd.Series(here["index"].to_numpy(), index=here["entity"].astype(str)))
    both = pd.DataFrame({"before": sides[0], "after": sides[1]}).fillna(0.0)
    both = both[(both["after"] - both["before"]).abs() >= TENTH]
    order = (both["after"] - both["before"]).abs().sort_values(ascending=False, kind="stable").index
    return both.loc[order].head(RANK_MOVED).assign(name=[name(entity) for entity in order[:RANK_MOVED]])
