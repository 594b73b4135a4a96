"""Events as rows of a table: which of them a view leaves, in what order, what each says and what it scores. Pure.

All of it works on whole columns: a table of 100,000 events is filtered and put in order at once, and only the page of
it that is on screen is put into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.deeds import deed
from dashboard.names import display
from dashboard.sentences import deed_line
from dashboard.state import View
from scoring.indicators import BY_ID
from scoring.score import contributions, relief, score

ROWS = 500  # rows of the table sent at a time, some 200 KB: twenty-five screens of it, drawn within a quarter second
_KEPT = (
    "event_id", "date", "date_precision", "published", "realis", "type", "mode", "place", "country", "place_precision",
    "quote", "document_id", "span_start", "span_end", "claimant", "responds_to", "response_cue", "reports",
    "confidence", "killed_low", "killed_best", "killed_high", "wounded_low", "wounded_best", "wounded_high", "victims",
    "origin", "native_id", "native_code",
)  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """Events that a view leaves: their ids in the order asked for, how many have no day, how many there are in all."""

    ids: np.ndarray
    undated: int
    known: int

    def page(self, event: str) -> tuple[int, np.ndarray]:
        """Where the page with this event begins (the first page without it), and the ids of that page."""
        found = np.flatnonzero(self.ids == event)
        first = int(found[0]) // ROWS * ROWS if len(found) else 0
        return first, self.ids[first : first + ROWS]

    def narrowed(self, key: pd.Series, wanted: str) -> Listing:
        """Only the events that have the key `wanted`; `key` by event id."""
        ids = set(key.index[key == wanted])
        return Listing(np.array([i for i in self.ids if i in ids], dtype=object), 0, self.known)

    def neighbours(self, first: int) -> tuple[str | None, str | None]:
        """The first event of the page before and of the page after the one that begins at `first`."""
        before = str(self.ids[first - ROWS]) if first >= ROWS else None
        return before, str(self.ids[first + ROWS]) if first + ROWS < len(self.ids) else None


def digest(events: pd.DataFrame, measures: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """One row an event, in the order given, for tables and labels.

    event_id, date, date_precision, published, by, to (names joined, '' if none), deed, track, place, points, relief,
    realis, type, mode, quote, document_id, span_start, span_end, claimant, responds_to, response_cue, reports,
    confidence, killed_low/best/high, wounded_low/best/high, origin, native_id, native_code, line.
    """
    return told(events, measures).weighed(weights)


@dataclass(frozen=True)
class Told:
    """Events in words, one row an event, before weights: `digest` without deed, track, points, relief and line.

    measures: their intensities, event x indicator.
    """

    rows: pd.DataFrame
    measures: pd.DataFrame

    def take(self, places: np.ndarray) -> Told:
        """Only the events at these places, in this order."""
        return Told(self.rows.take(places), self.measures.take(places))

    def weighed(self, weights: Mapping[str, float]) -> pd.DataFrame:
        """The rows of `digest` under these weights."""
        out = self.rows.copy()
        parts = contributions(self.measures, weights)  # once: `score` and `relief` would take it again each
        eases = np.array([BY_ID[name].track == "relief" for name in parts.columns], dtype=bool)
        top = _heaviest(parts)
        out["deed"] = [
            BY_ID[i].name.lower() if i else deed(kind, mode)
            for i, kind, mode in zip(top, *(out[name].to_numpy(dtype=object) for name in ("type", "mode")), strict=True)
        ]
        out["track"] = pd.Series([BY_ID[i].track if i else None for i in top], out.index, dtype="str")
        out["points"] = parts.loc[:, ~eases].sum(axis=1).to_numpy()
        out["relief"] = parts.loc[:, eases].sum(axis=1).to_numpy()
        words = ("by", "to", "deed", "place")
        columns = (out[name].to_numpy(dtype=object) for name in words)  # a list of records would take ten times as long
        lines = [deed_line(dict(zip(words, row, strict=True))) for row in zip(*columns, strict=True)]
        out["line"] = pd.Series(lines, out.index, dtype="str")
        return out.reset_index(drop=True)


def told(events: pd.DataFrame, measures: pd.DataFrame) -> Told:
    """Events in words, in the order given, to be weighed."""
    out = events.drop_duplicates("event_id")[list(_KEPT)].copy()
    ids = pd.Index(out["event_id"])
    out["by"] = _joined(events, "source", ids)
    out["to"] = _joined(events, "target", ids)
    return Told(out, parts_to_measures(measures, ids))


def parts_to_measures(measures: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """Measures of these events in this order; events without a measure count nothing."""
    return measures.reindex(ids).fillna(0.0)


def filtered(
    events: pd.DataFrame, measures: pd.DataFrame, view: View, origins: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Rows of the events that the view's dates and event filters leave, the latest first, undated ones last.

    An event is kept whole: all its rows, if any of them fits. `origins` is as `dashboard.origins.origins` gives it.
    """
    kept = events[_fitting(events, measures, view, origins)]
    return kept.sort_values("date", ascending=False, kind="stable", na_position="last")


