"""The first screen, worked out from the frames of the two other rooms. Pure: frames and a View give frames and facts.

Pages call this, hand the frames to a figure and the facts to a sentence, and do no arithmetic of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from dashboard import notes
from dashboard.deeds import cause
from dashboard.event_rows import digest
from dashboard.names import display, name
from dashboard.sentences import Lead
from dashboard.state import View
from data.actors import PATRON
from scoring import risk as risks
from scoring.cube import PAIR, Cube, SparseCube
from scoring.indicators import BY_ID
from scoring.score import relief, score

# With fewer events within three half-lives no level is given and the line is faint dots; with fewer than
# scoring.risk.MIN_EVENTS it stands without an interval, because a bootstrap of so few understates how wide it is.
MIN_SHOWN = 3
WEEK, MONTH = 7, 30  # days of change shown, as analysts report them
DRAWN = 4  # lines on the first chart unless actors are chosen: more hide each other
RANKED = 60  # rows of the ranking: all that anyone scrolls through
MARKERS = 8  # events marked on the line in focus: the largest; more would cover it
BARS = 7  # indicators drawn; the rest are one bar, so that the sum stays whole
SLIVER = 0.01  # a bar shorter than this is no bar to see
DRAWN_FROM = 0.005  # points per day: the rest below it would read 0.00, and is told in words
NAMED = 2  # other parties and deeds named in the sentence
OF_NOTE = 0.2  # a party or day with less than a fifth of the pressure is not named
CAUSES = 4  # of the heaviest events, those looked at for one that names what it answers
LOW_WITHIN_DAYS = 30  # where a rise began is looked for in the last month
SPARK_DAYS = 60
# what scoring.risk.interval reads: rows of all columns would cost more to filter than the interval does
_FOR_INTERVAL = [
    "event_id", "source", "target", "country", "date", "date_precision", "published", "origin", "realis",
    "killed_low", "killed_high", "confidence", "type", "quote", "source_text", "target_text",
]  # fmt: skip
# Numbers of a dense cube (entities x days x indicators) that a change of weights multiplies within some 30 ms on two
# cores: sixty actors over a decade. With more, only the entities with the most pressure are drawn and ranked.
DENSE_NUMBERS = 6_000_000
HALF_AN_EVENT = 0.5  # of an event spread over its month: less is not listed


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


def kept(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    by: str,
    half_life: float,
    share: float,
    focus: str,
    end: pd.Timestamp,
    start: pd.Timestamp,
) -> pd.DataFrame:
    """What is left on `end` of each event behind one entity, whatever the weights (`scoring.risk.remaining`)."""
    return risks.remaining(events, measures, half_life, focus, end, by, PATRON, share, start)


def situation(
    events: pd.DataFrame,
    measures: pd.DataFrame,
    cube: Cube,
    view: View,
    sponsored: Cube | None = None,
    keep: Callable[..., pd.DataFrame] = kept,
) -> Situation:
    """The first screen for a view. `cube` (and `sponsored`) are decayed at the view's half-life.

    `keep` is `kept` or a cached form of it: what new weights do not change.
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
    frame = risks.risk(cube, weights, view.half_life)
    frame = frame[frame["date"] <= end]
    total = frame[frame["track"] == "total"]
    table = ranking(frame, end)
    shown, focus = _shown(view, table)
    names = {entity: name(entity) for entity in {*shown, *table["entity"]}}
    mine = frame[frame["entity"] == focus]
    points, reliefs = score(measures, weights), relief(measures, weights)
    left = keep(events, measures, by, view.half_life, share, focus, end, cube.dates[0])
    behind = risks.weighed(left, measures, weights)
    against = _other_side(view, events, behind, focus)
    parts = risks.contributions_by_indicator(cube.pick((focus,)), weights, view.half_life, focus, end)
    start = max(pd.Timestamp(view.start), total["date"].min())
    lines = _thin(total[total["entity"].isin(shown) & (total["date"] >= start)])
    lines = lines.assign(order=lines["entity"].astype(str).map(shown.index)).sort_values(["order", "date"])
    band = pd.DataFrame(columns=["entity", "date", "low", "high"])
    if (mine.loc[mine["date"] >= start, "n_events"] >= risks.MIN_EVENTS).any():  # else no day has one
        rows = events[_FOR_INTERVAL]
        band = risks.interval(rows, measures, weights, by, [focus], view.half_life, PATRON, share, cube.dates[0], end)
    of_tracks = mine[(mine["date"] >= start) & (mine["track"] != "total")]
    now = _pressures(mine, end)
    planned = notes.upcoming(events, end, focus if not view.pair else None)
    facts = _lead(view, events, mine, table, focus, end, behind, parts, planned, names, against)
    best = _largest(events, lines, focus, behind, points)
    contrary_ids = notes.contrary(events, reliefs, {*focus.split(PAIR), *against}, end, view.half_life)
    told = events[events["event_id"].isin([*best["event_id"], *contrary_ids])]
    told = digest(told, measures, weights).set_index("event_id", drop=False)
    return Situation(
        end, focus, names, facts, lines,
        band[band["date"] >= start],
        _markers(best, told),
        of_tracks, now, _pressures(mine, end - pd.Timedelta(days=WEEK)),
        table, *bars(parts), float(parts.sum()), behind, planned,
        told.loc[contrary_ids].reset_index(drop=True),
    )  # fmt: skip


