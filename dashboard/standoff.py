"""One actor and the one it faces: both directions, its three roles, and what was known when. Pure.

Conduct, exposure and alleged sponsorship stay apart: an act counts once in each, and sums over them mean nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard.event_rows import Told, told
from dashboard.layers import REST, layers
from dashboard.state import View
from dashboard.summary import MIN_SHOWN
from scoring import risk as risks
from scoring.cube import PAIR, Cube, SparseCube
from scoring.indicators import TRACKS
from scoring.score import score, track_matrix

OUT, BACK = "out", "back"  # from the actor, and back at it
MARKED = 6  # events marked in each direction: the largest days; more would hide the line
VISIBLE = 0.005  # points per day: less reads 0.00, of which nothing is the largest part
PANELS = ("conduct", "exposure", "sponsorship")


@dataclass(frozen=True)
class Standoff:
    """What the page draws of an actor and the other side.

    sides: side (OUT or BACK), date, index, n_events, thin. marks: event_id, date, side, index, track, text. panels:
    role, date, index, n_events, thin. layers: as `dashboard.layers.layers`. ties: as `alleged`. last: day of the
    numbers; None where the dates hold no data.
    """

    actor: str
    other: str
    last: pd.Timestamp | None = None
    sides: pd.DataFrame = field(default_factory=pd.DataFrame)
    marks: pd.DataFrame = field(default_factory=pd.DataFrame)
    panels: pd.DataFrame = field(default_factory=pd.DataFrame)
    layers: pd.DataFrame = field(default_factory=pd.DataFrame)
    ties: pd.DataFrame = field(default_factory=pd.DataFrame)


def standoff(
    found: Acted,
    ties: pd.DataFrame,
    actor: str,
    other: str,
    of_pair: Cube,
    of_roles: Mapping[str, Cube],
    view: View,
) -> Standoff:
    """What the page draws.

    `found` is `acted` of the two, `ties` are `alleged` of the actor. Cubes are decayed at the view's half-life;
    `of_roles` has those with events of the actor.
    """
    shown = days_shown(of_pair, view)
    if shown is None:
        return Standoff(actor, other)
    drawn = sides(of_pair, actor, other, view)
    drawn = drawn if other else drawn.head(0)
    return Standoff(
        actor, other, shown[1], drawn,
        marks(found, drawn, view.weight_of),
        panels(of_roles, actor, view),
        _layers(of_pair, of_roles, actor, other, view, shown),
        ties,
    )  # fmt: skip


def _layers(
    of_pair: Cube,
    of_roles: Mapping[str, Cube],
    actor: str,
    other: str,
    view: View,
    shown: tuple[pd.Timestamp, pd.Timestamp],
) -> pd.DataFrame:
    """Layers of what the first screen would show of the view: the pair, or the actor in the view's role."""
    if view.pair:
        return layers(of_pair, view.weight_of, view.half_life, PAIR.join((actor, other)), *shown)
    cube = of_roles.get(view.role)
    sponsored = of_roles.get("sponsorship")
    if view.role == "conduct" and view.sponsorship and sponsored is not None:
        cube = (of_pair.pick((actor,)) if cube is None else cube).plus(sponsored, view.sponsorship)
    cube = of_pair if cube is None else cube  # has no events of the actor alone: no layers
    return layers(cube, view.weight_of, view.half_life, actor, *shown)


def subject(view: View, conduct: SparseCube, pairs: SparseCube) -> tuple[str, str]:
    """The actor shown and the one it faces ('' for none).

    The view's pair; else its focus, or the actor with the highest index of conduct on its last day among those that it
    names, with the one that its acts of these dates carry the most points against; if it acts on nobody, the one whose
    acts carry the most against it.
    """
    if view.pair:
        return view.pair
    actor = view.focus or _highest(conduct, view, pd.Timestamp(view.end))
    within = pairs.between(pd.Timestamp(view.start), pd.Timestamp(view.end))
    up = [column for column, track in enumerate(TRACKS) if track != "relief"]
    points = (within.sums @ track_matrix(view.weight_of, within.indicators)[:, up]).sum(axis=1)
    totals = np.bincount(within.entity, points, minlength=len(within.entities))
    ranked = [within.entities[place].split(PAIR, 1) for place in np.argsort(-totals, kind="stable")]
    ranked = [(source, target) for source, target in ranked if source != target]
    acted_on = (target for source, target in ranked if source == actor)
    acting = (source for source, target in ranked if target == actor)
    return actor, next(acted_on, next(acting, ""))


