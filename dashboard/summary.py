"""What the pages say, worked out from the frames of the two other rooms. Pure: frames and a View give frames and facts.

Pages call these, hand the frames to a figure and the facts to a sentence, and do no arithmetic of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil

import pandas as pd

from dashboard.names import display
from dashboard.sentences import Lead, deed_line, listed, the
from dashboard.state import View
from data.actors import PATRON
from scoring import cube as cubes
from scoring import risk as risks
from scoring.cube import PAIR, Cube
from scoring.indicators import BY_ID, IDS
from scoring.score import contributions, relief, score

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
SHORT_NAME = 40  # characters of a target's own words in a sentence; longer ones are clauses
TENTH = 0.1  # of an index point: less is no change
RANK_MOVED = 8
NAMED = 2  # other parties and deeds named in the sentence
OF_NOTE = 0.2  # a party or day with less than a fifth of the pressure is not named
LOW_WITHIN_DAYS = 30  # where a rise began is looked for in the last month
LISTED = 4  # planned and contrary events listed on the first screen
AHEAD_DAYS = 60  # an announcement without a day counts as still to come for two months: rounds of talks take weeks
AGAINST_DAYS = 60  # what eased longer ago speaks for another time
SPARK_DAYS = 60
# what scoring.risk.interval reads: rows of all columns would cost more to filter than the draws do
_FOR_INTERVAL = [
    "event_id", "source", "target", "country", "date", "date_precision", "published", "origin", "realis",
    "killed_low", "killed_high", "confidence",
]  # fmt: skip
_UNIT = IDS[0]  # any indicator that is no relief, to measure what is left of an event apart from its points
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


def name(entity: str) -> str:
    """An actor's name, or both names of a pair with an arrow."""
    return " → ".join(display(part) for part in entity.split(PAIR))


def kept(
    events: pd.DataFrame, by: str, half_life: float, share: float, focus: str, end: pd.Timestamp
) -> pd.DataFrame:
    """What is left on `end` of each event behind one entity, whatever the weights: event_id, date, left (per day).

    Times its points this is the event's share of the pressure.
    """
    each = pd.DataFrame({_UNIT: 1.0}, index=pd.Index(events["event_id"].unique(), name="event_id"))
    rows = risks.events_behind(events, each, {_UNIT: 1.0}, half_life, focus, end, by, PATRON, share)
    return rows[["event_id", "date", "pressure"]].rename(columns={"pressure": "left"})


def weighed(left: pd.DataFrame, points: pd.Series, reliefs: pd.Series) -> pd.DataFrame:
    """The events behind a number as `scoring.risk.events_behind` gives them, from `kept` and points by event."""
    out = left[["event_id", "date"]].assign(
        pressure=left["left"] * left["event_id"].map(points), relief=left["left"] * left["event_id"].map(reliefs)
    )
    return out.sort_values(["pressure", "event_id"], ascending=[False, True], ignore_index=True)


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
    behind = weighed(keep(events, by, view.half_life, share, focus, end), points, reliefs)
    against = _other_side(view, events, behind, focus)
    parts = risks.contributions_by_indicator(cube.pick((focus,)), weights, view.half_life, focus, end)
    start = max(pd.Timestamp(view.start), total["date"].min())
    lines = _thin(total[total["entity"].isin(shown) & (total["date"] >= start)])
    lines = lines.assign(order=lines["entity"].astype(str).map(shown.index)).sort_values(["order", "date"])
    band = pd.DataFrame(columns=["entity", "date", "low", "high"])
    if (mine.loc[mine["date"] >= start, "n_events"] >= risks.MIN_EVENTS).any():  # else no day has one
        rows = events[_FOR_INTERVAL]
        band = risks.interval(rows, measures, weights, by, [focus], view.half_life, PATRON, share, end=end)
    of_tracks = mine[(mine["date"] >= start) & (mine["track"] != "total")]
    now = _pressures(mine, end)
    planned = upcoming(events, end, focus if not view.pair else None)
    facts = _lead(view, events, mine, table, focus, end, behind, parts, planned, names, against)
    best = _largest(events, lines, focus, behind, points)
    contrary_ids = contrary(events, reliefs, {*focus.split(PAIR), *against}, end, view.half_life)
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


