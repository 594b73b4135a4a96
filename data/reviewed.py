"""What people said of sentences, as records of the corpus (data/corpus/README.md) that models can learn from.

A confirmed or corrected event becomes a record with its corrected labels. A sentence of which every event was dismissed
becomes one without an act. Who said it is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from data import corrections as corrected
from data.corrections import DISMISSED
from data.events import event_id as make_id

# Codebook, "Direction: deeds of force alone": what the type, or type and mode, say of it
_UP = ("ASSAULT", "MOBILIZE")
_DOWN = ("withdraw", "release", "return", "disarm", "ceasefire")  # modes of RETREAT
_NO_ACT = {"type": None, "mode": None, "realis": None, "place": None, "trigger": None, "direction": "neither"}


def records(
    read: pd.DataFrame,
    corrections: pd.DataFrame,
    documents: pd.DataFrame,
    indicators: Mapping[str, list[str]] | None = None,
) -> list[dict[str, Any]]:
    """Records of the sentences that people looked at, in text order, one an event, or a sentence without an act.

    `read` are events of `documents` before correction; those of no document give none. `indicators` are the ids that
    a corrected event carries, by event id. `trigger` is the word that the reading finds for the act: null, and of no
    use to the models of acts, where it finds none any more. `theme` keeps a dataset's records together in a split.
    """
    seen = corrected.reviewed(corrections)
    told = read[read["event_id"].isin(seen) & read["document_id"].isin(documents["document_id"])]
    after = corrected.apply(told, corrections).drop_duplicates("event_id").set_index("event_id")
    before = told.drop_duplicates("event_id").set_index("event_id")
    triggers = _triggers(documents[documents["document_id"].isin(before["document_id"])])
    found = []
    for event_id in before.index.intersection(after.index):
        read_as = before.loc[event_id]
        trigger = _trigger(triggers.get(read_as["document_id"], []), event_id, read_as)
        found.append(_record(after.loc[event_id], event_id, trigger, (indicators or {}).get(event_id, [])))
    return found + _without_acts(read, corrections, before)


def dismissed(corrections: pd.DataFrame) -> set[str]:
    """Ids of the events that were last dismissed."""
    last = corrected.verdicts(corrections)
    return set(last.index[last == DISMISSED])


def _record(after: pd.Series, event_id: str, trigger: list[int] | None, indicators: list[str]) -> dict[str, Any]:
    text = after["quote"]
    words = {f"{role}_text": _within(text, after[f"{role}_text"]) for role in ("source", "target")}
    spans = {role: _span(text, words[f"{role}_text"]) for role in ("source", "target")}
    return {
        **_head(after, event_id, text), **words, **{role: _null(after[role]) for role in ("source", "target")},
        "trigger": trigger and text[slice(*trigger)], "spans": spans | {"trigger": trigger},
        "type": after["type"], "mode": _null(after["mode"]), "realis": after["realis"], "place": _null(after["place"]),
        "date": None, "tolls": [toll for kind in ("killed", "wounded") if (toll := _toll(after, kind))],
        "direction": _direction(after), "indicators": indicators if after["realis"] == "realised" else [],
    }  # fmt: skip


def _without_acts(read: pd.DataFrame, corrections: pd.DataFrame, before: pd.DataFrame) -> list[dict[str, Any]]:
    """A record of each sentence that tells of dismissed events and of no other."""
    gone = dismissed(corrections)
    place = ["document_id", "span_start"]
    all_gone = read.assign(gone=read["event_id"].isin(gone)).groupby(place)["gone"].transform("all")
    rows = read[all_gone.fillna(False).astype(bool) & read["event_id"].isin(before.index)].drop_duplicates(place)
    nobody = {f"{role}{part}": None for role in ("source", "target") for part in ("", "_text")}
    return [
        {
            **_head(row, row["event_id"], row["quote"]), **nobody, **_NO_ACT, "date": None, "tolls": [],
            "spans": {"source": None, "target": None, "trigger": None}, "indicators": [],
        }
        for _, row in rows.iterrows()
    ]  # fmt: skip


def _head(row: pd.Series, event_id: str, text: str) -> dict[str, Any]:
    theme = f"reviewed-{row['dataset']}"
    return {"id": f"reviewed-{event_id}", "theme": theme, "region": None, "style": "wire", "text": text}


class _Act(NamedTuple):
    event_id: str  # of the event, if this is where it was first told
    start: int
    end: int
    type: str


def _triggers(documents: pd.DataFrame) -> dict[str, list[_Act]]:
    """What the reading takes for acts, by document, with the words that say so."""
    from data.extraction.coding import candidates

    found = {}
    for row in documents.itertuples(index=False):
        published = None if pd.isna(row.published) else row.published.date()
        told = [one for one in candidates(row.text, published) if one.trigger is not None]
        spans = [one.sentence.span(row.text, one.trigger.start, one.trigger.end) for one in told]
        found[row.document_id] = [
            _Act(make_id(row.document_id, *span), *span, one.type) for one, span in zip(told, spans, strict=True)
        ]
    return found


def _trigger(acts: list[_Act], event_id: str, row: pd.Series) -> list[int] | None:
    """Offsets in the quote of the word for an event: where it was told first, else of an act of its type in there."""
    inside = [one for one in acts if row["span_start"] <= one.start and one.end <= row["span_end"]]
    chosen = [one for one in inside if one.event_id == event_id] or [one for one in inside if one.type == row["type"]]
    return [int(at - row["span_start"]) for at in (chosen[0].start, chosen[0].end)] if chosen else None


def _direction(row: pd.Series) -> str:
    if row["realis"] != "realised":
        return "neither"
    if row["type"] in _UP:
        return "escalate"
    return "deescalate" if row["type"] == "RETREAT" and row["mode"] in _DOWN else "neither"


def _toll(row: pd.Series, kind: str) -> dict[str, Any] | None:
    bounds = {bound: _null(row[f"{kind}_{bound}"]) for bound in ("low", "best", "high")}
    if all(value is None for value in bounds.values()):
        return None
    return {"kind": kind, "words": None, **bounds, "claimant": _null(row["claimant"])}


def _within(text: str, words: object) -> str | None:
    return words if isinstance(words, str) and words in text else None


def _span(text: str, words: str | None) -> list[int] | None:
    return [text.find(words), text.find(words) + len(words)] if words else None


def _null(value: object) -> Any:
    return None if pd.isna(value) else value