def listing(events: pd.DataFrame, measures: pd.DataFrame, view: View, origins: pd.DataFrame | None = None) -> Listing:
    """The events of `filtered`, by id, in the view's order: by day, or the heaviest in points or relief first."""
    left = events.loc[_fitting(events, measures, view, origins), ["event_id", "date"]].drop_duplicates("event_id")
    left = left.sort_values("date", ascending=False, kind="stable", na_position="last")
    if view.order != "day":
        own = parts_to_measures(measures, pd.Index(left["event_id"]))
        weighed = {"points": score, "relief": relief}[view.order](own, view.weight_of).to_numpy()
        left = left.iloc[np.argsort(-weighed, kind="stable")]
    ids = left["event_id"].to_numpy(dtype=object)
    return Listing(ids, int(left["date"].isna().sum()), events["event_id"].nunique())


def picked(events: pd.DataFrame, ids: np.ndarray) -> pd.DataFrame:
    """All rows of these events, in the order of `ids`."""
    rows = events[_among(events["event_id"], ids)]
    return rows.iloc[np.argsort(pd.Index(ids).get_indexer(rows["event_id"]), kind="stable")]


def _fitting(events: pd.DataFrame, measures: pd.DataFrame, view: View, origins: pd.DataFrame | None) -> np.ndarray:
    """For every row whether its event fits: all rows of an event do if one does."""
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
        carried = (measures[list(view.indicators)].to_numpy() > 0).any(axis=1)
        keep &= _among(events["event_id"], measures.index[carried])
    if view.origin:
        told = origins if origins is not None else pd.DataFrame(columns=["event_id", "origin"])
        keep &= _among(events["event_id"], told.loc[told["origin"] == view.origin, "event_id"])
    codes, found = pd.factorize(events["event_id"])
    fits = np.zeros(len(found), dtype=bool)
    fits[codes[keep.to_numpy(dtype=bool)]] = True
    return fits[codes]


def _among(values: pd.Series, wanted: object) -> np.ndarray:
    # as Python strings: Arrow's own take ten times as long to look up
    return pd.Series(values, dtype=object).isin(np.asarray(wanted, dtype=object)).to_numpy()


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


def _heaviest(parts: pd.DataFrame) -> list[str | None]:
    """The indicator that adds most points to each event; None where none adds any."""
    values = parts.to_numpy()
    if not values.size:
        return [None] * len(parts)
    names = parts.columns.to_numpy(dtype=object)[values.argmax(axis=1)]
    return np.where(values.max(axis=1) > 0, names, None).tolist()


def _joined(events: pd.DataFrame, column: str, ids: pd.Index) -> np.ndarray:
    """The names of all parties in `column` of each event, in the order of `ids`; '' where there is none."""
    pairs = events[["event_id", column]].dropna().drop_duplicates()
    named = pairs[column].map({actor: display(actor) for actor in pairs[column].unique()})
    several = pairs["event_id"].duplicated(keep=False)  # only these need a walk through their parties
    one = pd.Series(named[~several].to_numpy(dtype=object), pairs.loc[~several, "event_id"])
    more = named[several].groupby(pairs.loc[several, "event_id"]).agg(", ".join)
    both = pd.concat([one, more]) if len(more) else one
    return both.reindex(ids).fillna("").to_numpy(dtype=object)