def ranking(frame: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Entities by index on `end`: entity, index, week, month, percentile, trend, n_events; those with too few last.

    index, week (change in 7 days) and month are null with fewer than MIN_SHOWN events within three half-lives.
    """
    total = frame[(frame["track"] == "total") & (frame["date"] <= end)]
    wide = total.pivot(index="date", columns="entity", values="index")
    counts = total[total["date"] == end].set_index("entity")["n_events"]
    active = counts[counts >= HALF_AN_EVENT].index
    wide = wide[[entity for entity in wide.columns if entity in set(active)]]
    now = wide.loc[end] if end in wide.index else pd.Series(dtype=float)
    top = now.sort_values(ascending=False, kind="stable").head(RANKED).index
    wide = wide[top]
    # only the last day's place in its year is shown: no other day is ranked
    enough = [entity for entity in top if counts[entity] >= MIN_SHOWN]
    year = total[total["entity"].isin(enough) & (total["date"] >= end - pd.Timedelta(days=risks.BASELINE_DAYS))]
    percentile = risks.baseline(year.assign(entity=year["entity"].astype(str)))
    percentile = percentile[percentile["date"] == end].set_index("entity")["percentile"]
    rows = pd.DataFrame({"entity": [str(entity) for entity in top], "index": now[top].to_numpy()})
    for column, days in (("week", WEEK), ("month", MONTH)):
        before = end - pd.Timedelta(days=days)
        moved = rows["index"] - wide.loc[before].to_numpy() if before in wide.index else float("nan")
        rows[column] = moved + 0.0 if before not in wide.index else moved.round() + 0.0  # no negative zero
    rows["percentile"] = rows["entity"].map(percentile)
    rows["n_events"] = rows["entity"].map(counts.rename(index=str)).astype(float)
    rows["trend"] = [wide[entity].tail(SPARK_DAYS).round(1).tolist() for entity in top]
    few = rows["n_events"] < MIN_SHOWN
    rows.loc[few, ["index", "week", "month", "percentile"]] = float("nan")
    rows.loc[few, "trend"] = pd.Series([[] for _ in range(int(few.sum()))], index=rows.index[few], dtype=object)
    return rows.sort_values("index", ascending=False, kind="stable", na_position="last", ignore_index=True)


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


def _shown(view: View, table: pd.DataFrame) -> tuple[list[str], str]:
    if view.pair:
        pair = PAIR.join(view.pair)
        back = PAIR.join(reversed(view.pair))
        return [pair, back] if back in set(table["entity"]) else [pair], pair
    enough = table[table["index"].notna()]
    # the one that escalates: the largest rise within a week; else the highest
    rising = enough.sort_values("week", ascending=False) if (enough["week"] > 0).any() else enough
    drawn = list(view.actors) or list(enough["entity"].head(DRAWN))
    candidates = [entity for entity in rising["entity"] if not view.actors or entity in view.actors]
    focus = view.focus or next(iter(candidates), None) or next(iter(drawn), None) or str(table["entity"].iloc[0])
    return [focus, *(entity for entity in drawn if entity != focus)], focus


def _thin(rows: pd.DataFrame) -> pd.DataFrame:
    out = rows[["entity", "date", "index"]].copy()
    out["entity"] = out["entity"].astype(str)
    out["thin"] = rows["n_events"] < MIN_SHOWN
    return out


def _pressures(frame: pd.DataFrame, day: pd.Timestamp) -> dict[str, float]:
    rows = frame[(frame["date"] == day) & (frame["track"] != "total")]
    return {str(track): float(value) for track, value in zip(rows["track"], rows["pressure"], strict=True)}


def _largest(
    events: pd.DataFrame, lines: pd.DataFrame, focus: str, behind: pd.DataFrame, points: pd.Series
) -> pd.DataFrame:
    """The largest event of a day, of the MARKERS largest days: event_id, date, index."""
    line = lines[lines["entity"] == focus].set_index("date")["index"]
    known = events.drop_duplicates("event_id").set_index("event_id")["date_precision"]
    to_the_day = behind["event_id"].map(known).eq("day") & behind["date"].isin(line.index)
    own = behind[to_the_day & (behind["pressure"] > 0)]
    own = own.assign(points=own["event_id"].map(points))
    best = own.sort_values(["points", "date"], ascending=False).drop_duplicates("date").head(MARKERS)
    return best[["event_id", "date"]].assign(index=best["date"].map(line))


def _markers(best: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Events to mark on the line, with the words of their digest: event_id, date, index, track, text."""
    ids = best["event_id"]
    marked = best.assign(track=ids.map(told["track"]), text=ids.map(told["line"]))
    return marked.dropna(subset=["index", "track"]).reset_index(drop=True)


def _lead(
    view: View,
    events: pd.DataFrame,
    mine: pd.DataFrame,
    table: pd.DataFrame,
    focus: str,
    end: pd.Timestamp,
    behind: pd.DataFrame,
    parts: pd.Series,
    planned: pd.DataFrame,
    names: Mapping[str, str],
    against: Collection[str],
) -> Lead:
    total = mine[mine["track"] == "total"].set_index("date")
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
    pressing = behind[behind["pressure"] > 0]
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
        answers=_answered(events, pressing),
        **facts,
    )


