"""The two short lists under the charts: what is announced to come, and what speaks against escalation. Pure."""

from __future__ import annotations

from collections.abc import Collection
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dashboard.deeds import deed
from dashboard.names import display
from dashboard.sentences import listed, the
from scoring import cube as cubes
from scoring import risk as risks

if TYPE_CHECKING:
    from dashboard.standing import Weighed

LISTED = 4  # planned and contrary events listed on the first screen
AHEAD_DAYS = 60  # an announcement without a day counts as still to come for two months: rounds of talks take weeks
AGAINST_DAYS = 60  # what eased longer ago speaks for another time
_MUTUAL = ("CONSULT", "AGREE", "COOPERATE")  # acts of both sides, whoever is named first


def upcoming(events: pd.DataFrame, end: pd.Timestamp, actor: str | None = None) -> pd.DataFrame:
    """Planned events announced by `end` and not yet past, the latest announcement first, one row an event.

    Of those announced on one day, those that involve `actor` come first. Adds announced, due (null: no day given),
    involved and words.
    """
    planned = cubes.known_on(events[events["realis"] == "planned"], end)
    announced = planned["published"].fillna(planned["date"])
    due = planned["date"].where(planned["date"] > announced)
    ahead = (due > end) | (due.isna() & (announced > end - pd.Timedelta(days=AHEAD_DAYS)))
    rows = planned[ahead].assign(announced=announced[ahead], due=due[ahead])
    involved = (rows["source"] == actor) | (rows["target"] == actor)
    rows = rows.assign(involved=involved.groupby(rows["event_id"]).transform("any"))
    rows = rows.sort_values(["announced", "involved"], ascending=False, kind="stable")
    first = rows.drop_duplicates("event_id").drop_duplicates(["type", "source", "target"]).head(LISTED)
    return first.assign(words=[_announcement(rows[rows["event_id"] == event_id]) for event_id in first["event_id"]])


def contrary(weighed: Weighed, parties: Collection[str]) -> np.ndarray:
    """Acts that speak against escalation between `parties` (the one in focus and its counterparts), as their places.

    The strongest relief and restraint of the last AGAINST_DAYS, the latest first, then denials within three half-lives.
    """
    acts = weighed.of.acts
    theirs = np.zeros(len(acts), bool)
    for side in weighed.of.sides.values():
        known = np.array([name in parties for name in side.names], bool)
        theirs[side.act[known[side.of]]] = True
    days, relief = acts["date"].to_numpy(), weighed.relief
    eased = np.flatnonzero(theirs & acts["eased"].to_numpy() & (relief > 0))
    eased = eased[np.lexsort((days[eased], relief[eased]))[::-1]][:LISTED]
    denied = np.flatnonzero(theirs & acts["denied"].to_numpy())
    latest = [found[np.argsort(-days[found].astype(np.int64), kind="stable")] for found in (eased, denied)]
    return np.concatenate(latest)[:LISTED]


def recent(rows: pd.DataFrame, end: pd.Timestamp, half_life: float) -> tuple[pd.Series, pd.Series]:
    """Which rows were realised within AGAINST_DAYS, and which denied within three half-lives: those of `contrary`."""
    old = end - pd.Timedelta(days=ceil(risks.COUNT_HALF_LIVES * half_life))
    eased = (rows["realis"] == "realised") & rows["date"].between(end - pd.Timedelta(days=AGAINST_DAYS), end)
    return eased, (rows["realis"] == "denied") & rows["date"].between(old, end)


def _announcement(rows: pd.DataFrame) -> str:
    """Who announced what with whom and where, from the rows of one planned event."""
    first = rows.iloc[0]
    by, to = ([the(display(a)) for a in dict.fromkeys(rows[column].dropna())] for column in ("source", "target"))
    parties = list(dict.fromkeys(by + to))
    if first["type"] in _MUTUAL and len(parties) > 1:
        who = f" between {listed(parties)}"
    else:
        who = (f" by {listed(by)}" if by else "") + (f" towards {listed(to)}" if to else "")
    place = f" in {first['place']}" if isinstance(first["place"], str) and first["place"] else ""
    return f"{deed(first['type'], first['mode'])}{who}{place}"
