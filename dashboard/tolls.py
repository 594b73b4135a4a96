"""Who counts which toll of an event: rival claims side by side, never summed. Pure."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dashboard.sentences import bounds, short_day

COLUMNS = ["claimant", "killed", "wounded", "where", "words"]
NOT_NAMED = "no claimant named"
KINDS = ("killed", "wounded")


def rival(row: pd.Series, claims: pd.DataFrame, documents: pd.DataFrame, display: Callable[[str], str]) -> pd.DataFrame:
    """One row a claimant and sentence: COLUMNS, all text, in the order of publication; empty where no toll is told.

    `row` is an event as in `event_rows.digest`, `claims` those of `data.extraction.mentions_with_claims`, `documents`
    have the index document_id. A claimant speaks of two numbers in one sentence as of bounds: the table widens them and
    adds nothing up. An event without claims of its own (a coded record) gives one row: what the record says.
    """
    own = claims[claims["event_id"] == row["event_id"]]
    if own.empty:
        return _recorded(row, display)
    published = own["document_id"].map(documents["published"])
    own = own.assign(published=published, claimant=own["claimant"].fillna(""))
    own = own.sort_values(["published", "span_start"], kind="stable")
    told = own.groupby(["document_id", "span_start", "claimant"], sort=False)
    rows = []
    for (document_id, _, claimant), group in told:
        first = group.iloc[0]
        counts = {kind: _widest(group[group["kind"] == kind]) for kind in KINDS}
        title = documents["title"].get(document_id, document_id)
        where = f"{title}, {short_day(first['published'])}"
        rows.append((display(claimant) if claimant else NOT_NAMED, *counts.values(), where, first["quote"]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _widest(claims: pd.DataFrame) -> str:
    """`5`, `4–9`: the bounds of these claims; `–` where there are none."""
    best = claims["best"].iloc[0] if len(claims) == 1 else None
    return bounds(claims[["low", "best"]].min(axis=None), best, claims[["high", "best"]].max(axis=None))


def _recorded(row: pd.Series, display: Callable[[str], str]) -> pd.DataFrame:
    counts = [bounds(*(row[f"{kind}_{bound}"] for bound in ("low", "best", "high"))) for kind in KINDS]
    if set(counts) == {bounds(None, None, None)}:
        return pd.DataFrame(columns=COLUMNS)
    says = display(row["claimant"]) if isinstance(row["claimant"], str) else NOT_NAMED
    return pd.DataFrame([(says, *counts, "the coded record", "")], columns=COLUMNS)