def _highest(conduct: SparseCube, view: View, end: pd.Timestamp) -> str:
    if conduct.start is None:
        return next(iter(view.actors), "")
    pressing = conduct.pressure_at(end, view.weight_of, view.half_life)["total"]
    named = pressing[pressing.index.isin(view.actors)] if view.actors else pressing
    return str(named.idxmax()) if len(named) else next(iter(view.actors), "")


def days_shown(cube: Cube, view: View) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """First and last day within the view's dates that the data cover; None if they cover none of them."""
    if not len(cube.dates):
        return None
    covered = cube.dates[0] if cube.first is None else max(cube.dates[0], cube.first)
    start, end = max(pd.Timestamp(view.start), covered), min(pd.Timestamp(view.end), cube.dates[-1])
    return (start, end) if start <= end else None


def lines(cube: Cube, names: Mapping[str, str], view: View, column: str) -> pd.DataFrame:
    """The index of entities of a cube decayed at the view's half-life, daily: `column`, date, index, n_events, thin.

    `names` maps entities to what stands in `column`; thin: fewer than MIN_SHOWN events stand behind the day.
    """
    shown = days_shown(cube, view)
    if shown is None:
        return pd.DataFrame(columns=[column, "date", "index", "n_events", "thin"])
    one = cube.pick(tuple(names))
    days = one.dates.slice_indexer(*shown)
    by_track = risks.pressures(one, view.weight_of, view.half_life)[:, days, : len(risks.ESCALATION)]
    # as `scoring.risk.risk` has the track `total`, of which alone a frame of all tracks would be made
    counts = risks.recent(one.counts, view.half_life)[:, days].ravel()
    return pd.DataFrame(
        {
            column: pd.Series(np.repeat(list(names.values()), by_track.shape[1]), dtype="str"),
            "date": np.tile(one.dates[days], len(names)),
            "index": risks.index(by_track.astype(float).sum(axis=-1)).ravel(),
            "n_events": counts,
            "thin": counts < MIN_SHOWN,
        }
    )


def sides(cube: Cube, actor: str, other: str, view: View) -> pd.DataFrame:
    """Both directions of a pair, of a cube by pair: side, date, index, thin."""
    return lines(cube, {PAIR.join((actor, other)): OUT, PAIR.join((other, actor)): BACK}, view, "side")


class Acted(NamedTuple):
    """What two actors did to each other on known days, before weights.

    acts: one row an event and direction: event_id, date, side, place (its row in told). told: the events in words.
    """

    acts: pd.DataFrame
    told: Told


def acted(events: pd.DataFrame, measures: pd.DataFrame, actor: str, other: str) -> Acted:
    """The acts of each of two on the other that have a place on the line of their direction."""
    own = events[(events["realis"] == "realised") & (events["date_precision"] == "day")]
    of_side = {
        side: own[(own["source"] == source) & (own["target"] == target)].drop_duplicates("event_id")
        for side, (source, target) in {OUT: (actor, other), BACK: (other, actor)}.items()
    }
    acts = pd.concat([rows[["event_id", "date"]].assign(side=side) for side, rows in of_side.items()])
    found = told(events[events["event_id"].isin(acts["event_id"])], measures)
    place = pd.Index(found.rows["event_id"]).get_indexer(acts["event_id"])
    return Acted(acts.assign(date=acts["date"].dt.normalize(), place=place).reset_index(drop=True), found)


