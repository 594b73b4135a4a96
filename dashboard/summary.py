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
from dashboard.levels import MIN_SHOWN, WEEK, Levels, levels, ranking
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
    facts = _lead(view, found, focus, weighed, parts, stood.planned, names, against)
    shown_from = int(found.dates.searchsorted(start))
    return Situation(
        end, focus, names, facts,
        found.lines([entity for entity in shown if entity in found.entities], start),
        band,
        _markers(weighed, found.dates[shown_from:], found.index[found.row(focus), shown_from:]),
        found.tracks(focus, start), found.by_track(focus), found.by_track(focus, WEEK),
        table, *bars(parts), float(parts.sum()), weighed.behind.drop(columns="act"), stood.planned,
        weighed.told(notes.contrary(weighed, {*focus.split(PAIR), *against})),
    )  # fmt: skip


def bars(parts: pd.Series, most: int = BARS) -> tuple[pd.DataFrame, int]:
    """Indicators' shares as bars (name, track, value), the smallest as one, and how many are too small for any.

    The bars sum to the whole but for less than DRAWN_FROM.
    """
    known = _largest(parts)
    large = [(name, value) for name, value in known[:most] if value >= SLIVER * sum(value for _, value in known)]
    rest = known[len(large) :]
    left_out = sum(value for _, value in rest)
    slight = len(rest) if left_out < DRAWN_FROM else 0
    rows = [(BY_ID[name].name, BY_ID[name].track, value) for name, value in large]
    if len(rest) == 1 and not slight:
        rows.append((BY_ID[rest[0][0]].name, BY_ID[rest[0][0]].track, rest[0][1]))
    elif rest and not slight:
        rows.append((f"{len(rest)} more indicators", BY_ID[rest[0][0]].track, left_out))
    return pd.DataFrame(rows, columns=["name", "track", "value"]), slight


def _largest(parts: pd.Series) -> list[tuple[str, float]]:
    """Indicators that add anything, the largest first."""
    known = [(name, value) for name, value in zip(parts.index, parts.tolist(), strict=True) if value > 0]
    return sorted(known, key=lambda part: -part[1])


def _shown(view: View, table: pd.DataFrame, everyone: Sequence[str]) -> tuple[list[str], str]:
    if view.pair:
        pair = PAIR.join(view.pair)
        back = PAIR.join(reversed(view.pair))
        return [pair, back] if back in set(table["entity"]) else [pair], pair
    ranked = table["entity"].tolist()
    week = table["week"].to_numpy()[: int(table["index"].notna().sum())]  # those with too few events come last
    enough = ranked[: len(week)]
    # the one that escalates: the largest rise within a week; else the highest
    rising = [enough[at] for at in np.argsort(-week, kind="stable")] if (week > 0).any() else enough
    drawn = list(view.actors) or enough[:DRAWN]
    candidates = [entity for entity in rising if not view.actors or entity in view.actors]
    focus = view.focus or next(iter([*candidates, *drawn, *ranked, *everyone]))
    return [focus, *(entity for entity in drawn if entity != focus)], focus


def _markers(weighed: Weighed, dates: pd.DatetimeIndex, index: np.ndarray) -> pd.DataFrame:
    """The largest event of a day, of the MARKERS largest days on the line: event_id, date, index, track, text."""
    behind, acts = weighed.behind, weighed.of.acts
    at = behind["act"].to_numpy()
    place = (behind["date"].to_numpy() - dates[0].to_datetime64()) // np.timedelta64(1, "D")
    drawn = (place >= 0) & (place < len(dates)) & (behind["pressure"].to_numpy() > 0)
    own = np.flatnonzero(drawn & acts["to_the_day"].to_numpy()[at])
    own = own[np.lexsort((place[own], weighed.points[at[own]]))[::-1]]
    best = own[np.sort(np.unique(place[own], return_index=True)[1])][:MARKERS]
    told = weighed.told(at[best])
    days = place[best]
    kept = np.flatnonzero(~np.isnan(index[days]) & told["track"].notna().to_numpy())
    return pd.DataFrame(
        {
            "event_id": told["event_id"].to_numpy()[kept],
            "date": dates[days[kept]],
            "index": index[days[kept]],
            "track": told["track"].to_numpy()[kept],
            "text": told["line"].to_numpy()[kept],
        }
    )