def digest(events: pd.DataFrame, measures: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """One row an event, in the order given, for tables and labels.

    event_id, date, date_precision, published, by, to (names joined, '' if none), deed, track, place, points, relief,
    realis, type, mode, quote, document_id, span_start, span_end, claimant, responds_to, response_cue, reports,
    confidence, killed_low/best/high, wounded_low/best/high, origin, line.
    """
    first = events.drop_duplicates("event_id").set_index("event_id", drop=False)
    ids = first.index
    parts = contributions(measures.reindex(ids).fillna(0.0), weights)
    top = parts.idxmax(axis=1).where(parts.max(axis=1) > 0)
    out = first[
        [
            "event_id", "date", "date_precision", "published", "realis", "type", "mode", "place", "country", "quote",
            "document_id", "span_start", "span_end", "claimant", "responds_to", "response_cue", "reports", "confidence",
            "killed_low", "killed_best", "killed_high", "wounded_low", "wounded_best", "wounded_high", "victims",
            "origin",
        ]
    ].copy()  # fmt: skip
    out["by"] = _joined(events, "source", ids)
    out["to"] = _joined(events, "target", ids)
    out["deed"] = [
        BY_ID[i].name.lower() if isinstance(i, str) else _deed(kind, mode)
        for i, kind, mode in zip(top, out["type"], out["mode"], strict=True)
    ]
    out["track"] = [BY_ID[i].track if isinstance(i, str) else None for i in top]
    out["points"] = score(parts_to_measures(measures, ids), weights).to_numpy()
    out["relief"] = relief(parts_to_measures(measures, ids), weights).to_numpy()
    out["line"] = [deed_line(row) for _, row in out.iterrows()]
    return out.reset_index(drop=True)


def parts_to_measures(measures: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """Measures of these events in this order; events without a measure count nothing."""
    return measures.reindex(ids).fillna(0.0)


def filtered(events: pd.DataFrame, measures: pd.DataFrame, view: View) -> pd.DataFrame:
    """Rows of the events that the view's dates and event filters leave, the latest first, undated ones last.

    An event is kept whole: all its rows, if any of them fits.
    """
    keep = events["date"].isna() | events["date"].between(pd.Timestamp(view.start), pd.Timestamp(view.end))
    if view.types:
        keep &= events["type"].isin(view.types)
    if view.realis:
        keep &= events["realis"].isin(view.realis)
    if view.actor:
        keep &= (events["source"] == view.actor) | (events["target"] == view.actor)
    if view.text:
        keep &= events["quote"].str.contains(view.text, case=False, regex=False, na=False)
    if view.indicators:
        carried = measures[list(view.indicators)].gt(0).any(axis=1)
        keep &= events["event_id"].isin(carried[carried].index)
    kept = events[events["event_id"].isin(events.loc[keep, "event_id"])]
    return kept.sort_values("date", ascending=False, kind="stable", na_position="last")


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
        counted = cubes.entities(events, "conduct").join(measures, on="event_id", how="inner")
        counted = counted[counted["date"] <= day]
        if counted.empty:
            sides.append(pd.Series(dtype="float64"))
            continue
        # both sides stand on the same day, even where the data without the article end before it
        frame = risks.risk(cubes.build(counted, "conduct", end=day), weights, half_life)
        here = frame[(frame["date"] == day) & (frame["track"] == "total")]
        sides.append(pd.Series(here["index"].to_numpy(), index=here["entity"].astype(str)))
    both = pd.DataFrame({"before": sides[0], "after": sides[1]}).fillna(0.0)
    both = both[(both["after"] - both["before"]).abs() >= TENTH]
    order = (both["after"] - both["before"]).abs().sort_values(ascending=False, kind="stable").index
    return both.loc[order].head(RANK_MOVED).assign(name=[name(entity) for entity in order[:RANK_MOVED]])


def scored(measures: pd.DataFrame, event_id: str, weights: Mapping[str, float]) -> pd.DataFrame:
    """One event's points by indicator, relief included: name, track, points, detail (weight x intensity)."""
    rows = []
    if event_id in measures.index:
        values = measures.loc[event_id]
        for indicator, value in values[values > 0].items():
            weight = weights.get(str(indicator), 0.0)
            known = BY_ID[str(indicator)]
            rows.append((known.name, known.track, weight * value, f"{weight:g} × {value:.2f} = {weight * value:.1f}"))
    return pd.DataFrame(rows, columns=["name", "track", "points", "detail"])


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


def contrary(
    events: pd.DataFrame, reliefs: pd.Series, parties: Collection[str], end: pd.Timestamp, half_life: float
) -> list[str]:
    """Ids of what speaks against escalation between `parties` (the one in focus and its counterparts).

    The strongest relief and restraint of the last AGAINST_DAYS, the latest first, then denials within three half-lives.
    """
    rows = events[["event_id", "source", "target", "realis", "date"]]
    theirs = rows[rows["source"].isin(parties) | rows["target"].isin(parties)]
    eased = theirs[
        (theirs["realis"] == "realised") & theirs["date"].between(end - pd.Timedelta(days=AGAINST_DAYS), end)
    ].drop_duplicates("event_id")
    eased = eased.assign(relief=eased["event_id"].map(reliefs))
    eased = eased[eased["relief"] > 0].sort_values(["relief", "date"], ascending=False, kind="stable").head(LISTED)
    recent = end - pd.Timedelta(days=ceil(risks.COUNT_HALF_LIVES * half_life))
    denied = theirs[(theirs["realis"] == "denied") & theirs["date"].between(recent, end)].drop_duplicates("event_id")
    listed_rows = [found.sort_values("date", ascending=False, kind="stable") for found in (eased, denied)]
    return pd.concat(listed_rows)["event_id"].head(LISTED).tolist()


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
    for event_id in pressing["event_id"].head(LISTED):
        if event_id in causes:
            cause = events[events["event_id"] == causes[event_id]]
            if len(cause):
                return _cause(cause.iloc[0])
    return None


def _cause(row: pd.Series) -> str:
    """An act that another is said to answer: `a drone attack on US personnel`."""
    what = _deed(row["type"], row["mode"])
    by = f" by {the(display(row['source']))}" if isinstance(row["source"], str) else ""
    words = row["target_text"]
    # the source's own words tell troops from the state; pronouns and common nouns tell nothing without their sentence
    own = isinstance(words, str) and len(words) <= SHORT_NAME and words != words.lower()
    hit = words if own else the(display(row["target"])) if isinstance(row["target"], str) else ""
    towards = "on" if row["type"] == "ASSAULT" else "towards"
    return f"{'an' if what[0] in 'aeiou' else 'a'} {what}" + (f" {towards} {hit}" if hit else "") + by


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
    return f"{_deed(first['type'], first['mode'])}{who}{place}"


_MUTUAL = ("CONSULT", "AGREE", "COOPERATE")  # acts of both sides, whoever is named first
_MODE_WORDS = {
    ("ASSAULT", "aerial"): "air strike", ("ASSAULT", "drone"): "drone attack",
    ("ASSAULT", "heavy-weapons"): "rocket or artillery attack", ("SANCTION", "withdraw"): "step away from an agreement",
    ("SANCTION", "expel"): "expulsion", ("RETREAT", "withdraw"): "withdrawal", ("RETREAT", "ceasefire"): "ceasefire",
    ("RETREAT", "release"): "release", ("RETREAT", "access"): "admission of inspectors",
    ("MOBILIZE", "troops"): "deployment of troops", ("CONSULT", "visit"): "visit", ("COERCE", "cyber"): "cyber attack",
}  # fmt: skip
# what an event is called where no indicator names it
_TYPE_WORDS = {
    "AGREE": "agreement", "SUPPORT": "backing", "CONCEDE": "concession", "COOPERATE": "cooperation", "AID": "aid",
    "CONSULT": "talks", "RETREAT": "withdrawal or easing", "REQUEST": "demand", "REJECT": "refusal",
    "ACCUSE": "accusation", "THREATEN": "threat", "PROTEST": "protest", "SANCTION": "sanction or break",
    "MOBILIZE": "deployment", "COERCE": "arrest, seizure or blocking", "ASSAULT": "attack",
}  # fmt: skip


def _deed(kind: str, mode: object) -> str:
    return _MODE_WORDS.get((kind, str(mode))) or _TYPE_WORDS[kind]


def _joined(events: pd.DataFrame, column: str, ids: pd.Index) -> pd.Series:
    pairs = events[["event_id", column]].dropna().drop_duplicates()
    named = pairs.assign(shown=pairs[column].map(display)).groupby("event_id")["shown"].agg(", ".join)
    return named.reindex(ids).fillna("")


def _day(value: pd.Timestamp) -> date:
    return value.date()