def _other_side(view: View, events: pd.DataFrame, behind: pd.DataFrame, focus: str) -> list[str]:
    """Ids of those that the one in focus mostly acts on, or that act on it; none for a pair, which names them."""
    if view.pair:
        return []
    pressing = behind[behind["pressure"] > 0]
    column = "source" if view.role == "exposure" else "target"
    pairs = events[["event_id", column]].dropna().drop_duplicates()
    weight = pairs.merge(pressing, on="event_id").groupby(column)["pressure"].sum().sort_values(ascending=False)
    weight = weight.drop(index=focus, errors="ignore")
    whole = pressing["pressure"].sum()
    return list(weight[weight > OF_NOTE * whole].head(NAMED).index)


def _answered(events: pd.DataFrame, pressing: pd.DataFrame) -> str | None:
    """What the heaviest event that names its cause is said to answer."""
    named = events.loc[events["responds_to"].notna(), ["event_id", "responds_to"]]
    causes = dict(named.itertuples(index=False, name=None))
    for event_id in pressing["event_id"].head(CAUSES):
        if event_id in causes:
            answered = events[events["event_id"] == causes[event_id]]
            if len(answered):
                return cause(answered.iloc[0])
    return None


def _day(value: pd.Timestamp) -> date:
    return value.date()