def _lead(
    view: View,
    found: Levels,
    focus: str,
    weighed: Weighed,
    parts: pd.Series,
    planned: pd.DataFrame,
    names: Mapping[str, str],
    against: Collection[str],
) -> Lead:
    at, last = found.row(focus), len(found.dates) - 1
    index, pressure, n_events = found.index[at], found.total[at], float(found.counts[at, -1])
    facts = {
        "actor": names.get(focus, name(focus)),
        "role": roles(view),
        "end": _day(found.dates[last]),
        "n_events": n_events,
        "minimum": MIN_SHOWN,
        "expected": tuple(planned["words"].head(1)),
    }
    if n_events < MIN_SHOWN:
        return Lead(index=None, **facts)
    before = found.day(WEEK)
    lowest = max(0, last - LOW_WITHIN_DAYS) + int(np.argmin(index[max(0, last - LOW_WITHIN_DAYS) :]))
    week = slice(max(0, last - WEEK), None)
    highest = week.start + int(np.argmax(index[week]))
    as_high = np.flatnonzero(index[: lowest + 1] >= index[highest])  # a rise is not compared with its own days
    behind = weighed.behind
    pressing = np.flatnonzero(behind["pressure"].to_numpy() > 0)
    return Lead(
        index=float(index[last]),
        change=None if before is None else float(index[last] - index[before]),
        ratio=float(pressure[last] / pressure[before]) if before is not None and pressure[before] > 0 else None,
        days=WEEK,
        since=_day(found.dates[lowest]) if lowest < last else None,
        peak=_day(found.dates[highest]),
        record_since=_day(found.dates[as_high[-1]]) if len(as_high) else None,
        record_ever=None if len(as_high) or lowest + 1 < risks.MIN_HISTORY else _day(found.dates[0]),
        others=() if view.pair else tuple(display(actor) for actor in against),
        deeds=tuple(BY_ID[name].name.lower() for name, _ in _largest(parts)[:NAMED]),
        deed_days=_heaviest_days(behind["date"].to_numpy()[pressing], behind["pressure"].to_numpy()[pressing]),
        answers=_answered(weighed, behind["act"].to_numpy()[pressing]),
        **facts,
    )


def _heaviest_days(days: np.ndarray, pressure: np.ndarray) -> tuple[date, ...]:
    """The days whose events press most, in their order; those of little weight are left out."""
    each, of = np.unique(days, return_inverse=True)
    summed = np.bincount(of, weights=pressure, minlength=len(each))
    top = np.argsort(-summed, kind="stable")[:NAMED]
    return tuple(_day(pd.Timestamp(each[at])) for at in np.sort(top) if summed[at] > OF_NOTE * pressure.sum())


def _other_side(view: View, weighed: Weighed, focus: str) -> list[str]:
    """Ids of those that the one in focus mostly acts on, or that act on it; none for a pair, which names them."""
    if view.pair:
        return []
    pressure = np.zeros(len(weighed.points))
    pressure[weighed.behind["act"]] = weighed.behind["pressure"]
    side = weighed.of.sides["source" if view.role == "exposure" else "target"]
    weight = np.bincount(side.of, weights=pressure[side.act], minlength=len(side.names))
    top = [at for at in np.argsort(-weight, kind="stable") if side.names[at] != focus][:NAMED]
    return [side.names[at] for at in top if weight[at] > OF_NOTE * pressure.sum()]


def _answered(weighed: Weighed, pressing: np.ndarray) -> str | None:
    """What the heaviest event that names its cause is said to answer."""
    answers = (weighed.of.words[act]["answers"] for act in pressing[:CAUSES])
    return next((words for words in answers if isinstance(words, str)), None)


def _day(value: pd.Timestamp) -> date:
    return value.date()
