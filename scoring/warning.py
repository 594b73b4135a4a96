"""Did the index stand high before days that are known for what happened, or for what did not?

An index of events cannot foresee a blow out of the blue: without events there is nothing to rise on. What is asked here
is how often there was something, and how often the same reading was followed by nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd

from scoring import cube as cubes
from scoring.indicators import measure
from scoring.proportion import wilson
from scoring.risk import HALF_LIFE, baseline, risk
from scoring.score import WEIGHTS

LEADS = (30, 14, 7, 1, 0)  # days before: a month, two weeks, a week, the eve, and the day itself
ROLES = {"conduct": "acting", "exposure": "hit"}  # the index that is read, and the column that says whose
HIGH = 80.0  # percent of the own past year: as the outcomes of scoring.validity have it
LEVEL = 0.9  # as the interval of the index has it
THEN, LATER = "then", "later"
Reader = Callable[[pd.Timestamp], pd.DataFrame]  # a day -> the events, as what was published by its end tells them

_CRISIS = ["day", "kind", "what", "role", "entity"]
_READING = ["index", "percentile", "n_events"]


def before(
    events: pd.DataFrame,
    crises: pd.DataFrame,
    half_life: float = HALF_LIFE,
    weights: Mapping[str, float] = WEIGHTS,
    leads: Sequence[int] = LEADS,
    reader: Reader | None = None,
) -> pd.DataFrame:
    """The index before each of `crises` (day, kind, acting, hit, what), once for who acted and once for who was hit.

    One row a crisis, role and reading: day, kind, what, role, entity, lead (days before), known, index, percentile (of
    the own past year, in percent; null without enough history), n_events (within three half-lives). Readings known THEN
    rest on what was published by the end of the day that lies `lead` days before; one more of the day itself, known
    LATER, on all of `events`. Null before the data begin.

    `reader` gives the events as they could be read at the end of a day. Without it, rows of `events` that were
    published later are left out, which is all there is to do for coded events; but a row that was extracted from
    several articles keeps the toll, the parties and the confidence that the last of them told: pass a reader for those.
    """
    asked = _asked(crises, leads)
    reader = reader or partial(cubes.known_on, events)
    known, parts = None, []
    for day, own_day in asked.groupby(asked["when"].where(asked["known"] == THEN), dropna=False):
        read = events if pd.isna(day) else reader(day)
        if read is not known:  # a reader may give the same frame for days between two publications
            known, measures = read, measure(read)
        start = _start(known)
        for role, own in own_day.groupby("role"):
            if pd.isna(start) or start > own["when"].max():
                parts.append(own)
                continue
            names = list(dict.fromkeys(own["entity"]))
            found = _levels(known, measures, role, names, (start, own["when"].max()), half_life, weights)
            parts.append(own.merge(found, how="left", left_on=["entity", "when"], right_on=["entity", "date"]))
    out = pd.concat(parts or [asked]).sort_values("order", kind="stable", ignore_index=True)
    return out.reindex(columns=[*_CRISIS, "lead", "known", *_READING])


def _asked(crises: pd.DataFrame, leads: Sequence[int]) -> pd.DataFrame:
    """One row a crisis, role with an entity, and reading: `when` it is read, and its `order`."""
    roles = [crises.assign(role=role, entity=crises[column]) for role, column in ROLES.items()]
    asked = pd.concat(roles)[_CRISIS].dropna(subset="entity").sort_values(["day", "role"], kind="stable")
    readings = pd.DataFrame({"lead": [*leads, 0], "known": [THEN] * len(leads) + [LATER]})
    asked = asked.merge(readings, how="cross")
    return asked.assign(when=asked["day"] - pd.to_timedelta(asked["lead"], unit="D"), order=range(len(asked)))


def _start(events: pd.DataFrame) -> pd.Timestamp:
    """The first day of sums: that of the first realised event known to the day, as on screen."""
    return events.loc[(events["realis"] == "realised") & (events["date_precision"] == "day"), "date"].min()


def _end(events: pd.DataFrame) -> pd.Timestamp:
    """The last day on which something became known."""
    return events["published"].fillna(events["date"]).max().normalize()


def _levels(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    role: str,
    entities: Sequence[str],
    days: tuple[pd.Timestamp, pd.Timestamp],
    half_life: float,
    weights: Mapping[str, float],
) -> pd.DataFrame:
    """entity, date, index, percentile and n_events from the first of `days` to the last, past the last event, too."""
    summed = cubes.summed([(events, measures)], role, dtype=np.float64).between(*days)
    frame = risk(cubes.with_states(summed, events, measures).pick(entities), weights, half_life)
    frame = frame[frame["track"] == "total"].astype({"entity": "str", "track": "str"})
    both = frame.merge(baseline(frame)[["entity", "date", "percentile"]], on=["entity", "date"])
    return both[["entity", "date", *_READING]]


def tally(
    read: pd.DataFrame,
    events: pd.DataFrame,
    measures: pd.DataFrame,
    half_life: float = HALF_LIFE,
    weights: Mapping[str, float] = WEIGHTS,
) -> pd.DataFrame:
    """How high the index stood in the readings of `before`, by role, kind of crisis, lead and what was known.

    role, kind, lead, known, crises (those with a percentile), median_index, high: how many stood at HIGH or above in
    their own past year, share of them with Wilson's interval in low and up, and any_day: the share of all days on which
    the same entities stood as high, by all that is known now. Where `any_day` lies within the interval, the reading
    told no more than any day would. Wilson's interval takes the crises as independent trials; those that share weeks
    and actors are not, so it is too narrow.
    """
    days = {
        role: _often(events, measures, role, list(dict.fromkeys(own["entity"])), half_life, weights)
        for role, own in read.groupby("role")
    }
    kept = read[read["percentile"].notna()]
    kept = kept.assign(high=kept["percentile"] >= HIGH)
    kept["any_day"] = [days[role].get(entity) for role, entity in zip(kept["role"], kept["entity"], strict=True)]
    by = ["role", "kind", "known", "lead"]
    out = kept.groupby(by).agg(
        crises=("high", "size"), median_index=("index", "median"), high=("high", "sum"), any_day=("any_day", "mean")
    )
    out = out.sort_index(ascending=[True, False, False, False]).reset_index()
    low, up = wilson(out["high"], out["crises"], LEVEL)
    return out.assign(share=out["high"] / out["crises"], low=low, up=up)[
        [*by, "crises", "median_index", "high", "share", "low", "up", "any_day"]
    ]


def _often(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    role: str,
    entities: Sequence[str],
    half_life: float,
    weights: Mapping[str, float],
) -> pd.Series:
    """The share of days with a percentile on which each entity stood at HIGH or above."""
    found = _levels(events, measures, role, entities, (_start(events), _end(events)), half_life, weights)
    return (found["percentile"].dropna() >= HIGH).groupby(found["entity"]).mean()
