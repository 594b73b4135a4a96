"""An article's text with the sentences that tell of events marked and numbered. Pure."""

from __future__ import annotations

from html import escape

import pandas as pd

_MARK = "background:rgba(240,180,60,.36);color:inherit;border-radius:2px;padding:0 1px"
_NUMBER = "font-size:.72rem;font-weight:650;margin-right:.2rem;vertical-align:.25em;line-height:0"


def numbers(found: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, int]:
    """A number for each event of `found`, from 1 in the order in which the article first mentions them."""
    first = mentions[mentions["event_id"].isin(found["event_id"])].sort_values("span_start", kind="stable")
    return {event_id: number for number, event_id in enumerate(first["event_id"].drop_duplicates(), start=1)}


def html(text: str, mentions: pd.DataFrame, number_of: dict[str, int]) -> str:
    """HTML of an article: each sentence with events marked, its events' numbers in front; every segment is escaped."""
    spans = mentions[mentions["event_id"].isin(number_of)].dropna(subset=["span_start", "span_end"])
    parts, at = [], 0
    for (start, end), rows in spans.groupby(["span_start", "span_end"]):
        start, end = max(int(start), at), min(int(end), len(text))
        if end <= start:  # inside one that is marked already
            continue
        shown = ",".join(str(number) for number in sorted({number_of[event_id] for event_id in rows["event_id"]}))
        mark = f"<mark style='{_MARK}'><span style='{_NUMBER}'>{shown}</span>{escape(text[start:end])}</mark>"
        parts += [escape(text[at:start]), mark]
        at = end
    return "".join([*parts, escape(text[at:])])
