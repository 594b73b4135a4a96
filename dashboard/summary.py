"""The first screen, worked out from the frames of the two other rooms. Pure: frames and a View give frames and facts.

Pages call this, hand the frames to a figure and the facts to a sentence, and do no arithmetic of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from dashboard import notes
from dashboard.levels import MIN_SHOWN, WEEK, levels, ranking
from dashboard.names import display, name
from dashboard.sentences import Lead
from dashboard.standing import Standing, Weighed, stand
from dashboard.state import View
from scoring import risk as risks
from scoring.cube import PAIR, Cube, SparseCube
from scoring.indicators import BY_ID

DRAWN = 4  # lines on the first chart unless actors are chosen: more hide each other
MARKERS = 8  # events marked on the line in focus: the largest; more would cover it
BARS = 7  # indicators drawn; the rest are one bar, so that the sum stays whole
SLIVER = 0.01  # a bar shorter than this is no bar to see
DRAWN_FROM = 0.005  # points per day: the rest below it would read 0.00, and is told in words
NAMED = 2  # other parties and deeds named in the sentence
OF_NOTE = 0.2  # a party or day with less than a fifth of the pressure is not named
CAUSES = 4  # of the heaviest events, those looked at for one that names what it answers
LOW_WITHIN_DAYS = 30  # where a rise began is looked for in the last month
# Numbers of a dense cube (entities x days x indicators) that a change of weights multiplies within some 30 ms on two
# cores: sixty actors over a decade. With more, only the entities with the most pressure are drawn and ranked.
DENSE_NUMBERS = 6_000_000


@dataclass(frozen=True)
class Situation:
    """Everything on the first screen. Frames are in the shapes that the figures name."""

    end: pd.Timestamp | None  # the day the numbers stand for; None: no data within the dates
    focus: str
    names: dict[str, str]
    lead: Lead | None
    lines: pd.DataFrame = field(default_factory=pd.DataFrame)
    band: pd.DataFrame = field(default_factory=pd.DataFrame)
    markers: pd.DataFrame = field(default_factory=pd.DataFrame)
    tracks: pd.DataFrame = field(default_factory=pd.DataFrame)
    tracks_now: dict[str, float] = field(default_factory=dict)
    tracks_then: dict[str, float] = field(default_factory=dict)
    ranking: pd.DataFrame = field(default_factory=pd.DataFrame)
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    slight: int = 0  # indicators that add too little for a bar
    pressure: float = 0.0
    behind: pd.DataFrame = field(default_factory=pd.DataFrame)
    planned: pd.DataFrame = field(default_factory=pd.DataFrame)
    against: pd.DataFrame = field(default_factory=pd.DataFrame)


def roles(view: View) -> str:
    """What the cube is built by: the role, or pairs once a pair is chosen."""
    return "pair" if view.pair else view.role


def on_screen(sums: Sequence[SparseCube], view: View) -> tuple[str, ...]:
    """The entities to draw and rank: all of `sums` where that is little, else those with the most pressure.

    Pressure is that of the view's last day under its weights; whom the view names is always among them.
    """
    everyone = tuple(dict.fromkeys(entity for part in sums for entity in part.entities))
    room = DENSE_NUMBERS // max(1, len(sums[0].dates) * len(sums[0].indicators))
    if len(everyone) <= room:
        return everyone
    named = [PAIR.join(view.pair), PAIR.join(reversed(view.pair))] if view.pair else [*view.actors, view.focus]
    end = pd.Timestamp(view.end)
    left = [part.pressure_at(end, view.weight_of, view.half_life)["total"] for part in sums]
    pressing = pd.concat(left).groupby(level=0).max().sort_values(ascending=False, kind="stable").index
    chosen = dict.fromkeys(name for name in named if name in set(everyone)) | dict.fromkeys(pressing[:room])
    return tuple(sorted(chosen))


def situation(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    cube: Cube,
    view: View,
    sponsored: Cube | None = None,
    keep: Callable[..., Standing] = stand,
) -> Situation:
    """The first screen for a view. `cube` (and `sponsored`) are decayed at the view's half-life.

    `keep` is `stand` or a cached form of it: what new weights do not change.
    """
    by, weights, share = roles(view), view.weight_of, view.sponsorship if view.role == "conduct" else 0.0
    if sponsored is not None and share and not view.pair:
        cube = cube.plus(sponsored, share)
    else:
        share = 0.0
    if not len(cube.dates) or not len(cube.entities):
        return Situation(None, view.focus, {}, None)
    end = min(pd.Timestamp(view.end), cube.dates[-1])
    if end < pd.Timestamp(view.start) or (cube.first is not None and end < cube.first):
        return Situation(None, view.focus, {}, None)
    named = [PAIR.join(view.pair)] if view.pair else [*view.actors, *filter(None, [view.focus])]
    if not set(named) <= set(cube.entities):  # one without events in this role has none: zeros, as its days are covered
        cube = cube.pick(tuple(dict.fromkeys((*cube.entities, *named))))
    found = levels(cube, weights, view.half_life, end)
    table = ranking(found)
    shown, focus = _shown(view, table, cube.entities)
    names = {entity: name(entity) for entity in {*shown, *table["entity"]}}
    stood = keep(events, measures, by, view.half_life, share, focus, end, cube.dates[0])
    weighed = stood.weighed(weights)
    against = _other_side(view, weighed, focus)
    parts = risks.contributions_by_indicator(cube, weights, view.half_life, focus, end)
    start = max(pd.Timestamp(view.start), found.dates[0])
    band = stood.interval.bounds(weights)
    band = band[band["date"] >= start]
    band = band if band["low"].notna().any() else band.head(0)
    totals = found.totals(focus)
    facts = _lead(view, totals, table, focus, weighed, parts, stood.planned, names, against)
    return Situation(
        end, focus, names, facts,
        found.lines([entity for entity in shown if entity in found.entities], start),
        band,
        _markers(weighed, totals["index"].loc[start:]),
        found.tracks(focus, start), found.by_track(focus), found.by_track(focus, WEEK),
        table, *bars(parts), float(parts.sum()), weighed.behind.drop(columns="act"), stood.planned,
        weighed.told(notes.contrary(weighed, {*focus.split(PAIR), *against})),
    )  # fmt: skip


def bars(parts: pd.Series, most: int = BARS) -> tuple[pd.DataFrame, int]:
    """Indicators' shares as bars (name, track, value), the smallest as one, and how many are too small for any.

    The bars sum to the whole but for less than DRAWN_FROM.
    """
    known = parts[parts > 0].sort_values(ascending=False)
    large = known[known >= SLIVER * known.sum()].head(most)
    rows = [(BY_ID[i].name, BY_ID[i].track, value) for i, value in large.items()]
    rest = known.drop(index=large.index)
    slight = len(rest) if rest.sum() < DRAWN_FROM else 0
    rest = rest.head(0) if slight else rest
    if len(rest) == 1:
        rows += [(BY_ID[i].name, BY_ID[i].track, value) for i, value in rest.items()]
    elif len(rest):
        rows.append((f"{len(rest)} more indicators", BY_ID[rest.index[0]].track, rest.sum()))
    return pd.DataFrame(rows, columns=["name", "track", "value"]), slight


def _shown(view: View, table: pd.DataFrame, everyone: Sequence[str]) -> tuple[list[str], str]:
    if view.pair:
        pair = PAIR.join(view.pair)
        back = PAIR.join(reversed(view.pair))
        return [pair, back] if back in set(table["entity"]) else [pair], pair
    enough = table[table["index"].notna()]
    # the one that escalates: the largest rise within a week; else the highest
    rising = enough.sort_values("week", ascending=False) if (enough["week"] > 0).any() else enough
    drawn = list(view.actors) or list(enough["entity"].head(DRAWN))
    candidates = [entity for entity in rising["entity"] if not view.actors or entity in view.actors]
    focus = view.focus or next(iter([*candidates, *drawn, *table["entity"].astype(str), *everyone]))
    return [focus, *(entity for entity in drawn if entity != focus)], focus


def _markers(weighed: Weighed, line: pd.Series) -> pd.DataFrame:
    """The largest event of a day, of the MARKERS largest days on the line: event_id, date, index, track, text."""
    behind, acts = weighed.behind, weighed.of.acts
    at = behind["act"].to_numpy()
    place = line.index.get_indexer(behind["date"])
    own = np.flatnonzero(acts["to_the_day"].to_numpy()[at] & (place >= 0) & (behind["pressure"].to_numpy() > 0))
    own = own[np.lexsort((place[own], weighed.points[at[own]]))[::-1]]
    best = own[np.sort(np.unique(place[own], return_index=True)[1])][:MARKERS]
    told = weighed.told(at[best]).rename(columns={"line": "text"})
    told["date"], told["index"] = line.index[place[best]], line.to_numpy()[place[best]]
    return told[["event_id", "date", "index", "track", "text"]].dropna(subset=["index", "track"], ignore_index=True)


def _lead(
    view: View,
    total: pd.DataFrame,
    table: pd.DataFrame,
    focus: str,
    weighed: Weighed,
    parts: pd.Series,
    planned: pd.DataFrame,
    names: Mapping[str, str],
    against: Collection[str],
) -> Lead:
    end = total.index[-1]
    row = table[table["entity"] == focus]
    here = total.loc[end]
    role = roles(view)
    facts = {
        "actor": names.get(focus, name(focus)),
        "role": role,
        "end": _day(end),
        "n_events": float(here["n_events"]),
        "minimum": MIN_SHOWN,
        "expected": tuple(planned["words"].head(1)),
    }
    if here["n_events"] < MIN_SHOWN or row.empty:
        return Lead(index=None, **facts)
    before = end - pd.Timedelta(days=WEEK)
    then = total.loc[before] if before in total.index else None
    recent = total["index"].loc[end - pd.Timedelta(days=LOW_WITHIN_DAYS) : end]
    earlier = total["index"].loc[: recent.idxmin()]  # a rise is not compared with its own days
    week = total["index"].loc[before:end]
    as_high = earlier[earlier >= week.max()]
    pressing = weighed.behind[weighed.behind["pressure"] > 0]
    by_day = pressing.groupby("date")["pressure"].sum().sort_values(ascending=False)
    days = by_day[by_day > OF_NOTE * pressing["pressure"].sum()].head(NAMED).index
    deeds = [BY_ID[i].name.lower() for i in parts[parts > 0].sort_values(ascending=False).head(NAMED).index]
    return Lead(
        index=float(here["index"]),
        change=None if then is None else float(here["index"] - then["index"]),
        ratio=float(here["pressure"] / then["pressure"]) if then is not None and then["pressure"] > 0 else None,
        days=WEEK,
        since=_day(recent.idxmin()) if recent.idxmin() < end else None,
        peak=_day(week.idxmax()),
        record_since=_day(as_high.index[-1]) if len(as_high) else None,
        record_ever=None if len(as_high) or len(earlier) < risks.MIN_HISTORY else _day(total.index[0]),
        others=() if view.pair else tuple(display(actor) for actor in against),
        deeds=tuple(deeds),
        deed_days=tuple(_day(value) for value in sorted(days)),
        answers=_answered(weighed, pressing),
        **facts,
    )


def _other_side(view: View, weighed: Weighed, focus: str) -> list[str]:
    """Ids of those that the one in focus mostly acts on, or that act on it; none for a pair, which names them."""
    if view.pair:
        return []
    behind = weighed.behind
    pressure = np.zeros(len(weighed.points))
    pressure[behind["act"]] = behind["pressure"]
    pairs = weighed.of.parties
    column = "source" if view.role == "exposure" else "target"
    pairs = pairs[["act", column]][pairs[column].notna() & (pairs[column] != focus)].drop_duplicates()
    weight = pd.Series(pressure[pairs["act"]]).groupby(pairs[column].to_numpy()).sum()
    weight = weight[weight > OF_NOTE * pressure.sum()].sort_values(ascending=False)
    return list(weight.head(NAMED).index)


def _answered(weighed: Weighed, pressing: pd.DataFrame) -> str | None:
    """What the heaviest event that names its cause is said to answer."""
    answers = weighed.of.acts["answers"].iloc[pressing["act"].head(CAUSES)]
    return next((words for words in answers if isinstance(words, str)), None)


def _day(value: pd.Timestamp) -> date:
    return value.date()