def marks(found: Acted, drawn: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """The largest event of each direction's largest days: event_id, date, side, index, track, text.

    `drawn` is `sides`; only events known to the day have a place on it.
    """
    points = score(found.told.measures, weights).to_numpy()[found.acts["place"].to_numpy()]
    days = found.acts["date"].isin(drawn["date"].unique())
    acts = found.acts.assign(points=points)[(points > 0) & days]
    acts = acts.sort_values(["points", "event_id"], ascending=[False, True]).drop_duplicates(["side", "date"])
    largest = pd.concat([acts[acts["side"] == side].head(MARKED) for side in (OUT, BACK)], ignore_index=True)
    line = drawn.set_index(["side", "date"])["index"]
    at = line.reindex(pd.MultiIndex.from_frame(largest[["side", "date"]]))
    words = found.told.take(largest["place"].to_numpy()).weighed(weights)
    out = largest[["event_id", "date", "side"]].assign(index=at.to_numpy())
    return out.assign(track=words["track"], text=words["line"])


def panels(cubes: Mapping[str, Cube], actor: str, view: View) -> pd.DataFrame:
    """One actor in each role that has a cube: role, date, index, thin. A role without any event has no rows."""
    found = [lines(cube, {actor: role}, view, "role") for role, cube in cubes.items() if actor in cube.entities]
    return (
        pd.concat(found, ignore_index=True)
        if found
        else pd.DataFrame(columns=["role", "date", "index", "n_events", "thin"])
    )


def alleged(found: pd.DataFrame, events: pd.DataFrame, actor: str, start: date, end: date) -> pd.DataFrame:
    """Ties that make acts from `start` to `end` count as sponsored: client, patron, since, source_note, acts.

    `found` are `dashboard.ties.ties` of the events. Those with the actor as patron, and as client; `acts` counts
    realised events, the most first.
    """
    own = found[(found["patron"] == actor) | (found["client"] == actor)]
    within = events["date"].between(pd.Timestamp(start), pd.Timestamp(end))
    own = own[own["event_id"].isin(events.loc[within, "event_id"])]
    keys = ["client", "patron", "since", "source_note"]
    counted_ = own.groupby(keys, dropna=False)["event_id"].nunique().rename("acts").reset_index()
    return counted_.sort_values(["acts", "client"], ascending=[False, True], kind="stable", ignore_index=True)


def level(rows: pd.DataFrame, name: str, column: str = "side") -> float | None:
    """The index of one line on its last day; None where too few events stand behind it or there is no line."""
    own = rows[rows[column] == name] if len(rows) else rows
    if own.empty or own["thin"].iloc[-1] or pd.isna(own["index"].iloc[-1]):
        return None
    return float(own["index"].iloc[-1])


def counted(rows: pd.DataFrame, name: str, column: str = "side") -> int:
    """Events within three half-lives of the last day of one line."""
    own = rows[rows[column] == name] if len(rows) else rows
    return 0 if own.empty else round(float(own["n_events"].iloc[-1]))


def made_of(found: pd.DataFrame) -> tuple[float, str]:
    """The pressure on the last day of layers, and the name of the largest of them ('' where nothing presses)."""
    last = found[found["date"] == found["date"].max()]
    pressure = float(last["pressure"].sum())
    named = last[last["track"] != REST]
    return pressure, str(named.loc[named["pressure"].idxmax(), "name"]) if pressure >= VISIBLE else ""


@dataclass(frozen=True)
class Knowledge:
    """Days on which something was published about those shown, before and after the day of knowledge.

    `later` counts the events that were published after it: what a reader of that day could not know.
    """

    day: date | None
    before: date | None
    after: date | None
    later: int


def knowledge(events: pd.DataFrame, parties: tuple[str, ...], as_known: date | None) -> Knowledge:
    """Where one can step from `as_known` (None: all that is known now).

    `events` are all that are known now; with two `parties` those between them count, with one all that involve it.
    """
    involved = pd.Series(True, index=events.index)
    for party in parties:
        involved &= (events["source"] == party) | (events["target"] == party)
    told = events[involved].drop_duplicates("event_id")["published"].dropna().dt.normalize()
    days = told.drop_duplicates().sort_values()
    if as_known is None:
        earlier = days.iloc[:-1] if len(days) else days  # the last day is what is known now
        return Knowledge(None, _last(earlier), None, 0)
    day = pd.Timestamp(as_known)
    after = days[days > day]
    first = None if after.empty else after.iloc[0].date()
    return Knowledge(as_known, _last(days[days < day]), first, int((told > day).sum()))


def step(view: View, day: date) -> dict[str, date]:
    """The fields of the view that show what was known on `day`; the days shown stay as many."""
    return {"as_known": day, "end": day, "start": min(view.start, day - (view.end - view.start))}


def _last(days: pd.Series) -> date | None:
    return None if days.empty else days.iloc[-1].date()
