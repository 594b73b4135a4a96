"""What changed: the difference of pressure between two standpoints, in parts that sum to it, each with its events.

A standpoint is a day, what is known, and weights. From `before` to `after` three things may differ, and they are
changed one after the other, in this order. With t0, t1 the two days, m the earlier of them, K0, K1 what is known at
each, w0, w1 the weights, p(K, w) an event's points by its measures in K, and
L(t) = (1 - r) r^(t-d) share, r = 2^(-1/h), what is left at t of a day d <= t of an event (0 before it):

    decayed       sum over K0, d <= m       of p(K0, w0) (L(t1) - L(t0))            what faded of earlier events
    entered       sum over K1, m < d <= t1  of p(K1, w0) L(t1)                      what is dated since
                - sum over K0, m < d <= t0  of p(K0, w0) L(t0)                      (leaves, if `before` is later)
    reweighted    sum over K0, d <= m       of (p(K0, w1) - p(K0, w0)) L(t1)        other weights for both
                + sum over K1, m < d <= t1  of (p(K1, w1) - p(K1, w0)) L(t1)
    newly_known   sum over K1, d <= m       of p(K1, w1) L(t1)                      published since, dated before:
                - sum over K0, d <= m       of p(K0, w1) L(t1)                      new events and other measures

The sums telescope to S(t1; K1, w1) - S(t0; K0, w0). An event that is spread over days (a week, a month) stands in
`decayed` with those up to m and in `entered` with those after; so do the days on which an agreement that it let lapse
or an access that it refused adds its points again (`scoring.states`), which count for the event that began them. What
was published since and is dated since has entered;
an event that both know with the same measures, parties and date adds nothing to `newly_known`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from scoring.decay import retention
from scoring.indicators import BY_ID
from scoring.risk import HALF_LIFE
from scoring.score import WEIGHTS, check, relief, score
from scoring.shares import counted, standing

PARTS = ("decayed", "entered", "reweighted", "newly_known")  # in the order in which things are changed

ROUNDING = 1e-12  # points per day: less is what the order of summing leaves, and no event's

# part, sign, then of which standpoint (0 before, 1 after): what is known, whether of days after m, the weights, the day
TERMS = (
    ("before", 1, 0, False, 0, 0),
    ("before", 1, 0, True, 0, 0),
    ("decayed", 1, 0, False, 0, 1),
    ("decayed", -1, 0, False, 0, 0),
    ("entered", 1, 1, True, 0, 1),
    ("entered", -1, 0, True, 0, 0),
    ("reweighted", 1, 0, False, 1, 1),
    ("reweighted", -1, 0, False, 0, 1),
    ("reweighted", 1, 1, True, 1, 1),
    ("reweighted", -1, 1, True, 0, 1),
    ("newly_known", 1, 1, False, 1, 1),
    ("newly_known", -1, 0, False, 1, 1),
    ("after", 1, 1, False, 1, 1),
    ("after", 1, 1, True, 1, 1),
)


class ChangeError(ValueError):
    """Two standpoints that cannot be compared; the message says what is missing."""


@dataclass(frozen=True)
class Standpoint:
    """A day, what is known (events in the schema, with their measures by event_id), and weights.

    `scoring.cube.known_on(events, day)` gives what was known on a day.
    """

    day: pd.Timestamp | str
    events: pd.DataFrame
    measures: pd.DataFrame
    weights: Mapping[str, float] = field(default_factory=lambda: dict(WEIGHTS))


Known = tuple[pd.DataFrame, pd.DataFrame]  # what weights do not change of two standpoints


def prepare(
    before: Standpoint,
    after: Standpoint,
    half_life: float = HALF_LIFE,
    entities: Iterable[str] | None = None,
    by: str = "conduct",
    patrons: pd.DataFrame | None = None,
    share: float = 0.0,
    start: pd.Timestamp | str | None = None,
) -> Known:
    """What weights do not change of a comparison: TERMS times an event's points, or a state's weight, are its parts.

    A frame for each standpoint: entity, event_id, since, indicator (null but for days that a state adds), date, left_0
    and left_1 (on either day, per day). Raises ChangeError for events without measures.
    """
    days = tuple(pd.Timestamp(one.day).normalize() for one in (before, after))
    names = None if entities is None else set(entities)
    first, second = (_known(one, days, half_life, by, patrons, share, start, names) for one in (before, after))
    return first, second


def what_changed(
    before: Standpoint,
    after: Standpoint,
    half_life: float = HALF_LIFE,
    entities: Iterable[str] | None = None,
    by: str = "conduct",
    patrons: pd.DataFrame | None = None,
    share: float = 0.0,
    start: pd.Timestamp | str | None = None,
    relieving: bool = False,
) -> pd.DataFrame:
    """Pressure at both standpoints and its difference in PARTS: entity, before, *PARTS, after, in points per day.

    One row an entity: those asked for in `entities`, in that order, else all that have pressure at either standpoint,
    by name. `before` plus the parts is `after`, to rounding. The pressure is the total of the tracks that push up, or
    with `relieving` that of relief, which is never netted. `by`, `patrons`, `share` and `start` are those of
    `risk.events_behind`, and so are the numbers. Raises ChangeError for events without measures.
    """
    names = None if entities is None else list(dict.fromkeys(entities))
    known = prepare(before, after, half_life, names, by, patrons, share, start)
    rows = _compared(before, after, known, relieving)
    out = rows.groupby("entity")[["before", *PARTS, "after"]].sum()
    if names is None:
        names = out.index[(out["before"] != 0) | (out["after"] != 0)]
    return out.reindex(names, fill_value=0.0).rename_axis("entity").reset_index().astype({"entity": "str"})


def events_behind_change(
    before: Standpoint,
    after: Standpoint,
    half_life: float = HALF_LIFE,
    entities: Iterable[str] | None = None,
    by: str = "conduct",
    patrons: pd.DataFrame | None = None,
    share: float = 0.0,
    start: pd.Timestamp | str | None = None,
    relieving: bool = False,
) -> pd.DataFrame:
    """The events behind each part of `what_changed`: entity, part, event_id, date, pressure, in points per day.

    The pressures of a part sum to it. By entity and part in their order, the largest (in size) first. `date` is the
    first day of the event that counts in the part. Arguments and errors as in `what_changed`.
    """
    names = None if entities is None else list(dict.fromkeys(entities))
    known = prepare(before, after, half_life, names, by, patrons, share, start)
    rows = _compared(before, after, known, relieving)
    rows = rows.melt(["entity", "event_id", "date"], list(PARTS), "part", "pressure")
    rows = rows[rows["pressure"] != 0].groupby(["entity", "part", "event_id"], as_index=False)
    rows = rows.agg({"date": "min", "pressure": "sum"})
    rows = rows[rows["pressure"].abs() > ROUNDING]
    names = sorted(rows["entity"].unique()) if names is None else names
    keys = {
        "entity": rows["entity"].map({name: place for place, name in enumerate(names)}),
        "part": rows["part"].map({part: place for place, part in enumerate(PARTS)}),
        "size": -rows["pressure"].abs(),
        "event_id": rows["event_id"],
    }
    return rows.loc[pd.DataFrame(keys).sort_values(list(keys)).index].reset_index(drop=True)


def _compared(before: Standpoint, after: Standpoint, known: Known, relieving: bool) -> pd.DataFrame:
    """TERMS summed by entity, event_id and since (days up to m, days since): these, date, before, *PARTS, after."""
    stands = (before, after)
    value = relief if relieving else score
    points = {(k, w): _points(known[k], value, stands[k].measures, stands[w].weights) for k in (0, 1) for w in (0, 1)}
    columns = ["before", *PARTS, "after"]
    sums = [{column: np.zeros(len(rows)) for column in columns} for rows in known]
    for part, sign, k, since, w, at in TERMS:
        counted = known[k]["since"].to_numpy() == since
        sums[k][part] += sign * counted * known[k][f"left_{at}"].to_numpy() * points[k, w]
    both = pd.concat([rows.assign(**parts) for rows, parts in zip(known, sums, strict=True)])
    by_event = both.groupby(["entity", "event_id", "since"], as_index=False)
    return by_event.agg({"date": "min"} | dict.fromkeys(columns, "sum"))


def _points(rows: pd.DataFrame, value: Callable, measures: pd.DataFrame, weights: Mapping[str, float]) -> np.ndarray:
    """What each row's share is multiplied by: its event's points, or the weight of the indicator that a state adds."""
    own = value(measures, weights).reindex(rows["event_id"]).to_numpy()
    state = rows["indicator"].notna().to_numpy()
    own_side = {name: (BY_ID[name].track == "relief") == (value is relief) for name in BY_ID}
    weight = {name: each * own_side[name] for name, each in check(weights).items()}
    return np.where(state, rows["indicator"].map(weight).to_numpy(dtype=float, na_value=0.0), own)


def _known(
    one: Standpoint,
    days: tuple[pd.Timestamp, pd.Timestamp],
    half_life: float,
    by: str,
    patrons: pd.DataFrame | None,
    share: float,
    start: pd.Timestamp | str | None,
    names: set[str] | None,
) -> pd.DataFrame:
    """What is left on both days of the events known at a standpoint: columns of `prepare`.

    A row for an event's days up to the earlier of the two days, and one for those since; `date` is the first of them.
    """
    rows = counted(one.events, by, patrons, share)
    if names is not None:
        rows = rows[rows["entity"].isin(names)]
    if start is not None:
        rows = rows[rows["date"] >= pd.Timestamp(start)]
    missing = sorted(set(rows["event_id"]) - set(one.measures.index))
    if missing:
        raise ChangeError(
            f"{len(missing)} events known on {one.day} have no measures ({missing[0]} ...); measure all that is known"
        )
    held = standing(one.events, one.measures, max(days), by, patrons, share).rename(columns={"intensity": "share"})
    if names is not None:
        held = held[held["entity"].isin(names)]
    if start is not None:
        held = held[held["date"] >= pd.Timestamp(start)]
    rows = pd.concat([rows.assign(indicator=None), held], ignore_index=True).astype({"indicator": object})
    kept = retention(half_life)
    for at, day in enumerate(days):
        age = (day - rows["date"]).dt.days
        left = rows["share"] * (1.0 - kept) * kept ** age.clip(lower=0)
        rows = rows.assign(**{f"left_{at}": left.where(age >= 0, 0.0)})
    rows = rows.assign(since=rows["date"] > min(days))
    by_event = rows.groupby(["entity", "event_id", "since", "indicator"], as_index=False, dropna=False)
    return by_event.agg({"date": "min", "left_0": "sum", "left_1": "sum"})
