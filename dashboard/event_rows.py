"""Events as rows of a table: which of them a view leaves, what each says and what it scores. Pure."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from dashboard.deeds import deed
from dashboard.names import display
from dashboard.sentences import deed_line
from dashboard.state import View
from scoring.indicators import BY_ID
from scoring.score import contributions, relief, score


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
        BY_ID[i].name.lower() if isinstance(i, str) else deed(kind, mode)
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


def _joined(events: pd.DataFrame, column: str, ids: pd.Index) -> pd.Series:
    pairs = events[["event_id", column]].dropna().drop_duplicates()
    named = pairs.assign(shown=pairs[column].map(display)).groupby("event_id")["shown"].agg(", ".join)
    return named.reindex(ids).fillna("")
