"""What a brief says, gathered from the frames of a view: key figures, what changed, evidence, how sure. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

import pandas as pd

from dashboard.event_rows import digest
from dashboard.likelihood import Confidence, confidence
from dashboard.names import display
from dashboard.provenance import Provenance
from dashboard.reckoning import first_day
from dashboard.state import View
from dashboard.summary import WEEK, Situation, roles
from data.actors import PATRON
from scoring import changes as differences
from scoring import risk as risks
from scoring.changes import PARTS, Standpoint

EVIDENCE = 8  # events listed: those that carry most of the number; more do not fit three pages with their sentences
SLIGHT = 0.005  # of the pressure: an event with less moves no figure of the brief
CHANGED = 4  # events named under what changed
RANKED = 6  # actors in the small table
VISIBLE = 0.005  # points per day: a smaller part of a change reads 0.00
TWO = 2  # documents that tell of an event: the least that corroborates it

Known = tuple[pd.DataFrame, pd.DataFrame]  # events as known on a day, and their measures


@dataclass(frozen=True)
class Change:
    """What changed between two days: pressure at both, its parts (points per day), and the events that moved it."""

    since: pd.Timestamp
    before: float
    after: float
    parts: dict[str, float]  # of PARTS, those that are visible
    events: pd.DataFrame  # line, date, part, pressure


@dataclass(frozen=True)
class Brief:
    """Everything on the page. Frames are as `summary.Situation` has them."""

    view: View
    found: Situation
    source: Provenance
    address: str
    figures: dict[str, float] = field(default_factory=dict)  # of the ranking: week, month, percentile; low, high
    change: Change | None = None
    confidence: Confidence | None = None
    evidence: pd.DataFrame = field(default_factory=pd.DataFrame)
    evidence_share: float = 0.0  # of the pressure, by the events listed
    left_out: int = 0  # realised events without a date


def gather(
    view: View, found: Situation, known: Known, before: Known, documents: pd.DataFrame | None, source: Provenance,
    address: str, left_out: int = 0,
) -> Brief:  # fmt: skip
    """The brief of a view.

    `known` is what its numbers rest on, `before` what was known on the day that changes are told from (see `since`);
    `documents` (index document_id; None for events from a file) give the titles.
    """
    plain = Brief(view, found, source, address, left_out=left_out)
    if found.end is None or found.lead is None or found.lead.index is None:
        return plain
    events, measures = known
    row = found.ranking[found.ranking["entity"] == found.focus].iloc[0]
    last = found.band[found.band["date"] == found.end]
    figures = {name: float(row[name]) for name in ("index", "week", "month", "percentile", "n_events")}
    figures |= {name: float(last[name].iloc[0]) if len(last) else float("nan") for name in ("low", "high")}
    pressing = found.behind[found.behind["pressure"] > 0]
    top = pressing[pressing["pressure"] >= SLIGHT * pressing["pressure"].sum()].head(EVIDENCE)
    return Brief(
        view, found, source, address, figures,
        _change(view, found, known, before),
        _confidence(events, pressing, found, view.half_life),
        _evidence(events, measures, view, top, documents),
        float(top["pressure"].sum() / pressing["pressure"].sum()) if len(pressing) else 0.0,
        left_out,
    )  # fmt: skip


def since(view: View, end: pd.Timestamp | None) -> pd.Timestamp:
    """The day that changes are told from: the view's own, else a week before its last."""
    chosen = pd.Timestamp(view.since) if view.since else None
    last = pd.Timestamp(view.end) if end is None else end
    return chosen if chosen is not None and chosen < last else last - pd.Timedelta(days=WEEK)


def _change(view: View, found: Situation, known: Known, before: Known) -> Change | None:
    start = since(view, found.end)
    (events, measures), (earlier, earlier_measures) = known, before
    first = first_day(events)
    if first is None or start < first:
        return None
    earlier = earlier[earlier["confidence"] >= view.confidence]
    share = view.sponsorship if roles(view) == "conduct" else 0.0
    stands = (
        Standpoint(start, earlier, earlier_measures, view.weight_of),
        Standpoint(found.end, events, measures, view.weight_of),
    )
    asked = {"half_life": view.half_life, "entities": [found.focus], "by": roles(view), "patrons": PATRON}
    asked |= {"share": share, "start": first}
    told = differences.what_changed(*stands, **asked).iloc[0]
    then = float(told["before"])
    parts = {part: float(told[part]) for part in PARTS}
    moved = differences.events_behind_change(*stands, **asked)
    moved = moved[(moved["part"] != "decayed") & (moved["pressure"].abs() >= VISIBLE)]
    moved = moved.loc[moved["pressure"].abs().sort_values(ascending=False, kind="stable").index].head(CHANGED)
    both = pd.concat([events, earlier[~earlier["event_id"].isin(events["event_id"])]])
    every = pd.concat([measures, earlier_measures[~earlier_measures.index.isin(measures.index)]])
    lines = digest(both[both["event_id"].isin(moved["event_id"])], every, view.weight_of).set_index("event_id")["line"]
    return Change(
        start, then, found.pressure, {part: value for part, value in parts.items() if abs(value) >= VISIBLE},
        moved.assign(line=moved["event_id"].map(lines))[["line", "date", "part", "pressure"]].reset_index(drop=True),
    )  # fmt: skip


def _confidence(events: pd.DataFrame, pressing: pd.DataFrame, found: Situation, half_life: float) -> Confidence:
    own = events.drop_duplicates("event_id").set_index("event_id")
    behind = pressing.set_index("event_id")["pressure"]
    whole = behind.sum()
    if not whole > 0:
        return confidence(0.0, None, None)
    sure = own["confidence"].reindex(behind.index)
    mean = float((sure * behind).sum() / whole)
    told = own["reports"].reindex(behind.index) >= TWO
    window = pd.Timedelta(days=ceil(risks.COUNT_HALF_LIVES * half_life))
    recent = found.behind.loc[found.behind["date"] > found.end - window, "event_id"]
    return confidence(float(own["confidence"].reindex(recent).sum()), mean, float(behind[told].sum() / whole))


def _evidence(
    events: pd.DataFrame, measures: pd.DataFrame, view: View, top: pd.DataFrame, documents: pd.DataFrame | None
) -> pd.DataFrame:
    """The events listed: date, date_precision, line, quote, source, claimant, points, pressure, reports, confidence."""
    rows = digest(events[events["event_id"].isin(top["event_id"])], measures, view.weight_of)
    rows = rows.set_index("event_id").loc[top["event_id"]]
    rows = rows.assign(pressure=top["pressure"].to_numpy())
    titles = {} if documents is None else documents["title"].to_dict()
    published = {} if documents is None else documents["published"].to_dict()
    rows["source"] = [
        f"{titles[one]}, {published[one]:%Y-%m-%d}" if one in titles and pd.notna(published[one]) else titles.get(one)
        for one in rows["document_id"]
    ]
    rows["source"] = rows["source"].fillna(rows["origin"].map({"coded": "coded record"}))
    rows["claimant"] = [display(one) if isinstance(one, str) else None for one in rows["claimant"]]
    kept = [
        "date",
        "date_precision",
        "line",
        "quote",
        "source",
        "claimant",
        "points",
        "pressure",
        "reports",
        "confidence",
    ]
    return rows[kept].reset_index(drop=True)
