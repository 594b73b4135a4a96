"""Two views side by side: what sets them apart, how their rankings and numbers differ, and why. Pure.

`here` is the view of this run, `there` the one that it is compared with; every change is from there to here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pandas as pd

from dashboard.event_rows import digest
from dashboard.names import name
from dashboard.presets import difference
from dashboard.state import View
from dashboard.summary import Situation, roles
from data.actors import PATRON
from scoring import sensitivity as weighing
from scoring.changes import PARTS, Standpoint, events_behind_change
from scoring.cube import PAIR, Cube

# settings that decide the numbers, in the order of the sidebar; weights are told apart from them
SETTINGS = (
    "data", "origin", "start", "end", "as_known", "actors", "focus", "role", "pair", "half_life", "sponsorship",
    "confidence", "added",
)  # fmt: skip
# parts of a change are of the same pressure only where these agree
ALIKE = ("data", "role", "pair", "half_life", "sponsorship")
SEED = 0  # of the drawn weights: the same link gives the same ranges
TOLD = 3  # events named behind a part: those that make most of it
MOVERS = 10  # rows of the table of weights: the largest moves
FIRST = 12  # actors whose range of ranks is drawn: what a reader takes in


@dataclass(frozen=True)
class Side:
    """One view, its first screen, and what is known in it.

    first: the first day that counts, None where there are no data.
    """

    view: View
    found: Situation
    events: pd.DataFrame
    measures: pd.DataFrame
    first: pd.Timestamp | None = None


@dataclass(frozen=True)
class Change:
    """What leads from the pressure there to the one here, of one entity.

    steps: part (of PARTS), value in points per day; before + sum of values = after. behind: part, event_id, date,
    pressure, line: the events that make most of each part.
    """

    entity: str
    before: float
    after: float
    steps: pd.DataFrame
    behind: pd.DataFrame


@dataclass(frozen=True)
class Sensitivity:
    """How far a ranking hangs on the weights.

    ranges: as `scoring.sensitivity.rank_stability`, with name. agreement: its one figure. movers: entity, name,
    indicator, without, without_rank, doubled, doubled_rank: what an actor's index and rank change by.
    """

    ranges: pd.DataFrame
    agreement: weighing.Agreement
    movers: pd.DataFrame = field(default_factory=pd.DataFrame)
    draws: int = weighing.DRAWS
    seed: int = SEED


def differing(here: View, there: View) -> list[str]:
    """Fields of View, among SETTINGS, in which two views differ."""
    return [one for one in SETTINGS if getattr(here, one) != getattr(there, one)]


def unlike(here: View, there: View) -> list[str]:
    """Fields in which two views may not differ if a change of pressure is to be told in parts."""
    return [one for one in ALIKE if getattr(here, one) != getattr(there, one)]


def earlier(view: View, days: int) -> View:
    """The view as of some days before, and as known then where it is as known on a day."""
    before = timedelta(days=days)
    return replace(
        view,
        start=min(view.start, view.end - before),
        end=view.end - before,
        as_known=view.as_known and view.as_known - before,
    )


def looking_at(view: View, entity: str, known: Collection[str]) -> View:
    """The view with an entity of another one in focus; as it is where the entity is of another kind or not `known`."""
    if entity not in known or (PAIR in entity) != bool(view.pair):
        return view
    return view if view.pair else replace(view, focus=entity)


def ranked(found: Situation) -> tuple[str, ...]:
    """Entities with an index on the day of a situation."""
    return () if found.end is None else tuple(found.ranking.dropna(subset=["index"])["entity"])


def rankings(here: Situation, there: Situation) -> pd.DataFrame:
    """Both rankings: entity, name, rank_here, rank_there, moved, here, there, change (index points).

    Equal indices share the better rank. `moved` is rank_there - rank_here: above 0 it stands higher here. Null where
    a side gives the entity no index. In the order of here, then of there.
    """
    sides = []
    for found in (here, there):
        table = found.ranking if found.end is not None else pd.DataFrame({"entity": [], "index": []})
        index = table.set_index("entity")["index"].astype(float).dropna()
        sides.append(pd.DataFrame({"index": index, "rank": index.rank(method="min", ascending=False)}))
    both = sides[0].join(sides[1], how="outer", suffixes=("_here", "_there"))
    both = both.sort_values(["rank_here", "rank_there"], kind="stable").rename_axis("entity").reset_index()
    both = both.rename(columns={"index_here": "here", "index_there": "there"})
    both["name"] = [name(entity) for entity in both["entity"]]
    both["moved"] = both["rank_there"] - both["rank_here"]
    both["change"] = both["here"] - both["there"]
    return both[["entity", "name", "rank_here", "rank_there", "moved", "here", "there", "change"]]


def lines(here: Situation, there: Situation) -> pd.DataFrame:
    """The line of the actor in focus of each side: side (here, there), date, index, thin; days in order."""
    frames = [
        found.lines[found.lines["entity"] == found.focus].assign(side=side)
        for side, found in (("here", here), ("there", there))
        if found.end is not None
    ]
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return pd.DataFrame(columns=["side", "date", "index", "thin"])
    return pd.concat(frames, ignore_index=True)[["side", "date", "index", "thin"]]


def change(here: Side, there: Side) -> Change | None:
    """From the pressure there to the one here, of the entity in focus here; None where the two are no two standpoints.

    They are none where a side has no data or looks at another entity, or where a setting in ALIKE differs.
    """
    if here.found.end is None or there.found.end is None or unlike(here.view, there.view):
        return None
    if here.found.focus != there.found.focus:
        return None
    entity, by = here.found.focus, roles(here.view)
    share = here.view.sponsorship if by == "conduct" else 0.0
    stands = [Standpoint(one.found.end, one.events, one.measures, one.view.weight_of) for one in (there, here)]
    start = min(here.first, there.first)
    behind = events_behind_change(*stands, here.view.half_life, [entity], by, PATRON, share, start)
    steps = behind.groupby("part")["pressure"].sum().reindex(list(PARTS), fill_value=0.0)
    told = behind.groupby("part", sort=False).head(TOLD)
    return Change(
        entity, there.found.pressure, here.found.pressure,
        steps.rename_axis("part").reset_index(name="value"), _told(told, here, there),
    )  # fmt: skip


def sensitivity(cube: Cube, view: View, end: pd.Timestamp) -> Sensitivity:
    """How the ranking of a view fares under drawn weights. `cube` holds the ranked entities, decayed."""
    asked = (cube, view.weight_of, view.half_life, end)
    ranges = weighing.rank_stability(*asked, seed=SEED)
    ranges = ranges.assign(name=[name(entity) for entity in ranges["entity"]])
    return Sensitivity(ranges, weighing.agreement(*asked, seed=SEED), _movers(weighing.influence(*asked)))


def _movers(moves: pd.DataFrame) -> pd.DataFrame:
    """The weights that move an actor most, with what both of `scoring.sensitivity.FACTORS` do."""
    largest = moves.drop_duplicates(["entity", "indicator"]).head(MOVERS)[["entity", "indicator"]]
    out = largest
    for factor, word in zip(weighing.FACTORS, ("without", "doubled"), strict=True):
        one = moves[moves["factor"] == factor].rename(columns={"change": word, "rank_change": f"{word}_rank"})
        out = out.merge(one.drop(columns="factor"), on=["entity", "indicator"], how="left")
    return out.assign(name=[name(entity) for entity in out["entity"]])


def _told(behind: pd.DataFrame, here: Side, there: Side) -> pd.DataFrame:
    """The rows with the line of each event, as known here, else there."""
    words: dict[str, str] = {}
    for one in (there, here):
        rows = one.events[one.events["event_id"].isin(behind["event_id"])]
        if len(rows):
            told = digest(rows, one.measures, one.view.weight_of)
            words |= dict(zip(told["event_id"], told["line"], strict=True))
    return behind.assign(line=behind["event_id"].map(words))[["part", "event_id", "date", "pressure", "line"]]


def as_steps(change: Change, labels: Mapping[str, str]) -> pd.DataFrame:
    """A change as bars from one pressure to the other: name, value, whole; parts that are 0 are left out."""
    parts = change.steps[change.steps["value"].abs() > 0]
    keys, values = ["before", *parts["part"], "after"], [change.before, *parts["value"], change.after]
    whole = [key in ("before", "after") for key in keys]
    return pd.DataFrame({"name": [labels[key] for key in keys], "value": values, "whole": whole})


def first_ranks(ranges: pd.DataFrame, most: int = FIRST) -> pd.DataFrame:
    """The first of the ranges, as many as are drawn."""
    return ranges.head(most)


def weights_between(here: View, there: View) -> pd.DataFrame:
    """`dashboard.presets.difference` of the weights of two views: first is here, second there."""
    return difference(here.weight_of, there.weight_of)
