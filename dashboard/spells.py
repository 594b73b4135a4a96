"""Agreements and access arrangements on the view's days: what is known of each on every day, and what it is now. Pure.

Before the first event that tells of an arrangement its state is unknown, and is never taken to be in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from dashboard.names import display
from dashboard.sentences import capital
from dashboard.sentences.agreements import span_text
from dashboard.state import View
from scoring import states

UNKNOWN = "unknown"
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Spells:
    """Arrangements of a view.

    bars: row, name, state (of `scoring.states.STATES`, or unknown), start, end (`end` not included), text. marks: row,
    date, event_id, text of the changes within the dates. now: row, name, kind, parties, state, since, adds (points per
    day), event_id, quote: one row an arrangement, those that add points first. changes: all changes up to the view's
    last day, the latest first, with name and parties.
    """

    bars: pd.DataFrame = field(default_factory=pd.DataFrame)
    marks: pd.DataFrame = field(default_factory=pd.DataFrame)
    now: pd.DataFrame = field(default_factory=pd.DataFrame)
    changes: pd.DataFrame = field(default_factory=pd.DataFrame)


def spells(found: pd.DataFrame, measures: pd.DataFrame, view: View) -> Spells:
    """What the page shows of `found` (`scoring.states.states`), as on the view's last day.

    With actors chosen in the view, only arrangements with one of them as a party.
    """
    end = pd.Timestamp(view.end)
    known = found[found["since"] <= end].copy()
    if view.actors:
        known = known[[bool(set(parties) & set(view.actors)) for parties in known["parties"]]]
    if known.empty:
        return Spells()
    known["until"] = known["until"].where(known["until"] <= end)  # what came later is not known on that day
    known["adds"] = [daily(row.kind, row.state, row.event_id, measures, view.weight_of) for row in known.itertuples()]
    known["parties"] = [" and ".join(display(actor) for actor in parties) for parties in known["parties"]]
    known["name"] = [capital(name) for name in known["instrument"]]
    now = known[known["until"].isna()].sort_values(
        ["adds", "since", "name"], ascending=[False, False, True], kind="stable", na_position="last", ignore_index=True
    )
    now = now.assign(row=range(len(now)))
    keys = ["instrument", "kind", "parties"]
    known = known.merge(now[[*keys, "row"]], on=keys).sort_values(["row", "since"], kind="stable", ignore_index=True)
    known["text"] = [span_text(row.name, row.state, row.since, row.until) for row in known.itertuples(index=False)]
    marks = known[known["since"] >= pd.Timestamp(view.start)].rename(columns={"since": "date"})
    changes = known.sort_values(["since", "row"], ascending=[False, True], kind="stable", ignore_index=True)
    return Spells(_bars(known, pd.Timestamp(view.start), end), marks[["row", "date", "event_id", "text"]], now, changes)


def daily(kind: str, state: str, event_id: str, measures: pd.DataFrame, weights: Mapping[str, float]) -> float:
    """Points that one more day of a state adds; null for a state that adds none (see `scoring.states.DAILY_SHARE`)."""
    if state not in states.PRESSING or event_id not in measures.index:
        return float("nan")
    indicator = states.INDICATOR[kind]
    return states.DAILY_SHARE * weights[indicator] * float(measures.at[event_id, indicator])


def _bars(known: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """Spells within the days, each arrangement from its unknown beginning to the end of the last day."""
    after = end + _DAY
    bars = known.assign(start=known["since"], end=known["until"].fillna(after))
    first = known.drop_duplicates("row")
    before = first.assign(start=start, end=first["since"], state=UNKNOWN)
    before["text"] = [span_text(row.name, UNKNOWN, None, row.since) for row in before.itertuples(index=False)]
    bars = pd.concat([before, bars], ignore_index=True)
    bars = bars.assign(start=bars["start"].clip(lower=start), end=bars["end"].clip(upper=after))
    bars["name"] = bars["name"] + " · " + bars["parties"]
    bars = bars[bars["start"] < bars["end"]].sort_values(["row", "start"], kind="stable", ignore_index=True)
    return bars[["row", "name", "state", "start", "end", "text"]]
